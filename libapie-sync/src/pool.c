#include "pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

#define DEFAULT_IDLE_LIMIT 16
#define IDLE_MS            60000

apie_status apie_pool_init(apie_pool *pool, const apie_endpoint *endpoint, apie_error *error)
{
    int limit = endpoint->connection.max_connections;

    memset(pool, 0, sizeof(*pool));
    pool->endpoint = endpoint;
    pool->idle_limit = limit > 0 ? (size_t)limit : DEFAULT_IDLE_LIMIT;
    pool->idle = calloc(pool->idle_limit, sizeof(*pool->idle));
    if (pool->idle == NULL)
        return apie_fail_no_memory(error);
    if (pthread_mutex_init(&pool->mutex, NULL) != 0) {
        free(pool->idle);
        return apie_fail_no_memory(error);
    }
    return APIE_OK;
}

void apie_pool_free(apie_pool *pool, bool forked)
{
    size_t i = 0;

    /* Another thread of the parent's was changing what is idle: that is lost. */
    if (forked && pthread_mutex_trylock(&pool->mutex) != 0)
        return;
    for (i = 0; i < pool->idle_count; i++) {
        if (forked)
            apie_easy_abandon(pool->idle[i].easy);
        else
            apie_easy_free(pool->idle[i].easy);
    }
    free(pool->idle);
    if (!forked)
        (void)pthread_mutex_destroy(&pool->mutex);
}

apie_easy *apie_pool_take(apie_pool *pool, apie_error *error)
{
    apie_easy *easy = NULL;

    (void)pthread_mutex_lock(&pool->mutex);
    if (pool->idle_count > 0)
        easy = pool->idle[--pool->idle_count].easy;
    (void)pthread_mutex_unlock(&pool->mutex);
    return easy != NULL ? easy : apie_easy_new(pool->endpoint, false, NULL, error);
}

static apie_easy *remove_oldest(apie_pool *pool)
{
    apie_easy *oldest = pool->idle[0].easy;

    pool->idle_count--;
    memmove(pool->idle, pool->idle + 1, pool->idle_count * sizeof(*pool->idle));
    return oldest;
}

uint64_t apie_pool_sweep(apie_pool *pool, uint64_t now_ms)
{
    apie_easy *stale = NULL;
    uint64_t next_ms = 0;

    do {
        (void)pthread_mutex_lock(&pool->mutex);
        /* Another thread may have come back at a later time than ours. */
        next_ms = (pool->idle_count > 0 ? pool->idle[0].idle_since_ms : now_ms) + IDLE_MS;
        stale = now_ms >= next_ms ? remove_oldest(pool) : NULL;
        (void)pthread_mutex_unlock(&pool->mutex);
        apie_easy_free(stale);
    } while (stale != NULL);
    return next_ms;
}

void apie_pool_put(apie_pool *pool, apie_easy *easy, uint64_t now_ms)
{
    (void)apie_pool_sweep(pool, now_ms);
    (void)pthread_mutex_lock(&pool->mutex);
    if (pool->idle_count < pool->idle_limit) {
        pool->idle[pool->idle_count++] = (apie_pool_entry){easy, now_ms};
        easy = NULL;
    }
    (void)pthread_mutex_unlock(&pool->mutex);
    apie_easy_free(easy);
}
