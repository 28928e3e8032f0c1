/* Workflow steps, model calls and MCP calls around the program's work. */
#include "stage.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/child.h"
#include "support/subject_telemetry.h"

/* ---- both libraries ---- */

static void test_steps(stage *s)
{
    static const apie_step_outcome failed = {.error_message = "disk full"};
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    json_t *summary = json_pack("{s:s}", "purpose", "plan");
    const apie_step_input input = {.run_id = run->id,
                                   .step_key = "p",
                                   .step_name = "Plan",
                                   .step_index = apie_int(2),
                                   .payload_summary = summary};
    for (int kind = 0; kind < SUBJECT_STEP_KINDS; kind++) {
        subject_step step;
        expect_ok(
            s, subject_step_begin(&s->subject, (subject_step_kind)kind, &input, &step, &s->error));
        expect_ok(s, subject_step_finish(&step, NULL, &s->error));
        expect_ok(
            s, subject_step_begin(&s->subject, (subject_step_kind)kind, &input, &step, &s->error));
        expect_ok(s, subject_step_finish(&step, &failed, &s->error));
    }
    json_decref(summary);
    stage_end_run(s, run);
    stage_expect_events(s, "run_1",
                        "workflow.step.started workflow.step.completed workflow.step.started "
                        "workflow.step.failed llm.called llm.completed llm.called llm.failed "
                        "mcp.called mcp.completed mcp.called mcp.failed");
    for (size_t i = 0; i < 12; i++) {
        const json_t *event = json_array_get(json_at(s->state, "events"), i);
        assert_string_equal(text_at(event, "step_key"), "p");
        assert_string_equal(text_at(event, "step_name"), "Plan");
        assert_int_equal(number_at(event, "step_index"), 2);
        assert_int_equal(json_object_get(event, "payload_summary") != NULL, i % 2 == 0);
        assert_int_equal(json_object_get(event, "error") != NULL, i % 4 == 3);
    }
}

static void test_work_in_steps(stage *s)
{
    unsigned times = 0;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    const apie_step_input input = {.run_id = run->id, .step_name = "Plan", .model = "m1"};
    for (int kind = 0; kind < SUBJECT_STEP_KINDS; kind++) {
        expect_ok(s, subject_with_step(&s->subject, (subject_step_kind)kind, &input, NULL, &times,
                                       &s->error));
        apie_status status = subject_with_step(&s->subject, (subject_step_kind)kind, &input,
                                               "disk full", &times, &s->error);
        if (s->kind != SUBJECT_ASYNC) { /* there the work itself knows */
            assert_int_equal(status, APIE_ERROR_CONFIG);
            assert_string_equal(s->error.message, "disk full");
        }
    }
    assert_int_equal(times, 6);
    stage_end_run(s, run);
    stage_expect_events(s, "run_1",
                        "workflow.step.started workflow.step.completed workflow.step.started "
                        "workflow.step.failed llm.called llm.completed llm.called llm.failed "
                        "mcp.called mcp.completed mcp.called mcp.failed");
    assert_string_equal(text_at(s->state, "events/4/payload_summary/model"), "m1");
    assert_string_equal(text_at(s->state, "events/7/error/message"), "disk full");
}

