/* The blocking Honeycomb client. */
#ifndef APIE_SYNC_HONEYCOMB_INTERNAL_H
#define APIE_SYNC_HONEYCOMB_INTERNAL_H

#include <apie/sync/types.h>

#include "driver.h"
#include "honeycomb/settings.h"

struct apie_honeycomb {
    apie_sync_client base; /* first */
    apie_core core;
};

#endif
