/* The event-driven Honeycomb client. */
#include "honeycomb.h"

#include <stdlib.h>

#include <apie/async/honeycomb.h>

#include "base/fail.h"
#include "begin.h"
#include "driver/host.h"
#include "submit.h"

static void client_gone(void *gone)
{
    apie_async_honeycomb *client = gone;
    apie_core_free(&client->core);
    free(client);
}

apie_status apie_async_honeycomb_new(struct event_base *base, const apie_honeycomb_options *options,
                                     apie_async_honeycomb **out, apie_error *error)
{
    if (!base)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "base", "base must not be NULL");
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_async_honeycomb *client = calloc(1, sizeof *client);
    if (!client)
        return apie_fail_no_memory(error);
    apie_status status = apie_honeycomb_core_init(&client->core, options, apie_host_environment,
                                                  apie_host_clock(), error);
    if (status == APIE_OK) {
        status =
            apie_async_new(base, &client->core, client_gone, client, &client->base.driver, error);
        if (status != APIE_OK)
            apie_core_free(&client->core);
    }
    if (status != APIE_OK) {
        free(client);
        return status;
    }
    *out = client;
    return APIE_OK;
}

apie_status apie_async_honeycomb_close(apie_async_honeycomb *client, apie_async_closed_cb *callback,
                                       void *user, apie_error *error)
{
    apie_status status = apie_async_check(client, error);
    if (status != APIE_OK)
        return status;
    return apie_async_close(client->base.driver, callback, user, error);
}

void apie_async_honeycomb_free(apie_async_honeycomb *client)
{
    if (client)
        apie_async_free(client->base.driver);
}

static void run_work(void *item)
{
    apie_submitted *submitted = item;
    ((apie_async_honeycomb_work_fn *)submitted->work)(submitted->client, submitted->user);
    free(submitted);
}

apie_status apie_async_honeycomb_submit(apie_async_honeycomb *client,
                                        apie_async_honeycomb_work_fn *work, void *user,
                                        apie_error *error)
{
    return apie_async_submit_work(client, (apie_async_function *)work, user, run_work, error);
}

static void deliver_response(apie_async_function *callback, apie_status status, void *result,
                             const apie_error *error, void *user)
{
    if (callback)
        ((apie_response_cb *)callback)(status, result, error, user);
}

apie_call *apie_async_honeycomb_request(apie_async_honeycomb *client, const char *method,
                                        const char *target, const char *body, size_t body_length,
                                        const apie_call_options *options,
                                        apie_response_cb *callback, void *user, apie_error *error)
{
    if (apie_async_begin(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(
        client->base.driver,
        apie_raw_flow_new(&client->core, method, target, body, body_length, options, error),
        options, deliver_response, (apie_async_function *)callback, user, error);
}
