#include "submit.h"

#include <stdlib.h>

#include "base/fail.h"

apie_status apie_async_submit_work(void *client, apie_async_function *work, void *user,
                                   void (*run)(void *submitted), apie_error *error)
{
    const apie_async_client_base *base = client;
    if (!client || !work)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, client ? "work" : "client",
                         "%s must not be NULL", client ? "work" : "client");
    apie_submitted *submitted = malloc(sizeof *submitted);
    if (!submitted)
        return apie_fail_no_memory(error);
    *submitted = (apie_submitted){client, work, user};
    apie_status status = apie_async_post(base->driver, run, submitted, error);
    if (status != APIE_OK)
        free(submitted);
    return status;
}
