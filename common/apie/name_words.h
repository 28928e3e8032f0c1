/* Words in the names of tools. */
#ifndef APIE_APIE_NAME_WORDS_H
#define APIE_APIE_NAME_WORDS_H

#include <stdbool.h>

/* Whether one of the words, separated by spaces, occurs in the name. "get" is a whole word,
 * "merge*" may have an ending, "*sql*" may stand anywhere in a word; "pull_request" is two words,
 * one after the other. Words are in lower case; the name's case does not matter. */
bool apie_name_has_word(const char *name, const char *words);

#endif
