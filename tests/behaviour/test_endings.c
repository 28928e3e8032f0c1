/* What was begun is ended, whatever else is the matter: a failure that is due, too many calls, a
 * client that closes, a process that forks. */
#include "stage.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/child.h"
#include "support/subject_telemetry.h"
#include "support/subject_tracing.h"

/* With APIE_ON_ERROR_RETURN: the next call has a failure to return. */
static void make_failure_due(stage *s)
{
    const apie_event_details details = {.run_id = "run_x"};
    stage_set_faults(s, "[{\"path\":\"/v1/events\",\"status\":401}]");
    expect_ok(s, subject_track(&s->subject, "x", &details, NULL, &s->error));
    expect(s, APIE_ERROR_AUTHENTICATION, subject_flush(&s->subject, 0, NULL, &s->error));
    stage_set_faults(s, "[]");
}

static void expect_due(stage *s)
{
    const apie_event_details details = {.run_id = "run_x"};
    expect(s, APIE_ERROR_AUTHENTICATION,
           subject_track(&s->subject, "x", &details, NULL, &s->error));
}

static void begin_with_failures(stage *s)
{
    stage_serve(s, NULL);
    s->config.on_error = APIE_ON_ERROR_RETURN;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
}

/* ---- a failure that is due ---- */

static void test_due_at_the_end_of_runs(stage *s)
{
    const apie_run_outcome outcome = {.error_message = "disk full"};
    apie_session *session = NULL;
    begin_with_failures(s);
    expect_ok(s, subject_session_begin(&s->subject, NULL, NULL, &session, &s->error));
    apie_run_input input = {.session_id = session->id};
    apie_run *first = NULL, *second = NULL;
    expect_ok(s, subject_run_begin(&s->subject, &input, NULL, &first, &s->error));
    expect_ok(s, subject_run_begin(&s->subject, &input, NULL, &second, &s->error));
    make_failure_due(s);
    expect_ok(s, subject_run_end(&s->subject, first, &outcome, NULL, &s->error));
    expect_ok(s, subject_complete_run(&s->subject, second->id, NULL, NULL, &s->error));
    expect_ok(s, subject_session_end(&s->subject, session, NULL, NULL, &s->error));
    expect_due(s);
    stage_expect_events(s, first->id, "error");
    assert_string_equal(text_at(s->state, "runs/run_1/status"), "failed");
    assert_string_equal(text_at(s->state, "runs/run_2/status"), "completed");
    assert_string_equal(text_at(s->state, "sessions/ses_1/status"), "completed");
    apie_free(first);
    apie_free(second);
    apie_free(session);
}

static void test_due_at_shutdown(stage *s)
{
    uint64_t left = 7;
    begin_with_failures(s);
    make_failure_due(s);
    expect_ok(s, subject_shutdown(&s->subject, 0, &left, &s->error));
    assert_int_equal(left, 0);
}

/* ---- around the program's work, event-driven ---- */

typedef struct work {
    apie_async_run_scope *run;
    apie_async_scope *tool;
    apie_async_step *step;
    unsigned done;
    unsigned failed;
    unsigned closed;
    unsigned done_when_closed;
} work;

static void hold_run(apie_async_run_scope *scope, void *user)
{
    ((work *)user)->run = scope;
}

static void hold_tool(apie_async_scope *scope, void *user)
{
    ((work *)user)->tool = scope;
}

static void hold_step(apie_async_step *step, void *user)
{
    ((work *)user)->step = step;
}

static void note_done(apie_status status, const apie_error *error, void *user)
{
    work *w = user;
    (void)error;
    w->done++;
    w->failed += status != APIE_OK;
}

static void note_closed(void *user)
{
    work *w = user;
    w->closed++;
    w->done_when_closed = w->done;
}

static const apie_tool_input search = {.run_id = "run_x", .tool = {.name = "search"}};
static const apie_step_input plan = {.run_id = "run_x", .step_name = "Plan"};

static void begin_work(stage *s, work *w)
{
    apie_async_client *client = s->subject.async;
    assert_non_null(apie_async_with_run(client, NULL, NULL, hold_run, note_done, w, &s->error));
    while (!w->run)
        event_base_loop(s->subject.base, EVLOOP_ONCE);
    assert_non_null(
        apie_async_with_tool(client, &search, NULL, hold_tool, note_done, w, &s->error));
    while (!w->tool)
        event_base_loop(s->subject.base, EVLOOP_ONCE);
    assert_non_null(
        apie_async_with_workflow_step(client, &plan, hold_step, note_done, w, &s->error));
    while (!w->step)
        event_base_loop(s->subject.base, EVLOOP_ONCE);
}

