#include "events/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "events/event_line.h"
#include "events/event_store.h"
#include "events/id_table.h"

/* Events linked by next, in order. */
typedef struct event_list {
    apie_event *first;
    apie_event *last;
} event_list;

struct apie_queue {
    apie_queue_limits limits;
    apie_event_line line;
    apie_event_store store; /* where they are */
    apie_id_table keys;     /* of the events inside that have one */
    apie_id_table runs;     /* last number given; these ids are the table's own copies */
    apie_id_table sessions;
    uint64_t last_ticket;
    apie_queue_diagnostics counts;
};

/* What a fate means to the counters and to the program. */
typedef struct fate_facts {
    const char *reason;
    size_t counter;
    bool dropped;
} fate_facts;

#define COUNTER(name) offsetof(apie_queue_diagnostics, name)

static const fate_facts facts_of[] = {
    [APIE_EVENT_DELIVERED] = {NULL, COUNTER(delivered_count), false},
    [APIE_EVENT_DROPPED_FULL] = {"the queue is full", COUNTER(dropped_full_count), true},
    [APIE_EVENT_DROPPED_REJECTED] = {"the service refuses it", COUNTER(dropped_rejected_count),
                                     true},
    [APIE_EVENT_DROPPED_DUPLICATE] = {"an event with the same key is waiting",
                                      COUNTER(deduplicated_count), false},
    [APIE_EVENT_DROPPED_CLOSED] = {"the client was closed", COUNTER(dropped_closed_count), true},
    [APIE_EVENT_DROPPED_TOO_LARGE] = {"it is larger than the queue",
                                      COUNTER(dropped_too_large_count), true},
};

/* ---- settling ---- */

static void count_fates(apie_queue *queue, apie_event_fate fate, size_t count)
{
    const fate_facts *facts = &facts_of[fate];
    uint64_t *counter = (uint64_t *)(void *)((char *)&queue->counts + facts->counter);
    *counter += count;
    if (facts->dropped)
        queue->counts.dropped_count += count;
}

static void set_fate(apie_event *event, apie_event_fate fate)
{
    event->fate = fate;
    event->reason = facts_of[fate].reason;
}

static void settle(apie_queue *queue, apie_event *event, apie_event_fate fate, event_list *settled)
{
    count_fates(queue, fate, 1);
    set_fate(event, fate);
    event->next = NULL;
    if (settled->last != NULL)
        settled->last->next = event;
    else
        settled->first = event;
    settled->last = event;
}

/* The key of an event that was inside may come again. */
static void forget_key(apie_queue *queue, const apie_event *event)
{
    if (event->key != NULL)
        apie_id_table_remove(&queue->keys,
                             apie_id_table_find(&queue->keys, event->key, event->key_hash));
}

static void drop_oldest_waiting(apie_queue *queue, event_list *settled)
{
    apie_event *event = apie_event_line_take(&queue->line, &queue->line.waiting);
    forget_key(queue, event);
    settle(queue, event, APIE_EVENT_DROPPED_FULL, settled);
}

/* Events are delivered unless something else is said, so that of a batch without keys none need be
 * touched while others wait for the lock. */
static apie_event *settle_all(apie_queue *queue, apie_line_part *part, apie_event_fate fate)
{
    count_fates(queue, fate, part->count);
    apie_event *settled = apie_event_line_take_all(&queue->line, part);
    if (fate == APIE_EVENT_DELIVERED && queue->keys.count == 0)
        return settled;
    for (apie_event *event = settled; event != NULL; event = event->next) {
        forget_key(queue, event);
        set_fate(event, fate);
    }
    return settled;
}

/* ---- numbers ---- */

/* The counter of an id, made with 0 if there is none; NULL if memory ran out. */
static apie_id_slot *claim_counter(apie_id_table *counters, const char *id, uint64_t hash)
{
    apie_id_slot *slot = apie_id_table_find(counters, id, hash);
    if (slot != NULL)
        return slot;
    if (!apie_id_table_reserve(counters))
        return NULL;
    const char *copy = apie_text_dup(id);
    return copy != NULL ? apie_id_table_add(counters, copy, hash) : NULL;
}

static void forget_counter(apie_id_table *counters, apie_id_slot *slot)
{
    char *id = (char *)(uintptr_t)slot->id;
    apie_id_table_remove(counters, slot);
    free(id);
}

static void end_counter(apie_id_table *counters, const char *id)
{
    apie_id_slot *slot =
        id != NULL ? apie_id_table_find(counters, id, apie_id_hash(id, strlen(id))) : NULL;
    if (slot != NULL)
        forget_counter(counters, slot);
}

static void free_counters(apie_id_table *counters)
{
    for (size_t i = 0; i < counters->capacity; i++)
        free((char *)(uintptr_t)counters->slots[i].id);
    apie_id_table_free(counters);
}

