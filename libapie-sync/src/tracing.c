/* Runs, sessions and handoffs: what begins becomes the thread's context until it ends. */
#include <apie/sync/context.h>
#include <apie/sync/tracing.h>

#include "apie/tracing.h"
#include "base/fail.h"
#include "begin.h"
#include "client.h"
#include "context.h"

/* ---- parts ---- */

static apie_status require_fn(const apie_call_options *options, bool given, apie_error *error)
{
    apie_no_response(options);
    if (given)
        return APIE_OK;
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
}

static apie_status begin_run(apie_client *client, apie_flow *flow, const apie_call_options *options,
                             apie_run **out, apie_error *error)
{
    apie_status status = apie_sync_run(client->base.driver, flow, options, out, error);
    if (status != APIE_OK)
        return status;
    status = apie_context_push((*out)->id, (*out)->session_id, error);
    if (status == APIE_OK)
        return APIE_OK;
    apie_free(*out);
    *out = NULL;
    return status;
}

/* The limits and the token are of all that is called; the rest is the beginning's alone. */
static apie_call_options for_the_end(const apie_call_options *options)
{
    if (!options)
        return (apie_call_options){0};
    return (apie_call_options){
        .deadline_ms = options->deadline_ms,
        .attempt_timeout_ms = options->attempt_timeout_ms,
        .attempts = options->attempts,
        .cancel = options->cancel,
    };
}

/* The first failure counts: the work's, or else that of the end. */
static apie_status either(apie_status status, apie_status end_status, const apie_error *end_error,
                          apie_error *error)
{
    if (status != APIE_OK || end_status == APIE_OK)
        return status;
    *error = *end_error;
    return end_status;
}

/* begun is what beginning the run came to. error is not NULL. */
static apie_status work_in_run(apie_status begun, apie_client *client, apie_run *run,
                               const apie_call_options *options, apie_run_fn *fn, void *user,
                               apie_error *error)
{
    if (begun != APIE_OK)
        return begun;
    apie_error_clear(error);
    apie_status status = fn(client, run, user, error);
    apie_run_outcome outcome = {0};
    if (status != APIE_OK)
        outcome.error_message = apie_client_reason(status, error);
    apie_error end_error;
    const apie_call_options rest = for_the_end(options);
    apie_status ended = apie_run_end(client, run, &outcome, &rest, &end_error);
    apie_free(run);
    return either(status, ended, &end_error, error);
}

/* ---- runs ---- */

apie_status apie_run_begin(apie_client *client, const apie_run_input *input,
                           const apie_call_options *options, apie_run **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter_for(client, options, out, error);
    if (status != APIE_OK)
        return status;
    apie_run_input run = input ? *input : (apie_run_input){0};
    if (!run.session_id)
        run.session_id = apie_context_session_for_runs();
    return begin_run(client, apie_run_begin_flow_new(client->agent, &run, options, error), options,
                     out, error);
}

apie_status apie_child_run_begin(apie_client *client, const apie_child_run_input *input,
                                 const apie_call_options *options, apie_run **out,
                                 apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter_for(client, options, out, error);
    if (status != APIE_OK)
        return status;
    apie_child_run_input run = input ? *input : (apie_child_run_input){0};
    if (!run.session_id)
        run.session_id = apie_context_session_id();
    return begin_run(client, apie_child_run_begin_flow_new(client->agent, &run, options, error),
                     options, out, error);
}

apie_status apie_run_end(apie_client *client, const apie_run *run, const apie_run_outcome *outcome,
                         const apie_call_options *options, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_no_response(options);
    if (!run)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "run", "run must not be NULL");
    apie_context_remove_run(run->id);
    apie_status status = apie_sync_check(client, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(
        client->base.driver,
        apie_run_end_flow_new(client->agent, run->id, run->session_id, outcome, options, error),
        options, NULL, error);
}

