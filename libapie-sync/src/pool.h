/* Easy handles, each with its own connection: lent to one transfer at a time, kept while idle. */
#ifndef APIE_SYNC_POOL_H
#define APIE_SYNC_POOL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "driver/easy.h"

typedef struct apie_pool_entry {
    apie_easy *easy;
    uint64_t idle_since_ms;
} apie_pool_entry;

typedef struct apie_pool {
    const apie_endpoint *endpoint;
    pthread_mutex_t mutex;
    apie_pool_entry *idle; /* the one used last at the end */
    size_t idle_count;
    size_t idle_limit;
} apie_pool;

/* The endpoint must outlive the pool. */
apie_status apie_pool_init(apie_pool *pool, const apie_endpoint *endpoint, apie_error *error);

/* Closes all connections. In a forked child it frees memory only, and none if another thread was at
 * the pool when the process was copied. Every handle must be back. */
void apie_pool_free(apie_pool *pool, bool forked);

/* The handle that was used last, or a new one; NULL with *error. */
apie_easy *apie_pool_take(apie_pool *pool, apie_error *error);

/* Keeps the handle, or frees it if enough are idle. Also sweeps. */
void apie_pool_put(apie_pool *pool, apie_easy *easy, uint64_t now_ms);

/* Frees all that were idle for a minute. Returns when there may be something to free again. */
uint64_t apie_pool_sweep(apie_pool *pool, uint64_t now_ms);

#endif
