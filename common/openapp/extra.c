#include <apie/openapp.h>

#include "base/buffer.h"
#include "base/fail.h"
#include "model/descriptor.h"

/* Without a field of its own: all that it reads is extra. */
static const apie_model members_model = {.name = "members", .size = sizeof(apie_openapp_extra)};

apie_status apie_openapp_extra_make(const json_t *members, apie_openapp_extra **out,
                                    apie_error *error)
{
    apie_error own;
    apie_buffer text;
    apie_json_writer writer;
    void *root = NULL;
    if (error == NULL)
        error = &own;
    apie_error_clear(error);
    *out = NULL;
    if ((const void *)members == APIE_NULL || !json_is_object(members))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "members", "members is no object");
    apie_buffer_init(&text, 0);
    apie_json_writer_init(&writer, &text);
    apie_status status = apie_model_encode(&apie_model_any, &members, NULL, &writer, error);
    if (status == APIE_OK)
        status = apie_model_decode(&members_model, text.data, text.length, &root, error);
    apie_buffer_free(&text);
    *out = root;
    return status;
}
