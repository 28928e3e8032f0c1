/* The differences from the recording that are meant: differences.txt. */
#ifndef CONFORMANCE_DIFFERENCES_H
#define CONFORMANCE_DIFFERENCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

struct differences;

/* Libraries are told apart by a number below this. */
#define DIFFERENCES_LIBRARIES 2

struct differences *differences_read(const char *path);
void differences_free(struct differences *differences);

size_t differences_count(const struct differences *differences);
void differences_print(const struct differences *differences, FILE *file);

/* Whether this one is in the list: sent stands at a place of a request in place of what was
 * recorded. NULL: nothing stands there. */
bool differences_allow(struct differences *differences, unsigned library, const char *scenario,
                       const char *request, const char *at, const json_t *sent);

/* Prints the entries that one of the libraries has not met, and returns how many there are. */
size_t differences_print_unmet(const struct differences *differences, const char *const *libraries,
                               FILE *file);

#endif
