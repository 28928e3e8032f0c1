#include "ending.h"

#include <stdlib.h>

#include "async.h"
#include "base/fail.h"
#include "business.h"
#include "call.h"
#include "delivery.h"
#include "driver/host.h"
#include "turn.h"

/* ---- taking apart ---- */

void apie_async_dismantle(apie_async *async)
{
    apie_async_business_free(async);
    apie_async_transport_free(&async->transport);
    apie_async_posts_free(async->posts);
    apie_async_turn_free(async);
    apie_async_timers_free(&async->timers);
    free(async);
}

static void go(apie_async *async)
{
    void (*on_gone)(void *) = async->on_gone;
    void *client = async->client;

    apie_core_set_driver(async->core, NULL, NULL);
    apie_async_dismantle(async);
    if (on_gone != NULL)
        on_gone(client);
}

void apie_async_at_end(apie_async *async, void (*on_end)(void *client))
{
    async->on_end = on_end;
}

/* ---- abort ---- */

static void run_out(apie_async *async)
{
    while (apie_async_posts_run_one(async->posts))
        ;
    apie_async_cancel_all(async);
    while (apie_async_deliver_one(async))
        ;
    apie_async_deliver_notices(async);
}

/* What the program is told, it is told while all is still there: it may use the client, in vain. */
static void tell_end(apie_async *async)
{
    if (async->on_end == NULL)
        return;
    async->on_end(async->client);
    apie_async_deliver_notices(async);
}

static void abort_all(apie_async *async)
{
    async->freeing = true;
    async->in_turn = true;
    async->core->closed = true;
    apie_async_posts_close(async->posts);
    run_out(async);
    tell_end(async);
    if (async->closed != NULL)
        async->closed(async->closed_user);
    go(async);
}

/* ---- in a forked child ---- */

static void free_calls(apie_list *calls, size_t link_offset)
{
    apie_link *link = NULL;

    while ((link = apie_list_take(calls)) != NULL) {
        apie_call *call = (apie_call *)(void *)((char *)link - link_offset);

        if (call->job == NULL)
            apie_async_call_free(call);
    }
}

static void abandon(apie_async *async)
{
    void (*on_gone)(void *) = async->on_gone;
    void *client = async->client;

    apie_core_set_driver(async->core, NULL, NULL);
    apie_async_transport_abandon(&async->transport);
    free_calls(&async->calls, offsetof(apie_call, all));
    free_calls(&async->ended, offsetof(apie_call, link));
    apie_async_business_free(async);
    apie_async_posts_abandon(async->posts);
    apie_async_turn_free(async);
    apie_async_timers_free(&async->timers);
    free(async);
    if (on_gone != NULL)
        on_gone(client);
}

void apie_async_free(apie_async *async)
{
    if (async == NULL)
        return;
    if (async->in_turn)
        async->freeing = true;
    else if (async->generation != apie_host_generation())
        abandon(async);
    else
        abort_all(async);
}

/* ---- drain ---- */

apie_status apie_async_close(apie_async *async, apie_async_closed_cb *callback, void *user,
                             apie_error *error)
{
    if (async == NULL)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "client", "client must not be NULL");
    if (async->generation != apie_host_generation())
        return apie_fail(error, APIE_ERROR_FORKED, NULL,
                         "the client belongs to the parent process");
    if (async->closing || async->freeing)
        return apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is closed");
    async->closing = true;
    async->closed = callback;
    async->closed_user = user;
    async->core->closed = true;
    apie_async_posts_close(async->posts);
    apie_async_soon(async);
    return APIE_OK;
}

static bool drained(apie_async *async)
{
    return async->closing && apie_list_empty(&async->calls) && apie_list_empty(&async->ended) &&
           !apie_async_has_business(async) && !apie_async_posts_any(async->posts);
}

bool apie_async_end_if_due(apie_async *async)
{
    if (async->generation != apie_host_generation()) {
        if (!async->freeing)
            return false;
        abandon(async);
        return true;
    }
    if (!async->freeing && !drained(async))
        return false;
    abort_all(async);
    return true;
}
