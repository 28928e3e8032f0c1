/* What is sent again, and what a failure says of what may have been done: of doors, where both
 * matter. Each in both libraries. */
#include "openapp_use.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define OPEN     "/entities/e1/actions/open"
#define SCRIPT   8
#define BUSY     "{\"message\":\"wait\",\"error_code\":\"idempotency_key_in_flight\"}"
#define CONFLICT "{\"message\":\"no\",\"error_code\":\"idempotency_key_conflict\"}"

#define BREAK (-1)

/* Answers in order, the last one for ever; status 0: none; BREAK: the connection is closed. */
typedef struct reply {
    int status;
    const char *headers;
    const char *body;
} reply;

typedef struct service {
    openapp_stage *s;
    tiny_server server;
    reply script[SCRIPT];
    atomic_int count; /* of requests */
    atomic_int seen;  /* that have been read to their end */
    char heads[SCRIPT][TINY_HEAD + 1];
    char key[256];
    apie_cancel_token *token; /* cancelled when a request has been read; NULL: none */
} service;

static service v;
static pthread_mutex_t script_mutex = PTHREAD_MUTEX_INITIALIZER;

static const char json[] = "Content-Type: application/json\r\n";

static reply next_reply(const tiny_exchange *exchange)
{
    (void)pthread_mutex_lock(&script_mutex);
    const int number = atomic_fetch_add(&v.count, 1);
    const reply r = v.script[number < SCRIPT ? number : SCRIPT - 1];
    if (number < SCRIPT)
        memcpy(v.heads[number], exchange->head, sizeof v.heads[number]);
    (void)pthread_mutex_unlock(&script_mutex);
    return r;
}

static void handle(tiny_exchange *exchange, void *user)
{
    const reply r = next_reply(exchange);
    (void)user;
    apie_cancel_token_cancel(v.token);
    atomic_fetch_add(&v.seen, 1);
    if (r.status == BREAK)
        exchange->close = true;
    else if (r.status == 0)
        tiny_hang(exchange);
    else
        tiny_reply(exchange, r.status, r.headers ? r.headers : json, r.body ? r.body : "{}");
}

static void play(const reply *replies, size_t count)
{
    (void)pthread_mutex_lock(&script_mutex);
    for (size_t i = 0; i < SCRIPT; i++)
        v.script[i] = replies[i < count ? i : count - 1];
    atomic_store(&v.count, 0);
    atomic_store(&v.seen, 0);
    (void)pthread_mutex_unlock(&script_mutex);
}
#define PLAY(...)                                                                                  \
    play((const reply[]){__VA_ARGS__}, sizeof((const reply[]){__VA_ARGS__}) / sizeof(reply))

static void begin(openapp_stage *s)
{
    memset(&v, 0, sizeof v);
    v.s = s;
    tiny_server_start(&v.server, NULL, handle, NULL);
    (void)snprintf(v.key, sizeof v.key, "%s_openapp_" OPENAPP_SECRET, v.server.url);
    s->options.api_key = v.key;
    openapp_ok(s, openapp_new(s));
}

static void end(openapp_stage *s)
{
    openapp_free_handle(openapp_use(s, (openapp_handle){NULL, NULL}));
    tiny_server_stop(&v.server);
}

/* What an attempt may take where the service does not answer. */
static int64_t patience_ms(void)
{
    return getenv("TEST_SLOWLY") ? 5000 : 400;
}

static apie_status open_door(openapp_stage *s)
{
    return use_request(s, "POST", OPEN, "{}");
}

static void expect_sent(int count)
{
    assert_int_equal(atomic_load(&v.count), count);
}

/* ---- what is sent again ---- */

/* Proxies say 503 with Retry-After of requests that they have passed on. */
static void test_an_action_is_done_once(openapp_stage *s)
{
    static const int statuses[] = {408, 425, 429, 500, 502, 503, 504};
    begin(s);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        PLAY({statuses[i], "Retry-After: 0\r\n", NULL}, {200, NULL, NULL});
        assert_int_not_equal(open_door(s), APIE_OK);
        assert_int_equal(s->error.http_status, statuses[i]);
        assert_int_equal(s->error.attempts, 1);
        assert_int_equal(s->error.maybe_processed, statuses[i] >= 500);
        expect_sent(1);
    }
    end(s);
}

