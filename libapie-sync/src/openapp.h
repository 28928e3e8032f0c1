/* The blocking OpenApp client: what its functions share. */
#ifndef APIE_SYNC_OPENAPP_INTERNAL_H
#define APIE_SYNC_OPENAPP_INTERNAL_H

#include <apie/sync/types.h>

#include "driver.h"
#include "openapp/settings.h"

/* What all handles share; goes with the last one. */
typedef struct apie_openapp_shared {
    apie_openapp_core core;
    atomic_uint handles;
} apie_openapp_shared;

struct apie_openapp {
    apie_sync_client base; /* first */
    apie_openapp_shared *shared;
    char *org_line; /* owned; NULL: no organization */
};

/* Runs a flow, which may be NULL, as a call of the handle. error may not be NULL. */
apie_status apie_openapp_run(apie_openapp *client, apie_flow *flow,
                             const apie_call_options *options, void *out, apie_error *error);

#endif
