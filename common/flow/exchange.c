#include "flow/exchange.h"

#include <string.h>

#include "base/fail.h"
#include "exchange/credentials.h"
#include "exchange/outgoing.h"
#include "flow/core.h"

void apie_flow_exchange(apie_flow *flow, int64_t limit_ms, apie_flow_step *next)
{
    uint64_t limit = limit_ms > 0 ? apie_time_after(flow->now_ms, limit_ms) : APIE_NEVER;
    apie_free(flow->result);
    flow->result = NULL;
    flow->exchange = (apie_exchange){
        .next = next,
        .deadline_ms = limit < flow->deadline_ms ? limit : flow->deadline_ms,
        .own_headers = flow->request.header_line_count,
    };
    apie_error_clear(&flow->error);
    apie_exchange_next_attempt(flow);
}

/* The service's limit is used up: the attempt waits until the limit is there again. If that is too
 * late, the exchange ends at once. */
static bool held_back(apie_flow *flow)
{
    apie_exchange *exchange = &flow->exchange;
    uint64_t until_ms = apie_pacing_until(&flow->core->pacing, flow->request.operation);
    if (until_ms <= flow->now_ms)
        return false;
    if (until_ms < exchange->deadline_ms) {
        exchange->backing_off = true;
        flow->want = (apie_want){.kind = APIE_WANT_TIME, .deadline_ms = until_ms};
        return true;
    }
    flow->status = apie_fail(&flow->error, APIE_ERROR_RATE_LIMITED, NULL,
                             "the service's limit is used up for longer than the call may take");
    flow->error.attempts = exchange->attempts;
    flow->error.retry_after_ms = (int64_t)(until_ms - flow->now_ms);
    apie_exchange_end(flow);
    return true;
}

void apie_exchange_next_attempt(apie_flow *flow)
{
    apie_exchange *exchange = &flow->exchange;
    exchange->backing_off = false;
    if (flow->now_ms >= exchange->deadline_ms) {
        int attempts = exchange->attempts;
        flow->status = apie_fail(&flow->error, APIE_ERROR_TIMEOUT, NULL,
                                 "the deadline passed before the request could be sent");
        flow->error.attempts = attempts;
        apie_exchange_end(flow);
        return;
    }
    if (held_back(flow))
        return;
    uint64_t attempt_end = apie_time_after(flow->now_ms, flow->attempt_timeout_ms);
    flow->want = (apie_want){
        .kind = APIE_WANT_SEND,
        .deadline_ms = attempt_end < exchange->deadline_ms ? attempt_end : exchange->deadline_ms,
        .request = &flow->request,
    };
}

/* The part that has the exchange under way, or the flow itself. */
static apie_flow *at_work(apie_flow *flow)
{
    while (flow->part)
        flow = flow->part;
    return flow;
}

static apie_status ask_interceptors(apie_flow *flow, apie_arena *arena)
{
    const apie_connection_options *connection = &flow->core->endpoint.connection;
    apie_outgoing outgoing = {
        .request = &flow->request,
        .arena = arena,
        .endpoint = &flow->core->endpoint,
    };
    for (size_t i = 0; i < connection->interceptor_count; i++) {
        const apie_interceptor *interceptor = &connection->interceptors[i];
        if (!interceptor->before)
            continue;
        apie_status status = interceptor->before(&outgoing, interceptor->user);
        if (status != APIE_OK)
            return apie_fail(&flow->error, status, "interceptors",
                             "an interceptor stopped the request: %s", apie_status_name(status));
    }
    return APIE_OK;
}

/* What is added anew for each attempt: the client's part, then the program's. */
static apie_status dress(apie_flow *flow)
{
    apie_core *core = flow->core;
    apie_arena *arena = flow->scratch ? flow->scratch : flow->arena;
    apie_status status = APIE_OK;
    flow->request.header_line_count = flow->exchange.own_headers;
    if (flow->request.url) /* nothing of the client's or the program's is for strangers */
        return APIE_OK;
    if (flow->line)
        status = apie_request_add_line(&flow->request, arena, flow->line, &flow->error);
    if (status == APIE_OK && core->outfit)
        status = core->outfit(core, &flow->request, arena, &flow->error);
    if (status == APIE_OK)
        status = ask_interceptors(flow, arena);
    return status;
}

bool apie_flow_prepare(apie_flow *whole)
{
    apie_flow *flow = at_work(whole);
    if (flow->work) {
        apie_flow_step *work = flow->work;
        flow->work = NULL;
        work(flow);
        return false;
    }
    if (flow->type->prepare && !flow->exchange.prepared) {
        flow->status = flow->type->prepare(flow);
        if (flow->status != APIE_OK)
            return false;
        flow->exchange.prepared = true;
        flow->exchange.own_headers = flow->request.header_line_count;
    }
    apie_status status = dress(flow);
    if (status == APIE_OK)
        return true;
    flow->status = status;
    flow->error.attempts = flow->exchange.attempts;
    return false;
}

static void note_attempt(apie_flow *flow, const apie_answer *answer)
{
    flow->report_due = true;
    flow->attempt = (apie_attempt){
        .operation = flow->request.operation->name,
        .method = apie_method_name(flow->request.method),
        .target = flow->request.target,
        .number = flow->exchange.attempts + 1,
        .http_status = answer->http_status,
        .curl_code = answer->curl_code,
        .connection_reused = answer->connection_reused,
        .name_lookup_us = answer->name_lookup_us,
        .connect_us = answer->connect_us,
        .tls_us = answer->tls_us,
        .first_byte_us = answer->first_byte_us,
        .total_us = answer->total_us,
        .bytes_sent = answer->bytes_sent,
        .bytes_received = answer->bytes_received,
    };
}

