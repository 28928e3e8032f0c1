/* One request from its arrival to its answer. */
#ifndef DEVSERVER_EXCHANGE_H
#define DEVSERVER_EXCHANGE_H

#include "answer.h"
#include "faults.h"
#include "routes.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdbool.h>

struct devserver;

/* How an exchange that writes by itself goes on. */
struct raw_output {
    struct evbuffer *pending;
    size_t filler; /* bytes of filler still to come after pending */
    enum fault_reset reset;
    enum fault_stall stall;
};

struct exchange {
    struct devserver *server;
    struct evhttp_request *request;
    struct evhttp_connection *connection;
    struct bufferevent *bufferevent;
    struct exchange *previous, *next; /* among those held */
    bool held;
    bool recorded;

    const char *method;
    const struct route *route;              /* NULL: no such endpoint */
    const struct apie_operation *operation; /* of Honeycomb and OpenApp */
    bool route_is_control;
    char *parameter; /* the {id} of the path, decoded */
    json_t *body;    /* NULL: none, or not JSON */
    char body_error[160];
    json_int_t id;
    json_int_t arrived_ms;

    bool faulty;
    struct fault fault;
    struct answer answer;
    char *waiting_for;             /* the approval it waits for */
    struct openapp_stream *stream; /* it is answered with events, one by one */

    struct event *timer;
    void (*when_due)(struct exchange *exchange);
    struct raw_output raw;
};

/* The callback of evhttp; user is the devserver. */
void exchange_arrived(struct evhttp_request *request, void *user);

/* Keeps it open for ms at most; when_due answers it then. A client that leaves ends it. */
bool exchange_hold(struct exchange *exchange, json_int_t ms,
                   void (*when_due)(struct exchange *exchange));

/* Answers with what is in exchange->answer, as the fault wants it. Frees the exchange. */
void exchange_finish(struct exchange *exchange);

/* Processes again those that wait for this approval; NULL: every one that waits. */
void exchange_wake(struct devserver *server, const char *approval);

/* Ends without an answer; the connection closes. */
void exchange_drop(struct exchange *exchange);

/* The bufferevent's event callback of an exchange that is held. */
void exchange_left(struct bufferevent *bufferevent, short what, void *exchange);
void exchange_free(struct exchange *exchange);

#endif
