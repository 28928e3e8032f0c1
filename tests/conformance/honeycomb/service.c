#include "conformance/honeycomb/service.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/fatal.h"
#include "conformance/honeycomb/bodies.h"
#include "conformance/honeycomb/openapi.h"
#include "generated/honeycomb_operations.h"
#include "support/subject_honeycomb.h"

#define MAX_ARGUMENTS 8

typedef struct service {
    const json_t *document;
    subject subjects[SERVICE_LIBRARIES];
    subject_honeycomb clients[SERVICE_LIBRARIES];
    service_result *result;
} service;

/* ---- one call ---- */

/* What the server found wrong with the request; what it finds wrong with its own answer is not
 * ours. */
static size_t count_violations(const apie_response *response, const char *name)
{
    const char *header = response != NULL ? apie_response_header(response, "sl-violations") : NULL;
    json_t *violations = header != NULL ? json_loads(header, 0, NULL) : NULL;
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(violations); i++) {
        const json_t *one = json_array_get(violations, i);
        const char *where = json_string_value(json_array_get(json_object_get(one, "location"), 0));
        if (where == NULL || strcmp(where, "request") != 0)
            continue;
        (void)printf("  %s: %s\n", name, json_string_value(json_object_get(one, "message")));
        count++;
    }
    json_decref(violations);
    return count;
}

/* Whether the request was accepted and its answer read. */
static bool call_passes(service *s, int library, const apie_operation *operation,
                        const apie_argument *arguments, const void *body)
{
    apie_response *response = NULL;
    apie_error error;
    void *answer = NULL;
    const apie_call_options options = {.attempts = 1, .response = &response};
    const apie_status status = subject_honeycomb_call(&s->clients[library], operation, arguments,
                                                      body, &options, &answer, &error);
    size_t violations = count_violations(response, operation->name);
    s->result->violations += violations;
    if (status != APIE_OK)
        (void)printf("  %s %s: %s %s %s %s\n", library == SERVICE_SYNC ? "sync" : "async",
                     operation->name, apie_status_name(status), error.where, error.message,
                     response != NULL ? response->body : "");
    apie_free(response);
    apie_free(answer);
    return status == APIE_OK && violations == 0;
}

/* ---- one operation ---- */

static bool tell(bool right, const char *id, const char *what)
{
    if (!right)
        (void)printf("  %s: another %s in the description\n", id, what);
    return right;
}

/* The credentials that the description allows are those that the operation takes. */
static bool same_credentials(const openapi_operation *described, const apie_operation *operation)
{
    static const char *const schemes[][2] = {{"configuration_key", "api_key"},
                                             {"ingest_key", "ingest_key"},
                                             {"firehose_access_key", "firehose_key"},
                                             {"bearerAuth", "management_key"}};
    const json_t *security = json_object_get(described->definition, "security");
    size_t found = 0;
    for (size_t i = 0; i < json_array_size(security); i++)
        for (size_t j = 0; j < sizeof schemes / sizeof *schemes; j++)
            if (json_object_get(json_array_get(security, i), schemes[j][0]) != NULL)
                found += strstr(operation->credential, schemes[j][1]) != NULL;
    bool two = strstr(operation->credential, " or ") != NULL;
    return found == json_array_size(security) && found == (two ? 2 : 1);
}

/* Every parameter of the description is an argument, but for what the client puts there by itself:
 * the team's slug, and the encoding of a body that it has compressed. */
static bool same_parameters(const json_t *document, const openapi_operation *described,
                            const apie_operation *operation)
{
    const json_t *lists[] = {json_object_get(described->item, "parameters"),
                             json_object_get(described->definition, "parameters")};
    size_t own = 0;
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < json_array_size(lists[i]); j++) {
            const json_t *parameter = openapi_resolve(document, json_array_get(lists[i], j));
            const char *name = json_string_value(json_object_get(parameter, "name"));
            own += strcmp(name, "teamSlug") != 0 && strcmp(name, "Content-Encoding") != 0;
        }
    }
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (openapi_parameter(document, described, operation->parameters[i].name) == NULL)
            return false;
    return own == operation->parameter_count;
}

static bool is_same(const json_t *document, const openapi_operation *described,
                    const apie_operation *operation)
{
    const char *type = "application/json";
    const json_t *body = openapi_body_schema(document, described, &type);
    bool same = tell(strcmp(described->method, apie_method_name(operation->method)) == 0,
                     described->id, "method");
    same &= tell(strcmp(described->path, operation->path) == 0, described->id, "path");
    same &= tell((body != NULL) == (operation->request != NULL), described->id, "body");
    same &= tell(body == NULL ||
                     strcmp(type, operation->content_type != NULL ? operation->content_type
                                                                  : "application/json") == 0,
                 described->id, "content type");
    same &= tell(same_credentials(described, operation), described->id, "credential");
    same &= tell(same_parameters(document, described, operation), described->id, "parameter");
    return same;
}