static void test_a_key_makes_it_repeatable(openapp_stage *s)
{
    static const int statuses[] = {429, 503};
    begin(s);
    s->call.idempotency_key = "once";
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        PLAY({statuses[i], "Retry-After: 0\r\n", NULL}, {200, NULL, NULL});
        openapp_ok(s, open_door(s));
        expect_sent(2);
        for (int n = 0; n < 2; n++)
            assert_true(tiny_has(v.heads[n], "\r\nIdempotency-Key: once\r\n"));
    }
    end(s);
}

static void test_a_key_that_says_nothing_is_refused(openapp_stage *s)
{
    static const char *const blank[] = {"", " ", "\t "};
    begin(s);
    PLAY({503, "Retry-After: 0\r\n", NULL});
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) {
        const apie_header header = {"Idempotency-Key", blank[i]};
        s->call.idempotency_key = blank[i];
        openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, open_door(s));
        assert_string_equal(s->error.where, "idempotency_key");
        s->call.idempotency_key = NULL;
        s->call.headers = &header;
        s->call.header_count = 1;
        openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, open_door(s));
        assert_string_equal(s->error.message, "headers: \"Idempotency-Key\" is blank");
        s->call.headers = NULL;
        s->call.header_count = 0;
    }
    expect_sent(0);
    end(s);
}

/* ---- what may have been done ---- */

static void test_the_first_attempt_counts_too(openapp_stage *s)
{
    begin(s);
    s->call.idempotency_key = "once";
    s->call.attempt_timeout_ms = patience_ms();
    PLAY({0, NULL, NULL}, {409, NULL, CONFLICT});
    openapp_expect(s, APIE_ERROR_CONFLICT, open_door(s));
    assert_int_equal(s->error.attempts, 2);
    assert_true(s->error.maybe_processed);
    PLAY({0, NULL, NULL}, {404, NULL, NULL});
    openapp_expect(s, APIE_ERROR_NOT_FOUND, open_door(s));
    assert_true(s->error.maybe_processed);
    PLAY({404, NULL, NULL});
    openapp_expect(s, APIE_ERROR_NOT_FOUND, open_door(s));
    assert_false(s->error.maybe_processed);
    end(s);
}

static void test_a_service_that_is_still_at_it_is_waited_for(openapp_stage *s)
{
    begin(s);
    s->call.idempotency_key = "once";
    s->call.attempt_timeout_ms = patience_ms();
    PLAY({0, NULL, NULL}, {409, NULL, BUSY}, {200, NULL, "{\"done\":true}"});
    openapp_ok(s, open_door(s));
    expect_sent(3);
    PLAY({409, NULL, BUSY});
    openapp_expect(s, APIE_ERROR_CONFLICT, open_door(s));
    expect_sent(1);
    end(s);
}

/* What breaks with a kept connection costs no attempt, but may have come through. */
static void test_a_free_try_counts_too(openapp_stage *s)
{
    begin(s);
    s->call.idempotency_key = "once";
    PLAY({200, NULL, NULL}, {BREAK, NULL, NULL}, {409, NULL, BUSY}, {200, NULL, NULL});
    openapp_ok(s, open_door(s));
    openapp_ok(s, open_door(s));
    expect_sent(4);
    end(s);
}

/* The key is another call's. */
static void test_what_was_refused_is_not_waited_for(openapp_stage *s)
{
    begin(s);
    s->call.idempotency_key = "once";
    PLAY({429, "Retry-After: 0\r\n", NULL}, {409, NULL, BUSY}, {200, NULL, NULL});
    openapp_expect(s, APIE_ERROR_CONFLICT, open_door(s));
    assert_false(s->error.maybe_processed);
    expect_sent(2);
    end(s);
}

