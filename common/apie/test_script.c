/* A script is a list of acts, played one after the other. Each act is a small piece of work as a
 * program would do it: what it tells and asks is made without the lock, then its events are queued
 * and its flow, if it has one, runs as a part of the one flow. */
#include "apie/test_script.h"

#include <string.h>

#include "apie/guard.h"
#include "apie/step.h"
#include "apie/tracing.h"
#include "base/fail.h"
#include "base/json_reader.h"

#define MAX_RUNS 2

typedef struct test_flow test_flow;

typedef struct test_act {
    void (*play)(test_flow *test, const struct test_act *act); /* lock not held */
    const char *name; /* of the step, tool or action; a session's or run's summary */
    const char *step_name;
    const char *kind; /* of a session */
    int step_kind;
    int index; /* of a step or run; -1: none */
    bool expect_block;
    const apie_tool *tool;
    const apie_action *action;
    const apie_resource *resource;
    const char *payload; /* JSON text: payload summary or metadata */
} test_act;

typedef struct test_script {
    const char *mode;
    const test_act *acts;
    size_t count;
} test_script;

struct test_flow {
    apie_flow flow; /* first */
    const test_script *script;
    size_t at;
    apie_session *session;
    apie_run *runs[MAX_RUNS]; /* in the order they began */
    size_t run_count;
    size_t depth; /* runs that are still open: the last of them is at work */
    apie_guarded *guarded;
    json_t *payload;        /* of the act under way */
    apie_event *events;     /* that it has made */
    apie_flow *part;        /* the same; NULL: none, or making it failed */
    apie_flow_step *played; /* when the part has ended; NULL: there is none */
    apie_error failure;     /* the first one; the acts that end things are still played */
};

/* ---- what acts have in common ---- */

static void next_act(apie_flow *flow);
static void act_made(apie_flow *flow);

static bool failed(const test_flow *test)
{
    return test->failure.code != APIE_OK;
}

static void note_failure(test_flow *test, const apie_error *error)
{
    if (!failed(test))
        test->failure = *error;
}

static void act_played(apie_flow *flow)
{
    test_flow *test = (test_flow *)flow;
    if (flow->status != APIE_OK)
        note_failure(test, &flow->error);
    next_act(flow);
}

static void give_up_act(test_flow *test)
{
    note_failure(test, &test->flow.error);
    next_act(&test->flow);
}

static const test_act *act_of(const test_flow *test)
{
    return &test->script->acts[test->at - 1];
}

/* The act's flow, NULL if making it failed; then played runs. */
static void run_part(test_flow *test, apie_flow *part, apie_flow_step *played)
{
    test->part = part;
    test->played = played;
}

static apie_event_source source(const test_flow *test)
{
    const apie_run *run = test->runs[test->depth - 1];
    return (apie_event_source){.run_id = run->id, .session_id = test->session->id};
}

/* The act's payload as a value that lives until the next act; false if memory ran out. */
static bool read_payload(test_flow *test, const test_act *act)
{
    json_decref(test->payload);
    test->payload = NULL;
    if (!act->payload)
        return true;
    test->payload = apie_json_parse(act->payload, strlen(act->payload), NULL, 0);
    if (!test->payload)
        apie_fail_no_memory(&test->flow.error);
    return test->payload != NULL;
}

static apie_opt_int index_of(const test_act *act)
{
    apie_opt_int none = {0};
    return act->index >= 0 ? apie_int(act->index) : none;
}

/* A list of events. NULL: making it failed. */
static void tell(test_flow *test, apie_event *events)
{
    apie_event **end = &test->events;
    if (!events)
        note_failure(test, &test->flow.error);
    while (*end)
        end = &(*end)->next;
    *end = events;
}

/* ---- sessions and runs ---- */

/* The rest needs the service: a local session or run will not do. */
static bool is_local(test_flow *test, const char *status)
{
    if (!status || strcmp(status, "offline") != 0)
        return false;
    apie_fail(&test->flow.error, APIE_ERROR_NETWORK, NULL,
              "the service could not be reached; what went wrong was reported");
    return true;
}

static void session_begun(apie_flow *flow)
{
    test_flow *test = (test_flow *)flow;
    if (flow->status == APIE_OK) {
        test->session = apie_flow_take_result(flow);
        if (!is_local(test, test->session->status)) {
            next_act(flow);
            return;
        }
    }
    give_up_act(test);
}

