#include "side.h"

#include "measure.h"

const char *const bench_header_lines[3] = {
    ("Authorization: Bearer " BENCH_KEY),
    "User-Agent: libapie/0.1.0",
    "Accept: application/json",
};

double bench_side_rate(const bench_side *side, void *self, size_t count)
{
    uint64_t start = bench_now_ns();

    side->run(self, count);
    return (double)count * 1e9 / (double)(bench_now_ns() - start);
}
