/* Header lines: how a block of them is read, and how one is written. */
#ifndef APIE_EXCHANGE_HEADER_H
#define APIE_EXCHANGE_HEADER_H

#include <stdbool.h>

#include <apie/error.h>

#include "base/arena.h"
#include "base/text.h"
#include "exchange/endpoint.h"

/* Makes a request safe to repeat, so it must say something. */
#define APIE_IDEMPOTENCY_KEY "Idempotency-Key"

/* Takes the next line off *rest: true with its name and trimmed value, false at the end. Lines
 * that are no headers are passed over. */
bool apie_header_next(apie_slice *rest, apie_slice *name, apie_slice *value);

/* "Name: value" in the form in which libcurl takes lines ("Name;" sends an empty value); NULL if
 * memory ran out. */
const char *apie_header_line(apie_arena *arena, const char *name, const char *value);

/* Whether the line is one of that name. */
bool apie_header_line_is(const char *line, const char *name);

/* Whether a value is nothing but blanks. */
bool apie_header_value_blank(const char *value);

/* Whether the program may send this header: APIE_OK, or `refusal` with a message that names the
 * header and "headers" in error->where. Any of the texts may be NULL. */
apie_status apie_header_check(apie_status refusal, const char *name, const char *value,
                              const apie_endpoint *endpoint, apie_error *error);

#endif
