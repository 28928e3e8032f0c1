#include "conformance/scenarios.h"

#include <string.h>

#include "conformance/fatal.h"
#include "conformance/operations.h"

/* Answers of the recorded service where the local one would answer otherwise. */
#define RUN_ANSWER(path, nth, id)                                                                  \
    "{\"path\": \"" path "\", \"nth\": " nth ", \"body\": {\"id\": \"" id                          \
    "\", \"session_id\": \"ses_1\", \"status\": \"running\"}}"
#define COMPLETE_ANSWER "{\"path\": \"/v1/runs/*/complete\", \"body\": {}}"
#define APPROVAL_RULE                                                                              \
    "{\"rules\": [{\"key\": \"g1\", \"match\": {\"action\": \"dep\"}, \"decision\": "              \
    "\"require_approval\", \"reason\": \"because\", \"approval\": {\"status\": \"approved\"}}]}"

/* ---- steps ---- */

/* The current run of the thread, where the library knows one. */
static const char *current_run(const struct replay *replay, const char *run_id)
{
    return replay->subject.kind == SUBJECT_ASYNC ? run_id : NULL;
}

static apie_run *begin_run(struct replay *replay, const apie_run_input *input)
{
    apie_run *run = NULL;
    apie_status status = subject_run_begin(&replay->subject, input, NULL, &run, &replay->error);
    return replay_expect(replay, "run_begin", status, APIE_OK) ? run : NULL;
}

static void end_run(struct replay *replay, apie_run *run, const char *failure)
{
    const apie_run_outcome outcome = {.error_message = failure};
    apie_status status = subject_run_end(&replay->subject, run, &outcome, NULL, &replay->error);
    (void)replay_expect(replay, "run_end", status, APIE_OK);
    apie_free(run);
}

static void finish(struct replay *replay, subject_scope *scope, const char *failure)
{
    const apie_action_outcome outcome = {.error_message = failure};
    apie_status status = subject_scope_finish(scope, &outcome, &replay->error);
    (void)replay_expect(replay, "scope_finish", status, APIE_OK);
}

static void call_tool(struct replay *replay, const apie_tool_input *input, const char *failure)
{
    subject_scope scope;
    apie_status status = subject_tool_begin(&replay->subject, input, NULL, &scope, &replay->error);
    if (replay_expect(replay, "tool_begin", status, APIE_OK))
        finish(replay, &scope, failure);
}

static void act_guarded(struct replay *replay, const apie_guard_input *input)
{
    subject_scope scope;
    apie_status status = subject_guard_begin(&replay->subject, input, NULL, &scope, &replay->error);
    if (replay_expect(replay, "guard_begin", status, APIE_OK))
        finish(replay, &scope, NULL);
}

/* ---- identify+declare ---- */

static void play_registration(struct replay *replay)
{
    replay_await_declaration(replay);
}

/* ---- with_run+with_tool ---- */

static void play_tool_in_run(struct replay *replay)
{
    apie_run *run = begin_run(replay, &(apie_run_input){.input_summary = "s"});
    if (run == NULL)
        return;
    json_t *metadata = not_null(json_pack("{s:s, s:i}", "token", "abc", "q", 1));
    const apie_tool_input input = {
        .run_id = current_run(replay, run->id),
        .session_id = current_run(replay, run->session_id),
        .tool = {.name = "search", .risk_level = "low"},
        .action = {.type = "read", .name = "search"},
        .resource = {.type = "kb", .external_id = "E1"},
        .metadata = metadata,
    };
    call_tool(replay, &input, NULL);
    json_decref(metadata);
    end_run(replay, run, NULL);
}

/* ---- with_guard monitor require_approval, with_guard enforce require_approval approved ---- */

static void play_deployment(struct replay *replay)
{
    const apie_guard_input input = {
        .run_id = "run_9",
        .action = {.type = "execute", .name = "dep"},
        .resource = {.type = "deployment_event", .environment = "production"},
        .risk_level = "high",
    };
    act_guarded(replay, &input);
}

