/* Scripts that are run to their end. */
#include "openapp_flows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apie/openapp/scripting.h>

#include "support/alloc_fault.h"

static apie_flow *execute(openapp_flows *f, const apie_call_options *options)
{
    const apie_openapp_execution_create script = {.script = "return 1"};
    apie_error error;
    apie_flow *flow = apie_openapp_execute_flow_new(&f->core.core, &script, options, &error);
    if (!flow)
        fail_msg("%s", error.message);
    return flow;
}

/* How a call ended; its flow is gone by then. */
typedef struct outcome {
    apie_status status;
    apie_error error;
    bool has_result;
} outcome;

static void keep_outcome(void *user, apie_flow *flow)
{
    outcome *kept = user;
    kept->status = flow->status;
    kept->error = flow->error;
    kept->has_result = flow->result != NULL;
}

static outcome finish(openapp_flows *f, apie_flow *flow)
{
    outcome kept;
    virtual_finish(f->world, flow);
    keep_outcome(&kept, flow);
    apie_flow_free(flow);
    return kept;
}

/* What is left of a script that goes on. */
static void expect_left(const outcome *kept, apie_status status)
{
    assert_int_equal(kept->status, status);
    assert_int_equal(kept->error.code, status);
    assert_string_equal(kept->error.where, "x 1");
    assert_true(kept->error.maybe_processed);
    assert_false(kept->has_result);
}

static const char *reason_of(const apie_flow *flow)
{
    return json_string_value(((const apie_openapp_execution *)flow->result)->error);
}

/* ---- until it has ended ---- */

static void a_script_is_run_to_its_end(void **state)
{
    openapp_flows *f = *state;
    static const uint64_t pauses[] = {1000, 2000, 4000, 5000, 5000};
    const apie_call_options options = {.idempotency_key = "once"};
    f->end = "\"status\":\"succeeded\",\"result\":[42]";
    f->looks_until_done = 5;
    apie_flow *flow = execute(f, &options);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    const apie_openapp_execution *execution = flow->result;
    assert_int_equal(json_integer_value(json_array_get(execution->result, 0)), 42);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 6);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(f->times[i + 1] - f->times[i], pauses[i]);
    openapp_flows_expect_target(f, 0, "/api/v1/scripting/executions");
    openapp_flows_expect_target(f, 1, "/api/v1/scripting/executions/x%201");
}

static void headers_go_with_every_look(void **state)
{
    openapp_flows *f = *state;
    char org[] = "mine";
    apie_header headers[] = {{"X-Correlation-Id", "c1"}, {"X-Org", org}};
    const apie_call_options options = {
        .headers = headers, .header_count = 2, .idempotency_key = "once"};
    f->end = "\"status\":\"succeeded\"";
    f->looks_until_done = 3;
    apie_flow *flow = execute(f, &options);
    memset(org, 'x', sizeof org - 1);
    memset(headers, 0, sizeof headers);
    assert_int_equal(finish(f, flow).status, APIE_OK);
    assert_int_equal(f->sent, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(openapp_flows_has_line(f, i, "X-Correlation-Id: c1"));
        assert_true(openapp_flows_has_line(f, i, "X-Org: mine"));
        assert_int_equal(openapp_flows_has_line(f, i, "Idempotency-Key: once"), i == 0);
    }
}

/* It may be given as a header, too. */
static void a_key_goes_with_the_submission(void **state)
{
    openapp_flows *f = *state;
    const apie_header headers[] = {{"IDEMPOTENCY-key", "once"}, {"X-Org", "mine"}};
    const apie_call_options options = {.headers = headers, .header_count = 2};
    f->end = "\"status\":\"succeeded\"";
    f->looks_until_done = 2;
    assert_int_equal(finish(f, execute(f, &options)).status, APIE_OK);
    assert_int_equal(f->sent, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(openapp_flows_has_line(f, i, "X-Org: mine"));
        assert_int_equal(openapp_flows_has_line(f, i, "IDEMPOTENCY-key: once"), i == 0);
    }
}

/* ---- failures ---- */

