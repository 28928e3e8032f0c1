/* The connection options of a client, checked, copied, completed. */
#ifndef APIE_EXCHANGE_CONNECTION_H
#define APIE_EXCHANGE_CONNECTION_H

#include <apie/error.h>
#include <apie/options.h>

#include "base/arena.h"
#include "exchange/endpoint.h"

/* Fills *out with a deep copy. The endpoint, which may be NULL, has headers that no other may have.
 * APIE_ERROR_CONFIG with the option's name in error->where; APIE_ERROR_NO_MEMORY. */
apie_status apie_connection_copy(apie_connection_options *out, apie_arena *arena,
                                 const apie_connection_options *options,
                                 const apie_endpoint *endpoint, apie_error *error);

#endif
