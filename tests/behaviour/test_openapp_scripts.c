/* Scripts that are run to their end, and what is left of one that is not waited for, in both
 * libraries. */
#include "openapp_use.h"

#include <string.h>

OPENAPP_NOTE(openapp_execution)

static const char json[] = "Content-Type: application/json\r\n";

static const openapp_route slow_script[] = {
    {"POST /api/v1/scripting/executions ", 202, json, "{\"id\":\"x1\",\"status\":\"pending\"}"},
    {"GET /api/v1/scripting/executions/x1 ", 0, NULL, NULL},
    {NULL, 0, NULL, NULL},
};

static const openapp_route good_script[] = {
    {"POST /api/v1/scripting/executions ", 202, json, "{\"id\":\"x1\",\"status\":\"pending\"}"},
    {"GET /api/v1/scripting/executions/x1 ", 200, json,
     "{\"id\":\"x1\",\"status\":\"succeeded\",\"result\":42}"},
    {NULL, 0, NULL, NULL},
};

/* When to cancel: when the submission was answered, or when a look begins. */
typedef struct stopper {
    apie_cancel_token *token; /* of a blocking call */
    bool looking;
    bool due;
} stopper;

static void stop_now(stopper *stop)
{
    stop->due = true;
    apie_cancel_token_cancel(stop->token);
}

static void note_attempt(const apie_attempt *attempt, void *user)
{
    stopper *stop = user;
    if (!stop->looking && attempt->http_status == 202)
        stop_now(stop);
}

static apie_status note_request(apie_outgoing *request, void *user)
{
    stopper *stop = user;
    if (stop->looking && strcmp(apie_outgoing_method(request), "GET") == 0)
        stop_now(stop);
    return APIE_OK;
}

static apie_status cancel_started(openapp_stage *s, const stopper *stop)
{
    const apie_openapp_execution_create body = {.script = "return 1"};
    openapp_waiting w = {.told = 0};
    apie_call *call = apie_async_openapp_scripting_execute(s->async_client, &body, &s->call,
                                                           note_openapp_execution, &w, &s->error);
    assert_non_null(call);
    while (!stop->due)
        assert_int_equal(event_base_loop(s->base, EVLOOP_ONCE), 0);
    apie_call_cancel(call);
    return openapp_await(s, &w, call);
}

static void expect_left(const openapp_stage *s, apie_status status)
{
    assert_int_equal(s->error.code, status);
    assert_string_equal(s->error.where, "x1");
    assert_true(s->error.maybe_processed);
    assert_null(s->result);
}

static void cancel(openapp_stage *s, bool looking)
{
    stopper stop = {.token = apie_cancel_token_new(), .looking = looking};
    const apie_interceptor interceptor = {.before = note_request, .user = &stop};
    s->routes = slow_script;
    s->options.connection.observer = note_attempt;
    s->options.connection.observer_user = &stop;
    s->options.connection.interceptors = &interceptor;
    s->options.connection.interceptor_count = 1;
    openapp_ok(s, openapp_new(s));
    s->call.cancel = s->async ? NULL : stop.token;
    openapp_expect(s, APIE_ERROR_CANCELLED, s->async ? cancel_started(s, &stop) : use_execute(s));
    expect_left(s, APIE_ERROR_CANCELLED);
    assert_string_equal(s->error.message, "the call was cancelled");
    s->call.cancel = NULL;
    openapp_ok(s, use_get_status(s));
    apie_openapp_free(s->sync_client);
    apie_async_openapp_free(s->async_client);
    s->sync_client = NULL;
    s->async_client = NULL;
    apie_cancel_token_free(stop.token);
}

static void test_a_pause_is_cancelled(openapp_stage *s)
{
    cancel(s, false);
    openapp_expect_requests(s, 2); /* the other one is the status */
}

static void test_a_look_is_cancelled(openapp_stage *s)
{
    cancel(s, true);
}

static void test_the_deadline_passes(openapp_stage *s)
{
    s->routes = slow_script;
    openapp_ok(s, openapp_new(s));
    s->call.deadline_ms = 500;
    openapp_expect(s, APIE_ERROR_TIMEOUT, use_execute(s));
    expect_left(s, APIE_ERROR_TIMEOUT);
    assert_string_equal(s->error.message, "execution x1 did not end in time");
    openapp_expect_requests(s, 1);
    s->call.deadline_ms = 1300;
    openapp_expect(s, APIE_ERROR_TIMEOUT, use_execute(s));
    expect_left(s, APIE_ERROR_TIMEOUT);
    openapp_expect_requests(s, 3);
}

static void test_headers_go_with_every_look(openapp_stage *s)
{
    const apie_header headers[] = {{"X-Correlation-Id", "mine"}, {"X-Org", "o1"}};
    s->routes = good_script;
    openapp_ok(s, openapp_new(s));
    s->call.headers = headers;
    s->call.header_count = 2;
    s->call.idempotency_key = "once";
    openapp_ok(s, use_execute(s));
    const apie_openapp_execution *execution = s->result;
    assert_int_equal(json_integer_value(execution->result), 42);
    openapp_expect_requests(s, 2);
    for (int i = 0; i < 2; i++) {
        openapp_expect_head(s, i, "\r\nX-Correlation-Id: mine\r\n");
        openapp_expect_head(s, i, "\r\nX-Org: o1\r\n");
    }
    openapp_expect_head(s, 0, "\r\nIdempotency-Key: once\r\n");
    openapp_expect_no_head(s, 1, "Idempotency-Key");
}

static void test_a_key_given_as_a_header_goes_once(openapp_stage *s)
{
    const apie_header headers[] = {{"X-Org", "o1"}, {"idempotency-key", "once"}};
    s->routes = good_script;
    openapp_ok(s, openapp_new(s));
    s->call.headers = headers;
    s->call.header_count = 2;
    openapp_ok(s, use_execute(s));
    openapp_expect_requests(s, 2);
    openapp_expect_head(s, 0, "\r\nidempotency-key: once\r\n");
    openapp_expect_no_head(s, 1, "idempotency-key");
    openapp_expect_head(s, 1, "\r\nX-Org: o1\r\n");
}

OPENAPP_BOTH(a_pause_is_cancelled)
OPENAPP_BOTH(a_look_is_cancelled)
OPENAPP_BOTH(the_deadline_passes)
OPENAPP_BOTH(headers_go_with_every_look)
OPENAPP_BOTH(a_key_given_as_a_header_goes_once)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pause_is_cancelled),
        cmocka_unit_test(a_look_is_cancelled),
        cmocka_unit_test(the_deadline_passes),
        cmocka_unit_test(headers_go_with_every_look),
        cmocka_unit_test(a_key_given_as_a_header_goes_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
