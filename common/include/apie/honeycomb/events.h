/**
 * @file apie/honeycomb/events.h
 * Events: what the service is told of the program's work. An event is an object of texts, numbers
 * and truth values; it is queryable some 30 s later and cannot be deleted.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_HONEYCOMB_EVENTS_H
#define APIE_HONEYCOMB_EVENTS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * An event: an object of 1 to 2,000 texts, numbers and truth values, 1 MB at most.
 * Body of events.send
 */
typedef struct apie_honeycomb_event {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** What happened, by the names of columns. A name that is new makes a column. */
    const json_t *data;
} apie_honeycomb_event;

/**
 * An event in a batch.
 * Part of apie_honeycomb_batch_event_list
 */
typedef struct apie_honeycomb_batch_event {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** What happened, by the names of columns. */
    const json_t *data;
    /**
     * When, as an ISO 8601 time with a fraction, or seconds since 1970; when it arrives if unset.
     */
    const char *time;
    /** How many events it stands for, if only one in so many is sent; 1 if unset. */
    apie_opt_int samplerate;
} apie_honeycomb_batch_event;

/**
 * What became of an event of a batch.
 * Part of apie_honeycomb_batch_result_list
 */
typedef struct apie_honeycomb_batch_result {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * 202: it was taken. Else why not, as an HTTP status such as 400: what a request with this
     * event alone would get.
     */
    apie_opt_int status;
    /**
     * Why it was not taken, in words such as "Event has too many columns."; NULL if it was taken.
     */
    const char *error;
} apie_honeycomb_batch_result;

/**
 * A record of a Kinesis stream.
 * Part of apie_honeycomb_kinesis_events
 */
typedef struct apie_honeycomb_kinesis_record {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** The record, in base64. */
    const char *data;
} apie_honeycomb_kinesis_record;

/**
 * Events or metrics from AWS, as Kinesis Firehose delivers them.
 * Body of events.send_kinesis
 */
typedef struct apie_honeycomb_kinesis_events {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** The id of the delivery; request_id of the function goes into the header. */
    const char *request_id;
    /** When it was sent, as Firehose counts time. */
    apie_opt_int timestamp;
    /** The records. */
    const apie_honeycomb_kinesis_record *const *records;
    /** How many records there are. */
    size_t records_count;
} apie_honeycomb_kinesis_events;

/**
 * What Kinesis Firehose is answered.
 * Result of events.send_kinesis
 */
typedef struct apie_honeycomb_kinesis_result {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The id of the delivery. */
    const char *request_id;
    /** When it was answered, as Firehose counts time. */
    apie_opt_int timestamp;
    /** What went wrong, for people; NULL if nothing did. */
    const char *error_message;
} apie_honeycomb_kinesis_result;

/**
 * A list of apie_honeycomb_batch_event.
 * Body of events.send_batch
 */
typedef struct apie_honeycomb_batch_event_list {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_honeycomb_batch_event *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_batch_event_list;

/**
 * A list of apie_honeycomb_batch_result.
 * Result of events.send_batch
 */
typedef struct apie_honeycomb_batch_result_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_honeycomb_batch_result *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_batch_result_list;

APIE_END_DECLS

#endif
