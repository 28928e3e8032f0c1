/* A scenario: a piece of work as a program does it. It is played with every kind of client, each
 * with a server of its own that writes down what it is sent. What the servers wrote down, request
 * for request, and what the programs were told must be the same. */
#ifndef APIE_TESTS_SCENARIO_H
#define APIE_TESTS_SCENARIO_H

#include "stage.h"

typedef struct play play;

typedef struct scenario {
    const char *name;
    void (*run)(play *play);
    /* What the server holds in the end, in the order in which it came, each without its "agent.".
     * NULL: nothing. */
    const char *events;
    apie_mode mode;
    apie_guard_failure_mode failure_mode;
    const char *rules;  /* of the server; NULL: none */
    const char *faults; /* of the server; NULL: none */
    int64_t approval_timeout_ms;
    bool away;            /* the server is not to be reached, until play_return() */
    const char *about;    /* for run, where many scenarios share it: a name */
    apie_status expected; /* for the same: how it ends */
} scenario;

struct play {
    const scenario *scenario;
    stage stage;
    json_t *told;          /* what the program was told, in order */
    json_t *recorded;      /* what the server wrote down */
    atomic_uint unheard;   /* attempts to register that reached nobody */
    char folder[32];       /* of the sockets, if the server can be away */
    char real_socket[64];  /* where the server listens */
    char asked_socket[64]; /* where the client looks for it */
};

/* Notes how a call ended, with all that its error says. Returns the status. */
apie_status play_note(play *play, const char *call, apie_status status);
/* Notes something else that the program was told. NULL is null. */
void play_note_text(play *play, const char *what, const char *text);
void play_note_count(play *play, const char *what, uint64_t count);
/* The same, and the test fails if it ended otherwise. */
#define play_expect(play, wanted, call)                                                            \
    stage_expect(&(play)->stage, wanted, play_note(play, #call, call), #call, __FILE__, __LINE__)
#define play_expect_ok(play, call) play_expect(play, APIE_OK, call)

/* The server can be reached from now on. */
void play_return(play *play);
/* Sends what waits, so that it does not go along with what comes next. */
void play_settle(play *play);
/* An id as it has to be given: NULL where the library takes the thread's current one. */
const char *play_id(const play *play, const char *id);

/* Plays all of them; what main() returns. */
int scenario_main(const char *group, const scenario *scenarios, size_t count);
#define SCENARIO_MAIN(group, scenarios)                                                            \
    scenario_main(group, scenarios, sizeof(scenarios) / sizeof((scenarios)[0]))

#endif
