/* Failed answers as errors: every form of body that services send, and those that they should not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/answer.h"
#include "support/alloc_fault.h"

static apie_error read_answer(apie_answer answer)
{
    apie_answer_facts facts;
    apie_error error;
    apie_answer_read_facts(&answer, 0, &facts);
    memset(&error, 0x5a, sizeof(error));
    apie_status status = apie_answer_read_error(&answer, &facts, &error);
    assert_int_equal(status, error.code);
    return error;
}

static apie_error read_body(int status, const char *body)
{
    return read_answer(
        (apie_answer){.http_status = status, .body = {body, body != NULL ? strlen(body) : 0}});
}

/* ---- statuses ---- */

static void a_status_has_a_code(void **state)
{
    (void)state;
    static const struct {
        int status;
        apie_status code;
        bool maybe_processed;
        const char *message;
    } cases[] = {
        {302, APIE_ERROR_HTTP, true, "the service answered 302 Found; redirects are not followed"},
        {304, APIE_ERROR_HTTP, true,
         "the service answered 304 Not Modified; redirects are not followed"},
        {400, APIE_ERROR_INVALID_REQUEST, false, "the service answered 400 Bad Request"},
        {401, APIE_ERROR_AUTHENTICATION, false, "the service answered 401 Unauthorized"},
        {403, APIE_ERROR_PERMISSION, false, "the service answered 403 Forbidden"},
        {404, APIE_ERROR_NOT_FOUND, false, "the service answered 404 Not Found"},
        {405, APIE_ERROR_HTTP, false, "the service answered 405 Method Not Allowed"},
        {408, APIE_ERROR_HTTP, false, "the service answered 408 Request Timeout"},
        {409, APIE_ERROR_CONFLICT, false, "the service answered 409 Conflict"},
        {418, APIE_ERROR_HTTP, false, "the service answered 418"},
        {422, APIE_ERROR_INVALID_REQUEST, false, "the service answered 422 Unprocessable Content"},
        {425, APIE_ERROR_HTTP, false, "the service answered 425 Too Early"},
        {429, APIE_ERROR_RATE_LIMITED, false, "the service answered 429 Too Many Requests"},
        {500, APIE_ERROR_SERVER, true, "the service answered 500 Internal Server Error"},
        {502, APIE_ERROR_SERVER, true, "the service answered 502 Bad Gateway"},
        {503, APIE_ERROR_SERVER, true, "the service answered 503 Service Unavailable"},
        {504, APIE_ERROR_SERVER, true, "the service answered 504 Gateway Timeout"},
        {599, APIE_ERROR_SERVER, true, "the service answered 599"},
        {600, APIE_ERROR_HTTP, true, "the service answered 600"},
        {101, APIE_ERROR_HTTP, true, "the service answered 101"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_error error = read_body(cases[i].status, NULL);
        assert_int_equal(error.code, cases[i].code);
        assert_int_equal(error.http_status, cases[i].status);
        assert_int_equal(error.maybe_processed, cases[i].maybe_processed);
        assert_string_equal(error.message, cases[i].message);
        assert_string_equal(error.where, "");
        assert_string_equal(error.service_code, "");
        assert_string_equal(error.request_id, "");
        assert_int_equal(error.retry_after_ms, -1);
        assert_int_equal(error.curl_code, 0);
    }
}

static void headers_are_told(void **state)
{
    (void)state;
    const char *headers = "Retry-After: 2\r\nX-Request-Id: req_1\r\n";
    const char *body = "{\"error\":\"unavailable\",\"correlationId\":\"cor_1\"}";
    apie_error error = read_answer((apie_answer){
        .http_status = 503, .headers = {headers, strlen(headers)}, .body = {body, strlen(body)}});
    assert_int_equal(error.retry_after_ms, 2000);
    assert_string_equal(error.request_id, "req_1");
    assert_string_equal(error.message, "unavailable");
}

/* ---- bodies ---- */

static void known_bodies_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *body, *message, *code, *where;
    } cases[] = {
        {"{\"error\":\"unavailable\"}", "unavailable", "", ""},
        {"  \r\n\t{ \"error\" : \"unavailable\" }  ", "unavailable", "", ""},
        {"{\"error\":{\"code\":\"bad_key\",\"message\":\"no such key\"}}", "no such key", "bad_key",
         ""},
        {"{\"error\":{\"code\":42,\"message\":\"no\",\"param\":\"x\"}}", "no", "42", ""},
        {"{\"message\":\"over quota\",\"error_code\":\"quota_exceeded\",\"correlationId\":\"c1\"}",
         "over quota", "quota_exceeded", ""},
        {"{\"code\":\"a\",\"error_code\":\"b\",\"message\":\"m\"}", "m", "b", ""},
        {"{\"code\":\"invalid\",\"message\":\"bad name\",\"details\":{\"deep\":[1,{}]}}",
         "bad name", "invalid", ""},
        {"{\"error\":\"Bad Request\",\"message\":[\"name is required\",\"b\"],\"statusCode\":400}",
         "name is required", "", ""},
        {"{\"error\":\"invalid_grant\",\"error_description\":\"token expired\"}",
         "invalid_grant: token expired", "", ""},
        {"{\"type\":\"about:blank\",\"title\":\"Not here.\",\"detail\":\"No thing 7\"}",
         "Not here: No thing 7", "", ""},
        {"{\"status\":404,\"type\":\"https://api.honeycomb.io/problems/not-found\",\"title\":\"The "
         "requested resource cannot be found.\",\"error\":\"Dataset not "
         "found\",\"detail\":\"Dataset not found\"}",
         "Dataset not found", "https://api.honeycomb.io/problems/not-found", ""},
        {"{\"status\":422,\"type\":\"https://api.honeycomb.io/problems/"
         "validation-failed\",\"error\":\"The provided input is invalid.\",\"title\":\"The "
         "provided "
         "input is invalid\",\"type_detail\":[{\"field\":\"type\",\"code\":\"invalid\","
         "\"description\":\"type: must be a valid value\"}]}",
         "The provided input is invalid: type: must be a valid value",
         "https://api.honeycomb.io/problems/validation-failed", "type"},
        {"{\"errors\":[{\"id\":\"06dc\",\"code\":\"rate-limited/may-retry\",\"title\":\"request "
         "rate limit exceeded\",\"detail\":\"Please try again\"}]}",
         "request rate limit exceeded: Please try again", "rate-limited/may-retry", ""},
        {"{\"errors\":[{\"code\":\"invalid\",\"title\":\"t\",\"detail\":\"d\"},{\"detail\":\"e\","
         "\"source\":{\"pointer\":\"/data/attributes/name\"}}]}",
         "t: d", "invalid", "/data/attributes/name"},
        {"{\"errors\":[{\"detail\":\"d\",\"source\":{\"parameter\":\"page[size]\"}}]}", "d", "",
         "page[size]"},
        {"{\"errors\":[{\"detail\":\"d\",\"source\":{\"header\":\"X-Org\"}}]}", "d", "", "X-Org"},
        {"{\"errors\":[{\"title\":\"only this\"}]}", "only this", "", ""},
        {"{\"errors\":[\"one\",\"two\"]}", "one", "", ""},
        {"[{\"code\":\"c\",\"message\":\"in a list\"}]", "in a list", "c", ""},
        {"[\"just text\"]", "just text", "", ""},
        {"\"just text\"", "just text", "", ""},
        {"{\"error\":\"a\\nb\\t c\\u001bd \"}", "a b c d", "", ""},
        {"{\"\\u0065rror\":\"escaped key\"}", "escaped key", "", ""},
        {"{\"error\":\"first\",\"error\":\"second\"}", "first", "", ""},
        {"{\"error\":\"caf\\u00e9 \\ud83d\\ude00\"}", "caf\xC3\xA9 \xF0\x9F\x98\x80", "", ""},
        {"upstream connect error\n", "upstream connect error", "", ""},
        {"  unavailable  ", "unavailable", "", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_error error = read_body(400, cases[i].body);
        if (strcmp(error.message, cases[i].message) != 0)
            fail_msg("%s: %s", cases[i].body, error.message);
        assert_string_equal(error.service_code, cases[i].code);
        assert_string_equal(error.where, cases[i].where);
        assert_int_equal(error.code, APIE_ERROR_INVALID_REQUEST);
    }
    assert_string_equal(read_body(400, "{\"message\":\"m\",\"correlationId\":\"c1\"}").request_id,
                        "c1");
}

