/* The instrumented MCP client: calls through servers that answer or fail, and listings. */
#include "mcp_stage.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "support/json_text.h"

static apie_status call(mcp_stage *m, const char *tool_name, const json_t *arguments,
                        json_t **result, apie_decision **decision)
{
    const apie_mcp_call input = {
        .run_id = m->run->id, .tool_name = tool_name, .arguments = arguments};
    return subject_mcp_call_tool(&m->mcp, &input, result, decision, &m->stage->error);
}

static void expect_that(const json_t *got, const char *expected)
{
    expect_json("the value", expected, got);
}

/* ---- calls ---- */

static void call_in_manner(stage *s, fake_manner manner)
{
    mcp_stage m;
    json_t *result = NULL;
    apie_decision *decision = NULL;
    json_t *arguments = json_pack("{s:s, s:s}", "q", "x", "password", "hunter2");
    mcp_stage_open(&m, s);
    m.fake.manner = manner;
    expect_ok(s, call(&m, "query", arguments, &result, &decision));
    expect_that(result, "{\"content\":[]}");
    assert_string_equal(decision->effective_decision, "allow");
    /* The server gets the arguments as they are, the service without secrets. */
    assert_true(json_equal(m.fake.arguments, arguments));
    assert_string_equal(m.fake.tool_name, "query");
    json_decref(result);
    apie_free(decision);
    json_decref(arguments);
    stage_end_run(s, m.run);
    stage_expect_events(s, "run_1", CALL_EVENTS);
    expect_that(json_at(mcp_stage_event(&m, "agent.mcp.called"), "payload_summary"),
                "{\"arguments\":{\"q\":\"x\",\"password\":\"[REDACTED]\"}}");
    const json_t *requested = mcp_stage_event(&m, "agent.action.requested");
    expect_that(json_at(requested, "tool"),
                "{\"name\":\"db.query\",\"provider\":\"mcp\",\"risk_level\":\"medium\"}");
    expect_that(json_at(requested, "resource"),
                "{\"type\":\"internal_api\",\"external_id\":null,\"provider\":\"db\","
                "\"environment\":\"production\"}");
    expect_that(json_at(mcp_stage_event(&m, "agent.action.completed"), "metadata/result"),
                "{\"status\":\"completed\"}");
    subject_mcp_free(&m.mcp);
}

static void test_a_call(stage *s)
{
    call_in_manner(s, FAKE_ANSWERS_LATER);
}

static void test_an_answer_at_once(stage *s)
{
    call_in_manner(s, FAKE_ANSWERS_AT_ONCE);
}

static void test_all_that_a_call_says(stage *s)
{
    mcp_stage m;
    json_t *metadata = json_pack("{s:i}", "ticket", 7);
    mcp_stage_open(&m, s);
    const apie_mcp_call input = {
        .run_id = m.run->id,
        .session_id = "ses_9",
        .tool_name = "write",
        .action_type = "update",
        .resource_type = "database_record",
        .resource_target = "orders",
        .environment = "staging",
        .risk_level = "high",
        .metadata = metadata,
    };
    expect_ok(s, subject_mcp_call_tool(&m.mcp, &input, NULL, NULL, &s->error));
    expect_that(m.fake.arguments, "{}");
    mcp_stage_end(&m, CALL_EVENTS);
    const json_t *requested = mcp_stage_event(&m, "agent.action.requested");
    expect_that(json_at(requested, "action"),
                "{\"type\":\"update\",\"name\":\"db.write\",\"risk_level\":\"high\"}");
    expect_that(json_at(requested, "resource"),
                "{\"type\":\"database_record\",\"external_id\":\"orders\",\"provider\":\"db\","
                "\"environment\":\"staging\"}");
    expect_that(json_at(requested, "metadata"),
                "{\"ticket\":7,\"mcp\":{\"server\":\"db\",\"tool\":\"write\",\"input_schema\":null,"
                "\"resource_target\":\"orders\"}}");
    assert_string_equal(text_at(mcp_stage_event(&m, "agent.mcp.completed"), "session_id"), "ses_9");
    json_decref(metadata);
}

