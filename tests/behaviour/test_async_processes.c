/* The event-driven driver among other threads and in forked processes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <pthread.h>

#include "behaviour/async_fixture.h"
#include "support/child.h"

/* ---- other threads ---- */

typedef struct posting {
    world *w;
    int ran;
    pthread_t loop;
} posting;

static void count_post(void *user)
{
    posting *p = user;

    assert_true(pthread_equal(p->loop, pthread_self()));
    p->ran++;
}

enum { POSTS = 1000, POSTERS = 4 };

static void *post_many(void *user)
{
    posting *p = user;
    int i = 0;

    for (i = 0; i < POSTS; i++)
        assert_int_equal(apie_async_post(p->w->client.head.driver, count_post, p, NULL), APIE_OK);
    return NULL;
}

static void test_post_from_threads(void **state)
{
    world w;
    posting p = {.w = &w, .loop = pthread_self()};
    pthread_t threads[POSTERS];
    outcome o = {0};
    int i = 0;

    (void)state;
    world_start(&w, NULL);
    for (i = 0; i < POSTERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, post_many, &p), 0);
    assert_non_null(start_get(&w.client, "/ok", NULL, &o, &w.error));
    run_until(w.base, &o.count, 1);
    run_until(w.base, &p.ran, POSTS * POSTERS);
    for (i = 0; i < POSTERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    /* What was accepted is run, by free as by close. */
    assert_int_equal(apie_async_post(w.client.head.driver, count_post, &p, NULL), APIE_OK);
    world_end(&w);
    assert_int_equal(p.ran, POSTS * POSTERS + 1);
}

static void test_post_while_closing(void **state)
{
    world w;
    posting p = {.w = &w, .loop = pthread_self()};

    (void)state;
    world_start(&w, NULL);
    assert_int_equal(apie_async_post(w.client.head.driver, count_post, &p, NULL), APIE_OK);
    assert_int_equal(apie_async_close(w.client.head.driver, NULL, NULL, NULL), APIE_OK);
    assert_int_equal(apie_async_post(w.client.head.driver, count_post, &p, &w.error),
                     APIE_ERROR_CLOSED);
    assert_int_equal(w.error.code, APIE_ERROR_CLOSED);
    run_until(w.base, &w.client.gone, 1);
    assert_int_equal(p.ran, 1);
    world_end(&w);
}

/* ---- processes ---- */

static bool child_is_right(world *w, apie_call *call, bool reinit_first)
{
    outcome o = {0};
    int before = 0;
    bool good = true;

    good = good && apie_async_check(&w->client, &w->error) == APIE_ERROR_FORKED;
    good = good && start_get(&w->client, "/ok", NULL, &o, &w->error) == NULL;
    good = good && w->error.code == APIE_ERROR_FORKED;
    good = good && apie_async_post(w->client.head.driver, NULL, NULL, NULL) == APIE_ERROR_FORKED;
    good = good && apie_async_close(w->client.head.driver, NULL, NULL, NULL) == APIE_ERROR_FORKED;
    apie_call_cancel(call);
    if (reinit_first)
        good = good && event_reinit(w->base) == 0;
    before = w->server.requests;
    apie_async_free(w->client.head.driver);
    good = good && w->client.gone == 1;
    if (!reinit_first)
        good = good && event_reinit(w->base) == 0;
    /* The loop of the child is usable, and nothing of the client happens in it. */
    (void)event_base_loop(w->base, EVLOOP_NONBLOCK);
    (void)event_base_loop(w->base, EVLOOP_NONBLOCK);
    return good && w->server.requests == before;
}

static void test_fork(void **state)
{
    world w;
    outcome warm = {0};
    outcome o = {0};
    outcome gate_outcome = {0};
    apie_gate gate = {0};
    apie_call *call = NULL;
    int i = 0;

    (void)state;
    world_start(&w, NULL);
    assert_non_null(start_get(&w.client, "/ok", NULL, &warm, &w.error));
    run_until(w.base, &warm.count, 1);
    call = start_get(&w.client, "/after/150", NULL, &o, &w.error);
    (void)start_flow(&w.client, gate_flow(&w.client, &gate, 1, 5000), &gate_outcome, &w.error);
    run_until(w.base, &w.server.requests, 2);
    for (i = 0; i < 2; i++) {
        int status = 0;
        pid_t child = fork();

        /* By way of another program: what is lost knowingly must not count as a leak. */
        if (child == 0)
            child_ends(child_is_right(&w, call, i == 1) ? 0 : 1);
        assert_true(child > 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    /* The parent's client has not noticed. */
    run_until(w.base, &o.count, 1);
    assert_int_equal(o.status, APIE_OK);
    assert_int_equal(w.server.accepted, 1);
    assert_int_equal(gate_outcome.count, 0);
    world_end(&w);
    assert_int_equal(gate_outcome.status, APIE_ERROR_CANCELLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_post_from_threads),
        cmocka_unit_test(test_post_while_closing),
        cmocka_unit_test(test_fork),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
