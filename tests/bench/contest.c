#include "bench.h"

size_t bench_scaled(const bench_context *context, size_t count)
{
    size_t scaled = (size_t)((double)count * context->scale);

    return scaled > 0 ? scaled : 1;
}

void bench_compete(const bench_context *context, bench_contest *contests, size_t contest_count,
                   size_t count)
{
    for (size_t i = 0; i < contest_count; i++) {
        contests[i].self = contests[i].side->open(&contests[i].target);
        contests[i].rates.count = 0;
        contests[i].side->run(contests[i].self, count / 2 + contests[i].target.in_flight);
    }
    for (size_t round = 0; round < context->rounds; round++) {
        for (size_t i = 0; i < contest_count; i++) {
            bench_contest *contest = &contests[(i + round) % contest_count];

            bench_rounds_add(&contest->rates, bench_side_rate(contest->side, contest->self, count));
        }
    }
    for (size_t i = 0; i < contest_count; i++)
        contests[i].side->close(contests[i].self);
}
