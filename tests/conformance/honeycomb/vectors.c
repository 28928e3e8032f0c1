#include "conformance/honeycomb/vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apie/honeycomb.h>

#include "conformance/fatal.h"
#include "conformance/honeycomb/bodies.h"
#include "exchange/answer.h"
#include "exchange/header.h"
#include "exchange/request.h"
#include "generated/honeycomb_models.h"
#include "generated/honeycomb_operations.h"

#define MAX_ARGUMENTS 8

static const apie_operation *find_operation(const char *id)
{
    for (size_t i = 0; i < apie_operations_honeycomb_count; i++)
        if (strcmp(apie_operations_honeycomb[i]->id, id) == 0)
            return apie_operations_honeycomb[i];
    fatal("no operation %s", id);
}

static const char *text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* ---- requests ---- */

/* What stands in the path where the template has the parameter; the caller frees it. */
static char *path_value(const char *path, const char *template, const char *name)
{
    for (; *template != '\0'; template ++, path++) {
        if (*template != '{')
            continue;
        size_t name_length = strcspn(template + 1, "}");
        size_t length = strcspn(path, "/?");
        if (strlen(name) == name_length && memcmp(template + 1, name, name_length) == 0)
            return not_null(strndup(path, length));
        template += name_length + 1;
        path += length - 1;
    }
    return NULL;
}

/* The same for a query, names and values as they are percent-encoded. */
static char *query_value(const char *path, const char *name)
{
    apie_buffer wanted;
    apie_buffer_init(&wanted, 0);
    apie_percent_encode(&wanted, name, strlen(name));
    apie_buffer_char(&wanted, '=');
    const char *found = strchr(path, '?');
    for (; found != NULL; found = strchr(found, '&')) {
        found++;
        if (strncmp(found, wanted.data, wanted.length) == 0)
            break;
    }
    char *value =
        found == NULL
            ? NULL
            : not_null(strndup(found + wanted.length, strcspn(found + wanted.length, "&")));
    apie_buffer_free(&wanted);
    return value;
}

static void read_arguments(const apie_operation *operation, const char *path, char **values,
                           apie_argument *arguments)
{
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const apie_parameter *parameter = &operation->parameters[i];
        values[i] = parameter->place == APIE_IN_PATH
                        ? path_value(path, operation->path, parameter->name)
                        : query_value(path, parameter->name);
        if (values[i] == NULL)
            continue;
        if (parameter->type == APIE_ARGUMENT_TEXT)
            arguments[i].text = values[i];
        else
            arguments[i].number =
                apie_int(parameter->type == APIE_ARGUMENT_BOOL ? strcmp(values[i], "true") == 0
                                                               : strtoll(values[i], NULL, 10));
    }
}

static bool has_line(const apie_http_request *request, const char *name, const char *value)
{
    for (size_t i = 0; i < request->header_line_count; i++)
        if (apie_header_line_is(request->header_lines[i], name))
            return strcmp(request->header_lines[i] + strlen(name) + 2, value) == 0;
    return false;
}

/* The order of a query's parameters is ours. */
static bool same_target(const char *a, const char *b)
{
    return strlen(a) == strlen(b) && strncmp(a, b, strcspn(a, "?")) == 0;
}

static bool request_is_built(const apie_operation *operation, const json_t *vector)
{
    static const apie_key keys[] = {
        {{"X-Honeycomb-Team", "", "configuration-key", "api_key"}, "/"},
        {{"Authorization", "Bearer ", "id:secret", "management_key"}, "/2/"},
    };
    const char *path = text(vector, "path");
    const char *type = text(json_object_get(vector, "request_headers"), "content-type");
    char *values[MAX_ARGUMENTS] = {NULL};
    apie_argument arguments[MAX_ARGUMENTS] = {{NULL, {0, APIE_UNSET}}};
    apie_endpoint endpoint;
    apie_http_request request;
    apie_error error;
    apie_arena *arena = not_null(apie_arena_new(0));
    if (apie_endpoint_init_with_keys(&endpoint, "https://h", keys, 2, NULL, &error) != APIE_OK)
        fatal("%s", error.message);
    read_arguments(operation, path, values, arguments);
    bool built = apie_request_build(&request, arena, &endpoint, operation, arguments, NULL,
                                    &error) == APIE_OK &&
                 (!operation->scoped ||
                  apie_request_set_scope(&request, arena, "my-team", &error) == APIE_OK);
    if (!built)
        (void)printf("  %s: %s\n", error.where, error.message);
    else if (!same_target(request.target, path))
        (void)printf("  target %s, not %s\n", request.target, path);
    else if (type != NULL && !has_line(&request, "Content-Type", type))
        (void)printf("  content type is not %s\n", type);
    built = built && same_target(request.target, path) &&
            (type == NULL || has_line(&request, "Content-Type", type)) &&
            strcmp(apie_method_name(request.method), text(vector, "method")) == 0;
    for (size_t i = 0; i < MAX_ARGUMENTS; i++)
        free(values[i]);
    apie_endpoint_free(&endpoint);
    apie_arena_free(arena);
    return built;
}

