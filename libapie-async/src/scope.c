/* Tool calls and guarded actions under way: begin, the program's work, finish. */
#include "scope.h"

#include <stdlib.h>

#include "apie/mcp_client.h"
#include "apie/presets.h"
#include "base/fail.h"
#include "completion.h"

struct apie_async_scope {
    apie_async_client *client; /* NULL once the client is gone */
    apie_link link;            /* in the client's list */
    bool begun;                /* the tool may run */
    apie_guarded *guarded;
    apie_decision *decision;
    apie_async_scope_target target;
    apie_async_completion completion; /* of target.done */
    apie_arena *arena;                /* of the step inside; NULL: there is none */
    apie_step_input step_input;       /* it begins when the tool may run */
    apie_step_state *step;
};

static void free_scope(apie_async_scope *scope)
{
    apie_list_remove(&scope->link);
    apie_async_completion_free(&scope->completion);
    apie_step_free(scope->step);
    apie_arena_free(scope->arena);
    apie_guarded_free(scope->guarded);
    apie_free(scope->decision);
    free(scope);
}

static apie_decision *take_decision(apie_async_scope *scope)
{
    apie_decision *decision = scope->decision;
    scope->decision = NULL;
    return decision;
}

/* ---- begin ---- */

static void refuse(apie_async_scope *scope, apie_status status, const apie_error *error)
{
    apie_async_scope_target target = scope->target;
    apie_async_completion completion = scope->completion;
    apie_decision *decision = take_decision(scope);
    scope->completion.flow = NULL;
    free_scope(scope);
    if (target.begun) {
        target.begun(status, NULL, decision, error, target.user);
        return;
    }
    apie_free(decision);
    if (target.callback)
        target.callback(status, NULL, error, target.user);
    else
        apie_async_completion_fail(&completion, error);
}

/* The tool call has been told of: if its step cannot be, it has failed. */
static apie_status begin_step(apie_async_scope *scope, apie_error *error)
{
    apie_agent *agent = scope->client->agent;
    apie_event *started;
    scope->step = apie_step_new(agent, APIE_STEP_MCP, &scope->step_input, &scope->guarded->source,
                                &started, error);
    if (scope->step) {
        apie_agent_push(agent, started);
        return APIE_OK;
    }
    const apie_action_outcome outcome = {.error_message = error->message};
    apie_error unused;
    apie_event *events = apie_guarded_finished(agent, scope->guarded, &outcome, &unused);
    if (events)
        apie_guard_finish(agent, scope->guarded, &outcome, events);
    return error->code;
}

static void hand_over(apie_async_scope *scope)
{
    const apie_async_scope_target *target = &scope->target;
    scope->begun = true;
    if (target->begun)
        target->begun(APIE_OK, scope, take_decision(scope), NULL, target->user);
    else if (target->callback)
        target->callback(APIE_OK, scope, NULL, target->user);
    else
        target->fn(scope, target->user);
}

/* The flow's end, from the loop. callback is not used: the scope knows whom to call. */
static void scope_begun(apie_async_function *callback, apie_status status, void *result,
                        const apie_error *error, void *user)
{
    (void)callback;
    apie_async_scope *scope = user;
    apie_error step_error;
    if (status != APIE_OK) {
        refuse(scope, status, error);
        return;
    }
    scope->decision = apie_take(result);
    if (scope->arena)
        status = begin_step(scope, &step_error);
    if (status == APIE_OK)
        hand_over(scope);
    else
        refuse(scope, status, &step_error);
}

static apie_async_scope *new_scope(apie_async_client *client, const apie_async_scope_target *target,
                                   apie_error *error)
{
    if (target->around ? !target->fn : !target->begun && !target->callback) {
        const char *missing = target->around ? "fn" : "callback";
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, missing, "%s must not be NULL", missing);
        return NULL;
    }
    apie_async_scope *scope = calloc(1, sizeof *scope);
    if (!scope) {
        apie_fail_no_memory(error);
        return NULL;
    }
    scope->client = client;
    scope->target = *target;
    if (apie_async_completion_init(&scope->completion, client, target->done, target->user, error) ==
        APIE_OK)
        return scope;
    free_scope(scope);
    return NULL;
}

/* Takes over the scope, which is NULL if making it failed. */
static apie_call *begin(apie_async_scope *scope, const apie_guarded_input *input,
                        const apie_call_options *options, apie_error *error)
{
    if (!scope)
        return NULL;
    apie_async_client *client = scope->client;
    apie_call *call = NULL;
    scope->guarded = apie_guarded_new(client->agent, input, error);
    if (scope->guarded) {
        apie_flow *flow = apie_guard_flow_new(client->agent, input, scope->guarded, options, error);
        if (flow)
            apie_guard_flow_keep_refusal(flow, &scope->decision);
        call =
            apie_async_start(client->base.driver, flow, options, scope_begun, NULL, scope, error);
    }
    if (call)
        apie_list_append(&client->scopes, &scope->link);
    else
        free_scope(scope);
    return call;
}

