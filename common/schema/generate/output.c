#include "output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void apie_gen_die(const char *format, ...)
{
    va_list arguments;

    fputs("generate: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static void print_arguments(apie_buffer *out, const char *format, va_list arguments)
    APIE_PRINTF(2, 0);

static void print_arguments(apie_buffer *out, const char *format, va_list arguments)
{
    va_list again;
    int length = 0;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0 || !apie_buffer_reserve(out, (size_t)length + 1))
        apie_gen_die("out of memory");
    vsnprintf(out->data + out->length, (size_t)length + 1, format, arguments);
    out->length += (size_t)length;
}

void apie_gen_print(apie_buffer *out, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_arguments(out, format, arguments);
    va_end(arguments);
}

char *apie_gen_text(apie_arena *arena, const char *format, ...)
{
    apie_buffer buffer;
    va_list arguments;
    char *text = NULL;

    apie_buffer_init(&buffer, 0);
    va_start(arguments, format);
    print_arguments(&buffer, format, arguments);
    va_end(arguments);
    text = apie_arena_strndup(arena, buffer.data, buffer.length);
    apie_buffer_free(&buffer);
    if (text == NULL)
        apie_gen_die("out of memory");
    return text;
}

char *apie_gen_read_file(apie_arena *arena, const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    apie_buffer buffer;
    char *text = NULL;
    size_t got = 0;

    if (file == NULL && errno == ENOENT)
        return NULL;
    apie_buffer_init(&buffer, 0);
    do {
        if (file == NULL || !apie_buffer_reserve(&buffer, 65536))
            apie_gen_die("cannot read %s", path);
        got = fread(buffer.data + buffer.length, 1, 65536, file);
        buffer.length += got;
    } while (got > 0);
    text = apie_arena_strndup(arena, buffer.data, buffer.length);
    if (ferror(file) != 0 || fclose(file) != 0 || text == NULL)
        apie_gen_die("cannot read %s", path);
    *length = buffer.length;
    apie_buffer_free(&buffer);
    return text;
}

static void make_folders(const char *path)
{
    char folder[4096];

    for (size_t i = 0; path[i] != '\0' && i < sizeof folder; i++) {
        if (path[i] == '/' && i > 0) {
            memcpy(folder, path, i);
            folder[i] = '\0';
            if (mkdir(folder, 0777) != 0 && errno != EEXIST)
                apie_gen_die("cannot make the folder %s", folder);
        }
    }
}

void apie_gen_write_file(const char *path, const apie_buffer *text)
{
    FILE *file = NULL;

    make_folders(path);
    file = fopen(path, "wb");
    if (file == NULL || fwrite(text->data, 1, text->length, file) != text->length ||
        fclose(file) != 0)
        apie_gen_die("cannot write %s", path);
}

void apie_gen_wrap(apie_buffer *out, const char *lead, const char *hang, const char *text)
{
    size_t column = strlen(lead);
    bool fresh = true;

    apie_buffer_string(out, lead);
    while (*text != '\0') {
        size_t word = strcspn(text, " \n");
        if (!fresh && (text[-1] == '\n' || column + 1 + word > GEN_COLUMNS)) {
            apie_gen_print(out, "\n%s", hang);
            column = strlen(hang);
            fresh = true;
        }
        apie_gen_print(out, "%s%.*s", fresh ? "" : " ", (int)word, text);
        column += word + (fresh ? 0 : 1);
        fresh = false;
        text += word;
        text += strspn(text, " \n");
    }
    apie_buffer_char(out, '\n');
}

void apie_gen_doc(apie_buffer *out, const char *indent, const char *text)
{
    char lead[32];

    if (strchr(text, '\n') == NULL && strlen(indent) + strlen(text) + 7 <= GEN_COLUMNS) {
        apie_gen_print(out, "%s/** %s */\n", indent, text);
        return;
    }
    snprintf(lead, sizeof lead, "%s * ", indent);
    apie_gen_print(out, "%s/**\n", indent);
    apie_gen_wrap(out, lead, lead, text);
    apie_gen_print(out, "%s */\n", indent);
}

void apie_gen_call(apie_buffer *out, int indent, const char *lead, const char *const *items,
                   size_t count, const char *tail)
{
    size_t length = (size_t)indent + strlen(lead) + 2 + strlen(tail);
    size_t column = 0;

    for (size_t i = 0; i < count; i++)
        length += strlen(items[i]) + (i > 0 ? 2 : 0);
    apie_gen_print(out, "%*s%s(", indent, "", lead);
    for (size_t i = 0; i < count; i++) {
        size_t width = strlen(items[i]) + (i + 1 == count ? 2 : 1);
        if (length > GEN_COLUMNS && (i == 0 || column + 1 + width > GEN_COLUMNS)) {
            apie_gen_print(out, "\n%*s", indent + 4, "");
            column = (size_t)indent + 4;
        } else if (i > 0) {
            apie_buffer_char(out, ' ');
            column++;
        }
        apie_gen_print(out, "%s%s", items[i], i + 1 == count ? "" : ",");
        column += width;
    }
    apie_gen_print(out, ")%s\n", tail);
}
