/* Whether a service may have carried out what a call reports as a failure: over all attempts of an
 * exchange, and when it is cancelled. In virtual time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apie/models/runs.h>

#include "flow/core.h"
#include "generated/apie_operations.h"
#include "support/virtual.h"

#define MAX_REPLIES 4
#define MADE        "{\"id\":\"r\"}"

typedef struct fixture {
    virtual_world *world;
    apie_core core;
    virtual_reply replies[MAX_REPLIES]; /* in order; the last one is repeated */
    size_t reply_count;
    size_t sent;
    size_t stop_after; /* an interceptor stops the attempt after so many; 0: none */
    apie_error error;  /* of the flow that ended */
} fixture;

static void answer(void *user, const apie_http_request *request, virtual_reply *reply)
{
    fixture *f = user;
    (void)request;
    *reply = f->replies[f->sent < f->reply_count ? f->sent : f->reply_count - 1];
    f->sent++;
}

static apie_status before(apie_outgoing *request, void *user)
{
    fixture *f = user;
    (void)request;
    return f->stop_after > 0 && f->sent >= f->stop_after ? APIE_ERROR_PERMISSION : APIE_OK;
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    f->world = virtual_new(11, answer, f);
    const apie_interceptor interceptor = {.before = before, .user = f};
    const apie_connection_options options = {.interceptors = &interceptor, .interceptor_count = 1};
    apie_endpoint endpoint;
    apie_error error;
    if (apie_endpoint_init(&endpoint, "http://127.0.0.1:9", NULL, &options, &error) != APIE_OK)
        return -1;
    const apie_logger logger = {NULL, NULL};
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
    f->sent = 0;
}
#define REPLY(f, ...)                                                                              \
    reply_with(f, sizeof((virtual_reply[]){__VA_ARGS__}) / sizeof(virtual_reply),                  \
               (virtual_reply[]){__VA_ARGS__})

static const apie_call_options with_key = {.idempotency_key = "once"};

static apie_flow *make(fixture *f, apie_flow *flow)
{
    if (!flow)
        fail_msg("%s", f->error.message);
    return flow;
}

static apie_flow *read_health(fixture *f)
{
    return make(
        f, apie_operation_flow_new(&f->core, &apie_op_health_check, NULL, NULL, NULL, &f->error));
}

static apie_flow *create_run(fixture *f, const apie_call_options *options)
{
    const apie_run_create body = {.agent_key = "k"};
    return make(f, apie_operation_flow_new(&f->core, &apie_op_runs_create, NULL, &body, options,
                                           &f->error));
}

static apie_status finish(fixture *f, apie_flow *flow)
{
    virtual_finish(f->world, flow);
    const apie_status status = flow->status;
    f->error = flow->error;
    apie_flow_free(flow);
    return status;
}

static void note_end(void *user, apie_flow *flow)
{
    ((fixture *)user)->error = flow->error;
}

static void cancel_after(fixture *f, apie_flow *flow, uint64_t ms)
{
    const uint64_t now_ms = virtual_now(f->world);
    virtual_cancel_at(virtual_start(f->world, flow, note_end, f), now_ms + ms);
    virtual_run(f->world);
    assert_int_equal(f->error.code, APIE_ERROR_CANCELLED);
    assert_string_equal(f->error.message, "the call was cancelled");
}

/* ---- several attempts ---- */

static void what_an_earlier_attempt_may_have_done_stays_done(void **state)
{
    fixture *f = *state;
    static const int refusals[] = {404, 409, 429};
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const apie_call_options options = {.idempotency_key = "once", .attempts = 2};
        REPLY(f, {.transport = APIE_ERROR_NETWORK}, {.status = refusals[i]});
        assert_int_not_equal(finish(f, create_run(f, &options)), APIE_OK);
        assert_int_equal(f->error.http_status, refusals[i]);
        assert_int_equal(f->error.attempts, 2);
        assert_true(f->error.maybe_processed);
        REPLY(f, {.transport = APIE_ERROR_CONNECT}, {.status = refusals[i]});
        assert_int_not_equal(finish(f, create_run(f, &options)), APIE_OK);
        assert_int_equal(f->error.attempts, 2);
        assert_false(f->error.maybe_processed);
    }
}

static void a_new_exchange_begins_with_nothing_done(void **state)
{
    fixture *f = *state;
    REPLY(f, {.transport = APIE_ERROR_NETWORK});
    assert_int_equal(finish(f, create_run(f, NULL)), APIE_ERROR_NETWORK);
    assert_true(f->error.maybe_processed);
    REPLY(f, {.status = 404});
    assert_int_equal(finish(f, create_run(f, NULL)), APIE_ERROR_NOT_FOUND);
    assert_false(f->error.maybe_processed);
}