static void bodies_that_say_nothing_leave_the_status(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "",
        "   \r\n",
        "{}",
        "[]",
        "{\"error\":{}}",
        "{\"error\":null}",
        "{\"error\":[]}",
        "{\"error\":{\"message\":{\"text\":1}}}",
        "{\"errors\":{\"name\":[\"is bad\"]}}",
        "{\"errors\":[]}",
        "{\"errors\":[[],{},null,true]}",
        "{\"errors\":[{\"source\":\"x\"}]}",
        "{\"message\":\"\"}",
        "{\"message\":true}",
        "{\"ok\":false}",
        "{",
        "[",
        "\"",
        "{\"error\":\"dataset not fo",
        "{\"error\"",
        "{\"error\":\"\\ud800\"}",
        "{\"error\":\"\\u0000\"}",
        "{\"error\":\"\xff\"}",
        "<!DOCTYPE html><html><body>502</body></html>",
        "\n  <html>",
        "\x89PNG\r\n\x1a\n",
        "\x01\x02",
    };
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        apie_error error = read_body(502, bodies[i]);
        if (strcmp(error.message, "the service answered 502 Bad Gateway") != 0)
            fail_msg("%s: %s", bodies[i], error.message);
        assert_string_equal(error.where, "");
    }
}

static void scalars_are_their_own_message(void **state)
{
    (void)state;
    static const char *const bodies[] = {"null", "true", "42", "-1.5e3"};
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
        assert_string_equal(read_body(502, bodies[i]).message, bodies[i]);
}

