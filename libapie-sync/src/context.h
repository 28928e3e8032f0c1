/* The stack of runs that a thread works in. */
#ifndef APIE_SYNC_CONTEXT_INTERNAL_H
#define APIE_SYNC_CONTEXT_INTERNAL_H

#include <stdbool.h>

#include <apie/error.h>

/* Makes a run the current one. session_id may be NULL. */
apie_status apie_context_push(const char *run_id, const char *session_id, apie_error *error);
/* Takes the run off this thread's stack, wherever it is; nothing if it is not there. */
void apie_context_remove(const char *run_id);

#endif
