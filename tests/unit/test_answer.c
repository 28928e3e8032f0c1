/* What the headers of an answer say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "exchange/answer.h"

/* Thu, 01 Jan 2026 00:00:00 GMT and a quarter of a second. */
#define NOW_S  INT64_C(1767225600)
#define NOW_US (NOW_S * 1000000 + 250000)

static apie_answer_facts read(const char *headers)
{
    const apie_answer answer = {.http_status = 200, .headers = {headers, strlen(headers)}};
    apie_answer_facts facts;
    memset(&facts, 0x5a, sizeof(facts));
    apie_answer_read_facts(&answer, NOW_US, &facts);
    return facts;
}

static void check_header(const char *headers, const char *name, const char *expected)
{
    apie_slice found = apie_answer_header((apie_slice){headers, strlen(headers)}, name);
    if (expected == NULL) {
        assert_null(found.data);
        assert_int_equal(found.length, 0);
    } else {
        assert_non_null(found.data);
        assert_true(apie_slice_equal(found, expected));
    }
}

/* ---- headers ---- */

static void a_header_is_found(void **state)
{
    (void)state;
    const char *headers = "Content-Type: text/plain\r\nx-a:  one \t\r\nX-Empty:\r\nX-A: two\r\n"
                          "X-AB: three\r\nno colon\r\n: no name\r\n x-b: folded\r\n\r\n";
    check_header(headers, "content-TYPE", "text/plain");
    check_header(headers, "X-A", "two");
    check_header(headers, "X-Empty", "");
    check_header(headers, "X-B", NULL);
    check_header(headers, "no colon", NULL);
    check_header(headers, "", NULL);
    check_header("", "x-a", NULL);
    check_header("\r\n", "x-a", NULL);
    check_header("x-a: 1", "x-a", "1");
    check_header("x-a: 1\nx-b: 2", "x-a", "1");
    check_header("x-a: a:b", "x-a", "a:b");
    check_header("x-a:", "x-a", "");
    apie_slice none = apie_answer_header((apie_slice){NULL, 0}, "x-a");
    assert_null(none.data);
}

static void no_headers_say_nothing(void **state)
{
    (void)state;
    const apie_answer answer = {.transport = APIE_ERROR_CONNECT};
    apie_answer_facts facts;
    memset(&facts, 0x5a, sizeof(facts));
    apie_answer_read_facts(&answer, NOW_US, &facts);
    assert_int_equal(facts.retry_after_ms, -1);
    assert_int_equal(facts.rate_limit.limit, -1);
    assert_int_equal(facts.rate_limit.remaining, -1);
    assert_int_equal(facts.rate_limit.reset_s, -1);
    assert_string_equal(facts.request_id, "");
    assert_false(facts.json);
}

/* ---- Retry-After ---- */

static void retry_after_has_two_forms(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        int64_t ms;
    } cases[] = {
        {"Retry-After: 0", 0},
        {"Retry-After: 5", 5000},
        {"retry-after:120 ", 120000},
        {"Retry-After: 1.5", 1500},
        {"Retry-After: 0.0001", 1},
        {"Retry-After: 0.9999", 1000},
        {"Retry-After: 0.999", 999},
        {"Retry-After: 0.5000000000000000000000000000000000", 500},
        {"Retry-After: 86400", 86400000},
        {"Retry-After: 86401", 86400000},
        {"Retry-After: 99999999999999999999999999", 86400000},
        {"Retry-After: -5", -1},
        {"Retry-After: +5", -1},
        {"Retry-After: .5", -1},
        {"Retry-After: 5.", -1},
        {"Retry-After: 1.5.5", -1},
        {"Retry-After: 1e3", -1},
        {"Retry-After: 5 s", -1},
        {"Retry-After: soon", -1},
        {"Retry-After:", -1},
        {"Retry-After: Thu, 01 Jan 2026 00:00:30 GMT", 29750},
        {"Retry-After: Thu, 01 Jan 2026 00:00:01 GMT", 750},
        {"Retry-After: Thu, 01 Jan 2026 00:00:00 GMT", 0},
        {"Retry-After: Wed, 31 Dec 2025 23:59:59 GMT", 0},
        {"Retry-After: Sun, 06 Nov 1994 08:49:37 GMT", 0},
        {"Retry-After: Fri, 02 Jan 2026 00:00:00 GMT", 86399750},
        {"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", 86400000},
        {"Retry-After: Thu, 32 Jan 2026 00:00:30 GMT", -1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t ms = read(cases[i].header).retry_after_ms;
        if (ms != cases[i].ms)
            fail_msg("%s: %lld", cases[i].header, (long long)ms);
    }
}

/* ---- rate limits ---- */

