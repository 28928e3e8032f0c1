/* The blocking Honeycomb client. */
#include "honeycomb.h"

#include <stdlib.h>

#include <apie/sync/honeycomb.h>

#include "base/fail.h"
#include "begin.h"
#include "driver/host.h"

apie_status apie_honeycomb_new(const apie_honeycomb_options *options, apie_honeycomb **out,
                               apie_error *error)
{
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_honeycomb *client = calloc(1, sizeof *client);
    if (!client)
        return apie_fail_no_memory(error);
    apie_status status = apie_honeycomb_core_init(&client->core, options, apie_host_environment,
                                                  apie_host_clock(), error);
    if (status == APIE_OK) {
        status = apie_sync_new(&client->core, false, &client->base.driver, error);
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

void apie_honeycomb_free(apie_honeycomb *client)
{
    if (!client)
        return;
    apie_sync_free(client->base.driver);
    apie_core_free(&client->core);
    free(client);
}

apie_status apie_honeycomb_request(apie_honeycomb *client, const char *method, const char *target,
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
    return apie_sync_run(
        client->base.driver,
        apie_raw_flow_new(&client->core, method, target, body, body_length, options, error),
        options, out, error);
}
