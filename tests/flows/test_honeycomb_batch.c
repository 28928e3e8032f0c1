/* Events in as many requests as it takes, and what becomes of each. */
#include "honeycomb_flows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "honeycomb/batch.h"
#include "support/gunzip.h"

#define EVENTS 3000

typedef struct service {
    honeycomb_flows f;
    unsigned requests;
    size_t counts[16]; /* of the events in each */
    size_t sizes[16];  /* of the bodies, unpacked */
    bool packed[16];
    size_t seen;           /* events: their numbers must come in order */
    unsigned fail_request; /* this one, from 1 on */
    int fail_status;
    const char *answer; /* in place of the usual one */
    int64_t delay_ms;
    char *text;
} service;

static service now;
static char unpacked[2000000];

static bool is_packed(const apie_http_request *request)
{
    for (size_t i = 0; i < request->header_line_count; i++)
        if (strcmp(request->header_lines[i], "Content-Encoding: gzip") == 0)
            return true;
    return false;
}

static json_t *read_events(service *s, const apie_http_request *request)
{
    const char *body = request->body;
    size_t length = request->body_length;
    unsigned n = s->requests++;
    assert_true(n < 16);
    s->packed[n] = is_packed(request);
    if (s->packed[n]) {
        length = gunzip(body, length, unpacked, sizeof unpacked);
        body = unpacked;
    }
    json_t *events = json_loadb(body, length, 0, NULL);
    assert_true(json_is_array(events));
    s->sizes[n] = length;
    s->counts[n] = json_array_size(events);
    return events;
}

/* Every tenth event is refused. */
static json_t *result_of(service *s, const json_t *event)
{
    int64_t number = json_integer_value(json_object_get(json_object_get(event, "data"), "n"));
    assert_true((size_t)number >= s->seen);
    s->seen = (size_t)number + 1;
    if (number % 10 == 9)
        return json_pack("{s:i,s:s}", "status", number % 20 == 9 ? 400 : 429, "error", "no room");
    return json_pack("{s:i}", "status", 202);
}

static void serve(void *user, const apie_http_request *request, virtual_reply *reply)
{
    service *s = user;
    size_t i;
    json_t *event;
    json_t *events = read_events(s, request);
    json_t *results = json_array();
    assert_true(flows_is(request, "POST /1/batch/d"));
    json_array_foreach(events, i, event)
    {
        json_array_append_new(results, result_of(s, event));
    }
    free(s->text);
    s->text = json_dumps(results, 0);
    json_decref(results);
    json_decref(events);
    reply->body = s->answer ? s->answer : s->text;
    reply->delay_ms = s->delay_ms;
    if (s->requests == s->fail_request) {
        reply->status = s->fail_status;
        reply->body = "{\"error\":\"it failed\"}";
    }
}

static service *begin(void)
{
    memset(&now, 0, sizeof now);
    flows_begin(&now.f, NULL, serve, &now);
    return &now;
}

static void end(service *s)
{
    free(s->text);
    flows_end(&s->f);
}

static apie_honeycomb_batch_event events[EVENTS];

static int make_events(void **state)
{
    (void)state;
    for (int i = 0; i < EVENTS; i++)
        events[i].data = json_pack("{s:i}", "n", i);
    return 0;
}

static int free_events(void **state)
{
    (void)state;
    for (int i = 0; i < EVENTS; i++)
        json_decref((json_t *)(uintptr_t)events[i].data);
    return 0;
}

static apie_flow *batch_flow(service *s, size_t count, const apie_honeycomb_batch_options *how)
{
    return apie_batch_flow_new(&s->f.core, "d", events, count, how, NULL, &s->f.error);
}

static void each_event_has_an_outcome(void **state)
{
    service *s = begin();
    (void)state;
    apie_honeycomb_batch_outcome *outcome = flows_finish(&s->f, batch_flow(s, 25, NULL), APIE_OK);
    assert_int_equal(outcome->event_count, 25);
    assert_int_equal(outcome->taken_count, 23);
    assert_int_equal(outcome->request_count, 1);
    assert_int_equal(outcome->events[8].status, APIE_OK);
    assert_int_equal(outcome->events[8].http_status, 202);
    assert_true(outcome->events[8].sent);
    assert_null(outcome->events[8].message);
    assert_int_equal(outcome->events[9].status, APIE_ERROR_INVALID_REQUEST);
    assert_string_equal(outcome->events[9].message, "no room");
    assert_int_equal(outcome->events[19].status, APIE_ERROR_RATE_LIMITED);
    assert_int_equal(outcome->events[19].http_status, 429);
    assert_false(s->packed[0]);
    apie_free(outcome);
    end(s);
}

