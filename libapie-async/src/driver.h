/* The event-driven driver: flows resumed from the caller's event_base, transfers on shards of curl
 * multi handles. It knows no service. */
#ifndef APIE_ASYNC_DRIVER_H
#define APIE_ASYNC_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include <event2/event.h>

#include <apie/async/loop.h>
#include <apie/error.h>
#include <apie/options.h>

#include "flow/core.h"

typedef struct apie_async apie_async;

/* Every event-driven client of every service begins with this. */
typedef struct apie_async_client_base {
    apie_async *driver;
    const char *line; /* header of every request of its calls; NULL: none */
} apie_async_client_base;

/* Any callback of the program, as it is stored. */
typedef void apie_async_function(void);

/* Casts callback to its real type and calls it, unless it is NULL. One per result type. The result
 * is lent (apie_lend_result is around it already); error is NULL on success. */
typedef void apie_async_deliver(apie_async_function *callback, apie_status status, void *result,
                                const apie_error *error, void *user);

/* A driver for the core on the caller's loop. The core stays the caller's. on_gone is called when
 * the driver has been freed or closed for good, to free the core and the client around it: at the
 * end of apie_async_free() or, if that is called inside a callback, when the callback returns. */
apie_status apie_async_new(struct event_base *base, apie_core *core, void (*on_gone)(void *client),
                           void *client, apie_async **out, apie_error *error);

/* Has on_end(client) called when the last call has been delivered, to end and tell what the client
 * itself keeps: every new call is refused by then, and the closed callback comes after it. Not in a
 * forked child. */
void apie_async_at_end(apie_async *async, void (*on_end)(void *client));

/* Drain: no new calls; when the last call has been delivered and the jobs that are wanted are done,
 * callback(user) is the last callback ever, after which everything is freed. */
apie_status apie_async_close(apie_async *async, apie_async_closed_cb *callback, void *user,
                             apie_error *error);

/* Abort: cancels what is left, delivering each call inline (APIE_ERROR_CANCELLED), then frees; if
 * called inside a callback of this driver, that happens when the callback returns. In a forked
 * child: frees memory only, calls nothing back. */
void apie_async_free(apie_async *async);

/* APIE_OK, or FORKED / CLOSED / INVALID_ARGUMENT for a NULL client. */
apie_status apie_async_check(const void *client, apie_error *error);

/* Starts a flow; its end is delivered from the loop, never from inside this call. flow may be NULL:
 * making it failed and *error says why. NULL: not started, *error says why (OVERLOADED, NO_MEMORY,
 * …), the flow is freed, nothing is ever delivered. */
apie_call *apie_async_start(apie_async *async, apie_flow *flow, const apie_call_options *options,
                            apie_async_deliver *deliver, apie_async_function *callback, void *user,
                            apie_error *error);

/* The same for the end of what was begun before: neither the number of calls nor a close stops it,
 * and a close waits for it. */
apie_call *apie_async_start_end(apie_async *async, apie_flow *flow, apie_async_deliver *deliver,
                                apie_async_function *callback, void *user, apie_error *error);

/* The body of every generated function. client begins with an apie_async_client_base. */
apie_call *apie_async_operation(void *client, const apie_operation *operation,
                                const apie_argument *arguments, const void *body,
                                const apie_call_options *options, apie_async_deliver *deliver,
                                apie_async_function *callback, void *user, apie_error *error);

/* Has fn(user) called on the loop, soon, in order. Any thread, as long as the driver is there; the
 * only function here that may be called from another one. After apie_async_close() or
 * apie_async_free() has begun: APIE_ERROR_CLOSED. What was accepted before is run: before the close
 * is reported, or during the free. */
apie_status apie_async_post(apie_async *async, void (*fn)(void *user), void *user,
                            apie_error *error);

/* For code outside a flow that changed the core: see to its jobs, ticks and notices from the loop,
 * soon. (The core's wake hook does the same.) */
void apie_async_kick(apie_async *async);

#endif
