/* Whatever an answer does to a client: a clear error, in time, and the next call is fine. */
#include "stage.h"

#include <stdio.h>
#include <string.h>

typedef struct fault_case {
    const char *fault; /* members of the fault, without its path */
    apie_status status;
    int http_status;   /* -1: any */
    const char *words; /* a part of the message; NULL: whatever is there */
} fault_case;

static void check_error(const stage *s, const fault_case *c)
{
    assert_int_equal(s->error.code, c->status);
    if (c->http_status >= 0)
        assert_int_equal(s->error.http_status, c->http_status);
    assert_int_equal(s->error.attempts, 1);
    assert_true(s->error.message[0] != '\0');
    assert_null(strstr(s->error.message, STAGE_KEY));
    assert_false(s->error.maybe_processed); /* a GET changes nothing */
    if (c->words && !strstr(s->error.message, c->words))
        fail_msg("\"%s\" does not say \"%s\"", s->error.message, c->words);
}

static void suffer(stage *s, int64_t timeout_ms, const fault_case *cases, size_t count)
{
    const apie_call_options options = {.attempts = 1, .attempt_timeout_ms = timeout_ms};
    char faults[512];
    stage_serve(s, NULL);
    s->config.connection.max_response_bytes = (size_t)1 << 20;
    stage_connect(s);
    for (size_t i = 0; i < count; i++) {
        const fault_case *c = &cases[i];
        int length = snprintf(faults, sizeof faults, "[{\"path\":\"/health\",%s}]", c->fault);
        assert_true(length > 0 && (size_t)length < sizeof faults);
        stage_set_faults(s, faults);
        apie_health *health = NULL;
        apie_status status = subject_health_check(&s->subject, &options, &health, &s->error);
        if (status != c->status)
            print_error("with the fault %s:\n", c->fault);
        expect(s, c->status, status);
        if (status == APIE_OK)
            assert_string_equal(health->status, APIE_HEALTH_STATUS_OK);
        else
            check_error(s, c);
        apie_free(health);
        stage_set_faults(s, "[]");
        expect_ok(s, subject_health_check(&s->subject, NULL, NULL, &s->error));
    }
}
#define COUNT(cases)     (sizeof(cases) / sizeof((cases)[0]))
#define SUFFER(s, cases) suffer(s, 0, cases, COUNT(cases))

static void test_statuses(stage *s)
{
    static const fault_case cases[] = {
        {"\"status\":400,\"body\":{\"error\":\"no verb\"}", APIE_ERROR_INVALID_REQUEST, 400,
         "no verb"},
        {"\"status\":401,\"body\":{\"message\":\"who?\"}", APIE_ERROR_AUTHENTICATION, 401, "who?"},
        {"\"status\":403,\"body\":{\"detail\":\"not you\"}", APIE_ERROR_PERMISSION, 403, "not you"},
        {"\"status\":404,\"body\":{\"title\":\"gone\"}", APIE_ERROR_NOT_FOUND, 404, "gone"},
        {"\"status\":409", APIE_ERROR_CONFLICT, 409, "injected fault"},
        {"\"status\":422", APIE_ERROR_INVALID_REQUEST, 422, "injected fault"},
        {"\"status\":429", APIE_ERROR_RATE_LIMITED, 429, NULL},
        {"\"status\":418", APIE_ERROR_HTTP, 418, NULL},
        {"\"status\":500,\"body\":\"plain words\"", APIE_ERROR_SERVER, 500, "plain words"},
        {"\"status\":502,\"body\":\"<html><body>Bad</body></html>\"", APIE_ERROR_SERVER, 502,
         "502"},
        {"\"status\":503,\"body\":\"\"", APIE_ERROR_SERVER, 503, "503"},
        {"\"status\":500,\"body\":{\"error\":17}", APIE_ERROR_SERVER, 500, NULL},
        {"\"status\":500,\"body\":[[]]", APIE_ERROR_SERVER, 500, NULL},
        {"\"status\":500,\"bad_json\":true", APIE_ERROR_SERVER, 500, NULL},
        {"\"status\":304,\"body\":\"\"", APIE_ERROR_HTTP, 304, NULL},
        {"\"redirect\":\"http://127.0.0.1:1/\"", APIE_ERROR_HTTP, 307, "redirect"},
    };
    SUFFER(s, cases);
}

