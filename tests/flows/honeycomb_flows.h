/* Running a Honeycomb client's flows in virtual time. */
#ifndef APIE_TESTS_HONEYCOMB_FLOWS_H
#define APIE_TESTS_HONEYCOMB_FLOWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apie/honeycomb.h>

#include "flow/core.h"
#include "support/virtual.h"

#define FLOWS_KEPT 64

typedef struct honeycomb_flows {
    virtual_world *world;
    apie_core core;
    apie_error error; /* of the last flow */
    unsigned sent;
    char targets[FLOWS_KEPT][200]; /* "POST /1/queries/d" */
    char bodies[FLOWS_KEPT][600];
    char lines[FLOWS_KEPT][400]; /* of the head, each with "\n" */
    uint64_t times[FLOWS_KEPT];
    virtual_server_fn *server;
    void *user;
} honeycomb_flows;

/* A client with all credentials, for a team; options may be NULL. */
void flows_begin(honeycomb_flows *f, const apie_honeycomb_options *options,
                 virtual_server_fn *server, void *user);
void flows_end(honeycomb_flows *f);

/* Runs a flow to its end, which must be as expected, and frees it; gives what it gave. NULL: making
 * it failed, and f->error says why. */
void *flows_finish(honeycomb_flows *f, apie_flow *flow, apie_status expected);

/* Whether a request is one for this: a method and the beginning of a target. */
bool flows_is(const apie_http_request *request, const char *wanted);
/* The n-th request that was sent, from 0, has this. */
void flows_expect_target(const honeycomb_flows *f, unsigned n, const char *target);
void flows_expect_body(const honeycomb_flows *f, unsigned n, const char *json);

/* Makes and runs the flow with the k-th allocation failing, for every k: it ends well or with
 * APIE_ERROR_NO_MEMORY, and leaks nothing. The server must not allocate. */
typedef apie_flow *flows_make(honeycomb_flows *f, apie_error *error);
void flows_torture(honeycomb_flows *f, flows_make *make);

/* Cancels the flow after so many milliseconds; gives what it gave. */
void *flows_cancel(honeycomb_flows *f, apie_flow *flow, uint64_t after_ms);
/* Cancels it when its n-th answer (from 1) has come, before the flow goes on. */
void *flows_cancel_answered(honeycomb_flows *f, apie_flow *flow, unsigned n);

#endif
