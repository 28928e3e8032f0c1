/* What every behaviour test plays on: the local server, one of the clients, and a view from outside
 * of what the server holds. Each test runs once for every kind of client, plain and over TLS. */
#ifndef APIE_TESTS_STAGE_H
#define APIE_TESTS_STAGE_H

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>
#include <jansson.h>

#include "devserver/devserver.h"
#include "support/subject.h"
#include "support/tls.h"

#define STAGE_KEY   "apie_sk_stage_0123456789"
#define STAGE_FATES 6

/* cmocka's functions end a test that failed, which compilers cannot know. */
#define ALWAYS(condition) assert_true(condition)

typedef struct stage {
    subject_kind kind;
    bool tls;
    const tls_files *files;
    devserver *server;
    apie_config config; /* good as it is; may be changed before stage_connect() */
    subject subject;
    apie_client *control; /* for the server's own paths; registers nothing */
    apie_error error;
    json_t *state;                 /* what the server held when last asked */
    char record[40];               /* the file of its requests, if it keeps one */
    json_t *recorded;              /* what was in it when last read */
    atomic_uint told[STAGE_FATES]; /* ends of events, by fate */
    atomic_uint reported;          /* failures that no call returned */
    _Atomic apie_status last_reported;
    atomic_uint warnings; /* in the log */
} stage;

typedef struct stage_test {
    const char *name;
    void (*run)(stage *stage);
    bool once;       /* not over TLS too: what it tests has nothing to do with the connection */
    bool sync_only;  /* a property of the blocking library */
    bool async_only; /* of the other one */
} stage_test;

/* Runs every test with every client; what main() returns. */
int stage_main(const char *group, const stage_test *tests, size_t count);
#define STAGE_MAIN(group, tests) stage_main(group, tests, sizeof(tests) / sizeof((tests)[0]))

/* The server, with the stage's own choice of TLS. NULL: no rules, no faults. */
void stage_serve(stage *stage, const devserver_options *options);
void stage_serve_rules(stage *stage, const char *rules);
void stage_serve_faults(stage *stage, const char *faults);
/* The server keeps its requests for stage_recorded(). */
void stage_serve_recorded(stage *stage, const devserver_options *options);
/* A server that the test runs itself. The URL is borrowed. */
void stage_use(stage *stage, const char *url);
/* The client, from stage->config. */
void stage_connect(stage *stage);
/* Both, as they come, and the client is registered. */
void stage_begin(stage *stage);
/* Drains and frees the client; the test may go on to look at the server. */
void stage_close(stage *stage);
/* Frees all, without questions. Only for stages of a test's own making. */
void stage_discard(stage *stage);

/* Fails the test, with stage->error, if status is another. */
void stage_expect(stage *stage, apie_status expected, apie_status status, const char *what,
                  const char *file, int line);
#define expect(stage, expected, call) stage_expect(stage, expected, call, #call, __FILE__, __LINE__)
#define expect_ok(stage, call)        expect(stage, APIE_OK, call)

/* ---- the server from outside ---- */

/* Posts to one of the server's own paths. */
void stage_control(stage *stage, const char *path, const char *body);
void stage_set_faults(stage *stage, const char *faults);
/* What the server holds now; valid until asked again. */
const json_t *stage_state(stage *stage);
/* Requests so far, not counting those to the server's own paths. */
json_int_t stage_requests(stage *stage);
/* The requests so far, in order: {"method", "path", "headers": {…}, "body"}; valid until asked
 * again. */
const json_t *stage_recorded(stage *stage);
/* The last one to that path (with its query); fails the test if there is none. */
const json_t *stage_recorded_request(stage *stage, const char *path);
/* Something in a JSON value, by members and indices: "runs/run_1/status". */
const json_t *json_at(const json_t *root, const char *path);
const char *text_at(const json_t *root, const char *path);
json_int_t number_at(const json_t *root, const char *path);

/* The run's events that the server holds must be these, "tool.called action.requested", each
 * without its "agent.", numbered from 1 without a gap. */
void stage_expect_events(stage *stage, const char *run_id, const char *types);
/* All events have been told their end: so many were delivered, none dropped. */
void stage_expect_delivered(const stage *stage, unsigned count);

/* ---- what most tests do ---- */

/* A run, ended by stage_end_run(). Its id stays valid until then. */
apie_run *stage_begin_run(stage *stage);
void stage_end_run(stage *stage, apie_run *run);
/* A tool call from beginning to end. */
void stage_use_tool(stage *stage, const apie_run *run, const char *name);
/* An action of the given name, "deploy", on a code_repository. */
apie_guard_input stage_action(const apie_run *run, const char *name);

#endif