static void test_unreadable_answers(stage *s)
{
    static const fault_case cases[] = {
        {"\"bad_json\":true", APIE_ERROR_PROTOCOL, 200, NULL},
        {"\"wrong_type\":true", APIE_ERROR_PROTOCOL, 200, NULL},
        {"\"body\":{\"status\":17}", APIE_ERROR_PROTOCOL, 200, NULL},
        {"\"body\":\"\"", APIE_ERROR_PROTOCOL, 200, NULL},
        {"\"body\":\"{\\\"status\\\":\\\"ok\\\"} x\"", APIE_ERROR_PROTOCOL, 200, NULL},
        {"\"body\":\"{\\\"status\\\":\\\"ok\\\",\\\"status\\\":\\\"ok\\\"}\"", APIE_ERROR_PROTOCOL,
         200, NULL},
        {"\"deep_json\":100000", APIE_ERROR_PROTOCOL, 200, NULL},
        {"\"huge_bytes\":314572800", APIE_ERROR_PROTOCOL, 200, NULL},
        {"\"headers\":{\"Content-Type\":\"text/plain\"}", APIE_ERROR_PROTOCOL, 200, "text/plain"},
        {"\"content_length\":20", APIE_ERROR_PROTOCOL, 200, NULL},
    };
    SUFFER(s, cases);
}

static void test_huge_header(stage *s)
{
    static const fault_case cases[] = {
        {"\"huge_header\":10000000", APIE_ERROR_PROTOCOL, -1, NULL},
    };
    SUFFER(s, cases);
}

static void test_broken_connections(stage *s)
{
    static const fault_case cases[] = {
        {"\"reset\":\"headers\"", APIE_ERROR_NETWORK, -1, NULL},
        {"\"reset\":\"body\"", APIE_ERROR_NETWORK, -1, NULL},
        {"\"truncate\":5", APIE_ERROR_NETWORK, -1, NULL},
        {"\"content_length\":5000,\"truncate\":30", APIE_ERROR_NETWORK, -1, NULL},
    };
    SUFFER(s, cases);
}

static void test_stalls(stage *s)
{
    static const fault_case cases[] = {
        {"\"stall\":\"request\"", APIE_ERROR_TIMEOUT, -1, NULL},
        {"\"stall\":\"headers\"", APIE_ERROR_TIMEOUT, -1, NULL},
        {"\"stall\":\"body\"", APIE_ERROR_TIMEOUT, -1, NULL},
        {"\"slow_bytes\":{\"bytes\":1,\"every_ms\":100}", APIE_ERROR_TIMEOUT, -1, NULL},
    };
    suffer(s, 150, cases, COUNT(cases));
}

static void test_odd_but_good(stage *s)
{
    static const fault_case cases[] = {
        {"\"slow_bytes\":{\"bytes\":7,\"every_ms\":1}", APIE_OK, 200, NULL},
        {"\"delay_ms\":50", APIE_OK, 200, NULL},
        {"\"close_after\":true", APIE_OK, 200, NULL},
        {"\"status\":201", APIE_OK, 201, NULL},
        {"\"body\":{\"status\":\"ok\",\"database\":null,\"new\":{\"x\":[1]}}", APIE_OK, 200, NULL},
        {"\"headers\":{\"Content-Type\":\"application/problem+json\",\"X-Odd\":\"\"}", APIE_OK, 200,
         NULL},
    };
    SUFFER(s, cases);
}

