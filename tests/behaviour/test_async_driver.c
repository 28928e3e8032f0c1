/* Calls of the event-driven driver: they end exactly once, from the loop, whatever happens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fail.h"
#include "behaviour/async_fixture.h"

/* ---- results ---- */

static void test_result_is_lent_and_response_is_filled(void **state)
{
    world w;
    outcome lent = {0};
    outcome kept = {.take = true};
    apie_response *response = NULL;
    apie_call_options options = {.response = &response};

    (void)state;
    world_start(&w, NULL);
    assert_non_null(start_get(&w.client, "/ok", &options, &lent, &w.error));
    assert_non_null(start_get(&w.client, "/ok", NULL, &kept, &w.error));
    assert_int_equal(lent.count + kept.count, 0);
    run_until(w.base, &lent.count, 1);
    run_until(w.base, &kept.count, 1);
    assert_int_equal(lent.status, APIE_OK);
    assert_int_equal(lent.http_status, 200);
    assert_non_null(response);
    assert_string_equal(response->body, "{\"ok\":true}");
    apie_free(response);
    world_end(&w);
    /* A kept result outlives its client. */
    assert_string_equal(((apie_response *)kept.result)->body, "{\"ok\":true}");
    apie_free(kept.result);
    assert_int_equal(lent.count, 1);
    assert_int_equal(kept.count, 1);
}

