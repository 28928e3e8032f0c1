/* The instrumented MCP client: calls that the program's own functions carry out. */
#include "mcp.h"

#include <stdlib.h>

#include <apie/async/mcp.h>

#include "apie/define_tools.h"
#include "apie/mcp_client.h"
#include "base/fail.h"
#include "base/ownership.h"
#include "flow/no_response.h"
#include "scope.h"

struct apie_async_mcp_client {
    apie_async_client *client; /* NULL once it is gone */
    apie_link link;            /* in the client's list */
    apie_list requests;        /* whose callbacks have not been called */
    apie_mcp_server *server;
    apie_async_mcp_call_tool_fn *call_tool;
    apie_async_mcp_list_tools_fn *list_tools;
    apie_async_mcp_unwanted_fn *unwanted;
    void *user;
    size_t holders; /* the program and the requests */
};

struct apie_async_mcp_request {
    apie_link link; /* in the MCP client's list, until the callback is called */
    apie_async_mcp_client *mcp;
    apie_async_mcp_result_cb *callback;
    void *user;

    /* A tool's call. */
    char *tool_name;
    json_t *payload; /* {"arguments": …} */
    apie_decision *decision;
    apie_async_scope *scope; /* while the server is at it */

    /* A listing. */
    bool defines; /* what is listed is told to the service */
    apie_call_options define_options;

    apie_call *call;  /* under way before or after the server is at it */
    apie_flow *start; /* of a listing: made first, so that nothing can fail later */
    apie_flow *end;   /* the same */
    bool handed;      /* the program has it and must answer */
    bool replied;     /* it has */
    bool decided;     /* the outcome stands: what is below */
    bool cancelled;
    bool *gone; /* told when it is freed; may be NULL */
    apie_status status;
    json_t *answer;
    apie_error error;
};

/* ---- life ---- */

static void release_client(apie_async_mcp_client *mcp)
{
    if (--mcp->holders > 0)
        return;
    apie_list_remove(&mcp->link);
    free(mcp->server);
    free(mcp);
}

static apie_status check_options(const apie_async_mcp_client_options *options, const void *out,
                                 apie_error *error)
{
    if (!out || !options)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, out ? "options" : "out",
                         "%s must not be NULL", out ? "options" : "out");
    if (!options->call_tool)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "call_tool", "call_tool is required");
    return APIE_OK;
}

apie_status apie_async_mcp_client_new(apie_async_client *client,
                                      const apie_async_mcp_client_options *options,
                                      apie_async_mcp_client **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    if (out)
        *out = NULL;
    apie_status status = apie_async_check(client, error);
    if (status == APIE_OK)
        status = check_options(options, out, error);
    if (status != APIE_OK)
        return status;
    apie_async_mcp_client *mcp = calloc(1, sizeof *mcp);
    if (!mcp)
        return apie_fail_no_memory(error);
    mcp->server = apie_mcp_server_new(options->server, options->default_environment,
                                      options->risk_level, error);
    if (!mcp->server) {
        free(mcp);
        return error->code;
    }
    mcp->client = client;
    mcp->call_tool = options->call_tool;
    mcp->list_tools = options->list_tools;
    mcp->unwanted = options->unwanted;
    mcp->user = options->user;
    mcp->holders = 1;
    apie_list_init(&mcp->requests);
    apie_list_append(&client->mcp_clients, &mcp->link);
    *out = mcp;
    return APIE_OK;
}

void apie_async_mcp_client_free(apie_async_mcp_client *mcp)
{
    if (mcp)
        release_client(mcp);
}

static void free_request(apie_async_mcp_request *request)
{
    apie_list_remove(&request->link);
    apie_flow_free(request->start);
    apie_flow_free(request->end);
    apie_free(request->decision);
    json_decref(request->answer);
    json_decref(request->payload);
    free(request->tool_name);
    release_client(request->mcp);
    if (request->gone)
        *request->gone = true;
    free(request);
}

static apie_async_mcp_request *new_request(apie_async_mcp_client *mcp,
                                           apie_async_mcp_result_cb *callback, void *user,
                                           apie_error *error)
{
    if (!callback) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "callback", "callback must not be NULL");
        return NULL;
    }
    apie_async_mcp_request *request = calloc(1, sizeof *request);
    if (!request) {
        apie_fail_no_memory(error);
        return NULL;
    }
    request->mcp = mcp;
    request->callback = callback;
    request->user = user;
    mcp->holders++;
    apie_list_append(&mcp->requests, &request->link);
    request->end = apie_done_flow_new(&mcp->client->agent->core, error);
    if (request->end)
        return request;
    free_request(request);
    return NULL;
}

/* ---- the end ---- */

static void decide(apie_async_mcp_request *request, apie_status status, const apie_error *error)
{
    request->decided = true;
    request->status = status;
    if (status == APIE_OK)
        return;
    if (error)
        request->error = *error;
    else
        apie_fail(&request->error, status, NULL, "%s", apie_status_name(status));
    request->error.code = status;
}