static void a_script_may_fail(void **state)
{
    openapp_flows *f = *state;
    f->end = "\"status\":\"failed\",\"error\":\"line 3\"";
    f->looks_until_done = 1;
    apie_flow *flow = execute(f, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_FAILED);
    assert_string_equal(flow->error.message, "script execution failed: line 3");
    assert_string_equal(flow->error.where, "x 1");
    assert_string_equal(reason_of(flow), "line 3");
    apie_flow_free(flow);
    f->end = "\"status\":\"canceled\"";
    f->looks_until_done = 0;
    f->sent = 0;
    outcome kept = finish(f, execute(f, NULL));
    assert_int_equal(kept.status, APIE_ERROR_FAILED);
    assert_string_equal(kept.error.message, "script execution canceled: no reason given");
    assert_true(kept.has_result);
    assert_int_equal(f->sent, 1);
}

static void a_reason_is_fit_for_a_message(void **state)
{
    openapp_flows *f = *state;
    f->end = "\"status\":\"failed\",\"error\":\" line 3:\\n\\u001b[31mno\\t" OPENAPP_KEY
             " and " OPENAPP_OTHER_KEY "\\n\"";
    outcome kept = finish(f, execute(f, NULL));
    assert_int_equal(kept.status, APIE_ERROR_FAILED);
    assert_ptr_equal(strstr(kept.error.message, "script execution failed: line 3: [31mno *"),
                     kept.error.message);
    assert_null(strstr(kept.error.message, "a-long-secret"));
    assert_non_null(strstr(kept.error.message, "another-secret"));
    openapp_flows_rotate(f, NULL);
    f->key = OPENAPP_OTHER_KEY;
    kept = finish(f, execute(f, NULL));
    assert_int_equal(kept.status, APIE_ERROR_FAILED);
    assert_null(strstr(kept.error.message, "another-secret"));
}

/* Told by the answer to the submission, or by one to a look. */
static void a_reason_does_not_tell_a_keys_secret_part(void **state)
{
    openapp_flows *f = *state;
    f->end = "\"status\":\"failed\",\"error\":\"no another-secret\"";
    openapp_flows_rotate(f, NULL);
    f->key = OPENAPP_OTHER_KEY;
    for (size_t looks = 0; looks < 2; looks++) {
        f->sent = 0;
        f->looks_until_done = looks;
        outcome kept = finish(f, execute(f, NULL));
        assert_int_equal(f->sent, looks + 1);
        assert_string_equal(kept.error.message, "script execution failed: no **************");
    }
}

static void reasons_may_be_anything(void **state)
{
    static const struct {
        const char *reason;
        const char *message;
    } reasons[] = {
        {"\"error\":{\"line\": 3, \"text\":\"no\\nend\"}",
         "script execution failed: {\"line\":3,\"text\":\"no\\nend\"}"},
        {"\"error\":[\"a\", 7]", "script execution failed: [\"a\",7]"},
        {"\"error\":null", "script execution failed: no reason given"},
        {"\"error\":\" \\n\"", "script execution failed: no reason given"},
    };
    openapp_flows *f = *state;
    char end[128];
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        (void)snprintf(end, sizeof end, "\"status\":\"failed\",%s", reasons[i].reason);
        f->end = end;
        outcome kept = finish(f, execute(f, NULL));
        assert_int_equal(kept.status, APIE_ERROR_FAILED);
        assert_string_equal(kept.error.message, reasons[i].message);
    }
}

/* A failure that cannot be told is not the script's. */
static void reasons_need_memory(void **state)
{
    openapp_flows *f = *state;
    bool hit = true;
    f->end = "\"status\":\"failed\",\"error\":{\"line\":3}";
    for (unsigned long k = 1; hit; k++) {
        long live = apie_fault_live();
        apie_flow *flow = execute(f, NULL);
        f->sent = 0;
        apie_fault_fail_at(k);
        apie_status status = openapp_flows_drive(f, flow);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_ERROR_FAILED);
        assert_int_equal(flow->result != NULL, !hit);
        apie_flow_free(flow);
        assert_int_equal(apie_fault_live(), live);
    }
}

