/* The flow engine: exchanges with retries, deadlines, gates, jobs, observers, in virtual time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apie/models/health.h>
#include <apie/models/runs.h>

#include "base/fail.h"
#include "flow/core.h"
#include "generated/apie_operations.h"
#include "support/virtual.h"

#define MAX_REPLIES 16

typedef struct fixture {
    virtual_world *world;
    apie_core core;
    apie_job job;
    virtual_reply replies[MAX_REPLIES]; /* in order; the last one is repeated */
    size_t reply_count;
    uint64_t sent_at[64];
    bool fresh[64];
    size_t sent;
    apie_attempt attempts[64];
    size_t attempt_count;
    apie_status stop; /* what the interceptor says */
    char header[64];
} fixture;

static void answer(void *user, const apie_http_request *request, virtual_reply *reply)
{
    fixture *f = user;
    size_t which = f->sent < f->reply_count ? f->sent : f->reply_count - 1;
    assert_in_range(f->sent, 0, 63);
    f->fresh[f->sent] = request->fresh_connection;
    f->sent_at[f->sent++] = virtual_now(f->world);
    if (request->header_line_count > 0)
        apie_text_format(f->header, sizeof f->header, "%s",
                         request->header_lines[request->header_line_count - 1]);
    *reply = f->replies[which];
}

static void observe(const apie_attempt *attempt, void *user)
{
    fixture *f = user;
    f->attempts[f->attempt_count++] = *attempt;
}

static apie_status before(apie_outgoing *request, void *user)
{
    fixture *f = user;
    if (f->stop != APIE_OK)
        return f->stop;
    return apie_outgoing_add_header(request, "X-Trace", "abc");
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    f->world = virtual_new(11, answer, f);
    apie_interceptor interceptor = {.before = before, .user = f};
    apie_connection_options options = {.observer = observe,
                                       .observer_user = f,
                                       .interceptors = &interceptor,
                                       .interceptor_count = 1};
    apie_credential credential = {.header = "Authorization", .prefix = "Bearer ", .secret = "key"};
    apie_endpoint endpoint;
    apie_error error;
    if (apie_endpoint_init(&endpoint, "http://127.0.0.1:9", &credential, &options, &error) !=
        APIE_OK)
        return -1;
    apie_logger logger = {0};
    apie_core_init(&f->core, &endpoint, virtual_clock(f->world), &logger);
    virtual_drive(f->world, &f->core);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    virtual_free(f->world);
    apie_core_free(&f->core);
    free(f);
    return 0;
}

static void reply_with(fixture *f, size_t count, const virtual_reply *replies)
{
    memcpy(f->replies, replies, count * sizeof *replies);
    f->reply_count = count;
}
#define REPLY(f, ...)                                                                              \
    reply_with(f, sizeof((virtual_reply[]){__VA_ARGS__}) / sizeof(virtual_reply),                  \
               (virtual_reply[]){__VA_ARGS__})

#define GOOD                                                                                       \
    {                                                                                              \
        .body = "{\"status\":\"ok\",\"database\":\"connected\"}"                                   \
    }

static apie_flow *get_health(fixture *f, const apie_call_options *options)
{
    apie_error error;
    apie_flow *flow =
        apie_operation_flow_new(&f->core, &apie_op_health_check, NULL, NULL, options, &error);
    if (!flow)
        fail_msg("%s", error.message);
    return flow;
}

static apie_flow *create_run(fixture *f, const apie_call_options *options)
{
    apie_run_create body = {.agent_key = "k"};
    apie_error error;
    apie_flow *flow =
        apie_operation_flow_new(&f->core, &apie_op_runs_create, NULL, &body, options, &error);
    if (!flow)
        fail_msg("%s", error.message);
    return flow;
}

