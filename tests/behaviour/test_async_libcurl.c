/* libcurl and the system fail an event-driven client: functions of theirs are replaced here. */
#define _GNU_SOURCE /* RTLD_NEXT */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <apie/async/client.h>
#include <apie/async/honeycomb.h>
#include <apie/async/openapp.h>
#include <cmocka.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <netdb.h>

#include "behaviour/async_fixture.h"
#include "driver/host.h"
#include "libapie-async/src/async.h"

#define REPLACEMENT __attribute__((visibility("default")))

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

static outcome get(world *w, const char *path, const apie_call_options *options)
{
    outcome o = {0};

    assert_non_null(start_get(&w->client, path, options, &o, &w->error));
    run_until(w->base, &o.count, 1);
    assert_int_equal(o.count, 1);
    return o;
}

/* ---- libcurl's own errors ---- */

static CURLMcode action_fails;
static CURLMcode add_fails;

REPLACEMENT CURLMcode curl_multi_socket_action(CURLM *multi, curl_socket_t fd, int mask,
                                               int *running)
{
    static CURLMcode (*real)(CURLM *, curl_socket_t, int, int *);
    void *symbol = dlsym(RTLD_NEXT, "curl_multi_socket_action");

    memcpy(&real, &symbol, sizeof(real));
    return action_fails != CURLM_OK ? action_fails : real(multi, fd, mask, running);
}

REPLACEMENT CURLMcode curl_multi_add_handle(CURLM *multi, CURL *handle)
{
    static CURLMcode (*real)(CURLM *, CURL *);
    void *symbol = dlsym(RTLD_NEXT, "curl_multi_add_handle");

    memcpy(&real, &symbol, sizeof(real));
    return add_fails != CURLM_OK ? add_fails : real(multi, handle);
}

/* All that is in flight ends, with an error that says what happened; the next call works. */
static void test_multi_handle_that_fails(void **state)
{
    enum { COUNT = 10 };
    static const struct {
        CURLMcode code;
        apie_status status;
        const char *message;
    } cases[] = {
        {CURLM_INTERNAL_ERROR, APIE_ERROR_NETWORK, "multi handle failed: Internal error"},
        {CURLM_OUT_OF_MEMORY, APIE_ERROR_NO_MEMORY, "multi handle failed: out of memory"},
    };
    world *w = *state;
    apie_call_options once = {.attempts = 1};
    size_t c = 0;

    for (c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
        outcome o[COUNT] = {{0}};
        int total = 0;
        int i = 0;
        int requests = w->server.requests;

        for (i = 0; i < COUNT; i++) {
            o[i].total = &total;
            assert_non_null(start_get(&w->client, "/after/150", &once, &o[i], &w->error));
        }
        run_until(w->base, &w->server.requests, requests + COUNT);
        action_fails = cases[c].code;
        run_until(w->base, &total, COUNT);
        action_fails = CURLM_OK;
        for (i = 0; i < COUNT; i++) {
            assert_int_equal(o[i].count, 1);
            assert_int_equal(o[i].status, cases[c].status);
            assert_non_null(strstr(o[i].error.message, cases[c].message));
        }
        (void)run_for(w->base, 5);
        assert_int_equal(w->server.open, 0);
        assert_int_equal(get(w, "/ok", &once).status, APIE_OK);
    }
}

static void test_transfer_that_cannot_be_added(void **state)
{
    world *w = *state;
    outcome flying = {0};

    assert_non_null(start_get(&w->client, "/after/20", NULL, &flying, &w->error));
    run_until(w->base, &w->server.requests, 1);
    add_fails = CURLM_OUT_OF_MEMORY;
    assert_int_equal(get(w, "/ok", NULL).status, APIE_ERROR_NO_MEMORY);
    add_fails = CURLM_OK;
    run_until(w->base, &flying.count, 1);
    assert_int_equal(flying.status, APIE_ERROR_NO_MEMORY);
    assert_int_equal(get(w, "/ok", NULL).status, APIE_OK);
}

/* ---- the kernel watches no more sockets ---- */

static int watching_fails; /* with this errno */
static int watching_set;   /* for the client's sockets */

