#include "base/buffer.h"
#include "model/model.h"

apie_status apie_model_copy(const apie_model *model, const void *object, void **root,
                            apie_error *error)
{
    apie_buffer text;
    apie_json_writer writer;
    apie_status status = APIE_OK;

    *root = NULL;
    apie_buffer_init(&text, 0);
    apie_json_writer_init(&writer, &text);
    status = apie_model_encode(model, object, NULL, &writer, error);
    if (status == APIE_OK)
        status = apie_model_decode(model, text.data, text.length, root, error);
    apie_buffer_free(&text);
    return status;
}
