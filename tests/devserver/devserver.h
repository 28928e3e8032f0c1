/* A local stand-in for the Apie service, Honeycomb and OpenApp: strict about requests, faulty on
 * demand. As Apie it shares no code with the libraries, so that it checks them; as the others it
 * takes their tables of operations. */
#ifndef DEVSERVER_H
#define DEVSERVER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DEVSERVER_VERSION "0.1.0"

typedef struct devserver devserver;

/* Zero or NULL means the default. Everything is borrowed until start returns. */
typedef struct {
    const char *listen;          /* "address:port", numeric; default 127.0.0.1:0 */
    const char *unix_path;       /* listen on this unix socket as well */
    const char *tls_certificate; /* PEM files; both or neither; applies to every listener */
    const char *tls_key;
    const char *tls_client_ca;   /* PEM file; demand a client certificate signed by one of these */
    const char *record_path;     /* append each request to this file, one JSON line each */
    const char *rules_json;      /* guard rules, JSON text */
    const char *faults_json;     /* faults, JSON text */
    const char *const *api_keys; /* accepted keys; none: any non-empty key is accepted */
    size_t api_key_count;
    const char *approve_status; /* how approvals are answered by themselves; default approved */
    int approve_after_ms;       /* after how long; 0: they wait for POST /_dev/approvals/{id} */
    int stop_on_signals;        /* SIGINT and SIGTERM end devserver_run */
} devserver_options;

/* Starts a server on a thread of its own. NULL: error says why. */
devserver *devserver_start(const devserver_options *options, char *error, size_t error_size);

/* Closes every connection, joins the thread and frees the server. NULL is allowed. */
void devserver_stop(devserver *server);

/* The TCP port in use, and the base URL without a trailing slash. */
uint16_t devserver_port(const devserver *server);
const char *devserver_url(const devserver *server);

/* The same without a thread: create, run until stopped by a signal, free. */
devserver *devserver_create(const devserver_options *options, char *error, size_t error_size);
int devserver_run(devserver *server);
void devserver_free(devserver *server);

#ifdef __cplusplus
}
#endif
#endif
