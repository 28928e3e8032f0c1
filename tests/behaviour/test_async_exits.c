/* The two ways out of an event-driven client, from everywhere and in every combination: each call
 * ends exactly once, each closed callback is the last, nothing stays behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "behaviour/async_fixture.h"

/* ---- every exit from every place ---- */

typedef enum exit_way { FREE, CLOSE, CLOSE_THEN_FREE, FREE_IN_CLOSED, WAYS } exit_way;
typedef enum exit_place { OUTSIDE, IN_CALLBACK, IN_POST, IN_NOTICE, PLACES } exit_place;

enum { CALLS = 7 };

typedef struct scene {
    world w;
    exit_way way;
    apie_gate gate;
    outcome calls[CALLS];
    apie_call *handles[CALLS];
    int ended;
    int left;            /* the exit was taken */
    int closed;          /* times the closed callback was called */
    int ended_at_closed; /* calls that had ended then */
    bool own_call;       /* the exit is taken in the callback of a call of its own */
    outcome exit_call;
} scene;

static bool drains(const scene *s)
{
    return s->way == CLOSE || s->way == FREE_IN_CLOSED;
}

static void on_closed(void *user)
{
    scene *s = user;

    s->closed++;
    s->ended_at_closed = s->ended;
    assert_int_equal(s->w.client.gone, 0);
    if (s->way == FREE_IN_CLOSED)
        apie_async_free(s->w.client.head.driver);
}

static void leave(scene *s)
{
    apie_async *driver = s->w.client.head.driver;
    outcome refused = {0};
    apie_error error;

    if (s->way != FREE) {
        assert_int_equal(apie_async_close(driver, on_closed, s, &error), APIE_OK);
        assert_int_equal(apie_async_close(driver, on_closed, s, &error), APIE_ERROR_CLOSED);
        assert_null(start_get(&s->w.client, "/ok", NULL, &refused, &error));
        assert_int_equal(error.code, APIE_ERROR_CLOSED);
    }
    s->left++;
    if (s->way == FREE || s->way == CLOSE_THEN_FREE)
        apie_async_free(driver);
}

static void leave_in_callback(outcome *o)
{
    leave(o->user);
}

static void leave_in_post(void *user)
{
    leave(user);
}

typedef struct leave_notice {
    apie_notice notice;
    scene *scene;
} leave_notice;

static void leave_in_notice(apie_core *core, apie_notice *notice)
{
    (void)core;
    leave(((leave_notice *)notice)->scene);
    free(notice);
}

static void take_exit(scene *s, exit_place place)
{
    leave_notice *notice = NULL;
    apie_error error;

    switch (place) {
    case OUTSIDE: leave(s); break;
    case IN_CALLBACK:
        s->own_call = true;
        s->exit_call.then = leave_in_callback;
        s->exit_call.user = s;
        s->exit_call.total = &s->ended;
        assert_non_null(
            start_flow(&s->w.client, time_flow(&s->w.client, 0), &s->exit_call, &error));
        break;
    case IN_POST:
        assert_int_equal(apie_async_post(s->w.client.head.driver, leave_in_post, s, &error),
                         APIE_OK);
        break;
    case IN_NOTICE:
        notice = calloc(1, sizeof(*notice));
        assert_non_null(notice);
        notice->notice.deliver = leave_in_notice;
        notice->scene = s;
        apie_core_notify(&s->w.client.core, &notice->notice);
        break;
    case PLACES: break;
    }
    run_until(s->w.base, &s->left, 1);
}

/* A call of every kind: in flight, answering late, in a pause before a retry, at a gate, waiting,
 * ended but not delivered, not begun. */
static void start_calls(scene *s)
{
    apie_call_options once = {.attempts = 1};
    apie_call **h = s->handles;
    outcome *o = s->calls;
    apie_error error;
    int i = 0;

    for (i = 0; i < CALLS; i++)
        o[i].total = &s->ended;
    if (drains(s))
        once.attempt_timeout_ms = 40;
    s->w.client.core.retry.base_ms = 10;
    h[0] = start_get(&s->w.client, "/never", &once, &o[0], &error);
    h[1] = start_get(&s->w.client, "/after/30", NULL, &o[1], &error);
    h[2] = start_get(&s->w.client, "/status/503", NULL, &o[2], &error);
    h[3] = start_flow(&s->w.client, gate_flow(&s->w.client, &s->gate, 1, 30), &o[3], &error);
    h[4] = start_flow(&s->w.client, time_flow(&s->w.client, 30), &o[4], &error);
    run_until(s->w.base, &s->w.server.requests, 3);
    h[5] = start_flow(&s->w.client, time_flow(&s->w.client, 0), &o[5], &error);
    h[6] = start_get(&s->w.client, "/ok", NULL, &o[6], &error);
    for (i = 0; i < CALLS; i++)
        assert_non_null(h[i]);
}

