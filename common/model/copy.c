/* What two steps of the engine make together: a copy, a comparison. */
#include <string.h>

#include "base/buffer.h"
#include "model/model.h"

static apie_status write_text(const apie_model *model, const void *object, apie_buffer *text,
                              apie_error *error)
{
    apie_json_writer writer;

    apie_buffer_init(text, 0);
    apie_json_writer_init(&writer, text);
    return apie_model_encode(model, object, NULL, &writer, error);
}

apie_status apie_model_copy(const apie_model *model, const void *object, void **root,
                            apie_error *error)
{
    apie_buffer text;
    apie_status status = write_text(model, object, &text, error);

    *root = NULL;
    if (status == APIE_OK)
        status = apie_model_decode(model, text.data, text.length, root, error);
    apie_buffer_free(&text);
    return status;
}

bool apie_model_equal(const apie_model *model, const void *a, const void *b)
{
    apie_buffer x;
    apie_buffer y;
    bool written = write_text(model, a, &x, NULL) == APIE_OK;
    bool equal = write_text(model, b, &y, NULL) == APIE_OK && written && x.length == y.length &&
                 memcmp(x.data, y.data, x.length) == 0;

    apie_buffer_free(&x);
    apie_buffer_free(&y);
    return equal;
}
