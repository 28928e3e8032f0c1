/* Events from the moment they are built to the service's word that it has them, in batches of a
 * thousand: libapie-async on one thread, libapie-sync with its worker. The sink counts. */
#include "part_events.h"

#include "bench.h"
#include "client.h"
#include "figures.h"
#include "machine.h"
#include "measure.h"
#include "require.h"
#include "table.h"

apie_config bench_events_config(const char *url)
{
    bench_target target = {url, NULL, 0, false};
    apie_config config = bench_client_config(&target);

    config.base_url = url;
    config.max_batch_size = 1000;
    config.max_queue_size = BENCH_EVENTS_WAITING * 2;
    return config;
}

/* Events per second of one turn. */
static double turn(bench_context *context, const bench_event_side *side, void *self, size_t count)
{
    uint64_t start = 0;
    double seconds = 0;
    size_t distinct = 0;

    bench_server_reset(&context->server);
    start = bench_now_ns();
    side->send(self, count);
    seconds = (double)(bench_now_ns() - start) / 1e9;
    distinct = bench_server_distinct_events(&context->server);
    bench_require(distinct == count, "%zu events were sent, but %zu arrived", count, distinct);
    return (double)count / seconds;
}

void bench_part_events(bench_context *context)
{
    static const bench_event_side *const sides[] = {&bench_events_async, &bench_events_sync};
    static const char *const columns[] = {"async, one thread", "sync and worker", NULL};
    bench_table *table =
        bench_table_new("events", "Events delivered in batches of 1,000, events/s", columns);
    size_t count = bench_scaled(context, 1000000);
    bench_rounds rounds[2] = {{.count = 0}};
    double values[2];
    void *selves[2];
    char url[64];

    bench_server_url(&context->server, 0, "e", url, sizeof url);
    bench_unpin(); /* a thread that is started stays where its starter was */
    for (size_t i = 0; i < 2; i++) {
        selves[i] = sides[i]->open(url);
        (void)turn(context, sides[i], selves[i], count / 4);
    }
    bench_pin_client();
    for (size_t round = 0; round < context->rounds; round++) {
        bench_server_stay_busy(&context->server, 1);
        bench_rounds_add(&rounds[0], turn(context, sides[0], selves[0], count));
        bench_server_stay_busy(&context->server, 0);
        bench_unpin();
        bench_rounds_add(&rounds[1], turn(context, sides[1], selves[1], count));
        bench_pin_client();
    }
    for (size_t i = 0; i < 2; i++) {
        sides[i]->close(selves[i]);
        values[i] = bench_rounds_median(&rounds[i]);
    }
    bench_table_add(table, "300 B", values);
    bench_table_print(table);
    bench_figure_set(BENCH_EVENTS_PER_S, values[0]);
    bench_figure_set(BENCH_EVENTS_PER_S_SYNC, values[1]);
}
