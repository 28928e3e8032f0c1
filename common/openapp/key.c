#include "openapp/key.h"

#include <string.h>

#include <apie/openapp.h>

#include "base/fail.h"
#include "base/text.h"
#include "exchange/ascii.h"
#include "exchange/url.h"

#define SEPARATOR "_openapp_"
#define API_ROOT  "/api/v1"
#define SHOWN_MAX 6

static apie_status refuse(apie_error *error, const char *what)
{
    return apie_fail(error, APIE_ERROR_CONFIG, "api_key", "the API key %s", what);
}

static apie_slice trim(const char *text)
{
    static const char blanks[] = " \t\r\n\v\f";
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length > 0 && strchr(blanks, text[length - 1]) != NULL)
        length--;
    return (apie_slice){text, length};
}

/* A blank or line break within is a bad paste; the rest could not be sent as it is. */
static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == ' ' || apie_is_control(*text) || !apie_is_ascii(*text))
            return false;
    return true;
}

static bool is_http(apie_slice scheme)
{
    return apie_text_equal_nocase(scheme.data, scheme.length, "http", 4) ||
           apie_text_equal_nocase(scheme.data, scheme.length, "https", 5);
}

static apie_status check_origin(const char *origin, apie_error *error)
{
    apie_url url;
    const char *wrong = apie_url_parse(origin, &url);
    if (wrong != NULL)
        return apie_fail(error, APIE_ERROR_CONFIG, "api_key", "the origin in the API key %s",
                         wrong);
    if (!is_http(url.scheme))
        return refuse(error, "has an origin that is neither http nor https");
    if (url.has_user_info)
        return refuse(error, "has a user name or password in its origin");
    size_t length = strlen(origin);
    if (url.path.length > 0 || (length > 1 && strcmp(origin + length - 2, "//") == 0))
        return refuse(error, "has a path in its origin: scheme, host and port are all there is");
    return APIE_OK;
}

static apie_status split(apie_arena *arena, apie_openapp_key *key, apie_error *error)
{
    const char *separator = strstr(key->whole, SEPARATOR);
    if (separator == NULL)
        return refuse(error, "has no \"" SEPARATOR "\" in it; is it whole?");
    size_t length = (size_t)(separator - key->whole);
    char *origin = apie_arena_text(arena, length + sizeof(API_ROOT));
    char *base_url = apie_arena_text(arena, length + sizeof(API_ROOT));
    key->secret = separator + strlen(SEPARATOR);
    key->prefix = apie_arena_strndup(arena, key->whole, (size_t)(key->secret - key->whole));
    if (origin == NULL || base_url == NULL || key->prefix == NULL)
        return apie_fail_no_memory(error);
    if (key->secret[0] == '\0')
        return refuse(error, "has no secret");
    apie_text_copy(origin, length + 1, key->whole, length);
    apie_status status = check_origin(origin, error);
    if (status != APIE_OK)
        return status;
    if (origin[length - 1] == '/')
        origin[--length] = '\0';
    memcpy(base_url, origin, length);
    memcpy(base_url + length, API_ROOT, sizeof(API_ROOT));
    key->origin = origin;
    key->base_url = base_url;
    return APIE_OK;
}

apie_status apie_openapp_key_parse(const char *text, apie_arena *arena, apie_openapp_key *key,
                                   apie_error *error)
{
    *key = (apie_openapp_key){0};
    apie_slice trimmed = trim(text != NULL ? text : "");
    if (trimmed.length == 0)
        return refuse(error, "is missing");
    apie_openapp_key found = {.whole = apie_arena_strndup(arena, trimmed.data, trimmed.length)};
    if (found.whole == NULL)
        return apie_fail_no_memory(error);
    if (!is_plain(found.whole))
        return refuse(error, "has a character that keys do not have");
    apie_status status = split(arena, &found, error);
    if (status == APIE_OK)
        *key = found;
    return status;
}

static bool same_text(apie_slice a, apie_slice b)
{
    return apie_text_equal_nocase(a.data, a.length, b.data, b.length);
}

static int port_of(const apie_url *url)
{
    int usual = same_text(url->scheme, APIE_SLICE("https")) ? 443 : 80;
    return url->port != 0 ? url->port : usual;
}

bool apie_openapp_same_origin(const char *a, const char *b)
{
    apie_url one;
    apie_url other;
    return apie_url_parse(a, &one) == NULL && apie_url_parse(b, &other) == NULL &&
           same_text(one.scheme, other.scheme) && same_text(one.host, other.host) &&
           port_of(&one) == port_of(&other);
}

void apie_openapp_key_mask(const apie_openapp_key *key, char out[APIE_OPENAPP_MASK_SIZE])
{
    size_t length = strlen(key->secret);
    size_t shown = length / 4 < SHOWN_MAX ? length / 4 : SHOWN_MAX;
    apie_text_format(out, APIE_OPENAPP_MASK_SIZE, "%s" SEPARATOR "...%s", key->origin,
                     key->secret + length - shown);
}

apie_status apie_openapp_mask_key(const char *key, char *out, size_t size, apie_error *error)
{
    char masked[APIE_OPENAPP_MASK_SIZE] = "";
    apie_openapp_key parts;
    if (out == NULL || size == 0)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must have room");
    out[0] = '\0';
    apie_arena *arena = apie_arena_new(0);
    if (arena == NULL)
        return apie_fail_no_memory(error);
    apie_status status = apie_openapp_key_parse(key, arena, &parts, error);
    if (status == APIE_OK) {
        apie_openapp_key_mask(&parts, masked);
        apie_text_format(out, size, "%s", masked);
    }
    apie_arena_free(arena);
    return status;
}
