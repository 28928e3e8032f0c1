/* Many at once on one client, with trouble on the way and random cancels: nothing is lost, nothing
 * is told twice, every run's events are numbered without a gap. */
#include "stage.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "support/random.h"

#define TOOLS        6
#define CANCEL_EVERY 8 /* one call of so many is cancelled */

/* Fewer where instructions are emulated (make check-valgrind). */
static bool slowly(void)
{
    return getenv("TEST_SLOWLY") != NULL;
}

static size_t threads(void)
{
    return slowly() ? 8 : 64;
}

static size_t flows(void)
{
    return slowly() ? 100 : 2000;
}

static const char trouble[] =
    "[{\"path\":\"/v1/events\",\"probability\":0.05,\"seed\":7,\"reset\":\"after\"},"
    "{\"path\":\"/v1/events\",\"probability\":0.05,\"seed\":8,\"status\":503},"
    "{\"path\":\"/v1/guardrails/evaluate\",\"probability\":0.02,\"seed\":9,\"delay_ms\":20},"
    "{\"path\":\"/v1/guardrails/evaluate\",\"probability\":0.02,\"seed\":10,\"status\":400}]";

static void serve_stress(stage *s)
{
    stage_serve(s, NULL);
    s->config.flush_interval_ms = 10;
    s->config.max_queue_size = 200000;
    s->config.max_queue_bytes = 256 << 20;
    s->config.connection.max_connections = 128;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    stage_set_faults(s, trouble);
}

/* Every event that was accepted is held, once, and each run's are in order without a gap. */
static void check_held(stage *s, size_t runs)
{
    apie_queue_diagnostics counts;
    uint64_t left = 1;
    stage_set_faults(s, "[]");
    for (int i = 0; left > 0 && i < 10; i++)
        (void)subject_flush(&s->subject, 0, &left, &s->error);
    assert_int_equal(left, 0);
    expect_ok(s, subject_diagnostics(&s->subject, &counts, &s->error));
    assert_int_equal(counts.dropped_count, 0);
    assert_int_equal(counts.delivered_count, counts.accepted_count);
    const json_t *events = json_at(stage_state(s), "events");
    const size_t held = json_array_size(events);
    assert_int_equal(held, counts.accepted_count);
    json_t *last = json_object();
    json_t *ids = json_object();
    for (size_t i = 0; i < held; i++) {
        const json_t *event = json_array_get(events, i);
        const char *run = text_at(event, "run_id");
        json_int_t number = json_integer_value(json_object_get(last, run)) + 1;
        assert_int_equal(number_at(event, "sequence_number"), number);
        assert_int_equal(json_object_set_new(last, run, json_integer(number)), 0);
        assert_int_equal(json_object_set_new(ids, text_at(event, "event_id"), json_true()), 0);
    }
    assert_int_equal(json_object_size(ids), held);
    json_decref(ids);
    json_decref(last);
    const char *id;
    json_t *run;
    size_t completed = 0;
    json_object_foreach((json_t *)(uintptr_t)json_at(s->state, "runs"), id, run) completed +=
        strcmp(text_at(run, "status"), "completed") == 0;
    assert_int_equal(completed, runs);
    stage_close(s);
    stage_expect_delivered(s, (unsigned)counts.accepted_count);
}

/* ---- threads ---- */

typedef struct worker {
    stage *stage;
    pthread_t thread;
    apie_cancel_token *token;
    apie_cancel_token *neighbour; /* whose calls this one cancels at times */
    apie_random random;
    int used;
    int cancelled;
    apie_status status; /* the first failure that should not be */
    apie_error error;
} worker;

static bool is_cancel(worker *w, apie_status status)
{
    if (status != APIE_ERROR_CANCELLED)
        return false;
    w->cancelled++;
    apie_cancel_token_reset(w->token);
    return true;
}

