/* Instructions of a request, which repeat within a percent where times do not: counted by callgrind
 * in a run of this program that makes requests and nothing else. The figure is the request's own:
 * what reading 4 KB of JSON into structs takes stands beside it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__has_include)
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#endif
#endif
#ifndef CALLGRIND_START_INSTRUMENTATION
#define CALLGRIND_START_INSTRUMENTATION
#define CALLGRIND_STOP_INSTRUMENTATION
#endif

#include "bench.h"
#include "command.h"
#include "figures.h"
#include "require.h"
#include "table.h"

typedef struct bench_probe_kind {
    const char *side;
    const char *label;
    const char *options; /* of the server */
    size_t in_flight;
    size_t count;
} bench_probe_kind;

enum {
    EASY_LOOP,
    SYNC,
    EASY_READ,
    SYNC_READ,
    STOCK_64,
    TUNED_64,
    ASYNC_64,
    ASYNC_512,
    ASYNC_2000,
    PROBES
};

static const bench_probe_kind probes[PROBES] = {
    [EASY_LOOP] = {"easy-bare", "easy loop, 4 KB", "s4096", 1, 1000},
    [SYNC] = {"sync-bare", "libapie-sync, 4 KB", "s4096", 1, 1000},
    [EASY_READ] = {"easy", "easy loop, 4 KB, read", "s4096", 1, 1000},
    [SYNC_READ] = {"sync", "libapie-sync, 4 KB, read", "s4096", 1, 1000},
    [STOCK_64] = {"stock", "curl's example, 64, read", "s200", 64, 2000},
    [TUNED_64] = {"tuned", "tuned, 64, read", "s200", 64, 2000},
    [ASYNC_64] = {"async", "libapie-async, 64, read", "s200", 64, 2000},
    [ASYNC_512] = {"async", "libapie-async, 512, read", "s200", 512, 4000},
    [ASYNC_2000] = {"async", "libapie-async, 2,000, read", "s200", 2000, 6000},
};

/* ---- in the run that is counted ---- */

static const struct {
    const char *name;
    const bench_side *side;
    bool bare;
} sides[] = {
    {"easy-bare", &bench_easy_loop, true}, {"easy", &bench_easy_loop, false},
    {"sync", &bench_sync_side, false},     {"sync-bare", &bench_sync_side, true},
    {"stock", &bench_stock, false},        {"tuned", &bench_tuned, false},
    {"tuned-bare", &bench_tuned, true},    {"async", &bench_async_side, false},
};

void bench_probe(const char *side_name, const char *url, size_t in_flight, size_t count)
{
    bench_target target = {url, NULL, in_flight, false};
    const bench_side *side = NULL;
    void *self = NULL;

    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        if (strcmp(sides[i].name, side_name) == 0) {
            side = sides[i].side;
            target.bare = sides[i].bare;
        }
    }
    bench_require(side != NULL, "no side %s", side_name);
    self = side->open(&target);
    side->run(self, 100 + 2 * in_flight);
    CALLGRIND_START_INSTRUMENTATION;
    side->run(self, count);
    CALLGRIND_STOP_INSTRUMENTATION;
    side->close(self);
}

/* ---- in the benchmark ---- */

static double read_total(const char *path)
{
    static const char label[] = "totals: ";
    char line[512];
    double total = -1;
    FILE *file = fopen(path, "re");

    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, label, sizeof label - 1) == 0)
            total = strtod(line + sizeof label - 1, NULL);
    }
    if (file != NULL)
        (void)fclose(file);
    return total;
}

static void ignore(const char *line, void *user)
{
    (void)line;
    (void)user;
}

/* Less than 0: valgrind is not there, or its header was not when this was built, and it counted
 * nothing. */
static double count_instructions(const bench_context *context, const bench_probe_kind *probe)
{
    char url[64];
    char path[128];
    char output[160];
    char in_flight[24];
    char requests[24];
    size_t count = bench_scaled(context, probe->count);
    double total = 0;
    const char *const arguments[] = {"valgrind",
                                     "--tool=callgrind",
                                     "--instr-atstart=no",
                                     output,
                                     context->program,
                                     "--probe",
                                     probe->side,
                                     url,
                                     in_flight,
                                     requests,
                                     NULL};

    if (count < probe->in_flight * 2)
        count = probe->in_flight * 2;
    bench_server_url(&context->server, 0, probe->options, url, sizeof url);
    apie_text_format(path, sizeof path, "%s/callgrind.out", context->server.certificates.directory);
    apie_text_format(output, sizeof output, "--callgrind-out-file=%s", path);
    apie_text_format(in_flight, sizeof in_flight, "%zu", probe->in_flight);
    apie_text_format(requests, sizeof requests, "%zu", count);
    if (!bench_command(arguments, ignore, NULL))
        return -1;
    total = read_total(path);
    (void)unlink(path);
    return total > 0 ? total / (double)count : -1;
}

void bench_part_instructions(bench_context *context)
{
    static const char *const columns[] = {"instructions", NULL};
    bench_table *table = bench_table_new(
        "instructions", "Instructions of one request (read: into structs)", columns);
    double counted[PROBES];

    for (size_t i = 0; i < PROBES; i++) {
        bool figure = i == SYNC || i == ASYNC_64 || i == ASYNC_2000;

        if (context->quick && !figure)
            continue;
        counted[i] = count_instructions(context, &probes[i]);
        bench_table_add(table, probes[i].label, &counted[i]);
    }
    bench_table_print(table);
    if (counted[SYNC] > 0)
        bench_figure_set(BENCH_SYNC_INSTRUCTIONS, counted[SYNC]);
    if (counted[ASYNC_64] > 0 && counted[ASYNC_2000] > 0)
        bench_figure_set(BENCH_ASYNC_INSTRUCTION_GROWTH, counted[ASYNC_2000] / counted[ASYNC_64]);
}
