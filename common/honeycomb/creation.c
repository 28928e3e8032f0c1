#include "honeycomb/creation.h"

static void answered(apie_flow *flow)
{
    apie_flow_finish(flow, flow->status);
}

static void send_request(apie_flow *flow)
{
    apie_flow_exchange(flow, 0, answered);
}

static const apie_flow_type creation_type = {
    .name = "creation",
    .size = sizeof(apie_flow),
    .start = send_request,
    .result_on_failure = true,
};

apie_flow *apie_creation_flow_new(apie_core *core, const apie_operation *operation,
                                  const apie_argument *arguments, const void *body,
                                  const apie_call_options *options, apie_error *error)
{
    apie_flow *flow = apie_flow_new(&creation_type, core, options, error);
    if (!flow)
        return NULL;
    if (apie_request_build(&flow->request, flow->arena, &core->endpoint, operation, arguments,
                           options, error) == APIE_OK &&
        apie_request_set_object(&flow->request, flow->arena, body, core->filter, error) == APIE_OK)
        return flow;
    apie_flow_free(flow);
    return NULL;
}
