#include "events/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "events/id_table.h"

typedef struct event_list {
    apie_event *first;
    apie_event *last;
    size_t count;
    size_t bytes;
} event_list;

struct apie_queue {
    apie_queue_limits limits;
    event_list waiting;
    event_list in_flight; /* older than everything that waits */
    apie_id_table keys;   /* of the events inside */
    apie_id_table runs;   /* last number given; these ids are the table's own copies */
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

/* ---- lists ---- */

static void list_append(event_list *list, apie_event *event)
{
    event->next = NULL;
    if (list->last != NULL)
        list->last->next = event;
    else
        list->first = event;
    list->last = event;
    list->count++;
    list->bytes += event->length;
}

static apie_event *list_take_first(event_list *list)
{
    apie_event *event = list->first;
    list->first = event->next;
    if (list->first == NULL)
        list->last = NULL;
    list->count--;
    list->bytes -= event->length;
    event->next = NULL;
    return event;
}

/* Puts all of head in front of list. */
static void list_put_back(event_list *list, event_list *head)
{
    if (head->last == NULL)
        return;
    head->last->next = list->first;
    list->first = head->first;
    if (list->last == NULL)
        list->last = head->last;
    list->count += head->count;
    list->bytes += head->bytes;
    *head = (event_list){NULL, NULL, 0, 0};
}

static void list_free(event_list *list)
{
    while (list->first != NULL)
        apie_event_free(list_take_first(list));
}

/* ---- settling ---- */

static void settle(apie_queue *queue, apie_event *event, apie_event_fate fate, event_list *settled)
{
    const fate_facts *facts = &facts_of[fate];
    uint64_t *counter = (uint64_t *)(void *)((char *)&queue->counts + facts->counter);
    ++*counter;
    if (facts->dropped)
        queue->counts.dropped_count++;
    event->fate = fate;
    event->reason = facts->reason;
    list_append(settled, event);
}

/* An event that was inside: its key may come again. */
static void settle_first(apie_queue *queue, event_list *from, apie_event_fate fate,
                         event_list *settled)
{
    apie_event *event = list_take_first(from);
    apie_id_slot *slot = apie_id_table_find(&queue->keys, event->key, event->key_hash);
    if (slot != NULL)
        apie_id_table_remove(&queue->keys, slot);
    settle(queue, event, fate, settled);
}

static apie_event *settle_all(apie_queue *queue, event_list *from, apie_event_fate fate)
{
    event_list settled = {NULL, NULL, 0, 0};
    while (from->first != NULL)
        settle_first(queue, from, fate, &settled);
    return settled.first;
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
    if (!apie_id_table_reserve(&queue->keys))
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

void apie_queue_free(apie_queue *queue)
{
    if (queue == NULL)
        return;
    list_free(&queue->in_flight);
    list_free(&queue->waiting);
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
    return fits_beside(queue, queue->in_flight.count, queue->in_flight.bytes, bytes);
}

static void accept(apie_queue *queue, apie_event *event, apie_id_slot *run, apie_id_slot *session)
{
    event->sequence = run != NULL ? ++run->value : 0;
    event->session_sequence = session != NULL ? ++session->value : 0;
    event->ticket = ++queue->last_ticket;
    apie_id_table_add(&queue->keys, event->key, event->key_hash);
    list_append(&queue->waiting, event);
    queue->counts.accepted_count++;
}

apie_status apie_queue_push(apie_queue *queue, apie_event *event, apie_event **settled)
{
    apie_status status = APIE_OK;
    event_list out = {NULL, NULL, 0, 0};
    apie_id_slot *run;
    apie_id_slot *session;
    if (apie_id_table_find(&queue->keys, event->key, event->key_hash) != NULL) {
        settle(queue, event, APIE_EVENT_DROPPED_DUPLICATE, &out);
    } else if (event->length > queue->limits.max_bytes) {
        settle(queue, event, APIE_EVENT_DROPPED_TOO_LARGE, &out);
    } else if (!can_fit(queue, event->length)) {
        settle(queue, event, APIE_EVENT_DROPPED_FULL, &out);
    } else if (!claim_memory(queue, event, &run, &session)) {
        settle(queue, event, APIE_EVENT_DROPPED_FULL, &out);
        event->reason = "out of memory";
        status = APIE_ERROR_NO_MEMORY;
    } else {
        while (!apie_queue_has_room(queue, event->length))
            settle_first(queue, &queue->waiting, APIE_EVENT_DROPPED_FULL, &out);
        accept(queue, event, run, session);
    }
    *settled = out.first;
    return status;
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

apie_event *apie_queue_take_batch(apie_queue *queue, size_t limit_events, size_t *count)
{
    event_list *batch = &queue->in_flight;
    size_t limit = queue->limits.max_batch_events;
    *count = 0;
    if (batch->first != NULL)
        return NULL;
    if (limit_events != 0 && limit_events < limit)
        limit = limit_events;
    for (const apie_event *next = queue->waiting.first; next != NULL && batch->count < limit;
         next = queue->waiting.first) {
        if (batch->count > 0 && (batch->bytes > queue->limits.max_batch_bytes ||
                                 next->length > queue->limits.max_batch_bytes - batch->bytes))
            break;
        list_append(batch, list_take_first(&queue->waiting));
    }
    *count = batch->count;
    return batch->first;
}

apie_event *apie_queue_batch_delivered(apie_queue *queue)
{
    return settle_all(queue, &queue->in_flight, APIE_EVENT_DELIVERED);
}

void apie_queue_batch_returned(apie_queue *queue)
{
    list_put_back(&queue->waiting, &queue->in_flight);
}

apie_event *apie_queue_batch_rejected(apie_queue *queue, const char *words)
{
    apie_event *settled = settle_all(queue, &queue->in_flight, APIE_EVENT_DROPPED_REJECTED);
    if (words == NULL || *words == '\0')
        return settled;
    for (apie_event *event = settled; event != NULL; event = event->next) {
        apie_text_copy(event->rejection, sizeof(event->rejection), words, strlen(words));
        event->reason = event->rejection;
    }
    return settled;
}

apie_event *apie_queue_drop_all(apie_queue *queue, apie_event_fate fate)
{
    return settle_all(queue, &queue->waiting, fate);
}

uint64_t apie_queue_last_ticket(const apie_queue *queue)
{
    return queue->last_ticket;
}

uint64_t apie_queue_settled_ticket(const apie_queue *queue)
{
    const apie_event *oldest = queue->in_flight.first;
    if (oldest == NULL)
        oldest = queue->waiting.first;
    return oldest != NULL ? oldest->ticket - 1 : queue->last_ticket;
}

size_t apie_queue_size(const apie_queue *queue)
{
    return queue->waiting.count + queue->in_flight.count;
}

size_t apie_queue_bytes(const apie_queue *queue)
{
    return queue->waiting.bytes + queue->in_flight.bytes;
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
