/* Runs and sessions end: why they failed is told, their events are sent, then they are
 * completed. */
#include "apie/guarded.h"
#include "apie/kept.h"
#include "apie/offline.h"
#include "apie/room.h"
#include "apie/tracing.h"
#include "base/fail.h"

/* How long the end waits for the events to arrive first. */
#define END_FLUSH_MS 20000

typedef struct end_flow {
    apie_flow flow; /* first */
    bool is_session;
    const char *id;
    const char *error_message;
    apie_event *failure; /* agent.error, to be queued first */
} end_flow;

static void forget(apie_flow *flow)
{
    const end_flow *end = (end_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    if (end->is_session) {
        apie_open_runs_remove(&agent->sessions, end->id);
        apie_queue_end_session(agent->queue, end->id);
    } else {
        apie_open_runs_remove(&agent->runs, end->id);
        apie_queue_end_run(agent->queue, end->id);
    }
}

static void completed(apie_flow *flow)
{
    forget(flow);
    if (flow->status == APIE_OK || apie_agent_forgives(flow))
        apie_flow_finish(flow, APIE_OK);
    else
        apie_flow_finish(flow, flow->status);
}

static void events_awaited(apie_flow *flow)
{
    if (apie_is_offline(((end_flow *)flow)->id)) {
        forget(flow);
        apie_flow_finish(flow, APIE_OK);
    } else {
        apie_flow_exchange(flow, 0, completed);
    }
}

static void await_events(apie_flow *flow)
{
    apie_agent_await_flush(flow, END_FLUSH_MS, events_awaited);
}

/* What was told already is not told again. */
static bool is_told(const end_flow *end, apie_agent *agent)
{
    apie_open_runs *open = end->is_session ? &agent->sessions : &agent->runs;
    return !apie_open_runs_note_error(open, end->id, end->error_message);
}

static void end_work(apie_flow *flow)
{
    end_flow *end = (end_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    if (agent->core.disabled) {
        apie_flow_finish(flow, APIE_OK);
        return;
    }
    apie_event *failure = end->failure;
    if (!failure || is_told(end, agent)) {
        await_events(flow);
        return;
    }
    end->failure = NULL;
    apie_agent_push_in_flow(flow, failure, await_events);
}

static void destroy(apie_flow *flow)
{
    apie_events_free(((end_flow *)flow)->failure);
}

static const apie_flow_type end_type = {
    .name = "end",
    .size = sizeof(end_flow),
    .start = end_work,
    .stopped = forget,
    .destroy = destroy,
};

/* What runs and sessions say of their end. */
typedef struct ending {
    const apie_operation *operation;
    const void *body;
    apie_event_source source; /* of the event that tells of a failure */
    const char *error_message;
} ending;

static apie_status prepare_end(end_flow *end, const ending *how, const apie_call_options *options,
                               apie_error *error)
{
    apie_flow *flow = &end->flow;
    apie_agent *agent = apie_agent_of(flow);
    apie_argument arguments[] = {{.text = end->id}};
    apie_status status = apie_request_build(&flow->request, flow->arena, &agent->core.endpoint,
                                            how->operation, arguments, options, error);
    if (status == APIE_OK)
        status = apie_request_set_object(&flow->request, flow->arena, how->body, agent->core.filter,
                                         error);
    if (status != APIE_OK || !how->error_message)
        return status;
    end->error_message = apie_arena_strdup(flow->arena, how->error_message);
    if (!end->error_message)
        return apie_fail_no_memory(error);
    end->failure = apie_agent_error_event(agent, &how->source, how->error_message, error);
    apie_agent_ask_keys(agent, end->failure);
    return end->failure ? APIE_OK : error->code;
}

static apie_flow *new_end(apie_agent *agent, const char *id, const ending *how,
                          const apie_call_options *options, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_flow *flow = apie_flow_new(&end_type, &agent->core, options, error);
    if (!flow)
        return NULL;
    end_flow *end = (end_flow *)flow;
    end->is_session = how->operation == &apie_op_sessions_complete;
    end->id = apie_arena_strdup(flow->arena, id);
    apie_status status =
        end->id ? prepare_end(end, how, options, error) : apie_fail_no_memory(error);
    if (status == APIE_OK)
        return flow;
    apie_flow_free(flow);
    return NULL;
}

static const char *status_of(const char *given, const char *error_message)
{
    return given ? given : error_message ? APIE_RUN_STATUS_FAILED : APIE_RUN_STATUS_COMPLETED;
}

static apie_status check(const char *id, const char *name, const json_t *metadata,
                         apie_error *error)
{
    if (!id || !*id)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, name, "%s is required", name);
    return apie_check_object(metadata, "metadata", error);
}

apie_flow *apie_run_end_flow_new(apie_agent *agent, const char *run_id, const char *session_id,
                                 const apie_run_outcome *outcome, const apie_call_options *options,
                                 apie_error *error)
{
    static const apie_run_outcome no_outcome;
    if (!outcome)
        outcome = &no_outcome;
    if (check(run_id, "run_id", outcome->metadata, error) != APIE_OK)
        return NULL;
    apie_run_complete body = {
        .status = status_of(outcome->status, outcome->error_message),
        .metadata = outcome->metadata ? outcome->metadata : APIE_NULL,
    };
    ending how = {
        .operation = &apie_op_runs_complete,
        .body = &body,
        .source = {.run_id = run_id, .session_id = session_id},
        .error_message = outcome->error_message,
    };
    return new_end(agent, run_id, &how, options, error);
}

apie_flow *apie_session_end_flow_new(apie_agent *agent, const char *session_id,
                                     const apie_session_outcome *outcome,
                                     const apie_call_options *options, apie_error *error)
{
    static const apie_session_outcome no_outcome;
    if (!outcome)
        outcome = &no_outcome;
    if (check(session_id, "session_id", outcome->metadata, error) != APIE_OK)
        return NULL;
    apie_session_complete body = {
        .status = status_of(outcome->status, outcome->error_message),
        .output_summary = outcome->output_summary ? outcome->output_summary : APIE_NULL,
        .metadata = outcome->metadata ? outcome->metadata : APIE_NULL,
    };
    ending how = {
        .operation = &apie_op_sessions_complete,
        .body = &body,
        .source = {.session_id = session_id},
        .error_message = outcome->error_message,
    };
    return new_end(agent, session_id, &how, options, error);
}
