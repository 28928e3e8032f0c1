/* Forms with a file in them (multipart/form-data, RFC 7578). */
#ifndef APIE_OPENAPP_MULTIPART_H
#define APIE_OPENAPP_MULTIPART_H

#include <stddef.h>

#include <apie/error.h>

#include "base/arena.h"
#include "base/clock.h"

/* A file from memory; everything is borrowed. */
typedef struct apie_multipart_file {
    const char *field;        /* name of the form's field: plain ASCII, no quotes */
    const char *file_name;    /* UTF-8; NULL or "": "upload" */
    const char *content_type; /* "image/png" */
    const void *data;
    size_t length;
} apie_multipart_file;

/* What to send; in the arena. */
typedef struct apie_multipart {
    const char *content_type; /* with the boundary */
    const char *body;
    size_t length;
} apie_multipart;

/* Builds a form whose only field is the file. The boundary is 128 bits from clock->random, so it
 * stands in no file by accident. APIE_ERROR_INVALID_ARGUMENT with "data", "content_type" or
 * "file_name" in error->where: no bytes or more than a request may have, a line break in the type,
 * a name that is not UTF-8. */
apie_status apie_multipart_build(const apie_multipart_file *file, const apie_clock *clock,
                                 apie_arena *arena, apie_multipart *out, apie_error *error);

#endif