/* ---- with_tool enforce block ---- */

static void play_blocked_tool(struct replay *replay)
{
    const apie_tool_input input = {.run_id = "run_9", .tool = {.name = "x"}};
    subject_scope scope;
    apie_status status = subject_tool_begin(&replay->subject, &input, NULL, &scope, &replay->error);
    if (status == APIE_OK)
        (void)subject_scope_finish(&scope, NULL, NULL);
    (void)replay_expect(replay, "tool_begin", status, APIE_ERROR_BLOCKED);
    if (status == APIE_ERROR_BLOCKED && strcmp(replay->error.message, "no") != 0) {
        replay->failed++;
        (void)fprintf(replay->report, "  tool_begin: \"%s\" in place of the reason \"no\"\n",
                      replay->error.message);
    }
}

/* ---- with_run failing tool ---- */

static void play_failing_tool(struct replay *replay)
{
    apie_run *run = begin_run(replay, &(apie_run_input){.input_summary = "s"});
    if (run == NULL)
        return;
    const apie_tool_input input = {
        .run_id = current_run(replay, run->id),
        .session_id = current_run(replay, run->session_id),
        .tool = {.name = "x"},
    };
    call_tool(replay, &input, "bad");
    end_run(replay, run, "bad");
}

/* ---- pipeline ---- */

static void orchestrate(struct replay *replay, const apie_run *run)
{
    const apie_tool_input test_tool = {
        .run_id = current_run(replay, run->id),
        .session_id = current_run(replay, run->session_id),
        .tool = {.name = "test_tool", .provider = "apie", .risk_level = "low"},
        .action = {.type = "read", .name = "test_tool"},
        .resource = {.type = "test_resource", .provider = "apie"},
        .unguarded = true,
    };
    call_tool(replay, &test_tool, NULL);

    json_t *metadata =
        not_null(json_pack("{s:b, s:s}", "test", true, "scenario", "guardrail_evaluation"));
    const apie_guard_input deployment = {
        .run_id = current_run(replay, run->id),
        .session_id = current_run(replay, run->session_id),
        .action = {.type = "execute", .name = "deploy_pipeline"},
        .resource = {.type = "deployment_event",
                     .provider = "internal_ops",
                     .environment = "production"},
        .tool = {.name = "deploy_pipeline_tool", .provider = "internal_ops", .risk_level = "high"},
        .risk_level = "high",
        .metadata = metadata,
    };
    act_guarded(replay, &deployment);
    json_decref(metadata);
}

static void hand_off(struct replay *replay, const apie_run *run)
{
    json_t *payload = not_null(json_pack("{s:s, s:i}", "releaseId", "rel_test", "filesChanged", 3));
    const apie_handoff_create body = {
        .source_run_id = run->id,
        .source_agent_id = "agt_1",
        .target_run_id = APIE_NULL,
        .target_agent_id = APIE_NULL,
        .trigger_event_id = APIE_NULL,
        .reason = "Delegate worker step",
        .input_summary = APIE_NULL,
        .payload_summary = payload,
        .status = "requested",
    };
    apie_handoff *handoff = NULL;
    apie_status status = operation_sessions_create_handoff(&replay->subject, run->session_id, &body,
                                                           &handoff, &replay->error);
    (void)replay_expect(replay, "sessions_create_handoff", status, APIE_OK);
    apie_free(handoff);
    json_decref(payload);
}

