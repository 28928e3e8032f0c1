#include "exchange/clean_text.h"

#include <string.h>

#include "exchange/ascii.h"

static bool is_gap(char c)
{
    return c == ' ' || apie_is_control(c);
}

static size_t squeeze(char *out, size_t room, apie_slice text)
{
    size_t length = 0;
    bool gap = false;
    for (size_t i = 0; i < text.length && length < room; i++) {
        if (is_gap(text.data[i])) {
            gap = length > 0;
            continue;
        }
        if (gap)
            out[length++] = ' ';
        gap = false;
        if (length < room)
            out[length++] = text.data[i];
    }
    return length;
}

/* The length without a character at the end that lost some of its bytes. */
static size_t cut_at_character(const char *text, size_t length)
{
    size_t start = length;
    while (start > 0 && length - start < 4 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0 || apie_is_ascii(text[start - 1]))
        return length;
    return apie_utf8_valid(text + start - 1, length - start + 1, NULL) ? length : start - 1;
}

/* Nothing but visible ASCII, as ids are. */
static bool is_clean(apie_slice text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] <= ' ' || text.data[i] > '~')
            return false;
    return true;
}

void apie_clean_text(char *out, size_t size, apie_slice text)
{
    if (text.length < size && is_clean(text)) {
        apie_text_copy(out, size, text.data, text.length);
        return;
    }
    size_t length = squeeze(out, size - 1, text);
    if (length == size - 1)
        length = cut_at_character(out, length);
    if (!apie_utf8_valid(out, length, NULL))
        for (size_t i = 0; i < length; i++)
            if (!apie_is_ascii(out[i]))
                out[i] = '?';
    while (length > 0 && out[length - 1] == ' ')
        length--;
    out[length] = '\0';
}
