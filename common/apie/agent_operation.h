/* An operation about the client's own agent. */
#ifndef APIE_APIE_AGENT_OPERATION_H
#define APIE_APIE_AGENT_OPERATION_H

#include "apie/agent.h"

/* Waits until the agent is registered, then sends the operation, whose only argument is the agent's
 * id. The body is written at once. Result: the operation's. A disabled client must not come here.
 */
apie_flow *apie_agent_operation_flow_new(apie_agent *agent, const apie_operation *operation,
                                         const void *body, const apie_call_options *options,
                                         apie_error *error);

#endif
