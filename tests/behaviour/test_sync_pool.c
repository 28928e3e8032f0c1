/* Idle handles of a blocking client: none is kept that nobody has used for a minute. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "behaviour/sync_fixture.h"
#include "libapie-sync/src/state.h"

#define BURST     16
#define MINUTE_MS 60000
#define START_MS  1000

static size_t idle_count(apie_pool *pool)
{
    (void)pthread_mutex_lock(&pool->mutex);
    size_t count = pool->idle_count;
    (void)pthread_mutex_unlock(&pool->mutex);
    return count;
}

/* As so many threads leave it that made a call each at the same time. */
static void fill(apie_pool *pool, apie_easy *easies[BURST], uint64_t now_ms)
{
    for (int i = 0; i < BURST; i++) {
        easies[i] = apie_pool_take(pool, NULL);
        assert_non_null(easies[i]);
    }
    for (int i = 0; i < BURST; i++)
        apie_pool_put(pool, easies[i], now_ms);
    assert_int_equal(idle_count(pool), BURST);
}

static void all_that_were_idle_for_too_long_go(void **state)
{
    apie_easy *easies[BURST];
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    apie_pool *pool = &f.sync->pool;
    fill(pool, easies, START_MS);
    apie_easy *last = apie_pool_take(pool, NULL);
    assert_ptr_equal(last, easies[BURST - 1]);
    apie_pool_put(pool, last, START_MS + MINUTE_MS - 1);
    assert_int_equal(idle_count(pool), BURST);
    last = apie_pool_take(pool, NULL);
    apie_pool_put(pool, last, START_MS + MINUTE_MS);
    assert_int_equal(idle_count(pool), 1);
    assert_ptr_equal(apie_pool_take(pool, NULL), last);
    apie_pool_put(pool, last, START_MS + MINUTE_MS);
    sync_fixture_stop(&f);
}

/* ---- the worker ---- */

static sem_t ticked;

static uint64_t tick(apie_core *core, uint64_t now_ms)
{
    (void)core;
    (void)now_ms;
    sem_post(&ticked);
    return APIE_NEVER;
}

static void wake(sync_fixture *f)
{
    apie_sync_lock(f->sync);
    f->core.tick = tick;
    f->core.hooks->wake(f->core.driver);
    apie_sync_unlock(f->sync);
    sem_wait(&ticked);
}

static void the_worker_looks_after_an_idle_client(void **state)
{
    apie_easy *easies[BURST];
    sync_fixture f;

    (void)state;
    assert_int_equal(sem_init(&ticked, 0, 0), 0);
    sync_fixture_start(&f, true, NULL);
    fill(&f.sync->pool, easies, apie_sync_now(f.sync));
    sync_fixture_pass(&f, MINUTE_MS);
    wake(&f);
    wake(&f); /* it has been all the way round since the first */
    assert_int_equal(idle_count(&f.sync->pool), 0);
    sync_fixture_stop(&f);
    (void)sem_destroy(&ticked);
}

static void the_worker_looks_when_the_time_has_come(void **state)
{
    apie_easy *easies[BURST];
    sync_fixture f;

    (void)state;
    assert_int_equal(sem_init(&ticked, 0, 0), 0);
    sync_fixture_start(&f, true, NULL);
    uint64_t soon_ms = apie_sync_now(f.sync) + 300;
    fill(&f.sync->pool, easies, soon_ms - MINUTE_MS);
    wake(&f);
    sem_wait(&ticked); /* by itself */
    wake(&f);
    assert_true(apie_sync_now(f.sync) >= soon_ms);
    assert_int_equal(idle_count(&f.sync->pool), 0);
    sync_fixture_stop(&f);
    (void)sem_destroy(&ticked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_were_idle_for_too_long_go),
        cmocka_unit_test(the_worker_looks_after_an_idle_client),
        cmocka_unit_test(the_worker_looks_when_the_time_has_come),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
