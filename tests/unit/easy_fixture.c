#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/easy_fixture.h"

#include <stdlib.h>
#include <string.h>

static void record(tiny_exchange *exchange, void *user)
{
    easy_fixture *f = user;
    bool connects = strncmp(exchange->head, "CONNECT ", 8) == 0;

    pthread_mutex_lock(&f->mutex);
    memcpy(connects ? f->connect_head : f->head, exchange->head, sizeof exchange->head);
    memcpy(f->body, exchange->body, sizeof exchange->body);
    f->connection = exchange->connection;
    pthread_mutex_unlock(&f->mutex);
    if (f->answer != NULL)
        f->answer(exchange, f);
    else
        tiny_reply(exchange, connects ? 200 : 201, "X-Kind: plain\r\n", connects ? "" : "ok");
}

void easy_start_server(easy_fixture *f, const char *unix_path, tiny_handler *answer)
{
    memset(f, 0, sizeof *f);
    pthread_mutex_init(&f->mutex, NULL);
    f->answer = answer;
    tiny_server_start(&f->server, unix_path, record, f);
}

void easy_start_client(easy_fixture *f, const char *url, const apie_connection_options *options)
{
    const apie_credential credential = {"Authorization", "Bearer ", EASY_SECRET, NULL};
    apie_error error = {0};

    if (apie_endpoint_init(&f->endpoint, url, &credential, options, &error) != APIE_OK)
        fail_msg("%s", error.message);
    f->easy = apie_easy_new(&f->endpoint, false, NULL, &error);
    if (f->easy == NULL)
        fail_msg("%s", error.message);
}

void easy_stop_client(easy_fixture *f)
{
    apie_easy_free(f->easy);
    apie_endpoint_free(&f->endpoint);
}

void easy_start(easy_fixture *f, tiny_handler *answer)
{
    easy_start_server(f, NULL, answer);
    easy_start_client(f, f->server.url, NULL);
}

void easy_stop(easy_fixture *f)
{
    easy_stop_client(f);
    tiny_server_stop(&f->server);
    pthread_mutex_destroy(&f->mutex);
}

apie_http_request easy_request(apie_method method, const char *target, const char *body)
{
    static const apie_operation operation = {.name = "request"};

    return (apie_http_request){
        .operation = &operation,
        .method = method,
        .target = target,
        .body = body,
        .body_length = body != NULL ? strlen(body) : 0,
    };
}

apie_answer easy_perform(easy_fixture *f, const apie_http_request *request, int64_t timeout_ms)
{
    apie_error error = {0};
    apie_answer answer;

    if (apie_easy_prepare(f->easy, request, timeout_ms, &error) != APIE_OK)
        fail_msg("%s", error.message);
    apie_easy_read_answer(f->easy, curl_easy_perform(f->easy->handle), &answer);
    return answer;
}

apie_answer easy_get(easy_fixture *f, const char *target)
{
    apie_http_request request = easy_request(APIE_GET, target, NULL);

    return easy_perform(f, &request, 10000);
}

void easy_assert_slice(apie_slice slice, const char *text)
{
    assert_int_equal(slice.length, strlen(text));
    assert_memory_equal(slice.data, text, slice.length);
}

void easy_answer_with_redirect(tiny_exchange *exchange, void *user)
{
    (void)user;
    tiny_reply(exchange, 302, "Location: /elsewhere\r\n", "");
}

void easy_answer_never(tiny_exchange *exchange, void *user)
{
    (void)user;
    tiny_hang(exchange);
}

void easy_answer_by_hanging_up(tiny_exchange *exchange, void *user)
{
    (void)user;
    exchange->close = true;
}

bool easy_global_init(void)
{
    return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, free, realloc, strdup, calloc) ==
               CURLE_OK &&
           apie_easy_global_init(NULL) == APIE_OK;
}