static void check_end(const scene *s)
{
    int all = CALLS + (s->own_call ? 1 : 0);
    int i = 0;

    for (i = 0; i < CALLS; i++) {
        assert_int_equal(s->calls[i].count, 1);
        if (drains(s))
            assert_int_not_equal(s->calls[i].status, APIE_ERROR_CANCELLED);
    }
    if (!drains(s))
        assert_int_equal(s->calls[0].status, APIE_ERROR_CANCELLED);
    assert_int_equal(s->exit_call.count, s->own_call ? 1 : 0);
    assert_int_equal(s->closed, s->way == FREE ? 0 : 1);
    if (s->closed > 0)
        assert_int_equal(s->ended_at_closed, all);
    assert_int_equal(s->w.client.gone, 1);
    assert_null(s->gate.waiters);
}

static void play(exit_way way, exit_place place)
{
    scene s;

    memset(&s, 0, sizeof(s));
    s.way = way;
    world_start(&s.w, NULL);
    start_calls(&s);
    take_exit(&s, place);
    if (place == OUTSIDE && (way == FREE || way == CLOSE_THEN_FREE))
        assert_int_equal(s.w.client.gone, 1); /* inline */
    run_until(s.w.base, &s.w.client.gone, 1);
    check_end(&s);
    world_end(&s.w);
    check_end(&s);
}

static void test_every_exit_from_every_place(void **state)
{
    int fds = count_fds();
    int way = 0;
    int place = 0;

    (void)state;
    for (way = 0; way < WAYS; way++) {
        for (place = 0; place < PLACES; place++)
            play((exit_way)way, (exit_place)place);
    }
    assert_int_equal(count_fds(), fds);
}

/* ---- what callbacks may do meanwhile ---- */

typedef struct nest {
    world w;
    outcome inner;
    apie_call *other;
    int refused;
} nest;

static void start_another(outcome *o)
{
    nest *n = o->user;
    apie_error error;

    if (start_get(&n->w.client, "/ok", NULL, &n->inner, &error) == NULL) {
        assert_int_equal(error.code, APIE_ERROR_CLOSED);
        n->refused++;
    }
    assert_int_equal(n->inner.count, 0);
}

static void nest_start(nest *n)
{
    memset(n, 0, sizeof(*n));
    world_start(&n->w, NULL);
}

static void test_start_inside_callbacks(void **state)
{
    nest n;
    apie_error error;
    outcome first = {.then = start_another, .user = &n};
    outcome last = {.then = start_another, .user = &n};

    (void)state;
    nest_start(&n);
    assert_non_null(start_get(&n.w.client, "/ok", NULL, &first, &error));
    run_until(n.w.base, &n.inner.count, 1);
    assert_int_equal(n.inner.status, APIE_OK);
    assert_int_equal(n.refused, 0);
    /* Delivered by free, where nothing can be started any more. */
    memset(&n.inner, 0, sizeof(n.inner));
    assert_non_null(start_get(&n.w.client, "/never", NULL, &last, &error));
    apie_async_free(n.w.client.head.driver);
    assert_int_equal(last.status, APIE_ERROR_CANCELLED);
    assert_int_equal(n.refused, 1);
    assert_int_equal(n.inner.count, 0);
    world_end(&n.w);
}

static void cancel_other(outcome *o)
{
    nest *n = o->user;

    apie_call_cancel(n->other);
}

static void test_cancel_another_inside_a_callback(void **state)
{
    nest n;
    apie_error error;
    outcome first = {.then = cancel_other, .user = &n};

    (void)state;
    nest_start(&n);
    n.other = start_get(&n.w.client, "/never", NULL, &n.inner, &error);
    assert_non_null(n.other);
    assert_non_null(start_get(&n.w.client, "/ok", NULL, &first, &error));
    run_until(n.w.base, &n.inner.count, 1);
    assert_int_equal(n.inner.status, APIE_ERROR_CANCELLED);
    assert_int_equal(first.status, APIE_OK);
    apie_async_free(n.w.client.head.driver);
    world_end(&n.w);
    assert_int_equal(n.inner.count, 1);
}

