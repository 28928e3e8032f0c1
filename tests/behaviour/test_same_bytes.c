/* The same script sends the same requests through either library: line by line, header by header,
 * body by body. */
#include "stage.h"

#include "recordings.h"

static const char rules[] =
    "{\"rules\":[{\"key\":\"ask\",\"match\":{\"action\":\"merge\"},\"decision\":"
    "\"require_approval\",\"approval\":{\"status\":\"approved\",\"after_ms\":0}},"
    "{\"key\":\"no\",\"match\":{\"action\":\"deploy\"},\"decision\":\"block\"}]}";

static void use_tool(stage *s, const apie_run *run, json_t *metadata, const char *failure)
{
    subject_scope scope;
    apie_tool_input input = {.run_id = run->id,
                             .session_id = run->session_id,
                             .tool = {.name = "search", .provider = "mcp", .risk_level = "low"},
                             .resource = {.type = "index", .environment = "production"},
                             .metadata = metadata};
    apie_action_outcome outcome = {.error_message = failure, .result = metadata};
    expect_ok(s, subject_tool_begin(&s->subject, &input, NULL, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, &outcome, &s->error));
    expect_ok(s, subject_flush(&s->subject, 0, NULL, &s->error));
}

static void play(stage *s)
{
    static const apie_header headers[] = {{"X-Call", "one"}};
    static const apie_call_options options = {
        .headers = headers, .header_count = 1, .idempotency_key = "key-1"};
    json_t *metadata = json_pack("{s:s, s:f, s:n, s:[b,i], s:s}", "text", "\"caf\xc3\xa9\"\n\x01",
                                 "number", 0.1, "none", "list", 1, -7, "apiKey", "hidden");
    apie_run_input input = {.input_summary = "script", .metadata = metadata};
    apie_run *run = NULL;
    apie_response *response = NULL;
    apie_decision *decision = NULL;
    subject_scope scope;
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    expect_ok(s, subject_health_check(&s->subject, &options, NULL, &s->error));
    expect_ok(s, subject_run_begin(&s->subject, &input, &options, &run, &s->error));
    use_tool(s, run, metadata, NULL);
    use_tool(s, run, NULL, "broken");
    apie_guard_input merge = stage_action(run, "merge");
    expect_ok(s, subject_guard_begin(&s->subject, &merge, NULL, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
    expect_ok(s, subject_flush(&s->subject, 0, NULL, &s->error));
    apie_guard_input deploy = stage_action(run, "deploy");
    expect(s, APIE_ERROR_BLOCKED,
           subject_guard_begin(&s->subject, &deploy, NULL, &scope, &s->error));
    expect_ok(s, subject_guard(&s->subject, &deploy, NULL, &decision, &s->error));
    apie_free(decision);
    expect_ok(s, subject_raw_request(&s->subject, "GET", "/health?x=%20y", NULL, 0, NULL, &response,
                                     &s->error));
    apie_free(response);
    expect(s, APIE_ERROR_NOT_FOUND,
           subject_approvals_get(&s->subject, "a/b c", NULL, NULL, &s->error));
    apie_run_outcome outcome = {.metadata = metadata};
    expect_ok(s, subject_run_end(&s->subject, run, &outcome, &options, &s->error));
    apie_free(run);
    json_decref(metadata);
}

static json_t *record_of(stage *s, subject_kind kind)
{
    stage own = {.kind = kind, .tls = s->tls, .files = s->files};
    stage_serve_recorded(&own, &(devserver_options){.rules_json = rules});
    own.config.mode = APIE_MODE_ENFORCE;
    own.config.flush_interval_ms = 60000;
    own.config.max_batch_size = 1000;
    own.config.connection.user_agent_suffix = "script/1";
    stage_connect(&own);
    play(&own);
    stage_close(&own);
    json_t *record = json_incref((json_t *)(uintptr_t)stage_recorded(&own));
    stage_discard(&own);
    recording_forget_volatile(record);
    return record;
}

static void test_same_bytes(stage *s)
{
    json_t *one = record_of(s, s->kind);
    json_t *other = record_of(s, SUBJECT_ASYNC);
    assert_true(json_array_size(one) >= 14);
    recordings_expect_same(one, other, subject_name(s->kind), subject_name(SUBJECT_ASYNC));
    json_decref(one);
    json_decref(other);
}

static const stage_test tests[] = {
    {.name = "the same bytes", .run = test_same_bytes, .sync_only = true},
};

int main(void)
{
    return STAGE_MAIN("same bytes", tests);
}
