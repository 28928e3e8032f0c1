/* One event: built and redacted outside the client's lock, numbered when it is queued, completed
 * with the agent's ids when it is sent. */
#ifndef APIE_EVENTS_EVENT_H
#define APIE_EVENTS_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <apie/config.h>
#include <apie/trace.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/text.h"
#include "events/redact.h"
#include "flow/core.h"

/* What an event says; everything is borrowed. The sections are JSON text that is redacted already
 * (events/section.h); length 0 leaves a section out. */
typedef struct apie_event_input {
    const char *type;
    const char *agent_key;
    bool other_agent; /* agent_key is not the client's own agent: its ids are not sent */
    const char *run_id;
    const char *session_id;
    const char *parent_event_id;
    const char *caused_by_event_id;
    const char *trigger_kind;
    const char *event_category;
    const char *idempotency_key; /* not sent; NULL or "": none */
    const char *step_key;
    const char *step_name;
    apie_opt_int step_index;
    const char *environment;
    apie_slice payload_summary;
    apie_slice tool, action, resource, decision, approval, error, metadata;
    int64_t wall_us;          /* its timestamp */
    uint64_t id_high, id_low; /* random bits of its event_id */
    size_t max_payload_bytes; /* 0: no limit. Above it, free-form sections are left out */
} apie_event_input;

typedef struct apie_event_block apie_event_block; /* events/event_store.h */

/* A finished event: one piece of memory, an allocation of its own until it is queued. Its text is
 * the JSON object without agent_id, agent_version_id, sequence_number and session_sequence_number,
 * which go in at `splice`. */
typedef struct apie_event {
    apie_notice notice; /* first: settled events tell their outcomes, the first for all of them */
    struct apie_event *next;
    uint64_t ticket;          /* place in the order of acceptance, from 1 */
    int64_t sequence;         /* in its run, from 1; 0: no run */
    int64_t session_sequence; /* in its session; 0: no session */
    bool other_agent;
    apie_event_fate fate; /* delivered, unless something else became of it */
    const char *reason;   /* static, or words */
    const char *type;     /* the following point into the same piece of memory */
    const char *run_id;   /* NULL: none */
    const char *session_id;
    const char *event_id;
    char *key;         /* owned; of the events with the same one that wait, one is kept. NULL: none,
                        * its id is its own */
    bool key_asked;    /* the program was asked for one */
    uint64_t run_hash; /* apie_id_hash() of the ids, so that the queue need not compute it */
    uint64_t session_hash;
    uint64_t key_hash;
    size_t splice;
    size_t length;
    const char *text;
    size_t size;             /* of that piece */
    apie_event_block *block; /* that it is part of; NULL: an allocation of its own */
    char *words;             /* owned; the service's when it refuses the event */
} apie_event;

/* Builds an event. NULL with error filled: APIE_ERROR_NO_MEMORY, or APIE_ERROR_INVALID_ARGUMENT
 * with the field's name in where for a string that is not UTF-8 and for a type that is NULL. */
apie_event *apie_event_new(const apie_event_input *input, apie_error *error);
/* Gives an event that is not queued yet a key. False if memory ran out. */
bool apie_event_set_key(apie_event *event, const char *key);
void apie_event_free(apie_event *event);
/* A list linked by next. */
void apie_events_free(apie_event *events);

/* Appends the complete object. agent_version_id and agent_id may be NULL: left out. */
void apie_event_write(const apie_event *event, const char *agent_id, const char *agent_version_id,
                      apie_buffer *out);

/* The body of POST /v1/events. */
void apie_events_write_batch(const apie_event *const *events, size_t count, const char *agent_id,
                             const char *agent_version_id, apie_buffer *out);

#endif
