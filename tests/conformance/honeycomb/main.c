/* Holds the Honeycomb functions of both libraries against the service's own description and against
 * recorded pairs of requests and responses.
 *
 *     honeycomb DESCRIPTION VECTORS EXCLUSIONS URL
 *
 * At the URL is a server that checks requests by the description. Exit status 0: all is as it
 * should be; 1: something is not; 2: it could not be found out. The last line has the counts. */
#include <signal.h>
#include <stdio.h>

#include "conformance/fatal.h"
#include "conformance/honeycomb/service.h"
#include "conformance/honeycomb/vectors.h"

static json_t *load(const char *file)
{
    json_error_t error;
    json_t *value = json_load_file(file, JSON_REJECT_DUPLICATES, &error);
    if (value == NULL)
        fatal("%s: %s", file, error.text);
    return value;
}

static void tell(const service_result *service, const vectors_count *requests,
                 const vectors_count *responses, const exclusions *excluded)
{
    if (excluded->count > 0)
        (void)printf("excluded: %zu\n", excluded->count);
    (void)printf("conformance: honeycomb sync %zu/%zu async %zu/%zu violations %zu fields %zu/%zu "
                 "requests %zu/%zu responses %zu/%zu\n",
                 service->passed[SERVICE_SYNC], service->operations, service->passed[SERVICE_ASYNC],
                 service->operations, service->violations, service->sent, service->fields,
                 requests->passed, requests->total, responses->passed, responses->total);
}

int main(int count, char **arguments)
{
    service_result service;
    exclusions excluded;
    vectors_count requests = {0, 0};
    vectors_count responses = {0, 0};
    if (count != 5)
        fatal("usage: honeycomb DESCRIPTION VECTORS EXCLUSIONS URL");
    (void)signal(SIGPIPE, SIG_IGN);
    json_t *document = load(arguments[1]);
    json_t *cases = load(arguments[2]);
    exclusions_read(&excluded, arguments[3]);
    service_check(document, arguments[4], &service);
    vectors_replay(cases, &excluded, &requests, &responses);
    size_t unused = exclusions_unused(&excluded);
    tell(&service, &requests, &responses, &excluded);
    size_t left = requests.total - requests.passed + responses.total - responses.passed;
    bool good = service.passed[SERVICE_SYNC] == service.operations &&
                service.passed[SERVICE_ASYNC] == service.operations && service.violations == 0 &&
                service.sent == service.fields && service.unmatched == 0 && unused == 0 &&
                left == excluded.count;
    json_decref(document);
    json_decref(cases);
    return good ? 0 : 1;
}