static void test_a_server_that_fails(stage *s)
{
    mcp_stage m;
    json_t *result = NULL;
    mcp_stage_open(&m, s);
    m.fake.error_message = "the pipe broke";
    m.fake.manner = FAKE_ANSWERS_LATER;
    expect(s, APIE_ERROR_NETWORK, call(&m, "query", NULL, &result, NULL));
    assert_string_equal(s->error.message, "the pipe broke");
    assert_null(result);
    mcp_stage_end(&m, FAILED_CALL_EVENTS);
    assert_string_equal(text_at(mcp_stage_event(&m, "agent.mcp.failed"), "error/message"),
                        "the pipe broke");
}

static void test_a_server_without_an_answer(stage *s)
{
    mcp_stage m;
    mcp_stage_open(&m, s);
    m.fake.answer = NULL;
    expect(s, APIE_ERROR_PROTOCOL, call(&m, "query", NULL, NULL, NULL));
    mcp_stage_end(&m, FAILED_CALL_EVENTS);
}

static void test_an_answer_that_tells_of_an_error(stage *s)
{
    mcp_stage m;
    json_t *result = NULL;
    mcp_stage_open(&m, s);
    m.fake.answer = "{'isError':true,'content':[]}";
    expect_ok(s, call(&m, "query", NULL, &result, NULL));
    assert_true(json_is_true(json_object_get(result, "isError")));
    json_decref(result);
    mcp_stage_end(&m, CALL_EVENTS);
    expect_that(json_at(mcp_stage_event(&m, "agent.action.completed"), "metadata/result"),
                "{\"status\":\"completed\",\"is_error\":true}");
}

/* ---- refusals ---- */

static void test_a_blocked_call(stage *s)
{
    mcp_stage m;
    json_t *result = NULL;
    json_t *refusal = NULL;
    apie_decision *decision = NULL;
    mcp_stage_open(&m, s);
    expect(s, APIE_ERROR_BLOCKED, call(&m, "drop_table", NULL, &result, &decision));
    assert_null(result);
    assert_int_equal(m.fake.calls, 0);
    apie_error why = s->error;
    expect_ok(s, apie_mcp_refusal(&why, decision, &refusal, &s->error));
    assert_int_equal(number_at(refusal, "code"), APIE_MCP_CODE_BLOCKED);
    assert_string_equal(text_at(refusal, "data/decision_id"), decision->decision_id);
    assert_int_equal(json_object_del(json_object_get(refusal, "data"), "decision_id"), 0);
    expect_that(refusal,
                "{\"code\":-32001,\"message\":\"Action blocked by Apie guardrail\",\"data\":{"
                "\"reason\":\"nothing is dropped\",\"policy_decision\":\"block\","
                "\"effective_decision\":\"block\",\"enforcement_action\":\"block\",\"mode\":"
                "\"enforce\",\"matched_guardrail\":\"no-drops\"}}");
    json_decref(refusal);
    apie_free(decision);
    /* Nobody has to ask for the decision. */
    expect(s, APIE_ERROR_BLOCKED, call(&m, "drop_table", NULL, NULL, NULL));
    mcp_stage_end(&m, "guardrail.evaluated guardrail.evaluated");
}

static void test_a_call_that_is_not_approved(stage *s)
{
    mcp_stage m;
    json_t *refusal = NULL;
    apie_decision *decision = NULL;
    mcp_stage_open(&m, s);
    expect(s, APIE_ERROR_NOT_APPROVED, call(&m, "merge", NULL, NULL, &decision));
    assert_int_equal(m.fake.calls, 0);
    apie_error why = s->error;
    expect_ok(s, apie_mcp_refusal(&why, decision, &refusal, &s->error));
    expect_that(refusal, "{\"code\":-32002,\"message\":\"Action not approved: rejected\",\"data\":{"
                         "\"approval_id\":\"appr_1\",\"status\":\"rejected\",\"reason\":"
                         "\"ask first\"}}");
    json_decref(refusal);
    apie_free(decision);
    mcp_stage_end(&m, "guardrail.evaluated approval.requested approval.resolved");
}