/* All memory that one more event needs. On false nothing has changed. */
static bool claim_memory(apie_queue *queue, const apie_event *event, apie_id_slot **run,
                         apie_id_slot **session)
{
    *run = NULL;
    *session = NULL;
    if (!apie_event_line_reserve(&queue->line) ||
        (event->key != NULL && !apie_id_table_reserve(&queue->keys)))
        return false;
    if (event->run_id != NULL &&
        (*run = claim_counter(&queue->runs, event->run_id, event->run_hash)) == NULL)
        return false;
    if (event->session_id != NULL && (*session = claim_counter(&queue->sessions, event->session_id,
                                                               event->session_hash)) == NULL) {
        if (*run != NULL && (*run)->value == 0)
            forget_counter(&queue->runs, *run);
        return false;
    }
    return true;
}

/* ---- the queue ---- */

static size_t limit_or_none(size_t limit)
{
    return limit != 0 ? limit : SIZE_MAX;
}

apie_queue *apie_queue_new(const apie_queue_limits *limits)
{
    apie_queue *queue = calloc(1, sizeof(*queue));
    if (queue == NULL)
        return NULL;
    queue->limits = *limits;
    queue->limits.max_events = limit_or_none(limits->max_events);
    queue->limits.max_bytes = limit_or_none(limits->max_bytes);
    queue->limits.max_batch_events = limit_or_none(limits->max_batch_events);
    queue->limits.max_batch_bytes = limit_or_none(limits->max_batch_bytes);
    return queue;
}

static void free_part(apie_queue *queue, apie_line_part *part)
{
    while (part->count > 0)
        apie_event_free(apie_event_line_take(&queue->line, part));
}

void apie_queue_free(apie_queue *queue)
{
    if (queue == NULL)
        return;
    free_part(queue, &queue->line.in_flight);
    free_part(queue, &queue->line.waiting);
    apie_event_line_free(&queue->line);
    apie_event_store_close(&queue->store);
    apie_id_table_free(&queue->keys);
    free_counters(&queue->runs);
    free_counters(&queue->sessions);
    free(queue);
}

static bool fits_beside(const apie_queue *queue, size_t count, size_t used, size_t bytes)
{
    const apie_queue_limits *limits = &queue->limits;
    return count < limits->max_events && used <= limits->max_bytes &&
           bytes <= limits->max_bytes - used;
}

bool apie_queue_has_room(const apie_queue *queue, size_t bytes)
{
    return fits_beside(queue, apie_queue_size(queue), apie_queue_bytes(queue), bytes);
}

bool apie_queue_may_take(const apie_queue *queue, size_t count, size_t bytes)
{
    const apie_queue_limits *limits = &queue->limits;
    if (count > limits->max_events || bytes > limits->max_bytes)
        return true; /* waiting would not help */
    return apie_queue_size(queue) <= limits->max_events - count &&
           apie_queue_bytes(queue) <= limits->max_bytes - bytes;
}

bool apie_queue_is_half_empty(const apie_queue *queue)
{
    return apie_queue_size(queue) <= queue->limits.max_events / 2 &&
           apie_queue_bytes(queue) <= queue->limits.max_bytes / 2;
}

/* Whether there is room, or can be made by dropping what waits. */
static bool can_fit(const apie_queue *queue, size_t bytes)
{
    if (queue->limits.policy == APIE_DROP_NEWEST || queue->limits.policy == APIE_DROP_WAIT)
        return apie_queue_has_room(queue, bytes);
    const apie_line_part *in_flight = &queue->line.in_flight;
    return fits_beside(queue, in_flight->count, in_flight->bytes, bytes);
}

static apie_event *accept(apie_queue *queue, apie_event *event, apie_id_slot *run,
                          apie_id_slot *session)
{
    event->sequence = run != NULL ? ++run->value : 0;
    event->session_sequence = session != NULL ? ++session->value : 0;
    event->ticket = ++queue->last_ticket;
    event = apie_event_store_keep(&queue->store, event);
    if (event->key != NULL)
        apie_id_table_add(&queue->keys, event->key, event->key_hash);
    apie_event_line_add(&queue->line, event);
    queue->counts.accepted_count++;
    return event;
}

apie_event *apie_queue_push(apie_queue *queue, apie_event *event, apie_event **settled)
{
    apie_event *inside = NULL;
    event_list out = {NULL, NULL};
    apie_id_slot *run;
    apie_id_slot *session;
    if (event->key != NULL &&
        apie_id_table_find(&queue->keys, event->key, event->key_hash) != NULL) {
        settle(queue, event, APIE_EVENT_DROPPED_DUPLICATE, &out);
    } else if (event->length > queue->limits.max_bytes) {
        settle(queue, event, APIE_EVENT_DROPPED_TOO_LARGE, &out);
    } else if (!can_fit(queue, event->length)) {
        settle(queue, event, APIE_EVENT_DROPPED_FULL, &out);
    } else if (!claim_memory(queue, event, &run, &session)) {
        settle(queue, event, APIE_EVENT_DROPPED_FULL, &out);
        event->reason = "out of memory";
    } else {
        while (!apie_queue_has_room(queue, event->length))
            drop_oldest_waiting(queue, &out);
        inside = accept(queue, event, run, session);
    }
    *settled = out.first;
    return inside;
}

