#include "driver/easy.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "driver/easy_parts.h"
#include "exchange/header.h"

/* What libcurl sends in one piece with the headers, unless TLS is spoken. */
#define SMALL_BODY_BYTES    ((size_t)64 * 1024)
#define SMALL_UPLOAD_BUFFER (16 * 1024L)
#define LARGE_UPLOAD_BUFFER (512 * 1024L)

/* ---- life ---- */

apie_easy *apie_easy_new_bare(const apie_endpoint *endpoint, bool asynchronous, apie_error *error)
{
    apie_easy *easy = calloc(1, sizeof(*easy));

    if (easy == NULL) {
        (void)apie_fail_no_memory(error);
        return NULL;
    }
    easy->endpoint = endpoint;
    easy->asynchronous = asynchronous;
    easy->method = -1;
    apie_buffer_init(&easy->headers, APIE_EASY_HEADER_BYTES_MAX);
    apie_buffer_init(&easy->body, endpoint->connection.max_response_bytes);
    easy->handle = curl_easy_init();
    if (easy->handle == NULL) {
        (void)apie_fail_no_memory(error);
        apie_easy_free(easy);
        return NULL;
    }
    return easy;
}

apie_easy *apie_easy_new(const apie_endpoint *endpoint, bool asynchronous, CURLSH *share,
                         apie_error *error)
{
    apie_easy *easy = apie_easy_new_bare(endpoint, asynchronous, error);

    if (easy != NULL && apie_easy_set_up(easy, share, error) != APIE_OK) {
        apie_easy_free(easy);
        return NULL;
    }
    return easy;
}

void apie_easy_free(apie_easy *easy)
{
    if (easy == NULL)
        return;
    curl_easy_cleanup(easy->handle);
    apie_easy_abandon(easy);
}

void apie_easy_abandon(apie_easy *easy)
{
    if (easy == NULL)
        return;
    apie_buffer_free(&easy->headers);
    apie_buffer_free(&easy->body);
    curl_url_cleanup(easy->url);
    curl_free(easy->redirect);
    free(easy->header_list);
    free(easy->resolve);
    free(easy);
}

/* ---- what changes with every request ---- */

void apie_easy_list_text(struct curl_slist *node, const char *text)
{
    memcpy(&node->data, &text, sizeof(node->data));
}

static bool has_content_type(const struct curl_slist *list, size_t count)
{
    size_t i = 0;

    for (i = 0; i < count; i++) {
        if (apie_header_line_is(list[i].data, "Content-Type"))
            return true;
    }
    return false;
}

/* What a call says of a header wins over what the client says. */
static bool is_replaced(const char *line, const apie_http_request *request)
{
    size_t i = 0;

    for (i = 0; i < request->header_line_count; i++) {
        const char *other = request->header_lines[i];
        /* Letters differ from their other case, and few other pairs from each other, by one bit. */
        if (((line[0] ^ other[0]) | 0x20) == 0x20 &&
            apie_text_equal_nocase(line, strcspn(line, ":;"), other, strcspn(other, ":;")))
            return true;
    }
    return false;
}

static bool reserve_list(apie_easy *easy, size_t count)
{
    struct curl_slist *list = NULL;

    if (count <= easy->header_capacity)
        return true;
    list = realloc(easy->header_list, count * sizeof(*list));
    if (list == NULL)
        return false;
    easy->header_list = list;
    easy->header_capacity = count;
    return true;
}

/* The list's nodes are one array whose text is borrowed: nothing is copied or allocated once it is
 * long enough. */
static bool set_headers(apie_easy_setter *setter, apie_easy *easy, const apie_http_request *request)
{
    const apie_endpoint *endpoint = easy->endpoint;
    size_t count = 0;
    size_t i = 0;

    if (!reserve_list(easy, endpoint->header_line_count + request->header_line_count + 1))
        return false;
    for (i = 0; i < endpoint->header_line_count; i++) {
        if (!is_replaced(endpoint->header_lines[i], request) &&
            (!easy->fetches || apie_header_line_is(endpoint->header_lines[i], "User-Agent")))
            apie_easy_list_text(&easy->header_list[count++], endpoint->header_lines[i]);
    }
    for (i = 0; i < request->header_line_count; i++)
        apie_easy_list_text(&easy->header_list[count++], request->header_lines[i]);
    /* Else libcurl would call the body a form. */
    if (easy->sends_body && !has_content_type(easy->header_list, count))
        apie_easy_list_text(&easy->header_list[count++], "Content-Type:");
    for (i = 0; i < count; i++)
        easy->header_list[i].next = i + 1 < count ? &easy->header_list[i + 1] : NULL;
    apie_easy_set_pointer(setter, CURLOPT_HTTPHEADER, count > 0 ? easy->header_list : NULL);
    return true;
}

