/* The blocking Apie client. */
#ifndef APIE_SYNC_CLIENT_INTERNAL_H
#define APIE_SYNC_CLIENT_INTERNAL_H

#include <apie/sync/types.h>

#include "apie/agent.h"
#include "apie/guard.h"
#include "driver.h"

struct apie_client {
    apie_sync_client base; /* first */
    apie_agent *agent;
};

#endif
