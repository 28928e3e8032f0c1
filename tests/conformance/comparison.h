/* Compares what was sent with what was recorded, and tells every difference that is not meant. */
#ifndef CONFORMANCE_COMPARISON_H
#define CONFORMANCE_COMPARISON_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#include "conformance/differences.h"
#include "conformance/requests.h"

struct comparison {
    const char *scenario;
    unsigned library;
    struct differences *allowed;
    const char *api_key;
    FILE *report; /* takes a line for each difference */
    size_t found; /* differences that are not allowed */
};

/* Every request was accepted and carried the headers of the recording. */
void compare_headers(struct comparison *comparison, json_t *sent);

/* The requests that carry no events: in order, path, query and body of each. */
void compare_requests(struct comparison *comparison, json_t *recorded, json_t *sent);

/* The events, found by their number in their run: content, and none later than recorded. */
void compare_events(struct comparison *comparison, json_t *recorded, json_t *sent);

#endif
