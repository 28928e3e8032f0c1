/* What calls of every service begin with. */
#ifndef APIE_SYNC_BEGIN_H
#define APIE_SYNC_BEGIN_H

#include <string.h>

#include "driver.h"
#include "flow/no_response.h"

/* Whether a call may begin. There is no response yet, and no result: out is the address of a
 * pointer to one, or NULL. client begins with an apie_sync_client. */
static inline apie_status apie_sync_begin(const void *client, const apie_call_options *options,
                                          void *out, apie_error *error)
{
    apie_no_response(options);
    if (out != NULL)
        memset(out, 0, sizeof(void *));
    return apie_sync_check(client, error);
}

#endif
