/* Tool calls and guarded actions: asking the guardrail, obeying it, telling of it. */
#ifndef APIE_APIE_GUARD_H
#define APIE_APIE_GUARD_H

#include "apie/guarded.h"

/* Begins a tool call or guarded action: evaluate, tell, enforce, wait for approval. Result:
 * apie_decision. guarded is made from the same input; it stays the caller's and must outlive the
 * flow. Ends with APIE_ERROR_BLOCKED or APIE_ERROR_NOT_APPROVED when the action may not run. */
apie_flow *apie_guard_flow_new(apie_agent *agent, const apie_guarded_input *input,
                               const apie_guarded *guarded, const apie_call_options *options,
                               apie_error *error);

/* Has the flow put the decision into *out if it ends with APIE_ERROR_BLOCKED or
 * APIE_ERROR_NOT_APPROVED. out must outlive it. */
void apie_guard_flow_keep_refusal(apie_flow *flow, apie_decision **out);

/* Asks only: no events, nothing enforced. Result: apie_decision. action and resource may be empty:
 * then it allows without asking. */
apie_flow *apie_dry_run_flow_new(apie_agent *agent, const apie_guard_input *guard,
                                 const char *run_id, const apie_call_options *options,
                                 apie_error *error);

/* The end of an action: queues the events that apie_guarded_finished() made without the lock.
 * (locked) */
void apie_guard_finish(apie_agent *agent, const apie_guarded *guarded,
                       const apie_action_outcome *outcome, apie_event *events);

#endif
