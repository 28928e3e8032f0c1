#include <apie/sync/diagnose.h>

#include "apie/doctor.h"
#include "apie/test_script.h"
#include "base/fail.h"
#include "client.h"

apie_status apie_diagnose(apie_client *client, apie_diagnosis **out, apie_error *error)
{
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_status status = apie_sync_check(client, error);
    if (status != APIE_OK && status != APIE_ERROR_CLOSED)
        return status;
    apie_sync_lock(client->base.driver);
    status = apie_agent_diagnose(client->agent, out, error);
    apie_sync_unlock(client->base.driver);
    return status;
}

apie_status apie_send_test_event(apie_client *client, apie_test_mode mode,
                                 const apie_call_options *options, apie_test_result **out,
                                 apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_test_event_flow_new(client->agent, mode, options, error), options,
                         out, error);
}