static apie_call *begin_tool(apie_async_client *client, const apie_tool_input *input,
                             const apie_call_options *options,
                             const apie_async_scope_target *target, apie_error *error)
{
    apie_guarded_input checked;
    if (apie_async_enter(client, options, error) != APIE_OK ||
        apie_guarded_input_from_tool(client->agent, input, NULL, NULL, &checked, error) != APIE_OK)
        return NULL;
    return begin(new_scope(client, target, error), &checked, options, error);
}

static apie_call *begin_guard(apie_async_client *client, const apie_guard_input *input,
                              const apie_call_options *options,
                              const apie_async_scope_target *target, apie_error *error)
{
    apie_guarded_input checked;
    if (apie_async_enter(client, options, error) != APIE_OK ||
        apie_guarded_input_from_guard(input, NULL, NULL, &checked, error) != APIE_OK)
        return NULL;
    return begin(new_scope(client, target, error), &checked, options, error);
}

apie_call *apie_async_tool_begin(apie_async_client *client, const apie_tool_input *input,
                                 const apie_call_options *options, apie_async_scope_cb *callback,
                                 void *user, apie_error *error)
{
    const apie_async_scope_target target = {.callback = callback, .user = user};
    return begin_tool(client, input, options, &target, error);
}

apie_call *apie_async_guard_begin(apie_async_client *client, const apie_guard_input *input,
                                  const apie_call_options *options, apie_async_scope_cb *callback,
                                  void *user, apie_error *error)
{
    const apie_async_scope_target target = {.callback = callback, .user = user};
    return begin_guard(client, input, options, &target, error);
}

apie_call *apie_async_with_tool(apie_async_client *client, const apie_tool_input *input,
                                const apie_call_options *options, apie_async_scope_fn *fn,
                                apie_done_cb *done, void *user, apie_error *error)
{
    const apie_async_scope_target target = {.around = true, .fn = fn, .done = done, .user = user};
    return begin_tool(client, input, options, &target, error);
}

apie_call *apie_async_with_guard(apie_async_client *client, const apie_guard_input *input,
                                 const apie_call_options *options, apie_async_scope_fn *fn,
                                 apie_done_cb *done, void *user, apie_error *error)
{
    const apie_async_scope_target target = {.around = true, .fn = fn, .done = done, .user = user};
    return begin_guard(client, input, options, &target, error);
}

static apie_async_scope *new_mcp_scope(apie_async_client *client, const apie_mcp_tool_input *input,
                                       const apie_async_scope_target *target, apie_tool_input *tool,
                                       apie_error *error)
{
    apie_async_scope *scope = new_scope(client, target, error);
    if (!scope)
        return NULL;
    scope->arena = apie_arena_new(0);
    if (!scope->arena)
        apie_fail_no_memory(error);
    else if (apie_preset_mcp_tool(input, scope->arena, tool, &scope->step_input, error) == APIE_OK)
        return scope;
    free_scope(scope);
    return NULL;
}

apie_call *apie_async_scope_begin_mcp(apie_async_client *client, const apie_mcp_tool_input *input,
                                      const apie_call_options *options,
                                      const apie_async_scope_target *target, apie_error *error)
{
    apie_guarded_input checked;
    apie_tool_input tool;
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    apie_async_scope *scope = new_mcp_scope(client, input, target, &tool, error);
    if (scope && apie_guarded_input_from_tool(client->agent, &tool, NULL, NULL, &checked, error) !=
                     APIE_OK) {
        free_scope(scope);
        return NULL;
    }
    return begin(scope, &checked, options, error);
}

const apie_decision *apie_async_scope_decision(const apie_async_scope *scope)
{
    return scope->decision;
}

/* ---- the end ---- */

static apie_status tell_end(apie_async_scope *scope, const apie_action_outcome *outcome,
                            apie_error *error)
{
    if (!scope->client)
        return apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is gone");
    apie_agent *agent = scope->client->agent;
    apie_status status = APIE_OK;
    apie_event *events = NULL;
    if (apie_async_check(scope->client, error) == APIE_ERROR_FORKED)
        status = APIE_ERROR_FORKED;
    else if (!(events = apie_scope_ended(agent, scope->guarded, scope->step, outcome, error)))
        status = error->code;
    else
        apie_guard_finish(agent, scope->guarded, outcome, events);
    apie_async_completion_tell(&scope->completion, scope->client);
    return status;
}

apie_status apie_async_scope_finish(apie_async_scope *scope, const apie_action_outcome *outcome,
                                    apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    if (!scope)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "scope", "scope must not be NULL");
    apie_status status = tell_end(scope, outcome, error);
    free_scope(scope);
    return status;
}

/* ---- the client goes ---- */

void apie_async_abandon_scopes(apie_async_client *client, bool tell)
{
    apie_error error;
    apie_link *link;
    apie_fail(&error, APIE_ERROR_CANCELLED, NULL, "the client was freed");
    while ((link = apie_list_take(&client->scopes)) != NULL) {
        apie_async_scope *scope = APIE_LISTED(link, apie_async_scope, link);
        if (!scope->begun) { /* its call went with the parent process */
            free_scope(scope);
            continue;
        }
        scope->client = NULL;
        if (tell)
            apie_async_completion_fail(&scope->completion, &error);
        else
            apie_async_completion_free(&scope->completion);
    }
}
