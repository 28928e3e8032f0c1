/* The process's own client. */
#ifndef APIE_ASYNC_DEFAULT_CLIENT_INTERNAL_H
#define APIE_ASYNC_DEFAULT_CLIENT_INTERNAL_H

#include <apie/async/types.h>

/* The client is being freed: if it was the process's, there is none now. */
void apie_async_default_client_forget(const apie_async_client *client);

#endif
