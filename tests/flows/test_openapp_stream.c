/* A stream's flow without a network: what it takes, what it gives, and each allocation failing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "openapp/flows.h"
#include "openapp/settings.h"
#include "support/alloc_fault.h"
#include "support/virtual.h"

#define KEY "http://127.0.0.1:9_openapp_a-long-secret"

static const apie_slice event_stream = {"Content-Type: Text/Event-Stream;x\r\n", 35};

typedef struct fixture {
    virtual_world *world;
    apie_openapp_core core;
    apie_openapp_stream_options options;
    apie_error error;
    unsigned told;
    unsigned most; /* then it is stopped */
} fixture;

static void no_server(void *user, const apie_http_request *request, virtual_reply *reply)
{
    (void)user;
    (void)request;
    (void)reply;
    fail();
}

static bool on_event(const apie_openapp_event *event, void *user)
{
    fixture *f = user;
    (void)event;
    return ++f->told < f->most;
}

static void begin(fixture *f)
{
    memset(f, 0, sizeof *f);
    f->world = virtual_new(1, no_server, f);
    const apie_openapp_options options = {.api_key = KEY};
    assert_int_equal(apie_openapp_core_init(&f->core, &options, virtual_clock(f->world), &f->error),
                     APIE_OK);
    f->options = (apie_openapp_stream_options){
        .on_event = on_event, .user = f, .idle_timeout_ms = 50, .last_event_id = "9"};
    f->most = 100;
}

static void end(fixture *f)
{
    apie_core_free(&f->core.core);
    virtual_free(f->world);
}

static apie_flow *new_stream(fixture *f, const apie_call_options *call)
{
    return apie_openapp_stream_flow_new(&f->core.core, "GET", "/stream", NULL, 0, &f->options, call,
                                        &f->error);
}

static const apie_sink *send(apie_flow *flow)
{
    const apie_want *want = apie_flow_resume(flow, APIE_CAUSE_START, 1000);
    assert_int_equal(want->kind, APIE_WANT_SEND);
    assert_true(apie_flow_prepare(flow));
    assert_non_null(want->request->sink);
    return want->request->sink;
}

static bool hand_over(const apie_sink *sink, const char *text)
{
    apie_slice piece = {text, strlen(text)};
    while (piece.length > 0)
        if (!sink->take(sink->user, &piece))
            return false;
    return true;
}

static void answer(apie_flow *flow, apie_status transport)
{
    const apie_answer given = {.transport = transport,
                               .http_status = 200,
                               .headers = event_stream,
                               .request_started = true,
                               .response_started = true};
    apie_flow_absorb(flow, &given);
    assert_int_equal(apie_flow_resume(flow, APIE_CAUSE_ANSWER, 2000)->kind, APIE_WANT_DONE);
    apie_flow_report(flow);
}

static void test_limits(void **state)
{
    const apie_call_options call = {.deadline_ms = 70, .attempt_timeout_ms = 20};
    fixture f;
    (void)state;
    begin(&f);
    apie_flow *flow = new_stream(&f, &call);
    const apie_sink *sink = send(flow);
    assert_int_equal(flow->want.deadline_ms, 1020);
    assert_int_equal(sink->latest_ms, 1070);
    assert_int_equal(sink->idle_ms, 50);
    apie_flow_free(flow);
    f.options.idle_timeout_ms = 0;
    flow = new_stream(&f, NULL);
    sink = send(flow);
    assert_true(sink->latest_ms == APIE_NEVER);
    assert_int_equal(sink->idle_ms, 300000);
    apie_flow_free(flow);
    end(&f);
}

static void test_each_event_is_taken_by_itself(void **state)
{
    fixture f;
    (void)state;
    begin(&f);
    apie_flow *flow = new_stream(&f, NULL);
    const apie_sink *sink = send(flow);
    apie_slice piece = {"data: 1\n\ndata: 2\n\n", 18};
    assert_true(sink->begin(sink->user, event_stream));
    assert_true(sink->take(sink->user, &piece));
    assert_int_equal(f.told, 1);
    assert_int_equal(piece.length, 9);
    assert_true(sink->take(sink->user, &piece));
    assert_int_equal(f.told, 2);
    assert_int_equal(piece.length, 0);
    answer(flow, APIE_OK);
    assert_int_equal(flow->status, APIE_OK);
    const apie_openapp_stream_end *result = flow->result;
    assert_int_equal(result->bytes, 18);
    apie_flow_free(flow);
    end(&f);
}

/* Although a GET is repeated else. */
static void test_what_has_begun_is_not_repeated(void **state)
{
    static const apie_status failures[] = {APIE_ERROR_NETWORK, APIE_ERROR_TIMEOUT};
    fixture f;
    (void)state;
    begin(&f);
    for (size_t i = 0; i < 2; i++) {
        apie_flow *flow = new_stream(&f, NULL);
        const apie_sink *sink = send(flow);
        assert_true(sink->begin(sink->user, event_stream));
        answer(flow, failures[i]);
        assert_int_equal(flow->status, failures[i]);
        assert_non_null(flow->result);
        apie_flow_free(flow);
    }
    end(&f);
}

