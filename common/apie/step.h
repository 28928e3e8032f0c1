/* A workflow step, model call or MCP call under way: two events around the program's work. Sends
 * nothing by itself and waits for nothing. */
#ifndef APIE_APIE_STEP_H
#define APIE_APIE_STEP_H

#include "apie/event_make.h"

typedef enum apie_step_kind {
    APIE_STEP_WORKFLOW = 0,
    APIE_STEP_LLM,
    APIE_STEP_MCP,
    APIE_STEP_KIND_COUNT
} apie_step_kind;

typedef struct apie_step_state apie_step_state;

/* A step, and in *started the event that tells of its beginning, to be queued by apie_agent_push().
 * source is the context, used when the input names no run, as in apie_event_make(). NULL with
 * *error filled. Lock not held. */
apie_step_state *apie_step_new(apie_agent *agent, apie_step_kind kind, const apie_step_input *input,
                               const apie_event_source *source, apie_event **started,
                               apie_error *error);
/* The event that tells of its end; outcome may be NULL. Lock not held. */
apie_event *apie_step_ended(apie_agent *agent, const apie_step_state *step,
                            const apie_step_outcome *outcome, apie_error *error);
/* Queues it. (locked) */
void apie_step_tell_end(apie_agent *agent, const apie_step_state *step,
                        const apie_step_outcome *outcome, apie_event *ended);
void apie_step_free(apie_step_state *step);

#endif
