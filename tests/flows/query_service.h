/* A service that runs queries over groups that it knows: filters, havings, order and limit as the
 * service has them. Groups with the same value come in another order each time. */
#ifndef APIE_TESTS_QUERY_SERVICE_H
#define APIE_TESTS_QUERY_SERVICE_H

#include "honeycomb_flows.h"

#define QUERY_GROUPS 512

typedef struct query_group {
    const char *host; /* NULL: its events have none */
    int64_t zone;
    int64_t count;
    double average; /* of "ms"; below 0: no event has it */
} query_group;

typedef struct query_service {
    query_group groups[QUERY_GROUPS];
    size_t count;
    size_t cap; /* rows that it gives at most, whatever it is asked for; 0: as many as asked for */
    json_t *queries[64]; /* that were saved; the last one's number is its id */
    unsigned saved;
    int64_t limits[64]; /* of the runs */
    unsigned runs;
    unsigned fail_run; /* this one, from 1 on, is refused */
    char *body;        /* of the last answer */
} query_service;

void query_service_add(query_service *s, const char *host, int64_t zone, int64_t count,
                       double average);
void query_service_free(query_service *s);
virtual_server_fn query_service_serve;

#endif
