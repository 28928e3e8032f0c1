#include "reply.h"
#include "raw.h"
#include "server.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID_SIZE 32

static void forget(const void *data, size_t length, void *text)
{
    (void)data;
    (void)length;
    free(text);
}

static const char *phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } phrases[] = {
        {422, "Unprocessable Content"}, {429, "Too Many Requests"},
        {308, "Permanent Redirect"},    {200, "OK"},
        {307, "Temporary Redirect"},    {500, "Internal Server Error"},
        {503, "Service Unavailable"},
    };
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        if (phrases[i].status == status) {
            return phrases[i].phrase;
        }
    }
    return NULL;
}

/* The headers every answer has, then the fault's own; those of the same name are replaced. */
static bool add_headers(struct exchange *exchange, struct evkeyvalq *headers)
{
    char id[ID_SIZE];
    const char *name;
    json_t *value;
    (void)snprintf(id, sizeof id, "req_%" JSON_INTEGER_FORMAT, exchange->id);
    bool done = evhttp_add_header(headers, "Content-Type", "application/json") == 0 &&
                evhttp_add_header(headers, "x-request-id", id) == 0;
    json_object_foreach(exchange->answer.headers, name, value)
    {
        (void)evhttp_remove_header(headers, name);
        done = evhttp_add_header(headers, name, json_string_value(value)) == 0 && done;
    }
    return done;
}

static bool add_length(struct evkeyvalq *headers, uint64_t length)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, length);
    (void)evhttp_remove_header(headers, "Content-Length");
    return evhttp_add_header(headers, "Content-Length", text) == 0;
}

static bool needs_raw(const struct exchange *exchange)
{
    const struct fault *fault = &exchange->fault;
    return exchange->faulty &&
           (fault->reset != FAULT_RESET_NONE || fault->stall != FAULT_STALL_NONE ||
            fault->slow_bytes > 0 || fault->huge_bytes > 0);
}

/* The length to announce: the truth, unless a fault says otherwise. */
static uint64_t announced(const struct exchange *exchange)
{
    const struct fault *fault = &exchange->fault;
    if (exchange->faulty && fault->content_length >= 0) {
        return (uint64_t)fault->content_length;
    }
    if (exchange->faulty && fault->huge_bytes > 0) {
        return (uint64_t)fault->huge_bytes;
    }
    return exchange->answer.length;
}

/* A truncated body has to end with the connection. */
static bool cut(struct exchange *exchange, struct evkeyvalq *headers)
{
    const struct fault *fault = &exchange->fault;
    struct answer *answer = &exchange->answer;
    if (!exchange->faulty || fault->truncate < 0) {
        return true;
    }
    if ((uint64_t)fault->truncate < answer->length) {
        answer->length = (size_t)fault->truncate;
    }
    (void)evhttp_remove_header(headers, "Connection");
    return evhttp_add_header(headers, "Connection", "close") == 0;
}

static bool send_plain(struct exchange *exchange, struct evkeyvalq *headers)
{
    struct answer *answer = &exchange->answer;
    struct evbuffer *body = evbuffer_new();
    bool done = body != NULL && add_length(headers, announced(exchange)) && cut(exchange, headers);
    if (done && answer->length > 0) {
        done =
            evbuffer_add_reference(body, answer->text, answer->length, forget, answer->text) == 0;
        if (done) {
            answer->text = NULL;
        }
    }
    if (done) {
        struct evhttp_request *request = exchange->request;
        const int status = answer->status;
        exchange_free(exchange);
        evhttp_send_reply(request, status, phrase(status), body);
    }
    if (body != NULL) {
        evbuffer_free(body);
    }
    return done;
}

static bool send_raw(struct exchange *exchange, struct evkeyvalq *headers)
{
    struct answer *answer = &exchange->answer;
    struct evbuffer *head = evbuffer_new();
    const char *reason = phrase(answer->status);
    bool done = head != NULL && add_length(headers, announced(exchange)) && cut(exchange, headers);
    if (done) {
        (void)evhttp_remove_header(headers, "Connection");
        done = evhttp_add_header(headers, "Connection", "close") == 0 &&
               evbuffer_add_printf(head, "HTTP/1.1 %d %s\r\n", answer->status,
                                   reason == NULL ? "Answer" : reason) > 0 &&
               raw_add_headers(head, headers) && raw_start(exchange, head);
    }
    if (head != NULL) {
        evbuffer_free(head);
    }
    return done;
}

void reply_send(struct exchange *exchange)
{
    struct evhttp_request *request = exchange->request;
    struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
    bool (*send)(struct exchange *, struct evkeyvalq *) =
        needs_raw(exchange) ? send_raw : send_plain;
    if (exchange->answer.text == NULL) {
        exchange->answer.status = 500; /* out of memory */
    }
    if (!add_headers(exchange, headers) || !send(exchange, headers)) {
        exchange_free(exchange);
        evhttp_send_error(request, HTTP_INTERNAL, NULL);
    }
}