static void test_a_stop_at_the_last_piece_is_a_stop(void **state)
{
    fixture f;
    (void)state;
    begin(&f);
    f.most = 1;
    apie_flow *flow = new_stream(&f, NULL);
    const apie_sink *sink = send(flow);
    assert_true(sink->begin(sink->user, event_stream));
    assert_false(hand_over(sink, "data: 1\n\n"));
    answer(flow, APIE_OK);
    assert_int_equal(flow->status, APIE_ERROR_CANCELLED);
    assert_non_null(flow->result);
    apie_flow_free(flow);
    end(&f);
}

/* Who goes on behind the id must not miss an event that was cut off. */
static void test_an_event_that_was_not_told_has_not_passed(void **state)
{
    fixture f;
    (void)state;
    begin(&f);
    for (int cancelled = 0; cancelled < 2; cancelled++) {
        apie_flow *flow = new_stream(&f, NULL);
        const apie_sink *sink = send(flow);
        assert_true(sink->begin(sink->user, event_stream));
        assert_true(hand_over(sink, "id: 3\ndata: three\n\nid: 4\ndata: cut"));
        if (cancelled)
            (void)apie_flow_resume(flow, APIE_CAUSE_CANCEL, 1500);
        else
            answer(flow, APIE_OK);
        const apie_openapp_stream_end *result = flow->result;
        assert_non_null(result);
        assert_string_equal(result->last_event_id, "3");
        apie_flow_free(flow);
    }
    end(&f);
}

/* Only a GET changes nothing. */
static void test_an_action_that_is_told_too_late_was_done(void **state)
{
    static const char *const methods[] = {"GET", "POST"};
    fixture f;
    (void)state;
    begin(&f);
    for (size_t i = 0; i < 2; i++) {
        apie_flow *flow = apie_openapp_stream_flow_new(&f.core.core, methods[i], "/stream", NULL, 0,
                                                       &f.options, NULL, &f.error);
        const apie_sink *sink = send(flow);
        assert_true(sink->begin(sink->user, event_stream));
        const apie_answer given = {.http_status = 200,
                                   .headers = event_stream,
                                   .request_started = true,
                                   .response_started = true};
        apie_flow_absorb(flow, &given);
        apie_fault_fail_at(1);
        (void)apie_flow_resume(flow, APIE_CAUSE_ANSWER, 2000);
        assert_true(apie_fault_hit());
        apie_fault_fail_at(0);
        assert_int_equal(flow->status, APIE_ERROR_NO_MEMORY);
        assert_int_equal(flow->error.maybe_processed, i == 1);
        apie_flow_free(flow);
    }
    end(&f);
}

/* The end of a stream, once with an answer and once by a cancel. */
static apie_status run(fixture *f, bool cancelled)
{
    apie_error_clear(&f->error);
    apie_flow *flow = new_stream(f, NULL);
    if (!flow)
        return f->error.code;
    if (apie_flow_resume(flow, APIE_CAUSE_START, 1000)->kind != APIE_WANT_SEND ||
        !apie_flow_prepare(flow)) {
        apie_status refused = flow->status;
        apie_flow_free(flow);
        return refused;
    }
    const apie_sink *sink = flow->want.request->sink;
    bool good = sink->begin(sink->user, event_stream) &&
                hand_over(sink, "event: a\nid: 1\ndata: on") && hand_over(sink, "e\n\n");
    if (cancelled)
        (void)apie_flow_resume(flow, APIE_CAUSE_CANCEL, 1500);
    else
        answer(flow, good ? APIE_OK : APIE_ERROR_PROTOCOL);
    apie_status status = flow->status;
    const apie_openapp_stream_end *result = flow->result;
    if (status == APIE_OK || (result && good))
        assert_string_equal(result->last_event_id, "1");
    apie_flow_free(flow);
    return status;
}

static void test_each_allocation_fails(void **state)
{
    fixture f;
    (void)state;
    begin(&f);
    for (int cancelled = 0; cancelled < 2; cancelled++) {
        bool hit = true;
        for (unsigned long k = 1; hit; k++) {
            long live = apie_fault_live();
            apie_fault_fail_at(k);
            apie_status status = run(&f, cancelled == 1);
            hit = apie_fault_hit();
            apie_fault_fail_at(0);
            assert_int_equal(apie_fault_live(), live);
            if (cancelled == 0)
                assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
            else if (!hit)
                assert_int_equal(status, APIE_ERROR_CANCELLED);
        }
    }
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_each_event_is_taken_by_itself),
        cmocka_unit_test(test_what_has_begun_is_not_repeated),
        cmocka_unit_test(test_a_stop_at_the_last_piece_is_a_stop),
        cmocka_unit_test(test_an_event_that_was_not_told_has_not_passed),
        cmocka_unit_test(test_an_action_that_is_told_too_late_was_done),
        cmocka_unit_test(test_each_allocation_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
