#include "apie/name_words.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "base/word.h"

/* Whether the name goes on with the word there; *end is where it ends. '_' stands for the end of
 * one word and the start of the next. */
static bool matches_at(apie_slice name, size_t at, apie_slice word, size_t *end)
{
    for (size_t i = 0; i < word.length; i++) {
        if (word.data[i] == '_') {
            if (!apie_word_ends(name.data, name.length, at))
                return false;
            while (at < name.length && apie_word_part_of(name.data[at]) == APIE_WORD_NONE)
                at++;
        } else if (at >= name.length || apie_lower(name.data[at]) != word.data[i]) {
            return false;
        } else {
            at++;
        }
    }
    *end = at;
    return true;
}

static bool has_word(apie_slice name, apie_slice word)
{
    bool anywhere = word.data[0] == '*';
    bool any_ending = word.data[word.length - 1] == '*';
    word.data += anywhere;
    word.length -= (size_t)anywhere + (size_t)any_ending;
    for (size_t at = 0; at < name.length; at++) {
        size_t end;
        if ((anywhere || apie_word_starts(name.data, name.length, at)) &&
            matches_at(name, at, word, &end) &&
            (any_ending || apie_word_ends(name.data, name.length, end)))
            return true;
    }
    return false;
}

bool apie_name_has_word(const char *name, const char *words)
{
    const apie_slice whole = {name, strlen(name)};
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        if (has_word(whole, (apie_slice){words, length}))
            return true;
        words += length + strspn(words + length, " ");
    }
    return false;
}
