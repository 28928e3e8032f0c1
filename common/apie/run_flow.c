/* Runs: begin and end. */
#include <string.h>

#include "apie/agent.h"
#include "apie/guarded.h"
#include "base/fail.h"

/* How long the end of a run waits for its events to arrive first. */
#define RUN_END_FLUSH_MS 20000

static const char *copy_or_null(apie_arena *arena, const char *text, bool *failed)
{
    if (!text)
        return APIE_NULL;
    char *copy = apie_arena_strdup(arena, text);
    if (!copy)
        *failed = true;
    return copy;
}

static void release_value(void *value)
{
    json_decref(value);
}

static const json_t *keep_value(apie_arena *arena, const json_t *value, bool *failed)
{
    if (!value)
        return APIE_NULL;
    json_t *copy = json_deep_copy(value);
    if (!copy || apie_arena_on_free(arena, release_value, copy) != 0) {
        json_decref(copy);
        *failed = true;
        return NULL;
    }
    return copy;
}

/* ---- begin ---- */

typedef struct run_begin_flow {
    apie_flow flow; /* first */
    const char *session_id;
    apie_run_create run;
    apie_session_run_create session_run;
} run_begin_flow;

static apie_run *make_run(const char *id, const char *session_id, const char *status)
{
    void *root;
    size_t id_size = strlen(id) + 1;
    size_t session_size = session_id ? strlen(session_id) + 1 : 0;
    apie_arena *arena =
        apie_arena_new_with_root(sizeof(apie_run), id_size + session_size + 32, &root);
    if (!arena)
        return NULL;
    apie_run *run = root;
    run->id = apie_arena_strdup(arena, id);
    run->session_id = session_id ? apie_arena_strdup(arena, session_id) : NULL;
    run->status = status;
    if (run->id && (run->session_id || !session_id))
        return run;
    apie_free(root);
    return NULL;
}

static void give_run(apie_flow *flow, const char *id, const char *status)
{
    run_begin_flow *begin = (run_begin_flow *)flow;
    flow->result = id ? make_run(id, begin->session_id, status) : NULL;
    if (flow->result)
        apie_flow_finish(flow, APIE_OK);
    else
        apie_flow_finish_no_memory(flow);
}

/* The service knows nothing of this run, but its events can still be told apart. */
static const char *offline_id(apie_flow *flow)
{
    static const char prefix[] = "run_offline_";
    static const char digits[] = "0123456789abcdef";
    const apie_clock *clock = &flow->core->clock;
    uint64_t bits = clock->random(clock->user);
    char *id = apie_arena_text(flow->arena, sizeof prefix + 16);
    if (!id)
        return NULL;
    memcpy(id, prefix, sizeof prefix - 1);
    for (size_t i = 0; i < 16; i++, bits >>= 4)
        id[sizeof prefix - 1 + i] = digits[bits & 15];
    id[sizeof prefix - 1 + 16] = '\0';
    return id;
}

static void run_failed(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    apie_status status = flow->error.code;
    if (!apie_agent_tolerates(agent) || status == APIE_ERROR_NO_MEMORY ||
        status == APIE_ERROR_INVALID_ARGUMENT) {
        apie_flow_finish(flow, status);
        return;
    }
    apie_agent_report(agent, &flow->error);
    give_run(flow, offline_id(flow), "offline");
}

static void run_answered(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    if (flow->status != APIE_OK) {
        run_failed(flow);
        return;
    }
    const apie_run *run = flow->result;
    (void)apie_open_runs_add(&agent->runs, run->id);
    apie_flow_finish(flow, APIE_OK);
}

static apie_status take_ids(run_begin_flow *begin)
{
    apie_flow *flow = &begin->flow;
    const apie_registration *registration = apie_agent_of(flow)->registration;
    bool failed = false;
    begin->run.agent_id = copy_or_null(flow->arena, registration->agent_id, &failed);
    begin->run.agent_version_id =
        copy_or_null(flow->arena, registration->agent_version_id, &failed);
    begin->session_run.agent_id = begin->run.agent_id;
    begin->session_run.agent_version_id = begin->run.agent_version_id;
    return failed ? apie_fail_no_memory(&flow->error) : APIE_OK;
}

