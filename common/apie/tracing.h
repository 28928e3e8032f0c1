/* Sessions, child runs and handoffs, as flows. (Runs are in agent.h.) */
#ifndef APIE_APIE_TRACING_H
#define APIE_APIE_TRACING_H

#include <apie/telemetry.h>
#include <apie/trace.h>

#include "apie/agent.h"

/* ---- begin_flow.c ---- */

/* Result: apie_session. input may be NULL. */
apie_flow *apie_session_begin_flow_new(apie_agent *agent, const apie_session_input *input,
                                       const apie_call_options *options, apie_error *error);
/* Result: apie_run. The input names its session. */
apie_flow *apie_child_run_begin_flow_new(apie_agent *agent, const apie_child_run_input *input,
                                         const apie_call_options *options, apie_error *error);

/* ---- end_flow.c ---- */

apie_flow *apie_session_end_flow_new(apie_agent *agent, const char *session_id,
                                     const apie_session_outcome *outcome,
                                     const apie_call_options *options, apie_error *error);

/* ---- handoff_flow.c ---- */

/* Result: apie_handoff. The input names its session and the run that gives the work. */
apie_flow *apie_handoff_flow_new(apie_agent *agent, const apie_handoff_input *input,
                                 const apie_call_options *options, apie_error *error);

#endif
