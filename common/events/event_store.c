#include "events/event_store.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)64 << 10)
/* A larger event stays where it is. */
#define LARGEST_BYTES ((size_t)4 << 10)
/* Blocks that are kept for what comes next: a usual batch. Else the C library would hand their
 * pages back to the system and ask for them again with every batch. */
#define SPARE_BLOCKS 8
/* Counted until it is known how many events a block has; never reached by freeing them. */
#define STILL_OPEN (SIZE_MAX / 2)

struct apie_event_block {
    atomic_size_t left; /* events not freed yet */
    apie_event_pool *pool;
    apie_event_block *next_spare;
    alignas(max_align_t) char data[];
};

#define DATA_BYTES (BLOCK_BYTES - sizeof(apie_event_block))

/* ---- blocks that are used again ---- */

struct apie_event_pool {
    atomic_size_t users; /* the store, and each block with events in it */
    atomic_size_t spare_count;
    _Atomic(apie_event_block *) spare; /* any thread adds, only the store takes */
};

static apie_event_pool *new_pool(void)
{
    apie_event_pool *pool = malloc(sizeof(*pool));
    if (pool == NULL)
        return NULL;
    atomic_init(&pool->users, 1);
    atomic_init(&pool->spare_count, 0);
    atomic_init(&pool->spare, NULL);
    return pool;
}

static void leave_pool(apie_event_pool *pool)
{
    if (pool == NULL || atomic_fetch_sub_explicit(&pool->users, 1, memory_order_acq_rel) != 1)
        return;
    apie_event_block *block = atomic_load_explicit(&pool->spare, memory_order_relaxed);
    while (block != NULL) {
        apie_event_block *next = block->next_spare;
        free(block);
        block = next;
    }
    free(pool);
}

static apie_event_block *take_spare(apie_event_pool *pool)
{
    apie_event_block *block = atomic_load_explicit(&pool->spare, memory_order_acquire);
    while (block != NULL &&
           !atomic_compare_exchange_weak_explicit(&pool->spare, &block, block->next_spare,
                                                  memory_order_acquire, memory_order_acquire))
        ;
    if (block != NULL)
        (void)atomic_fetch_sub_explicit(&pool->spare_count, 1, memory_order_relaxed);
    return block;
}

static void add_spare(apie_event_pool *pool, apie_event_block *block)
{
    if (atomic_fetch_add_explicit(&pool->spare_count, 1, memory_order_relaxed) >= SPARE_BLOCKS) {
        (void)atomic_fetch_sub_explicit(&pool->spare_count, 1, memory_order_relaxed);
        free(block);
        return;
    }
    block->next_spare = atomic_load_explicit(&pool->spare, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(&pool->spare, &block->next_spare, block,
                                                  memory_order_release, memory_order_relaxed))
        ;
}

static apie_event_block *new_block(apie_event_pool *pool)
{
    apie_event_block *block = take_spare(pool);
    if (block == NULL)
        block = malloc(BLOCK_BYTES);
    if (block == NULL)
        return NULL;
    (void)atomic_fetch_add_explicit(&pool->users, 1, memory_order_relaxed);
    atomic_init(&block->left, STILL_OPEN);
    block->pool = pool;
    return block;
}

void apie_event_block_release(apie_event_block *block, size_t count)
{
    if (atomic_fetch_sub_explicit(&block->left, count, memory_order_acq_rel) != count)
        return;
    apie_event_pool *pool = block->pool;
    add_spare(pool, block);
    leave_pool(pool);
}

/* ---- the store ---- */

static void finish_block(apie_event_store *store)
{
    if (store->block != NULL)
        apie_event_block_release(store->block, STILL_OPEN - store->kept);
    store->block = NULL;
}

void apie_event_store_close(apie_event_store *store)
{
    finish_block(store);
    leave_pool(store->pool);
    store->pool = NULL;
}

static size_t place_for(size_t size)
{
    size_t unit = alignof(max_align_t);
    return (size + unit - 1) / unit * unit;
}

static bool make_room(apie_event_store *store, size_t size)
{
    if (store->block != NULL && size <= DATA_BYTES - store->used)
        return true;
    if (store->pool == NULL && (store->pool = new_pool()) == NULL)
        return false;
    apie_event_block *block = new_block(store->pool);
    if (block == NULL)
        return false;
    finish_block(store);
    store->block = block;
    store->used = 0;
    store->kept = 0;
    return true;
}

/* The same place in another copy of the event. */
static const char *moved(const apie_event *from, apie_event *to, const char *text)
{
    return text != NULL ? (const char *)to + (text - (const char *)from) : NULL;
}

static apie_event *move(apie_event *event, char *place, apie_event_block *block)
{
    apie_event *copy = (apie_event *)(void *)place;
    memcpy(copy, event, event->size);
    copy->block = block;
    copy->type = moved(event, copy, event->type);
    copy->run_id = moved(event, copy, event->run_id);
    copy->session_id = moved(event, copy, event->session_id);
    copy->event_id = moved(event, copy, event->event_id);
    copy->text = moved(event, copy, event->text);
    free(event);
    return copy;
}

apie_event *apie_event_store_keep(apie_event_store *store, apie_event *event)
{
    size_t size = place_for(event->size);
    if (size > LARGEST_BYTES || !make_room(store, size))
        return event;
    char *place = store->block->data + store->used;
    store->used += size;
    store->kept++;
    return move(event, place, store->block);
}
