/* Every operation of the service's own description, sent to a server that checks requests by it. */
#ifndef CONFORMANCE_HONEYCOMB_SERVICE_H
#define CONFORMANCE_HONEYCOMB_SERVICE_H

#include <stddef.h>

#include <jansson.h>

enum { SERVICE_SYNC = 0, SERVICE_ASYNC, SERVICE_LIBRARIES };

typedef struct service_result {
    size_t operations;                /* in the description */
    size_t passed[SERVICE_LIBRARIES]; /* whose every call was accepted and its answer read */
    size_t violations;                /* that the server saw in requests */
    size_t fields;                    /* of bodies, in the description */
    size_t sent;                      /* of those, sent from a member and accepted */
    size_t unmatched;                 /* operations and functions that do not match one to one */
} service_result;

/* Failures are told on stdout. */
void service_check(const json_t *document, const char *url, service_result *result);

#endif
