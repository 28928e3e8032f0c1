/* What the program asks of the registration: to wait for it, to do it again, what came of it. */
#include "apie/agent.h"
#include "apie/disabled.h"
#include "base/fail.h"

typedef struct ready_flow {
    apie_flow flow;      /* first */
    uint64_t attempt;    /* the one that is waited for */
    uint64_t successful; /* attempts before it */
} ready_flow;

apie_status apie_agent_copy_registration(apie_agent *agent, apie_registration **out,
                                         apie_error *error)
{
    void *copy = NULL;
    apie_status status = APIE_OK;
    *out = NULL;
    if (agent->core.disabled) {
        *out = apie_disabled_registration(agent->config->agent.key);
        return *out ? APIE_OK : apie_fail_no_memory(error);
    }
    if (agent->registration)
        status = apie_model_copy(&apie_model_registration, agent->registration, &copy, error);
    *out = copy;
    return status;
}

static void give_registration(apie_flow *flow)
{
    apie_registration *copy;
    apie_status status = apie_agent_copy_registration(apie_agent_of(flow), &copy, &flow->error);
    apie_free(flow->result);
    flow->result = copy;
    apie_flow_finish(flow, status);
}

/* Declaring is part of being ready, but failing at it, or taking too long, is no failure. */
static void await_declaration(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    if (agent->declaring && !flow->gate_timed_out)
        apie_flow_await(flow, &agent->registered, APIE_NEVER, APIE_NEVER, await_declaration);
    else
        give_registration(flow);
}

static void explain(apie_flow *flow)
{
    apie_agent_explain_registration(flow);
    apie_flow_finish(flow, flow->error.code);
}

/* ---- ready ---- */

static void registration_awaited(apie_flow *flow)
{
    const apie_agent *agent = apie_agent_of(flow);
    if (agent->registration || agent->core.disabled)
        await_declaration(flow);
    else
        explain(flow);
}

static void await_ready(apie_flow *flow)
{
    apie_agent_await_registration(flow, 0, registration_awaited);
}

static const apie_flow_type ready_type = {
    .name = "ready",
    .size = sizeof(ready_flow),
    .start = await_ready,
};

apie_flow *apie_ready_flow_new(apie_agent *agent, const apie_call_options *options,
                               apie_error *error)
{
    return apie_flow_new(&ready_type, &agent->core, options, error);
}

/* ---- once more ---- */

static void await_attempt(apie_flow *flow)
{
    const ready_flow *ready = (ready_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    if (agent->registered.position < ready->attempt && !flow->gate_timed_out)
        apie_flow_await(flow, &agent->registered, ready->attempt, APIE_NEVER, await_attempt);
    else if (agent->registrations > ready->successful)
        await_declaration(flow);
    else
        explain(flow);
}

static void register_again(apie_flow *flow)
{
    ready_flow *ready = (ready_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    if (agent->core.disabled) {
        give_registration(flow);
        return;
    }
    ready->attempt = agent->registered.position + 1;
    ready->successful = agent->registrations;
    if (!agent->registering) {
        agent->registering = true;
        apie_core_want_job(&agent->core, &agent->register_job);
    }
    await_attempt(flow);
}

static const apie_flow_type register_again_type = {
    .name = "register again",
    .size = sizeof(ready_flow),
    .start = register_again,
};

apie_flow *apie_register_again_flow_new(apie_agent *agent, const apie_call_options *options,
                                        apie_error *error)
{
    return apie_flow_new(&register_again_type, &agent->core, options, error);
}
