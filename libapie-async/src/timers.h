/* Deadlines in a heap. Setting and clearing a timer never fails: its place is reserved when its
 * owner is made. No clock and no event in here; the turn looks at what is due. */
#ifndef APIE_ASYNC_TIMERS_H
#define APIE_ASYNC_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

typedef struct apie_timer apie_timer;
struct apie_timer {
    uint64_t due_ms;
    size_t place; /* in the heap, counted from 1; 0: not set */
    void (*fire)(apie_timer *timer);
};

/* The time stands here as well, so that comparing times touches nothing but the heap. */
typedef struct apie_timer_slot {
    uint64_t due_ms;
    apie_timer *timer;
} apie_timer_slot;

/* Zeroed: empty. */
typedef struct apie_timers {
    apie_timer_slot *heap;
    size_t count;
    size_t capacity;
    size_t reserved;
} apie_timers;

/* Makes room for so many more timers; false if memory ran out. */
bool apie_async_timers_reserve(apie_timers *timers, size_t more);
void apie_async_timers_release(apie_timers *timers, size_t fewer);
void apie_async_timers_free(apie_timers *timers);

/* Also moves a timer that is set. APIE_NEVER clears it. */
void apie_async_timer_set(apie_timers *timers, apie_timer *timer, uint64_t due_ms);
void apie_async_timer_clear(apie_timers *timers, apie_timer *timer);

/* When the first one is due, or APIE_NEVER. */
uint64_t apie_async_timers_next(const apie_timers *timers);

/* Clears and fires what is due, the earliest first, *budget timers at most. */
void apie_async_timers_fire(apie_timers *timers, uint64_t now_ms, int *budget);

#endif