/* Calls the callback, and frees what nobody has to answer any more. */
static void tell(apie_async_mcp_request *request)
{
    bool failed = request->status != APIE_OK;
    bool kept = request->handed && !request->replied;
    bool taken = false;
    apie_list_remove(&request->link);
    apie_lend_result(request->decision, &taken);
    request->callback(request->status, failed ? NULL : request->answer, request->decision,
                      failed ? &request->error : NULL, request->user);
    request->callback = NULL;
    if (taken)
        request->decision = NULL;
    else
        apie_lend_result(request->decision, NULL);
    if (!kept || request->replied)
        free_request(request);
}

static void end_due(apie_async_function *callback, apie_status status, void *result,
                    const apie_error *error, void *user)
{
    (void)callback;
    (void)status;
    (void)result;
    (void)error;
    tell(user);
}

/* From the loop, soon; if that cannot be arranged, now. */
static void tell_soon(apie_async_mcp_request *request)
{
    apie_flow *end = request->end;
    apie_error error;
    request->end = NULL;
    if (!apie_async_start_end(request->mcp->client->base.driver, end, end_due, NULL, request,
                              &error))
        tell(request);
}

/* How the server's part ended, told to the service. */
static void finish_scope(apie_async_mcp_request *request)
{
    apie_error error;
    if (!request->scope)
        return;
    json_t *told = apie_mcp_answer_result(request->answer);
    apie_action_outcome outcome = {.result = told};
    if (request->status != APIE_OK)
        outcome.error_message = request->error.message;
    apie_status status = apie_async_scope_finish(request->scope, &outcome, &error);
    request->scope = NULL;
    json_decref(told);
    if (status != APIE_OK && request->status == APIE_OK)
        decide(request, status, &error);
}

static void cancel_here(apie_async_mcp_request *request, const char *why)
{
    apie_error error;
    apie_fail(&error, APIE_ERROR_CANCELLED, NULL, "%s", why);
    decide(request, APIE_ERROR_CANCELLED, &error);
    finish_scope(request);
}

static const char cancelled[] = "the call was cancelled";

/* Tells the end of a request that the program still has to answer, and then the program, unless it
 * has answered meanwhile. */
static void tell_both(apie_async_mcp_request *request, void (*tell_end)(apie_async_mcp_request *))
{
    apie_async_mcp_unwanted_fn *unwanted = request->mcp->unwanted;
    void *user = request->mcp->user;
    bool gone = false;
    request->gone = &gone;
    tell_end(request);
    if (gone)
        return;
    request->gone = NULL;
    if (unwanted && !request->replied)
        unwanted(request, user);
}

/* ---- a tool's call ---- */

static void tool_may_run(apie_status status, apie_async_scope *scope, apie_decision *decision,
                         const apie_error *error, void *user)
{
    apie_async_mcp_request *request = user;
    const apie_async_mcp_client *mcp = request->mcp;
    request->call = NULL;
    request->decision = decision;
    if (status != APIE_OK) {
        decide(request, status, error);
        tell(request);
        return;
    }
    request->scope = scope;
    if (request->cancelled) {
        cancel_here(request, cancelled);
        tell(request);
        return;
    }
    request->handed = true;
    mcp->call_tool(request, request->tool_name, json_object_get(request->payload, "arguments"),
                   mcp->user);
}

static bool take_call(apie_async_mcp_request *request, const apie_mcp_call *call,
                      apie_mcp_tool_input *input, apie_error *error)
{
    if (apie_mcp_call_input(request->mcp->server, call, input, &request->payload, error) != APIE_OK)
        return false;
    request->tool_name = apie_text_dup(call->tool_name);
    if (!request->tool_name)
        apie_fail_no_memory(error);
    return request->tool_name != NULL;
}

static apie_status check_client(const apie_async_mcp_client *mcp, const apie_call_options *options,
                                apie_error *error)
{
    apie_no_response(options);
    if (!mcp)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "mcp", "mcp must not be NULL");
    if (!mcp->client)
        return apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is gone");
    return apie_async_enter(mcp->client, NULL, error);
}

apie_async_mcp_request *apie_async_mcp_call_tool(apie_async_mcp_client *mcp,
                                                 const apie_mcp_call *call,
                                                 const apie_call_options *options,
                                                 apie_async_mcp_result_cb *callback, void *user,
                                                 apie_error *error)
{
    apie_error own;
    apie_mcp_tool_input input;
    if (!error)
        error = &own;
    if (check_client(mcp, options, error) != APIE_OK)
        return NULL;
    apie_async_mcp_request *request = new_request(mcp, callback, user, error);
    if (!request)
        return NULL;
    const apie_async_scope_target target = {.begun = tool_may_run, .user = request};
    if (take_call(request, call, &input, error))
        request->call = apie_async_scope_begin_mcp(mcp->client, &input, options, &target, error);
    if (request->call)
        return request;
    free_request(request);
    return NULL;
}

