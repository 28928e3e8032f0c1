/* One connection: reads requests, one at a time, and sends answers. */
#define _GNU_SOURCE /* memmem */

#include "connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "measure.h"
#include "require.h"

#define INPUT_FIRST ((size_t)4096)

static void kill_connection(bench_connection *connection)
{
    if (connection->ssl != NULL)
        SSL_free(connection->ssl);
    (void)close(connection->fd);
    free(connection->input);
    if (connection->waiting)
        connection->dead = true; /* its turn in the queue comes */
    else
        free(connection);
}

/* ---- bytes: more than 0, 0 for "not now", less than 0 for the end ---- */

static ssize_t receive(bench_connection *connection, char *out, size_t room)
{
    ssize_t got = 0;

    if (connection->ssl != NULL) {
        got = SSL_read(connection->ssl, out, (int)room);
        if (got > 0)
            return got;
        switch (SSL_get_error(connection->ssl, (int)got)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE: return 0;
        default: return -1;
        }
    }
    got = read(connection->fd, out, room);
    if (got > 0)
        return got;
    return got < 0 && errno == EAGAIN ? 0 : -1;
}

static ssize_t transmit(bench_connection *connection, const char *data, size_t length)
{
    ssize_t put = 0;

    if (connection->ssl != NULL) {
        put = SSL_write(connection->ssl, data, (int)length);
        if (put > 0)
            return put;
        return SSL_get_error(connection->ssl, (int)put) == SSL_ERROR_WANT_WRITE ? 0 : -1;
    }
    put = write(connection->fd, data, length);
    if (put >= 0)
        return put;
    return errno == EAGAIN ? 0 : -1;
}

/* ---- answers ---- */

static void watch(bench_service *service, bench_connection *connection, bool output)
{
    struct epoll_event event = {.events = EPOLLIN | (output ? EPOLLOUT : 0u),
                                .data = {.ptr = connection}};

    if (connection->watches_output == output)
        return;
    connection->watches_output = output;
    (void)epoll_ctl(service->poll, EPOLL_CTL_MOD, connection->fd, &event);
}

/* False: the connection is gone. */
static bool send_rest(bench_service *service, bench_connection *connection)
{
    const bench_answer *answer = connection->answer;

    while (connection->sent < answer->length) {
        ssize_t put = transmit(connection, answer->data + connection->sent,
                               answer->length - connection->sent);

        if (put < 0) {
            kill_connection(connection);
            return false;
        }
        if (put == 0)
            break;
        connection->sent += (size_t)put;
    }
    watch(service, connection, connection->sent < answer->length);
    if (connection->sent < answer->length)
        return true;
    connection->answer = NULL;
    if (!connection->request.close)
        return true;
    if (connection->ssl != NULL)
        (void)SSL_shutdown(connection->ssl);
    kill_connection(connection);
    return false;
}

static bool begin_answer(bench_service *service, bench_connection *connection)
{
    connection->answer = connection->request.answer;
    connection->sent = 0;
    return send_rest(service, connection);
}

void bench_connection_answer(bench_service *service, bench_connection *connection)
{
    connection->waiting = false;
    if (connection->dead)
        free(connection);
    else
        (void)begin_answer(service, connection);
}

/* ---- requests ---- */

static void wait_for_turn(bench_service *service, bench_connection *connection)
{
    connection->waiting = true;
    connection->due_ns = bench_now_ns() + connection->request.delay_ns;
    connection->next = NULL;
    *service->end = connection;
    service->end = &connection->next;
}

/* The whole length of the request in front, 0 while its head is not there yet. */
static size_t request_length(const bench_connection *connection, const char **body)
{
    static const char name[] = "\r\nContent-Length: ";
    const char *input = connection->input;
    const char *end = memmem(input, connection->input_length, "\r\n\r\n", 4);
    const char *length = NULL;

    if (end == NULL)
        return 0;
    *body = end + 4;
    if (input[0] == 'P')
        length = memmem(input, (size_t)(end - input), name, sizeof name - 1);
    return (size_t)(*body - input) +
           (length != NULL ? (size_t)strtol(length + sizeof name - 1, NULL, 10) : 0);
}

static bool make_room(bench_connection *connection, size_t needed)
{
    size_t capacity = connection->input_capacity > 0 ? connection->input_capacity : INPUT_FIRST;
    char *input = NULL;

    while (capacity <= needed)
        capacity *= 2;
    if (capacity == connection->input_capacity)
        return true;
    input = realloc(connection->input, capacity);
    if (input == NULL)
        return false;
    connection->input = input;
    connection->input_capacity = capacity;
    return true;
}

/* As it comes in, so that the answer need not wait for it when all is there. */
static void look_at_body(bench_server *server, bench_connection *connection, const char *body,
                         size_t needed)
{
    size_t head = (size_t)(body - connection->input);
    size_t there = connection->input_length < needed ? connection->input_length : needed;

    if (there > head)
        connection->looked_at =
            bench_sink_events(server, body, connection->looked_at, there - head);
}

/* False: the connection is gone. */
static bool serve(bench_service *service, bench_connection *connection, size_t head, size_t length)
{
    bench_server *server = service->server;
    bench_request *request = &connection->request;

    bench_route(connection->input, request);
    connection->looked_at = 0;
    atomic_fetch_add(&server->tally->requests, 1);
    atomic_fetch_add(&server->tally->body_bytes, length - head);
    memmove(connection->input, connection->input + length, connection->input_length - length);
    connection->input_length -= length;
    if (request->hold)
        return true;
    if (request->delay_ns > 0) {
        wait_for_turn(service, connection);
        return true;
    }
    return begin_answer(service, connection);
}

void bench_connection_ready(bench_service *service, bench_connection *connection)
{
    if (connection->answer != NULL && !send_rest(service, connection))
        return;
    for (;;) {
        const char *body = NULL;
        size_t needed = connection->input_length > 0 ? request_length(connection, &body) : 0;
        ssize_t got = 0;

        if (body != NULL)
            look_at_body(service->server, connection, body, needed);
        if (needed > 0 && needed <= connection->input_length) {
            if (!serve(service, connection, (size_t)(body - connection->input), needed))
                return;
            continue;
        }
        if (!make_room(connection, needed > 0 ? needed : connection->input_length + 1)) {
            kill_connection(connection);
            return;
        }
        got = receive(connection, connection->input + connection->input_length,
                      connection->input_capacity - connection->input_length);
        if (got < 0)
            kill_connection(connection);
        if (got <= 0)
            return;
        connection->input_length += (size_t)got;
    }
}
