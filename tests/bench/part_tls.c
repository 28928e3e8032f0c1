/* Processor time of a request on a new TLS connection: the whole handshake, the server's
 * certificate verified against the system's bundle. */
#include "bench.h"
#include "figures.h"
#include "measure.h"
#include "table.h"

enum { EASY_LOOP, STOCK, TUNED, SYNC, ASYNC, SIDES };

static double measure(const bench_context *context, const bench_side *side, size_t in_flight,
                      size_t count)
{
    char url[64];
    bench_rounds rounds = {.count = 0};
    bench_target target = {url, context->server.ca_bundle, in_flight, false};
    void *self = NULL;

    bench_server_url(&context->server, 1, "c", url, sizeof url);
    self = side->open(&target);
    side->run(self, count);
    for (size_t i = 0; i < context->rounds; i++) {
        uint64_t start = bench_process_ns();

        side->run(self, count);
        bench_rounds_add(&rounds, (double)(bench_process_ns() - start) / 1e6 / (double)count);
    }
    side->close(self);
    return bench_rounds_median(&rounds);
}

void bench_part_tls(bench_context *context)
{
    static const char *const columns[] = {"easy loop",    "curl's example", "tuned",
                                          "libapie-sync", "libapie-async",  NULL};
    bench_table *table = bench_table_new(
        "tls-connect", "A request on a new TLS connection, ms of processor time", columns);
    double values[SIDES] = {
        [EASY_LOOP] = measure(context, &bench_easy_loop, 1, 5),
        [STOCK] = measure(context, &bench_stock, 8, 8),
        [TUNED] = measure(context, &bench_tuned, 8, 100),
        [SYNC] = measure(context, &bench_sync_side, 1, 50),
        [ASYNC] = measure(context, &bench_async_side, 8, 100),
    };

    bench_table_add(table, "", values);
    bench_table_print(table);
    bench_figure_set(BENCH_TLS_CONNECT_MS,
                     values[SYNC] > values[ASYNC] ? values[SYNC] : values[ASYNC]);
}
