#include "exchange/request.h"

#include <string.h>

#include "base/fail.h"
#include "exchange/ascii.h"
#include "exchange/credentials.h"
#include "exchange/header.h"
#include "exchange/outgoing.h"
#include "exchange/request_body.h"
#include "exchange/request_target.h"

#define JSON_TYPE "application/json"

/* ---- header lines ---- */

static bool make_room(apie_http_request *request, apie_arena *arena)
{
    if (request->header_line_count < request->header_line_capacity)
        return true;
    size_t capacity = request->header_line_capacity > 0 ? 2 * request->header_line_capacity : 8;
    const char **lines = apie_arena_alloc(arena, capacity * sizeof(*lines));
    if (lines == NULL)
        return false;
    if (request->header_line_count > 0)
        memcpy(lines, request->header_lines, request->header_line_count * sizeof(*lines));
    request->header_lines = lines;
    request->header_line_capacity = capacity;
    return true;
}

static apie_status add_line(apie_http_request *request, apie_arena *arena, const char *line,
                            apie_error *error)
{
    if (!make_room(request, arena))
        return apie_fail_no_memory(error);
    request->header_lines[request->header_line_count++] = line;
    return APIE_OK;
}

apie_status apie_request_add_header(apie_http_request *request, apie_arena *arena, const char *name,
                                    const char *value, apie_error *error)
{
    apie_status status = apie_header_check(APIE_ERROR_INVALID_ARGUMENT, name, value, NULL, error);
    if (status != APIE_OK)
        return status;
    const char *line = apie_header_line(arena, name, value);
    if (line == NULL)
        return apie_fail_no_memory(error);
    for (size_t i = 0; i < request->header_line_count; i++) {
        if (apie_header_line_is(request->header_lines[i], name)) {
            request->header_lines[i] = line;
            return APIE_OK;
        }
    }
    return add_line(request, arena, line, error);
}

apie_status apie_request_add_line(apie_http_request *request, apie_arena *arena, const char *line,
                                  apie_error *error)
{
    size_t length = strcspn(line, ":;");
    for (size_t i = 0; i < request->header_line_count; i++) {
        const char *other = request->header_lines[i];
        if (apie_text_equal_nocase(other, strcspn(other, ":;"), line, length))
            return APIE_OK;
    }
    return add_line(request, arena, line, error);
}

/* Before all others. Nearly every request has the same. */
static apie_status add_own_headers(apie_http_request *request, apie_arena *arena, const char *type,
                                   bool has_body, apie_error *error)
{
    bool json = strcmp(type, JSON_TYPE) == 0;
    apie_status status = json ? add_line(request, arena, "Accept: " JSON_TYPE, error)
                              : apie_request_add_header(request, arena, "Accept", type, error);
    if (status != APIE_OK || !has_body)
        return status;
    return json ? add_line(request, arena, "Content-Type: " JSON_TYPE, error)
                : apie_request_add_header(request, arena, "Content-Type", type, error);
}

/* What the client has of the credentials that the operation takes. */
static apie_status add_credential(apie_http_request *request, apie_arena *arena,
                                  const apie_endpoint *endpoint, apie_error *error)
{
    const char *names = request->operation->credential;
    if (names == NULL)
        return APIE_OK;
    const char *line = apie_credentials_line(endpoint, names);
    if (line != NULL)
        return add_line(request, arena, line, error);
    char first[32];
    apie_text_copy(first, sizeof(first), names, strcspn(names, " "));
    return apie_fail(error, APIE_ERROR_CONFIG, first, "%s needs %s, which the client was not given",
                     request->operation->name, names);
}

/* A service may answer raw requests without a credential, too. */
static apie_status add_raw_credential(apie_http_request *request, apie_arena *arena,
                                      const apie_endpoint *endpoint, const char *target,
                                      apie_error *error)
{
    const char *line =
        endpoint->shared_line == NULL ? apie_credentials_raw_line(endpoint, target) : NULL;
    return line != NULL ? add_line(request, arena, line, error) : APIE_OK;
}

static apie_status add_header_argument(apie_http_request *request, apie_arena *arena,
                                       const apie_parameter *parameter, apie_slice text,
                                       apie_error *error)
{
    const char *value = apie_arena_strndup(arena, text.data, text.length);
    if (value == NULL)
        return apie_fail_no_memory(error);
    if (!apie_header_value_valid(value))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, parameter->name,
                         "%s holds a line break or control character", parameter->name);
    return apie_request_add_header(request, arena, parameter->name, value, error);
}

static apie_status add_header_arguments(apie_http_request *request, apie_arena *arena,
                                        const apie_operation *operation,
                                        const apie_argument *arguments, apie_error *error)
{
    char scratch[APIE_ARGUMENT_TEXT_MAX];
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const apie_parameter *parameter = &operation->parameters[i];
        if (parameter->place != APIE_IN_HEADER)
            continue;
        apie_slice text = apie_argument_text(parameter, &arguments[i], scratch);
        if (text.data == NULL)
            continue;
        apie_status status = add_header_argument(request, arena, parameter, text, error);
        if (status != APIE_OK)
            return status;
    }
    return APIE_OK;
}

static apie_status add_idempotency_key(apie_http_request *request, apie_arena *arena,
                                       const char *key, apie_error *error)
{
    if (apie_header_value_blank(key) || !apie_header_value_valid(key))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "idempotency_key",
                         "idempotency_key is blank or holds a line break or control character");
    return apie_request_add_header(request, arena, APIE_IDEMPOTENCY_KEY, key, error);
}

