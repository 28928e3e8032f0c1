/* How long a client waits for a service that never answers. */
#ifndef APIE_TESTS_PATIENCE_H
#define APIE_TESTS_PATIENCE_H

#include <stdint.h>

#include <apie/config.h>

/* Milliseconds of virtual time until a call without options of its own gives up; 0: it did not. */
uint64_t default_patience_ms(const apie_config *config);

#endif