/* ---- jobs ---- */

typedef struct job_flow {
    apie_flow flow;
    int *ended;
    bool stopped;
} job_flow;

static void job_done(apie_flow *flow)
{
    (*((job_flow *)flow)->ended)++;
    apie_flow_finish(flow, APIE_OK);
}

static void job_start(apie_flow *flow)
{
    apie_flow_wait_until(flow, flow->now_ms + 20, job_done);
}

static void job_stopped(apie_flow *flow)
{
    ((job_flow *)flow)->stopped = true;
}

static const apie_flow_type job_type = {
    .name = "job", .size = sizeof(job_flow), .start = job_start, .stopped = job_stopped};

static void test_jobs_at_the_exits(void **state)
{
    nest n;
    apie_job job;
    apie_error error;
    int ended = 0;
    int way = 0;

    (void)state;
    for (way = 0; way < 2; way++) {
        apie_flow *flow = NULL;

        ended = 0;
        nest_start(&n);
        flow = apie_flow_new(&job_type, &n.w.client.core, NULL, &error);
        assert_non_null(flow);
        ((job_flow *)flow)->ended = &ended;
        apie_core_add_job(&n.w.client.core, &job, flow);
        apie_core_want_job(&n.w.client.core, &job);
        while (!job.running)
            assert_int_equal(event_base_loop(n.w.base, EVLOOP_ONCE), 0);
        if (way == 0) {
            /* Drained: it runs to its end, and once more since that is wanted. */
            apie_core_want_job(&n.w.client.core, &job);
            assert_int_equal(apie_async_close(n.w.client.head.driver, NULL, NULL, &error), APIE_OK);
            run_until(n.w.base, &n.w.client.gone, 1);
            assert_int_equal(ended, 2);
        } else {
            apie_async_free(n.w.client.head.driver);
            assert_int_equal(ended, 0);
        }
        world_end(&n.w);
    }
}

/* ---- thousands of calls, cancelled at random ---- */

enum { CROWD = 2000 };

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static void play_crowd(uint32_t seed)
{
    static const char *const paths[] = {"/ok",        "/after/3", "/never", "/reset",
                                        "/flaky/500", "/drop",    "/bye",   "/big/20000"};
    apie_connection_options options = {.max_connections = 200, .attempts = 2};
    apie_call_options short_lived = {.attempt_timeout_ms = 100};
    outcome *o = calloc(CROWD, sizeof(*o));
    apie_call **calls = calloc(CROWD, sizeof(apie_call *));
    apie_error error;
    int total = 0;
    int i = 0;
    world w;

    assert_non_null(o);
    assert_non_null(calls);
    world_start(&w, &options);
    for (i = 0; i < CROWD; i++) {
        o[i].total = &total;
        calls[i] = start_get(&w.client, paths[next_random(&seed) % 8], &short_lived, &o[i], &error);
        assert_non_null(calls[i]);
    }
    for (i = 0; i < CROWD; i++) {
        uint32_t which = next_random(&seed) % CROWD;

        if (o[which].count == 0)
            apie_call_cancel(calls[which]);
        assert_true(event_base_loop(w.base, EVLOOP_NONBLOCK) >= 0);
    }
    if (seed % 2 == 0) {
        assert_int_equal(apie_async_close(w.client.head.driver, NULL, NULL, &error), APIE_OK);
        run_until(w.base, &w.client.gone, 1);
    } else {
        apie_async_free(w.client.head.driver);
    }
    assert_int_equal(total, CROWD);
    for (i = 0; i < CROWD; i++)
        assert_int_equal(o[i].count, 1);
    world_end(&w);
    free(calls);
    free(o);
}

static void test_thousands_cancelled_at_random(void **state)
{
    int fds = count_fds();
    uint32_t seed = 0;

    (void)state;
    for (seed = 1; seed <= 4; seed++)
        play_crowd(seed);
    assert_int_equal(count_fds(), fds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_exit_from_every_place),
        cmocka_unit_test(test_start_inside_callbacks),
        cmocka_unit_test(test_cancel_another_inside_a_callback),
        cmocka_unit_test(test_jobs_at_the_exits),
        cmocka_unit_test(test_thousands_cancelled_at_random),
    };

    event_enable_debug_mode();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
