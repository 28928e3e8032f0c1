/* Where words begin and end in names such as "merge_pullRequest2", in every locale alike. */
#ifndef APIE_BASE_WORD_H
#define APIE_BASE_WORD_H

#include <stdbool.h>
#include <stddef.h>

typedef enum apie_word_part {
    APIE_WORD_NONE = 0, /* what separates words */
    APIE_WORD_LOWER,
    APIE_WORD_UPPER,
    APIE_WORD_DIGIT
} apie_word_part;

/* A byte beyond ASCII belongs to a word, whatever letter it is a part of. */
static inline apie_word_part apie_word_part_of(char c)
{
    unsigned char u = (unsigned char)c;
    if ((u >= 'a' && u <= 'z') || u >= 0x80)
        return APIE_WORD_LOWER;
    if (u >= 'A' && u <= 'Z')
        return APIE_WORD_UPPER;
    return u >= '0' && u <= '9' ? APIE_WORD_DIGIT : APIE_WORD_NONE;
}

/* ASCII lower case; other bytes as they are. */
static inline char apie_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Whether a word starts there: after a separator, at a change to or from digits, at a capital after
 * a small letter, and at the second S of "SQLServer". at is below length. */
static inline bool apie_word_starts(const char *name, size_t length, size_t at)
{
    apie_word_part here = apie_word_part_of(name[at]);
    if (here == APIE_WORD_NONE)
        return false;
    apie_word_part before = at == 0 ? APIE_WORD_NONE : apie_word_part_of(name[at - 1]);
    if (before == APIE_WORD_NONE || (before == APIE_WORD_DIGIT) != (here == APIE_WORD_DIGIT))
        return true;
    if (here != APIE_WORD_UPPER)
        return false;
    return before == APIE_WORD_LOWER ||
           (at + 1 < length && apie_word_part_of(name[at + 1]) == APIE_WORD_LOWER);
}

/* Whether one has ended there: nothing follows, a separator or the next word. */
static inline bool apie_word_ends(const char *name, size_t length, size_t at)
{
    return at >= length || apie_word_part_of(name[at]) == APIE_WORD_NONE ||
           apie_word_starts(name, length, at);
}

#endif
