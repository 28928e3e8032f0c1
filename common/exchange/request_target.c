#include "exchange/request_target.h"

#include <string.h>

#include "base/buffer.h"
#include "base/fail.h"
#include "base/number.h"
#include "exchange/request.h"

#define TARGET_MAX ((size_t)64 << 10)

apie_slice apie_argument_text(const apie_parameter *parameter, const apie_argument *argument,
                              char scratch[APIE_ARGUMENT_TEXT_MAX])
{
    if (parameter->type == APIE_ARGUMENT_TEXT) {
        /* A path or a query has no way to say null. */
        if (argument->text == NULL || argument->text == (const char *)APIE_NULL)
            return (apie_slice){NULL, 0};
        return (apie_slice){argument->text, strlen(argument->text)};
    }
    if (argument->number.presence != APIE_SET)
        return (apie_slice){NULL, 0};
    if (parameter->type == APIE_ARGUMENT_BOOL)
        return argument->number.value != 0 ? APIE_SLICE("true") : APIE_SLICE("false");
    return (apie_slice){scratch, apie_int64_to_text(argument->number.value, scratch)};
}

static apie_status refuse(apie_error *error, const char *name, const char *what)
{
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, name, "%s %s", name, what);
}

static apie_status check(const apie_parameter *parameter, apie_slice text, apie_error *error)
{
    if (text.data == NULL)
        return parameter->required || parameter->place == APIE_IN_PATH
                   ? refuse(error, parameter->name, "is required")
                   : APIE_OK;
    if (!apie_utf8_valid(text.data, text.length, NULL))
        return refuse(error, parameter->name, "is not UTF-8");
    if (parameter->place == APIE_IN_QUERY)
        return APIE_OK;
    if (text.length == 0)
        return refuse(error, parameter->name, "is empty");
    if (parameter->place == APIE_IN_HEADER)
        return APIE_OK;
    if (apie_slice_equal(text, ".") || apie_slice_equal(text, ".."))
        return refuse(error, parameter->name, "may not be \".\" or \"..\"");
    return APIE_OK;
}

/* Checked for all places before anything is written: a header argument is refused here, too. */
static apie_status check_all(const apie_operation *operation, const apie_argument *arguments,
                             apie_error *error)
{
    char scratch[APIE_ARGUMENT_TEXT_MAX];
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const apie_parameter *parameter = &operation->parameters[i];
        apie_status status =
            check(parameter, apie_argument_text(parameter, &arguments[i], scratch), error);
        if (status != APIE_OK)
            return status;
    }
    return APIE_OK;
}

static void write_path_argument(apie_buffer *out, const apie_operation *operation,
                                const apie_argument *arguments, apie_slice name)
{
    char scratch[APIE_ARGUMENT_TEXT_MAX];
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const apie_parameter *parameter = &operation->parameters[i];
        if (parameter->place != APIE_IN_PATH || !apie_slice_equal(name, parameter->name))
            continue;
        apie_slice text = apie_argument_text(parameter, &arguments[i], scratch);
        apie_percent_encode(out, text.data, text.length);
        return;
    }
    /* What the client knows: apie_request_set_scope() puts it there. */
    apie_buffer_char(out, '{');
    apie_buffer_append(out, name.data, name.length);
    apie_buffer_char(out, '}');
}

static void write_path(apie_buffer *out, const apie_operation *operation,
                       const apie_argument *arguments)
{
    const char *at = operation->path;
    for (;;) {
        size_t plain = strcspn(at, "{");
        apie_buffer_append(out, at, plain);
        at += plain;
        if (*at == '\0')
            return;
        size_t name_length = strcspn(++at, "}");
        write_path_argument(out, operation, arguments, (apie_slice){at, name_length});
        at += name_length;
        if (*at == '}')
            at++;
    }
}

static void write_query(apie_buffer *out, const apie_operation *operation,
                        const apie_argument *arguments)
{
    char scratch[APIE_ARGUMENT_TEXT_MAX];
    char separator = '?';
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const apie_parameter *parameter = &operation->parameters[i];
        apie_slice text = apie_argument_text(parameter, &arguments[i], scratch);
        if (parameter->place != APIE_IN_QUERY || text.data == NULL)
            continue;
        apie_buffer_char(out, separator);
        apie_percent_encode(out, parameter->name, strlen(parameter->name));
        apie_buffer_char(out, '=');
        apie_percent_encode(out, text.data, text.length);
        separator = '&';
    }
}

apie_status apie_request_target(const char **target, apie_arena *arena, const char *prefix,
                                const apie_operation *operation, const apie_argument *arguments,
                                apie_error *error)
{
    apie_status status = check_all(operation, arguments, error);
    if (status != APIE_OK)
        return status;
    apie_buffer buffer;
    apie_buffer_init(&buffer, TARGET_MAX);
    apie_buffer_string(&buffer, prefix);
    write_path(&buffer, operation, arguments);
    write_query(&buffer, operation, arguments);
    if (buffer.error == APIE_BUFFER_TOO_LARGE) {
        status = apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, NULL,
                           "the arguments of %s are too long for a URL", operation->name);
    } else if (buffer.error == APIE_BUFFER_OK) {
        *target = apie_arena_strndup(arena, buffer.data, buffer.length);
        if (*target == NULL)
            status = apie_fail_no_memory(error);
    } else {
        status = apie_fail_no_memory(error);
    }
    apie_buffer_free(&buffer);
    return status;
}

/* Whatever else is in a target has its braces encoded. */
apie_status apie_request_set_scope(apie_http_request *request, apie_arena *arena, const char *scope,
                                   apie_error *error)
{
    size_t before = strcspn(request->target, "{");
    const char *after = request->target + before + strcspn(request->target + before, "}");
    apie_buffer buffer;
    apie_buffer_init(&buffer, TARGET_MAX);
    apie_buffer_append(&buffer, request->target, before);
    apie_percent_encode(&buffer, scope, strlen(scope));
    apie_buffer_string(&buffer, *after != '\0' ? after + 1 : after);
    request->target = buffer.error == APIE_BUFFER_OK
                          ? apie_arena_strndup(arena, buffer.data, buffer.length)
                          : NULL;
    apie_buffer_free(&buffer);
    return request->target != NULL ? APIE_OK : apie_fail_no_memory(error);
}