/* ---- cancelling ---- */

OPENAPP_NOTE(response)

static void wait_until_read(openapp_stage *s)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    while (atomic_load(&v.seen) == 0) {
        assert_true(event_base_loop(s->base, EVLOOP_NONBLOCK) >= 0);
        (void)nanosleep(&pause, NULL);
    }
}

/* Cancels a call that the service has read and never answers. */
static void cancel(openapp_stage *s, const char *method, const char *target)
{
    openapp_waiting w = {.told = 0};
    PLAY({0, NULL, NULL});
    if (!s->async) {
        v.token = apie_cancel_token_new();
        assert_non_null(v.token);
        s->call.cancel = v.token;
        openapp_expect(s, APIE_ERROR_CANCELLED, use_request(s, method, target, NULL));
        s->call.cancel = NULL;
        apie_cancel_token_free(v.token);
        v.token = NULL;
        return;
    }
    apie_call *call = apie_async_openapp_request(s->async_client, method, target, NULL, 0, &s->call,
                                                 note_response, &w, &s->error);
    wait_until_read(s);
    apie_call_cancel(call);
    openapp_expect(s, APIE_ERROR_CANCELLED, openapp_await(s, &w, call));
}

static void test_an_action_that_is_cancelled_may_have_been_done(openapp_stage *s)
{
    begin(s);
    cancel(s, "POST", OPEN);
    assert_true(s->error.maybe_processed);
    assert_int_equal(s->error.attempts, 1);
    assert_string_equal(s->error.message, "the call was cancelled");
    cancel(s, "DELETE", "/orgs/o1");
    assert_true(s->error.maybe_processed);
    cancel(s, "GET", "/orgs/o1");
    assert_false(s->error.maybe_processed);
    assert_int_equal(s->error.attempts, 1);
    end(s);
}

static void test_what_was_not_sent_was_not_done(openapp_stage *s)
{
    openapp_waiting w = {.told = 0};
    begin(s);
    PLAY({200, NULL, NULL});
    if (s->async) {
        apie_call *call = apie_async_openapp_request(s->async_client, "POST", OPEN, "{}", 2,
                                                     &s->call, note_response, &w, &s->error);
        apie_call_cancel(call);
        openapp_expect(s, APIE_ERROR_CANCELLED, openapp_await(s, &w, call));
    } else {
        apie_cancel_token *token = apie_cancel_token_new();
        assert_non_null(token);
        apie_cancel_token_cancel(token);
        s->call.cancel = token;
        openapp_expect(s, APIE_ERROR_CANCELLED, open_door(s));
        s->call.cancel = NULL;
        apie_cancel_token_free(token);
    }
    assert_false(s->error.maybe_processed);
    assert_int_equal(s->error.attempts, 0);
    expect_sent(0);
    end(s);
}

static void free_during(openapp_stage *s, const char *method, const char *target, bool expected)
{
    openapp_waiting w = {.told = 0};
    begin(s);
    PLAY({0, NULL, NULL});
    assert_non_null(apie_async_openapp_request(s->async_client, method, target, NULL, 0, NULL,
                                               note_response, &w, &s->error));
    wait_until_read(s);
    end(s);
    assert_int_equal(w.told, 1);
    assert_int_equal(w.status, APIE_ERROR_CANCELLED);
    assert_int_equal(w.error.maybe_processed, expected);
}

/* A blocking client is not freed while a call is under way. */
static void test_freeing_a_client_is_no_excuse(openapp_stage *s)
{
    if (!s->async)
        return;
    free_during(s, "POST", OPEN, true);
    free_during(s, "GET", "/orgs/o1", false);
}

/* ---- options and keys ---- */