/* ---- a listing ---- */

static void listing_due(apie_async_function *callback, apie_status status, void *result,
                        const apie_error *error, void *user)
{
    apie_async_mcp_request *request = user;
    const apie_async_mcp_client *mcp = request->mcp;
    (void)callback;
    (void)result;
    request->call = NULL;
    if (status == APIE_OK && !request->cancelled) {
        request->handed = true;
        mcp->list_tools(request, mcp->user);
        return;
    }
    if (status == APIE_OK)
        cancel_here(request, cancelled);
    else
        decide(request, status, error);
    tell(request);
}

apie_async_mcp_request *apie_async_mcp_list_tools(apie_async_mcp_client *mcp, const char *run_id,
                                                  const apie_call_options *options,
                                                  apie_async_mcp_result_cb *callback, void *user,
                                                  apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    if (check_client(mcp, options, error) != APIE_OK)
        return NULL;
    if (!mcp->list_tools) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "list_tools",
                  "the client was made without list_tools");
        return NULL;
    }
    apie_async_mcp_request *request = new_request(mcp, callback, user, error);
    if (!request)
        return NULL;
    request->defines = run_id && *run_id;
    if (options)
        request->define_options = (apie_call_options){
            .deadline_ms = options->deadline_ms,
            .attempt_timeout_ms = options->attempt_timeout_ms,
            .attempts = options->attempts,
        };
    request->call = apie_async_start(mcp->client->base.driver,
                                     apie_done_flow_new(&mcp->client->agent->core, error), NULL,
                                     listing_due, NULL, request, error);
    if (request->call)
        return request;
    free_request(request);
    return NULL;
}

static void tools_defined(apie_async_function *callback, apie_status status, void *result,
                          const apie_error *error, void *user)
{
    apie_async_mcp_request *request = user;
    (void)callback;
    (void)result;
    request->call = NULL;
    decide(request, status, error);
    tell(request);
}

/* Whether that is under way: then it tells the end. */
static bool define_tools(apie_async_mcp_request *request)
{
    const apie_async_mcp_client *mcp = request->mcp;
    const json_t *tools = request->defines ? apie_mcp_listed_tools(request->answer) : NULL;
    if (!tools)
        return false;
    apie_agent *agent = mcp->client->agent;
    apie_error error;
    apie_flow *flow = apie_define_tools_flow_new(
        agent, tools, mcp->server->name, mcp->server->risk_level, &request->define_options, &error);
    request->call = apie_async_start(mcp->client->base.driver, flow, NULL, tools_defined, NULL,
                                     request, &error);
    if (!request->call)
        apie_agent_report(agent, &error);
    return request->call != NULL;
}

/* ---- the program's answer, and its change of mind ---- */

apie_status apie_async_mcp_reply(apie_async_mcp_request *request, apie_status status,
                                 json_t *result, const apie_error *error)
{
    apie_error missing;
    if (!request)
        return apie_fail(NULL, APIE_ERROR_INVALID_ARGUMENT, NULL, "request must not be NULL");
    request->replied = true;
    if (request->decided) {
        apie_status refusal = request->mcp->client ? APIE_ERROR_CANCELLED : APIE_ERROR_CLOSED;
        if (!request->callback)
            free_request(request);
        return refusal;
    }
    if (status == APIE_OK && !result) {
        status = apie_mcp_no_answer(&missing);
        error = &missing;
    }
    request->answer = json_incref(result);
    decide(request, status, error);
    finish_scope(request);
    if (request->status != APIE_OK || !define_tools(request))
        tell_soon(request);
    return APIE_OK;
}

void apie_async_mcp_cancel(apie_async_mcp_request *request)
{
    if (!request)
        return;
    if (request->call) {
        request->cancelled = true;
        apie_call_cancel(request->call);
    } else if (!request->decided) {
        cancel_here(request, cancelled);
        tell_both(request, tell_soon);
    }
}

/* ---- the client goes ---- */

static void abandon_request(apie_async_mcp_request *request, bool tell_end)
{
    if (!request->handed || request->replied) { /* its call went with the parent process */
        free_request(request);
        return;
    }
    cancel_here(request, "the client was freed");
    apie_flow_free(request->end); /* while its core lives */
    request->end = NULL;
    if (tell_end) {
        tell_both(request, tell);
    } else {
        apie_list_remove(&request->link);
        request->callback = NULL;
    }
}

void apie_async_abandon_mcp_clients(apie_async_client *client, bool tell_end)
{
    apie_link *link;
    while ((link = apie_list_take(&client->mcp_clients)) != NULL) {
        apie_async_mcp_client *mcp = APIE_LISTED(link, apie_async_mcp_client, link);
        mcp->client = NULL;
        mcp->holders++; /* as long as this takes */
        while ((link = apie_list_first(&mcp->requests)) != NULL)
            abandon_request(APIE_LISTED(link, apie_async_mcp_request, link), tell_end);
        release_client(mcp);
    }
}
