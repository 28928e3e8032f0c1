/* Other programs that the benchmark runs: valgrind, wrk. */
#ifndef APIE_BENCH_COMMAND_H
#define APIE_BENCH_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/* Runs a program that is looked for in PATH; what it writes to standard output goes into output, as
 * far as there is room, NUL-terminated; output may be NULL. True if it ended with 0. */
bool bench_command(const char *const *arguments, char *output, size_t size);

#endif
