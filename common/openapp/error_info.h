/* What OpenApp says of a failure beyond the members of apie_error. */
#ifndef APIE_OPENAPP_ERROR_INFO_H
#define APIE_OPENAPP_ERROR_INFO_H

#include <jansson.h>

#include <apie/response.h>

/* NULL where the service says nothing. */
typedef struct apie_openapp_error_info {
    const char *message;        /* as it was sent */
    const char *error_code;     /* "confirmation_required" */
    const char *correlation_id; /* of the body; apie_error.request_id prefers the header's */
    /* To be sent back to confirm the action, within ten minutes and once. */
    const char *preview_token;
    json_t *details; /* any value */
} apie_openapp_error_info;

/* Reads the body of a failed answer: a root for apie_free(). NULL if the response is NULL, is no
 * failure or has no such body, or if memory ran out. */
apie_openapp_error_info *apie_openapp_error_details(const apie_response *response);

#endif
