/* Successful answers as results, and the public response of any answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "exchange/answer.h"
#include "model/descriptor.h"
#include "support/alloc_fault.h"

typedef struct thing {
    const struct apie_extra *extra;
    const char *name;
} thing;

static const apie_field thing_fields[] = {
    {.name = "name",
     .name_length = 4,
     .offset = offsetof(thing, name),
     .type = APIE_FIELD_STRING,
     .required = true},
};

static const apie_model thing_model = {
    .name = "thing", .size = sizeof(thing), .fields = thing_fields, .field_count = 1};

static const apie_operation get = {.name = "get", .path = "/", .response = &thing_model};
static const apie_operation maybe = {
    .name = "maybe", .path = "/", .response = &thing_model, .optional_body = true};
static const apie_operation ignored = {.name = "ignored", .path = "/"};

#define JSON "Content-Type: application/json\r\n"

static apie_answer make(int status, const char *headers, const char *body)
{
    return (apie_answer){
        .http_status = status, .headers = {headers, strlen(headers)}, .body = {body, strlen(body)}};
}

static apie_status read_result(apie_answer answer, const apie_operation *operation, void **result,
                               apie_error *error)
{
    apie_answer_facts facts;
    apie_answer_read_facts(&answer, 0, &facts);
    *result = error;
    return apie_answer_read_result(&answer, &facts, operation, result, error);
}

/* ---- results ---- */

static void a_body_becomes_an_object(void **state)
{
    (void)state;
    static const char *const headers[] = {
        JSON, "Content-Type: application/vnd.api+json; charset=utf-8\r\n", "X-A: b\r\n", ""};
    static const apie_operation *const operations[] = {&get, &maybe};
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        for (size_t j = 0; j < 2; j++) {
            void *result;
            assert_int_equal(read_result(make(200, headers[i], " {\"name\":\"n\"} "), operations[j],
                                         &result, NULL),
                             APIE_OK);
            assert_string_equal(((const thing *)result)->name, "n");
            apie_free(result);
        }
    }
}

static void what_is_not_read_may_be_anything(void **state)
{
    (void)state;
    static const char *const bodies[] = {"", "<html>", "{\"name\":1}", "\xff"};
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        void *result;
        assert_int_equal(read_result(make(200, JSON, bodies[i]), &ignored, &result, NULL), APIE_OK);
        assert_null(result);
    }
}

static void an_optional_body_may_be_absent(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *headers, *body;
    } cases[] = {
        {204, "", ""},        {200, JSON, ""},
        {200, JSON, " \r\n"}, {200, "Content-Type: text/plain\r\n", "ok"},
        {200, "", "ok"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_answer answer = make(cases[i].status, cases[i].headers, cases[i].body);
        apie_error error;
        void *result;
        assert_int_equal(read_result(answer, &maybe, &result, NULL), APIE_OK);
        assert_null(result);
        assert_int_equal(read_result(answer, &get, &result, &error), APIE_ERROR_PROTOCOL);
        assert_null(result);
        assert_int_equal(error.http_status, cases[i].status);
        assert_true(error.maybe_processed);
    }
}

static void unreadable_successes_say_why(void **state)
{
    (void)state;
    static const struct {
        const char *headers, *body, *message;
    } cases[] = {
        {JSON "X-Request-Id: r1\r\n", "", "the answer is empty"},
        {"Content-Type: text/html; x=y\r\nX-Request-Id: r1\r\n", "<html>\n<body>hello",
         "the answer is not JSON (text/html; x=y): <html> <body>hello"},
        {"X-Request-Id: r1\r\n", "hello", "the answer is not JSON (no type): hello"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_error error;
        void *result;
        assert_int_equal(
            read_result(make(200, cases[i].headers, cases[i].body), &get, &result, &error),
            APIE_ERROR_PROTOCOL);
        assert_null(result);
        assert_string_equal(error.message, cases[i].message);
        assert_string_equal(error.request_id, "r1");
        assert_true(error.maybe_processed);
        assert_int_equal(error.retry_after_ms, -1);
    }
}

static void a_body_of_the_wrong_shape_is_refused(void **state)
{
    (void)state;
    static const char *const bodies[] = {"{\"name\":1}",    "{}",   "[]",
                                         "{\"name\":\"n\"", "null", "nonsense"};
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        apie_error error;
        void *result;
        assert_int_equal(
            read_result(make(201, JSON "X-Request-Id: r1\r\n", bodies[i]), &maybe, &result, &error),
            APIE_ERROR_PROTOCOL);
        assert_null(result);
        assert_int_equal(error.http_status, 201);
        assert_string_equal(error.request_id, "r1");
        assert_true(error.maybe_processed);
    }
}