/* None of the ends is told from inside. */
static void end_work(stage *s, work *w)
{
    expect_ok(s, apie_async_step_finish(w->step, NULL, &s->error));
    expect_ok(s, apie_async_scope_finish(w->tool, NULL, &s->error));
    expect_ok(s, apie_async_run_scope_finish(w->run, NULL, &s->error));
    assert_int_equal(w->done, 0);
}

static void expect_ended(stage *s, work *w)
{
    while (w->done < 3)
        event_base_loop(s->subject.base, EVLOOP_ONCE);
    assert_int_equal(w->failed, 0);
    assert_string_equal(text_at(stage_state(s), "runs/run_1/status"), "completed");
}

static void test_due_at_the_end_of_work(stage *s)
{
    work w = {0};
    begin_with_failures(s);
    begin_work(s, &w);
    make_failure_due(s);
    end_work(s, &w);
    expect_ended(s, &w);
    expect_due(s);
}

static void test_too_many_calls(stage *s)
{
    work w = {0};
    unsigned started = 0;
    stage_serve(s, NULL);
    s->config.connection.max_connections = 1;
    s->config.connection.max_queued_calls = 2;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    begin_work(s, &w);
    while (apie_async_ready(s->subject.async, NULL, NULL, NULL, &s->error))
        started++;
    assert_int_equal(started, 3);
    assert_int_equal(s->error.code, APIE_ERROR_OVERLOADED);
    end_work(s, &w);
    expect_ended(s, &w);
}

static void test_closing(stage *s)
{
    work w = {0};
    stage_begin(s);
    begin_work(s, &w);
    expect_ok(s, apie_async_client_close(s->subject.async, note_closed, &w, &s->error));
    end_work(s, &w);
    s->subject.async = NULL;
    while (!w.closed)
        event_base_loop(s->subject.base, EVLOOP_ONCE);
    assert_int_equal(w.done_when_closed, 3);
    expect_ended(s, &w);
}

/* ---- a forked child ---- */

/* Only where the address sanitizer is. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));
int __lsan_do_recoverable_leak_check(void) __attribute__((weak));

/* A child knowingly leaves the connections and what belongs to them. */
static void connect_unwatched(stage *s)
{
    stage_use(s, "http://127.0.0.1:9");
    if (__lsan_disable)
        __lsan_disable();
    stage_connect(s);
    if (__lsan_enable)
        __lsan_enable();
}

static bool nothing_is_lost(void)
{
    return !__lsan_do_recoverable_leak_check || __lsan_do_recoverable_leak_check() == 0;
}

static void test_beginning_when_forked(stage *s)
{
    work w = {0};
    int status = -1;
    connect_unwatched(s);
    apie_async_client *client = s->subject.async;
    assert_non_null(apie_async_with_run(client, NULL, NULL, hold_run, note_done, &w, &s->error));
    assert_non_null(
        apie_async_with_tool(client, &search, NULL, hold_tool, note_done, &w, &s->error));
    assert_non_null(
        apie_async_with_workflow_step(client, &plan, hold_step, note_done, &w, &s->error));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        subject_free(&s->subject);
        child_ends(w.done == 0 && nothing_is_lost() ? 0 : 1);
    }
    while (waitpid(child, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    subject_free(&s->subject);
    assert_int_equal(w.done, 3);
    assert_int_equal(w.failed, 3);
}

static const stage_test tests[] = {
    {.name = "a failure is due at the end of runs",
     .run = test_due_at_the_end_of_runs,
     .once = true},
    {.name = "a failure is due at shutdown", .run = test_due_at_shutdown, .once = true},
    {.name = "a failure is due at the end of work",
     .run = test_due_at_the_end_of_work,
     .once = true,
     .async_only = true},
    {.name = "too many calls", .run = test_too_many_calls, .once = true, .async_only = true},
    {.name = "closing", .run = test_closing, .once = true, .async_only = true},
    {.name = "beginning when the process forks",
     .run = test_beginning_when_forked,
     .once = true,
     .async_only = true},
};

int main(void)
{
    return STAGE_MAIN("endings", tests);
}
