/* Requests that wait while the service's limit is used up. */
#include "honeycomb_flows.h"

#include <string.h>

#include "generated/honeycomb_operations.h"

typedef struct service {
    honeycomb_flows f;
    const char *headers;
    int status;
    unsigned answers; /* so many of them have the headers */
} service;

static const char used_up[] = "Content-Type: application/json\r\n"
                              "RateLimit: limit=100, remaining=0, reset=30\r\n"
                              "RateLimitPolicy: 100;w=60\r\n";

static void serve(void *user, const apie_http_request *request, virtual_reply *reply)
{
    service *s = user;
    (void)request;
    reply->body = "[]";
    if (s->answers == 0)
        return;
    s->answers--;
    reply->headers = s->headers;
    reply->status = s->status;
}

static service now;

static service *begin(bool pace)
{
    const apie_honeycomb_options options = {.pace_by_rate_limit = pace};
    memset(&now, 0, sizeof now);
    flows_begin(&now.f, &options, serve, &now);
    now.headers = used_up;
    now.answers = 1;
    return &now;
}

static apie_flow *list(service *s, const apie_call_options *options)
{
    return apie_operation_flow_new(&s->f.core, &apie_op_honeycomb_datasets_list, NULL, NULL,
                                   options, &s->f.error);
}

static apie_flow *list_others(service *s)
{
    return apie_operation_flow_new(&s->f.core, &apie_op_honeycomb_recipients_list, NULL, NULL, NULL,
                                   &s->f.error);
}

static void do_list(service *s)
{
    apie_free(flows_finish(&s->f, list(s, NULL), APIE_OK));
}

static void it_is_off_by_default(void **state)
{
    service *s = begin(false);
    (void)state;
    do_list(s);
    do_list(s);
    assert_int_equal(s->f.times[1] - s->f.times[0], 0);
    flows_end(&s->f);
}

static void the_next_request_waits_for_the_reset(void **state)
{
    service *s = begin(true);
    (void)state;
    do_list(s);
    do_list(s);
    do_list(s);
    assert_int_equal(s->f.times[1] - s->f.times[0], 30000);
    assert_int_equal(s->f.times[2] - s->f.times[1], 0);
    flows_end(&s->f);
}

/* Each operation has a limit of its own; what raw requests ask for is unknown. */
static void other_operations_do_not_wait(void **state)
{
    service *s = begin(true);
    (void)state;
    do_list(s);
    apie_free(flows_finish(&s->f, list_others(s), APIE_OK));
    assert_int_equal(s->f.times[1] - s->f.times[0], 0);
    s->answers = 1;
    for (int i = 0; i < 2; i++)
        apie_free(flows_finish(
            &s->f, apie_raw_flow_new(&s->f.core, "GET", "/1/datasets", NULL, 0, NULL, &s->f.error),
            APIE_OK));
    assert_int_equal(s->f.times[3] - s->f.times[0], 0);
    flows_end(&s->f);
}

static void all_that_wait_go_when_it_is_over(void **state)
{
    service *s = begin(true);
    (void)state;
    do_list(s);
    for (int i = 0; i < 5; i++)
        (void)virtual_start(s->f.world, list(s, NULL), NULL, NULL);
    virtual_run(s->f.world);
    assert_int_equal(s->f.sent, 6);
    for (unsigned i = 1; i < 6; i++)
        assert_int_equal(s->f.times[i] - s->f.times[0], 30000);
    flows_end(&s->f);
}

/* The first one that goes may learn that it was the last. */
static void who_waits_looks_again(void **state)
{
    service *s = begin(true);
    (void)state;
    do_list(s);
    s->answers = 1;
    do_list(s);
    do_list(s);
    assert_int_equal(s->f.times[2] - s->f.times[0], 60000);
    flows_end(&s->f);
}

static void a_call_that_has_no_time_to_wait_ends_at_once(void **state)
{
    const apie_call_options options = {.deadline_ms = 29000};
    service *s = begin(true);
    (void)state;
    do_list(s);
    uint64_t start_ms = virtual_now(s->f.world);
    assert_null(flows_finish(&s->f, list(s, &options), APIE_ERROR_RATE_LIMITED));
    assert_int_equal(virtual_now(s->f.world), start_ms);
    assert_int_equal(s->f.error.retry_after_ms, 30000);
    assert_int_equal(s->f.error.attempts, 0);
    assert_false(s->f.error.maybe_processed);
    assert_int_equal(s->f.sent, 1);
    flows_end(&s->f);
}

