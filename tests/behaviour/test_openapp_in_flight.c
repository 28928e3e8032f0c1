/* OpenApp's calls of several requests, and connecting, ended while a request is under way. */
#include "openapp_use.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

OPENAPP_NOTE(openapp_org)
OPENAPP_NOTE(openapp_org_page)
OPENAPP_NOTE(openapp_execution)

static const char json_head[] = "Content-Type: application/json\r\n";

static const openapp_route no_status[] = {
    {"GET /api/v1/status ", 0, NULL, NULL},
    {NULL, 0, NULL, NULL},
};

static const openapp_route no_second_page[] = {
    {"GET /api/v1/orgs?limit=200&offset=2 ", 0, NULL, NULL},
    {NULL, 0, NULL, NULL},
};

static const openapp_route no_submission[] = {
    {"POST /api/v1/scripting/executions ", 0, NULL, NULL},
    {NULL, 0, NULL, NULL},
};

static const openapp_route no_look[] = {
    {"POST /api/v1/scripting/executions ", 202, json_head,
     "{\"id\":\"x1\",\"status\":\"running\"}"},
    {"GET /api/v1/scripting/executions/x1 ", 0, NULL, NULL},
    {NULL, 0, NULL, NULL},
};

/* ---- a call, started and not waited for ---- */

static void note_client(apie_status status, apie_async_openapp *client, const apie_error *error,
                        void *user)
{
    openapp_note(user, status, NULL, error);
    ((openapp_waiting *)user)->result = client;
}

static apie_call *start_connect(openapp_stage *s, openapp_waiting *w)
{
    return apie_async_openapp_connect(s->base, &s->options, &s->call, note_client, w, &s->error);
}

static apie_status connect_blocking(openapp_stage *s)
{
    return apie_openapp_connect(&s->options, &s->call, &s->sync_client, &s->error);
}

static apie_call *start_list(openapp_stage *s, openapp_waiting *w)
{
    return apie_async_openapp_orgs_list_all(s->async_client, NULL, &s->call, note_openapp_org_page,
                                            w, &s->error);
}

static apie_call *start_script(openapp_stage *s, openapp_waiting *w)
{
    const apie_openapp_execution_create body = {.script = "return 1"};
    return apie_async_openapp_scripting_execute(s->async_client, &body, &s->call,
                                                note_openapp_execution, w, &s->error);
}

typedef struct call_kind {
    apie_status (*block)(openapp_stage *s);
    apie_call *(*start)(openapp_stage *s, openapp_waiting *w);
} call_kind;

static const call_kind connecting = {connect_blocking, start_connect};
static const call_kind listing = {use_list_all_orgs, start_list};
static const call_kind executing = {use_execute, start_script};

/* ---- its end ---- */

typedef struct blocked {
    openapp_stage *stage;
    apie_status (*block)(openapp_stage *s);
    apie_status status;
} blocked;

static void *block(void *user)
{
    blocked *b = user;
    b->status = b->block(b->stage);
    return NULL;
}

static void await_requests(openapp_stage *s, int count)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    while (atomic_load(&s->count) < count)
        (void)nanosleep(&pause, NULL);
}

static apie_status cancel_blocked(openapp_stage *s, const call_kind *kind, int requests)
{
    pthread_t thread;
    blocked b = {s, kind->block, APIE_OK};
    apie_cancel_token *token = apie_cancel_token_new();
    assert_non_null(token);
    s->call.cancel = token;
    assert_int_equal(pthread_create(&thread, NULL, block, &b), 0);
    await_requests(s, requests);
    apie_cancel_token_cancel(token);
    assert_int_equal(pthread_join(thread, NULL), 0);
    s->call.cancel = NULL;
    apie_cancel_token_free(token);
    return b.status;
}

static apie_status cancel_started(openapp_stage *s, const call_kind *kind, int requests)
{
    openapp_waiting w = {.told = 0};
    apie_call *call = kind->start(s, &w);
    assert_non_null(call);
    while (atomic_load(&s->count) < requests)
        assert_int_equal(event_base_loop(s->base, EVLOOP_NONBLOCK), 0);
    apie_call_cancel(call);
    assert_int_equal(w.told, 0);
    apie_status status = openapp_await(s, &w, call);
    assert_int_equal(w.told, 1);
    return status;
}

/* Cancels the call when the service has so many requests, the last of which it does not answer. */
static void expect_cancelled(openapp_stage *s, const call_kind *kind, int requests)
{
    openapp_expect(s, APIE_ERROR_CANCELLED,
                   s->async ? cancel_started(s, kind, requests)
                            : cancel_blocked(s, kind, requests));
    assert_int_equal(s->error.code, APIE_ERROR_CANCELLED);
    openapp_expect_requests(s, requests);
}