static void a_look_may_fail(void **state)
{
    openapp_flows *f = *state;
    f->looks_until_done = SIZE_MAX;
    f->failure = 404;
    f->good = 1;
    outcome kept = finish(f, execute(f, NULL));
    expect_left(&kept, APIE_ERROR_NOT_FOUND);
    assert_int_equal(kept.error.http_status, 404);
    assert_string_equal(kept.error.service_code, "x");
}

/* ---- time ---- */

static void a_script_may_take_too_long(void **state)
{
    openapp_flows *f = *state;
    const apie_call_options options = {.deadline_ms = 8000};
    f->looks_until_done = SIZE_MAX;
    uint64_t start_ms = virtual_now(f->world);
    outcome kept = finish(f, execute(f, &options));
    expect_left(&kept, APIE_ERROR_TIMEOUT);
    assert_string_equal(kept.error.message, "execution x 1 did not end in time");
    assert_int_equal(virtual_now(f->world) - start_ms, 8000);
    assert_int_equal(f->sent, 4);
    apie_flow *flow = execute(f, NULL);
    assert_int_equal(flow->limit_ms, 900000);
    apie_flow_free(flow);
}

static void a_look_may_take_too_long(void **state)
{
    openapp_flows *f = *state;
    const apie_call_options options = {.deadline_ms = 5000};
    f->looks_until_done = SIZE_MAX;
    f->delay_ms = 100000;
    uint64_t start_ms = virtual_now(f->world);
    outcome kept = finish(f, execute(f, &options));
    expect_left(&kept, APIE_ERROR_TIMEOUT);
    assert_string_equal(kept.error.message, "execution x 1 did not end in time");
    assert_int_equal(kept.error.attempts, 1);
    assert_int_equal(virtual_now(f->world) - start_ms, 5000);
    assert_int_equal(f->sent, 2);
}

/* There is time left: it was the network. */
static void one_attempt_of_a_look_may_time_out(void **state)
{
    openapp_flows *f = *state;
    const apie_call_options options = {.attempts = 1, .attempt_timeout_ms = 500};
    f->looks_until_done = SIZE_MAX;
    f->delay_ms = 1000;
    outcome kept = finish(f, execute(f, &options));
    expect_left(&kept, APIE_ERROR_TIMEOUT);
    assert_null(strstr(kept.error.message, "did not end in time"));
    assert_int_equal(f->sent, 2);
}

static void submitting_may_take_too_long(void **state)
{
    openapp_flows *f = *state;
    f->transport = APIE_ERROR_TIMEOUT;
    outcome kept = finish(f, execute(f, NULL));
    assert_int_equal(kept.status, APIE_ERROR_TIMEOUT);
    assert_string_equal(kept.error.where, "");
    assert_null(strstr(kept.error.message, "did not end in time"));
    assert_false(kept.has_result);
}

/* It is one request; what may take long is the script. */
static void submitting_has_its_own_limit(void **state)
{
    openapp_flows *f = *state;
    const apie_call_options options = {.idempotency_key = "once", .attempts = 20};
    f->transport = APIE_ERROR_NETWORK;
    f->delay_ms = 20000;
    uint64_t start_ms = virtual_now(f->world);
    assert_int_not_equal(finish(f, execute(f, &options)).status, APIE_OK);
    assert_in_range(virtual_now(f->world) - start_ms, 40000, 60000);
}

/* ---- cancelling ---- */

static outcome cancel_after(openapp_flows *f, uint64_t delay_ms)
{
    outcome kept;
    uint64_t start_ms = virtual_now(f->world);
    f->sent = 0;
    virtual_task *task = virtual_start(f->world, execute(f, NULL), keep_outcome, &kept);
    virtual_cancel_at(task, start_ms + delay_ms);
    virtual_run(f->world);
    assert_int_equal(virtual_now(f->world) - start_ms, delay_ms);
    return kept;
}

