/**
 * @file context.h
 * Which run the current thread works in.
 *
 * apie_run_begin() and apie_with_run() make their run the current one of the calling thread; tools
 * and guards that name no run use it. A thread that is handed work takes the context with it:
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

/** A run and its session, to be carried to another thread. */
typedef struct apie_context apie_context;

/**
 * The current thread's context.
 *
 * @return a copy, to be freed with apie_context_free(); NULL if the thread is in no run or memory
 *         ran out
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

/** Goes back to what was current before the last attach of this thread. Does nothing without. */
APIE_API void apie_context_detach(void);

/** Frees a captured context. Does nothing for NULL. Thread rule: any thread. */
APIE_API void apie_context_free(apie_context *context);

/**
 * The current thread's run.
 *
 * @return its id, NULL if there is none; valid until the run ends or the context is detached
 */
APIE_API const char *apie_context_run_id(void);

/** The current thread's session: like apie_context_run_id(). */
APIE_API const char *apie_context_session_id(void);

APIE_END_DECLS

#endif
