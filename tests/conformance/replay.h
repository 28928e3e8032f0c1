/* One scenario run through one library against the local server. */
#ifndef CONFORMANCE_REPLAY_H
#define CONFORMANCE_REPLAY_H

#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>

#include "support/subject.h"

#define REPLAY_API_KEY     "apie_sk_test_conformance"
#define REPLAY_SDK_VERSION "0.1.0" /* the recorded client's */

struct replay {
    subject subject;
    apie_error error;
    FILE *report;         /* takes a line for each surprise */
    atomic_size_t failed; /* surprises; the library's own thread may find one, too */
    sem_t declared;       /* posted when the capabilities were declared */
};

struct scenario;

/* The requests are written to record_path. Returns false after a surprise. */
bool replay_run(const struct scenario *scenario, subject_kind kind, const char *record_path,
                FILE *report);

/* For scenarios: tells if a call did not end as the recorded client's did. */
bool replay_expect(struct replay *replay, const char *call, apie_status status,
                   apie_status expected);

/* Waits until the configured capabilities were declared. */
void replay_await_declaration(struct replay *replay);

#endif
