/* jansson's parser as the oracle of our JSON reader and writer. */
#ifndef APIE_TESTS_JSON_ORACLE_H
#define APIE_TESTS_JSON_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/json_reader.h"
#include "base/json_writer.h"

#define APIE_ORACLE_FLAGS (JSON_REJECT_DUPLICATES | JSON_DECODE_ANY)

/* Errors in what the values are, which skipping does not look at. */
static inline bool apie_oracle_is_about_values(apie_json_read_error error)
{
    return error == APIE_JSON_READ_RANGE || error == APIE_JSON_READ_DUPLICATE ||
           error == APIE_JSON_READ_NUL;
}

/* Whether skipping agrees with what reading the value came to. */
static inline bool apie_oracle_skip_agrees(const char *text, size_t length,
                                           apie_json_read_error read_error)
{
    apie_json_reader reader;
    apie_slice raw = {NULL, 0};
    apie_json_reader_init(&reader, text, length);
    bool good = apie_json_skip(&reader, &raw) && apie_json_read_end(&reader);
    if (!good)
        return read_error != APIE_JSON_READ_OK;
    if (read_error != APIE_JSON_READ_OK)
        return apie_oracle_is_about_values(read_error);
    return raw.data >= text && raw.data + raw.length <= text + length && raw.length > 0;
}

/* Whether the value, written and read again by jansson, is the same. */
static inline bool apie_oracle_write_agrees(const json_t *value)
{
    apie_buffer buffer;
    apie_json_writer writer;
    apie_buffer_init(&buffer, 0);
    apie_json_writer_init(&writer, &buffer);
    apie_json_write_value(&writer, value);
    json_t *back = NULL;
    if (apie_json_writer_error(&writer) == APIE_JSON_WRITE_OK)
        back = json_loadb(buffer.data, buffer.length, APIE_ORACLE_FLAGS, NULL);
    bool same = back != NULL && json_equal(back, value);
    json_decref(back);
    apie_buffer_free(&buffer);
    return same;
}

/* Whether both are the same, but for integers that are reals of the same value. */
static inline bool apie_oracle_same(json_t *a, json_t *b)
{
    const char *key = NULL;
    json_t *value = NULL;
    size_t i = 0;
    if (json_is_number(a) && json_is_number(b))
        return !(json_number_value(a) < json_number_value(b)) &&
               !(json_number_value(a) > json_number_value(b));
    if (json_typeof(a) != json_typeof(b) || json_array_size(a) != json_array_size(b) ||
        json_object_size(a) != json_object_size(b))
        return false;
    json_array_foreach(a, i, value)
    {
        if (!apie_oracle_same(value, json_array_get(b, i)))
            return false;
    }
    json_object_foreach(a, key, value)
    {
        if (json_object_get(b, key) == NULL || !apie_oracle_same(value, json_object_get(b, key)))
            return false;
    }
    return json_is_object(a) || json_is_array(a) || json_equal(a, b);
}

/* Whether jansson refused the text for an integer beyond int64 alone, which we read as a real. */
static inline bool apie_oracle_is_large(json_t *ours, const char *text, size_t length,
                                        const json_error_t *error)
{
    json_t *theirs = NULL;
    if (json_error_code(error) == json_error_numeric_overflow)
        theirs = json_loadb(text, length, APIE_ORACLE_FLAGS | JSON_DECODE_INT_AS_REAL, NULL);
    bool same = theirs != NULL && apie_oracle_same(ours, theirs);
    json_decref(theirs);
    return same;
}

/* jansson overlooks a NUL byte behind a number. */
static inline bool apie_oracle_overlooks(const apie_json_reader *ours)
{
    return ours->error == APIE_JSON_READ_SYNTAX && ours->start + ours->offset < ours->end &&
           ours->start[ours->offset] == '\0';
}

/* What we and jansson disagree on; NULL if nothing. *accepted: whether we read it. The differences
 * that are meant: a depth of APIE_JSON_MAX_DEPTH where jansson's is 2048, large integers, and the
 * NUL above. */
static inline const char *apie_oracle_disagreement(const char *text, size_t length, bool *accepted)
{
    apie_json_reader reader;
    json_t *ours = NULL;
    const char *wrong = NULL;
    apie_json_reader_init(&reader, text, length);
    bool good = apie_json_read_value(&reader, &ours) && apie_json_read_end(&reader);
    json_error_t error;
    json_t *theirs = json_loadb(text, length, APIE_ORACLE_FLAGS, &error);
    if (good && theirs == NULL && !apie_oracle_is_large(ours, text, length, &error))
        wrong = "only we accept it";
    else if (good && theirs != NULL && !json_equal(ours, theirs))
        wrong = "another value";
    else if (good && !apie_oracle_write_agrees(ours))
        wrong = "writing it";
    else if (!good && theirs != NULL && reader.error != APIE_JSON_READ_DEPTH &&
             !apie_oracle_overlooks(&reader))
        wrong = "only jansson accepts it";
    else if (!apie_oracle_skip_agrees(text, length, reader.error))
        wrong = "skipping it";
    json_decref(theirs);
    json_decref(ours);
    *accepted = good;
    return wrong;
}

#endif
