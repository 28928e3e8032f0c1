/* An agent that makes events, and what they say. */
#ifndef APIE_TESTS_EVENT_FIXTURE_H
#define APIE_TESTS_EVENT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "apie/event_make.h"
#include "support/virtual.h"

/* In environment "dev" and enforce mode; metadata.open_token is never redacted. */
typedef struct event_fixture {
    virtual_world *world;
    apie_agent *agent;
} event_fixture;

int event_set_up(void **state);
int event_tear_down(void **state);
#define EVENT_TEST(name) cmocka_unit_test_setup_teardown(name, event_set_up, event_tear_down)

/* An event of this type, which is one of the library's or another. */
apie_event *event_made(event_fixture *f, const char *type, const apie_event_details *details,
                       apie_error *error);

/* JSON with ' for ". */
json_t *quoted_json(const char *text);
/* Frees both. */
void assert_json(json_t *value, json_t *expected);
/* The event is of this type and has these members, beside its id and time. Frees it. */
void assert_told(apie_event *event, const char *type, const char *expected);
/* It cannot be made, because of the member where. */
void assert_refused(event_fixture *f, const char *type, const apie_event_details *details,
                    const char *where);

#endif
