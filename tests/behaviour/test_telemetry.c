/* Events of the program's own, and events as values. Steps are in test_steps.c. */
#include "stage.h"

#include <stdio.h>
#include <string.h>

#include "support/subject_telemetry.h"

/* ---- every function ---- */

static const apie_decision decision = {.effective_decision = "allow",
                                       .enforcement_action = "proceed"};

/* What an event of a type needs and tells, more or less. */
static apie_event_details details_of(const char *type, const char *run_id, const json_t *tools)
{
    apie_event_details details = {.run_id = run_id};
    const apie_resource file = {.type = "file", .environment = "production"};
    if (strstr(type, "failed") || strcmp(type, "error") == 0)
        details.error_message = "disk full";
    if (strncmp(type, "action.", 7) == 0) {
        details.action = (apie_action){.type = "read", .name = "look"};
        details.resource = file;
    } else if (strncmp(type, "workflow.", 9) == 0) {
        details.step_name = "Validate";
    } else if (strcmp(type, "tool.called") == 0) {
        details.tool.name = "search";
    } else if (strcmp(type, "resource.touched") == 0) {
        details.resource = file;
    } else if (strcmp(type, "guardrail.evaluated") == 0) {
        details.decision = &decision;
    } else if (strncmp(type, "approval.", 9) == 0) {
        details.approval.approval_id = "appr_7";
        details.approval.status = strcmp(type, "approval.resolved") == 0 ? "approved" : NULL;
    } else if (strcmp(type, "mcp.tools_listed") == 0) {
        details.server = "fs";
        details.tools = tools;
    }
    return details;
}

static void test_every_tracker(stage *s)
{
    char ids[SUBJECT_TRACKERS][APIE_EVENT_ID_SIZE];
    char types[1024] = "";
    json_t *tools = json_pack("[{s:s}]", "name", "read");
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    for (size_t i = 0; i < SUBJECT_TRACKERS; i++) {
        const char *type = subject_trackers[i].type;
        const apie_event_details details = details_of(type, run->id, tools);
        size_t used = strlen(types);
        expect_ok(s, subject_tell(&s->subject, type, &details, ids[i], &s->error));
        (void)snprintf(types + used, sizeof types - used, "%s%s", used ? " " : "", type);
    }
    stage_end_run(s, run);
    stage_expect_events(s, "run_1", types);
    for (size_t i = 0; i < SUBJECT_TRACKERS; i++) {
        const json_t *event = json_array_get(json_at(s->state, "events"), i);
        assert_string_equal(text_at(event, "event_id"), ids[i]);
        assert_string_equal(text_at(event, "agent_key"), s->config.agent.key);
    }
    assert_string_equal(text_at(s->state, "events/1/environment"), "production");
    assert_string_equal(text_at(s->state, "events/17/payload_summary/tools/0"), "read");
    assert_string_equal(text_at(s->state, "events/17/step_name"), "fs.tools_list");
    json_decref(tools);
    stage_close(s);
    stage_expect_delivered(s, SUBJECT_TRACKERS);
}

static void test_custom_type(stage *s)
{
    json_t *metadata = json_pack("{s:i, s:s}", "amount", 3, "token", "abc");
    const apie_event_details details = {
        .run_id = "run_x", .caused_by_event_id = "ev_1", .metadata = metadata};
    stage_begin(s);
    expect_ok(s, subject_track(&s->subject, "billing.charged", &details, NULL, &s->error));
    expect_ok(s, subject_flush(&s->subject, 0, NULL, &s->error));
    stage_expect_events(s, "run_x", "billing.charged");
    assert_string_equal(text_at(s->state, "events/0/metadata/token"), "[REDACTED]");
    assert_int_equal(number_at(s->state, "events/0/metadata/amount"), 3);
    assert_string_equal(text_at(s->state, "events/0/caused_by_event_id"), "ev_1");
    json_decref(metadata);
}

