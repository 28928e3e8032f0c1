#include "apie/mcp_client.h"

#include <stdlib.h>
#include <string.h>

#include "apie/kept.h"
#include "apie/object.h"
#include "base/fail.h"
#include "base/text.h"

apie_mcp_server *apie_mcp_server_new(const char *name, const char *environment,
                                     const char *risk_level, apie_error *error)
{
    if (!name || !*name) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "server", "server is required");
        return NULL;
    }
    apie_mcp_server *server = malloc(sizeof *server + apie_text_size(name) +
                                     apie_text_size(environment) + apie_text_size(risk_level));
    if (!server) {
        apie_fail_no_memory(error);
        return NULL;
    }
    char *at = (char *)(server + 1);
    server->name = apie_text_put(&at, name);
    server->environment = apie_text_put(&at, environment);
    server->risk_level = apie_text_put(&at, risk_level);
    return server;
}

apie_status apie_mcp_call_input(const apie_mcp_server *server, const apie_mcp_call *call,
                                apie_mcp_tool_input *input, json_t **owned, apie_error *error)
{
    *owned = NULL;
    if (!call)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "call", "call must not be NULL");
    if (!call->tool_name || !*call->tool_name)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "tool_name", "tool_name is required");
    apie_status status = apie_check_object(call->arguments, "arguments", error);
    if (status != APIE_OK)
        return status;
    apie_object payload = apie_object_new(NULL);
    apie_object_set_own(&payload, "arguments",
                        call->arguments ? json_deep_copy(call->arguments) : json_object());
    if (!payload.json)
        return apie_fail_no_memory(error);
    *owned = payload.json;
    *input = (apie_mcp_tool_input){
        .run_id = call->run_id,
        .session_id = call->session_id,
        .server = server->name,
        .tool = call->tool_name,
        .action_type = call->action_type,
        .resource_type = call->resource_type,
        .resource_target = call->resource_target,
        .environment = call->environment ? call->environment : server->environment,
        .risk_level = call->risk_level ? call->risk_level : server->risk_level,
        .metadata = call->metadata,
        .payload_summary = payload.json,
    };
    return APIE_OK;
}

json_t *apie_mcp_answer_result(const json_t *answer)
{
    if (!json_is_true(json_object_get(answer, "isError")))
        return NULL;
    apie_object told = apie_object_new(NULL);
    apie_object_add_text(&told, "status", "completed");
    apie_object_set_own(&told, "is_error", json_true());
    return told.json;
}

apie_status apie_mcp_no_answer(apie_error *error)
{
    return apie_fail(error, APIE_ERROR_PROTOCOL, NULL, "the MCP server gave no answer");
}

const json_t *apie_mcp_listed_tools(const json_t *answer)
{
    const json_t *tools = json_is_array(answer) ? answer : json_object_get(answer, "tools");
    return json_array_size(tools) > 0 ? tools : NULL;
}

apie_event *apie_scope_ended(apie_agent *agent, const apie_guarded *guarded,
                             const apie_step_state *step, const apie_action_outcome *outcome,
                             apie_error *error)
{
    const apie_step_outcome step_outcome = {.error_message =
                                                outcome ? outcome->error_message : NULL};
    apie_event *events = apie_guarded_finished(agent, guarded, outcome, error);
    if (!step || !events)
        return events;
    apie_event *ended = apie_step_ended(agent, step, &step_outcome, error);
    if (!ended) {
        apie_events_free(events);
        return NULL;
    }
    ended->next = events;
    return ended;
}
