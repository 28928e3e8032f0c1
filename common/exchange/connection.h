/* The connection options of a client, checked, copied, completed. */
#ifndef APIE_EXCHANGE_CONNECTION_H
#define APIE_EXCHANGE_CONNECTION_H

#include <apie/error.h>
#include <apie/options.h>

#include "base/arena.h"

/* Fills *out with a deep copy. credential_header may be NULL. APIE_ERROR_CONFIG with the option's
 * name in error->where; APIE_ERROR_NO_MEMORY. */
apie_status apie_connection_copy(apie_connection_options *out, apie_arena *arena,
                                 const apie_connection_options *options,
                                 const char *credential_header, apie_error *error);

#endif
