/* One engine that decodes, encodes, copies and compares every model from its table. */
#ifndef APIE_MODEL_MODEL_H
#define APIE_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <apie/error.h>
#include <apie/value.h>

#include "base/arena.h"
#include "base/json_reader.h"
#include "base/json_writer.h"

typedef struct apie_model apie_model;

/* Decodes JSON text into a new root (for apie_free()). APIE_ERROR_PROTOCOL with a JSON pointer in
 * error->where: bad JSON, wrong type, a required field missing, out of range, too deep.
 * APIE_ERROR_NO_MEMORY. On failure *root is NULL. */
apie_status apie_model_decode(const apie_model *model, const char *text, size_t length, void **root,
                              apie_error *error);

/* Stands between fields that the schema marks "redact" and the wire. Each function writes exactly
 * one value. path is the field's dot path in the body, such as "metadata" or "tool.name". */
typedef struct apie_model_filter {
    void (*text)(void *user, apie_json_writer *writer, const char *path, const char *text);
    void (*value)(void *user, apie_json_writer *writer, const char *path, const json_t *value);
    void *user;
} apie_model_filter;

/* Writes an object of the caller's; filter may be NULL. APIE_ERROR_INVALID_ARGUMENT with a JSON
 * pointer in error->where: a required field unset, text that is not UTF-8, a number JSON cannot
 * say; or the buffer's maximum was reached. APIE_ERROR_NO_MEMORY. */
apie_status apie_model_encode(const apie_model *model, const void *object,
                              const apie_model_filter *filter, apie_json_writer *writer,
                              apie_error *error);

/* Whether two objects say the same: fields, presence, and fields that the model does not know.
 * False, too, if one of them cannot be written. */
bool apie_model_equal(const apie_model *model, const void *a, const void *b);

/* A copy as a new root (for apie_free()) of an object that could be encoded, and with its errors;
 * APIE_NULL becomes a remembered null, so the copy reads like a result. On failure *root is NULL.
 */
apie_status apie_model_copy(const apie_model *model, const void *object, void **root,
                            apie_error *error);

#endif
