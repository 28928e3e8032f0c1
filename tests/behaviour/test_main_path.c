/* An agent's life when nothing goes wrong: what the program said is what the server holds. */
#include "stage.h"

#include <string.h>

static void check_registration(const apie_registration *registration)
{
    assert_string_equal(registration->agent_id, "agt_1");
    assert_string_equal(registration->agent_version_id, "ver_1");
    assert_string_equal(registration->workspace_id, "ws_1");
    assert_string_equal(registration->status, "active");
}

static void test_registers(stage *s)
{
    static const char *const actions[] = {"read", "update", NULL};
    static const apie_declared_tool tools[] = {
        {.name = "github", .provider = "mcp", .action_types = actions, .risk_level = "high"}};
    static const apie_declared_capability capabilities[] = {
        {.tool_name = "github", .actions = actions}};
    apie_registration *registration = NULL;
    stage_serve(s, NULL);
    s->config.agent.owner = "owner@example.test";
    s->config.model.name = "model-1";
    s->config.version.version = "2.0";
    s->config.source.git_sha = "abc123";
    s->config.mode = APIE_MODE_ENFORCE;
    s->config.tools = tools;
    s->config.tool_count = 1;
    s->config.capabilities = capabilities;
    s->config.capability_count = 1;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, &registration, &s->error));
    check_registration(registration);
    apie_free(registration);
    stage_close(s);
    const json_t *agent = json_at(stage_state(s), "agents/agt_1");
    assert_string_equal(text_at(agent, "config/agent/key"), "stage-agent");
    assert_string_equal(text_at(agent, "config/agent/name"), "Stage agent");
    assert_string_equal(text_at(agent, "config/agent/owner_email"), "owner@example.test");
    assert_string_equal(text_at(agent, "config/runtime/environment"), "test");
    assert_string_equal(text_at(agent, "config/runtime/language"), "c");
    assert_string_equal(text_at(agent, "config/model/name"), "model-1");
    assert_string_equal(text_at(agent, "config/version/version"), "2.0");
    assert_string_equal(text_at(agent, "config/source/git_sha"), "abc123");
    assert_string_equal(text_at(agent, "config/mode"), "enforce");
    assert_string_equal(text_at(agent, "config/tools/0/action_types/1"), "update");
    assert_string_equal(text_at(agent, "capabilities/0/tool/name"), "github");
    assert_string_equal(text_at(agent, "capabilities/0/actions/0"), "read");
    assert_int_equal(number_at(agent, "identified"), 1);
}

static void test_registers_once(stage *s)
{
    stage_begin(s);
    for (int i = 0; i < 3; i++) {
        apie_registration *registration = NULL;
        expect_ok(s, subject_ready(&s->subject, NULL, &registration, &s->error));
        check_registration(registration);
        apie_free(registration);
    }
    assert_int_equal(number_at(stage_state(s), "agents/agt_1/identified"), 1);
}

static void test_run(stage *s)
{
    json_t *metadata = json_pack("{s:s, s:i}", "ticket", "T-1", "attempt", 2);
    apie_run_input input = {.input_summary = "review \"it\"", .metadata = metadata};
    apie_run *run = NULL;
    stage_begin(s);
    expect_ok(s, subject_run_begin(&s->subject, &input, NULL, &run, &s->error));
    assert_string_equal(run->id, "run_1");
    assert_string_equal(run->status, "running");
    assert_null(run->session_id);
    const json_t *held = json_at(stage_state(s), "runs/run_1");
    assert_string_equal(text_at(held, "agent_key"), "stage-agent");
    assert_string_equal(text_at(held, "agent_id"), "agt_1");
    assert_string_equal(text_at(held, "agent_version_id"), "ver_1");
    assert_string_equal(text_at(held, "environment"), "test");
    assert_string_equal(text_at(held, "input_summary"), "review \"it\"");
    assert_true(json_equal(json_object_get(held, "metadata"), metadata));
    apie_run_outcome outcome = {.metadata = metadata};
    expect_ok(s, subject_run_end(&s->subject, run, &outcome, NULL, &s->error));
    apie_free(run);
    held = json_at(stage_state(s), "runs/run_1");
    assert_string_equal(text_at(held, "status"), "completed");
    assert_true(json_equal(json_at(held, "completion/metadata"), metadata));
    json_decref(metadata);
    stage_close(s);
    stage_expect_delivered(s, 0);
}