static apie_status add_options(apie_http_request *request, apie_arena *arena,
                               const apie_endpoint *endpoint, const apie_call_options *options,
                               apie_error *error)
{
    if (options == NULL)
        return APIE_OK;
    if (options->header_count > 0 && options->headers == NULL)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "headers",
                         "headers is NULL although header_count is not 0");
    apie_outgoing outgoing = {.request = request, .arena = arena, .endpoint = endpoint};
    for (size_t i = 0; i < options->header_count; i++) {
        apie_status status = apie_outgoing_add(&outgoing, options->headers[i].name,
                                               options->headers[i].value, error);
        if (status != APIE_OK)
            return status;
    }
    if (options->idempotency_key == NULL)
        return APIE_OK;
    return add_idempotency_key(request, arena, options->idempotency_key, error);
}

/* However the key came in: as an option, as a header, as an argument of the operation. */
static bool has_idempotency_key(const apie_http_request *request)
{
    for (size_t i = 0; i < request->header_line_count; i++)
        if (apie_header_line_is(request->header_lines[i], APIE_IDEMPOTENCY_KEY))
            return true;
    return false;
}

/* ---- its credential ---- */

void apie_request_hide_secrets(const apie_http_request *request, apie_error *error)
{
    apie_credentials_hide_one(request->secret, error);
    apie_credentials_hide_one(request->secret_part, error);
}

/* ---- requests of operations ---- */

apie_status apie_request_build(apie_http_request *request, apie_arena *arena,
                               const apie_endpoint *endpoint, const apie_operation *operation,
                               const apie_argument *arguments, const apie_call_options *options,
                               apie_error *error)
{
    *request = (apie_http_request){
        .operation = operation,
        .method = operation->method,
    };
    apie_status status =
        apie_request_target(&request->target, arena, endpoint->prefix, operation, arguments, error);
    if (status == APIE_OK)
        status = add_credential(request, arena, endpoint, error);
    if (status == APIE_OK)
        status = add_own_headers(
            request, arena, operation->content_type != NULL ? operation->content_type : JSON_TYPE,
            operation->request != NULL, error);
    if (status == APIE_OK)
        status = add_header_arguments(request, arena, operation, arguments, error);
    if (status == APIE_OK)
        status = add_options(request, arena, endpoint, options, error);
    request->retry_safe = operation->retry_safe || has_idempotency_key(request);
    return status;
}

/* ---- raw requests ---- */

static const apie_operation raw_operations[APIE_METHOD_COUNT] = {
    [APIE_GET] = {.name = "request", .method = APIE_GET, .path = "", .retry_safe = true},
    [APIE_POST] = {.name = "request", .method = APIE_POST, .path = ""},
    [APIE_PUT] = {.name = "request", .method = APIE_PUT, .path = "", .retry_safe = true},
    [APIE_PATCH] = {.name = "request", .method = APIE_PATCH, .path = ""},
    [APIE_DELETE] = {.name = "request", .method = APIE_DELETE, .path = "", .retry_safe = true},
};

static apie_status check_raw_target(const char *path, apie_error *error)
{
    const char *wrong = NULL;
    /* "//host/…" would be taken for another host wherever it is resolved against the base URL. */
    if (path == NULL || path[0] != '/' || path[1] == '/')
        wrong = "must begin with one slash";
    for (const char *at = path; wrong == NULL && *at != '\0'; at++) {
        if (apie_is_control(*at) || *at == ' ' || !apie_is_ascii(*at))
            wrong = "holds a character that must be percent-encoded";
        else if (*at == '#')
            wrong = "has a fragment";
    }
    if (wrong == NULL)
        return APIE_OK;
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "path", "path %s", wrong);
}

static apie_status set_raw_target(apie_http_request *request, apie_arena *arena, const char *prefix,
                                  const char *path, apie_error *error)
{
    size_t prefix_length = strlen(prefix);
    size_t path_length = strlen(path);
    char *target = apie_arena_text(arena, prefix_length + path_length + 1);
    if (target == NULL)
        return apie_fail_no_memory(error);
    memcpy(target, prefix, prefix_length);
    memcpy(target + prefix_length, path, path_length + 1);
    request->target = target;
    return APIE_OK;
}

apie_status apie_request_build_raw(apie_http_request *request, apie_arena *arena,
                                   const apie_endpoint *endpoint, apie_method method,
                                   const char *target_path, const char *body, size_t body_length,
                                   const apie_call_options *options, apie_error *error)
{
    const apie_operation *operation = &raw_operations[method];
    *request = (apie_http_request){
        .operation = operation,
        .method = method,
    };
    apie_status status = check_raw_target(target_path, error);
    if (status == APIE_OK)
        status = set_raw_target(request, arena, endpoint->prefix, target_path, error);
    if (status == APIE_OK && body == NULL && body_length > 0)
        status = apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "body",
                           "body is NULL although body_length is not 0");
    if (status == APIE_OK && body != NULL)
        status = apie_request_copy_body(request, arena, body, body_length, error);
    if (status == APIE_OK)
        status = add_raw_credential(request, arena, endpoint, target_path, error);
    if (status == APIE_OK)
        status = add_own_headers(request, arena, JSON_TYPE, body != NULL, error);
    if (status == APIE_OK)
        status = add_options(request, arena, endpoint, options, error);
    request->retry_safe = operation->retry_safe || has_idempotency_key(request);
    return status;
}
