/* The process's own client. */
#ifndef APIE_SYNC_DEFAULT_CLIENT_INTERNAL_H
#define APIE_SYNC_DEFAULT_CLIENT_INTERNAL_H

#include <apie/sync/types.h>

/* The client is being freed: if it was the process's, there is none now. */
void apie_default_client_forget(const apie_client *client);

#endif
