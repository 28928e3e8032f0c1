/* Blocking GETs, one after the other: libapie-sync beside the bare easy loop. */
#include "bench.h"
#include "figures.h"
#include "table.h"

/* One request at a time waits for much that is not its own: many short turns instead of a few. */
#define ROUNDS 11

static void compare(bench_context *context, bench_table *table, const bench_document *document,
                    int tls)
{
    char options[16];
    char url[64];
    char label[32];
    double values[5];
    bench_contest contests[3] = {
        {.side = &bench_easy_loop}, {.side = &bench_easy_loop}, {.side = &bench_sync_side}};
    size_t count = bench_scaled(context, document->size > 10000 ? 2000 : 4000);

    apie_text_format(options, sizeof options, "s%zu", document->size);
    bench_server_url(&context->server, tls, options, url, sizeof url);
    for (size_t i = 0; i < 3; i++)
        contests[i].target =
            (bench_target){url, tls ? context->server.ca_bundle : NULL, 1, .bare = i == 0};
    bench_compete(ROUNDS, contests, 3, count);
    for (size_t i = 0; i < 3; i++)
        values[i] = bench_rounds_median(&contests[i].rates);
    values[3] = context->quick ? -1 : bench_wrk_rate(&contests[0].target, 1);
    values[4] = bench_rounds_ratio(&contests[2].rates, &contests[1].rates);
    apie_text_format(label, sizeof label, "%s%s", document->label, tls ? ", TLS" : "");
    bench_table_add(table, label, values);
    if (document->size == 4096 && !tls)
        bench_figure_set(BENCH_SYNC_GET_RATIO, values[4]);
}

void bench_part_sync(bench_context *context)
{
    static const char *const columns[] = {"loop, bare", "easy loop", "libapie-sync",
                                          "wrk",        "ratio",     NULL};
    bench_table *table = bench_table_new("sync", "Sync GET, one connection, requests/s", columns);

    table->drawn = 4;
    bench_server_stay_busy(&context->server, 1);
    for (size_t i = 0; i < BENCH_DOCUMENTS; i++) {
        if (context->quick && context->documents[i].size != 4096)
            continue;
        for (int tls = 0; tls < (context->quick ? 1 : 2); tls++)
            compare(context, table, &context->documents[i], tls);
    }
    bench_server_stay_busy(&context->server, 0);
    bench_table_print(table);
}