apie_status apie_complete_run(apie_client *client, const char *run_id,
                              const apie_run_outcome *outcome, const apie_call_options *options,
                              apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, NULL, error);
    if (status == APIE_OK)
        status = apie_sync_run(
            client->base.driver,
            apie_run_end_flow_new(client->agent, run_id, NULL, outcome, options, error), options,
            NULL, error);
    if (run_id) /* last, since it may be the context's own */
        apie_context_remove_run(run_id);
    return status;
}

apie_status apie_with_run(apie_client *client, const apie_run_input *input,
                          const apie_call_options *options, apie_run_fn *fn, void *user,
                          apie_error *error)
{
    apie_error own;
    apie_run *run = NULL;
    if (!error)
        error = &own;
    apie_status status = require_fn(options, fn != NULL, error);
    if (status == APIE_OK)
        status = apie_run_begin(client, input, options, &run, error);
    return work_in_run(status, client, run, options, fn, user, error);
}

apie_status apie_with_child_run(apie_client *client, const apie_child_run_input *input,
                                const apie_call_options *options, apie_run_fn *fn, void *user,
                                apie_error *error)
{
    apie_error own;
    apie_run *run = NULL;
    if (!error)
        error = &own;
    apie_status status = require_fn(options, fn != NULL, error);
    if (status == APIE_OK)
        status = apie_child_run_begin(client, input, options, &run, error);
    return work_in_run(status, client, run, options, fn, user, error);
}

/* ---- sessions ---- */

apie_status apie_session_begin(apie_client *client, const apie_session_input *input,
                               const apie_call_options *options, apie_session **out,
                               apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter_for(client, options, out, error);
    if (status == APIE_OK)
        status = apie_sync_run(client->base.driver,
                               apie_session_begin_flow_new(client->agent, input, options, error),
                               options, out, error);
    if (status != APIE_OK)
        return status;
    status = apie_context_push(NULL, (*out)->id, error);
    if (status == APIE_OK)
        return APIE_OK;
    apie_free(*out);
    *out = NULL;
    return status;
}

apie_status apie_session_end(apie_client *client, const apie_session *session,
                             const apie_session_outcome *outcome, const apie_call_options *options,
                             apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_no_response(options);
    if (!session)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "session", "session must not be NULL");
    apie_context_remove_session(session->id);
    apie_status status = apie_sync_check(client, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(
        client->base.driver,
        apie_session_end_flow_new(client->agent, session->id, outcome, options, error), options,
        NULL, error);
}

apie_status apie_with_session(apie_client *client, const apie_session_input *input,
                              const apie_call_options *options, apie_session_fn *fn, void *user,
                              apie_error *error)
{
    apie_error own;
    apie_session *session;
    if (!error)
        error = &own;
    apie_status status = require_fn(options, fn != NULL, error);
    if (status == APIE_OK)
        status = apie_session_begin(client, input, options, &session, error);
    if (status != APIE_OK)
        return status;
    apie_error_clear(error);
    status = fn(client, session, user, error);
    apie_session_outcome outcome = {0};
    if (status != APIE_OK)
        outcome.error_message = apie_client_reason(status, error);
    apie_error end_error;
    const apie_call_options rest = for_the_end(options);
    apie_status ended = apie_session_end(client, session, &outcome, &rest, &end_error);
    apie_free(session);
    return either(status, ended, &end_error, error);
}

/* ---- handoffs ---- */

apie_status apie_request_handoff(apie_client *client, const apie_handoff_input *input,
                                 const apie_call_options *options, apie_handoff **out,
                                 apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    apie_handoff_input handoff = input ? *input : (apie_handoff_input){0};
    if (!handoff.session_id)
        handoff.session_id = apie_context_session_id();
    if (!handoff.source_run_id)
        handoff.source_run_id = apie_context_run_id();
    return apie_sync_run(client->base.driver,
                         apie_handoff_flow_new(client->agent, &handoff, options, error), options,
                         out, error);
}
