/* Events as the library makes them, a part of them metadata that is redacted. */
#ifndef BENCH_EVENTS_H
#define BENCH_EVENTS_H

#include <apie/telemetry.h>

#include "apie/agent.h"

/* The metadata of every event; to be freed with json_decref(). With it, an event has 300 bytes as
 * it is queued; with the short one, as it is sent: with the agent's ids and its number. */
json_t *bench_event_metadata(void);
json_t *bench_event_short_metadata(void);

/* The same event as the program tells it. */
#define BENCH_EVENT_TYPE "agent.tool.listed"
apie_event_details bench_event_details(const json_t *metadata);

/* Builds and redacts one event. Ends the program if that fails. */
apie_event *bench_event_make(const apie_agent *agent, const json_t *metadata);

#endif
