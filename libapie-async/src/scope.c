/* Tool calls and guarded actions under way: begin, the program's work, finish. */
#include <stdlib.h>

#include "base/fail.h"
#include "client.h"

struct apie_async_scope {
    apie_async_client *client; /* NULL once the client is gone */
    apie_link link;            /* in the client's list */
    apie_guarded *guarded;
    apie_decision *decision;
    apie_flow *done_flow; /* of with_…(): made first, so that the end can always be told */
    apie_async_scope_cb *begun;
    apie_async_scope_fn *fn;
    apie_done_cb *done;
    void *user;
};

static void free_scope(apie_async_scope *scope)
{
    apie_list_remove(&scope->link);
    apie_flow_free(scope->done_flow);
    apie_guarded_free(scope->guarded);
    apie_free(scope->decision);
    free(scope);
}

static void refuse(apie_async_scope *scope, apie_status status, const apie_error *error)
{
    apie_async_scope_cb *begun = scope->begun;
    apie_done_cb *done = scope->done;
    void *user = scope->user;
    free_scope(scope);
    if (begun)
        begun(status, NULL, error, user);
    else if (done)
        done(status, error, user);
}

/* The flow's end, from the loop. callback is not used: the scope knows whom to call. */
static void scope_begun(apie_async_function *callback, apie_status status, void *result,
                        const apie_error *error, void *user)
{
    (void)callback;
    apie_async_scope *scope = user;
    if (status != APIE_OK) {
        refuse(scope, status, error);
        return;
    }
    scope->decision = apie_take(result);
    apie_list_append(&scope->client->scopes, &scope->link);
    if (scope->begun)
        scope->begun(APIE_OK, scope, NULL, scope->user);
    else
        scope->fn(scope, scope->user);
}

/* Takes over the scope. */
static apie_call *begin(apie_async_scope *scope, const apie_guarded_input *input,
                        const apie_call_options *options, apie_error *error)
{
    apie_async_client *client = scope->client;
    apie_call *call = NULL;
    scope->guarded = apie_guarded_new(client->agent, input, error);
    if (scope->guarded)
        call = apie_async_start(
            client->base.driver,
            apie_guard_flow_new(client->agent, input, scope->guarded, options, error), options,
            scope_begun, NULL, scope, error);
    if (!call)
        free_scope(scope);
    return call;
}

static apie_async_scope *new_scope(apie_async_client *client, void *user, apie_error *error)
{
    apie_async_scope *scope = calloc(1, sizeof *scope);
    if (!scope) {
        apie_fail_no_memory(error);
        return NULL;
    }
    scope->client = client;
    scope->user = user;
    return scope;
}

static apie_call *begin_for_callback(apie_async_client *client, const apie_guarded_input *input,
                                     const apie_call_options *options,
                                     apie_async_scope_cb *callback, void *user, apie_error *error)
{
    if (!callback) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "callback", "callback must not be NULL");
        return NULL;
    }
    apie_async_scope *scope = new_scope(client, user, error);
    if (!scope)
        return NULL;
    scope->begun = callback;
    return begin(scope, input, options, error);
}

static apie_call *begin_for_fn(apie_async_client *client, const apie_guarded_input *input,
                               const apie_call_options *options, apie_async_scope_fn *fn,
                               apie_done_cb *done, void *user, apie_error *error)
{
    if (!fn) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
        return NULL;
    }
    apie_async_scope *scope = new_scope(client, user, error);
    if (!scope)
        return NULL;
    scope->fn = fn;
    scope->done = done;
    scope->done_flow = apie_done_flow_new(&client->agent->core, error);
    if (!scope->done_flow) {
        free_scope(scope);
        return NULL;
    }
    return begin(scope, input, options, error);
}

apie_call *apie_async_tool_begin(apie_async_client *client, const apie_tool_input *input,
                                 const apie_call_options *options, apie_async_scope_cb *callback,
                                 void *user, apie_error *error)
{
    apie_guarded_input checked;
    if (apie_async_enter(client, error) != APIE_OK ||
        apie_guarded_input_from_tool(input, NULL, NULL, &checked, error) != APIE_OK)
        return NULL;
    return begin_for_callback(client, &checked, options, callback, user, error);
}

apie_call *apie_async_guard_begin(apie_async_client *client, const apie_guard_input *input,
                                  const apie_call_options *options, apie_async_scope_cb *callback,
                                  void *user, apie_error *error)
{
    apie_guarded_input checked;
    if (apie_async_enter(client, error) != APIE_OK ||
        apie_guarded_input_from_guard(input, NULL, NULL, &checked, error) != APIE_OK)
        return NULL;
    return begin_for_callback(client, &checked, options, callback, user, error);
}

apie_call *apie_async_with_tool(apie_async_client *client, const apie_tool_input *input,
                                const apie_call_options *options, apie_async_scope_fn *fn,
                                apie_done_cb *done, void *user, apie_error *error)
{
    apie_guarded_input checked;
    if (apie_async_enter(client, error) != APIE_OK ||
        apie_guarded_input_from_tool(input, NULL, NULL, &checked, error) != APIE_OK)
        return NULL;
    return begin_for_fn(client, &checked, options, fn, done, user, error);
}

apie_call *apie_async_with_guard(apie_async_client *client, const apie_guard_input *input,
                                 const apie_call_options *options, apie_async_scope_fn *fn,
                                 apie_done_cb *done, void *user, apie_error *error)
{
    apie_guarded_input checked;
    if (apie_async_enter(client, error) != APIE_OK ||
        apie_guarded_input_from_guard(input, NULL, NULL, &checked, error) != APIE_OK)
        return NULL;
    return begin_for_fn(client, &checked, options, fn, done, user, error);
}

const apie_decision *apie_async_scope_decision(const apie_async_scope *scope)
{
    return scope->decision;
}

/* done fires from the loop; if that cannot be arranged, now. */
static void tell_done(apie_async_scope *scope)
{
    if (!scope->done)
        return;
    apie_flow *flow = scope->done_flow;
    scope->done_flow = NULL;
    apie_error error;
    if (!apie_async_start(scope->client->base.driver, flow, NULL, apie_async_deliver_done,
                          (apie_async_function *)scope->done, scope->user, &error))
        scope->done(error.code, &error, scope->user);
}

apie_status apie_async_scope_finish(apie_async_scope *scope, const apie_action_outcome *outcome,
                                    apie_error *error)
{
    if (!scope)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "scope", "scope must not be NULL");
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = APIE_OK;
    if (!scope->client) {
        status = apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is gone");
    } else if (apie_async_check(scope->client, error) == APIE_ERROR_FORKED) {
        status = APIE_ERROR_FORKED;
        tell_done(scope);
    } else {
        apie_agent *agent = scope->client->agent;
        apie_event *events = apie_guarded_finished(agent, scope->guarded, outcome, error);
        if (events)
            apie_guard_finish(agent, scope->guarded, outcome, events);
        else
            status = error->code;
        tell_done(scope);
    }
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
        scope->client = NULL;
        apie_flow_free(scope->done_flow); /* while its core lives */
        scope->done_flow = NULL;
        if (tell && scope->done)
            scope->done(APIE_ERROR_CANCELLED, &error, scope->user);
    }
}
