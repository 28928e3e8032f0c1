#include <apie/async/diagnose.h>

#include "apie/doctor.h"
#include "apie/test_script.h"
#include "base/fail.h"
#include "client.h"
#include "deliver.h"

APIE_DELIVER(deliver_result, apie_test_result_cb, apie_test_result)

apie_status apie_async_diagnose(apie_async_client *client, apie_diagnosis **out, apie_error *error)
{
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_status status = apie_async_check(client, error);
    if (status != APIE_OK && status != APIE_ERROR_CLOSED)
        return status;
    return apie_agent_diagnose(client->agent, out, error);
}

apie_call *apie_async_send_test_event(apie_async_client *client, apie_test_mode mode,
                                      const apie_call_options *options,
                                      apie_test_result_cb *callback, void *user, apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_test_event_flow_new(client->agent, mode, options, error), options,
                            deliver_result, (apie_async_function *)callback, user, error);
}
