/* Streams that are ended while nothing comes: from another thread, a timer, a handle, a close. Each
 * in both libraries, but for what only one of them has. */
#include "quiet_stage.h"

static void expect_cancelled(quiet *t, const char *path)
{
    openapp_expect(t->s, APIE_ERROR_CANCELLED, quiet_follow(t, path));
    quiet_expect_soon(t);
    quiet_wait(&t->closed);
}

/* By a token from another thread, or from a timer. */
static void test_silence_is_cancelled(quiet *t)
{
    openapp_ok(t->s, openapp_new(t->s));
    t->token = t->s->async ? NULL : apie_cancel_token_new();
    t->s->call.cancel = t->token;
    t->at_time = quiet_cancel;
    expect_cancelled(t, "/silent");
    quiet_expect_end(t, 1);
    apie_cancel_token_free(t->token);
    t->token = t->s->async ? NULL : apie_cancel_token_new();
    t->s->call.cancel = t->token;
    if (t->s->async)
        quiet_set_timer(t);
    else
        while (sem_trywait(&t->told) == 0)
            continue;
    expect_cancelled(t, "/nothing");
    assert_int_equal(t->events, 0);
    assert_null(t->s->result);
    t->s->call.cancel = NULL;
    apie_cancel_token_free(t->token);
    openapp_ok(t->s, use_get_status(t->s));
}

/* ---- freed and closed ---- */

static void free_client(quiet *t)
{
    apie_async_openapp_free(t->s->async_client);
    t->s->async_client = NULL;
    assert_int_equal(t->end.told, 1);
}

static void test_the_client_is_freed(quiet *t)
{
    openapp_ok(t->s, openapp_new(t->s));
    t->at_time = free_client;
    expect_cancelled(t, "/silent");
    quiet_expect_end(t, 1);
}

static void free_other(quiet *t)
{
    openapp_free_handle(t->other);
    t->other = (openapp_handle){NULL, NULL};
    (void)sem_post(&t->go_on);
}

static void test_another_handle_is_freed(quiet *t)
{
    openapp_handle handle;
    openapp_ok(t->s, openapp_new(t->s));
    openapp_ok(t->s, openapp_with_org(t->s, "01ORG", &handle));
    t->other = openapp_use(t->s, handle);
    t->at_time = free_other;
    openapp_ok(t->s, quiet_follow(t, "/two"));
    quiet_expect_end(t, 2);
    openapp_ok(t->s, use_get_status(t->s));
}

static void free_own(quiet *t)
{
    openapp_free_handle(openapp_use(t->s, t->other));
    t->other = (openapp_handle){NULL, NULL};
    (void)sem_post(&t->go_on);
}

/* The one that the stream was made with, while there is another. */
static void test_its_own_handle_is_freed(quiet *t)
{
    openapp_handle handle;
    openapp_ok(t->s, openapp_new(t->s));
    openapp_ok(t->s, openapp_with_org(t->s, "01ORG", &handle));
    t->other = openapp_use(t->s, handle);
    t->at_time = free_own;
    openapp_ok(t->s, quiet_follow(t, "/two"));
    quiet_expect_end(t, 2);
    openapp_ok(t->s, use_get_status(t->s));
}

static void note_closed(void *user)
{
    quiet *t = user;
    assert_int_equal(t->end.told, 1);
    t->closings++;
}

static void close_client(quiet *t)
{
    apie_error error;
    openapp_ok(t->s, apie_async_openapp_close(t->s->async_client, note_closed, t, &t->s->error));
    assert_null(apie_async_openapp_stream(t->s->async_client, "GET", "/two", NULL, 0, &t->options,
                                          NULL, quiet_note_end, &t->end, &error));
    assert_int_equal(error.code, APIE_ERROR_CLOSED);
    t->s->async_client = NULL;
}

static void close_and_let_it_end(quiet *t)
{
    close_client(t);
    (void)sem_post(&t->go_on);
}

static void close_and_cancel(quiet *t)
{
    close_client(t);
    apie_call_cancel(t->call);
}

static void await_closing(quiet *t)
{
    while (t->closings == 0)
        assert_int_equal(event_base_loop(t->s->base, EVLOOP_ONCE), 0);
    assert_true(event_base_dispatch(t->s->base) >= 0);
    assert_int_equal(t->closings, 1);
}

static void test_a_close_waits_for_its_end(quiet *t)
{
    openapp_ok(t->s, openapp_new(t->s));
    t->at_time = close_and_let_it_end;
    openapp_ok(t->s, quiet_follow(t, "/two"));
    quiet_expect_end(t, 2);
    await_closing(t);
}

static void test_it_is_cancelled_after_a_close(quiet *t)
{
    openapp_ok(t->s, openapp_new(t->s));
    t->at_time = close_and_cancel;
    expect_cancelled(t, "/silent");
    quiet_expect_end(t, 1);
    await_closing(t);
}

QUIET_BOTH(silence_is_cancelled)
QUIET_ASYNC(the_client_is_freed)
QUIET_BOTH(another_handle_is_freed)
QUIET_ASYNC(its_own_handle_is_freed)
QUIET_ASYNC(a_close_waits_for_its_end)
QUIET_ASYNC(it_is_cancelled_after_a_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_is_cancelled),
        cmocka_unit_test(the_client_is_freed),
        cmocka_unit_test(another_handle_is_freed),
        cmocka_unit_test(its_own_handle_is_freed),
        cmocka_unit_test(a_close_waits_for_its_end),
        cmocka_unit_test(it_is_cancelled_after_a_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
