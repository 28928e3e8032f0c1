/* A call: a flow that is driven from the loop, as common/flow/flow.h says. */
#ifndef APIE_ASYNC_CALL_H
#define APIE_ASYNC_CALL_H

#include <stdbool.h>

#include "async.h"

struct apie_call {
    apie_link link; /* in the driver's ready or ended calls, or in a gate's ring */
    apie_link all;
    apie_async *async;
    apie_flow *flow;
    apie_job *job;   /* the client's own; NULL: the program's call */
    apie_gate *gate; /* in whose ring it is */
    apie_timer timer;
    apie_transfer transfer;
    apie_cause cause; /* of the next resume */
    bool ready;
    bool cancelled;
    bool ended;
    apie_async_deliver *deliver;
    apie_async_function *callback;
    void *user;
    apie_response **response;
};

/* Takes the flow over. NULL if memory ran out; then the flow is still the caller's. */
apie_call *apie_async_call_new(apie_async *async, apie_flow *flow);
/* Nothing may be under way. A job's flow is left alone. */
void apie_async_call_free(apie_call *call);

/* Puts the flow to work, soon. */
void apie_async_call_begin(apie_call *call);

/* Resumes the next call that is ready; false if there is none. */
bool apie_async_resume_one(apie_async *async);
/* The core's hook. */
void apie_async_gate_moved(void *driver, apie_gate *gate);
/* Ends every call that has not ended, at once. */
void apie_async_cancel_all(apie_async *async);

#endif
