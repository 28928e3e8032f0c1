/* What the program tells by itself: single events, and events as values. */
#include <apie/sync/telemetry.h>

#include "apie/event_make.h"
#include "base/fail.h"
#include "client.h"
#include "context.h"

/* ---- single events ---- */

/* event NULL: making it failed and *error says why. */
static apie_status tell(apie_client *client, apie_event_kind kind,
                        const apie_event_details *details, apie_event *event,
                        const apie_error *error)
{
    if (!event)
        return error->code;
    apie_client_lock_for(client, event);
    apie_event_tell(client->agent, kind, details ? details->error_message : NULL, event);
    apie_sync_unlock(client->base.driver);
    apie_sync_deliver_notices(client->base.driver);
    return APIE_OK;
}

apie_status apie_track(apie_client *client, const char *type, const apie_event_details *details,
                       char *event_id, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, NULL, NULL, error);
    if (status != APIE_OK)
        return status;
    apie_event_kind kind;
    const apie_event_source source = apie_context_source();
    apie_event *event =
        apie_event_make_custom(client->agent, type, &kind, details, &source, event_id, error);
    return event ? tell(client, kind, details, event, error) : error->code;
}

static apie_status track(apie_client *client, apie_event_kind kind,
                         const apie_event_details *details, char *event_id, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, NULL, NULL, error);
    if (status != APIE_OK)
        return status;
    const apie_event_source source = apie_context_source();
    return tell(client, kind, details,
                apie_event_make(client->agent, kind, details, &source, event_id, error), error);
}

#define TRACKER(name, kind)                                                                        \
    apie_status apie_##name(apie_client *client, const apie_event_details *details,                \
                            char *event_id, apie_error *error)                                     \
    {                                                                                              \
        return track(client, APIE_EVENT_##kind, details, event_id, error);                         \
    }

TRACKER(track_tool_call, TOOL_CALLED)
TRACKER(track_action_requested, ACTION_REQUESTED)
TRACKER(track_action_completed, ACTION_COMPLETED)
TRACKER(track_action_failed, ACTION_FAILED)
TRACKER(track_resource_touched, RESOURCE_TOUCHED)
TRACKER(track_guardrail_evaluated, GUARDRAIL_EVALUATED)
TRACKER(track_approval_requested, APPROVAL_REQUESTED)
TRACKER(track_approval_resolved, APPROVAL_RESOLVED)
TRACKER(track_workflow_step_started, STEP_STARTED)
TRACKER(track_workflow_step_completed, STEP_COMPLETED)
TRACKER(track_workflow_step_failed, STEP_FAILED)
TRACKER(track_llm_called, LLM_CALLED)
TRACKER(track_llm_completed, LLM_COMPLETED)
TRACKER(track_llm_failed, LLM_FAILED)
TRACKER(track_mcp_called, MCP_CALLED)
TRACKER(track_mcp_completed, MCP_COMPLETED)
TRACKER(track_mcp_failed, MCP_FAILED)
TRACKER(track_mcp_tools_listed, MCP_TOOLS_LISTED)
TRACKER(track_handoff_accepted, HANDOFF_ACCEPTED)
TRACKER(track_handoff_completed, HANDOFF_COMPLETED)
TRACKER(track_handoff_failed, HANDOFF_FAILED)
TRACKER(capture_error, ERROR)

/* ---- events as values ---- */

apie_status apie_build_event(apie_client *client, const char *type,
                             const apie_event_details *details, json_t **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, NULL, out, error);
    if (status != APIE_OK)
        return status;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    const apie_event_source source = apie_context_source();
    apie_event *event =
        apie_event_make_custom(client->agent, type, NULL, details, &source, NULL, error);
    if (!event)
        return error->code;
    apie_sync_lock(client->base.driver);
    json_t *value = apie_event_to_json(client->agent, event, error);
    apie_sync_unlock(client->base.driver);
    apie_event_free(event);
    if (!value)
        return error->code;
    *out = value;
    return APIE_OK;
}

apie_status apie_redact_value(apie_client *client, const json_t *value, json_t **out,
                              apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, NULL, out, error);
    if (status != APIE_OK)
        return status;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    json_t *redacted = apie_redacted_json(client->agent, value, error);
    if (!redacted)
        return error->code;
    *out = redacted;
    return APIE_OK;
}

apie_status apie_validate_events(apie_client *client, const json_t *events,
                                 const apie_call_options *options, apie_events_previewed **out,
                                 apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_validate_events_flow_new(client->agent, events, options, error),
                         options, out, error);
}

apie_status apie_send_events(apie_client *client, const json_t *events,
                             const apie_call_options *options, apie_events_accepted **out,
                             apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_send_events_flow_new(client->agent, events, options, error), options,
                         out, error);
}
