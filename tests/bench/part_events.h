/* The two ways in which events are sent. */
#ifndef BENCH_PART_EVENTS_H
#define BENCH_PART_EVENTS_H

#include <stddef.h>

#include <apie/config.h>

/* So many may wait before the program waits, too. */
#define BENCH_EVENTS_WAITING 3000

typedef struct bench_event_side {
    void *(*open)(const char *url);
    /* Builds so many events and returns when the service has them all. */
    void (*send)(void *self, size_t count);
    void (*close)(void *self);
} bench_event_side;

extern const bench_event_side bench_events_async;
extern const bench_event_side bench_events_sync;
/* Events that were made beforehand: what the sink takes. */
extern const bench_event_side bench_events_raw;

apie_config bench_events_config(const char *url);

#endif