static void begin_session(test_flow *test, const test_act *act)
{
    apie_flow *flow = &test->flow;
    apie_session_input input = {
        .kind = act->kind, .input_summary = act->name, .metadata = test->payload};
    run_part(test, apie_session_begin_flow_new(apie_agent_of(flow), &input, NULL, &flow->error),
             session_begun);
}

static void run_begun(apie_flow *flow)
{
    test_flow *test = (test_flow *)flow;
    if (flow->status == APIE_OK) {
        apie_run *run = apie_flow_take_result(flow);
        test->runs[test->run_count++] = run;
        test->depth = test->run_count;
        if (!is_local(test, run->status)) {
            next_act(flow);
            return;
        }
    }
    give_up_act(test);
}

static void begin_run(test_flow *test, const test_act *act)
{
    apie_flow *flow = &test->flow;
    apie_run_input input = {
        .session_id = test->session->id,
        .input_summary = act->name,
        .step_name = act->step_name,
        .step_index = index_of(act),
    };
    run_part(test, apie_run_begin_flow_new(apie_agent_of(flow), &input, NULL, &flow->error),
             run_begun);
}

static void begin_worker(test_flow *test, const test_act *act)
{
    apie_flow *flow = &test->flow;
    apie_child_run_input input = {
        .session_id = test->session->id,
        .parent_run_id = test->runs[0]->id,
        .role = "worker",
        .input_summary = act->name,
        .step_name = act->step_name,
        .step_index = index_of(act),
    };
    run_part(test, apie_child_run_begin_flow_new(apie_agent_of(flow), &input, NULL, &flow->error),
             run_begun);
}

static void end_run(test_flow *test, const test_act *act)
{
    (void)act;
    apie_flow *flow = &test->flow;
    if (test->depth == 0)
        return;
    const apie_run *run = test->runs[--test->depth];
    apie_run_outcome outcome = {.error_message = failed(test) ? test->failure.message : NULL};
    run_part(test,
             apie_run_end_flow_new(apie_agent_of(flow), run->id, test->session->id, &outcome, NULL,
                                   &flow->error),
             act_played);
}

static void end_session(test_flow *test, const test_act *act)
{
    (void)act;
    apie_flow *flow = &test->flow;
    if (!test->session)
        return;
    apie_session_outcome outcome = {.error_message = failed(test) ? test->failure.message : NULL};
    run_part(test,
             apie_session_end_flow_new(apie_agent_of(flow), test->session->id, &outcome, NULL,
                                       &flow->error),
             act_played);
}

static bool ends_something(const test_act *act)
{
    return act->play == end_run || act->play == end_session;
}

/* ---- steps, tools, guards, handoffs ---- */

static void take_step(test_flow *test, const test_act *act)
{
    apie_flow *flow = &test->flow;
    apie_agent *agent = apie_agent_of(flow);
    apie_event_source where = source(test);
    apie_event *started = NULL;
    apie_step_input input = {
        .step_name = act->name, .step_index = index_of(act), .payload_summary = test->payload};
    apie_step_state *step = apie_step_new(agent, (apie_step_kind)act->step_kind, &input, &where,
                                          &started, &flow->error);
    if (step) {
        tell(test, started);
        tell(test, apie_step_ended(agent, step, NULL, &flow->error));
    } else {
        note_failure(test, &flow->error);
    }
    apie_step_free(step);
}

/* In a proof the refusal is what was to be shown: it is told, and the script goes on. */
static void tell_refusal(test_flow *test)
{
    static const char expected[] = "{\"expected\":true,\"scenario\":\"activation_proof\"}";
    apie_flow *flow = &test->flow;
    apie_event_source where = source(test);
    json_t *metadata = apie_json_parse(expected, sizeof expected - 1, NULL, 0);
    apie_event_details details = {.error_message = flow->error.message, .metadata = metadata};
    if (metadata)
        tell(test, apie_event_make(apie_agent_of(flow), APIE_EVENT_ERROR, &details, &where, NULL,
                                   &flow->error));
    else
        apie_fail_no_memory(&test->failure);
    json_decref(metadata);
}

