/* What stands for a run, session or handoff that the service could not be told of. */
#ifndef APIE_APIE_OFFLINE_H
#define APIE_APIE_OFFLINE_H

#include <stdbool.h>

#include "apie/agent.h"

/* What their ids begin with. */
#define APIE_OFFLINE_RUN     "run_offline_"
#define APIE_OFFLINE_SESSION "session_offline_"
#define APIE_OFFLINE_HANDOFF "handoff_offline_"

#define APIE_OFFLINE_STATUS "offline"

/* A new id that begins with the prefix, in the flow's arena; NULL if memory ran out. (locked) */
const char *apie_offline_id(apie_flow *flow, const char *prefix);
/* Whether a run or session has such an id: the service is not asked about it. */
bool apie_is_offline(const char *id);

/* Whether the failure in flow->error leaves the program's work alone; then it has been reported.
 * (locked) */
bool apie_agent_forgives(apie_flow *flow);

#endif
