/* The event-driven Honeycomb client. */
#ifndef APIE_ASYNC_HONEYCOMB_INTERNAL_H
#define APIE_ASYNC_HONEYCOMB_INTERNAL_H

#include <apie/async/types.h>

#include "driver.h"
#include "honeycomb/settings.h"

struct apie_async_honeycomb {
    apie_async_client_base base; /* first */
    apie_core core;
};

#endif