static void broken_json_keeps_what_was_read(void **state)
{
    (void)state;
    assert_string_equal(read_body(500, "{\"error\":\"here\",\"type_detail\":[{").message, "here");
    assert_string_equal(read_body(500, "{\"error\":\"here\"} trailing").message, "here");
    apie_error error =
        read_body(422, "{\"message\":\"m\",\"errors\":[{\"field\":\"f\",\"code\":\"c\"},{\"fi");
    assert_string_equal(error.where, "f");
    assert_string_equal(error.service_code, "c");
}

static void deep_bodies_do_not_go_deep(void **state)
{
    (void)state;
    static char body[200000];
    const size_t depth = 15000;
    size_t length = 0;
    for (size_t i = 0; i < depth; i++) {
        memcpy(body + length, "{\"error\":", 9);
        length += 9;
    }
    assert_string_equal(read_body(500, body).message,
                        "the service answered 500 Internal Server Error");
    memset(body, '[', depth);
    body[depth] = '\0';
    assert_string_equal(read_body(500, body).message,
                        "the service answered 500 Internal Server Error");
}

static void long_text_is_cut_at_a_character(void **state)
{
    (void)state;
    static char body[4000];
    apie_error error;
    memcpy(body, "{\"error\":\"", 10);
    for (size_t i = 0; i < 1500; i++)
        memcpy(body + 10 + 2 * i, "\xC3\xA4", 2);
    memcpy(body + 3010, "\",\"code\":\"", 10);
    memset(body + 3020, 'c', 300);
    memcpy(body + 3320, "\"}", 3);
    error = read_body(500, body);
    assert_int_equal(strlen(error.message), sizeof(error.message) - 2);
    assert_true(apie_utf8_valid(error.message, strlen(error.message), NULL));
    assert_int_equal(strlen(error.service_code), sizeof(error.service_code) - 1);
    memset(body, 'x', sizeof(body) - 1);
    assert_int_equal(strlen(read_body(500, body).message), sizeof(error.message) - 1);
}

static void no_character_is_cut_in_two(void **state)
{
    (void)state;
    static const char *const characters[] = {"\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    for (size_t c = 0; c < 3; c++) {
        const size_t width = strlen(characters[c]);
        for (size_t before = 500; before < 512; before++) {
            char body[600];
            memset(body, 'a', before);
            body[before - 1] = ' ';
            memcpy(body + before, characters[c], width);
            memcpy(body + before + width, "tail_of_the_text", 17);
            apie_error error = read_body(500, body);
            const size_t kept = before + width <= 511 ? 511 : before - 1;
            assert_int_equal(strlen(error.message), kept);
            assert_memory_equal(error.message, body, kept);
        }
    }
}

