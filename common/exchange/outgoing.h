/* A request that is about to go out, as the program may change it: through its call options and
 * its interceptors. */
#ifndef APIE_EXCHANGE_OUTGOING_H
#define APIE_EXCHANGE_OUTGOING_H

#include <apie/error.h>
#include <apie/options.h>

#include "base/arena.h"
#include "exchange/endpoint.h"
#include "exchange/request.h"

struct apie_outgoing {
    apie_http_request *request;
    apie_arena *arena; /* for the lines that are added */
    const apie_endpoint *endpoint;
};

/* apie_outgoing_add_header() with the details. */
apie_status apie_outgoing_add(apie_outgoing *outgoing, const char *name, const char *value,
                              apie_error *error);

#endif
