/* What the parts of the benchmark share. Each part measures, prints its tables and sets its
 * figures. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>

#include "corpus.h"
#include "measure.h"
#include "server.h"
#include "side.h"

typedef struct bench_context {
    bool quick;
    const char *program; /* this one, to run it under valgrind */
    const char *corpus;  /* folder */
    size_t rounds;
    double scale; /* of the numbers of requests */
    bench_server server;
    const bench_document *documents;
} bench_context;

void bench_part_sync(bench_context *context);
void bench_part_async(bench_context *context);
void bench_part_delay(bench_context *context);
void bench_part_lateness(bench_context *context);
void bench_part_instructions(bench_context *context);
void bench_part_memory(bench_context *context);
void bench_part_tls(bench_context *context);
void bench_part_json(bench_context *context);
void bench_part_enqueue(bench_context *context);
void bench_part_events(bench_context *context);

/* What runs under valgrind: the side's requests, of which `count` are counted. */
void bench_probe(const char *side, const char *url, size_t in_flight, size_t count);

/* So many requests in this run. */
size_t bench_scaled(const bench_context *context, size_t count);

/* A comparison of sides that take turns. */
typedef struct bench_contest {
    const bench_side *side;
    bench_target target;
    void *self;
    bench_rounds rates;
} bench_contest;

/* Opens all, warms them up, lets them take turns of `count` requests for so many rounds, closes
 * them. */
void bench_compete(size_t rounds, bench_contest *contests, size_t contest_count, size_t count);

#endif
