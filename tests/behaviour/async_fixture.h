/* For tests of the event-driven driver: a server on the test's own event_base, whose paths say how
 * it behaves, a client of it, and a record of how each call ended. */
#ifndef APIE_TESTS_ASYNC_FIXTURE_H
#define APIE_TESTS_ASYNC_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>
#include <event2/listener.h>

#include "libapie-async/src/driver.h"

/* ---- the server ---- */

typedef struct loop_connection loop_connection;

/*  /ok             200 and {"ok":true}
 *  /status/N       that status
 *  /flaky/N        503 to the server's first N requests, then 200
 *  /after/N        200 after N milliseconds
 *  /never          nothing
 *  /reset, /drop   the connection is reset, or closed, without an answer
 *  /half           closed in the middle of the body
 *  /bye            200, then the connection is closed although it was to be kept
 *  /big/N          a string of N bytes
 */
typedef struct loop_server {
    struct event_base *base;
    struct evconnlistener *listener;
    loop_connection *connections;
    char url[64];
    int requests;
    int accepted;
    int open;
} loop_server;

void loop_server_start(loop_server *server, struct event_base *base);
void loop_server_stop(loop_server *server);
/* A URL on 127.0.0.1 where nothing listens. */
void dead_url(char url[64]);

/* ---- the loop ---- */

/* Runs the loop until *value is at least wanted; fails the test after 20 seconds. */
void run_until(struct event_base *base, const int *value, int wanted);
/* Runs the loop for so long; how often it had something to do. */
int run_for(struct event_base *base, int ms);
/* Runs the loop until nothing is left in it; fails the test after 20 seconds. */
void run_out(struct event_base *base);
int count_fds(void);

/* ---- the client ---- */

typedef struct test_client {
    apie_async_client_base head;
    apie_core core;
    int gone;
} test_client;

void client_start(test_client *client, struct event_base *base, const char *url,
                  const apie_connection_options *options);

/* A loop, a server on it and a client of it. */
typedef struct world {
    struct event_base *base;
    loop_server server;
    test_client client;
    apie_error error;
} world;

void world_start(world *w, const apie_connection_options *options);
/* The client must be gone, or goes now; nothing of it may stay in the loop. */
void world_end(world *w);

/* How a call ended. */
typedef struct outcome {
    int count; /* times the callback was called */
    apie_status status;
    apie_error error;
    int http_status;                 /* of the raw response */
    void (*then)(struct outcome *o); /* called inside the callback */
    void *user;
    bool take; /* keep the result */
    void *result;
    int *total; /* counts for a group of calls */
} outcome;

/* A raw GET. */
apie_call *start_get(test_client *client, const char *path, const apie_call_options *options,
                     outcome *o, apie_error *error);
/* Any flow. */
apie_call *start_flow(test_client *client, apie_flow *flow, outcome *o, apie_error *error);

/* ---- flows ---- */

/* Waits for `gate` to reach `position`, at most `wait_ms`; APIE_ERROR_TIMEOUT if it does not. */
apie_flow *gate_flow(test_client *client, apie_gate *gate, uint64_t position, int64_t wait_ms);
/* Waits `wait_ms`. */
apie_flow *time_flow(test_client *client, int64_t wait_ms);

#endif
