/* The blocking driver: a loop around a flow, a pool of easy handles, one worker thread. It knows no
 * service. */
#ifndef APIE_SYNC_DRIVER_H
#define APIE_SYNC_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include <apie/error.h>
#include <apie/options.h>

#include "flow/core.h"

typedef struct apie_sync apie_sync;

/* Every blocking client of every service begins with this. */
typedef struct apie_sync_client {
    apie_sync *driver;
    const char *line; /* header of every request of its calls; NULL: none */
} apie_sync_client;

/* A driver for the core, which stays the caller's and must outlive it. worker: start the thread
 * that runs the core's jobs and ticks; without it, calls that wait for a job's gate run the job
 * themselves ("lead") until their own deadline and hand it over. */
apie_status apie_sync_new(apie_core *core, bool worker, apie_sync **out, apie_error *error);

/* Waits for running calls of other threads? No: the caller promises there are none. Stops and joins
 * the worker (its transfer is aborted), closes every connection, frees. In a forked child: frees
 * memory only, touches no connection and no thread. */
void apie_sync_free(apie_sync *sync);

/* Lets the worker finish the jobs that are wanted, then stops it; gives up after timeout_ms and
 * aborts its transfer. Idempotent. After it, jobs are led by waiters. */
void apie_sync_stop_worker(apie_sync *sync, int64_t timeout_ms);

/* The client's lock: around every use of the core's shared state outside a flow. Unlocking delivers
 * nothing; call apie_sync_deliver_notices() after. */
void apie_sync_lock(apie_sync *sync);
void apie_sync_unlock(apie_sync *sync);
void apie_sync_deliver_notices(apie_sync *sync);

/* In a forked child: whether another thread had the lock, or was at a job, when the process was
 * copied, so that what is shared may be half changed. */
bool apie_sync_torn(apie_sync *sync);

/* APIE_OK, or FORKED / CLOSED / INVALID_ARGUMENT for a NULL client. client begins with an
 * apie_sync_client. */
apie_status apie_sync_check(const void *client, apie_error *error);

/* Runs a flow to its end on the calling thread and frees it. flow may be NULL: making it failed and
 * *error says why (its code is returned). out is the address of a pointer for the result, or NULL:
 * the result is freed. options->response is filled. */
apie_status apie_sync_run(apie_sync *sync, apie_flow *flow, const apie_call_options *options,
                          void *out, apie_error *error);

/* The body of every generated function. client begins with an apie_sync_client. */
apie_status apie_sync_operation(void *client, const apie_operation *operation,
                                const apie_argument *arguments, const void *body,
                                const apie_call_options *options, void *out, apie_error *error);

#endif
