/* The event-driven OpenApp client: what its functions share. */
#ifndef APIE_ASYNC_OPENAPP_INTERNAL_H
#define APIE_ASYNC_OPENAPP_INTERNAL_H

#include <stdatomic.h>

#include <apie/async/types.h>

#include "driver.h"
#include "list.h"
#include "openapp/settings.h"

/* What all handles share; goes with the last one. */
typedef struct apie_async_openapp_shared {
    apie_openapp_core core;
    unsigned handles;         /* that the program has */
    apie_async_openapp *last; /* the one that is being ended; goes with this */
    apie_list left;           /* those that only submitted work still needs */
} apie_async_openapp_shared;

struct apie_async_openapp {
    apie_async_client_base base; /* first */
    apie_async_openapp_shared *shared;
    char *org_line;     /* owned; NULL: no organization */
    atomic_size_t uses; /* the program's, and one for each work that was submitted to it */
    apie_link link;     /* in the list of those that were left */
};

/* Starts a flow, which may be NULL, as a call of the handle. */
apie_call *apie_async_openapp_start(apie_async_openapp *client, apie_flow *flow,
                                    const apie_call_options *options, apie_async_deliver *deliver,
                                    apie_async_function *callback, void *user, apie_error *error);

#endif
