/* The runs, or the sessions, that this client began and has not ended: which errors were told of
 * already. */
#ifndef APIE_APIE_OPEN_RUNS_H
#define APIE_APIE_OPEN_RUNS_H

#include <stdbool.h>
#include <stdint.h>

#define APIE_OPEN_RUN_BUCKETS 256

typedef struct apie_open_run apie_open_run;

typedef struct apie_open_runs {
    apie_open_run *buckets[APIE_OPEN_RUN_BUCKETS];
} apie_open_runs;

/* Remembers a run; false if memory ran out (then an error may be told twice, no more). */
bool apie_open_runs_add(apie_open_runs *runs, const char *run_id);
void apie_open_runs_remove(apie_open_runs *runs, const char *run_id);
/* Notes that agent.error with this message goes out for the run. True if it is the first time, as
 * far back as the run's last eight errors, or the run is unknown. */
bool apie_open_runs_note_error(apie_open_runs *runs, const char *run_id, const char *message);
void apie_open_runs_free(apie_open_runs *runs);

#endif
