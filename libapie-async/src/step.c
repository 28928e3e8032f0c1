/* Workflow steps, model calls and MCP calls under way: begin, the program's work, finish. */
#include "apie/step.h"

#include <stdlib.h>

#include <apie/async/telemetry.h>

#include "base/fail.h"
#include "completion.h"

struct apie_async_step {
    apie_async_client *client; /* NULL once the client is gone */
    apie_link link;            /* in the client's list */
    apie_step_state *state;
    apie_event *started; /* until it is queued */
    apie_async_completion completion;
    apie_async_step_fn *fn;
    void *user;
};

static void free_step(apie_async_step *step)
{
    apie_list_remove(&step->link);
    apie_async_completion_free(&step->completion);
    apie_event_free(step->started);
    apie_step_free(step->state);
    free(step);
}

static apie_async_step *new_step(apie_async_client *client, apie_step_kind kind,
                                 const apie_step_input *input, apie_error *error)
{
    apie_async_step *step = calloc(1, sizeof *step);
    if (!step) {
        apie_fail_no_memory(error);
        return NULL;
    }
    step->client = client;
    step->state = apie_step_new(client->agent, kind, input, NULL, &step->started, error);
    if (step->state)
        return step;
    free_step(step);
    return NULL;
}

static void start(apie_async_step *step)
{
    apie_event *started = step->started;
    step->started = NULL;
    apie_agent_push(step->client->agent, started);
}

static apie_status begin(apie_async_client *client, apie_step_kind kind,
                         const apie_step_input *input, apie_async_step **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_status status = apie_async_enter(client, NULL, error);
    if (status != APIE_OK)
        return status;
    apie_async_step *step = new_step(client, kind, input, error);
    if (!step)
        return error->code;
    apie_list_append(&client->steps, &step->link);
    start(step);
    *out = step;
    return APIE_OK;
}

/* ---- around a function of the program's ---- */

/* From the loop. callback is not used: the step knows whom to call. */
static void step_due(apie_async_function *callback, apie_status status, void *result,
                     const apie_error *error, void *user)
{
    (void)callback;
    (void)result;
    apie_async_step *step = user;
    if (status == APIE_OK) {
        start(step);
        step->fn(step, step->user);
        return;
    }
    apie_async_completion completion = step->completion;
    step->completion.flow = NULL;
    free_step(step);
    apie_async_completion_fail(&completion, error);
}

static apie_call *begin_for_fn(apie_async_client *client, apie_step_kind kind,
                               const apie_step_input *input, apie_async_step_fn *fn,
                               apie_done_cb *done, void *user, apie_error *error)
{
    if (apie_async_enter(client, NULL, error) != APIE_OK)
        return NULL;
    if (!fn) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
        return NULL;
    }
    apie_async_step *step = new_step(client, kind, input, error);
    if (!step)
        return NULL;
    step->fn = fn;
    step->user = user;
    apie_call *call = NULL;
    if (apie_async_completion_init(&step->completion, client, done, user, error) == APIE_OK)
        call =
            apie_async_start(client->base.driver, apie_done_flow_new(&client->agent->core, error),
                             NULL, step_due, NULL, step, error);
    if (call)
        apie_list_append(&client->steps, &step->link);
    else
        free_step(step);
    return call;
}

#define STEP(begin_name, with_name, kind)                                                          \
    apie_status apie_async_##begin_name(apie_async_client *client, const apie_step_input *input,   \
                                        apie_async_step **out, apie_error *error)                  \
    {                                                                                              \
        return begin(client, kind, input, out, error);                                             \
    }                                                                                              \
                                                                                                   \
    apie_call *apie_async_##with_name(apie_async_client *client, const apie_step_input *input,     \
                                      apie_async_step_fn *fn, apie_done_cb *done, void *user,      \
                                      apie_error *error)                                           \
    {                                                                                              \
        return begin_for_fn(client, kind, input, fn, done, user, error);                           \
    }

STEP(workflow_step_begin, with_workflow_step, APIE_STEP_WORKFLOW)
STEP(llm_call_begin, with_llm_call, APIE_STEP_LLM)
STEP(mcp_call_begin, with_mcp_call, APIE_STEP_MCP)

/* ---- the end ---- */

static apie_status tell_end(apie_async_step *step, const apie_step_outcome *outcome,
                            apie_error *error)
{
    if (!step->client)
        return apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is gone");
    apie_agent *agent = step->client->agent;
    apie_status status = APIE_OK;
    apie_event *ended = NULL;
    if (apie_async_check(step->client, error) == APIE_ERROR_FORKED)
        status = APIE_ERROR_FORKED;
    else if (!(ended = apie_step_ended(agent, step->state, outcome, error)))
        status = error->code;
    else
        apie_step_tell_end(agent, step->state, outcome, ended);
    apie_async_completion_tell(&step->completion, step->client);
    return status;
}

apie_status apie_async_step_finish(apie_async_step *step, const apie_step_outcome *outcome,
                                   apie_error *error)
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

/* ---- the client goes ---- */

void apie_async_abandon_steps(apie_async_client *client, bool tell)
{
    apie_error error;
    apie_link *link;
    apie_fail(&error, APIE_ERROR_CANCELLED, NULL, "the client was freed");
    while ((link = apie_list_take(&client->steps)) != NULL) {
        apie_async_step *step = APIE_LISTED(link, apie_async_step, link);
        if (step->started) { /* its call went with the parent process */
            free_step(step);
            continue;
        }
        step->client = NULL;
        if (tell)
            apie_async_completion_fail(&step->completion, &error);
        else
            apie_async_completion_free(&step->completion);
    }
}
