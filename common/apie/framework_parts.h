/* What both kinds of callbacks are put together with. */
#ifndef APIE_APIE_FRAMEWORK_PARTS_H
#define APIE_APIE_FRAMEWORK_PARTS_H

#include <jansson.h>

#include "apie/framework.h"
#include "apie/object.h"

/* What callbacks know of where they belong. */
typedef struct apie_callback_base {
    const apie_callback_port *port;
    void *client;
    apie_agent *agent;
    const char *run_id; /* NULL: the thread's */
    const char *session_id;
    const char *environment;
    const char *agent_name;
} apie_callback_base;

/* Copies into the arena. */
apie_status apie_callback_base_init(apie_callback_base *base, const apie_callback_port *port,
                                    void *client, apie_agent *agent,
                                    const apie_callback_options *options, apie_arena *arena,
                                    apie_error *error);
/* Where events belong that are told now. */
apie_event_source apie_callback_source(const apie_callback_base *base);

/* One callback's events, told together or not at all. */
typedef struct apie_callback_report {
    const apie_callback_base *base;
    apie_event_kind kinds[2];
    apie_event *events[2];
    size_t count;
    const char *error_message;
    apie_error error; /* why it cannot be told */
} apie_callback_report;

apie_callback_report apie_callback_report_new(const apie_callback_base *base);
/* Adds an event. */
void apie_callback_add(apie_callback_report *report, apie_event_kind kind,
                       const apie_event_details *details);
/* Notes that memory ran out. */
void apie_callback_fail(apie_callback_report *report);
/* Queues the events, or reports what is in their way. */
void apie_callback_tell(apie_callback_report *report);

/* The first 500 characters, as a string; of a value's JSON, without secrets. null for NULL, NULL if
 * memory ran out. */
json_t *apie_preview_text(const apie_agent *agent, const char *text);
json_t *apie_preview_json(const apie_agent *agent, const json_t *value);
/* The names of an object's members, as an array. NULL if memory ran out. */
json_t *apie_member_names(const json_t *object);

#endif