static void test_bad_steps(stage *s)
{
    unsigned times = 0;
    subject_step step;
    const apie_step_input nameless = {.run_id = "run_x"};
    stage_begin(s);
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_step_begin(&s->subject, SUBJECT_STEP_WORKFLOW, &nameless, &step, &s->error));
    assert_string_equal(s->error.where, "step_name");
    expect(
        s, APIE_ERROR_INVALID_ARGUMENT,
        subject_with_step(&s->subject, SUBJECT_STEP_WORKFLOW, &nameless, NULL, &times, &s->error));
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_with_step(&s->subject, SUBJECT_STEP_LLM, NULL, NULL, &times, &s->error));
    assert_string_equal(s->error.where, "run_id");
    assert_int_equal(times, 0);
    if (s->kind == SUBJECT_ASYNC) {
        assert_int_equal(apie_async_llm_call_begin(s->subject.async, &nameless, NULL, &s->error),
                         APIE_ERROR_INVALID_ARGUMENT);
        assert_null(
            apie_async_with_llm_call(s->subject.async, &nameless, NULL, NULL, NULL, &s->error));
        assert_string_equal(s->error.where, "fn");
        assert_int_equal(apie_async_step_finish(NULL, NULL, NULL), APIE_ERROR_INVALID_ARGUMENT);
    } else {
        assert_int_equal(apie_llm_call_begin(s->subject.sync, &nameless, NULL, &s->error),
                         APIE_ERROR_INVALID_ARGUMENT);
        assert_int_equal(apie_with_llm_call(s->subject.sync, &nameless, NULL, NULL, &s->error),
                         APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(s->error.where, "fn");
        assert_int_equal(apie_step_finish(NULL, NULL, NULL), APIE_ERROR_INVALID_ARGUMENT);
    }
}

static void test_closed(stage *s)
{
    subject_step step;
    const apie_step_input input = {.run_id = "run_x", .step_name = "s"};
    const apie_event_details details = {.run_id = "run_x"};
    unsigned times = 0;
    uint64_t left = 1;
    json_t *value = NULL;
    stage_begin(s);
    expect_ok(s, subject_step_begin(&s->subject, SUBJECT_STEP_LLM, &input, &step, &s->error));
    expect_ok(s, subject_shutdown(&s->subject, 0, &left, &s->error));
    assert_int_equal(left, 0);
    expect(s, APIE_ERROR_CLOSED, subject_track(&s->subject, "x", &details, NULL, &s->error));
    expect(s, APIE_ERROR_CLOSED,
           subject_tell(&s->subject, "llm.called", &details, NULL, &s->error));
    expect(s, APIE_ERROR_CLOSED,
           subject_with_step(&s->subject, SUBJECT_STEP_LLM, &input, NULL, &times, &s->error));
    expect(s, APIE_ERROR_CLOSED,
           subject_build_event(&s->subject, "x", &details, &value, &s->error));
    subject_step late;
    expect(s, APIE_ERROR_CLOSED,
           subject_step_begin(&s->subject, SUBJECT_STEP_LLM, &input, &late, &s->error));
    (void)subject_step_finish(&step, NULL, &s->error); /* frees it, whatever it says */
}

/* ---- the event-driven library's ends ---- */

typedef struct ends {
    stage *stage;
    unsigned begun;
    unsigned done;
    apie_status status;
    apie_async_step *step;
} ends;

static void keep_step(apie_async_step *step, void *user)
{
    ends *e = user;
    e->begun++;
    e->step = step;
}

static void note_end(apie_status status, const apie_error *error, void *user)
{
    ends *e = user;
    assert_int_equal(status == APIE_OK, error == NULL);
    e->done++;
    e->status = status;
}

static const apie_step_input plan = {.run_id = "run_x", .step_name = "Plan"};

static void turn_until(stage *s, const unsigned *count, unsigned wanted)
{
    while (*count < wanted && event_base_loop(s->subject.base, EVLOOP_ONCE) == 0)
        continue;
    assert_int_equal(*count, wanted);
}

static void test_done_is_told_once(stage *s)
{
    ends e = {.stage = s};
    stage_begin(s);
    assert_non_null(
        apie_async_with_workflow_step(s->subject.async, &plan, keep_step, note_end, &e, &s->error));
    assert_int_equal(e.begun, 0); /* not from inside */
    turn_until(s, &e.begun, 1);
    assert_int_equal(e.done, 0);
    expect_ok(s, apie_async_step_finish(e.step, NULL, &s->error));
    assert_int_equal(e.done, 0);
    turn_until(s, &e.done, 1);
    assert_int_equal(e.status, APIE_OK);
    /* nobody need be told */
    assert_non_null(
        apie_async_with_llm_call(s->subject.async, &plan, keep_step, NULL, &e, &s->error));
    turn_until(s, &e.begun, 2);
    expect_ok(s, apie_async_step_finish(e.step, NULL, &s->error));
    expect_ok(s, subject_flush(&s->subject, 0, NULL, &s->error));
    stage_expect_events(s, "run_x",
                        "workflow.step.started workflow.step.completed llm.called llm.completed");
}