static void rate_limits_have_many_forms(void **state)
{
    (void)state;
    static const struct {
        const char *headers;
        apie_rate_limit limit;
    } cases[] = {
        {"RateLimit: limit=100, remaining=50, reset=60", {100, 50, 60, -1}},
        {"ratelimit: Limit=100,remaining = 50 ;reset=60", {100, 50, 60, -1}},
        {"RateLimit: reset=60", {-1, -1, 60, -1}},
        {"RateLimit: \"default\";r=50;t=60", {-1, 50, 60, -1}},
        {"RateLimit: \"a;r=1,b\";r=50;t=60, \"c\";r=3;t=9", {-1, 50, 60, -1}},
        {"RateLimit: \"default\";r=50;t=60\r\nRateLimit-Policy: \"default\";q=100;w=60",
         {100, 50, 60, 60}},
        {"X-RateLimit-Limit: 10\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 7",
         {10, 0, 7, -1}},
        {"RateLimit: limit=100, remaining=50, reset=60\r\nx-ratelimit-remaining: 3",
         {100, 3, 60, -1}},
        {"X-RateLimit-Limit: 10\r\nX-RateLimit-Remaining: 1\r\nX-RateLimit-Reset: 7\r\n"
         "RateLimit: limit=100, remaining=50, reset=60",
         {10, 1, 7, -1}},
        {"RateLimit-Limit: 100, 100;w=60\r\nRateLimit-Remaining: 4\r\nRateLimit-Reset: 5",
         {100, 4, 5, 60}},
        {"RateLimit-Limit: 1\r\nRateLimit: limit=2", {2, -1, -1, -1}},
        {"X-RateLimit-Reset: 1767225630", {-1, -1, 30, -1}},
        {"X-RateLimit-Reset: 1767225500", {-1, -1, 0, -1}},
        {"X-RateLimit-Reset: 1.2", {-1, -1, 2, -1}},
        {"X-RateLimit-Limit: -1\r\nX-RateLimit-Remaining: x\r\nX-RateLimit-Reset: 5m",
         {-1, -1, -1, -1}},
        {"X-RateLimit-Limit: 99999999999999999999999", {INT64_C(1000000000000000), -1, -1, -1}},
        {"RateLimit: ;;,,=, =5, limit, limit=, remaining=a, \"", {-1, -1, -1, -1}},
        {"RateLimit-Policy: 100;w=60", {100, -1, -1, 60}},
        {"Ratelimit: limit=100, remaining=50, reset=60\r\nRateLimitPolicy: 200;w=60",
         {100, 50, 60, 60}},
        {"RateLimitPolicy: 100;w=60", {100, -1, -1, 60}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_rate_limit limit = read(cases[i].headers).rate_limit;
        if (limit.limit != cases[i].limit.limit || limit.remaining != cases[i].limit.remaining ||
            limit.reset_s != cases[i].limit.reset_s || limit.window_s != cases[i].limit.window_s)
            fail_msg("%s: %lld %lld %lld %lld", cases[i].headers, (long long)limit.limit,
                     (long long)limit.remaining, (long long)limit.reset_s,
                     (long long)limit.window_s);
    }
}

/* ---- request id and content type ---- */

static void the_request_id_has_many_names(void **state)
{
    (void)state;
    assert_string_equal(read("X-Request-Id: a").request_id, "a");
    assert_string_equal(read("x-apie-request-id: a").request_id, "a");
    assert_string_equal(read("X-Correlation-ID: a").request_id, "a");
    assert_string_equal(read("Request-Id: a").request_id, "a");
    assert_string_equal(
        read("Request-Id: d\r\nX-Correlation-Id: c\r\nX-Apie-Request-Id: b\r\nX-Request-Id: a")
            .request_id,
        "a");
    assert_string_equal(read("X-Request-Id:\r\nX-Correlation-Id: c").request_id, "c");
    assert_string_equal(read("X-Request-Id: a\x01\x1b[31mb\xff").request_id, "a [31mb?");
}

static void a_long_request_id_is_cut(void **state)
{
    (void)state;
    char headers[400] = "X-Request-Id: ";
    memset(headers + 14, 'a', 300);
    assert_int_equal(strlen(read(headers).request_id), 127);
}

static void json_is_recognised(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        bool json;
    } cases[] = {
        {"Content-Type: application/json", true},
        {"Content-Type: APPLICATION/JSON; charset=utf-8", true},
        {"Content-Type: application/json;charset=utf-8", true},
        {"Content-Type: application/problem+json", true},
        {"Content-Type: application/vnd.api+json ; v=1", true},
        {"Content-Type: application/+json", false},
        {"Content-Type: application/jsonp", false},
        {"Content-Type: application/", false},
        {"Content-Type: text/json", false},
        {"Content-Type: text/html", false},
        {"Content-Type: json", false},
        {"Content-Type:", false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(read(cases[i].type).json, cases[i].json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_is_found),
        cmocka_unit_test(no_headers_say_nothing),
        cmocka_unit_test(retry_after_has_two_forms),
        cmocka_unit_test(rate_limits_have_many_forms),
        cmocka_unit_test(the_request_id_has_many_names),
        cmocka_unit_test(a_long_request_id_is_cut),
        cmocka_unit_test(json_is_recognised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
