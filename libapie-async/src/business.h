/* What the client does on its own behalf: the core's ticks, jobs and notices. */
#ifndef APIE_ASYNC_BUSINESS_H
#define APIE_ASYNC_BUSINESS_H

#include <stdbool.h>

#include "driver.h"

apie_status apie_async_business_init(apie_async *async, apie_error *error);
/* Forgets the jobs, none of which may be running. */
void apie_async_business_free(apie_async *async);

/* The core's hook: there is something to do. */
void apie_async_wake(void *driver);
/* Does it. */
void apie_async_business(apie_async *async);
/* Delivers what there is to tell the program. */
void apie_async_deliver_notices(apie_async *async);
/* A job is running or should, or there is something to tell. */
bool apie_async_has_business(const apie_async *async);

#endif
