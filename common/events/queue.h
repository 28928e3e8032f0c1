/* The bounded queue of events. Every function is called with the client's lock held; none calls
 * the program: events that are settled are handed back in a list. */
#ifndef APIE_EVENTS_QUEUE_H
#define APIE_EVENTS_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <apie/trace.h>

#include "events/event.h"

/* 0 is no limit. */
typedef struct apie_queue_limits {
    size_t max_events;
    size_t max_bytes; /* of event texts */
    size_t max_batch_events;
    size_t max_batch_bytes; /* at least one event goes even if it is larger */
    apie_drop_policy policy;
} apie_queue_limits;

typedef struct apie_queue apie_queue;

apie_queue *apie_queue_new(const apie_queue_limits *limits);
/* Frees the queue and every event in it. */
void apie_queue_free(apie_queue *queue);

/* Takes over the event, numbers it (run and session counters, ticket) and appends it, all in one
 * step. Returns where it is now, until it is settled; NULL if it could not stay. What could not
 * (this event or older ones) comes back in *settled with fate set, linked by next. A dropped newest
 * event, a duplicate or a too large one gets no number: numbers of a run have no gap except where
 * an accepted event was later dropped. Without memory the event is in *settled too, fate
 * DROPPED_FULL with reason "out of memory", and nothing else has changed. Dropping the oldest never
 * reaches the batch in flight: an event that does not fit beside it is dropped itself. */
apie_event *apie_queue_push(apie_queue *queue, apie_event *event, apie_event **settled);

typedef enum apie_counter { APIE_COUNTER_RUN = 0, APIE_COUNTER_SESSION } apie_counter;

/* The number that the run's or session's next event gets. take: it is used up, by an event that
 * goes past the queue. 0 if memory ran out. */
int64_t apie_queue_number(apie_queue *queue, apie_counter counter, const char *id, bool take);

/* Forgets the counter of a run or session that has ended. */
void apie_queue_end_run(apie_queue *queue, const char *run_id);
void apie_queue_end_session(apie_queue *queue, const char *session_id);

/* Events in flight: the array is the caller's, the events stay the queue's. All zero is empty. */
typedef struct apie_taken_batch {
    const apie_event **events;
    size_t count;
    size_t capacity;
} apie_taken_batch;

void apie_taken_batch_free(apie_taken_batch *batch);

/* The next batch, oldest first, moved to "in flight" where no drop policy reaches it; the caller
 * may read it without the lock until it tells its end below. Empty if nothing waits or a batch is
 * in flight already. limit_events, unless 0, lowers the limit. APIE_ERROR_NO_MEMORY: it is empty,
 * and nothing has changed. */
apie_status apie_queue_take_batch(apie_queue *queue, size_t limit_events, apie_taken_batch *batch);
/* The batch in flight was accepted: its events come back settled, fate DELIVERED. */
apie_event *apie_queue_batch_delivered(apie_queue *queue);
/* It goes back to the head, in order, numbers kept. Overflow beyond the limits is not dropped. */
void apie_queue_batch_returned(apie_queue *queue);
/* The single event in flight is refused for good: comes back settled, fate DROPPED_REJECTED, with
 * the service's words as its reason if there are any. */
apie_event *apie_queue_batch_rejected(apie_queue *queue, const char *words);
/* Everything that waits, settled with this fate (used when the client is freed). The batch in
 * flight is not touched: return it first. */
apie_event *apie_queue_drop_all(apie_queue *queue, apie_event_fate fate);

/* Ticket of the newest accepted event; and the highest ticket up to which all are settled. */
uint64_t apie_queue_last_ticket(const apie_queue *queue);
uint64_t apie_queue_settled_ticket(const apie_queue *queue);
size_t apie_queue_size(const apie_queue *queue); /* waiting and in flight */
bool apie_queue_has_room(const apie_queue *queue, size_t bytes);
size_t apie_queue_bytes(const apie_queue *queue);
/* The same without what is in flight. */
size_t apie_queue_waiting_size(const apie_queue *queue);
size_t apie_queue_waiting_bytes(const apie_queue *queue);
/* Whether so many events with so many bytes fit beside all that is inside, or never will. */
bool apie_queue_may_take(const apie_queue *queue, size_t count, size_t bytes);
/* Not more than half full, by count and by bytes. */
bool apie_queue_is_half_empty(const apie_queue *queue);

/* Sets the counters that the queue keeps and leaves flushes, retries and errors to the caller. */
void apie_queue_read_diagnostics(const apie_queue *queue, apie_queue_diagnostics *out);

#endif
