/* Sessions, runs in them, child runs and handoffs, through both libraries. */
#include "stage.h"

#include <string.h>

#include "base/fail.h"
#include "support/subject_tracing.h"

static apie_session *begin_session(stage *s, const apie_session_input *input)
{
    apie_session *session = NULL;
    expect_ok(s, subject_session_begin(&s->subject, input, NULL, &session, &s->error));
    ALWAYS(session != NULL);
    return session;
}

static void end_session(stage *s, apie_session *session, const apie_session_outcome *outcome)
{
    expect_ok(s, subject_session_end(&s->subject, session, outcome, NULL, &s->error));
    apie_free(session);
}

static apie_run *begin_run(stage *s, const apie_run_input *input)
{
    apie_run *run = NULL;
    expect_ok(s, subject_run_begin(&s->subject, input, NULL, &run, &s->error));
    ALWAYS(run != NULL);
    return run;
}

static apie_run *begin_child(stage *s, const apie_child_run_input *input)
{
    apie_run *run = NULL;
    expect_ok(s, subject_child_run_begin(&s->subject, input, NULL, &run, &s->error));
    ALWAYS(run != NULL);
    return run;
}

static void use_tool_in(stage *s, const apie_run *run, const char *name)
{
    subject_scope scope;
    apie_tool_input input = {
        .run_id = run->id, .session_id = run->session_id, .tool = {.name = name}};
    expect_ok(s, subject_tool_begin(&s->subject, &input, NULL, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
}

static void expect_body(stage *s, const char *path, const char *json)
{
    json_t *expected = json_loads(json, 0, NULL);
    const json_t *body = json_at(stage_recorded_request(s, path), "body");
    assert_non_null(expected);
    if (!json_equal((json_t *)(uintptr_t)body, expected)) {
        char *text = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
        fail_msg("%s: %s in place of %s", path, text, json);
    }
    json_decref(expected);
}

/* ---- all together ---- */

/* What the reference client was seen to send for the same work. */
static void test_pipeline(stage *s)
{
    json_t *metadata = json_pack("{s:b}", "test", 1);
    json_t *summary = json_pack("{s:s, s:i}", "releaseId", "rel_test", "filesChanged", 3);
    apie_session_input input = {.kind = APIE_SESSION_PIPELINE,
                                .input_summary = "Apie SDK pipeline test",
                                .metadata = metadata};
    stage_serve_recorded(s, NULL);
    stage_connect(s);
    apie_session *session = begin_session(s, &input);
    assert_string_equal(session->id, "ses_1");
    assert_string_equal(session->status, "running");
    assert_non_null(session->started_at);
    apie_run_input first = {.session_id = session->id,
                            .step_name = "Orchestrator",
                            .step_index = apie_int(0),
                            .input_summary = "Orchestrator step"};
    apie_run *run = begin_run(s, &first);
    assert_string_equal(run->session_id, "ses_1");
    use_tool_in(s, run, "test_tool");
    apie_handoff_input given = {.session_id = session->id,
                                .source_run_id = run->id,
                                .reason = "Delegate worker step",
                                .payload_summary = summary};
    apie_handoff *handoff = NULL;
    expect_ok(s, subject_request_handoff(&s->subject, &given, NULL, &handoff, &s->error));
    assert_string_equal(handoff->id, "hof_1");
    assert_string_equal(handoff->status, "requested");
    apie_free(handoff);
    apie_child_run_input second = {.session_id = session->id,
                                   .parent_run_id = run->id,
                                   .step_name = "Worker",
                                   .step_index = apie_int(1),
                                   .role = "worker",
                                   .input_summary = "Worker step"};
    apie_run *child = begin_child(s, &second);
    use_tool_in(s, child, "test_tool_worker");
    stage_end_run(s, child);
    stage_end_run(s, run);
    end_session(s, session, NULL);
    json_decref(metadata);
    json_decref(summary);

    expect_body(s, "/v1/sessions",
                "{\"kind\":\"pipeline\",\"orchestrator_agent_key\":\"stage-agent\","
                "\"orchestrator_agent_id\":\"agt_1\",\"environment\":\"test\","
                "\"input_summary\":\"Apie SDK pipeline test\",\"metadata\":{\"test\":true}}");
    expect_body(s, "/v1/sessions/ses_1/handoffs",
                "{\"source_run_id\":\"run_1\",\"source_agent_id\":\"agt_1\","
                "\"target_run_id\":null,\"target_agent_id\":null,\"trigger_event_id\":null,"
                "\"reason\":\"Delegate worker step\",\"input_summary\":null,\"payload_summary\":"
                "{\"releaseId\":\"rel_test\",\"filesChanged\":3},\"status\":\"requested\"}");
    expect_body(s, "/v1/sessions/ses_1/runs",
                "{\"agent_key\":\"stage-agent\",\"agent_id\":\"agt_1\","
                "\"agent_version_id\":\"ver_1\",\"parent_run_id\":\"run_1\","
                "\"trigger_event_id\":null,\"step_key\":null,\"step_name\":\"Worker\","
                "\"step_index\":1,\"role\":\"worker\",\"environment\":null,"
                "\"input_summary\":\"Worker step\",\"metadata\":{\"payload_summary\":null}}");
    expect_body(s, "/v1/sessions/ses_1/complete",
                "{\"status\":\"completed\",\"output_summary\":null,\"metadata\":null}");
    stage_expect_events(s, "run_1",
                        "guardrail.evaluated tool.called action.requested action.completed "
                        "handoff.requested");
    stage_expect_events(s, "run_2",
                        "guardrail.evaluated tool.called action.requested action.completed");
    const json_t *state = stage_state(s);
    assert_string_equal(text_at(state, "sessions/ses_1/status"), "completed");
    assert_string_equal(text_at(state, "runs/run_1/session_id"), "ses_1");
    assert_string_equal(text_at(state, "runs/run_1/step_name"), "Orchestrator");
    assert_string_equal(text_at(state, "runs/run_2/parent_run_id"), "run_1");
    assert_string_equal(text_at(state, "runs/run_2/status"), "completed");
    assert_string_equal(text_at(state, "handoffs/hof_1/session_id"), "ses_1");
    const json_t *events = json_at(state, "events");
    for (size_t i = 0; i < json_array_size(events); i++)
        assert_int_equal(number_at(json_array_get(events, i), "session_sequence_number"), i + 1);
    stage_close(s);
    stage_expect_delivered(s, 9);
}

static void test_failed_session(stage *s)
{
    apie_session_outcome outcome = {.error_message = "disk full", .output_summary = "nothing"};
    stage_begin(s);
    end_session(s, begin_session(s, NULL), &outcome);
    const json_t *state = stage_state(s);
    assert_string_equal(text_at(state, "sessions/ses_1/status"), "failed");
    assert_string_equal(text_at(state, "sessions/ses_1/completion/output_summary"), "nothing");
    assert_string_equal(text_at(state, "events/0/type"), "agent.error");
    assert_string_equal(text_at(state, "events/0/session_id"), "ses_1");
    assert_string_equal(text_at(state, "events/0/error/message"), "disk full");
    assert_null(json_at(state, "events/0/run_id"));
    outcome = (apie_session_outcome){.status = APIE_SESSION_STATUS_CANCELLED};
    end_session(s, begin_session(s, NULL), &outcome);
    assert_string_equal(text_at(stage_state(s), "sessions/ses_2/status"), "cancelled");
}

static void test_run_ended_by_id(stage *s)
{
    apie_run_outcome outcome = {.error_message = "disk full"};
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    expect_ok(s, subject_complete_run(&s->subject, run->id, &outcome, NULL, &s->error));
    apie_free(run);
    assert_null(apie_context_run_id());
    assert_string_equal(text_at(stage_state(s), "runs/run_1/status"), "failed");
    stage_expect_events(s, "run_1", "error");
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_complete_run(&s->subject, NULL, NULL, NULL, &s->error));
    assert_string_equal(s->error.where, "run_id");
}

static void test_another_agents_run(stage *s)
{
    apie_child_run_input input = {.agent_key = "worker-agent"};
    stage_begin(s);
    apie_session *session = begin_session(s, NULL);
    input.session_id = session->id;
    apie_run *run = begin_child(s, &input);
    const json_t *kept = json_at(stage_state(s), "runs/run_1");
    assert_string_equal(text_at(kept, "agent_key"), "worker-agent");
    assert_null(json_at(kept, "agent_id"));
    assert_null(json_at(kept, "agent_version_id"));
    stage_end_run(s, run);
    end_session(s, session, NULL);
}

/* ---- when the service is not there ---- */

static void test_offline(stage *s)
{
    stage_serve_faults(s, "[{\"path\":\"/v1/sessions*\",\"status\":500}]");
    stage_connect(s);
    apie_session *session = begin_session(s, NULL);
    assert_string_equal(session->status, "offline");
    json_int_t requests = stage_requests(s);
    apie_run_input input = {.session_id = session->id};
    apie_run *run = begin_run(s, &input);
    assert_string_equal(run->status, "offline");
    assert_string_equal(run->session_id, session->id);
    apie_handoff_input given = {.session_id = session->id, .source_run_id = run->id};
    apie_handoff *handoff = NULL;
    expect_ok(s, subject_request_handoff(&s->subject, &given, NULL, &handoff, &s->error));
    assert_string_equal(handoff->status, "offline");
    apie_free(handoff);
    expect_ok(s, subject_run_end(&s->subject, run, NULL, NULL, &s->error));
    stage_state(s);
    assert_string_equal(text_at(s->state, "events/0/type"), "agent.handoff.requested");
    assert_string_equal(text_at(s->state, "events/0/run_id"), run->id);
    apie_free(run);
    end_session(s, session, NULL);
    assert_int_equal(number_at(s->state, "requests"), requests + 1); /* the event */
    stage_close(s);
    assert_int_equal(s->reported, 1);
    stage_expect_delivered(s, 1);
}

static void test_enforced(stage *s)
{
    apie_session *session = NULL;
    stage_serve_faults(s, "[{\"path\":\"/v1/sessions\",\"status\":403}]");
    s->config.mode = APIE_MODE_ENFORCE;
    s->config.guard_failure_mode = APIE_GUARD_FAIL_CLOSED;
    stage_connect(s);
    expect(s, APIE_ERROR_PERMISSION,
           subject_session_begin(&s->subject, NULL, NULL, &session, &s->error));
    assert_null(session);
    assert_null(apie_context_session_id());
    assert_int_equal(s->error.http_status, 403);
}

/* The agent is being registered, which takes its time: whoever needs that waits. */
static void test_before_ready(stage *s)
{
    stage_serve_faults(s, "[{\"path\":\"/v1/agents/identify\",\"delay_ms\":300}]");
    stage_connect(s);
    apie_session *session = begin_session(s, NULL);
    assert_string_equal(text_at(stage_state(s), "sessions/ses_1/orchestrator_agent_id"), "agt_1");
    end_session(s, session, NULL);
}

static void test_disabled(stage *s)
{
    stage_serve(s, NULL);
    s->config.enabled = apie_bool(false);
    stage_connect(s);
    apie_session *session = begin_session(s, NULL);
    assert_string_equal(session->id, "disabled_session_1");
    apie_child_run_input input = {.session_id = session->id};
    apie_run *run = begin_child(s, &input);
    assert_string_equal(run->id, "disabled_run_2");
    apie_handoff_input given = {.session_id = session->id, .source_run_id = run->id};
    expect_ok(s, subject_request_handoff(&s->subject, &given, NULL, NULL, &s->error));
    expect_ok(s, subject_complete_run(&s->subject, run->id, NULL, NULL, &s->error));
    apie_free(run);
    end_session(s, session, &(apie_session_outcome){.error_message = "it broke"});
    assert_int_equal(stage_requests(s), 0);
}

/* ---- what is refused ---- */

static void test_nothing_known(stage *s)
{
    apie_run *run = NULL;
    apie_handoff_input given = {.session_id = "ses_1"};
    stage_begin(s);
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_child_run_begin(&s->subject, NULL, NULL, &run, &s->error));
    assert_string_equal(s->error.where, "session_id");
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_request_handoff(&s->subject, NULL, NULL, NULL, &s->error));
    assert_string_equal(s->error.where, "session_id");
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_request_handoff(&s->subject, &given, NULL, NULL, &s->error));
    assert_string_equal(s->error.where, "source_run_id");
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_session_end(&s->subject, NULL, NULL, NULL, &s->error));
    assert_string_equal(s->error.where, "session");
    assert_int_equal(stage_requests(s), 1);
}

