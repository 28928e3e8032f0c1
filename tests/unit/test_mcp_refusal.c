/* What a proxy answers when a guardrail refused a call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include <apie/mcp.h>

static void expect_refusal(const apie_error *why, const apie_decision *decision,
                           const char *expected)
{
    json_t *refusal = NULL;
    json_t *wanted = json_loads(expected, 0, NULL);
    assert_non_null(wanted);
    assert_int_equal(apie_mcp_refusal(why, decision, &refusal, NULL), APIE_OK);
    assert_true(json_equal(refusal, wanted));
    json_decref(refusal);
    json_decref(wanted);
}

static void a_blocked_call(void **state)
{
    (void)state;
    static const char *const guardrails[] = {"first", "second"};
    const apie_error why = {.code = APIE_ERROR_BLOCKED, .message = "cut", .where = "first"};
    apie_decision decision = {
        .policy_decision = "block",
        .effective_decision = "block",
        .enforcement_action = "block",
        .mode = "enforce",
        .reason = "not on a Friday",
        .decision_id = "dec_1",
        .matched_guardrails = guardrails,
        .matched_guardrail_count = 2,
    };
    expect_refusal(&why, &decision,
                   "{\"code\":-32001,\"message\":\"Action blocked by Apie guardrail\",\"data\":{"
                   "\"reason\":\"not on a Friday\",\"decision_id\":\"dec_1\",\"policy_decision\":"
                   "\"block\",\"effective_decision\":\"block\",\"enforcement_action\":\"block\","
                   "\"mode\":\"enforce\",\"matched_guardrail\":\"first\"}}");
    decision = (apie_decision){.effective_decision = "block"};
    expect_refusal(&why, &decision,
                   "{\"code\":-32001,\"message\":\"Action blocked by Apie guardrail\",\"data\":{"
                   "\"reason\":null,\"decision_id\":null,\"policy_decision\":null,"
                   "\"effective_decision\":\"block\",\"enforcement_action\":null,\"mode\":null,"
                   "\"matched_guardrail\":\"first\"}}");
}

static void a_blocked_call_of_which_only_the_error_is_known(void **state)
{
    (void)state;
    const apie_error why = {.code = APIE_ERROR_BLOCKED, .message = "not on a Friday"};
    expect_refusal(&why, NULL,
                   "{\"code\":-32001,\"message\":\"Action blocked by Apie guardrail\",\"data\":{"
                   "\"reason\":\"not on a Friday\",\"decision_id\":null,\"policy_decision\":null,"
                   "\"effective_decision\":null,\"enforcement_action\":null,\"mode\":null,"
                   "\"matched_guardrail\":null}}");
}

static void a_call_that_is_not_approved(void **state)
{
    (void)state;
    const apie_error why = {
        .code = APIE_ERROR_NOT_APPROVED, .message = "m", .service_code = "expired"};
    const apie_decision decision = {.approval_id = "appr_1", .reason = "ask"};
    expect_refusal(&why, &decision,
                   "{\"code\":-32002,\"message\":\"Action not approved: expired\",\"data\":{"
                   "\"approval_id\":\"appr_1\",\"status\":\"expired\",\"reason\":\"ask\"}}");
    expect_refusal(&why, NULL,
                   "{\"code\":-32002,\"message\":\"Action not approved: expired\",\"data\":{"
                   "\"approval_id\":null,\"status\":\"expired\",\"reason\":\"m\"}}");
}

static void no_refusal(void **state)
{
    (void)state;
    json_t *refusal = NULL;
    apie_error error;
    const apie_error other = {.code = APIE_ERROR_TIMEOUT};
    assert_int_equal(apie_mcp_refusal(&other, NULL, &refusal, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "why");
    assert_int_equal(apie_mcp_refusal(NULL, NULL, &refusal, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_null(refusal);
    assert_int_equal(apie_mcp_refusal(&other, NULL, NULL, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "out");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_blocked_call),
        cmocka_unit_test(a_blocked_call_of_which_only_the_error_is_known),
        cmocka_unit_test(a_call_that_is_not_approved),
        cmocka_unit_test(no_refusal),
    };
    return cmocka_run_group_tests_name("mcp_refusal", tests, NULL, NULL);
}
