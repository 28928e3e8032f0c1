/* The event-driven Apie client: the public functions over the agent and the driver. */
#include "client.h"

#include <stdlib.h>

#include "base/fail.h"
#include "begin.h"
#include "default_client.h"
#include "deliver.h"
#include "driver/host.h"
#include "mcp.h"
#include "submit.h"

/* ---- what callbacks get ---- */

APIE_DELIVER(deliver_registration, apie_registration_cb, apie_registration)
APIE_DELIVER(deliver_decision, apie_decision_cb, apie_decision)
APIE_DELIVER(deliver_approval, apie_approval_result_cb, apie_approval_result)
APIE_DELIVER(deliver_flush, apie_flush_cb, apie_flush_result)
APIE_DELIVER(deliver_response, apie_response_cb, apie_response)

void apie_async_deliver_done(apie_async_function *callback, apie_status status, void *result,
                             const apie_error *error, void *user)
{
    (void)result;
    if (callback)
        ((apie_done_cb *)callback)(status, error, user);
}

/* ---- life ---- */

static void abandon_all(apie_async_client *client, bool tell)
{
    apie_async_default_client_forget(client);
    apie_async_abandon_scopes(client, tell);
    apie_async_abandon_work_scopes(client, tell);
    apie_async_abandon_steps(client, tell);
    apie_async_abandon_mcp_clients(client, tell);
}

static void client_ends(void *ending)
{
    apie_async_client *client = ending;
    if (client->generation != apie_host_generation())
        return;
    abandon_all(client, true);
    apie_agent_drop_events(client->agent);
}

/* There is something left in a forked child only. */
static void client_gone(void *gone)
{
    apie_async_client *client = gone;
    abandon_all(client, false);
    apie_agent_free(client->agent, false);
    free(client);
}

static apie_status new_client(struct event_base *base, const apie_agent_source *source,
                              apie_async_client **out, apie_error *error)
{
    if (!base)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "base", "base must not be NULL");
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_async_client *client = calloc(1, sizeof *client);
    if (!client)
        return apie_fail_no_memory(error);
    client->event_base = base;
    client->generation = apie_host_generation();
    apie_list_init(&client->scopes);
    apie_list_init(&client->work_scopes);
    apie_list_init(&client->steps);
    apie_list_init(&client->mcp_clients);
    apie_status status = apie_agent_new(source, apie_host_clock(), &client->agent, error);
    if (status == APIE_OK)
        status = apie_async_new(base, &client->agent->core, client_gone, client,
                                &client->base.driver, error);
    if (status != APIE_OK) {
        apie_agent_free(client->agent, false);
        free(client);
        return status;
    }
    apie_async_at_end(client->base.driver, client_ends);
    apie_async_kick(client->base.driver);
    *out = client;
    return APIE_OK;
}

apie_status apie_async_client_new(struct event_base *base, const apie_config *config,
                                  apie_async_client **out, apie_error *error)
{
    apie_agent_source source = {
        .config = config, .event_driven = true, .get_environment = apie_host_environment};
    return new_client(base, &source, out, error);
}

apie_status apie_async_client_new_from_file(struct event_base *base, const char *path,
                                            const apie_config *config, apie_async_client **out,
                                            apie_error *error)
{
    apie_agent_source source = {.config = config,
                                .from_file = true,
                                .path = path,
                                .event_driven = true,
                                .get_environment = apie_host_environment};
    return new_client(base, &source, out, error);
}

apie_status apie_async_enter(apie_async_client *client, const apie_call_options *options,
                             apie_error *error)
{
    apie_status status = apie_async_begin(client, options, error);
    return status != APIE_OK ? status : apie_agent_take_error(client->agent, error);
}

apie_status apie_async_client_close(apie_async_client *client, apie_async_closed_cb *callback,
                                    void *user, apie_error *error)
{
    apie_status status = apie_async_check(client, error);
    if (status != APIE_OK && status != APIE_ERROR_CLOSED)
        return status;
    apie_agent_want_flush(client->agent);
    return apie_async_close(client->base.driver, callback, user, error);
}

void apie_async_client_free(apie_async_client *client)
{
    if (client)
        apie_async_free(client->base.driver);
}

/* ---- work from other threads ---- */

static void run_work(void *item)
{
    apie_submitted *submitted = item;
    ((apie_async_work_fn *)submitted->work)(submitted->client, submitted->user);
    free(submitted);
}

apie_status apie_async_submit(apie_async_client *client, apie_async_work_fn *work, void *user,
                              apie_error *error)
{
    return apie_async_submit_work(client, (apie_async_function *)work, user, run_work, error);
}

/* ---- calls ---- */

apie_call *apie_async_ready(apie_async_client *client, const apie_call_options *options,
                            apie_registration_cb *callback, void *user, apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver, apie_ready_flow_new(client->agent, options, error),
                            options, deliver_registration, (apie_async_function *)callback, user,
                            error);
}

apie_call *apie_async_flush(apie_async_client *client, int64_t timeout_ms,
                            const apie_call_options *options, apie_flush_cb *callback, void *user,
                            apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_flush_flow_new(client->agent, timeout_ms, options, error), options,
                            deliver_flush, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_shutdown(apie_async_client *client, int64_t timeout_ms,
                               apie_flush_cb *callback, void *user, apie_error *error)
{
    if (apie_async_check(client, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_shutdown_flow_new(client->agent, timeout_ms, error), NULL,
                            deliver_flush, (apie_async_function *)callback, user, error);
}

apie_status apie_async_get_queue_diagnostics(apie_async_client *client, apie_queue_diagnostics *out,
                                             apie_error *error)
{
    apie_status status = apie_async_check(client, error);
    if (status != APIE_OK && status != APIE_ERROR_CLOSED)
        return status;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    apie_agent_read_diagnostics(client->agent, out);
    return APIE_OK;
}

apie_call *apie_async_guard(apie_async_client *client, const apie_guard_input *input,
                            const apie_call_options *options, apie_decision_cb *callback,
                            void *user, apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(
        client->base.driver, apie_dry_run_flow_new(client->agent, input, NULL, options, error),
        options, deliver_decision, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_wait_for_approval(apie_async_client *client, const char *approval_id,
                                        int64_t timeout_ms, const apie_call_options *options,
                                        apie_approval_result_cb *callback, void *user,
                                        apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(
        client->base.driver,
        apie_approval_wait_flow_new(client->agent, approval_id, timeout_ms, options, error),
        options, deliver_approval, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_get_approval_status(apie_async_client *client, const char *approval_id,
                                          const apie_call_options *options,
                                          apie_approval_result_cb *callback, void *user,
                                          apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(
        client->base.driver, apie_approval_get_flow_new(client->agent, approval_id, options, error),
        options, deliver_approval, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_request(apie_async_client *client, const char *method, const char *target,
                              const char *body, size_t body_length,
                              const apie_call_options *options, apie_response_cb *callback,
                              void *user, apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(
        client->base.driver,
        apie_raw_flow_new(&client->agent->core, method, target, body, body_length, options, error),
        options, deliver_response, (apie_async_function *)callback, user, error);
}
