/* Tool calls and guarded actions: begin, the program's work, finish. */
#include "scope.h"

#include <stdlib.h>

#include <apie/sync/context.h>

#include "apie/mcp_client.h"
#include "apie/presets.h"
#include "base/fail.h"
#include "client.h"
#include "flow/no_response.h"

struct apie_scope {
    apie_client *client;
    apie_guarded *guarded;
    apie_decision *decision;
    apie_step_state *step; /* inside of it; NULL: none */
};

static void free_scope(apie_scope *scope)
{
    apie_step_free(scope->step);
    apie_guarded_free(scope->guarded);
    apie_free(scope->decision);
    free(scope);
}

static apie_status tell_end(apie_scope *scope, const apie_action_outcome *outcome,
                            apie_error *error)
{
    apie_sync *driver = scope->client->base.driver;
    apie_agent *agent = scope->client->agent;
    apie_status status = apie_sync_check(scope->client, error);
    if (status != APIE_OK)
        return status;
    apie_event *events = apie_scope_ended(agent, scope->guarded, scope->step, outcome, error);
    if (!events)
        return error->code;
    apie_client_lock_for(scope->client, events);
    apie_guard_finish(agent, scope->guarded, outcome, events);
    apie_sync_unlock(driver);
    apie_sync_deliver_notices(driver);
    return APIE_OK;
}

/* The tool call has been told of: if its step cannot be, it has failed. */
static apie_status begin_step(apie_scope *scope, const apie_step_input *input, apie_error *error)
{
    apie_client *client = scope->client;
    apie_event *started;
    scope->step = apie_step_new(client->agent, APIE_STEP_MCP, input, &scope->guarded->source,
                                &started, error);
    if (!scope->step) {
        const apie_action_outcome outcome = {.error_message = error->message};
        apie_error unused;
        (void)tell_end(scope, &outcome, &unused);
        return error->code;
    }
    apie_client_lock_for(client, started);
    apie_agent_push(client->agent, started);
    apie_sync_unlock(client->base.driver);
    apie_sync_deliver_notices(client->base.driver);
    return APIE_OK;
}

/* step and refusal may be NULL. */
static apie_status begin(apie_client *client, const apie_guarded_input *input,
                         const apie_step_input *step, const apie_call_options *options,
                         apie_decision **refusal, apie_scope **out, apie_error *error)
{
    apie_scope *scope = calloc(1, sizeof *scope);
    if (!scope)
        return apie_fail_no_memory(error);
    scope->client = client;
    scope->guarded = apie_guarded_new(client->agent, input, error);
    apie_status status = error->code;
    if (scope->guarded) {
        apie_flow *flow = apie_guard_flow_new(client->agent, input, scope->guarded, options, error);
        if (flow && refusal)
            apie_guard_flow_keep_refusal(flow, refusal);
        status = apie_sync_run(client->base.driver, flow, options, &scope->decision, error);
    }
    if (status == APIE_OK && step)
        status = begin_step(scope, step, error);
    if (status != APIE_OK) {
        free_scope(scope);
        return status;
    }
    *out = scope;
    return APIE_OK;
}

apie_status apie_tool_begin(apie_client *client, const apie_tool_input *input,
                            const apie_call_options *options, apie_scope **out, apie_error *error)
{
    apie_guarded_input checked;
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter_for(client, options, out, error);
    if (status == APIE_OK)
        status = apie_guarded_input_from_tool(client->agent, input, apie_context_run_id(),
                                              apie_context_session_id(), &checked, error);
    return status == APIE_OK ? begin(client, &checked, NULL, options, NULL, out, error) : status;
}

apie_status apie_guard_begin(apie_client *client, const apie_guard_input *input,
                             const apie_call_options *options, apie_scope **out, apie_error *error)
{
    apie_guarded_input checked;
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter_for(client, options, out, error);
    if (status == APIE_OK)
        status = apie_guarded_input_from_guard(input, apie_context_run_id(),
                                               apie_context_session_id(), &checked, error);
    return status == APIE_OK ? begin(client, &checked, NULL, options, NULL, out, error) : status;
}

apie_status apie_scope_begin_mcp(apie_client *client, const apie_mcp_tool_input *input,
                                 const apie_call_options *options, apie_decision **refusal,
                                 apie_scope **out, apie_error *error)
{
    apie_guarded_input checked;
    apie_tool_input tool;
    apie_step_input step;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    apie_arena *arena = apie_arena_new(0);
    status = arena ? apie_preset_mcp_tool(input, arena, &tool, &step, error)
                   : apie_fail_no_memory(error);
    if (status == APIE_OK)
        status = apie_guarded_input_from_tool(client->agent, &tool, apie_context_run_id(),
                                              apie_context_session_id(), &checked, error);
    if (status == APIE_OK)
        status = begin(client, &checked, &step, options, refusal, out, error);
    apie_arena_free(arena);
    return status;
}

const apie_decision *apie_scope_decision(const apie_scope *scope)
{
    return scope->decision;
}

apie_decision *apie_scope_take_decision(apie_scope *scope)
{
    apie_decision *decision = scope->decision;
    scope->decision = NULL;
    return decision;
}

apie_status apie_scope_finish(apie_scope *scope, const apie_action_outcome *outcome,
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

/* ---- around a function of the program's ---- */

apie_status apie_scope_run(apie_status begun, apie_scope *scope, apie_scope_fn *fn, void *user,
                           apie_error *error)
{
    if (begun != APIE_OK)
        return begun;
    apie_error_clear(error);
    apie_status status = fn(scope, user, error);
    apie_action_outcome outcome = {0};
    if (status != APIE_OK)
        outcome.error_message = apie_client_reason(status, error);
    apie_error finish_error;
    apie_status finish_status = apie_scope_finish(scope, &outcome, &finish_error);
    if (status == APIE_OK && finish_status != APIE_OK) {
        status = finish_status;
        *error = finish_error;
    }
    return status;
}

apie_status apie_with_tool(apie_client *client, const apie_tool_input *input,
                           const apie_call_options *options, apie_scope_fn *fn, void *user,
                           apie_error *error)
{
    apie_error own;
    apie_scope *scope = NULL;
    if (!error)
        error = &own;
    apie_no_response(options);
    if (!fn)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
    apie_status begun = apie_tool_begin(client, input, options, &scope, error);
    return apie_scope_run(begun, scope, fn, user, error);
}

apie_status apie_with_guard(apie_client *client, const apie_guard_input *input,
                            const apie_call_options *options, apie_scope_fn *fn, void *user,
                            apie_error *error)
{
    apie_error own;
    apie_scope *scope = NULL;
    if (!error)
        error = &own;
    apie_no_response(options);
    if (!fn)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
    apie_status begun = apie_guard_begin(client, input, options, &scope, error);
    return apie_scope_run(begun, scope, fn, user, error);
}

apie_status apie_guard(apie_client *client, const apie_guard_input *input,
                       const apie_call_options *options, apie_decision **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter_for(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(
        client->base.driver,
        apie_dry_run_flow_new(client->agent, input, apie_context_run_id(), options, error), options,
        out, error);
}