static void a_call_that_waits_can_be_cancelled(void **state)
{
    service *s = begin(true);
    (void)state;
    do_list(s);
    uint64_t start_ms = virtual_now(s->f.world);
    assert_null(flows_cancel(&s->f, list(s, NULL), 500));
    assert_int_equal(virtual_now(s->f.world) - start_ms, 500);
    assert_int_equal(s->f.sent, 1);
    flows_end(&s->f);
}

static void a_refusal_holds_the_others_back_too(void **state)
{
    const apie_call_options once = {.attempts = 1};
    service *s = begin(true);
    (void)state;
    s->status = 429;
    s->headers = "Content-Type: application/json\r\nRetry-After: 12\r\n";
    assert_null(flows_finish(&s->f, list(s, &once), APIE_ERROR_RATE_LIMITED));
    do_list(s);
    assert_int_equal(s->f.times[1] - s->f.times[0], 12000);
    flows_end(&s->f);
}

static void nothing_waits_for_what_is_no_limit(void **state)
{
    static const char *const headers[] = {
        "RateLimit: limit=100, remaining=1, reset=30\r\n",
        "RateLimit: limit=100, remaining=0, reset=0\r\n",
        "RateLimit: limit=100, remaining=0\r\n",
        "RateLimit: limit=100, reset=30\r\n",
        "Retry-After: 30\r\n", /* of a success */
    };
    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        service *s = begin(true);
        s->headers = headers[i];
        do_list(s);
        do_list(s);
        assert_int_equal(s->f.times[1] - s->f.times[0], 0);
        flows_end(&s->f);
    }
}

/* An absurd wish does not hold an operation for days. */
static void no_limit_lasts_longer_than_an_hour(void **state)
{
    const apie_call_options patient = {.deadline_ms = 4000000};
    service *s = begin(true);
    (void)state;
    s->headers = "RateLimit: remaining=0, reset=864000\r\n";
    do_list(s);
    apie_free(flows_finish(&s->f, list(s, &patient), APIE_OK));
    assert_int_equal(s->f.times[1] - s->f.times[0], 3600000);
    flows_end(&s->f);
}

/* Of more operations than there is room for, the ones that are free the soonest are forgotten. */
static void there_is_room_for_so_many_operations(void **state)
{
    static apie_operation operations[APIE_PACING_OPERATIONS + 1];
    apie_pacing pacing = {.on = true};
    apie_answer_facts facts = {.retry_after_ms = -1, .rate_limit = {100, 0, 0, -1}};
    (void)state;
    for (int i = 0; i <= APIE_PACING_OPERATIONS; i++) {
        operations[i].path = "/x";
        facts.rate_limit.reset_s = 10 + i;
        apie_pacing_note(&pacing, &operations[i], 200, &facts, 0);
    }
    assert_int_equal(apie_pacing_until(&pacing, &operations[0]), 0);
    for (int i = 1; i <= APIE_PACING_OPERATIONS; i++)
        assert_int_equal(apie_pacing_until(&pacing, &operations[i]), (10 + i) * 1000);
    facts.rate_limit.reset_s = 1;
    apie_pacing_note(&pacing, &operations[5], 200, &facts, 0);
    assert_int_equal(apie_pacing_until(&pacing, &operations[5]), 15000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_off_by_default),
        cmocka_unit_test(the_next_request_waits_for_the_reset),
        cmocka_unit_test(other_operations_do_not_wait),
        cmocka_unit_test(all_that_wait_go_when_it_is_over),
        cmocka_unit_test(who_waits_looks_again),
        cmocka_unit_test(a_call_that_has_no_time_to_wait_ends_at_once),
        cmocka_unit_test(a_call_that_waits_can_be_cancelled),
        cmocka_unit_test(a_refusal_holds_the_others_back_too),
        cmocka_unit_test(nothing_waits_for_what_is_no_limit),
        cmocka_unit_test(no_limit_lasts_longer_than_an_hour),
        cmocka_unit_test(there_is_room_for_so_many_operations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
