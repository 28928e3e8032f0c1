/* Writes JSON text straight into a buffer. Compact; keys and structure are the caller's word: the
 * writer puts commas, quotes and escapes. Errors (no memory, too large, bad UTF-8, NaN, depth)
 * stick and are read at the end by apie_json_writer_error(). */
#ifndef APIE_BASE_JSON_WRITER_H
#define APIE_BASE_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "base/buffer.h"

#define APIE_JSON_MAX_DEPTH 128

typedef enum apie_json_write_error {
    APIE_JSON_WRITE_OK = 0,
    APIE_JSON_WRITE_NO_MEMORY,
    APIE_JSON_WRITE_TOO_LARGE,
    APIE_JSON_WRITE_BAD_UTF8,
    APIE_JSON_WRITE_BAD_NUMBER,
    APIE_JSON_WRITE_TOO_DEEP
} apie_json_write_error;

typedef struct apie_json_writer {
    apie_buffer *out;
    apie_json_write_error error;
    int depth;
    bool comma; /* whether the next item at this depth needs a comma in front */
} apie_json_writer;

void apie_json_writer_init(apie_json_writer *writer, apie_buffer *out);

/* The first error, the buffer's included. */
apie_json_write_error apie_json_writer_error(const apie_json_writer *writer);

void apie_json_write_object_begin(apie_json_writer *writer);
void apie_json_write_object_end(apie_json_writer *writer);
void apie_json_write_array_begin(apie_json_writer *writer);
void apie_json_write_array_end(apie_json_writer *writer);

/* A key that needs no escapes: name is the text, length its length. Then write its value. */
void apie_json_write_key(apie_json_writer *writer, const char *name, size_t length);
/* A key from outside, escaped like a string. */
void apie_json_write_key_escaped(apie_json_writer *writer, const char *name, size_t length);
/* A key given as a literal. */
#define APIE_JSON_KEY(writer, literal) apie_json_write_key((writer), (literal), sizeof(literal) - 1)

void apie_json_write_string(apie_json_writer *writer, const char *text, size_t length);
/* NUL-terminated; NULL writes null. */
void apie_json_write_text(apie_json_writer *writer, const char *text);
void apie_json_write_int(apie_json_writer *writer, int64_t value);
void apie_json_write_double(apie_json_writer *writer, double value);
void apie_json_write_bool(apie_json_writer *writer, bool value);
void apie_json_write_null(apie_json_writer *writer);
/* A jansson value, all of it; NULL writes null. */
void apie_json_write_value(apie_json_writer *writer, const json_t *value);
/* One value that is JSON text already. */
void apie_json_write_raw(apie_json_writer *writer, const char *json, size_t length);

#endif
