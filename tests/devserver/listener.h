/* Sockets to listen on, TLS, and the count of connections. */
#ifndef DEVSERVER_LISTENER_H
#define DEVSERVER_LISTENER_H

#include "server.h"

/* Each returns NULL, or what went wrong. */
const char *listener_use_tls(devserver *server, const char *certificate, const char *key);
/* From then on clients must show a certificate of this authority. */
const char *listener_demand_certificate(devserver *server, const char *authority);
const char *listener_open(devserver *server, const char *address);
const char *listener_open_unix(devserver *server, const char *path);

/* Counts connections and wraps them in TLS when asked to. */
bool listener_watch(devserver *server);
void listener_free(devserver *server);

#endif