/* The client has its connections and its wits. */
static void expect_usable(openapp_stage *s)
{
    openapp_ok(s, use_get_status(s));
    openapp_ok(s, use_get_org(s, "o1"));
}

/* ---- connecting ---- */

static void expect_no_client(openapp_stage *s)
{
    assert_null(s->sync_client);
    assert_null(s->async_client);
    assert_null(s->result);
    assert_null(s->response);
    assert_int_equal(event_base_get_num_events(s->base, EVENT_BASE_COUNT_ADDED), 0);
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_get_org(s, "o1"));
}

static void test_connecting_is_cancelled(openapp_stage *s)
{
    s->routes = no_status;
    expect_cancelled(s, &connecting, 1);
    expect_no_client(s);
}

static void test_connecting_times_out(openapp_stage *s)
{
    openapp_waiting w = {.told = 0};
    s->routes = no_status;
    s->call.deadline_ms = 1000;
    openapp_expect(s, APIE_ERROR_TIMEOUT,
                   s->async ? openapp_await(s, &w, start_connect(s, &w)) : connect_blocking(s));
    s->call.deadline_ms = 0;
    openapp_expect_requests(s, 1);
    expect_no_client(s);
}

/* ---- lists and scripts ---- */

static void test_a_whole_list_is_cancelled(openapp_stage *s)
{
    s->routes = no_second_page;
    openapp_ok(s, openapp_new(s));
    expect_cancelled(s, &listing, 2);
    assert_null(s->result);
    expect_usable(s);
}

static void test_a_script_is_cancelled_while_it_is_submitted(openapp_stage *s)
{
    s->routes = no_submission;
    openapp_ok(s, openapp_new(s));
    expect_cancelled(s, &executing, 1);
    assert_null(s->result);
    expect_usable(s);
}

static void test_a_script_is_cancelled_while_it_is_looked_at(openapp_stage *s)
{
    s->routes = no_look;
    openapp_ok(s, openapp_new(s));
    expect_cancelled(s, &executing, 2);
    expect_usable(s);
}

/* ---- many at a time ---- */

#define CALLS 30
/* Of a client in its loop, whatever its connections: these, the door for other threads, a timer. */
#define OWN_EVENTS 3

static void some_of_many_are_cancelled(void **state)
{
    static openapp_stage s;
    static openapp_waiting w[CALLS];
    apie_call *calls[CALLS];
    int told = 0;
    (void)state;
    memset(w, 0, sizeof w);
    openapp_begin(&s, true);
    openapp_ok(&s, openapp_new(&s));
    for (int i = 0; i < CALLS; i++) {
        calls[i] =
            apie_async_openapp_orgs_get(s.async_client, "hang", (apie_opt_bool){false, APIE_UNSET},
                                        NULL, note_openapp_org, &w[i], &s.error);
        assert_non_null(calls[i]);
    }
    while (atomic_load(&s.count) < CALLS)
        assert_int_equal(event_base_loop(s.base, EVLOOP_NONBLOCK), 0);
    assert_int_equal(event_base_get_num_events(s.base, EVENT_BASE_COUNT_ADDED), OWN_EVENTS);
    for (int i = 0; i < CALLS; i += 3)
        apie_call_cancel(calls[i]);
    openapp_ok(&s, use_get_status(&s));
    for (int i = 0; i < CALLS; i++) {
        assert_int_equal(w[i].told, i % 3 == 0);
        told += w[i].told;
    }
    assert_int_equal(told, CALLS / 3);
    apie_async_openapp_free(s.async_client);
    s.async_client = NULL;
    for (int i = 0; i < CALLS; i++) {
        assert_int_equal(w[i].told, 1);
        assert_int_equal(w[i].status, APIE_ERROR_CANCELLED);
    }
    openapp_expect_requests(&s, CALLS + 1);
    openapp_end(&s);
}

OPENAPP_BOTH(connecting_is_cancelled)
OPENAPP_BOTH(connecting_times_out)
OPENAPP_BOTH(a_whole_list_is_cancelled)
OPENAPP_BOTH(a_script_is_cancelled_while_it_is_submitted)
OPENAPP_BOTH(a_script_is_cancelled_while_it_is_looked_at)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connecting_is_cancelled),
        cmocka_unit_test(connecting_times_out),
        cmocka_unit_test(a_whole_list_is_cancelled),
        cmocka_unit_test(a_script_is_cancelled_while_it_is_submitted),
        cmocka_unit_test(a_script_is_cancelled_while_it_is_looked_at),
        cmocka_unit_test(some_of_many_are_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
