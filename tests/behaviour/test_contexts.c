/* The run and session that a thread works in. */
#include "stage.h"

#include <pthread.h>
#include <string.h>

static void expect_context(const char *run_id, const char *session_id)
{
    const char *run = apie_context_run_id();
    const char *session = apie_context_session_id();
    assert_string_equal(run ? run : "none", run_id);
    assert_string_equal(session ? session : "none", session_id);
}

static apie_session *begin_session(stage *s)
{
    apie_session *session = NULL;
    expect_ok(s, apie_session_begin(s->subject.sync, NULL, NULL, &session, &s->error));
    ALWAYS(session != NULL);
    return session;
}

static void end_session(stage *s, apie_session *session)
{
    expect_ok(s, apie_session_end(s->subject.sync, session, NULL, NULL, &s->error));
    apie_free(session);
}

/* ---- one thread ---- */

static void test_runs_of_the_session(stage *s)
{
    stage_begin(s);
    expect_context("none", "none");
    apie_session *session = begin_session(s);
    expect_context("none", "ses_1");
    apie_run *run = stage_begin_run(s);
    expect_context("run_1", "ses_1");
    assert_string_equal(run->session_id, "ses_1");
    /* In a run, that run is the context: another one has no session unless it is named. */
    apie_run *other = stage_begin_run(s);
    expect_context("run_2", "none");
    stage_end_run(s, other);
    apie_child_run_input input = {.role = "worker"};
    apie_run *child = NULL;
    expect_ok(s, apie_child_run_begin(s->subject.sync, &input, NULL, &child, &s->error));
    expect_context("run_3", "ses_1");
    apie_handoff_input handoff = {.reason = "why not"};
    expect_ok(s, apie_request_handoff(s->subject.sync, &handoff, NULL, NULL, &s->error));
    stage_end_run(s, child);
    expect_context("run_1", "ses_1");
    stage_end_run(s, run);
    expect_context("none", "ses_1");
    end_session(s, session);
    expect_context("none", "none");
    const json_t *state = stage_state(s);
    assert_string_equal(text_at(state, "runs/run_3/session_id"), "ses_1");
    assert_string_equal(text_at(state, "handoffs/hof_1/source_run_id"), "run_3");
    assert_string_equal(text_at(state, "handoffs/hof_1/session_id"), "ses_1");
}

/* A session that begins in a run: what follows belongs to the session. */
static void test_session_in_a_run(stage *s)
{
    apie_scope *scope = NULL;
    apie_tool_input tool = {.tool = {.name = "search"}};
    stage_begin(s);
    apie_run *outer = stage_begin_run(s);
    apie_session *session = begin_session(s);
    expect_context("none", "ses_1");
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           apie_tool_begin(s->subject.sync, &tool, NULL, &scope, &s->error));
    assert_string_equal(s->error.where, "run_id");
    apie_run *inner = stage_begin_run(s);
    assert_string_equal(inner->session_id, "ses_1");
    stage_end_run(s, inner);
    end_session(s, session);
    expect_context("run_1", "none");
    stage_end_run(s, outer);
}

static void test_any_order(stage *s)
{
    stage_begin(s);
    apie_session *first = begin_session(s);
    apie_run *run = stage_begin_run(s);
    apie_session *second = begin_session(s);
    apie_run *last = stage_begin_run(s);
    end_session(s, first);
    expect_context("run_2", "ses_2");
    stage_end_run(s, run);
    end_session(s, second);
    expect_context("run_2", "ses_2");
    stage_end_run(s, last);
    expect_context("none", "none");
}

static void test_ended_by_its_own_id(stage *s)
{
    stage_begin(s);
    apie_free(stage_begin_run(s));
    expect_ok(s, apie_complete_run(s->subject.sync, apie_context_run_id(), NULL, NULL, &s->error));
    expect_context("none", "none");
    assert_string_equal(text_at(stage_state(s), "runs/run_1/status"), "completed");
}

static void test_attached_here(stage *s)
{
    stage_begin(s);
    apie_session *session = begin_session(s);
    apie_context *of_session = apie_context_capture();
    apie_run *run = stage_begin_run(s);
    apie_context *of_run = apie_context_capture();
    expect_ok(s, apie_context_attach(of_session, &s->error));
    expect_context("none", "ses_1");
    apie_run *under = stage_begin_run(s); /* in what was attached */
    assert_string_equal(under->session_id, "ses_1");
    expect_ok(s, apie_context_attach(of_run, &s->error));
    expect_context("run_1", "ses_1");
    stage_end_run(s, run); /* wherever it is current */
    expect_context("run_2", "ses_1");
    apie_context_detach();
    expect_context("run_2", "ses_1");
    apie_context_detach(); /* leaves the run that began since, too */
    expect_context("none", "ses_1");
    apie_context_detach(); /* nothing is attached any more */
    expect_context("none", "ses_1");
    stage_end_run(s, under);
    end_session(s, session);
    expect_context("none", "none");
    apie_context_free(of_run);
    apie_context_free(of_session);
}

static void test_nothing_to_attach(stage *s)
{
    assert_null(apie_context_capture());
    expect(s, APIE_ERROR_INVALID_ARGUMENT, apie_context_attach(NULL, &s->error));
    apie_context_detach();
    apie_context_free(NULL);
}

/* ---- many threads ---- */

