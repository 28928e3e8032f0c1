/* The benchmark.
 *
 *     bench [--quick] [--only PART] [--corpus FOLDER] [--json FILE] [--plots FOLDER]
 *     bench --probe SIDE URL IN_FLIGHT COUNT
 *
 * The second form makes requests and nothing else, to be run under valgrind. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "bench.h"
#include "figures.h"
#include "machine.h"
#include "measure.h"
#include "plot.h"
#include "require.h"

static const struct {
    const char *name;
    void (*run)(bench_context *context);
} parts[] = {
    {"json", bench_part_json},         {"enqueue", bench_part_enqueue},
    {"events", bench_part_events},     {"sync", bench_part_sync},
    {"async", bench_part_async},       {"delay", bench_part_delay},
    {"lateness", bench_part_lateness}, {"memory", bench_part_memory},
    {"tls", bench_part_tls},           {"instructions", bench_part_instructions},
};

typedef struct bench_options {
    const char *only;
    const char *json;
    const char *plots;
} bench_options;

static void read_options(int count, char **arguments, bench_context *context,
                         bench_options *options)
{
    for (int i = 1; i < count; i++) {
        const char *value = i + 1 < count ? arguments[i + 1] : NULL;

        if (strcmp(arguments[i], "--quick") == 0) {
            context->quick = true;
            continue;
        }
        bench_require(value != NULL, "%s: not an option, or its value is missing", arguments[i]);
        if (strcmp(arguments[i], "--only") == 0)
            options->only = value;
        else if (strcmp(arguments[i], "--corpus") == 0)
            context->corpus = value;
        else if (strcmp(arguments[i], "--json") == 0)
            options->json = value;
        else if (strcmp(arguments[i], "--plots") == 0)
            options->plots = value;
        else
            bench_require(false, "%s: not an option", arguments[i]);
        i++;
    }
    context->rounds = 5;
    context->scale = context->quick ? 0.2 : 0.5;
}

static void draw(const char *folder)
{
    size_t count = 0;
    const bench_table *tables = bench_tables(&count);

    for (size_t i = 0; i < count; i++)
        bench_plot(&tables[i], folder, bench_machine_text());
}

int main(int count, char **arguments)
{
    bench_context context = {.program = arguments[0], .corpus = "tests/bench/corpus"};
    bench_options options = {NULL, NULL, NULL};
    uint64_t start = bench_now_ns();

    (void)signal(SIGPIPE, SIG_IGN);
    bench_require(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK, "libcurl fails");
    bench_raise_limits();
    if (count == 6 && strcmp(arguments[1], "--probe") == 0) {
        bench_probe(arguments[2], arguments[3], strtoul(arguments[4], NULL, 10),
                    strtoul(arguments[5], NULL, 10));
        return 0;
    }
    read_options(count, arguments, &context, &options);
    (void)printf("%s\n", bench_machine_text());
    context.documents = bench_corpus_load(context.corpus);
    bench_server_start(&context.server);
    bench_pin_client();
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (options.only == NULL || strcmp(options.only, parts[i].name) == 0)
            parts[i].run(&context);
    }
    bench_server_stop(&context.server);
    bench_figures_print();
    if (options.json != NULL)
        bench_figures_save(options.json);
    if (options.plots != NULL)
        draw(options.plots);
    bench_corpus_free();
    (void)printf("\n  %.0f s\n", (double)(bench_now_ns() - start) / 1e9);
    return 0;
}
