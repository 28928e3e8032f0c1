/* The simplest flow: one request, its answer decoded. Behind every generated function and every
 * raw request. */
#include "base/fail.h"
#include "base/text.h"
#include "flow/core.h"

static void answered(apie_flow *flow)
{
    apie_flow_finish(flow, flow->status);
}

static void send_request(apie_flow *flow)
{
    apie_flow_exchange(flow, 0, answered);
}

static const apie_flow_type operation_flow = {
    .name = "operation",
    .size = sizeof(apie_flow),
    .start = send_request,
};

/* What it makes is told, however it ends. */
static const apie_flow_type creation_flow = {
    .name = "creation",
    .size = sizeof(apie_flow),
    .start = send_request,
    .result_on_failure = true,
};

/* ---- with a path that the client knows a part of ---- */

typedef struct scoped_flow {
    apie_flow flow;
    apie_http_request request; /* the program's, while the client asks what it does not know */
} scoped_flow;

static void send_scoped(apie_flow *flow)
{
    apie_status status =
        apie_request_set_scope(&flow->request, flow->arena, flow->core->scope, &flow->error);
    if (status == APIE_OK)
        send_request(flow);
    else
        apie_flow_finish(flow, status);
}

static void scope_answered(apie_flow *flow)
{
    apie_core *core = flow->core;
    if (flow->status != APIE_OK) {
        apie_flow_finish(flow, flow->status);
        return;
    }
    const char *scope = core->read_scope(flow->result);
    if (!scope) {
        apie_flow_finish(flow,
                         apie_fail(&flow->error, APIE_ERROR_PROTOCOL, NULL,
                                   "%s did not say what %s needs", core->scope_operation->name,
                                   ((scoped_flow *)flow)->request.operation->name));
        return;
    }
    if (!core->scope) /* another call may have been faster */
        core->scope = apie_text_dup(scope);
    if (!core->scope) {
        apie_flow_finish_no_memory(flow);
        return;
    }
    flow->request = ((scoped_flow *)flow)->request;
    send_scoped(flow);
}

static void start_scoped(apie_flow *flow)
{
    apie_core *core = flow->core;
    if (core->scope) {
        send_scoped(flow);
        return;
    }
    ((scoped_flow *)flow)->request = flow->request;
    apie_arena *arena = apie_flow_scratch(flow);
    if (!arena) {
        apie_flow_finish_no_memory(flow);
        return;
    }
    apie_status status = apie_request_build(&flow->request, arena, &core->endpoint,
                                            core->scope_operation, NULL, NULL, &flow->error);
    if (status == APIE_OK)
        apie_flow_exchange(flow, 0, scope_answered);
    else
        apie_flow_finish(flow, status);
}

static const apie_flow_type scoped_operation_flow = {
    .name = "scoped operation",
    .size = sizeof(scoped_flow),
    .start = start_scoped,
};

/* ---- making them ---- */

static apie_flow *new_flow(const apie_flow_type *type, apie_core *core,
                           const apie_call_options *options, apie_error *error)
{
    if (core->disabled) {
        if (options && options->response)
            *options->response = NULL;
        apie_fail(error, APIE_ERROR_CONFIG, "enabled",
                  "the client is disabled and sends no requests");
        return NULL;
    }
    return apie_flow_new(type, core, options, error);
}

static apie_flow *new_operation(const apie_flow_type *type, apie_core *core,
                                const apie_operation *operation, const apie_argument *arguments,
                                const void *body, const apie_call_options *options,
                                apie_error *error)
{
    apie_flow *flow = new_flow(type, core, options, error);
    if (!flow)
        return NULL;
    if (apie_request_build(&flow->request, flow->arena, &core->endpoint, operation, arguments,
                           options, error) != APIE_OK ||
        apie_request_set_object(&flow->request, flow->arena, body, core->filter, error) !=
            APIE_OK) {
        apie_flow_free(flow);
        return NULL;
    }
    return flow;
}

apie_flow *apie_operation_flow_new(apie_core *core, const apie_operation *operation,
                                   const apie_argument *arguments, const void *body,
                                   const apie_call_options *options, apie_error *error)
{
    return new_operation(operation->scoped ? &scoped_operation_flow : &operation_flow, core,
                         operation, arguments, body, options, error);
}

apie_flow *apie_creation_flow_new(apie_core *core, const apie_operation *operation,
                                  const apie_argument *arguments, const void *body,
                                  const apie_call_options *options, apie_error *error)
{
    return new_operation(&creation_flow, core, operation, arguments, body, options, error);
}

/* The result of a raw request is the response itself. */
static void keep_response(apie_flow *flow)
{
    if (flow->status != APIE_OK)
        return;
    flow->result =
        apie_answer_to_response(&flow->answer, &flow->facts, flow->exchange.attempts + 1);
    if (!flow->result)
        flow->status = apie_fail_no_memory(&flow->error);
}

static const apie_flow_type raw_flow = {
    .name = "request",
    .size = sizeof(apie_flow),
    .start = send_request,
    .absorbed = keep_response,
};

apie_flow *apie_raw_flow_new(apie_core *core, const char *method, const char *target,
                             const char *body, size_t body_length, const apie_call_options *options,
                             apie_error *error)
{
    apie_method known;
    if (apie_method_find(method, &known, error) != APIE_OK)
        return NULL;
    apie_flow *flow = new_flow(&raw_flow, core, options, error);
    if (!flow)
        return NULL;
    if (apie_request_build_raw(&flow->request, flow->arena, &core->endpoint, known, target, body,
                               body_length, options, error) != APIE_OK) {
        apie_flow_free(flow);
        return NULL;
    }
    return flow;
}

static void finish_at_once(apie_flow *flow)
{
    apie_flow_finish(flow, APIE_OK);
}

static const apie_flow_type done_flow = {
    .name = "done",
    .size = sizeof(apie_flow),
    .start = finish_at_once,
};

apie_flow *apie_done_flow_new(apie_core *core, apie_error *error)
{
    return apie_flow_new(&done_flow, core, NULL, error);
}
