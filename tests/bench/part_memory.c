/* Memory of a request in flight: the heap of a client whose server has every request and answers
 * none. */
#include "bench.h"
#include "figures.h"
#include "machine.h"
#include "table.h"

static size_t arrived(void *user)
{
    const bench_server *server = user;

    return atomic_load(&server->tally->requests);
}

static void measure(bench_context *context, bench_table *table, int tls, size_t in_flight,
                    bench_figure figure)
{
    char url[64];
    double values[3] = {(double)in_flight, 0, 0};
    bench_target target = {url, tls ? context->server.ca_bundle : NULL, in_flight, false};
    void *self = NULL;
    size_t heap = 0;
    size_t resident = 0;

    bench_server_url(&context->server, tls, "h", url, sizeof url);
    self = bench_async_side.open(&target);
    bench_server_reset(&context->server);
    heap = bench_heap_bytes();
    resident = bench_resident_bytes();
    bench_async_hold(self, in_flight, arrived, &context->server);
    values[1] = (double)(bench_heap_bytes() - heap) / 1024 / (double)in_flight;
    if (bench_resident_bytes() > resident)
        values[2] = (double)(bench_resident_bytes() - resident) / 1024 / (double)in_flight;
    bench_async_side.close(self);
    bench_table_add(table, tls ? "TLS" : "plain", values);
    bench_figure_set(figure, values[1]);
}

void bench_part_memory(bench_context *context)
{
    static const char *const columns[] = {"in flight", "heap, KB", "resident, KB", NULL};
    bench_table *table = bench_table_new(NULL, "Memory of one async request in flight", columns);

    measure(context, table, 0, 2000, BENCH_KB_PER_INFLIGHT);
    measure(context, table, 1, 512, BENCH_KB_PER_INFLIGHT_TLS);
    bench_table_print(table);
}
