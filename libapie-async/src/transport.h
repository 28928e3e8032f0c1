/* Requests to one endpoint over several multi handles: a queue of our own above them, so that
 * libcurl never holds a request back, and a deadline of our own, so that every transfer ends. All
 * of libcurl is called from the turn and from socket events, never from inside its callbacks. */
#ifndef APIE_ASYNC_TRANSPORT_H
#define APIE_ASYNC_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

#include <curl/curl.h>
#include <event2/event.h>

#include "base/clock.h"
#include "exchange/endpoint.h"
#include "list.h"
#include "shard.h"
#include "sockets.h"
#include "timers.h"

#define APIE_ASYNC_CONNECTIONS 1024

struct apie_transport {
    const apie_endpoint *endpoint;
    const apie_clock *clock;
    apie_timers *timers;
    CURLSH *share; /* names and TLS sessions, for all shards */
    apie_socket_table *table;
    apie_list shards; /* the one used last comes first */
    apie_list waiting;
    apie_list late;
    apie_list held; /* transfers with pieces for their sinks */
    int active;     /* transfers in flight */
    int limit;
    uint64_t pass_end_ms; /* 0: libcurl did nothing in this turn yet */
};

/* ready(user) is called from the loop while a socket is ready: it is time for a turn. To be freed
 * also after a failure. */
apie_status apie_async_transport_init(apie_transport *transport, struct event_base *base,
                                      const apie_endpoint *endpoint, const apie_clock *clock,
                                      apie_timers *timers, void (*ready)(void *user), void *user,
                                      apie_error *error);
/* Nothing may be in flight or waiting. */
void apie_async_transport_free(apie_transport *transport);
/* In a forked child: frees our memory and touches no connection. */
void apie_async_transport_abandon(apie_transport *transport);

uint64_t apie_async_transport_now(const apie_transport *transport);

/* Every transfer needs one reserved timer. The request stays valid until the end. piece is for
 * requests with a sink. */
void apie_async_transfer_send(apie_transport *transport, apie_transfer *transfer,
                              const apie_http_request *request, uint64_t deadline_ms,
                              bool (*piece)(apie_transfer *, apie_slice),
                              void (*ended)(apie_transfer *, const apie_answer *));
/* Ends a transfer without an answer; does nothing if there is none. */
void apie_async_transfer_abort(apie_transfer *transfer);
/* For shards: the transfer is over. */
void apie_async_transfer_done(apie_transfer *transfer, const apie_answer *answer);

/* Lets libcurl look at sockets that are ready. */
void apie_async_transport_serve(apie_transport *transport, int *budget);
/* Ends what is finished, failed or late. */
void apie_async_transport_collect(apie_transport *transport, int *budget);
/* Starts what waits, and lets libcurl do what is due. */
void apie_async_transport_advance(apie_transport *transport, int *budget);
/* Whether libcurl had its share of this turn, which the turn ends by setting pass_end_ms to 0. */
bool apie_async_pass_over(apie_transport *transport);
/* There is more to do at once. */
bool apie_async_transport_busy(apie_transport *transport);

#endif
