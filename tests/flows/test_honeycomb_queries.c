/* Queries that are run, saved and named: when the service is looked at, when time is up, what is
 * left of a failure. */
#include "honeycomb_flows.h"

#include <stdio.h>
#include <string.h>

#include "honeycomb/query_run.h"

#define NEVER 1000

typedef struct fixture {
    honeycomb_flows f;
    unsigned looks;       /* at the result */
    unsigned ready_after; /* so many of them */
    unsigned refusals;    /* of starts, with 429 */
    const char *refusal_headers;
    int look_status; /* of the first looks */
    unsigned bad_looks;
    int annotation_status;
    int64_t delay_ms;
    const char *result; /* when it is ready; NULL: the usual one */
    const char *saved;  /* the query, NULL: the usual one */
} fixture;

static void say(virtual_reply *reply, int status, const char *body)
{
    reply->status = status;
    reply->body = body;
}

static void look_at(fixture *x, virtual_reply *reply)
{
    x->looks++;
    if (x->looks <= x->bad_looks)
        say(reply, x->look_status, "{\"error\":\"not now\"}");
    else if (x->looks <= x->ready_after)
        say(reply, 200, "{\"id\":\"r1\",\"complete\":false,\"data\":{\"results\":[]}}");
    else
        say(reply, 200,
            x->result ? x->result
                      : "{\"id\":\"r1\",\"complete\":true,\"data\":{\"results\":"
                        "[{\"data\":{\"COUNT\":3}}]}}");
}

static void serve(void *user, const apie_http_request *request, virtual_reply *reply)
{
    fixture *x = user;
    reply->delay_ms = x->delay_ms;
    if (flows_is(request, "GET /1/query_results/")) {
        look_at(x, reply);
    } else if (flows_is(request, "POST /1/query_results/") && x->refusals > 0) {
        x->refusals--;
        say(reply, 429, "{\"error\":\"too many\"}");
        reply->headers = x->refusal_headers;
    } else if (flows_is(request, "POST /1/query_results/")) {
        say(reply, 201, "{\"id\":\"r1\",\"complete\":false}");
    } else if (flows_is(request, "POST /1/queries/")) {
        say(reply, 200, x->saved ? x->saved : "{\"id\":\"q1\"}");
    } else {
        assert_true(flows_is(request, "POST /1/query_annotations/"));
        say(reply, x->annotation_status ? x->annotation_status : 201,
            "{\"id\":\"a1\",\"name\":\"n\",\"query_id\":\"q1\"}");
    }
}

static fixture fixture_now;

static fixture *begin(void)
{
    memset(&fixture_now, 0, sizeof fixture_now);
    flows_begin(&fixture_now.f, NULL, serve, &fixture_now);
    return &fixture_now;
}

static apie_flow *run(fixture *x, const apie_honeycomb_query_run *how,
                      const apie_call_options *options)
{
    return apie_query_run_flow_new(&x->f.core, "d", "q1", how, options, &x->f.error);
}

static void a_result_is_looked_at_at_once_and_then_every_second(void **state)
{
    fixture *x = begin();
    (void)state;
    x->ready_after = 3;
    uint64_t start_ms = virtual_now(x->f.world);
    apie_honeycomb_query_result *result = flows_finish(&x->f, run(x, NULL, NULL), APIE_OK);
    assert_int_equal(result->results_count, 1);
    assert_int_equal(x->looks, 4);
    assert_int_equal(x->f.times[1] - start_ms, 0);
    assert_int_equal(x->f.times[4] - start_ms, 3000);
    flows_expect_target(&x->f, 0, "POST /1/query_results/d");
    flows_expect_body(&x->f, 0, "{\"query_id\":\"q1\",\"disable_series\":true,\"limit\":10000}");
    flows_expect_target(&x->f, 4, "GET /1/query_results/d/r1");
    apie_free(result);
    flows_end(&x->f);
}

