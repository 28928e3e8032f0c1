/* Callbacks for agent frameworks: what they tell of, once for both libraries. */
#ifndef APIE_APIE_FRAMEWORK_H
#define APIE_APIE_FRAMEWORK_H

#include <apie/callbacks.h>

#include "apie/event_make.h"

/* How callbacks reach the client that they belong to. */
typedef struct apie_callback_port {
    /* Whether there is any use in telling it something. */
    bool (*usable)(void *client);
    /* The run and session that the calling thread works in. */
    apie_event_source (*source)(void);
    /* Locks the client, so that these events, if any, can be queued. */
    void (*lock)(void *client, apie_event *events);
    /* Unlocks it and delivers what there is to tell the program. */
    void (*unlock)(void *client);
} apie_callback_port;

/* port and client must outlive what is made, which is for apie_free(). options may be NULL. */
apie_status apie_callback_handler_make(const apie_callback_port *port, void *client,
                                       apie_agent *agent, const apie_callback_options *options,
                                       apie_callback_handler **out, apie_error *error);
apie_status apie_run_hooks_make(const apie_callback_port *port, void *client, apie_agent *agent,
                                const apie_callback_options *options, apie_run_hooks **out,
                                apie_error *error);

#endif
