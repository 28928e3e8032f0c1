/* Events that the program tells of itself: what each type needs and sends, as a table, and one
 * function that makes any of them. */
#ifndef APIE_APIE_EVENT_MAKE_H
#define APIE_APIE_EVENT_MAKE_H

#include <apie/telemetry.h>

#include "apie/agent.h"
#include "apie/guarded.h"

/* The types that have a function of their own, in the order of the table. */
typedef enum apie_event_kind {
    APIE_EVENT_TOOL_CALLED = 0,
    APIE_EVENT_ACTION_REQUESTED,
    APIE_EVENT_ACTION_COMPLETED,
    APIE_EVENT_ACTION_FAILED,
    APIE_EVENT_RESOURCE_TOUCHED,
    APIE_EVENT_GUARDRAIL_EVALUATED,
    APIE_EVENT_APPROVAL_REQUESTED,
    APIE_EVENT_APPROVAL_RESOLVED,
    APIE_EVENT_STEP_STARTED,
    APIE_EVENT_STEP_COMPLETED,
    APIE_EVENT_STEP_FAILED,
    APIE_EVENT_LLM_CALLED,
    APIE_EVENT_LLM_COMPLETED,
    APIE_EVENT_LLM_FAILED,
    APIE_EVENT_MCP_CALLED,
    APIE_EVENT_MCP_COMPLETED,
    APIE_EVENT_MCP_FAILED,
    APIE_EVENT_MCP_TOOLS_LISTED,
    APIE_EVENT_HANDOFF_REQUESTED,
    APIE_EVENT_HANDOFF_ACCEPTED,
    APIE_EVENT_HANDOFF_COMPLETED,
    APIE_EVENT_HANDOFF_FAILED,
    APIE_EVENT_ERROR,
    APIE_EVENT_KIND_COUNT /* stands for types of the program's own */
} apie_event_kind;

/* The kind of a type. */
apie_event_kind apie_event_kind_of(const char *type);

/* The event, built and redacted, to be queued by apie_event_tell() or apie_agent_push(); lock not
 * held. source is the caller's context, used for what the details leave out; its members may be
 * NULL, and so may it, where there is no such thing. event_id may be NULL. NULL with *error filled:
 * APIE_ERROR_INVALID_ARGUMENT with the member in where, APIE_ERROR_NO_MEMORY. */
apie_event *apie_event_make(apie_agent *agent, apie_event_kind kind,
                            const apie_event_details *details, const apie_event_source *source,
                            char *event_id, apie_error *error);
/* The same for a type by its name, whose kind *kind takes, unless it is NULL; one of the program's
 * own may send every section. */
apie_event *apie_event_make_custom(apie_agent *agent, const char *type, apie_event_kind *kind,
                                   const apie_event_details *details,
                                   const apie_event_source *source, char *event_id,
                                   apie_error *error);

/* Queues an event of this kind: one that tells of a failure is sent soon, and an error's message is
 * remembered, so that the end of its run or session does not repeat it. error_message is what the
 * event was made with. (locked) */
void apie_event_tell(apie_agent *agent, apie_event_kind kind, const char *error_message,
                     apie_event *event);

/* ---- events as values: event_value.c ---- */

/* The event as JSON, with the agent's ids if it is registered, without numbers. NULL with *error
 * filled. (locked) */
json_t *apie_event_to_json(const apie_agent *agent, const apie_event *event, apie_error *error);
/* What redaction leaves of an event's metadata. NULL with *error filled. */
json_t *apie_redacted_json(const apie_agent *agent, const json_t *value, apie_error *error);

/* ---- event_list_flow.c ---- */

/* events is an event or an array of them; borrowed. Result: apie_events_previewed. */
apie_flow *apie_validate_events_flow_new(apie_agent *agent, const json_t *events,
                                         const apie_call_options *options, apie_error *error);
/* Waits for the registration, adds what the events lack. Result: apie_events_accepted. */
apie_flow *apie_send_events_flow_new(apie_agent *agent, const json_t *events,
                                     const apie_call_options *options, apie_error *error);

#endif
