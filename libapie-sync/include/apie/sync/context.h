/**
 * @file context.h
 * Which run or session the current thread works in.
 *
 * apie_run_begin() and its likes make their run or session the current one of the calling thread,
 * until it ends; tools, guards and events that name no run use it, and a run that begins while a
 * session is the current one becomes one of that session. In a run, that run is the context: a run
 * that begins there without naming a session is one of its own.
 *
 * A thread that is handed work takes the context with it:
 *
 *     apie_context *context = apie_context_capture();   // in the thread that gives the work
 *     …
 *     apie_context_attach(context, &error);             // in the thread that does it
 *     …tools and guards…
 *     apie_context_detach();
 *     apie_context_free(context);
 */
#ifndef APIE_SYNC_CONTEXT_H
#define APIE_SYNC_CONTEXT_H

#include <apie/error.h>
#include <apie/export.h>

APIE_BEGIN_DECLS

/** A run and its session, or a session alone, to be carried to another thread. */
typedef struct apie_context apie_context;

/**
 * The current thread's context.
 *
 * @return a copy, to be freed with apie_context_free(); NULL if the thread is in no run and no
 *         session, or memory ran out
 */
APIE_API APIE_NODISCARD apie_context *apie_context_capture(void);

/**
 * Makes a captured context the current one of the calling thread, until apie_context_detach().
 * Attachments nest.
 *
 * @param context not NULL; stays the caller's, may be attached in many threads at once
 * @return APIE_OK, APIE_ERROR_INVALID_ARGUMENT, APIE_ERROR_NO_MEMORY
 */
APIE_API APIE_NODISCARD apie_status apie_context_attach(const apie_context *context,
                                                        apie_error *error);

/** Goes back to what was current before the last attach of this thread. Does nothing without. Runs
 * and sessions that began since are left, too, but not ended. */
APIE_API void apie_context_detach(void);

/** Frees a captured context. Does nothing for NULL. Thread rule: any thread. */
APIE_API void apie_context_free(apie_context *context);

/**
 * The current thread's run.
 *
 * @return its id, NULL if there is none or a session is the context; valid until the run ends or
 *         the context is detached
 */
APIE_API const char *apie_context_run_id(void);

/** The current thread's session, or that of its run: like apie_context_run_id(). */
APIE_API const char *apie_context_session_id(void);

APIE_END_DECLS

#endif
