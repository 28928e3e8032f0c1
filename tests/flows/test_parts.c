/* Flows made of other flows: results, failures, deadlines and cancels of the parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apie/models/health.h>

#include "base/fail.h"
#include "flow/core.h"
#include "generated/apie_operations.h"
#include "support/virtual.h"

typedef struct fixture {
    virtual_world *world;
    apie_core core;
    virtual_reply reply;
    unsigned sent;
    unsigned told; /* attempts that the observer saw */
    unsigned stopped;
} fixture;

/* Asks for the health so many times, one part after the other, each inside a part of its own. */
typedef struct series_flow {
    apie_flow flow; /* first */
    fixture *f;
    unsigned depth;
    unsigned left;
    unsigned good;
} series_flow;

static void next_part(apie_flow *flow);

static void series_stopped(apie_flow *flow)
{
    ((series_flow *)flow)->f->stopped++;
}

static const apie_flow_type series_type = {
    .name = "series",
    .size = sizeof(series_flow),
    .start = next_part,
    .stopped = series_stopped,
};

static apie_flow *new_series(fixture *f, unsigned depth, unsigned count,
                             const apie_call_options *options)
{
    apie_error error;
    apie_flow *flow = apie_flow_new(&series_type, &f->core, options, &error);
    assert_non_null(flow);
    series_flow *series = (series_flow *)flow;
    series->f = f;
    series->depth = depth;
    series->left = count;
    return flow;
}

static void part_ended(apie_flow *flow)
{
    series_flow *series = (series_flow *)flow;
    if (flow->status != APIE_OK) {
        apie_flow_finish(flow, flow->status);
        return;
    }
    assert_string_equal(((apie_health *)flow->result)->status, "ok");
    series->good++;
    next_part(flow);
}

static void next_part(apie_flow *flow)
{
    series_flow *series = (series_flow *)flow;
    if (series->left == 0) {
        apie_flow_finish(flow, APIE_OK);
        return;
    }
    series->left--;
    apie_flow *part = series->depth > 0 ? new_series(series->f, series->depth - 1, 1, NULL)
                                        : apie_operation_flow_new(flow->core, &apie_op_health_check,
                                                                  NULL, NULL, NULL, &flow->error);
    apie_flow_run(flow, part, part_ended);
}

static void answer(void *user, const apie_http_request *request, virtual_reply *reply)
{
    fixture *f = user;
    (void)request;
    f->sent++;
    *reply = f->reply;
}

static void observe(const apie_attempt *attempt, void *user)
{
    (void)attempt;
    ((fixture *)user)->told++;
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    f->world = virtual_new(5, answer, f);
    f->reply.body = "{\"status\":\"ok\",\"database\":\"connected\"}";
    apie_connection_options options = {.observer = observe, .observer_user = f};
    apie_endpoint endpoint;
    apie_error error;
    if (apie_endpoint_init(&endpoint, "http://127.0.0.1:9", NULL, &options, &error) != APIE_OK)
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

static void parts_run_one_after_the_other(void **state)
{
    fixture *f = *state;
    apie_response *response = NULL;
    apie_call_options options = {.response = &response};
    apie_flow *flow = new_series(f, 2, 7, &options);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_int_equal(((series_flow *)flow)->good, 7);
    assert_string_equal(((apie_health *)flow->result)->database, "connected");
    assert_non_null(flow->response);
    assert_int_equal(f->sent, 7);
    assert_int_equal(f->told, 7);
    apie_flow_free(flow);
}

static void a_part_that_fails_tells_why(void **state)
{
    fixture *f = *state;
    f->reply.status = 404;
    apie_flow *flow = new_series(f, 1, 3, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_NOT_FOUND);
    assert_int_equal(flow->error.http_status, 404);
    assert_null(flow->result);
    assert_int_equal(f->sent, 1);
    assert_int_equal(f->told, 1);
    assert_int_equal(f->stopped, 0);
    apie_flow_free(flow);
}

static void parts_have_the_limits_of_the_whole(void **state)
{
    fixture *f = *state;
    f->reply.delay_ms = 400;
    apie_call_options options = {.deadline_ms = 1000};
    apie_flow *flow = new_series(f, 1, 5, &options);
    uint64_t start_ms = virtual_now(f->world);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_TIMEOUT);
    assert_int_equal(virtual_now(f->world) - start_ms, 1000);
    assert_int_equal(((series_flow *)flow)->good, 2);
    apie_flow_free(flow);

    f->reply.delay_ms = 0;
    f->reply.status = 500;
    f->sent = 0;
    options = (apie_call_options){.attempts = 2};
    flow = new_series(f, 1, 5, &options);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_SERVER);
    assert_int_equal(f->sent, 2);
    apie_flow_free(flow);
}