static void test_run_that_fails(stage *s)
{
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    apie_run_outcome outcome = {.error_message = "the model gave up"};
    expect_ok(s, subject_run_end(&s->subject, run, &outcome, NULL, &s->error));
    apie_free(run);
    assert_string_equal(text_at(stage_state(s), "runs/run_1/status"), "failed");
    stage_expect_events(s, "run_1", "error");
    assert_string_equal(text_at(s->state, "events/0/error/message"), "the model gave up");
    stage_close(s);
    stage_expect_delivered(s, 1);
}

static void test_run_of_a_session(stage *s)
{
    static const char session[] =
        "{\"kind\":\"pipeline\",\"orchestrator_agent_key\":\"stage-agent\","
        "\"orchestrator_agent_id\":null,\"environment\":null,\"input_summary\":null,"
        "\"metadata\":null}";
    apie_run_input input = {.session_id = "ses_1", .step_key = "plan", .step_index = apie_int(0)};
    apie_run *run = NULL;
    stage_begin(s);
    stage_control(s, "/v1/sessions", session);
    expect_ok(s, subject_run_begin(&s->subject, &input, NULL, &run, &s->error));
    assert_string_equal(run->session_id, "ses_1");
    apie_tool_input tool = {.run_id = run->id, .session_id = "ses_1", .tool = {.name = "search"}};
    subject_scope scope;
    expect_ok(s, subject_tool_begin(&s->subject, &tool, NULL, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
    stage_end_run(s, run);
    const json_t *state = stage_state(s);
    assert_string_equal(text_at(state, "runs/run_1/session_id"), "ses_1");
    assert_string_equal(text_at(state, "runs/run_1/step_key"), "plan");
    assert_true(json_is_integer(json_at(state, "runs/run_1/step_index")));
    assert_string_equal(text_at(state, "events/0/session_id"), "ses_1");
}

static void test_tool(stage *s)
{
    json_t *arguments = json_pack("{s:s, s:[i,i]}", "query", "caf\xc3\xa9", "pages", 1, 2);
    json_t *result = json_pack("{s:i}", "found", 3);
    subject_scope scope;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    apie_tool_input input = {
        .run_id = run->id,
        .tool = {.name = "search", .provider = "mcp", .risk_level = "low"},
        .resource = {.type = "index", .environment = "production"},
        .metadata = arguments,
    };
    expect_ok(s, subject_tool_begin(&s->subject, &input, NULL, &scope, &s->error));
    assert_string_equal(subject_scope_decision(&scope)->policy_decision, APIE_DECISION_ALLOW);
    assert_string_equal(subject_scope_decision(&scope)->decision_id, "dec_1");
    assert_string_equal(subject_scope_decision(&scope)->receipt_id, "rcpt_1");
    apie_action_outcome outcome = {.result = result};
    expect_ok(s, subject_scope_finish(&scope, &outcome, &s->error));
    stage_end_run(s, run);
    stage_expect_events(s, "run_1",
                        "guardrail.evaluated tool.called action.requested action.completed");
    const json_t *asked = json_at(s->state, "decisions/0/request");
    assert_string_equal(text_at(asked, "agent_key"), "stage-agent");
    assert_string_equal(text_at(asked, "run_id"), "run_1");
    assert_string_equal(text_at(asked, "tool/name"), "search");
    assert_string_equal(text_at(asked, "action/type"), "execute");
    assert_true(json_equal(json_object_get(asked, "metadata"), arguments));
    const json_t *called = json_at(s->state, "events/1");
    assert_string_equal(text_at(called, "agent_id"), "agt_1");
    assert_string_equal(text_at(called, "agent_version_id"), "ver_1");
    assert_string_equal(text_at(called, "tool/provider"), "mcp");
    const json_t *completed = json_at(s->state, "events/3");
    assert_string_equal(text_at(completed, "environment"), "production");
    assert_string_equal(text_at(completed, "metadata/query"), "caf\xc3\xa9");
    assert_int_equal(number_at(completed, "metadata/result/found"), 3);
    json_decref(arguments);
    json_decref(result);
    stage_close(s);
    stage_expect_delivered(s, 4);
}

static void test_tool_that_fails(stage *s)
{
    subject_scope scope;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    apie_tool_input input = {.run_id = run->id, .tool = {.name = "deploy"}, .unguarded = true};
    expect_ok(s, subject_tool_begin(&s->subject, &input, NULL, &scope, &s->error));
    apie_action_outcome outcome = {.error_message = "disk full"};
    expect_ok(s, subject_scope_finish(&scope, &outcome, &s->error));
    stage_end_run(s, run);
    stage_expect_events(s, "run_1", "tool.called action.requested action.failed error");
    assert_string_equal(text_at(s->state, "events/2/error/message"), "disk full");
    assert_int_equal(json_array_size(json_at(s->state, "decisions")), 0); /* unguarded */
}

static void test_batches(stage *s)
{
    uint64_t left = 99;
    apie_queue_diagnostics counts;
    stage_serve(s, NULL);
    s->config.max_batch_size = 7;
    s->config.flush_interval_ms = 60000;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    for (int i = 0; i < 20; i++)
        stage_use_tool(s, run, "search");
    expect_ok(s, subject_flush(&s->subject, 0, &left, &s->error));
    assert_int_equal(left, 0);
    expect_ok(s, subject_diagnostics(&s->subject, &counts, &s->error));
    assert_int_equal(counts.accepted_count, 80);
    assert_int_equal(counts.delivered_count, 80);
    assert_int_equal(counts.dropped_count, 0);
    assert_int_equal(counts.queue_size, 0);
    assert_int_equal(counts.queue_bytes, 0);
    assert_true(counts.flush_count >= 80 / 7);
    assert_true(counts.last_flush_at_us > 0);
    const json_t *events = json_at(stage_state(s), "events");
    assert_int_equal(json_array_size(events), 80);
    for (size_t i = 0; i < 80; i++)
        assert_int_equal(number_at(json_array_get(events, i), "sequence_number"), i + 1);
    assert_int_equal(number_at(s->state, "duplicates"), 0);
    stage_end_run(s, run);
    stage_close(s);
    stage_expect_delivered(s, 80);
}

static void test_shutdown(stage *s)
{
    uint64_t left = 99;
    apie_queue_diagnostics counts;
    apie_run *none = NULL;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    stage_use_tool(s, run, "search");
    expect_ok(s, subject_shutdown(&s->subject, 0, &left, &s->error));
    assert_int_equal(left, 0);
    stage_expect_events(s, "run_1",
                        "guardrail.evaluated tool.called action.requested action.completed");
    json_int_t before = stage_requests(s);
    expect(s, APIE_ERROR_CLOSED, subject_ready(&s->subject, NULL, NULL, &s->error));
    expect(s, APIE_ERROR_CLOSED, subject_run_begin(&s->subject, NULL, NULL, &none, &s->error));
    expect(s, APIE_ERROR_CLOSED, subject_run_end(&s->subject, run, NULL, NULL, &s->error));
    expect(s, APIE_ERROR_CLOSED, subject_health_check(&s->subject, NULL, NULL, &s->error));
    expect(s, APIE_ERROR_CLOSED, subject_flush(&s->subject, 0, NULL, &s->error));
    expect(s, APIE_ERROR_CLOSED, subject_shutdown(&s->subject, 0, NULL, &s->error));
    expect_ok(s, subject_diagnostics(&s->subject, &counts, &s->error));
    assert_int_equal(counts.delivered_count, 4);
    assert_int_equal(stage_requests(s), before);
    apie_free(run);
}

static void test_disabled(stage *s)
{
    apie_registration *registration = NULL;
    apie_approval_result *approval = NULL;
    stage_serve(s, NULL);
    s->config.api_key = NULL;
    s->config.enabled = apie_bool(false);
    s->config.mode = APIE_MODE_ENFORCE;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, &registration, &s->error));
    assert_string_equal(registration->agent_id, "disabled_agent_stage-agent");
    apie_free(registration);
    apie_run *run = stage_begin_run(s);
    assert_string_equal(run->status, "disabled");
    stage_use_tool(s, run, "search");
    expect_ok(s, subject_get_approval_status(&s->subject, "any", NULL, &approval, &s->error));
    assert_string_equal(approval->status, APIE_APPROVAL_APPROVED);
    apie_free(approval);
    expect(s, APIE_ERROR_CONFIG, subject_health_check(&s->subject, NULL, NULL, &s->error));
    assert_true(s->error.message[0] != '\0');
    expect_ok(s, subject_flush(&s->subject, 0, NULL, &s->error));
    stage_end_run(s, run);
    stage_close(s);
    assert_int_equal(stage_requests(s), 0);
}

