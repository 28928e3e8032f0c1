/* The blocking Apie client. */
#ifndef APIE_SYNC_CLIENT_INTERNAL_H
#define APIE_SYNC_CLIENT_INTERNAL_H

#include <apie/sync/types.h>

#include "apie/agent.h"
#include "apie/guard.h"
#include "driver.h"

struct apie_client {
    apie_sync_client base; /* first */
    apie_agent *agent;
};

/* A client; then what it waits for at its beginning, if it is configured so. */
apie_status apie_client_make(const apie_agent_source *source, apie_client **out, apie_error *error);
void apie_client_await_registration(apie_client *client);

/* Locks the client so that these events can be queued: after asking for their keys, and with
 * APIE_DROP_WAIT after waiting for room. */
void apie_client_lock_for(apie_client *client, apie_event *events);

/* What calls begin with: the client is usable, and no reported failure is due. (Those that end
 * something only check that it is usable.) There is no response yet, and no result: out is the
 * address of a pointer to one, or NULL. */
apie_status apie_client_enter(apie_client *client, const apie_call_options *options, void *out,
                              apie_error *error);
/* The same where there must be a place for the result. */
apie_status apie_client_enter_for(apie_client *client, const apie_call_options *options, void *out,
                                  apie_error *error);

/* Why the program's work failed, in words. */
static inline const char *apie_client_reason(apie_status status, const apie_error *error)
{
    return error->message[0] ? error->message : apie_status_name(status);
}

#endif
