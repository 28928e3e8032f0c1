/* Requests, recorded or sent, as jansson values:
 *
 *     {"method": …, "path": without the query, "query": {name: value}, "body": absent if there is
 *      none, and of those that were sent: "headers": {name: value}, "status": of the answer}
 */
#ifndef CONFORMANCE_REQUESTS_H
#define CONFORMANCE_REQUESTS_H

#include <jansson.h>

/* Takes over the reference to body, which may be NULL or JSON null for none. */
json_t *request_new(const char *method, const char *target, json_t *body);

/* "POST /v1/runs". */
const char *request_label(const json_t *request, char *text, size_t size);

/* What the local server wrote down: an array of requests. */
json_t *requests_sent(const char *path);

/* Requests by what they are: events on their own, whatever requests carried them. */
struct traffic {
    json_t *others; /* requests that carry no events */
    json_t *events; /* of {"event": …, "after": how many of the others came before} */
};

struct traffic traffic_of(const json_t *requests);
void traffic_free(struct traffic *traffic);

#endif
