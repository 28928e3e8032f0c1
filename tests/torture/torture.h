/* Torture: the k-th allocation of an operation fails, for every k, until one is reached that was
 * not needed. Allocations of ours, of libcurl, libevent and jansson count alike; the server is a
 * process of its own, so that its do not.
 *
 * Each time the operation must end by itself, as it would have or with an error that running out of
 * memory explains; callbacks are called exactly once, nothing leaks, no descriptor stays open, and
 * the same operation succeeds right after. */
#ifndef APIE_TESTS_TORTURE_H
#define APIE_TESTS_TORTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/alloc_fault.h"
#include "support/subject.h"

typedef struct torture {
    subject subject;
    apie_config config;
    apie_error error;
    char agent_id[64];
    char id[64]; /* of what prepare made: a run, a session, an approval, … */
    apie_run *run;
    subject_scope scope;
    atomic_uint told; /* ends of events */
} torture;

typedef enum torture_life {
    TORTURE_REUSED = 0, /* one client, registered, for all k */
    TORTURE_FRESH,      /* a client for each k, registered */
    TORTURE_COLD        /* a client for each k, made by run: torture_make() */
} torture_life;

typedef struct torture_case {
    const char *name;
    /* The operation, with an allocation that fails. Frees what it gets and does not keep. */
    apie_status (*run)(torture *t);
    /* Before and after it, without failures. May be NULL. */
    void (*prepare)(torture *t);
    void (*clean)(torture *t);
    /* Make and free, without failures, a client of another service, which is there in place of
     * Apie's. NULL: there is none. */
    void (*open)(torture *t);
    void (*close)(torture *t);
    torture_life life;
    apie_status expected; /* what it gives when nothing fails */
    bool for_good;        /* once more, with all allocations failing from the k-th on */
    bool sync_only;
    bool async_only;
} torture_case;

/* Runs every case with every kind of client; what main() returns. */
int torture_main(const char *group, const torture_case *cases, size_t count);
/* Its beginning and end, for a program that does without it. */
void torture_start(void);
void torture_stop(void);
/* Aborts the program, naming what, if it is still running after so many seconds. 0: no longer. */
void torture_watch(const char *what, unsigned seconds);
#define TORTURE_MAIN(group, cases) torture_main(group, cases, sizeof(cases) / sizeof((cases)[0]))

/* A client of t->config, nothing sent yet. */
apie_status torture_make(torture *t);
/* The same through a configuration file. */
apie_status torture_make_from_file(torture *t, const char *path);
/* Makes the loop of an async client, which is not the library's, and so does not fail. */
void torture_set_up(torture *t, subject_kind kind);
/* Without failures: makes and registers a client. Frees it, and checks that callbacks were called
 * once and the ends of all events told. */
void torture_begin(torture *t, subject_kind kind);
void torture_end(torture *t);

/* Fails the test with t->error if status is not APIE_OK. For prepare and clean. */
void torture_ok(const torture *t, apie_status status, const char *what);

/* Without failures: has the server make something. Its id, into t->id, is what follows `before` in
 * the answer, up to a quote. */
void torture_make_id(torture *t, const char *target, const char *body, const char *before);
void torture_make_session(torture *t);

/* Without failures: begins t->run, unless there is one; ends it, if there is one. */
void torture_begin_run(torture *t);
void torture_end_run(torture *t);

/* ---- calls of the async library that subject.h does not have ---- */

typedef struct torture_wait {
    torture *torture;
    bool done;
    apie_status status;
    void *result;
} torture_wait;

/* The end of a callback; keeps the result. */
void torture_note(torture_wait *wait, apie_status status, void *result, const apie_error *error);
/* Runs the loop until the callback was called. call NULL: it did not start, t->error says why. */
apie_status torture_await(torture_wait *wait, const apie_call *call);

#endif
