/* Many requests in flight: libapie-async beside curl's example and the same tuned. */
#include "bench.h"
#include "figures.h"
#include "table.h"

typedef struct bench_load {
    size_t in_flight;
    size_t count; /* of requests in a turn */
    bench_figure stock, tuned;
} bench_load;

static const bench_load loads[] = {
    {1, 6000, BENCH_FIGURE_COUNT, BENCH_FIGURE_COUNT},
    {8, 20000, BENCH_FIGURE_COUNT, BENCH_FIGURE_COUNT},
    {64, 40000, BENCH_ASYNC_STOCK_64_RATIO, BENCH_ASYNC_TUNED_64_RATIO},
    {512, 40000, BENCH_ASYNC_STOCK_512_RATIO, BENCH_ASYNC_TUNED_512_RATIO},
    {2000, 60000, BENCH_ASYNC_STOCK_2000_RATIO, BENCH_ASYNC_TUNED_2000_RATIO},
};

enum { BARE, STOCK, TUNED, OURS, SIDES, WRK = SIDES, OVER_STOCK, OVER_TUNED };

/* For one second, in which it connects, too: with TLS and many in flight, little else. */
static double wrk_rate(const bench_context *context, const bench_target *target)
{
    bool connects_long = target->ca_file != NULL && target->in_flight > 64;

    return context->quick || connects_long ? -1 : bench_wrk_rate(target, 1);
}

static void compare(bench_context *context, bench_table *table, const bench_load *load,
                    const bench_document *document, int tls)
{
    char options[16];
    char url[64];
    char label[48];
    double values[BENCH_COLUMNS_MAX];
    bench_contest contests[SIDES] = {[BARE] = {.side = &bench_tuned},
                                     [STOCK] = {.side = &bench_stock},
                                     [TUNED] = {.side = &bench_tuned},
                                     [OURS] = {.side = &bench_async_side}};
    size_t count = bench_scaled(context, load->count) / (document->size > 10000 || tls ? 4 : 1);

    apie_text_format(options, sizeof options, "s%zu", document->size);
    bench_server_url(&context->server, tls, options, url, sizeof url);
    /* The server's authority alone: curl's example parses all it trusts for each connection. */
    for (size_t i = 0; i < SIDES; i++)
        contests[i].target = (bench_target){url, tls ? context->server.certificates.ca : NULL,
                                            load->in_flight, .bare = i == BARE};
    bench_compete(context->rounds, contests, SIDES, count);
    for (size_t i = 0; i < SIDES; i++)
        values[i] = bench_rounds_median(&contests[i].rates);
    values[WRK] = wrk_rate(context, &contests[BARE].target);
    values[OVER_STOCK] = bench_rounds_ratio(&contests[OURS].rates, &contests[STOCK].rates);
    values[OVER_TUNED] = bench_rounds_ratio(&contests[OURS].rates, &contests[TUNED].rates);
    apie_text_format(label, sizeof label, "%s%s, %zu in flight", document->label,
                     tls ? ", TLS" : "", load->in_flight);
    bench_table_add(table, label, values);
    if (document->size == 200 && !tls && load->stock != BENCH_FIGURE_COUNT) {
        bench_figure_set(load->stock, values[OVER_STOCK]);
        bench_figure_set(load->tuned, values[OVER_TUNED]);
    }
}

static void compare_wrk(bench_context *context)
{
    char url[64];
    bench_contest tuned = {.side = &bench_tuned};
    bench_rounds wrk = {.count = 0};
    bench_rounds ours = {.count = 0};
    size_t rounds = context->quick ? 3 : context->rounds;

    bench_server_url(&context->server, 0, "s200", url, sizeof url);
    tuned.target = (bench_target){url, NULL, 64, .bare = true};
    tuned.self = tuned.side->open(&tuned.target);
    for (size_t i = 0; i < rounds; i++) {
        bench_rounds_add(&wrk, bench_wrk_rate(&tuned.target, 1));
        bench_rounds_add(&ours,
                         bench_side_rate(tuned.side, tuned.self, bench_scaled(context, 40000)));
    }
    tuned.side->close(tuned.self);
    if (bench_rounds_median(&wrk) > 0)
        bench_figure_set(BENCH_TUNED_OVER_WRK, bench_rounds_ratio(&ours, &wrk));
}

void bench_part_async(bench_context *context)
{
    static const char *const columns[] = {
        "tuned, bare", "curl's example", "tuned",      "libapie-async",
        "wrk",         "over example",   "over tuned", NULL};
    static const char *const names[BENCH_DOCUMENTS] = {"async-200", "async-4k", "async-20k"};
    static const char *const titles[BENCH_DOCUMENTS] = {
        "Async GET 200 B, requests/s", "Async GET 4 KB, requests/s", "Async GET 20 KB, requests/s"};
    size_t documents = context->quick ? 1 : BENCH_DOCUMENTS;

    for (size_t i = 0; i < documents; i++) {
        bench_table *table = bench_table_new(names[i], titles[i], columns);

        table->drawn = SIDES + 1;
        for (int tls = 0; tls < (context->quick ? 1 : 2); tls++) {
            for (size_t k = 0; k < sizeof loads / sizeof *loads; k++) {
                if (!context->quick || loads[k].stock != BENCH_FIGURE_COUNT)
                    compare(context, table, &loads[k], &context->documents[i], tls);
            }
        }
        bench_table_print(table);
    }
    compare_wrk(context);
}