/* ---- where the run comes from ---- */

static void test_a_call_without_a_run(stage *s)
{
    mcp_stage m;
    const apie_mcp_call input = {.tool_name = "query"};
    mcp_stage_open(&m, s);
    if (s->kind != SUBJECT_ASYNC)
        expect_ok(s, subject_mcp_call_tool(&m.mcp, &input, NULL, NULL, &s->error));
    stage_end_run(s, m.run);
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_mcp_call_tool(&m.mcp, &input, NULL, NULL, &s->error));
    assert_string_equal(s->error.where, "run_id");
    assert_non_null(strstr(s->error.message, "run"));
    stage_expect_events(s, "run_1", s->kind == SUBJECT_ASYNC ? "" : CALL_EVENTS);
    subject_mcp_free(&m.mcp);
}

static void test_a_disabled_client(stage *s)
{
    fake_mcp fake = {.answer = "{'tools':[{'name':'read'}]}"};
    subject_mcp mcp;
    json_t *result = NULL;
    const apie_mcp_call input = {.run_id = "r", .tool_name = "query"};
    stage_serve(s, NULL);
    s->config.enabled = apie_bool(false);
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    expect_ok(s, subject_mcp_new(&s->subject, "db", NULL, NULL, &fake, &mcp, &s->error));
    expect_ok(s, subject_mcp_call_tool(&mcp, &input, NULL, NULL, &s->error));
    expect_ok(s, subject_mcp_list_tools(&mcp, "r", &result, &s->error));
    assert_int_equal(fake.calls, 2);
    json_decref(result);
    subject_mcp_free(&mcp);
    stage_end_run(s, run);
    assert_int_equal(stage_requests(s), 0);
}

/* ---- listings ---- */

static const char listing[] =
    "{'tools':[{'name':'read','description':'Reads.','inputSchema':{'type':'object'}},"
    "{'description':'nameless'},{'name':'write'}],'nextCursor':'2'}";

static const json_t *defined(stage *s)
{
    return json_at(stage_state(s), "agents/agt_1/tools");
}

static void test_a_listing(stage *s)
{
    mcp_stage m;
    json_t *result = NULL;
    mcp_stage_open(&m, s);
    m.fake.answer = listing;
    m.fake.manner = FAKE_ANSWERS_LATER;
    expect_ok(s, subject_mcp_list_tools(&m.mcp, m.run->id, &result, &s->error));
    assert_string_equal(text_at(result, "nextCursor"), "2");
    expect_that(defined(s), "[{\"name\":\"db.read\",\"provider\":\"mcp\",\"description\":"
                            "\"Reads.\",\"inputSchema\":{\"type\":\"object\"},\"riskLevel\":"
                            "\"medium\"},{\"name\":\"db.write\",\"provider\":\"mcp\","
                            "\"riskLevel\":\"medium\"}]");
    json_decref(result);
    mcp_stage_end(&m, "");
}

/* An array is a listing, too; the client's risk level is its tools'. */
static void test_a_listing_as_an_array(stage *s)
{
    fake_mcp fake = {.answer = "[{'name':'read'}]"};
    subject_mcp mcp;
    json_t *result = NULL;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    expect_ok(s, subject_mcp_new(&s->subject, "fs", NULL, "low", &fake, &mcp, &s->error));
    expect_ok(s, subject_mcp_list_tools(&mcp, run->id, &result, &s->error));
    assert_true(json_is_array(result));
    expect_that(defined(s), "[{\"name\":\"fs.read\",\"provider\":\"mcp\",\"riskLevel\":\"low\"}]");
    json_decref(result);
    subject_mcp_free(&mcp);
    stage_end_run(s, run);
}

