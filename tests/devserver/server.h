/* The server's own structure, for its modules. */
#ifndef DEVSERVER_SERVER_H
#define DEVSERVER_SERVER_H

#include "devserver.h"
#include "faults.h"
#include "state.h"

#include <event2/event.h>
#include <event2/http.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

struct approval_timer;
struct exchange;
struct newcomer;

struct devserver {
    struct event_base *base;
    struct evhttp *http;
    SSL_CTX *tls;
    struct event *signals[2];
    struct event *stop_event;
    int stop_pipe[2]; /* a byte on it ends the loop, from any thread */
    pthread_t thread;
    bool threaded;

    uint16_t port;
    char url[80];
    char *unix_path;
    json_t *api_keys; /* object of accepted keys; NULL: any */
    const char *approve_status;
    int approve_after_ms;

    struct state state;
    json_t *rules;
    struct faults faults;
    FILE *record;

    struct exchange *held;         /* requests not yet answered */
    struct approval_timer *timers; /* approvals that answer themselves */
    struct newcomer *newcomers;    /* connections evhttp has not finished taking over */
    struct event *adopt_event;
    json_int_t accepted;
    json_int_t open;
    json_int_t request_ids;
};

#endif