static void test_closed(stage *s)
{
    apie_session *session = NULL;
    apie_session *open = NULL;
    stage_begin(s);
    open = begin_session(s, NULL);
    expect_ok(s, subject_shutdown(&s->subject, 0, NULL, &s->error));
    expect(s, APIE_ERROR_CLOSED,
           subject_session_begin(&s->subject, NULL, NULL, &session, &s->error));
    expect(s, APIE_ERROR_CLOSED, subject_session_end(&s->subject, open, NULL, NULL, &s->error));
    assert_null(apie_context_session_id());
    apie_free(open);
}

/* ---- cancelled in the middle ---- */

static void note_status(apie_status status, apie_session *session, const apie_error *error,
                        void *user)
{
    assert_int_equal(status == APIE_OK, session != NULL);
    assert_int_equal(status == APIE_OK, error == NULL);
    *(apie_status *)user = status;
}

static void test_cancelled(stage *s)
{
    apie_session *session = NULL;
    stage_serve_faults(s, "[{\"path\":\"/v1/sessions\",\"stall\":\"headers\"}]");
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    if (s->subject.sync) {
        apie_cancel_token *token = apie_cancel_token_new();
        apie_call_options options = {.cancel = token};
        assert_non_null(token);
        apie_cancel_token_cancel(token);
        expect(s, APIE_ERROR_CANCELLED,
               subject_session_begin(&s->subject, NULL, &options, &session, &s->error));
        apie_cancel_token_free(token);
        assert_null(apie_context_session_id());
        return;
    }
    apie_status status = APIE_OK;
    apie_call *call =
        apie_async_session_begin(s->subject.async, NULL, NULL, note_status, &status, &s->error);
    assert_non_null(call);
    while (stage_requests(s) < 2)
        event_base_loop(s->subject.base, EVLOOP_NONBLOCK);
    apie_call_cancel(call);
    while (status == APIE_OK)
        event_base_loop(s->subject.base, EVLOOP_ONCE);
    assert_int_equal(status, APIE_ERROR_CANCELLED);
}

