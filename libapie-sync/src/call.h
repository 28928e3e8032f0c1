/* One call: its flow, run on the caller's thread. */
#ifndef APIE_SYNC_CALL_H
#define APIE_SYNC_CALL_H

#include "state.h"

/* Until the flow's want is DONE. Lock not held. */
void apie_call_run(apie_sync *sync, apie_flow *flow);

#endif
