/* Telling the end of work that the program does by itself. It is prepared when the work begins, so
 * that it can always be told. */
#ifndef APIE_ASYNC_COMPLETION_H
#define APIE_ASYNC_COMPLETION_H

#include "client.h"

typedef struct apie_async_completion {
    apie_flow *flow; /* NULL: nobody is to be told */
    apie_done_cb *done;
    void *user;
} apie_async_completion;

/* done may be NULL. */
apie_status apie_async_completion_init(apie_async_completion *completion, apie_async_client *client,
                                       apie_done_cb *done, void *user, apie_error *error);
/* Tells success from the loop, soon; if that cannot be arranged, why not, now. */
void apie_async_completion_tell(apie_async_completion *completion, apie_async_client *client);
/* Tells a failure, now. */
void apie_async_completion_fail(apie_async_completion *completion, const apie_error *error);
/* Tells nothing. The client's core must still be there. */
void apie_async_completion_free(apie_async_completion *completion);

#endif
