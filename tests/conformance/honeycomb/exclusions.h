/* What is left out, from a short file: a line each, "what name reason", where what is "request" or
 * "response" and name the vector's. */
#ifndef CONFORMANCE_HONEYCOMB_EXCLUSIONS_H
#define CONFORMANCE_HONEYCOMB_EXCLUSIONS_H

#include <stdbool.h>
#include <stddef.h>

#define EXCLUSIONS_MAX 8

typedef struct exclusions {
    struct {
        char what[16];
        char name[96];
        bool used;
    } lines[EXCLUSIONS_MAX];
    size_t count;
} exclusions;

/* Ends the program if the file has more than EXCLUSIONS_MAX lines, or one without a reason. */
void exclusions_read(exclusions *excluded, const char *file);
bool exclusions_has(exclusions *excluded, const char *what, const char *name);
/* How many lines fit nothing; each is told. */
size_t exclusions_unused(const exclusions *excluded);

#endif