static void how_it_is_run_can_be_said(void **state)
{
    const apie_honeycomb_query_run with_all = {
        .with_series = true, .with_totals = true, .with_others = true, .poll_interval_ms = 250};
    const apie_honeycomb_query_run limited = {.limit = 5};
    const apie_header header = {"X-Why", "test"};
    const apie_call_options options = {.headers = &header, .header_count = 1};
    fixture *x = begin();
    (void)state;
    x->ready_after = 2;
    apie_free(flows_finish(&x->f, run(x, &with_all, &options), APIE_OK));
    flows_expect_body(
        &x->f, 0,
        "{\"query_id\":\"q1\",\"disable_series\":false,\"disable_total_by_aggregate\":"
        "false,\"disable_other_by_aggregate\":false,\"limit\":1000}");
    assert_non_null(strstr(x->f.lines[0], "X-Why: test\n"));
    assert_null(strstr(x->f.lines[1], "X-Why"));
    assert_int_equal(x->f.times[3] - x->f.times[1], 500);
    apie_free(flows_finish(&x->f, run(x, &limited, NULL), APIE_OK));
    flows_expect_body(&x->f, 4, "{\"query_id\":\"q1\",\"disable_series\":true,\"limit\":5}");
    flows_end(&x->f);
}

/* What a result says of itself counts; rows only if it says nothing. */
static void complete_is_what_says_so(void **state)
{
    static const char *const ready[] = {
        "{\"id\":\"r1\",\"data\":{\"results\":[]}}",
        "{\"id\":\"r1\",\"complete\":true}",
        "{\"id\":\"r1\",\"complete\":null,\"data\":{\"results\":[]}}",
    };
    static const char *const unready[] = {
        "{\"id\":\"r1\"}",
        "{\"id\":\"r1\",\"complete\":false,\"data\":{\"results\":[{\"data\":{\"COUNT\":1}}]}}",
        "{\"id\":\"r1\",\"data\":{\"results\":null}}",
    };
    const apie_honeycomb_query_run how = {.timeout_ms = 1500};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        fixture *x = begin();
        x->result = ready[i];
        apie_free(flows_finish(&x->f, run(x, NULL, NULL), APIE_OK));
        assert_int_equal(x->looks, 1);
        flows_end(&x->f);
        x = begin();
        x->result = unready[i];
        assert_null(flows_finish(&x->f, run(x, &how, NULL), APIE_ERROR_TIMEOUT));
        flows_end(&x->f);
    }
}

/* Also in the middle of a pause: the last look is taken when the time is up. */
static void time_is_up_when_it_is_up(void **state)
{
    const apie_honeycomb_query_run how = {.timeout_ms = 2500, .poll_interval_ms = 2000};
    fixture *x = begin();
    (void)state;
    x->ready_after = NEVER;
    uint64_t start_ms = virtual_now(x->f.world);
    assert_null(flows_finish(&x->f, run(x, &how, NULL), APIE_ERROR_TIMEOUT));
    assert_int_equal(virtual_now(x->f.world) - start_ms, 2500);
    assert_int_equal(x->looks, 3);
    assert_non_null(strstr(x->f.error.message, "in time"));

    start_ms = virtual_now(x->f.world);
    assert_null(flows_finish(&x->f, run(x, NULL, NULL), APIE_ERROR_TIMEOUT));
    assert_int_equal(virtual_now(x->f.world) - start_ms, 60000);

    const apie_call_options options = {.deadline_ms = 700};
    start_ms = virtual_now(x->f.world);
    assert_null(flows_finish(&x->f, run(x, NULL, &options), APIE_ERROR_TIMEOUT));
    assert_int_equal(virtual_now(x->f.world) - start_ms, 700);
    flows_end(&x->f);
}

/* A service that does not answer: not even a look takes longer. */
static void a_silent_service_does_not_hold_the_call(void **state)
{
    const apie_honeycomb_query_run how = {.timeout_ms = 2500};
    fixture *x = begin();
    (void)state;
    x->delay_ms = 100000;
    uint64_t start_ms = virtual_now(x->f.world);
    assert_null(flows_finish(&x->f, run(x, &how, NULL), APIE_ERROR_TIMEOUT));
    assert_true(virtual_now(x->f.world) - start_ms <= 3500);
    flows_end(&x->f);
}

