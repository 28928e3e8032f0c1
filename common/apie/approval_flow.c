#include <string.h>

#include "apie/approval.h"
#include "apie/polling.h"
#include "base/fail.h"
#include "flow/last_look.h"

/* A long poll asks the service to hold the request for this long at most. */
#define SLICE_MS 25000
/* And waits this much longer for the answer to arrive, within the approval's own time. */
#define SLICE_GRACE_MS 10000
/* Between two status polls; also the least time a long poll may take before it is not trusted. */
#define POLL_MS 2000

static const char *const final_statuses[] = {APIE_APPROVAL_APPROVED, APIE_APPROVAL_REJECTED,
                                             APIE_APPROVAL_EXPIRED, APIE_APPROVAL_CANCELLED};

static const char *final_status(const char *text)
{
    for (size_t i = 0; text && i < sizeof final_statuses / sizeof final_statuses[0]; i++)
        if (strcmp(text, final_statuses[i]) == 0)
            return final_statuses[i];
    return NULL;
}

static void decided(apie_approval_flow *approval, const char *status)
{
    approval->status = status;
    approval->flow.status = APIE_OK;
    apie_flow_continue(&approval->flow, approval->next);
}

static bool time_is_up(apie_approval_flow *approval)
{
    const apie_flow *flow = &approval->flow;
    return flow->now_ms >= approval->until_ms || flow->now_ms >= flow->deadline_ms;
}

static apie_status build(apie_flow *flow, const apie_operation *operation,
                         const apie_argument *arguments)
{
    apie_arena *arena = apie_flow_scratch(flow);
    if (!arena)
        return apie_fail_no_memory(&flow->error);
    return apie_request_build(&flow->request, arena, &flow->core->endpoint, operation, arguments,
                              NULL, &flow->error);
}

static void fail(apie_approval_flow *approval)
{
    apie_flow_continue(&approval->flow, approval->next);
}

/* ---- status polls ---- */

static void poll_status(apie_flow *flow);

static void pause_then_poll(apie_approval_flow *approval)
{
    apie_flow *flow = &approval->flow;
    uint64_t next = apie_time_after(flow->now_ms, POLL_MS);
    apie_flow_wait_until(flow, next < approval->until_ms ? next : approval->until_ms, poll_status);
}

static void status_polled(apie_flow *flow)
{
    apie_approval_flow *approval = (apie_approval_flow *)flow;
    if (flow->status != APIE_OK && apie_asking_is_pointless(flow->error.code)) {
        fail(approval);
        return;
    }
    const apie_approval_state *state = flow->status == APIE_OK ? flow->result : NULL;
    const char *status = final_status(state && state->approval ? state->approval->status : NULL);
    if (status)
        decided(approval, status);
    else if (time_is_up(approval))
        decided(approval, APIE_APPROVAL_TIMEOUT);
    else
        pause_then_poll(approval);
}

static void poll_status(apie_flow *flow)
{
    apie_approval_flow *approval = (apie_approval_flow *)flow;
    apie_argument arguments[] = {{.text = approval->approval_id}};
    flow->attempt_timeout_ms = approval->poll_timeout_ms;
    flow->status = build(flow, &apie_op_approvals_get, arguments);
    if (flow->status != APIE_OK)
        fail(approval);
    else
        apie_flow_exchange(flow, apie_look_ms(flow->now_ms, approval->until_ms), status_polled);
}

/* ---- long polls ---- */

static void long_poll(apie_flow *flow);

static void long_polled(apie_flow *flow)
{
    apie_approval_flow *approval = (apie_approval_flow *)flow;
    const apie_approval_wait *answer = flow->status == APIE_OK ? flow->result : NULL;
    const char *status = final_status(answer ? answer->status : NULL);
    if (status)
        decided(approval, status);
    else if (time_is_up(approval))
        decided(approval, APIE_APPROVAL_TIMEOUT);
    else if (!answer)
        poll_status(flow);
    else if (flow->now_ms < apie_time_after(approval->asked_ms, POLL_MS))
        pause_then_poll(approval); /* it does not hold requests */
    else
        long_poll(flow);
}

static void long_poll(apie_flow *flow)
{
    apie_approval_flow *approval = (apie_approval_flow *)flow;
    uint64_t left = approval->until_ms - flow->now_ms;
    int64_t slice = left < SLICE_MS ? (int64_t)left : SLICE_MS;
    apie_argument arguments[] = {{.text = approval->approval_id}, {.number = apie_int(slice)}};
    approval->asked_ms = flow->now_ms;
    flow->attempt_timeout_ms = slice + SLICE_GRACE_MS;
    flow->attempts = 1; /* what fails is asked again by a status poll */
    flow->status = build(flow, &apie_op_approvals_wait, arguments);
    if (flow->status != APIE_OK)
        fail(approval);
    else
        apie_flow_exchange(flow, apie_look_ms(flow->now_ms, approval->until_ms), long_polled);
}

