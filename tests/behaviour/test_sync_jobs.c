/* What runs on the client's own behalf: the worker, waiters that lead, gates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <apie/error.h>

#include "base/fail.h"
#include "behaviour/sync_fixture.h"

#define SOON_MS 5000 /* far less than any wait that is cut short */

/* ---- a job: sends one request, then moves its gate on or, failing, wakes who waits ---- */

typedef struct work {
    sync_fixture *f;
    apie_job job;
    apie_gate gate;
    const char *target;
    int attempts;         /* 0: the client's */
    uint64_t start_takes; /* milliseconds */
    int ended;            /* how often */
    apie_status status;
    pthread_t thread; /* that ran its last step */
} work;

typedef struct work_flow {
    apie_flow flow;
    work *work;
} work_flow;

static void work_answered(apie_flow *flow)
{
    work *w = ((work_flow *)flow)->work;

    w->status = flow->status;
    w->thread = pthread_self();
    w->ended++;
    if (flow->status == APIE_OK)
        apie_gate_open(flow->core, &w->gate, w->gate.position + 1);
    else
        apie_gate_wake(flow->core, &w->gate);
    apie_flow_finish(flow, flow->status);
}

static void work_start(apie_flow *flow)
{
    work *w = ((work_flow *)flow)->work;
    apie_arena *arena = apie_flow_scratch(flow);

    if (arena == NULL ||
        apie_request_build_raw(&flow->request, arena, &flow->core->endpoint, APIE_GET, w->target,
                               NULL, 0, NULL, &flow->error) != APIE_OK) {
        apie_flow_finish_no_memory(flow);
        return;
    }
    if (w->attempts > 0)
        flow->attempts = w->attempts;
    apie_flow_exchange(flow, 0, work_answered);
    sync_fixture_pass(w->f, w->start_takes);
}

static const apie_flow_type work_type = {
    .name = "work", .size = sizeof(work_flow), .start = work_start};

static void add_work(sync_fixture *f, work *w, const char *target)
{
    apie_flow *flow = apie_flow_new(&work_type, &f->core, NULL, NULL);

    assert_non_null(flow);
    memset(w, 0, sizeof *w);
    w->f = f;
    w->target = target;
    ((work_flow *)flow)->work = w;
    apie_sync_lock(f->sync);
    apie_core_add_job(&f->core, &w->job, flow);
    apie_sync_unlock(f->sync);
}

static void want_work(sync_fixture *f, work *w)
{
    apie_sync_lock(f->sync);
    apie_core_want_job(&f->core, &w->job);
    apie_sync_unlock(f->sync);
}

/* ---- a call that waits for a job ---- */

typedef struct waiter_flow {
    apie_flow flow;
    work *work;
    bool wants; /* also asks for the job */
} waiter_flow;

static void waiter_passed(apie_flow *flow)
{
    work *w = ((waiter_flow *)flow)->work;

    if (flow->gate_timed_out)
        apie_flow_finish(flow, apie_fail(&flow->error, APIE_ERROR_TIMEOUT, NULL, "gate"));
    else if (w->gate.position == 0)
        apie_flow_finish(flow, apie_fail(&flow->error, w->status, NULL, "work"));
    else
        apie_flow_finish(flow, APIE_OK);
}

static void waiter_start(apie_flow *flow)
{
    waiter_flow *waiter = (waiter_flow *)flow;

    if (waiter->wants)
        apie_core_want_job(flow->core, &waiter->work->job);
    apie_flow_await(flow, &waiter->work->gate, 1, APIE_NEVER, waiter_passed);
}

static const apie_flow_type waiter_type = {
    .name = "waiter", .size = sizeof(waiter_flow), .start = waiter_start};

static apie_flow *new_waiter(sync_fixture *f, work *w, bool wants, const apie_call_options *options)
{
    apie_flow *flow = apie_flow_new(&waiter_type, &f->core, options, NULL);

    assert_non_null(flow);
    ((waiter_flow *)flow)->work = w;
    ((waiter_flow *)flow)->wants = wants;
    return flow;
}

