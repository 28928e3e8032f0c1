/* Memory of a request in flight: the heap of a client whose server has every request and answers
 * none. */
#include "bench.h"
#include "figures.h"
#include "machine.h"
#include "measure.h"
#include "table.h"

static size_t arrived(void *user)
{
    const bench_server *server = user;

    return atomic_load(&server->tally->requests);
}

static double measure(bench_context *context, int tls, size_t in_flight)
{
    char url[64];
    bench_target target = {url, tls ? context->server.ca_bundle : NULL, in_flight, false};
    void *self = NULL;
    size_t before = 0;
    size_t after = 0;

    bench_server_url(&context->server, tls, "h", url, sizeof url);
    self = bench_async_side.open(&target);
    bench_server_reset(&context->server);
    before = bench_heap_bytes();
    bench_async_hold(self, in_flight, arrived, &context->server);
    after = bench_heap_bytes();
    bench_async_side.close(self);
    return ((double)after - (double)before) / 1024 / (double)in_flight;
}

static void add(bench_context *context, bench_table *table, int tls, size_t in_flight,
                bench_figure figure)
{
    char label[48];
    bench_rounds rounds = {.count = 0};
    double value = 0;

    for (size_t i = 0; i < context->rounds; i++)
        bench_rounds_add(&rounds, measure(context, tls, in_flight));
    value = bench_rounds_median(&rounds);
    apie_text_format(label, sizeof label, "%s, %zu in flight", tls ? "TLS" : "plain", in_flight);
    bench_table_add(table, label, &value);
    bench_figure_set(figure, value);
}

void bench_part_memory(bench_context *context)
{
    static const char *const columns[] = {"KB", NULL};
    bench_table *table =
        bench_table_new("memory", "Heap of one async request in flight, KB", columns);

    add(context, table, 0, 2000, BENCH_KB_PER_INFLIGHT);
    add(context, table, 1, 512, BENCH_KB_PER_INFLIGHT_TLS);
    bench_table_print(table);
}
