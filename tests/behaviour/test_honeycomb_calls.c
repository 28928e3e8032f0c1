/* Honeycomb's calls of several requests through both libraries: what they give, what they give of a
 * failure, and that both send the same. */
#include "calls_stage.h"

#include <string.h>

static void test_queries(calls_stage *s)
{
    const apie_honeycomb_query_run impatient = {.poll_interval_ms = 1, .timeout_ms = 30};
    calls_expect_ok(s, calls_run_query(s, "d", &calls_quick));
    assert_true(((apie_honeycomb_query_result *)s->result)->complete.value);
    assert_int_equal(atomic_load(&s->service.looks), 2);
    assert_int_equal(s->response->rate_limit.limit, 10);
    assert_int_equal(s->response->rate_limit.remaining, 9);
    assert_int_equal(s->response->rate_limit.window_s, 60);
    calls_expect_ok(s, calls_create_and_run(s, &calls_quick));
    const apie_honeycomb_query_outcome *outcome = s->result;
    assert_string_equal(outcome->query->id, "q");
    assert_non_null(outcome->result);
    atomic_store(&s->service.never, 1);
    calls_expect(s, APIE_ERROR_TIMEOUT, calls_run_query(s, "d", &impatient));
    assert_null(s->result);
    calls_expect(s, APIE_ERROR_TIMEOUT, calls_create_and_run(s, &impatient));
    outcome = s->result;
    assert_string_equal(outcome->query->id, "q");
    assert_null(outcome->result);
    calls_expect(s, APIE_ERROR_INVALID_ARGUMENT, calls_run_query(s, "", NULL));
    assert_string_equal(s->error.where, "datasetSlug");
}

static void test_named_queries(calls_stage *s)
{
    calls_expect_ok(s, calls_create_named(s));
    const apie_honeycomb_query_outcome *outcome = s->result;
    assert_string_equal(outcome->query->id, "q");
    assert_string_equal(outcome->annotation->id, "a");
    atomic_store(&s->service.refused, 422);
    calls_expect(s, APIE_ERROR_INVALID_REQUEST, calls_create_named(s));
    outcome = s->result;
    assert_string_equal(outcome->query->id, "q");
    assert_null(outcome->annotation);
    assert_int_equal(s->response->status, 422);
}

static void test_lists(calls_stage *s)
{
    calls_expect_ok(s, calls_list_keys(s));
    const apie_honeycomb_api_key_page *keys = s->result;
    assert_int_equal(keys->items_count, 2);
    assert_string_equal(keys->items[1]->id, "two");
    calls_expect_ok(s, calls_list_environments(s));
    const apie_honeycomb_environment_page *environments = s->result;
    assert_int_equal(environments->items_count, 2);
    assert_string_equal(environments->items[0]->id, "one");
    calls_expect_head(s, 3, "page%5Bafter%5D=c");
}

static void test_maps(calls_stage *s)
{
    calls_expect_ok(s, calls_get_map(s));
    const apie_honeycomb_service_map *map = s->result;
    assert_int_equal(map->dependencies_count, 2);
    assert_int_equal(map->dependencies[1]->call_count.value, 2);
    calls_expect_ok(s, calls_read_map(s));
    map = s->result;
    assert_int_equal(map->dependencies_count, 2);
    assert_string_equal(map->status, "ready");
}

static void test_batches(calls_stage *s)
{
    calls_expect_ok(s, calls_send_batch(s, 4));
    const apie_honeycomb_batch_outcome *outcome = s->result;
    assert_int_equal(outcome->taken_count, 2);
    assert_int_equal(outcome->request_count, 2);
    assert_string_equal(outcome->events[3].message, "too wide");
    calls_expect_head(s, 0, "Content-Encoding: gzip");
    assert_true(s->service.lengths[0] < 500);
    assert_int_equal((unsigned char)s->service.bodies[0][0], 0x1f);
    atomic_store(&s->service.refused, 403);
    calls_expect(s, APIE_ERROR_PERMISSION, calls_send_batch(s, 3));
    outcome = s->result;
    assert_int_equal(outcome->taken_count, 0);
    assert_true(outcome->events[0].sent);
    assert_false(outcome->events[2].sent);
    assert_int_equal(outcome->events[2].status, APIE_ERROR_PERMISSION);
    calls_expect_ok(s, calls_send_batch(s, 0));
    assert_int_equal(atomic_load(&s->service.count), 3);
}

