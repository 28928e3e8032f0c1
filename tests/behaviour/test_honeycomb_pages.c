/* What programs may do while they are told the pages of a query's rows. */
#include "calls_stage.h"

static void note_inner(apie_status status, apie_honeycomb_dataset_list *result,
                       const apie_error *error, void *user)
{
    calls_stage *s = user;
    (void)result;
    (void)error;
    s->inner = status;
    s->inner_told++;
}

/* The client can be used where it tells something. */
static bool use_client(const apie_honeycomb_query_page *page, void *user)
{
    calls_stage *s = user;
    s->pages++;
    assert_int_equal(page->page, s->pages);
    if (s->async) {
        assert_non_null(
            apie_async_honeycomb_datasets_list(s->async_client, NULL, note_inner, s, &s->error));
        return true;
    }
    s->inner = apie_honeycomb_datasets_list(s->sync_client, NULL, NULL, &s->error);
    s->inner_told++;
    return true;
}

static void test_callbacks_use_the_client(calls_stage *s)
{
    calls_expect_ok(s, calls_run_all(s, use_client));
    while (s->async && s->inner_told < 2)
        assert_int_equal(event_base_loop(s->base, EVLOOP_ONCE), 0);
    assert_int_equal(s->pages, 2);
    assert_int_equal(s->inner_told, 2);
    assert_int_equal(s->inner, APIE_OK);
    assert_null(((apie_honeycomb_query_rows *)s->result)->rows);
}

static bool stop(const apie_honeycomb_query_page *page, void *user)
{
    (void)page;
    ((calls_stage *)user)->pages++;
    return false;
}

static void test_callbacks_stop(calls_stage *s)
{
    calls_expect_ok(s, calls_run_all(s, stop));
    const apie_honeycomb_query_rows *all = s->result;
    assert_int_equal(s->pages, 1);
    assert_int_equal(all->row_count, 2);
    assert_false(all->complete);
}

static void note_rows(apie_status status, apie_honeycomb_query_rows *result,
                      const apie_error *error, void *user)
{
    calls_note(user, status, result, error);
}

static apie_call *start_rows(calls_stage *s, apie_honeycomb_query_page_fn *on_page)
{
    const apie_honeycomb_query_walk walk = {.page_size = 2, .on_page = on_page, .user = s};
    s->under_way = apie_async_honeycomb_query_results_run_all(
        s->async_client, "rows", &calls_by_host, &walk, NULL, note_rows, s, &s->error);
    assert_non_null(s->under_way);
    return s->under_way;
}

static void run_until_told(calls_stage *s)
{
    while (!s->told)
        assert_int_equal(event_base_loop(s->base, EVLOOP_ONCE), 0);
    assert_int_equal(s->told, 1);
}

static bool cancel_call(const apie_honeycomb_query_page *page, void *user)
{
    calls_stage *s = user;
    (void)page;
    s->pages++;
    apie_call_cancel(s->under_way);
    return true;
}

static bool free_client(const apie_honeycomb_query_page *page, void *user)
{
    calls_stage *s = user;
    (void)page;
    s->pages++;
    apie_async_honeycomb_free(s->async_client);
    s->async_client = NULL;
    return true;
}

static void note_closed(void *user)
{
    ((calls_stage *)user)->inner_told++;
}

static bool close_client(const apie_honeycomb_query_page *page, void *user)
{
    calls_stage *s = user;
    (void)page;
    if (s->pages++ == 0) {
        assert_int_equal(apie_async_honeycomb_close(s->async_client, note_closed, s, &s->error),
                         APIE_OK);
        s->async_client = NULL;
    }
    return true;
}

/* What the program does in the callback decides how the call ends, once. */
static void callbacks_may_end_everything(void **state)
{
    static const struct {
        apie_honeycomb_query_page_fn *fn;
        apie_status status;
        unsigned pages;
    } cases[] = {
        {cancel_call, APIE_ERROR_CANCELLED, 1},
        {free_client, APIE_ERROR_CANCELLED, 1},
        {close_client, APIE_OK, 2},
    };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        static calls_stage s;
        calls_begin(&s, true);
        (void)start_rows(&s, cases[i].fn);
        run_until_told(&s);
        assert_int_equal(s.status, cases[i].status);
        assert_int_equal(s.pages, cases[i].pages);
        assert_int_equal(((apie_honeycomb_query_rows *)s.result)->row_count, 2);
        assert_int_equal(((apie_honeycomb_query_rows *)s.result)->complete,
                         cases[i].status == APIE_OK);
        if (!s.async_client)
            event_base_dispatch(s.base);
        assert_int_equal(s.inner_told, cases[i].fn == close_client);
        calls_end(&s);
    }
}

static bool cancel_token(const apie_honeycomb_query_page *page, void *user)
{
    (void)page;
    apie_cancel_token_cancel(user);
    return true;
}

static void a_token_stops_a_blocking_call(void **state)
{
    static calls_stage s;
    apie_cancel_token *token = apie_cancel_token_new();
    const apie_honeycomb_query_walk walk = {.page_size = 2, .on_page = cancel_token, .user = token};
    const apie_call_options options = {.cancel = token};
    apie_honeycomb_query_rows *all = NULL;
    (void)state;
    calls_begin(&s, false);
    assert_int_equal(apie_honeycomb_query_results_run_all(s.sync_client, "rows", &calls_by_host,
                                                          &walk, &options, &all, NULL),
                     APIE_ERROR_CANCELLED);
    assert_int_equal(all->row_count, 2);
    apie_free(all);
    apie_cancel_token_free(token);
    calls_end(&s);
}

CALLS_BOTH(callbacks_use_the_client)
CALLS_BOTH(callbacks_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(callbacks_use_the_client),
        cmocka_unit_test(callbacks_stop),
        cmocka_unit_test(callbacks_may_end_everything),
        cmocka_unit_test(a_token_stops_a_blocking_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
