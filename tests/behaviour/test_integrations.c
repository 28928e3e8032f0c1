/* Helpers for agent frameworks and platforms: what the service sees of them. What each makes of its
 * input is tests/unit/test_presets.c's matter. */
#include "stage.h"

#include <stdio.h>
#include <string.h>

#include "support/json_text.h"
#include "support/subject_integrations.h"

#define TOOL_EVENTS        "guardrail.evaluated tool.called action.requested action.completed "
#define FAILED_TOOL_EVENTS "guardrail.evaluated tool.called action.requested action.failed error "
#define MCP_EVENTS                                                                                 \
    "guardrail.evaluated tool.called action.requested mcp.called mcp.completed action.completed "
#define FAILED_MCP_EVENTS                                                                          \
    "guardrail.evaluated tool.called action.requested mcp.called mcp.failed action.failed error "

/* ---- parts ---- */

static const char rules[] =
    "{\"rules\":[{\"key\":\"no-deletes\",\"match\":{\"action_type\":\"delete\"},\"decision\":"
    "\"block\",\"reason\":\"nothing is deleted\"}]}";

static apie_run *open_run(stage *s, apie_mode mode)
{
    stage_serve_rules(s, rules);
    s->config.mode = mode;
    stage_connect(s);
    return stage_begin_run(s);
}

static apie_tool_step_input tool_input(const char *helper, const apie_run *run)
{
    apie_tool_step_input input = {.run_id = run->id, .tool_name = "look"};
    if (strcmp(helper, "canonical_tool_action") == 0) {
        input.action_type = "read";
        input.resource_type = "file";
    }
    return input;
}

static apie_framework_step_input step_input(const char *helper, const apie_run *run)
{
    apie_framework_step_input input = {.run_id = run->id, .step_name = "plan"};
    if (strcmp(helper, "vercel_ai_generation") == 0)
        input.model = "gpt";
    return input;
}

static apie_mcp_tool_input mcp_input(const apie_run *run)
{
    return (apie_mcp_tool_input){.run_id = run->id, .server = "ci", .tool = "go"};
}

static apie_http_guard_input http_input(const apie_run *run)
{
    return (apie_http_guard_input){
        .run_id = run->id, .action_name = "POST /pay", .resource_type = "payment"};
}

/* The n-th event of that type that the server holds, from 0. */
static const json_t *event_of(stage *s, const char *type, size_t n)
{
    const json_t *events = json_at(stage_state(s), "events");
    for (size_t i = 0; i < json_array_size(events); i++) {
        const json_t *event = json_array_get(events, i);
        if (strcmp(text_at(event, "type"), type) == 0 && n-- == 0)
            return event;
    }
    fail_msg("there is no %s", type);
    return NULL;
}

static void expect_part(const json_t *event, const char *part, const char *expected)
{
    expect_json(part, expected, json_at(event, part));
}

