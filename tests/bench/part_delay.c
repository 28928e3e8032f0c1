/* A server that answers after 50 ms: 512 in flight would ideally be 10,240 requests/s. */
#include "bench.h"
#include "figures.h"
#include "table.h"

#define IN_FLIGHT 512
#define DELAY_S   0.05

void bench_part_delay(bench_context *context)
{
    static const char *const columns[] = {"ideal",        "tuned",     "libapie-async",
                                          "tuned, ratio", "our ratio", NULL};
    bench_table *table =
        bench_table_new("delay", "200 B after 50 ms, 512 in flight, requests/s", columns);
    bench_contest contests[2] = {{.side = &bench_tuned}, {.side = &bench_async_side}};
    double ideal = IN_FLIGHT / DELAY_S;
    double values[5] = {ideal, 0, 0, 0, 0};
    char url[64];

    table->drawn = 3;
    bench_server_url(&context->server, 0, "s200d50", url, sizeof url);
    for (size_t i = 0; i < 2; i++)
        contests[i].target = (bench_target){url, NULL, IN_FLIGHT, false};
    bench_server_stay_busy(&context->server, 1);
    bench_compete(context->rounds, contests, 2, (size_t)IN_FLIGHT * (context->quick ? 30 : 40));
    bench_server_stay_busy(&context->server, 0);
    for (size_t i = 0; i < 2; i++) {
        values[1 + i] = bench_rounds_median(&contests[i].rates);
        values[3 + i] = values[1 + i] / ideal;
    }
    bench_table_add(table, "", values);
    bench_table_print(table);
    bench_figure_set(BENCH_ASYNC_DELAY_512_RATIO, values[4]);
}