static void an_operation_gives_its_result(void **state)
{
    fixture *f = *state;
    REPLY(f, GOOD);
    apie_flow *flow = get_health(f, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_string_equal(((apie_health *)flow->result)->database, "connected");
    apie_flow_free(flow);
    assert_int_equal(f->sent, 1);
    assert_string_equal(f->header, "X-Trace: abc");
}

static void retries_back_off_with_jitter_below_a_doubling_limit(void **state)
{
    fixture *f = *state;
    REPLY(f, {.status = 500});
    apie_flow *flow = get_health(f, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_SERVER);
    assert_int_equal(flow->error.attempts, 4);
    assert_int_equal(f->sent, 4);
    for (size_t i = 1; i < 4; i++)
        assert_in_range(f->sent_at[i] - f->sent_at[i - 1], 0, 500u << (i - 1));
    assert_int_equal(f->attempt_count, 4);
    assert_true(f->attempts[0].will_retry);
    assert_false(f->attempts[3].will_retry);
    assert_int_equal(f->attempts[3].number, 4);
    apie_flow_free(flow);
}

/* More than the usual as well as fewer, and nothing is waited for after the last. */
static void attempts_may_be_as_many_as_are_asked_for(void **state)
{
    fixture *f = *state;
    const apie_call_options six = {.attempts = 6};
    REPLY(f, {.status = 500});
    apie_flow *flow = get_health(f, &six);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->error.attempts, 6);
    assert_int_equal(f->sent, 6);
    assert_int_equal(virtual_now(f->world), f->sent_at[5]);
    apie_flow_free(flow);
}

static void the_services_wish_is_honoured(void **state)
{
    fixture *f = *state;
    REPLY(f, {.status = 429, .headers = "Retry-After: 3\r\n"}, GOOD);
    apie_flow *flow = get_health(f, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_in_range(f->sent_at[1] - f->sent_at[0], 3000, 3300);
    apie_flow_free(flow);
}

static void a_retry_that_would_miss_the_deadline_is_not_made(void **state)
{
    fixture *f = *state;
    REPLY(f, {.status = 429, .headers = "Retry-After: 30\r\n"}, GOOD);
    apie_call_options options = {.deadline_ms = 5000};
    apie_flow *flow = get_health(f, &options);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_RATE_LIMITED);
    assert_int_equal(flow->error.retry_after_ms, 30000);
    assert_int_equal(f->sent, 1);
    apie_flow_free(flow);
}

static void the_deadline_cuts_the_last_attempt(void **state)
{
    fixture *f = *state;
    REPLY(f, {.delay_ms = 1000000});
    apie_call_options options = {.deadline_ms = 5000, .attempt_timeout_ms = 3000};
    apie_flow *flow = get_health(f, &options);
    uint64_t before_ms = virtual_now(f->world);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_TIMEOUT);
    assert_in_range(virtual_now(f->world) - before_ms, 3000, 5000);
    apie_flow_free(flow);
}

static void what_may_have_been_done_is_not_repeated(void **state)
{
    fixture *f = *state;
    REPLY(f, {.transport = APIE_ERROR_NETWORK}, {.body = "{\"id\":\"r\"}"});
    apie_flow *flow = create_run(f, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_NETWORK);
    assert_true(flow->error.maybe_processed);
    assert_int_equal(f->sent, 1);
    apie_flow_free(flow);
}

static void an_idempotency_key_makes_it_repeatable(void **state)
{
    fixture *f = *state;
    REPLY(f, {.transport = APIE_ERROR_NETWORK}, {.body = "{\"id\":\"r\"}"});
    apie_call_options options = {.idempotency_key = "once"};
    apie_flow *flow = create_run(f, &options);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_int_equal(f->sent, 2);
    apie_flow_free(flow);
}

