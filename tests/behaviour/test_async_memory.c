/* Every allocation of a client's life fails once: ours, libcurl's and libevent's. Calls still end
 * exactly once, nothing leaks, no descriptor stays open, and the client goes on working. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <curl/curl.h>

#include "behaviour/async_fixture.h"
#include "driver/host.h"
#include "support/alloc_fault.h"

enum { CALLS = 4 };

typedef struct life {
    struct event_base *base;
    test_client client;
    bool alive;
    outcome calls[CALLS];
    int started;
    int ended;
    int posted;
    int runs; /* of the job */
    apie_job job;
    apie_gate gate;
} life;

/* ---- the server, in a process of its own: its memory and descriptors do not count ---- */

static pid_t server_process;
static char url[64];

static void serve(int told)
{
    loop_server server;
    struct event_base *base = event_base_new();

    loop_server_start(&server, base);
    if (write(told, server.url, sizeof(server.url)) == (ssize_t)sizeof(server.url))
        (void)event_base_dispatch(base);
    _exit(1);
}

static int start_server(void **state)
{
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    server_process = fork();
    assert_true(server_process >= 0);
    if (server_process == 0)
        serve(ends[1]);
    assert_int_equal(read(ends[0], url, sizeof(url)), sizeof(url));
    (void)close(ends[0]);
    (void)close(ends[1]);
    return 0;
}

static int stop_server(void **state)
{
    (void)state;
    assert_int_equal(kill(server_process, SIGKILL), 0);
    assert_int_equal(waitpid(server_process, NULL, 0), server_process);
    return 0;
}

/* ---- what may fail ---- */

typedef struct job_flow {
    apie_flow flow;
    int *runs;
} job_flow;

static void run_job(apie_flow *flow)
{
    (*((job_flow *)flow)->runs)++;
    apie_flow_finish(flow, APIE_OK);
}

static const apie_flow_type job_type = {.name = "job", .size = sizeof(job_flow), .start = run_job};

static void on_gone(void *user)
{
    life *l = user;

    apie_core_free(&l->client.core);
    l->client.gone++;
}

static void no_log(apie_log_level level, const char *message, void *user)
{
    (void)level;
    (void)message;
    (void)user;
}

static bool begin(life *l)
{
    static const apie_logger logger = {no_log, NULL};
    apie_endpoint endpoint;
    apie_error error;
    apie_flow *job = NULL;

    if (apie_endpoint_init(&endpoint, url, NULL, NULL, &error) != APIE_OK)
        return false;
    apie_core_init(&l->client.core, &endpoint, apie_host_clock(), &logger);
    l->client.core.retry.base_ms = 1;
    job = apie_flow_new(&job_type, &l->client.core, NULL, &error);
    if (job != NULL) {
        ((job_flow *)job)->runs = &l->runs;
        apie_core_add_job(&l->client.core, &l->job, job);
    }
    if (job == NULL || apie_async_new(l->base, &l->client.core, on_gone, l, &l->client.head.driver,
                                      &error) != APIE_OK) {
        assert_int_equal(error.code, APIE_ERROR_NO_MEMORY);
        apie_core_free(&l->client.core);
        return false;
    }
    apie_core_want_job(&l->client.core, &l->job);
    return true;
}

static void on_post(void *user)
{
    ((life *)user)->posted++;
}

static int post(life *l)
{
    apie_error error;
    apie_status status = apie_async_post(l->client.head.driver, on_post, l, &error);

    assert_true(status == APIE_OK || status == APIE_ERROR_NO_MEMORY);
    return status == APIE_OK ? 1 : 0;
}

static void start_calls(life *l)
{
    apie_error error;
    int i = 0;

    for (i = 0; i < CALLS; i++) {
        l->calls[i].total = &l->ended;
        if (start_get(&l->client, "/ok", NULL, &l->calls[i], &error) != NULL)
            l->started++;
        else
            assert_int_equal(error.code, APIE_ERROR_NO_MEMORY);
    }
}

static void run_loop(life *l, const int *value, int wanted)
{
    (void)alarm(20);
    while (*value < wanted)
        (void)event_base_loop(l->base, EVLOOP_ONCE);
    (void)alarm(0);
}

/* ---- one life ---- */

static void check_calls(const life *l, bool hit)
{
    int i = 0;
    int ended = 0;

    for (i = 0; i < CALLS; i++) {
        ended += l->calls[i].count;
        assert_in_range(l->calls[i].count, 0, 1);
        if (!hit)
            assert_int_equal(l->calls[i].status, APIE_OK);
    }
    assert_int_equal(ended, l->started);
}

static void go_on(life *l)
{
    outcome o = {0};
    apie_error error;

    assert_non_null(start_get(&l->client, "/ok", NULL, &o, &error));
    run_loop(l, &o.count, 1);
    assert_int_equal(o.status, APIE_OK);
    run_loop(l, &l->runs, 1);
    assert_int_equal(l->runs, 1);
}

/* Whether the k-th allocation was reached. */
static bool live_with_failure(unsigned long k)
{
    life l;
    bool hit = false;
    int posts = 0;

    memset(&l, 0, sizeof(l));
    l.base = event_base_new();
    assert_non_null(l.base);
    apie_fault_fail_at(k);
    l.alive = begin(&l);
    if (l.alive) {
        start_calls(&l);
        posts = post(&l);
        run_loop(&l, &l.ended, l.started);
        run_loop(&l, &l.posted, posts);
    }
    hit = apie_fault_hit();
    apie_fault_fail_at(0);
    if (l.alive) {
        check_calls(&l, hit);
        go_on(&l);
        apie_async_free(l.client.head.driver);
        assert_int_equal(l.client.gone, 1);
        check_calls(&l, hit);
    } else {
        assert_true(hit);
    }
    run_out(l.base);
    event_base_free(l.base);
    return hit;
}

/* Where libcurl cannot allocate the address that it has read, it leaves the name to a thread, which
 * it does not wait for: that cleans up after itself, a little later. */
static void wait_for_resolvers(long blocks, int fds)
{
    struct timespec pause = {0, 1000000};
    int left_ms = 5000;

    while ((apie_fault_live() != blocks || count_fds() != fds) && left_ms-- > 0)
        (void)nanosleep(&pause, NULL);
}

static void test_every_allocation_fails_once(void **state)
{
    unsigned long k = 0;
    long blocks = 0;
    int fds = 0;
    bool hit = true;

    (void)state;
    assert_false(live_with_failure(0)); /* what stays for good is made now */
    blocks = apie_fault_live();
    fds = count_fds();
    for (k = 1; hit; k++) {
        hit = live_with_failure(k);
        wait_for_resolvers(blocks, fds);
        assert_int_equal(apie_fault_live(), blocks);
        assert_int_equal(count_fds(), fds);
    }
    print_message("%lu allocations\n", k - 2);
    assert_in_range(k, 100, 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation_fails_once)};

    event_set_mem_functions(malloc, realloc, free);
    if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, free, realloc, strdup, calloc) !=
        CURLE_OK)
        return 1;
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
