#define _GNU_SOURCE /* PTHREAD_MUTEX_ADAPTIVE_NP */

#include "driver.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "call.h"
#include "driver/easy.h"
#include "driver/host.h"
#include "state.h"
#include "worker.h"

/* ---- what the core asks for ---- */

static void on_wake(void *driver)
{
    apie_sync *sync = driver;

    atomic_store(&sync->woken, true);
    apie_sync_move(sync);
}

static void on_gate(void *driver, apie_gate *gate)
{
    (void)gate;
    apie_sync_move(driver);
}

static const apie_core_hooks hooks = {on_wake, on_gate};

/* ---- life ---- */

/* The lock is held for a fraction of a microsecond, so that who finds it taken had better look
 * again than go to sleep, where the C library knows how to. */
static bool mutex_init(pthread_mutex_t *mutex)
{
    pthread_mutexattr_t attributes;
    bool done = false;

    if (pthread_mutexattr_init(&attributes) != 0)
        return false;
#if defined(__GLIBC__)
    (void)pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP);
#endif
    done = pthread_mutex_init(mutex, &attributes) == 0;
    (void)pthread_mutexattr_destroy(&attributes);
    return done;
}

static bool condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    bool done = false;

    if (pthread_condattr_init(&attributes) != 0)
        return false;
    done = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
           pthread_cond_init(condition, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    return done;
}

static apie_status locks_init(apie_sync *sync, apie_error *error)
{
    if (!mutex_init(&sync->mutex))
        return apie_fail_no_memory(error);
    if (condition_init(&sync->moved))
        return APIE_OK;
    (void)pthread_mutex_destroy(&sync->mutex);
    return apie_fail_no_memory(error);
}

static void locks_destroy(apie_sync *sync)
{
    (void)pthread_cond_destroy(&sync->moved);
    (void)pthread_mutex_destroy(&sync->mutex);
}

apie_status apie_sync_new(apie_core *core, bool worker, apie_sync **out, apie_error *error)
{
    apie_sync *sync = NULL;
    apie_status status = apie_easy_global_init(error);

    *out = NULL;
    if (status != APIE_OK)
        return status;
    sync = calloc(1, sizeof(*sync));
    if (sync == NULL)
        return apie_fail_no_memory(error);
    sync->core = core;
    sync->generation = apie_host_generation();
    atomic_init(&sync->abort, false);
    atomic_init(&sync->woken, true); /* what was told before there was a driver */
    status = locks_init(sync, error);
    if (status != APIE_OK)
        goto no_locks;
    status = apie_pool_init(&sync->pool, &core->endpoint, error);
    if (status != APIE_OK)
        goto no_pool;
    apie_core_set_driver(core, &hooks, sync);
    if (worker)
        status = apie_worker_start(sync, error);
    if (status != APIE_OK)
        goto no_worker;
    *out = sync;
    return APIE_OK;

no_worker:
    apie_core_set_driver(core, NULL, NULL);
    apie_pool_free(&sync->pool, false);
no_pool:
    locks_destroy(sync);
no_locks:
    free(sync);
    return status;
}

void apie_sync_free(apie_sync *sync)
{
    bool forked = sync != NULL && apie_sync_forked(sync);

    if (sync == NULL)
        return;
    if (!forked) {
        apie_worker_stop(sync, 0);
        apie_sync_deliver_notices(sync);
        locks_destroy(sync);
    }
    apie_core_set_driver(sync->core, NULL, NULL);
    apie_pool_free(&sync->pool, forked);
    free(sync);
}

void apie_sync_stop_worker(apie_sync *sync, int64_t timeout_ms)
{
    if (!apie_sync_forked(sync))
        apie_worker_stop(sync, timeout_ms);
}

/* ---- the lock ---- */

void apie_sync_lock(apie_sync *sync)
{
    (void)pthread_mutex_lock(&sync->mutex);
}

void apie_sync_unlock(apie_sync *sync)
{
    (void)pthread_mutex_unlock(&sync->mutex);
}

/* Called after every event, when there is hardly ever a notice. Whoever finds the mark takes all
 * that were there when it was set. */
void apie_sync_deliver_notices(apie_sync *sync)
{
    if (!atomic_load(&sync->woken))
        return;
    atomic_store(&sync->woken, false);
    apie_sync_lock(sync);
    (void)apie_sync_deliver_locked(sync);
    apie_sync_unlock(sync);
}

/* What belongs to a job is changed without the lock. */
static bool runs_job(const apie_core *core)
{
    const apie_job *job = core->jobs;

    while (job != NULL && !job->running)
        job = job->next;
    return job != NULL;
}

bool apie_sync_torn(apie_sync *sync)
{
    bool torn = true;

    if (pthread_mutex_trylock(&sync->mutex) != 0)
        return true;
    torn = runs_job(sync->core);
    apie_sync_unlock(sync);
    return torn;
}

/* ---- calls ---- */

bool apie_sync_forked(const apie_sync *sync)
{
    return sync->generation != apie_host_generation();
}

static apie_status check_process(const apie_sync *sync, apie_error *error)
{
    if (apie_sync_forked(sync))
        return apie_fail(error, APIE_ERROR_FORKED, NULL,
                         "the client belongs to the parent process; make a new one after fork()");
    return APIE_OK;
}

apie_status apie_sync_check(const void *client, apie_error *error)
{
    const apie_sync_client *head = client;
    apie_status status = APIE_OK;

    if (head == NULL || head->driver == NULL)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "client", "client must not be NULL");
    status = check_process(head->driver, error);
    if (status != APIE_OK)
        return status;
    if (atomic_load(&head->driver->core->closed))
        return apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is closed");
    return APIE_OK;
}

/* out is the address of some type's pointer. */
static void set_result(void *out, void *result)
{
    if (out != NULL)
        memcpy(out, &result, sizeof(result));
    else
        apie_free(result);
}

static void set_response(const apie_call_options *options, apie_response *response)
{
    if (options != NULL && options->response != NULL)
        *options->response = response;
    else
        apie_free(response);
}

apie_status apie_sync_run(apie_sync *sync, apie_flow *flow, const apie_call_options *options,
                          void *out, apie_error *error)
{
    apie_status status = APIE_OK;

    set_result(out, NULL);
    set_response(options, NULL);
    if (flow == NULL)
        return error != NULL && error->code != APIE_OK ? error->code : APIE_ERROR_INVALID_ARGUMENT;
    status = check_process(sync, error);
    if (status != APIE_OK)
        goto end;
    apie_call_run(sync, flow);
    status = flow->status;
    set_result(out, apie_flow_take_result(flow));
    if (status != APIE_OK && error != NULL)
        *error = flow->error;
    set_response(options, apie_flow_take_response(flow));

end:
    apie_flow_free(flow);
    return status;
}

apie_status apie_sync_operation(void *client, const apie_operation *operation,
                                const apie_argument *arguments, const void *body,
                                const apie_call_options *options, void *out, apie_error *error)
{
    const apie_sync_client *head = client;
    apie_error own_error = {0};
    apie_error *failure = error != NULL ? error : &own_error;
    apie_flow *flow = NULL;
    apie_status status = APIE_OK;

    set_result(out, NULL);
    set_response(options, NULL);
    status = apie_sync_check(client, failure);
    if (status != APIE_OK)
        return status;
    flow =
        apie_operation_flow_new(head->driver->core, operation, arguments, body, options, failure);
    return apie_sync_run(head->driver, apie_flow_with_line(flow, head->line, failure), options, out,
                         failure);
}
