/* The program's work as a function: runs, tools and guards around it, and the run that a thread of
 * the blocking library works in. */
#include "stage.h"

#include <pthread.h>
#include <stdio.h>

#include "base/fail.h"

/* What a piece of work is to do, and what was seen of it. Either library's functions fill it. */
typedef struct work {
    stage *stage;
    int depth; /* 0: finishes at once; 1: a run that uses a tool; 2: that uses a guard */
    const char *action;
    const char *fail_with; /* NULL: succeeds */
    int times;
    int done;
    apie_status status;
    apie_error error;
    char run_id[64];
} work;

static const apie_tool_input search = {.tool = {.name = "search"}};

/* ---- the blocking library ---- */

static apie_status sync_action(apie_scope *scope, void *user, apie_error *error)
{
    work *w = user;
    assert_non_null(apie_scope_decision(scope));
    w->times++;
    return w->fail_with ? apie_fail(error, APIE_ERROR_CONFIG, NULL, "%s", w->fail_with) : APIE_OK;
}

static apie_status sync_run(apie_client *client, const apie_run *run, void *user, apie_error *error)
{
    work *w = user;
    assert_string_equal(apie_context_run_id(), run->id);
    (void)snprintf(w->run_id, sizeof w->run_id, "%s", run->id);
    apie_guard_input guard = stage_action(run, w->action);
    guard.run_id = NULL; /* the thread knows */
    return w->depth == 1 ? apie_with_tool(client, &search, NULL, sync_action, w, error)
                         : apie_with_guard(client, &guard, NULL, sync_action, w, error);
}

/* ---- the event-driven library ---- */

static void note_done(apie_status status, const apie_error *error, void *user)
{
    work *w = user;
    w->done++;
    w->status = status;
    if (status != APIE_OK)
        w->error = *error;
}

static void async_action(apie_async_scope *scope, void *user)
{
    work *w = user;
    apie_action_outcome outcome = {.error_message = w->fail_with};
    assert_non_null(apie_async_scope_decision(scope));
    w->times++;
    expect_ok(w->stage, apie_async_scope_finish(scope, &outcome, &w->error));
}

typedef struct async_run {
    work *work;
    apie_async_run_scope *scope;
} async_run;

static void async_action_done(apie_status status, const apie_error *error, void *user)
{
    async_run *run = user;
    work *w = run->work;
    apie_run_outcome outcome = {.error_message = status == APIE_OK ? w->fail_with : error->message};
    w->done++;
    w->status = status;
    if (status != APIE_OK)
        w->error = *error;
    expect_ok(w->stage, apie_async_run_scope_finish(run->scope, &outcome, NULL));
}

static void async_run_action(apie_async_scope *scope, void *user)
{
    async_run *run = user;
    async_action(scope, run->work);
}

static void async_run_work(apie_async_run_scope *scope, void *user)
{
    async_run *run = user;
    work *w = run->work;
    stage *s = w->stage;
    const apie_run *begun = apie_async_run_scope_run(scope);
    run->scope = scope;
    (void)snprintf(w->run_id, sizeof w->run_id, "%s", begun->id);
    apie_tool_input tool = search;
    apie_guard_input guard = stage_action(begun, w->action);
    tool.run_id = begun->id;
    apie_call *call = w->depth == 1
                          ? apie_async_with_tool(s->subject.async, &tool, NULL, async_run_action,
                                                 async_action_done, run, &w->error)
                          : apie_async_with_guard(s->subject.async, &guard, NULL, async_run_action,
                                                  async_action_done, run, &w->error);
    assert_non_null(call);
}

static void async_run_done(apie_status status, const apie_error *error, void *user)
{
    async_run *run = user;
    (void)error;
    run->work->done += 100;
    assert_int_equal(status, APIE_OK);
}

static void run_async(work *w)
{
    async_run run = {.work = w};
    assert_non_null(apie_async_with_run(w->stage->subject.async, NULL, NULL, async_run_work,
                                        async_run_done, &run, &w->error));
    assert_int_equal(w->done, 0);
    while (w->done < 100 && event_base_loop(w->stage->subject.base, EVLOOP_ONCE) == 0)
        continue;
    assert_int_equal(w->done, 101); /* the action's end and the run's, once each */
}

/* ---- both ---- */

static void do_work(work *w)
{
    stage *s = w->stage;
    if (s->kind == SUBJECT_ASYNC)
        run_async(w);
    else
        w->status = apie_with_run(s->subject.sync, NULL, NULL, sync_run, w, &w->error);
}

static void serve_work(stage *s)
{
    stage_serve_rules(s, "{\"rules\":[{\"key\":\"no\",\"match\":{\"action\":\"deploy\"},"
                         "\"decision\":\"block\",\"reason\":\"no way\"}]}");
    s->config.mode = APIE_MODE_ENFORCE;
    stage_connect(s);
}

static void test_tool_in_run(stage *s)
{
    work w = {.stage = s, .depth = 1};
    serve_work(s);
    do_work(&w);
    expect_ok(s, w.status);
    assert_int_equal(w.times, 1);
    assert_string_equal(w.run_id, "run_1");
    stage_expect_events(s, "run_1",
                        "guardrail.evaluated tool.called action.requested action.completed");
    assert_string_equal(text_at(s->state, "runs/run_1/status"), "completed");
    stage_close(s);
    stage_expect_delivered(s, 4);
}