/* ---- around the program's work ---- */

typedef struct work {
    stage *stage;
    const char *fail_with;
    bool child;
    int times;
    int done;
    apie_status status;
    apie_error error;
    char session_id[64];
    apie_async_session_scope *session_scope;
} work;

static apie_status in_run(apie_client *client, const apie_run *run, void *user, apie_error *error)
{
    work *w = user;
    (void)client;
    assert_string_equal(run->session_id, w->session_id);
    assert_string_equal(apie_context_run_id(), run->id);
    assert_string_equal(apie_context_session_id(), w->session_id);
    w->times++;
    return w->fail_with ? apie_fail(error, APIE_ERROR_CONFIG, NULL, "%s", w->fail_with) : APIE_OK;
}

static apie_status in_session(apie_client *client, const apie_session *session, void *user,
                              apie_error *error)
{
    work *w = user;
    memcpy(w->session_id, session->id, strlen(session->id) + 1);
    assert_string_equal(apie_context_session_id(), session->id);
    return w->child ? apie_with_child_run(client, NULL, NULL, in_run, w, error)
                    : apie_with_run(client, NULL, NULL, in_run, w, error);
}

static void note_done(apie_status status, const apie_error *error, void *user)
{
    work *w = user;
    w->done++;
    w->status = status;
    if (status != APIE_OK)
        w->error = *error;
}

