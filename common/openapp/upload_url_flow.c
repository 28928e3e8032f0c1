/* Uploading an image that is somewhere else: it is fetched first, by requests that have nothing of
 * the client's, one for each redirect. */
#include <string.h>

#include "base/fail.h"
#include "exchange/clean_text.h"
#include "openapp/flows.h"
#include "openapp/image.h"

#define REDIRECTS_MAX 5
#define URL_FAILED    "the image could not be fetched: "

static const apie_operation fetch_operation = {
    .name = "image.fetch", .method = APIE_GET, .path = "", .retry_safe = true};

typedef struct upload_url_flow {
    apie_flow flow;    /* first */
    apie_flow *upload; /* until it runs */
    const char *url;   /* what the program gave: names the image */
    const char *file_name;
    const char *redirect; /* of the last answer; NULL: none */
    int redirects;
    bool want_response; /* the upload's; a stranger's is none of the program's business */
} upload_url_flow;

/* ---- the answers ---- */

static bool answered_well(const apie_answer *answer)
{
    return answer->transport == APIE_OK && answer->http_status >= 200 && answer->http_status < 300;
}

static apie_status refuse_image(upload_url_flow *upload, const char *why)
{
    return apie_fail(&upload->flow.error, APIE_ERROR_INVALID_ARGUMENT, "url", "what is there is %s",
                     why);
}

/* Makes the upload's form right from the answer, without the lock and without another copy. */
static apie_status read_image(upload_url_flow *upload)
{
    apie_flow *flow = &upload->flow;
    const apie_answer *answer = &flow->answer;
    const apie_slice url = {upload->url, strlen(upload->url)};
    apie_openapp_image image = {
        .data = answer->body.data,
        .length = answer->body.length,
        .content_type =
            apie_image_type(apie_answer_header(answer->headers, "content-type"), url, answer->body),
        .file_name = upload->file_name,
    };
    if (!image.content_type)
        return refuse_image(upload, "neither JPEG, PNG nor WebP");
    if (image.length == 0)
        return refuse_image(upload, "empty");
    if (!image.file_name)
        image.file_name = apie_image_file_name(url, image.content_type, flow->arena);
    if (!image.file_name)
        return apie_fail_no_memory(&flow->error);
    apie_status status = apie_openapp_upload_set_image(upload->upload, &image, &flow->error);
    return status == APIE_ERROR_INVALID_ARGUMENT
               ? refuse_image(upload, "larger than a form of 64 MiB can hold")
               : status;
}

static void read_answer(apie_flow *flow)
{
    upload_url_flow *upload = (upload_url_flow *)flow;
    const apie_slice *redirect = &flow->answer.redirect;
    upload->redirect = NULL;
    if (flow->status == APIE_OK)
        flow->status = read_image(upload);
    if (!redirect->data)
        return;
    upload->redirect = apie_arena_strndup(flow->arena, redirect->data, redirect->length);
    if (!upload->redirect)
        flow->status = apie_fail_no_memory(&flow->error);
}

/* ---- failures ---- */

/* What a stranger does is no fault of the service's, and what it says is no matter. */
static void fail_fetch(apie_flow *flow, apie_status status, const char *why)
{
    apie_error *error = &flow->error;
    const apie_error was = *error;
    flow->status = apie_fail(error, status, "url", URL_FAILED "%s", why);
    error->http_status = was.http_status;
    error->curl_code = was.curl_code;
    error->attempts = was.attempts;
    apie_flow_finish(flow, flow->status);
}

static void fail_answered(apie_flow *flow)
{
    char why[48];
    apie_text_format(why, sizeof why, "its server answered %d", flow->answer.http_status);
    fail_fetch(flow, APIE_ERROR_NETWORK, why);
}

/* In libcurl's words, since ours are about the service. */
static void fail_transfer(apie_flow *flow)
{
    char why[sizeof flow->error.message];
    const char *words = flow->error.message;
    if (flow->status == flow->answer.transport && flow->answer.curl_message[0])
        words = flow->answer.curl_message;
    apie_clean_text(why, sizeof why, (apie_slice){words, strlen(words)});
    fail_fetch(flow, flow->status, why);
}

