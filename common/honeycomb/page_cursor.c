#include "honeycomb/page_cursor.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Takes one character off, decoded. A plus stays one: cursors have no blanks, but base64. */
static char take(apie_slice *text)
{
    char c = text->data[0];
    size_t length = 1;
    if (c == '%' && text->length >= 3) {
        int high = hex_value(text->data[1]);
        int low = hex_value(text->data[2]);
        if (high >= 0 && low >= 0) {
            c = (char)(high * 16 + low);
            length = 3;
        }
    }
    text->data += length;
    text->length -= length;
    return c;
}

static bool is_cursor(apie_slice name)
{
    const char *expected = "page[after]";
    while (name.length > 0 && *expected != '\0')
        if (take(&name) != *expected++)
            return false;
    return name.length == 0 && *expected == '\0';
}

static const char *decode(apie_arena *arena, apie_slice text)
{
    char *out = apie_arena_text(arena, text.length + 1);
    size_t length = 0;
    if (out == NULL)
        return NULL;
    while (text.length > 0)
        out[length++] = take(&text);
    out[length] = '\0';
    return out;
}

const char *apie_page_cursor(apie_arena *arena, const char *link)
{
    const char *at = link + strcspn(link, "?#");
    while (*at == '?' || *at == '&') {
        at++;
        size_t length = strcspn(at, "&#");
        size_t name_length = strcspn(at, "=&#");
        if (name_length < length && is_cursor((apie_slice){at, name_length}))
            return decode(arena, (apie_slice){at + name_length + 1, length - name_length - 1});
        at += length;
    }
    return "";
}
