/* Runs and sessions begin: when the agent is registered, the service is told. Where it cannot be
 * reached, and that is tolerated, a local one takes their place. */
#include "apie/kept.h"
#include "apie/object.h"
#include "apie/offline.h"
#include "apie/tracing.h"
#include "base/fail.h"

typedef struct begin_flow {
    apie_flow flow; /* first */
    bool is_session;
    const char *session_id; /* that a run is in; NULL: none */
    /* Where the agent's ids go when they are known; NULL: they are not sent. */
    const char **agent_id;
    const char **agent_version_id;
    union {
        apie_run_create run;
        apie_session_run_create session_run;
        apie_session_create session;
    } body;
} begin_flow;

/* ---- a local one ---- */

static void *make_run(const char *id, const char *session_id, const char *status)
{
    void *root;
    apie_arena *arena = apie_arena_new_with_root(sizeof(apie_run), 128, &root);
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

static void *make_session(const char *id, const char *status)
{
    void *root;
    apie_arena *arena = apie_arena_new_with_root(sizeof(apie_session), 64, &root);
    if (!arena)
        return NULL;
    apie_session *session = root;
    session->id = apie_arena_strdup(arena, id);
    session->status = status;
    if (session->id)
        return session;
    apie_free(root);
    return NULL;
}

static void give_local(begin_flow *begin, const char *id, const char *status)
{
    apie_flow *flow = &begin->flow;
    apie_free(flow->result);
    flow->result = NULL;
    if (id)
        flow->result =
            begin->is_session ? make_session(id, status) : make_run(id, begin->session_id, status);
    if (flow->result)
        apie_flow_finish(flow, APIE_OK);
    else
        apie_flow_finish_no_memory(flow);
}

static void go_offline(begin_flow *begin)
{
    const char *prefix = begin->is_session ? APIE_OFFLINE_SESSION : APIE_OFFLINE_RUN;
    give_local(begin, apie_offline_id(&begin->flow, prefix), APIE_OFFLINE_STATUS);
}

/* ---- telling the service ---- */

static void begin_failed(begin_flow *begin)
{
    if (apie_agent_forgives(&begin->flow))
        go_offline(begin);
    else
        apie_flow_finish(&begin->flow, begin->flow.error.code);
}

/* The service may leave out what it was told. */
static bool complete_run(const begin_flow *begin, apie_run *run)
{
    if (!run->session_id && begin->session_id)
        run->session_id = apie_arena_strdup(apie_arena_of_root(run), begin->session_id);
    return run->session_id || !begin->session_id;
}

static void answered(apie_flow *flow)
{
    begin_flow *begin = (begin_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    if (flow->status != APIE_OK) {
        begin_failed(begin);
    } else if (begin->is_session) {
        (void)apie_open_runs_add(&agent->sessions, ((apie_session *)flow->result)->id);
        apie_flow_finish(flow, APIE_OK);
    } else if (complete_run(begin, flow->result)) {
        (void)apie_open_runs_add(&agent->runs, ((apie_run *)flow->result)->id);
        apie_flow_finish(flow, APIE_OK);
    } else {
        apie_flow_finish_no_memory(flow);
    }
}

static void registered(apie_flow *flow)
{
    begin_flow *begin = (begin_flow *)flow;
    const apie_registration *registration = apie_agent_of(flow)->registration;
    bool failed = false;
    if (!registration) {
        apie_agent_explain_registration(flow);
        begin_failed(begin);
        return;
    }
    if (begin->agent_id)
        *begin->agent_id = apie_keep_text(flow->arena, registration->agent_id, &failed);
    if (begin->agent_version_id)
        *begin->agent_version_id =
            apie_keep_text(flow->arena, registration->agent_version_id, &failed);
    if (failed)
        apie_flow_finish_no_memory(flow);
    else
        apie_flow_exchange(flow, 0, answered);
}

static void begin_work(apie_flow *flow)
{
    begin_flow *begin = (begin_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    const char *prefix = begin->is_session ? "disabled_session_" : "disabled_run_";
    if (agent->core.disabled)
        give_local(begin, apie_agent_synthetic_id(agent, flow->arena, prefix), "disabled");
    else if (begin->session_id && apie_is_offline(begin->session_id))
        go_offline(begin);
    else
        apie_agent_await_registration(flow, 0, registered);
}

static apie_status write_body(apie_flow *flow)
{
    return apie_request_set_object(&flow->request, flow->arena, &((begin_flow *)flow)->body,
                                   flow->core->filter, &flow->error);
}

static const apie_flow_type begin_type = {
    .name = "begin",
    .size = sizeof(begin_flow),
    .start = begin_work,
    .prepare = write_body,
};

/* ---- what begins ---- */

static begin_flow *new_begin(apie_agent *agent, const apie_operation *operation,
                             const char *session_id, const apie_call_options *options,
                             apie_error *error)
{
    apie_flow *flow = apie_flow_new(&begin_type, &agent->core, options, error);
    apie_argument arguments[] = {{.text = session_id}};
    if (flow && apie_request_build(&flow->request, flow->arena, &agent->core.endpoint, operation,
                                   arguments, options, error) != APIE_OK) {
        apie_flow_free(flow);
        return NULL;
    }
    return (begin_flow *)flow;
}

static apie_flow *made(begin_flow *begin, bool failed, apie_error *error)
{
    if (!failed)
        return &begin->flow;
    apie_fail_no_memory(error);
    apie_flow_free(&begin->flow);
    return NULL;
}

static const char *environment_of(const apie_agent *agent, const char *given)
{
    return given ? given : agent->config->runtime.environment;
}

apie_flow *apie_session_begin_flow_new(apie_agent *agent, const apie_session_input *input,
                                       const apie_call_options *options, apie_error *error)
{
    static const apie_session_input no_input;
    if (!input)
        input = &no_input;
    if (apie_check_object(input->metadata, "metadata", error) != APIE_OK)
        return NULL;
    begin_flow *begin = new_begin(agent, &apie_op_sessions_create, NULL, options, error);
    if (!begin)
        return NULL;
    apie_arena *arena = begin->flow.arena;
    bool failed = false;
    const char *kind = input->kind ? input->kind : APIE_SESSION_SINGLE_AGENT;
    const char *environment = environment_of(agent, input->environment);
    begin->is_session = true;
    begin->agent_id = &begin->body.session.orchestrator_agent_id;
    begin->body.session = (apie_session_create){
        .kind = apie_keep_text(arena, kind, &failed),
        .orchestrator_agent_key = agent->config->agent.key,
        .environment = apie_keep_text(arena, environment, &failed),
        .input_summary = apie_keep_text(arena, input->input_summary, &failed),
        .metadata = apie_keep_json(arena, input->metadata, &failed),
    };
    return made(begin, failed, error);
}

static apie_flow *single_run_new(apie_agent *agent, const apie_run_input *input,
                                 const apie_call_options *options, apie_error *error)
{
    begin_flow *begin = new_begin(agent, &apie_op_runs_create, NULL, options, error);
    if (!begin)
        return NULL;
    apie_arena *arena = begin->flow.arena;
    bool failed = false;
    const char *environment = environment_of(agent, input->environment);
    begin->agent_id = &begin->body.run.agent_id;
    begin->agent_version_id = &begin->body.run.agent_version_id;
    begin->body.run = (apie_run_create){
        .agent_key = agent->config->agent.key,
        .environment = apie_keep_text(arena, environment, &failed),
        .input_summary = apie_keep_text(arena, input->input_summary, &failed),
        .metadata = apie_keep_json(arena, input->metadata, &failed),
    };
    return made(begin, failed, error);
}

/* metadata is the arena's, once the flow is there; NULL: memory ran out. */
static apie_flow *session_run_new(apie_agent *agent, const apie_child_run_input *input,
                                  json_t *metadata, const apie_call_options *options,
                                  apie_error *error)
{
    begin_flow *begin =
        new_begin(agent, &apie_op_sessions_create_run, input->session_id, options, error);
    if (!begin) {
        json_decref(metadata);
        return NULL;
    }
    apie_arena *arena = begin->flow.arena;
    bool failed = false;
    apie_session_run_create *body = &begin->body.session_run;
    begin->session_id = apie_keep_text(arena, input->session_id, &failed);
    if (!input->agent_key) {
        begin->agent_id = &body->agent_id;
        begin->agent_version_id = &body->agent_version_id;
    }
    *body = (apie_session_run_create){
        .agent_key = input->agent_key ? apie_keep_text(arena, input->agent_key, &failed)
                                      : agent->config->agent.key,
        .parent_run_id = apie_keep_text(arena, input->parent_run_id, &failed),
        .trigger_event_id = apie_keep_text(arena, input->trigger_event_id, &failed),
        .step_key = apie_keep_text(arena, input->step_key, &failed),
        .step_name = apie_keep_text(arena, input->step_name, &failed),
        .step_index = input->step_index.presence == APIE_SET ? input->step_index : apie_null_int(),
        .role = apie_keep_text(arena, input->role, &failed),
        .environment = apie_keep_text(arena, input->environment, &failed),
        .input_summary = apie_keep_text(arena, input->input_summary, &failed),
        .metadata = apie_keep_own_json(arena, metadata, &failed),
    };
    return made(begin, failed, error);
}

apie_flow *apie_run_begin_flow_new(apie_agent *agent, const apie_run_input *input,
                                   const apie_call_options *options, apie_error *error)
{
    static const apie_run_input no_input;
    if (!input)
        input = &no_input;
    if (apie_check_object(input->metadata, "metadata", error) != APIE_OK)
        return NULL;
    if (!input->session_id)
        return single_run_new(agent, input, options, error);
    apie_child_run_input in_session = {
        .session_id = input->session_id,
        .step_key = input->step_key,
        .step_name = input->step_name,
        .step_index = input->step_index,
        .input_summary = input->input_summary,
        .environment = environment_of(agent, input->environment),
    };
    return session_run_new(agent, &in_session,
                           input->metadata ? json_deep_copy(input->metadata) : json_null(), options,
                           error);
}

/* The metadata with the summary in it: null if there is none. */
static json_t *with_summary(const json_t *metadata, const json_t *summary)
{
    apie_object all = apie_object_new(metadata);
    if (summary)
        apie_object_set_own(&all, "payload_summary", json_deep_copy(summary));
    else
        apie_object_add_copy(&all, "payload_summary", NULL);
    return all.json;
}

apie_flow *apie_child_run_begin_flow_new(apie_agent *agent, const apie_child_run_input *input,
                                         const apie_call_options *options, apie_error *error)
{
    if (!input || !input->session_id || !*input->session_id) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "session_id",
                  "no session id: set session_id, or call inside a session of this thread");
        return NULL;
    }
    if (apie_check_object(input->metadata, "metadata", error) != APIE_OK ||
        apie_check_object(input->payload_summary, "payload_summary", error) != APIE_OK)
        return NULL;
    return session_run_new(agent, input, with_summary(input->metadata, input->payload_summary),
                           options, error);
}
