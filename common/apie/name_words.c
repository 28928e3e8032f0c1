#include "apie/name_words.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "base/word.h"

/* Whether the name goes on with the word there; *end is where it ends. '_' stands for the end of
 * one word and the start of the next. */
static bool matches_at(const char *name, size_t at, apie_slice word, size_t *end)
{
    for (size_t i = 0; i < word.length; i++) {
        if (word.data[i] == '_') {
            if (!apie_word_ends(name, at))
                return false;
            while (name[at] != '\0' && apie_word_part_of(name[at]) == APIE_WORD_NONE)
                at++;
        } else if (apie_word_lower(name[at]) != word.data[i]) {
            return false;
        } else {
            at++;
        }
    }
    *end = at;
    return true;
}

static bool has_word(const char *name, apie_slice word)
{
    bool anywhere = word.data[0] == '*';
    bool any_ending = word.data[word.length - 1] == '*';
    word.data += anywhere;
    word.length -= (size_t)anywhere + (size_t)any_ending;
    for (size_t at = 0; name[at] != '\0'; at++) {
        size_t end;
        if ((anywhere || apie_word_starts(name, at)) && matches_at(name, at, word, &end) &&
            (any_ending || apie_word_ends(name, end)))
            return true;
    }
    return false;
}

bool apie_name_has_word(const char *name, const char *words)
{
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        if (has_word(name, (apie_slice){words, length}))
            return true;
        words += length + strspn(words + length, " ");
    }
    return false;
}