static void work(struct replay *replay, const apie_run *parent)
{
    json_t *metadata = not_null(json_pack("{s:n}", "payload_summary"));
    const apie_session_run_create body = {
        .agent_key = "k",
        .agent_id = "agt_1",
        .agent_version_id = "ver_1",
        .parent_run_id = parent->id,
        .trigger_event_id = APIE_NULL,
        .step_key = APIE_NULL,
        .step_name = "Worker",
        .step_index = apie_int(1),
        .role = "worker",
        .environment = APIE_NULL,
        .input_summary = "Worker step",
        .metadata = metadata,
    };
    apie_run *run = NULL;
    apie_status status = operation_sessions_create_run(&replay->subject, parent->session_id, &body,
                                                       &run, &replay->error);
    json_decref(metadata);
    if (!replay_expect(replay, "sessions_create_run", status, APIE_OK))
        return;
    const apie_tool_input tool = {
        .run_id = run->id,
        .session_id = run->session_id,
        .tool = {.name = "test_tool_worker", .provider = "apie", .risk_level = "low"},
        .action = {.type = "read", .name = "test_tool_worker"},
        .resource = {.type = "test_resource", .provider = "apie"},
        .unguarded = true,
    };
    call_tool(replay, &tool, NULL);
    end_run(replay, run, NULL);
}

static void play_in_session(struct replay *replay, const char *session_id)
{
    const apie_run_input input = {
        .session_id = session_id,
        .step_name = "Orchestrator",
        .step_index = apie_int(0),
        .input_summary = "Orchestrator step",
    };
    apie_run *run = begin_run(replay, &input);
    if (run == NULL)
        return;
    orchestrate(replay, run);
    hand_off(replay, run);
    work(replay, run);
    end_run(replay, run, NULL);
    const apie_session_complete body = {
        .status = APIE_SESSION_STATUS_COMPLETED,
        .output_summary = APIE_NULL,
        .metadata = APIE_NULL,
    };
    apie_status status =
        operation_sessions_complete(&replay->subject, session_id, &body, &replay->error);
    (void)replay_expect(replay, "sessions_complete", status, APIE_OK);
}

static void play_pipeline(struct replay *replay)
{
    json_t *metadata = not_null(json_pack("{s:b}", "test", true));
    const apie_session_create body = {
        .kind = APIE_SESSION_KIND_PIPELINE,
        .orchestrator_agent_key = "k",
        .orchestrator_agent_id = "agt_1",
        .environment = "dev",
        .input_summary = "Apie SDK pipeline test",
        .metadata = metadata,
    };
    apie_session *session = NULL;
    apie_status status =
        operation_sessions_create(&replay->subject, &body, &session, &replay->error);
    json_decref(metadata);
    if (replay_expect(replay, "sessions_create", status, APIE_OK))
        play_in_session(replay, session->id);
    apie_free(session);
}

/* ---- misc ---- */

static void create_report(struct replay *replay)
{
    static const char *const environments[] = {"production", NULL};
    static const char *const sections[] = {NULL};
    const apie_report_filters filters = {.environments = environments, .environments_count = 1};
    const apie_report_create body = {
        .title = APIE_NULL,
        .report_type = APIE_NULL,
        .window = "7d",
        .time_window = APIE_NULL,
        .filters = &filters,
        .sections = sections,
    };
    apie_report *report = NULL;
    apie_status status =
        operation_reports_create(&replay->subject, "agt_1", &body, &report, &replay->error);
    (void)replay_expect(replay, "reports_create", status, APIE_OK);
    apie_free(report);
}

static void enable_template(struct replay *replay)
{
    apie_template_enabled *enabled = NULL;
    apie_status status =
        operation_enable_template(&replay->subject, "prod-secrets", &enabled, &replay->error);
    (void)replay_expect(replay, "guardrails_enable_template", status, APIE_OK);
    apie_free(enabled);
}

static void define_tool(struct replay *replay)
{
    json_t *schema = not_null(json_pack("{s:i}", "a", 1));
    const apie_tool_definition body = {
        .name = "t", .provider = "mcp", .input_schema = schema, .risk_level = APIE_RISK_MEDIUM};
    apie_tool_defined *defined = NULL;
    apie_status status =
        operation_define_tool(&replay->subject, "agt_1", &body, &defined, &replay->error);
    (void)replay_expect(replay, "agents_define_tool", status, APIE_OK);
    apie_free(defined);
    json_decref(schema);
}

