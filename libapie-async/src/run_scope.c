/* A run around the program's work: begin, the work, end. */
#include <apie/async/tracing.h>

#include "apie/tracing.h"
#include "base/fail.h"
#include "flow/no_response.h"
#include "work_scope.h"

struct apie_async_run_scope {
    apie_work_scope work; /* all there is */
};

static void work(apie_work_scope *scope)
{
    ((apie_async_run_fn *)scope->fn)((apie_async_run_scope *)scope, scope->user);
}

static apie_flow *end(apie_agent *agent, const void *begun, const void *outcome, apie_error *error)
{
    const apie_run *run = begun;
    return apie_run_end_flow_new(agent, run->id, run->session_id, outcome, NULL, error);
}

static const apie_work_kind run_kind = {work, end};

static apie_status enter_with_fn(apie_async_client *client, const apie_call_options *options,
                                 apie_async_run_fn *fn, apie_error *error)
{
    apie_no_response(options);
    if (!fn)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
    return apie_async_enter(client, options, error);
}

apie_call *apie_async_with_run(apie_async_client *client, const apie_run_input *input,
                               const apie_call_options *options, apie_async_run_fn *fn,
                               apie_done_cb *done, void *user, apie_error *error)
{
    if (enter_with_fn(client, options, fn, error) != APIE_OK)
        return NULL;
    return apie_async_work_start(client, &run_kind,
                                 apie_run_begin_flow_new(client->agent, input, options, error),
                                 options, (apie_async_function *)fn, done, user, error);
}

apie_call *apie_async_with_child_run(apie_async_client *client, const apie_child_run_input *input,
                                     const apie_call_options *options, apie_async_run_fn *fn,
                                     apie_done_cb *done, void *user, apie_error *error)
{
    if (enter_with_fn(client, options, fn, error) != APIE_OK)
        return NULL;
    return apie_async_work_start(
        client, &run_kind, apie_child_run_begin_flow_new(client->agent, input, options, error),
        options, (apie_async_function *)fn, done, user, error);
}

const apie_run *apie_async_run_scope_run(const apie_async_run_scope *scope)
{
    return scope->work.begun;
}

apie_status apie_async_run_scope_finish(apie_async_run_scope *scope,
                                        const apie_run_outcome *outcome, apie_error *error)
{
    return apie_async_work_finish((apie_work_scope *)scope, outcome, error);
}
