#include "exchange/request_body.h"

#include <stdlib.h>

#include "base/fail.h"

static apie_status too_large(apie_error *error)
{
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "body", "the body is larger than 64 MiB");
}

apie_status apie_request_copy_body(apie_http_request *request, apie_arena *arena, const char *body,
                                   size_t length, apie_error *error)
{
    if (length > APIE_REQUEST_BODY_MAX)
        return too_large(error);
    const char *copy = apie_arena_strndup(arena, body, length);
    if (copy == NULL)
        return apie_fail_no_memory(error);
    request->body = copy;
    request->body_length = length;
    return APIE_OK;
}

static apie_status encode(const apie_model *model, const void *object,
                          const apie_model_filter *filter, apie_buffer *out, apie_error *error)
{
    apie_json_writer writer;
    apie_json_writer_init(&writer, out);
    apie_status status = apie_model_encode(model, object, filter, &writer, error);
    if (out->error == APIE_BUFFER_TOO_LARGE)
        return too_large(error);
    if (out->error == APIE_BUFFER_NO_MEMORY)
        return apie_fail_no_memory(error);
    if (status == APIE_OK && apie_json_writer_error(&writer) != APIE_JSON_WRITE_OK)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "body",
                         "the body holds something that JSON cannot say");
    return status;
}

apie_status apie_request_set_object(apie_http_request *request, apie_arena *arena,
                                    const void *object, const apie_model_filter *filter,
                                    apie_error *error)
{
    const apie_model *model = request->operation->request;
    if ((model == NULL) != (object == NULL))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "body", "%s %s",
                         request->operation->name, model ? "needs a body" : "takes no body");
    if (model == NULL)
        return APIE_OK;
    apie_buffer buffer;
    apie_buffer_init(&buffer, APIE_REQUEST_BODY_MAX);
    apie_status status = encode(model, object, filter, &buffer, error);
    if (status == APIE_OK && apie_buffer_terminate(&buffer) == NULL)
        status = apie_fail_no_memory(error);
    /* The arena takes the buffer's memory over, which saves a copy. */
    if (status == APIE_OK && apie_arena_on_free(arena, free, buffer.data) != 0)
        status = apie_fail_no_memory(error);
    if (status != APIE_OK) {
        apie_buffer_free(&buffer);
        return status;
    }
    request->body = buffer.data;
    request->body_length = buffer.length;
    return APIE_OK;
}