static apie_status wait_for(sync_fixture *f, work *w, int64_t deadline_ms)
{
    apie_call_options options = {.deadline_ms = deadline_ms};

    return apie_sync_run(f->sync, new_waiter(f, w, true, &options), NULL, NULL, NULL);
}

static void start_waiter(sync_caller *caller, sync_fixture *f, work *w,
                         const apie_call_options *options)
{
    *caller = (sync_caller){.f = f, .flow = new_waiter(f, w, true, options)};
    sync_caller_start(caller);
}

/* ---- who runs a job ---- */

static void the_worker_runs_jobs(void **state)
{
    sync_fixture f;
    work w;

    (void)state;
    sync_fixture_start(&f, true, NULL);
    add_work(&f, &w, "/ok");
    assert_int_equal(wait_for(&f, &w, 20000), APIE_OK);
    assert_false(pthread_equal(w.thread, pthread_self()));
    assert_int_equal(w.ended, 1);
    sync_fixture_stop(&f);
}

static void without_a_worker_the_waiter_leads(void **state)
{
    sync_fixture f;
    work w;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    add_work(&f, &w, "/ok");
    want_work(&f, &w);
    assert_int_equal(sync_fixture_call(&f, "GET", "/ok", NULL, NULL, NULL, NULL), APIE_OK);
    assert_int_equal(w.ended, 0); /* a call that waits for nothing does not lead */
    assert_int_equal(wait_for(&f, &w, 20000), APIE_OK);
    assert_true(pthread_equal(w.thread, pthread_self()));
    assert_int_equal(w.ended, 1);
    sync_fixture_stop(&f);
}

static void many_waiters_share_one_run(void **state)
{
    (void)state;
    for (int worker = 0; worker < 2; worker++) {
        sync_caller callers[8];
        sync_fixture f;
        work w;
        sync_fixture_start(&f, worker != 0, NULL);
        add_work(&f, &w, "/busy-once"); /* a second request shows that it went on */
        for (int i = 0; i < 8; i++)
            start_waiter(&callers[i], &f, &w, NULL);
        for (int i = 0; i < 8; i++)
            assert_int_equal(sync_caller_join(&callers[i]), APIE_OK);
        sync_fixture_stop(&f);
        assert_in_range(w.ended, 1, 8);
    }
}

static void a_failure_reaches_all_waiters(void **state)
{
    (void)state;
    for (int worker = 0; worker < 2; worker++) {
        sync_caller callers[4];
        sync_fixture f;
        work w;
        sync_fixture_start(&f, worker != 0, NULL);
        add_work(&f, &w, "/broken");
        w.attempts = 1;
        for (int i = 0; i < 4; i++)
            start_waiter(&callers[i], &f, &w, NULL);
        for (int i = 0; i < 4; i++)
            assert_int_equal(sync_caller_join(&callers[i]), APIE_ERROR_SERVER);
        sync_fixture_stop(&f);
    }
}

static void a_leader_hands_over_at_its_deadline(void **state)
{
    const apie_call_options briefly = {.deadline_ms = 1000};
    sync_caller leader;
    sync_caller heir;
    sync_fixture f;
    work w;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    add_work(&f, &w, "/hang-once");
    uint64_t start = sync_now_ms();
    start_waiter(&leader, &f, &w, &briefly);
    sem_wait(&f.arrived);
    start_waiter(&heir, &f, &w, NULL);
    assert_int_equal(sync_caller_join(&leader), APIE_ERROR_TIMEOUT);
    assert_in_range(sync_now_ms() - start, 999, SOON_MS);
    assert_int_equal(sync_caller_join(&heir), APIE_OK);
    assert_true(sync_now_ms() - start < SOON_MS);
    assert_int_equal(w.ended, 1);
    assert_int_equal(tiny_server_requests(&f.server), 2);
    sync_fixture_stop(&f);
}