static apie_status write_run(apie_flow *flow)
{
    const run_begin_flow *begin = (run_begin_flow *)flow;
    const void *body =
        begin->session_id ? (const void *)&begin->session_run : (const void *)&begin->run;
    return apie_request_set_object(&flow->request, flow->arena, body, flow->core->filter,
                                   &flow->error);
}

static void registration_awaited(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    if (!agent->registration) {
        if (flow->gate_timed_out || agent->registration_error.code == APIE_OK)
            apie_fail(&flow->error, APIE_ERROR_TIMEOUT, NULL,
                      "the agent was not registered before the deadline");
        else
            flow->error = agent->registration_error;
        run_failed(flow);
        return;
    }
    flow->status = take_ids((run_begin_flow *)flow);
    if (flow->status != APIE_OK)
        run_failed(flow);
    else
        apie_flow_exchange(flow, 0, run_answered);
}

static void begin_run(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    if (agent->core.disabled)
        give_run(flow, apie_agent_synthetic_id(agent, flow->arena, "disabled_run_"), "disabled");
    else
        apie_agent_await_registration(flow, 0, registration_awaited);
}

static const apie_flow_type run_begin_type = {
    .name = "run begin",
    .size = sizeof(run_begin_flow),
    .start = begin_run,
    .prepare = write_run,
};

static apie_status check_metadata(const json_t *metadata, apie_error *error)
{
    if (metadata && !json_is_object(metadata))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "metadata",
                         "metadata must be a JSON object");
    return APIE_OK;
}

apie_flow *apie_run_begin_flow_new(apie_agent *agent, const apie_run_input *input,
                                   const apie_call_options *options, apie_error *error)
{
    static const apie_run_input no_input;
    if (!input)
        input = &no_input;
    if (check_metadata(input->metadata, error) != APIE_OK)
        return NULL;
    apie_flow *flow = apie_flow_new(&run_begin_type, &agent->core, options, error);
    if (!flow)
        return NULL;
    run_begin_flow *begin = (run_begin_flow *)flow;
    bool failed = false;
    const char *environment =
        input->environment ? input->environment : agent->config->runtime.environment;
    if (input->session_id)
        begin->session_id = copy_or_null(flow->arena, input->session_id, &failed);
    begin->run = (apie_run_create){
        .agent_key = agent->config->agent.key,
        .environment = copy_or_null(flow->arena, environment, &failed),
        .input_summary = copy_or_null(flow->arena, input->input_summary, &failed),
        .metadata = keep_value(flow->arena, input->metadata, &failed),
    };
    begin->session_run = (apie_session_run_create){
        .agent_key = begin->run.agent_key,
        .parent_run_id = APIE_NULL,
        .trigger_event_id = APIE_NULL,
        .step_key = copy_or_null(flow->arena, input->step_key, &failed),
        .step_name = copy_or_null(flow->arena, input->step_name, &failed),
        .step_index = input->step_index.presence == APIE_SET ? input->step_index : apie_null_int(),
        .role = APIE_NULL,
        .environment = begin->run.environment,
        .input_summary = begin->run.input_summary,
        .metadata = begin->run.metadata,
    };
    apie_argument arguments[] = {{.text = input->session_id}};
    apie_status status =
        failed ? apie_fail_no_memory(error)
               : apie_request_build(&flow->request, flow->arena, &agent->core.endpoint,
                                    input->session_id ? &apie_op_sessions_create_run
                                                      : &apie_op_runs_create,
                                    arguments, options, error);
    if (status == APIE_OK)
        return flow;
    apie_flow_free(flow);
    return NULL;
}

/* ---- end ---- */

typedef struct run_end_flow {
    apie_flow flow; /* first */
    const char *run_id;
    const char *session_id;
    const char *error_message;
    apie_event *failure; /* agent.error, to be queued first */
} run_end_flow;