static void async_in_run(apie_async_run_scope *scope, void *user)
{
    work *w = user;
    apie_run_outcome outcome = {.error_message = w->fail_with};
    assert_string_equal(apie_async_run_scope_run(scope)->session_id, w->session_id);
    w->times++;
    expect_ok(w->stage, apie_async_run_scope_finish(scope, &outcome, &w->error));
}

static void async_run_done(apie_status status, const apie_error *error, void *user)
{
    work *w = user;
    apie_session_outcome outcome = {.error_message = w->fail_with};
    (void)error;
    assert_int_equal(status, APIE_OK);
    expect_ok(w->stage, apie_async_session_scope_finish(w->session_scope, &outcome, &w->error));
}

static void async_in_session(apie_async_session_scope *scope, void *user)
{
    work *w = user;
    apie_async_client *client = w->stage->subject.async;
    const char *id = apie_async_session_scope_session(scope)->id;
    apie_run_input run = {.session_id = id};
    apie_child_run_input child = {.session_id = id};
    memcpy(w->session_id, id, strlen(id) + 1);
    w->session_scope = scope;
    apie_call *call = w->child ? apie_async_with_child_run(client, &child, NULL, async_in_run,
                                                           async_run_done, w, &w->error)
                               : apie_async_with_run(client, &run, NULL, async_in_run,
                                                     async_run_done, w, &w->error);
    assert_non_null(call);
}

static void do_work(work *w)
{
    subject *s = &w->stage->subject;
    if (s->sync) {
        w->status = apie_with_session(s->sync, NULL, NULL, in_session, w, &w->error);
        return;
    }
    assert_non_null(
        apie_async_with_session(s->async, NULL, NULL, async_in_session, note_done, w, &w->error));
    assert_int_equal(w->times, 0);
    while (!w->done && event_base_loop(s->base, EVLOOP_ONCE) == 0)
        continue;
    assert_int_equal(w->done, 1);
}

static void test_with_session(stage *s)
{
    stage_begin(s);
    for (int i = 0; i < 2; i++) {
        work w = {.stage = s, .child = i == 1};
        do_work(&w);
        expect_ok(s, w.status);
        assert_int_equal(w.times, 1);
        assert_null(apie_context_session_id());
    }
    const json_t *state = stage_state(s);
    assert_string_equal(text_at(state, "sessions/ses_2/status"), "completed");
    assert_string_equal(text_at(state, "runs/run_1/session_id"), "ses_1");
    assert_string_equal(text_at(state, "runs/run_2/session_id"), "ses_2");
    assert_string_equal(text_at(state, "runs/run_2/status"), "completed");
}