static void a_start_that_is_refused_for_its_rate_is_tried_again(void **state)
{
    const apie_call_options once = {.attempts = 1};
    fixture *x = begin();
    (void)state;
    x->refusals = 2;
    apie_free(flows_finish(&x->f, run(x, NULL, &once), APIE_OK));
    assert_int_equal(x->f.times[1] - x->f.times[0], 6000);
    assert_int_equal(x->f.times[2] - x->f.times[1], 6000);

    x->f.sent = 0;
    x->refusals = 1;
    x->refusal_headers = "Content-Type: application/json\r\nRetry-After: 20\r\n";
    apie_free(flows_finish(&x->f, run(x, NULL, &once), APIE_OK));
    assert_int_equal(x->f.times[1] - x->f.times[0], 20000);

    x->f.sent = 0;
    x->refusals = 1;
    x->refusal_headers = "Content-Type: application/json\r\nRetry-After: 70\r\n";
    assert_null(flows_finish(&x->f, run(x, NULL, &once), APIE_ERROR_RATE_LIMITED));
    assert_int_equal(x->f.sent, 1);
    flows_end(&x->f);
}

/* A service that says "at once" is not taken at its word: that would be as fast as the network. */
static void a_start_that_is_refused_is_not_hurried(void **state)
{
    const apie_call_options once = {.attempts = 1};
    const apie_honeycomb_query_run how = {.poll_interval_ms = 250};
    fixture *x = begin();
    (void)state;
    x->refusals = 3;
    x->refusal_headers = "Content-Type: application/json\r\nRetry-After: 0\r\n";
    apie_free(flows_finish(&x->f, run(x, &how, &once), APIE_OK));
    for (unsigned i = 1; i <= 3; i++)
        assert_true(x->f.times[i] - x->f.times[i - 1] >= 250);
    flows_end(&x->f);
}

/* The longest time that can be said is one, too. */
static void times_may_be_endless(void **state)
{
    const apie_honeycomb_query_run endless = {.timeout_ms = INT64_MAX};
    const apie_honeycomb_query_run lazy = {.timeout_ms = 5000, .poll_interval_ms = INT64_MAX};
    fixture *x = begin();
    (void)state;
    x->ready_after = 100;
    uint64_t start_ms = virtual_now(x->f.world);
    apie_free(flows_finish(&x->f, run(x, &endless, NULL), APIE_OK));
    assert_int_equal(virtual_now(x->f.world) - start_ms, 100000);
    x->looks = 0;
    start_ms = virtual_now(x->f.world);
    assert_null(flows_finish(&x->f, run(x, &lazy, NULL), APIE_ERROR_TIMEOUT));
    assert_int_equal(virtual_now(x->f.world) - start_ms, 5000);
    flows_end(&x->f);
}

static void looks_that_fail_are_repeated_if_that_may_help(void **state)
{
    const apie_call_options once = {.attempts = 1};
    fixture *x = begin();
    (void)state;
    x->look_status = 503;
    x->bad_looks = 2;
    apie_free(flows_finish(&x->f, run(x, NULL, &once), APIE_OK));
    assert_int_equal(x->looks, 3);
    flows_end(&x->f);

    static const int final[] = {400, 401, 403, 404, 422};
    for (size_t i = 0; i < sizeof final / sizeof *final; i++) {
        x = begin();
        x->look_status = final[i];
        x->bad_looks = NEVER;
        apie_flow *flow = run(x, NULL, &once);
        virtual_finish(x->f.world, flow);
        assert_int_equal(flow->error.http_status, final[i]);
        apie_flow_free(flow);
        assert_int_equal(x->looks, 1);
        flows_end(&x->f);
    }
}

static void bad_input_sends_nothing(void **state)
{
    static const apie_honeycomb_query_run bad[] = {
        {.limit = -1}, {.poll_interval_ms = -1}, {.timeout_ms = -1}};
    static const char *const names[] = {"limit", "poll_interval_ms", "timeout_ms"};
    const apie_honeycomb_query query = {0};
    fixture *x = begin();
    apie_core *core = &x->f.core;
    apie_error *error = &x->f.error;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_null(run(x, &bad[i], NULL));
        assert_string_equal(error->where, names[i]);
        assert_null(apie_query_create_and_run_flow_new(core, "d", &query, &bad[i], NULL, error));
        assert_string_equal(error->where, names[i]);
    }
    assert_null(apie_query_run_flow_new(core, NULL, "q1", NULL, NULL, error));
    assert_string_equal(error->where, "datasetSlug");
    assert_null(apie_query_run_flow_new(core, "d", NULL, NULL, NULL, error));
    assert_int_equal(error->code, APIE_ERROR_INVALID_ARGUMENT);
    assert_null(apie_query_create_and_run_flow_new(core, "d", NULL, NULL, NULL, error));
    assert_string_equal(error->where, "body");
    assert_null(apie_query_create_named_flow_new(core, "d", &query, "", NULL, NULL, error));
    assert_string_equal(error->where, "name");
    assert_null(apie_query_create_named_flow_new(core, "", &query, "n", NULL, NULL, error));
    assert_string_equal(error->where, "datasetSlug");
    assert_int_equal(x->f.sent, 0);
    flows_end(&x->f);
}

