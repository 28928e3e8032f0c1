/* A service in a process of its own that takes what it is sent, counts the events, and fails some
 * requests in ways that its seed decides. So what a test measures of its own process is the
 * library's. */
#ifndef APIE_TESTS_SINK_H
#define APIE_TESTS_SINK_H

#include <stdint.h>

#include <sys/types.h>

#include "sink_tally.h"

/* How a request fails. Those with "taken" in their names are carried out all the same. */
typedef enum sink_fault {
    SINK_429 = 0,
    SINK_429_RETRY_AFTER,
    SINK_500,
    SINK_500_RETRY_AFTER,
    SINK_503,
    SINK_503_RETRY_AFTER,
    SINK_RESET_EARLY,  /* as soon as the head is there */
    SINK_RESET_LATE,   /* when all of it was read */
    SINK_RESET_REUSED, /* on a connection that was used before; on another one SINK_503 */
    SINK_STALL,
    SINK_TAKEN_RESET,
    SINK_TAKEN_STALL,
    SINK_TAKEN_BAD_JSON,
    SINK_TAKEN_CUT_SHORT,
    SINK_FAULTS
} sink_fault;

#define SINK_FAULT(fault) (1u << (fault))
/* All but the one for connections that are used again. */
#define SINK_MIXED (SINK_FAULT(SINK_FAULTS) - 1 - SINK_FAULT(SINK_RESET_REUSED))

typedef struct sink_options {
    uint64_t events; /* how many different ones may come; 0: events are not looked at */
    uint64_t seed;
    unsigned fail_percent;
    unsigned faults; /* SINK_FAULT()s to choose from */
} sink_options;

typedef struct sink_counts {
    uint64_t requests;
    uint64_t failed[SINK_FAULTS];
    uint64_t ambiguous; /* batches of events that were taken without the client's learning of it */
    sink_tally tally;
} sink_counts;

typedef struct sink {
    char url[64];
    /* private */
    sink_counts *counts;
    pid_t process;
    int lifeline;
} sink;

/* While the test has no threads. */
void sink_start(sink *it, const sink_options *options);
/* Ends the process; what it counted, if counts is not NULL. */
void sink_stop(sink *it, sink_counts *counts);

/* Requests that failed. */
uint64_t sink_failed(const sink_counts *counts);

#endif
