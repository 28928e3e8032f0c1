/* Runs, sessions and handoffs. */
#include <apie/async/tracing.h>

#include "apie/tracing.h"
#include "base/fail.h"
#include "begin.h"
#include "client.h"
#include "deliver.h"

APIE_DELIVER(deliver_run, apie_run_cb, apie_run)
APIE_DELIVER(deliver_session, apie_session_cb, apie_session)
APIE_DELIVER(deliver_handoff, apie_handoff_cb, apie_handoff)

/* ---- runs ---- */

apie_call *apie_async_run_begin(apie_async_client *client, const apie_run_input *input,
                                const apie_call_options *options, apie_run_cb *callback, void *user,
                                apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_run_begin_flow_new(client->agent, input, options, error), options,
                            deliver_run, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_child_run_begin(apie_async_client *client, const apie_child_run_input *input,
                                      const apie_call_options *options, apie_run_cb *callback,
                                      void *user, apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_child_run_begin_flow_new(client->agent, input, options, error),
                            options, deliver_run, (apie_async_function *)callback, user, error);
}

static apie_call *end_run(apie_async_client *client, const char *run_id, const char *session_id,
                          const apie_run_outcome *outcome, const apie_call_options *options,
                          apie_done_cb *callback, void *user, apie_error *error)
{
    return apie_async_start(
        client->base.driver,
        apie_run_end_flow_new(client->agent, run_id, session_id, outcome, options, error), options,
        apie_async_deliver_done, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_run_end(apie_async_client *client, const apie_run *run,
                              const apie_run_outcome *outcome, const apie_call_options *options,
                              apie_done_cb *callback, void *user, apie_error *error)
{
    if (apie_async_begin(client, options, error) != APIE_OK)
        return NULL;
    if (run)
        return end_run(client, run->id, run->session_id, outcome, options, callback, user, error);
    apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "run", "run must not be NULL");
    return NULL;
}

apie_call *apie_async_complete_run(apie_async_client *client, const char *run_id,
                                   const apie_run_outcome *outcome,
                                   const apie_call_options *options, apie_done_cb *callback,
                                   void *user, apie_error *error)
{
    if (apie_async_begin(client, options, error) != APIE_OK)
        return NULL;
    return end_run(client, run_id, NULL, outcome, options, callback, user, error);
}

/* ---- sessions ---- */

apie_call *apie_async_session_begin(apie_async_client *client, const apie_session_input *input,
                                    const apie_call_options *options, apie_session_cb *callback,
                                    void *user, apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_session_begin_flow_new(client->agent, input, options, error),
                            options, deliver_session, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_session_end(apie_async_client *client, const apie_session *session,
                                  const apie_session_outcome *outcome,
                                  const apie_call_options *options, apie_done_cb *callback,
                                  void *user, apie_error *error)
{
    if (apie_async_begin(client, options, error) != APIE_OK)
        return NULL;
    if (!session) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "session", "session must not be NULL");
        return NULL;
    }
    return apie_async_start(
        client->base.driver,
        apie_session_end_flow_new(client->agent, session->id, outcome, options, error), options,
        apie_async_deliver_done, (apie_async_function *)callback, user, error);
}

/* ---- handoffs ---- */

apie_call *apie_async_request_handoff(apie_async_client *client, const apie_handoff_input *input,
                                      const apie_call_options *options, apie_handoff_cb *callback,
                                      void *user, apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_handoff_flow_new(client->agent, input, options, error), options,
                            deliver_handoff, (apie_async_function *)callback, user, error);
}