/* The loop has a set of its own, which goes on working. */
REPLACEMENT int epoll_ctl(int set, int how, int fd, struct epoll_event *event)
{
    static int (*real)(int, int, int, struct epoll_event *);
    void *symbol = dlsym(RTLD_NEXT, "epoll_ctl");

    memcpy(&real, &symbol, sizeof(real));
    if (watching_fails == 0 || set != watching_set || how == EPOLL_CTL_DEL)
        return real(set, how, fd, event);
    errno = watching_fails;
    return -1;
}

/* Only a lack of memory is told as one. All that is in flight ends; the next call works. */
static void test_socket_that_cannot_be_watched(void **state)
{
    static const struct {
        int code;
        apie_status status;
        const char *message;
    } cases[] = {
        {ENOSPC, APIE_ERROR_NETWORK, "the system would not watch a socket"},
        {ENOMEM, APIE_ERROR_NO_MEMORY, "out of memory"},
    };
    world *w = *state;
    apie_call_options once = {.attempts = 1};
    size_t c = 0;

    watching_set = w->client.head.driver->transport.table->set;
    for (c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
        outcome flying = {0};
        outcome o;

        assert_non_null(start_get(&w->client, "/never", &once, &flying, &w->error));
        run_until(w->base, &w->server.requests, w->server.requests + 1);
        watching_fails = cases[c].code;
        o = get(w, "/ok", &once);
        watching_fails = 0;
        run_until(w->base, &flying.count, 1);
        assert_int_equal(o.status, cases[c].status);
        assert_non_null(strstr(o.error.message, cases[c].message));
        assert_int_equal(flying.status, cases[c].status);
        assert_int_equal(get(w, "/ok", &once).status, APIE_OK);
    }
}

/* ---- descriptors run out ---- */

static void test_no_descriptor_left(void **state)
{
    world *w = *state;
    struct rlimit limit;
    struct rlimit none;
    outcome o;
    test_client second;
    apie_async *driver = NULL;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = limit;
    none.rlim_cur = 0;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    o = get(w, "/ok", NULL);
    assert_int_equal(apie_async_new(w->base, &w->client.core, NULL, NULL, &driver, &w->error),
                     APIE_ERROR_CONFIG);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    assert_int_equal(o.status, APIE_ERROR_CONNECT);
    assert_null(driver);
    assert_int_equal(get(w, "/ok", NULL).status, APIE_OK);
    client_start(&second, w->base, w->server.url, NULL);
    apie_async_free(second.head.driver);
}

static void expect_no_client(struct event_base *base, apie_error *error)
{
    const apie_config config = {.api_key = "apie_sk_x", .agent = {.key = "k", .name = "n"}};
    const apie_honeycomb_options honeycomb = {.api_key = "x"};
    const apie_openapp_options openapp = {.api_key = "http://127.0.0.1:9_openapp_x"};
    apie_async_client *agent = NULL;
    apie_async_honeycomb *bees = NULL;
    apie_async_openapp *apps = NULL;

    assert_int_equal(apie_async_client_new(base, &config, &agent, error), APIE_ERROR_CONFIG);
    assert_null(agent);
    assert_int_equal(apie_async_honeycomb_new(base, &honeycomb, &bees, error), APIE_ERROR_CONFIG);
    assert_null(bees);
    assert_int_equal(apie_async_openapp_new(base, &openapp, &apps, error), APIE_ERROR_CONFIG);
    assert_null(apps);
}

/* Whether the program wants to know why or not; with none left, with one, which is not enough. */
static void test_no_descriptor_for_a_client(void **state)
{
    world *w = *state;
    struct rlimit limit;
    struct rlimit few;
    int left = 0;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    few = limit;
    for (left = 0; left < 2; left++) {
        int next = dup(0);

        assert_true(next >= 0);
        (void)close(next);
        few.rlim_cur = (rlim_t)(next + left);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
        expect_no_client(w->base, NULL);
        expect_no_client(w->base, &w->error);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
        assert_string_equal(w->error.message, "no file descriptor is left");
    }
}

/* ---- names ---- */

