/* The event-driven Apie client. */
#ifndef APIE_ASYNC_CLIENT_INTERNAL_H
#define APIE_ASYNC_CLIENT_INTERNAL_H

#include <apie/async/client.h>

#include "apie/agent.h"
#include "apie/guard.h"
#include "driver.h"
#include "list.h"

struct apie_async_client {
    apie_async_client_base base; /* first */
    apie_agent *agent;
    struct event_base *event_base; /* the program's */
    apie_list scopes;              /* open ones, to be told when the client goes */
    apie_list work_scopes;         /* of runs and sessions */
    apie_list steps;
    apie_list mcp_clients;
    uint64_t generation; /* of the process that made it */
};

/* What calls begin with: the client is usable, and no reported failure is due. (Those that end
 * something only check that it is usable.) There is no response yet. */
apie_status apie_async_enter(apie_async_client *client, const apie_call_options *options,
                             apie_error *error);

/* The client goes: open scopes forget it, and those of apie_async_with_…() are told the end, if
 * tell. */
void apie_async_abandon_scopes(apie_async_client *client, bool tell);
void apie_async_abandon_work_scopes(apie_async_client *client, bool tell);
void apie_async_abandon_steps(apie_async_client *client, bool tell);

void apie_async_deliver_done(apie_async_function *callback, apie_status status, void *result,
                             const apie_error *error, void *user);

#endif
