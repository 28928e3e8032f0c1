/* What networks do to an event-driven client. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <curl/curl.h>
#include <semaphore.h>

#include "behaviour/async_fixture.h"
#include "driver/host.h"
#include "support/tiny_server.h"

static int setup(void **state)
{
    world *w = calloc(1, sizeof(*w));

    assert_non_null(w);
    world_start(w, NULL);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    world_end(*state);
    free(*state);
    return 0;
}

static uint64_t now_ms(void)
{
    return apie_host_clock()->monotonic_ms(NULL);
}

static void sleep_ms(int ms)
{
    struct timespec pause = {ms / 1000, ms % 1000 * 1000000L};

    (void)nanosleep(&pause, NULL);
}

/* One call to its end. */
static outcome get(world *w, const char *path, const apie_call_options *options)
{
    outcome o = {0};

    assert_non_null(start_get(&w->client, path, options, &o, &w->error));
    run_until(w->base, &o.count, 1);
    assert_int_equal(o.count, 1);
    return o;
}

/* A client of another server. */
static void point_at(world *w, const char *url)
{
    apie_connection_options options = {.allow_insecure_http = true};

    apie_async_free(w->client.head.driver);
    client_start(&w->client, w->base, url, &options);
}

/* ---- broken connections ---- */

static void test_broken_connections(void **state)
{
    static const struct {
        const char *path;
        int curl_code;
    } cases[] = {
        {"/reset", CURLE_RECV_ERROR}, {"/drop", CURLE_GOT_NOTHING}, {"/half", CURLE_PARTIAL_FILE}};
    world *w = *state;
    size_t i = 0;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        outcome o = get(w, cases[i].path, NULL);

        assert_int_equal(o.status, APIE_ERROR_NETWORK);
        assert_int_equal(o.error.curl_code, cases[i].curl_code);
        assert_int_equal(o.error.attempts, 4);
    }
    assert_int_equal(get(w, "/ok", NULL).status, APIE_OK);
}

static void test_dead_port(void **state)
{
    world *w = *state;
    char url[64];
    outcome o;

    dead_url(url);
    point_at(w, url);
    o = get(w, "/ok", NULL);
    assert_int_equal(o.status, APIE_ERROR_CONNECT);
    assert_int_equal(o.error.attempts, 4);
    assert_false(o.error.maybe_processed);
}

/* The server closes an idle connection: the next call neither fails nor counts an attempt more. */
static void test_idle_connection_closed_by_the_server(void **state)
{
    world *w = *state;
    int i = 0;

    for (i = 0; i < 5; i++) {
        apie_response *response = NULL;
        apie_call_options options = {.response = &response};

        assert_int_equal(get(w, "/bye", &options).status, APIE_OK);
        assert_int_equal(response->attempts, 1);
        apie_free(response);
        (void)run_for(w->base, 5);
    }
    /* Nobody listens to a closed one. */
    assert_int_equal(run_for(w->base, 50), 0);
}

static void test_connections_are_used_again(void **state)
{
    enum { ROUNDS = 50, AT_ONCE = 150 }; /* more than one shard */
    world *w = *state;
    int round = 0;

    for (round = 0; round < ROUNDS; round++) {
        outcome o[AT_ONCE] = {{0}};
        int total = 0;
        int i = 0;

        for (i = 0; i < AT_ONCE; i++) {
            o[i].total = &total;
            assert_non_null(start_get(&w->client, "/ok", NULL, &o[i], &w->error));
        }
        run_until(w->base, &total, AT_ONCE);
    }
    assert_int_equal(w->server.requests, ROUNDS * AT_ONCE);
    assert_true(w->server.accepted <= AT_ONCE);
}

/* ---- deadlines ---- */

static void test_server_that_never_answers(void **state)
{
    world *w = *state;
    apie_call_options options = {.deadline_ms = 60};
    apie_call_options attempts = {.attempt_timeout_ms = 30, .attempts = 2};
    uint64_t start = now_ms();
    outcome o = get(w, "/never", &options);

    assert_int_equal(o.status, APIE_ERROR_TIMEOUT);
    assert_true(o.error.maybe_processed || w->server.requests == 1);
    assert_in_range(now_ms() - start, 60, 1000);
    o = get(w, "/never", &attempts);
    assert_int_equal(o.status, APIE_ERROR_TIMEOUT);
    assert_int_equal(o.error.attempts, 2);
    assert_int_equal(get(w, "/ok", NULL).status, APIE_OK);
}

static void test_deadline_of_a_call_that_waits_for_a_connection(void **state)
{
    world *w = *state;
    apie_connection_options one = {.max_connections = 1};
    apie_call_options brief = {.deadline_ms = 30};
    outcome hog = {0};
    outcome starved;
    char url[64];

    (void)snprintf(url, sizeof(url), "%s", w->server.url);
    apie_async_free(w->client.head.driver);
    client_start(&w->client, w->base, url, &one);
    assert_non_null(start_get(&w->client, "/after/150", NULL, &hog, &w->error));
    run_until(w->base, &w->server.requests, 1);
    starved = get(w, "/ok", &brief);
    assert_int_equal(starved.status, APIE_ERROR_TIMEOUT);
    assert_false(starved.error.maybe_processed);
    run_until(w->base, &hog.count, 1);
    assert_int_equal(hog.status, APIE_OK);
    assert_int_equal(w->server.requests, 1);
}

