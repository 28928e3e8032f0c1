/* Where queued events stand: the memory they share, and the line they form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "events/event_line.h"
#include "events/event_store.h"
#include "support/alloc_fault.h"

static apie_event *new_event(uint64_t number, size_t metadata_length)
{
    static char metadata[8192];
    memset(metadata, ' ', sizeof(metadata));
    apie_event *event = apie_event_new(&(apie_event_input){.type = "t",
                                                           .agent_key = "k",
                                                           .run_id = "r",
                                                           .session_id = "s",
                                                           .metadata = {metadata, metadata_length},
                                                           .id_low = number},
                                       NULL);
    assert_non_null(event);
    return event;
}

/* ---- the store ---- */

static void assert_same(const apie_event *a, const apie_event *b)
{
    assert_string_equal(a->type, b->type);
    assert_string_equal(a->run_id, b->run_id);
    assert_string_equal(a->session_id, b->session_id);
    assert_string_equal(a->event_id, b->event_id);
    assert_int_equal(a->splice, b->splice);
    assert_int_equal(a->length, b->length);
    assert_memory_equal(a->text, b->text, a->length);
}

static void a_kept_event_is_the_same(void **state)
{
    (void)state;
    apie_event_store store = {.block = NULL};
    apie_event *pattern = new_event(7, 30);
    apie_event *keyed = new_event(7, 30);
    assert_true(apie_event_set_key(keyed, "order 7"));
    keyed->sequence = 4;
    apie_event *kept = apie_event_store_keep(&store, keyed);
    assert_ptr_equal(kept->block, store.block);
    assert_same(kept, pattern);
    assert_string_equal(kept->key, "order 7");
    assert_int_equal(kept->sequence, 4);
    apie_event *bare =
        apie_event_new(&(apie_event_input){.type = "t", .agent_key = "k", .id_low = 1}, NULL);
    assert_non_null(bare);
    bare = apie_event_store_keep(&store, bare);
    assert_null(bare->run_id);
    assert_null(bare->session_id);
    apie_event_free(kept);
    apie_event_free(bare);
    apie_event_free(pattern);
    apie_event_store_close(&store);
    assert_null(store.block);
    apie_event_store_close(&store);
}

/* Events of several blocks, freed in another order than they came, some after the store is gone. */
static void a_block_lives_as_long_as_its_events(void **state)
{
    (void)state;
    enum { COUNT = 600 };
    long live = apie_fault_live();
    apie_event_store store = {.block = NULL};
    apie_event *events[COUNT];
    size_t blocks = 1;
    for (uint64_t i = 0; i < COUNT; i++) {
        events[i] = apie_event_store_keep(&store, new_event(i, i % 300));
        blocks += i > 0 && events[i]->block != events[i - 1]->block;
    }
    assert_in_range(blocks, 3, COUNT / 50);
    long in_use = live + (long)blocks + 1; /* and what the blocks share */
    assert_int_equal(apie_fault_live(), in_use);
    for (size_t i = 0; i < COUNT; i += 2)
        apie_event_free(events[i]);
    assert_int_equal(apie_fault_live(), in_use);
    apie_event_store_close(&store);
    for (size_t i = COUNT - 1; i < COUNT; i -= 2) {
        apie_event *pattern = new_event(i, i % 300);
        assert_same(events[i], pattern);
        apie_event_free(pattern);
        events[i]->next = i >= 2 ? events[i - 2] : NULL;
    }
    apie_events_free(events[COUNT - 1]);
    assert_int_equal(apie_fault_live(), live);
}

/* Fills so many blocks with events, and frees all of them. */
static void fill_and_free(apie_event_store *store, size_t blocks)
{
    apie_event *all = NULL;
    const apie_event_block *last = NULL;
    for (size_t seen = 0; seen < blocks;) {
        apie_event *event = apie_event_store_keep(store, new_event(1, 3000));
        seen += event->block != last;
        last = event->block;
        event->next = all;
        all = event;
    }
    apie_events_free(all);
}

static void some_blocks_are_kept_for_the_next_events(void **state)
{
    (void)state;
    enum { KEPT = 8 };
    long live = apie_fault_live();
    apie_event_store store = {.block = NULL};
    fill_and_free(&store, 20);
    long idle = apie_fault_live();
    assert_int_equal(idle, live + 1 + 1 + KEPT); /* with the one that is still open */
    fill_and_free(&store, KEPT);
    assert_int_equal(apie_fault_live(), idle);
    apie_event *late = apie_event_store_keep(&store, new_event(1, 10));
    apie_event_store_close(&store);
    apie_event_free(late);
    assert_int_equal(apie_fault_live(), live);
}

static void large_events_stay_where_they_are(void **state)
{
    (void)state;
    long live = apie_fault_live();
    apie_event_store store = {.block = NULL};
    apie_event *large = new_event(1, 5000);
    assert_ptr_equal(apie_event_store_keep(&store, large), large);
    assert_null(large->block);
    assert_null(store.block);
    apie_event *small = apie_event_store_keep(&store, new_event(2, 10));
    small->next = large;
    large->next = NULL;
    apie_events_free(small);
    apie_event_store_close(&store);
    assert_int_equal(apie_fault_live(), live);
}

