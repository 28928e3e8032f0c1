/**
 * @file apie/models/events.h
 * Events: what agents did, as they report it. A client queues, sends and retries events by itself;
 * these operations send at once what the program has built, with secrets redacted.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_MODELS_EVENTS_H
#define APIE_MODELS_EVENTS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * Events to send or to check. A client that queues sends 25 at a time, unless it is configured
 * otherwise.
 * Body of events.send, events.validate
 */
typedef struct apie_event_batch {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * An array of events, each an object with at least "type".
     * Required.
     * Secrets in it are redacted.
     */
    const json_t *events;
} apie_event_batch;

/**
 * What the service made of a batch of events.
 * Result of events.send
 */
typedef struct apie_events_accepted {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * What it found odd about the events, in words for people. It has taken them all the same, so
     * there is no error.
     */
    const char *const *warnings;
    /** How many warnings there are. */
    size_t warnings_count;
} apie_events_accepted;

/**
 * What the service would make of one event.
 * Part of apie_events_previewed
 */
typedef struct apie_event_preview {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** "valid", "invalid" or another word of the service's. */
    const char *validation_status;
    /** What it finds odd, an array. */
    json_t *warnings;
} apie_event_preview;

/**
 * What the service would make of a batch of events.
 * Result of events.validate
 */
typedef struct apie_events_previewed {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** How many it would accept. */
    apie_opt_int accepted;
    /** One for each event, in order. */
    const apie_event_preview *const *previews;
    /** How many previews there are. */
    size_t previews_count;
} apie_events_previewed;

APIE_END_DECLS

#endif