static void reading_does_nothing(void **state)
{
    fixture *f = *state;
    REPLY(f, {.transport = APIE_ERROR_NETWORK}, {.status = 500}, {.body = "{"});
    assert_int_equal(finish(f, read_health(f)), APIE_ERROR_PROTOCOL);
    assert_int_equal(f->error.attempts, 3);
    assert_false(f->error.maybe_processed);
}

static void an_answer_that_is_lost_was_one(void **state)
{
    fixture *f = *state;
    REPLY(f, {.body = "{\"id\":"});
    assert_int_equal(finish(f, create_run(f, NULL)), APIE_ERROR_PROTOCOL);
    assert_true(f->error.maybe_processed);
}

/* What ends the exchange before its next attempt is none of an attempt's own failures. */
static void a_stop_between_attempts_undoes_nothing(void **state)
{
    fixture *f = *state;
    f->stop_after = 1;
    REPLY(f, {.status = 503, .headers = "Retry-After: 1\r\n"});
    assert_int_equal(finish(f, create_run(f, &with_key)), APIE_ERROR_PERMISSION);
    assert_int_equal(f->sent, 1);
    assert_true(f->error.maybe_processed);
    REPLY(f, {.status = 429, .headers = "Retry-After: 1\r\n"});
    assert_int_equal(finish(f, create_run(f, &with_key)), APIE_ERROR_PERMISSION);
    assert_int_equal(f->sent, 1);
    assert_false(f->error.maybe_processed);
}

/* ---- a service that is still at the first attempt ---- */

#define BUSY                                                                                       \
    {                                                                                              \
        .status = 409, .body = "{\"message\":\"wait\",\"error_code\":\"busy\"}"                    \
    }

static void a_service_that_is_still_at_it_is_waited_for(void **state)
{
    fixture *f = *state;
    f->core.retry.busy_code = "busy";
    REPLY(f, {.transport = APIE_ERROR_TIMEOUT}, BUSY, {.body = MADE});
    assert_int_equal(finish(f, create_run(f, &with_key)), APIE_OK);
    assert_int_equal(f->sent, 3);
    REPLY(f, {.transport = APIE_ERROR_TIMEOUT}, BUSY);
    assert_int_equal(finish(f, create_run(f, &with_key)), APIE_ERROR_CONFLICT);
    assert_int_equal(f->sent, 4);
    assert_string_equal(f->error.service_code, "busy");
    assert_true(f->error.maybe_processed);
}

static void other_conflicts_are_final(void **state)
{
    fixture *f = *state;
    REPLY(f, {.transport = APIE_ERROR_TIMEOUT}, BUSY);
    assert_int_equal(finish(f, create_run(f, &with_key)), APIE_ERROR_CONFLICT);
    assert_int_equal(f->sent, 2); /* not a code of this service */
    f->core.retry.busy_code = "busy";
    REPLY(f, {.transport = APIE_ERROR_TIMEOUT},
          {.status = 409, .body = "{\"error_code\":\"idempotency_key_conflict\"}"});
    assert_int_equal(finish(f, create_run(f, &with_key)), APIE_ERROR_CONFLICT);
    assert_int_equal(f->sent, 2);
    REPLY(f, BUSY);
    assert_int_equal(finish(f, create_run(f, &with_key)), APIE_ERROR_CONFLICT);
    assert_int_equal(f->sent, 1); /* another call's */
    assert_false(f->error.maybe_processed);
}

/* It is at another call with that key. */
static void what_did_not_come_through_is_not_waited_for(void **state)
{
    fixture *f = *state;
    f->core.retry.busy_code = "busy";
    REPLY(f, {.transport = APIE_ERROR_CONNECT}, BUSY, {.body = MADE});
    assert_int_equal(finish(f, create_run(f, &with_key)), APIE_ERROR_CONFLICT);
    assert_int_equal(f->sent, 2);
    assert_false(f->error.maybe_processed);
    REPLY(f, {.status = 429}, BUSY, {.body = MADE});
    assert_int_equal(finish(f, create_run(f, &with_key)), APIE_ERROR_CONFLICT);
    assert_int_equal(f->sent, 2);
    assert_false(f->error.maybe_processed);
}

/* Gives an answer to the attempt that the flow wants to make. */
static apie_want_kind give(fixture *f, apie_flow *flow, const apie_answer *given)
{
    assert_int_equal(flow->want.kind, APIE_WANT_SEND);
    assert_true(apie_flow_prepare(flow));
    apie_flow_absorb(flow, given);
    const apie_want *want = apie_flow_resume(flow, APIE_CAUSE_ANSWER, virtual_now(f->world));
    apie_flow_report(flow);
    return want->kind;
}

