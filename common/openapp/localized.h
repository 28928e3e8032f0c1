/* Names in several languages. The service writes them as one text, as {locale: text} or as
 * {"value": {locale: text}}; all three are read here. */
#ifndef APIE_OPENAPP_LOCALIZED_H
#define APIE_OPENAPP_LOCALIZED_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "base/text.h"

/* How a name is looked for. */
typedef enum apie_openapp_match {
    /* The whole name, without regard to case and to blanks around it. */
    APIE_OPENAPP_MATCH_EXACT = 0,
    /* Any part of it, without regard to case. */
    APIE_OPENAPP_MATCH_FUZZY = 1
} apie_openapp_match;

/* The text for a locale such as "en" or "he-IL": in that locale, else in its language, else in
 * English, else the first there is. locale may be NULL. NULL if the value is no name or has no
 * text. It lives as long as the value. */
const char *apie_localized_text(const json_t *name, const char *locale);

/* Whether the name in any of its languages is what is looked for. Case is folded as in
 * casefold.h; a blank needle matches nothing. */
bool apie_localized_matches(const json_t *name, const char *needle, apie_openapp_match match);

/* The same for one text. */
bool apie_name_matches(apie_slice name, apie_slice needle, apie_openapp_match match);

#endif
