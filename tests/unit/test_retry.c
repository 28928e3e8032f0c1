/* Retry decisions: what is repeated, after how long, and what the budget allows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "exchange/retry.h"

#define NOW   UINT64_C(1000000)
#define FAR   (NOW + 3600000)
#define NEVER UINT64_MAX

static const apie_answer_facts nothing = {
    .retry_after_ms = -1,
    .rate_limit = {-1, -1, -1, -1},
};

static apie_answer status_answer(int status)
{
    return (apie_answer){.http_status = status, .request_started = true, .response_started = true};
}

/* A decision with a full budget, plenty of time, and the largest back-off. */
static apie_retry_decision decide(bool retry_safe, apie_answer answer, apie_answer_facts facts)
{
    apie_retry_budget budget;
    apie_retry_budget_init(&budget);
    const apie_http_request request = {.retry_safe = retry_safe};
    return apie_retry_decide(&apie_retry_default, &budget, &request, &answer, &facts, 1, NOW, FAR,
                             500);
}

/* ---- what is repeated ---- */

static void statuses(void **state)
{
    (void)state;
    static const int again[] = {408, 425, 429, 500, 502, 503, 504};
    for (int status = 100; status < 600; status++) {
        bool expected = false;
        for (size_t i = 0; i < sizeof(again) / sizeof(again[0]); i++)
            expected = expected || again[i] == status;
        assert_int_equal(decide(true, status_answer(status), nothing).again, expected);
        assert_int_equal(decide(false, status_answer(status), nothing).again, status == 429);
    }
}

/* Proxies say so of requests that they had passed on. */
static void a_503_that_says_when_may_have_been_processed(void **state)
{
    (void)state;
    static const int unavailable[] = {408, 425, 500, 502, 503, 504};
    apie_answer_facts facts = nothing;
    facts.retry_after_ms = 1000;
    for (size_t i = 0; i < sizeof(unavailable) / sizeof(unavailable[0]); i++) {
        assert_true(decide(true, status_answer(unavailable[i]), facts).again);
        assert_false(decide(false, status_answer(unavailable[i]), facts).again);
    }
}

static bool again_by(const apie_retry_policy *policy, bool retry_safe, const apie_answer *answer,
                     int attempt)
{
    apie_retry_budget budget;
    apie_retry_budget_init(&budget);
    const apie_http_request request = {.retry_safe = retry_safe};
    return apie_retry_decide(policy, &budget, &request, answer, &nothing, attempt, NOW, FAR, 500)
        .again;
}

static void a_policy_may_repeat_nothing_but_what_is_safe(void **state)
{
    (void)state;
    apie_retry_policy policy = apie_retry_default;
    const apie_answer limited = status_answer(429);
    const apie_answer unsent = {.transport = APIE_ERROR_CONNECT, .curl_code = 7};
    assert_true(again_by(&policy, false, &limited, 1));
    policy.safe_only = true;
    assert_false(again_by(&policy, false, &limited, 1));
    assert_true(again_by(&policy, true, &limited, 1));
    assert_true(again_by(&policy, false, &unsent, 1));
}

static void a_service_that_is_still_at_it_is_asked_again(void **state)
{
    (void)state;
    apie_retry_policy policy = apie_retry_default;
    const apie_answer conflict = status_answer(409);
    assert_false(again_by(&policy, true, &conflict, 2));
    policy.busy = true;
    assert_true(again_by(&policy, true, &conflict, 2));
    assert_false(again_by(&policy, false, &conflict, 2));
    assert_true(again_by(&policy, true, &conflict, 1)); /* a free try does not count */
    assert_false(again_by(&policy, true, &conflict, 4));
}