static void end_action(apie_flow *flow)
{
    test_flow *test = (test_flow *)flow;
    bool refused = flow->status == APIE_ERROR_BLOCKED || flow->status == APIE_ERROR_NOT_APPROVED;
    if (flow->status == APIE_OK)
        tell(test, apie_guarded_finished(apie_agent_of(flow), test->guarded, NULL, &flow->error));
    else if (refused && act_of(test)->expect_block)
        tell_refusal(test);
    else
        note_failure(test, &flow->error);
    apie_agent_ask_keys(apie_agent_of(flow), test->events);
    apie_guarded_free(test->guarded);
    test->guarded = NULL;
}

static void action_decided(apie_flow *flow)
{
    apie_flow_work(flow, end_action, act_made);
}

static void act_guarded(test_flow *test, const apie_guarded_input *input)
{
    apie_flow *flow = &test->flow;
    apie_agent *agent = apie_agent_of(flow);
    test->guarded = apie_guarded_new(agent, input, &flow->error);
    if (!test->guarded) {
        note_failure(test, &flow->error);
        return;
    }
    run_part(test, apie_guard_flow_new(agent, input, test->guarded, NULL, &flow->error),
             action_decided);
}

static void use_tool(test_flow *test, const test_act *act)
{
    apie_event_source where = source(test);
    apie_tool_input input = {
        .tool = *act->tool,
        .action = *act->action,
        .resource = *act->resource,
        .metadata = test->payload,
        .unguarded = true,
    };
    apie_guarded_input checked;
    if (apie_guarded_input_from_tool(apie_agent_of(&test->flow), &input, where.run_id,
                                     where.session_id, &checked, &test->flow.error) == APIE_OK)
        act_guarded(test, &checked);
    else
        note_failure(test, &test->flow.error);
}

static void use_guard(test_flow *test, const test_act *act)
{
    apie_event_source where = source(test);
    apie_guard_input input = {
        .action = *act->action,
        .resource = *act->resource,
        .risk_level = "high",
        .metadata = test->payload,
    };
    if (act->tool)
        input.tool = *act->tool;
    apie_guarded_input checked;
    if (apie_guarded_input_from_guard(&input, where.run_id, where.session_id, &checked,
                                      &test->flow.error) == APIE_OK)
        act_guarded(test, &checked);
    else
        note_failure(test, &test->flow.error);
}

static void hand_off(test_flow *test, const test_act *act)
{
    apie_flow *flow = &test->flow;
    apie_handoff_input input = {
        .session_id = test->session->id,
        .source_run_id = test->runs[0]->id,
        .reason = act->name,
        .payload_summary = test->payload,
    };
    run_part(test, apie_handoff_flow_new(apie_agent_of(flow), &input, NULL, &flow->error),
             act_played);
}

static void accept_handoff(test_flow *test, const test_act *act)
{
    (void)act;
    apie_flow *flow = &test->flow;
    apie_event_source where = source(test);
    apie_event_details details = {.payload_summary = test->payload};
    tell(test, apie_event_make(apie_agent_of(flow), APIE_EVENT_HANDOFF_COMPLETED, &details, &where,
                               NULL, &flow->error));
}

/* ---- the scripts ---- */

static const apie_tool low_tool = {"test_tool", "apie", "low"};
static const apie_tool worker_tool = {"test_tool_worker", "apie", "low"};
static const apie_tool deploy_tool = {"deploy_pipeline_tool", "internal_ops", "high"};
static const apie_tool inspect_tool = {"proof.inspect_release", "apie", "low"};
static const apie_tool release_tool = {"proof.deploy_release", "apie", "high"};
static const apie_action read_test = {.type = "read"};
static const apie_action deploy = {.type = "execute", .name = "deploy_pipeline"};
static const apie_action release = {.type = "execute", .name = "proof.deploy_release"};
static const apie_resource test_resource = {.type = "test_resource", .provider = "apie"};
static const apie_resource production = {
    .type = "deployment_event", .provider = "internal_ops", .environment = "production"};
static const apie_resource staged_release = {
    .type = "deployment_event", .provider = "apie", .environment = "staging"};
static const apie_resource live_release = {
    .type = "deployment_event", .provider = "apie", .environment = "production"};