static void validate_event(struct replay *replay)
{
    json_t *events = not_null(json_pack("[{s:s, s:s}]", "type", "x", "agent_key", "k"));
    const apie_event_batch body = {.events = events};
    apie_events_previewed *previews = NULL;
    apie_status status =
        operation_events_validate(&replay->subject, &body, &previews, &replay->error);
    (void)replay_expect(replay, "events_validate", status, APIE_OK);
    apie_free(previews);
    json_decref(events);
}

static void ask_for_approval(struct replay *replay)
{
    apie_approval_wait *wait = NULL;
    apie_approval_state *state = NULL;
    apie_status status =
        operation_approvals_wait(&replay->subject, "appr_2", 100, &wait, &replay->error);
    (void)replay_expect(replay, "approvals_wait", status, APIE_OK);
    status = subject_approvals_get(&replay->subject, "appr_2", NULL, &state, &replay->error);
    (void)replay_expect(replay, "approvals_get", status, APIE_OK);
    apie_free(wait);
    apie_free(state);
}

static void play_misc(struct replay *replay)
{
    create_report(replay);
    enable_template(replay);
    define_tool(replay);
    validate_event(replay);
    ask_for_approval(replay);
}

/* ---- all ---- */

static const char *const pipeline_events_not_yet[] = {"agent.llm.*", "agent.workflow.step.*",
                                                      "agent.handoff.*", "agent.mcp.*", NULL};

const struct scenario scenarios[] = {
    {
        .title = "identify+declare",
        .play = play_registration,
        .registers = true,
    },
    {
        .title = "with_run+with_tool",
        .play = play_tool_in_run,
        .answers = "[" RUN_ANSWER("/v1/runs", "1", "run_1") "," COMPLETE_ANSWER "]",
    },
    {
        .title = "with_guard monitor require_approval",
        .play = play_deployment,
        .rules = APPROVAL_RULE,
    },
    {
        .title = "with_guard enforce require_approval approved",
        .play = play_deployment,
        .mode = APIE_MODE_ENFORCE,
        .rules = APPROVAL_RULE,
    },
    {
        .title = "with_tool enforce block",
        .play = play_blocked_tool,
        .mode = APIE_MODE_ENFORCE,
        .rules = "{\"rules\": [{\"key\": \"g1\", \"match\": {\"tool\": \"x\"}, "
                 "\"decision\": \"block\", \"reason\": \"no\"}]}",
    },
    {
        .title = "with_run failing tool",
        .play = play_failing_tool,
        .mode = APIE_MODE_ENFORCE,
        .answers = "[" RUN_ANSWER("/v1/runs", "1", "run_2") "," COMPLETE_ANSWER "]",
    },
    {
        .title = "pipeline",
        .play = play_pipeline,
        .mode = APIE_MODE_ENFORCE,
        .answers = "[" RUN_ANSWER("/v1/sessions/ses_1/runs", "1", "run_3") "," RUN_ANSWER(
            "/v1/sessions/ses_1/runs", "2", "run_4") "," COMPLETE_ANSWER "]",
        .events_not_yet = pipeline_events_not_yet,
        .why_not_yet = "steps, model calls, handoffs and MCP calls are not traced yet",
    },
    {
        .title = "track",
        .why_not_yet = "there are no events of the program's own yet",
    },
    {
        .title = "misc",
        .play = play_misc,
        .answers =
            "[{\"path\": \"/v1/approvals/appr_2/wait\", \"body\": {\"status\": \"pending\"}},"
            "{\"path\": \"/v1/approvals/appr_2\", "
            "\"body\": {\"approval\": {\"id\": \"appr_2\", \"status\": \"pending\"}}}]",
    },
    {
        .title = "mcp tools/list",
        .why_not_yet = "there is no MCP proxy yet",
    },
    {
        .title = "mcp call",
        .why_not_yet = "there is no MCP proxy yet",
    },
    {
        .title = "mcp block",
        .why_not_yet = "there is no MCP proxy yet",
    },
};
const size_t scenario_count = sizeof scenarios / sizeof scenarios[0];
