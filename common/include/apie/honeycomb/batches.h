/**
 * @file apie/honeycomb/batches.h
 * Any number of events, sent in as many requests as it takes.
 */
#ifndef APIE_HONEYCOMB_BATCHES_H
#define APIE_HONEYCOMB_BATCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <apie/export.h>
#include <apie/honeycomb/events.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/** The most that the service takes, of one event and of a request, in bytes of JSON. */
#define APIE_HONEYCOMB_BATCH_BYTES 1000000

/** Requests of this size and above are compressed. Below it that would win nothing. */
#define APIE_HONEYCOMB_COMPRESS_FROM 1024

/**
 * How events are sent. All zero is good, and so is NULL in its place.
 */
typedef struct apie_honeycomb_batch_options {
    /** Events in a request at most; 0: 1,000. */
    size_t max_events;
    /** Bytes of JSON in a request at most, before it is compressed; 0: APIE_HONEYCOMB_BATCH_BYTES,
     * which is the most. An event that alone is larger is not sent, and its outcome says so. */
    size_t max_bytes;
    /** Requests of APIE_HONEYCOMB_COMPRESS_FROM bytes and more are compressed with gzip, unless
     * this is true. */
    bool uncompressed;
    /** Zero. */
    void *reserved[4];
} apie_honeycomb_batch_options;

/** What became of one event. */
typedef struct apie_honeycomb_event_outcome {
    /** APIE_OK: the service took it. APIE_ERROR_RATE_LIMITED and APIE_ERROR_SERVER: sending it
     * again later may help. APIE_ERROR_INVALID_REQUEST: it will not. Else why its request failed.
     */
    apie_status status;
    /** The HTTP status that the service gave it, or its whole request; 0: none. */
    int http_status;
    /** False if no request with it was made. */
    bool sent;
    /** Why it was not taken, in words; NULL if it was. */
    const char *message;
} apie_honeycomb_event_outcome;

/** What became of events. One block, to be freed with apie_free(). */
typedef struct apie_honeycomb_batch_outcome {
    /** In the order in which the events were given. */
    const apie_honeycomb_event_outcome *events;
    size_t event_count;
    /** How many of them the service took. */
    size_t taken_count;
    /** Requests that succeeded, whatever became of their events. */
    unsigned request_count;
} apie_honeycomb_batch_outcome;

APIE_END_DECLS

#endif