static void give_up(apie_flow *flow)
{
    if (flow->status == APIE_ERROR_NO_MEMORY || answered_well(&flow->answer))
        apie_flow_finish(flow, flow->status);
    else if (flow->answer.transport == APIE_OK && flow->error.http_status > 0)
        fail_answered(flow);
    else
        fail_transfer(flow);
}

/* ---- the flow ---- */

static void fetch(upload_url_flow *upload, const char *url);

static bool is_https(const char *url)
{
    return apie_text_equal_nocase(url, strcspn(url, ":"), "https", 5);
}

/* What has come by https is not gone on with in the clear. */
static void follow(upload_url_flow *upload)
{
    apie_flow *flow = &upload->flow;
    const char *to = upload->redirect;
    if (!apie_image_url_valid(to))
        fail_fetch(flow, APIE_ERROR_PROTOCOL, "its server redirects to no http or https URL");
    else if (is_https(flow->request.url) && !is_https(to))
        fail_fetch(flow, APIE_ERROR_PROTOCOL, "its server redirects from https to http");
    else if (++upload->redirects > REDIRECTS_MAX)
        fail_fetch(flow, APIE_ERROR_PROTOCOL, "it is redirected more than five times");
    else
        fetch(upload, to);
}

static void uploaded(apie_flow *flow)
{
    apie_flow_finish(flow, flow->status);
}

static void fetched(apie_flow *flow)
{
    upload_url_flow *upload = (upload_url_flow *)flow;
    apie_flow *part = upload->upload;
    if (flow->status == APIE_OK) {
        upload->upload = NULL;
        flow->want_response = upload->want_response;
        apie_flow_run(flow, part, uploaded);
    } else if (upload->redirect) {
        follow(upload);
    } else {
        give_up(flow);
    }
}

static void fetch(upload_url_flow *upload, const char *url)
{
    apie_flow *flow = &upload->flow;
    upload->redirect = NULL;
    flow->request.url = url;
    flow->request.target = apie_image_url_path(url, flow->arena);
    if (flow->request.target)
        apie_flow_exchange(flow, 0, fetched);
    else
        apie_flow_finish_no_memory(flow);
}

static void start(apie_flow *flow)
{
    upload_url_flow *upload = (upload_url_flow *)flow;
    fetch(upload, upload->url);
}

static void destroy(apie_flow *flow)
{
    apie_flow_free(((upload_url_flow *)flow)->upload);
}

static const apie_flow_type upload_url_type = {
    .name = "upload by URL",
    .size = sizeof(upload_url_flow),
    .start = start,
    .absorbed = read_answer,
    .destroy = destroy,
};

/* ---- making it ---- */

static apie_status check(const char *url, const char *file_name, apie_error *error)
{
    if (!apie_image_url_valid(url))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "url",
                         "url must be an absolute http or https URL");
    if (file_name && !apie_utf8_valid(file_name, strlen(file_name), NULL))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "file_name",
                         "the file's name is not UTF-8");
    return APIE_OK;
}

static apie_status build(upload_url_flow *upload, const char *url, const char *file_name,
                         apie_error *error)
{
    apie_flow *flow = &upload->flow;
    upload->want_response = flow->want_response;
    flow->want_response = false;
    upload->url = apie_arena_strdup(flow->arena, url);
    upload->file_name = file_name ? apie_arena_strdup(flow->arena, file_name) : NULL;
    if (!upload->url || (file_name && !upload->file_name))
        return apie_fail_no_memory(error);
    flow->request =
        (apie_http_request){.operation = &fetch_operation, .method = APIE_GET, .retry_safe = true};
    return apie_request_add_header(&flow->request, flow->arena, "Accept", "image/*", error);
}

apie_flow *apie_openapp_upload_url_flow_new(apie_core *core, apie_openapp_pictured pictured,
                                            const char *id, const char *url, const char *file_name,
                                            const apie_call_options *options, apie_error *error)
{
    upload_url_flow *upload =
        (upload_url_flow *)apie_flow_new(&upload_url_type, core, options, error);
    if (!upload)
        return NULL;
    if (check(url, file_name, error) != APIE_OK) {
        apie_flow_free(&upload->flow);
        return NULL;
    }
    upload->upload = apie_openapp_upload_flow_begin(core, pictured, id, options, error);
    if (upload->upload && build(upload, url, file_name, error) == APIE_OK)
        return &upload->flow;
    apie_flow_free(&upload->flow);
    return NULL;
}
