#include "events/event_store.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Small enough for the C library to keep it when it is freed. */
#define BLOCK_BYTES ((size_t)64 << 10)
/* A larger event stays where it is. */
#define LARGEST_BYTES ((size_t)4 << 10)
/* Counted until it is known how many events a block has; never reached by freeing them. */
#define STILL_OPEN (SIZE_MAX / 2)

struct apie_event_block {
    atomic_size_t left; /* events not freed yet */
    alignas(max_align_t) char data[];
};

#define DATA_BYTES (BLOCK_BYTES - sizeof(apie_event_block))

void apie_event_block_release(apie_event_block *block, size_t count)
{
    if (atomic_fetch_sub_explicit(&block->left, count, memory_order_acq_rel) == count)
        free(block);
}

void apie_event_store_close(apie_event_store *store)
{
    if (store->block != NULL)
        apie_event_block_release(store->block, STILL_OPEN - store->kept);
    *store = (apie_event_store){NULL, 0, 0};
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
    apie_event_block *block = malloc(BLOCK_BYTES);
    if (block == NULL)
        return false;
    apie_event_store_close(store);
    atomic_init(&block->left, STILL_OPEN);
    store->block = block;
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
