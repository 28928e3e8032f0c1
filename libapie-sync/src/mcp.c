/* The instrumented MCP client. */
#include <apie/sync/mcp.h>

#include <stdlib.h>

#include <apie/sync/context.h>

#include "apie/define_tools.h"
#include "apie/mcp_client.h"
#include "base/fail.h"
#include "client.h"
#include "flow/no_response.h"
#include "scope.h"

struct apie_mcp_client {
    apie_client *client;
    apie_mcp_server *server;
    apie_mcp_call_tool_fn *call_tool;
    apie_mcp_list_tools_fn *list_tools;
    void *user;
};

/* ---- life ---- */

apie_status apie_mcp_client_new(apie_client *client, const apie_mcp_client_options *options,
                                apie_mcp_client **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    if (!out || !options)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, out ? "options" : "out",
                         "%s must not be NULL", out ? "options" : "out");
    *out = NULL;
    apie_status status = apie_sync_check(client, error);
    if (status != APIE_OK)
        return status;
    if (!options->call_tool)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "call_tool", "call_tool is required");
    apie_mcp_client *mcp = calloc(1, sizeof *mcp);
    if (!mcp)
        return apie_fail_no_memory(error);
    *mcp = (apie_mcp_client){
        .client = client,
        .server = apie_mcp_server_new(options->server, options->default_environment,
                                      options->risk_level, error),
        .call_tool = options->call_tool,
        .list_tools = options->list_tools,
        .user = options->user,
    };
    if (!mcp->server) {
        free(mcp);
        return error->code;
    }
    *out = mcp;
    return APIE_OK;
}

void apie_mcp_client_free(apie_mcp_client *mcp)
{
    if (!mcp)
        return;
    free(mcp->server);
    free(mcp);
}

static apie_status check(const apie_mcp_client *mcp, apie_error *error)
{
    if (!mcp)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "mcp", "mcp must not be NULL");
    return APIE_OK;
}

/* ---- calls ---- */

/* Asks the server, and tells how that went: the first failure. */
static apie_status ask_server(apie_mcp_client *mcp, apie_scope *scope, const char *tool_name,
                              const json_t *arguments, json_t **answer, apie_error *error)
{
    apie_error finish_error;
    apie_error_clear(error);
    apie_status status = mcp->call_tool(tool_name, arguments, answer, mcp->user, error);
    if (status != APIE_OK) {
        json_decref(*answer);
        *answer = NULL;
    } else if (!*answer) {
        status = apie_mcp_no_answer(error);
    }
    json_t *told = apie_mcp_answer_result(*answer);
    apie_action_outcome outcome = {.result = told};
    if (status != APIE_OK)
        outcome.error_message = apie_client_reason(status, error);
    apie_status finish_status = apie_scope_finish(scope, &outcome, &finish_error);
    json_decref(told);
    if (status == APIE_OK && finish_status != APIE_OK) {
        status = finish_status;
        *error = finish_error;
    }
    return status;
}

apie_status apie_mcp_client_call_tool(apie_mcp_client *mcp, const apie_mcp_call *call,
                                      const apie_call_options *options, json_t **result,
                                      apie_decision **decision, apie_error *error)
{
    apie_error own;
    apie_decision *unwanted = NULL;
    apie_decision **decided = decision ? decision : &unwanted;
    apie_mcp_tool_input input;
    apie_scope *scope = NULL;
    json_t *owned = NULL;
    json_t *answer = NULL;
    if (!error)
        error = &own;
    apie_no_response(options);
    *decided = NULL;
    if (result)
        *result = NULL;
    apie_status status = check(mcp, error);
    if (status == APIE_OK)
        status = apie_mcp_call_input(mcp->server, call, &input, &owned, error);
    if (status == APIE_OK)
        status = apie_scope_begin_mcp(mcp->client, &input, options, decided, &scope, error);
    if (status == APIE_OK) {
        *decided = apie_scope_take_decision(scope);
        status = ask_server(mcp, scope, call->tool_name, json_object_get(owned, "arguments"),
                            &answer, error);
    }
    if (result)
        *result = answer;
    else
        json_decref(answer);
    json_decref(owned);
    apie_free(unwanted);
    return status;
}

static apie_status define_tools(apie_mcp_client *mcp, const json_t *tools,
                                const apie_call_options *options, apie_error *error)
{
    apie_agent *agent = mcp->client->agent;
    return apie_sync_run(mcp->client->base.driver,
                         apie_define_tools_flow_new(agent, tools, mcp->server->name,
                                                    mcp->server->risk_level, options, error),
                         options, NULL, error);
}

apie_status apie_mcp_client_list_tools(apie_mcp_client *mcp, const apie_call_options *options,
                                       json_t **result, apie_error *error)
{
    apie_error own;
    json_t *answer = NULL;
    if (!error)
        error = &own;
    apie_no_response(options);
    if (!result)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "result", "result must not be NULL");
    *result = NULL;
    apie_status status = check(mcp, error);
    if (status == APIE_OK)
        status = apie_client_enter(mcp->client, options, NULL, error);
    if (status == APIE_OK && !mcp->list_tools)
        status = apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "list_tools",
                           "the client was made without list_tools");
    if (status != APIE_OK)
        return status;
    apie_error_clear(error);
    status = mcp->list_tools(&answer, mcp->user, error);
    if (status == APIE_OK && !answer)
        status = apie_mcp_no_answer(error);
    const json_t *tools = status == APIE_OK ? apie_mcp_listed_tools(answer) : NULL;
    if (tools && apie_context_run_id())
        status = define_tools(mcp, tools, options, error);
    if (status == APIE_OK)
        *result = answer;
    else
        json_decref(answer);
    return status;
}
