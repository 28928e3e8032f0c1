#include "queue_fixture.h"

#include <string.h>

#include "support/alloc_fault.h"

static apie_queue *new_queue(size_t max_events, size_t max_bytes, apie_drop_policy policy)
{
    apie_queue *queue = apie_queue_new(
        &(apie_queue_limits){.max_events = max_events, .max_bytes = max_bytes, .policy = policy});
    assert_non_null(queue);
    return queue;
}

/* Pushes what must be accepted without pushing anything out. */
static apie_event *push(apie_queue *queue, uint64_t number, const char *run_id,
                        const char *session_id)
{
    apie_event *settled;
    apie_event *event =
        apie_queue_push(queue, queue_event(number, run_id, session_id, 0), &settled);
    assert_non_null(event);
    assert_null(settled);
    return event;
}

static size_t list_length(const apie_event *event)
{
    size_t count = 0;
    for (; event != NULL; event = event->next)
        count++;
    return count;
}

static void numbers_count_per_run_and_session(void **state)
{
    (void)state;
    apie_queue *queue = new_queue(100, 100000, APIE_DROP_DEFAULT);
    apie_event *a1 = push(queue, 1, "a", "s");
    apie_event *b1 = push(queue, 2, "b", "s");
    apie_event *a2 = push(queue, 3, "a", NULL);
    apie_event *none = push(queue, 4, NULL, NULL);
    apie_event *s3 = push(queue, 5, NULL, "s");
    assert_int_equal(a1->sequence, 1);
    assert_int_equal(a1->session_sequence, 1);
    assert_int_equal(b1->sequence, 1);
    assert_int_equal(b1->session_sequence, 2);
    assert_int_equal(a2->sequence, 2);
    assert_int_equal(a2->session_sequence, 0);
    assert_int_equal(none->sequence, 0);
    assert_int_equal(none->session_sequence, 0);
    assert_int_equal(s3->sequence, 0);
    assert_int_equal(s3->session_sequence, 3);
    assert_int_equal(a1->ticket, 1);
    assert_int_equal(s3->ticket, 5);
    apie_queue_end_run(queue, "a");
    apie_queue_end_run(queue, "a");
    apie_queue_end_run(queue, "never seen");
    apie_queue_end_run(queue, NULL);
    apie_queue_end_session(queue, "s");
    apie_event *again = push(queue, 6, "a", "s");
    assert_int_equal(again->sequence, 1);
    assert_int_equal(again->session_sequence, 1);
    assert_int_equal(push(queue, 7, "b", NULL)->sequence, 2);
    apie_queue_free(queue);
    apie_queue_free(NULL);
}

static void many_runs_keep_their_counters(void **state)
{
    (void)state;
    apie_queue *queue = new_queue(0, 0, APIE_DROP_DEFAULT);
    uint64_t number = 0;
    for (int round = 1; round <= 3; round++) {
        for (int run = 0; run < 500; run++) {
            char id[32];
            apie_text_format(id, sizeof(id), "run_%d", run);
            assert_int_equal(push(queue, ++number, id, id)->sequence, round);
        }
    }
    for (int run = 0; run < 500; run += 2) {
        char id[32];
        apie_text_format(id, sizeof(id), "run_%d", run);
        apie_queue_end_run(queue, id);
    }
    for (int run = 0; run < 500; run++) {
        char id[32];
        apie_text_format(id, sizeof(id), "run_%d", run);
        apie_event *event = push(queue, ++number, id, id);
        assert_int_equal(event->sequence, run % 2 == 0 ? 1 : 4);
        assert_int_equal(event->session_sequence, 4);
    }
    assert_int_equal(apie_queue_size(queue), 2000);
    apie_queue_free(queue);
}