static void test_cancelled_before(stage *s)
{
    ends e = {.stage = s};
    stage_begin(s);
    apie_call_cancel(
        apie_async_with_mcp_call(s->subject.async, &plan, keep_step, note_end, &e, &s->error));
    assert_int_equal(e.done, 0);
    turn_until(s, &e.done, 1);
    assert_int_equal(e.status, APIE_ERROR_CANCELLED);
    assert_int_equal(e.begun, 0);
    apie_call_cancel(
        apie_async_with_mcp_call(s->subject.async, &plan, keep_step, NULL, &e, &s->error));
    expect_ok(s, subject_flush(&s->subject, 0, NULL, &s->error));
    assert_int_equal(e.begun, 0);
    assert_int_equal(json_array_size(json_at(stage_state(s), "events")), 0);
}

static void test_freed_under_steps(stage *s)
{
    ends waiting = {.stage = s}, working = {.stage = s};
    subject_step open;
    stage_begin(s);
    expect_ok(s, subject_step_begin(&s->subject, SUBJECT_STEP_LLM, &plan, &open, &s->error));
    assert_non_null(apie_async_with_llm_call(s->subject.async, &plan, keep_step, note_end, &working,
                                             &s->error));
    turn_until(s, &working.begun, 1);
    assert_non_null(apie_async_with_llm_call(s->subject.async, &plan, keep_step, note_end, &waiting,
                                             &s->error));
    subject_free(&s->subject);
    assert_int_equal(waiting.done, 1);
    assert_int_equal(waiting.begun, 0);
    assert_int_equal(waiting.status, APIE_ERROR_CANCELLED);
    assert_int_equal(working.done, 1);
    assert_int_equal(working.status, APIE_ERROR_CANCELLED);
    expect(s, APIE_ERROR_CLOSED, apie_async_step_finish(working.step, NULL, &s->error));
    expect(s, APIE_ERROR_CLOSED, subject_step_finish(&open, NULL, &s->error));
    assert_int_equal(working.done, 1);
}

/* In a child the parent's client tells nothing, and its steps end. */
static void test_forked(stage *s)
{
    subject_step step;
    int status = -1;
    stage_use(s, "http://127.0.0.1:9");
    stage_connect(s);
    expect_ok(s, subject_step_begin(&s->subject, SUBJECT_STEP_LLM, &plan, &step, &s->error));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        bool good =
            subject_tell(&s->subject, "llm.called", &(apie_event_details){.run_id = "run_x"}, NULL,
                         NULL) == APIE_ERROR_FORKED &&
            subject_step_finish(&step, NULL, NULL) == APIE_ERROR_FORKED;
        child_ends(good ? 0 : 1);
    }
    while (waitpid(child, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    expect_ok(s, subject_step_finish(&step, NULL, &s->error));
}

static const stage_test tests[] = {
    {.name = "steps", .run = test_steps},
    {.name = "work in steps", .run = test_work_in_steps},
    {.name = "bad steps", .run = test_bad_steps, .once = true},
    {.name = "closed", .run = test_closed, .once = true},
    {.name = "done is told once", .run = test_done_is_told_once, .once = true, .async_only = true},
    {.name = "cancelled before", .run = test_cancelled_before, .once = true, .async_only = true},
    {.name = "freed under steps", .run = test_freed_under_steps, .once = true, .async_only = true},
    {.name = "forked", .run = test_forked, .once = true},
};

int main(void)
{
    return STAGE_MAIN("steps", tests);
}