void apie_approval_await(apie_approval_flow *approval, const char *approval_id, int64_t timeout_ms,
                         apie_flow_step *next)
{
    apie_flow *flow = &approval->flow;
    approval->approval_id = approval_id;
    approval->until_ms = apie_time_after(flow->now_ms, timeout_ms);
    approval->poll_timeout_ms = flow->attempt_timeout_ms;
    approval->next = next;
    if (time_is_up(approval))
        decided(approval, APIE_APPROVAL_TIMEOUT);
    else
        long_poll(flow);
}

/* ---- the program's own wait and look ---- */

typedef struct approval_call {
    apie_approval_flow approval; /* first */
    int64_t timeout_ms;
    const char *id;
} approval_call;

static void give_status(apie_flow *flow, const char *status)
{
    void *root;
    size_t size = strlen(status) + 1;
    apie_arena *arena = apie_arena_new_with_root(sizeof(apie_approval_result), size, &root);
    char *text = arena ? apie_arena_strdup(arena, status) : NULL;
    if (!text) {
        if (arena)
            apie_free(root);
        apie_flow_finish_no_memory(flow);
        return;
    }
    ((apie_approval_result *)root)->status = text;
    apie_free(flow->result);
    flow->result = root;
    apie_flow_finish(flow, APIE_OK);
}

static void wait_ended(apie_flow *flow)
{
    const apie_approval_flow *approval = (apie_approval_flow *)flow;
    if (flow->status != APIE_OK)
        apie_flow_finish(flow, flow->status);
    else
        give_status(flow, approval->status);
}

static void begin_wait(apie_flow *flow)
{
    approval_call *call = (approval_call *)flow;
    if (flow->core->disabled)
        give_status(flow, APIE_APPROVAL_APPROVED);
    else
        apie_approval_await(&call->approval, call->id, call->timeout_ms, wait_ended);
}

static void looked(apie_flow *flow)
{
    const apie_approval_state *state = flow->result;
    if (flow->status != APIE_OK)
        apie_flow_finish(flow, flow->status);
    else
        give_status(flow, state->approval && state->approval->status ? state->approval->status
                                                                     : APIE_APPROVAL_PENDING);
}

static void begin_look(apie_flow *flow)
{
    const approval_call *call = (approval_call *)flow;
    apie_argument arguments[] = {{.text = call->id}};
    if (flow->core->disabled) {
        give_status(flow, APIE_APPROVAL_APPROVED);
        return;
    }
    flow->status = build(flow, &apie_op_approvals_get, arguments);
    if (flow->status != APIE_OK)
        apie_flow_finish(flow, flow->status);
    else
        apie_flow_exchange(flow, 0, looked);
}

static const apie_flow_type wait_type = {
    .name = "approval wait",
    .size = sizeof(approval_call),
    .start = begin_wait,
};

static const apie_flow_type look_type = {
    .name = "approval status",
    .size = sizeof(approval_call),
    .start = begin_look,
};

static apie_flow *new_call(const apie_flow_type *type, apie_agent *agent, const char *approval_id,
                           const apie_call_options *options, apie_error *error)
{
    if (!approval_id || !*approval_id) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "approval_id", "an approval id is required");
        return NULL;
    }
    apie_flow *flow = apie_flow_new(type, &agent->core, options, error);
    if (!flow)
        return NULL;
    approval_call *call = (approval_call *)flow;
    call->id = apie_arena_strdup(flow->arena, approval_id);
    if (!call->id) {
        apie_flow_free(flow);
        apie_fail_no_memory(error);
        return NULL;
    }
    return flow;
}

apie_flow *apie_approval_wait_flow_new(apie_agent *agent, const char *approval_id,
                                       int64_t timeout_ms, const apie_call_options *options,
                                       apie_error *error)
{
    if (timeout_ms < 0) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "timeout_ms",
                  "timeout_ms must not be negative");
        return NULL;
    }
    apie_flow *flow = new_call(&wait_type, agent, approval_id, options, error);
    if (!flow)
        return NULL;
    if (!options || options->deadline_ms == 0)
        flow->limit_ms = 0; /* timeout_ms is the limit */
    ((approval_call *)flow)->timeout_ms =
        timeout_ms > 0 ? timeout_ms : agent->config->approval_timeout_ms;
    return flow;
}

apie_flow *apie_approval_get_flow_new(apie_agent *agent, const char *approval_id,
                                      const apie_call_options *options, apie_error *error)
{
    return new_call(&look_type, agent, approval_id, options, error);
}
