/* Uploading an image that is somewhere else: it is fetched first, by a request that has nothing of
 * the client's. */
#include <string.h>

#include "base/fail.h"
#include "openapp/flows.h"
#include "openapp/image.h"

static const apie_operation fetch_operation = {
    .name = "image.fetch", .method = APIE_GET, .path = "", .retry_safe = true};

typedef struct upload_url_flow {
    apie_flow flow;    /* first */
    apie_flow *upload; /* until it runs */
    const char *file_name;
    apie_openapp_image image; /* in the arena */
} upload_url_flow;

/* ---- the image ---- */

static apie_status read_image(upload_url_flow *upload)
{
    apie_flow *flow = &upload->flow;
    const apie_answer *answer = &flow->answer;
    const apie_slice url = {flow->request.url, strlen(flow->request.url)};
    const char *type =
        apie_image_type(apie_answer_header(answer->headers, "content-type"), url, answer->body);
    if (!type)
        return apie_fail(&flow->error, APIE_ERROR_INVALID_ARGUMENT, "url",
                         "what is there is neither JPEG, PNG nor WebP");
    upload->image = (apie_openapp_image){
        .data = apie_arena_strndup(flow->arena, answer->body.length ? answer->body.data : "",
                                   answer->body.length),
        .length = answer->body.length,
        .content_type = type,
        .file_name =
            upload->file_name ? upload->file_name : apie_image_file_name(url, type, flow->arena),
    };
    return upload->image.data && upload->image.file_name ? APIE_OK
                                                         : apie_fail_no_memory(&flow->error);
}

static void keep_image(apie_flow *flow)
{
    if (flow->status == APIE_OK)
        flow->status = read_image((upload_url_flow *)flow);
}

/* The answer is a stranger's: its status is none of the service's, and its words are no matter. */
static apie_status refuse(apie_flow *flow)
{
    int http_status = flow->answer.http_status;
    apie_status status =
        apie_fail(&flow->error, APIE_ERROR_NETWORK, "url",
                  "the image could not be fetched: its server answered %d", http_status);
    flow->error.http_status = http_status;
    return status;
}

/* ---- the flow ---- */

static void uploaded(apie_flow *flow)
{
    apie_flow_finish(flow, flow->status);
}

static void fetched(apie_flow *flow)
{
    upload_url_flow *upload = (upload_url_flow *)flow;
    apie_flow *part = upload->upload;
    int attempts = flow->error.attempts;
    if (flow->status == APIE_OK)
        flow->status = apie_openapp_upload_set_image(part, &upload->image, &flow->error);
    else if (flow->error.http_status >= 300 && flow->answer.transport == APIE_OK)
        flow->status = refuse(flow);
    if (flow->status != APIE_OK) {
        flow->error.attempts = attempts;
        apie_flow_finish(flow, flow->status);
        return;
    }
    upload->upload = NULL;
    apie_flow_run(flow, part, uploaded);
}

static void start(apie_flow *flow)
{
    apie_flow_exchange(flow, 0, fetched);
}

static void destroy(apie_flow *flow)
{
    apie_flow_free(((upload_url_flow *)flow)->upload);
}

static const apie_flow_type upload_url_type = {
    .name = "upload by URL",
    .size = sizeof(upload_url_flow),
    .start = start,
    .absorbed = keep_image,
    .destroy = destroy,
};

/* ---- making it ---- */

static apie_status build(upload_url_flow *upload, const char *url, const char *file_name,
                         apie_error *error)
{
    apie_flow *flow = &upload->flow;
    const char *copy = apie_arena_strdup(flow->arena, url);
    upload->file_name = file_name ? apie_arena_strdup(flow->arena, file_name) : NULL;
    if (!copy || (file_name && !upload->file_name))
        return apie_fail_no_memory(error);
    flow->request = (apie_http_request){
        .operation = &fetch_operation,
        .method = APIE_GET,
        .target = copy,
        .url = copy,
        .retry_safe = true,
    };
    return apie_request_add_header(&flow->request, flow->arena, "Accept", "image/*", error);
}

apie_flow *apie_openapp_upload_url_flow_new(apie_core *core, apie_openapp_pictured pictured,
                                            const char *id, const char *url, const char *file_name,
                                            const apie_call_options *options, apie_error *error)
{
    if (!apie_image_url_valid(url)) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "url",
                  "url must be an absolute http or https URL");
        return NULL;
    }
    upload_url_flow *upload =
        (upload_url_flow *)apie_flow_new(&upload_url_type, core, options, error);
    if (!upload)
        return NULL;
    upload->upload = apie_openapp_upload_flow_begin(core, pictured, id, options, error);
    if (upload->upload && build(upload, url, file_name, error) == APIE_OK)
        return &upload->flow;
    apie_flow_free(&upload->flow);
    return NULL;
}
