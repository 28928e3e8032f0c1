#include "timers.h"

#include <stdlib.h>

bool apie_async_timers_reserve(apie_timers *timers, size_t more)
{
    size_t needed = timers->reserved + more;
    size_t capacity = timers->capacity > 0 ? timers->capacity : 16;
    apie_timer **heap = NULL;

    while (capacity < needed)
        capacity *= 2;
    if (capacity > timers->capacity) {
        heap = realloc(timers->heap, capacity * sizeof(*heap));
        if (heap == NULL)
            return false;
        timers->heap = heap;
        timers->capacity = capacity;
    }
    timers->reserved = needed;
    return true;
}

void apie_async_timers_release(apie_timers *timers, size_t fewer)
{
    timers->reserved -= fewer;
}

void apie_async_timers_free(apie_timers *timers)
{
    free(timers->heap);
    *timers = (apie_timers){NULL, 0, 0, 0};
}

static void put(apie_timers *timers, size_t place, apie_timer *timer)
{
    timers->heap[place - 1] = timer;
    timer->place = place;
}

static void rise(apie_timers *timers, apie_timer *timer)
{
    size_t place = timer->place;

    while (place > 1 && timers->heap[place / 2 - 1]->due_ms > timer->due_ms) {
        put(timers, place, timers->heap[place / 2 - 1]);
        place /= 2;
    }
    put(timers, place, timer);
}

static void sink(apie_timers *timers, apie_timer *timer)
{
    size_t place = timer->place;

    while (place * 2 <= timers->count) {
        size_t child = place * 2;

        if (child < timers->count && timers->heap[child]->due_ms < timers->heap[child - 1]->due_ms)
            child++;
        if (timers->heap[child - 1]->due_ms >= timer->due_ms)
            break;
        put(timers, place, timers->heap[child - 1]);
        place = child;
    }
    put(timers, place, timer);
}

void apie_async_timer_set(apie_timers *timers, apie_timer *timer, uint64_t due_ms)
{
    if (due_ms == APIE_NEVER) {
        apie_async_timer_clear(timers, timer);
        return;
    }
    timer->due_ms = due_ms;
    if (timer->place == 0)
        put(timers, ++timers->count, timer);
    rise(timers, timer);
    sink(timers, timer);
}

void apie_async_timer_clear(apie_timers *timers, apie_timer *timer)
{
    apie_timer *last = NULL;

    if (timer->place == 0)
        return;
    last = timers->heap[--timers->count];
    if (last != timer) {
        put(timers, timer->place, last);
        rise(timers, last);
        sink(timers, last);
    }
    timer->place = 0;
}

uint64_t apie_async_timers_next(const apie_timers *timers)
{
    return timers->count > 0 ? timers->heap[0]->due_ms : APIE_NEVER;
}

void apie_async_timers_fire(apie_timers *timers, uint64_t now_ms, int *budget)
{
    while (*budget > 0 && apie_async_timers_next(timers) <= now_ms) {
        apie_timer *timer = timers->heap[0];

        (*budget)--;
        apie_async_timer_clear(timers, timer);
        timer->fire(timer);
    }
}
