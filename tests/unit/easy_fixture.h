/* A tiny server, an endpoint and an easy handle for it; and what the server saw. */
#ifndef APIE_TESTS_EASY_FIXTURE_H
#define APIE_TESTS_EASY_FIXTURE_H

#include <pthread.h>
#include <stdint.h>

#include "driver/easy.h"
#include "support/tiny_server.h"

#define EASY_SECRET "s3cret-key"

typedef struct easy_fixture {
    tiny_server server;
    apie_endpoint endpoint;
    apie_easy *easy;
    pthread_mutex_t mutex;
    char head[TINY_HEAD + 1]; /* of the last request */
    char body[TINY_BODY + 1];
    char connect_head[TINY_HEAD + 1]; /* of the last CONNECT */
    int connection;
    tiny_handler *answer; /* gets the fixture; NULL: 201 "ok", 200 for CONNECT */
} easy_fixture;

/* The server first, then as many clients, one after the other, as the test likes. */
void easy_start_server(easy_fixture *f, const char *unix_path, tiny_handler *answer);
void easy_start_client(easy_fixture *f, const char *url, const apie_connection_options *options);
void easy_stop_client(easy_fixture *f);
/* Both, plainly. */
void easy_start(easy_fixture *f, tiny_handler *answer);
/* After it, what the server saw can be looked at even if it never answered. */
void easy_stop(easy_fixture *f);

apie_http_request easy_request(apie_method method, const char *target, const char *body);
apie_answer easy_perform(easy_fixture *f, const apie_http_request *request, int64_t timeout_ms);
apie_answer easy_get(easy_fixture *f, const char *target);
void easy_assert_slice(apie_slice slice, const char *text);

/* Handlers. */
void easy_answer_with_redirect(tiny_exchange *exchange, void *user);
void easy_answer_never(tiny_exchange *exchange, void *user);
void easy_answer_by_hanging_up(tiny_exchange *exchange, void *user);

/* libcurl is told to use the test's malloc, so that its allocations are counted and failed. */
bool easy_global_init(void);

#endif
