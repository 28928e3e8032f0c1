/* Compares what was sent with what was recorded, and tells every difference that is not meant. */
#ifndef CONFORMANCE_COMPARISON_H
#define CONFORMANCE_COMPARISON_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#include "conformance/differences.h"
#include "conformance/requests.h"

typedef struct comparison {
    const char *scenario;
    unsigned library;
    differences *allowed;
    const char *api_key;
    FILE *report; /* takes a line for each difference */
    size_t found; /* differences that are not allowed */
} comparison;

/* Every request was accepted and carried the headers of the recording. */
void compare_headers(comparison *comparison, const json_t *sent);

/* The requests that carry no events: in order, path, query and body of each. */
void compare_requests(comparison *comparison, const json_t *recorded, const json_t *sent);

/* The events, found by their number in their run: content, and none later than recorded. */
void compare_events(comparison *comparison, const json_t *recorded, const json_t *sent);

#endif
