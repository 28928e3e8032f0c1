/* Clocks and the middle of several measurements. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stddef.h>
#include <stdint.h>

uint64_t bench_now_ns(void);
/* Processor time of the whole process. */
uint64_t bench_process_ns(void);

/* Sort the values. part is from 0 to 1. */
double bench_median(double *values, size_t count);
double bench_percentile(double *values, size_t count, double part);

/* The larger part of all measuring is waiting for a quiet machine: so many rounds of everything. */
#define BENCH_ROUNDS_MAX 15

/* Rates of one side, a value per round. */
typedef struct bench_rounds {
    double values[BENCH_ROUNDS_MAX];
    size_t count;
} bench_rounds;

void bench_rounds_add(bench_rounds *rounds, double value);
/* Leaves the order of the rounds alone. */
double bench_rounds_median(const bench_rounds *rounds);
/* The median of a's share of b, round by round: what slowed the machine down slowed both. */
double bench_rounds_ratio(const bench_rounds *a, const bench_rounds *b);

#endif
