/* Callbacks for agent frameworks. */
#include <apie/async/integrations.h>

#include "apie/framework.h"
#include "base/fail.h"
#include "client.h"

static bool usable(void *client)
{
    return apie_async_check(client, NULL) == APIE_OK;
}

static apie_event_source source(void)
{
    return (apie_event_source){NULL, NULL};
}

/* All is on the loop's thread. */
static void lock(void *client, apie_event *events)
{
    (void)client;
    (void)events;
}

static void unlock(void *client)
{
    (void)client;
}

static const apie_callback_port port = {usable, source, lock, unlock};

static apie_status check(apie_async_client *client, const apie_callback_options *options,
                         const void *out, apie_error *error)
{
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    if (!options || !options->run_id || !*options->run_id)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "run_id",
                         "no run id: the options must have one");
    return apie_async_check(client, error);
}

apie_status apie_async_callback_handler_new(apie_async_client *client,
                                            const apie_callback_options *options,
                                            apie_callback_handler **out, apie_error *error)
{
    apie_status status = check(client, options, out, error);
    if (out)
        *out = NULL;
    return status == APIE_OK
               ? apie_callback_handler_make(&port, client, client->agent, options, out, error)
               : status;
}

apie_status apie_async_run_hooks_new(apie_async_client *client,
                                     const apie_callback_options *options, apie_run_hooks **out,
                                     apie_error *error)
{
    apie_status status = check(client, options, out, error);
    if (out)
        *out = NULL;
    return status == APIE_OK
               ? apie_run_hooks_make(&port, client, client->agent, options, out, error)
               : status;
}
