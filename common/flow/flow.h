/* A multi-step exchange as a resumable state machine, without I/O.
 *
 * A flow is a chain of steps. Each step looks at what has happened and says what it wants next by
 * calling exactly one of apie_flow_exchange(), apie_flow_work(), apie_flow_wait_until(),
 * apie_flow_await() or apie_flow_finish(); the next step runs when that has come to pass. Retries
 * with back-off belong to apie_flow_exchange(): a step sees only how the exchange as a whole ended.
 *
 * A driver does what the flow wants and tells it what came of it:
 *
 *     want = apie_flow_resume(flow, APIE_CAUSE_START, now)            lock held
 *     while want->kind is not APIE_WANT_DONE:
 *         SEND:  apie_flow_prepare(flow)                              lock not held
 *                  false: cause = APIE_CAUSE_REFUSED
 *                  true:  perform want->request until want->deadline_ms
 *                         apie_flow_absorb(flow, &answer)             lock not held
 *                         cause = APIE_CAUSE_ANSWER
 *         TIME:  wait until want->deadline_ms; cause = APIE_CAUSE_TIME
 *         GATE:  wait until apie_want_gate_open(want) (APIE_CAUSE_GATE)
 *                or want->deadline_ms (APIE_CAUSE_TIME)
 *         at any time, once: cause = APIE_CAUSE_CANCEL (while SEND is under way: apie_flow_absorb()
 *                            of how far it went, with APIE_ERROR_CANCELLED, goes before)
 *         want = apie_flow_resume(flow, cause, now)                   lock held
 *         apie_flow_report(flow)                                      lock not held
 *     use flow->status, flow->error, flow->result; apie_flow_free(flow)
 *
 * Time never ends a flow by force: beyond the flow's deadline an exchange ends at once with
 * APIE_ERROR_TIMEOUT and an await with gate_timed_out, and the steps decide what that means. A
 * cancel ends it at the spot, by way of the type's `stopped`.
 *
 * A flow may run others as its parts, one at a time (apie_flow_run()): what a part wants, the whole
 * wants, so drivers see one flow. Beside its own parts a resume never resumes another flow, and it
 * never calls back into the driver but through the core's hooks. */
#ifndef APIE_FLOW_FLOW_H
#define APIE_FLOW_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include <apie/error.h>
#include <apie/options.h>

#include "base/arena.h"
#include "base/clock.h"
#include "exchange/answer.h"
#include "exchange/request.h"
#include "exchange/retry.h"

typedef struct apie_flow apie_flow;
typedef struct apie_core apie_core;
typedef struct apie_gate apie_gate;
typedef void apie_flow_step(apie_flow *flow);

typedef enum apie_want_kind {
    APIE_WANT_DONE = 0,
    APIE_WANT_SEND,
    APIE_WANT_TIME,
    APIE_WANT_GATE
} apie_want_kind;

typedef struct apie_want {
    apie_want_kind kind;
    uint64_t deadline_ms;       /* monotonic; APIE_NEVER possible for GATE only */
    apie_http_request *request; /* SEND */
    apie_gate *gate;            /* GATE: open when it has reached position, or was woken since */
    uint64_t position;
    uint64_t wakes;
} apie_want;

typedef enum apie_cause {
    APIE_CAUSE_START = 0,
    APIE_CAUSE_ANSWER,
    APIE_CAUSE_REFUSED, /* apie_flow_prepare() returned false */
    APIE_CAUSE_TIME,
    APIE_CAUSE_GATE,
    APIE_CAUSE_CANCEL
} apie_cause;

/* Something that flows wait for, which moves forward only. Changed under the client's lock. */
struct apie_gate {
    uint64_t position;
    uint64_t wakes;
    void *waiters; /* the driver's, if it keeps a list */
};

typedef struct apie_flow_type {
    const char *name;
    size_t size; /* of the struct that begins with an apie_flow */
    apie_flow_step *start;
    /* Optional: pure work on the flow's own memory before an exchange's first attempt is sent (lock
     * not held), such as building the body. Not APIE_OK (with flow->error filled) ends the
     * exchange. */
    apie_status (*prepare)(apie_flow *flow);
    /* Optional: pure work on the flow's own memory after an answer was read (lock not held). */
    void (*absorbed)(apie_flow *flow);
    /* Optional: the flow is being cancelled; undo what must be undone (lock held). It ends right
     * after. */
    void (*stopped)(apie_flow *flow);
    /* Optional: frees what is not in the arena. */
    void (*destroy)(apie_flow *flow);
    bool result_on_failure; /* else only success has one: what an exchange gave is not it */
} apie_flow_type;

/* The exchange under way. */
typedef struct apie_exchange {
    apie_flow_step *next;
    uint64_t deadline_ms;
    int attempts;       /* made so far */
    bool free_used;     /* the free try after a stale connection was used up */
    size_t own_headers; /* header lines before interceptors added theirs */
    bool prepared;      /* the type's prepare has run */
    bool backing_off;   /* the TIME want is the pause before the next attempt */
    bool maybe_done;    /* by any attempt so far */
} apie_exchange;