/* It costs no attempt, but the service may be at it. */
static void a_free_try_may_have_come_through(void **state)
{
    static const char busy[] = "{\"error_code\":\"busy\"}";
    fixture *f = *state;
    apie_answer stale = {
        .transport = APIE_ERROR_NETWORK, .curl_code = 52, .connection_reused = true};
    const apie_answer conflict = {.http_status = 409,
                                  .body = {busy, sizeof busy - 1},
                                  .request_started = true,
                                  .response_started = true};
    f->core.retry.busy_code = "busy";
    for (int started = 0; started < 2; started++) {
        apie_flow *flow = create_run(f, &with_key);
        (void)apie_flow_resume(flow, APIE_CAUSE_START, virtual_now(f->world));
        stale.request_started = started == 1;
        assert_int_equal(give(f, flow, &stale), APIE_WANT_SEND);
        assert_int_equal(give(f, flow, &conflict) != APIE_WANT_DONE, started == 1);
        apie_flow_free(flow);
    }
}

/* ---- cancelling ---- */

static void an_action_that_is_cancelled_may_have_been_done(void **state)
{
    fixture *f = *state;
    REPLY(f, {.delay_ms = 1000, .body = MADE});
    cancel_after(f, create_run(f, NULL), 100);
    assert_true(f->error.maybe_processed);
    assert_int_equal(f->error.attempts, 1);
    REPLY(f, {.delay_ms = 1000});
    cancel_after(f, read_health(f), 100);
    assert_false(f->error.maybe_processed);
    assert_int_equal(f->error.attempts, 1);
}

static void a_cancelled_pause_remembers_what_was_before(void **state)
{
    fixture *f = *state;
    REPLY(f, {.status = 503, .headers = "Retry-After: 20\r\n"});
    cancel_after(f, create_run(f, &with_key), 100);
    assert_true(f->error.maybe_processed);
    assert_int_equal(f->error.attempts, 1);
    REPLY(f, {.status = 429, .headers = "Retry-After: 20\r\n"});
    cancel_after(f, create_run(f, &with_key), 100);
    assert_false(f->error.maybe_processed);
    assert_int_equal(f->error.attempts, 1);
}

/* Absorbs an answer to the first attempt, then cancels before the flow has seen it. */
static void cancel_answered(fixture *f, apie_flow *flow, const apie_answer *given)
{
    (void)apie_flow_resume(flow, APIE_CAUSE_START, virtual_now(f->world));
    assert_true(apie_flow_prepare(flow));
    if (given)
        apie_flow_absorb(flow, given);
    (void)apie_flow_resume(flow, APIE_CAUSE_CANCEL, virtual_now(f->world));
    assert_int_equal(flow->status, APIE_ERROR_CANCELLED);
    f->error = flow->error;
    apie_flow_report(flow);
    apie_flow_free(flow);
}

static void a_cancel_that_comes_with_the_answer_undoes_nothing(void **state)
{
    fixture *f = *state;
    const apie_answer made = {.http_status = 200,
                              .body = {MADE, strlen(MADE)},
                              .request_started = true,
                              .response_started = true};
    const apie_answer refused = {
        .http_status = 404, .request_started = true, .response_started = true};
    const apie_answer unsent = {.transport = APIE_ERROR_CANCELLED};
    cancel_answered(f, create_run(f, NULL), &made);
    assert_true(f->error.maybe_processed);
    assert_int_equal(f->error.attempts, 1);
    cancel_answered(f, create_run(f, NULL), &refused);
    assert_false(f->error.maybe_processed);
    assert_int_equal(f->error.attempts, 1);
    cancel_answered(f, create_run(f, NULL), &unsent);
    assert_false(f->error.maybe_processed);
    assert_int_equal(f->error.attempts, 0);
    cancel_answered(f, create_run(f, NULL), NULL);
    assert_false(f->error.maybe_processed);
    assert_int_equal(f->error.attempts, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_an_earlier_attempt_may_have_done_stays_done),
        TEST(a_new_exchange_begins_with_nothing_done),
        TEST(reading_does_nothing),
        TEST(an_answer_that_is_lost_was_one),
        TEST(a_stop_between_attempts_undoes_nothing),
        TEST(a_service_that_is_still_at_it_is_waited_for),
        TEST(other_conflicts_are_final),
        TEST(what_did_not_come_through_is_not_waited_for),
        TEST(a_free_try_may_have_come_through),
        TEST(an_action_that_is_cancelled_may_have_been_done),
        TEST(a_cancelled_pause_remembers_what_was_before),
        TEST(a_cancel_that_comes_with_the_answer_undoes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
