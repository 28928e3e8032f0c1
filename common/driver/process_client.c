#include "driver/process_client.h"

#include <stddef.h>

#include "base/fail.h"

void apie_process_client_forked(apie_process_client *process)
{
    if (!process->given && process->inherited == NULL)
        process->inherited = process->client;
    process->client = NULL;
    process->given = false;
}

apie_status apie_process_client_give(apie_process_client *process, void *client, apie_error *error)
{
    if (process->client != NULL && !process->given)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "client",
                         "the process has made its client already: free that one first");
    process->client = client;
    process->given = client != NULL;
    return APIE_OK;
}

void apie_process_client_forget(apie_process_client *process, const void *client)
{
    if (process->client == client) {
        process->client = NULL;
        process->given = false;
    }
    if (process->inherited == client)
        process->inherited = NULL;
}

apie_process_client apie_process_client_take(apie_process_client *process)
{
    apie_process_client taken = *process;

    *process = (apie_process_client){NULL, false, NULL};
    if (taken.given)
        taken.client = NULL;
    return taken;
}