static void test_other_agent(stage *s)
{
    const apie_event_details details = {.run_id = "run_x", .agent_key = "somebody-else"};
    stage_begin(s);
    expect_ok(s, subject_tell(&s->subject, "handoff.accepted", &details, NULL, &s->error));
    expect_ok(s, subject_flush(&s->subject, 0, NULL, &s->error));
    stage_expect_events(s, "run_x", "handoff.accepted");
    assert_string_equal(text_at(s->state, "events/0/agent_key"), "somebody-else");
    assert_null(json_at(s->state, "events/0/agent_id"));
}

static void test_refused(stage *s)
{
    apie_event_details details = {.run_id = "run_x", .reason = "why"};
    stage_begin(s);
    for (size_t i = 0; i < SUBJECT_TRACKERS; i++) {
        const char *type = subject_trackers[i].type;
        if (strcmp(type, "approval.requested") == 0)
            continue; /* it sends a reason */
        expect(s, APIE_ERROR_INVALID_ARGUMENT,
               subject_tell(&s->subject, type, &details, NULL, &s->error));
        assert_string_equal(s->error.where, "reason");
    }
    details = (apie_event_details){.step_name = "s"};
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_tell(&s->subject, "llm.called", &details, NULL, &s->error));
    assert_string_equal(s->error.where, "run_id");
    assert_non_null(strstr(s->error.message, "set run_id"));
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_track(&s->subject, "", &details, NULL, &s->error));
    assert_string_equal(s->error.where, "type");
    expect(s, APIE_ERROR_INVALID_ARGUMENT, subject_track(&s->subject, "x", NULL, NULL, &s->error));
    /* without anywhere to say why */
    assert_int_equal(subject_track(&s->subject, "x", NULL, NULL, NULL),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(subject_tell(&s->subject, "error", NULL, NULL, NULL),
                     APIE_ERROR_INVALID_ARGUMENT);
}

/* The thread knows the run and the session, where the library does. */
static void test_current_run(stage *s)
{
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    const apie_event_details details = {.step_name = "s"};
    unsigned times = 0;
    expect_ok(s, subject_tell(&s->subject, "llm.called", NULL, NULL, &s->error));
    expect_ok(s, subject_track(&s->subject, "mine", &details, NULL, &s->error));
    expect_ok(s, subject_with_step(&s->subject, SUBJECT_STEP_MCP, NULL, NULL, &times, &s->error));
    stage_end_run(s, run);
    stage_expect_events(s, "run_1", "llm.called mine mcp.called mcp.completed");
    assert_int_equal(times, 1);
}

static void test_captured_error(stage *s)
{
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    const apie_event_details details = {
        .run_id = run->id, .error_message = "disk full", .error_stack = "at write"};
    const apie_run_outcome outcome = {.error_message = "disk full"};
    expect_ok(s, subject_tell(&s->subject, "error", &details, NULL, &s->error));
    expect_ok(s, subject_run_end(&s->subject, run, &outcome, NULL, &s->error));
    apie_free(run);
    stage_expect_events(s, "run_1", "error");
    assert_string_equal(text_at(s->state, "events/0/error/stack"), "at write");
    assert_string_equal(text_at(s->state, "runs/run_1/status"), "failed");
}

/* ---- events as values ---- */