static apie_status use_tool(worker *w)
{
    apie_call_options options = {.cancel = w->token, .attempts = 1};
    apie_tool_input input = {.tool = {.name = "search"}};
    apie_scope *scope = NULL;
    if (apie_random_below(&w->random, CANCEL_EVERY) == 0)
        apie_cancel_token_cancel(w->neighbour);
    apie_status status =
        apie_tool_begin(w->stage->subject.sync, &input, &options, &scope, &w->error);
    if (status != APIE_OK)
        return is_cancel(w, status) ? APIE_OK : status;
    w->used++;
    return apie_scope_finish(scope, NULL, &w->error);
}

static void *work(void *user)
{
    worker *w = user;
    apie_client *client = w->stage->subject.sync;
    apie_run *run = NULL;
    w->status = apie_run_begin(client, NULL, NULL, &run, &w->error);
    for (int i = 0; i < TOOLS && w->status == APIE_OK; i++)
        w->status = use_tool(w);
    if (w->status == APIE_OK)
        w->status = apie_run_end(client, run, NULL, NULL, &w->error);
    apie_free(run);
    return NULL;
}

static void test_threads(stage *s)
{
    worker *workers = calloc(threads(), sizeof *workers);
    int used = 0;
    int cancelled = 0;
    assert_non_null(workers);
    serve_stress(s);
    for (size_t i = 0; i < threads(); i++) {
        workers[i] = (worker){.stage = s, .random = {i + 1}, .token = apie_cancel_token_new()};
        assert_non_null(workers[i].token);
    }
    for (size_t i = 0; i < threads(); i++) {
        workers[i].neighbour = workers[(i + 1) % threads()].token;
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < threads(); i++)
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
    for (size_t i = 0; i < threads(); i++) {
        s->error = workers[i].error;
        expect_ok(s, workers[i].status);
        used += workers[i].used;
        cancelled += workers[i].cancelled;
        apie_cancel_token_free(workers[i].token);
    }
    free(workers);
    assert_int_equal(used + cancelled, threads() * TOOLS);
    assert_true(cancelled > 0);
    check_held(s, threads());
}

/* ---- flows ---- */

typedef struct crowd crowd;

typedef struct flow {
    crowd *crowd;
    apie_call *call; /* under way */
    apie_run *run;
    int tools;
    bool ended;
} flow;

struct crowd {
    stage *stage;
    flow *flows;
    struct event *canceller;
    apie_random random;
    size_t started; /* calls */
    size_t fired;   /* callbacks */
    size_t cancelled;
    size_t ended;
    size_t completed;
};

static void next_step(flow *f);

/* What every callback does first. */
static void fired(flow *f, apie_status status)
{
    f->crowd->fired++;
    f->crowd->cancelled += status == APIE_ERROR_CANCELLED;
    assert_non_null(f->call); /* twice for one call, otherwise */
    f->call = NULL;
}

static void end_flow(flow *f)
{
    assert_false(f->ended);
    f->ended = true;
    f->crowd->ended++;
    apie_free(f->run);
}

static void run_begun(apie_status status, apie_run *run, const apie_error *error, void *user)
{
    flow *f = user;
    (void)error;
    fired(f, status);
    if (status == APIE_OK) {
        f->run = apie_take(run);
        next_step(f);
    } else {
        assert_int_equal(status, APIE_ERROR_CANCELLED);
        end_flow(f);
    }
}

static void tool_begun(apie_status status, apie_async_scope *scope, const apie_error *error,
                       void *user)
{
    flow *f = user;
    (void)error;
    fired(f, status);
    if (status == APIE_OK)
        assert_int_equal(apie_async_scope_finish(scope, NULL, NULL), APIE_OK);
    else
        assert_int_equal(status, APIE_ERROR_CANCELLED);
    next_step(f);
}

static void run_ended(apie_status status, const apie_error *error, void *user)
{
    flow *f = user;
    (void)error;
    fired(f, status);
    assert_int_equal(status, APIE_OK);
    f->crowd->completed++;
    end_flow(f);
}

