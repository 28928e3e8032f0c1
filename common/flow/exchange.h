/* One request with its retries, inside a flow. The flow engine calls these; flows do not. */
#ifndef APIE_FLOW_EXCHANGE_H
#define APIE_FLOW_EXCHANGE_H

#include "flow/flow.h"

/* An attempt was answered (and absorbed): retry, or go on with the exchange's next step. */
void apie_exchange_answered(apie_flow *flow);
/* The pause is over. */
void apie_exchange_next_attempt(apie_flow *flow);
/* No further attempt: next step with the status as it stands. */
void apie_exchange_end(apie_flow *flow);

void apie_flow_free_ended_parts(apie_flow *flow);

#endif