static const apie_honeycomb_query some_query = {.time_range = APIE_INT(600)};

static apie_flow *create_and_run(honeycomb_flows *f, apie_error *error)
{
    return apie_query_create_and_run_flow_new(&f->core, "d", &some_query, NULL, NULL, error);
}

static apie_flow *create_named(honeycomb_flows *f, apie_error *error)
{
    return apie_query_create_named_flow_new(&f->core, "d", &some_query, "n", "more", NULL, error);
}

static void a_query_is_saved_and_run(void **state)
{
    fixture *x = begin();
    (void)state;
    apie_honeycomb_query_outcome *outcome =
        flows_finish(&x->f, create_and_run(&x->f, &x->f.error), APIE_OK);
    assert_string_equal(outcome->query->id, "q1");
    assert_int_equal(outcome->result->results_count, 1);
    assert_null(outcome->annotation);
    flows_expect_body(&x->f, 0, "{\"time_range\":600}");
    flows_expect_target(&x->f, 2, "GET /1/query_results/d/r1");
    apie_free(outcome);
    flows_end(&x->f);
}

static void a_query_is_saved_and_named(void **state)
{
    fixture *x = begin();
    (void)state;
    apie_honeycomb_query_outcome *outcome =
        flows_finish(&x->f, create_named(&x->f, &x->f.error), APIE_OK);
    assert_string_equal(outcome->query->id, "q1");
    assert_string_equal(outcome->annotation->id, "a1");
    flows_expect_target(&x->f, 1, "POST /1/query_annotations/d");
    flows_expect_body(&x->f, 1, "{\"name\":\"n\",\"description\":\"more\",\"query_id\":\"q1\"}");
    apie_free(outcome);
    flows_end(&x->f);
}

/* A key names one request: else the service could take the next one for the same. */
static void expect_key_once(fixture *x, const apie_call_options *options)
{
    apie_core *core = &x->f.core;
    x->f.sent = 0;
    apie_free(flows_finish(
        &x->f,
        apie_query_create_and_run_flow_new(core, "d", &some_query, NULL, options, &x->f.error),
        APIE_OK));
    apie_free(flows_finish(
        &x->f,
        apie_query_create_named_flow_new(core, "d", &some_query, "n", NULL, options, &x->f.error),
        APIE_OK));
    assert_int_equal(x->f.sent, 5);
    for (unsigned i = 0; i < 5; i++) {
        bool saves = i == 0 || i == 3;
        assert_int_equal(strstr(x->f.lines[i], "Idempotency-Key: once\n") != NULL, saves);
        assert_int_equal(strstr(x->f.lines[i], "X-Why: test\n") != NULL, i != 2);
    }
}

static void only_saving_has_the_idempotency_key(void **state)
{
    const apie_header headers[] = {{"X-Why", "test"}, {"Idempotency-Key", "once"}};
    const apie_call_options key = {
        .headers = headers, .header_count = 1, .idempotency_key = "once"};
    const apie_call_options header = {.headers = headers, .header_count = 2};
    fixture *x = begin();
    (void)state;
    expect_key_once(x, &key);
    expect_key_once(x, &header);
    flows_end(&x->f);
}

