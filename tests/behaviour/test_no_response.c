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

/* What is made of calls that do not begin; started: whether it did all the same. */
static apie_response *place;
static const apie_call_options placed = {.response = &place};
static apie_error why;
#define EXPECT_NONE(started)                                                                       \
    do {                                                                                           \
        place = (void *)&left_behind;                                                              \
        if ((started) || place)                                                                    \
            fail_msg("%s", #started);                                                              \
    } while (0)
#define EXPECT_NONE_SYNC(call) EXPECT_NONE((call) == APIE_OK)

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

static void of_work_that_is_missing(void **state)
{
    (void)state;
    EXPECT_NONE_SYNC(apie_with_run(NULL, NULL, &placed, NULL, NULL, &why));
    EXPECT_NONE_SYNC(apie_with_child_run(NULL, NULL, &placed, NULL, NULL, &why));
    EXPECT_NONE_SYNC(apie_with_session(NULL, NULL, &placed, NULL, NULL, &why));
    EXPECT_NONE_SYNC(apie_with_tool(NULL, NULL, &placed, NULL, NULL, &why));
    EXPECT_NONE_SYNC(apie_with_guard(NULL, NULL, &placed, NULL, NULL, &why));
    EXPECT_NONE_SYNC(apie_with_mcp_tool_call(NULL, NULL, &placed, NULL, NULL, &why));
    EXPECT_NONE(apie_async_with_run(NULL, NULL, &placed, NULL, NULL, NULL, &why));
    EXPECT_NONE(apie_async_with_child_run(NULL, NULL, &placed, NULL, NULL, NULL, &why));
    EXPECT_NONE(apie_async_with_session(NULL, NULL, &placed, NULL, NULL, NULL, &why));
    EXPECT_NONE(apie_async_with_tool(NULL, NULL, &placed, NULL, NULL, NULL, &why));
    EXPECT_NONE(apie_async_with_guard(NULL, NULL, &placed, NULL, NULL, NULL, &why));
    EXPECT_NONE(apie_async_with_mcp_tool_call(NULL, NULL, &placed, NULL, NULL, NULL, &why));
}

/* What is refused before a client is asked. */
static void of_presets(void **state)
{
    (void)state;
    EXPECT_NONE_SYNC(apie_with_openai_tool_call(NULL, NULL, &placed, NULL, NULL, &why));
    EXPECT_NONE_SYNC(apie_with_http_guard(NULL, NULL, &placed, NULL, NULL, &why));
    EXPECT_NONE_SYNC(apie_mcp_client_call_tool(NULL, NULL, &placed, NULL, NULL, &why));
    EXPECT_NONE_SYNC(apie_mcp_client_list_tools(NULL, &placed, NULL, &why));
    EXPECT_NONE(apie_async_with_openai_tool_call(NULL, NULL, &placed, NULL, NULL, NULL, &why));
    EXPECT_NONE(apie_async_with_http_guard(NULL, NULL, &placed, NULL, NULL, NULL, &why));
    EXPECT_NONE(apie_async_mcp_call_tool(NULL, NULL, &placed, NULL, NULL, &why));
    EXPECT_NONE(apie_async_mcp_list_tools(NULL, NULL, &placed, NULL, NULL, &why));
}

static apie_status no_answer(const char *tool_name, const json_t *arguments, json_t **result,
                             void *user, apie_error *error)
{
    (void)tool_name;
    (void)arguments;
    (void)result;
    (void)user;
    (void)error;
    return APIE_ERROR_PROTOCOL;
}

static const apie_config disabled = {.enabled = {.presence = APIE_SET},
                                     .agent = {.key = "a", .name = "A"}};
static const apie_mcp_call no_tool = {0};

static void of_mcp_calls_that_are_refused(void **state)
{
    const apie_mcp_client_options options = {.server = "s", .call_tool = no_answer};
    apie_client *client = NULL;
    apie_mcp_client *mcp = NULL;
    json_t *result = NULL;
    (void)state;
    assert_int_equal(apie_client_new(&disabled, &client, &why), APIE_OK);
    assert_int_equal(apie_mcp_client_new(client, &options, &mcp, &why), APIE_OK);
    EXPECT_NONE_SYNC(apie_mcp_client_call_tool(mcp, &no_tool, &placed, NULL, NULL, &why));
    EXPECT_NONE_SYNC(apie_mcp_client_list_tools(mcp, &placed, NULL, &why));
    EXPECT_NONE_SYNC(apie_mcp_client_list_tools(mcp, &placed, &result, &why));
    apie_mcp_client_free(mcp);
    apie_client_free(client);
}

static void no_run(apie_async_run_scope *scope, void *user)
{
    (void)scope;
    (void)user;
}

static void no_session(apie_async_session_scope *scope, void *user)
{
    (void)scope;
    (void)user;
}

static void no_tool_call(apie_async_mcp_request *request, const char *tool_name,
                         const json_t *arguments, void *user)
{
    (void)request;
    (void)tool_name;
    (void)arguments;
    (void)user;
}

static void no_result(apie_status status, json_t *result, apie_decision *decision,
                      const apie_error *error, void *user)
{
    (void)status;
    (void)result;
    (void)decision;
    (void)error;
    (void)user;
}

static void of_a_closed_client(void **state)
{
    const apie_async_mcp_client_options options = {.server = "s", .call_tool = no_tool_call};
    struct event_base *base = event_base_new();
    apie_async_client *client = NULL;
    apie_async_mcp_client *mcp = NULL;
    (void)state;
    assert_int_equal(apie_async_client_new(base, &disabled, &client, &why), APIE_OK);
    assert_int_equal(apie_async_mcp_client_new(client, &options, &mcp, &why), APIE_OK);
    EXPECT_NONE(apie_async_mcp_call_tool(mcp, &no_tool, &placed, no_result, NULL, &why));
    EXPECT_NONE(apie_async_mcp_list_tools(mcp, NULL, &placed, no_result, NULL, &why));
    assert_int_equal(apie_async_client_close(client, NULL, NULL, &why), APIE_OK);
    EXPECT_NONE(apie_async_with_run(client, NULL, &placed, no_run, NULL, NULL, &why));
    assert_int_equal(why.code, APIE_ERROR_CLOSED);
    EXPECT_NONE(apie_async_with_child_run(client, NULL, &placed, no_run, NULL, NULL, &why));
    EXPECT_NONE(apie_async_with_session(client, NULL, &placed, no_session, NULL, NULL, &why));
    EXPECT_NONE(apie_async_mcp_call_tool(mcp, &no_tool, &placed, no_result, NULL, &why));
    EXPECT_NONE(apie_async_mcp_list_tools(mcp, NULL, &placed, no_result, NULL, &why));
    apie_async_mcp_client_free(mcp);
    event_base_dispatch(base);
    event_base_free(base);
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
        cmocka_unit_test(of_work_that_is_missing),
        cmocka_unit_test(of_presets),
        cmocka_unit_test(of_mcp_calls_that_are_refused),
        cmocka_unit_test(of_a_closed_client),
        cmocka_unit_test(of_honeycomb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