/* ---- responses ---- */

static apie_response *respond(const apie_answer *answer)
{
    apie_answer_facts facts;
    apie_answer_read_facts(answer, 0, &facts);
    return apie_answer_to_response(answer, &facts, 3);
}

static void a_response_holds_copies_of_everything(void **state)
{
    (void)state;
    char headers[] = "X-A: one\r\nx-a: two\r\nX-Empty:\r\nRetry-After: 1\r\n"
                     "RateLimit: limit=9, remaining=8, reset=7\r\n";
    char body[] = "{\"error\":\"x\"}";
    apie_answer answer = make(200, headers, body);
    answer.name_lookup_us = 1;
    answer.connect_us = 2;
    answer.tls_us = 3;
    answer.first_byte_us = 4;
    answer.total_us = 5;
    answer.connection_reused = true;
    apie_response *response = respond(&answer);
    assert_non_null(response);
    memset(headers, 'x', sizeof(headers));
    memset(body, 'x', sizeof(body));
    assert_int_equal(response->status, 200);
    assert_int_equal(response->attempts, 3);
    assert_int_equal(response->retry_after_ms, 1000);
    assert_int_equal(response->rate_limit.limit, 9);
    assert_int_equal(response->rate_limit.remaining, 8);
    assert_int_equal(response->rate_limit.reset_s, 7);
    assert_int_equal(response->name_lookup_us, 1);
    assert_int_equal(response->connect_us, 2);
    assert_int_equal(response->tls_us, 3);
    assert_int_equal(response->first_byte_us, 4);
    assert_int_equal(response->total_us, 5);
    assert_true(response->connection_reused);
    assert_string_equal(response->body, "{\"error\":\"x\"}");
    assert_int_equal(response->body_length, 13);
    assert_int_equal(response->field_error_count, 0);
    assert_string_equal(apie_response_header(response, "X-a"), "two");
    assert_string_equal(apie_response_header(response, "x-empty"), "");
    assert_null(apie_response_header(response, "X-B"));
    apie_free(response);
}

static void a_response_may_be_empty(void **state)
{
    (void)state;
    const apie_answer answer = {.http_status = 404};
    apie_response *response = respond(&answer);
    assert_non_null(response);
    assert_string_equal(response->body, "");
    assert_int_equal(response->body_length, 0);
    assert_null(apie_response_header(response, "X-A"));
    apie_free(response);
}

static void a_body_may_hold_any_byte(void **state)
{
    (void)state;
    const apie_answer answer = {.http_status = 200, .body = {"a\0b", 3}};
    apie_response *response = respond(&answer);
    assert_non_null(response);
    assert_int_equal(response->body_length, 3);
    assert_memory_equal(response->body, "a\0b", 4);
    apie_free(response);
}

static const char field_body[] =
    "{\"type_detail\":[{\"field\":\"type\",\"code\":\"invalid\",\"description\":\"bad type\"},"
    "{\"field\":\"name\",\"code\":\"missing\"}],\"errors\":[{\"title\":\"t\",\"detail\":\"d\","
    "\"source\":{\"pointer\":\"/data/a\"}},{\"title\":\"only title\"}]}";