static void a_query_that_was_saved_is_told_whatever_comes_after(void **state)
{
    fixture *x = begin();
    (void)state;
    x->annotation_status = 422;
    apie_honeycomb_query_outcome *outcome =
        flows_finish(&x->f, create_named(&x->f, &x->f.error), APIE_ERROR_INVALID_REQUEST);
    assert_string_equal(outcome->query->id, "q1");
    assert_null(outcome->annotation);
    apie_free(outcome);

    x->ready_after = NEVER;
    outcome = flows_finish(&x->f, create_and_run(&x->f, &x->f.error), APIE_ERROR_TIMEOUT);
    assert_string_equal(outcome->query->id, "q1");
    assert_null(outcome->result);
    apie_free(outcome);

    outcome = flows_cancel(&x->f, create_and_run(&x->f, &x->f.error), 1500);
    assert_string_equal(outcome->query->id, "q1");
    apie_free(outcome);
    x->delay_ms = 100;
    assert_null(flows_cancel(&x->f, create_and_run(&x->f, &x->f.error), 50));
    assert_null(flows_cancel(&x->f, run(x, NULL, NULL), 1500));
    flows_end(&x->f);
}

static void a_query_without_an_id_is_there_all_the_same(void **state)
{
    fixture *x = begin();
    (void)state;
    x->saved = "{\"time_range\":600}";
    apie_honeycomb_query_outcome *outcome =
        flows_finish(&x->f, create_named(&x->f, &x->f.error), APIE_ERROR_PROTOCOL);
    assert_string_equal(x->f.error.where, "/id");
    assert_true(x->f.error.maybe_processed);
    assert_int_equal(outcome->query->time_range.value, 600);
    assert_int_equal(x->f.sent, 1);
    apie_free(outcome);
    flows_end(&x->f);
}

/* What an answer told is not lost to a cancel that comes with it. */
static void a_query_that_was_saved_is_told_if_the_cancel_comes_with_the_answer(void **state)
{
    fixture *x = begin();
    (void)state;
    for (unsigned n = 1; n <= 2; n++) {
        apie_honeycomb_query_outcome *outcome =
            flows_cancel_answered(&x->f, create_named(&x->f, &x->f.error), n);
        assert_non_null(outcome);
        assert_string_equal(outcome->query->id, "q1");
        assert_int_equal(outcome->annotation != NULL, n == 2);
        if (outcome->annotation)
            assert_string_equal(outcome->annotation->id, "a1");
        apie_free(outcome);
    }
    for (unsigned n = 1; n <= 3; n++) {
        apie_honeycomb_query_outcome *outcome =
            flows_cancel_answered(&x->f, create_and_run(&x->f, &x->f.error), n);
        assert_non_null(outcome);
        assert_string_equal(outcome->query->id, "q1");
        assert_null(outcome->annotation);
        assert_null(outcome->result);
        apie_free(outcome);
    }
    flows_end(&x->f);
}

static apie_flow *run_usual(honeycomb_flows *f, apie_error *error)
{
    const apie_header header = {"X-Why", "test"};
    const apie_call_options options = {
        .headers = &header, .header_count = 1, .idempotency_key = "i"};
    fixture_now.looks = 0;
    fixture_now.ready_after = 1;
    return apie_query_run_flow_new(&f->core, "d", "q1", NULL, &options, error);
}

static void memory_may_run_out_anywhere(void **state)
{
    fixture *x = begin();
    (void)state;
    flows_torture(&x->f, run_usual);
    flows_torture(&x->f, create_and_run);
    flows_torture(&x->f, create_named);
    flows_end(&x->f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_result_is_looked_at_at_once_and_then_every_second),
        cmocka_unit_test(how_it_is_run_can_be_said),
        cmocka_unit_test(complete_is_what_says_so),
        cmocka_unit_test(time_is_up_when_it_is_up),
        cmocka_unit_test(a_silent_service_does_not_hold_the_call),
        cmocka_unit_test(a_start_that_is_refused_for_its_rate_is_tried_again),
        cmocka_unit_test(a_start_that_is_refused_is_not_hurried),
        cmocka_unit_test(times_may_be_endless),
        cmocka_unit_test(looks_that_fail_are_repeated_if_that_may_help),
        cmocka_unit_test(bad_input_sends_nothing),
        cmocka_unit_test(a_query_is_saved_and_run),
        cmocka_unit_test(a_query_is_saved_and_named),
        cmocka_unit_test(only_saving_has_the_idempotency_key),
        cmocka_unit_test(a_query_that_was_saved_is_told_whatever_comes_after),
        cmocka_unit_test(a_query_without_an_id_is_there_all_the_same),
        cmocka_unit_test(a_query_that_was_saved_is_told_if_the_cancel_comes_with_the_answer),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
