#include "openapp/image.h"

#include <string.h>

#include "exchange/ascii.h"

#define FILE_NAME_MAX 255

typedef struct image_type {
    const char *name;
    const char *extensions[3]; /* the usual one first */
} image_type;

static const image_type types[] = {
    {"image/jpeg", {".jpg", ".jpeg", ".jpe"}},
    {"image/png", {".png"}},
    {"image/webp", {".webp"}},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char *find(apie_slice text, char stop)
{
    const char *found = text.length > 0 ? memchr(text.data, stop, text.length) : NULL;
    return found != NULL ? found : text.data + text.length;
}

/* The text up to the first of the characters. */
static apie_slice before(apie_slice text, char stop)
{
    return (apie_slice){text.data, (size_t)(find(text, stop) - text.data)};
}

const char *apie_image_type_known(apie_slice content_type)
{
    if (content_type.length == 0)
        return NULL;
    apie_slice bare = apie_trim(before(content_type, ';'));
    for (size_t i = 0; i < COUNT(types); i++)
        if (apie_text_equal_nocase(bare.data, bare.length, types[i].name, strlen(types[i].name)))
            return types[i].name;
    return NULL;
}

/* ---- URLs ---- */

static apie_slice after_scheme(apie_slice url)
{
    for (size_t i = 0; i + 3 <= url.length; i++)
        if (memcmp(url.data + i, "://", 3) == 0)
            return (apie_slice){url.data + i + 3, url.length - i - 3};
    return (apie_slice){url.data, 0};
}

/* From the slash behind the host; empty if there is none. */
static apie_slice path_of(apie_slice url)
{
    apie_slice rest = after_scheme(url);
    if (rest.length == 0)
        return rest;
    rest = before(before(rest, '#'), '?');
    const char *path = find(rest, '/');
    return (apie_slice){path, (size_t)(rest.data + rest.length - path)};
}

/* The part behind the last slash of the path; empty if there is none. */
static apie_slice last_segment(apie_slice url)
{
    apie_slice path = path_of(url);
    if (path.length == 0)
        return path;
    const char *end = path.data + path.length;
    const char *start = end;
    while (start > path.data && start[-1] != '/')
        start--;
    return (apie_slice){start, (size_t)(end - start)};
}

const char *apie_image_url_path(const char *url, apie_arena *arena)
{
    apie_slice path = path_of((apie_slice){url, strlen(url)});
    return path.length > 0 ? apie_arena_strndup(arena, path.data, path.length) : "/";
}

bool apie_image_url_valid(const char *url)
{
    static const char *const schemes[] = {"http://", "https://"};
    if (url == NULL)
        return false;
    size_t length = strlen(url);
    for (size_t i = 0; i < length; i++)
        if (url[i] == ' ' || apie_is_control(url[i]))
            return false;
    for (size_t i = 0; i < COUNT(schemes); i++) {
        size_t prefix = strlen(schemes[i]);
        if (length > prefix && apie_text_equal_nocase(url, prefix, schemes[i], prefix))
            return strchr("/?#", url[prefix]) == NULL;
    }
    return false;
}

static const char *type_by_extension(apie_slice url)
{
    apie_slice name = last_segment(url);
    for (size_t i = 0; i < COUNT(types); i++) {
        for (size_t j = 0; j < COUNT(types[i].extensions); j++) {
            const char *extension = types[i].extensions[j];
            size_t length = extension != NULL ? strlen(extension) : 0;
            if (length > 0 && name.length >= length &&
                apie_text_equal_nocase(name.data + name.length - length, length, extension, length))
                return types[i].name;
        }
    }
    return NULL;
}

/* ---- bytes ---- */

static bool starts(apie_slice data, size_t offset, const char *bytes, size_t length)
{
    return data.length >= offset + length && memcmp(data.data + offset, bytes, length) == 0;
}

static const char *type_by_bytes(apie_slice data)
{
    if (starts(data, 0, "\xff\xd8\xff", 3))
        return "image/jpeg";
    if (starts(data, 0, "\x89PNG\r\n\x1a\n", 8))
        return "image/png";
    if (starts(data, 0, "RIFF", 4) && starts(data, 8, "WEBP", 4))
        return "image/webp";
    return NULL;
}

const char *apie_image_type(apie_slice content_type, apie_slice url, apie_slice data)
{
    const char *type = apie_image_type_known(content_type);
    if (type == NULL)
        type = type_by_extension(url);
    return type != NULL ? type : type_by_bytes(data);
}

/* ---- names ---- */

static size_t percent_decode(apie_slice text, char *out)
{
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        int high = i + 2 < text.length ? apie_hex_value(text.data[i + 1]) : -1;
        int low = i + 2 < text.length ? apie_hex_value(text.data[i + 2]) : -1;
        bool encoded = text.data[i] == '%' && high >= 0 && low >= 0;
        out[length++] = encoded ? (char)(high * 16 + low) : text.data[i];
        i += encoded ? 2 : 0;
    }
    return length;
}

/* A name, not a path, and nothing that a terminal obeys. */
static void make_safe(char *name, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (apie_is_control(name[i]) || name[i] == '/' || name[i] == '\\')
            name[i] = '_';
}

static const char *usual_extension(const char *type)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (type != NULL && strcmp(type, types[i].name) == 0)
            return types[i].extensions[0];
    return "";
}

const char *apie_image_file_name(apie_slice url, const char *type, apie_arena *arena)
{
    apie_slice segment = last_segment(url);
    size_t size = segment.length + sizeof("upload.jpeg");
    char *name = apie_arena_text(arena, size);
    if (name == NULL)
        return NULL;
    size_t length = percent_decode(segment, name);
    make_safe(name, length);
    apie_slice trimmed = apie_trim((apie_slice){name, length});
    bool usable = trimmed.length > 0 && trimmed.length <= FILE_NAME_MAX &&
                  apie_utf8_valid(trimmed.data, trimmed.length, NULL) &&
                  !apie_slice_equal(trimmed, ".") && !apie_slice_equal(trimmed, "..");
    if (!usable) {
        apie_text_format(name, size, "upload%s", usual_extension(type));
        return name;
    }
    return apie_arena_strndup(arena, trimmed.data, trimmed.length);
}
