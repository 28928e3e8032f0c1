/* A handoff is asked for: an event tells of it, and the service records it. Where that fails and is
 * tolerated, the event is all that is left of it. */
#include "apie/event_make.h"
#include "apie/kept.h"
#include "apie/offline.h"
#include "apie/room.h"
#include "apie/tracing.h"
#include "base/fail.h"

typedef struct handoff_flow {
    apie_flow flow; /* first */
    const char *session_id;
    apie_event *event;
    apie_handoff_create body;
} handoff_flow;

static void give_local(apie_flow *flow, const char *id, const char *status)
{
    void *root = NULL;
    apie_arena *arena = id ? apie_arena_new_with_root(sizeof(apie_handoff), 64, &root) : NULL;
    const char *kept = arena ? apie_arena_strdup(arena, id) : NULL;
    apie_free(flow->result);
    flow->result = root;
    if (!kept) {
        apie_flow_finish_no_memory(flow);
        return;
    }
    ((apie_handoff *)root)->id = kept;
    ((apie_handoff *)root)->status = status;
    apie_flow_finish(flow, APIE_OK);
}

static void go_offline(apie_flow *flow)
{
    give_local(flow, apie_offline_id(flow, APIE_OFFLINE_HANDOFF), APIE_OFFLINE_STATUS);
}

static void handoff_failed(apie_flow *flow)
{
    if (apie_agent_forgives(flow))
        go_offline(flow);
    else
        apie_flow_finish(flow, flow->error.code);
}

static void answered(apie_flow *flow)
{
    if (flow->status == APIE_OK)
        apie_flow_finish(flow, APIE_OK);
    else
        handoff_failed(flow);
}

static void registered(apie_flow *flow)
{
    handoff_flow *handoff = (handoff_flow *)flow;
    const apie_registration *registration = apie_agent_of(flow)->registration;
    bool failed = false;
    if (!registration) {
        apie_agent_explain_registration(flow);
        handoff_failed(flow);
        return;
    }
    if (!handoff->body.source_agent_id)
        handoff->body.source_agent_id =
            apie_keep_text(flow->arena, registration->agent_id, &failed);
    if (failed)
        apie_flow_finish_no_memory(flow);
    else
        apie_flow_exchange(flow, 0, answered);
}

static void event_told(apie_flow *flow)
{
    const handoff_flow *handoff = (handoff_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    if (agent->core.disabled)
        give_local(flow, apie_agent_synthetic_id(agent, flow->arena, "disabled_handoff_"),
                   "disabled");
    else if (apie_is_offline(handoff->session_id))
        go_offline(flow);
    else
        apie_agent_await_registration(flow, 0, registered);
}

static void begin_handoff(apie_flow *flow)
{
    handoff_flow *handoff = (handoff_flow *)flow;
    apie_event *event = handoff->event;
    handoff->event = NULL;
    apie_agent_push_in_flow(flow, event, event_told);
}

static apie_status write_body(apie_flow *flow)
{
    return apie_request_set_object(&flow->request, flow->arena, &((handoff_flow *)flow)->body,
                                   flow->core->filter, &flow->error);
}

static void destroy(apie_flow *flow)
{
    apie_events_free(((handoff_flow *)flow)->event);
}

static const apie_flow_type handoff_type = {
    .name = "handoff",
    .size = sizeof(handoff_flow),
    .start = begin_handoff,
    .prepare = write_body,
    .destroy = destroy,
};

static apie_status fill(handoff_flow *handoff, const apie_handoff_input *input,
                        const apie_call_options *options, apie_error *error)
{
    apie_flow *flow = &handoff->flow;
    apie_arena *arena = flow->arena;
    bool failed = false;
    handoff->session_id = apie_keep_text(arena, input->session_id, &failed);
    handoff->body = (apie_handoff_create){
        .source_run_id = apie_keep_text(arena, input->source_run_id, &failed),
        .target_run_id = apie_keep_text(arena, input->target_run_id, &failed),
        .target_agent_id = apie_keep_text(arena, input->target_agent_id, &failed),
        .trigger_event_id = apie_keep_text(arena, input->trigger_event_id, &failed),
        .reason = apie_keep_text(arena, input->reason, &failed),
        .input_summary = apie_keep_text(arena, input->input_summary, &failed),
        .payload_summary = apie_keep_json(arena, input->payload_summary, &failed),
        .status = "requested",
    };
    if (input->source_agent_id)
        handoff->body.source_agent_id = apie_keep_text(arena, input->source_agent_id, &failed);
    if (failed)
        return apie_fail_no_memory(error);
    apie_argument arguments[] = {{.text = input->session_id}};
    return apie_request_build(&flow->request, arena, &flow->core->endpoint,
                              &apie_op_sessions_create_handoff, arguments, options, error);
}

static apie_event *make_event(apie_agent *agent, const apie_handoff_input *input, apie_error *error)
{
    apie_event_details details = {
        .run_id = input->source_run_id,
        .session_id = input->session_id,
        .reason = input->reason,
        .target_run_id = input->target_run_id,
        .target_agent_id = input->target_agent_id,
        .payload_summary = input->payload_summary,
    };
    apie_event *event =
        apie_event_make(agent, APIE_EVENT_HANDOFF_REQUESTED, &details, NULL, NULL, error);
    apie_agent_ask_keys(agent, event);
    return event;
}

static apie_status require(const char *id, const char *name, apie_error *error)
{
    if (id && *id)
        return APIE_OK;
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, name,
                     "no %s: set it, or call inside a run of a session of this thread", name);
}

apie_flow *apie_handoff_flow_new(apie_agent *agent, const apie_handoff_input *input,
                                 const apie_call_options *options, apie_error *error)
{
    static const apie_handoff_input no_input;
    if (!input)
        input = &no_input;
    if (require(input->session_id, "session_id", error) != APIE_OK ||
        require(input->source_run_id, "source_run_id", error) != APIE_OK ||
        apie_check_object(input->payload_summary, "payload_summary", error) != APIE_OK)
        return NULL;
    apie_flow *flow = apie_flow_new(&handoff_type, &agent->core, options, error);
    if (!flow)
        return NULL;
    handoff_flow *handoff = (handoff_flow *)flow;
    if (fill(handoff, input, options, error) == APIE_OK)
        handoff->event = make_event(agent, input, error);
    if (handoff->event)
        return flow;
    apie_flow_free(flow);
    return NULL;
}