static void requests_are_split_by_count(void **state)
{
    const apie_honeycomb_batch_options seven = {.max_events = 7};
    service *s = begin();
    (void)state;
    apie_honeycomb_batch_outcome *outcome = flows_finish(&s->f, batch_flow(s, 20, &seven), APIE_OK);
    assert_int_equal(outcome->request_count, 3);
    assert_int_equal(s->counts[0], 7);
    assert_int_equal(s->counts[2], 6);
    assert_int_equal(outcome->events[9].status, APIE_ERROR_INVALID_REQUEST);
    assert_int_equal(outcome->events[19].status, APIE_ERROR_RATE_LIMITED);
    assert_int_equal(outcome->taken_count, 18);
    apie_free(outcome);
    s->seen = 0;
    outcome = flows_finish(&s->f, batch_flow(s, EVENTS, NULL), APIE_OK);
    assert_int_equal(outcome->request_count, 3);
    assert_int_equal(s->counts[3], 1000);
    apie_free(outcome);
    end(s);
}

static void requests_are_split_by_bytes(void **state)
{
    /* {"data":{"n":5}}: 16 bytes, and a comma or bracket each. */
    const apie_honeycomb_batch_options three = {.max_bytes = 52};
    const apie_honeycomb_batch_options two = {.max_bytes = 51};
    service *s = begin();
    (void)state;
    apie_honeycomb_batch_outcome *outcome = flows_finish(&s->f, batch_flow(s, 9, &three), APIE_OK);
    assert_int_equal(outcome->request_count, 3);
    assert_int_equal(s->counts[0], 3);
    assert_int_equal(s->sizes[0], 52);
    assert_int_equal(outcome->taken_count, 9);
    apie_free(outcome);
    s->seen = 0;
    outcome = flows_finish(&s->f, batch_flow(s, 9, &two), APIE_OK);
    assert_int_equal(outcome->request_count, 5);
    apie_free(outcome);
    end(s);
}

static json_t *event_of_size(size_t bytes)
{
    static const char around[] = "{\"data\":{\"n\":0,\"x\":\"\"}}";
    size_t length = bytes - (sizeof around - 1);
    char *text = malloc(length);
    assert_non_null(text);
    memset(text, 'x', length);
    json_t *data = json_pack("{s:i,s:s%}", "n", 0, "x", text, length);
    free(text);
    return data;
}