static const apie_operation *find_operation(const char *id)
{
    for (size_t i = 0; i < apie_operations_honeycomb_count; i++)
        if (strcmp(apie_operations_honeycomb[i]->id, id) == 0)
            return apie_operations_honeycomb[i];
    return NULL;
}

/* Arguments that the description has values for: all, or those without which it does not go. */
static void fill_arguments(const service *s, const openapi_operation *described,
                           const apie_operation *operation, bool whole, char **texts,
                           apie_argument *arguments)
{
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const apie_parameter *parameter = &operation->parameters[i];
        if (!whole && !parameter->required)
            continue;
        texts[i] = openapi_parameter_value(
            s->document, openapi_parameter(s->document, described, parameter->name));
        if (parameter->type == APIE_ARGUMENT_TEXT)
            arguments[i].text = texts[i];
        else
            arguments[i].number =
                apie_int(parameter->type == APIE_ARGUMENT_BOOL ? 1 : strtoll(texts[i], NULL, 10));
    }
}

/* Both libraries with one body. */
static void check_body(service *s, const openapi_operation *described,
                       const apie_operation *operation, const json_t *body, bool whole,
                       bool *passes)
{
    char *texts[MAX_ARGUMENTS] = {NULL};
    apie_argument arguments[MAX_ARGUMENTS] = {{NULL, {0, APIE_UNSET}}};
    void *object = body != NULL ? body_read(operation->request, body, stdout) : NULL;
    fill_arguments(s, described, operation, whole, texts, arguments);
    for (int library = 0; library < SERVICE_LIBRARIES; library++)
        passes[library] &= (body == NULL || object != NULL) &&
                           call_passes(s, library, operation, arguments, object);
    for (size_t i = 0; i < MAX_ARGUMENTS; i++)
        free(texts[i]);
    apie_free(object);
}

static void check_bodies(service *s, const openapi_operation *described,
                         const apie_operation *operation, const json_t *schema, bool *passes)
{
    json_t *paths = not_null(json_object());
    bool held = true;
    for (int whole = 0; whole < 2; whole++) {
        size_t variants = 1;
        for (size_t variant = 0; variant < variants; variant++) {
            json_t *body = openapi_body(s->document, schema, whole, variant, &variants);
            body_paths(body, "", paths);
            held &= body_returns(operation->request, body, stdout);
            check_body(s, described, operation, body, whole, passes);
            json_decref(body);
        }
    }
    s->result->fields += json_object_size(paths);
    if (held && passes[SERVICE_SYNC] && passes[SERVICE_ASYNC])
        s->result->sent += json_object_size(paths);
    json_decref(paths);
}

static void check_operation(const openapi_operation *described, void *user)
{
    service *s = user;
    const apie_operation *operation = find_operation(described->id);
    const char *type = NULL;
    const json_t *schema = openapi_body_schema(s->document, described, &type);
    bool passes[SERVICE_LIBRARIES] = {true, true};
    s->result->operations++;
    if (operation == NULL || honeycomb_call_of(operation) == NULL) {
        (void)printf("%s: no function\n", described->id);
        s->result->unmatched++;
        return;
    }
    if (!is_same(s->document, described, operation)) {
        s->result->unmatched++;
        return;
    }
    if (schema == NULL) {
        check_body(s, described, operation, NULL, false, passes);
        check_body(s, described, operation, NULL, true, passes);
    } else {
        check_bodies(s, described, operation, schema, passes);
    }
    for (int library = 0; library < SERVICE_LIBRARIES; library++)
        s->result->passed[library] += passes[library];
    if (!passes[SERVICE_SYNC] || !passes[SERVICE_ASYNC])
        (void)printf("%s fails\n", described->id);
}

/* ---- all of them ---- */

void service_check(const json_t *document, const char *url, service_result *result)
{
    const apie_honeycomb_options options = {
        .api_key = "conformance-configuration-key",
        .ingest_key = "conformance-ingest-key",
        .management_key = "hcxmk_conformance",
        .management_secret = "conformance-secret",
        .team = "my-team",
        .base_url = url,
    };
    service s = {.document = document, .result = result};
    apie_error error;
    *result = (service_result){0};
    s.subjects[SERVICE_ASYNC].base = not_null(event_base_new());
    for (int library = 0; library < SERVICE_LIBRARIES; library++)
        if (subject_honeycomb_new(&s.clients[library], &s.subjects[library], &options, &error) !=
            APIE_OK)
            fatal("%s", error.message);
    openapi_each(document, check_operation, &s);
    if (apie_operations_honeycomb_count != result->operations ||
        honeycomb_call_count != result->operations) {
        (void)printf("%zu operations in the description, %zu in our schema, %zu functions\n",
                     result->operations, apie_operations_honeycomb_count, honeycomb_call_count);
        result->unmatched++;
    }
    for (int library = 0; library < SERVICE_LIBRARIES; library++)
        subject_honeycomb_free(&s.clients[library]);
    event_base_free(s.subjects[SERVICE_ASYNC].base);
}
