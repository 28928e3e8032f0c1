/* The queue against a naive model of it, over random steps. */
#include "queue_fixture.h"

#include <string.h>

#include "support/alloc_fault.h"

#define MODEL_MAX  64
#define MODEL_RUNS 4

typedef struct model_event {
    apie_event *event;
    uint64_t number;
    bool keyed;
    uint64_t ticket;
    int64_t sequence;
    int64_t session_sequence;
} model_event;

typedef struct model_list {
    model_event items[MODEL_MAX];
    size_t count;
} model_list;

typedef struct model {
    apie_queue_limits limits;
    apie_queue *queue;
    uint64_t random;
    model_list waiting;
    model_list in_flight;
    int64_t runs[MODEL_RUNS];
    int64_t sessions[MODEL_RUNS];
    uint64_t last_ticket;
    uint64_t next_number;
    uint64_t pushed;
    uint64_t settled;
    uint64_t fates[6];
    uint64_t accepted;
} model;

static uint64_t model_random(model *m, uint64_t below)
{
    m->random = m->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (m->random >> 33) % below;
}

static size_t model_bytes(const model_list *list)
{
    size_t bytes = 0;
    for (size_t i = 0; i < list->count; i++)
        bytes += list->items[i].event->length;
    return bytes;
}

static bool model_holds(const model_list *list, const model_event *item)
{
    for (size_t i = 0; i < list->count; i++) {
        if (item->keyed && list->items[i].keyed && list->items[i].number == item->number)
            return true;
    }
    return false;
}

/* One of two has a key, by which it can be a duplicate. */
static void model_set_key(model_event *item)
{
    char key[32];
    item->keyed = item->number % 2 == 0;
    apie_text_format(key, sizeof(key), "key %d", (int)item->number);
    if (item->keyed)
        assert_true(apie_event_set_key(item->event, key));
}

static void model_add(model_list *list, model_event item)
{
    assert_true(list->count < MODEL_MAX);
    list->items[list->count++] = item;
}

static model_event model_remove_first(model_list *list)
{
    assert_true(list->count > 0);
    model_event item = list->items[0];
    list->count--;
    memmove(list->items, list->items + 1, list->count * sizeof(item));
    return item;
}

/* The settled list must be exactly these, with this fate; frees them. */
static void model_check_settled(model *m, apie_event *settled, model_list *expected,
                                apie_event_fate fate)
{
    while (expected->count > 0) {
        model_event item = model_remove_first(expected);
        assert_ptr_equal(settled, item.event);
        assert_int_equal(settled->fate, fate);
        assert_int_equal(settled->reason == NULL, fate == APIE_EVENT_DELIVERED);
        assert_int_equal(settled->ticket, item.ticket);
        assert_int_equal(settled->sequence, item.sequence);
        assert_int_equal(settled->session_sequence, item.session_sequence);
        apie_event *next = settled->next;
        apie_event_free(settled);
        settled = next;
        m->settled++;
        m->fates[fate]++;
    }
    assert_null(settled);
}

static bool model_fits(const model *m, size_t count, size_t used, size_t length)
{
    return count + 1 <= m->limits.max_events && used + length <= m->limits.max_bytes;
}

static void model_push(model *m)
{
    static const char *const ids[MODEL_RUNS] = {NULL, "a", "b", "a longer id than the others"};
    size_t run = model_random(m, MODEL_RUNS);
    size_t session = model_random(m, MODEL_RUNS);
    uint64_t number = m->next_number++;
    if (model_random(m, 8) == 0)
        number -= model_random(m, 12);
    model_event item = {.number = number};
    size_t size = model_random(m, 40) == 0 ? 1000 : model_random(m, 200);
    item.event = queue_event(number, ids[run], ids[session], size);
    model_set_key(&item);
    model_list gone = {.count = 0};
    apie_event_fate fate = APIE_EVENT_DROPPED_FULL;
    size_t length = item.event->length;
    bool oldest = m->limits.policy != APIE_DROP_NEWEST;
    size_t fixed_count = m->in_flight.count + (oldest ? 0 : m->waiting.count);
    size_t fixed_bytes = model_bytes(&m->in_flight) + (oldest ? 0 : model_bytes(&m->waiting));
    bool stays = false;
    if (model_holds(&m->waiting, &item) || model_holds(&m->in_flight, &item)) {
        fate = APIE_EVENT_DROPPED_DUPLICATE;
        model_add(&gone, item);
    } else if (length > m->limits.max_bytes) {
        fate = APIE_EVENT_DROPPED_TOO_LARGE;
        model_add(&gone, item);
    } else if (!model_fits(m, fixed_count, fixed_bytes, length)) {
        model_add(&gone, item);
    } else {
        while (!model_fits(m, m->in_flight.count + m->waiting.count,
                           model_bytes(&m->in_flight) + model_bytes(&m->waiting), length))
            model_add(&gone, model_remove_first(&m->waiting));
        item.ticket = ++m->last_ticket;
        item.sequence = run > 0 ? ++m->runs[run] : 0;
        item.session_sequence = session > 0 ? ++m->sessions[session] : 0;
        stays = true;
        m->accepted++;
    }
    apie_event *settled;
    assert_int_equal(apie_queue_has_room(m->queue, length),
                     model_fits(m, apie_queue_size(m->queue),
                                (size_t)queue_diagnostics_of(m->queue).queue_bytes, length));
    apie_event *inside = apie_queue_push(m->queue, item.event, &settled);
    assert_int_equal(inside != NULL, stays);
    item.event = inside;
    if (stays)
        model_add(&m->waiting, item);
    m->pushed++;
    model_check_settled(m, settled, &gone, fate);
}

