/* A benchmark that cannot do its work ends and says so. */
#ifndef BENCH_REQUIRE_H
#define BENCH_REQUIRE_H

#include <stdbool.h>

#include <apie/export.h>

void bench_require(bool good, const char *format, ...) APIE_PRINTF(2, 3);

#endif
