/* What the worker does beside jobs, and who does it without one: ticks and notices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "behaviour/sync_fixture.h"

/* ---- ticks ---- */

static struct {
    apie_gate gate;
    int count;
    bool signals_blocked;
} ticks; /* under the lock */

/* Opens the gate at the fifth tick. */
static uint64_t tick(apie_core *core, uint64_t now_ms)
{
    sigset_t blocked;

    ticks.count++;
    ticks.signals_blocked = pthread_sigmask(SIG_SETMASK, NULL, &blocked) == 0 &&
                            sigismember(&blocked, SIGINT) == 1 &&
                            sigismember(&blocked, SIGTERM) == 1;
    if (ticks.count >= 5) {
        apie_gate_open(core, &ticks.gate, 1);
        return APIE_NEVER;
    }
    return apie_time_after(now_ms, 5);
}

static void ticks_passed(apie_flow *flow)
{
    apie_flow_finish(flow, flow->gate_timed_out
                               ? apie_fail(&flow->error, APIE_ERROR_TIMEOUT, NULL, "no ticks")
                               : APIE_OK);
}

static void wait_for_ticks(apie_flow *flow)
{
    apie_flow_await(flow, &ticks.gate, 1, APIE_NEVER, ticks_passed);
}

static const apie_flow_type ticks_type = {
    .name = "ticks", .size = sizeof(apie_flow), .start = wait_for_ticks};

static void time_ticks_with_and_without_a_worker(void **state)
{
    (void)state;
    for (int worker = 0; worker < 2; worker++) {
        sync_fixture f;
        sync_fixture_start(&f, worker != 0, NULL);
        memset(&ticks, 0, sizeof ticks);
        apie_sync_lock(f.sync);
        f.core.tick = tick;
        f.core.hooks->wake(f.core.driver); /* as the core does for an earlier time */
        apie_sync_unlock(f.sync);
        apie_flow *flow =
            apie_flow_new(&ticks_type, &f.core, &(apie_call_options){.deadline_ms = 20000}, NULL);
        assert_int_equal(apie_sync_run(f.sync, flow, NULL, NULL, NULL), APIE_OK);
        apie_sync_lock(f.sync);
        assert_true(ticks.count >= 5);
        assert_int_equal(ticks.signals_blocked, worker != 0);
        apie_sync_unlock(f.sync);
        sync_fixture_stop(&f);
    }
}

static void every_run_ticks_without_a_worker(void **state)
{
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    memset(&ticks, 0, sizeof ticks);
    f.core.tick = tick;
    for (int i = 1; i <= 3; i++) {
        assert_int_equal(sync_fixture_call(&f, "GET", "/ok", NULL, NULL, NULL, NULL), APIE_OK);
        assert_int_equal(ticks.count, i);
    }
    sync_fixture_stop(&f);
}

/* ---- notices ---- */

typedef struct note {
    apie_notice notice;
    sync_fixture *f;
    sem_t *delivered;
    int *order;
    int number;
} note;

static void deliver(apie_core *core, apie_notice *notice)
{
    note *n = (note *)notice;

    (void)core;
    /* The lock is free: else this would not return. */
    apie_sync_lock(n->f->sync);
    *n->order = *n->order * 10 + n->number;
    apie_sync_unlock(n->f->sync);
    sem_post(n->delivered);
    free(n);
}

static void notify(sync_fixture *f, sem_t *delivered, int *order, int number)
{
    note *n = calloc(1, sizeof *n);

    assert_non_null(n);
    *n = (note){{NULL, deliver}, f, delivered, order, number};
    apie_sync_lock(f->sync);
    apie_core_notify(&f->core, &n->notice);
    apie_sync_unlock(f->sync);
}

static void notices_are_delivered_without_the_lock(void **state)
{
    sem_t delivered;
    sync_fixture f;

    (void)state;
    for (int worker = 0; worker < 2; worker++) {
        int order = 0;
        assert_int_equal(sem_init(&delivered, 0, 0), 0);
        sync_fixture_start(&f, worker != 0, NULL);
        for (int i = 1; i <= 3; i++)
            notify(&f, &delivered, &order, i);
        if (!worker) {
            assert_int_equal(sem_trywait(&delivered), -1);
            apie_sync_deliver_notices(f.sync);
        }
        for (int i = 1; i <= 3; i++)
            sem_wait(&delivered);
        apie_sync_lock(f.sync);
        assert_int_equal(order, 123);
        apie_sync_unlock(f.sync);
        /* A call delivers what it finds, and freeing what is left. */
        if (!worker) {
            notify(&f, &delivered, &order, 4);
            assert_int_equal(sync_fixture_call(&f, "GET", "/ok", NULL, NULL, NULL, NULL), APIE_OK);
            assert_int_equal(order, 1234);
            notify(&f, &delivered, &order, 5);
        }
        sync_fixture_stop(&f);
        assert_int_equal(order, worker ? 123 : 12345);
        sem_destroy(&delivered);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_ticks_with_and_without_a_worker),
        cmocka_unit_test(every_run_ticks_without_a_worker),
        cmocka_unit_test(notices_are_delivered_without_the_lock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
