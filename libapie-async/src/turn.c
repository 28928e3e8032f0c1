#include "turn.h"

#include "async.h"
#include "base/fail.h"
#include "business.h"
#include "call.h"
#include "delivery.h"
#include "driver/host.h"
#include "ending.h"
#include "stream.h"

/* The alarm is always set, so that setting it anew needs no memory. */
#define FAR_AWAY_S (365L * 24 * 3600)

/* ---- one turn ---- */

bool apie_async_over(const apie_async *async)
{
    return async->freeing || async->generation != apie_host_generation();
}

static void do_timers(apie_async *async, int budget)
{
    apie_async_timers_fire(&async->timers, apie_async_now(async), &budget);
}

static void do_posts(apie_async *async, int budget)
{
    while (budget-- > 0 && !apie_async_over(async) && apie_async_posts_run_one(async->posts))
        ;
}

static void do_sockets(apie_async *async, int budget)
{
    apie_async_transport_serve(&async->transport, &budget);
}

static void do_ends(apie_async *async, int budget)
{
    apie_async_transport_collect(&async->transport, &budget);
}

static void do_pieces(apie_async *async, int budget)
{
    while (budget-- > 0 && !apie_async_over(async) && apie_async_stream_hand_over(async))
        ;
}

static void do_business(apie_async *async, int budget)
{
    (void)budget; /* there are few jobs */
    apie_async_business(async);
}

static void do_resumes(apie_async *async, int budget)
{
    while (budget-- > 0 && !apie_async_over(async) && apie_async_resume_one(async))
        ;
}

static void do_deliveries(apie_async *async, int budget)
{
    while (budget-- > 0 && !apie_async_over(async) && apie_async_deliver_one(async))
        ;
}

static void do_transfers(apie_async *async, int budget)
{
    apie_async_transport_advance(&async->transport, &budget);
}

static void (*const phases[])(apie_async *, int) = {
    do_timers,  do_posts,      do_sockets, do_ends,      do_pieces, do_business,
    do_resumes, do_deliveries, do_resumes, do_transfers, do_ends,
};

static bool busy(apie_async *async)
{
    return async->awake || !apie_list_empty(&async->ready) || !apie_list_empty(&async->ended) ||
           apie_async_posts_any(async->posts) || apie_async_transport_busy(&async->transport);
}

/* ---- the alarm ---- */

static void set_alarm(apie_async *async, uint64_t delay_ms)
{
    struct timeval delay = {FAR_AWAY_S, 0};

    if (delay_ms < (uint64_t)FAR_AWAY_S * 1000) {
        delay.tv_sec = (time_t)(delay_ms / 1000);
        delay.tv_usec = (suseconds_t)(delay_ms % 1000 * 1000);
    }
    async->alarm_set = event_add(async->alarm, &delay) == 0;
    if (!async->alarm_set)
        event_active(async->soon, EV_TIMEOUT, 1);
}

/* A timer of no length, unlike an activated event, lets the loop look at its descriptors first.
 * An alarm that rings too early is left alone: that costs less than moving it each time. But one
 * that is due now must not ring again in this pass of the loop. */
static void set_next_turn(apie_async *async)
{
    uint64_t now_ms = apie_async_now(async);
    uint64_t next_ms = busy(async) ? now_ms : apie_async_timers_next(&async->timers);

    if (async->alarm_set && async->alarm_ms > now_ms && async->alarm_ms <= next_ms)
        return;
    async->alarm_ms = next_ms;
    set_alarm(async, next_ms > now_ms ? next_ms - now_ms : 0);
}

void apie_async_turn(apie_async *async)
{
    size_t i = 0;

    if (async->in_turn || async->generation != apie_host_generation())
        return;
    async->in_turn = true;
    for (i = 0; i < sizeof(phases) / sizeof(phases[0]) && !apie_async_over(async); i++)
        phases[i](async, apie_async_pass_over(&async->transport) ? APIE_TURN_BUDGET_LATE
                                                                 : APIE_TURN_BUDGET);
    async->transport.pass_end_ms = 0;
    async->in_turn = false;
    if (apie_async_end_if_due(async))
        return;
    if (async->generation == apie_host_generation())
        set_next_turn(async);
}

static void on_soon(evutil_socket_t fd, short what, void *user)
{
    apie_async *async = user;

    (void)fd;
    (void)what;
    async->soon_asked = false;
    apie_async_turn(async);
}

static void on_alarm(evutil_socket_t fd, short what, void *user)
{
    apie_async *async = user;

    (void)fd;
    (void)what;
    async->alarm_set = false;
    apie_async_turn(async);
}

/* ---- life ---- */

apie_status apie_async_turn_init(apie_async *async, apie_error *error)
{
    async->soon = event_new(async->base, -1, 0, on_soon, async);
    async->alarm = event_new(async->base, -1, 0, on_alarm, async);
    if (async->soon == NULL || async->alarm == NULL)
        return apie_fail_no_memory(error);
    async->alarm_ms = APIE_NEVER;
    set_alarm(async, APIE_NEVER);
    if (!async->alarm_set)
        return apie_fail_no_memory(error);
    return APIE_OK;
}

void apie_async_turn_free(apie_async *async)
{
    if (async->soon != NULL)
        event_free(async->soon);
    if (async->alarm != NULL)
        event_free(async->alarm);
    async->soon = NULL;
    async->alarm = NULL;
}

void apie_async_soon(apie_async *async)
{
    if (async->in_turn || async->soon_asked)
        return;
    async->soon_asked = true;
    event_active(async->soon, EV_TIMEOUT, 1);
}
