/* How long a look may take, of a flow that asks again and again until its time is up. */
#ifndef APIE_FLOW_LAST_LOOK_H
#define APIE_FLOW_LAST_LOOK_H

#include <stdint.h>

/* The last look may be taken when the time is up, and gets a moment to be answered. */
#define APIE_LAST_LOOK_MS 1000

/* What is left, and that moment. */
static inline int64_t apie_look_ms(uint64_t now_ms, uint64_t until_ms)
{
    uint64_t left = until_ms > now_ms ? until_ms - now_ms : 0;
    return left < INT64_MAX - APIE_LAST_LOOK_MS ? (int64_t)left + APIE_LAST_LOOK_MS : INT64_MAX;
}

#endif
