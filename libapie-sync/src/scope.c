/* Tool calls and guarded actions: begin, the program's work, finish. */
#include <stdlib.h>

#include <apie/sync/client.h>
#include <apie/sync/context.h>

#include "base/fail.h"
#include "client.h"

struct apie_scope {
    apie_client *client;
    apie_guarded *guarded;
    apie_decision *decision;
};

static void free_scope(apie_scope *scope)
{
    apie_guarded_free(scope->guarded);
    apie_free(scope->decision);
    free(scope);
}

static apie_status begin(apie_client *client, const apie_guarded_input *input,
                         const apie_call_options *options, apie_scope **out, apie_error *error)
{
    apie_scope *scope = calloc(1, sizeof *scope);
    if (!scope)
        return apie_fail_no_memory(error);
    scope->client = client;
    scope->guarded = apie_guarded_new(client->agent, input, error);
    apie_status status = error->code;
    if (scope->guarded) {
        apie_flow *flow = apie_guard_flow_new(client->agent, input, scope->guarded, options, error);
        status = apie_sync_run(client->base.driver, flow, options, &scope->decision, error);
    }
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
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_status status = apie_client_enter(client, error);
    if (status == APIE_OK)
        status = apie_guarded_input_from_tool(input, apie_context_run_id(),
                                              apie_context_session_id(), &checked, error);
    return status == APIE_OK ? begin(client, &checked, options, out, error) : status;
}

apie_status apie_guard_begin(apie_client *client, const apie_guard_input *input,
                             const apie_call_options *options, apie_scope **out, apie_error *error)
{
    apie_guarded_input checked;
    apie_error own;
    if (!error)
        error = &own;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_status status = apie_client_enter(client, error);
    if (status == APIE_OK)
        status = apie_guarded_input_from_guard(input, apie_context_run_id(),
                                               apie_context_session_id(), &checked, error);
    return status == APIE_OK ? begin(client, &checked, options, out, error) : status;
}

const apie_decision *apie_scope_decision(const apie_scope *scope)
{
    return scope->decision;
}

static apie_status tell_end(apie_scope *scope, const apie_action_outcome *outcome,
                            apie_error *error)
{
    apie_sync *driver = scope->client->base.driver;
    apie_agent *agent = scope->client->agent;
    apie_status status = apie_sync_check(scope->client, error);
    if (status != APIE_OK)
        return status;
    apie_event *events = apie_guarded_finished(agent, scope->guarded, outcome, error);
    if (!events)
        return error->code;
    apie_sync_lock(driver);
    apie_guard_finish(agent, scope->guarded, outcome, events);
    apie_sync_unlock(driver);
    apie_sync_deliver_notices(driver);
    return APIE_OK;
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

/* begun is what beginning the scope came to. error is not NULL. */
static apie_status run_scope(apie_status begun, apie_scope *scope, apie_scope_fn *fn, void *user,
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
    if (!fn)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
    apie_status begun = apie_tool_begin(client, input, options, &scope, error);
    return run_scope(begun, scope, fn, user, error);
}

apie_status apie_with_guard(apie_client *client, const apie_guard_input *input,
                            const apie_call_options *options, apie_scope_fn *fn, void *user,
                            apie_error *error)
{
    apie_error own;
    apie_scope *scope = NULL;
    if (!error)
        error = &own;
    if (!fn)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
    apie_status begun = apie_guard_begin(client, input, options, &scope, error);
    return run_scope(begun, scope, fn, user, error);
}

apie_status apie_guard(apie_client *client, const apie_guard_input *input,
                       const apie_call_options *options, apie_decision **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, error);
    if (status != APIE_OK)
        return status;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    return apie_sync_run(
        client->base.driver,
        apie_dry_run_flow_new(client->agent, input, apie_context_run_id(), options, error), options,
        out, error);
}
