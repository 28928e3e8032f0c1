/* Calls that cannot begin leave no response behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apie/async.h>
#include <apie/async/honeycomb.h>
#include <apie/sync.h>
#include <apie/sync/honeycomb.h>

/* Something that must neither stay nor be freed. */
static int left_behind;

/* Calls a function of both libraries without a client; arguments, if any, end in a comma. */
#define EXPECT_NO_RESPONSE(name, ...)                                                              \
    do {                                                                                           \
        apie_response *response = (void *)&left_behind;                                            \
        const apie_call_options call = {.response = &response};                                    \
        apie_error error;                                                                          \
        if (apie_##name(NULL, __VA_ARGS__ & call, NULL, &error) != APIE_ERROR_INVALID_ARGUMENT ||  \
            response)                                                                              \
            fail_msg("apie_" #name);                                                               \
        response = (void *)&left_behind;                                                           \
        if (apie_async_##name(NULL, __VA_ARGS__ & call, NULL, NULL, &error) || response)           \
            fail_msg("apie_async_" #name);                                                         \
    } while (0)

static void of_apie(void **state)
{
    (void)state;
    EXPECT_NO_RESPONSE(ready, );
    EXPECT_NO_RESPONSE(request, "GET", "/v1/health", NULL, 0, );
    EXPECT_NO_RESPONSE(register_agent, );
    EXPECT_NO_RESPONSE(declare_capabilities, NULL, 0, );
    EXPECT_NO_RESPONSE(define_tool, NULL, );
    EXPECT_NO_RESPONSE(enable_guardrail_template, "k", );
    EXPECT_NO_RESPONSE(create_boundary_report, NULL, );
    EXPECT_NO_RESPONSE(get_boundary_report, "r", );
    EXPECT_NO_RESPONSE(wait_for_boundary_report, "r", 0, 0, );
    EXPECT_NO_RESPONSE(wait_for_approval, "a", 0, );
    EXPECT_NO_RESPONSE(get_approval_status, "a", );
    EXPECT_NO_RESPONSE(validate_events, NULL, );
    EXPECT_NO_RESPONSE(send_events, NULL, );
    EXPECT_NO_RESPONSE(flush, 0, );
    EXPECT_NO_RESPONSE(run_begin, NULL, );
    EXPECT_NO_RESPONSE(session_begin, NULL, );
    EXPECT_NO_RESPONSE(agents_identify, NULL, );
}

static void what_ends_something(void **state)
{
    (void)state;
    apie_response *response = (void *)&left_behind;
    const apie_call_options call = {.response = &response};
    apie_error error;
    assert_int_not_equal(apie_run_end(NULL, NULL, NULL, &call, &error), APIE_OK);
    assert_null(response);
    response = (void *)&left_behind;
    assert_int_not_equal(apie_complete_run(NULL, "r", NULL, &call, &error), APIE_OK);
    assert_null(response);
    response = (void *)&left_behind;
    assert_int_not_equal(apie_session_end(NULL, NULL, NULL, &call, &error), APIE_OK);
    assert_null(response);
    response = (void *)&left_behind;
    assert_null(apie_async_run_end(NULL, NULL, NULL, &call, NULL, NULL, &error));
    assert_null(response);
    response = (void *)&left_behind;
    assert_null(apie_async_complete_run(NULL, "r", NULL, &call, NULL, NULL, &error));
    assert_null(response);
    response = (void *)&left_behind;
    assert_null(apie_async_session_end(NULL, NULL, NULL, &call, NULL, NULL, &error));
    assert_null(response);
}

static void of_honeycomb(void **state)
{
    (void)state;
    EXPECT_NO_RESPONSE(honeycomb_request, "GET", "/1/auth", NULL, 0, );
    EXPECT_NO_RESPONSE(honeycomb_auth_get, );
    EXPECT_NO_RESPONSE(honeycomb_query_results_run, "d", "q", NULL, );
    EXPECT_NO_RESPONSE(honeycomb_query_results_create_and_run, "d", NULL, NULL, );
    EXPECT_NO_RESPONSE(honeycomb_queries_create_with_annotation, "d", NULL, "n", NULL, );
    EXPECT_NO_RESPONSE(honeycomb_query_results_run_all, "d", NULL, NULL, );
    EXPECT_NO_RESPONSE(honeycomb_api_keys_list_all, NULL, NULL, );
    EXPECT_NO_RESPONSE(honeycomb_environments_list_all, NULL, );
    EXPECT_NO_RESPONSE(honeycomb_service_map_dependencies_get, NULL, NULL, );
    EXPECT_NO_RESPONSE(honeycomb_service_map_dependencies_read, "m", NULL, );
    EXPECT_NO_RESPONSE(honeycomb_send_batch, "d", NULL, 0, NULL, );
    EXPECT_NO_RESPONSE(honeycomb_recipients_find_or_create, NULL, );
    EXPECT_NO_RESPONSE(honeycomb_triggers_create_bundle, NULL, );
    EXPECT_NO_RESPONSE(honeycomb_slos_create_bundle, NULL, );
    EXPECT_NO_RESPONSE(honeycomb_boards_create_bundle, NULL, );
    EXPECT_NO_RESPONSE(honeycomb_boards_export, "b", );
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_apie),
        cmocka_unit_test(what_ends_something),
        cmocka_unit_test(of_honeycomb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
