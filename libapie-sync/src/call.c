#include "call.h"

#include "shift.h"
#include "transport.h"

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Whether the wait for a gate is over, and how it ended. */
static bool gate_wait_over(const apie_sync *sync, const apie_flow *flow, apie_cause *cause)
{
    if (apie_want_gate_open(&flow->want))
        *cause = APIE_CAUSE_GATE;
    else if (apie_sync_now(sync) >= flow->want.deadline_ms)
        *cause = APIE_CAUSE_TIME;
    else if (apie_cancel_token_is_cancelled(flow->cancel))
        *cause = APIE_CAUSE_CANCEL;
    else
        return false;
    return true;
}

/* Without a worker the gate would never move: whoever waits runs the jobs that nobody else runs,
 * until its own wait is over, and leaves the rest to the next one. */
static apie_cause wait_for_gate(apie_sync *sync, apie_flow *flow)
{
    apie_shift shift = {sync, NULL, flow->want.deadline_ms, {flow->cancel, NULL}};
    apie_cause cause = APIE_CAUSE_GATE;

    apie_sync_lock(sync);
    while (!gate_wait_over(sync, flow, &cause)) {
        uint64_t seen = sync->moves;
        uint64_t until_ms = flow->want.deadline_ms;

        if (sync->worker != APIE_WORKER_RUNNING) {
            until_ms = earlier(until_ms, apie_core_tick(sync->core, apie_sync_now(sync)));
            if (apie_shift_step(&shift))
                continue;
            until_ms = earlier(until_ms, apie_shift_next_ms(&shift));
        }
        apie_sync_wait(sync, seen, until_ms, flow->cancel);
    }
    apie_shift_end(&shift);
    apie_sync_unlock(sync);
    return cause;
}

static apie_cause serve(apie_sync *sync, apie_flow *flow)
{
    const apie_interrupt interrupt = {flow->cancel, NULL};

    switch (flow->want.kind) {
    case APIE_WANT_SEND:
        return apie_transport_send(sync, flow, APIE_NEVER, &interrupt, APIE_ERROR_CANCELLED);
    case APIE_WANT_GATE: return wait_for_gate(sync, flow);
    case APIE_WANT_TIME:
    case APIE_WANT_DONE: break;
    }
    return apie_sync_sleep(sync, flow->want.deadline_ms, flow->cancel);
}

void apie_call_run(apie_sync *sync, apie_flow *flow)
{
    apie_cause cause = APIE_CAUSE_START;

    apie_sync_lock(sync);
    if (sync->worker != APIE_WORKER_RUNNING)
        (void)apie_core_tick(sync->core, apie_sync_now(sync));
    apie_sync_resume(sync, flow, cause);
    apie_sync_unlock(sync);
    while (flow->want.kind != APIE_WANT_DONE) {
        cause = serve(sync, flow);
        apie_sync_lock(sync);
        apie_sync_resume(sync, flow, cause);
        apie_sync_unlock(sync);
    }
}