static void test_built_checked_sent(stage *s)
{
    json_t *event = NULL;
    apie_events_previewed *previewed = NULL;
    apie_events_accepted *accepted = NULL;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    const apie_event_details details = {.run_id = run->id, .tool.name = "search"};
    expect_ok(s, subject_tell(&s->subject, "tool.called", &details, NULL, &s->error));
    expect_ok(s,
              subject_build_event(&s->subject, "agent.tool.called", &details, &event, &s->error));
    assert_string_equal(text_at(event, "tool/name"), "search");
    assert_non_null(json_object_get(event, "agent_id"));
    assert_null(json_object_get(event, "sequence_number"));
    expect_ok(s, subject_validate_events(&s->subject, event, NULL, &previewed, &s->error));
    assert_int_equal(previewed->accepted.value, 1);
    assert_string_equal(previewed->previews[0]->validation_status, "valid");
    apie_free(previewed);
    expect_ok(s, subject_send_events(&s->subject, event, NULL, &accepted, &s->error));
    assert_int_equal(accepted->warnings_count, 0);
    apie_free(accepted);
    json_decref(event);
    expect_ok(s, subject_tell(&s->subject, "llm.called", &(apie_event_details){.run_id = run->id},
                              NULL, &s->error));
    stage_end_run(s, run);
    const json_t *events = json_at(stage_state(s), "events");
    static const json_int_t numbers[] = {2, 1, 3}; /* the sent one went past the others */
    assert_int_equal(json_array_size(events), 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(number_at(json_array_get(events, i), "sequence_number"), numbers[i]);
}

static void test_invalid_event(stage *s)
{
    json_t *events = json_pack("[{s:s}]", "type", "agent.error");
    apie_events_previewed *previewed = NULL;
    stage_begin(s);
    expect_ok(s, subject_validate_events(&s->subject, events, NULL, &previewed, &s->error));
    assert_int_equal(previewed->accepted.value, 0);
    assert_string_equal(previewed->previews[0]->validation_status, "invalid");
    apie_free(previewed);
    expect_ok(s, subject_validate_events(&s->subject, events, NULL, NULL, &s->error));
    expect(s, APIE_ERROR_INVALID_REQUEST,
           subject_send_events(&s->subject, events, NULL, NULL, &s->error));
    json_decref(events);
    events = json_array();
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_send_events(&s->subject, events, NULL, NULL, &s->error));
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_validate_events(&s->subject, events, NULL, NULL, &s->error));
    json_decref(events);
}

static void test_redacted_value(stage *s)
{
    json_t *value =
        json_pack("{s:s, s:[s], s:i}", "password", "x", "list", "Bearer abcdef", "max_tokens", 5);
    json_t *redacted = NULL;
    stage_begin(s);
    expect_ok(s, subject_redact_value(&s->subject, value, &redacted, &s->error));
    json_decref(value);
    assert_string_equal(text_at(redacted, "password"), "[REDACTED]");
    assert_string_equal(text_at(redacted, "list/0"), "[REDACTED]");
    assert_int_equal(number_at(redacted, "max_tokens"), 5);
    json_decref(redacted);
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_redact_value(&s->subject, NULL, &redacted, &s->error));
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_redact_value(&s->subject, NULL, NULL, &s->error));
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_build_event(&s->subject, "x", NULL, NULL, &s->error));
}

static void test_disabled(stage *s)
{
    unsigned times = 0;
    json_t *event = NULL;
    apie_events_previewed *previewed = NULL;
    char id[APIE_EVENT_ID_SIZE] = "";
    const apie_event_details details = {.run_id = "run_x", .error_message = "bad"};
    stage_serve(s, NULL);
    s->config.enabled = apie_bool(false);
    stage_connect(s);
    expect_ok(s, subject_tell(&s->subject, "error", &details, id, &s->error));
    assert_int_equal(strlen(id), APIE_EVENT_ID_SIZE - 1);
    const apie_step_input plan = {.run_id = "run_x", .step_name = "Plan"};
    expect_ok(s, subject_with_step(&s->subject, SUBJECT_STEP_LLM, &plan, NULL, &times, &s->error));
    assert_int_equal(times, 1);
    expect_ok(s, subject_build_event(&s->subject, "agent.error", &details, &event, &s->error));
    expect_ok(s, subject_validate_events(&s->subject, event, NULL, &previewed, &s->error));
    assert_int_equal(previewed->accepted.value, 0);
    assert_int_equal(previewed->previews_count, 0);
    apie_free(previewed);
    expect_ok(s, subject_send_events(&s->subject, event, NULL, NULL, &s->error));
    json_decref(event);
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_tell(&s->subject, "error", NULL, NULL, &s->error));
    assert_int_equal(stage_requests(s), 0);
}

