/* A Honeycomb service that is a function, for flows in virtual time: what is sent to it is written
 * down, and what is made gets an id ("id-1", "id-2", …) and is given back. Allocates nothing, so
 * that it does not disturb the counting of allocations. */
#ifndef APIE_TESTS_HONEYCOMB_WORLD_H
#define APIE_TESTS_HONEYCOMB_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "flow/core.h"
#include "support/virtual.h"

#define HONEYCOMB_REQUESTS 64

/* What a request is answered with in place of the usual, the first rule that fits first. */
typedef struct honeycomb_rule {
    const char *request; /* how it begins, such as "POST /1/boards" */
    int status;
    const char *body;
    unsigned times; /* 0: always */
    unsigned after; /* so many that fit go through before */
    unsigned seen;
} honeycomb_rule;

typedef struct honeycomb_world {
    virtual_world *world;
    apie_core core;
    apie_error error;
    honeycomb_rule *rules; /* ends with one whose request is NULL */
    int64_t delay_ms;
    unsigned count;                          /* of requests */
    char requests[HONEYCOMB_REQUESTS][1024]; /* "POST /1/boards {…}" */
    char headers[HONEYCOMB_REQUESTS][256];   /* the call's own */
    char answers[HONEYCOMB_REQUESTS][1024];
    unsigned made;
} honeycomb_world;

/* For cmocka: *state is the world. */
int honeycomb_set_up(void **state);
int honeycomb_tear_down(void **state);
#define HONEYCOMB_TEST(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, honeycomb_set_up, honeycomb_tear_down)

/* Forgets what was sent and made. */
void honeycomb_forget(honeycomb_world *w);
/* Runs a flow, which must end like that, and gives its result. The response goes to *response. */
void *honeycomb_finish(honeycomb_world *w, apie_flow *flow, apie_status expected,
                       apie_response **response);
/* Cancels a flow when its n-th answer (from 1) has come, before it goes on; gives its result. */
void *honeycomb_cancel_answered(honeycomb_world *w, apie_flow *flow, unsigned n);
/* The requests so far must be these, each as "METHOD target" or with its body behind it. Ends with
 * a NULL. */
void honeycomb_expect(const honeycomb_world *w, const char *const *requests);
/* The k-th allocation fails, for every k: of making the flow, or of running it. It must end with
 * APIE_ERROR_NO_MEMORY, and leave nothing behind. */
void honeycomb_run_out_of_memory(honeycomb_world *w, apie_flow *(*make)(honeycomb_world *w));

#endif
