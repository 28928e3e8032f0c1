#include "subject_telemetry.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "subject_wait.h"

#define TRACKER(type, name)                                                                        \
    {                                                                                              \
        type, apie_##name, apie_async_##name                                                       \
    }

const subject_tracker subject_trackers[SUBJECT_TRACKERS] = {
    TRACKER("tool.called", track_tool_call),
    TRACKER("action.requested", track_action_requested),
    TRACKER("action.completed", track_action_completed),
    TRACKER("action.failed", track_action_failed),
    TRACKER("resource.touched", track_resource_touched),
    TRACKER("guardrail.evaluated", track_guardrail_evaluated),
    TRACKER("approval.requested", track_approval_requested),
    TRACKER("approval.resolved", track_approval_resolved),
    TRACKER("workflow.step.started", track_workflow_step_started),
    TRACKER("workflow.step.completed", track_workflow_step_completed),
    TRACKER("workflow.step.failed", track_workflow_step_failed),
    TRACKER("llm.called", track_llm_called),
    TRACKER("llm.completed", track_llm_completed),
    TRACKER("llm.failed", track_llm_failed),
    TRACKER("mcp.called", track_mcp_called),
    TRACKER("mcp.completed", track_mcp_completed),
    TRACKER("mcp.failed", track_mcp_failed),
    TRACKER("mcp.tools_listed", track_mcp_tools_listed),
    TRACKER("handoff.accepted", track_handoff_accepted),
    TRACKER("handoff.completed", track_handoff_completed),
    TRACKER("handoff.failed", track_handoff_failed),
    TRACKER("error", capture_error),
};

apie_status subject_tell(subject *s, const char *type, const apie_event_details *details,
                         char *event_id, apie_error *error)
{
    for (size_t i = 0; i < SUBJECT_TRACKERS; i++) {
        const subject_tracker *tracker = &subject_trackers[i];
        if (strcmp(tracker->type, type) == 0)
            return s->async ? tracker->async(s->async, details, event_id, error)
                            : tracker->sync(s->sync, details, event_id, error);
    }
    abort();
}

apie_status subject_track(subject *s, const char *type, const apie_event_details *details,
                          char *event_id, apie_error *error)
{
    return s->async ? apie_async_track(s->async, type, details, event_id, error)
                    : apie_track(s->sync, type, details, event_id, error);
}

/* ---- steps ---- */

typedef struct step_functions {
    apie_status (*begin)(apie_client *client, const apie_step_input *input, apie_step **out,
                         apie_error *error);
    apie_status (*with)(apie_client *client, const apie_step_input *input, apie_step_fn *fn,
                        void *user, apie_error *error);
    apie_status (*async_begin)(apie_async_client *client, const apie_step_input *input,
                               apie_async_step **out, apie_error *error);
    apie_call *(*async_with)(apie_async_client *client, const apie_step_input *input,
                             apie_async_step_fn *fn, apie_done_cb *done, void *user,
                             apie_error *error);
} step_functions;

#define STEP(name, with_name)                                                                      \
    {                                                                                              \
        apie_##name, apie_##with_name, apie_async_##name, apie_async_##with_name                   \
    }

static const step_functions steps[SUBJECT_STEP_KINDS] = {
    [SUBJECT_STEP_WORKFLOW] = STEP(workflow_step_begin, with_workflow_step),
    [SUBJECT_STEP_LLM] = STEP(llm_call_begin, with_llm_call),
    [SUBJECT_STEP_MCP] = STEP(mcp_call_begin, with_mcp_call),
};

apie_status subject_step_begin(subject *s, subject_step_kind kind, const apie_step_input *input,
                               subject_step *out, apie_error *error)
{
    *out = (subject_step){NULL, NULL};
    return s->async ? steps[kind].async_begin(s->async, input, &out->async, error)
                    : steps[kind].begin(s->sync, input, &out->sync, error);
}

apie_status subject_step_finish(subject_step *step, const apie_step_outcome *outcome,
                                apie_error *error)
{
    return step->async ? apie_async_step_finish(step->async, outcome, error)
                       : apie_step_finish(step->sync, outcome, error);
}

/* ---- around work ---- */

typedef struct step_work {
    const char *error_message;
    unsigned *times;
    apie_status finished; /* of the event-driven library's step */
    waiting *wait;
} step_work;

static apie_status work(apie_step *step, void *user, apie_error *error)
{
    step_work *w = user;
    (void)step;
    ++*w->times;
    return w->error_message ? apie_fail(error, APIE_ERROR_CONFIG, NULL, "%s", w->error_message)
                            : APIE_OK;
}

static void async_work(apie_async_step *step, void *user)
{
    step_work *w = user;
    const apie_step_outcome outcome = {.error_message = w->error_message};
    ++*w->times;
    w->finished = apie_async_step_finish(step, &outcome, w->wait->error);
}

static void work_done(apie_status status, const apie_error *error, void *user)
{
    waiting_note(((step_work *)user)->wait, status, NULL, error);
}

apie_status subject_with_step(subject *s, subject_step_kind kind, const apie_step_input *input,
                              const char *error_message, unsigned *times, apie_error *error)
{
    WAITING(s, error);
    step_work sw = {.error_message = error_message, .times = times, .wait = &w};
    if (!s->async)
        return steps[kind].with(s->sync, input, work, &sw, w.error);
    apie_status status = waiting_for(
        &w, steps[kind].async_with(s->async, input, async_work, work_done, &sw, w.error), NULL);
    return status == APIE_OK ? sw.finished : status;
}

/* ---- events as values ---- */

WAITING_NOTE(note_previews, apie_events_previewed)
WAITING_NOTE(note_accepted, apie_events_accepted)

apie_status subject_build_event(subject *s, const char *type, const apie_event_details *details,
                                json_t **out, apie_error *error)
{
    return s->async ? apie_async_build_event(s->async, type, details, out, error)
                    : apie_build_event(s->sync, type, details, out, error);
}

apie_status subject_redact_value(subject *s, const json_t *value, json_t **out, apie_error *error)
{
    return s->async ? apie_async_redact_value(s->async, value, out, error)
                    : apie_redact_value(s->sync, value, out, error);
}

apie_status subject_validate_events(subject *s, const json_t *events,
                                    const apie_call_options *options, apie_events_previewed **out,
                                    apie_error *error)
{
    if (s->sync)
        return apie_validate_events(s->sync, events, options, out, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_validate_events(s->async, events, options, note_previews, &w, w.error), out);
}

apie_status subject_send_events(subject *s, const json_t *events, const apie_call_options *options,
                                apie_events_accepted **out, apie_error *error)
{
    if (s->sync)
        return apie_send_events(s->sync, events, options, out, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_send_events(s->async, events, options, note_accepted, &w, w.error), out);
}
