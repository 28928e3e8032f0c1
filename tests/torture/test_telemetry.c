/* Events of the program's own, steps and lists of events, through both libraries. */
#include "torture.h"

#include <stdlib.h>
#include <string.h>

#include "support/subject_telemetry.h"

static json_t *metadata; /* made once by main() */
static json_t *tools;
static json_t *events;
static subject_step step;

static const apie_decision decision = {
    .effective_decision = "allow", .enforcement_action = "proceed", .reason = "why \"not\""};

/* Everything arrives, so that the queue does not fill up. */
static void send_all(torture *t)
{
    uint64_t left = 1;
    torture_ok(t, subject_flush(&t->subject, 0, &left, &t->error), "flush");
    assert_int_equal(left, 0);
}

/* ---- events ---- */

static apie_status tell(torture *t, const char *type, apie_event_details details)
{
    char id[APIE_EVENT_ID_SIZE];
    details.run_id = t->run->id;
    details.step_name = "Plan \"it\"";
    details.payload_summary = metadata;
    details.metadata = metadata;
    details.idempotency_key = "a key";
    return subject_tell(&t->subject, type, &details, id, &t->error);
}

static apie_status run_track(torture *t)
{
    const apie_event_details details = {
        .run_id = t->run->id, .tool.name = "search", .decision = &decision, .metadata = metadata};
    return subject_track(&t->subject, "mine", &details, NULL, &t->error);
}

static apie_status run_action_completed(torture *t)
{
    return tell(t, "action.completed",
                (apie_event_details){.action = {.type = "read", .name = "look"},
                                     .resource = {.type = "file"},
                                     .result = metadata});
}

static apie_status run_action_failed(torture *t)
{
    return tell(t, "action.failed",
                (apie_event_details){.action = {.type = "read", .name = "look"},
                                     .error_message = "disk full"});
}

static apie_status run_guardrail_evaluated(torture *t)
{
    return tell(t, "guardrail.evaluated", (apie_event_details){.decision = &decision});
}

static apie_status run_approval_resolved(torture *t)
{
    return tell(t, "approval.resolved",
                (apie_event_details){.approval = {"appr_7", "approved", "eve"}});
}

static apie_status run_tools_listed(torture *t)
{
    const apie_event_details details = {.run_id = t->run->id, .server = "fs", .tools = tools};
    return subject_tell(&t->subject, "mcp.tools_listed", &details, NULL, &t->error);
}

static apie_status run_capture_error(torture *t)
{
    return tell(t, "error",
                (apie_event_details){.error_message = "disk full", .error_stack = "at write"});
}

/* ---- steps ---- */

static apie_step_input step_input(const torture *t)
{
    return (apie_step_input){.run_id = t->run->id,
                             .step_name = "Plan",
                             .model = "m1",
                             .payload_summary = metadata,
                             .metadata = metadata};
}

static apie_status run_step_begin(torture *t)
{
    const apie_step_input input = step_input(t);
    return subject_step_begin(&t->subject, SUBJECT_STEP_LLM, &input, &step, &t->error);
}

static apie_status finish(torture *t, const apie_step_outcome *outcome)
{
    apie_status status = subject_step_finish(&step, outcome, &t->error);
    step = (subject_step){NULL, NULL};
    return status;
}

static apie_status run_step_finish(torture *t)
{
    return finish(t, &(apie_step_outcome){.payload_summary = metadata});
}

static apie_status run_failed_step_finish(torture *t)
{
    return finish(t, &(apie_step_outcome){.error_message = "disk full"});
}

static void begin_step(torture *t)
{
    torture_begin_run(t);
    torture_ok(t, run_step_begin(t), "step_begin");
}

static void end_step(torture *t)
{
    if (step.sync || step.async)
        torture_ok(t, finish(t, NULL), "step_finish");
    send_all(t);
}

static apie_status run_with_step(torture *t)
{
    const apie_step_input input = step_input(t);
    unsigned times = 0;
    apie_status status =
        subject_with_step(&t->subject, SUBJECT_STEP_WORKFLOW, &input, NULL, &times, &t->error);
    assert_true(times <= 1);
    assert_true(times == 1 || status != APIE_OK);
    return status;
}

/* ---- events as values ---- */

static apie_status run_build_event(torture *t)
{
    json_t *event = NULL;
    const apie_event_details details = {.run_id = t->run->id, .metadata = metadata};
    apie_status status =
        subject_build_event(&t->subject, "agent.llm.called", &details, &event, &t->error);
    assert_int_equal(status == APIE_OK, event != NULL);
    json_decref(event);
    return status;
}

static apie_status run_redact_value(torture *t)
{
    json_t *value = NULL;
    apie_status status = subject_redact_value(&t->subject, metadata, &value, &t->error);
    assert_int_equal(status == APIE_OK, value != NULL);
    json_decref(value);
    return status;
}

static apie_status run_validate_events(torture *t)
{
    apie_events_previewed *previewed = NULL;
    apie_status status = subject_validate_events(&t->subject, events, NULL, &previewed, &t->error);
    assert_int_equal(status == APIE_OK, previewed != NULL);
    apie_free(previewed);
    return status;
}

static apie_status run_send_events(torture *t)
{
    apie_events_accepted *accepted = NULL;
    apie_status status = subject_send_events(&t->subject, events, NULL, &accepted, &t->error);
    assert_int_equal(status == APIE_OK, accepted != NULL);
    apie_free(accepted);
    return status;
}

#define CASE(function, ...)                                                                        \
    {                                                                                              \
        .name = #function, .run = run_##function, __VA_ARGS__                                      \
    }
#define IN_RUN  .prepare = torture_begin_run, .clean = send_all
#define IN_STEP .prepare = begin_step, .clean = end_step

static const torture_case cases[] = {
    CASE(track, IN_RUN, .for_good = true),
    CASE(action_completed, IN_RUN),
    CASE(action_failed, IN_RUN, .for_good = true),
    CASE(guardrail_evaluated, IN_RUN),
    CASE(approval_resolved, IN_RUN),
    CASE(tools_listed, IN_RUN),
    CASE(capture_error, IN_RUN),
    CASE(step_begin, .prepare = torture_begin_run, .clean = end_step, .for_good = true),
    CASE(step_finish, IN_STEP),
    CASE(failed_step_finish, IN_STEP, .for_good = true),
    CASE(with_step, IN_RUN, .for_good = true),
    CASE(build_event, IN_RUN),
    CASE(redact_value, IN_RUN),
    CASE(validate_events, IN_RUN, .for_good = true),
    CASE(send_events, IN_RUN, .for_good = true),
};

int main(void)
{
    metadata = json_pack("{s:s, s:[i, b, n], s:{s:s}}", "password", "secret", "list", 1, 1, "in",
                         "text", "more \"text\"");
    tools = json_pack("[{s:s, s:s}]", "name", "read", "description", "reads");
    events = json_pack("[{s:s, s:s, s:o}, {s:s, s:s, s:s}]", "type", "mine", "run_id", "run_x",
                       "metadata", json_incref(metadata), "type", "more", "run_id", "run_x",
                       "session_id", "ses_x");
    if (!metadata || !tools || !events)
        return 1;
    int failed = TORTURE_MAIN("telemetry", cases);
    json_decref(events);
    json_decref(tools);
    json_decref(metadata);
    return failed;
}
