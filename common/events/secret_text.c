#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "events/redactor.h"

#define SHORTEST_RANDOM_PART 12 /* what follows sk_live_ */
/* An own key shorter than this is looked for as a word only, lest it be found everywhere. */
#define DISTINCT_SECRET 8

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Of base64url. */
static bool is_url_char(char c)
{
    return is_alnum(c) || c == '-' || c == '_';
}

/* RFC 6750, 2.1. */
static bool is_bearer_char(char c)
{
    return is_url_char(c) || c == '.' || c == '~' || c == '+' || c == '/';
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Whether the text at `at` begins with a lower-case word, in any case. */
static bool begins_with(const char *text, size_t length, size_t at, const char *word,
                        size_t word_length)
{
    return at <= length && word_length <= length - at &&
           apie_text_equal_nocase(text + at, word_length, word, word_length);
}

static bool is_word_start(const char *text, size_t at)
{
    return at == 0 || !is_alnum(text[at - 1]);
}

/* At a "b". */
static bool is_bearer_at(const char *text, size_t length, size_t at)
{
    if (!begins_with(text, length, at + 1, "earer", 5) || !is_word_start(text, at))
        return false;
    size_t i = at + 6;
    while (i < length && is_space(text[i]))
        i++;
    return i > at + 6 && i < length && is_bearer_char(text[i]);
}

/* At the "k" of sk_live_ and sk_test_, which their random part follows, or of apie_sk_, which
 * anything may follow. */
static bool is_secret_key_at(const char *text, size_t length, size_t at)
{
    if (at == 0 || at + 2 >= length || text[at + 1] != '_' || apie_lower(text[at - 1]) != 's' ||
        !is_word_start(text, at - 1))
        return false;
    size_t i = at + 2;
    if (at >= 6 && begins_with(text, length, at - 6, "apie_", 5) && is_url_char(text[i]))
        return true;
    if (!begins_with(text, length, i, "live_", 5) && !begins_with(text, length, i, "test_", 5))
        return false;
    i += 5;
    size_t start = i;
    while (i < length && is_alnum(text[i]))
        i++;
    return i - start >= SHORTEST_RANDOM_PART;
}

/* Three stretches of base64url with dots between. */
static bool holds_jwt(const char *text, size_t length)
{
    size_t first = 0;
    size_t second = 0;
    size_t third = 0;
    for (size_t i = 0; i < length; i++) {
        if (is_url_char(text[i])) {
            third++;
            if (third >= 8 && second >= 16 && first >= 16)
                return true;
        } else {
            bool dot = text[i] == '.';
            first = dot ? second : 0;
            second = dot ? third : 0;
            third = 0;
        }
    }
    return false;
}

static bool is_key_or_bearer_at(const char *text, size_t length, size_t at)
{
    char c = apie_lower(text[at]);
    return (c == 'b' && is_bearer_at(text, length, at)) ||
           (c == 'k' && is_secret_key_at(text, length, at));
}

/* Marks the high bit of those of eight bytes that may be a "b" or "k": rare letters, of which each
 * pattern has one. */
static uint64_t triggers(const char *text)
{
    uint64_t word = apie_scan_load(text) | APIE_SCAN_EACH(0x20);
    uint64_t b = (word ^ APIE_SCAN_EACH('b')) - APIE_SCAN_EACH(1);
    uint64_t k = (word ^ APIE_SCAN_EACH('k')) - APIE_SCAN_EACH(1);
    return (b | k) & APIE_SCAN_HIGH;
}

/* The last eight bytes may overlap those before. */
static bool holds_key_or_bearer(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i += APIE_SCAN_STEP) {
        size_t at = i < length - APIE_SCAN_STEP ? i : length - APIE_SCAN_STEP;
        for (uint64_t marks = triggers(text + at); marks != 0; marks &= marks - 1) {
            if (is_key_or_bearer_at(text, length, at + apie_scan_index(marks)))
                return true;
        }
    }
    return false;
}

static bool holds_credential(const char *text, size_t length)
{
    return holds_key_or_bearer(text, length) ||
           (length >= APIE_SHORTEST_JWT && memchr(text, '.', length) != NULL &&
            holds_jwt(text, length));
}

static bool is_word(const char *text, size_t length, size_t at, size_t word_length)
{
    size_t end = at + word_length;
    return (at == 0 || !is_url_char(text[at - 1])) && (end == length || !is_url_char(text[end]));
}

bool apie_secret_text_is_own(const apie_redactor *redactor, const char *text, size_t length)
{
    apie_slice secret = redactor->own_secret;
    if (!apie_secret_may_be_own(redactor, length))
        return false;
    size_t mark = redactor->own_mark;
    size_t last = length - secret.length;
    for (size_t at = 0; at <= last; at++) {
        const char *found = memchr(text + at + mark, secret.data[mark], last - at + 1);
        if (found == NULL)
            return false;
        at = (size_t)(found - text) - mark;
        if (memcmp(text + at, secret.data, secret.length) == 0 &&
            (secret.length >= DISTINCT_SECRET || is_word(text, length, at, secret.length)))
            return true;
    }
    return false;
}

/* regexec() wants a NUL at the end and stops at the first one. Anything but a clear "no" hides the
 * text: memory may have run out. */
static bool is_denied(const apie_redactor *redactor, const char *text, size_t length)
{
    char small[256];
    char *copy = length < sizeof(small) ? small : malloc(length + 1);
    if (copy == NULL)
        return true;
    for (size_t i = 0; i < length; i++)
        copy[i] = text[i] == '\0' ? ' ' : text[i];
    copy[length] = '\0';
    bool denied = false;
    for (size_t i = 0; i < redactor->deny_count && !denied; i++)
        denied = regexec(&redactor->deny[i], copy, 0, NULL, 0) != REG_NOMATCH;
    if (copy != small)
        free(copy);
    return denied;
}

bool apie_secret_text_is_any(const apie_redactor *redactor, const char *text, size_t length)
{
    if (length >= APIE_SHORTEST_CREDENTIAL && holds_credential(text, length))
        return true;
    if (apie_secret_may_be_own(redactor, length) && apie_secret_text_is_own(redactor, text, length))
        return true;
    return redactor->deny_count > 0 && is_denied(redactor, text, length);
}