/* A failure that is due is told by these calls like by any other. */
static void test_due_error(stage *s)
{
    uint64_t left = 0;
    const apie_event_details details = {.run_id = "run_x"};
    stage_serve(s, NULL);
    s->config.on_error = APIE_ON_ERROR_RETURN;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    stage_set_faults(s, "[{\"path\":\"/v1/events\",\"status\":401}]");
    expect_ok(s, subject_track(&s->subject, "x", &details, NULL, &s->error));
    (void)subject_flush(&s->subject, 0, &left, &s->error);
    expect(s, APIE_ERROR_AUTHENTICATION,
           subject_track(&s->subject, "x", &details, NULL, &s->error));
    expect_ok(s, subject_track(&s->subject, "x", &details, NULL, &s->error));
    stage_set_faults(s, "[]");
    expect_ok(s, subject_flush(&s->subject, 0, &left, &s->error));
    stage_expect_events(s, "run_x", "x x");
}

typedef struct outcome {
    unsigned done;
    apie_status status;
} outcome;

static void note_end(apie_status status, const apie_error *error, void *user)
{
    outcome *o = user;
    assert_int_equal(status == APIE_OK, error == NULL);
    o->done++;
    o->status = status;
}

static void note_accepted(apie_status status, apie_events_accepted *result, const apie_error *error,
                          void *user)
{
    assert_null(result);
    note_end(status, error, user);
}

static void note_previews(apie_status status, apie_events_previewed *result,
                          const apie_error *error, void *user)
{
    assert_null(result);
    note_end(status, error, user);
}

static void await(stage *s, const outcome *o)
{
    while (o->done == 0 && event_base_loop(s->subject.base, EVLOOP_ONCE) == 0)
        continue;
    assert_int_equal(o->done, 1);
    assert_int_equal(o->status, APIE_ERROR_CANCELLED);
}

static void test_cancelled_send(stage *s)
{
    json_t *event = json_pack("{s:s, s:s}", "type", "mine", "run_id", "run_x");
    stage_begin(s);
    stage_set_faults(s, "[{\"path\":\"/v1/events*\",\"stall\":\"request\"}]");
    if (s->kind == SUBJECT_ASYNC) {
        outcome sent = {0}, checked = {0};
        apie_call *call =
            apie_async_send_events(s->subject.async, event, NULL, note_accepted, &sent, &s->error);
        apie_call *other = apie_async_validate_events(s->subject.async, event, NULL, note_previews,
                                                      &checked, &s->error);
        for (int i = 0; i < 20; i++)
            (void)event_base_loop(s->subject.base, EVLOOP_NONBLOCK);
        apie_call_cancel(call);
        apie_call_cancel(other);
        await(s, &sent);
        await(s, &checked);
    } else {
        apie_cancel_token *token = apie_cancel_token_new();
        const apie_call_options options = {.cancel = token};
        apie_cancel_token_cancel(token);
        expect(s, APIE_ERROR_CANCELLED,
               subject_send_events(&s->subject, event, &options, NULL, &s->error));
        expect(s, APIE_ERROR_CANCELLED,
               subject_validate_events(&s->subject, event, &options, NULL, &s->error));
        apie_cancel_token_free(token);
    }
    json_decref(event);
}

static const stage_test tests[] = {
    {.name = "every tracker", .run = test_every_tracker},
    {.name = "a type of one's own", .run = test_custom_type},
    {.name = "another agent's event", .run = test_other_agent, .once = true},
    {.name = "refused", .run = test_refused, .once = true},
    {.name = "the current run", .run = test_current_run, .once = true, .sync_only = true},
    {.name = "a captured error", .run = test_captured_error, .once = true},
    {.name = "built, checked, sent", .run = test_built_checked_sent},
    {.name = "an invalid event", .run = test_invalid_event, .once = true},
    {.name = "a redacted value", .run = test_redacted_value, .once = true},
    {.name = "disabled", .run = test_disabled, .once = true},
    {.name = "an error that is due", .run = test_due_error, .once = true},
    {.name = "a cancelled send", .run = test_cancelled_send, .once = true},
};

int main(void)
{
    return STAGE_MAIN("telemetry", tests);
}