static void test_refused_at_the_start(void **state)
{
    world w;
    outcome o = {0};
    apie_cancel_token *token = apie_cancel_token_new();
    apie_call_options options = {.cancel = token};
    apie_async *driver = NULL;

    (void)state;
    world_start(&w, NULL);
    assert_null(start_get(&w.client, "/ok", &options, &o, &w.error));
    assert_int_equal(w.error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(w.error.where, "cancel");
    assert_null(start_get(&w.client, "no slash", NULL, &o, &w.error));
    assert_int_equal(w.error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_async_check(NULL, &w.error), APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_async_new(NULL, &w.client.core, NULL, NULL, &driver, NULL),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_async_close(NULL, NULL, NULL, NULL), APIE_ERROR_INVALID_ARGUMENT);
    (void)run_for(w.base, 20);
    assert_int_equal(o.count, 0);
    world_end(&w);
    apie_cancel_token_free(token);
}

static void test_overloaded(void **state)
{
    enum { ALLOWED = 5 };
    world w;
    apie_connection_options options = {.max_connections = 2, .max_queued_calls = 3};
    outcome o[ALLOWED + 1] = {{0}};
    int total = 0;
    int i = 0;

    (void)state;
    world_start(&w, &options);
    for (i = 0; i < ALLOWED; i++) {
        o[i].total = &total;
        assert_non_null(start_get(&w.client, "/after/10", NULL, &o[i], &w.error));
    }
    assert_null(start_get(&w.client, "/ok", NULL, &o[ALLOWED], &w.error));
    assert_int_equal(w.error.code, APIE_ERROR_OVERLOADED);
    run_until(w.base, &total, 1);
    assert_non_null(start_get(&w.client, "/ok", NULL, &o[ALLOWED], &w.error));
    run_until(w.base, &o[ALLOWED].count, 1);
    run_until(w.base, &total, ALLOWED);
    assert_int_equal(w.server.accepted, 2); /* never more transfers than allowed */
    for (i = 0; i <= ALLOWED; i++)
        assert_int_equal(o[i].status, APIE_OK);
    world_end(&w);
}

/* ---- cancel ---- */

static uint64_t longest_pause(void *user)
{
    (void)user;
    return 5000;
}

static void test_cancel_wherever_it_waits(void **state)
{
    static const char *const paths[] = {"/never", "/status/503", "/after/5000"};
    world w;
    apie_gate gate = {0};
    outcome o[6] = {{0}};
    apie_call *calls[6];
    int total = 0;
    int i = 0;

    (void)state;
    world_start(&w, NULL);
    w.client.core.retry.base_ms = 5000;
    w.client.core.clock.random = longest_pause;
    for (i = 0; i < 6; i++)
        o[i].total = &total;
    for (i = 0; i < 3; i++)
        calls[i] = start_get(&w.client, paths[i], NULL, &o[i], &w.error);
    calls[3] = start_flow(&w.client, gate_flow(&w.client, &gate, 1, 5000), &o[3], &w.error);
    calls[4] = start_flow(&w.client, time_flow(&w.client, 5000), &o[4], &w.error);
    run_until(w.base, &w.server.requests, 3);
    (void)run_for(w.base, 20);
    calls[5] = start_get(&w.client, "/ok", NULL, &o[5], &w.error); /* not begun yet */
    for (i = 0; i < 6; i++) {
        apie_call_cancel(calls[i]);
        apie_call_cancel(calls[i]);
        assert_int_equal(o[i].count, 0);
    }
    run_until(w.base, &total, 6);
    (void)run_for(w.base, 20);
    for (i = 0; i < 6; i++) {
        assert_int_equal(o[i].count, 1);
        assert_int_equal(o[i].status, APIE_ERROR_CANCELLED);
    }
    assert_int_equal(o[1].error.attempts, 1);
    assert_null(gate.waiters);
    assert_int_equal(w.server.requests, 3);
    apie_call_cancel(NULL);
    world_end(&w);
}

static void cancel_other(outcome *o)
{
    apie_call_cancel(o->user);
}

/* Both answers have come when the first callback cancels the second call: its outcome is on its
 * way and is delivered. And a call may be cancelled in its own callback, in vain. */
static void test_cancel_of_an_ended_call(void **state)
{
    world w;
    outcome first = {.then = cancel_other};
    outcome second = {.then = cancel_other};

    (void)state;
    world_start(&w, NULL);
    assert_non_null(start_flow(&w.client, time_flow(&w.client, 0), &first, &w.error));
    second.user = start_flow(&w.client, time_flow(&w.client, 0), &second, &w.error);
    first.user = second.user;
    run_until(w.base, &second.count, 1);
    assert_int_equal(first.status, APIE_OK);
    assert_int_equal(second.status, APIE_OK);
    world_end(&w);
    assert_int_equal(first.count, 1);
    assert_int_equal(second.count, 1);
}

/* ---- waiting ---- */

static void test_gate(void **state)
{
    enum { COUNT = 100 };
    world w;
    apie_gate gate = {0};
    outcome o[COUNT] = {{0}};
    outcome late = {0};
    int total = 0;
    int i = 0;

    (void)state;
    world_start(&w, NULL);
    for (i = 0; i < COUNT; i++) {
        o[i].total = &total;
        assert_non_null(start_flow(
            &w.client, gate_flow(&w.client, &gate, (uint64_t)(1 + i % 2), 5000), &o[i], &w.error));
    }
    assert_non_null(start_flow(&w.client, gate_flow(&w.client, &gate, 100, 10), &late, &w.error));
    run_until(w.base, &late.count, 1);
    assert_int_equal(late.status, APIE_ERROR_TIMEOUT);
    assert_int_equal(total, 0);
    apie_gate_open(&w.client.core, &gate, 1);
    run_until(w.base, &total, COUNT / 2);
    (void)run_for(w.base, 10);
    assert_int_equal(total, COUNT / 2);
    apie_gate_wake(&w.client.core, &gate);
    run_until(w.base, &total, COUNT);
    for (i = 0; i < COUNT; i++)
        assert_int_equal(o[i].status, APIE_OK);
    assert_null(gate.waiters);
    world_end(&w);
}

/* A flow that asks, and then waits at a gate. */
typedef struct asking_flow {
    apie_flow flow;
    apie_flow *question;
    apie_gate *gate;
} asking_flow;

static void gate_was_open(apie_flow *flow)
{
    if (flow->gate_timed_out)
        apie_flow_finish(flow, apie_fail(&flow->error, APIE_ERROR_TIMEOUT, NULL, "no gate opened"));
    else
        apie_flow_finish(flow, APIE_OK);
}

static void answered(apie_flow *flow)
{
    apie_gate *gate = ((asking_flow *)flow)->gate;

    apie_flow_await(flow, gate, gate->position + 1, flow->now_ms + 300, gate_was_open);
}

static void ask(apie_flow *flow)
{
    apie_flow_run(flow, ((asking_flow *)flow)->question, answered);
}

static const apie_flow_type asking_type = {
    .name = "asking", .size = sizeof(asking_flow), .start = ask};

typedef struct gate_keeper {
    world w;
    apie_gate gate;
    bool wakes;
} gate_keeper;

static void move_gate(const apie_attempt *attempt, void *user)
{
    gate_keeper *k = user;

    (void)attempt;
    if (k->wakes)
        apie_gate_wake(&k->w.client.core, &k->gate);
    else
        apie_gate_open(&k->w.client.core, &k->gate, k->gate.position + 1);
}

/* The observer runs when the flow has said what it waits for, and before the driver waits. */
static void test_gate_that_moves_before_anyone_waits(void **state)
{
    gate_keeper k = {.wakes = false};
    apie_connection_options options = {.observer = move_gate, .observer_user = &k};
    int i = 0;

    (void)state;
    world_start(&k.w, &options);
    for (i = 0; i < 2; i++) {
        outcome o = {0};
        apie_flow *flow = apie_flow_new(&asking_type, &k.w.client.core, NULL, &k.w.error);

        assert_non_null(flow);
        k.wakes = i == 1;
        ((asking_flow *)flow)->gate = &k.gate;
        ((asking_flow *)flow)->question =
            apie_raw_flow_new(&k.w.client.core, "GET", "/ok", NULL, 0, NULL, &k.w.error);
        assert_non_null(((asking_flow *)flow)->question);
        assert_non_null(start_flow(&k.w.client, flow, &o, &k.w.error));
        run_until(k.w.base, &o.count, 1);
        assert_int_equal(o.status, APIE_OK);
        assert_null(k.gate.waiters);
    }
    world_end(&k.w);
}

static void test_retries_back_off(void **state)
{
    world w;
    outcome o = {0};
    outcome gives_up = {0};

    (void)state;
    world_start(&w, NULL);
    assert_non_null(start_get(&w.client, "/flaky/2", NULL, &o, &w.error));
    run_until(w.base, &o.count, 1);
    assert_int_equal(o.status, APIE_OK);
    assert_int_equal(w.server.requests, 3);
    assert_non_null(start_get(&w.client, "/status/503", NULL, &gives_up, &w.error));
    run_until(w.base, &gives_up.count, 1);
    assert_int_equal(gives_up.status, APIE_ERROR_SERVER);
    assert_int_equal(gives_up.error.attempts, 4);
    assert_int_equal(w.server.accepted, 1);
    world_end(&w);
}

/* ---- interceptors, operations ---- */

static apie_status refuse(apie_outgoing *request, void *user)
{
    (void)request;
    (*(int *)user)++;
    return APIE_ERROR_PERMISSION;
}

static void test_interceptor_that_refuses(void **state)
{
    world w;
    int asked = 0;
    apie_interceptor interceptor = {.before = refuse, .user = &asked};
    apie_connection_options options = {.interceptors = &interceptor, .interceptor_count = 1};
    outcome o = {0};

    (void)state;
    world_start(&w, &options);
    assert_non_null(start_get(&w.client, "/ok", NULL, &o, &w.error));
    assert_int_equal(asked, 0); /* not from inside the start */
    run_until(w.base, &o.count, 1);
    assert_int_equal(o.status, APIE_ERROR_PERMISSION);
    assert_int_equal(asked, 1);
    assert_int_equal(w.server.requests, 0);
    world_end(&w);
}

static void deliver_status(apie_async_function *callback, apie_status status, void *result,
                           const apie_error *error, void *user)
{
    outcome *o = user;

    assert_null(callback);
    assert_null(result);
    assert_null(error);
    o->count++;
    o->status = status;
}

static void test_operation(void **state)
{
    static const apie_operation ok = {
        .name = "ok", .method = APIE_GET, .path = "/ok", .retry_safe = true};
    world w;
    outcome o = {0};

    (void)state;
    world_start(&w, NULL);
    assert_null(
        apie_async_operation(NULL, &ok, NULL, NULL, NULL, deliver_status, NULL, &o, &w.error));
    assert_int_equal(w.error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_non_null(
        apie_async_operation(&w.client, &ok, NULL, NULL, NULL, deliver_status, NULL, &o, &w.error));
    run_until(w.base, &o.count, 1);
    assert_int_equal(o.status, APIE_OK);
    world_end(&w);
}

/* ---- jobs, ticks, notices ---- */

typedef struct job_flow {
    apie_flow flow;
    int *runs;
} job_flow;

static void job_done(apie_flow *flow)
{
    (*((job_flow *)flow)->runs)++;
    apie_flow_finish(flow, flow->status);
}

static void job_start(apie_flow *flow)
{
    static const apie_call_options none;

    if (flow->request.target == NULL)
        (void)apie_request_build_raw(&flow->request, flow->arena, &flow->core->endpoint, APIE_GET,
                                     "/after/5", NULL, 0, &none, &flow->error);
    apie_flow_exchange(flow, 0, job_done);
}

static const apie_flow_type job_type = {
    .name = "job", .size = sizeof(job_flow), .start = job_start};

static apie_flow *new_job_flow(test_client *client, int *runs)
{
    apie_error error;
    apie_flow *flow = apie_flow_new(&job_type, &client->core, NULL, &error);

    assert_non_null(flow);
    ((job_flow *)flow)->runs = runs;
    return flow;
}

typedef struct test_notice {
    apie_notice notice;
    int *told;
} test_notice;

static void tell(apie_core *core, apie_notice *notice)
{
    (void)core;
    (*((test_notice *)notice)->told)++;
    free(notice);
}

static void notify(world *w, int *told)
{
    test_notice *notice = calloc(1, sizeof(*notice));

    assert_non_null(notice);
    notice->notice.deliver = tell;
    notice->told = told;
    apie_core_notify(&w->client.core, &notice->notice);
}

static void test_jobs_and_notices(void **state)
{
    world w;
    apie_job job;
    int runs = 0;
    int told = 0;

    (void)state;
    world_start(&w, NULL);
    apie_core_add_job(&w.client.core, &job, new_job_flow(&w.client, &runs));
    apie_core_want_job(&w.client.core, &job);
    run_until(w.base, &w.server.requests, 1);
    assert_int_equal(runs, 0);
    apie_core_want_job(&w.client.core, &job); /* once more when it is done */
    apie_core_want_job(&w.client.core, &job);
    run_until(w.base, &runs, 2);
    (void)run_for(w.base, 20);
    assert_int_equal(runs, 2);
    notify(&w, &told);
    notify(&w, &told);
    assert_int_equal(told, 0);
    run_until(w.base, &told, 2);
    world_end(&w);
}

static int ticks;

static uint64_t tick_thrice(apie_core *core, uint64_t now_ms)
{
    (void)core;
    return ++ticks < 3 ? now_ms + 5 : APIE_NEVER;
}

static void test_ticks_and_idleness(void **state)
{
    world w;

    (void)state;
    world_start(&w, NULL);
    ticks = 0;
    w.client.core.tick = tick_thrice;
    run_until(w.base, &ticks, 3);
    (void)run_for(w.base, 10);
    /* Nothing to do: nothing is done. */
    assert_int_equal(run_for(w.base, 200), 0);
    assert_int_equal(ticks, 3);
    apie_async_kick(w.client.head.driver);
    run_until(w.base, &ticks, 4);
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_result_is_lent_and_response_is_filled),
        cmocka_unit_test(test_refused_at_the_start),
        cmocka_unit_test(test_overloaded),
        cmocka_unit_test(test_cancel_wherever_it_waits),
        cmocka_unit_test(test_cancel_of_an_ended_call),
        cmocka_unit_test(test_gate),
        cmocka_unit_test(test_gate_that_moves_before_anyone_waits),
        cmocka_unit_test(test_retries_back_off),
        cmocka_unit_test(test_interceptor_that_refuses),
        cmocka_unit_test(test_operation),
        cmocka_unit_test(test_jobs_and_notices),
        cmocka_unit_test(test_ticks_and_idleness),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