static void test_a_listing_outside_of_a_run(stage *s)
{
    mcp_stage m;
    json_t *result = NULL;
    mcp_stage_open(&m, s);
    m.fake.answer = listing;
    stage_end_run(s, m.run);
    expect_ok(s, subject_mcp_list_tools(&m.mcp, NULL, &result, &s->error));
    expect_that(defined(s), "[]");
    json_decref(result);
    subject_mcp_free(&m.mcp);
}

static void test_tools_that_cannot_be_defined(stage *s)
{
    mcp_stage m;
    json_t *result = NULL;
    mcp_stage_open(&m, s);
    m.fake.answer = listing;
    stage_set_faults(s, "[{\"path\":\"*/tools/define\",\"status\":422,\"nth\":1}]");
    expect_ok(s, subject_mcp_list_tools(&m.mcp, m.run->id, &result, &s->error));
    assert_int_equal(json_array_size(json_object_get(result, "tools")), 3);
    assert_int_equal(json_array_size(defined(s)), 1);
    assert_int_equal(s->reported, 1);
    assert_int_equal(s->last_reported, APIE_ERROR_INVALID_REQUEST);
    json_decref(result);
    mcp_stage_end(&m, "");
}

static void test_a_listing_that_fails(stage *s)
{
    mcp_stage m;
    json_t *result = NULL;
    mcp_stage_open(&m, s);
    m.fake.error_message = "no such method";
    expect(s, APIE_ERROR_NETWORK, subject_mcp_list_tools(&m.mcp, m.run->id, &result, &s->error));
    assert_string_equal(s->error.message, "no such method");
    m.fake.error_message = NULL;
    m.fake.answer = NULL;
    expect(s, APIE_ERROR_PROTOCOL, subject_mcp_list_tools(&m.mcp, m.run->id, &result, &s->error));
    /* An answer without tools is no failure. */
    m.fake.answer = "{'tools':'none'}";
    expect_ok(s, subject_mcp_list_tools(&m.mcp, m.run->id, &result, &s->error));
    json_decref(result);
    expect_that(defined(s), "[]");
    mcp_stage_end(&m, "");
}

/* ---- bad input ---- */

