/* What the drivers take from the operating system and the core may not: clocks, randomness, fork
 * detection. The one-time set-up of the library is here. */
#ifndef APIE_DRIVER_HOST_H
#define APIE_DRIVER_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

/* The real clock; random is a generator per thread, seeded by getrandom(2), reseeded in a child
 * process. */
const apie_clock *apie_host_clock(void);

/* A number that differs in a forked child (counted by one pthread_atfork handler). A client keeps
 * the number it was made with; when they differ it answers APIE_ERROR_FORKED. */
uint64_t apie_host_generation(void);

/* An environment variable, NULL if it is not set; user is not used. */
const char *apie_host_environment(const char *name, void *user);

#endif
