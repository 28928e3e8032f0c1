/* Running the core's jobs for a while: the worker does it all its life, a waiter that leads until
 * its own wait ends. Several jobs are under way at a time; only their transfers take turns. */
#ifndef APIE_SYNC_SHIFT_H
#define APIE_SYNC_SHIFT_H

#include "state.h"

typedef struct apie_shift {
    apie_sync *sync;
    apie_job *held;    /* linked through their flows' driver pointer */
    uint64_t until_ms; /* no transfer goes on beyond it */
    apie_interrupt interrupt;
} apie_shift;

/* All with the lock held at both ends. */

/* Takes up the jobs that are wanted and brings one of them a step further (without the lock).
 * False: there is nothing to do now. */
bool apie_shift_step(apie_shift *shift);
/* When there may be something to do again without anything having moved. */
uint64_t apie_shift_next_ms(const apie_shift *shift);
/* Leaves unfinished jobs to others. */
void apie_shift_end(apie_shift *shift);

#endif
