/* The inside of a redactor, shared by the files that make it, match with it and write with it. */
#ifndef APIE_EVENTS_REDACTOR_H
#define APIE_EVENTS_REDACTOR_H

#include <stdint.h>

#include <regex.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/word.h"
#include "events/redact.h"

#define APIE_REDACTED     "[REDACTED]"
#define APIE_LETTER_CODES 27

struct apie_redactor {
    apie_arena *arena; /* holds the redactor itself */
    apie_slice *keys;  /* letters and digits only, lower case */
    size_t key_count;
    size_t shortest_key;
    /* For each first letter of a key, the bits of its second ones: see apie_letter_code(). */
    uint32_t openings[APIE_LETTER_CODES];
    apie_slice *allow_paths; /* lower case */
    size_t allow_path_count;
    regex_t *deny;
    size_t deny_count;
    apie_slice own_secret;    /* length 0: none */
    size_t own_mark;          /* where in it a character is that texts seldom hold */
    size_t shortest_secret;   /* a text that is shorter holds none */
    apie_redact_fn *callback; /* the program's; NULL: none */
    void *callback_user;
};

/* 0 to 25 for a letter of either case, 26 for everything else. */
static inline unsigned apie_letter_code(char c)
{
    unsigned letter = ((unsigned char)c | 0x20u) - 'a';
    return letter < APIE_LETTER_CODES - 1 ? letter : APIE_LETTER_CODES - 1;
}

/* The part of a key that counts in comparisons, in lower case: separators left out. Writes at most
 * length bytes to out and returns how many. */
size_t apie_secret_key_normalise(const char *key, size_t length, char *out);

/* Shortest texts that the built-in patterns match. */
#define APIE_SHORTEST_CREDENTIAL 8 /* "Bearer x"; not less than APIE_SCAN_STEP */
#define APIE_SHORTEST_JWT        (16 + 1 + 16 + 1 + 8)

/* What apie_redact_text_is_secret() needs to know, once all else of the redactor is set. */
void apie_secret_scan_prepare(apie_redactor *redactor);

static inline bool apie_secret_may_be_own(const apie_redactor *redactor, size_t length)
{
    return redactor->own_secret.length > 0 && redactor->own_secret.length <= length;
}

/* Most keys are too short to look at. */
static inline bool apie_secret_may_be_in(const apie_redactor *redactor, size_t length)
{
    return length >= redactor->shortest_secret;
}

/* The close look: whether the text matches a pattern or holds the client's own key. */
bool apie_secret_text_is_any(const apie_redactor *redactor, const char *text, size_t length);

/* Whether the text holds the client's own key. */
bool apie_secret_text_is_own(const apie_redactor *redactor, const char *text, size_t length);

#endif
