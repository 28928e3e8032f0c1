/* The target of a request: path and query from an operation and its arguments. */
#ifndef APIE_EXCHANGE_REQUEST_TARGET_H
#define APIE_EXCHANGE_REQUEST_TARGET_H

#include <apie/error.h>

#include "base/arena.h"
#include "base/text.h"
#include "exchange/operation.h"

/* Text of an int64 with room to spare; a truth value fits as well. */
#define APIE_ARGUMENT_TEXT_MAX 24

/* The text of a given argument: its own, or the scalar's written into scratch. data is NULL if it
 * was not given. */
apie_slice apie_argument_text(const apie_parameter *parameter, const apie_argument *argument,
                              char scratch[APIE_ARGUMENT_TEXT_MAX]);

/* Writes prefix, path and query into the arena. APIE_ERROR_INVALID_ARGUMENT with the parameter's
 * name in error->where: a required one not given, one that a path cannot hold. */
apie_status apie_request_target(const char **target, apie_arena *arena, const char *prefix,
                                const apie_operation *operation, const apie_argument *arguments,
                                apie_error *error);

#endif
