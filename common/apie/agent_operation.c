#include "apie/agent_operation.h"

#include "exchange/request_target.h"

static void answered(apie_flow *flow)
{
    apie_flow_finish(flow, flow->status);
}

static void registered(apie_flow *flow)
{
    const apie_agent *agent = apie_agent_of(flow);
    if (!agent->registration) {
        apie_agent_explain_registration(flow);
        apie_flow_finish(flow, flow->error.code);
        return;
    }
    apie_argument arguments[] = {{.text = agent->registration->agent_id}};
    flow->status =
        apie_request_target(&flow->request.target, flow->arena, agent->core.endpoint.prefix,
                            flow->request.operation, arguments, &flow->error);
    if (flow->status == APIE_OK)
        apie_flow_exchange(flow, 0, answered);
    else
        apie_flow_finish(flow, flow->status);
}

static void await_registration(apie_flow *flow)
{
    apie_agent_await_registration(flow, 0, registered);
}

static const apie_flow_type agent_operation_type = {
    .name = "agent operation",
    .size = sizeof(apie_flow),
    .start = await_registration,
};

apie_flow *apie_agent_operation_flow_new(apie_agent *agent, const apie_operation *operation,
                                         const void *body, const apie_call_options *options,
                                         apie_error *error)
{
    apie_argument unknown[] = {{.text = "unknown"}}; /* yet */
    apie_flow *flow = apie_flow_new(&agent_operation_type, &agent->core, options, error);
    if (!flow)
        return NULL;
    if (apie_request_build(&flow->request, flow->arena, &agent->core.endpoint, operation, unknown,
                           options, error) == APIE_OK &&
        apie_request_set_object(&flow->request, flow->arena, body, agent->core.filter, error) ==
            APIE_OK)
        return flow;
    apie_flow_free(flow);
    return NULL;
}