#define THREADS 8
#define ROUNDS  5

typedef struct worker {
    apie_client *client;
    const apie_context *context;
    bool own; /* begins a session of its own */
    bool good;
    apie_error error;
} worker;

static bool is(const char *text, const char *expected)
{
    return expected ? text && strcmp(text, expected) == 0 : !text;
}

/* A run in the thread's session, with a tool in it. */
static bool work(worker *w, const char *session_id)
{
    apie_tool_input tool = {.tool = {.name = "search"}, .unguarded = true};
    apie_run *run = NULL;
    apie_scope *scope = NULL;
    if (apie_run_begin(w->client, NULL, NULL, &run, &w->error) != APIE_OK)
        return false;
    bool good = is(run->session_id, session_id) && is(apie_context_run_id(), run->id) &&
                apie_tool_begin(w->client, &tool, NULL, &scope, &w->error) == APIE_OK &&
                apie_scope_finish(scope, NULL, &w->error) == APIE_OK &&
                apie_run_end(w->client, run, NULL, NULL, &w->error) == APIE_OK;
    apie_free(run);
    return good && is(apie_context_run_id(), NULL) && is(apie_context_session_id(), session_id);
}

static bool work_in_own_session(worker *w)
{
    apie_session *session = NULL;
    bool good = apie_session_begin(w->client, NULL, NULL, &session, &w->error) == APIE_OK;
    for (int i = 0; good && i < ROUNDS; i++)
        good = work(w, session->id);
    good = good && apie_session_end(w->client, session, NULL, NULL, &w->error) == APIE_OK;
    apie_free(session);
    return good;
}

static bool work_in_given_session(worker *w)
{
    bool good = apie_context_attach(w->context, &w->error) == APIE_OK;
    for (int i = 0; good && i < ROUNDS; i++)
        good = work(w, "ses_1");
    apie_context_detach();
    return good;
}

static void *run_worker(void *user)
{
    worker *w = user;
    bool bare = !apie_context_run_id() && !apie_context_session_id();
    w->good = bare && (w->own ? work_in_own_session(w) : work_in_given_session(w));
    w->good = w->good && !apie_context_run_id() && !apie_context_session_id();
    return NULL;
}

/* The numbers of each session's events have no gap. */
static void expect_sessions_numbered(stage *s)
{
    json_t *counts = json_object();
    size_t i;
    json_t *event;
    const json_t *events = json_at(stage_state(s), "events");
    json_array_foreach(events, i, event)
    {
        const char *session = text_at(event, "session_id");
        json_int_t count = json_integer_value(json_object_get(counts, session)) + 1;
        json_object_set_new(counts, session, json_integer(count));
        assert_int_equal(number_at(event, "session_sequence_number"), count);
    }
    assert_int_equal(json_object_size(counts), 1 + THREADS / 2);
    json_decref(counts);
}

static void test_threads(stage *s)
{
    worker workers[THREADS];
    pthread_t threads[THREADS];
    stage_begin(s);
    apie_session *session = begin_session(s);
    apie_context *context = apie_context_capture();
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (worker){.client = s->subject.sync, .context = context, .own = i % 2 == 1};
        assert_int_equal(pthread_create(&threads[i], NULL, run_worker, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        if (!workers[i].good)
            fail_msg("thread %zu: %s", i, workers[i].error.message);
    }
    apie_context_free(context);
    expect_context("none", "ses_1");
    end_session(s, session);
    expect_sessions_numbered(s);
    const json_t *sessions = json_at(s->state, "sessions");
    assert_int_equal(json_object_size(sessions), 1 + THREADS / 2);
    assert_int_equal(json_object_size(json_at(s->state, "runs")), THREADS * ROUNDS);
}

/* A thread that ends inside a run leaves nothing behind. */
static void *begin_and_leave(void *user)
{
    worker *w = user;
    apie_session *session = NULL;
    apie_run *run = NULL;
    w->good = apie_session_begin(w->client, NULL, NULL, &session, &w->error) == APIE_OK &&
              apie_run_begin(w->client, NULL, NULL, &run, &w->error) == APIE_OK;
    apie_free(run);
    apie_free(session);
    return NULL;
}

static void test_thread_that_ends_early(stage *s)
{
    pthread_t thread;
    stage_begin(s);
    worker w = {.client = s->subject.sync};
    assert_int_equal(pthread_create(&thread, NULL, begin_and_leave, &w), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(w.good);
    expect_context("none", "none");
}

static const stage_test tests[] = {
    {.name = "runs of the current session", .run = test_runs_of_the_session, .sync_only = true},
    {.name = "a session in a run", .run = test_session_in_a_run, .sync_only = true, .once = true},
    {.name = "ended in any order", .run = test_any_order, .sync_only = true, .once = true},
    {.name = "ended by its own id",
     .run = test_ended_by_its_own_id,
     .sync_only = true,
     .once = true},
    {.name = "attached in its own thread",
     .run = test_attached_here,
     .sync_only = true,
     .once = true},
    {.name = "nothing to attach", .run = test_nothing_to_attach, .sync_only = true, .once = true},
    {.name = "many threads", .run = test_threads, .sync_only = true},
    {.name = "a thread that ends early",
     .run = test_thread_that_ends_early,
     .sync_only = true,
     .once = true},
};

int main(void)
{
    return STAGE_MAIN("contexts", tests);
}
