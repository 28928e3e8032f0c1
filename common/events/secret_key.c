#include "events/redactor.h"

typedef enum char_class { SEPARATOR = 0, LOWER, UPPER, DIGIT } char_class;

static const apie_slice measures[] = {
    {"budget", 6}, {"count", 5}, {"counts", 6}, {"limit", 5}, {"usage", 5},
};

/* A byte beyond ASCII belongs to a word, whatever letter it is a part of. */
static char_class class_of(char c)
{
    unsigned char u = (unsigned char)c;
    if ((u >= 'a' && u <= 'z') || u >= 0x80)
        return LOWER;
    if (u >= 'A' && u <= 'Z')
        return UPPER;
    if (u >= '0' && u <= '9')
        return DIGIT;
    return SEPARATOR;
}

static bool is_word_start(const char *key, size_t length, size_t at)
{
    char_class here = class_of(key[at]);
    if (here == SEPARATOR)
        return false;
    char_class before = at == 0 ? SEPARATOR : class_of(key[at - 1]);
    if (before == SEPARATOR || (before == DIGIT) != (here == DIGIT))
        return true;
    if (here != UPPER)
        return false;
    /* "accessToken", and the T of "HTTPToken" */
    return before == LOWER || (at + 1 < length && class_of(key[at + 1]) == LOWER);
}

/* Where the wanted text ends in the key if it starts at `at`, separators skipped; 0: it is not
 * there. */
static size_t match_run(const char *key, size_t length, size_t at, apie_slice wanted)
{
    size_t matched = 0;
    for (; matched < wanted.length && at < length; at++) {
        if (class_of(key[at]) == SEPARATOR)
            continue;
        if (apie_lower(key[at]) != wanted.data[matched])
            return 0;
        matched++;
    }
    return matched == wanted.length ? at : 0;
}

/* Whether all that follows is one measure: "token_count" says how many, not which. */
static bool is_measure(const char *key, size_t length, size_t at)
{
    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
        if (match_run(key, length, at, measures[i]) == length)
            return true;
    }
    return false;
}

static bool is_secret_at(const apie_redactor *redactor, const char *key, size_t length, size_t at)
{
    for (size_t i = 0; i < redactor->key_count; i++) {
        size_t end = match_run(key, length, at, redactor->keys[i]);
        if (end == 0)
            continue;
        if (end < length && class_of(key[end]) != SEPARATOR && !is_word_start(key, length, end))
            continue;
        if (!is_measure(key, length, end))
            return true;
    }
    return false;
}

size_t apie_secret_key_normalise(const char *key, size_t length, char *out)
{
    size_t written = 0;
    for (size_t i = 0; i < length; i++) {
        if (class_of(key[i]) != SEPARATOR)
            out[written++] = apie_lower(key[i]);
    }
    return written;
}

/* Nearly every place in nearly every key is passed over by its first two letters. */
bool apie_redact_key_is_secret(const apie_redactor *redactor, const char *key, size_t length)
{
    if (length < redactor->shortest_key)
        return false;
    unsigned here = apie_letter_code(key[0]);
    for (size_t at = 0; at + redactor->shortest_key <= length; at++) {
        unsigned next = apie_letter_code(at + 1 < length ? key[at + 1] : ' ');
        if ((redactor->openings[here] >> next & 1) != 0 && is_word_start(key, length, at) &&
            is_secret_at(redactor, key, length, at))
            return true;
        here = next;
    }
    return false;
}
