/* A libcurl easy handle that serves an endpoint: options set once, then only what changes. Prepared
 * and read here for both libraries; performed by neither part of this file. */
#ifndef APIE_DRIVER_EASY_H
#define APIE_DRIVER_EASY_H

#include <curl/curl.h>

#include <apie/error.h>

#include "base/buffer.h"
#include "exchange/answer.h"
#include "exchange/endpoint.h"
#include "exchange/request.h"

/* Where a driver has the body of a 2xx answer go, in place of the buffer. Called by libcurl. */
typedef struct apie_easy_outlet {
    bool (*begin)(void *user); /* the headers are complete; false: no more of it */
    /* As CURLOPT_WRITEFUNCTION: the length, CURL_WRITEFUNC_PAUSE, or 0: no more of it. */
    size_t (*piece)(void *user, const char *data, size_t length);
} apie_easy_outlet;

typedef struct apie_easy {
    CURL *handle;
    const apie_endpoint *endpoint;
    apie_buffer headers; /* of the final response */
    apie_buffer body;
    char error_text[CURL_ERROR_SIZE];
    bool asynchronous;
    bool fetches; /* from a URL, once, in place of the endpoint */
    bool refused; /* the outlet wanted no more, or is to have no more */
    /* private to easy*.c below */
    CURLU *url;                     /* of the origin, parsed once */
    struct curl_slist *header_list; /* an array, linked; CURLOPT_HTTPHEADER points to it */
    size_t header_capacity;
    struct curl_slist *resolve;
    char *redirect;                 /* of the last answer, if it fetches; NULL: none */
    int method;                     /* what the handle is set to; -1: unknown */
    long upload_buffer;             /* what the handle is set to; 0: unknown */
    const apie_easy_outlet *outlet; /* NULL: the buffer */
    void *outlet_user;
    bool sends_body;
    bool fresh;
    bool tunnels;   /* a proxy may be used */
    bool connected; /* all the way: the request was, or is, about to go out */
    bool resend_refused;
    bool response_started;
} apie_easy;

/* The one-time set-up of libcurl (curl_global_init), thread-safe. Both drivers call it first. */
apie_status apie_easy_global_init(apie_error *error);

/* A handle with everything set that never changes. asynchronous: for a multi handle (QUICK_EXIT,
 * no signal, small buffers). share may be NULL. NULL with *error. */
apie_easy *apie_easy_new(const apie_endpoint *endpoint, bool asynchronous, CURLSH *share,
                         apie_error *error);
/* A handle for one request with that URL, on a connection that nothing else ever uses. It knows
 * nothing of the endpoint's but its trust, its name overrides, its proxy and its User-Agent, and
 * follows no redirect, but says in its answer where one leads. NULL with *error. */
apie_easy *apie_easy_new_fetch(const apie_endpoint *endpoint, const char *url, bool asynchronous,
                               apie_error *error);
void apie_easy_free(apie_easy *easy);
/* In a forked child: frees our memory. libcurl's part is left alone, and lost, since cleaning it up
 * would say good-bye on connections that are the parent's. */
void apie_easy_abandon(apie_easy *easy);

/* Sets what this request needs: URL, method, headers, body, timeout. The request must stay valid
 * until the transfer has ended. timeout_ms 0 and less: 1 ms; INT64_MAX: none. An asynchronous
 * handle takes none: its driver ends transfers in time, after a last look at their sockets, which
 * libcurl would not take. Any failing curl_easy_setopt is reported: NO_MEMORY, INVALID_ARGUMENT. */
apie_status apie_easy_prepare(apie_easy *easy, const apie_http_request *request, int64_t timeout_ms,
                              apie_error *error);

/* For a request that has been prepared. */
void apie_easy_divert(apie_easy *easy, const apie_easy_outlet *outlet, void *user);

/* What the transfer came to; the answer's slices point into the handle's buffers. */
void apie_easy_read_answer(apie_easy *easy, CURLcode code, apie_answer *answer);

/* Forgets the request, keeps connections and buffers up to a size. */
void apie_easy_finish(apie_easy *easy);

/* An answer for a transfer that never began. */
void apie_answer_not_sent(apie_answer *answer, apie_status status, const char *message);

#endif
