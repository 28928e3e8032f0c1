#include "exchange/header.h"

#include <string.h>

#include "base/fail.h"
#include "exchange/ascii.h"
#include "exchange/clean_text.h"
#include "exchange/endpoint.h"

static const char *const reserved_names[] = {
    "Authorization",     "Proxy-Authorization", "Host",   "Content-Length",
    "Transfer-Encoding", "Connection",          "Expect",
};

static bool is_token_character(char c)
{
    return apie_is_letter(c) || c == '-' || apie_is_digit(c) ||
           (c != '\0' && strchr("!#$%&'*+.^_`|~", c));
}

static bool same_name(const char *a, const char *b)
{
    return apie_text_equal_nocase(a, strlen(a), b, strlen(b));
}

static bool is_token(apie_slice text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!is_token_character(text.data[i]))
            return false;
    return text.length > 0;
}

bool apie_header_name_valid(const char *name)
{
    return name != NULL && is_token((apie_slice){name, strlen(name)});
}

bool apie_header_value_valid(const char *value)
{
    if (value == NULL)
        return false;
    for (; *value != '\0'; value++)
        if (apie_is_control(*value) && *value != '\t')
            return false;
    return true;
}

bool apie_header_value_blank(const char *value)
{
    return apie_trim((apie_slice){value, strlen(value)}).length == 0;
}

bool apie_header_reserved(const char *name, const apie_endpoint *endpoint)
{
    for (size_t i = 0; i < sizeof(reserved_names) / sizeof(reserved_names[0]); i++)
        if (same_name(name, reserved_names[i]))
            return true;
    for (size_t i = 0; endpoint != NULL && i < endpoint->key_count; i++)
        if (same_name(name, endpoint->keys[i].header))
            return true;
    return false;
}

/* Continues "the header X …". */
static const char *fault(const char *name, const char *value, const apie_endpoint *endpoint)
{
    if (!apie_header_name_valid(name))
        return "has a name that is no header name";
    if (apie_header_reserved(name, endpoint))
        return "is set by the library alone";
    if (!apie_header_value_valid(value))
        return value == NULL ? "has no value"
                             : "has a line break or control character in its value";
    if (same_name(name, APIE_IDEMPOTENCY_KEY) && apie_header_value_blank(value))
        return "is blank";
    return NULL;
}

apie_status apie_header_check(apie_status refusal, const char *name, const char *value,
                              const apie_endpoint *endpoint, apie_error *error)
{
    const char *wrong = fault(name, value, endpoint);
    if (wrong == NULL)
        return APIE_OK;
    char shown[64];
    const char *given = name != NULL ? name : "";
    apie_clean_text(shown, sizeof(shown), (apie_slice){given, strlen(given)});
    return apie_fail(error, refusal, "headers", "headers: \"%s\" %s", shown, wrong);
}

const char *apie_header_line(apie_arena *arena, const char *name, const char *value)
{
    size_t name_length = strlen(name);
    size_t value_length = strlen(value);
    bool empty = apie_header_value_blank(value);
    const char *separator = empty ? ";" : ": ";
    size_t separator_length = strlen(separator);
    if (empty)
        value_length = 0;
    char *line = apie_arena_text(arena, name_length + separator_length + value_length + 1);
    if (line == NULL)
        return NULL;
    memcpy(line, name, name_length);
    memcpy(line + name_length, separator, separator_length);
    memcpy(line + name_length + separator_length, value, value_length);
    line[name_length + separator_length + value_length] = '\0';
    return line;
}

bool apie_header_line_is(const char *line, const char *name)
{
    return apie_text_equal_nocase(line, strcspn(line, ":;"), name, strlen(name));
}

bool apie_header_next(apie_slice *rest, apie_slice *name, apie_slice *value)
{
    while (rest->length > 0) {
        const char *newline = memchr(rest->data, '\n', rest->length);
        size_t taken = newline != NULL ? (size_t)(newline - rest->data) + 1 : rest->length;
        apie_slice line = {rest->data, newline != NULL ? taken - 1 : taken};
        rest->data += taken;
        rest->length -= taken;
        if (line.length > 0 && line.data[line.length - 1] == '\r')
            line.length--;
        const char *colon = line.length > 0 ? memchr(line.data, ':', line.length) : NULL;
        if (colon == NULL)
            continue;
        *name = (apie_slice){line.data, (size_t)(colon - line.data)};
        if (!is_token(*name))
            continue;
        *value = apie_trim((apie_slice){colon + 1, line.length - name->length - 1});
        return true;
    }
    return false;
}
