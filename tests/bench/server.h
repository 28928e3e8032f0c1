/* The benchmark's server, a process of its own: small enough never to be the limit. It answers
 *
 *     GET  /<options>/v1/items/x      with a document of the corpus
 *     POST /<options>/v1/events       counting the events in the body
 *     POST anything else              with what an agent is told when it registers
 *
 * Options are one path segment of letters and numbers: "s4096" the document's size, "d50" a delay
 * in milliseconds, "c" to close the connection after the answer, "h" never to answer. */
#ifndef BENCH_SERVER_H
#define BENCH_SERVER_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "support/tls.h"

/* What the server counts, in memory that it shares with the benchmark. */
typedef struct bench_tally {
    atomic_size_t requests;
    atomic_size_t events;
    atomic_size_t body_bytes; /* of requests */
    atomic_bool busy;         /* not a count: what bench_server_stay_busy() asks for */
} bench_tally;

/* An event's id as it came. */
typedef struct bench_event_id {
    char text[36];
} bench_event_id;

#define BENCH_EVENTS_MAX ((size_t)1 << 25)

typedef struct bench_server {
    pid_t process;
    int port;
    int tls_port;
    bench_tally *tally;
    bench_event_id *ids; /* of the first BENCH_EVENTS_MAX events since the last reset */
    tls_files certificates;
    char ca_bundle[96]; /* the system's certificates and the server's authority */
} bench_server;

/* The corpus must be loaded. */
void bench_server_start(bench_server *server);
void bench_server_stop(bench_server *server);

void bench_server_reset(bench_server *server);
/* Whether the server waits for requests without sleeping. Under load a server seldom sleeps; but to
 * wake it costs the client more time than the request itself does, now and then. */
void bench_server_stay_busy(bench_server *server, int busy);

/* Different ids among those that came since the reset. */
size_t bench_server_distinct_events(bench_server *server);

/* "http://127.0.0.1:4711/s4096", or https. */
void bench_server_url(const bench_server *server, int tls, const char *options, char *out,
                      size_t size);

#endif