/* The method as libcurl is told it: plain GET and POST are its own, the others go by name. */
static void set_method(apie_easy_setter *setter, apie_easy *easy, const apie_http_request *request)
{
    apie_method method = request->method;
    bool sends_body =
        request->body != NULL || method == APIE_POST || method == APIE_PUT || method == APIE_PATCH;
    bool by_name = method != (sends_body ? APIE_POST : APIE_GET);

    if (easy->method != (int)method || easy->sends_body != sends_body) {
        easy->method = -1;
        if (!sends_body)
            apie_easy_set_long(setter, CURLOPT_HTTPGET, 1);
        apie_easy_set_pointer(setter, CURLOPT_CUSTOMREQUEST,
                              by_name ? apie_method_name(method) : NULL);
    }
    if (sends_body) {
        apie_easy_set_size(setter, CURLOPT_POSTFIELDSIZE_LARGE,
                           request->body != NULL ? request->body_length : 0);
        apie_easy_set_pointer(setter, CURLOPT_POSTFIELDS,
                              request->body != NULL ? request->body : "");
    }
    easy->sends_body = sends_body;
    if (setter->code == CURLE_OK)
        easy->method = (int)method;
}

static void set_fresh(apie_easy_setter *setter, apie_easy *easy, bool fresh)
{
    if (easy->fresh == fresh)
        return;
    apie_easy_set_long(setter, CURLOPT_FRESH_CONNECT, fresh ? 1 : 0);
    if (setter->code == CURLE_OK)
        easy->fresh = fresh;
}

/* libcurl keeps a buffer of this size for a handle that sends through TLS, even a few lines of
 * headers, or that sends a large body, one piece at a time. */
static void set_upload_buffer(apie_easy_setter *setter, apie_easy *easy, size_t body_length)
{
    long bytes = body_length > SMALL_BODY_BYTES ? LARGE_UPLOAD_BUFFER : SMALL_UPLOAD_BUFFER;

    if (easy->upload_buffer == bytes)
        return;
    apie_easy_set_long(setter, CURLOPT_UPLOAD_BUFFERSIZE, bytes);
    if (setter->code == CURLE_OK)
        easy->upload_buffer = bytes;
}

static long timeout_for_curl(int64_t timeout_ms)
{
    if (timeout_ms < 1)
        return 1;
    if (timeout_ms == INT64_MAX)
        return 0;
    return timeout_ms > INT32_MAX ? INT32_MAX : (long)timeout_ms;
}

apie_status apie_easy_prepare(apie_easy *easy, const apie_http_request *request, int64_t timeout_ms,
                              apie_error *error)
{
    apie_easy_setter setter = {easy->handle, CURLE_OK, CURLOPT_URL};

    apie_easy_finish(easy);
    if (!easy->fetches)
        apie_easy_set_pointer(&setter, CURLOPT_REQUEST_TARGET, request->target);
    set_method(&setter, easy, request);
    if (!set_headers(&setter, easy, request))
        return apie_fail_no_memory(error);
    set_upload_buffer(&setter, easy, request->body != NULL ? request->body_length : 0);
    if (!easy->asynchronous)
        apie_easy_set_long(&setter, CURLOPT_TIMEOUT_MS, timeout_for_curl(timeout_ms));
    set_fresh(&setter, easy, easy->fetches || request->fresh_connection);
    return apie_easy_setter_end(&setter, APIE_ERROR_INVALID_ARGUMENT, error);
}

void apie_easy_divert(apie_easy *easy, const apie_easy_outlet *outlet, void *user)
{
    easy->outlet = outlet;
    easy->outlet_user = user;
}

void apie_easy_finish(apie_easy *easy)
{
    easy->body.maximum = easy->endpoint->connection.max_response_bytes;
    apie_buffer_reset(&easy->headers, APIE_EASY_BUFFER_KEEP);
    apie_buffer_reset(&easy->body, APIE_EASY_BUFFER_KEEP);
    easy->error_text[0] = '\0';
    easy->connected = false;
    easy->resend_refused = false;
    easy->response_started = false;
    easy->refused = false;
    apie_easy_divert(easy, NULL, NULL);
}
