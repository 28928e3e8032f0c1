/* One attempt: a flow's request through a handle of the pool. */
#ifndef APIE_SYNC_TRANSPORT_H
#define APIE_SYNC_TRANSPORT_H

#include "state.h"

/* Lock not held. Does what a flow that wants to send wants, until its deadline or until_ms, and
 * returns what to resume it with. A transfer that was interrupted is answered with
 * if_interrupted. */
apie_cause apie_transport_send(apie_sync *sync, apie_flow *flow, uint64_t until_ms,
                               const apie_interrupt *interrupt, apie_status if_interrupted);

#endif
