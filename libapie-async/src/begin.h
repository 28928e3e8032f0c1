/* What calls of every service begin with. */
#ifndef APIE_ASYNC_BEGIN_H
#define APIE_ASYNC_BEGIN_H

#include "driver.h"
#include "flow/no_response.h"

/* Whether a call may begin. There is no response yet. client begins with an
 * apie_async_client_base. */
static inline apie_status apie_async_begin(const void *client, const apie_call_options *options,
                                           apie_error *error)
{
    apie_no_response(options);
    return apie_async_check(client, error);
}

#endif
