#include "base/word.h"
#include "events/redactor.h"

static const apie_slice measures[] = {
    {"budget", 6}, {"count", 5}, {"counts", 6}, {"limit", 5}, {"usage", 5},
};

/* Where the wanted text ends in the key if it starts at `at`, separators skipped; 0: it is not
 * there. */
static size_t match_run(const char *key, size_t length, size_t at, apie_slice wanted)
{
    size_t matched = 0;
    for (; matched < wanted.length && at < length; at++) {
        if (apie_word_part_of(key[at]) == APIE_WORD_NONE)
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
        if (!apie_word_ends(key, length, end))
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
        if (apie_word_part_of(key[i]) != APIE_WORD_NONE)
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
        if ((redactor->openings[here] >> next & 1) != 0 && apie_word_starts(key, length, at) &&
            is_secret_at(redactor, key, length, at))
            return true;
        here = next;
    }
    return false;
}