static void without_memory_they_stay_too(void **state)
{
    (void)state;
    long live = apie_fault_live();
    apie_event_store store = {.block = NULL};
    apie_event *event = new_event(1, 10);
    apie_fault_fail_at(1);
    assert_ptr_equal(apie_event_store_keep(&store, event), event);
    assert_true(apie_fault_hit());
    apie_fault_fail_at(0);
    apie_event_free(event);
    apie_event_store_close(&store);
    assert_int_equal(apie_fault_live(), live);
}

/* ---- the line ---- */

static void add(apie_event_line *line, apie_event *event, uint64_t ticket)
{
    event->ticket = ticket;
    event->length = 10;
    assert_true(apie_event_line_reserve(line));
    apie_event_line_add(line, event);
}

static void assert_parts(const apie_event_line *line, size_t in_flight, size_t waiting)
{
    assert_int_equal(line->in_flight.count, in_flight);
    assert_int_equal(line->in_flight.bytes, in_flight * 10);
    assert_int_equal(line->waiting.count, waiting);
    assert_int_equal(line->waiting.bytes, waiting * 10);
}

/* What is taken from behind a batch in flight leaves a gap, which the batch steps over when it
 * comes back, and which is closed when the line has to be longer. */
static void gaps_are_stepped_over_and_closed(void **state)
{
    (void)state;
    static apie_event events[1000];
    apie_event_line line = {.places = NULL};
    assert_null(apie_event_line_oldest(&line));
    for (size_t i = 0; i < 10; i++)
        add(&line, &events[i], i + 1);
    apie_event_line_send(&line, 3);
    for (size_t i = 3; i < 6; i++)
        assert_ptr_equal(apie_event_line_take(&line, &line.waiting), &events[i]);
    assert_parts(&line, 3, 4);
    apie_event_line_return(&line);
    assert_parts(&line, 0, 7);
    assert_ptr_equal(apie_event_line_oldest(&line)->event, &events[0]);
    apie_event_line_send(&line, 5); /* 0 1 2 6 7 */
    for (size_t i = 10; i < 1000; i++) {
        add(&line, &events[i], i + 1);
        (void)apie_event_line_take(&line, &line.waiting);
    }
    assert_parts(&line, 5, 2);
    assert_int_equal(line.capacity, 64);
    static const size_t expected[] = {0, 1, 2, 6, 7};
    for (size_t i = 0; i < 5; i++)
        assert_ptr_equal(apie_event_line_take(&line, &line.in_flight), &events[expected[i]]);
    assert_int_equal(apie_event_line_oldest(&line)->ticket, 999);
    apie_event_line_free(&line);
}

static void assert_list(const apie_event *list, const apie_event *events, const size_t *expected,
                        size_t count)
{
    for (size_t i = 0; i < count; i++, list = list->next)
        assert_ptr_equal(list, &events[expected[i]]);
    assert_null(list);
}

static void a_part_is_a_list(void **state)
{
    (void)state;
    static apie_event events[10];
    apie_event_line line = {.places = NULL};
    for (size_t i = 0; i < 8; i++)
        add(&line, &events[i], i + 1);
    apie_event_line_send(&line, 3);
    (void)apie_event_line_take(&line, &line.waiting); /* 3, behind those in flight */
    apie_event_line_return(&line);
    apie_event_line_send(&line, 5);
    add(&line, &events[8], 9);
    assert_list(apie_event_line_take_all(&line, &line.in_flight), events,
                (const size_t[]){0, 1, 2, 4, 5}, 5);
    assert_parts(&line, 0, 3);
    assert_null(apie_event_line_take_all(&line, &line.in_flight));
    apie_event_line_send(&line, 3);
    add(&line, &events[9], 10);
    apie_event_line_return(&line);
    assert_list(apie_event_line_take_all(&line, &line.waiting), events,
                (const size_t[]){6, 7, 8, 9}, 4);
    assert_parts(&line, 0, 0);
    apie_event_line_free(&line);
}

static void without_memory_the_line_stays(void **state)
{
    (void)state;
    static apie_event events[64];
    apie_event_line line = {.places = NULL};
    apie_fault_fail_at(1);
    assert_false(apie_event_line_reserve(&line));
    apie_fault_fail_at(0);
    for (size_t i = 0; i < 64; i++)
        add(&line, &events[i], i + 1);
    apie_fault_fail_at(1);
    assert_false(apie_event_line_reserve(&line));
    apie_fault_fail_at(0);
    assert_parts(&line, 0, 64);
    assert_true(apie_event_line_reserve(&line));
    assert_int_equal(line.capacity, 128);
    assert_ptr_equal(line.places[63].event, &events[63]);
    apie_event_line_free(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kept_event_is_the_same),
        cmocka_unit_test(a_block_lives_as_long_as_its_events),
        cmocka_unit_test(some_blocks_are_kept_for_the_next_events),
        cmocka_unit_test(large_events_stay_where_they_are),
        cmocka_unit_test(without_memory_they_stay_too),
        cmocka_unit_test(gaps_are_stepped_over_and_closed),
        cmocka_unit_test(a_part_is_a_list),
        cmocka_unit_test(without_memory_the_line_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