static uint64_t now_ms(void)
{
    return apie_host_clock()->monotonic_ms(NULL);
}

static void sleep_ms(int ms)
{
    struct timespec pause = {ms / 1000, ms % 1000 * 1000000L};

    (void)nanosleep(&pause, NULL);
}

typedef struct heartbeat {
    struct event *event;
    uint64_t last;
    uint64_t worst;
} heartbeat;

static void beat(evutil_socket_t fd, short what, void *user)
{
    heartbeat *h = user;
    uint64_t now = now_ms();

    (void)fd;
    (void)what;
    if (now - h->last > h->worst)
        h->worst = now - h->last;
    h->last = now;
}

static atomic_int resolving;
static atomic_bool resolver_answers;

/* libcurl's resolver threads come here. */
REPLACEMENT int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                            struct addrinfo **result)
{
    (void)node;
    (void)service;
    (void)hints;
    *result = NULL;
    atomic_fetch_add(&resolving, 1);
    while (!atomic_load(&resolver_answers))
        sleep_ms(1);
    atomic_fetch_sub(&resolving, 1);
    return EAI_NONAME;
}

/* Whether a name is resolved in vain, not in time, or its call is cancelled: the loop goes on
 * meanwhile. */
static void test_name_that_does_not_resolve(void **state)
{
    enum { KINDS = 3, COUNT = 9 };
    static const apie_status expected[KINDS] = {APIE_ERROR_DNS, APIE_ERROR_TIMEOUT,
                                                APIE_ERROR_CANCELLED};
    world *w = *state;
    struct timeval period = {0, 5000};
    heartbeat h = {.last = now_ms()};
    apie_connection_options insecure = {.allow_insecure_http = true};
    apie_call_options options = {.attempts = 1};
    outcome o[COUNT] = {{0}};
    outcome freed = {0};
    apie_call *calls[COUNT];
    test_client other;
    int before = 0;
    int total = 0;
    int i = 0;

    apie_async_free(w->client.head.driver);
    client_start(&w->client, w->base, "http://no-such-host.invalid", &insecure);
    h.event = event_new(w->base, -1, EV_PERSIST, beat, &h);
    assert_non_null(h.event);
    assert_int_equal(event_add(h.event, &period), 0);
    for (i = 0; i < COUNT; i++) {
        o[i].total = &total;
        options.deadline_ms = i % KINDS == 1 ? 100 : 0;
        calls[i] = start_get(&w->client, "/ok", &options, &o[i], &w->error);
    }
    while (atomic_load(&resolving) == 0)
        (void)run_for(w->base, 1);
    for (i = 2; i < COUNT; i += KINDS)
        apie_call_cancel(calls[i]);
    /* None of this may wait for a resolver. */
    run_until(w->base, &total, COUNT - COUNT / KINDS);
    client_start(&other, w->base, "http://no-such-host.invalid", &insecure);
    assert_non_null(start_get(&other, "/ok", NULL, &freed, &w->error));
    before = atomic_load(&resolving);
    while (atomic_load(&resolving) == before)
        (void)run_for(w->base, 1);
    apie_async_free(other.head.driver);
    assert_int_equal(freed.status, APIE_ERROR_CANCELLED);
    atomic_store(&resolver_answers, true);
    run_until(w->base, &total, COUNT);
    for (i = 0; i < COUNT; i++) {
        assert_int_equal(o[i].count, 1);
        assert_int_equal(o[i].status, expected[i % KINDS]);
    }
    print_message("longest gap of the loop: %d ms\n", (int)h.worst);
    event_free(h.event);
    while (atomic_load(&resolving) > 0)
        sleep_ms(1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_multi_handle_that_fails, setup, teardown),
        cmocka_unit_test_setup_teardown(test_transfer_that_cannot_be_added, setup, teardown),
        cmocka_unit_test_setup_teardown(test_socket_that_cannot_be_watched, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_descriptor_left, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_descriptor_for_a_client, setup, teardown),
        cmocka_unit_test_setup_teardown(test_name_that_does_not_resolve, setup, teardown),
    };

    event_enable_debug_mode();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
