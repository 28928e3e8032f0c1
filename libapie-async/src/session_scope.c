/* A session around the program's work: begin, the work, end. */
#include <apie/async/tracing.h>

#include "apie/tracing.h"
#include "base/fail.h"
#include "flow/no_response.h"
#include "work_scope.h"

struct apie_async_session_scope {
    apie_work_scope work; /* all there is */
};

static void work(apie_work_scope *scope)
{
    ((apie_async_session_fn *)scope->fn)((apie_async_session_scope *)scope, scope->user);
}

static apie_flow *end(apie_agent *agent, const void *begun, const void *outcome, apie_error *error)
{
    const apie_session *session = begun;
    return apie_session_end_flow_new(agent, session->id, outcome, NULL, error);
}

static const apie_work_kind session_kind = {work, end};

apie_call *apie_async_with_session(apie_async_client *client, const apie_session_input *input,
                                   const apie_call_options *options, apie_async_session_fn *fn,
                                   apie_done_cb *done, void *user, apie_error *error)
{
    apie_no_response(options);
    if (!fn) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
        return NULL;
    }
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_work_start(client, &session_kind,
                                 apie_session_begin_flow_new(client->agent, input, options, error),
                                 options, (apie_async_function *)fn, done, user, error);
}

const apie_session *apie_async_session_scope_session(const apie_async_session_scope *scope)
{
    return scope->work.begun;
}

apie_status apie_async_session_scope_finish(apie_async_session_scope *scope,
                                            const apie_session_outcome *outcome, apie_error *error)
{
    return apie_async_work_finish((apie_work_scope *)scope, outcome, error);
}
