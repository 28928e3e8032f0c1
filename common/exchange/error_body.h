/* What the body of an error answer says, whichever of the known forms it has. */
#ifndef APIE_EXCHANGE_ERROR_BODY_H
#define APIE_EXCHANGE_ERROR_BODY_H

#include <stdbool.h>
#include <stddef.h>

#include <apie/response.h>

#include "base/arena.h"
#include "base/text.h"

/* NULL where the body says nothing. All text is in the arena. */
typedef struct apie_error_body {
    const char *message;
    const char *error;
    const char *title;  /* of the whole, or else of the first in a list */
    const char *detail; /* likewise */
    const char *error_code;
    const char *code;
    const char *type;
    const char *request_id;
    const char *preview_token; /* to confirm with what the service wants confirmed */
    apie_slice details;        /* JSON text of any kind, within the body; empty if there is none */
    const apie_field_error *fields; /* type_detail[] of RFC 7807, errors[] of JSON:API */
    size_t field_count;
} apie_error_body;

/* Whether the body begins like JSON that could say something. */
bool apie_error_body_is_json(apie_slice body);

/* Reads as far as the body is JSON; broken text leaves what was found before the fault. False only
 * if memory ran out. */
bool apie_error_body_read(apie_slice body, apie_arena *arena, apie_error_body *out);

#endif
