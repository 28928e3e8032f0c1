/* Asking again and again until something has happened. */
#ifndef APIE_APIE_POLLING_H
#define APIE_APIE_POLLING_H

#include <stdbool.h>

#include <apie/status.h>

/* Whether the failure will be the same next time. */
static inline bool apie_asking_is_pointless(apie_status failure)
{
    return failure == APIE_ERROR_AUTHENTICATION || failure == APIE_ERROR_PERMISSION ||
           failure == APIE_ERROR_NOT_FOUND || failure == APIE_ERROR_NO_MEMORY ||
           failure == APIE_ERROR_INVALID_ARGUMENT;
}

#endif
