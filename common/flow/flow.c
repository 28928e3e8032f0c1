#include "flow/flow.h"

#include <string.h>

#include "base/fail.h"
#include "flow/core.h"
#include "flow/exchange.h"

/* A call with all its attempts and pauses, unless the caller says otherwise. */
#define DEFAULT_LIMIT_MS 60000

static apie_status check_limits(const apie_call_options *options, apie_error *error)
{
    if (options->deadline_ms < 0)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "deadline_ms",
                         "deadline_ms must not be negative");
    if (options->attempt_timeout_ms < 0)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "attempt_timeout_ms",
                         "attempt_timeout_ms must not be negative");
    if (options->attempts < 0)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "attempts",
                         "attempts must not be negative");
    return APIE_OK;
}

apie_flow *apie_flow_new(const apie_flow_type *type, apie_core *core,
                         const apie_call_options *options, apie_error *error)
{
    static const apie_call_options no_options;
    if (!options)
        options = &no_options;
    if (options->response)
        *options->response = NULL;
    if (check_limits(options, error) != APIE_OK)
        return NULL;
    apie_arena *arena = apie_arena_new(type->size + 1024);
    apie_flow *flow = arena ? apie_arena_alloc(arena, type->size) : NULL;
    if (!flow) {
        apie_arena_free(arena);
        apie_fail_no_memory(error);
        return NULL;
    }
    flow->type = type;
    flow->core = core;
    flow->arena = arena;
    flow->limit_ms = options->deadline_ms > 0 ? options->deadline_ms : DEFAULT_LIMIT_MS;
    flow->attempt_timeout_ms = options->attempt_timeout_ms > 0
                                   ? options->attempt_timeout_ms
                                   : core->endpoint.connection.attempt_timeout_ms;
    flow->attempts = options->attempts > 0 ? options->attempts : core->retry.attempts;
    flow->want_response = options->response != NULL;
    flow->cancel = options->cancel;
    apie_error_clear(&flow->error);
    return flow;
}

apie_flow *apie_flow_with_line(apie_flow *flow, const char *line, apie_error *error)
{
    if (!flow || !line)
        return flow;
    flow->line = apie_arena_strdup(flow->arena, line);
    if (flow->line)
        return flow;
    apie_flow_free(flow);
    apie_fail_no_memory(error);
    return NULL;
}

static void drop_outputs(apie_flow *flow)
{
    apie_free(flow->result);
    apie_free(flow->response);
    flow->result = NULL;
    flow->response = NULL;
}

void apie_flow_free_ended_parts(apie_flow *flow)
{
    while (flow->ended_parts) {
        apie_flow *part = flow->ended_parts;
        flow->ended_parts = part->next_ended;
        apie_flow_free(part);
    }
}

void apie_flow_free(apie_flow *flow)
{
    if (!flow)
        return;
    apie_flow_free(flow->part);
    apie_flow_free_ended_parts(flow);
    if (flow->type->destroy)
        flow->type->destroy(flow);
    drop_outputs(flow);
    apie_arena_free(flow->spent);
    apie_arena_free(flow->scratch);
    apie_arena_free(flow->arena);
}

void *apie_flow_take_result(apie_flow *flow)
{
    void *result = flow->result;
    flow->result = NULL;
    return result;
}

apie_response *apie_flow_take_response(apie_flow *flow)
{
    apie_response *response = flow->response;
    flow->response = NULL;
    return response;
}

apie_arena *apie_flow_scratch(apie_flow *flow)
{
    apie_arena_free(flow->spent);
    flow->spent = flow->scratch;
    flow->scratch = apie_arena_new(1024);
    memset(&flow->request, 0, sizeof flow->request);
    return flow->scratch;
}

static void begin(apie_flow *flow)
{
    drop_outputs(flow); /* a job's flow runs many times */
    apie_error_clear(&flow->error);
    flow->status = APIE_OK;
    flow->deadline_ms =
        flow->limit_ms > 0 ? apie_time_after(flow->now_ms, flow->limit_ms) : APIE_NEVER;
    if (flow->latest_ms > 0 && flow->latest_ms < flow->deadline_ms)
        flow->deadline_ms = flow->latest_ms;
    apie_flow_continue(flow, flow->type->start);
}

static void end_part(apie_flow *flow);

static void stop(apie_flow *flow)
{
    if (flow->part) {
        stop(flow->part);
        end_part(flow);
    }
    if (flow->type->stopped)
        flow->type->stopped(flow);
    bool maybe_processed = flow->error.maybe_processed || flow->exchange.maybe_done;
    if (flow->report_due && flow->answer.request_started) /* the attempt that was under way */
        flow->exchange.attempts++;
    apie_fail(&flow->error, APIE_ERROR_CANCELLED, flow->where, "the call was cancelled");
    flow->error.attempts = flow->exchange.attempts;
    flow->error.maybe_processed = maybe_processed;
    apie_flow_finish(flow, APIE_ERROR_CANCELLED);
}

static void waited(apie_flow *flow, bool timed_out)
{
    if (flow->exchange.backing_off) {
        apie_exchange_next_attempt(flow);
        return;
    }
    flow->gate_timed_out = timed_out && flow->want.kind == APIE_WANT_GATE;
    flow->again = true;
}

/* ---- parts ---- */

