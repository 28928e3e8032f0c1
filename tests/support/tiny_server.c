#define _GNU_SOURCE /* strcasestr */

#include "support/tiny_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void check(bool good, const char *what)
{
    if (good)
        return;
    perror(what);
    abort();
}

bool tiny_has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

void tiny_send(tiny_exchange *exchange, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(exchange->fd, data, length, MSG_NOSIGNAL);
        if (sent <= 0) {
            exchange->close = true;
            return;
        }
        data += sent;
        length -= (size_t)sent;
    }
}

void tiny_reply(tiny_exchange *exchange, int status, const char *headers, const char *body)
{
    char head[2048];
    int length = snprintf(head, sizeof head, "HTTP/1.1 %d Status\r\nContent-Length: %zu\r\n%s\r\n",
                          status, strlen(body), headers);

    check(length > 0 && (size_t)length < sizeof head, "tiny_reply");
    tiny_send(exchange, head, (size_t)length);
    tiny_send(exchange, body, strlen(body));
}

void tiny_hang(tiny_exchange *exchange)
{
    char rest[256];

    while (recv(exchange->fd, rest, sizeof rest, 0) > 0)
        continue;
    exchange->close = true;
}

/* One byte after the other, so that nothing of the next request is taken. */
static bool read_head(tiny_exchange *exchange)
{
    size_t length = 0;

    while (length < TINY_HEAD && recv(exchange->fd, exchange->head + length, 1, 0) == 1) {
        exchange->head[++length] = '\0';
        if (length >= 4 && memcmp(exchange->head + length - 4, "\r\n\r\n", 4) == 0)
            return true;
    }
    return false;
}

static bool read_body(tiny_exchange *exchange)
{
    const char *field = strcasestr(exchange->head, "\r\nContent-Length:");
    unsigned long left = field != NULL ? strtoul(field + 17, NULL, 10) : 0;
    char ignored[4096];

    exchange->body_length = 0;
    while (left > 0) {
        size_t room = TINY_BODY - exchange->body_length;
        char *to = room > 0 ? exchange->body + exchange->body_length : ignored;
        size_t most = room > 0 ? room : sizeof ignored;
        ssize_t got = recv(exchange->fd, to, left < most ? left : most, 0);
        if (got <= 0)
            return false;
        if (room > 0)
            exchange->body_length += (size_t)got;
        left -= (unsigned long)got;
    }
    exchange->body[exchange->body_length] = '\0';
    return true;
}

static int next_request(tiny_server *server)
{
    pthread_mutex_lock(&server->mutex);
    int number = ++server->request_count;
    pthread_mutex_unlock(&server->mutex);
    return number;
}

static const char *greeting_of(tiny_server *server)
{
    pthread_mutex_lock(&server->mutex);
    const char *greeting = server->greeting;
    pthread_mutex_unlock(&server->mutex);
    return greeting;
}

static void *serve(void *user)
{
    tiny_connection *connection = user;
    tiny_server *server = connection->server;
    tiny_exchange exchange = {.fd = connection->fd, .connection = connection->number};

    const char *greeting = greeting_of(server);

    if (greeting != NULL)
        tiny_send(&exchange, greeting, strlen(greeting));
    while (!exchange.close && read_head(&exchange) && read_body(&exchange)) {
        exchange.request = next_request(server);
        server->handler(&exchange, server->user);
    }
    shutdown(connection->fd, SHUT_RDWR);
    return NULL;
}

static void *accept_all(void *user)
{
    tiny_server *server = user;

    for (;;) {
        int fd = accept(server->listener, NULL, NULL);
        int one = 1;
        if (fd < 0)
            return NULL;
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        pthread_mutex_lock(&server->mutex);
        check(server->connection_count < TINY_CONNECTIONS, "tiny_server: connections");
        tiny_connection *connection = &server->connections[server->connection_count++];
        *connection =
            (tiny_connection){.server = server, .fd = fd, .number = server->connection_count};
        if (server->stopping)
            shutdown(fd, SHUT_RDWR);
        check(pthread_create(&connection->thread, NULL, serve, connection) == 0, "thread");
        pthread_mutex_unlock(&server->mutex);
    }
}

static void listen_unix(tiny_server *server, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    check(strlen(path) < sizeof address.sun_path, path);
    memcpy(address.sun_path, path, strlen(path) + 1);
    server->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check(bind(server->listener, (struct sockaddr *)&address, sizeof address) == 0, "bind");
    snprintf(server->url, sizeof server->url, "http://localhost");
}

static void listen_loopback(tiny_server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check(bind(server->listener, (struct sockaddr *)&address, sizeof address) == 0, "bind");
    check(getsockname(server->listener, (struct sockaddr *)&address, &length) == 0, "getsockname");
    server->port = ntohs(address.sin_port);
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d", server->port);
}

void tiny_server_start(tiny_server *server, const char *path, tiny_handler *handler, void *user)
{
    memset(server, 0, sizeof *server);
    server->handler = handler;
    server->user = user;
    pthread_mutex_init(&server->mutex, NULL);
    if (path != NULL)
        listen_unix(server, path);
    else
        listen_loopback(server);
    check(listen(server->listener, 64) == 0, "listen");
    check(pthread_create(&server->acceptor, NULL, accept_all, server) == 0, "thread");
}

void tiny_server_greet(tiny_server *server, const char *greeting)
{
    pthread_mutex_lock(&server->mutex);
    server->greeting = greeting;
    pthread_mutex_unlock(&server->mutex);
}

void tiny_server_stop(tiny_server *server)
{
    pthread_mutex_lock(&server->mutex);
    server->stopping = true;
    for (int i = 0; i < server->connection_count; i++)
        shutdown(server->connections[i].fd, SHUT_RDWR);
    pthread_mutex_unlock(&server->mutex);
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->acceptor, NULL);
    for (int i = 0; i < server->connection_count; i++) {
        pthread_join(server->connections[i].thread, NULL);
        close(server->connections[i].fd);
    }
    close(server->listener);
    pthread_mutex_destroy(&server->mutex);
}

int tiny_server_connections(tiny_server *server)
{
    pthread_mutex_lock(&server->mutex);
    int count = server->connection_count;
    pthread_mutex_unlock(&server->mutex);
    return count;
}

int tiny_server_requests(tiny_server *server)
{
    pthread_mutex_lock(&server->mutex);
    int count = server->request_count;
    pthread_mutex_unlock(&server->mutex);
    return count;
}
