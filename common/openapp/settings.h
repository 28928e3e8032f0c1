/* From the options of an OpenApp client to what its calls need. */
#ifndef APIE_OPENAPP_SETTINGS_H
#define APIE_OPENAPP_SETTINGS_H

#include <apie/openapp.h>

#include "base/clock.h"
#include "flow/core.h"

/* What all handles of a client share. */
typedef struct apie_openapp_core {
    apie_core core; /* first */
    apie_openapp_key_fn *key_callback;
    void *key_user;
    const char *origin; /* that keys must have; NULL: any */
} apie_openapp_core;

/* Makes a core with the options' key, address and connection. APIE_ERROR_CONFIG with the option's
 * name in error->where: no key, a bad one, a bad address or connection; or what key_callback
 * returned. On failure there is nothing to free. */
apie_status apie_openapp_core_init(apie_openapp_core *core, const apie_openapp_options *options,
                                   const apie_clock *clock, apie_error *error);

/* "X-Org: …", malloc'ed; NULL and APIE_OK if there is no organization. APIE_ERROR_INVALID_ARGUMENT
 * with "org_id": it is blank or cannot be sent. */
apie_status apie_openapp_org_line(const char *org_id, char **line, apie_error *error);

#endif
