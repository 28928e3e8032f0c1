#include "listener.h"

#include <arpa/inet.h>
#include <event2/bufferevent_ssl.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

struct newcomer {
    struct bufferevent *bufferevent;
    struct newcomer *next;
};

const char *listener_use_tls(devserver *server, const char *certificate, const char *key)
{
    server->tls = SSL_CTX_new(TLS_server_method());
    if (server->tls == NULL) {
        return "cannot set up TLS";
    }
    if (SSL_CTX_use_certificate_chain_file(server->tls, certificate) != 1) {
        return "cannot read the TLS certificate";
    }
    if (SSL_CTX_use_PrivateKey_file(server->tls, key, SSL_FILETYPE_PEM) != 1) {
        return "cannot read the TLS key, or it does not fit the certificate";
    }
    return NULL;
}

const char *listener_demand_certificate(devserver *server, const char *authority)
{
    static const unsigned char context[] = "apie-devserver";
    /* Without a context no session of a client with a certificate would be resumed. */
    if (SSL_CTX_load_verify_locations(server->tls, authority, NULL) != 1 ||
        SSL_CTX_set_session_id_context(server->tls, context, sizeof context - 1) != 1) {
        return "cannot read the client certificate authority";
    }
    SSL_CTX_set_verify(server->tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    return NULL;
}

static evutil_socket_t bind_listener(devserver *server, const struct sockaddr *address, int length)
{
    struct evconnlistener *listener = evconnlistener_new_bind(
        server->base, NULL, NULL, LEV_OPT_REUSEABLE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_CLOSE_ON_FREE,
        BACKLOG, address, length);
    if (listener == NULL) {
        return -1;
    }
    if (evhttp_bind_listener(server->http, listener) == NULL) {
        evconnlistener_free(listener);
        return -1;
    }
    return evconnlistener_get_fd(listener);
}

static bool read_port(devserver *server, evutil_socket_t fd)
{
    struct sockaddr_storage bound = {.ss_family = AF_UNSPEC};
    socklen_t length = sizeof bound;
    char host[INET6_ADDRSTRLEN] = "";
    const void *address = NULL;
    if (getsockname(fd, (struct sockaddr *)&bound, &length) != 0) {
        return false;
    }
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (bound.ss_family == AF_INET) {
        memcpy(&v4, &bound, sizeof v4);
        server->port = ntohs(v4.sin_port);
        address = &v4.sin_addr;
    } else {
        memcpy(&v6, &bound, sizeof v6);
        server->port = ntohs(v6.sin6_port);
        address = &v6.sin6_addr;
    }
    if (inet_ntop(bound.ss_family, address, host, sizeof host) == NULL) {
        return false;
    }
    const bool bracket = bound.ss_family == AF_INET6;
    int length_written =
        snprintf(server->url, sizeof server->url, "%s://%s%s%s:%d", server->tls ? "https" : "http",
                 bracket ? "[" : "", host, bracket ? "]" : "", server->port);
    return length_written > 0 && (size_t)length_written < sizeof server->url;
}

/* The port after the last colon, or -1. */
static int port_of(const char *address, size_t *host_length)
{
    const char *colon = strrchr(address, ':');
    char *end = NULL;
    if (colon == NULL || colon[1] == '\0') {
        return -1;
    }
    const long port = strtol(colon + 1, &end, 10);
    *host_length = (size_t)(colon - address);
    return *end == '\0' && port >= 0 && port <= 65535 ? (int)port : -1;
}

/* evutil_parse_sockaddr_port refuses port 0, which is the one mostly wanted here. */
static int parse_address(const char *address, struct sockaddr_storage *place)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    char host[INET6_ADDRSTRLEN + 2];
    size_t length = 0;
    const int port = port_of(address, &length);
    if (port < 0 || length >= sizeof host) {
        return -1;
    }
    memcpy(host, address, length);
    host[length] = '\0';
    if (inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
        v4.sin_port = htons((uint16_t)port);
        memcpy(place, &v4, sizeof v4);
        return sizeof v4;
    }
    if (length < 2 || host[0] != '[' || host[length - 1] != ']') {
        return -1;
    }
    host[length - 1] = '\0';
    if (inet_pton(AF_INET6, host + 1, &v6.sin6_addr) != 1) {
        return -1;
    }
    v6.sin6_port = htons((uint16_t)port);
    memcpy(place, &v6, sizeof v6);
    return sizeof v6;
}