static void test_with_failing_session(stage *s)
{
    work w = {.stage = s, .fail_with = "disk full"};
    stage_begin(s);
    do_work(&w);
    if (s->subject.sync) { /* there the failure is the function's */
        assert_int_equal(w.status, APIE_ERROR_CONFIG);
        assert_string_equal(w.error.message, "disk full");
    }
    const json_t *state = stage_state(s);
    assert_string_equal(text_at(state, "sessions/ses_1/status"), "failed");
    assert_string_equal(text_at(state, "runs/run_1/status"), "failed");
    assert_int_equal(json_array_size(json_at(state, "events")), 2); /* the run's, the session's */
    assert_string_equal(text_at(state, "events/1/error/message"), "disk full");
}

static void test_session_that_cannot_begin(stage *s)
{
    work w = {.stage = s};
    stage_serve_faults(s, "[{\"path\":\"/v1/sessions\",\"status\":403}]");
    s->config.mode = APIE_MODE_ENFORCE;
    s->config.guard_failure_mode = APIE_GUARD_THROW;
    stage_connect(s);
    do_work(&w);
    assert_int_equal(w.status, APIE_ERROR_PERMISSION);
    assert_int_equal(w.times, 0);
}

static void test_no_function(stage *s)
{
    apie_error error;
    stage_begin(s);
    if (s->subject.sync) {
        expect(s, APIE_ERROR_INVALID_ARGUMENT,
               apie_with_session(s->subject.sync, NULL, NULL, NULL, NULL, &s->error));
        expect(s, APIE_ERROR_INVALID_ARGUMENT,
               apie_with_child_run(s->subject.sync, NULL, NULL, NULL, NULL, &s->error));
        expect(s, APIE_ERROR_INVALID_ARGUMENT,
               apie_session_begin(s->subject.sync, NULL, NULL, NULL, &s->error));
        return;
    }
    assert_null(apie_async_with_session(s->subject.async, NULL, NULL, NULL, NULL, NULL, &error));
    assert_string_equal(error.where, "fn");
    assert_null(apie_async_with_child_run(s->subject.async, NULL, NULL, NULL, NULL, NULL, &error));
    assert_string_equal(error.where, "fn");
    assert_int_equal(apie_async_session_scope_finish(NULL, NULL, &error),
                     APIE_ERROR_INVALID_ARGUMENT);
}

static void hold_session(apie_async_session_scope *scope, void *user)
{
    ((work *)user)->session_scope = scope;
}

static void test_freed_under_work(stage *s)
{
    work w = {.stage = s};
    stage_begin(s);
    assert_non_null(apie_async_with_session(s->subject.async, NULL, NULL, hold_session, note_done,
                                            &w, &w.error));
    while (!w.session_scope)
        event_base_loop(s->subject.base, EVLOOP_ONCE);
    subject_free(&s->subject);
    assert_int_equal(w.done, 1);
    assert_int_equal(w.status, APIE_ERROR_CANCELLED);
    assert_string_equal(apie_async_session_scope_session(w.session_scope)->id, "ses_1");
    expect(s, APIE_ERROR_CLOSED, apie_async_session_scope_finish(w.session_scope, NULL, &s->error));
}

static const stage_test tests[] = {
    {.name = "a pipeline", .run = test_pipeline},
    {.name = "a session that fails", .run = test_failed_session},
    {.name = "a run that is ended by its id", .run = test_run_ended_by_id},
    {.name = "another agent's run", .run = test_another_agents_run},
    {.name = "a session offline", .run = test_offline},
    {.name = "a session that must not be offline", .run = test_enforced},
    {.name = "before the agent is ready", .run = test_before_ready, .once = true},
    {.name = "a disabled client", .run = test_disabled, .once = true},
    {.name = "no session, no run", .run = test_nothing_known, .once = true},
    {.name = "a closed client", .run = test_closed, .once = true},
    {.name = "cancelled", .run = test_cancelled},
    {.name = "a session around the work", .run = test_with_session},
    {.name = "a session around work that fails", .run = test_with_failing_session},
    {.name = "no work without a session", .run = test_session_that_cannot_begin, .once = true},
    {.name = "no function", .run = test_no_function, .once = true},
    {.name = "freed under work", .run = test_freed_under_work, .async_only = true},
};

int main(void)
{
    return STAGE_MAIN("sessions", tests);
}
