/* Registering the agent: a job of the client's, and what waits for it. */
#include "apie/agent.h"
#include "apie/capabilities.h"
#include "apie/kept.h"
#include "base/fail.h"

/* After a failed attempt the next one may start this much later. */
#define REGISTRATION_PAUSE_MS 1000

typedef struct register_flow {
    apie_flow flow; /* first */
    bool declares;  /* the capabilities; else it identifies the agent */
} register_flow;

/* ---- identify ---- */

typedef struct identify_parts {
    apie_identify_agent agent;
    apie_identify_runtime runtime;
    apie_identify_model model;
    apie_identify_version version;
    apie_identify_source source;
    apie_identify body;
} identify_parts;

static bool set_tools(const apie_config *config, apie_arena *arena, apie_identify *body)
{
    body->tools = APIE_NULL;
    if (config->tool_count == 0)
        return true;
    const apie_identify_tool **list =
        apie_arena_alloc(arena, config->tool_count * sizeof(apie_identify_tool *));
    if (!list)
        return false;
    for (size_t i = 0; i < config->tool_count; i++) {
        const apie_declared_tool *declared = &config->tools[i];
        apie_identify_tool *tool = apie_arena_alloc(arena, sizeof *tool);
        if (!tool)
            return false;
        tool->name = declared->name;
        tool->action_types = declared->action_types ? declared->action_types : APIE_NULL;
        tool->action_types_count = apie_texts_count(declared->action_types);
        tool->resource_types = declared->resource_types ? declared->resource_types : APIE_NULL;
        tool->resource_types_count = apie_texts_count(declared->resource_types);
        tool->risk_level = apie_or_null(declared->risk_level);
        tool->provider = apie_or_null(declared->provider);
        list[i] = tool;
    }
    body->tools = list;
    body->tools_count = config->tool_count;
    return true;
}

static void set_version(const apie_config *config, identify_parts *parts)
{
    const apie_version_config *version = &config->version;
    if (!version->version && !version->framework && !version->model_name)
        return;
    parts->version = (apie_identify_version){
        .version = apie_or_null(version->version),
        .framework =
            apie_or_null(version->framework ? version->framework : config->runtime.framework),
        .model_provider = apie_or_null(version->model_provider ? version->model_provider
                                                               : config->model.provider),
        .model_name = apie_or_null(version->model_name ? version->model_name : config->model.name),
    };
    parts->body.version = &parts->version;
}

static bool fill_identify(const apie_agent *agent, apie_arena *arena, identify_parts *parts)
{
    const apie_config *config = agent->config;
    parts->agent = (apie_identify_agent){
        .key = config->agent.key,
        .name = config->agent.name,
        .purpose = apie_or_null(config->agent.purpose),
        .owner_email = apie_or_null(config->agent.owner),
        .team = apie_or_null(config->agent.team),
        .description = apie_or_null(config->agent.description),
    };
    parts->runtime = (apie_identify_runtime){
        .environment = apie_or_null(config->runtime.environment),
        .framework = apie_or_null(config->runtime.framework),
        .language = config->runtime.language,
        .sdk_version = config->runtime.sdk_version,
    };
    parts->model = (apie_identify_model){
        .provider = apie_or_null(config->model.provider),
        .name = apie_or_null(config->model.name),
    };
    parts->body = (apie_identify){
        .agent = &parts->agent,
        .runtime = &parts->runtime,
        .model = &parts->model,
        .mode = config->mode == APIE_MODE_ENFORCE ? "enforce" : "monitor",
        .prompt_hash = apie_or_null(config->prompt_hash),
        .hostname = agent->hostname,
    };
    set_version(config, parts);
    if (config->source.git_sha || config->source.deployment_id) {
        parts->source = (apie_identify_source){
            .git_sha = apie_or_null(config->source.git_sha),
            .deployment_id = apie_or_null(config->source.deployment_id),
        };
        parts->body.source = &parts->source;
    }
    return set_tools(config, arena, &parts->body);
}

static apie_status write_identify(apie_flow *flow)
{
    identify_parts parts = {0};
    if (!fill_identify(apie_agent_of(flow), flow->scratch, &parts))
        return apie_fail_no_memory(&flow->error);
    return apie_request_set_object(&flow->request, flow->scratch, &parts.body, flow->core->filter,
                                   &flow->error);
}

/* ---- declare capabilities ---- */

static apie_status write_declare(apie_flow *flow)
{
    const apie_config *config = apie_agent_of(flow)->config;
    apie_capabilities_declare body;
    apie_status status = apie_capabilities_fill(&body, flow->scratch, config->capabilities,
                                                config->capability_count, &flow->error);
    if (status == APIE_OK)
        status = apie_request_set_object(&flow->request, flow->scratch, &body, flow->core->filter,
                                         &flow->error);
    return status;
}