static void test_blank_options_are_refused(openapp_stage *s)
{
    static const char *const blank[] = {"", " ", "\t \t"};
    begin(s);
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) {
        openapp_handle none;
        openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, openapp_with_org(s, blank[i], &none));
        assert_string_equal(s->error.where, "org_id");
        openapp_handle client = openapp_use(s, (openapp_handle){NULL, NULL});
        s->options.org_id = blank[i];
        openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, openapp_new(s));
        assert_string_equal(s->error.where, "org_id");
        s->options.org_id = NULL;
        s->options.base_url = blank[i];
        openapp_expect(s, APIE_ERROR_CONFIG, openapp_new(s));
        assert_string_equal(s->error.where, "base_url");
        s->options.base_url = NULL;
        openapp_use(s, client);
    }
    expect_sent(0);
    end(s);
}

static void test_a_keys_origin_is_blamed_on_the_key(openapp_stage *s)
{
    s->options.api_key = "http://h.example_openapp_" OPENAPP_SECRET;
    openapp_expect(s, APIE_ERROR_CONFIG, openapp_new(s));
    assert_string_equal(s->error.where, "api_key");
    assert_int_equal(strncmp(s->error.message, "the origin in the API key: ", 27), 0);
    assert_null(strstr(s->error.message, OPENAPP_SECRET));
}

static apie_status give_key(char *key, size_t size, void *user)
{
    (void)snprintf(key, size, "%s", (const char *)user);
    return APIE_OK;
}

/* The new key writes the same origin in another way, and the service quotes it. */
static void test_new_keys_stay_secret(openapp_stage *s)
{
    static const char rest[] = "_openapp_another-very-long-secret";
    char key[128];
    begin(s);
    openapp_free_handle(openapp_use(s, (openapp_handle){NULL, NULL}));
    (void)snprintf(key, sizeof key, "HTTP://127.0.0.1:%d/%s", v.server.port, rest);
    s->options.key_callback = give_key;
    s->options.key_user = key;
    openapp_ok(s, openapp_new(s));
    PLAY({401, NULL, "{\"message\":\"another-very-long-secret is no key of ours\"}"});
    openapp_expect(s, APIE_ERROR_AUTHENTICATION, open_door(s));
    assert_string_equal(s->error.message, "************************ is no key of ours");
    PLAY({401, NULL, "{\"message\":\"no\",\"error_code\":\"" OPENAPP_SECRET "\"}"});
    openapp_expect(s, APIE_ERROR_AUTHENTICATION, open_door(s));
    assert_string_equal(s->error.service_code, "******************");
    end(s);
}

OPENAPP_BOTH(an_action_is_done_once)
OPENAPP_BOTH(a_key_makes_it_repeatable)
OPENAPP_BOTH(a_key_that_says_nothing_is_refused)
OPENAPP_BOTH(the_first_attempt_counts_too)
OPENAPP_BOTH(a_service_that_is_still_at_it_is_waited_for)
OPENAPP_BOTH(a_free_try_counts_too)
OPENAPP_BOTH(what_was_refused_is_not_waited_for)
OPENAPP_BOTH(an_action_that_is_cancelled_may_have_been_done)
OPENAPP_BOTH(what_was_not_sent_was_not_done)
OPENAPP_BOTH(freeing_a_client_is_no_excuse)
OPENAPP_BOTH(blank_options_are_refused)
OPENAPP_BOTH(a_keys_origin_is_blamed_on_the_key)
OPENAPP_BOTH(new_keys_stay_secret)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_action_is_done_once),
        cmocka_unit_test(a_key_makes_it_repeatable),
        cmocka_unit_test(a_key_that_says_nothing_is_refused),
        cmocka_unit_test(the_first_attempt_counts_too),
        cmocka_unit_test(a_service_that_is_still_at_it_is_waited_for),
        cmocka_unit_test(a_free_try_counts_too),
        cmocka_unit_test(what_was_refused_is_not_waited_for),
        cmocka_unit_test(an_action_that_is_cancelled_may_have_been_done),
        cmocka_unit_test(what_was_not_sent_was_not_done),
        cmocka_unit_test(freeing_a_client_is_no_excuse),
        cmocka_unit_test(blank_options_are_refused),
        cmocka_unit_test(a_keys_origin_is_blamed_on_the_key),
        cmocka_unit_test(new_keys_stay_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
