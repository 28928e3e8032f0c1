/* A proxy for tests: tunnels CONNECT to one port of this machine, whatever host is asked for, and
 * refuses any other request. */
#ifndef APIE_TESTS_PROXY_H
#define APIE_TESTS_PROXY_H

#include <pthread.h>

#include "support/tiny_server.h"

typedef struct proxy {
    tiny_server server;
    int port;                 /* where tunnels lead */
    pthread_mutex_t lock;     /* of head: each connection has a thread */
    char head[TINY_HEAD + 1]; /* of the last request; read it when the proxy is stopped */
} proxy;

void proxy_start(proxy *proxy, int port);
void proxy_stop(proxy *proxy);

#endif
