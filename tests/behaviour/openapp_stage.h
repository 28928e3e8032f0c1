/* One OpenApp client, of either library, against a small server that says what it was asked. */
#ifndef APIE_TESTS_OPENAPP_STAGE_H
#define APIE_TESTS_OPENAPP_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apie/async/openapp.h>
#include <apie/sync/openapp.h>

#include "devserver/devserver.h"
#include "support/tiny_server.h"

#define OPENAPP_SECRET "a-very-long-secret"
#define OPENAPP_KEPT   16

/* What requests are answered with whose line begins like that; status 0: never. */
typedef struct openapp_route {
    const char *line;
    int status;
    const char *headers;
    const char *body;
} openapp_route;

typedef struct openapp_stage {
    bool async;
    tiny_server server;
    char heads[OPENAPP_KEPT][TINY_HEAD + 1]; /* of the requests, in their order */
    char bodies[OPENAPP_KEPT][TINY_BODY + 1];
    atomic_int count;
    /* The test's own, asked before the stage's; ends in a line that is NULL. */
    const openapp_route *routes;
    /* The first so many answers have this status. */
    atomic_int failures;
    atomic_int failure;
    char key[256]; /* whose origin is the server */
    apie_openapp_options options;
    devserver *local; /* if the test asked for it */
    apie_openapp *control;
    struct event_base *base;
    apie_openapp *sync_client;
    apie_async_openapp *async_client;
    apie_call_options call; /* of every call; wants the response */
    const char *device_id;  /* of the calls about one: "d1" */
    const char *entity_id;  /* "e1" */
    apie_response *response;
    void *result;
    apie_error error;
} openapp_stage;

void openapp_begin(openapp_stage *s, bool async);
void openapp_end(openapp_stage *s);
/* Frees what the last call gave. */
void openapp_forget(openapp_stage *s);

/* Has the local server in place of the small one; before the client is made. */
void openapp_use_local(openapp_stage *s);
/* Asks the local server for something below /_dev; the answer, to be freed. */
apie_response *openapp_control(openapp_stage *s, const char *method, const char *target,
                               const char *body);

/* Waits until the last stream of the local server has ended. */
void openapp_await_end(openapp_stage *s);

apie_status openapp_new(openapp_stage *s);
apie_status openapp_connect(openapp_stage *s);

/* Of the client in use; the one that was in use is given back, to be put back or freed. */
typedef struct openapp_handle {
    apie_openapp *sync_client;
    apie_async_openapp *async_client;
} openapp_handle;
openapp_handle openapp_use(openapp_stage *s, openapp_handle handle);
apie_status openapp_with_org(openapp_stage *s, const char *org_id, openapp_handle *out);
void openapp_free_handle(openapp_handle handle);

void openapp_expect_head(const openapp_stage *s, int number, const char *part);
void openapp_expect_no_head(const openapp_stage *s, int number, const char *part);
void openapp_expect_requests(const openapp_stage *s, int count);
void openapp_fail_with(openapp_stage *s, int status, int times);

/* ---- calls that block in both libraries ---- */

typedef struct openapp_waiting {
    apie_status status;
    void *result;
    apie_error error;
    int told;
} openapp_waiting;

void openapp_note(openapp_waiting *w, apie_status status, void *result, const apie_error *error);
apie_status openapp_await(openapp_stage *s, openapp_waiting *w, const apie_call *call);

/* Defines the callback for results of that type. */
#define OPENAPP_NOTE(type)                                                                         \
    static void note_##type(apie_status status, apie_##type *result, const apie_error *error,      \
                            void *user)                                                            \
    {                                                                                              \
        openapp_note(user, status, result, error);                                                 \
    }

/* Calls either library, and returns; arguments, if any, end in a comma. */
#define OPENAPP_CALL(s, name, type, ...)                                                           \
    do {                                                                                           \
        apie_##type *out = NULL;                                                                   \
        openapp_waiting w = {.told = 0};                                                           \
        openapp_forget(s);                                                                         \
        apie_error_clear(&(s)->error);                                                             \
        if ((s)->async)                                                                            \
            return openapp_await(s, &w,                                                            \
                                 apie_async_openapp_##name((s)->async_client,                      \
                                                           __VA_ARGS__ & (s)->call, note_##type,   \
                                                           &w, &(s)->error));                      \
        apie_status status =                                                                       \
            apie_openapp_##name((s)->sync_client, __VA_ARGS__ & (s)->call, &out, &(s)->error);     \
        (s)->result = out;                                                                         \
        return status;                                                                             \
    } while (0)

#define openapp_expect(s, expected, call)                                                          \
    do {                                                                                           \
        apie_status got = call;                                                                    \
        if (got != (expected))                                                                     \
            fail_msg("%s: %s: %s", #call, apie_status_name(got), (s)->error.message);              \
    } while (0)
#define openapp_ok(s, call) openapp_expect(s, APIE_OK, call)

/* Runs a test with both libraries. */
void openapp_both(void (*test)(openapp_stage *s));
#define OPENAPP_BOTH(name)                                                                         \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        openapp_both(test_##name);                                                                 \
    }

#endif
