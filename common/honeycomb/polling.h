/* Asking again and again until something that the service does in the background is done. */
#ifndef APIE_HONEYCOMB_POLLING_H
#define APIE_HONEYCOMB_POLLING_H

#include <stdbool.h>

#include "flow/flow.h"

typedef struct apie_polling {
    int64_t interval_ms;
    int64_t timeout_ms;
    uint64_t until_ms;
} apie_polling;

/* 0: a second, a minute. APIE_ERROR_INVALID_ARGUMENT for negative times. */
apie_status apie_polling_init(apie_polling *polling, int64_t interval_ms, int64_t timeout_ms,
                              apie_error *error);
/* The time begins; within the flow's deadline. */
void apie_polling_begin(apie_polling *polling, const apie_flow *flow);
/* For how long a look may take: a moment more than there is time, since the last look is taken when
 * the time is up. */
int64_t apie_polling_look_ms(const apie_polling *polling, const apie_flow *flow);
/* A look has come to flow->status and found nothing yet: look again later, or end the flow, with
 * `late` as the message if time is up. */
void apie_polling_again(const apie_polling *polling, apie_flow *flow, apie_flow_step *look,
                        const char *late);

#endif