static bool request_passes(const apie_operation *operation, const json_t *vector)
{
    const json_t *body = json_object_get(vector, "request_json");
    if (operation->request == NULL) {
        (void)printf("  %s takes no body\n", operation->name);
        return false;
    }
    return body_returns(operation->request, body, stdout) && request_is_built(operation, vector);
}

/* ---- responses ---- */

/* A refusal is read as every answer is, and whole as a problem. */
static bool refusal_passes(const json_t *body, int status, const char *type)
{
    char *given = not_null(json_dumps(body, JSON_ENCODE_ANY));
    char headers[128];
    apie_text_format(headers, sizeof headers, "content-type: %s\r\n", type);
    const apie_answer answer = {.http_status = status,
                                .headers = {headers, strlen(headers)},
                                .body = {given, strlen(given)}};
    apie_answer_facts facts;
    apie_error error;
    apie_answer_read_facts(&answer, 0, &facts);
    apie_status code = apie_answer_read_error(&answer, &facts, &error);
    apie_response *response = not_null(apie_answer_to_response(&answer, &facts, 1));
    const json_t *items = json_object_get(body, "type_detail") != NULL
                              ? json_object_get(body, "type_detail")
                              : json_object_get(body, "errors");
    apie_honeycomb_problem *problem = NULL;
    bool read = code != APIE_OK && error.message[0] != '\0' &&
                response->field_error_count == json_array_size(items) &&
                apie_honeycomb_problem_read(response, &problem, &error) == APIE_OK;
    if (!read)
        (void)printf("  not read as a refusal\n");
    apie_free(problem);
    apie_free(response);
    free(given);
    return body_returns(&apie_model_honeycomb_problem, body, stdout) && read;
}

static bool response_passes(const apie_operation *operation, const json_t *vector)
{
    const json_t *body = json_object_get(vector, "response_json");
    int status = (int)json_integer_value(json_object_get(vector, "status"));
    const char *type = text(json_object_get(vector, "response_headers"), "content-type");
    if (status >= 300)
        return refusal_passes(body, status, type != NULL ? type : "application/json");
    if (operation->response == NULL) {
        (void)printf("  %s has no result\n", operation->name);
        return false;
    }
    return body_returns(operation->response, body, stdout);
}

/* ---- all of them ---- */

typedef bool passes_fn(const apie_operation *operation, const json_t *vector);

static void replay(const json_t *vector, const char *what, exclusions *excluded, passes_fn *passes,
                   vectors_count *count)
{
    char use[32];
    char key[32];
    apie_text_format(use, sizeof use, "use_%s", what);
    apie_text_format(key, sizeof key, "%s_json", what);
    const char *name = text(vector, "name");
    const json_t *body = json_object_get(vector, key);
    if (!json_is_true(json_object_get(vector, use)) || body == NULL || json_is_null(body))
        return;
    count->total++;
    if (exclusions_has(excluded, what, name))
        return;
    if (passes(find_operation(text(vector, "operation")), vector))
        count->passed++;
    else
        (void)printf("%s %s differs\n", what, name);
}

void vectors_replay(const json_t *cases, exclusions *excluded, vectors_count *requests,
                    vectors_count *responses)
{
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *vector = json_array_get(cases, i);
        replay(vector, "request", excluded, request_passes, requests);
        replay(vector, "response", excluded, response_passes, responses);
    }
}
