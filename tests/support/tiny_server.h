/* An HTTP/1.1 server of a few lines for tests: on 127.0.0.1 or a unix socket, a thread for every
 * connection, each request handed to the test's own function, which plays what it likes. It
 * allocates nothing, so that it does not disturb the counting of allocations. */
#ifndef APIE_TESTS_TINY_SERVER_H
#define APIE_TESTS_TINY_SERVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#define TINY_CONNECTIONS 256
#define TINY_HEAD        8192
#define TINY_BODY        8192

typedef struct tiny_exchange {
    int fd;
    int connection;           /* counts connections from 1 */
    int request;              /* counts the server's requests from 1 */
    char head[TINY_HEAD + 1]; /* request line and headers */
    char body[TINY_BODY + 1]; /* what fits */
    size_t body_length;
    bool close; /* set by the handler: no further request on this connection */
} tiny_exchange;

typedef void tiny_handler(tiny_exchange *exchange, void *user);

typedef struct tiny_connection {
    pthread_t thread;
    struct tiny_server *server;
    int fd;
    int number;
} tiny_connection;

typedef struct tiny_server {
    tiny_handler *handler;
    void *user;
    char url[64]; /* "http://127.0.0.1:port" */
    int port;
    /* private */
    int listener;
    pthread_t acceptor;
    pthread_mutex_t mutex;
    tiny_connection connections[TINY_CONNECTIONS];
    int connection_count;
    int request_count;
    bool stopping;
    const char *greeting;
} tiny_server;

/* path: of a unix socket, or NULL. */
void tiny_server_start(tiny_server *server, const char *path, tiny_handler *handler, void *user);
/* What every new connection is sent before anything was read. */
void tiny_server_greet(tiny_server *server, const char *greeting);
/* Closes all connections and joins all threads. */
void tiny_server_stop(tiny_server *server);
int tiny_server_connections(tiny_server *server);
int tiny_server_requests(tiny_server *server);

void tiny_send(tiny_exchange *exchange, const char *data, size_t length);
/* headers: complete lines, or "". Content-Length is added. */
void tiny_reply(tiny_exchange *exchange, int status, const char *headers, const char *body);
/* Waits until the client goes away. */
void tiny_hang(tiny_exchange *exchange);
bool tiny_has(const char *text, const char *part);

#endif
