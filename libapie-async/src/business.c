#include "business.h"

#include "async.h"
#include "base/fail.h"
#include "call.h"
#include "turn.h"

/* When memory ran out. */
#define TRY_AGAIN_MS 100

static void on_tick(apie_timer *timer)
{
    APIE_LISTED(timer, apie_async, tick)->awake = true;
}

/* A job's call is made once and serves every run. */
static apie_call *call_of(apie_async *async, apie_job *job)
{
    apie_call *call = job->flow->driver;

    if (call == NULL) {
        call = apie_async_call_new(async, job->flow);
        if (call != NULL)
            call->job = job;
    }
    return call;
}

/* What is there from the beginning cannot be short of memory later. */
apie_status apie_async_business_init(apie_async *async, apie_error *error)
{
    apie_job *job = NULL;

    async->tick.fire = on_tick;
    async->awake = true;
    if (!apie_async_timers_reserve(&async->timers, 1))
        return apie_fail_no_memory(error);
    for (job = async->core->jobs; job != NULL; job = job->next) {
        if (call_of(async, job) == NULL)
            return apie_fail_no_memory(error);
    }
    return APIE_OK;
}

void apie_async_wake(void *driver)
{
    apie_async *async = driver;

    async->awake = true;
    apie_async_soon(async);
}

static bool run_jobs(apie_async *async)
{
    apie_job *job = NULL;

    while ((job = apie_core_next_job(async->core)) != NULL) {
        apie_call *call = call_of(async, job);

        if (call == NULL) {
            apie_core_leave_job(async->core, job);
            apie_core_want_job(async->core, job);
            return false;
        }
        apie_async_call_begin(call);
    }
    return true;
}

void apie_async_business(apie_async *async)
{
    uint64_t now_ms = apie_async_now(async);
    uint64_t next_ms = APIE_NEVER;

    if (!async->awake)
        return;
    async->awake = false;
    next_ms = apie_core_tick(async->core, now_ms);
    if (!run_jobs(async)) {
        async->awake = false;
        if (next_ms > apie_time_after(now_ms, TRY_AGAIN_MS))
            next_ms = apie_time_after(now_ms, TRY_AGAIN_MS);
    }
    apie_async_timer_set(&async->timers, &async->tick, next_ms);
    apie_async_deliver_notices(async);
}

void apie_async_deliver_notices(apie_async *async)
{
    apie_notices_deliver(async->core, apie_core_take_notices(async->core));
}

bool apie_async_has_business(const apie_async *async)
{
    const apie_job *job = NULL;

    for (job = async->core->jobs; job != NULL; job = job->next) {
        if (job->wanted || job->running)
            return true;
    }
    return async->awake || async->core->notices != NULL;
}

void apie_async_business_free(apie_async *async)
{
    const apie_job *job = NULL;

    for (job = async->core->jobs; job != NULL; job = job->next) {
        if (job->flow->driver != NULL)
            apie_async_call_free(job->flow->driver);
    }
}
