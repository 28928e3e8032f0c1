/* libcurl's sockets. They are watched by an epoll set of the client's own, which stands in the
 * program's loop as one descriptor: so a thousand sockets that are ready do not come between the
 * loop and its other events, but are taken from the set a few at a time.
 *
 * A connection stays in the set while libcurl is not interested (between two requests), which saves
 * two system calls a request; it goes when libcurl closes the socket, which libcurl does through
 * apie_async_socket_close(). */
#ifndef APIE_ASYNC_SOCKETS_H
#define APIE_ASYNC_SOCKETS_H

#include <stdbool.h>
#include <stdint.h>

#include <curl/curl.h>
#include <event2/event.h>

#include <apie/error.h>

#include "list.h"

typedef struct apie_watch apie_watch;
typedef struct apie_sockets apie_sockets;

/* The set, and which watch a descriptor has, for all multi handles of a client: descriptors are
 * reused among them. */
typedef struct apie_socket_table {
    int set;             /* the epoll descriptor */
    struct event *event; /* the loop's, of the set */
    uint64_t generation; /* of the process that made it */
    apie_watch **watches;
    size_t size;
    void (*ready)(void *user);
    void *user;
} apie_socket_table;

/* The sockets of one multi handle. */
struct apie_sockets {
    apie_socket_table *table;
    CURLM *multi;
    apie_list watches;
    int connections; /* open ones, in use or idle */
    int failure;     /* errno of a socket that could not be watched; 0: none */
    void (*ready)(apie_sockets *sockets, curl_socket_t fd, int mask);
};

/* ready(user) is called from the loop while a socket is ready. NULL if that cannot be. */
apie_socket_table *apie_async_socket_table_new(struct event_base *base, void (*ready)(void *user),
                                               void *user, apie_error *error);
/* Does nothing for NULL. */
void apie_async_socket_table_free(apie_socket_table *table);
/* In a forked child: the set is the parent's, so its event stays in the base, inert, and goes if it
 * ever fires there. */
void apie_async_socket_table_abandon(apie_socket_table *table);

/* Hands at most so many sockets that are ready to their multi handles, in turn, and none once it is
 * enough(user). How many it was; those that were left out come again. */
#define APIE_SERVED_AT_ONCE 32
int apie_async_sockets_serve(apie_socket_table *table, bool (*enough)(void *user), void *user);

/* ready is told of a socket that libcurl waits for. */
void apie_async_sockets_init(apie_sockets *sockets, apie_socket_table *table, CURLM *multi,
                             void (*ready)(apie_sockets *sockets, curl_socket_t fd, int mask));
/* When the multi handle is gone. */
void apie_async_sockets_free(apie_sockets *sockets);
/* In a forked child: frees our memory and leaves the set alone. */
void apie_async_sockets_abandon(apie_sockets *sockets);

/* CURLOPT_OPENSOCKETFUNCTION, CURLOPT_CLOSESOCKETFUNCTION and CURLMOPT_SOCKETFUNCTION; user is the
 * apie_sockets. */
curl_socket_t apie_async_socket_open(void *user, curlsocktype purpose,
                                     struct curl_sockaddr *address);
int apie_async_socket_close(void *user, curl_socket_t fd);
int apie_async_socket_changed(CURL *handle, curl_socket_t fd, int what, void *user, void *watch);

#endif
