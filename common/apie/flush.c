/* Sending the events that wait: a job of the client's, and what waits for it. */
#include <stdlib.h>
#include <string.h>

#include "apie/agent.h"
#include "apie/notices.h"
#include "base/fail.h"
#include "events/id_table.h"

typedef struct flush_job {
    apie_flow flow;         /* first */
    apie_taken_batch batch; /* in flight; read without the lock */
    size_t limit;   /* events in the next batch; smaller while a refused event is looked for */
    char *agent_id; /* the agent's when the batch was taken; in the scratch arena */
    char *agent_version_id;
    apie_buffer body;
} flush_job;

/* Bodies up to this size keep their memory between batches. */
#define KEEP_BODY_BYTES ((size_t)256 << 10)

static void send_batch(apie_flow *flow);

static void round_failed(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    apie_status status = flow->error.code;
    agent->failed_flushes++;
    agent->flush_failing = true;
    agent->flush_error = flow->error;
    agent->diagnostics.last_error_at_us = agent->core.clock.wall_us(agent->core.clock.user);
    apie_text_copy(agent->diagnostics.last_error_message,
                   sizeof agent->diagnostics.last_error_message, flow->error.message,
                   strlen(flow->error.message));
    agent->next_flush_ms = apie_time_after(flow->now_ms, agent->config->flush_interval_ms);
    apie_agent_report(agent, &flow->error);
    apie_gate_wake(&agent->core, &agent->flushed);
    apie_flow_finish(flow, status);
}

/* Whether the service will never take this batch, whatever we do. A wrong key or a wrong URL is
 * not the events' fault: they wait. */
static bool refused_for_good(const apie_error *error)
{
    return error->code == APIE_ERROR_INVALID_REQUEST || error->code == APIE_ERROR_CONFLICT ||
           (error->code == APIE_ERROR_HTTP &&
            (error->http_status == 413 || error->http_status == 415));
}

static void grow_limit(flush_job *job, size_t most)
{
    job->limit = job->limit > most / 2 ? most : job->limit * 2;
}

/* Batches become larger again when one is taken: the next event may well be refused, too. */
static void look_for_refused(flush_job *job, size_t count)
{
    apie_flow *flow = &job->flow;
    apie_agent *agent = apie_agent_of(flow);
    if (count > 1) {
        apie_queue_batch_returned(agent->queue);
        job->limit = count / 2;
    } else {
        apie_agent_report(agent, &flow->error);
        apie_agent_settle(agent, apie_queue_batch_rejected(agent->queue, flow->error.message));
    }
    send_batch(flow);
}

/* Without memory to remember a text, it is new each time. */
static bool is_repeated(apie_id_table *told, const char *text)
{
    uint64_t hash = apie_id_hash(text, strlen(text));
    if (apie_id_table_find(told, text, hash))
        return true;
    if (apie_id_table_reserve(told))
        (void)apie_id_table_add(told, text, hash);
    return false;
}

/* Each text once for each answer: all events of a batch may have the same fault. */
static void warn(apie_agent *agent, const apie_events_accepted *accepted)
{
    apie_id_table told = {NULL, 0, 0};
    for (size_t i = 0; accepted && i < accepted->warnings_count; i++) {
        const char *text = accepted->warnings[i];
        if (text && !is_repeated(&told, text))
            apie_agent_warn(agent, APIE_WARNING_FROM_SERVICE, NULL, "%s", text);
    }
    apie_id_table_free(&told);
}

static void batch_answered(apie_flow *flow)
{
    flush_job *job = (flush_job *)flow;
    apie_agent *agent = apie_agent_of(flow);
    size_t count = job->batch.count;
    job->batch.count = 0;
    if (flow->exchange.attempts > 1)
        agent->diagnostics.retry_count += (uint64_t)flow->exchange.attempts - 1;
    if (flow->status == APIE_OK) {
        agent->flush_failing = false;
        agent->diagnostics.flush_count++;
        agent->diagnostics.last_flush_at_us = agent->core.clock.wall_us(agent->core.clock.user);
        warn(agent, flow->result);
        apie_agent_settle(agent, apie_queue_batch_delivered(agent->queue));
        grow_limit(job, (size_t)agent->config->max_batch_size);
        send_batch(flow);
    } else if (refused_for_good(&flow->error)) {
        look_for_refused(job, count);
    } else {
        apie_queue_batch_returned(agent->queue);
        round_failed(flow);
    }
}

