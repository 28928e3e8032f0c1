/* A server that plays what the path asks for, a core, and a blocking driver for it. */
#ifndef APIE_TESTS_SYNC_FIXTURE_H
#define APIE_TESTS_SYNC_FIXTURE_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <apie/options.h>
#include <apie/response.h>

#include "flow/core.h"
#include "libapie-sync/src/driver.h"
#include "support/tiny_server.h"

/* Paths: /ok… answers with the request's body, or its target if it has none.
 * /hang never answers. /hang-once and /drop-once do so to the first such request; to drop is to
 * close without an answer. /busy-once is 503 with Retry-After: 0 to the first, /later-once with
 * Retry-After: 30; /busy is always that. /large is 100 bytes. /missing is 404. /broken is 500. */
typedef struct sync_fixture {
    tiny_server server;
    apie_core core;
    apie_sync *sync;
    apie_sync_client client;
    sem_t arrived;   /* posted when a request arrives that is left hanging */
    sem_t attempted; /* posted when the observer has seen an attempt that will be tried again */
    atomic_int once;
    atomic_int attempts;   /* seen by the observer */
    atomic_ullong skew_ms; /* the client's clock is so much ahead */
} sync_fixture;

void sync_fixture_start(sync_fixture *f, bool worker, const apie_connection_options *options);
/* Frees the driver, then the core. */
void sync_fixture_free_client(sync_fixture *f);
void sync_fixture_stop(sync_fixture *f);
/* Time passes for the client. */
void sync_fixture_pass(sync_fixture *f, uint64_t ms);

/* A raw request on the calling thread. response and error may be NULL. */
apie_status sync_fixture_call(sync_fixture *f, const char *method, const char *target,
                              const char *body, const apie_call_options *options,
                              apie_response **response, apie_error *error);

/* A call on a thread of its own: of the flow, or a raw GET of the target. */
typedef struct sync_caller {
    sync_fixture *f;
    const char *target;
    apie_flow *flow;
    apie_call_options options;
    apie_status status;
    apie_error error;
    pthread_t thread;
} sync_caller;

void sync_caller_start(sync_caller *caller);
/* Returns the call's status. */
apie_status sync_caller_join(sync_caller *caller);

uint64_t sync_now_ms(void);
/* Open file descriptors of this process. */
int sync_count_fds(void);

#endif
