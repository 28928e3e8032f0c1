/* Ten thousand calls, many at a time, to a service that always fails: repeated tries stay a small
 * share of what it is sent. (In virtual time, and in more ways: flows/test_amplification.c.) */
#include "stage.h"

#include <pthread.h>
#include <stdlib.h>

#include "support/sink.h"

#define THREADS      48
#define CONNECTIONS  64
#define REFUSED_PORT "http://127.0.0.1:1"

#define MOST_REPEATED 1000 /* a tenth of ten thousand */

static size_t calls(void)
{
    return getenv("TEST_SLOWLY") ? 500 : 10000;
}

typedef struct crowd {
    stage *stage;
    atomic_size_t attempts; /* of anything */
    atomic_size_t left;     /* calls to begin */
    atomic_size_t failed;   /* calls that ended so */
} crowd;

static void see_attempt(const apie_attempt *attempt, void *user)
{
    crowd *c = user;
    (void)attempt;
    atomic_fetch_add(&c->attempts, 1);
}

/* ---- the blocking library ---- */

static bool take_one(crowd *c)
{
    size_t left = atomic_load(&c->left);
    while (left > 0 && !atomic_compare_exchange_weak(&c->left, &left, left - 1))
        continue;
    return left > 0;
}

static void *call_on(void *user)
{
    crowd *c = user;
    while (take_one(c))
        c->failed += apie_health_check(c->stage->subject.sync, NULL, NULL, NULL) != APIE_OK;
    return NULL;
}

static void call_from_threads(crowd *c)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, call_on, c), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

/* ---- the event-driven library ---- */

static void note_health(apie_status status, apie_health *health, const apie_error *error,
                        void *user)
{
    crowd *c = user;
    (void)health;
    (void)error;
    c->failed += status != APIE_OK;
    c->left--;
}

static void call_from_loop(crowd *c)
{
    stage *s = c->stage;
    for (size_t i = c->left; i > 0; i--)
        assert_non_null(apie_async_health_check(s->subject.async, NULL, note_health, c, &s->error));
    while (c->left > 0 && event_base_loop(s->subject.base, EVLOOP_ONCE) == 0)
        continue;
}

/* ---- both ---- */

static void call_all(stage *s, crowd *c)
{
    s->config.connection.max_connections = CONNECTIONS;
    s->config.connection.observer = see_attempt;
    s->config.connection.observer_user = c;
    stage_connect(s);
    c->stage = s;
    c->left = calls();
    if (s->kind == SUBJECT_ASYNC)
        call_from_loop(c);
    else
        call_from_threads(c);
    subject_free(&s->subject);
    assert_int_equal(c->failed, calls());
    assert_in_range(c->attempts, calls(), calls() + MOST_REPEATED);
}

static void call_sink(stage *s, unsigned faults)
{
    const sink_options options = {.seed = 9, .fail_percent = 100, .faults = faults};
    crowd c = {.stage = s};
    sink service;
    sink_counts seen;
    sink_start(&service, &options);
    stage_use(s, service.url);
    call_all(s, &c);
    apie_client_free(s->control);
    s->control = NULL;
    sink_stop(&service, &seen);
    assert_int_equal(sink_failed(&seen), seen.requests);
    assert_in_range(seen.requests, calls(), calls() + MOST_REPEATED);
}

static void test_out_of_order(stage *s)
{
    call_sink(s, SINK_FAULT(SINK_503));
}

static void test_in_every_way(stage *s)
{
    call_sink(s, SINK_MIXED & ~(SINK_FAULT(SINK_STALL) | SINK_FAULT(SINK_TAKEN_STALL)));
}

/* A kept connection that is found closed is no reason to try again without end. */
static void test_connections_break(stage *s)
{
    call_sink(s, SINK_FAULT(SINK_RESET_REUSED));
}

static void test_nobody_there(stage *s)
{
    crowd c = {.stage = s};
    stage_use(s, REFUSED_PORT);
    call_all(s, &c);
}

static const stage_test tests[] = {
    {.name = "out of order", .run = test_out_of_order, .once = true},
    {.name = "in every way", .run = test_in_every_way, .once = true},
    {.name = "kept connections break", .run = test_connections_break, .once = true},
    {.name = "nobody there", .run = test_nobody_there, .once = true},
};

int main(void)
{
    return STAGE_MAIN("amplification", tests);
}
