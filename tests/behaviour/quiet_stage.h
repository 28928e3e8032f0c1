/* A stream of either library's OpenApp client, from a service that is silent in between, and what
 * ends it: a timer on the loop, or a thread. */
#ifndef APIE_TESTS_QUIET_STAGE_H
#define APIE_TESTS_QUIET_STAGE_H

#include <semaphore.h>

#include "openapp_use.h"

#define QUIET_AFTER_MS   50   /* an event, it is ended */
#define QUIET_BACK_IN_MS 1200 /* after it was */
#define QUIET_LARGE      300000

/* Paths: /silent is one event and then silence, /nothing is silence. /two waits for go_on before
 * the second event. /endless never ends. /cut is three events in chunks that end anywhere. /large
 * is QUIET_LARGE bytes. */
typedef struct quiet {
    openapp_stage *s;
    tiny_server server;
    sem_t told;   /* for each event that was told */
    sem_t go_on;  /* the service waits for it */
    sem_t closed; /* the client closed the connection of a stream */
    apie_openapp_stream_options options;
    openapp_handle other; /* freed at the end */
    int events;
    size_t bytes;
    char last[64];
    void (*at_event)(struct quiet *t); /* NULL: nothing */
    void (*at_time)(struct quiet *t);  /* some time after an event, on the loop or a thread */
    int64_t ended_ms;                  /* when at_time ended it */
    apie_cancel_token *token;
    struct event *timer;
    apie_call *call;
    openapp_waiting end;
    int closings;
    int status; /* of a child */
} quiet;

int64_t quiet_now_ms(void);
void quiet_pause(long ms);
/* Aborts if it takes too long. */
void quiet_wait(sem_t *semaphore);
void quiet_set_timer(quiet *t);

void quiet_note_end(apie_status status, apie_openapp_stream_end *result, const apie_error *error,
                    void *user);
/* Has the stream at the path until it ends. */
apie_status quiet_follow(quiet *t, const char *path);
void quiet_expect_end(quiet *t, int events);
/* It is not long since t->ended_ms, unless instructions are emulated (make check-valgrind). */
void quiet_expect_soon(const quiet *t);
/* By the call, or by the token. */
void quiet_cancel(quiet *t);

void quiet_run(void (*test)(quiet *t), bool async);
#define QUIET_BOTH(name)                                                                           \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        quiet_run(test_##name, false);                                                             \
        quiet_run(test_##name, true);                                                              \
    }
#define QUIET_ASYNC(name)                                                                          \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        quiet_run(test_##name, true);                                                              \
    }

#endif
