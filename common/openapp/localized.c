#include "openapp/localized.h"

#include <stdint.h>
#include <string.h>

#include "base/scan.h"
#include "openapp/casefold.h"

/* ---- characters ---- */

/* Takes the next character off *rest, which is not empty. A byte that is not UTF-8 becomes a number
 * that no character has, so that it equals only itself. */
static uint32_t take_character(apie_slice *rest)
{
    const unsigned char *byte = (const unsigned char *)rest->data;
    size_t length = apie_utf8_step(rest->data, rest->length);
    uint32_t character;
    switch (length) {
    case 1: character = byte[0]; break;
    case 2: character = (byte[0] & 0x1FU) << 6 | (byte[1] & 0x3FU); break;
    case 3: character = (byte[0] & 0x0FU) << 12 | (byte[1] & 0x3FU) << 6 | (byte[2] & 0x3FU); break;
    case 4:
        character = (byte[0] & 0x07U) << 18 | (byte[1] & 0x3FU) << 12 | (byte[2] & 0x3FU) << 6 |
                    (byte[3] & 0x3FU);
        break;
    default:
        character = 0x110000U + byte[0];
        length = 1;
        break;
    }
    rest->data += length;
    rest->length -= length;
    return character;
}

/* Unicode's White_Space. */
static bool is_space(uint32_t character)
{
    return (character >= 0x09 && character <= 0x0D) || character == 0x20 || character == 0x85 ||
           character == 0xA0 || character == 0x1680 ||
           (character >= 0x2000 && character <= 0x200A) || character == 0x2028 ||
           character == 0x2029 || character == 0x202F || character == 0x205F || character == 0x3000;
}

apie_slice apie_name_trim(apie_slice text)
{
    apie_slice trimmed = {text.data, 0};
    bool begun = false;
    while (text.length > 0) {
        const char *at = text.data;
        bool space = is_space(take_character(&text));
        if (!space && !begun)
            trimmed.data = at;
        begun = begun || !space;
        if (!space)
            trimmed.length = (size_t)(text.data - trimmed.data);
    }
    return trimmed;
}

/* Whether the text begins with the needle. *rest is what follows. */
static bool begins_with(apie_slice text, apie_slice needle, apie_slice *rest)
{
    while (needle.length > 0) {
        if (text.length == 0 ||
            apie_casefold(take_character(&text)) != apie_casefold(take_character(&needle)))
            return false;
    }
    *rest = text;
    return true;
}

static bool contains(apie_slice text, apie_slice needle)
{
    apie_slice rest;
    while (text.length > 0) {
        if (begins_with(text, needle, &rest))
            return true;
        take_character(&text);
    }
    return false;
}

bool apie_name_matches(apie_slice name, apie_slice needle, apie_openapp_match match)
{
    apie_slice rest;
    needle = apie_name_trim(needle);
    if (needle.length == 0)
        return false;
    if (match == APIE_OPENAPP_MATCH_FUZZY)
        return contains(name, needle);
    return begins_with(apie_name_trim(name), needle, &rest) && rest.length == 0;
}

/* ---- languages ---- */

/* {locale: text}, or NULL. */
static json_t *translations_of(const json_t *name)
{
    const json_t *inner = json_object_get(name, "value");
    const json_t *found = json_is_object(inner) ? inner : name;
    /* jansson's iterators take no const objects, though they change nothing. */
    return json_is_object(found) ? (json_t *)(uintptr_t)found : NULL;
}

static const char *first_text(json_t *translations)
{
    for (void *at = json_object_iter(translations); at != NULL;
         at = json_object_iter_next(translations, at))
        if (json_is_string(json_object_iter_value(at)))
            return json_string_value(json_object_iter_value(at));
    return NULL;
}

static size_t language_length(const char *locale)
{
    return strcspn(locale, "-_");
}

/* In the locale itself if whole, else in any of its language; case does not count. */
static const char *find_text(json_t *translations, const char *locale, bool whole)
{
    size_t length = whole ? strlen(locale) : language_length(locale);
    for (void *at = json_object_iter(translations); at != NULL;
         at = json_object_iter_next(translations, at)) {
        const char *key = json_object_iter_key(at);
        size_t key_length = whole ? strlen(key) : language_length(key);
        if (apie_text_equal_nocase(key, key_length, locale, length) &&
            json_is_string(json_object_iter_value(at)))
            return json_string_value(json_object_iter_value(at));
    }
    return NULL;
}

const char *apie_openapp_text(const json_t *name, const char *locale)
{
    if (json_is_string(name))
        return json_string_value(name);
    json_t *translations = translations_of(name);
    const char *wishes[] = {locale, "en"};
    const char *text = NULL;
    for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]) && text == NULL; i++) {
        if (wishes[i] == NULL)
            continue;
        text = find_text(translations, wishes[i], true);
        if (text == NULL)
            text = find_text(translations, wishes[i], false);
    }
    return text != NULL ? text : first_text(translations);
}

static bool text_matches(const json_t *text, apie_slice needle, apie_openapp_match match)
{
    apie_slice name = {json_string_value(text), json_string_length(text)};
    return json_is_string(text) && apie_name_matches(name, needle, match);
}

bool apie_openapp_name_matches(const json_t *name, const char *needle, apie_openapp_match match)
{
    apie_slice wanted = {needle, needle != NULL ? strlen(needle) : 0};
    if (json_is_string(name))
        return text_matches(name, wanted, match);
    json_t *translations = translations_of(name);
    for (void *at = json_object_iter(translations); at != NULL;
         at = json_object_iter_next(translations, at))
        if (text_matches(json_object_iter_value(at), wanted, match))
            return true;
    return false;
}
