/* A driver without a network and with a clock of its own: flows run in virtual time against a
 * server that is a function. */
#ifndef APIE_TESTS_VIRTUAL_H
#define APIE_TESTS_VIRTUAL_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/core.h"

typedef struct virtual_world virtual_world;
typedef struct virtual_task virtual_task;

/* What the server makes of a request. Zero: an empty 200. */
typedef struct virtual_reply {
    int64_t delay_ms;
    apie_status transport; /* not APIE_OK: the transfer fails like this */
    int status;            /* 0: 200 */
    const char *headers;   /* static text; NULL: a JSON content type */
    const char *body;      /* static text; NULL: the text */
    char text[240];        /* "": no body */
} virtual_reply;

typedef void virtual_server_fn(void *user, const apie_http_request *request, virtual_reply *reply);

/* Told the end of a flow that was started; may start others. The flow is freed after. */
typedef void virtual_done_fn(void *user, apie_flow *flow);

virtual_world *virtual_new(uint64_t seed, virtual_server_fn *server, void *user);
void virtual_free(virtual_world *world);

/* The world's clock, for the core that is to be driven; then the core itself. */
const apie_clock *virtual_clock(virtual_world *world);
void virtual_drive(virtual_world *world, apie_core *core);

uint64_t virtual_now(const virtual_world *world);
uint64_t virtual_random(virtual_world *world);

/* Starts a flow. done may be NULL. */
virtual_task *virtual_start(virtual_world *world, apie_flow *flow, virtual_done_fn *done,
                            void *user);
/* Cancels a task when that time has come, if it is still under way. */
void virtual_cancel_at(virtual_task *task, uint64_t time_ms);

/* Runs until every started flow has ended and no job is left to do. */
void virtual_run(virtual_world *world);
/* Runs until that time. */
void virtual_run_until(virtual_world *world, uint64_t time_ms);

/* Starts one flow and runs until it has ended; the caller frees the flow. */
void virtual_finish(virtual_world *world, apie_flow *flow);

#endif