struct apie_flow {
    const apie_flow_type *type;
    apie_flow *part;        /* at work in this one's place; owned */
    apie_flow *ended_parts; /* owned until the observers have been told of their last attempts */
    apie_flow *next_ended;  /* in that list */
    apie_flow_step *part_next;
    apie_core *core;
    apie_arena *arena;    /* the flow itself and what lives as long */
    apie_arena *scratch;  /* the text of one request, in flows that send several */
    apie_arena *spent;    /* the last one's, until it has been reported */
    apie_flow_step *step; /* runs at the next resume */
    apie_flow_step *work; /* to be done without the lock, where an exchange would be prepared */
    bool again;           /* step runs at once */
    apie_want want;
    uint64_t now_ms;      /* of the current resume */
    uint64_t deadline_ms; /* of the whole flow; set at start from limit_ms */
    uint64_t latest_ms;   /* of the flow that this one is a part of; 0: it is no part */
    int64_t limit_ms;     /* 0 and less: no deadline */
    int64_t attempt_timeout_ms;
    int64_t retry_base_ms; /* the first pause before a retry; 0: the core's */
    int attempts;          /* at most, per exchange */
    bool gate_timed_out;   /* the last await ended by its time */
    bool want_response;    /* keep the last response */
    const char *line;  /* header of each of its requests that has none of that name; NULL: none */
    const char *where; /* of its error if it is cancelled; NULL: nothing */
    apie_http_request request;
    apie_exchange exchange;
    apie_attempt attempt; /* the last one; to be told to the observers if report_due */
    bool report_due;
    apie_answer_facts facts;
    apie_answer answer; /* of the last attempt; slices are gone after apie_flow_absorb() */
    apie_status status; /* of the last exchange; at the end, of the flow */
    apie_error error;
    void *result;              /* owned; of the last exchange, or what the flow gives out */
    apie_response *response;   /* owned; of the last attempt, if want_response */
    apie_cancel_token *cancel; /* borrowed; the sync driver looks at it */
    void *driver;              /* the driver's own */
};

/* ---- for drivers ---- */

const apie_want *apie_flow_resume(apie_flow *flow, apie_cause cause, uint64_t now_ms);
bool apie_flow_prepare(apie_flow *flow);
void apie_flow_absorb(apie_flow *flow, const apie_answer *answer);
void apie_flow_report(apie_flow *flow);
/* Nobody was there to drive the flow for so long: that does not count towards its limits. Pauses
 * go on meanwhile. */
void apie_flow_put_off(apie_flow *flow, int64_t delay_ms);
bool apie_want_gate_open(const apie_want *want);
void apie_flow_free(apie_flow *flow);
/* Gives away what the flow owns; the flow holds NULL after. */
void *apie_flow_take_result(apie_flow *flow);
apie_response *apie_flow_take_response(apie_flow *flow);

/* ---- for flows ---- */

/* A flow of the type, zeroed beyond its head, with the options' limits, checked: negative numbers
 * and bad headers are APIE_ERROR_INVALID_ARGUMENT. options may be NULL. */
apie_flow *apie_flow_new(const apie_flow_type *type, apie_core *core,
                         const apie_call_options *options, apie_error *error);

/* Has a header line that was checked before, which is copied, sent with all that the flow and its
 * parts send. Returns the flow, which may be NULL, or NULL if memory ran out: then it was freed.
 * line may be NULL. */
apie_flow *apie_flow_with_line(apie_flow *flow, const char *line, apie_error *error);

/* Sends flow->request, with retries, for at most limit_ms (0: the flow's deadline); then next runs
 * with flow->status, error, result set. */
void apie_flow_exchange(apie_flow *flow, int64_t limit_ms, apie_flow_step *next);
/* Does pure work on the flow's own memory without the lock, such as making events (the program's
 * callbacks may be asked there); then next runs. flow->status, error and result stay. */
void apie_flow_work(apie_flow *flow, apie_flow_step *work, apie_flow_step *next);
void apie_flow_wait_until(apie_flow *flow, uint64_t time_ms, apie_flow_step *next);
/* Waits for the gate until give_up_ms at most; next looks at flow->gate_timed_out. */
void apie_flow_await(apie_flow *flow, apie_gate *gate, uint64_t position, uint64_t give_up_ms,
                     apie_flow_step *next);
/* Runs another flow to its end, as a part of this one: within its deadline, with its attempts and
 * timeouts. Then next runs with flow->status, error and result (and response) as the part left
 * them. part is taken over; NULL: making it failed and flow->error says why. */
void apie_flow_run(apie_flow *flow, apie_flow *part, apie_flow_step *next);
/* An empty arena for the text of the next request; what the last one gave is gone. NULL if memory
 * ran out. */
apie_arena *apie_flow_scratch(apie_flow *flow);
/* Ends the flow. With a status other than APIE_OK flow->error must be filled. */
void apie_flow_finish(apie_flow *flow, apie_status status);
/* Ends the flow with APIE_ERROR_NO_MEMORY. */
void apie_flow_finish_no_memory(apie_flow *flow);
/* Goes on with another step at once. */
void apie_flow_continue(apie_flow *flow, apie_flow_step *next);

#endif