static apie_status build_request(apie_flow *flow)
{
    flush_job *job = (flush_job *)flow;
    apie_agent *agent = apie_agent_of(flow);
    apie_arena *arena = apie_flow_scratch(flow);
    const apie_registration *registration = agent->registration;
    if (!arena)
        return apie_fail_no_memory(&flow->error);
    job->agent_id = apie_arena_strdup(arena, registration->agent_id);
    job->agent_version_id = NULL;
    if (registration->agent_version_id)
        job->agent_version_id = apie_arena_strdup(arena, registration->agent_version_id);
    if (!job->agent_id || (registration->agent_version_id && !job->agent_version_id))
        return apie_fail_no_memory(&flow->error);
    apie_status status = apie_request_build(&flow->request, arena, &agent->core.endpoint,
                                            &apie_op_events_send, NULL, NULL, &flow->error);
    if (status == APIE_OK)
        status = apie_request_add_header(&flow->request, arena, "Content-Type", "application/json",
                                         &flow->error);
    return status;
}

bool apie_agent_has_full_batch(const apie_agent *agent)
{
    return apie_queue_waiting_size(agent->queue) >= (size_t)agent->config->max_batch_size ||
           apie_queue_waiting_bytes(agent->queue) >= agent->flush_bytes;
}

/* While there are many, each batch is a full one; what is left waits for more, or for its time. */
static bool is_due(const apie_agent *agent)
{
    return apie_queue_size(agent->queue) > 0 &&
           (apie_queue_settled_ticket(agent->queue) < agent->flush_until ||
            apie_agent_has_full_batch(agent));
}

static void flush_until(apie_agent *agent, uint64_t ticket)
{
    if (agent->flush_until < ticket)
        agent->flush_until = ticket;
}

static void send_batch(apie_flow *flow)
{
    flush_job *job = (flush_job *)flow;
    apie_agent *agent = apie_agent_of(flow);
    if (!is_due(agent)) {
        apie_flow_finish(flow, APIE_OK);
        return;
    }
    flow->status = build_request(flow);
    if (flow->status == APIE_OK &&
        apie_queue_take_batch(agent->queue, job->limit, &job->batch) != APIE_OK)
        flow->status = apie_fail_no_memory(&flow->error);
    if (flow->status != APIE_OK) {
        round_failed(flow);
        return;
    }
    if (job->batch.count == 0) {
        apie_flow_finish(flow, APIE_OK);
        return;
    }
    /* What was begun is brought to its end, in smaller batches if need be. */
    flush_until(agent, job->batch.events[job->batch.count - 1]->ticket);
    apie_flow_exchange(flow, 0, batch_answered);
}

/* The batch becomes text without the lock: nobody else touches events in flight. */
static apie_status build_body(apie_flow *flow)
{
    flush_job *job = (flush_job *)flow;
    apie_buffer_reset(&job->body, KEEP_BODY_BYTES);
    apie_events_write_batch(job->batch.events, job->batch.count, job->agent_id,
                            job->agent_version_id, &job->body);
    if (job->body.error != APIE_BUFFER_OK)
        return apie_fail_no_memory(&flow->error);
    flow->request.body = job->body.data;
    flow->request.body_length = job->body.length;
    return APIE_OK;
}

static void begin_round(apie_flow *flow)
{
    flush_job *job = (flush_job *)flow;
    apie_agent *agent = apie_agent_of(flow);
    job->limit = (size_t)agent->config->max_batch_size;
    if (agent->registration) {
        send_batch(flow);
        return;
    }
    /* Registration wants this job again when it has succeeded. */
    if (!apie_agent_want_registration(agent, flow->now_ms)) {
        agent->failed_flushes++;
        apie_gate_wake(&agent->core, &agent->flushed);
    }
    apie_flow_finish(flow, APIE_OK);
}

static void job_stopped(apie_flow *flow)
{
    flush_job *job = (flush_job *)flow;
    apie_agent *agent = apie_agent_of(flow);
    if (job->batch.count > 0)
        apie_queue_batch_returned(agent->queue);
    job->batch.count = 0;
    agent->failed_flushes++;
    apie_fail(&agent->flush_error, APIE_ERROR_CANCELLED, NULL, "sending events was cancelled");
    apie_gate_wake(&agent->core, &agent->flushed);
}

static void job_destroy(apie_flow *flow)
{
    flush_job *job = (flush_job *)flow;
    apie_taken_batch_free(&job->batch);
    apie_buffer_free(&job->body);
}

static const apie_flow_type flush_job_type = {
    .name = "flush",
    .size = sizeof(flush_job),
    .start = begin_round,
    .prepare = build_body,
    .stopped = job_stopped,
    .destroy = job_destroy,
};

apie_flow *apie_flush_job_flow_new(apie_agent *agent, apie_error *error)
{
    apie_flow *flow = apie_flow_new(&flush_job_type, &agent->core, NULL, error);
    if (!flow)
        return NULL;
    flow->limit_ms = 0; /* each batch has its own limit */
    flow->attempts = agent->config->retry_attempts;
    flow->retry_base_ms = agent->config->retry_base_delay_ms;
    apie_buffer_init(&((flush_job *)flow)->body, 0);
    return flow;
}

