/* The configuration of a client for the benchmark's server. */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H

#include <apie/config.h>

#include "side.h"

/* Borrows the target's strings. */
apie_config bench_client_config(const bench_target *target);

#endif