static void test_operations(stage *s)
{
    apie_health *health = NULL;
    apie_run *run = NULL;
    apie_response *response = NULL;
    apie_run_create create = {.agent_key = "stage-agent",
                              .environment = APIE_NULL,
                              .input_summary = "by hand",
                              .metadata = APIE_NULL};
    apie_run_complete complete = {.status = APIE_RUN_STATUS_FAILED, .metadata = APIE_NULL};
    stage_begin(s);
    expect_ok(s, subject_health_check(&s->subject, NULL, &health, &s->error));
    assert_string_equal(health->status, APIE_HEALTH_STATUS_OK);
    assert_string_equal(health->database, "connected");
    expect_ok(s, subject_runs_create(&s->subject, &create, NULL, &run, &s->error));
    assert_string_equal(run->id, "run_1");
    expect_ok(s, subject_runs_complete(&s->subject, run->id, &complete, NULL, &s->error));
    assert_string_equal(text_at(stage_state(s), "runs/run_1/status"), "failed");
    expect_ok(
        s, subject_raw_request(&s->subject, "GET", "/health", NULL, 0, NULL, &response, &s->error));
    assert_int_equal(response->status, 200);
    assert_string_equal(response->body, "{\"status\":\"ok\",\"database\":\"connected\"}");
    stage_close(s);
    assert_string_equal(health->status, APIE_HEALTH_STATUS_OK); /* outlives its client */
    apie_free(health);
    apie_free(run);
    apie_free(response);
}

