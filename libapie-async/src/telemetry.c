/* What the program tells by itself: single events, and events as values. */
#include <apie/async/telemetry.h>

#include "apie/event_make.h"
#include "base/fail.h"
#include "client.h"

/* ---- single events ---- */

/* event NULL: making it failed and *error says why. */
static apie_status tell(apie_async_client *client, apie_event_kind kind,
                        const apie_event_details *details, apie_event *event,
                        const apie_error *error)
{
    if (!event)
        return error->code;
    apie_event_tell(client->agent, kind, details ? details->error_message : NULL, event);
    return APIE_OK;
}

apie_status apie_async_track(apie_async_client *client, const char *type,
                             const apie_event_details *details, char *event_id, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_async_enter(client, NULL, error);
    if (status != APIE_OK)
        return status;
    apie_event_kind kind;
    apie_event *event =
        apie_event_make_custom(client->agent, type, &kind, details, NULL, event_id, error);
    return event ? tell(client, kind, details, event, error) : error->code;
}

static apie_status track(apie_async_client *client, apie_event_kind kind,
                         const apie_event_details *details, char *event_id, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_async_enter(client, NULL, error);
    if (status != APIE_OK)
        return status;
    return tell(client, kind, details,
                apie_event_make(client->agent, kind, details, NULL, event_id, error), error);
}

#define TRACKER(name, kind)                                                                        \
    apie_status apie_async_##name(apie_async_client *client, const apie_event_details *details,    \
                                  char *event_id, apie_error *error)                               \
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

apie_status apie_async_build_event(apie_async_client *client, const char *type,
                                   const apie_event_details *details, json_t **out,
                                   apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_async_enter(client, NULL, error);
    if (status != APIE_OK)
        return status;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    apie_event *event =
        apie_event_make_custom(client->agent, type, NULL, details, NULL, NULL, error);
    if (!event)
        return error->code;
    json_t *value = apie_event_to_json(client->agent, event, error);
    apie_event_free(event);
    if (!value)
        return error->code;
    *out = value;
    return APIE_OK;
}

apie_status apie_async_redact_value(apie_async_client *client, const json_t *value, json_t **out,
                                    apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_async_enter(client, NULL, error);
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

static void deliver_previews(apie_async_function *callback, apie_status status, void *result,
                             const apie_error *error, void *user)
{
    if (callback)
        ((apie_events_previewed_cb *)callback)(status, result, error, user);
}

apie_call *apie_async_validate_events(apie_async_client *client, const json_t *events,
                                      const apie_call_options *options,
                                      apie_events_previewed_cb *callback, void *user,
                                      apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(
        client->base.driver, apie_validate_events_flow_new(client->agent, events, options, error),
        options, deliver_previews, (apie_async_function *)callback, user, error);
}

static void deliver_acceptance(apie_async_function *callback, apie_status status, void *result,
                               const apie_error *error, void *user)
{
    if (callback)
        ((apie_events_accepted_cb *)callback)(status, result, error, user);
}

apie_call *apie_async_send_events(apie_async_client *client, const json_t *events,
                                  const apie_call_options *options,
                                  apie_events_accepted_cb *callback, void *user, apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(
        client->base.driver, apie_send_events_flow_new(client->agent, events, options, error),
        options, deliver_acceptance, (apie_async_function *)callback, user, error);
}
