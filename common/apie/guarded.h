/* A tool call or guarded action: its parts as redacted JSON text, made once without the lock, and
 * the events that tell of it. */
#ifndef APIE_APIE_GUARDED_H
#define APIE_APIE_GUARDED_H

#include <stdbool.h>

#include <apie/trace.h>

#include "apie/agent.h"
#include "events/event.h"

/* Where an event belongs. */
typedef struct apie_event_source {
    const char *run_id;
    const char *session_id;
} apie_event_source;

typedef struct apie_guarded {
    apie_event_source source;
    bool is_tool;
    bool unguarded;
    bool disabled;
    const char *resource_environment; /* of action events; NULL: none */
    apie_slice tool;                  /* empty: none */
    apie_slice action;
    apie_slice action_requested; /* with the risk level of the whole */
    apie_slice resource;
    apie_slice metadata;               /* empty: none */
    apie_slice metadata_beside_result; /* without a member that a result would repeat */
    apie_slice called_action;          /* of agent.tool.called: only what the program gave */
    apie_slice called_resource;
    apie_buffer text; /* what the slices point into */
    char *names;      /* what the strings point into */
} apie_guarded;

/* What both kinds of input say. */
typedef struct apie_guarded_input {
    bool is_tool;
    bool unguarded;
    const char *run_id;
    const char *session_id;
    apie_tool tool;
    apie_action action;
    apie_resource resource;
    const char *risk_level;
    const json_t *metadata;
} apie_guarded_input;

/* Checks, fills in defaults, and what the tool's name says if the agent's boundary is configured
 * so. run_id and session_id are the context's, used when the input has no run id. Strings stay
 * borrowed. */
apie_status apie_guarded_input_from_tool(const apie_agent *agent, const apie_tool_input *tool,
                                         const char *run_id, const char *session_id,
                                         apie_guarded_input *out, apie_error *error);
apie_status apie_guarded_input_from_guard(const apie_guard_input *guard, const char *run_id,
                                          const char *session_id, apie_guarded_input *out,
                                          apie_error *error);

apie_guarded *apie_guarded_new(apie_agent *agent, const apie_guarded_input *input,
                               apie_error *error);
void apie_guarded_free(apie_guarded *guarded);
/* What it means that something the program gave could not be written. */
apie_status apie_guarded_write_error(apie_json_write_error write_error, apie_error *error);

/* Each makes one event; NULL if memory ran out or JSON cannot say it. */
apie_event *apie_guarded_evaluated(apie_agent *agent, const apie_guarded *guarded,
                                   const apie_decision *decision, apie_error *error);
apie_event *apie_guarded_approval_requested(apie_agent *agent, const apie_guarded *guarded,
                                            const apie_decision *decision, apie_error *error);
apie_event *apie_guarded_approval_resolved(apie_agent *agent, const apie_guarded *guarded,
                                           const apie_decision *decision, apie_error *error);
/* agent.tool.called (tools only) and agent.action.requested. */
apie_event *apie_guarded_started(apie_agent *agent, const apie_guarded *guarded, apie_error *error);
/* agent.action.completed, or agent.action.failed and agent.error. outcome may be NULL. */
apie_event *apie_guarded_finished(apie_agent *agent, const apie_guarded *guarded,
                                  const apie_action_outcome *outcome, apie_error *error);
/* agent.error */
apie_event *apie_agent_error_event(apie_agent *agent, const apie_event_source *source,
                                   const char *message, apie_error *error);

#endif