static void batches_go_in_order_one_at_a_time(void **state)
{
    (void)state;
    apie_queue *queue = apie_queue_new(&(apie_queue_limits){.max_batch_events = 3});
    apie_taken_batch batch = {NULL, 0, 0};
    assert_int_equal(apie_queue_take_batch(queue, 0, &batch), APIE_OK);
    assert_int_equal(batch.count, 0);
    assert_null(apie_queue_batch_delivered(queue));
    apie_queue_batch_returned(queue);
    apie_event *events[5];
    for (uint64_t i = 0; i < 5; i++)
        events[i] = push(queue, i + 1, "r", NULL);

    assert_int_equal(apie_queue_take_batch(queue, 0, &batch), APIE_OK);
    assert_int_equal(batch.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_ptr_equal(batch.events[i], events[i]);
    assert_int_equal(apie_queue_take_batch(queue, 0, &batch), APIE_OK);
    assert_int_equal(batch.count, 0);
    assert_int_equal(apie_queue_size(queue), 5);

    apie_queue_batch_returned(queue);
    assert_int_equal(apie_queue_take_batch(queue, 2, &batch), APIE_OK);
    assert_int_equal(batch.count, 2);
    assert_ptr_equal(batch.events[0], events[0]);
    assert_ptr_equal(batch.events[1], events[1]);
    apie_event *settled = apie_queue_batch_delivered(queue);
    assert_ptr_equal(settled, events[0]);
    assert_int_equal(list_length(settled), 2);
    assert_int_equal(settled->fate, APIE_EVENT_DELIVERED);
    assert_null(settled->reason);
    apie_events_free(settled);

    assert_int_equal(apie_queue_take_batch(queue, 10, &batch), APIE_OK);
    assert_int_equal(batch.count, 3);
    assert_ptr_equal(batch.events[0], events[2]);
    assert_int_equal(events[2]->sequence, 3);
    apie_events_free(apie_queue_batch_delivered(queue));
    assert_int_equal(apie_queue_size(queue), 0);
    apie_taken_batch_free(&batch);
    apie_queue_free(queue);
}

static void batches_are_limited_in_bytes(void **state)
{
    (void)state;
    apie_event *large = queue_event(1, NULL, NULL, 500);
    size_t one = large->length;
    apie_queue *queue = apie_queue_new(&(apie_queue_limits){.max_batch_bytes = one + 300});
    apie_event *settled;
    assert_non_null(apie_queue_push(queue, large, &settled));
    push(queue, 2, NULL, NULL);
    push(queue, 3, NULL, NULL);
    push(queue, 4, NULL, NULL);
    assert_int_equal(queue_take(queue, 0), 3);
    apie_events_free(apie_queue_batch_delivered(queue));
    apie_queue_free(queue);

    queue = apie_queue_new(&(apie_queue_limits){.max_batch_bytes = 10});
    push(queue, 1, NULL, NULL);
    push(queue, 2, NULL, NULL);
    assert_int_equal(queue_take(queue, 0), 1);
    apie_queue_free(queue);
}

static void the_oldest_waiting_go_when_it_is_full(void **state)
{
    (void)state;
    apie_queue *queue = new_queue(3, 100000, APIE_DROP_OLDEST);
    apie_event *settled;
    push(queue, 1, "r", NULL);
    apie_event *second = push(queue, 2, "r", NULL);
    push(queue, 3, "r", NULL);
    assert_false(apie_queue_has_room(queue, 1));
    assert_int_equal(queue_take(queue, 1), 1);
    const apie_event *fourth = apie_queue_push(queue, queue_event(4, "r", NULL, 0), &settled);
    assert_non_null(fourth);
    assert_ptr_equal(settled, second);
    assert_null(settled->next);
    assert_int_equal(settled->fate, APIE_EVENT_DROPPED_FULL);
    assert_non_null(settled->reason);
    assert_int_equal(fourth->sequence, 4);
    apie_event_free(settled);
    assert_int_equal(queue_diagnostics_of(queue).dropped_full_count, 1);
    assert_int_equal(queue_diagnostics_of(queue).dropped_count, 1);
    assert_int_equal(queue_diagnostics_of(queue).accepted_count, 4);
    apie_queue_free(queue);
}

static void bytes_push_out_as_many_as_needed(void **state)
{
    (void)state;
    apie_event *large = queue_event(9, NULL, NULL, 500);
    apie_queue *queue = new_queue(100, large->length + 100, APIE_DROP_OLDEST);
    size_t length = large->length;
    apie_event *settled;
    for (uint64_t i = 1; i <= 4; i++)
        push(queue, i, NULL, NULL);
    assert_true(apie_queue_has_room(queue, 10));
    assert_false(apie_queue_has_room(queue, length));
    assert_non_null(apie_queue_push(queue, large, &settled));
    assert_int_equal(list_length(settled), 4);
    assert_int_equal(settled->ticket, 1);
    assert_int_equal(apie_queue_settled_ticket(queue), 4);
    apie_events_free(settled);
    assert_int_equal(queue_diagnostics_of(queue).queue_bytes, length);
    apie_queue_free(queue);
}

static void an_event_that_cannot_fit_beside_the_batch_drops_nothing_else(void **state)
{
    (void)state;
    apie_queue *queue = new_queue(2, 100000, APIE_DROP_OLDEST);
    apie_event *settled;
    push(queue, 1, "r", NULL);
    push(queue, 2, "r", NULL);
    assert_int_equal(queue_take(queue, 0), 2);
    apie_event *third = queue_event(3, "r", NULL, 0);
    assert_null(apie_queue_push(queue, third, &settled));
    assert_ptr_equal(settled, third);
    assert_int_equal(settled->fate, APIE_EVENT_DROPPED_FULL);
    assert_int_equal(settled->ticket, 0);
    apie_event_free(settled);
    apie_events_free(apie_queue_batch_delivered(queue));
    assert_int_equal(push(queue, 4, "r", NULL)->sequence, 3);
    apie_queue_free(queue);
}

static void the_newest_goes_without_a_number(void **state)
{
    (void)state;
    apie_queue *queue = new_queue(1, 100000, APIE_DROP_NEWEST);
    apie_event *settled;
    push(queue, 1, "r", NULL);
    apie_event *second = queue_event(2, "r", NULL, 0);
    assert_null(apie_queue_push(queue, second, &settled));
    assert_ptr_equal(settled, second);
    assert_int_equal(second->fate, APIE_EVENT_DROPPED_FULL);
    assert_int_equal(second->sequence, 0);
    apie_event_free(second);
    queue_take(queue, 0);
    apie_events_free(apie_queue_batch_delivered(queue));
    assert_int_equal(push(queue, 2, "r", NULL)->sequence, 2);
    assert_int_equal(apie_queue_last_ticket(queue), 2);
    apie_queue_free(queue);
}

static apie_event *new_keyed(uint64_t number, const char *key)
{
    apie_event *event = apie_event_new(
        &(apie_event_input){
            .type = "t", .agent_key = "k", .id_low = number, .idempotency_key = key},
        NULL);
    assert_non_null(event);
    return event;
}

static void a_duplicate_is_refused_while_the_first_is_inside(void **state)
{
    (void)state;
    apie_queue *queue = new_queue(100, 100000, APIE_DROP_OLDEST);
    apie_event *settled;
    assert_non_null(apie_queue_push(queue, new_keyed(1, "a"), &settled));
    for (int in_flight = 0; in_flight < 2; in_flight++) {
        apie_event *copy = new_keyed(2, "a");
        assert_null(apie_queue_push(queue, copy, &settled));
        assert_ptr_equal(settled, copy);
        assert_int_equal(copy->fate, APIE_EVENT_DROPPED_DUPLICATE);
        assert_int_equal(copy->ticket, 0);
        apie_event_free(copy);
        queue_take(queue, 0);
    }
    assert_int_equal(queue_diagnostics_of(queue).deduplicated_count, 2);
    assert_int_equal(queue_diagnostics_of(queue).dropped_count, 0);
    apie_events_free(apie_queue_batch_delivered(queue));
    assert_non_null(apie_queue_push(queue, new_keyed(3, "a"), &settled));
    apie_queue_free(queue);
}

static void of_the_events_with_one_key_one_is_inside(void **state)
{
    (void)state;
    apie_queue *queue = new_queue(100, 100000, APIE_DROP_OLDEST);
    apie_event *settled;
    assert_non_null(apie_queue_push(queue, new_keyed(1, "order 7"), &settled));
    assert_null(settled);
    apie_event *again = new_keyed(2, "order 7");
    assert_null(apie_queue_push(queue, again, &settled));
    assert_ptr_equal(settled, again);
    assert_int_equal(again->fate, APIE_EVENT_DROPPED_DUPLICATE);
    assert_string_equal(again->reason, "an event with the same key is waiting");
    apie_event_free(again);
    /* its id is no key any more, and a key given later counts as well */
    apie_event *same_id = new_keyed(1, NULL);
    assert_null(same_id->key);
    assert_true(apie_event_set_key(same_id, "order 8"));
    assert_true(apie_event_set_key(same_id, "order 9"));
    assert_non_null(apie_queue_push(queue, same_id, &settled));
    assert_null(settled);
    assert_int_equal(queue_take(queue, 0), 2);
    apie_events_free(apie_queue_batch_delivered(queue));
    assert_non_null(apie_queue_push(queue, new_keyed(3, "order 7"), &settled));
    assert_null(settled);
    assert_int_equal(queue_diagnostics_of(queue).deduplicated_count, 1);
    apie_queue_free(queue);
}

static void a_key_is_not_sent(void **state)
{
    (void)state;
    apie_event *plain = new_keyed(1, NULL);
    apie_event *keyed = new_keyed(1, "order 7");
    assert_int_equal(plain->length, keyed->length);
    assert_memory_equal(plain->text, keyed->text, plain->length);
    apie_event_free(plain);
    apie_event_free(keyed);
    apie_event_free(NULL);
}

static void without_memory_there_is_no_keyed_event(void **state)
{
    (void)state;
    for (unsigned long k = 1; k <= 2; k++) {
        apie_error error;
        apie_fault_fail_at(k);
        assert_null(apie_event_new(
            &(apie_event_input){.type = "t", .agent_key = "k", .idempotency_key = "key"}, &error));
        apie_fault_fail_at(0);
        assert_int_equal(error.code, APIE_ERROR_NO_MEMORY);
    }
}

/* Waiting is the caller's part; what comes nevertheless goes like the newest. */
static void who_should_have_waited_is_dropped(void **state)
{
    (void)state;
    apie_queue *queue = new_queue(2, 100000, APIE_DROP_WAIT);
    apie_event *settled;
    size_t length = push(queue, 1, "r", NULL)->length;
    assert_true(apie_queue_may_take(queue, 1, length));
    assert_false(apie_queue_may_take(queue, 2, 2 * length));
    assert_true(apie_queue_may_take(queue, 3, 3 * length)); /* never: no use waiting */
    assert_true(apie_queue_may_take(queue, 1, 100001));
    assert_false(apie_queue_may_take(queue, 1, 100000));
    assert_true(apie_queue_is_half_empty(queue));
    push(queue, 2, "r", NULL);
    assert_false(apie_queue_may_take(queue, 1, length));
    assert_false(apie_queue_is_half_empty(queue));
    assert_int_equal(apie_queue_bytes(queue), 2 * length);
    apie_event *late = queue_event(3, "r", NULL, 0);
    assert_null(apie_queue_push(queue, late, &settled));
    assert_ptr_equal(settled, late);
    assert_int_equal(late->fate, APIE_EVENT_DROPPED_FULL);
    apie_event_free(late);
    apie_queue_free(queue);
}

static void one_that_is_larger_than_the_queue_is_refused(void **state)
{
    (void)state;
    apie_event *large = queue_event(9, "r", NULL, 500);
    apie_queue *queue = new_queue(100, large->length - 1, APIE_DROP_OLDEST);
    apie_event *settled;
    push(queue, 1, "r", NULL);
    assert_null(apie_queue_push(queue, large, &settled));
    assert_ptr_equal(settled, large);
    assert_int_equal(large->fate, APIE_EVENT_DROPPED_TOO_LARGE);
    assert_non_null(large->reason);
    apie_event_free(large);
    assert_int_equal(push(queue, 2, "r", NULL)->sequence, 2);
    assert_int_equal(queue_diagnostics_of(queue).dropped_too_large_count, 1);
    apie_queue_free(queue);
}

static void a_rejected_event_says_why(void **state)
{
    (void)state;
    apie_queue *queue = new_queue(100, 100000, APIE_DROP_OLDEST);
    char words[400];
    memset(words, 'w', sizeof(words) - 1);
    words[sizeof(words) - 1] = '\0';
    push(queue, 1, "r", NULL);
    push(queue, 2, "r", NULL);
    queue_take(queue, 1);
    apie_event *settled = apie_queue_batch_rejected(queue, words);
    assert_int_equal(list_length(settled), 1);
    assert_int_equal(settled->fate, APIE_EVENT_DROPPED_REJECTED);
    assert_string_equal(settled->reason, words);
    apie_event_free(settled);
    queue_take(queue, 1);
    settled = apie_queue_batch_rejected(queue, NULL);
    assert_string_equal(settled->reason, "the service refuses it");
    apie_event_free(settled);
    assert_int_equal(queue_diagnostics_of(queue).dropped_rejected_count, 2);
    apie_queue_free(queue);
}

static void tickets_say_how_far_all_is_settled(void **state)
{
    (void)state;
    apie_queue *queue = new_queue(3, 100000, APIE_DROP_OLDEST);
    apie_event *settled;
    assert_int_equal(apie_queue_last_ticket(queue), 0);
    assert_int_equal(apie_queue_settled_ticket(queue), 0);
    for (uint64_t i = 1; i <= 3; i++)
        push(queue, i, NULL, NULL);
    assert_int_equal(apie_queue_last_ticket(queue), 3);
    assert_int_equal(apie_queue_settled_ticket(queue), 0);
    queue_take(queue, 1);
    /* the second is dropped while the first is in flight */
    assert_non_null(apie_queue_push(queue, queue_event(4, NULL, NULL, 0), &settled));
    apie_events_free(settled);
    assert_int_equal(apie_queue_settled_ticket(queue), 0);
    apie_events_free(apie_queue_batch_delivered(queue));
    assert_int_equal(apie_queue_settled_ticket(queue), 2);
    settled = apie_queue_drop_all(queue, APIE_EVENT_DROPPED_CLOSED);
    assert_int_equal(list_length(settled), 2);
    assert_int_equal(settled->fate, APIE_EVENT_DROPPED_CLOSED);
    apie_events_free(settled);
    assert_int_equal(apie_queue_settled_ticket(queue), 4);
    assert_int_equal(apie_queue_last_ticket(queue), 4);
    apie_queue_free(queue);
}

static void dropping_all_leaves_the_batch_in_flight(void **state)
{
    (void)state;
    apie_queue *queue = new_queue(100, 100000, APIE_DROP_OLDEST);
    push(queue, 1, NULL, NULL);
    push(queue, 2, NULL, NULL);
    queue_take(queue, 1);
    apie_event *settled = apie_queue_drop_all(queue, APIE_EVENT_DROPPED_CLOSED);
    assert_int_equal(list_length(settled), 1);
    assert_int_equal(settled->ticket, 2);
    apie_events_free(settled);
    apie_queue_batch_returned(queue);
    settled = apie_queue_drop_all(queue, APIE_EVENT_DROPPED_CLOSED);
    assert_int_equal(settled->ticket, 1);
    apie_events_free(settled);
    assert_null(apie_queue_drop_all(queue, APIE_EVENT_DROPPED_CLOSED));
    apie_queue_free(queue);
}

static void diagnostics_leave_the_callers_counters_alone(void **state)
{
    (void)state;
    apie_queue *queue = new_queue(100, 100000, APIE_DROP_OLDEST);
    apie_queue_diagnostics diagnostics = {
        .queue_size = 9, .flush_count = 7, .retry_count = 8, .last_error_message = "words"};
    apie_queue_read_diagnostics(queue, &diagnostics);
    assert_int_equal(diagnostics.queue_size, 0);
    assert_int_equal(diagnostics.flush_count, 7);
    assert_int_equal(diagnostics.retry_count, 8);
    assert_string_equal(diagnostics.last_error_message, "words");
    apie_queue_free(queue);
}

/* A queue so full that one more event needs a longer line. */
static apie_queue *queue_about_to_grow(size_t max_events)
{
    apie_queue *queue = new_queue(max_events, 0, APIE_DROP_OLDEST);
    for (uint64_t i = 1; i <= 64; i++)
        push(queue, i, "old", NULL);
    return queue;
}

static void without_memory_only_the_event_comes_back(void **state)
{
    (void)state;
    unsigned long failures = 0;
    for (unsigned long k = 1;; k++) {
        long live = apie_fault_live();
        apie_queue *queue = queue_about_to_grow(64);
        apie_event *event = queue_event(100, "new", "new", 0);
        apie_event *settled = NULL;
        apie_fault_fail_at(k);
        apie_event *inside = apie_queue_push(queue, event, &settled);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        if (hit) {
            failures++;
            assert_null(inside);
            assert_ptr_equal(settled, event);
            assert_null(settled->next);
            assert_int_equal(settled->fate, APIE_EVENT_DROPPED_FULL);
            assert_string_equal(settled->reason, "out of memory");
            assert_int_equal(apie_queue_size(queue), 64);
            assert_int_equal(apie_queue_last_ticket(queue), 64);
            apie_events_free(settled);
            inside = apie_queue_push(queue, queue_event(100, "new", "new", 0), &settled);
        }
        assert_non_null(inside);
        assert_int_equal(inside->sequence, 1);
        assert_int_equal(inside->session_sequence, 1);
        assert_int_equal(list_length(settled), 1);
        apie_events_free(settled);
        apie_queue_free(queue);
        assert_int_equal(apie_fault_live(), live);
        if (!hit)
            break;
    }
    /* the line; a copy of the run id; the table of sessions and a copy of the id */
    assert_int_equal(failures, 4);
    apie_fault_fail_at(1);
    assert_null(apie_queue_new(&(apie_queue_limits){.max_events = 1}));
    apie_fault_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_count_per_run_and_session),
        cmocka_unit_test(many_runs_keep_their_counters),
        cmocka_unit_test(batches_go_in_order_one_at_a_time),
        cmocka_unit_test(batches_are_limited_in_bytes),
        cmocka_unit_test(the_oldest_waiting_go_when_it_is_full),
        cmocka_unit_test(bytes_push_out_as_many_as_needed),
        cmocka_unit_test(an_event_that_cannot_fit_beside_the_batch_drops_nothing_else),
        cmocka_unit_test(the_newest_goes_without_a_number),
        cmocka_unit_test(a_duplicate_is_refused_while_the_first_is_inside),
        cmocka_unit_test(of_the_events_with_one_key_one_is_inside),
        cmocka_unit_test(a_key_is_not_sent),
        cmocka_unit_test(without_memory_there_is_no_keyed_event),
        cmocka_unit_test(who_should_have_waited_is_dropped),
        cmocka_unit_test(one_that_is_larger_than_the_queue_is_refused),
        cmocka_unit_test(a_rejected_event_says_why),
        cmocka_unit_test(tickets_say_how_far_all_is_settled),
        cmocka_unit_test(dropping_all_leaves_the_batch_in_flight),
        cmocka_unit_test(diagnostics_leave_the_callers_counters_alone),
        cmocka_unit_test(without_memory_only_the_event_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
