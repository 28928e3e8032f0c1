#include "flow/core.h"

#include <stdlib.h>
#include <string.h>

void apie_core_init(apie_core *core, apie_endpoint *endpoint, const apie_clock *clock,
                    const apie_logger *logger)
{
    memset(core, 0, sizeof *core);
    core->endpoint = *endpoint;
    memset(endpoint, 0, sizeof *endpoint);
    core->clock = *clock;
    core->logger = *logger;
    core->retry = apie_retry_default;
    if (core->endpoint.connection.attempts > 0)
        core->retry.attempts = core->endpoint.connection.attempts;
    apie_retry_budget_init(&core->budget);
    apie_retry_budget_init(&core->fetch_budget);
    core->notices_end = &core->notices;
}

void apie_core_free(apie_core *core)
{
    for (apie_job *job = core->jobs; job; job = job->next)
        apie_flow_free(job->flow);
    core->jobs = NULL;
    free(core->scope);
    core->scope = NULL;
    apie_endpoint_free(&core->endpoint);
}

void apie_core_set_driver(apie_core *core, const apie_core_hooks *hooks, void *driver)
{
    core->hooks = hooks;
    core->driver = driver;
}

static void wake(apie_core *core)
{
    if (core->hooks)
        core->hooks->wake(core->driver);
}

void apie_core_add_job(apie_core *core, apie_job *job, apie_flow *flow)
{
    *job = (apie_job){.next = core->jobs, .flow = flow};
    core->jobs = job;
}

void apie_core_want_job(apie_core *core, apie_job *job)
{
    if (job->wanted)
        return;
    job->wanted = true;
    if (!job->running)
        wake(core);
}

static uint64_t time_of(const apie_core *core)
{
    return core->clock.monotonic_ms(core->clock.user);
}

apie_job *apie_core_next_job(apie_core *core)
{
    for (apie_job *job = core->jobs; job; job = job->next) {
        if (job->running || !(job->wanted || job->begun))
            continue;
        job->running = true;
        if (job->begun)
            apie_flow_put_off(job->flow, (int64_t)(time_of(core) - job->left_ms));
        else
            job->wanted = false;
        return job;
    }
    return NULL;
}

void apie_core_leave_job(apie_core *core, apie_job *job)
{
    job->running = false;
    job->begun = job->flow->want.kind != APIE_WANT_DONE;
    if (job->begun)
        job->left_ms = time_of(core);
    if (job->wanted || job->begun)
        wake(core);
}

uint64_t apie_core_tick(apie_core *core, uint64_t now_ms)
{
    return core->tick ? core->tick(core, now_ms) : APIE_NEVER;
}

void apie_core_notify(apie_core *core, apie_notice *notice)
{
    bool first = core->notices == NULL;
    notice->next = NULL;
    *core->notices_end = notice;
    core->notices_end = &notice->next;
    if (first) /* else the driver knows */
        wake(core);
}

apie_notice *apie_core_take_notices(apie_core *core)
{
    apie_notice *notices = core->notices;
    core->notices = NULL;
    core->notices_end = &core->notices;
    return notices;
}

void apie_notices_deliver(apie_core *core, apie_notice *notices)
{
    while (notices) {
        apie_notice *next = notices->next;
        notices->deliver(core, notices);
        notices = next;
    }
}

static void gate_moved(apie_core *core, apie_gate *gate)
{
    if (core->hooks)
        core->hooks->gate(core->driver, gate);
}

void apie_gate_open(apie_core *core, apie_gate *gate, uint64_t position)
{
    if (position <= gate->position)
        return;
    gate->position = position;
    gate_moved(core, gate);
}

void apie_gate_wake(apie_core *core, apie_gate *gate)
{
    gate->wakes++;
    gate_moved(core, gate);
}
