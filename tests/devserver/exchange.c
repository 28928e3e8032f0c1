#include "exchange.h"
#include "honeycomb.h"
#include "openapp.h"
#include "record.h"
#include "reply.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PARSE_FLAGS (JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL)

static const struct {
    enum evhttp_cmd_type command;
    const char *name;
} methods[] = {
    {EVHTTP_REQ_GET, "GET"},         {EVHTTP_REQ_POST, "POST"},   {EVHTTP_REQ_PUT, "PUT"},
    {EVHTTP_REQ_DELETE, "DELETE"},   {EVHTTP_REQ_PATCH, "PATCH"}, {EVHTTP_REQ_HEAD, "HEAD"},
    {EVHTTP_REQ_OPTIONS, "OPTIONS"},
};

static const char *method_name(struct evhttp_request *request)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (methods[i].command == evhttp_request_get_command(request)) {
            return methods[i].name;
        }
    }
    return "OTHER";
}

static json_int_t now_ms(void)
{
    struct timespec now = {.tv_sec = 0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (json_int_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void unlink_held(struct exchange *exchange)
{
    if (!exchange->held) {
        return;
    }
    if (exchange->previous != NULL) {
        exchange->previous->next = exchange->next;
    } else {
        exchange->server->held = exchange->next;
    }
    if (exchange->next != NULL) {
        exchange->next->previous = exchange->previous;
    }
    exchange->held = false;
}

void exchange_free(struct exchange *exchange)
{
    unlink_held(exchange);
    if (exchange->timer != NULL) {
        event_free(exchange->timer);
    }
    if (exchange->raw.pending != NULL) {
        evbuffer_free(exchange->raw.pending);
    }
    if (exchange->faulty) {
        json_decref(exchange->fault.spec);
    }
    openapp_stream_free(exchange->stream);
    answer_clear(&exchange->answer);
    json_decref(exchange->body);
    free(exchange->parameter);
    free(exchange->waiting_for);
    free(exchange);
}

void exchange_drop(struct exchange *exchange)
{
    struct evhttp_connection *connection = exchange->connection;
    exchange_free(exchange);
    evhttp_connection_free(connection);
}

void exchange_left(struct bufferevent *bufferevent, short what, void *exchange)
{
    (void)bufferevent;
    (void)what;
    record_exchange(exchange, 0);
    exchange_drop(exchange);
}

static void due(evutil_socket_t fd, short what, void *user)
{
    struct exchange *exchange = user;
    (void)fd;
    (void)what;
    exchange->when_due(exchange);
}

bool exchange_hold(struct exchange *exchange, json_int_t ms,
                   void (*when_due)(struct exchange *exchange))
{
    devserver *server = exchange->server;
    const struct timeval wait = {.tv_sec = (time_t)(ms / 1000),
                                 .tv_usec = (suseconds_t)(ms % 1000 * 1000)};
    if (exchange->timer == NULL) {
        exchange->timer = evtimer_new(server->base, due, exchange);
    }
    if (exchange->timer == NULL || evtimer_add(exchange->timer, &wait) != 0) {
        return false;
    }
    exchange->when_due = when_due;
    if (!exchange->held) {
        exchange->held = true;
        exchange->previous = NULL;
        exchange->next = server->held;
        if (server->held != NULL) {
            server->held->previous = exchange;
        }
        server->held = exchange;
        /* evhttp has stopped reading, and would not notice that the client is gone. */
        bufferevent_setcb(exchange->bufferevent, NULL, NULL, exchange_left, exchange);
        (void)bufferevent_enable(exchange->bufferevent, EV_READ | EV_WRITE);
    }
    return true;
}

static void read_body(struct exchange *exchange)
{
    struct evbuffer *input = evhttp_request_get_input_buffer(exchange->request);
    json_error_t error;
    if (!honeycomb_unpack(exchange->request)) {
        (void)snprintf(exchange->body_error, sizeof exchange->body_error, "is not packed by gzip");
        return;
    }
    const size_t length = evbuffer_get_length(input);
    if (length == 0) {
        (void)snprintf(exchange->body_error, sizeof exchange->body_error, "is empty");
        return;
    }
    exchange->body =
        json_loadb((const char *)evbuffer_pullup(input, -1), length, PARSE_FLAGS, &error);
    if (exchange->body == NULL) {
        (void)snprintf(exchange->body_error, sizeof exchange->body_error,
                       "is not valid JSON: %.100s (byte %d)", error.text, error.position);
    }
}

static void process(struct exchange *exchange)
{
    struct answer *answer = &exchange->answer;
    routes_answer(exchange, answer);
    if (answer->status != 0) {
        exchange_finish(exchange);
    }
}

static void go_on(struct exchange *exchange)
{
    if (exchange->faulty && !exchange->fault.process) {
        exchange_finish(exchange);
    } else {
        process(exchange);
    }
}

/* The client sees nothing of an answer. */
static bool is_silent(const struct exchange *exchange)
{
    const struct fault *fault = &exchange->fault;
    return exchange->faulty &&
           (fault->reset == FAULT_RESET_BEFORE || fault->reset == FAULT_RESET_AFTER ||
            fault->stall == FAULT_STALL_REQUEST);
}

void exchange_finish(struct exchange *exchange)
{
    struct answer *answer = &exchange->answer;
    if (answer->json != NULL) {
        answer->text = json_dumps(answer->json, JSON_COMPACT | JSON_ENCODE_ANY);
        answer->length = answer->text == NULL ? 0 : strlen(answer->text);
    }
    if (exchange->faulty && !fault_rewrite(&exchange->fault, answer)) {
        answer->status = 500;
    }
    record_exchange(exchange, is_silent(exchange) ? 0 : answer->status);
    reply_send(exchange);
}

void exchange_wake(struct devserver *server, const char *approval)
{
    struct exchange *exchange = server->held;
    while (exchange != NULL) {
        if (exchange->waiting_for == NULL ||
            (approval != NULL && strcmp(exchange->waiting_for, approval) != 0)) {
            exchange = exchange->next;
            continue;
        }
        free(exchange->waiting_for);
        exchange->waiting_for = NULL;
        process(exchange);
        exchange = server->held;
    }
}

static struct exchange *create(devserver *server, struct evhttp_request *request)
{
    struct exchange *exchange = calloc(1, sizeof *exchange);
    if (exchange == NULL) {
        return NULL;
    }
    exchange->server = server;
    exchange->request = request;
    exchange->connection = evhttp_request_get_connection(request);
    exchange->bufferevent = evhttp_connection_get_bufferevent(exchange->connection);
    exchange->method = method_name(request);
    exchange->arrived_ms = now_ms();
    exchange->id = ++server->request_ids;
    if (!routes_find(exchange)) {
        exchange_free(exchange);
        return NULL;
    }
    read_body(exchange);
    return exchange;
}

static bool count(struct exchange *exchange)
{
    struct state *state = &exchange->server->state;
    const char *path = exchange->operation != NULL ? exchange->operation->path
                       : exchange->route != NULL   ? exchange->route->path
                                                   : "(unknown)";
    state->requests++;
    return state_count(state, STATE_REQUESTS_BY_PATH, path);
}

void exchange_arrived(struct evhttp_request *request, void *user)
{
    devserver *server = user;
    struct exchange *exchange = create(server, request);
    if (exchange == NULL) {
        evhttp_send_error(request, HTTP_INTERNAL, NULL);
        return;
    }
    if (!exchange->route_is_control) {
        const char *path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request));
        if (!count(exchange)) {
            answer_json(&exchange->answer, 500, NULL);
            exchange_finish(exchange);
            return;
        }
        exchange->faulty = faults_pick(&server->faults, exchange->method, path, &exchange->fault);
    }
    if (exchange->faulty && exchange->fault.delay_ms > 0) {
        if (!exchange_hold(exchange, exchange->fault.delay_ms, go_on)) {
            go_on(exchange);
        }
        return;
    }
    go_on(exchange);
}
