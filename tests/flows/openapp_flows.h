/* Running an OpenApp client's flows in virtual time, against a service that lists things and runs
 * scripts. */
#ifndef APIE_TESTS_OPENAPP_FLOWS_H
#define APIE_TESTS_OPENAPP_FLOWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apie/openapp/orgs.h>

#include "generated/openapp_models.h"
#include "generated/openapp_operations.h"
#include "openapp/flows.h"
#include "openapp/settings.h"
#include "support/virtual.h"

#define OPENAPP_KEY       "http://127.0.0.1:9_openapp_a-long-secret"
#define OPENAPP_OTHER_KEY "http://127.0.0.1:9_openapp_another-secret"
#define OPENAPP_SEEN      64

typedef struct openapp_flows {
    virtual_world *world;
    apie_openapp_core core;
    /* What the service has, and how it lists it. */
    const char *const *names; /* as JSON; the id of each is its position */
    size_t count;
    size_t cap;    /* items on a page */
    size_t total;  /* that it claims; 0: count */
    bool bare;     /* pages are arrays */
    bool pageless; /* it sends the first page, whatever it is asked for */
    size_t looks_until_done;
    const char *end;       /* of an execution, as JSON members */
    int failure;           /* status of every answer; 0: none */
    apie_status transport; /* how every transfer fails; APIE_OK: not at all */
    size_t good;           /* answers before that */
    int64_t delay_ms;      /* of every answer after the first */
    /* What it saw. */
    size_t sent;
    char targets[OPENAPP_SEEN][256];
    char lines[OPENAPP_SEEN][512];
    uint64_t times[OPENAPP_SEEN];
    char page[4096];
    /* What a key_callback gives, and what was asked of it. */
    const char *key;
    apie_status key_status;
    unsigned keys_asked;
} openapp_flows;

/* For cmocka: the state is an openapp_flows. */
int openapp_flows_set_up(void **state);
int openapp_flows_tear_down(void **state);
#define OPENAPP_FLOWS_TEST(name)                                                                   \
    cmocka_unit_test_setup_teardown(name, openapp_flows_set_up, openapp_flows_tear_down)

/* Has five things, whose names are Acme, Bolt or acme, Corp, ACME and Door. */
void openapp_flows_have(openapp_flows *f, bool bare);
/* A client whose key is asked for; base_url may be NULL. */
void openapp_flows_rotate(openapp_flows *f, const char *base_url);

/* All organizations. */
apie_flow *openapp_flows_list(openapp_flows *f, const apie_openapp_list_query *query,
                              const apie_call_options *options);

void openapp_flows_expect_target(const openapp_flows *f, size_t number, const char *target);
/* Whether a request had this header line. */
bool openapp_flows_has_line(const openapp_flows *f, size_t number, const char *line);

/* Runs a flow to its end without allocating. */
apie_status openapp_flows_drive(openapp_flows *f, apie_flow *flow);
/* Makes and runs the flow with the k-th allocation failing, for every k. */
typedef apie_flow *openapp_flows_make(openapp_flows *f, apie_error *error);
void openapp_flows_torture(openapp_flows *f, openapp_flows_make *make);

#endif