/* ---- requests ---- */

static apie_status build(apie_flow *flow, const apie_operation *operation,
                         const apie_argument *arguments)
{
    apie_arena *arena = apie_flow_scratch(flow);
    if (!arena)
        return apie_fail_no_memory(&flow->error);
    return apie_request_build(&flow->request, arena, &flow->core->endpoint, operation, arguments,
                              NULL, &flow->error);
}

static apie_status write_body(apie_flow *flow)
{
    return ((register_flow *)flow)->declares ? write_declare(flow) : write_identify(flow);
}

/* ---- the job ---- */

static void attempt_ended(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    agent->registering = false;
    apie_gate_open(&agent->core, &agent->registered, agent->registered.position + 1);
}

static void registration_failed(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    apie_status status = flow->error.code;
    agent->registration_error = flow->error;
    agent->registration_failed_at_ms = flow->now_ms;
    apie_agent_report(agent, &flow->error);
    attempt_ended(flow);
    if (!agent->registration) { /* what waits to be sent goes on waiting */
        agent->failed_flushes++;
        apie_gate_wake(&agent->core, &agent->flushed);
    }
    apie_flow_finish(flow, status);
}

static void declaring_ended(apie_agent *agent)
{
    agent->declaring = false;
    apie_gate_wake(&agent->core, &agent->registered);
}

static void declared(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    if (flow->status != APIE_OK)
        apie_agent_report(agent, &flow->error);
    declaring_ended(agent);
    apie_flow_finish(flow, APIE_OK);
}

static void declare(apie_flow *flow)
{
    apie_argument arguments[] = {{.text = apie_agent_of(flow)->registration->agent_id}};
    ((register_flow *)flow)->declares = true;
    flow->status = build(flow, &apie_op_agents_declare_capabilities, arguments);
    if (flow->status != APIE_OK)
        declared(flow);
    else
        apie_flow_exchange(flow, 0, declared);
}

static void identified(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    if (flow->status != APIE_OK) {
        registration_failed(flow);
        return;
    }
    apie_free(agent->registration);
    agent->registration = apie_flow_take_result(flow);
    agent->registrations++;
    apie_error_clear(&agent->registration_error);
    agent->declaring = agent->config->capability_count > 0;
    attempt_ended(flow);
    apie_agent_want_flush(agent);
    if (agent->declaring)
        declare(flow);
    else
        apie_flow_finish(flow, APIE_OK);
}

static void identify(apie_flow *flow)
{
    ((register_flow *)flow)->declares = false;
    flow->status = build(flow, &apie_op_agents_identify, NULL);
    if (flow->status != APIE_OK)
        registration_failed(flow);
    else
        apie_flow_exchange(flow, 0, identified);
}

static void register_stopped(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    if (agent->declaring)
        declaring_ended(agent);
    else
        attempt_ended(flow);
}

static const apie_flow_type register_type = {
    .name = "register",
    .size = sizeof(register_flow),
    .start = identify,
    .prepare = write_body,
    .stopped = register_stopped,
};

apie_flow *apie_register_flow_new(apie_agent *agent, apie_error *error)
{
    return apie_flow_new(&register_type, &agent->core, NULL, error);
}

bool apie_agent_want_registration(apie_agent *agent, uint64_t now_ms)
{
    if (agent->registering)
        return true;
    bool failed = agent->registration_error.code != APIE_OK;
    if (failed && now_ms < apie_time_after(agent->registration_failed_at_ms, REGISTRATION_PAUSE_MS))
        return false;
    agent->registering = true;
    apie_core_want_job(&agent->core, &agent->register_job);
    return true;
}

void apie_agent_await_registration(apie_flow *flow, int64_t limit_ms, apie_flow_step *next)
{
    apie_agent *agent = apie_agent_of(flow);
    if (agent->core.disabled || agent->registration ||
        !apie_agent_want_registration(agent, flow->now_ms)) {
        flow->gate_timed_out = false; /* as an earlier wait may have left it */
        apie_flow_continue(flow, next);
        return;
    }
    uint64_t limit = limit_ms > 0 ? apie_time_after(flow->now_ms, limit_ms) : APIE_NEVER;
    apie_flow_await(flow, &agent->registered, agent->registered.position + 1, limit, next);
}

void apie_agent_explain_registration(apie_flow *flow)
{
    const apie_agent *agent = apie_agent_of(flow);
    if (flow->gate_timed_out || agent->registration_error.code == APIE_OK)
        apie_fail(&flow->error, APIE_ERROR_TIMEOUT, NULL,
                  "the agent was not registered before the deadline");
    else
        flow->error = agent->registration_error;
}