int64_t apie_queue_number(apie_queue *queue, apie_counter counter, const char *id, bool take)
{
    apie_id_table *counters = counter == APIE_COUNTER_RUN ? &queue->runs : &queue->sessions;
    uint64_t hash = apie_id_hash(id, strlen(id));
    apie_id_slot *slot =
        take ? claim_counter(counters, id, hash) : apie_id_table_find(counters, id, hash);
    if (take)
        return slot != NULL ? ++slot->value : 0;
    return slot != NULL ? slot->value + 1 : 1;
}

void apie_queue_end_run(apie_queue *queue, const char *run_id)
{
    end_counter(&queue->runs, run_id);
}

void apie_queue_end_session(apie_queue *queue, const char *session_id)
{
    end_counter(&queue->sessions, session_id);
}

/* How many of those that wait make a batch. */
static size_t batch_count(const apie_queue *queue, size_t limit_events)
{
    const apie_queue_limits *limits = &queue->limits;
    const apie_line_part *waiting = &queue->line.waiting;
    size_t most = limits->max_batch_events;
    if (limit_events != 0 && limit_events < most)
        most = limit_events;
    if (waiting->count < most)
        most = waiting->count;
    if (waiting->bytes <= limits->max_batch_bytes)
        return most;
    size_t count = 0;
    size_t bytes = 0;
    for (; count < most; count++) {
        size_t length = queue->line.places[waiting->start + count].length;
        if (count > 0 &&
            (bytes > limits->max_batch_bytes || length > limits->max_batch_bytes - bytes))
            break;
        bytes += length;
    }
    return count;
}

static bool batch_reserve(apie_taken_batch *batch, size_t count)
{
    if (count <= batch->capacity)
        return true;
    const apie_event **events = malloc(count * sizeof(*events));
    if (events == NULL)
        return false;
    free(batch->events);
    batch->events = events;
    batch->capacity = count;
    return true;
}

apie_status apie_queue_take_batch(apie_queue *queue, size_t limit_events, apie_taken_batch *batch)
{
    const apie_line_part *waiting = &queue->line.waiting;
    size_t count = queue->line.in_flight.count == 0 ? batch_count(queue, limit_events) : 0;
    batch->count = 0;
    if (count == 0)
        return APIE_OK;
    if (!batch_reserve(batch, count))
        return APIE_ERROR_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        batch->events[i] = queue->line.places[waiting->start + i].event;
    batch->count = count;
    apie_event_line_send(&queue->line, count);
    return APIE_OK;
}

void apie_taken_batch_free(apie_taken_batch *batch)
{
    free(batch->events);
    *batch = (apie_taken_batch){NULL, 0, 0};
}

apie_event *apie_queue_batch_delivered(apie_queue *queue)
{
    return settle_all(queue, &queue->line.in_flight, APIE_EVENT_DELIVERED);
}

void apie_queue_batch_returned(apie_queue *queue)
{
    apie_event_line_return(&queue->line);
}

apie_event *apie_queue_batch_rejected(apie_queue *queue, const char *words)
{
    apie_event *settled = settle_all(queue, &queue->line.in_flight, APIE_EVENT_DROPPED_REJECTED);
    if (words == NULL || *words == '\0')
        return settled;
    for (apie_event *event = settled; event != NULL; event = event->next) {
        event->words = apie_text_dup(words);
        if (event->words != NULL)
            event->reason = event->words;
    }
    return settled;
}

apie_event *apie_queue_drop_all(apie_queue *queue, apie_event_fate fate)
{
    return settle_all(queue, &queue->line.waiting, fate);
}

uint64_t apie_queue_last_ticket(const apie_queue *queue)
{
    return queue->last_ticket;
}

uint64_t apie_queue_settled_ticket(const apie_queue *queue)
{
    const apie_line_place *oldest = apie_event_line_oldest(&queue->line);
    return oldest != NULL ? oldest->ticket - 1 : queue->last_ticket;
}

size_t apie_queue_size(const apie_queue *queue)
{
    return queue->line.waiting.count + queue->line.in_flight.count;
}

size_t apie_queue_bytes(const apie_queue *queue)
{
    return queue->line.waiting.bytes + queue->line.in_flight.bytes;
}

size_t apie_queue_waiting_size(const apie_queue *queue)
{
    return queue->line.waiting.count;
}

size_t apie_queue_waiting_bytes(const apie_queue *queue)
{
    return queue->line.waiting.bytes;
}

void apie_queue_read_diagnostics(const apie_queue *queue, apie_queue_diagnostics *out)
{
    const apie_queue_diagnostics *counts = &queue->counts;
    out->queue_size = apie_queue_size(queue);
    out->queue_bytes = apie_queue_bytes(queue);
    out->accepted_count = counts->accepted_count;
    out->delivered_count = counts->delivered_count;
    out->dropped_count = counts->dropped_count;
    out->dropped_full_count = counts->dropped_full_count;
    out->dropped_rejected_count = counts->dropped_rejected_count;
    out->dropped_closed_count = counts->dropped_closed_count;
    out->dropped_too_large_count = counts->dropped_too_large_count;
    out->deduplicated_count = counts->deduplicated_count;
}