static void test_guard_in_run(stage *s)
{
    work w = {.stage = s, .depth = 2, .action = "look"};
    serve_work(s);
    do_work(&w);
    expect_ok(s, w.status);
    assert_int_equal(w.times, 1);
    stage_expect_events(s, "run_1", "guardrail.evaluated action.requested action.completed");
    assert_string_equal(text_at(s->state, "events/2/metadata/result/status"), "executed");
}

static void test_blocked_in_run(stage *s)
{
    work w = {.stage = s, .depth = 2, .action = "deploy"};
    serve_work(s);
    do_work(&w);
    assert_int_equal(w.status, APIE_ERROR_BLOCKED);
    assert_string_equal(w.error.message, "no way");
    assert_int_equal(w.times, 0);
    stage_expect_events(s, "run_1", "guardrail.evaluated error");
    assert_string_equal(text_at(s->state, "runs/run_1/status"), "failed");
    assert_string_equal(text_at(s->state, "events/1/error/message"), "no way");
}

static void test_failure_in_run(stage *s)
{
    work w = {.stage = s, .depth = 1, .fail_with = "disk full"};
    serve_work(s);
    do_work(&w);
    if (s->kind != SUBJECT_ASYNC) { /* there the program knows itself */
        assert_int_equal(w.status, APIE_ERROR_CONFIG);
        assert_string_equal(w.error.message, "disk full");
    }
    assert_int_equal(w.times, 1);
    stage_expect_events(s, "run_1",
                        "guardrail.evaluated tool.called action.requested action.failed error");
    assert_string_equal(text_at(s->state, "runs/run_1/status"), "failed");
    assert_string_equal(text_at(s->state, "events/3/error/message"), "disk full");
}

/* A client that is freed under a run and a tool tells both their ends. */
static void test_freed_under_work(stage *s)
{
    work w = {.stage = s};
    subject_scope scope;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    apie_tool_input input = search;
    input.run_id = run->id;
    expect_ok(s, subject_tool_begin(&s->subject, &input, NULL, &scope, &s->error));
    assert_non_null(apie_async_with_tool(s->subject.async, &input, NULL, async_action, note_done,
                                         &w, &s->error));
    subject_free(&s->subject);
    assert_int_equal(w.done, 1);
    assert_int_equal(w.status, APIE_ERROR_CANCELLED);
    assert_int_equal(w.times, 0);
    expect(s, APIE_ERROR_CLOSED, subject_scope_finish(&scope, NULL, &s->error));
    apie_free(run);
}

/* ---- the run that a thread works in ---- */

typedef struct helper {
    apie_client *client;
    const apie_context *context;
    apie_status status;
    bool bare; /* there was no run before the context was attached, and none after */
} helper;

static void *help(void *user)
{
    helper *h = user;
    apie_error error;
    apie_scope *scope = NULL;
    h->bare = apie_context_run_id() == NULL && apie_context_capture() == NULL;
    h->status = apie_context_attach(h->context, &error);
    if (h->status == APIE_OK)
        h->status = apie_tool_begin(h->client, &search, NULL, &scope, &error);
    if (h->status == APIE_OK)
        h->status = apie_scope_finish(scope, NULL, &error);
    apie_context_detach();
    h->bare = h->bare && apie_context_run_id() == NULL;
    return NULL;
}

static void test_context_goes_along(stage *s)
{
    helper helpers[4];
    pthread_t threads[4];
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    apie_context *context = apie_context_capture();
    assert_non_null(context);
    for (size_t i = 0; i < 4; i++) {
        helpers[i] = (helper){.client = s->subject.sync, .context = context};
        assert_int_equal(pthread_create(&threads[i], NULL, help, &helpers[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(helpers[i].status, APIE_OK);
        assert_true(helpers[i].bare);
    }
    apie_context_free(context);
    assert_string_equal(apie_context_run_id(), run->id);
    stage_end_run(s, run);
    assert_null(apie_context_run_id());
    const json_t *events = json_at(stage_state(s), "events");
    assert_int_equal(json_array_size(events), 16);
    for (size_t i = 0; i < 16; i++) {
        assert_string_equal(text_at(json_array_get(events, i), "run_id"), "run_1");
        assert_int_equal(number_at(json_array_get(events, i), "sequence_number"), i + 1);
    }
}

static void test_contexts_nest(stage *s)
{
    apie_error error;
    stage_begin(s);
    apie_run *outer = stage_begin_run(s);
    apie_context *context = apie_context_capture();
    apie_run *inner = stage_begin_run(s);
    assert_string_equal(apie_context_run_id(), inner->id);
    assert_null(apie_context_session_id());
    expect_ok(s, apie_context_attach(context, &error));
    assert_string_equal(apie_context_run_id(), outer->id);
    apie_context_detach();
    assert_string_equal(apie_context_run_id(), inner->id);
    apie_context_free(context);
    stage_end_run(s, outer); /* not the innermost */
    assert_string_equal(apie_context_run_id(), inner->id);
    stage_end_run(s, inner);
    assert_null(apie_context_run_id());
    assert_null(apie_context_capture());
    apie_context_detach();
}

static const stage_test tests[] = {
    {.name = "a tool in a run", .run = test_tool_in_run},
    {.name = "a guarded action in a run", .run = test_guard_in_run},
    {.name = "a blocked action in a run", .run = test_blocked_in_run},
    {.name = "a tool that fails in a run", .run = test_failure_in_run},
    {.name = "freed under work", .run = test_freed_under_work, .async_only = true},
    {.name = "a context goes along", .run = test_context_goes_along, .sync_only = true},
    {.name = "contexts nest", .run = test_contexts_nest, .sync_only = true},
};

int main(void)
{
    return STAGE_MAIN("scopes", tests);
}
