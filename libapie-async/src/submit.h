/* Work from other threads, for clients of every service. */
#ifndef APIE_ASYNC_SUBMIT_H
#define APIE_ASYNC_SUBMIT_H

#include <apie/error.h>

#include "driver.h"

/* Work that was submitted, until it has been run. */
typedef struct apie_submitted {
    void *client;
    apie_async_function *work; /* to be cast to its real type */
    void *user;
} apie_submitted;

/* Has run called on the loop with the work, which it then frees with free(). client begins with an
 * apie_async_client_base. Any thread. APIE_ERROR_INVALID_ARGUMENT without a client or work. */
apie_status apie_async_submit_work(void *client, apie_async_function *work, void *user,
                                   void (*run)(void *submitted), apie_error *error);

#endif