static bool answered_well(const apie_flow *flow)
{
    int status = flow->answer.http_status;
    return flow->answer.transport == APIE_OK &&
           ((status >= 200 && status < 300) ||
            (status == 304 && flow->request.operation->not_modified));
}

/* A GET changes nothing. What an earlier attempt may have done, a later one does not undo. */
static void note_doing(apie_flow *flow)
{
    bool changes = flow->request.method != APIE_GET;
    if (changes && (answered_well(flow) || flow->error.maybe_processed))
        flow->exchange.maybe_done = true;
}

void apie_flow_absorb(apie_flow *whole, const apie_answer *answer)
{
    apie_flow *flow = at_work(whole);
    apie_free(flow->result);
    flow->result = NULL;
    flow->answer = *answer;
    apie_answer_read_facts(answer, flow->core->clock.wall_us(flow->core->clock.user), &flow->facts);
    apie_error_clear(&flow->error);
    if (answered_well(flow))
        flow->status = apie_answer_read_result(answer, &flow->facts, flow->request.operation,
                                               &flow->result, &flow->error);
    else
        flow->status = apie_answer_read_error(answer, &flow->facts, &flow->error);
    if (flow->status != APIE_OK) {
        apie_credentials_hide(&flow->core->endpoint, &flow->error);
        apie_request_hide_secrets(&flow->request, &flow->error);
    }
    if (flow->want_response && answer->http_status > 0) {
        apie_free(flow->response);
        flow->response = apie_answer_to_response(answer, &flow->facts, flow->exchange.attempts + 1);
        if (!flow->response && flow->status == APIE_OK)
            flow->status = apie_fail_no_memory(&flow->error);
    }
    note_attempt(flow, answer);
    note_doing(flow);
    if (flow->type->absorbed)
        flow->type->absorbed(flow);
    if (flow->status != APIE_OK)
        flow->error.maybe_processed = flow->exchange.maybe_done;
    /* The transport takes its buffers back. */
    flow->answer.headers = (apie_slice){NULL, 0};
    flow->answer.body = (apie_slice){NULL, 0};
    flow->answer.redirect = (apie_slice){NULL, 0};
}

/* The service is still at an earlier attempt, and will have its answer. If none of this call's can
 * have come through, it is at another call's. */
static bool is_busy(const apie_flow *flow)
{
    const char *code = flow->core->retry.busy_code;
    return code && flow->exchange.maybe_done && flow->answer.http_status == 409 &&
           strcmp(flow->error.service_code, code) == 0;
}

void apie_exchange_answered(apie_flow *flow)
{
    apie_exchange *exchange = &flow->exchange;
    apie_core *core = flow->core;
    apie_retry_budget *budget = flow->request.url ? &core->fetch_budget : &core->budget;
    exchange->attempts++;
    apie_retry_decision decision = {0};
    apie_pacing_note(&core->pacing, flow->request.operation, flow->answer.http_status, &flow->facts,
                     flow->now_ms);
    if (flow->status == APIE_OK) {
        apie_retry_budget_refund(budget, exchange->attempts);
    } else if (!answered_well(flow)) {
        apie_retry_policy policy = core->retry;
        policy.attempts = flow->attempts;
        policy.free_used = exchange->free_used;
        policy.busy = is_busy(flow);
        if (flow->retry_base_ms > 0)
            policy.base_ms = flow->retry_base_ms;
        decision = apie_retry_decide(&policy, budget, &flow->request, &flow->answer, &flow->facts,
                                     exchange->attempts, flow->now_ms, exchange->deadline_ms,
                                     core->clock.random(core->clock.user));
    }
    if (flow->status != APIE_OK)
        flow->error.attempts = exchange->attempts;
    flow->request.fresh_connection = decision.fresh_connection;
    flow->attempt.will_retry = decision.again;
    flow->attempt.retry_delay_ms = decision.delay_ms;
    if (!decision.again) {
        apie_exchange_end(flow);
        return;
    }
    if (decision.free) {
        exchange->free_used = true;
        exchange->attempts--;
    }
    if (decision.delay_ms <= 0) {
        apie_exchange_next_attempt(flow);
        return;
    }
    exchange->backing_off = true;
    flow->want = (apie_want){
        .kind = APIE_WANT_TIME,
        .deadline_ms = apie_time_after(flow->now_ms, decision.delay_ms),
    };
}

void apie_exchange_end(apie_flow *flow)
{
    flow->exchange.backing_off = false;
    if (flow->status != APIE_OK && flow->exchange.maybe_done)
        flow->error.maybe_processed = true;
    flow->exchange.maybe_done = false;
    apie_flow_continue(flow, flow->exchange.next);
}

static void report_attempt(apie_flow *flow)
{
    if (!flow->report_due)
        return;
    const apie_connection_options *connection = &flow->core->endpoint.connection;
    flow->report_due = false;
    if (connection->observer)
        connection->observer(&flow->attempt, connection->observer_user);
    for (size_t i = 0; i < connection->interceptor_count; i++) {
        const apie_interceptor *interceptor = &connection->interceptors[i];
        if (interceptor->after)
            interceptor->after(&flow->attempt, interceptor->user);
    }
    apie_arena_free(flow->spent);
    flow->spent = NULL;
}

void apie_flow_report(apie_flow *flow)
{
    for (apie_flow *part = flow->ended_parts; part; part = part->next_ended)
        apie_flow_report(part);
    apie_flow_free_ended_parts(flow);
    if (flow->part)
        apie_flow_report(flow->part);
    report_attempt(flow);
}