static void test_redacts(stage *s)
{
    json_t *metadata = json_pack("{s:s, s:s, s:i}", "accessToken", "hunter2", "note",
                                 "Bearer abcdefghijklmnop", "max_tokens", 5);
    apie_run_input input = {.input_summary = "use " STAGE_KEY, .metadata = metadata};
    subject_scope scope;
    apie_run *run = NULL;
    stage_begin(s);
    expect_ok(s, subject_run_begin(&s->subject, &input, NULL, &run, &s->error));
    apie_tool_input tool = {.run_id = run->id, .tool = {.name = "search"}, .metadata = metadata};
    expect_ok(s, subject_tool_begin(&s->subject, &tool, NULL, &scope, &s->error));
    apie_action_outcome outcome = {.result = metadata};
    expect_ok(s, subject_scope_finish(&scope, &outcome, &s->error));
    stage_end_run(s, run);
    json_decref(metadata);
    char *held = json_dumps(stage_state(s), 0);
    assert_null(strstr(held, "hunter2"));
    assert_null(strstr(held, "abcdefghijklmnop"));
    assert_null(strstr(held, STAGE_KEY));
    assert_non_null(strstr(held, "max_tokens"));
    free(held);
}

static const stage_test tests[] = {
    {.name = "registers with all it was told", .run = test_registers},
    {.name = "registers once", .run = test_registers_once},
    {.name = "a run", .run = test_run},
    {.name = "a run that fails", .run = test_run_that_fails},
    {.name = "a run of a session", .run = test_run_of_a_session},
    {.name = "a tool call", .run = test_tool},
    {.name = "a tool call that fails", .run = test_tool_that_fails},
    {.name = "events go in batches", .run = test_batches},
    {.name = "shutdown", .run = test_shutdown},
    {.name = "a disabled client sends nothing", .run = test_disabled},
    {.name = "single operations", .run = test_operations},
    {.name = "secrets do not leave", .run = test_redacts},
};

int main(void)
{
    return STAGE_MAIN("main path", tests);
}