static void pauses_may_be_cancelled(void **state)
{
    openapp_flows *f = *state;
    f->looks_until_done = SIZE_MAX;
    outcome kept = cancel_after(f, 500);
    expect_left(&kept, APIE_ERROR_CANCELLED);
    assert_int_equal(f->sent, 1);
    kept = cancel_after(f, 4000);
    expect_left(&kept, APIE_ERROR_CANCELLED);
    assert_int_equal(f->sent, 3);
}

static void looks_may_be_cancelled(void **state)
{
    openapp_flows *f = *state;
    f->looks_until_done = SIZE_MAX;
    f->delay_ms = 10000;
    outcome kept = cancel_after(f, 1500);
    expect_left(&kept, APIE_ERROR_CANCELLED);
    assert_int_equal(f->sent, 2);
}

/* A driver that aborts a transfer by itself tells the flow of the cancel alone. */
static void looks_may_be_cancelled_from_outside(void **state)
{
    openapp_flows *f = *state;
    outcome kept;
    const char submitted[] = "{\"id\":\"x 1\",\"status\":\"pending\"}";
    const apie_answer answer = {.http_status = 202, .body = {submitted, sizeof submitted - 1}};
    apie_flow *flow = execute(f, NULL);
    (void)apie_flow_resume(flow, APIE_CAUSE_START, 1000);
    assert_true(apie_flow_prepare(flow));
    apie_flow_absorb(flow, &answer);
    const apie_want *want = apie_flow_resume(flow, APIE_CAUSE_ANSWER, 1010);
    apie_flow_report(flow);
    assert_int_equal(want->kind, APIE_WANT_TIME);
    want = apie_flow_resume(flow, APIE_CAUSE_TIME, want->deadline_ms);
    assert_int_equal(want->kind, APIE_WANT_SEND);
    assert_true(apie_flow_prepare(flow));
    want = apie_flow_resume(flow, APIE_CAUSE_CANCEL, want->deadline_ms);
    assert_int_equal(want->kind, APIE_WANT_DONE);
    keep_outcome(&kept, flow);
    apie_flow_free(flow);
    expect_left(&kept, APIE_ERROR_CANCELLED);
}

static void submitting_may_be_cancelled(void **state)
{
    openapp_flows *f = *state;
    f->transport = APIE_ERROR_CANCELLED;
    outcome kept = finish(f, execute(f, NULL));
    assert_int_equal(kept.status, APIE_ERROR_CANCELLED);
    assert_string_equal(kept.error.where, "");
    assert_false(kept.has_result);
}

/* What was answered tells what is left, however soon the cancel comes after it. */
static void submitting_may_be_cancelled_when_it_was_answered(void **state)
{
    openapp_flows *f = *state;
    outcome kept;
    const char submitted[] = "{\"id\":\"x 1\",\"status\":\"pending\"}";
    const apie_answer answer = {.http_status = 202,
                                .body = {submitted, sizeof submitted - 1},
                                .request_started = true,
                                .response_started = true};
    apie_flow *flow = execute(f, NULL);
    (void)apie_flow_resume(flow, APIE_CAUSE_START, 1000);
    assert_true(apie_flow_prepare(flow));
    apie_flow_absorb(flow, &answer);
    const apie_want *want = apie_flow_resume(flow, APIE_CAUSE_CANCEL, 1010);
    apie_flow_report(flow);
    assert_int_equal(want->kind, APIE_WANT_DONE);
    keep_outcome(&kept, flow);
    apie_flow_free(flow);
    expect_left(&kept, APIE_ERROR_CANCELLED);
    assert_int_equal(kept.error.attempts, 1);
}

/* ---- memory ---- */

