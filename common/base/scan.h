/* Looking through text several bytes at a time, and UTF-8 one character at a time. */
#ifndef APIE_BASE_SCAN_H
#define APIE_BASE_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

#define APIE_SCAN_UNKNOWN ((size_t)-1)

#if defined(__SSE2__)
#define APIE_SCAN_BLOCK sizeof(__m128i)

/* A bit for each byte of a block that is a quote, and for each that is special otherwise. */
static inline unsigned apie_scan_block(const char *text, unsigned *others)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)text);
    __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    /* What is not ASCII has its own high bit. */
    __m128i other = _mm_or_si128(_mm_or_si128(backslash, control), bytes);
    *others = (unsigned)_mm_movemask_epi8(other);
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
}
#endif

/* The length of a JSON string whose inside begins at text, of which `left` bytes are there, if its
 * closing quote is near and nothing before it is special. Else, or where the machine cannot tell at
 * once, APIE_SCAN_UNKNOWN. */
static inline size_t apie_scan_short_string(const char *text, size_t left)
{
#if defined(__SSE2__)
    if (left >= APIE_SCAN_BLOCK) {
        unsigned others = 0;
        unsigned quotes = apie_scan_block(text, &others);
        unsigned up_to_quote = quotes ^ (quotes - 1);
        if (quotes != 0 && (others & up_to_quote) == 0)
            return (size_t)__builtin_ctz(quotes);
    }
#else
    (void)text;
    (void)left;
#endif
    return APIE_SCAN_UNKNOWN;
}

/* The first special byte from `at` on, or end. */
static inline const char *apie_scan_plain(const char *at, const char *end)
{
    size_t length = (size_t)(end - at);
#if defined(__SSE2__)
    for (; (size_t)(end - at) >= APIE_SCAN_BLOCK; at += APIE_SCAN_BLOCK) {
        unsigned others = 0;
        unsigned marks = apie_scan_block(at, &others) | others;
        if (marks != 0)
            return at + __builtin_ctz(marks);
    }
#endif
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

/* Any eight bytes with those of a text of less than eight in it, in whatever order. */
static inline uint64_t apie_scan_load_short(const char *text, size_t length)
{
    uint32_t first = 0;
    uint32_t last = 0;
    if (length >= 4) {
        memcpy(&first, text, 4);
        memcpy(&last, text + length - 4, 4);
        return (uint64_t)last << 32 | first;
    }
    if (length >= 2) {
        memcpy(&first, text, 2);
        memcpy(&last, text + length - 2, 2);
        return (uint64_t)last << 16 | first | APIE_SCAN_EACH(' ') << 32;
    }
    first = length > 0 ? (unsigned char)*text : ' ';
    return first | APIE_SCAN_EACH(' ') << 8;
}

#if defined(__SSE2__)
/* Of sixteen bytes: those that are special have their high bit set. */
static inline __m128i apie_scan_special_block(const char *text)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)text);
    __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    return _mm_or_si128(_mm_or_si128(quote, backslash), _mm_or_si128(control, bytes));
}

/* Of sixteen bytes at least. The last ones may overlap those before. */
static inline int apie_scan_blocks_are_plain(const char *text, size_t length)
{
    __m128i special = apie_scan_special_block(text + length - APIE_SCAN_BLOCK);
    for (size_t i = 0; length - i > APIE_SCAN_BLOCK; i += APIE_SCAN_BLOCK)
        special = _mm_or_si128(special, apie_scan_special_block(text + i));
    return _mm_movemask_epi8(special) == 0;
}
#endif

/* Whether nothing in the text is special. Pieces at the end may overlap those before. */
static inline int apie_scan_is_plain(const char *text, size_t length)
{
    const char *end = text + length;
    if (length < APIE_SCAN_STEP)
        return apie_scan_special(apie_scan_load_short(text, length)) == 0;
#if defined(__SSE2__)
    if (length >= APIE_SCAN_BLOCK)
        return apie_scan_blocks_are_plain(text, length);
#endif
    if (length > 2 * APIE_SCAN_STEP)
        return apie_scan_plain(text, end) == end;
    return (apie_scan_special(apie_scan_load(text)) |
            apie_scan_special(apie_scan_load(end - APIE_SCAN_STEP))) == 0;
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
