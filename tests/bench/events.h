/* The events of the benchmark, a part of each metadata that is redacted. */
#ifndef BENCH_EVENTS_H
#define BENCH_EVENTS_H

#include <jansson.h>

#define BENCH_EVENT_TYPE "agent.tool.listed"
#define BENCH_EVENT_RUN  "run_01JD3Q8Z4K"

/* Metadata with which an event has 300 bytes as it is sent, and longer one, with which it has so
 * many as it is queued; to be freed with json_decref(). */
json_t *bench_event_metadata(void);
json_t *bench_event_long_metadata(void);

#endif
