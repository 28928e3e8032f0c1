/* The Apie service as a function, for virtual worlds: it keeps what it was sent and can be told to
 * fail. */
#ifndef APIE_TESTS_FAKE_SERVICE_H
#define APIE_TESTS_FAKE_SERVICE_H

#include <jansson.h>

#include "virtual.h"

typedef struct fake_service {
    virtual_world *world;
    json_t *requests; /* {"method","target","body"}, in order of arrival */
    json_t *events;   /* accepted ones in order, each once */
    json_t *seen;     /* event ids */
    uint64_t duplicates;
    uint64_t runs;
    uint64_t sessions;
    uint64_t handoffs;
    uint64_t approvals;

    /* What it is told to do. */
    const char *evaluation;      /* the body of the answer; NULL: allow */
    const char *events_answer;   /* the body of the answer to events; NULL: no warnings */
    const char *approval_status; /* of every approval; NULL: approved */
    int64_t approval_after_ms;   /* how long an approval takes */
    int64_t report_after_ms;     /* when a report is ready, from the start of time */
    int64_t latency_ms;          /* answers take up to this long */
    int fail_percent;            /* of the requests, in mixed ways */
    const char *down_prefix;     /* targets that begin so get a 503; NULL: none */
    int down_status;             /* instead of 503; -1: no connection at all */
    const char *slow_prefix;     /* answers to targets that begin so take slow_ms longer */
    int64_t slow_ms;
    const char *poison; /* an event whose text has this is refused with its batch */

    uint64_t first_asked_ms; /* of an approval */
} fake_service;

void fake_service_init(fake_service *service);
void fake_service_free(fake_service *service);

/* For virtual_new(). */
void fake_service_answer(void *service, const apie_http_request *request, virtual_reply *reply);

/* Requests whose target begins with a prefix. */
size_t fake_service_count(const fake_service *service, const char *prefix);
/* The body of the n-th of them, from 0; borrowed. */
json_t *fake_service_body(const fake_service *service, const char *prefix, size_t n);
/* Types of the accepted events of a run, comma-separated, to be freed; run_id NULL: of all. */
char *fake_service_event_types(const fake_service *service, const char *run_id);
/* Whether the sequence numbers of each run are 1, 2, 3, … in some order. */
bool fake_service_gap_free(const fake_service *service);

#endif