static void expect_where(stage *s, apie_status status, const char *where)
{
    assert_int_equal(status, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(s->error.where, where);
}

/* ---- everything, by all libraries alike ---- */

/* Each helper once, doing as work says. */
static void use_all(subject *one, const apie_run *run, const char *message)
{
    apie_status expected = message ? APIE_ERROR_CONFIG : APIE_OK;
    subject_work work = {.error_message = message};
    apie_error error;
    for (size_t i = 0; i < SUBJECT_TOOL_HELPERS; i++) {
        apie_tool_step_input input = tool_input(subject_tool_helpers[i], run);
        assert_int_equal(
            subject_with_tool_helper(one, subject_tool_helpers[i], &input, &work, &error),
            expected);
    }
    for (size_t i = 0; i < SUBJECT_STEP_HELPERS; i++) {
        apie_framework_step_input input = step_input(subject_step_helpers[i], run);
        assert_int_equal(
            subject_with_step_helper(one, subject_step_helpers[i], &input, &work, &error),
            expected);
    }
    apie_mcp_tool_input mcp = mcp_input(run);
    apie_http_guard_input http = http_input(run);
    assert_int_equal(subject_with_mcp_tool_call(one, &mcp, &work, &error), expected);
    assert_int_equal(subject_with_http_guard(one, &http, &work, &error), expected);
    assert_int_equal(work.times, SUBJECT_TOOL_HELPERS + SUBJECT_STEP_HELPERS + 2);
    if (message)
        assert_string_equal(error.message, message);
}

/* A run in which all is used, as the server holds it, without what differs each time. */
static json_t *run_of_all(stage *s, subject *one)
{
    apie_run *run = NULL;
    assert_int_equal(subject_run_begin(one, NULL, NULL, &run, &s->error), APIE_OK);
    use_all(one, run, NULL);
    use_all(one, run, "broken");
    assert_int_equal(subject_run_end(one, run, NULL, NULL, &s->error), APIE_OK);
    json_t *told = json_array();
    const json_t *events = json_at(stage_state(s), "events");
    for (size_t i = 0; i < json_array_size(events); i++) {
        if (strcmp(text_at(json_array_get(events, i), "run_id"), run->id) != 0)
            continue;
        json_t *event = json_deep_copy(json_array_get(events, i));
        assert_int_equal(json_object_del(event, "run_id"), 0);
        assert_int_equal(json_object_del(event, "event_id"), 0);
        assert_int_equal(json_object_del(event, "timestamp"), 0);
        assert_int_equal(json_array_append_new(told, event), 0);
    }
    apie_free(run);
    return told;
}

static void test_same_events(stage *s)
{
    subject other;
    stage_begin(s);
    apie_config config = s->config;
    config.event_callback = NULL; /* it counts the other's */
    expect_ok(s, subject_new(&other, SUBJECT_SYNC_NO_WORKER, &config, &s->error));
    json_t *ours = run_of_all(s, &s->subject);
    json_t *theirs = run_of_all(s, &other);
    /* tools 4 and 5 each, steps 2 and 2, MCP 6 and 7, HTTP 3 and 4 */
    assert_int_equal(json_array_size(ours),
                     SUBJECT_TOOL_HELPERS * 9 + SUBJECT_STEP_HELPERS * 4 + 13 + 7);
    assert_true(json_equal(ours, theirs));
    json_decref(ours);
    json_decref(theirs);
    subject_free(&other);
}

/* ---- tools ---- */

static void test_a_tool(stage *s)
{
    apie_run *run = open_run(s, APIE_MODE_ENFORCE);
    json_t *arguments = json_pack("{s:s, s:s}", "query", "x", "token", "secret");
    apie_tool_step_input input = {.run_id = run->id,
                                  .tool_name = "search",
                                  .arguments = arguments,
                                  .environment = "production",
                                  .resource_id = "index-1"};
    subject_work work = {NULL, 0};
    expect_ok(s,
              subject_with_tool_helper(&s->subject, "openai_tool_call", &input, &work, &s->error));
    stage_end_run(s, run);
    stage_expect_events(s, "run_1",
                        "guardrail.evaluated tool.called action.requested "
                        "action.completed");
    const json_t *requested = event_of(s, "agent.action.requested", 0);
    expect_part(requested, "tool", "{'name':'search','provider':'openai','risk_level':'medium'}");
    expect_part(requested, "action", "{'type':'execute','name':'search','risk_level':null}");
    expect_part(requested, "resource",
                "{'type':'llm_tool','external_id':'index-1','provider':'openai','environment':"
                "'production'}");
    expect_part(requested, "metadata", "{'arguments':{'query':'x','token':'[REDACTED]'}}");
    assert_string_equal(text_at(requested, "environment"), "production");
    json_decref(arguments);
}

static void test_a_blocked_tool(stage *s)
{
    apie_run *run = open_run(s, APIE_MODE_ENFORCE);
    subject_work work = {NULL, 0};
    apie_tool_step_input input = {.run_id = run->id, .tool_name = "delete_repository"};
    expect(s, APIE_ERROR_BLOCKED,
           subject_with_tool_helper(&s->subject, "github_action", &input, &work, &s->error));
    assert_int_equal(work.times, 0);
    assert_string_equal(s->error.where, "no-deletes");
    stage_end_run(s, run);
    stage_expect_events(s, "run_1", "guardrail.evaluated");
}

/* ---- steps ---- */

static void test_a_step(stage *s)
{
    subject_work work = {NULL, 0};
    subject_work broken = {"no model", 0};
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    apie_framework_step_input input = {.run_id = run->id,
                                       .step_name = "research",
                                       .step_index = apie_int(2),
                                       .crew_name = "night",
                                       .role = "reader"};
    expect_ok(s, subject_with_step_helper(&s->subject, "crewai_task", &input, &work, &s->error));
    apie_framework_step_input call = {.run_id = run->id, .model = "gpt"};
    expect(
        s, APIE_ERROR_CONFIG,
        subject_with_step_helper(&s->subject, "vercel_ai_generation", &call, &broken, &s->error));
    stage_end_run(s, run);
    stage_expect_events(s, "run_1",
                        "workflow.step.started workflow.step.completed llm.called llm.failed");
    const json_t *started = event_of(s, "agent.workflow.step.started", 0);
    assert_string_equal(text_at(started, "step_key"), "research");
    assert_int_equal(number_at(started, "step_index"), 2);
    expect_part(started, "payload_summary",
                "{'framework':'crewai','crew':'night','role':'reader'}");
    assert_null(json_at(event_of(s, "agent.workflow.step.completed", 0), "payload_summary"));
    const json_t *failed = event_of(s, "agent.llm.failed", 0);
    assert_string_equal(text_at(failed, "step_name"), "vercel-ai.generateText");
    expect_part(failed, "error", "{'message':'no model'}");
}

/* ---- MCP ---- */

static void test_an_mcp_call(stage *s)
{
    subject_work work = {NULL, 0};
    subject_work broken = {"no answer", 0};
    apie_run *run = open_run(s, APIE_MODE_ENFORCE);
    apie_mcp_tool_input input = mcp_input(run);
    expect_ok(s, subject_with_mcp_tool_call(&s->subject, &input, &work, &s->error));
    expect(s, APIE_ERROR_CONFIG,
           subject_with_mcp_tool_call(&s->subject, &input, &broken, &s->error));
    input.action_type = "delete";
    expect(s, APIE_ERROR_BLOCKED,
           subject_with_mcp_tool_call(&s->subject, &input, &work, &s->error));
    assert_int_equal(work.times, 1);
    stage_end_run(s, run);
    stage_expect_events(s, "run_1", MCP_EVENTS FAILED_MCP_EVENTS "guardrail.evaluated");
    const json_t *called = event_of(s, "agent.mcp.called", 0);
    assert_string_equal(text_at(called, "step_name"), "ci.go");
    assert_string_equal(text_at(called, "event_category"), "mcp");
    expect_part(called, "payload_summary",
                "{'server':'ci','tool':'go','action_type':'execute','resource_type':"
                "'internal_api','environment':null}");
    expect_part(event_of(s, "agent.tool.called", 0), "metadata",
                "{'mcp':{'server':'ci','tool':'go','input_schema':null,'resource_target':null}}");
    expect_part(event_of(s, "agent.mcp.failed", 0), "error", "{'message':'no answer'}");
    expect_part(event_of(s, "agent.action.failed", 0), "error", "{'message':'no answer'}");
}

static void test_an_mcp_call_in_two_halves(stage *s)
{
    subject_scope scope;
    const apie_action_outcome outcome = {.error_message = "half done"};
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    apie_mcp_tool_input input = mcp_input(run);
    expect_ok(s, subject_mcp_tool_call_begin(&s->subject, &input, &scope, &s->error));
    assert_string_equal(subject_scope_decision(&scope)->effective_decision, "allow");
    expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
    expect_ok(s, subject_mcp_tool_call_begin(&s->subject, &input, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, &outcome, &s->error));
    stage_end_run(s, run);
    stage_expect_events(s, "run_1",
                        MCP_EVENTS "guardrail.evaluated tool.called action.requested mcp.called "
                                   "mcp.failed action.failed error");
}

/* ---- HTTP ---- */

static void test_an_http_request(stage *s)
{
    subject_work work = {NULL, 0};
    apie_run *run = open_run(s, APIE_MODE_ENFORCE);
    apie_http_guard_input input = http_input(run);
    input.tool_name = "curl";
    input.risk_level = "high";
    expect_ok(s, subject_with_http_guard(&s->subject, &input, &work, &s->error));
    input.action_type = "delete";
    expect(s, APIE_ERROR_BLOCKED, subject_with_http_guard(&s->subject, &input, &work, &s->error));
    assert_int_equal(work.times, 1);
    stage_end_run(s, run);
    stage_expect_events(s, "run_1",
                        "guardrail.evaluated action.requested action.completed "
                        "guardrail.evaluated");
    const json_t *requested = event_of(s, "agent.action.requested", 0);
    expect_part(requested, "action",
                "{'type':'http.request','name':'POST /pay','risk_level':'high'}");
    expect_part(requested, "tool", "{'name':'curl','provider':'http','risk_level':'high'}");
    expect_part(event_of(s, "agent.action.completed", 0), "metadata",
                "{'result':{'status':'executed'}}");
}

/* ---- bad input ---- */

static void test_bad_input(stage *s)
{
    subject_work work = {NULL, 0};
    stage_begin(s);
    json_int_t before = stage_requests(s);
    apie_tool_step_input tool = {.run_id = "r", .tool_name = "t", .provider = "p"};
    expect_where(s,
                 subject_with_tool_helper(&s->subject, "crewai_tool_step", &tool, &work, &s->error),
                 "provider");
    tool = (apie_tool_step_input){.tool_name = "t"};
    expect_where(s,
                 subject_with_tool_helper(&s->subject, "crewai_tool_step", &tool, &work, &s->error),
                 "run_id");
    apie_framework_step_input step = {.run_id = "r"};
    expect_where(s,
                 subject_with_step_helper(&s->subject, "langgraph_node", &step, &work, &s->error),
                 "step_name");
    step = (apie_framework_step_input){.step_name = "n"};
    expect_where(s,
                 subject_with_step_helper(&s->subject, "langgraph_node", &step, &work, &s->error),
                 "run_id");
    apie_mcp_tool_input mcp = {.run_id = "r", .server = "s"};
    expect_where(s, subject_with_mcp_tool_call(&s->subject, &mcp, &work, &s->error), "tool");
    mcp = (apie_mcp_tool_input){.server = "s", .tool = "t"};
    expect_where(s, subject_with_mcp_tool_call(&s->subject, &mcp, &work, &s->error), "run_id");
    apie_http_guard_input http = {.run_id = "r", .action_name = "a"};
    expect_where(s, subject_with_http_guard(&s->subject, &http, &work, &s->error), "resource_type");
    assert_int_equal(work.times, 0);
    assert_int_equal(stage_requests(s), before);
}

static void test_nothing_to_do(stage *s)
{
    apie_tool_step_input tool = {.run_id = "r", .tool_name = "t"};
    apie_framework_step_input step = {.run_id = "r", .step_name = "n"};
    apie_mcp_tool_input mcp = {.run_id = "r", .server = "s", .tool = "t"};
    apie_http_guard_input http = {.run_id = "r", .action_name = "a", .resource_type = "t"};
    apie_error *e = &s->error;
    stage_begin(s);
    apie_client *sync = s->subject.sync;
    apie_async_client *async = s->subject.async;
    if (sync) {
        apie_scope *scope = NULL;
        expect_where(s, apie_with_github_action(sync, &tool, NULL, NULL, NULL, e), "fn");
        expect_where(s, apie_with_langgraph_node(sync, &step, NULL, NULL, e), "fn");
        expect_where(s, apie_with_mcp_tool_call(sync, &mcp, NULL, NULL, NULL, e), "fn");
        expect_where(s, apie_with_http_guard(sync, &http, NULL, NULL, NULL, e), "fn");
        expect_where(s, apie_mcp_tool_call_begin(sync, &mcp, NULL, NULL, e), "out");
        expect_where(s, apie_mcp_tool_call_begin(NULL, &mcp, NULL, &scope, e), "client");
        assert_null(scope);
    } else {
        assert_null(apie_async_with_github_action(async, &tool, NULL, NULL, NULL, NULL, e));
        expect_where(s, e->code, "fn");
        assert_null(apie_async_with_langgraph_node(async, &step, NULL, NULL, NULL, e));
        expect_where(s, e->code, "fn");
        assert_null(apie_async_with_mcp_tool_call(async, &mcp, NULL, NULL, NULL, NULL, e));
        expect_where(s, e->code, "fn");
        assert_null(apie_async_with_http_guard(async, &http, NULL, NULL, NULL, NULL, e));
        expect_where(s, e->code, "fn");
        assert_null(apie_async_mcp_tool_call_begin(async, &mcp, NULL, NULL, NULL, e));
        expect_where(s, e->code, "callback");
        assert_null(apie_async_mcp_tool_call_begin(async, &mcp, NULL, NULL, NULL, NULL));
    }
}

/* ---- cancelling ---- */

static apie_status never_runs(apie_scope *scope, void *user, apie_error *error)
{
    (void)scope;
    (void)error;
    (*(unsigned *)user)++;
    return APIE_OK;
}

static void test_a_cancelled_token(stage *s)
{
    unsigned times = 0;
    apie_cancel_token *token = apie_cancel_token_new();
    const apie_call_options options = {.cancel = token};
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    apie_tool_step_input tool = tool_input("github_action", run);
    apie_mcp_tool_input mcp = mcp_input(run);
    apie_http_guard_input http = http_input(run);
    apie_client *client = s->subject.sync;
    apie_cancel_token_cancel(token);
    expect(s, APIE_ERROR_CANCELLED,
           apie_with_github_action(client, &tool, &options, never_runs, &times, &s->error));
    expect(s, APIE_ERROR_CANCELLED,
           apie_with_mcp_tool_call(client, &mcp, &options, never_runs, &times, &s->error));
    expect(s, APIE_ERROR_CANCELLED,
           apie_with_http_guard(client, &http, &options, never_runs, &times, &s->error));
    assert_int_equal(times, 0);
    apie_cancel_token_free(token);
    stage_end_run(s, run);
    stage_expect_events(s, "run_1", "");
}

typedef struct cancelled {
    unsigned scopes;
    unsigned done;
} cancelled;

static void scope_comes(apie_async_scope *scope, void *user)
{
    (void)apie_async_scope_finish(scope, NULL, NULL);
    ((cancelled *)user)->scopes++;
}

static void step_comes(apie_async_step *step, void *user)
{
    (void)apie_async_step_finish(step, NULL, NULL);
    ((cancelled *)user)->scopes++;
}

static void done_comes(apie_status status, const apie_error *error, void *user)
{
    assert_int_equal(status, APIE_ERROR_CANCELLED);
    assert_non_null(error);
    ((cancelled *)user)->done++;
}

static void test_cancelled_calls(stage *s)
{
    cancelled c = {0, 0};
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    apie_tool_step_input tool = tool_input("github_action", run);
    apie_framework_step_input step = step_input("langgraph_node", run);
    apie_mcp_tool_input mcp = mcp_input(run);
    apie_http_guard_input http = http_input(run);
    apie_async_client *client = s->subject.async;
    apie_error *e = &s->error;
    apie_call *calls[] = {
        apie_async_with_github_action(client, &tool, NULL, scope_comes, done_comes, &c, e),
        apie_async_with_langgraph_node(client, &step, step_comes, done_comes, &c, e),
        apie_async_with_mcp_tool_call(client, &mcp, NULL, scope_comes, done_comes, &c, e),
        apie_async_with_http_guard(client, &http, NULL, scope_comes, done_comes, &c, e),
    };
    for (size_t i = 0; i < 4; i++) {
        assert_non_null(calls[i]);
        apie_call_cancel(calls[i]);
    }
    while (c.done < 4)
        assert_int_equal(event_base_loop(s->subject.base, EVLOOP_ONCE), 0);
    assert_int_equal(c.scopes, 0);
    stage_end_run(s, run);
    stage_expect_events(s, "run_1", "");
}

/* ---- where the run comes from ---- */

static void test_the_threads_run(stage *s)
{
    subject_work work = {NULL, 0};
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    apie_run none = {0};
    use_all(&s->subject, &none, NULL);
    apie_mcp_tool_input mcp = mcp_input(&none);
    expect_ok(s, subject_with_mcp_tool_call(&s->subject, &mcp, &work, &s->error));
    stage_end_run(s, run);
    assert_string_equal(text_at(event_of(s, "agent.mcp.called", 1), "run_id"), "run_1");
}

static void test_a_disabled_client(stage *s)
{
    stage_serve(s, NULL);
    s->config.enabled = apie_bool(false);
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    use_all(&s->subject, run, NULL);
    use_all(&s->subject, run, "broken");
    stage_end_run(s, run);
    assert_int_equal(stage_requests(s), 0);
}

int main(void)
{
    static const stage_test tests[] = {
        {"every helper tells the same with every library", test_same_events, false, false, false},
        {"a tool", test_a_tool, false, false, false},
        {"a blocked tool", test_a_blocked_tool, true, false, false},
        {"a step", test_a_step, true, false, false},
        {"an MCP call", test_an_mcp_call, false, false, false},
        {"an MCP call in two halves", test_an_mcp_call_in_two_halves, true, false, false},
        {"an HTTP request", test_an_http_request, true, false, false},
        {"bad input", test_bad_input, true, false, false},
        {"nothing to do", test_nothing_to_do, true, false, false},
        {"a cancelled token", test_a_cancelled_token, true, true, false},
        {"cancelled calls", test_cancelled_calls, true, false, true},
        {"the thread's run", test_the_threads_run, true, true, false},
        {"a disabled client", test_a_disabled_client, true, false, false},
    };
    return STAGE_MAIN("integrations", tests);
}
