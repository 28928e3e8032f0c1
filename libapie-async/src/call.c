#include "call.h"

#include "driver/host.h"
#include "stream.h"
#include "turn.h"

/* Its own and its transfer's. */
#define TIMERS_PER_CALL 2

/* ---- the ring of a gate: its waiters without a head, the gate points to the first ---- */

static void join_gate(apie_call *call, apie_gate *gate)
{
    call->gate = gate;
    if (gate->waiters == NULL) {
        call->link.previous = call->link.next = &call->link;
        gate->waiters = &call->link;
        return;
    }
    apie_link_before(&call->link, gate->waiters);
}

static void leave_gate(apie_call *call)
{
    apie_gate *gate = call->gate;

    if (gate == NULL)
        return;
    if (gate->waiters == &call->link)
        gate->waiters = call->link.next != &call->link ? call->link.next : NULL;
    apie_list_remove(&call->link);
    call->gate = NULL;
}

/* ---- getting ready ---- */

static void make_ready(apie_call *call, apie_cause cause)
{
    apie_async *async = call->async;

    if (call->ready)
        return;
    leave_gate(call);
    apie_async_timer_clear(&async->timers, &call->timer);
    call->cause = cause;
    call->ready = true;
    apie_list_append(&async->ready, &call->link);
    apie_async_soon(async);
}

static void on_time(apie_timer *timer)
{
    make_ready(APIE_LISTED(timer, apie_call, timer), APIE_CAUSE_TIME);
}

static bool on_piece(apie_transfer *transfer, apie_slice piece)
{
    const apie_call *call = APIE_LISTED(transfer, apie_call, transfer);
    const apie_sink *sink = transfer->request->sink;

    while (piece.length > 0) {
        if (call->cancelled || apie_async_over(call->async) || !sink->take(sink->user, &piece))
            return false;
        if (piece.length > 0 && apie_async_stream_late(transfer))
            return false;
    }
    return true;
}

static void on_answer(apie_transfer *transfer, const apie_answer *answer)
{
    apie_call *call = APIE_LISTED(transfer, apie_call, transfer);

    apie_flow_absorb(call->flow, answer);
    make_ready(call, APIE_CAUSE_ANSWER);
}

void apie_async_gate_moved(void *driver, apie_gate *gate)
{
    apie_link *link = gate->waiters;
    apie_link *last = link != NULL ? link->previous : NULL;

    (void)driver;
    while (link != NULL) {
        apie_link *next = link != last ? link->next : NULL;
        apie_call *call = APIE_LISTED(link, apie_call, link);

        if (apie_want_gate_open(&call->flow->want))
            make_ready(call, APIE_CAUSE_GATE);
        link = next;
    }
}

void apie_call_cancel(apie_call *call)
{
    if (call == NULL || call->ended || call->async->generation != apie_host_generation())
        return;
    call->cancelled = true;
    make_ready(call, APIE_CAUSE_CANCEL);
}

/* ---- driving ---- */

static void finish(apie_call *call)
{
    apie_async *async = call->async;

    apie_list_remove(&call->all);
    if (call->job != NULL) {
        apie_core_leave_job(async->core, call->job);
        return;
    }
    call->ended = true;
    apie_list_append(&async->ended, &call->link);
}

static void go_on(apie_call *call)
{
    apie_async *async = call->async;
    const apie_want *want = &call->flow->want;

    switch (want->kind) {
    case APIE_WANT_DONE: finish(call); break;
    case APIE_WANT_SEND:
        if (apie_flow_prepare(call->flow))
            apie_async_transfer_send(&async->transport, &call->transfer, want->request,
                                     want->deadline_ms, on_piece, on_answer);
        else
            make_ready(call, APIE_CAUSE_REFUSED);
        break;
    case APIE_WANT_TIME:
        apie_async_timer_set(&async->timers, &call->timer, want->deadline_ms);
        break;
    case APIE_WANT_GATE:
        if (apie_want_gate_open(want)) { /* since the flow looked: an observer may move it */
            make_ready(call, APIE_CAUSE_GATE);
            break;
        }
        join_gate(call, want->gate);
        apie_async_timer_set(&async->timers, &call->timer, want->deadline_ms);
        break;
    }
}

/* Ends what is under way. How far it went, the flow must know: an action may have been done. */
static void abort_transfer(apie_call *call)
{
    apie_transfer *transfer = &call->transfer;
    apie_answer answer;

    if (transfer->easy != NULL) {
        apie_easy_read_answer(transfer->easy, CURLE_ABORTED_BY_CALLBACK, &answer);
        answer.transport = APIE_ERROR_CANCELLED;
        if (transfer->request->sink != NULL) /* what is there is a piece that was not handed over */
            answer.body = (apie_slice){NULL, 0};
        apie_flow_absorb(call->flow, &answer);
    }
    apie_async_transfer_abort(transfer);
}

static void resume(apie_call *call)
{
    apie_cause cause = call->cancelled ? APIE_CAUSE_CANCEL : call->cause;

    apie_list_remove(&call->link);
    call->ready = false;
    abort_transfer(call);
    (void)apie_flow_resume(call->flow, cause, apie_async_now(call->async));
    apie_flow_report(call->flow);
    go_on(call);
}

bool apie_async_resume_one(apie_async *async)
{
    apie_link *link = apie_list_first(&async->ready);

    if (link == NULL)
        return false;
    resume(APIE_LISTED(link, apie_call, link));
    return true;
}

void apie_async_cancel_all(apie_async *async)
{
    apie_link *link = NULL;

    while ((link = apie_list_first(&async->calls)) != NULL) {
        apie_call *call = APIE_LISTED(link, apie_call, all);

        apie_call_cancel(call);
        resume(call);
    }
}

/* ---- life ---- */

apie_call *apie_async_call_new(apie_async *async, apie_flow *flow)
{
    /* Lives as long as the flow, so it needs no memory of its own. */
    apie_call *call = apie_arena_alloc(flow->arena, sizeof(*call));

    if (call == NULL || !apie_async_timers_reserve(&async->timers, TIMERS_PER_CALL))
        return NULL;
    call->async = async;
    call->flow = flow;
    call->timer.fire = on_time;
    flow->driver = call;
    return call;
}

void apie_async_call_free(apie_call *call)
{
    apie_async_timers_release(&call->async->timers, TIMERS_PER_CALL);
    if (call->job == NULL)
        apie_flow_free(call->flow);
    else
        call->flow->driver = NULL;
}

void apie_async_call_begin(apie_call *call)
{
    call->cancelled = false;
    apie_list_append(&call->async->calls, &call->all);
    make_ready(call, APIE_CAUSE_START);
}
