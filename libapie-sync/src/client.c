/* The blocking Apie client: the public functions over the agent and the driver. */
#include "client.h"

#include <stdlib.h>
#include <string.h>

#include <apie/sync/client.h>

#include "apie/room.h"
#include "base/fail.h"
#include "begin.h"
#include "default_client.h"
#include "driver/host.h"

/* ---- life ---- */

static void free_client(apie_client *client)
{
    bool own = apie_sync_check(client, NULL) != APIE_ERROR_FORKED;
    if (own || !apie_sync_torn(client->base.driver)) {
        if (client->base.driver)
            apie_sync_free(client->base.driver);
        apie_agent_free(client->agent, own);
    }
    free(client);
}

apie_status apie_client_make(const apie_agent_source *source, apie_client **out, apie_error *error)
{
    apie_client *client = calloc(1, sizeof *client);
    if (!client)
        return apie_fail_no_memory(error);
    apie_status status = apie_agent_new(source, apie_host_clock(), &client->agent, error);
    if (status == APIE_OK)
        status = apie_sync_new(&client->agent->core,
                               !client->agent->config->no_worker && !client->agent->core.disabled,
                               &client->base.driver, error);
    if (status != APIE_OK) {
        free_client(client);
        return status;
    }
    apie_sync_deliver_notices(client->base.driver);
    *out = client;
    return APIE_OK;
}

/* A failure is told as every failure of registering is. */
void apie_client_await_registration(apie_client *client)
{
    apie_error unused;
    if (client->agent->config->wait_for_registration)
        (void)apie_sync_run(client->base.driver, apie_ready_flow_new(client->agent, NULL, &unused),
                            NULL, NULL, &unused);
}

static apie_status new_client(const apie_agent_source *source, apie_client **out, apie_error *error)
{
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_status status = apie_client_make(source, out, error);
    if (status == APIE_OK)
        apie_client_await_registration(*out);
    return status;
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
    apie_default_client_forget(client);
    free_client(client);
}

apie_status apie_client_enter(apie_client *client, const apie_call_options *options, void *out,
                              apie_error *error)
{
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK || !atomic_load(&client->agent->error_due))
        return status;
    apie_sync_lock(client->base.driver);
    status = apie_agent_take_error(client->agent, error);
    apie_sync_unlock(client->base.driver);
    return status;
}

apie_status apie_client_enter_for(apie_client *client, const apie_call_options *options, void *out,
                                  apie_error *error)
{
    apie_status status = apie_client_enter(client, options, out, error);
    if (status == APIE_OK && !out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    return status;
}

apie_status apie_ready(apie_client *client, const apie_call_options *options,
                       apie_registration **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver, apie_ready_flow_new(client->agent, options, error),
                         options, out, error);
}

/* There is no room. It may be gone again when the lock is there: then this waits for what is left
 * of its time. Ends with the lock held. */
static void wait_for_room(apie_client *client, const apie_event *events)
{
    apie_agent *agent = client->agent;
    const apie_clock *clock = &agent->core.clock;
    uint64_t until_ms =
        apie_time_after(clock->monotonic_ms(clock->user), agent->config->queue_wait_ms);
    do {
        apie_sync_unlock(client->base.driver);
        apie_status status =
            apie_sync_run(client->base.driver, apie_room_flow_new(agent, events, until_ms, NULL),
                          NULL, NULL, NULL);
        apie_sync_lock(client->base.driver);
        if (status != APIE_OK || clock->monotonic_ms(clock->user) >= until_ms)
            return;
    } while (!apie_agent_may_push(agent, events));
}

void apie_client_lock_for(apie_client *client, apie_event *events)
{
    apie_agent_ask_keys(client->agent, events);
    apie_sync_lock(client->base.driver);
    if (!apie_agent_may_push(client->agent, events))
        wait_for_room(client, events);
}

static void count_left(apie_client *client, uint64_t *left)
{
    if (!left)
        return;
    apie_sync_lock(client->base.driver);
    *left = apie_queue_size(client->agent->queue);
    apie_sync_unlock(client->base.driver);
}

/* Events wait on in a client that takes no call. */
static apie_status refuse_with_left(apie_client *client, apie_status status, uint64_t *left)
{
    apie_status usable = apie_sync_check(client, NULL);
    if (left)
        *left = 0;
    if (usable == APIE_OK || usable == APIE_ERROR_CLOSED)
        count_left(client, left);
    return status;
}

apie_status apie_flush(apie_client *client, int64_t timeout_ms, const apie_call_options *options,
                       uint64_t *left, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, NULL, error);
    if (status != APIE_OK)
        return refuse_with_left(client, status, left);
    status = apie_sync_run(client->base.driver,
                           apie_flush_flow_new(client->agent, timeout_ms, options, error), options,
                           NULL, error);
    count_left(client, left);
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
        return refuse_with_left(client, status, left);
    status =
        apie_sync_run(client->base.driver, apie_shutdown_flow_new(client->agent, timeout_ms, error),
                      NULL, NULL, error);
    if (client->agent->core.closed) /* not if the shutdown could not begin */
        apie_sync_stop_worker(client->base.driver, 0);
    count_left(client, left);
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

/* ---- approvals ---- */

apie_status apie_wait_for_approval(apie_client *client, const char *approval_id, int64_t timeout_ms,
                                   const apie_call_options *options, apie_approval_result **out,
                                   apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
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
    apie_status status = apie_client_enter(client, options, out, error);
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
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(
        client->base.driver,
        apie_raw_flow_new(&client->agent->core, method, target, body, body_length, options, error),
        options, out, error);
}