static void expect_where(stage *s, apie_status status, const char *where)
{
    assert_int_equal(status, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(s->error.where, where);
}

static void test_bad_input(stage *s)
{
    mcp_stage m;
    subject_mcp unused;
    apie_error *e = &s->error;
    json_t *number = json_integer(1);
    mcp_stage_open(&m, s);
    expect_where(s, subject_mcp_new(&s->subject, NULL, NULL, NULL, &m.fake, &unused, e), "server");
    expect_where(s, subject_mcp_new(&s->subject, "", NULL, NULL, &m.fake, &unused, e), "server");
    expect_where(s, call(&m, NULL, NULL, NULL, NULL), "tool_name");
    expect_where(s, call(&m, "", NULL, NULL, NULL), "tool_name");
    expect_where(s, call(&m, "t", number, NULL, NULL), "arguments");
    apie_mcp_call input = {.run_id = "r", .tool_name = "t", .metadata = number};
    expect_where(s, subject_mcp_call_tool(&m.mcp, &input, NULL, NULL, e), "metadata");
    expect_where(s, subject_mcp_call_tool(&m.mcp, NULL, NULL, NULL, e), "call");
    assert_int_equal(m.fake.calls, 0);
    json_decref(number);
    mcp_stage_end(&m, "");
}

static apie_status never_called(const char *tool_name, const json_t *arguments, json_t **result,
                                void *user, apie_error *error)
{
    (void)tool_name;
    (void)arguments;
    (void)result;
    (void)user;
    (void)error;
    abort();
}

static void test_bad_input_of_the_blocking_library(stage *s)
{
    apie_mcp_client *mcp = NULL;
    json_t *result = NULL;
    apie_error *e = &s->error;
    apie_mcp_client_options options = {.server = "s"};
    const apie_mcp_call input = {.run_id = "r", .tool_name = "t"};
    stage_begin(s);
    apie_client *client = s->subject.sync;
    expect_where(s, apie_mcp_client_new(client, &options, &mcp, e), "call_tool");
    expect_where(s, apie_mcp_client_new(client, NULL, &mcp, e), "options");
    expect_where(s, apie_mcp_client_new(client, &options, NULL, e), "out");
    expect_where(s, apie_mcp_client_new(NULL, &options, &mcp, e), "client");
    assert_null(mcp);
    expect_where(s, apie_mcp_client_call_tool(NULL, &input, NULL, NULL, NULL, e), "mcp");
    expect_where(s, apie_mcp_client_list_tools(NULL, NULL, &result, e), "mcp");
    expect_where(s, apie_mcp_client_list_tools(NULL, NULL, NULL, e), "result");
    options.call_tool = never_called;
    expect_ok(s, apie_mcp_client_new(client, &options, &mcp, e));
    expect_where(s, apie_mcp_client_list_tools(mcp, NULL, &result, e), "list_tools");
    apie_mcp_client_free(mcp);
    apie_mcp_client_free(NULL);
}

/* ---- many threads ---- */

#define THREADS 8
#define EACH    20

typedef struct caller {
    apie_mcp_client *mcp;
    const char *run_id;
    unsigned answered;
} caller;

static apie_status echo(const char *tool_name, const json_t *arguments, json_t **result, void *user,
                        apie_error *error)
{
    (void)user;
    (void)error;
    *result = json_pack("{s:s, s:o}", "tool", tool_name, "arguments", json_deep_copy(arguments));
    return APIE_OK;
}

static void *call_often(void *user)
{
    caller *c = user;
    const apie_mcp_call input = {.run_id = c->run_id, .tool_name = "echo"};
    for (int i = 0; i < EACH; i++) {
        json_t *result = NULL;
        if (apie_mcp_client_call_tool(c->mcp, &input, NULL, &result, NULL, NULL) == APIE_OK &&
            strcmp(text_at(result, "tool"), "echo") == 0)
            c->answered++;
        json_decref(result);
    }
    return NULL;
}

static void test_many_threads(stage *s)
{
    const apie_mcp_client_options options = {.server = "s", .call_tool = echo};
    pthread_t threads[THREADS];
    caller callers[THREADS];
    apie_mcp_client *mcp = NULL;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    expect_ok(s, apie_mcp_client_new(s->subject.sync, &options, &mcp, &s->error));
    for (int i = 0; i < THREADS; i++) {
        callers[i] = (caller){mcp, run->id, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, call_often, &callers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(callers[i].answered, EACH);
    }
    stage_end_run(s, run);
    assert_int_equal(json_array_size(json_at(stage_state(s), "events")), 6 * THREADS * EACH);
    apie_mcp_client_free(mcp);
}

int main(void)
{
    static const stage_test tests[] = {
        {"a call", test_a_call, false, false, false},
        {"an answer at once", test_an_answer_at_once, true, false, false},
        {"all that a call says", test_all_that_a_call_says, true, false, false},
        {"a server that fails", test_a_server_that_fails, true, false, false},
        {"a server without an answer", test_a_server_without_an_answer, true, false, false},
        {"an answer that tells of an error", test_an_answer_that_tells_of_an_error, true, false,
         false},
        {"a blocked call", test_a_blocked_call, false, false, false},
        {"a call that is not approved", test_a_call_that_is_not_approved, true, false, false},
        {"a call without a run", test_a_call_without_a_run, true, false, false},
        {"a disabled client", test_a_disabled_client, true, false, false},
        {"a listing", test_a_listing, false, false, false},
        {"a listing as an array", test_a_listing_as_an_array, true, false, false},
        {"a listing outside of a run", test_a_listing_outside_of_a_run, true, false, false},
        {"tools that cannot be defined", test_tools_that_cannot_be_defined, true, false, false},
        {"a listing that fails", test_a_listing_that_fails, true, false, false},
        {"bad input", test_bad_input, true, false, false},
        {"bad input of the blocking library", test_bad_input_of_the_blocking_library, true, true,
         false},
        {"many threads", test_many_threads, true, true, false},
    };
    return STAGE_MAIN("mcp_client", tests);
}
