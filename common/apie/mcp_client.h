/* What both libraries' instrumented MCP clients make of calls and answers. */
#ifndef APIE_APIE_MCP_CLIENT_H
#define APIE_APIE_MCP_CLIENT_H

#include <stdbool.h>

#include <apie/integrations.h>
#include <apie/mcp.h>

#include "apie/guarded.h"
#include "apie/step.h"

/* What such a client was told of its server. All in one piece of memory. */
typedef struct apie_mcp_server {
    const char *name;
    const char *environment;
    const char *risk_level;
} apie_mcp_server;

/* NULL with *error filled. Freed with free(). */
apie_mcp_server *apie_mcp_server_new(const char *name, const char *environment,
                                     const char *risk_level, apie_error *error);

/* A call and its arguments as the input of an MCP tool call; *owned is what the input points into,
 * for json_decref(): {"arguments": …}. */
apie_status apie_mcp_call_input(const apie_mcp_server *server, const apie_mcp_call *call,
                                apie_mcp_tool_input *input, json_t **owned, apie_error *error);

/* What the action came to if the server answered, for json_decref(): NULL where there is nothing
 * special to tell, or no memory for it. */
json_t *apie_mcp_answer_result(const json_t *answer);
/* That a server gave none. */
apie_status apie_mcp_no_answer(apie_error *error);
/* The tools in what a server listed; NULL if there are none. Borrowed. */
const json_t *apie_mcp_listed_tools(const json_t *answer);

/* The events at the end of a tool call: those of the step inside of it first, if there is one. NULL
 * with *error filled. Lock not held. */
apie_event *apie_scope_ended(apie_agent *agent, const apie_guarded *guarded,
                             const apie_step_state *step, const apie_action_outcome *outcome,
                             apie_error *error);

#endif
