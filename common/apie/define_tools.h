/* Telling the service of the tools that an MCP server has listed. */
#ifndef APIE_APIE_DEFINE_TOOLS_H
#define APIE_APIE_DEFINE_TOOLS_H

#include <jansson.h>

#include "apie/agent.h"

/* Defines each of an MCP server's tools, one after the other, as "<server>.<name>" with provider
 * "mcp". tools is an array of objects with name, description and inputSchema, as tools/list gives
 * them; borrowed. What has no name is passed over. risk_level NULL: "medium". Failures are reported
 * and ignored: it ends with APIE_OK unless it is cancelled or memory runs out. No result. */
apie_flow *apie_define_tools_flow_new(apie_agent *agent, const json_t *tools, const char *server,
                                      const char *risk_level, const apie_call_options *options,
                                      apie_error *error);

#endif
