/* Either of the Honeycomb clients on a small server that knows enough for calls of several
 * requests. */
#ifndef APIE_TESTS_CALLS_STAGE_H
#define APIE_TESTS_CALLS_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>

#include <apie/async/honeycomb.h>
#include <apie/sync/honeycomb.h>

#include "support/tiny_server.h"

#define CALLS_KEPT 32

typedef struct calls_service {
    tiny_server server;
    char heads[CALLS_KEPT][TINY_HEAD + 1];
    char bodies[CALLS_KEPT][2048];
    size_t lengths[CALLS_KEPT];
    atomic_int count;
    atomic_int looks;      /* at results and maps: the first finds nothing */
    atomic_int never;      /* nothing is ever ready */
    atomic_int refused;    /* with this status: annotations, batches */
    atomic_int rows_asked; /* how many pages of rows */
} calls_service;

typedef struct calls_stage {
    bool async;
    calls_service service;
    apie_honeycomb_options options;
    apie_honeycomb *sync_client;
    apie_async_honeycomb *async_client;
    struct event_base *base;
    apie_error error;
    apie_response *response;
    apie_call_options call;
    void *result; /* of the last call */
    int told;
    apie_status status;
    apie_call *under_way;
    unsigned pages;
    apie_status inner; /* of the call inside the callback */
    int inner_told;
} calls_stage;

void calls_begin(calls_stage *s, bool async);
/* Frees what the last call gave. */
void calls_forget(calls_stage *s);
void calls_end(calls_stage *s);

/* What callbacks do: keeps what they are told. */
void calls_note(calls_stage *s, apie_status status, void *result, const apie_error *error);
/* Runs the loop until the call has told its end, once; gives its status. */
apie_status calls_await(calls_stage *s, apie_call *call);

extern const apie_honeycomb_query_run calls_quick; /* looks every millisecond */
extern const apie_honeycomb_query calls_by_host;

/* The calls, in either library. Each gives its status; s has the rest. */
apie_status calls_run_query(calls_stage *s, const char *dataset,
                            const apie_honeycomb_query_run *run);
apie_status calls_create_and_run(calls_stage *s, const apie_honeycomb_query_run *run);
apie_status calls_create_named(calls_stage *s);
/* Two rows to a page; on_page is told s. */
apie_status calls_run_all(calls_stage *s, apie_honeycomb_query_page_fn *on_page);
apie_status calls_list_keys(calls_stage *s);
apie_status calls_list_environments(calls_stage *s);
apie_status calls_get_map(calls_stage *s);
apie_status calls_read_map(calls_stage *s);
/* Large events, two to a request. */
apie_status calls_send_batch(calls_stage *s, size_t count);

#define calls_expect(s, expected, call)                                                            \
    do {                                                                                           \
        apie_status got = call;                                                                    \
        if (got != (expected))                                                                     \
            fail_msg("%s: %s: %s", #call, apie_status_name(got), (s)->error.message);              \
    } while (0)
#define calls_expect_ok(s, call) calls_expect(s, APIE_OK, call)

/* The head of a request, from 0, has this. */
void calls_expect_head(calls_stage *s, int number, const char *line);

typedef void calls_test(calls_stage *s);
void calls_run_both(calls_test *test);
/* A test for cmocka that runs test_<name> in both libraries. */
#define CALLS_BOTH(name)                                                                           \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        calls_run_both(test_##name);                                                               \
    }

#endif
