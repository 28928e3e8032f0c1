/* The heap of deadlines behind the event-driven driver, against the obvious way of doing it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "libapie-async/src/timers.h"
#include "support/alloc_fault.h"

enum { COUNT = 200, STEPS = 20000 };

static apie_timers timers;
static apie_timer all[COUNT];
static uint64_t expected[COUNT]; /* when it is due; APIE_NEVER: not set */
static uint64_t last_due;
static int fired;

static void on_fire(apie_timer *timer)
{
    size_t index = (size_t)(timer - all);

    assert_int_equal(timer->due_ms, expected[index]);
    assert_true(timer->due_ms >= last_due);
    last_due = timer->due_ms;
    expected[index] = APIE_NEVER;
    fired++;
}

static uint64_t earliest(void)
{
    uint64_t first = APIE_NEVER;
    size_t i = 0;

    for (i = 0; i < COUNT; i++)
        first = expected[i] < first ? expected[i] : first;
    return first;
}

static int due_by(uint64_t now)
{
    int due = 0;
    size_t i = 0;

    for (i = 0; i < COUNT; i++)
        due += expected[i] <= now ? 1 : 0;
    return due;
}

static void fire_until(uint64_t now, int budget)
{
    int due = due_by(now);
    int left = budget;

    fired = 0;
    last_due = 0;
    apie_async_timers_fire(&timers, now, &left);
    assert_int_equal(fired, due < budget ? due : budget);
    assert_int_equal(left, budget - fired);
}

static void test_like_the_obvious_way(void **state)
{
    uint32_t seed = 7;
    uint64_t now = 1000;
    int step = 0;
    size_t i = 0;

    (void)state;
    assert_true(apie_async_timers_reserve(&timers, COUNT));
    for (i = 0; i < COUNT; i++) {
        all[i].fire = on_fire;
        expected[i] = APIE_NEVER;
    }
    for (step = 0; step < STEPS; step++) {
        seed = seed * 1664525 + 1013904223;
        i = (seed >> 8) % COUNT;
        switch ((seed >> 24) % 4) {
        case 0:
        case 1:
            expected[i] = now + (seed >> 16) % 500;
            apie_async_timer_set(&timers, &all[i], expected[i]);
            break;
        case 2:
            expected[i] = APIE_NEVER;
            if (step % 2 == 0)
                apie_async_timer_set(&timers, &all[i], APIE_NEVER);
            else
                apie_async_timer_clear(&timers, &all[i]);
            break;
        default: now += (seed >> 20) % 20; fire_until(now, 1 + (int)(seed >> 10) % 8);
        }
        assert_int_equal(apie_async_timers_next(&timers), earliest());
    }
    fire_until(now + 1000, COUNT);
    assert_int_equal(timers.count, 0);
    apie_async_timers_release(&timers, COUNT);
    apie_async_timers_free(&timers);
}

static void test_only_reserving_needs_memory(void **state)
{
    apie_timers none = {NULL, 0, 0, 0};

    (void)state;
    apie_fault_fail_at(1);
    assert_false(apie_async_timers_reserve(&none, 1));
    apie_fault_fail_at(0);
    assert_int_equal(none.reserved, 0);
    assert_true(apie_async_timers_reserve(&none, 1));
    apie_fault_fail_at(1);
    apie_async_timer_set(&none, &all[0], 5);
    apie_async_timer_clear(&none, &all[0]);
    assert_int_equal(apie_fault_count(), 0);
    apie_fault_fail_at(0);
    apie_async_timers_free(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_like_the_obvious_way),
        cmocka_unit_test(test_only_reserving_needs_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