static void test_rows(calls_stage *s)
{
    calls_expect_ok(s, calls_run_all(s, NULL));
    const apie_honeycomb_query_rows *all = s->result;
    assert_int_equal(all->row_count, 2);
    assert_int_equal(all->page_count, 2);
    assert_true(all->complete);
    assert_string_equal(json_string_value(json_object_get(all->rows[1], "host")), "b");
}

CALLS_BOTH(queries)
CALLS_BOTH(named_queries)
CALLS_BOTH(lists)
CALLS_BOTH(maps)
CALLS_BOTH(batches)
CALLS_BOTH(rows)

static void a_token_cancelled_beforehand_sends_no_events(void **state)
{
    static calls_stage s;
    (void)state;
    calls_begin(&s, false);
    s.call.cancel = apie_cancel_token_new();
    assert_non_null(s.call.cancel);
    apie_cancel_token_cancel(s.call.cancel);
    calls_expect(&s, APIE_ERROR_CANCELLED, calls_send_batch(&s, 4));
    assert_int_equal(s.error.attempts, 0);
    const apie_honeycomb_batch_outcome *outcome = s.result;
    for (size_t i = 0; i < 4; i++)
        assert_false(outcome->events[i].sent);
    assert_int_equal(atomic_load(&s.service.count), 0);
    apie_cancel_token_free(s.call.cancel);
    calls_end(&s);
}

static void results_and_errors_need_not_be_wanted(void **state)
{
    static calls_stage s;
    const apie_honeycomb_batch_event none = {0};
    (void)state;
    calls_begin(&s, false);
    assert_int_equal(
        apie_honeycomb_query_results_run(s.sync_client, "d", "q", &calls_quick, NULL, NULL, NULL),
        APIE_OK);
    assert_int_equal(
        apie_honeycomb_send_batch(s.sync_client, "d", &none, 1, NULL, NULL, NULL, NULL),
        APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_honeycomb_environments_list_all(NULL, NULL, NULL, NULL, NULL),
                     APIE_ERROR_INVALID_ARGUMENT);
    calls_end(&s);
    calls_begin(&s, true);
    assert_null(apie_async_honeycomb_send_batch(s.async_client, "d", &none, 1, NULL, NULL, NULL,
                                                NULL, NULL));
    assert_null(apie_async_honeycomb_environments_list_all(NULL, NULL, NULL, NULL, NULL, NULL));
    assert_non_null(apie_async_honeycomb_query_results_run(s.async_client, "d", "q", &calls_quick,
                                                           NULL, NULL, NULL, NULL));
    calls_end(&s);
}

/* ---- the same bytes ---- */

static const char *without_host(char *head)
{
    char *host = strstr(head, "Host: ");
    assert_non_null(host);
    memset(host, '-', strcspn(host, "\r"));
    return head;
}

static void both_send_the_same_bytes(void **state)
{
    static calls_stage stages[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        calls_begin(&stages[i], i == 1);
        calls_expect_ok(&stages[i], calls_create_and_run(&stages[i], &calls_quick));
        calls_expect_ok(&stages[i], calls_create_named(&stages[i]));
        calls_expect_ok(&stages[i], calls_list_keys(&stages[i]));
        calls_expect_ok(&stages[i], calls_get_map(&stages[i]));
        calls_expect_ok(&stages[i], calls_send_batch(&stages[i], 4));
    }
    int count = atomic_load(&stages[0].service.count);
    assert_true(count <= CALLS_KEPT);
    assert_int_equal(atomic_load(&stages[1].service.count), count);
    for (int i = 0; i < count; i++) {
        size_t length = stages[0].service.lengths[i];
        assert_string_equal(without_host(stages[0].service.heads[i]),
                            without_host(stages[1].service.heads[i]));
        assert_int_equal(stages[1].service.lengths[i], length);
        assert_true(length <= sizeof stages[0].service.bodies[i]);
        if (length > 0)
            assert_memory_equal(stages[0].service.bodies[i], stages[1].service.bodies[i], length);
    }
    calls_end(&stages[0]);
    calls_end(&stages[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries),
        cmocka_unit_test(named_queries),
        cmocka_unit_test(lists),
        cmocka_unit_test(maps),
        cmocka_unit_test(batches),
        cmocka_unit_test(rows),
        cmocka_unit_test(a_token_cancelled_beforehand_sends_no_events),
        cmocka_unit_test(results_and_errors_need_not_be_wanted),
        cmocka_unit_test(both_send_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
