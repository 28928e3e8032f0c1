/* Recorded pairs of requests and responses, through our models. */
#ifndef CONFORMANCE_HONEYCOMB_VECTORS_H
#define CONFORMANCE_HONEYCOMB_VECTORS_H

#include <jansson.h>

#include "conformance/honeycomb/exclusions.h"

typedef struct vectors_count {
    size_t passed;
    size_t total;
} vectors_count;

/* Every request is built anew from our model, body, target and content type; every response is read
 * into its model and written again. Failures are told on stdout. */
void vectors_replay(const json_t *cases, exclusions *excluded, vectors_count *requests,
                    vectors_count *responses);

#endif
