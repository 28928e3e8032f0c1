#include "figures.h"

#include <stdbool.h>
#include <stdio.h>

#include "require.h"

typedef enum wish { NOTHING = 0, AT_LEAST, AT_MOST } wish;

typedef struct figure_facts {
    const char *key;
    const char *text;
    wish wish;
    double asked;
    int decimals;
} figure_facts;

static const figure_facts facts[BENCH_FIGURE_COUNT] = {
    [BENCH_SYNC_GET_RATIO] = {"sync_get_ratio", "sync GET 4 KB over the easy loop", AT_LEAST, 0.95,
                              3},
    [BENCH_SYNC_INSTRUCTIONS] = {"sync_instructions", "instructions of a sync GET 4 KB, not read",
                                 AT_MOST, 75000, 0},
    [BENCH_ASYNC_STOCK_64_RATIO] = {"async_stock_64_ratio",
                                    "async 200 B over curl's example, 64 in flight", AT_LEAST, 1.25,
                                    3},
    [BENCH_ASYNC_STOCK_512_RATIO] = {"async_stock_512_ratio", "the same, 512 in flight", AT_LEAST,
                                     1.25, 3},
    [BENCH_ASYNC_STOCK_2000_RATIO] = {"async_stock_2000_ratio", "the same, 2,000 in flight",
                                      AT_LEAST, 1.9, 3},
    [BENCH_ASYNC_TUNED_64_RATIO] = {"async_tuned_64_ratio",
                                    "async 200 B over the tuned baseline, 64 in flight", AT_LEAST,
                                    0.85, 3},
    [BENCH_ASYNC_TUNED_512_RATIO] = {"async_tuned_512_ratio", "the same, 512 in flight", AT_LEAST,
                                     0.85, 3},
    [BENCH_ASYNC_TUNED_2000_RATIO] = {"async_tuned_2000_ratio", "the same, 2,000 in flight",
                                      AT_LEAST, 0.85, 3},
    [BENCH_ASYNC_INSTRUCTION_GROWTH] = {"async_instruction_growth",
                                        "async instructions, 2,000 over 64 in flight", AT_MOST, 1.1,
                                        3},
    [BENCH_ASYNC_DELAY_512_RATIO] = {"async_delay_512_ratio",
                                     "512 in flight, server delay 50 ms, over the ideal", AT_LEAST,
                                     0.98, 3},
    [BENCH_TUNED_OVER_WRK] = {"tuned_over_wrk", "the tuned baseline over wrk, 64 in flight",
                              NOTHING, 0, 3},
    [BENCH_KB_PER_INFLIGHT] = {"kb_per_inflight", "KB of heap per request in flight", AT_MOST, 18,
                               1},
    [BENCH_KB_PER_INFLIGHT_TLS] = {"kb_per_inflight_tls", "the same with TLS", AT_MOST, 85, 1},
    [BENCH_TLS_CONNECT_MS] = {"tls_connect_ms", "ms of CPU for a new TLS connection", AT_MOST, 2,
                              3},
    [BENCH_JSON_READ_RATIO] = {"json_read_ratio", "JSON to structs over json_loadb", AT_LEAST, 8,
                               2},
    [BENCH_JSON_WRITE_RATIO] = {"json_write_ratio", "structs to JSON over json_dumpb", AT_LEAST, 5,
                                2},
    [BENCH_JSON_VALUE_RATIO] = {"json_value_ratio", "JSON to json_t over json_loadb", AT_LEAST, 3.5,
                                2},
    [BENCH_ENQUEUE_NS] = {"enqueue_ns", "ns to build, redact and queue an event", AT_MOST, 300, 0},
    [BENCH_EVENTS_PER_S] = {"events_per_s", "events/s delivered, async, one thread", AT_LEAST, 2e6,
                            0},
    [BENCH_EVENTS_PER_S_SYNC] = {"events_per_s_sync", "events/s delivered, sync with its worker",
                                 AT_LEAST, 3e6, 0},
    [BENCH_LOOP_GAP_MS] = {"loop_gap_ms", "ms: largest gap of the loop, 512 in flight", NOTHING, 0,
                           3},
    [BENCH_LOOP_LATENESS_P99_MS] = {"loop_lateness_p99_ms",
                                    "ms: how late a timer is, p99, 512 in flight", AT_MOST, 3, 3},
    [BENCH_ENQUEUE_P99_NS] = {NULL, "ns to queue an event, p99, two threads", AT_MOST, 2000, 0},
};

static double measured[BENCH_FIGURE_COUNT];
static bool known[BENCH_FIGURE_COUNT];

void bench_figure_set(bench_figure figure, double value)
{
    measured[figure] = value;
    known[figure] = true;
}

static const char *verdict(int i)
{
    if (!known[i])
        return "not measured";
    if (facts[i].wish == AT_LEAST)
        return measured[i] >= facts[i].asked ? "ok" : "SHORT";
    if (facts[i].wish == AT_MOST)
        return measured[i] <= facts[i].asked ? "ok" : "SHORT";
    return "";
}

void bench_figures_print(void)
{
    static const char *const signs[] = {"", ">=", "<="};

    (void)printf("\n  %-54s %12s %14s\n", "", "asked", "measured");
    for (int i = 0; i < BENCH_FIGURE_COUNT; i++) {
        char asked[32] = "";
        char value[32] = "-";

        if (facts[i].wish != NOTHING)
            (void)snprintf(asked, sizeof asked, "%s %.*f", signs[facts[i].wish],
                           facts[i].asked < 100 ? 2 : 0, facts[i].asked);
        if (known[i])
            (void)snprintf(value, sizeof value, "%.*f", facts[i].decimals, measured[i]);
        (void)printf("  %-54s %12s %14s  %s\n", facts[i].text, asked, value, verdict(i));
    }
}

void bench_figures_save(const char *path)
{
    FILE *file = fopen(path, "we");
    const char *separator = "{";

    bench_require(file != NULL, "cannot write %s", path);
    for (int i = 0; i < BENCH_FIGURE_COUNT; i++) {
        if (facts[i].key == NULL)
            continue;
        (void)fprintf(file, "%s\n  \"%s\": ", separator, facts[i].key);
        if (known[i])
            (void)fprintf(file, "%.*f", facts[i].decimals, measured[i]);
        else
            (void)fprintf(file, "null");
        separator = ",";
    }
    (void)fprintf(file, "\n}\n");
    bench_require(fclose(file) == 0, "cannot write %s", path);
}