/* clang-format off */
static const test_act single_acts[] = {
    {.play = begin_session, .kind = APIE_SESSION_SINGLE_AGENT, .name = "Apie SDK test run",
     .payload = "{\"test\":true}"},
    {.play = begin_run, .name = "Apie SDK test run", .index = -1},
    {.play = use_tool, .tool = &low_tool, .action = &read_test, .resource = &test_resource},
    {.play = end_run},
    {.play = end_session},
};

static const test_act pipeline_acts[] = {
    {.play = begin_session, .kind = APIE_SESSION_PIPELINE, .name = "Apie SDK pipeline test",
     .payload = "{\"test\":true}"},
    {.play = begin_run, .name = "Orchestrator step", .step_name = "Orchestrator", .index = 0},
    {.play = take_step, .step_kind = APIE_STEP_LLM, .name = "Plan", .index = -1,
     .payload = "{\"model\":\"test-model\",\"purpose\":\"plan\"}"},
    {.play = take_step, .step_kind = APIE_STEP_WORKFLOW, .name = "Validate inputs", .index = 0},
    {.play = use_tool, .tool = &low_tool, .action = &read_test, .resource = &test_resource},
    {.play = use_guard, .tool = &deploy_tool, .action = &deploy, .resource = &production,
     .payload = "{\"test\":true,\"scenario\":\"guardrail_evaluation\"}"},
    {.play = hand_off, .name = "Delegate worker step",
     .payload = "{\"releaseId\":\"rel_test\",\"filesChanged\":3}"},
    {.play = begin_worker, .name = "Worker step", .step_name = "Worker", .index = 1},
    {.play = accept_handoff, .payload = "{\"releaseId\":\"rel_test\",\"status\":\"accepted\"}"},
    {.play = take_step, .step_kind = APIE_STEP_MCP, .name = "Lookup", .index = -1,
     .payload = "{\"server\":\"test-mcp\",\"tool\":\"lookup\"}"},
    {.play = use_tool, .tool = &worker_tool, .action = &read_test, .resource = &test_resource},
    {.play = end_run},
    {.play = end_run},
    {.play = end_session},
};

static const test_act proof_acts[] = {
    {.play = begin_session, .kind = APIE_SESSION_ACTIVATION_PROOF, .name = "Apie activation proof",
     .payload = "{\"test\":true,\"scenario\":\"activation_proof\"}"},
    {.play = begin_run, .name = "Activation proof run", .index = -1},
    {.play = use_tool, .tool = &inspect_tool, .action = &read_test, .resource = &staged_release},
    {.play = use_guard, .tool = &release_tool, .action = &release, .resource = &live_release,
     .expect_block = true, .payload = "{\"test\":true,\"scenario\":\"activation_proof\"}"},
    {.play = end_run},
    {.play = end_session},
};
/* clang-format on */

#define SCRIPT(mode, acts)                                                                         \
    {                                                                                              \
        mode, acts, sizeof(acts) / sizeof((acts)[0])                                               \
    }
static const test_script scripts[] = {
    [APIE_TEST_DEFAULT] = SCRIPT("pipeline", pipeline_acts),
    [APIE_TEST_PIPELINE] = SCRIPT("pipeline", pipeline_acts),
    [APIE_TEST_SINGLE] = SCRIPT("single", single_acts),
    [APIE_TEST_PROOF] = SCRIPT("proof", proof_acts),
};

/* ---- the end ---- */

/* "<dashboard>/sessions/<id>" */
static bool put_url(const test_flow *test, apie_arena *arena, apie_test_result *result)
{
    const apie_registration *registration = apie_agent_of(&test->flow)->registration;
    const char *dashboard = registration ? registration->dashboard_url : NULL;
    if (!dashboard)
        return true;
    static const char middle[] = "/sessions/";
    size_t length = strlen(dashboard);
    size_t id_length = strlen(test->session->id);
    while (length > 0 && dashboard[length - 1] == '/')
        length--;
    char *url = apie_arena_text(arena, length + sizeof middle + id_length);
    if (!url)
        return false;
    memcpy(url, dashboard, length);
    memcpy(url + length, middle, sizeof middle - 1);
    memcpy(url + length + sizeof middle - 1, test->session->id, id_length + 1);
    result->session_url = url;
    return true;
}

