/* Running another program. */
#ifndef BENCH_COMMAND_H
#define BENCH_COMMAND_H

#include <stdbool.h>

/* Calls line(text, user) for each line that the program prints; what it complains of is not shown.
 * arguments begin with its name and end with NULL. False if it is not there or fails. */
bool bench_command(const char *const *arguments, void (*line)(const char *text, void *user),
                   void *user);

#endif
