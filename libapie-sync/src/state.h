/* What the parts of the blocking driver share. */
#ifndef APIE_SYNC_STATE_H
#define APIE_SYNC_STATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "driver.h"
#include "pool.h"

typedef enum apie_worker_state {
    APIE_WORKER_NONE = 0,
    APIE_WORKER_RUNNING,
    APIE_WORKER_ENDED /* not joined yet */
} apie_worker_state;

struct apie_sync {
    apie_core *core;
    uint64_t generation; /* of the process that made it */
    apie_pool pool;
    pthread_mutex_t mutex;
    pthread_cond_t moved; /* CLOCK_MONOTONIC */
    atomic_bool woken;    /* by the core: there may be notices; looked at without the mutex, too */
    /* Below: under the mutex. */
    uint64_t moves; /* counts what waiters should look at: gates, jobs, the worker's end */
    apie_worker_state worker;
    pthread_t thread;
    bool stopping; /* the worker ends when nothing is wanted */
    bool joining;
    atomic_bool abort; /* the worker ends at once; looked at without the mutex, too */
};

/* What may stop a transfer or a wait before its time. Both may be NULL. */
typedef struct apie_interrupt {
    const apie_cancel_token *token;
    const atomic_bool *abort;
} apie_interrupt;

bool apie_interrupted(const apie_interrupt *interrupt);

/* Whether this is a child of the process that made it. */
bool apie_sync_forked(const apie_sync *sync);
uint64_t apie_sync_now(const apie_sync *sync);

/* Lock held: tells all waiters to look again. */
void apie_sync_move(apie_sync *sync);
/* Lock held: waits until sync->moves is no longer `seen`, or until the time, or, if there is a
 * token, for a moment: it cannot wake anybody, so it must be looked at. */
void apie_sync_wait(apie_sync *sync, uint64_t seen, uint64_t until_ms,
                    const apie_cancel_token *token);
/* Lock not held: waits until the time (APIE_CAUSE_TIME) or the token (APIE_CAUSE_CANCEL). */
apie_cause apie_sync_sleep(apie_sync *sync, uint64_t until_ms, const apie_cancel_token *token);

/* Lock held at both ends: resumes the flow, then tells observers and delivers notices without the
 * lock. */
void apie_sync_resume(apie_sync *sync, apie_flow *flow, apie_cause cause);
/* Lock held at both ends; true if there were any (and the lock was free meanwhile). */
bool apie_sync_deliver_locked(apie_sync *sync);

#endif