static void model_take(model *m)
{
    size_t limit = model_random(m, 6);
    if (m->in_flight.count > 0) {
        assert_int_equal(queue_take(m->queue, limit), 0);
        return;
    }
    apie_taken_batch batch = {NULL, 0, 0};
    assert_int_equal(apie_queue_take_batch(m->queue, limit, &batch), APIE_OK);
    if (limit == 0 || limit > m->limits.max_batch_events)
        limit = m->limits.max_batch_events;
    while (m->waiting.count > 0 && m->in_flight.count < limit &&
           (m->in_flight.count == 0 ||
            model_bytes(&m->in_flight) + m->waiting.items[0].event->length <=
                m->limits.max_batch_bytes))
        model_add(&m->in_flight, model_remove_first(&m->waiting));
    assert_int_equal(batch.count, m->in_flight.count);
    for (size_t i = 0; i < batch.count; i++)
        assert_ptr_equal(batch.events[i], m->in_flight.items[i].event);
    apie_taken_batch_free(&batch);
}

static void model_return(model *m)
{
    apie_queue_batch_returned(m->queue);
    model_list joined = m->in_flight;
    for (size_t i = 0; i < m->waiting.count; i++)
        model_add(&joined, m->waiting.items[i]);
    m->waiting = joined;
    m->in_flight.count = 0;
}

static void model_step(model *m)
{
    static const char *const ids[MODEL_RUNS] = {NULL, "a", "b", "a longer id than the others"};
    uint64_t choice = model_random(m, 100);
    size_t which = model_random(m, MODEL_RUNS);
    if (choice < 60) {
        model_push(m);
    } else if (choice < 75) {
        model_take(m);
    } else if (choice < 85) {
        model_check_settled(m, apie_queue_batch_delivered(m->queue), &m->in_flight,
                            APIE_EVENT_DELIVERED);
    } else if (choice < 90) {
        model_return(m);
    } else if (choice < 94) {
        model_check_settled(m, apie_queue_batch_rejected(m->queue, "no"), &m->in_flight,
                            APIE_EVENT_DROPPED_REJECTED);
    } else if (choice < 97) {
        apie_queue_end_run(m->queue, ids[which]);
        m->runs[which] = 0;
    } else if (choice < 99) {
        apie_queue_end_session(m->queue, ids[which]);
        m->sessions[which] = 0;
    } else {
        model_check_settled(m, apie_queue_drop_all(m->queue, APIE_EVENT_DROPPED_CLOSED),
                            &m->waiting, APIE_EVENT_DROPPED_CLOSED);
    }
}

static void model_compare(const model *m)
{
    const model_event *oldest = m->in_flight.count > 0 ? &m->in_flight.items[0]
                                : m->waiting.count > 0 ? &m->waiting.items[0]
                                                       : NULL;
    assert_int_equal(apie_queue_last_ticket(m->queue), m->last_ticket);
    assert_int_equal(apie_queue_settled_ticket(m->queue),
                     oldest != NULL ? oldest->ticket - 1 : m->last_ticket);
    assert_int_equal(apie_queue_size(m->queue), m->waiting.count + m->in_flight.count);
    assert_int_equal(m->pushed, m->settled + m->waiting.count + m->in_flight.count);
    apie_queue_diagnostics d = queue_diagnostics_of(m->queue);
    assert_int_equal(d.queue_size, m->waiting.count + m->in_flight.count);
    assert_int_equal(d.queue_bytes, model_bytes(&m->waiting) + model_bytes(&m->in_flight));
    assert_int_equal(d.accepted_count, m->accepted);
    assert_int_equal(d.delivered_count, m->fates[APIE_EVENT_DELIVERED]);
    assert_int_equal(d.dropped_full_count, m->fates[APIE_EVENT_DROPPED_FULL]);
    assert_int_equal(d.dropped_rejected_count, m->fates[APIE_EVENT_DROPPED_REJECTED]);
    assert_int_equal(d.dropped_closed_count, m->fates[APIE_EVENT_DROPPED_CLOSED]);
    assert_int_equal(d.dropped_too_large_count, m->fates[APIE_EVENT_DROPPED_TOO_LARGE]);
    assert_int_equal(d.deduplicated_count, m->fates[APIE_EVENT_DROPPED_DUPLICATE]);
    assert_int_equal(d.dropped_count, d.dropped_full_count + d.dropped_rejected_count +
                                          d.dropped_closed_count + d.dropped_too_large_count);
}

static void run_model(const apie_queue_limits *limits, uint64_t seed, int steps)
{
    model m = {.limits = *limits, .random = seed, .next_number = 100};
    m.queue = apie_queue_new(limits);
    assert_non_null(m.queue);
    for (int i = 0; i < steps; i++) {
        model_step(&m);
        model_compare(&m);
    }
    for (size_t fate = 0; fate < sizeof(m.fates) / sizeof(m.fates[0]); fate++)
        assert_true(m.fates[fate] > 0);
    apie_queue_free(m.queue);
}

static void it_behaves_like_the_model(void **state)
{
    (void)state;
    static const apie_queue_limits limits[] = {
        {8, 1100, 3, 500, APIE_DROP_OLDEST},
        {8, 1100, 3, 500, APIE_DROP_NEWEST},
        {40, 1100, 5, 800, APIE_DROP_DEFAULT},
        {1, 1100, 5, 1, APIE_DROP_OLDEST},
    };
    long live = apie_fault_live();
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        for (uint64_t seed = 1; seed <= 5; seed++)
            run_model(&limits[i], seed, 4000);
    }
    assert_int_equal(apie_fault_live(), live);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_behaves_like_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