void apie_agent_want_flush(apie_agent *agent)
{
    flush_until(agent, apie_queue_last_ticket(agent->queue));
    if (apie_queue_size(agent->queue) > 0)
        apie_core_want_job(&agent->core, &agent->flush_job);
}

void apie_agent_hasten_flush(apie_agent *agent)
{
    if (!agent->flush_failing)
        apie_agent_want_flush(agent);
}

void apie_agent_await_flush(apie_flow *flow, int64_t limit_ms, apie_flow_step *next)
{
    apie_agent *agent = apie_agent_of(flow);
    apie_agent_want_flush(agent);
    uint64_t left = flow->deadline_ms > flow->now_ms ? flow->deadline_ms - flow->now_ms : 0;
    uint64_t wait = (uint64_t)limit_ms < left / 2 ? (uint64_t)limit_ms : left / 2;
    apie_flow_await(flow, &agent->flushed, apie_queue_last_ticket(agent->queue),
                    flow->now_ms + wait, next);
}

/* ---- flush() ---- */

typedef struct flush_flow {
    apie_flow flow; /* first */
    uint64_t give_up_ms;
    int64_t timeout_ms;
    uint64_t ticket;
    uint64_t failed_before;
    bool closes; /* the client takes no new calls after it */
} flush_flow;

static void give_left(apie_flow *flow, apie_status status)
{
    apie_agent *agent = apie_agent_of(flow);
    void *root;
    if (((flush_flow *)flow)->closes)
        agent->core.closed = true;
    if (!apie_arena_new_with_root(sizeof(apie_flush_result), 0, &root)) {
        apie_flow_finish_no_memory(flow);
        return;
    }
    ((apie_flush_result *)root)->left = apie_queue_size(agent->queue);
    flow->result = root;
    apie_flow_finish(flow, status);
}

/* Why sending has failed since then; NULL: it has not, or the agent was registered at last. */
static const apie_error *failure_since(const apie_agent *agent, uint64_t failed_before)
{
    const apie_error *why = agent->registration ? &agent->flush_error : &agent->registration_error;
    return agent->failed_flushes != failed_before && why->code != APIE_OK ? why : NULL;
}

static void check_flushed(apie_flow *flow)
{
    flush_flow *flush = (flush_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    const apie_error *failure = failure_since(agent, flush->failed_before);
    if (agent->flushed.position >= flush->ticket || agent->core.disabled) {
        if (flush->closes && agent->declaring && !flow->gate_timed_out)
            apie_flow_await(flow, &agent->registered, APIE_NEVER, flush->give_up_ms, check_flushed);
        else
            give_left(flow, APIE_OK);
    } else if (failure) {
        flow->error = *failure;
        give_left(flow, failure->code);
    } else if (flow->gate_timed_out) {
        apie_fail(&flow->error, APIE_ERROR_TIMEOUT, NULL,
                  "events were still waiting when the time was up");
        give_left(flow, APIE_ERROR_TIMEOUT);
    } else {
        apie_flow_await(flow, &agent->flushed, flush->ticket, flush->give_up_ms, check_flushed);
    }
}

static void begin_flush(apie_flow *flow)
{
    flush_flow *flush = (flush_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    flush->ticket = apie_queue_last_ticket(agent->queue);
    flush->failed_before = agent->failed_flushes;
    flush->give_up_ms =
        flush->timeout_ms > 0 ? apie_time_after(flow->now_ms, flush->timeout_ms) : APIE_NEVER;
    apie_agent_want_flush(agent);
    check_flushed(flow);
}

static const apie_flow_type flush_flow_type = {
    .name = "flush",
    .size = sizeof(flush_flow),
    .start = begin_flush,
    .result_on_failure = true,
};

apie_flow *apie_flush_flow_new(apie_agent *agent, int64_t timeout_ms,
                               const apie_call_options *options, apie_error *error)
{
    if (timeout_ms < 0) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "timeout_ms",
                  "timeout_ms must not be negative");
        return NULL;
    }
    apie_flow *flow = apie_flow_new(&flush_flow_type, &agent->core, options, error);
    if (flow)
        ((flush_flow *)flow)->timeout_ms = timeout_ms;
    return flow;
}

apie_flow *apie_shutdown_flow_new(apie_agent *agent, int64_t timeout_ms, apie_error *error)
{
    apie_flow *flow = apie_flush_flow_new(agent, timeout_ms, NULL, error);
    if (flow)
        ((flush_flow *)flow)->closes = true;
    return flow;
}
