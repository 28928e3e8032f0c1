/* Classes of ASCII characters, the same in every locale, and the trimming of blanks. */
#ifndef APIE_EXCHANGE_ASCII_H
#define APIE_EXCHANGE_ASCII_H

#include <stdbool.h>

#include "base/text.h"

static inline bool apie_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool apie_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The value of a hexadecimal digit, -1 for any other character. */
static inline int apie_hex_value(char c)
{
    if (apie_is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* RFC 3986, 2.3. */
static inline bool apie_is_unreserved(char c)
{
    return apie_is_letter(c) || apie_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static inline bool apie_is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

static inline bool apie_is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

static inline bool apie_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline apie_slice apie_trim(apie_slice text)
{
    while (text.length > 0 && apie_is_blank(text.data[0])) {
        text.data++;
        text.length--;
    }
    while (text.length > 0 && apie_is_blank(text.data[text.length - 1]))
        text.length--;
    return text;
}

#endif