static bool fill_result(const test_flow *test, apie_arena *arena, apie_test_result *result)
{
    const char **ids = apie_arena_alloc(arena, MAX_RUNS * sizeof *ids);
    result->mode = test->script->mode;
    result->session_id = apie_arena_strdup(arena, test->session->id);
    if (!ids || !result->session_id || !put_url(test, arena, result))
        return false;
    for (size_t i = 0; i < test->run_count; i++) {
        ids[i] = apie_arena_strdup(arena, test->runs[i]->id);
        if (!ids[i])
            return false;
    }
    result->run_ids = ids;
    result->run_count = test->run_count;
    return true;
}

static void give_result(test_flow *test)
{
    apie_flow *flow = &test->flow;
    void *root;
    apie_arena *arena = apie_arena_new_with_root(sizeof(apie_test_result), 256, &root);
    if (!arena || !fill_result(test, arena, root)) {
        if (arena)
            apie_free(root);
        apie_flow_finish_no_memory(flow);
        return;
    }
    apie_free(flow->result);
    flow->result = root;
    apie_flow_finish(flow, APIE_OK);
}

static void finish_test(test_flow *test)
{
    apie_flow *flow = &test->flow;
    if (!failed(test)) {
        give_result(test);
        return;
    }
    flow->error = test->failure;
    apie_flow_finish(flow, flow->error.code);
}

static void flushed(apie_flow *flow)
{
    test_flow *test = (test_flow *)flow;
    if (flow->status != APIE_OK)
        note_failure(test, &flow->error);
    finish_test(test);
}

static void play_act(apie_flow *flow)
{
    test_flow *test = (test_flow *)flow;
    const test_act *act = act_of(test);
    if (read_payload(test, act))
        act->play(test, act);
    else
        note_failure(test, &flow->error);
    apie_agent_ask_keys(apie_agent_of(flow), test->events);
}

static void act_made(apie_flow *flow)
{
    test_flow *test = (test_flow *)flow;
    apie_event *events = test->events;
    apie_flow *part = test->part;
    apie_flow_step *played = test->played;
    test->events = NULL;
    test->part = NULL;
    test->played = NULL;
    if (events)
        apie_agent_push(apie_agent_of(flow), events);
    if (played)
        apie_flow_run(flow, part, played);
    else
        next_act(flow);
}

static void next_act(apie_flow *flow)
{
    test_flow *test = (test_flow *)flow;
    const test_script *script = test->script;
    while (test->at < script->count && failed(test) && !ends_something(&script->acts[test->at]))
        test->at++;
    if (test->at < script->count) {
        test->at++;
        apie_flow_work(flow, play_act, act_made);
    } else if (failed(test)) {
        finish_test(test);
    } else {
        apie_flow_run(flow, apie_flush_flow_new(apie_agent_of(flow), 0, NULL, &flow->error),
                      flushed);
    }
}

static void registered(apie_flow *flow)
{
    if (flow->status != APIE_OK)
        apie_flow_finish(flow, flow->status);
    else
        next_act(flow);
}

static void begin_test(apie_flow *flow)
{
    apie_flow_run(flow, apie_ready_flow_new(apie_agent_of(flow), NULL, &flow->error), registered);
}

static void test_destroy(apie_flow *flow)
{
    test_flow *test = (test_flow *)flow;
    apie_free(test->session);
    for (size_t i = 0; i < test->run_count; i++)
        apie_free(test->runs[i]);
    apie_flow_free(test->part);
    apie_events_free(test->events);
    apie_guarded_free(test->guarded);
    json_decref(test->payload);
}

static const apie_flow_type test_type = {
    .name = "test event",
    .size = sizeof(test_flow),
    .start = begin_test,
    .destroy = test_destroy,
};

apie_flow *apie_test_event_flow_new(apie_agent *agent, apie_test_mode mode,
                                    const apie_call_options *options, apie_error *error)
{
    if ((unsigned)mode >= sizeof scripts / sizeof scripts[0]) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "mode", "there is no such mode");
        return NULL;
    }
    apie_flow *flow = apie_flow_new(&test_type, &agent->core, options, error);
    if (!flow)
        return NULL;
    if (!options || options->deadline_ms == 0)
        flow->limit_ms = 0; /* an approval has a limit of its own */
    test_flow *test = (test_flow *)flow;
    test->script = &scripts[mode];
    apie_error_clear(&test->failure);
    return flow;
}