typedef struct stage {
    sem_t blocked; /* posted for each request, once the loop is blocked */
    uint64_t deadline_ms;
    int requests;
} stage;

/* On a thread of its own. */
static void answer_a_blocked_loop(tiny_exchange *exchange, void *user)
{
    stage *s = user;

    while (sem_wait(&s->blocked) != 0)
        ;
    tiny_reply(exchange, 200, "", "{}");
}

static void block_the_loop(evutil_socket_t fd, short what, void *user)
{
    stage *s = user;
    int i = 0;

    (void)fd;
    (void)what;
    for (i = 0; i < s->requests; i++)
        assert_int_equal(sem_post(&s->blocked), 0);
    while (now_ms() < s->deadline_ms + 600)
        sleep_ms(5);
}

/* The program blocks its loop beyond the deadline; meanwhile the answers have come. */
static void test_answer_and_deadline_in_the_same_pass(void **state)
{
    enum { COUNT = 20 };
    world *w = *state;
    tiny_server *server = calloc(1, sizeof(*server));
    apie_call_options options = {.deadline_ms = 1500, .attempts = 1};
    struct timeval at_once = {0, 0};
    stage s = {.requests = COUNT};
    outcome o[COUNT] = {{0}};
    int total = 0;
    int i = 0;

    assert_non_null(server);
    assert_int_equal(sem_init(&s.blocked, 0, 0), 0);
    tiny_server_start(server, NULL, answer_a_blocked_loop, &s);
    point_at(w, server->url);
    for (i = 0; i < COUNT; i++) {
        o[i].total = &total;
        assert_non_null(start_get(&w->client, "/ok", &options, &o[i], &w->error));
    }
    s.deadline_ms = now_ms() + (uint64_t)options.deadline_ms;
    while (tiny_server_requests(server) < COUNT && total == 0)
        (void)run_for(w->base, 1);
    assert_int_equal(total, 0);
    assert_int_equal(event_base_once(w->base, -1, EV_TIMEOUT, block_the_loop, &s, &at_once), 0);
    run_until(w->base, &total, COUNT);
    for (i = 0; i < COUNT; i++)
        assert_int_equal(o[i].status, APIE_OK);
    apie_async_free(w->client.head.driver);
    client_start(&w->client, w->base, w->server.url, NULL);
    tiny_server_stop(server);
    (void)sem_destroy(&s.blocked);
    free(server);
}

/* ---- loops ---- */

/* A body of a megabyte, many at once, with a heartbeat: nothing starves the loop. */
static void test_large_bodies(void **state)
{
    enum { COUNT = 20 };
    world *w = *state;
    outcome o[COUNT] = {{0}};
    int total = 0;
    int i = 0;

    for (i = 0; i < COUNT; i++) {
        o[i].total = &total;
        assert_non_null(start_get(&w->client, "/big/1000000", NULL, &o[i], &w->error));
    }
    run_until(w->base, &total, COUNT);
    for (i = 0; i < COUNT; i++)
        assert_int_equal(o[i].status, APIE_OK);
}

static uint64_t shift_ms;

static uint64_t shifted_clock(void *user)
{
    (void)user;
    return now_ms() + shift_ms;
}

/* Idle connections are closed after a minute, without anyone having to ask. */
static void test_idle_connections_are_swept(void **state)
{
    world *w = *state;
    int fds = 0;

    shift_ms = 0;
    w->client.core.clock.monotonic_ms = shifted_clock;
    (void)run_for(w->base, 5);
    fds = count_fds();
    assert_int_equal(get(w, "/ok", NULL).status, APIE_OK);
    (void)run_for(w->base, 5);
    assert_int_equal(w->server.open, 1);
    shift_ms = 61000;
    apie_async_kick(w->client.head.driver);
    (void)run_for(w->base, 20);
    assert_int_equal(w->server.open, 0);
    assert_int_equal(count_fds(), fds);
    assert_int_equal(get(w, "/ok", NULL).status, APIE_OK);
}

static void test_two_clients_on_one_loop(void **state)
{
    world *w = *state;
    test_client other;
    outcome o = {0};

    client_start(&other, w->base, w->server.url, NULL);
    assert_int_equal(get(w, "/ok", NULL).status, APIE_OK);
    assert_non_null(start_get(&other, "/ok", NULL, &o, &w->error));
    run_until(w->base, &o.count, 1);
    apie_async_free(other.head.driver);
    assert_int_equal(get(w, "/ok", NULL).status, APIE_OK);
    assert_int_equal(w->server.accepted, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_broken_connections, setup, teardown),
        cmocka_unit_test_setup_teardown(test_dead_port, setup, teardown),
        cmocka_unit_test_setup_teardown(test_idle_connection_closed_by_the_server, setup, teardown),
        cmocka_unit_test_setup_teardown(test_connections_are_used_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_server_that_never_answers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_deadline_of_a_call_that_waits_for_a_connection, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_answer_and_deadline_in_the_same_pass, setup, teardown),
        cmocka_unit_test_setup_teardown(test_large_bodies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_idle_connections_are_swept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_two_clients_on_one_loop, setup, teardown),
    };

    event_enable_debug_mode();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
