/* Waiting for a callback of the event-driven library, for functions such as those of subject.h. */
#ifndef APIE_TESTS_SUBJECT_WAIT_H
#define APIE_TESTS_SUBJECT_WAIT_H

#include "subject.h"

typedef struct waiting {
    subject *subject;
    bool done;
    apie_status status;
    void *result;
    uint64_t left;
    apie_error *error;
} waiting;

/* One, called w, for the subject s and an error that may be NULL. */
#define WAITING(s, e)                                                                              \
    apie_error own_error;                                                                          \
    waiting w = {.subject = (s), .error = (e) ? (e) : &own_error}

/* What callbacks do; user is the waiting. */
void waiting_note(waiting *w, apie_status status, void *result, const apie_error *error);
void waiting_note_done(apie_status status, const apie_error *error, void *user);
/* A callback for a type of result. */
#define WAITING_NOTE(name, type)                                                                   \
    static void name(apie_status status, type *result, const apie_error *error, void *user)        \
    {                                                                                              \
        waiting_note(user, status, result, error);                                                 \
    }

/* Runs the loop until the callback was called; out, the address of a pointer, takes the result.
 * call NULL: it was not started, *error says why. */
apie_status waiting_for(waiting *w, const apie_call *call, void *out);

#endif
