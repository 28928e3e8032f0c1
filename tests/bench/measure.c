#include "measure.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t read_clock(clockid_t clock)
{
    struct timespec now = {0, 0};

    (void)clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

uint64_t bench_now_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

uint64_t bench_process_ns(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

double bench_percentile(double *values, size_t count, double part)
{
    if (count == 0)
        return 0;
    qsort(values, count, sizeof *values, compare);
    return values[(size_t)(part * (double)(count - 1) + 0.5)];
}

double bench_median(double *values, size_t count)
{
    return bench_percentile(values, count, 0.5);
}

void bench_rounds_add(bench_rounds *rounds, double value)
{
    if (rounds->count < BENCH_ROUNDS_MAX)
        rounds->values[rounds->count++] = value;
}

double bench_rounds_median(const bench_rounds *rounds)
{
    bench_rounds copy = *rounds;

    return bench_median(copy.values, copy.count);
}

double bench_rounds_ratio(const bench_rounds *a, const bench_rounds *b)
{
    bench_rounds ratios = {.count = 0};

    for (size_t i = 0; i < a->count && i < b->count; i++)
        bench_rounds_add(&ratios, b->values[i] > 0 ? a->values[i] / b->values[i] : 0);
    return bench_rounds_median(&ratios);
}
