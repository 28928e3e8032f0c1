/* The events of libcurl's sockets. A connection's read event stays registered while libcurl is not
 * interested (between two requests), which saves two system calls a request; it goes when libcurl
 * closes the socket, which libcurl does through apie_async_socket_close(). */
#ifndef APIE_ASYNC_SOCKETS_H
#define APIE_ASYNC_SOCKETS_H

#include <stdbool.h>
#include <stdint.h>

#include <curl/curl.h>
#include <event2/event.h>

#include "list.h"

typedef struct apie_watch apie_watch;
typedef struct apie_sockets apie_sockets;

/* Which watch a descriptor has, for all multi handles of a client: descriptors are reused among
 * them. */
typedef struct apie_socket_table {
    struct event_base *base;
    uint64_t generation; /* of the process that made it */
    apie_watch **watches;
    size_t size;
} apie_socket_table;

/* The sockets of one multi handle. */
struct apie_sockets {
    apie_socket_table *table;
    CURLM *multi;
    apie_list watches;
    int connections; /* open ones, in use or idle */
    bool failed;     /* an event could not be made or registered */
    void (*ready)(apie_sockets *sockets, curl_socket_t fd, int mask);
};

void apie_async_socket_table_free(apie_socket_table *table);

/* ready is called from the loop when a socket that libcurl waits for is. */
void apie_async_sockets_init(apie_sockets *sockets, apie_socket_table *table, CURLM *multi,
                             void (*ready)(apie_sockets *sockets, curl_socket_t fd, int mask));
/* When the multi handle is gone. */
void apie_async_sockets_free(apie_sockets *sockets);
/* In a forked child: the events stay in the base, inert, since taking them out would take them out
 * of the parent's epoll set. Should the child run the base, they go as they fire. */
void apie_async_sockets_abandon(apie_sockets *sockets);

/* CURLOPT_OPENSOCKETFUNCTION, CURLOPT_CLOSESOCKETFUNCTION and CURLMOPT_SOCKETFUNCTION; user is the
 * apie_sockets. */
curl_socket_t apie_async_socket_open(void *user, curlsocktype purpose,
                                     struct curl_sockaddr *address);
int apie_async_socket_close(void *user, curl_socket_t fd);
int apie_async_socket_changed(CURL *handle, curl_socket_t fd, int what, void *user, void *watch);

#endif