/* ---- transport failures ---- */

static void transport_failures_say_what_failed(void **state)
{
    (void)state;
    static const struct {
        apie_status transport;
        const char *message;
    } cases[] = {
        {APIE_ERROR_TIMEOUT, "the service did not answer in time: curl's words"},
        {APIE_ERROR_DNS, "the host name could not be resolved: curl's words"},
        {APIE_ERROR_CONNECT, "no connection could be made: curl's words"},
        {APIE_ERROR_TLS, "the TLS connection could not be made: curl's words"},
        {APIE_ERROR_NETWORK, "the connection broke: curl's words"},
        {APIE_ERROR_PROTOCOL, "the answer could not be read: curl's words"},
        {APIE_ERROR_NO_MEMORY, "memory ran out: curl's words"},
        {APIE_ERROR_CANCELLED, "the call was cancelled: curl's words"},
        {APIE_ERROR_INVALID_ARGUMENT, "the request could not be sent: curl's words"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_answer answer = {.transport = cases[i].transport,
                              .curl_code = 7,
                              .curl_message = "curl's \n words",
                              .request_started = i % 2 == 0};
        apie_error error = read_answer(answer);
        assert_int_equal(error.code, cases[i].transport);
        assert_int_equal(error.curl_code, 7);
        assert_int_equal(error.http_status, 0);
        assert_int_equal(error.retry_after_ms, -1);
        assert_int_equal(error.maybe_processed, i % 2 == 0);
        assert_string_equal(error.message, cases[i].message);
    }
    assert_string_equal(read_answer((apie_answer){.transport = APIE_ERROR_DNS}).message,
                        "the host name could not be resolved");
}

static void a_broken_answer_keeps_its_status(void **state)
{
    (void)state;
    const char *body = "{\"error\":\"half of";
    const char *headers = "X-Request-Id: r\r\n";
    apie_error error = read_answer((apie_answer){.transport = APIE_ERROR_NETWORK,
                                                 .curl_code = 18,
                                                 .request_started = true,
                                                 .response_started = true,
                                                 .http_status = 200,
                                                 .headers = {headers, strlen(headers)},
                                                 .body = {body, strlen(body)}});
    assert_int_equal(error.code, APIE_ERROR_NETWORK);
    assert_int_equal(error.http_status, 200);
    assert_string_equal(error.request_id, "r");
    assert_string_equal(error.message, "the connection broke");
}

/* ---- memory ---- */

static void without_memory_the_status_is_told(void **state)
{
    (void)state;
    static char body[20000];
    memset(body, 'a', sizeof(body) - 1);
    memcpy(body, "{\"errors\":[{\"detail\":\"", 22);
    for (size_t at = 5000; at < 15001; at += 5000)
        memcpy(body + at, "\"},{\"detail\":\"", 14);
    memcpy(body + sizeof(body) - 5, "\"}]}", 4);
    unsigned long k = 0;
    for (bool hit = true; hit;) {
        apie_fault_fail_at(++k);
        apie_error error = read_body(404, body);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(error.code, APIE_ERROR_NOT_FOUND);
        if (hit)
            assert_string_equal(error.message, "the service answered 404 Not Found");
        else
            assert_int_equal(error.message[0], 'a');
    }
    assert_true(k > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_status_has_a_code),
        cmocka_unit_test(headers_are_told),
        cmocka_unit_test(known_bodies_are_read),
        cmocka_unit_test(bodies_that_say_nothing_leave_the_status),
        cmocka_unit_test(scalars_are_their_own_message),
        cmocka_unit_test(broken_json_keeps_what_was_read),
        cmocka_unit_test(deep_bodies_do_not_go_deep),
        cmocka_unit_test(long_text_is_cut_at_a_character),
        cmocka_unit_test(no_character_is_cut_in_two),
        cmocka_unit_test(transport_failures_say_what_failed),
        cmocka_unit_test(a_broken_answer_keeps_its_status),
        cmocka_unit_test(without_memory_the_status_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
