#include "worker.h"

#include <signal.h>

#include "base/fail.h"
#include "shift.h"

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Lock held at both ends; not while connections are closed, which may say good-bye on them. */
static uint64_t sweep(apie_sync *sync)
{
    uint64_t now_ms = apie_sync_now(sync);
    uint64_t next_ms = 0;

    apie_sync_unlock(sync);
    next_ms = apie_pool_sweep(&sync->pool, now_ms);
    apie_sync_lock(sync);
    return next_ms;
}

static void *work(void *user)
{
    apie_sync *sync = user;
    apie_shift shift = {sync, NULL, APIE_NEVER, {NULL, &sync->abort}};

    apie_sync_lock(sync);
    while (!atomic_load(&sync->abort)) {
        uint64_t seen = sync->moves;
        uint64_t tick_ms = apie_core_tick(sync->core, apie_sync_now(sync));

        if (apie_shift_step(&shift) || apie_sync_deliver_locked(sync))
            continue;
        if (sync->stopping && shift.held == NULL)
            break;
        tick_ms = earlier(tick_ms, sweep(sync));
        apie_sync_wait(sync, seen, earlier(tick_ms, apie_shift_next_ms(&shift)), NULL);
    }
    sync->worker = APIE_WORKER_ENDED; /* from here on waiters lead */
    apie_shift_end(&shift);
    apie_sync_move(sync);
    apie_sync_unlock(sync);
    return NULL;
}

apie_status apie_worker_start(apie_sync *sync, apie_error *error)
{
    sigset_t all;
    sigset_t old;
    int failed = 0;

    (void)sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &old) != 0)
        return apie_fail(error, APIE_ERROR_CONFIG, NULL, "the signal mask cannot be set");
    sync->worker = APIE_WORKER_RUNNING;
    failed = pthread_create(&sync->thread, NULL, work, sync);
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (failed == 0)
        return APIE_OK;
    sync->worker = APIE_WORKER_NONE;
    return apie_fail(error, APIE_ERROR_NO_MEMORY, NULL, "the worker thread cannot be started (%d)",
                     failed);
}

static void await_end(apie_sync *sync, uint64_t until_ms)
{
    while (sync->worker == APIE_WORKER_RUNNING && apie_sync_now(sync) < until_ms)
        apie_sync_wait(sync, sync->moves, until_ms, NULL);
}

static void join(apie_sync *sync)
{
    pthread_t thread = sync->thread;

    sync->joining = true;
    apie_sync_unlock(sync);
    (void)pthread_join(thread, NULL);
    apie_sync_lock(sync);
    sync->joining = false;
    sync->worker = APIE_WORKER_NONE;
    apie_sync_move(sync);
}

void apie_worker_stop(apie_sync *sync, int64_t timeout_ms)
{
    apie_sync_lock(sync);
    if (sync->worker == APIE_WORKER_RUNNING) {
        sync->stopping = true;
        apie_sync_move(sync);
        await_end(sync, apie_time_after(apie_sync_now(sync), timeout_ms));
        atomic_store(&sync->abort, true);
        apie_sync_move(sync);
    }
    if (sync->worker != APIE_WORKER_NONE && !sync->joining)
        join(sync);
    while (sync->joining) /* by another thread */
        apie_sync_wait(sync, sync->moves, APIE_NEVER, NULL);
    apie_sync_unlock(sync);
}