static void field_errors_are_listed(void **state)
{
    (void)state;
    const apie_answer answer = make(422, JSON, field_body);
    static const apie_field_error expected[] = {
        {"type", "invalid", "bad type"},
        {"name", "missing", ""},
        {"/data/a", "", "d"},
        {"", "", "only title"},
    };
    apie_response *response = respond(&answer);
    assert_non_null(response);
    assert_int_equal(response->field_error_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(response->field_errors[i].field, expected[i].field);
        assert_string_equal(response->field_errors[i].code, expected[i].code);
        assert_string_equal(response->field_errors[i].message, expected[i].message);
    }
    apie_free(response);
    const apie_answer success = make(200, JSON, field_body);
    response = respond(&success);
    assert_non_null(response);
    assert_int_equal(response->field_error_count, 0);
    apie_free(response);
}

/* ---- memory ---- */

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static char headers[20000];
    static char body[20000] = "{\"errors\":[";
    for (size_t i = 0; i < 1000; i++)
        memcpy(headers + 8 * i, "X-A: b\r\n", 8);
    for (size_t i = 0; i < 1000; i++)
        memcpy(body + 11 + 19 * i, "{\"message\":\"text\"},", 19);
    memcpy(body + 11 + 19 * 1000 - 1, "]}", 3);
    const apie_answer answer = make(422, headers, body);
    const apie_answer success = make(200, JSON, "{\"name\":\"n\"}");
    unsigned long responses = 0;
    for (bool hit = true; hit;) {
        apie_fault_fail_at(++responses);
        apie_response *response = respond(&answer);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(response == NULL, hit);
        apie_free(response);
    }
    assert_true(responses > 2);
    unsigned long results = 0;
    for (bool hit = true; hit;) {
        void *result;
        apie_error error;
        apie_fault_fail_at(++results);
        apie_status status = read_result(success, &get, &result, &error);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        assert_int_equal(result == NULL, hit);
        apie_free(result);
    }
    assert_true(results > 1);
}

/* ---- answers that are text ---- */

static const apie_operation script = {
    .name = "script", .path = "/", .response = &thing_model, .content_type = "text/*"};

static void an_answer_may_be_text(void **state)
{
    void *result = NULL;
    apie_error error;
    (void)state;
    static const char *const headers[] = {"Content-Type: text/x-shellscript\r\n", JSON, ""};
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        assert_int_equal(
            read_result(make(200, headers[i], "#!/bin/sh\n"), &script, &result, &error), APIE_OK);
        assert_string_equal(((thing *)result)->name, "#!/bin/sh\n");
        apie_free(result);
    }
    assert_int_equal(read_result(make(200, "", ""), &script, &result, &error), APIE_ERROR_PROTOCOL);
    assert_int_equal(read_result(make(200, "", "\xff"), &script, &result, &error),
                     APIE_ERROR_PROTOCOL);
    assert_true(error.maybe_processed);
    apie_answer answer = make(200, "", "a");
    answer.body.length = 2;
    assert_int_equal(read_result(answer, &script, &result, &error), APIE_ERROR_PROTOCOL);
    for (unsigned long k = 1;; k++) {
        apie_fault_fail_at(k);
        apie_status status = read_result(make(200, "", "a"), &script, &result, &error);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        apie_free(result);
        if (!hit)
            break;
        assert_null(result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_becomes_an_object),
        cmocka_unit_test(what_is_not_read_may_be_anything),
        cmocka_unit_test(an_optional_body_may_be_absent),
        cmocka_unit_test(unreadable_successes_say_why),
        cmocka_unit_test(a_body_of_the_wrong_shape_is_refused),
        cmocka_unit_test(a_response_holds_copies_of_everything),
        cmocka_unit_test(a_response_may_be_empty),
        cmocka_unit_test(a_body_may_hold_any_byte),
        cmocka_unit_test(field_errors_are_listed),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(an_answer_may_be_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
