/* What the JSON reader's parts share: strings and numbers as they stand in the text. */
#ifndef APIE_BASE_JSON_TOKEN_H
#define APIE_BASE_JSON_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/decimal.h"
#include "base/json_reader.h"

/* A checked string, without its quotes. */
typedef struct apie_json_token {
    const char *data;
    size_t length;
    bool escaped; /* holds a backslash */
    bool nul;     /* holds \u0000 */
} apie_json_token;

/* The string at the reader's place. */
bool apie_json_take_string(apie_json_reader *reader, apie_json_token *token);

/* Like apie_json_next_key(), the key still escaped. */
bool apie_json_take_key(apie_json_reader *reader, apie_json_token *key);

/* The number at the reader's place. */
bool apie_json_take_number(apie_json_reader *reader, apie_number *number);

/* Resolves the escapes of a checked string into out, which has room for token->length bytes. */
size_t apie_json_unescape(const apie_json_token *token, char *out);

#endif
