/* Callbacks for agent frameworks. */
#include <apie/sync/integrations.h>

#include "apie/framework.h"
#include "base/fail.h"
#include "client.h"
#include "context.h"

static bool usable(void *client)
{
    return apie_sync_check(client, NULL) == APIE_OK;
}

static void lock(void *client, apie_event *events)
{
    apie_client *locked = client;
    if (events)
        apie_client_lock_for(locked, events);
    else
        apie_sync_lock(locked->base.driver);
}

static void unlock(void *client)
{
    apie_client *locked = client;
    apie_sync_unlock(locked->base.driver);
    apie_sync_deliver_notices(locked->base.driver);
}

static const apie_callback_port port = {usable, apie_context_source, lock, unlock};

static apie_status check(apie_client *client, const void *out, apie_error *error)
{
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    return apie_sync_check(client, error);
}

apie_status apie_callback_handler_new(apie_client *client, const apie_callback_options *options,
                                      apie_callback_handler **out, apie_error *error)
{
    apie_status status = check(client, out, error);
    if (out)
        *out = NULL;
    return status == APIE_OK
               ? apie_callback_handler_make(&port, client, client->agent, options, out, error)
               : status;
}

apie_status apie_run_hooks_new(apie_client *client, const apie_callback_options *options,
                               apie_run_hooks **out, apie_error *error)
{
    apie_status status = check(client, out, error);
    if (out)
        *out = NULL;
    return status == APIE_OK
               ? apie_run_hooks_make(&port, client, client->agent, options, out, error)
               : status;
}
