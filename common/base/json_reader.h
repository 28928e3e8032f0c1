/* A pull reader of JSON text (RFC 8259): the caller asks for what it expects, values go straight
 * where they belong. Strict: one value, no trailing text, UTF-8 checked, no duplicate keys where
 * the caller checks them, depth limited. The first error sticks; after it every function returns
 * false or APIE_JSON_ERROR, so a caller may check once at the end.
 *
 *     apie_json_reader_init(&r, text, length);
 *     if (apie_json_read_object(&r))                       // consumes '{'
 *         while (apie_json_next_key(&r, scratch, &key))    // false at '}' or on error
 *             if (apie_slice_equal(key, "id")) apie_json_read_string(&r, arena, &id);
 *             else apie_json_skip(&r, NULL);
 *     if (!apie_json_read_end(&r)) report(r.message, r.offset);
 */
#ifndef APIE_BASE_JSON_READER_H
#define APIE_BASE_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/text.h"

typedef enum apie_json_kind {
    APIE_JSON_ERROR = 0,
    APIE_JSON_END,
    APIE_JSON_OBJECT,
    APIE_JSON_ARRAY,
    APIE_JSON_STRING,
    APIE_JSON_NUMBER,
    APIE_JSON_TRUE,
    APIE_JSON_FALSE,
    APIE_JSON_NULL
} apie_json_kind;

typedef enum apie_json_read_error {
    APIE_JSON_READ_OK = 0,
    APIE_JSON_READ_SYNTAX,
    APIE_JSON_READ_TYPE,  /* another kind of value than was asked for */
    APIE_JSON_READ_RANGE, /* a number that does not fit */
    APIE_JSON_READ_UTF8,  /* not UTF-8, or a lone surrogate */
    APIE_JSON_READ_NUL,   /* \u0000 in a string that must be text */
    APIE_JSON_READ_DEPTH,
    APIE_JSON_READ_DUPLICATE,
    APIE_JSON_READ_NO_MEMORY
} apie_json_read_error;

typedef struct apie_json_reader {
    const char *start;
    const char *at;
    const char *end;
    int depth;
    int max_depth; /* APIE_JSON_MAX_DEPTH unless the caller lowers it */
    bool first;    /* the next item is the first of its object or array */
    apie_json_read_error error;
    size_t offset;       /* of the error, in bytes */
    const char *message; /* static text: what was wrong */
} apie_json_reader;

void apie_json_reader_init(apie_json_reader *reader, const char *text, size_t length);

/* Kind of the next value, which is not consumed. */
apie_json_kind apie_json_peek(apie_json_reader *reader);

/* Consumes '{'. */
bool apie_json_read_object(apie_json_reader *reader);
/* The next key and its colon; false at the closing brace (consumed) or on error. The key points
 * into the text, or into the arena if it holds an escape. */
bool apie_json_next_key(apie_json_reader *reader, apie_arena *arena, apie_slice *key);
/* Consumes '['. */
bool apie_json_read_array(apie_json_reader *reader);
/* True if there is another item to read; false at the closing bracket (consumed) or on error. */
bool apie_json_next_item(apie_json_reader *reader);

/* A string, unescaped, NUL-terminated in the arena. A NUL inside is an error. */
bool apie_json_read_string(apie_json_reader *reader, apie_arena *arena, apie_slice *out);
bool apie_json_read_int64(apie_json_reader *reader, int64_t *out);
bool apie_json_read_double(apie_json_reader *reader, double *out);
bool apie_json_read_bool(apie_json_reader *reader, bool *out);
bool apie_json_read_null(apie_json_reader *reader);
/* Any value into jansson's type (a new reference), with jansson's limits: an integer beyond int64
 * becomes a real, no NUL in keys; duplicate keys are refused. */
bool apie_json_read_value(apie_json_reader *reader, json_t **out);
/* Any value, checked and passed over; *raw is its text. raw may be NULL. */
bool apie_json_skip(apie_json_reader *reader, apie_slice *raw);
/* True if nothing but blanks is left and no error occurred. */
bool apie_json_read_end(apie_json_reader *reader);

/* Lets the caller report its own finding at the current place: the first error sticks. */
void apie_json_fail(apie_json_reader *reader, apie_json_read_error error, const char *message);

/* The whole text as one jansson value (a new reference). NULL and *error (may be NULL) filled:
 * message with offset. */
json_t *apie_json_parse(const char *text, size_t length, char *message, size_t message_size);

#endif
