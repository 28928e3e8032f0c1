#include "timers.h"

#include <stdlib.h>

bool apie_async_timers_reserve(apie_timers *timers, size_t more)
{
    size_t needed = timers->reserved + more;
    size_t capacity = timers->capacity > 0 ? timers->capacity : 16;
    apie_timer_slot *heap = NULL;

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

static void put(apie_timers *timers, size_t place, apie_timer_slot slot)
{
    timers->heap[place - 1] = slot;
    slot.timer->place = place;
}

/* Puts the slot where it belongs, from a place that is empty. */
static void settle(apie_timers *timers, size_t place, apie_timer_slot slot)
{
    const apie_timer_slot *heap = timers->heap;
    size_t child = 0;

    for (; place > 1 && heap[place / 2 - 1].due_ms > slot.due_ms; place /= 2)
        put(timers, place, heap[place / 2 - 1]);
    for (; (child = place * 2) <= timers->count; place = child) {
        if (child < timers->count && heap[child].due_ms < heap[child - 1].due_ms)
            child++;
        if (heap[child - 1].due_ms >= slot.due_ms)
            break;
        put(timers, place, heap[child - 1]);
    }
    put(timers, place, slot);
}

void apie_async_timer_set(apie_timers *timers, apie_timer *timer, uint64_t due_ms)
{
    if (due_ms == APIE_NEVER) {
        apie_async_timer_clear(timers, timer);
        return;
    }
    timer->due_ms = due_ms;
    if (timer->place == 0)
        timer->place = ++timers->count;
    settle(timers, timer->place, (apie_timer_slot){due_ms, timer});
}

void apie_async_timer_clear(apie_timers *timers, apie_timer *timer)
{
    apie_timer_slot last = {0, NULL};

    if (timer->place == 0)
        return;
    last = timers->heap[--timers->count];
    if (last.timer != timer)
        settle(timers, timer->place, last);
    timer->place = 0;
}

uint64_t apie_async_timers_next(const apie_timers *timers)
{
    return timers->count > 0 ? timers->heap[0].due_ms : APIE_NEVER;
}

void apie_async_timers_fire(apie_timers *timers, uint64_t now_ms, int *budget)
{
    while (*budget > 0 && apie_async_timers_next(timers) <= now_ms) {
        apie_timer *timer = timers->heap[0].timer;

        (*budget)--;
        apie_async_timer_clear(timers, timer);
        timer->fire(timer);
    }
}
