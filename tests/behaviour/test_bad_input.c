/* What cannot be done is refused with a clear error; nothing is sent, nothing is lost. */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- refusals ---- */

static void check_refused(stage *s, apie_status wanted, const char *where, apie_status status,
                          const char *call, int line)
{
    stage_expect(s, wanted, status, call, __FILE__, line);
    assert_int_equal(s->error.code, wanted);
    assert_int_equal(s->error.attempts, 0);
    if (s->error.message[0] == '\0')
        fail_msg("line %d: no message", line);
    if (where && !strstr(s->error.where, where))
        fail_msg("line %d: \"%s\" where \"%s\" was wrong (%s)", line, s->error.where, where,
                 s->error.message);
    apie_error_clear(&s->error);
}

/* where: part of error.where; NULL: anything. */
#define REFUSED(where, call)                                                                       \
    check_refused(s, APIE_ERROR_INVALID_ARGUMENT, where, call, #call, __LINE__)

/* A call of the event-driven library that must not start. */
#define NOT_STARTED(where, call)                                                                   \
    do {                                                                                           \
        assert_null(call);                                                                         \
        check_refused(s, APIE_ERROR_INVALID_ARGUMENT, where, s->error.code, #call, __LINE__);      \
    } while (0)

typedef struct tally {
    json_int_t requests;
    apie_queue_diagnostics counts;
} tally;

static tally count(stage *s)
{
    tally now = {0};
    expect_ok(s, subject_flush(&s->subject, 0, NULL, &s->error));
    now.requests = stage_requests(s);
    expect_ok(s, subject_diagnostics(&s->subject, &now.counts, &s->error));
    return now;
}

static void expect_untouched(stage *s, const tally *before)
{
    tally now = count(s);
    assert_int_equal(now.requests, before->requests);
    assert_int_equal(now.counts.accepted_count, before->counts.accepted_count);
    assert_int_equal(now.counts.dropped_count, 0);
    expect_ok(s, subject_health_check(&s->subject, NULL, NULL, &s->error));
}

/* ---- arguments ---- */

static void test_arguments(stage *s)
{
    subject_scope scope;
    apie_run *run = NULL;
    apie_approval_result *approval = NULL;
    apie_response *response = NULL;
    apie_decision *decision = NULL;
    subject *on = &s->subject;
    const apie_run_complete bad_complete = {.metadata = APIE_NULL};
    const apie_run_complete complete = {.status = "completed", .metadata = APIE_NULL};
    stage_begin(s);
    tally before = count(s);
    REFUSED("input", subject_tool_begin(on, NULL, NULL, &scope, &s->error));
    REFUSED("input", subject_guard_begin(on, NULL, NULL, &scope, &s->error));
    REFUSED("input", subject_guard(on, NULL, NULL, &decision, &s->error));
    REFUSED("tool.name",
            subject_tool_begin(on, &(apie_tool_input){.run_id = "r"}, NULL, &scope, &s->error));
    REFUSED("run_id", subject_tool_begin(on, &(apie_tool_input){.tool = {.name = "t"}}, NULL,
                                         &scope, &s->error));
    REFUSED("action.type",
            subject_guard_begin(on, &(apie_guard_input){.run_id = "r"}, NULL, &scope, &s->error));
    REFUSED("action.name",
            subject_guard_begin(on, &(apie_guard_input){.run_id = "r", .action = {.type = "a"}},
                                NULL, &scope, &s->error));
    REFUSED("resource.type",
            subject_guard_begin(
                on, &(apie_guard_input){.run_id = "r", .action = {.type = "a", .name = "b"}}, NULL,
                &scope, &s->error));
    REFUSED("run", subject_run_end(on, NULL, NULL, NULL, &s->error));
    REFUSED("run_id", subject_run_end(on, &(apie_run){.id = ""}, NULL, NULL, &s->error));
    REFUSED("approval_id", subject_wait_for_approval(on, NULL, 0, NULL, &approval, &s->error));
    REFUSED("approval_id", subject_get_approval_status(on, "", NULL, &approval, &s->error));
    REFUSED("timeout_ms", subject_wait_for_approval(on, "a", -1, NULL, &approval, &s->error));
    REFUSED("timeout_ms", subject_flush(on, -1, NULL, &s->error));
    REFUSED("timeout_ms", subject_shutdown(on, -1, NULL, &s->error));
    REFUSED("out", subject_diagnostics(on, NULL, &s->error));
    REFUSED(NULL, subject_runs_create(on, NULL, NULL, &run, &s->error));
    REFUSED("status", subject_runs_complete(on, "run_1", &bad_complete, NULL, &s->error));
    REFUSED("run_id", subject_runs_complete(on, NULL, &complete, NULL, &s->error));
    REFUSED("run_id", subject_runs_complete(on, "", &complete, NULL, &s->error));
    REFUSED("run_id", subject_runs_complete(on, "..", &complete, NULL, &s->error));
    REFUSED("run_id", subject_runs_complete(on, "\xc3(", &complete, NULL, &s->error));
    REFUSED("method",
            subject_raw_request(on, "FETCH", "/health", NULL, 0, NULL, &response, &s->error));
    REFUSED("method",
            subject_raw_request(on, NULL, "/health", NULL, 0, NULL, &response, &s->error));
    REFUSED("path", subject_raw_request(on, "GET", NULL, NULL, 0, NULL, &response, &s->error));
    REFUSED("path", subject_raw_request(on, "GET", "health", NULL, 0, NULL, &response, &s->error));
    REFUSED("path",
            subject_raw_request(on, "GET", "//evil.test/", NULL, 0, NULL, &response, &s->error));
    REFUSED("path", subject_raw_request(on, "GET", "/a b", NULL, 0, NULL, &response, &s->error));
    REFUSED("path",
            subject_raw_request(on, "GET", "/a\r\nX: y", NULL, 0, NULL, &response, &s->error));
    REFUSED("body",
            subject_raw_request(on, "POST", "/v1/runs", NULL, 5, NULL, &response, &s->error));
    expect_untouched(s, &before);
}

static void test_options(stage *s)
{
    static const apie_header broken[] = {{"X-Good", "a\r\nX-Evil: b"}};
    static const apie_header bad_name[] = {{"X Bad", "a"}};
    static const apie_header credential[] = {{"authorization", "Bearer other"}};
    static const apie_header no_value[] = {{"X-Good", NULL}};
    const struct {
        const char *where;
        apie_call_options options;
    } cases[] = {
        {"deadline_ms", {.deadline_ms = -1}},
        {"attempt_timeout_ms", {.attempt_timeout_ms = -1}},
        {"attempts", {.attempts = -1}},
        {"headers", {.header_count = 1}},
        {NULL, {.headers = broken, .header_count = 1}},
        {NULL, {.headers = bad_name, .header_count = 1}},
        {NULL, {.headers = credential, .header_count = 1}},
        {NULL, {.headers = no_value, .header_count = 1}},
        {"idempotency_key", {.idempotency_key = "a\nb"}},
        {"idempotency_key", {.idempotency_key = ""}},
    };
    const apie_tool_input tool = {.run_id = "r", .tool = {.name = "t"}};
    subject_scope scope;
    apie_run *run = NULL;
    apie_response *response = NULL;
    stage_begin(s);
    tally before = count(s);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const apie_call_options *options = &cases[i].options;
        REFUSED(cases[i].where, subject_health_check(&s->subject, options, NULL, &s->error));
        REFUSED(cases[i].where, subject_raw_request(&s->subject, "GET", "/health", NULL, 0, options,
                                                    &response, &s->error));
        REFUSED(cases[i].where, subject_run_begin(&s->subject, NULL, options, &run, &s->error));
        REFUSED(cases[i].where, subject_tool_begin(&s->subject, &tool, options, &scope, &s->error));
    }
    if (s->kind == SUBJECT_ASYNC) {
        apie_call_options options = {.cancel = apie_cancel_token_new()};
        REFUSED("cancel", subject_health_check(&s->subject, &options, NULL, &s->error));
        apie_cancel_token_free(options.cancel);
    }
    expect_untouched(s, &before);
}

/* ---- texts and values ---- */

static json_t *nested(int depth)
{
    json_t *value = json_object();
    for (int i = 0; i < depth; i++)
        value = json_pack("{s:o}", "deeper", value);
    return value;
}

static void refuse_metadata(stage *s, json_t *metadata)
{
    subject_scope scope;
    apie_run *run = NULL;
    REFUSED("metadata", subject_run_begin(&s->subject, &(apie_run_input){.metadata = metadata},
                                          NULL, &run, &s->error));
    apie_tool_input tool = {.run_id = "r", .tool = {.name = "t"}, .metadata = metadata};
    REFUSED("metadata", subject_tool_begin(&s->subject, &tool, NULL, &scope, &s->error));
    apie_run known = {.id = "run_1"};
    REFUSED("metadata",
            subject_run_end(&s->subject, &known, &(apie_run_outcome){.metadata = metadata}, NULL,
                            &s->error));
    json_decref(metadata);
}

static void test_metadata(stage *s)
{
    stage_begin(s);
    tally before = count(s);
    refuse_metadata(s, json_array());
    refuse_metadata(s, json_string("text"));
    refuse_metadata(s, json_null());
    expect_untouched(s, &before);
}

/* What lies deeper than anyone looks is left out. */
static void test_deep_metadata(stage *s)
{
    json_t *metadata = nested(2000);
    apie_run_input input = {.metadata = metadata};
    apie_run *run = NULL;
    int depth = 0;
    stage_begin(s);
    expect_ok(s, subject_run_begin(&s->subject, &input, NULL, &run, &s->error));
    assert_string_equal(run->status, "running");
    stage_end_run(s, run);
    const json_t *held = json_at(stage_state(s), "runs/run_1/metadata");
    for (; json_is_object(held); depth++)
        held = json_object_get(held, "deeper");
    assert_string_equal(json_string_value(held), "[REDACTED]");
    assert_in_range(depth, 100, 130);
    json_decref(metadata);
}

static void test_not_utf8(stage *s)
{
    static const char bad[] = "caf\xe9";
    subject_scope scope;
    apie_run *run = NULL;
    apie_guard_input guard = {
        .run_id = bad, .action = {.type = "a", .name = "b"}, .resource = {.type = "c"}};
    stage_begin(s);
    tally before = count(s);
    REFUSED(NULL, subject_run_begin(&s->subject, &(apie_run_input){.input_summary = bad}, NULL,
                                    &run, &s->error));
    REFUSED(NULL, subject_run_begin(&s->subject, &(apie_run_input){.session_id = bad}, NULL, &run,
                                    &s->error));
    REFUSED(NULL, subject_tool_begin(&s->subject,
                                     &(apie_tool_input){.run_id = "r", .tool = {.name = bad}}, NULL,
                                     &scope, &s->error));
    REFUSED(NULL, subject_guard_begin(&s->subject, &guard, NULL, &scope, &s->error));
    REFUSED(NULL, subject_run_end(&s->subject, &(apie_run){.id = "run_1"},
                                  &(apie_run_outcome){.error_message = bad}, NULL, &s->error));
    REFUSED(NULL, subject_runs_create(&s->subject, &(apie_run_create){.agent_key = bad}, NULL, &run,
                                      &s->error));
    expect_untouched(s, &before);
}

/* A scope ends whatever it is told; its beginning is not lost. */
static void test_bad_outcome(stage *s)
{
    subject_scope scope;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    apie_tool_input tool = {.run_id = run->id, .tool = {.name = "search"}};
    expect_ok(s, subject_tool_begin(&s->subject, &tool, NULL, &scope, &s->error));
    REFUSED(NULL, subject_scope_finish(&scope, &(apie_action_outcome){.error_message = "\xff"},
                                       &s->error));
    stage_use_tool(s, run, "after");
    stage_end_run(s, run);
    stage_expect_events(s, "run_1",
                        "guardrail.evaluated tool.called action.requested "
                        "guardrail.evaluated tool.called action.requested action.completed");
}

/* ---- ids in paths ---- */

static void test_ids_are_encoded(stage *s)
{
    char record[] = "/tmp/apie-record-XXXXXX";
    const apie_run_complete complete = {.status = "completed", .metadata = APIE_NULL};
    apie_approval_result *approval = NULL;
    int fd = mkstemp(record);
    assert_true(fd >= 0);
    stage_serve(s, &(devserver_options){.record_path = record});
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    expect(s, APIE_ERROR_NOT_FOUND,
           subject_runs_complete(&s->subject, "a/../b?c#d%e \xc3\xa9", &complete, NULL, &s->error));
    expect(s, APIE_ERROR_NOT_FOUND,
           subject_get_approval_status(&s->subject, "../../health", NULL, &approval, &s->error));
    FILE *file = fdopen(fd, "r");
    char text[8192] = "";
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    (void)fclose(file);
    (void)unlink(record);
    assert_true(length > 0);
    assert_non_null(strstr(text, "\"path\":\"/v1/runs/a%2F..%2Fb%3Fc%23d%25e%20%C3%A9/complete\""));
    assert_non_null(strstr(text, "\"path\":\"/v1/approvals/..%2F..%2Fhealth\""));
}

/* ---- no client, no callback ---- */

static void test_no_client(stage *s)
{
    apie_run *run = NULL;
    apie_scope *scope = NULL;
    apie_decision *decision = NULL;
    apie_approval_result *approval = NULL;
    apie_response *response = NULL;
    apie_queue_diagnostics counts;
    apie_tool_input tool = {.run_id = "r", .tool = {.name = "t"}};
    apie_guard_input guard = {0};
    apie_run known = {.id = "r"};
    REFUSED("out", apie_client_new(NULL, NULL, &s->error));
    REFUSED("client", apie_ready(NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_flush(NULL, 0, NULL, NULL, &s->error));
    REFUSED("client", apie_shutdown(NULL, 0, NULL, &s->error));
    REFUSED("client", apie_get_queue_diagnostics(NULL, &counts, &s->error));
    REFUSED("client", apie_run_begin(NULL, NULL, NULL, &run, &s->error));
    REFUSED("client", apie_run_end(NULL, &known, NULL, NULL, &s->error));
    REFUSED(NULL, apie_with_run(NULL, NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_tool_begin(NULL, &tool, NULL, &scope, &s->error));
    REFUSED("client", apie_guard_begin(NULL, &guard, NULL, &scope, &s->error));
    REFUSED(NULL, apie_with_tool(NULL, &tool, NULL, NULL, NULL, &s->error));
    REFUSED(NULL, apie_with_guard(NULL, &guard, NULL, NULL, NULL, &s->error));
    REFUSED("scope", apie_scope_finish(NULL, NULL, &s->error));
    REFUSED("client", apie_guard(NULL, &guard, NULL, &decision, &s->error));
    REFUSED("client", apie_wait_for_approval(NULL, "a", 0, NULL, &approval, &s->error));
    REFUSED("client", apie_get_approval_status(NULL, "a", NULL, &approval, &s->error));
    REFUSED("client", apie_request(NULL, "GET", "/", NULL, 0, NULL, &response, &s->error));
    REFUSED("context", apie_context_attach(NULL, &s->error));
    REFUSED("client", apie_health_info(NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_health_check(NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_runs_create(NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_runs_complete(NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_sessions_create(NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_sessions_complete(NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_sessions_create_run(NULL, NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_sessions_create_handoff(NULL, NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_agents_identify(NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_agents_declare_capabilities(NULL, NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_agents_define_tool(NULL, NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_approvals_get(NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_approvals_wait(NULL, NULL, (apie_opt_int){0}, NULL, NULL, &s->error));
    REFUSED("client", apie_events_send(NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_events_validate(NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_guardrails_evaluate(NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_guardrails_enable_template(NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_reports_create(NULL, NULL, NULL, NULL, NULL, &s->error));
    REFUSED("client", apie_reports_get(NULL, NULL, NULL, NULL, &s->error));
    /* Without an error to fill, too. */
    assert_int_equal(apie_ready(NULL, NULL, NULL, NULL), APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_health_check(NULL, NULL, NULL, NULL), APIE_ERROR_INVALID_ARGUMENT);
    apie_client_free(NULL);
    apie_context_free(NULL);
    apie_cancel_token_cancel(NULL);
    apie_cancel_token_free(NULL);
    apie_free(NULL);
}

static void never_called(apie_status status, apie_async_scope *scope, const apie_error *error,
                         void *user)
{
    (void)status;
    (void)scope;
    (void)error;
    (void)user;
    fail_msg("a callback of a call that did not start");
}

static void test_no_async_client(stage *s)
{
    apie_error *e = &s->error;
    apie_tool_input tool = {.run_id = "r", .tool = {.name = "t"}};
    apie_guard_input guard = {
        .run_id = "r", .action = {.type = "a", .name = "b"}, .resource = {.type = "c"}};
    apie_run run = {.id = "r"};
    apie_async_client *out = NULL;
    stage_begin(s);
    apie_async_client *c = s->subject.async;
    tally before = count(s);
    REFUSED("base", apie_async_client_new(NULL, &s->config, &out, e));
    REFUSED("out", apie_async_client_new(s->subject.base, &s->config, NULL, e));
    REFUSED("client", apie_async_client_close(NULL, NULL, NULL, e));
    REFUSED("client", apie_async_submit(NULL, NULL, NULL, e));
    REFUSED("work", apie_async_submit(c, NULL, NULL, e));
    REFUSED("client", apie_async_get_queue_diagnostics(NULL, NULL, e));
    REFUSED("scope", apie_async_scope_finish(NULL, NULL, e));
    REFUSED("scope", apie_async_run_scope_finish(NULL, NULL, e));
    NOT_STARTED("client", apie_async_ready(NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_flush(NULL, 0, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_shutdown(NULL, 0, NULL, NULL, e));
    NOT_STARTED("client", apie_async_run_begin(NULL, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_run_end(NULL, &run, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("fn", apie_async_with_run(c, NULL, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("callback", apie_async_tool_begin(c, &tool, NULL, NULL, NULL, e));
    NOT_STARTED("callback", apie_async_guard_begin(c, &guard, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_tool_begin(NULL, &tool, NULL, never_called, NULL, e));
    NOT_STARTED("client", apie_async_guard_begin(NULL, &guard, NULL, never_called, NULL, e));
    NOT_STARTED("fn", apie_async_with_tool(c, &tool, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("fn", apie_async_with_guard(c, &guard, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_guard(NULL, &guard, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_wait_for_approval(NULL, "a", 0, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_get_approval_status(NULL, "a", NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_request(NULL, "GET", "/", NULL, 0, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_health_info(NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_health_check(NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_runs_create(NULL, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_runs_complete(NULL, NULL, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_sessions_create(NULL, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_sessions_complete(NULL, NULL, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_agents_identify(NULL, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_approvals_get(NULL, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_events_send(NULL, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_guardrails_evaluate(NULL, NULL, NULL, NULL, NULL, e));
    NOT_STARTED("client", apie_async_reports_get(NULL, NULL, NULL, NULL, NULL, e));
    NOT_STARTED(NULL, apie_async_runs_create(c, NULL, NULL, NULL, NULL, e));
    assert_null(apie_async_ready(NULL, NULL, NULL, NULL, NULL));
    apie_async_client_free(NULL);
    apie_call_cancel(NULL);
    expect_untouched(s, &before);
}

static const stage_test tests[] = {
    {.name = "arguments", .run = test_arguments, .once = true},
    {.name = "options", .run = test_options, .once = true},
    {.name = "metadata", .run = test_metadata, .once = true},
    {.name = "deep metadata", .run = test_deep_metadata, .once = true},
    {.name = "text that is not UTF-8", .run = test_not_utf8, .once = true},
    {.name = "an outcome that cannot be told", .run = test_bad_outcome},
    {.name = "ids are encoded", .run = test_ids_are_encoded},
    {.name = "no client", .run = test_no_client, .once = true, .sync_only = true},
    {.name = "no async client", .run = test_no_async_client, .once = true, .async_only = true},
};

int main(void)
{
    return STAGE_MAIN("bad input", tests);
}