static void a_leader_that_is_cancelled_hands_over(void **state)
{
    apie_cancel_token *token = apie_cancel_token_new();
    const apie_call_options cancellable = {.cancel = token};
    sync_caller leader;
    sync_caller heir;
    sync_fixture f;
    work w;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    add_work(&f, &w, "/hang-once");
    uint64_t start = sync_now_ms();
    start_waiter(&leader, &f, &w, &cancellable);
    sem_wait(&f.arrived);
    start_waiter(&heir, &f, &w, NULL);
    apie_cancel_token_cancel(token);
    assert_int_equal(sync_caller_join(&leader), APIE_ERROR_CANCELLED);
    assert_int_equal(sync_caller_join(&heir), APIE_OK);
    assert_true(sync_now_ms() - start < SOON_MS);
    assert_int_equal(w.ended, 1);
    apie_cancel_token_free(token);
    sync_fixture_stop(&f);
}

/* What limits a job is not used up while nobody is at it. */
static void time_without_a_leader_does_not_count(void **state)
{
    apie_cancel_token *token = apie_cancel_token_new();
    const apie_call_options cancellable = {.cancel = token};
    sync_caller leader;
    sync_fixture f;
    work w;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    add_work(&f, &w, "/later-once");
    start_waiter(&leader, &f, &w, &cancellable);
    sem_wait(&f.attempted); /* the job is in its pause now */
    apie_cancel_token_cancel(token);
    assert_int_equal(sync_caller_join(&leader), APIE_ERROR_CANCELLED);
    sync_fixture_pass(&f, 61000);
    assert_int_equal(wait_for(&f, &w, 20000), APIE_OK);
    assert_int_equal(w.ended, 1);
    assert_int_equal(tiny_server_requests(&f.server), 2);
    apie_cancel_token_free(token);
    sync_fixture_stop(&f);
}

static void a_request_that_a_leader_left_unsent_is_sent_by_the_next(void **state)
{
    sync_fixture f;
    work w;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    add_work(&f, &w, "/ok");
    w.attempts = 1;
    w.start_takes = 1000;
    assert_int_equal(wait_for(&f, &w, 1000), APIE_ERROR_TIMEOUT);
    assert_int_equal(tiny_server_requests(&f.server), 0);
    sync_fixture_pass(&f, 31000); /* longer than an attempt */
    assert_int_equal(wait_for(&f, &w, 20000), APIE_OK);
    assert_int_equal(w.ended, 1);
    assert_int_equal(tiny_server_requests(&f.server), 1);
    sync_fixture_stop(&f);
}

static void a_pause_of_one_job_does_not_stop_another(void **state)
{
    (void)state;
    for (int worker = 0; worker < 2; worker++) {
        sync_fixture f;
        work paused;
        work quick;
        sync_fixture_start(&f, worker != 0, NULL);
        add_work(&f, &paused, "/busy");
        add_work(&f, &quick, "/ok");
        uint64_t start = sync_now_ms();
        assert_int_equal(wait_for(&f, &paused, 300), APIE_ERROR_TIMEOUT);
        assert_int_equal(wait_for(&f, &quick, 20000), APIE_OK);
        assert_true(sync_now_ms() - start < SOON_MS);
        assert_int_equal(paused.ended, 0);
        sync_fixture_stop(&f);
    }
}

static void a_wait_for_a_gate_is_cancelled(void **state)
{
    (void)state;
    for (int worker = 0; worker < 2; worker++) {
        apie_cancel_token *token = apie_cancel_token_new();
        const apie_call_options options = {.cancel = token};
        sync_caller caller;
        sync_fixture f;
        work w;
        sync_fixture_start(&f, worker != 0, NULL);
        add_work(&f, &w, "/busy");
        start_waiter(&caller, &f, &w, &options);
        sem_wait(&f.attempted); /* the job is in its pause now, the call at the gate */
        uint64_t start = sync_now_ms();
        apie_cancel_token_cancel(token);
        assert_int_equal(sync_caller_join(&caller), APIE_ERROR_CANCELLED);
        assert_true(sync_now_ms() - start < SOON_MS);
        apie_cancel_token_free(token);
        sync_fixture_stop(&f);
    }
}

/* ---- the worker's end ---- */

