/* Events from the moment the program tells them to the service's word that it has them, in batches
 * of a thousand: libapie-async on one thread, libapie-sync with its worker. The sink counts. */
#include "part_events.h"

#include <math.h>

#include "bench.h"
#include "client.h"
#include "figures.h"
#include "machine.h"
#include "measure.h"
#include "require.h"
#include "table.h"

#define BATCH         ((size_t)1000)
#define REQUESTS_MORE 3   /* than full batches would be */
#define SIZE          300 /* bytes of an event, give or take a twentieth: its number grows */

enum { RATE, BYTES, FILL, COLUMNS };
enum { ASYNC, SYNC, RAW, CONTESTANTS };

typedef struct contestant {
    const char *label;
    const bench_event_side *side;
    bool has_worker;
    void *self;
    bench_rounds rates;
    double values[COLUMNS]; /* all but the rate are of the last turn */
} contestant;

apie_config bench_events_config(const char *url)
{
    bench_target target = {url, NULL, 0, false};
    apie_config config = bench_client_config(&target);

    config.base_url = url;
    config.max_batch_size = BATCH;
    config.max_queue_size = BENCH_EVENTS_WAITING * 2;
    return config;
}

/* What is asked of every turn, so that the rate is one of full batches and of events as large as
 * they are said to be. */
static void check(bench_server *server, size_t count, double values[COLUMNS])
{
    size_t distinct = bench_server_distinct_events(server);
    size_t requests = atomic_load(&server->tally->requests);

    bench_require(distinct == count, "%zu events were sent, but %zu arrived", count, distinct);
    bench_require(requests <= (count + BATCH - 1) / BATCH + REQUESTS_MORE,
                  "%zu events came in %zu batches", count, requests);
    values[BYTES] = (double)atomic_load(&server->tally->body_bytes) / (double)count;
    values[FILL] = (double)count / (double)requests;
    bench_require(fabs(values[BYTES] - SIZE) <= SIZE / 20.0, "an event has %.1f bytes",
                  values[BYTES]);
}

static void turn(bench_context *context, contestant *c, size_t count)
{
    uint64_t start = 0;
    double seconds = 0;

    if (c->has_worker)
        bench_unpin();
    else
        bench_server_stay_busy(&context->server, 1);
    bench_server_reset(&context->server);
    start = bench_now_ns();
    c->side->send(c->self, count);
    seconds = (double)(bench_now_ns() - start) / 1e9;
    check(&context->server, count, c->values);
    bench_rounds_add(&c->rates, (double)count / seconds);
    bench_server_stay_busy(&context->server, 0);
    bench_pin_client();
}

void bench_part_events(bench_context *context)
{
    static const char *const columns[] = {"events/s", "bytes/event", "events/batch", NULL};
    bench_table *table =
        bench_table_new("events", "Events delivered in batches of 1,000, events/s", columns);
    contestant all[CONTESTANTS] = {
        [ASYNC] = {.label = "apie_async_track(), one thread", .side = &bench_events_async},
        [SYNC] = {.label = "apie_track() and its worker",
                  .side = &bench_events_sync,
                  .has_worker = true},
        [RAW] = {.label = "the sink: made beforehand", .side = &bench_events_raw},
    };
    size_t count = context->quick ? 200000 : 4000000;
    char url[64];

    table->drawn = 1;
    bench_server_url(&context->server, 0, "e", url, sizeof url);
    for (size_t i = 0; i < CONTESTANTS; i++) {
        bench_unpin(); /* a thread that is started stays where its starter was */
        all[i].self = all[i].side->open(url);
        turn(context, &all[i], count);
        all[i].rates.count = 0; /* that warmed up */
    }
    for (size_t round = 0; round < context->rounds; round++) {
        for (size_t i = 0; i < CONTESTANTS; i++)
            turn(context, &all[i], count);
    }
    for (size_t i = 0; i < CONTESTANTS; i++) {
        all[i].side->close(all[i].self);
        all[i].values[RATE] = bench_rounds_median(&all[i].rates);
        bench_table_add(table, all[i].label, all[i].values);
    }
    bench_table_print(table);
    bench_figure_set(BENCH_EVENTS_PER_S, all[ASYNC].values[RATE]);
    bench_figure_set(BENCH_EVENTS_PER_S_SYNC, all[SYNC].values[RATE]);
}
