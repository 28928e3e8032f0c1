/* libapie-async: typed calls on a client of its own, with a loop of its own. */
#include <stdlib.h>

#include <apie/async.h>
#include <bench/async/items.h>
#include <event2/event.h>

#include "client.h"
#include "require.h"
#include "side.h"

typedef struct async_side {
    struct event_base *base;
    apie_async_client *client;
    size_t in_flight;
    size_t left;
    size_t running;
    bool closing;
} async_side;

static void begin(async_side *side);

static void answered(apie_status status, bench_item *item, const apie_error *error, void *user)
{
    async_side *side = user;

    (void)item;
    side->running--;
    if (side->closing)
        return;
    bench_require(status == APIE_OK, "libapie-async fails: %s", status ? error->message : "");
    if (side->left > 0)
        begin(side);
    else if (side->running == 0)
        (void)event_base_loopbreak(side->base);
}

static void begin(async_side *side)
{
    apie_error error;

    side->left--;
    side->running++;
    bench_require(apie_async_bench_items_get(side->client, "itm_1", NULL, answered, side, &error) !=
                      NULL,
                  "libapie-async does not start: %s", error.message);
}

static void registered(apie_status status, apie_registration *registration, const apie_error *error,
                       void *user)
{
    async_side *side = user;

    (void)registration;
    bench_require(status == APIE_OK, "not registered: %s", status ? error->message : "");
    (void)event_base_loopbreak(side->base);
}

static void *open_async(const bench_target *target)
{
    async_side *side = calloc(1, sizeof *side);
    struct event_config *options = event_config_new();
    apie_config config = bench_client_config(target);
    apie_error error;

    bench_require(side != NULL && options != NULL, "no memory");
    (void)event_config_set_flag(options, EVENT_BASE_FLAG_PRECISE_TIMER);
    side->in_flight = target->in_flight;
    side->base = event_base_new_with_config(options);
    event_config_free(options);
    bench_require(side->base != NULL, "no memory");
    bench_require(apie_async_client_new(side->base, &config, &side->client, &error) == APIE_OK,
                  "no client: %s", error.message);
    bench_require(apie_async_ready(side->client, NULL, registered, side, &error) != NULL,
                  "not registered: %s", error.message);
    (void)event_base_dispatch(side->base);
    return side;
}

static void run_async(void *self, size_t count)
{
    async_side *side = self;

    side->left = count;
    while (side->left > 0 && side->running < side->in_flight)
        begin(side);
    (void)event_base_dispatch(side->base);
}

void bench_async_hold(void *self, size_t count, size_t (*arrived)(void *user), void *user)
{
    async_side *side = self;

    side->left = count;
    while (side->left > 0)
        begin(side);
    while (arrived(user) < count)
        bench_require(event_base_loop(side->base, EVLOOP_ONCE | EVLOOP_NONBLOCK) == 0,
                      "the loop fails");
}

static void close_async(void *self)
{
    async_side *side = self;

    side->closing = true;
    apie_async_client_free(side->client);
    event_base_free(side->base);
    free(side);
}

struct event_base *bench_async_base(void *self)
{
    return ((async_side *)self)->base;
}

const bench_side bench_async_side = {"libapie-async", open_async, run_async, close_async};
