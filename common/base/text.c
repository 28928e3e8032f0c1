#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"

bool apie_slice_equal(apie_slice a, const char *b)
{
    size_t length = strlen(b);
    return a.length == length && (length == 0 || memcmp(a.data, b, length) == 0);
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool apie_text_equal_nocase(const char *a, size_t a_length, const char *b, size_t b_length)
{
    if (a_length != b_length)
        return false;
    for (size_t i = 0; i < a_length; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

/* The length without a UTF-8 character whose end is missing. */
static size_t whole_characters(const char *text, size_t length)
{
    size_t start = length;
    while (start > 0 && length - start < 3 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return length;
    unsigned char lead = (unsigned char)text[--start];
    size_t needed = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return lead >= 0xC0 && length - start < needed ? start : length;
}

void apie_text_copy(char *out, size_t size, const char *text, size_t length)
{
    if (length >= size)
        length = whole_characters(text, size - 1);
    if (length > 0)
        memcpy(out, text, length);
    out[length] = '\0';
}

void apie_text_format(char *out, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    apie_text_format_list(out, size, format, arguments);
    va_end(arguments);
}

void apie_text_format_list(char *out, size_t size, const char *format, va_list arguments)
{
    int length = vsnprintf(out, size, format, arguments);
    if (length < 0)
        out[0] = '\0';
    else if ((size_t)length >= size)
        out[whole_characters(out, size - 1)] = '\0';
}

bool apie_utf8_valid(const char *text, size_t length, size_t *bad)
{
    size_t at = 0;
    while (at < length) {
        if (length - at >= APIE_SCAN_STEP && (apie_scan_load(text + at) & APIE_SCAN_HIGH) == 0) {
            at += APIE_SCAN_STEP;
            continue;
        }
        size_t step = apie_utf8_step(text + at, length - at);
        if (step == 0) {
            if (bad != NULL)
                *bad = at;
            return false;
        }
        at += step;
    }
    return true;
}

char *apie_text_dup(const char *text)
{
    if (text == NULL)
        return NULL;
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

size_t apie_text_size(const char *text)
{
    return text != NULL ? strlen(text) + 1 : 0;
}

const char *apie_text_put(char **at, const char *text)
{
    size_t size = apie_text_size(text);
    char *copy = *at;
    if (text == NULL)
        return NULL;
    memcpy(copy, text, size);
    *at += size;
    return copy;
}