/* An execution whose id has no room in what the flow has already. */
static void an_id_needs_memory(void **state)
{
    openapp_flows *f = *state;
    char id[2001] = "";
    char submitted[2100];
    memset(id, 'x', sizeof id - 1);
    (void)snprintf(submitted, sizeof submitted, "{\"id\":\"%s\",\"status\":\"pending\"}", id);
    const apie_answer answer = {.http_status = 202, .body = {submitted, strlen(submitted)}};
    apie_flow *flow = execute(f, NULL);
    (void)apie_flow_resume(flow, APIE_CAUSE_START, 1000);
    assert_true(apie_flow_prepare(flow));
    apie_flow_absorb(flow, &answer);
    apie_fault_fail_at(1);
    (void)apie_flow_resume(flow, APIE_CAUSE_ANSWER, 1010);
    assert_true(apie_fault_hit());
    apie_fault_fail_at(0);
    assert_int_equal(flow->status, APIE_ERROR_NO_MEMORY);
    assert_true(flow->error.maybe_processed);
    assert_ptr_equal(strstr(id, flow->error.where), id);
    assert_true(strlen(flow->error.where) > 100);
    apie_flow_free(flow);
}

/* The script runs. */
static void memory_may_run_out_once_it_was_submitted(void **state)
{
    openapp_flows *f = *state;
    unsigned long after = 0;
    bool hit = true;
    f->end = "\"status\":\"succeeded\"";
    f->looks_until_done = 1;
    for (unsigned long k = 1; hit; k++) {
        apie_flow *flow = execute(f, NULL);
        f->sent = 0;
        apie_fault_fail_at(k);
        (void)openapp_flows_drive(f, flow);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        if (hit) {
            assert_int_equal(flow->error.code, APIE_ERROR_NO_MEMORY);
            assert_int_equal(flow->error.maybe_processed, f->sent > 0);
            after += f->sent > 0;
        }
        if (f->sent > 1)
            assert_string_equal(flow->error.where, hit ? "x 1" : "");
        apie_flow_free(flow);
    }
    assert_true(after > 3);
}

static apie_flow *make_execute(openapp_flows *f, apie_error *error)
{
    const apie_header header = {"A", "b"};
    const apie_call_options options = {.headers = &header, .header_count = 1};
    const apie_openapp_execution_create script = {.script = "s"};
    return apie_openapp_execute_flow_new(&f->core.core, &script, &options, error);
}

static void memory_may_run_out(void **state)
{
    openapp_flows *f = *state;
    openapp_flows_rotate(f, NULL);
    f->end = "\"status\":\"succeeded\",\"result\":[42]";
    f->looks_until_done = 2;
    openapp_flows_torture(f, make_execute);
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
    const struct CMUnitTest tests[] = {
        OPENAPP_FLOWS_TEST(a_script_is_run_to_its_end),
        OPENAPP_FLOWS_TEST(headers_go_with_every_look),
        OPENAPP_FLOWS_TEST(a_key_goes_with_the_submission),
        OPENAPP_FLOWS_TEST(a_script_may_fail),
        OPENAPP_FLOWS_TEST(a_reason_is_fit_for_a_message),
        OPENAPP_FLOWS_TEST(a_reason_does_not_tell_a_keys_secret_part),
        OPENAPP_FLOWS_TEST(reasons_may_be_anything),
        OPENAPP_FLOWS_TEST(reasons_need_memory),
        OPENAPP_FLOWS_TEST(a_look_may_fail),
        OPENAPP_FLOWS_TEST(a_script_may_take_too_long),
        OPENAPP_FLOWS_TEST(a_look_may_take_too_long),
        OPENAPP_FLOWS_TEST(one_attempt_of_a_look_may_time_out),
        OPENAPP_FLOWS_TEST(submitting_may_take_too_long),
        OPENAPP_FLOWS_TEST(submitting_has_its_own_limit),
        OPENAPP_FLOWS_TEST(pauses_may_be_cancelled),
        OPENAPP_FLOWS_TEST(looks_may_be_cancelled),
        OPENAPP_FLOWS_TEST(looks_may_be_cancelled_from_outside),
        OPENAPP_FLOWS_TEST(submitting_may_be_cancelled),
        OPENAPP_FLOWS_TEST(submitting_may_be_cancelled_when_it_was_answered),
        OPENAPP_FLOWS_TEST(an_id_needs_memory),
        OPENAPP_FLOWS_TEST(memory_may_run_out),
        OPENAPP_FLOWS_TEST(memory_may_run_out_once_it_was_submitted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
