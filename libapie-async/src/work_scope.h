/* The program's work between a begin and an end: what runs and sessions have in common. */
#ifndef APIE_ASYNC_WORK_SCOPE_H
#define APIE_ASYNC_WORK_SCOPE_H

#include "client.h"

typedef struct apie_work_scope apie_work_scope;

typedef struct apie_work_kind {
    /* Calls the program's function, which is scope->fn. */
    void (*work)(apie_work_scope *scope);
    /* The flow that ends what was begun; outcome as it was given to apie_async_work_finish(). */
    apie_flow *(*end)(apie_agent *agent, const void *begun, const void *outcome, apie_error *error);
} apie_work_kind;

/* The public types of scopes are names for this. */
struct apie_work_scope {
    apie_async_client *client; /* NULL once the client is gone */
    apie_link link;            /* in the client's list */
    const apie_work_kind *kind;
    void *begun; /* the run or session: owned; NULL while it begins */
    apie_async_function *fn;
    apie_done_cb *done;
    void *user;
};

/* Begins with a flow, which it takes over (NULL: making it failed and *error says why), then does
 * the work. */
apie_call *apie_async_work_start(apie_async_client *client, const apie_work_kind *kind,
                                 apie_flow *begin, const apie_call_options *options,
                                 apie_async_function *fn, apie_done_cb *done, void *user,
                                 apie_error *error);
/* The work is done: ends, and tells done. Frees the scope, whatever it returns. */
apie_status apie_async_work_finish(apie_work_scope *scope, const void *outcome, apie_error *error);

#endif
