/* One curl multi handle on the loop, with its connections and idle easy handles. libcurl looks
 * through all transfers of a multi handle for each request, so a shard carries few of them. */
#ifndef APIE_ASYNC_SHARD_H
#define APIE_ASYNC_SHARD_H

#include <stdbool.h>
#include <stdint.h>

#include <curl/curl.h>

#include "driver/easy.h"
#include "list.h"
#include "sockets.h"
#include "timers.h"

#define APIE_SHARD_SIZE 128

typedef struct apie_transport apie_transport;
typedef struct apie_shard apie_shard;
typedef struct apie_transfer apie_transfer;

/* One request under way; lives in what asked for it. Zeroed when there is none. */
struct apie_transfer {
    apie_link link; /* waiting, or in flight in its shard */
    apie_link late; /* its time is up */
    apie_link held; /* pieces for its sink wait in the easy handle's buffer */
    apie_timer timer;
    apie_transport *transport;
    apie_shard *shard; /* NULL: not in flight */
    apie_easy *easy;
    curl_socket_t fd; /* the socket that it waits for; CURL_SOCKET_BAD: none */
    const apie_http_request *request;
    uint64_t deadline_ms;
    bool paused; /* the buffer is full */
    bool over;   /* with end_code; told when the pieces have been handed over */
    CURLcode end_code;
    /* Hands a piece to the request's sink; false: no more of it. Called from the turn. */
    bool (*piece)(apie_transfer *transfer, apie_slice piece);
    /* It is over; the answer is lent. Called from the turn, once, unless it is aborted. */
    void (*ended)(apie_transfer *transfer, const apie_answer *answer);
};

struct apie_shard {
    apie_link link; /* in its transport */
    apie_transport *transport;
    CURLM *multi;
    apie_sockets sockets;
    apie_list in_flight;
    int active; /* how many those are */
    apie_easy *idle[APIE_SHARD_SIZE];
    int idle_count;
    apie_timer timer; /* libcurl's; changed only when it says so */
    apie_timer sweep; /* closes the connections of a shard that nobody uses */
    bool due;         /* libcurl's timer has run out */
    bool stirred;     /* libcurl did something: look for ends */
    CURLMcode failure;
};

apie_shard *apie_async_shard_new(apie_transport *transport, apie_error *error);
/* Nothing may be in flight. */
void apie_async_shard_free(apie_shard *shard);
/* In a forked child: frees our memory, loses libcurl's. */
void apie_async_shard_abandon(apie_shard *shard);

apie_status apie_async_shard_start(apie_shard *shard, apie_transfer *transfer, apie_error *error);
/* Takes a transfer out of flight. */
void apie_async_shard_stop(apie_transfer *transfer);
/* Takes it out and ends it with what libcurl has of it, once nothing of it is held. */
void apie_async_shard_end(apie_transfer *transfer, CURLcode code, int *budget);

/* Lets libcurl look at a transfer's socket once more. */
void apie_async_shard_look(apie_transfer *transfer);
/* Lets libcurl do what its timer asked for. */
void apie_async_shard_run(apie_shard *shard);
/* Ends what is finished. */
void apie_async_shard_harvest(apie_shard *shard, int *budget);
/* After a libcurl error no end would ever come: ends all that is in flight. */
void apie_async_shard_fail_all(apie_shard *shard);
bool apie_async_shard_failed(const apie_shard *shard);

#endif