static void next_step(flow *f)
{
    stage *s = f->crowd->stage;
    apie_async_client *client = s->subject.async;
    if (f->tools++ < TOOLS) {
        apie_call_options options = {.attempts = 1};
        apie_tool_input input = {.run_id = f->run->id, .tool = {.name = "search"}};
        f->call = apie_async_tool_begin(client, &input, &options, tool_begun, f, &s->error);
    } else {
        f->call = apie_async_run_end(client, f->run, NULL, NULL, run_ended, f, &s->error);
    }
    f->crowd->started++;
    assert_non_null(f->call);
}

/* Cancels a call of somebody who is not at the end of a run. */
static void cancel_some(evutil_socket_t fd, short what, void *user)
{
    crowd *c = user;
    const flow *f = &c->flows[apie_random_below(&c->random, flows())];
    (void)fd;
    (void)what;
    if (f->call && f->tools <= TOOLS)
        apie_call_cancel(f->call);
}

static void test_flows(stage *s)
{
    const struct timeval often = {.tv_usec = 500};
    crowd c = {.stage = s, .random = {11}, .flows = calloc(flows(), sizeof(flow))};
    serve_stress(s);
    assert_non_null(c.flows);
    c.canceller = event_new(s->subject.base, -1, EV_PERSIST, cancel_some, &c);
    assert_non_null(c.canceller);
    assert_int_equal(event_add(c.canceller, &often), 0);
    for (size_t i = 0; i < flows(); i++) {
        flow *f = &c.flows[i];
        f->crowd = &c;
        f->call = apie_async_run_begin(s->subject.async, NULL, NULL, run_begun, f, &s->error);
        assert_non_null(f->call);
        c.started++;
        if (i % 100 == 99)
            apie_call_cancel(f->call);
    }
    assert_int_equal(c.fired, 0);
    while (c.ended < flows() && event_base_loop(s->subject.base, EVLOOP_ONCE) == 0)
        continue;
    event_free(c.canceller);
    assert_int_equal(c.fired, c.started);
    assert_true(c.cancelled >= flows() / 100);
    check_held(s, c.completed);
    assert_int_equal(c.fired, c.started);
    free(c.flows);
}

typedef struct tally {
    size_t started, fired, cancelled;
} tally;

static void note_scope(apie_status status, apie_async_scope *scope, const apie_error *error,
                       void *user)
{
    tally *t = user;
    (void)error;
    t->fired++;
    t->cancelled += status == APIE_ERROR_CANCELLED;
    if (scope)
        assert_int_equal(apie_async_scope_finish(scope, NULL, NULL), APIE_OK);
}

/* A client that is freed tells the end of every call before it is gone. */
static void test_freed_under_load(stage *s)
{
    const apie_run run = {.id = "run_1"};
    const apie_guard_input input = stage_action(&run, "read");
    tally t = {0};
    serve_stress(s);
    for (size_t i = 0; i < flows(); i++) {
        assert_non_null(
            apie_async_guard_begin(s->subject.async, &input, NULL, note_scope, &t, &s->error));
        t.started++;
        if (i % 64 == 0)
            (void)event_base_loop(s->subject.base, EVLOOP_NONBLOCK);
    }
    size_t before = t.fired;
    apie_async_client_free(s->subject.async);
    s->subject.async = NULL;
    assert_int_equal(t.fired, t.started);
    assert_true(t.cancelled > 0);
    assert_true(t.fired > before);
    (void)event_base_loop(s->subject.base, EVLOOP_NONBLOCK);
    assert_int_equal(t.fired, t.started);
}

static const stage_test tests[] = {
    {.name = "threads", .run = test_threads, .sync_only = true},
    {.name = "flows", .run = test_flows, .async_only = true},
    {.name = "freed under load", .run = test_freed_under_load, .async_only = true},
};

int main(void)
{
    return STAGE_MAIN("stress", tests);
}
