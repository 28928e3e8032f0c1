/* The stack of runs and sessions that a thread works in. */
#ifndef APIE_SYNC_CONTEXT_INTERNAL_H
#define APIE_SYNC_CONTEXT_INTERNAL_H

#include <apie/error.h>

#include "apie/guarded.h"

/* Makes a run the current one, or, if run_id is NULL, a session. A run's session_id may be NULL. */
apie_status apie_context_push(const char *run_id, const char *session_id, apie_error *error);

/* Takes the run, or the session as such, off this thread's stack, wherever it is; nothing if it is
 * not there. */
void apie_context_remove_run(const char *run_id);
void apie_context_remove_session(const char *session_id);

/* What apie_context_run_id() and apie_context_session_id() say. */
apie_event_source apie_context_source(void);

/* The session that a new run belongs to: the current one, unless the thread works in a run. */
const char *apie_context_session_for_runs(void);

#endif
