/* Waiting and waking: the one condition variable, sleeping, and what follows every resume. */
#include "state.h"

#include <time.h>

/* How often a cancel token is looked at. */
#define TOKEN_SLICE_MS 100

uint64_t apie_sync_now(const apie_sync *sync)
{
    return sync->core->clock.monotonic_ms(sync->core->clock.user);
}

void apie_sync_move(apie_sync *sync)
{
    sync->moves++;
    (void)pthread_cond_broadcast(&sync->moved);
}

static struct timespec system_time_after(uint64_t delay_ms)
{
    struct timespec time = {0, 0};

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += (time_t)(delay_ms / 1000);
    time.tv_nsec += (long)(delay_ms % 1000) * 1000000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_sec++;
        time.tv_nsec -= 1000000000;
    }
    return time;
}

/* How long to wait at once; APIE_NEVER: without end. */
static uint64_t slice_ms(uint64_t now_ms, uint64_t until_ms, const apie_cancel_token *token)
{
    uint64_t left = APIE_NEVER;

    if (until_ms != APIE_NEVER)
        left = until_ms > now_ms ? until_ms - now_ms : 0;
    return token != NULL && left > TOKEN_SLICE_MS ? TOKEN_SLICE_MS : left;
}

void apie_sync_wait(apie_sync *sync, uint64_t seen, uint64_t until_ms,
                    const apie_cancel_token *token)
{
    uint64_t delay_ms = slice_ms(apie_sync_now(sync), until_ms, token);
    struct timespec end = {0, 0};
    int failed = 0;

    if (delay_ms != APIE_NEVER)
        end = system_time_after(delay_ms);
    while (sync->moves == seen && failed == 0) {
        if (delay_ms == APIE_NEVER)
            failed = pthread_cond_wait(&sync->moved, &sync->mutex);
        else
            failed = pthread_cond_timedwait(&sync->moved, &sync->mutex, &end);
    }
}

apie_cause apie_sync_sleep(apie_sync *sync, uint64_t until_ms, const apie_cancel_token *token)
{
    uint64_t now_ms = 0;

    while ((now_ms = apie_sync_now(sync)) < until_ms) {
        struct timespec end = {0, 0};

        if (apie_cancel_token_is_cancelled(token))
            return APIE_CAUSE_CANCEL;
        end = system_time_after(slice_ms(now_ms, until_ms, token));
        (void)clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL);
    }
    return APIE_CAUSE_TIME;
}

bool apie_sync_deliver_locked(apie_sync *sync)
{
    apie_notice *notices = apie_core_take_notices(sync->core);

    if (notices == NULL)
        return false;
    apie_sync_unlock(sync);
    apie_notices_deliver(sync->core, notices);
    apie_sync_lock(sync);
    return true;
}

void apie_sync_resume(apie_sync *sync, apie_flow *flow, apie_cause cause)
{
    apie_notice *notices = NULL;

    (void)apie_flow_resume(flow, cause, apie_sync_now(sync));
    notices = apie_core_take_notices(sync->core);
    apie_sync_unlock(sync);
    apie_flow_report(flow);
    apie_notices_deliver(sync->core, notices);
    apie_sync_lock(sync);
}
