/* Pacing by the service's rate limits, in both drivers. */
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

static void handle_limited(tiny_exchange *exchange, void *user)
{
    calls_service *s = user;
    atomic_fetch_add(&s->count, 1);
    tiny_reply(exchange, 200,
               "Content-Type: application/json\r\nRateLimit: limit=1, remaining=0, reset=40\r\n",
               "[]");
}

static apie_status list_datasets(calls_stage *s)
{
    const apie_call_options options = {.deadline_ms = 30000};
    calls_forget(s);
    if (!s->async)
        return apie_honeycomb_datasets_list(s->sync_client, &options, NULL, &s->error);
    s->inner_told = 0;
    assert_non_null(
        apie_async_honeycomb_datasets_list(s->async_client, &options, note_inner, s, &s->error));
    while (!s->inner_told)
        assert_int_equal(event_base_loop(s->base, EVLOOP_ONCE), 0);
    return s->inner;
}

/* Both drivers hold the second request back: it has no time to wait for the limit. */
static void pacing_is_in_both_drivers(void **state)
{
    (void)state;
    for (int async = 0; async < 2; async++) {
        static calls_stage s;
        calls_begin(&s, async == 1);
        apie_honeycomb_free(s.sync_client);
        apie_async_honeycomb_free(s.async_client);
        tiny_server_stop(&s.service.server);
        tiny_server_start(&s.service.server, NULL, handle_limited, &s.service);
        s.options.base_url = s.service.server.url;
        s.options.pace_by_rate_limit = true;
        s.sync_client = NULL;
        s.async_client = NULL;
        if (async)
            calls_expect_ok(
                &s, apie_async_honeycomb_new(s.base, &s.options, &s.async_client, &s.error));
        else
            calls_expect_ok(&s, apie_honeycomb_new(&s.options, &s.sync_client, &s.error));
        calls_expect_ok(&s, list_datasets(&s));
        calls_expect(&s, APIE_ERROR_RATE_LIMITED, list_datasets(&s));
        assert_int_equal(atomic_load(&s.service.count), 1);
        calls_end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pacing_is_in_both_drivers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