static void what_was_not_sent_is_repeated(void **state)
{
    fixture *f = *state;
    REPLY(f, {.transport = APIE_ERROR_CONNECT}, {.body = "{\"id\":\"r\"}"});
    apie_flow *flow = create_run(f, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    apie_flow_free(flow);
}

static void an_unreadable_answer_is_not_retried(void **state)
{
    fixture *f = *state;
    REPLY(f, {.body = "{\"status\":"});
    apie_flow *flow = get_health(f, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_PROTOCOL);
    assert_int_equal(flow->error.http_status, 200);
    assert_int_equal(f->sent, 1);
    apie_flow_free(flow);
}

static void a_cancel_ends_the_back_off(void **state)
{
    fixture *f = *state;
    REPLY(f, {.status = 503, .headers = "Retry-After: 20\r\n"});
    apie_flow *flow = get_health(f, NULL);
    uint64_t before_ms = virtual_now(f->world);
    virtual_task *task = virtual_start(f->world, flow, NULL, NULL);
    virtual_cancel_at(task, before_ms + 100);
    virtual_run(f->world);
    assert_int_equal(virtual_now(f->world) - before_ms, 100);
    assert_int_equal(f->sent, 1);
}

static void an_interceptor_can_stop_a_request(void **state)
{
    fixture *f = *state;
    f->stop = APIE_ERROR_PERMISSION;
    apie_flow *flow = get_health(f, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_PERMISSION);
    assert_int_equal(f->sent, 0);
    apie_flow_free(flow);
}

static void retries_stop_when_the_budget_is_spent(void **state)
{
    fixture *f = *state;
    REPLY(f, {.status = 500});
    size_t total = 0;
    for (int i = 0; i < 400; i++) {
        apie_flow *flow = get_health(f, NULL);
        f->sent = 0;
        f->attempt_count = 0;
        virtual_finish(f->world, flow);
        total += f->sent;
        apie_flow_free(flow);
    }
    assert_in_range(total, 401, 400 + APIE_RETRY_BUDGET_FULL / 5);
}

static void a_response_is_kept_when_asked_for(void **state)
{
    fixture *f = *state;
    apie_response *response = NULL;
    apie_call_options options = {.response = &response, .attempts = 1};
    REPLY(f, {.status = 500,
              .headers = "X-Request-Id: abc\r\nRateLimit: limit=9, remaining=3, reset=7\r\n",
              .body = "oops"});
    apie_flow *flow = get_health(f, &options);
    virtual_finish(f->world, flow);
    response = apie_flow_take_response(flow);
    assert_non_null(response);
    assert_int_equal(response->status, 500);
    assert_string_equal(response->body, "oops");
    assert_int_equal(response->rate_limit.remaining, 3);
    assert_string_equal(apie_response_header(response, "x-request-id"), "abc");
    assert_string_equal(flow->error.request_id, "abc");
    apie_flow_free(flow);
    apie_free(response);
}

/* ---- gates and jobs ---- */

typedef struct waiting_flow {
    apie_flow flow;
    apie_gate *gate;
    uint64_t position;
} waiting_flow;

static void waited(apie_flow *flow)
{
    if (flow->gate_timed_out)
        apie_flow_finish(flow, apie_fail(&flow->error, APIE_ERROR_TIMEOUT, NULL, "late"));
    else
        apie_flow_finish(flow, APIE_OK);
}

static void wait_at_gate(apie_flow *flow)
{
    waiting_flow *waiting = (waiting_flow *)flow;
    apie_flow_await(flow, waiting->gate, waiting->position, APIE_NEVER, waited);
}

static const apie_flow_type waiting_type = {
    .name = "waiting", .size = sizeof(waiting_flow), .start = wait_at_gate};

static apie_flow *wait_flow(fixture *f, apie_gate *gate, uint64_t position,
                            const apie_call_options *options)
{
    apie_flow *flow = apie_flow_new(&waiting_type, &f->core, options, NULL);
    assert_non_null(flow);
    ((waiting_flow *)flow)->gate = gate;
    ((waiting_flow *)flow)->position = position;
    return flow;
}

static void note_done(void *user, apie_flow *flow)
{
    *(apie_status *)user = flow->status;
}

static void a_gate_lets_those_through_whose_time_has_come(void **state)
{
    fixture *f = *state;
    apie_gate gate = {0};
    apie_status first = (apie_status)-1, second = (apie_status)-1;
    virtual_start(f->world, wait_flow(f, &gate, 1, NULL), note_done, &first);
    virtual_start(f->world, wait_flow(f, &gate, 2, NULL), note_done, &second);
    apie_gate_open(&f->core, &gate, 1);
    virtual_run_until(f->world, virtual_now(f->world) + 10);
    assert_int_equal(first, APIE_OK);
    assert_int_equal(second, (apie_status)-1);
    apie_gate_wake(&f->core, &gate);
    virtual_run(f->world);
    assert_int_equal(second, APIE_OK);
}

static void a_gate_is_left_at_the_deadline(void **state)
{
    fixture *f = *state;
    apie_gate gate = {0};
    apie_call_options options = {.deadline_ms = 700};
    apie_flow *flow = wait_flow(f, &gate, 1, &options);
    uint64_t before_ms = virtual_now(f->world);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_TIMEOUT);
    assert_int_equal(virtual_now(f->world) - before_ms, 700);
    apie_flow_free(flow);
}