static void a_service_may_have_statuses_of_its_own(void **state)
{
    (void)state;
    static const int own[] = {409, 0};
    apie_retry_policy policy = apie_retry_default;
    policy.statuses = own;
    apie_retry_budget budget;
    apie_retry_budget_init(&budget);
    const apie_http_request request = {.retry_safe = true};
    const apie_answer conflict = status_answer(409);
    const apie_answer unavailable = status_answer(503);
    assert_true(
        apie_retry_decide(&policy, &budget, &request, &conflict, &nothing, 1, NOW, FAR, 0).again);
    assert_false(
        apie_retry_decide(&policy, &budget, &request, &unavailable, &nothing, 1, NOW, FAR, 0)
            .again);
}

static void transport_failures(void **state)
{
    (void)state;
    static const struct {
        apie_status transport;
        int curl_code;
        bool safe_started, safe_unstarted, unsafe_started, unsafe_unstarted;
    } cases[] = {
        {APIE_ERROR_DNS, 6, true, true, true, true},
        {APIE_ERROR_CONNECT, 7, true, true, true, true},
        {APIE_ERROR_TIMEOUT, 28, true, true, false, true},
        {APIE_ERROR_NETWORK, 56, true, true, false, true},
        {APIE_ERROR_TLS, 35, true, true, false, true},
        {APIE_ERROR_TLS, 60, false, false, false, false},
        {APIE_ERROR_TLS, 51, false, false, false, false},
        {APIE_ERROR_TLS, 58, false, false, false, false},
        {APIE_ERROR_TLS, 59, false, false, false, false},
        {APIE_ERROR_TLS, 77, false, false, false, false},
        {APIE_ERROR_TLS, 83, false, false, false, false},
        {APIE_ERROR_TLS, 90, false, false, false, false},
        {APIE_ERROR_PROTOCOL, 8, false, false, false, false},
        {APIE_ERROR_NO_MEMORY, 27, false, false, false, false},
        {APIE_ERROR_CANCELLED, 42, false, false, false, false},
        {APIE_ERROR_INVALID_ARGUMENT, 3, false, false, false, false},
        {APIE_ERROR_CLOSED, 0, false, false, false, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_answer answer = {.transport = cases[i].transport, .curl_code = cases[i].curl_code};
        assert_int_equal(decide(true, answer, nothing).again, cases[i].safe_unstarted);
        assert_int_equal(decide(false, answer, nothing).again, cases[i].unsafe_unstarted);
        answer.request_started = true;
        assert_int_equal(decide(true, answer, nothing).again, cases[i].safe_started);
        assert_int_equal(decide(false, answer, nothing).again, cases[i].unsafe_started);
    }
}

static void a_status_that_was_read_before_the_connection_broke_does_not_count(void **state)
{
    (void)state;
    apie_answer answer = status_answer(429);
    answer.transport = APIE_ERROR_NETWORK;
    answer.curl_code = 56;
    apie_answer_facts facts = nothing;
    facts.retry_after_ms = 7000;
    assert_false(decide(false, answer, facts).again);
    apie_retry_decision decision = decide(true, answer, facts);
    assert_true(decision.again);
    assert_int_equal(decision.delay_ms, 500);
}

static void attempts_are_limited(void **state)
{
    (void)state;
    apie_retry_budget budget;
    apie_retry_budget_init(&budget);
    const apie_http_request request = {.retry_safe = true};
    const apie_answer answer = status_answer(503);
    for (int attempt = 1; attempt <= 5; attempt++)
        assert_int_equal(apie_retry_decide(&apie_retry_default, &budget, &request, &answer,
                                           &nothing, attempt, NOW, FAR, 0)
                             .again,
                         attempt < 4);
}

/* ---- dead reused connections ---- */

static void a_stale_connection_is_replaced_at_once(void **state)
{
    (void)state;
    static const int codes[] = {52, 55, 56};
    for (size_t i = 0; i < 3; i++) {
        apie_retry_budget budget = {.tokens = 0, .free_tries = 2};
        apie_http_request request = {.retry_safe = true};
        apie_answer answer = {.transport = APIE_ERROR_NETWORK,
                              .curl_code = codes[i],
                              .connection_reused = true,
                              .request_started = true};
        apie_retry_decision decision = apie_retry_decide(&apie_retry_default, &budget, &request,
                                                         &answer, &nothing, 4, NOW, NOW + 1, 500);
        assert_true(decision.again);
        assert_true(decision.free);
        assert_true(decision.fresh_connection);
        assert_int_equal(decision.delay_ms, 0);
        assert_int_equal(budget.tokens, 0);
        assert_int_equal(budget.free_tries, 1);
        request.retry_safe = false;
        assert_false(apie_retry_decide(&apie_retry_default, &budget, &request, &answer, &nothing, 1,
                                       NOW, FAR, 500)
                         .again);
        answer.request_started = false;
        assert_true(apie_retry_decide(&apie_retry_default, &budget, &request, &answer, &nothing, 1,
                                      NOW, FAR, 500)
                        .free);
    }
}

/* Then it is a failure like others. */
static void free_tries_run_out(void **state)
{
    (void)state;
    apie_retry_budget budget;
    apie_retry_policy policy = apie_retry_default;
    const apie_http_request request = {.retry_safe = true};
    const apie_answer answer = {
        .transport = APIE_ERROR_NETWORK, .curl_code = 52, .connection_reused = true};
    apie_retry_budget_init(&budget);
    policy.free_used = true;
    apie_retry_decision decision =
        apie_retry_decide(&policy, &budget, &request, &answer, &nothing, 1, NOW, FAR, 500);
    assert_true(decision.again);
    assert_false(decision.free);
    assert_true(decision.fresh_connection);
    assert_int_equal(budget.tokens, APIE_RETRY_BUDGET_FULL - 10);
    assert_int_equal(budget.free_tries, APIE_RETRY_BUDGET_FULL);
    policy.free_used = false;
    for (int i = 0; i < APIE_RETRY_BUDGET_FULL; i++)
        assert_true(
            apie_retry_decide(&policy, &budget, &request, &answer, &nothing, 1, NOW, FAR, 500)
                .free);
    assert_false(
        apie_retry_decide(&policy, &budget, &request, &answer, &nothing, 1, NOW, FAR, 500).free);
    apie_retry_budget_refund(&budget, 1);
    assert_true(
        apie_retry_decide(&policy, &budget, &request, &answer, &nothing, 1, NOW, FAR, 500).free);
}

static void other_failures_are_no_stale_connections(void **state)
{
    (void)state;
    apie_answer answer = {
        .transport = APIE_ERROR_NETWORK, .curl_code = 56, .connection_reused = true};
    assert_true(decide(true, answer, nothing).free);
    answer.response_started = true;
    assert_false(decide(true, answer, nothing).free);
    assert_true(decide(true, answer, nothing).again);
    assert_true(decide(true, answer, nothing).fresh_connection);
    answer.response_started = false;
    answer.connection_reused = false;
    assert_false(decide(true, answer, nothing).free);
    assert_false(decide(true, answer, nothing).fresh_connection);
    answer.connection_reused = true;
    answer.curl_code = 18;
    assert_false(decide(true, answer, nothing).free);
    assert_false(decide(true, status_answer(200), nothing).again);
}

static void not_even_a_stale_connection_after_the_deadline(void **state)
{
    (void)state;
    apie_retry_budget budget;
    apie_retry_budget_init(&budget);
    const apie_http_request request = {.retry_safe = true};
    const apie_answer answer = {
        .transport = APIE_ERROR_NETWORK, .curl_code = 52, .connection_reused = true};
    assert_false(
        apie_retry_decide(&apie_retry_default, &budget, &request, &answer, &nothing, 1, NOW, NOW, 0)
            .again);
}

/* ---- when ---- */

static int64_t delay(int attempt, uint64_t random)
{
    apie_retry_policy policy = apie_retry_default;
    policy.attempts = 1000;
    apie_retry_budget budget;
    apie_retry_budget_init(&budget);
    const apie_http_request request = {.retry_safe = true};
    const apie_answer answer = status_answer(503);
    return apie_retry_decide(&policy, &budget, &request, &answer, &nothing, attempt, NOW, NEVER,
                             random)
        .delay_ms;
}

static void back_off_is_full_jitter_below_a_doubling_limit(void **state)
{
    (void)state;
    static const int64_t limits[] = {500, 1000, 2000, 4000, 8000, 16000, 20000, 20000};
    for (int i = 0; i < 8; i++) {
        assert_int_equal(delay(i + 1, (uint64_t)limits[i]), limits[i]);
        assert_int_equal(delay(i + 1, (uint64_t)limits[i] + 1), 0);
        assert_int_equal(delay(i + 1, 0), 0);
        assert_in_range(delay(i + 1, UINT64_C(0x9E3779B97F4A7C15)), 0, limits[i]);
    }
    assert_int_equal(delay(900, 20000), 20000);
}

static void a_policy_without_back_off_does_not_wait(void **state)
{
    (void)state;
    const apie_retry_policy policy = {.attempts = 2};
    apie_retry_budget budget;
    apie_retry_budget_init(&budget);
    const apie_http_request request = {.retry_safe = true};
    const apie_answer answer = status_answer(503);
    apie_retry_decision decision =
        apie_retry_decide(&policy, &budget, &request, &answer, &nothing, 1, NOW, FAR, UINT64_MAX);
    assert_true(decision.again);
    assert_int_equal(decision.delay_ms, 0);
}

static void a_wish_is_the_least_delay_with_jitter_above(void **state)
{
    (void)state;
    apie_answer_facts facts = nothing;
    facts.retry_after_ms = 10000;
    apie_retry_budget budget;
    apie_retry_budget_init(&budget);
    const apie_http_request request = {.retry_safe = true};
    const apie_answer answer = status_answer(503);
    static const struct {
        uint64_t random;
        int64_t delay_ms;
    } cases[] = {
        {0, 10000},
        {UINT64_C(1) << 32, 10001},
        {UINT64_C(1000) << 32, 11000},
        {UINT64_C(1001) << 32, 10000},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(apie_retry_decide(&apie_retry_default, &budget, &request, &answer, &facts,
                                           1, NOW, FAR, cases[i].random)
                             .delay_ms,
                         cases[i].delay_ms);
    facts.retry_after_ms = 0;
    assert_int_equal(decide(true, answer, facts).delay_ms, 500);
    facts.retry_after_ms = 100;
    assert_int_equal(decide(true, answer, facts).delay_ms, 500);
}

static void the_rate_limit_reset_is_a_wish_of_a_429(void **state)
{
    (void)state;
    apie_answer_facts facts = nothing;
    facts.rate_limit = (apie_rate_limit){100, 0, 30, -1};
    assert_int_equal(decide(false, status_answer(429), facts).delay_ms, 30000);
    assert_int_equal(decide(true, status_answer(503), facts).delay_ms, 500);
    facts.retry_after_ms = 2000;
    assert_int_equal(decide(false, status_answer(429), facts).delay_ms, 2000);
    facts.retry_after_ms = -1;
    facts.rate_limit.remaining = 1;
    assert_int_equal(decide(false, status_answer(429), facts).delay_ms, 500);
    facts.rate_limit.remaining = -1;
    assert_int_equal(decide(false, status_answer(429), facts).delay_ms, 500);
    facts.rate_limit = (apie_rate_limit){100, 0, INT64_MAX, -1};
    assert_false(decide(false, status_answer(429), facts).again);
}

static void too_long_a_wish_ends_it(void **state)
{
    (void)state;
    apie_answer_facts facts = nothing;
    facts.retry_after_ms = 60000;
    assert_true(decide(true, status_answer(503), facts).again);
    facts.retry_after_ms = 60001;
    assert_false(decide(true, status_answer(503), facts).again);
}

static void no_retry_starts_at_or_after_the_deadline(void **state)
{
    (void)state;
    apie_retry_budget budget;
    apie_retry_budget_init(&budget);
    const apie_http_request request = {.retry_safe = true};
    const apie_answer answer = status_answer(503);
    apie_retry_decision at = apie_retry_decide(&apie_retry_default, &budget, &request, &answer,
                                               &nothing, 1, NOW, NOW + 500, 500);
    assert_false(at.again);
    assert_int_equal(budget.tokens, APIE_RETRY_BUDGET_FULL);
    apie_retry_decision before = apie_retry_decide(&apie_retry_default, &budget, &request, &answer,
                                                   &nothing, 1, NOW, NOW + 501, 500);
    assert_true(before.again);
}

/* ---- the budget ---- */

static void retries_cost_tokens_until_none_are_left(void **state)
{
    (void)state;
    apie_retry_budget budget;
    apie_retry_budget_init(&budget);
    const apie_http_request request = {.retry_safe = true};
    const apie_answer unavailable = status_answer(503);
    const apie_answer refused = {.transport = APIE_ERROR_CONNECT, .curl_code = 7};
    apie_retry_decide(&apie_retry_default, &budget, &request, &unavailable, &nothing, 1, NOW, FAR,
                      0);
    assert_int_equal(budget.tokens, 495);
    int retries = 0;
    while (apie_retry_decide(&apie_retry_default, &budget, &request, &refused, &nothing, 1, NOW,
                             FAR, 0)
               .again)
        retries++;
    assert_int_equal(retries, 49);
    assert_int_equal(budget.tokens, 5);
    assert_true(apie_retry_decide(&apie_retry_default, &budget, &request, &unavailable, &nothing, 1,
                                  NOW, FAR, 0)
                    .again);
    assert_false(apie_retry_decide(&apie_retry_default, &budget, &request, &unavailable, &nothing,
                                   1, NOW, FAR, 0)
                     .again);
    assert_int_equal(budget.tokens, 0);
}

static void success_refunds(void **state)
{
    (void)state;
    apie_retry_budget budget = {.tokens = 0};
    apie_retry_budget_refund(&budget, 1);
    assert_int_equal(budget.tokens, 1);
    apie_retry_budget_refund(&budget, 3);
    assert_int_equal(budget.tokens, 11);
    apie_retry_budget_refund(&budget, INT32_MAX);
    assert_int_equal(budget.tokens, APIE_RETRY_BUDGET_FULL);
    apie_retry_budget_refund(&budget, 2);
    assert_int_equal(budget.tokens, APIE_RETRY_BUDGET_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statuses),
        cmocka_unit_test(a_503_that_says_when_may_have_been_processed),
        cmocka_unit_test(a_policy_may_repeat_nothing_but_what_is_safe),
        cmocka_unit_test(a_service_that_is_still_at_it_is_asked_again),
        cmocka_unit_test(a_service_may_have_statuses_of_its_own),
        cmocka_unit_test(transport_failures),
        cmocka_unit_test(a_status_that_was_read_before_the_connection_broke_does_not_count),
        cmocka_unit_test(attempts_are_limited),
        cmocka_unit_test(a_stale_connection_is_replaced_at_once),
        cmocka_unit_test(free_tries_run_out),
        cmocka_unit_test(other_failures_are_no_stale_connections),
        cmocka_unit_test(not_even_a_stale_connection_after_the_deadline),
        cmocka_unit_test(back_off_is_full_jitter_below_a_doubling_limit),
        cmocka_unit_test(a_policy_without_back_off_does_not_wait),
        cmocka_unit_test(a_wish_is_the_least_delay_with_jitter_above),
        cmocka_unit_test(the_rate_limit_reset_is_a_wish_of_a_429),
        cmocka_unit_test(too_long_a_wish_ends_it),
        cmocka_unit_test(no_retry_starts_at_or_after_the_deadline),
        cmocka_unit_test(retries_cost_tokens_until_none_are_left),
        cmocka_unit_test(success_refunds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
