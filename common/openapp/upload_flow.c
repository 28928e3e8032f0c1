/* Uploading an image: one request, whose body is a form. */
#include <string.h>

#include "base/fail.h"
#include "generated/openapp_models.h"
#include "openapp/flows.h"
#include "openapp/image.h"
#include "openapp/multipart.h"

static const apie_parameter parameters[] = {{"id", APIE_IN_PATH, APIE_ARGUMENT_TEXT, true}};

#define UPLOAD(resource)                                                                           \
    {                                                                                              \
        .name = resource ".upload_image", .method = APIE_POST, .path = "/" resource "/{id}/image", \
        .parameters = parameters, .parameter_count = 1, .response = &apie_model_openapp_json,      \
        .optional_body = true,                                                                     \
    }

static const apie_operation operations[] = {
    [APIE_OPENAPP_PICTURED_USER] = UPLOAD("users"),
    [APIE_OPENAPP_PICTURED_ORG] = UPLOAD("orgs"),
    [APIE_OPENAPP_PICTURED_DEVICE] = UPLOAD("devices"),
    [APIE_OPENAPP_PICTURED_ENTITY] = UPLOAD("entities"),
    [APIE_OPENAPP_PICTURED_INTEGRATION] = UPLOAD("integrations"),
};

static apie_status find_type(const apie_openapp_image *image, const char **type, apie_error *error)
{
    const apie_slice nothing = {NULL, 0};
    const apie_slice data = {image->data, image->data ? image->length : 0};
    const char *given = image->content_type;
    *type = given ? apie_image_type_known((apie_slice){given, strlen(given)})
                  : apie_image_type(nothing, nothing, data);
    return *type ? APIE_OK
                 : apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, given ? "content_type" : "data",
                             "the image is neither JPEG, PNG nor WebP");
}

apie_status apie_openapp_upload_set_image(apie_flow *flow, const apie_openapp_image *image,
                                          apie_error *error)
{
    apie_multipart_file file = {
        .field = "file",
        .file_name = image->file_name,
        .data = image->data,
        .length = image->length,
    };
    apie_multipart form;
    apie_status status = find_type(image, &file.content_type, error);
    if (status == APIE_OK)
        status = apie_multipart_build(&file, &flow->core->clock, flow->arena, &form, error);
    if (status != APIE_OK)
        return status;
    flow->request.body = form.body;
    flow->request.body_length = form.length;
    return apie_request_add_header(&flow->request, flow->arena, "Content-Type", form.content_type,
                                   error);
}

apie_flow *apie_openapp_upload_flow_begin(apie_core *core, apie_openapp_pictured pictured,
                                          const char *id, const apie_call_options *options,
                                          apie_error *error)
{
    const apie_argument target[] = {{.text = id}};
    return apie_operation_flow_new(core, &operations[pictured], target, NULL, options, error);
}

apie_flow *apie_openapp_upload_flow_new(apie_core *core, apie_openapp_pictured pictured,
                                        const char *id, const apie_openapp_image *image,
                                        const apie_call_options *options, apie_error *error)
{
    if (!image) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "image", "image must not be NULL");
        return NULL;
    }
    apie_flow *flow = apie_openapp_upload_flow_begin(core, pictured, id, options, error);
    if (!flow || apie_openapp_upload_set_image(flow, image, error) == APIE_OK)
        return flow;
    apie_flow_free(flow);
    return NULL;
}
