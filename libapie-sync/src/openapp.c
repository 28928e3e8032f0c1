/* The blocking OpenApp client. */
#include "openapp.h"

#include <stdlib.h>

#include <apie/sync/openapp.h>

#include "base/fail.h"
#include "begin.h"
#include "driver/host.h"
#include "generated/openapp_operations.h"

/* ---- handles ---- */

/* A handle that shares nothing yet. */
static apie_status new_handle(const char *org_id, apie_openapp **out, apie_error *error)
{
    apie_openapp *client = calloc(1, sizeof *client);
    if (!client)
        return apie_fail_no_memory(error);
    apie_status status = apie_openapp_org_line(org_id, &client->org_line, error);
    if (status != APIE_OK) {
        free(client);
        return status;
    }
    client->base.line = client->org_line;
    *out = client;
    return APIE_OK;
}

static void free_handle(apie_openapp *client)
{
    free(client->org_line);
    free(client);
}

static apie_status share(apie_openapp *client, const apie_openapp_options *options,
                         apie_error *error)
{
    apie_openapp_shared *shared = calloc(1, sizeof *shared);
    if (!shared)
        return apie_fail_no_memory(error);
    apie_status status = apie_openapp_core_init(&shared->core, options, apie_host_clock(), error);
    if (status == APIE_OK) {
        status = apie_sync_new(&shared->core.core, false, &client->base.driver, error);
        if (status != APIE_OK)
            apie_core_free(&shared->core.core);
    }
    if (status != APIE_OK) {
        free(shared);
        return status;
    }
    atomic_init(&shared->handles, 1);
    client->shared = shared;
    return APIE_OK;
}

apie_status apie_openapp_new(const apie_openapp_options *options, apie_openapp **out,
                             apie_error *error)
{
    apie_openapp *client = NULL;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_status status = new_handle(options ? options->org_id : NULL, &client, error);
    if (status != APIE_OK)
        return status;
    status = share(client, options, error);
    if (status != APIE_OK) {
        free_handle(client);
        return status;
    }
    *out = client;
    return APIE_OK;
}

apie_status apie_openapp_connect(const apie_openapp_options *options, const apie_call_options *call,
                                 apie_openapp **out, apie_error *error)
{
    apie_no_response(call);
    apie_status status = apie_openapp_new(options, out, error);
    if (status != APIE_OK || options->skip_status_probe)
        return status;
    status = apie_sync_operation(*out, &apie_op_openapp_status_get, NULL, NULL, call, NULL, error);
    if (status == APIE_OK)
        return APIE_OK;
    apie_openapp_free(*out);
    *out = NULL;
    return status;
}

apie_status apie_openapp_with_org(apie_openapp *client, const char *org_id, apie_openapp **out,
                                  apie_error *error)
{
    apie_status status = apie_sync_begin(client, NULL, out, error);
    if (status == APIE_OK && !out)
        status = apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    if (status == APIE_OK)
        status = new_handle(org_id, out, error);
    if (status != APIE_OK)
        return status;
    (*out)->base.driver = client->base.driver;
    (*out)->shared = client->shared;
    atomic_fetch_add(&client->shared->handles, 1);
    return APIE_OK;
}

void apie_openapp_free(apie_openapp *client)
{
    if (!client)
        return;
    if (atomic_fetch_sub(&client->shared->handles, 1) == 1) {
        apie_sync_free(client->base.driver);
        apie_core_free(&client->shared->core.core);
        free(client->shared);
    }
    free_handle(client);
}

/* ---- calls ---- */

apie_status apie_openapp_run(apie_openapp *client, apie_flow *flow,
                             const apie_call_options *options, void *out, apie_error *error)
{
    return apie_sync_run(client->base.driver, apie_flow_with_line(flow, client->base.line, error),
                         options, out, error);
}

apie_status apie_openapp_request(apie_openapp *client, const char *method, const char *target,
                                 const char *body, size_t body_length,
                                 const apie_call_options *options, apie_response **out,
                                 apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_openapp_run(client,
                            apie_raw_flow_new(&client->shared->core.core, method, target, body,
                                              body_length, options, error),
                            options, out, error);
}