static void end_part(apie_flow *flow)
{
    apie_flow *part = flow->part;
    apie_response *response = apie_flow_take_response(part);
    flow->part = NULL;
    flow->status = part->status;
    flow->error = part->error;
    flow->exchange.attempts = part->exchange.attempts;
    apie_free(flow->result);
    flow->result = apie_flow_take_result(part);
    if (response) {
        apie_free(flow->response);
        flow->response = response;
    }
    part->next_ended = flow->ended_parts;
    flow->ended_parts = part;
}

static void follow_part(apie_flow *flow)
{
    if (flow->part->want.kind != APIE_WANT_DONE) {
        flow->want = flow->part->want;
        return;
    }
    end_part(flow);
    if (flow->status == APIE_ERROR_CANCELLED)
        stop(flow);
    else
        apie_flow_continue(flow, flow->part_next);
}

void apie_flow_run(apie_flow *flow, apie_flow *part, apie_flow_step *next)
{
    if (!part) {
        apie_free(flow->result);
        flow->result = NULL;
        flow->status = flow->error.code;
        apie_flow_continue(flow, next);
        return;
    }
    part->latest_ms = flow->deadline_ms;
    part->attempts = flow->attempts;
    part->attempt_timeout_ms = flow->attempt_timeout_ms;
    part->want_response = flow->want_response;
    part->line = flow->line;
    flow->part = part;
    flow->part_next = next;
    (void)apie_flow_resume(part, APIE_CAUSE_START, flow->now_ms);
    follow_part(flow);
}

/* ---- resuming ---- */

static void resume_own(apie_flow *flow, apie_cause cause)
{
    switch (cause) {
    case APIE_CAUSE_START: begin(flow); break;
    case APIE_CAUSE_ANSWER:
        if (flow->answer.transport == APIE_ERROR_CANCELLED)
            stop(flow);
        else
            apie_exchange_answered(flow);
        break;
    case APIE_CAUSE_REFUSED: apie_exchange_end(flow); break;
    case APIE_CAUSE_TIME: waited(flow, true); break;
    case APIE_CAUSE_GATE: waited(flow, false); break;
    case APIE_CAUSE_CANCEL: stop(flow); break;
    }
}

const apie_want *apie_flow_resume(apie_flow *flow, apie_cause cause, uint64_t now_ms)
{
    flow->now_ms = now_ms;
    flow->again = false;
    if (flow->part && cause != APIE_CAUSE_CANCEL) {
        (void)apie_flow_resume(flow->part, cause, now_ms);
        follow_part(flow);
    } else {
        resume_own(flow, cause);
    }
    while (flow->again) {
        flow->again = false;
        flow->step(flow);
    }
    return &flow->want;
}

void apie_flow_put_off(apie_flow *flow, int64_t delay_ms)
{
    for (; flow; flow = flow->part) {
        apie_exchange *exchange = &flow->exchange;
        flow->deadline_ms = apie_time_after(flow->deadline_ms, delay_ms);
        exchange->deadline_ms = apie_time_after(exchange->deadline_ms, delay_ms);
        if (flow->latest_ms > 0)
            flow->latest_ms = apie_time_after(flow->latest_ms, delay_ms);
        if (flow->want.kind != APIE_WANT_TIME)
            flow->want.deadline_ms = apie_time_after(flow->want.deadline_ms, delay_ms);
    }
}

bool apie_want_gate_open(const apie_want *want)
{
    return want->gate->position >= want->position || want->gate->wakes != want->wakes;
}

/* To drivers it is a send that turns out to be none. */
void apie_flow_work(apie_flow *flow, apie_flow_step *work, apie_flow_step *next)
{
    flow->work = work;
    flow->exchange.next = next;
    flow->want = (apie_want){
        .kind = APIE_WANT_SEND, .deadline_ms = flow->deadline_ms, .request = &flow->request};
}

void apie_flow_wait_until(apie_flow *flow, uint64_t time_ms, apie_flow_step *next)
{
    flow->step = next;
    flow->want =
        (apie_want){.kind = APIE_WANT_TIME,
                    .deadline_ms = time_ms < flow->deadline_ms ? time_ms : flow->deadline_ms};
}

void apie_flow_await(apie_flow *flow, apie_gate *gate, uint64_t position, uint64_t give_up_ms,
                     apie_flow_step *next)
{
    flow->step = next;
    flow->want = (apie_want){
        .kind = APIE_WANT_GATE,
        .deadline_ms = give_up_ms < flow->deadline_ms ? give_up_ms : flow->deadline_ms,
        .gate = gate,
        .position = position,
        .wakes = gate->wakes,
    };
    bool open = apie_want_gate_open(&flow->want);
    if (open || flow->want.deadline_ms <= flow->now_ms) {
        flow->gate_timed_out = !open;
        flow->again = true;
    }
}

void apie_flow_finish(apie_flow *flow, apie_status status)
{
    if (status != APIE_OK && !flow->type->result_on_failure) {
        apie_free(flow->result);
        flow->result = NULL;
    }
    flow->status = status;
    flow->step = NULL;
    flow->work = NULL;
    flow->again = false;
    flow->exchange.backing_off = false;
    flow->want = (apie_want){.kind = APIE_WANT_DONE};
}

void apie_flow_finish_no_memory(apie_flow *flow)
{
    apie_flow_finish(flow, apie_fail_no_memory(&flow->error));
}

void apie_flow_continue(apie_flow *flow, apie_flow_step *next)
{
    flow->step = next;
    flow->again = true;
}
