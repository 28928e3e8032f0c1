#include "driver.h"

#include <stdlib.h>

#include "async.h"
#include "base/fail.h"
#include "begin.h"
#include "business.h"
#include "call.h"
#include "driver/easy.h"
#include "driver/host.h"
#include "ending.h"
#include "turn.h"

/* ---- life ---- */

static const apie_core_hooks hooks = {apie_async_wake, apie_async_gate_moved};

static void on_sockets(void *user)
{
    apie_async_turn(user);
}

static void on_posted(void *user)
{
    apie_async_soon(user);
}

/* Calls that are neither in flight nor allowed to wait are too many. */
static size_t call_limit(const apie_core *core)
{
    const apie_connection_options *connection = &core->endpoint.connection;
    int in_flight =
        connection->max_connections > 0 ? connection->max_connections : APIE_ASYNC_CONNECTIONS;

    return (size_t)in_flight + (size_t)connection->max_queued_calls;
}

static apie_status set_up(apie_async *async, apie_error *error)
{
    apie_core *core = async->core;
    apie_status status = apie_async_turn_init(async, error);

    if (status == APIE_OK)
        status = apie_async_transport_init(&async->transport, async->base, &core->endpoint,
                                           &core->clock, &async->timers, on_sockets, async, error);
    if (status == APIE_OK)
        status = apie_async_posts_new(async->base, on_posted, async, &async->posts, error);
    if (status == APIE_OK)
        status = apie_async_business_init(async, error);
    return status;
}

apie_status apie_async_new(struct event_base *base, apie_core *core, void (*on_gone)(void *client),
                           void *client, apie_async **out, apie_error *error)
{
    apie_async *async = NULL;
    apie_status status = APIE_OK;
    apie_error own;

    if (error == NULL)
        error = &own;
    *out = NULL;
    if (base == NULL)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "base", "base must not be NULL");
    status = apie_easy_global_init(error);
    if (status != APIE_OK)
        return status;
    async = calloc(1, sizeof(*async));
    if (async == NULL)
        return apie_fail_no_memory(error);
    async->base = base;
    async->core = core;
    async->on_gone = on_gone;
    async->client = client;
    async->generation = apie_host_generation();
    async->limit = call_limit(core);
    apie_list_init(&async->calls);
    apie_list_init(&async->ready);
    apie_list_init(&async->ended);
    apie_list_init(&async->transport.shards);
    status = set_up(async, error);
    if (status != APIE_OK) {
        apie_async_dismantle(async);
        return status;
    }
    apie_core_set_driver(core, &hooks, async);
    apie_async_soon(async);
    *out = async;
    return APIE_OK;
}

void apie_async_kick(apie_async *async)
{
    apie_async_wake(async);
}

apie_status apie_async_post(apie_async *async, void (*fn)(void *user), void *user,
                            apie_error *error)
{
    return apie_async_posts_add(async->posts, fn, user, error);
}

/* ---- calls ---- */

static apie_status may_end(const apie_async *async, apie_error *error)
{
    if (async->generation != apie_host_generation())
        return apie_fail(error, APIE_ERROR_FORKED, NULL,
                         "the client belongs to the parent process; make a new one after fork()");
    if (async->freeing)
        return apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is closed");
    return APIE_OK;
}

static apie_status check(const apie_async *async, apie_error *error)
{
    apie_status status = may_end(async, error);

    if (status == APIE_OK && async->closing)
        status = apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is closed");
    return status;
}

apie_status apie_async_check(const void *client, apie_error *error)
{
    const apie_async_client_base *base = client;
    apie_status status = APIE_OK;

    if (base == NULL)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "client", "client must not be NULL");
    status = check(base->driver, error);
    if (status == APIE_OK && base->driver->core->closed)
        status = apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is closed");
    return status;
}

static apie_status may_start(const apie_async *async, const apie_call_options *options,
                             apie_error *error)
{
    apie_status status = check(async, error);

    if (status != APIE_OK)
        return status;
    if (options != NULL && options->cancel != NULL)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "cancel",
                         "a cancel token is for blocking calls; use apie_call_cancel()");
    if (async->unfinished >= async->limit)
        return apie_fail(error, APIE_ERROR_OVERLOADED, NULL,
                         "%zu calls are under way or waiting already", async->unfinished);
    return APIE_OK;
}

/* may is whether it may be started; if not, *error says why. */
static apie_call *start(apie_async *async, apie_flow *flow, apie_status may,
                        apie_async_deliver *deliver, apie_async_function *callback, void *user,
                        apie_error *error)
{
    apie_call *call = NULL;

    if (may == APIE_OK) {
        call = apie_async_call_new(async, flow);
        if (call == NULL)
            (void)apie_fail_no_memory(error);
    }
    if (call == NULL) {
        apie_flow_free(flow);
        return NULL;
    }
    call->deliver = deliver;
    call->callback = callback;
    call->user = user;
    async->unfinished++;
    apie_async_call_begin(call);
    return call;
}

apie_call *apie_async_start(apie_async *async, apie_flow *flow, const apie_call_options *options,
                            apie_async_deliver *deliver, apie_async_function *callback, void *user,
                            apie_error *error)
{
    apie_call *call = NULL;

    apie_no_response(options);
    if (flow == NULL)
        return NULL;
    call = start(async, flow, may_start(async, options, error), deliver, callback, user, error);
    if (call != NULL && options != NULL)
        call->response = options->response;
    return call;
}

apie_call *apie_async_start_end(apie_async *async, apie_flow *flow, apie_async_deliver *deliver,
                                apie_async_function *callback, void *user, apie_error *error)
{
    if (flow == NULL)
        return NULL;
    return start(async, flow, may_end(async, error), deliver, callback, user, error);
}

apie_call *apie_async_operation(void *client, const apie_operation *operation,
                                const apie_argument *arguments, const void *body,
                                const apie_call_options *options, apie_async_deliver *deliver,
                                apie_async_function *callback, void *user, apie_error *error)
{
    apie_async_client_base *base = client;
    apie_flow *flow = NULL;

    if (apie_async_begin(client, options, error) != APIE_OK)
        return NULL;
    flow = apie_operation_flow_new(base->driver->core, operation, arguments, body, options, error);
    return apie_async_start(base->driver, apie_flow_with_line(flow, base->line, error), options,
                            deliver, callback, user, error);
}
