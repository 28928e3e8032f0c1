/* From the options of a Honeycomb client to what its calls need. */
#ifndef APIE_HONEYCOMB_SETTINGS_H
#define APIE_HONEYCOMB_SETTINGS_H

#include <apie/honeycomb.h>

#include "base/clock.h"
#include "flow/core.h"

/* The value of an environment variable; NULL if it is not set. */
typedef const char *apie_honeycomb_variable(const char *name, void *user);

/* Makes a core with the options' credentials, address and connection; options may be NULL.
 * APIE_ERROR_CONFIG with the option's name in error->where: no credential at all, half a pair, a
 * bad address or connection. On failure there is nothing to free. */
apie_status apie_honeycomb_core_init(apie_core *core, const apie_honeycomb_options *options,
                                     apie_honeycomb_variable *environment, const apie_clock *clock,
                                     apie_error *error);

#endif
