/* The blocking Apie client: the public functions over the agent and the driver. */
#include "client.h"

#include <stdlib.h>
#include <string.h>

#include <apie/sync/client.h>
#include <apie/sync/context.h>

#include "base/fail.h"
#include "context.h"
#include "driver/host.h"

/* ---- life ---- */

static apie_status new_client(const apie_agent_source *source, apie_client **out, apie_error *error)
{
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_client *client = calloc(1, sizeof *client);
    if (!client)
        return apie_fail_no_memory(error);
    apie_status status = apie_agent_new(source, apie_host_clock(), &client->agent, error);
    if (status == APIE_OK)
        status = apie_sync_new(&client->agent->core,
                               !client->agent->config->no_worker && !client->agent->core.disabled,
                               &client->base.driver, error);
    if (status != APIE_OK) {
        apie_client_free(client);
        return status;
    }
    apie_sync_deliver_notices(client->base.driver);
    *out = client;
    return APIE_OK;
}

apie_status apie_client_new(const apie_config *config, apie_client **out, apie_error *error)
{
    apie_agent_source source = {.config = config, .get_environment = apie_host_environment};
    return new_client(&source, out, error);
}

apie_status apie_client_new_from_file(const char *path, const apie_config *config,
                                      apie_client **out, apie_error *error)
{
    apie_agent_source source = {.config = config,
                                .from_file = true,
                                .path = path,
                                .get_environment = apie_host_environment};
    return new_client(&source, out, error);
}

void apie_client_free(apie_client *client)
{
    if (!client)
        return;
    bool own = apie_sync_check(client, NULL) != APIE_ERROR_FORKED;
    if (client->base.driver)
        apie_sync_free(client->base.driver);
    apie_agent_free(client->agent, own);
    free(client);
}

apie_status apie_client_enter(apie_client *client, apie_error *error)
{
    apie_status status = apie_sync_check(client, error);
    if (status != APIE_OK)
        return status;
    apie_sync_lock(client->base.driver);
    status = client->agent->core.closed
                 ? apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is closed")
                 : apie_agent_take_error(client->agent, error);
    apie_sync_unlock(client->base.driver);
    return status;
}

apie_status apie_ready(apie_client *client, const apie_call_options *options,
                       apie_registration **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver, apie_ready_flow_new(client->agent, options, error),
                         options, out, error);
}

static uint64_t count_left(apie_client *client)
{
    apie_sync_lock(client->base.driver);
    uint64_t left = apie_queue_size(client->agent->queue);
    apie_sync_unlock(client->base.driver);
    return left;
}

apie_status apie_flush(apie_client *client, int64_t timeout_ms, const apie_call_options *options,
                       uint64_t *left, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, error);
    if (status != APIE_OK)
        return status;
    status = apie_sync_run(client->base.driver,
                           apie_flush_flow_new(client->agent, timeout_ms, options, error), options,
                           NULL, error);
    if (left)
        *left = count_left(client);
    return status;
}

apie_status apie_shutdown(apie_client *client, int64_t timeout_ms, uint64_t *left,
                          apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_check(client, error);
    if (status != APIE_OK)
        return status;
    status =
        apie_sync_run(client->base.driver, apie_shutdown_flow_new(client->agent, timeout_ms, error),
                      NULL, NULL, error);
    apie_sync_stop_worker(client->base.driver, 0);
    if (left)
        *left = count_left(client);
    return status;
}

apie_status apie_get_queue_diagnostics(apie_client *client, apie_queue_diagnostics *out,
                                       apie_error *error)
{
    apie_status status = apie_sync_check(client, error);
    if (status != APIE_OK && status != APIE_ERROR_CLOSED)
        return status;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    apie_sync_lock(client->base.driver);
    apie_agent_read_diagnostics(client->agent, out);
    apie_sync_unlock(client->base.driver);
    return APIE_OK;
}

/* ---- runs ---- */

apie_status apie_run_begin(apie_client *client, const apie_run_input *input,
                           const apie_call_options *options, apie_run **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, error);
    if (status != APIE_OK)
        return status;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    status = apie_sync_run(client->base.driver,
                           apie_run_begin_flow_new(client->agent, input, options, error), options,
                           out, error);
    if (status != APIE_OK)
        return status;
    status = apie_context_push((*out)->id, (*out)->session_id, error);
    if (status != APIE_OK) {
        apie_free(*out);
        *out = NULL;
    }
    return status;
}

apie_status apie_run_end(apie_client *client, const apie_run *run, const apie_run_outcome *outcome,
                         const apie_call_options *options, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    if (!run)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "run", "run must not be NULL");
    apie_context_remove(run->id);
    apie_status status = apie_client_enter(client, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(
        client->base.driver,
        apie_run_end_flow_new(client->agent, run->id, run->session_id, outcome, options, error),
        options, NULL, error);
}

apie_status apie_with_run(apie_client *client, const apie_run_input *input,
                          const apie_call_options *options, apie_run_fn *fn, void *user,
                          apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    if (!fn)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
    apie_run *run;
    apie_status status = apie_run_begin(client, input, options, &run, error);
    if (status != APIE_OK)
        return status;
    apie_error_clear(error);
    status = fn(client, run, user, error);
    apie_run_outcome outcome = {0};
    if (status != APIE_OK)
        outcome.error_message = apie_client_reason(status, error);
    apie_error end_error;
    apie_status end_status = apie_run_end(client, run, &outcome, options, &end_error);
    apie_free(run);
    if (status == APIE_OK && end_status != APIE_OK) {
        status = end_status;
        *error = end_error;
    }
    return status;
}

/* ---- approvals ---- */

apie_status apie_wait_for_approval(apie_client *client, const char *approval_id, int64_t timeout_ms,
                                   const apie_call_options *options, apie_approval_result **out,
                                   apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(
        client->base.driver,
        apie_approval_wait_flow_new(client->agent, approval_id, timeout_ms, options, error),
        options, out, error);
}

apie_status apie_get_approval_status(apie_client *client, const char *approval_id,
                                     const apie_call_options *options, apie_approval_result **out,
                                     apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_approval_get_flow_new(client->agent, approval_id, options, error),
                         options, out, error);
}

/* ---- raw requests ---- */

apie_status apie_request(apie_client *client, const char *method, const char *target,
                         const char *body, size_t body_length, const apie_call_options *options,
                         apie_response **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(
        client->base.driver,
        apie_raw_flow_new(&client->agent->core, method, target, body, body_length, options, error),
        options, out, error);
}
