#include "shift.h"

#include "transport.h"

static apie_job *next_held(const apie_job *job)
{
    return job->flow->driver;
}

static void hold(apie_shift *shift, apie_job *job)
{
    job->flow->driver = shift->held;
    shift->held = job;
}

static void let_go(apie_shift *shift, apie_job *job)
{
    apie_job *at = NULL;

    if (shift->held == job)
        shift->held = next_held(job);
    for (at = shift->held; at != NULL; at = next_held(at)) {
        if (next_held(at) == job)
            at->flow->driver = next_held(job);
    }
    job->flow->driver = NULL;
    apie_core_leave_job(shift->sync->core, job);
}

static void resume(apie_shift *shift, apie_job *job, apie_cause cause)
{
    apie_sync_resume(shift->sync, job->flow, cause);
    if (job->flow->want.kind == APIE_WANT_DONE)
        let_go(shift, job);
}

/* What the job's want has come to, if anything; a send is made for it. */
static bool serve(apie_shift *shift, apie_job *job, apie_cause *cause)
{
    apie_sync *sync = shift->sync;
    const apie_want *want = &job->flow->want;

    if (want->kind == APIE_WANT_SEND) {
        apie_sync_unlock(sync);
        /* Whoever cuts the transfer short does so for reasons of its own: to the job, and all who
         * wait for it, time was up. */
        *cause = apie_transport_send(sync, job->flow, shift->until_ms, &shift->interrupt,
                                     APIE_ERROR_TIMEOUT);
        apie_sync_lock(sync);
        return true;
    }
    if (want->kind == APIE_WANT_GATE && apie_want_gate_open(want)) {
        *cause = APIE_CAUSE_GATE;
        return true;
    }
    *cause = APIE_CAUSE_TIME;
    return apie_sync_now(sync) >= want->deadline_ms;
}

bool apie_shift_step(apie_shift *shift)
{
    apie_cause cause = APIE_CAUSE_START;
    apie_job *job = NULL;

    job = apie_core_next_job(shift->sync->core);
    if (job != NULL) {
        hold(shift, job);
        if (!job->begun)
            resume(shift, job, APIE_CAUSE_START);
        return true;
    }
    for (job = shift->held; job != NULL; job = next_held(job)) {
        if (serve(shift, job, &cause)) {
            resume(shift, job, cause);
            return true;
        }
    }
    return false;
}

uint64_t apie_shift_next_ms(const apie_shift *shift)
{
    uint64_t next = APIE_NEVER;
    const apie_job *job = NULL;

    for (job = shift->held; job != NULL; job = next_held(job)) {
        if (job->flow->want.deadline_ms < next)
            next = job->flow->want.deadline_ms;
    }
    return next;
}

void apie_shift_end(apie_shift *shift)
{
    while (shift->held != NULL)
        let_go(shift, shift->held);
}