static void an_event_that_is_too_large_stays_at_home(void **state)
{
    json_t *large = event_of_size(APIE_HONEYCOMB_BATCH_BYTES - 1);
    json_t *fits = event_of_size(APIE_HONEYCOMB_BATCH_BYTES - 2);
    const apie_honeycomb_batch_event mixed[] = {
        {.data = large}, events[1], {.data = large}, {.data = fits}, {.data = large}};
    service *s = begin();
    (void)state;
    apie_honeycomb_batch_outcome *outcome = flows_finish(
        &s->f, apie_batch_flow_new(&s->f.core, "d", mixed, 2, NULL, NULL, &s->f.error), APIE_OK);
    assert_int_equal(outcome->events[0].status, APIE_ERROR_INVALID_ARGUMENT);
    assert_false(outcome->events[0].sent);
    assert_non_null(outcome->events[0].message);
    assert_int_equal(outcome->events[1].status, APIE_OK);
    assert_int_equal(outcome->request_count, 1);
    apie_free(outcome);
    s->seen = 0;
    outcome = flows_finish(
        &s->f, apie_batch_flow_new(&s->f.core, "d", mixed + 2, 3, NULL, NULL, &s->f.error),
        APIE_OK);
    assert_int_equal(outcome->events[0].status, APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(outcome->events[1].status, APIE_OK);
    assert_int_equal(outcome->events[2].status, APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(outcome->taken_count, 1);
    assert_int_equal(s->sizes[1], APIE_HONEYCOMB_BATCH_BYTES);
    apie_free(outcome);
    json_decref(large);
    json_decref(fits);
    end(s);
}

static void large_requests_are_compressed(void **state)
{
    const apie_honeycomb_batch_options plain = {.uncompressed = true};
    const apie_header header = {"X-Why", "test"};
    const apie_call_options options = {.headers = &header, .header_count = 1};
    const apie_honeycomb_batch_options uneven = {.max_events = 200};
    service *s = begin();
    (void)state;
    apie_free(flows_finish(
        &s->f, apie_batch_flow_new(&s->f.core, "d", events, 203, &uneven, &options, &s->f.error),
        APIE_OK));
    assert_true(s->packed[0]);
    assert_false(s->packed[1]);
    assert_true(strlen(s->f.bodies[0]) < 100 && s->f.bodies[0][0] == 0x1f);
    assert_int_equal(s->counts[0], 200);
    assert_int_equal(s->counts[1], 3);
    assert_non_null(strstr(s->f.lines[0], "X-Why: test\n"));
    assert_non_null(strstr(s->f.lines[1], "X-Why: test\n"));
    assert_null(strstr(s->f.lines[1], "Content-Encoding"));
    s->seen = 0;
    apie_free(flows_finish(&s->f, batch_flow(s, 200, &plain), APIE_OK));
    assert_false(s->packed[2]);
    end(s);
}

static void time_and_rate_go_along(void **state)
{
    apie_honeycomb_batch_event event = events[0];
    service *s = begin();
    (void)state;
    event.time = "2026-01-02T03:04:05.678Z";
    event.samplerate = apie_int(4);
    apie_free(flows_finish(
        &s->f, apie_batch_flow_new(&s->f.core, "d", &event, 1, NULL, NULL, &s->f.error), APIE_OK));
    flows_expect_target(&s->f, 0, "POST /1/batch/d");
    flows_expect_body(&s->f, 0,
                      "[{\"data\":{\"n\":0},\"time\":\"2026-01-02T03:04:05.678Z\","
                      "\"samplerate\":4}]");
    end(s);
}

static void no_events_are_no_request(void **state)
{
    service *s = begin();
    (void)state;
    apie_honeycomb_batch_outcome *outcome = flows_finish(
        &s->f, apie_batch_flow_new(&s->f.core, "d", NULL, 0, NULL, NULL, &s->f.error), APIE_OK);
    assert_int_equal(outcome->event_count, 0);
    assert_int_equal(s->requests, 0);
    apie_free(outcome);
    end(s);
}

static void bad_events_send_nothing(void **state)
{
    json_t *text = json_string("text");
    apie_honeycomb_batch_event bad[3] = {events[0], {0}, {0}};
    service *s = begin();
    apie_core *core = &s->f.core;
    apie_error *error = &s->f.error;
    (void)state;
    assert_null(apie_batch_flow_new(core, "d", bad, 2, NULL, NULL, error));
    assert_int_equal(error->code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error->where, "/1/data");
    bad[1].data = text;
    assert_null(apie_batch_flow_new(core, "d", bad, 2, NULL, NULL, error));
    assert_string_equal(error->where, "/1/data");
    bad[1] = events[1];
    bad[1].time = "\xff";
    assert_null(apie_batch_flow_new(core, "d", bad, 2, NULL, NULL, error));
    assert_string_equal(error->where, "/1/time");
    assert_null(apie_batch_flow_new(core, "", events, 1, NULL, NULL, error));
    assert_string_equal(error->where, "datasetSlug");
    assert_null(apie_batch_flow_new(core, "d", NULL, 1, NULL, NULL, error));
    assert_string_equal(error->where, "events");
    assert_int_equal(s->requests, 0);
    json_decref(text);
    end(s);
}

/* What came before it was sent, what comes after it is not. */
static void a_request_that_fails_ends_the_call(void **state)
{
    const apie_honeycomb_batch_options four = {.max_events = 4};
    service *s = begin();
    (void)state;
    s->fail_request = 2;
    s->fail_status = 401;
    apie_honeycomb_batch_outcome *outcome =
        flows_finish(&s->f, batch_flow(s, 12, &four), APIE_ERROR_AUTHENTICATION);
    assert_int_equal(s->requests, 2);
    assert_int_equal(outcome->taken_count, 4);
    assert_int_equal(outcome->request_count, 1);
    assert_int_equal(outcome->events[3].status, APIE_OK);
    for (size_t i = 4; i < 12; i++) {
        assert_int_equal(outcome->events[i].status, APIE_ERROR_AUTHENTICATION);
        assert_int_equal(outcome->events[i].sent, i < 8);
        assert_int_equal(outcome->events[i].http_status, i < 8 ? 401 : 0);
        assert_non_null(strstr(outcome->events[i].message, "it failed"));
    }
    apie_free(outcome);
    end(s);
}

static void a_request_that_is_turned_away_is_sent_again(void **state)
{
    service *s = begin();
    (void)state;
    s->fail_request = 1;
    s->fail_status = 429;
    (void)virtual_start(s->f.world, batch_flow(s, 5, NULL), NULL, NULL);
    s->seen = 0; /* the same events come again */
    virtual_run(s->f.world);
    assert_int_equal(s->requests, 2);
    assert_int_equal(s->counts[1], 5);
    end(s);
}

static void an_answer_for_other_events_is_unreadable(void **state)
{
    static const char *const answers[] = {"[]", "[{\"status\":202}]",
                                          "[{\"status\":202},{\"status\":202},{\"status\":202}]"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        service *s = begin();
        s->answer = answers[i];
        apie_honeycomb_batch_outcome *outcome =
            flows_finish(&s->f, batch_flow(s, 2, NULL), APIE_ERROR_PROTOCOL);
        assert_int_equal(outcome->taken_count, 0);
        assert_int_equal(outcome->events[1].status, APIE_ERROR_PROTOCOL);
        assert_true(outcome->events[1].sent);
        assert_true(s->f.error.maybe_processed);
        assert_int_equal(s->f.error.http_status, 200);
        apie_free(outcome);
        end(s);
    }
    service *s = begin();
    s->answer = "[{},{\"status\":77}]";
    apie_honeycomb_batch_outcome *outcome = flows_finish(&s->f, batch_flow(s, 2, NULL), APIE_OK);
    assert_int_equal(outcome->events[0].status, APIE_ERROR_PROTOCOL);
    assert_int_equal(outcome->events[1].status, APIE_ERROR_PROTOCOL);
    assert_non_null(outcome->events[0].message);
    apie_free(outcome);
    end(s);
}

static void a_cancelled_call_tells_what_was_sent(void **state)
{
    const apie_honeycomb_batch_options four = {.max_events = 4};
    service *s = begin();
    (void)state;
    s->delay_ms = 100;
    apie_honeycomb_batch_outcome *outcome = flows_cancel(&s->f, batch_flow(s, 12, &four), 150);
    assert_int_equal(outcome->taken_count, 4);
    for (size_t i = 4; i < 12; i++) {
        assert_int_equal(outcome->events[i].status, APIE_ERROR_CANCELLED);
        assert_int_equal(outcome->events[i].sent, i < 8);
    }
    apie_free(outcome);
    end(s);
}

/* Events that are known to be taken are no failures, or they would be sent again. */
static void a_call_that_is_cancelled_when_it_was_answered_tells_what_was_taken(void **state)
{
    const apie_honeycomb_batch_options five = {.max_events = 5};
    service *s = begin();
    (void)state;
    apie_honeycomb_batch_outcome *outcome =
        flows_cancel_answered(&s->f, batch_flow(s, 15, &five), 2);
    assert_int_equal(outcome->taken_count, 9); /* the tenth is refused */
    assert_int_equal(outcome->request_count, 2);
    for (size_t i = 0; i < 15; i++) {
        const apie_status left = i < 10 ? APIE_OK : APIE_ERROR_CANCELLED;
        assert_int_equal(outcome->events[i].status, i == 9 ? APIE_ERROR_INVALID_REQUEST : left);
        assert_int_equal(outcome->events[i].sent, i < 10);
    }
    apie_free(outcome);
    end(s);
}

/* An answer that tells of other events tells nothing. */
static void a_cancel_does_not_hide_that_an_answer_was_unreadable(void **state)
{
    service *s = begin();
    (void)state;
    s->answer = "[{\"status\":202}]";
    apie_honeycomb_batch_outcome *outcome = flows_cancel_answered(&s->f, batch_flow(s, 2, NULL), 1);
    assert_int_equal(outcome->taken_count, 0);
    assert_int_equal(outcome->request_count, 0);
    assert_int_equal(outcome->events[1].status, APIE_ERROR_CANCELLED);
    assert_true(outcome->events[1].sent);
    assert_true(s->f.error.maybe_processed);
    apie_free(outcome);
    end(s);
}

/* A request that had not begun did not send anything, however far its preparation went. */
static void a_call_that_is_cancelled_at_once_sent_nothing(void **state)
{
    const apie_answer answer = {.transport = APIE_ERROR_CANCELLED};
    service *s = begin();
    (void)state;
    apie_flow *flow = batch_flow(s, 2, NULL);
    assert_non_null(flow);
    assert_int_equal(apie_flow_resume(flow, APIE_CAUSE_START, 1)->kind, APIE_WANT_SEND);
    assert_true(apie_flow_prepare(flow));
    apie_flow_absorb(flow, &answer);
    assert_int_equal(apie_flow_resume(flow, APIE_CAUSE_ANSWER, 2)->kind, APIE_WANT_DONE);
    assert_int_equal(flow->status, APIE_ERROR_CANCELLED);
    assert_int_equal(flow->error.attempts, 0);
    const apie_honeycomb_batch_outcome *outcome = flow->result;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(outcome->events[i].status, APIE_ERROR_CANCELLED);
        assert_false(outcome->events[i].sent);
    }
    apie_flow_free(flow);
    end(s);
}

/* A key names one request: with it on several, a service could take the second for the first. */
static void expect_key(service *s, size_t count, const apie_call_options *options)
{
    const apie_honeycomb_batch_options five = {.max_events = 5};
    s->f.sent = 0;
    s->seen = 0;
    s->requests = 0;
    apie_free(flows_finish(
        &s->f, apie_batch_flow_new(&s->f.core, "d", events, count, &five, options, &s->f.error),
        APIE_OK));
    assert_int_equal(s->f.sent, count - 4);
    for (unsigned i = 0; i < s->f.sent; i++) {
        bool keyed = strstr(s->f.lines[i], "Idempotency-Key: once\n") != NULL;
        assert_int_equal(keyed, count == 5);
        assert_non_null(strstr(s->f.lines[i], "X-Why: test\n"));
    }
}

static void a_key_goes_with_one_request_only(void **state)
{
    const apie_header headers[] = {{"X-Why", "test"}, {"Idempotency-Key", "once"}};
    const apie_call_options key = {
        .headers = headers, .header_count = 1, .idempotency_key = "once"};
    const apie_call_options header = {.headers = headers, .header_count = 2};
    service *s = begin();
    (void)state;
    for (size_t count = 5; count <= 6; count++) {
        expect_key(s, count, &key);
        expect_key(s, count, &header);
    }
    end(s);
}

/* ---- memory ---- */

static void serve_three(void *user, const apie_http_request *request, virtual_reply *reply)
{
    (void)user;
    (void)request;
    reply->body = "[{\"status\":202},{\"status\":400,\"error\":\"no\"},{\"status\":202}]";
}

static apie_flow *some_events(honeycomb_flows *f, apie_error *error)
{
    static char text[1200];
    static const apie_honeycomb_batch_options three = {.max_events = 3};
    apie_honeycomb_batch_event some[6] = {events[0], events[1], events[2],
                                          events[3], events[4], events[5]};
    memset(text, 'x', sizeof text - 1);
    some[0].time = text;
    return apie_batch_flow_new(&f->core, "d", some, 6, &three, NULL, error);
}

static void memory_may_run_out_anywhere(void **state)
{
    static honeycomb_flows f;
    (void)state;
    flows_begin(&f, NULL, serve_three, NULL);
    flows_torture(&f, some_events);
    flows_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_event_has_an_outcome),
        cmocka_unit_test(requests_are_split_by_count),
        cmocka_unit_test(requests_are_split_by_bytes),
        cmocka_unit_test(an_event_that_is_too_large_stays_at_home),
        cmocka_unit_test(large_requests_are_compressed),
        cmocka_unit_test(time_and_rate_go_along),
        cmocka_unit_test(no_events_are_no_request),
        cmocka_unit_test(bad_events_send_nothing),
        cmocka_unit_test(a_request_that_fails_ends_the_call),
        cmocka_unit_test(a_request_that_is_turned_away_is_sent_again),
        cmocka_unit_test(an_answer_for_other_events_is_unreadable),
        cmocka_unit_test(a_cancelled_call_tells_what_was_sent),
        cmocka_unit_test(a_call_that_is_cancelled_when_it_was_answered_tells_what_was_taken),
        cmocka_unit_test(a_cancel_does_not_hide_that_an_answer_was_unreadable),
        cmocka_unit_test(a_call_that_is_cancelled_at_once_sent_nothing),
        cmocka_unit_test(a_key_goes_with_one_request_only),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, make_events, free_events);
}