/* At the pause between two attempts, and at a request; the next part knows of it, too. */
static void what_is_put_off_loses_no_time(void **state)
{
    fixture *f = *state;
    const apie_call_options options = {.deadline_ms = 1000};
    const apie_answer refusal = {.http_status = 503};
    const apie_answer ok = {.http_status = 200,
                            .body = {f->reply.body, strlen(f->reply.body)},
                            .request_started = true,
                            .response_started = true};
    apie_flow *flow = new_series(f, 2, 2, &options);
    const apie_want *want = apie_flow_resume(flow, APIE_CAUSE_START, 1);
    assert_int_equal(want->deadline_ms, 1001);
    apie_flow_put_off(flow, 61000);
    assert_int_equal(want->deadline_ms, 62001);
    assert_true(apie_flow_prepare(flow));
    apie_flow_absorb(flow, &refusal);
    (void)apie_flow_resume(flow, APIE_CAUSE_ANSWER, 61100);
    assert_int_equal(want->kind, APIE_WANT_TIME);
    assert_in_range(want->deadline_ms, 61100, 62001);
    apie_flow_put_off(flow, 61000);
    assert_in_range(want->deadline_ms, 61100, 62001);
    (void)apie_flow_resume(flow, APIE_CAUSE_TIME, 122500);
    assert_int_equal(want->kind, APIE_WANT_SEND);
    assert_int_equal(want->deadline_ms, 123001);
    assert_true(apie_flow_prepare(flow));
    apie_flow_absorb(flow, &ok);
    (void)apie_flow_resume(flow, APIE_CAUSE_ANSWER, 122600);
    assert_int_equal(((series_flow *)flow)->good, 1);
    assert_int_equal(want->kind, APIE_WANT_SEND);
    assert_int_equal(want->deadline_ms, 123001);
    apie_flow_free(flow);
}

static void keep_status(void *user, apie_flow *flow)
{
    *(apie_status *)user = flow->status;
}

static void a_cancel_stops_the_parts_from_within(void **state)
{
    fixture *f = *state;
    f->reply.delay_ms = 100;
    apie_status status = APIE_OK;
    uint64_t start_ms = virtual_now(f->world);
    virtual_task *task = virtual_start(f->world, new_series(f, 2, 5, NULL), keep_status, &status);
    virtual_cancel_at(task, start_ms + 250);
    virtual_run(f->world);
    assert_int_equal(status, APIE_ERROR_CANCELLED);
    assert_int_equal(virtual_now(f->world) - start_ms, 250);
    assert_int_equal(f->stopped, 3);
    assert_int_equal(f->sent, 3);
}

static void a_transport_that_was_told_to_stop_cancels_the_whole(void **state)
{
    fixture *f = *state;
    f->reply.transport = APIE_ERROR_CANCELLED;
    apie_flow *flow = new_series(f, 1, 5, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_CANCELLED);
    assert_int_equal(f->sent, 1);
    assert_int_equal(f->stopped, 2);
    apie_flow_free(flow);
}

/* ---- work without the lock ---- */

static void add_one(apie_flow *flow)
{
    ((series_flow *)flow)->good++;
}

static void worked(apie_flow *flow)
{
    assert_int_equal(flow->status, APIE_ERROR_TIMEOUT); /* as it was left */
    if (((series_flow *)flow)->good < 3)
        apie_flow_work(flow, add_one, worked);
    else
        apie_flow_finish(flow, APIE_OK);
}

static void begin_to_work(apie_flow *flow)
{
    flow->status = APIE_ERROR_TIMEOUT;
    apie_flow_work(flow, add_one, worked);
}

static const apie_flow_type working_type = {
    .name = "working", .size = sizeof(series_flow), .start = begin_to_work};

/* A driver does it where it would prepare a request, between two resumes. */
static void work_is_done_between_resumes(void **state)
{
    fixture *f = *state;
    apie_error error;
    apie_flow *flow = apie_flow_new(&working_type, &f->core, NULL, &error);
    assert_non_null(flow);
    assert_int_equal(apie_flow_resume(flow, APIE_CAUSE_START, 0)->kind, APIE_WANT_SEND);
    assert_int_equal(((series_flow *)flow)->good, 0);
    assert_false(apie_flow_prepare(flow));
    assert_int_equal(((series_flow *)flow)->good, 1);
    assert_int_equal(apie_flow_resume(flow, APIE_CAUSE_REFUSED, 0)->kind, APIE_WANT_SEND);
    assert_int_equal(((series_flow *)flow)->good, 1);
    /* One that is cancelled has no work left. */
    assert_int_equal(apie_flow_resume(flow, APIE_CAUSE_CANCEL, 0)->kind, APIE_WANT_DONE);
    assert_null(flow->work);
    apie_flow_free(flow);
}

static void work_needs_no_service(void **state)
{
    fixture *f = *state;
    apie_error error;
    apie_flow *flow = apie_flow_new(&working_type, &f->core, NULL, &error);
    assert_non_null(flow);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_int_equal(((series_flow *)flow)->good, 3);
    assert_int_equal(f->sent, 0);
    assert_int_equal(f->told, 0);
    apie_flow_free(flow);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(parts_run_one_after_the_other),
        TEST(a_part_that_fails_tells_why),
        TEST(parts_have_the_limits_of_the_whole),
        TEST(what_is_put_off_loses_no_time),
        TEST(a_cancel_stops_the_parts_from_within),
        TEST(a_transport_that_was_told_to_stop_cancels_the_whole),
        TEST(work_is_done_between_resumes),
        TEST(work_needs_no_service),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