static void stopping_finishes_what_is_wanted(void **state)
{
    sync_fixture f;
    work w;

    (void)state;
    sync_fixture_start(&f, true, NULL);
    add_work(&f, &w, "/busy-once");
    want_work(&f, &w);
    apie_sync_stop_worker(f.sync, 20000);
    assert_int_equal(w.ended, 1);
    assert_int_equal(w.status, APIE_OK);
    apie_sync_stop_worker(f.sync, 20000);
    /* From now on waiters lead. */
    w.gate.position = 0;
    assert_int_equal(wait_for(&f, &w, 20000), APIE_OK);
    assert_true(pthread_equal(w.thread, pthread_self()));
    sync_fixture_stop(&f);
}

static void stopping_gives_up_at_its_time(void **state)
{
    sync_fixture f;
    work w;

    (void)state;
    sync_fixture_start(&f, true, NULL);
    add_work(&f, &w, "/hang-once");
    want_work(&f, &w);
    sem_wait(&f.arrived);
    uint64_t start = sync_now_ms();
    apie_sync_stop_worker(f.sync, 100);
    assert_in_range(sync_now_ms() - start, 99, SOON_MS);
    assert_int_equal(w.ended, 0);
    /* What it left is taken up. */
    assert_int_equal(wait_for(&f, &w, 20000), APIE_OK);
    assert_int_equal(w.ended, 1);
    sync_fixture_stop(&f);
}

static void *stop_worker(void *user)
{
    sync_caller *caller = user;

    apie_sync_stop_worker(caller->f->sync, 20000);
    return NULL;
}

static void two_threads_may_stop_the_worker(void **state)
{
    sync_caller callers[2];
    sync_fixture f;
    work w;

    (void)state;
    sync_fixture_start(&f, true, NULL);
    add_work(&f, &w, "/busy-once");
    want_work(&f, &w);
    for (int i = 0; i < 2; i++) {
        callers[i] = (sync_caller){.f = &f};
        assert_int_equal(pthread_create(&callers[i].thread, NULL, stop_worker, &callers[i]), 0);
    }
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_join(callers[i].thread, NULL), 0);
    assert_int_equal(w.ended, 1);
    sync_fixture_stop(&f);
}

static void waiters_lead_when_the_worker_goes(void **state)
{
    sync_caller caller;
    sync_fixture f;
    work w;

    (void)state;
    sync_fixture_start(&f, true, NULL);
    add_work(&f, &w, "/hang-once");
    start_waiter(&caller, &f, &w, NULL);
    sem_wait(&f.arrived);
    apie_sync_stop_worker(f.sync, 0);
    assert_int_equal(sync_caller_join(&caller), APIE_OK);
    assert_int_equal(w.ended, 1);
    sync_fixture_stop(&f);
}

static void freeing_does_not_wait_for_the_worker(void **state)
{
    sync_fixture f;
    work w;

    (void)state;
    for (int i = 0; i < 2; i++) {
        sync_fixture_start(&f, true, NULL);
        add_work(&f, &w, i == 0 ? "/hang" : "/busy");
        want_work(&f, &w);
        sem_wait(i == 0 ? &f.arrived : &f.attempted);
        uint64_t start = sync_now_ms();
        sync_fixture_stop(&f);
        assert_true(sync_now_ms() - start < SOON_MS);
        assert_int_equal(w.ended, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worker_runs_jobs),
        cmocka_unit_test(without_a_worker_the_waiter_leads),
        cmocka_unit_test(many_waiters_share_one_run),
        cmocka_unit_test(a_failure_reaches_all_waiters),
        cmocka_unit_test(a_leader_hands_over_at_its_deadline),
        cmocka_unit_test(a_leader_that_is_cancelled_hands_over),
        cmocka_unit_test(time_without_a_leader_does_not_count),
        cmocka_unit_test(a_request_that_a_leader_left_unsent_is_sent_by_the_next),
        cmocka_unit_test(a_pause_of_one_job_does_not_stop_another),
        cmocka_unit_test(a_wait_for_a_gate_is_cancelled),
        cmocka_unit_test(stopping_finishes_what_is_wanted),
        cmocka_unit_test(stopping_gives_up_at_its_time),
        cmocka_unit_test(two_threads_may_stop_the_worker),
        cmocka_unit_test(waiters_lead_when_the_worker_goes),
        cmocka_unit_test(freeing_does_not_wait_for_the_worker),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