/* Enough to fill every buffer, under the limit: read whole. */
static void test_large_answer(stage *s)
{
    apie_response *response = NULL;
    stage_serve_faults(s, "[{\"path\":\"/health\",\"huge_bytes\":3000000}]");
    stage_connect(s);
    expect_ok(
        s, subject_raw_request(&s->subject, "GET", "/health", NULL, 0, NULL, &response, &s->error));
    assert_int_equal(response->body_length, 3000000);
    assert_int_equal(response->body[0], '"');
    assert_int_equal(response->body[2999999], '"');
    apie_free(response);
}

/* The deadline of a call ends it, retries and all. */
static void test_deadline(stage *s)
{
    static const apie_call_options options = {.deadline_ms = 250};
    stage_serve_faults(s, "[{\"path\":\"/health\",\"stall\":\"request\"}]");
    stage_connect(s);
    expect(s, APIE_ERROR_TIMEOUT, subject_health_check(&s->subject, &options, NULL, &s->error));
    assert_true(s->error.message[0] != '\0');
    stage_set_faults(s, "[{\"path\":\"/v1/agents/identify\",\"stall\":\"request\"}]");
    expect_ok(s, subject_health_check(&s->subject, NULL, NULL, &s->error));
}

/* Nobody waits for a service that does not answer longer than was said. */
static void test_ready_deadline(stage *s)
{
    static const apie_call_options options = {.deadline_ms = 200};
    apie_run *run = NULL;
    stage_serve_faults(s, "[{\"path\":\"/v1/agents/identify\",\"stall\":\"request\"}]");
    s->config.mode = APIE_MODE_ENFORCE;
    s->config.guard_failure_mode = APIE_GUARD_THROW;
    stage_connect(s);
    expect(s, APIE_ERROR_TIMEOUT, subject_ready(&s->subject, &options, NULL, &s->error));
    expect(s, APIE_ERROR_TIMEOUT, subject_run_begin(&s->subject, NULL, &options, &run, &s->error));
    assert_null(run);
}

static void test_error_details(stage *s)
{
    static const char faults[] =
        "[{\"path\":\"/health\",\"status\":422,\"retry_after\":\"7\",\"headers\":{"
        "\"x-request-id\":\"req-from-afar\"},\"body\":{\"error\":\"cannot\",\"code\":\"bad_name\","
        "\"errors\":[{\"field\":\"name\",\"code\":\"missing\",\"message\":\"is missing\"}]}}]";
    apie_response *response = NULL;
    apie_call_options options = {.response = &response};
    stage_serve_faults(s, faults);
    stage_connect(s);
    expect(s, APIE_ERROR_INVALID_REQUEST,
           subject_health_check(&s->subject, &options, NULL, &s->error));
    assert_string_equal(s->error.request_id, "req-from-afar");
    assert_string_equal(s->error.service_code, "bad_name");
    assert_string_equal(s->error.where, "name");
    assert_int_equal(s->error.retry_after_ms, 7000);
    assert_int_equal(s->error.curl_code, 0);
    assert_non_null(response);
    assert_int_equal(response->status, 422);
    assert_int_equal(response->field_error_count, 1);
    assert_string_equal(response->field_errors[0].code, "missing");
    apie_free(response);
}

static const stage_test tests[] = {
    {.name = "statuses", .run = test_statuses},
    {.name = "answers that cannot be read", .run = test_unreadable_answers},
    {.name = "a huge header", .run = test_huge_header},
    {.name = "connections that break", .run = test_broken_connections},
    {.name = "stalls", .run = test_stalls},
    {.name = "odd but good", .run = test_odd_but_good},
    {.name = "a large answer", .run = test_large_answer},
    {.name = "deadline", .run = test_deadline},
    {.name = "deadline of a registration", .run = test_ready_deadline},
    {.name = "details of an error", .run = test_error_details},
};

int main(void)
{
    return STAGE_MAIN("faults", tests);
}
