/* Looking through text eight bytes at a time, and UTF-8 one character at a time. */
#ifndef APIE_BASE_SCAN_H
#define APIE_BASE_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define APIE_SCAN_STEP sizeof(uint64_t)

#define APIE_SCAN_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define APIE_SCAN_HIGH       APIE_SCAN_EACH(0x80)

/* The first byte of text is the lowest of the word, on every machine. */
static inline uint64_t apie_scan_load(const char *text)
{
    uint64_t word = 0;
    memcpy(&word, text, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* Marks the high bit of bytes that a JSON string cannot just contain or that need a look: quote,
 * backslash, control, not ASCII. The lowest mark is exact, those above it may be false. */
static inline uint64_t apie_scan_special(uint64_t word)
{
    uint64_t quote = (word ^ APIE_SCAN_EACH('"')) - APIE_SCAN_EACH(1);
    uint64_t backslash = (word ^ APIE_SCAN_EACH('\\')) - APIE_SCAN_EACH(1);
    uint64_t control = word - APIE_SCAN_EACH(0x20);
    return (word | quote | backslash | control) & APIE_SCAN_HIGH;
}

/* Index of the lowest mark; marks is not 0. */
static inline size_t apie_scan_index(uint64_t marks)
{
    return (size_t)__builtin_ctzll(marks) / 8;
}

static inline int apie_scan_is_special(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\';
}

/* The first special byte from `at` on, or end. */
static inline const char *apie_scan_plain(const char *at, const char *end)
{
    size_t length = (size_t)(end - at);
    while ((size_t)(end - at) >= APIE_SCAN_STEP) {
        uint64_t marks = apie_scan_special(apie_scan_load(at));
        if (marks != 0)
            return at + apie_scan_index(marks);
        at += APIE_SCAN_STEP;
    }
    /* The last word may overlap what is known to be plain. */
    if (length >= APIE_SCAN_STEP && apie_scan_special(apie_scan_load(end - APIE_SCAN_STEP)) == 0)
        return end;
    while (at < end && !apie_scan_is_special(*at))
        at++;
    return at;
}

/* Bytes of the well-formed UTF-8 character at text, of which `left` > 0 bytes are there; 0 if there
 * is none (RFC 3629, section 4). */
static inline size_t apie_utf8_step(const char *text, size_t left)
{
    const unsigned char *byte = (const unsigned char *)text;
    unsigned char lead = byte[0];
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (left < length)
        return 0;
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (byte[1] < low || byte[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((byte[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

#endif
