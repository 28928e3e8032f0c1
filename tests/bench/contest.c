#include "bench.h"

size_t bench_scaled(const bench_context *context, size_t count)
{
    size_t scaled = (size_t)((double)count * context->scale);

    return scaled > 0 ? scaled : 1;
}

/* Whose turn it is. Every other round goes the other way round, so that nobody has always the same
 * one before it. */
static size_t in_turn(size_t round, size_t place, size_t contest_count)
{
    size_t first = round / 2;

    return (first + (round % 2 == 0 ? place : contest_count - 1 - place)) % contest_count;
}

void bench_compete(size_t rounds, bench_contest *contests, size_t contest_count, size_t count)
{
    for (size_t i = 0; i < contest_count; i++) {
        contests[i].self = contests[i].side->open(&contests[i].target);
        contests[i].rates.count = 0;
        contests[i].side->run(contests[i].self, count / 2 + contests[i].target.in_flight);
    }
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < contest_count; i++) {
            bench_contest *contest = &contests[in_turn(round, i, contest_count)];

            bench_rounds_add(&contest->rates, bench_side_rate(contest->side, contest->self, count));
        }
    }
    for (size_t i = 0; i < contest_count; i++)
        contests[i].side->close(contests[i].self);
}
