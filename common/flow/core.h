/* What all flows of one client share: where requests go, the clock, the retry budget, the jobs that
 * run on the client's own behalf, and what waits to be told to the program. Every function here is
 * called with the client's lock held unless it says otherwise. */
#ifndef APIE_FLOW_CORE_H
#define APIE_FLOW_CORE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/log.h"
#include "exchange/endpoint.h"
#include "exchange/retry.h"
#include "flow/flow.h"
#include "flow/pacing.h"

/* What the core asks of its driver. All are called with the lock held and must not call back. */
typedef struct apie_core_hooks {
    /* There is a job to run, a notice to deliver, or an earlier time to tick. */
    void (*wake)(void *driver);
    /* A gate moved: resume the flows whose want is now open, later. */
    void (*gate)(void *driver, apie_gate *gate);
} apie_core_hooks;

/* Something to tell the program once the lock is free. */
typedef struct apie_notice apie_notice;
struct apie_notice {
    apie_notice *next;
    /* Calls the program, then frees the notice. Lock not held. */
    void (*deliver)(apie_core *core, apie_notice *notice);
};

/* A flow that belongs to the client and runs at most once at a time: registration, sending events.
 * It is started anew each time it is wanted. */
typedef struct apie_job apie_job;
struct apie_job {
    apie_job *next;
    apie_flow *flow;
    bool wanted;      /* should run (again) */
    bool running;     /* some driver is at it */
    bool begun;       /* in the middle: its flow->want stands */
    uint64_t left_ms; /* when it was left in the middle */
};

struct apie_core {
    apie_clock clock;
    apie_endpoint endpoint;
    apie_retry_policy retry;
    apie_retry_budget budget;
    apie_retry_budget fetch_budget; /* for requests with a URL: strangers' */
    apie_pacing pacing;             /* off unless the client turns it on */
    apie_logger logger;
    const apie_model_filter *filter; /* redaction of request bodies; NULL: none */
    const apie_core_hooks *hooks;
    void *driver;
    apie_job *jobs;
    apie_notice *notices; /* oldest first */
    apie_notice **notices_end;
    /* Optional: time passed. Returns when it wants to be called again, or APIE_NEVER. */
    uint64_t (*tick)(apie_core *core, uint64_t now_ms);
    /* What paths of scoped operations hold, owned; NULL until it is known. Then the first call that
     * needs it asks for it, with scope_operation, and read_scope finds it in the result (NULL: it
     * is not there). */
    char *scope;
    const apie_operation *scope_operation;
    const char *(*read_scope)(const void *result);
    /* Optional: changes a request right before each attempt, such as its credential. Lock not held;
     * what it needs is in the arena. */
    apie_status (*outfit)(apie_core *core, apie_http_request *request, apie_arena *arena,
                          apie_error *error);
    atomic_bool
        closed;    /* drivers start no new call: APIE_ERROR_CLOSED; read without the lock too */
    bool disabled; /* nothing is ever sent: operations are APIE_ERROR_CONFIG */
};

/* Takes over the endpoint. */
void apie_core_init(apie_core *core, apie_endpoint *endpoint, const apie_clock *clock,
                    const apie_logger *logger);
/* Frees the endpoint, the jobs' flows and undelivered notices (delivering none). */
void apie_core_free(apie_core *core);
/* Sets who drives; before the first flow. */
void apie_core_set_driver(apie_core *core, const apie_core_hooks *hooks, void *driver);

void apie_core_add_job(apie_core *core, apie_job *job, apie_flow *flow);
/* The job should run: now, or once more if it is running. */
void apie_core_want_job(apie_core *core, apie_job *job);
/* A job to run, now marked running; NULL if there is none. If job->begun, go on with its
 * flow->want, else resume it with APIE_CAUSE_START. The time since it was left does not count. */
apie_job *apie_core_next_job(apie_core *core);
/* The driver stopped running it: at its end (flow->want is DONE), or leaving it to another. */
void apie_core_leave_job(apie_core *core, apie_job *job);

uint64_t apie_core_tick(apie_core *core, uint64_t now_ms);

void apie_core_notify(apie_core *core, apie_notice *notice);
/* The notices so far, oldest first, to be delivered without the lock by apie_notices_deliver(). */
apie_notice *apie_core_take_notices(apie_core *core);
void apie_notices_deliver(apie_core *core, apie_notice *notices);

/* Moves a gate forward to position, or wakes all its waiters to look again. */
void apie_gate_open(apie_core *core, apie_gate *gate, uint64_t position);
void apie_gate_wake(apie_core *core, apie_gate *gate);

/* The flow of one operation: build, send, decode. Used by every generated function. The request's
 * text is complete when it returns (inputs are borrowed). */
apie_flow *apie_operation_flow_new(apie_core *core, const apie_operation *operation,
                                   const apie_argument *arguments, const void *body,
                                   const apie_call_options *options, apie_error *error);
/* The same for one that makes something, as a part of a flow that tells what it has made; not for a
 * scoped one. What the service answered is its result however it ends: also if it is cancelled, or
 * memory runs out, right after the answer was read. */
apie_flow *apie_creation_flow_new(apie_core *core, const apie_operation *operation,
                                  const apie_argument *arguments, const void *body,
                                  const apie_call_options *options, apie_error *error);
/* The same for a raw request; the result is an apie_response. */
apie_flow *apie_raw_flow_new(apie_core *core, const char *method, const char *target,
                             const char *body, size_t body_length, const apie_call_options *options,
                             apie_error *error);
/* A flow that ends as soon as it starts: for what must be delivered later, not now. */
apie_flow *apie_done_flow_new(apie_core *core, apie_error *error);

#endif
