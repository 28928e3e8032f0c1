/* The thread that runs the core's jobs and ticks. */
#ifndef APIE_SYNC_WORKER_H
#define APIE_SYNC_WORKER_H

#include "state.h"

/* Starts it, with all signals blocked. */
apie_status apie_worker_start(apie_sync *sync, apie_error *error);

/* Lets it finish what is wanted, for timeout_ms at most; then stops and joins it. */
void apie_worker_stop(apie_sync *sync, int64_t timeout_ms);

#endif
