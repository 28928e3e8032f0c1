#include "conformance/scenarios.h"

#include <string.h>

#include "conformance/fatal.h"
#include "conformance/proxy.h"
#include "support/subject_agent.h"
#include "support/subject_telemetry.h"
#include "support/subject_test_event.h"

/* Answers of the recorded service where the local one would answer otherwise. */
#define RUN_ANSWER(path, nth, id)                                                                  \
    "{\"path\": \"" path "\", \"nth\": " nth ", \"body\": {\"id\": \"" id                          \
    "\", \"session_id\": \"ses_1\", \"status\": \"running\"}}"
#define COMPLETE_ANSWER "{\"path\": \"/v1/runs/*/complete\", \"body\": {}}"
#define BLOCK_ANSWER                                                                               \
    "[{\"path\": \"/v1/guardrails/evaluate\", \"body\": {\"policy_decision\": \"block\", "         \
    "\"effective_decision\": \"block\", \"enforcement_action\": \"block\", \"mode\": "             \
    "\"enforce\", "                                                                                \
    "\"reason\": \"no\", \"decision_id\": \"d\", \"matched_guardrails\": [{\"key\": \"g1\"}]}}]"
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

static void declare(apie_config *config)
{
    static const char *const read[] = {"read", NULL};
    static const char *const knowledge_base[] = {"kb", NULL};
    static const apie_declared_tool tools[] = {{.name = "t1", .action_types = read}};
    static const apie_declared_capability capabilities[] = {
        {.tool_name = "search", .actions = read, .resources = knowledge_base, .risk_level = "low"}};
    config->tools = tools;
    config->tool_count = 1;
    config->capabilities = capabilities;
    config->capability_count = 1;
}

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

static void play_pipeline(struct replay *replay)
{
    apie_test_result *result = NULL;
    apie_status status = subject_send_test_event(&replay->subject, APIE_TEST_PIPELINE, NULL,
                                                 &result, &replay->error);
    (void)replay_expect(replay, "send_test_event", status, APIE_OK);
    apie_free(result);
}

/* ---- track ---- */

static void play_track(struct replay *replay)
{
    json_t *metadata = not_null(json_pack("{s:i}", "k", 1));
    apie_event_details details = {.run_id = "r", .metadata = metadata};
    (void)replay_expect(
        replay, "track",
        subject_track(&replay->subject, "custom.event", &details, NULL, &replay->error), APIE_OK);
    details = (apie_event_details){.run_id = "r", .resource.type = "x"};
    (void)replay_expect(
        replay, "track_resource_touched",
        subject_tell(&replay->subject, "resource.touched", &details, NULL, &replay->error),
        APIE_OK);
    json_decref(metadata);
}

/* ---- misc ---- */

static void create_report(struct replay *replay)
{
    static const char *const environments[] = {"production", NULL};
    const apie_report_input input = {.window = "7d", .environments = environments};
    (void)replay_expect(replay, "create_boundary_report",
                        subject_create_report(&replay->subject, &input, NULL, NULL, &replay->error),
                        APIE_OK);
}

static void enable_template(struct replay *replay)
{
    (void)replay_expect(
        replay, "enable_guardrail_template",
        subject_enable_template(&replay->subject, "prod-secrets", NULL, NULL, &replay->error),
        APIE_OK);
}

static void define_tool(struct replay *replay)
{
    json_t *schema = not_null(json_pack("{s:i}", "a", 1));
    const apie_tool_definition tool = {
        .name = "t", .provider = "mcp", .input_schema = schema, .risk_level = APIE_RISK_MEDIUM};
    (void)replay_expect(replay, "define_tool",
                        subject_define_tool(&replay->subject, &tool, NULL, NULL, &replay->error),
                        APIE_OK);
    json_decref(schema);
}

static void validate_event(struct replay *replay)
{
    json_t *event = not_null(json_pack("{s:s, s:s}", "type", "x", "agent_key", "k"));
    (void)replay_expect(
        replay, "validate_events",
        subject_validate_events(&replay->subject, event, NULL, NULL, &replay->error), APIE_OK);
    json_decref(event);
}

static void ask_for_approval(struct replay *replay)
{
    apie_approval_result *result = NULL;
    apie_status status =
        subject_wait_for_approval(&replay->subject, "appr_2", 100, NULL, &result, &replay->error);
    (void)replay_expect(replay, "wait_for_approval", status, APIE_OK);
    apie_free(result);
    result = NULL;
    status = subject_get_approval_status(&replay->subject, "appr_2", NULL, &result, &replay->error);
    (void)replay_expect(replay, "get_approval_status", status, APIE_OK);
    apie_free(result);
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

const struct scenario scenarios[] = {
    {
        .title = "identify+declare",
        .configure = declare,
        .play = play_registration,
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
    },
    {
        .title = "track",
        .play = play_track,
    },
    {
        .title = "misc",
        .play = play_misc,
        .answers =
            "[{\"path\": \"/v1/approvals/appr_2/wait\", \"body\": {\"status\": \"approved\"}},"
            "{\"path\": \"/v1/approvals/appr_2\", "
            "\"body\": {\"approval\": {\"id\": \"appr_2\", \"status\": \"approved\"}}}]",
    },
    {
        .title = "mcp tools/list",
        .configure = proxy_configure,
        .mode = APIE_MODE_ENFORCE,
        .play = proxy_play_listing,
    },
    {
        .title = "mcp call",
        .configure = proxy_configure,
        .mode = APIE_MODE_ENFORCE,
        .play = proxy_play_call,
    },
    {
        .title = "mcp block",
        .configure = proxy_configure,
        .mode = APIE_MODE_ENFORCE,
        .play = proxy_play_blocked_call,
        .answers = BLOCK_ANSWER,
    },
};
const size_t scenario_count = sizeof scenarios / sizeof scenarios[0];
