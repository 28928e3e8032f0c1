/* Instrumented MCP clients, when their client goes. */
#ifndef APIE_ASYNC_MCP_INTERNAL_H
#define APIE_ASYNC_MCP_INTERNAL_H

#include "client.h"

/* The client goes, and its scopes have been abandoned: requests that a server is at are told the
 * end, if tell_end, and forget it. */
void apie_async_abandon_mcp_clients(apie_async_client *client, bool tell_end);

#endif
