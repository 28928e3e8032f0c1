/* Workflow steps, model calls and MCP calls: begin, the program's work, finish. */
#include "apie/step.h"

#include <stdlib.h>

#include <apie/sync/context.h>
#include <apie/sync/telemetry.h>

#include "base/fail.h"
#include "client.h"

struct apie_step {
    apie_client *client;
    apie_step_state *state;
};

static void free_step(apie_step *step)
{
    apie_step_free(step->state);
    free(step);
}

static apie_status begin(apie_client *client, apie_step_kind kind, const apie_step_input *input,
                         apie_step **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_status status = apie_client_enter(client, NULL, out, error);
    if (status != APIE_OK)
        return status;
    apie_step *step = calloc(1, sizeof *step);
    if (!step)
        return apie_fail_no_memory(error);
    const apie_event_source source = {apie_context_run_id(), apie_context_session_id()};
    apie_event *started;
    step->client = client;
    step->state = apie_step_new(client->agent, kind, input, &source, &started, error);
    if (!step->state) {
        free_step(step);
        return error->code;
    }
    apie_client_lock_for(client, started);
    apie_agent_push(client->agent, started);
    apie_sync_unlock(client->base.driver);
    apie_sync_deliver_notices(client->base.driver);
    *out = step;
    return APIE_OK;
}

static apie_status tell_end(const apie_step *step, const apie_step_outcome *outcome,
                            apie_error *error)
{
    apie_client *client = step->client;
    apie_status status = apie_sync_check(client, error);
    if (status != APIE_OK)
        return status;
    apie_event *ended = apie_step_ended(client->agent, step->state, outcome, error);
    if (!ended)
        return error->code;
    apie_client_lock_for(client, ended);
    apie_step_tell_end(client->agent, step->state, outcome, ended);
    apie_sync_unlock(client->base.driver);
    apie_sync_deliver_notices(client->base.driver);
    return APIE_OK;
}

apie_status apie_step_finish(apie_step *step, const apie_step_outcome *outcome, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    if (!step)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "step", "step must not be NULL");
    apie_status status = tell_end(step, outcome, error);
    free_step(step);
    return status;
}

static apie_status run_step(apie_client *client, apie_step_kind kind, const apie_step_input *input,
                            apie_step_fn *fn, void *user, apie_error *error)
{
    apie_error own;
    apie_step *step = NULL;
    if (!error)
        error = &own;
    if (!fn)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
    apie_status status = begin(client, kind, input, &step, error);
    if (status != APIE_OK)
        return status;
    apie_error_clear(error);
    status = fn(step, user, error);
    apie_step_outcome outcome = {0};
    if (status != APIE_OK)
        outcome.error_message = apie_client_reason(status, error);
    apie_error finish_error;
    apie_status finish_status = apie_step_finish(step, &outcome, &finish_error);
    if (status == APIE_OK && finish_status != APIE_OK) {
        status = finish_status;
        *error = finish_error;
    }
    return status;
}

#define STEP(begin_name, with_name, kind)                                                          \
    apie_status apie_##begin_name(apie_client *client, const apie_step_input *input,               \
                                  apie_step **out, apie_error *error)                              \
    {                                                                                              \
        return begin(client, kind, input, out, error);                                             \
    }                                                                                              \
                                                                                                   \
    apie_status apie_##with_name(apie_client *client, const apie_step_input *input,                \
                                 apie_step_fn *fn, void *user, apie_error *error)                  \
    {                                                                                              \
        return run_step(client, kind, input, fn, user, error);                                     \
    }

STEP(workflow_step_begin, with_workflow_step, APIE_STEP_WORKFLOW)
STEP(llm_call_begin, with_llm_call, APIE_STEP_LLM)
STEP(mcp_call_begin, with_mcp_call, APIE_STEP_MCP)