const char *listener_open(devserver *server, const char *address)
{
    struct sockaddr_storage place = {.ss_family = AF_UNSPEC};
    const int length = parse_address(address, &place);
    if (length < 0) {
        return "the address to listen on must be a numeric address:port";
    }
    evutil_socket_t fd = bind_listener(server, (struct sockaddr *)&place, length);
    const int on = 1;
    /* Accepted sockets inherit it. */
    if (fd < 0 || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
        !read_port(server, fd)) {
        return "cannot listen on this address";
    }
    return NULL;
}

const char *listener_open_unix(devserver *server, const char *path)
{
    struct sockaddr_un place = {.sun_family = AF_UNIX};
    struct stat there;
    if (strlen(path) >= sizeof place.sun_path) {
        return "the path of the unix socket is too long";
    }
    memcpy(place.sun_path, path, strlen(path) + 1);
    if (stat(path, &there) == 0 && S_ISSOCK(there.st_mode) && unlink(path) != 0) {
        return "cannot replace the unix socket";
    }
    if (bind_listener(server, (struct sockaddr *)&place, sizeof place) < 0) {
        return "cannot listen on the unix socket";
    }
    server->unix_path = strdup(path);
    return server->unix_path == NULL ? "out of memory" : NULL;
}

static void closed(struct evhttp_connection *connection, void *user)
{
    devserver *server = user;
    (void)connection;
    server->open--;
}

/* evhttp tells nobody of a new connection, but by now it is the argument of the callbacks. */
static void adopt(evutil_socket_t fd, short what, void *user)
{
    devserver *server = user;
    (void)fd;
    (void)what;
    while (server->newcomers != NULL) {
        struct newcomer *newcomer = server->newcomers;
        void *connection = NULL;
        server->newcomers = newcomer->next;
        bufferevent_getcb(newcomer->bufferevent, NULL, NULL, NULL, &connection);
        if (connection != NULL) {
            server->open++;
            evhttp_connection_set_closecb(connection, closed, server);
        }
        (void)bufferevent_decref(newcomer->bufferevent);
        free(newcomer);
    }
}

static struct bufferevent *create_bufferevent(struct event_base *base, void *user)
{
    devserver *server = user;
    struct bufferevent *bufferevent = NULL;
    struct newcomer *newcomer = malloc(sizeof *newcomer);
    if (server->tls == NULL) {
        bufferevent = bufferevent_socket_new(base, -1, 0);
    } else {
        SSL *session = SSL_new(server->tls);
        if (session != NULL) {
            bufferevent = bufferevent_openssl_socket_new(
                base, -1, session, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
        }
        if (bufferevent != NULL) {
            bufferevent_openssl_set_allow_dirty_shutdown(bufferevent, 1);
        }
    }
    server->accepted++;
    if (newcomer == NULL || bufferevent == NULL) {
        free(newcomer);
        return bufferevent;
    }
    bufferevent_incref(bufferevent);
    newcomer->bufferevent = bufferevent;
    newcomer->next = server->newcomers;
    server->newcomers = newcomer;
    event_active(server->adopt_event, EV_TIMEOUT, 0);
    return bufferevent;
}

bool listener_watch(devserver *server)
{
    server->adopt_event = evtimer_new(server->base, adopt, server);
    if (server->adopt_event == NULL) {
        return false;
    }
    evhttp_set_bevcb(server->http, create_bufferevent, server);
    return true;
}

void listener_free(devserver *server)
{
    while (server->newcomers != NULL) {
        struct newcomer *newcomer = server->newcomers;
        server->newcomers = newcomer->next;
        (void)bufferevent_decref(newcomer->bufferevent);
        free(newcomer);
    }
    if (server->adopt_event != NULL) {
        event_free(server->adopt_event);
    }
    if (server->unix_path != NULL) {
        (void)unlink(server->unix_path);
        free(server->unix_path);
    }
    SSL_CTX_free(server->tls);
}
