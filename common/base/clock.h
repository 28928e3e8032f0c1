/* Time and chance, passed into the core by whoever drives it. */
#ifndef APIE_BASE_CLOCK_H
#define APIE_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds of a clock that never jumps. "Never" is a time that does not come. */
#define APIE_NEVER UINT64_MAX

typedef struct apie_clock {
    uint64_t (*monotonic_ms)(void *user);
    int64_t (*wall_us)(void *user); /* microseconds since 1970 UTC */
    uint64_t (*random)(void *user); /* 64 random bits; thread-safe if the client is */
    void *user;
} apie_clock;

/* now + delay, never wrapping; a negative delay counts as 0. */
static inline uint64_t apie_time_after(uint64_t now_ms, int64_t delay_ms)
{
    uint64_t delay = delay_ms < 0 ? 0 : (uint64_t)delay_ms;
    return now_ms > APIE_NEVER - delay ? APIE_NEVER : now_ms + delay;
}

#endif
