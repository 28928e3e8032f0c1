/* Where events stand while they wait: one behind the other in blocks of memory that they share. So
 * memory is asked for once for a hundred events, and the thread that sends them gives it back
 * without disturbing those that make new ones. */
#ifndef APIE_EVENTS_EVENT_STORE_H
#define APIE_EVENTS_EVENT_STORE_H

#include "events/event.h"

typedef struct apie_event_pool apie_event_pool; /* blocks whose events are gone, for new ones */

/* All zero is an empty store. */
typedef struct apie_event_store {
    apie_event_pool *pool;   /* NULL: none yet */
    apie_event_block *block; /* where the next one goes; NULL: none yet */
    size_t used;             /* of it */
    size_t kept;             /* events in it so far */
} apie_event_store;

/* Moves an event into the store and returns its new address. Where that cannot be, for lack of
 * memory or since it is large, it stays where it is. */
apie_event *apie_event_store_keep(apie_event_store *store, apie_event *event);

/* No more events come. Those that are there stay until they are freed. */
void apie_event_store_close(apie_event_store *store);

/* So many events of this block were freed; any thread. */
void apie_event_block_release(apie_event_block *block, size_t count);

#endif
