#include "apie/event_kinds.h"
#include "apie/guarded.h"

/* ---- evaluation and approval ---- */

/* An event about the action, with what its kind makes of the details. */
static apie_event *make_event(apie_agent *agent, const apie_guarded *guarded, apie_event_kind kind,
                              const apie_event_details *details, apie_error *error)
{
    apie_event_draft draft;
    apie_event_draft_init(&draft, agent, kind, &guarded->source);
    if (kind != APIE_EVENT_APPROVAL_RESOLVED) {
        draft.input.action = guarded->action;
        draft.input.resource = guarded->resource;
    }
    apie_event_row_of(kind)->form(&draft, details);
    return apie_event_draft_finish(&draft, error);
}

apie_event *apie_guarded_evaluated(apie_agent *agent, const apie_guarded *guarded,
                                   const apie_decision *decision, apie_error *error)
{
    const apie_event_details details = {.decision = decision};
    return make_event(agent, guarded, APIE_EVENT_GUARDRAIL_EVALUATED, &details, error);
}

apie_event *apie_guarded_approval_requested(apie_agent *agent, const apie_guarded *guarded,
                                            const apie_decision *decision, apie_error *error)
{
    const apie_event_details details = {.approval.approval_id = decision->approval_id,
                                        .reason = decision->reason};
    return make_event(agent, guarded, APIE_EVENT_APPROVAL_REQUESTED, &details, error);
}

apie_event *apie_guarded_approval_resolved(apie_agent *agent, const apie_guarded *guarded,
                                           const apie_decision *decision, apie_error *error)
{
    const apie_event_details details = {.approval.approval_id = decision->approval_id,
                                        .approval.status = decision->approval_status};
    return make_event(agent, guarded, APIE_EVENT_APPROVAL_RESOLVED, &details, error);
}

/* ---- the action ---- */

static void begin_action(apie_event_draft *draft, apie_agent *agent, const apie_guarded *guarded,
                         apie_event_kind kind)
{
    apie_event_draft_init(draft, agent, kind, &guarded->source);
    draft->input.environment = apie_event_text(agent, guarded->resource_environment);
    draft->input.action = guarded->action;
    draft->input.resource = guarded->resource;
    draft->input.tool = guarded->tool;
    draft->input.metadata = guarded->metadata;
}

static apie_event *tool_called(apie_agent *agent, const apie_guarded *guarded, apie_error *error)
{
    apie_event_draft draft;
    apie_event_draft_init(&draft, agent, APIE_EVENT_TOOL_CALLED, &guarded->source);
    draft.input.tool = guarded->tool;
    draft.input.action = guarded->called_action;
    draft.input.resource = guarded->called_resource;
    draft.input.metadata = guarded->metadata;
    return apie_event_draft_finish(&draft, error);
}

apie_event *apie_guarded_started(apie_agent *agent, const apie_guarded *guarded, apie_error *error)
{
    apie_event *called = NULL;
    if (guarded->is_tool && !(called = tool_called(agent, guarded, error)))
        return NULL;
    apie_event_draft draft;
    begin_action(&draft, agent, guarded, APIE_EVENT_ACTION_REQUESTED);
    draft.input.action = guarded->action_requested;
    apie_event *requested = apie_event_draft_finish(&draft, error);
    if (!called)
        return requested;
    called->next = requested;
    if (requested)
        return called;
    apie_event_free(called);
    return NULL;
}

apie_event *apie_agent_error_event(apie_agent *agent, const apie_event_source *source,
                                   const char *message, apie_error *error)
{
    apie_event_draft draft;
    apie_event_draft_init(&draft, agent, APIE_EVENT_ERROR, source);
    apie_event_put_error(&draft, message, NULL);
    return apie_event_draft_finish(&draft, error);
}

static apie_event *action_failed(apie_agent *agent, const apie_guarded *guarded,
                                 const char *message, apie_error *error)
{
    apie_event_draft draft;
    begin_action(&draft, agent, guarded, APIE_EVENT_ACTION_FAILED);
    apie_event_put_error(&draft, message, NULL);
    apie_event *failed = apie_event_draft_finish(&draft, error);
    if (!failed)
        return NULL;
    failed->next = apie_agent_error_event(agent, &guarded->source, message, error);
    if (failed->next)
        return failed;
    apie_event_free(failed);
    return NULL;
}

static apie_event *action_completed(apie_agent *agent, const apie_guarded *guarded,
                                    const json_t *result, apie_error *error)
{
    const apie_event_details details = {.result = result};
    apie_event_draft draft;
    begin_action(&draft, agent, guarded, APIE_EVENT_ACTION_COMPLETED);
    draft.input.metadata = guarded->metadata_beside_result;
    if (!guarded->is_tool)
        draft.result_status = "executed";
    apie_event_form_result(&draft, &details);
    return apie_event_draft_finish(&draft, error);
}

apie_event *apie_guarded_finished(apie_agent *agent, const apie_guarded *guarded,
                                  const apie_action_outcome *outcome, apie_error *error)
{
    if (outcome && outcome->error_message)
        return action_failed(agent, guarded, outcome->error_message, error);
    return action_completed(agent, guarded, outcome ? outcome->result : NULL, error);
}
