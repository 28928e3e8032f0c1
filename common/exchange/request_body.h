/* Bodies of raw requests. */
#ifndef APIE_EXCHANGE_REQUEST_BODY_H
#define APIE_EXCHANGE_REQUEST_BODY_H

#include "exchange/request.h"

/* The largest body that is sent. */
#define APIE_REQUEST_BODY_MAX ((size_t)64 << 20)

/* Copies a body as it is into the arena. */
apie_status apie_request_copy_body(apie_http_request *request, apie_arena *arena, const char *body,
                                   size_t length, apie_error *error);

#endif