static void forget_run(apie_flow *flow)
{
    const run_end_flow *end = (run_end_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    apie_open_runs_remove(&agent->runs, end->run_id);
    apie_queue_end_run(agent->queue, end->run_id);
}

static void run_ended(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    forget_run(flow);
    apie_status status = flow->status;
    if (status != APIE_OK && apie_agent_tolerates(agent)) {
        apie_agent_report(agent, &flow->error);
        status = APIE_OK;
    }
    apie_flow_finish(flow, status);
}

static bool is_offline(const char *run_id)
{
    return strncmp(run_id, "run_offline_", 12) == 0;
}

static void events_awaited(apie_flow *flow)
{
    const run_end_flow *end = (run_end_flow *)flow;
    if (is_offline(end->run_id)) {
        flow->status = APIE_OK;
        run_ended(flow);
    } else {
        apie_flow_exchange(flow, 0, run_ended);
    }
}

static void end_run(apie_flow *flow)
{
    run_end_flow *end = (run_end_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    if (agent->core.disabled) {
        apie_flow_finish(flow, APIE_OK);
        return;
    }
    if (end->failure && apie_open_runs_note_error(&agent->runs, end->run_id, end->error_message)) {
        apie_agent_push(agent, end->failure);
        end->failure = NULL;
    }
    apie_agent_await_flush(flow, RUN_END_FLUSH_MS, events_awaited);
}

static void end_destroy(apie_flow *flow)
{
    apie_agent_free_events(((run_end_flow *)flow)->failure);
}

static const apie_flow_type run_end_type = {
    .name = "run end",
    .size = sizeof(run_end_flow),
    .start = end_run,
    .stopped = forget_run,
    .destroy = end_destroy,
};

static apie_status make_failure(run_end_flow *end, const apie_run_outcome *outcome,
                                apie_error *error)
{
    apie_agent *agent = apie_agent_of(&end->flow);
    end->error_message = apie_arena_strdup(end->flow.arena, outcome->error_message);
    if (!end->error_message)
        return apie_fail_no_memory(error);
    apie_event_source source = {.run_id = end->run_id, .session_id = end->session_id};
    end->failure = apie_agent_error_event(agent, &source, end->error_message, error);
    return end->failure ? APIE_OK : error ? error->code : APIE_ERROR_NO_MEMORY;
}

apie_flow *apie_run_end_flow_new(apie_agent *agent, const char *run_id, const char *session_id,
                                 const apie_run_outcome *outcome, const apie_call_options *options,
                                 apie_error *error)
{
    static const apie_run_outcome completed;
    if (!outcome)
        outcome = &completed;
    if (!run_id || !*run_id) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "run_id", "a run id is required");
        return NULL;
    }
    if (check_metadata(outcome->metadata, error) != APIE_OK)
        return NULL;
    apie_flow *flow = apie_flow_new(&run_end_type, &agent->core, options, error);
    if (!flow)
        return NULL;
    run_end_flow *end = (run_end_flow *)flow;
    const char *status = outcome->error_message ? "failed" : "completed";
    apie_run_complete body = {
        .status = outcome->status ? outcome->status : status,
        .metadata = outcome->metadata ? outcome->metadata : APIE_NULL,
    };
    apie_argument arguments[] = {{.text = run_id}};
    end->run_id = apie_arena_strdup(flow->arena, run_id);
    end->session_id = session_id ? apie_arena_strdup(flow->arena, session_id) : NULL;
    apie_status made = APIE_OK;
    if (!end->run_id || (session_id && !end->session_id))
        made = apie_fail_no_memory(error);
    if (made == APIE_OK)
        made = apie_request_build(&flow->request, flow->arena, &agent->core.endpoint,
                                  &apie_op_runs_complete, arguments, options, error);
    if (made == APIE_OK)
        made =
            apie_request_set_object(&flow->request, flow->arena, &body, agent->core.filter, error);
    if (made == APIE_OK && outcome->error_message)
        made = make_failure(end, outcome, error);
    if (made == APIE_OK)
        return flow;
    apie_flow_free(flow);
    return NULL;
}