static void a_job_runs_once_more_when_wanted_while_running(void **state)
{
    fixture *f = *state;
    REPLY(f, {.delay_ms = 10, .body = "{\"status\":\"ok\"}"});
    apie_core_add_job(&f->core, &f->job, get_health(f, NULL));
    assert_null(apie_core_next_job(&f->core));
    apie_core_want_job(&f->core, &f->job);
    apie_core_want_job(&f->core, &f->job);
    virtual_run_until(f->world, virtual_now(f->world) + 5);
    assert_true(f->job.running);
    apie_core_want_job(&f->core, &f->job);
    virtual_run(f->world);
    assert_int_equal(f->sent, 2);
    assert_false(f->job.running || f->job.wanted || f->job.begun);
}

/* ---- bad input ---- */

static void bad_options_are_refused(void **state)
{
    fixture *f = *state;
    const apie_header broken = {"X-A", "a\r\nb"};
    const apie_call_options bad[] = {
        {.deadline_ms = -1},
        {.attempt_timeout_ms = -1},
        {.attempts = -1},
        {.headers = &broken, .header_count = 1},
        {.idempotency_key = "a\nb"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        apie_error error;
        assert_null(
            apie_operation_flow_new(&f->core, &apie_op_health_check, NULL, NULL, &bad[i], &error));
        assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
        assert_true(error.message[0]);
        assert_true(error.where[0]);
    }
    apie_error error;
    assert_null(apie_raw_flow_new(&f->core, "FETCH", "/", NULL, 0, NULL, &error));
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_null(apie_raw_flow_new(&f->core, "GET", "nowhere", NULL, 0, NULL, &error));
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
}

static void a_disabled_core_starts_nothing(void **state)
{
    fixture *f = *state;
    apie_error error;
    f->core.disabled = true;
    assert_null(apie_operation_flow_new(&f->core, &apie_op_health_check, NULL, NULL, NULL, &error));
    assert_int_equal(error.code, APIE_ERROR_CONFIG);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(an_operation_gives_its_result),
        TEST(retries_back_off_with_jitter_below_a_doubling_limit),
        TEST(attempts_may_be_as_many_as_are_asked_for),
        TEST(the_services_wish_is_honoured),
        TEST(a_retry_that_would_miss_the_deadline_is_not_made),
        TEST(the_deadline_cuts_the_last_attempt),
        TEST(what_may_have_been_done_is_not_repeated),
        TEST(an_idempotency_key_makes_it_repeatable),
        TEST(what_was_not_sent_is_repeated),
        TEST(an_unreadable_answer_is_not_retried),
        TEST(a_cancel_ends_the_back_off),
        TEST(an_interceptor_can_stop_a_request),
        TEST(retries_stop_when_the_budget_is_spent),
        TEST(a_response_is_kept_when_asked_for),
        TEST(a_gate_lets_those_through_whose_time_has_come),
        TEST(a_gate_is_left_at_the_deadline),
        TEST(a_job_runs_once_more_when_wanted_while_running),
        TEST(bad_options_are_refused),
        TEST(a_disabled_core_starts_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
