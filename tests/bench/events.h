/* Events as the library makes them: about 300 bytes, a part of them metadata that is redacted. */
#ifndef BENCH_EVENTS_H
#define BENCH_EVENTS_H

#include "apie/agent.h"

/* The metadata of every event; to be freed with json_decref(). */
json_t *bench_event_metadata(void);

/* Builds and redacts one event. Ends the program if that fails. */
apie_event *bench_event_make(const apie_agent *agent, const json_t *metadata);

#endif
