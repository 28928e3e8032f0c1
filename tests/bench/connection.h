/* Inside the server: one connection, and what it answers. */
#ifndef BENCH_CONNECTION_H
#define BENCH_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/ssl.h>

#include "server.h"

typedef struct bench_connection bench_connection;

/* A whole answer, head and body; never freed. */
typedef struct bench_answer {
    const char *data;
    size_t length;
} bench_answer;

/* What a request asks for. */
typedef struct bench_request {
    const bench_answer *answer;
    uint64_t delay_ns;
    bool close;
    bool hold;
} bench_request;

struct bench_connection {
    int fd;
    SSL *ssl; /* NULL: plain */
    char *input;
    size_t input_length;
    size_t input_capacity;
    size_t looked_at;           /* of a body that is coming in */
    const bench_answer *answer; /* being sent */
    size_t sent;
    bench_request request; /* the one that is waited with */
    uint64_t due_ns;
    bench_connection *next; /* in the queue of those that wait */
    bool waiting;
    bool dead;
    bool watches_output;
};

typedef struct bench_listener {
    int fd;
    SSL_CTX *tls; /* NULL: plain */
} bench_listener;

typedef struct bench_service {
    bench_server *server;
    int poll;
    int timer;
    bench_connection *first; /* waiting for their time, all for the same, so in order */
    bench_connection **end;
} bench_service;

/* answers.c */
void bench_answers_prepare(void);
void bench_route(const char *head, bench_request *request);

/* connection.c: what can be done now. */
void bench_connection_ready(bench_service *service, bench_connection *connection);
void bench_connection_answer(bench_service *service, bench_connection *connection);

/* sink.c: notes the events in a body of which `length` bytes are there. What is before `from` was
 * looked at; returns what is to be given as `from` when more has come. */
size_t bench_sink_events(bench_server *server, const char *body, size_t from, size_t length);

#endif
