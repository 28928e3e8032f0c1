/* Asking again and again until something has happened. */
#ifndef APIE_APIE_POLLING_H
#define APIE_APIE_POLLING_H

#include <stdbool.h>
#include <stdint.h>

#include <apie/status.h>

/* The last look may be taken when the time is up, and gets a moment to be answered. */
#define APIE_LAST_LOOK_MS 1000

/* For how long a look may take. */
static inline int64_t apie_look_ms(uint64_t now_ms, uint64_t until_ms)
{
    uint64_t left = until_ms > now_ms ? until_ms - now_ms : 0;
    return left < INT64_MAX - APIE_LAST_LOOK_MS ? (int64_t)left + APIE_LAST_LOOK_MS : INT64_MAX;
}

/* Whether the failure will be the same next time. */
static inline bool apie_asking_is_pointless(apie_status failure)
{
    return failure == APIE_ERROR_AUTHENTICATION || failure == APIE_ERROR_PERMISSION ||
           failure == APIE_ERROR_NOT_FOUND || failure == APIE_ERROR_NO_MEMORY ||
           failure == APIE_ERROR_INVALID_ARGUMENT;
}

#endif
