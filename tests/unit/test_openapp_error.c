/* What OpenApp's refusals become: the error, and the details beyond it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "exchange/answer.h"
#include "support/alloc_fault.h"
#include <apie/openapp.h>

static apie_error read(int status, const char *headers, const char *body)
{
    apie_answer answer = {
        .http_status = status,
        .headers = {headers, strlen(headers)},
        .body = {body, strlen(body)},
    };
    apie_answer_facts facts;
    apie_error error;
    apie_answer_read_facts(&answer, 0, &facts);
    apie_answer_read_error(&answer, &facts, &error);
    return error;
}

static apie_response *respond(int status, const char *body)
{
    const apie_answer answer = {.http_status = status, .body = {body, strlen(body)}};
    apie_answer_facts facts;
    apie_answer_read_facts(&answer, 0, &facts);
    return apie_answer_to_response(&answer, &facts, 1);
}

static void messages_are_the_services_own(void **state)
{
    (void)state;
    apie_error error = read(400, "",
                            "{\"message\":\"name is empty\",\"error_code\":\"bad_name\","
                            "\"correlationId\":\"01HZ\"}");
    assert_int_equal(error.code, APIE_ERROR_INVALID_REQUEST);
    assert_string_equal(error.message, "name is empty");
    assert_string_equal(error.service_code, "bad_name");
    assert_string_equal(error.request_id, "01HZ");

    error = read(400, "", "{\"code\":\"old\",\"message\":\"older services say code\"}");
    assert_string_equal(error.service_code, "old");
    assert_string_equal(error.message, "older services say code");

    error = read(502, "", "upstream is away");
    assert_int_equal(error.code, APIE_ERROR_SERVER);
    assert_int_equal(error.http_status, 502);
    assert_string_equal(error.message, "upstream is away");
}

static void who_and_what_are_told_apart(void **state)
{
    (void)state;
    apie_error error = read(401, "X-Request-Id: r1\r\n", "{\"message\":\"no such key\"}");
    assert_int_equal(error.code, APIE_ERROR_AUTHENTICATION);
    assert_int_equal(error.http_status, 401);
    assert_string_equal(error.message, "no such key");
    assert_string_equal(error.request_id, "r1");
    error = read(403, "X-Request-Id: r2\r\n", "{\"message\":\"not yours\"}");
    assert_int_equal(error.code, APIE_ERROR_PERMISSION);
    assert_int_equal(error.http_status, 403);
    assert_string_equal(error.request_id, "r2");
}

static void details_are_kept(void **state)
{
    (void)state;
    apie_response *response = respond(
        409, "{\"message\":\"Confirm first\",\"error_code\":\"confirmation_required\","
             "\"correlationId\":\"c1\",\"preview_token\":\"p1\",\"details\":{\"doors\":[1,2]}}");
    assert_non_null(response);
    apie_openapp_error_info *info = apie_openapp_error_details(response);
    apie_free(response);
    assert_non_null(info);
    assert_string_equal(info->message, "Confirm first");
    assert_string_equal(info->error_code, "confirmation_required");
    assert_string_equal(info->correlation_id, "c1");
    assert_string_equal(info->preview_token, "p1");
    assert_int_equal(json_array_size(json_object_get(info->details, "doors")), 2);
    apie_free(info);
}

static void what_is_not_said_is_null(void **state)
{
    (void)state;
    const char *const bodies[] = {"{}", "{\"details\":null,\"preview_token\":null}",
                                  "{\"details\":{\"a\":1,\"a\":2}}", "{\"preview_token\":\"\"}"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        apie_response *response = respond(400, bodies[i]);
        apie_openapp_error_info *info = apie_openapp_error_details(response);
        assert_non_null(info);
        assert_null(info->message);
        assert_null(info->error_code);
        assert_null(info->correlation_id);
        assert_null(info->preview_token);
        assert_null(info->details);
        apie_free(info);
        apie_free(response);
    }
}

static void details_may_be_anything(void **state)
{
    (void)state;
    apie_response *response = respond(422, "{\"details\":\"why\",\"details\":\"again\"}");
    apie_openapp_error_info *info = apie_openapp_error_details(response);
    assert_string_equal(json_string_value(info->details), "why");
    apie_free(info);
    apie_free(response);
}

static void what_is_no_refusal_has_none(void **state)
{
    (void)state;
    assert_null(apie_openapp_error_details(NULL));
    apie_response *response = respond(200, "{\"message\":\"fine\"}");
    assert_null(apie_openapp_error_details(response));
    apie_free(response);
    response = respond(502, "upstream is away");
    assert_null(apie_openapp_error_details(response));
    apie_free(response);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    apie_response *response =
        respond(409, "{\"message\":\"m\",\"preview_token\":\"p\",\"details\":{\"a\":[1]}}");
    assert_non_null(response);
    json_set_alloc_funcs(malloc, free);
    bool hit = true;
    for (unsigned long k = 1; hit; k++) {
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_openapp_error_info *info = apie_openapp_error_details(response);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(info == NULL, hit);
        if (!hit)
            assert_non_null(info->details);
        apie_free(info);
        assert_int_equal(apie_fault_live(), live);
    }
    apie_free(response);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_the_services_own),
        cmocka_unit_test(who_and_what_are_told_apart),
        cmocka_unit_test(details_are_kept),
        cmocka_unit_test(what_is_not_said_is_null),
        cmocka_unit_test(details_may_be_anything),
        cmocka_unit_test(what_is_no_refusal_has_none),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
