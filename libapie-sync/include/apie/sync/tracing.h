/**
 * @file tracing.h
 * Sessions, runs that other runs have started, handoffs: what several runs have in common.
 *
 * What client.h says of its functions holds here, too. A session or run that begins becomes the
 * current one of the calling thread (see context.h); ending them in another order than the reverse
 * is fine.
 *
 * If the service cannot be reached and the client is in monitor mode or fails open, sessions, runs
 * and handoffs are local ones (status "offline") and the failure is reported: the program's work
 * goes on. What belongs to a local session is local. A disabled client makes local ones, too
 * (status "disabled"), and sends nothing.
 */
#ifndef APIE_SYNC_TRACING_H
#define APIE_SYNC_TRACING_H

#include <apie/error.h>
#include <apie/export.h>
#include <apie/models/runs.h>
#include <apie/models/sessions.h>
#include <apie/options.h>
#include <apie/sync/client.h>
#include <apie/sync/types.h>
#include <apie/telemetry.h>
#include <apie/trace.h>

APIE_BEGIN_DECLS

/* ---- sessions ---- */

/**
 * Begins a session and makes it the current one of the calling thread: runs that begin in it
 * without naming a session are its runs. Waits for the registration.
 *
 * @param input may be NULL
 * @param out the session, to be freed with apie_free(), also after the client is gone; not NULL
 */
APIE_API APIE_NODISCARD apie_status apie_session_begin(apie_client *client,
                                                       const apie_session_input *input,
                                                       const apie_call_options *options,
                                                       apie_session **out, apie_error *error);

/**
 * Ends a session: its events are sent first (for at most 20 s, and half of the call's deadline),
 * then it is completed. End its runs before. It is no longer the calling thread's current one,
 * whatever this returns.
 *
 * @param session as apie_session_begin() gave it; stays the caller's
 * @param outcome NULL: it completed
 */
APIE_API APIE_NODISCARD apie_status apie_session_end(apie_client *client,
                                                     const apie_session *session,
                                                     const apie_session_outcome *outcome,
                                                     const apie_call_options *options,
                                                     apie_error *error);

/**
 * The work of a session. Anything but APIE_OK fails the session with error->message as the reason.
 *
 * @param error to be filled on failure; never NULL
 */
typedef apie_status apie_session_fn(apie_client *client, const apie_session *session, void *user,
                                    apie_error *error);

/**
 * Begins a session, calls fn, ends the session.
 *
 * @param options of the beginning. Their limits and token are the end's, too
 * @return fn's status if it failed, else that of beginning or ending the session
 */
APIE_API APIE_NODISCARD apie_status apie_with_session(apie_client *client,
                                                      const apie_session_input *input,
                                                      const apie_call_options *options,
                                                      apie_session_fn *fn, void *user,
                                                      apie_error *error);

/* ---- runs ---- */

/**
 * Begins a run inside a session that another run has started, and makes it the current one of the
 * calling thread. To be ended with apie_run_end().
 *
 * @param input session_id is required, unless the thread works in a session or in a run of one
 * @param out the run, to be freed with apie_free(), also after the client is gone; not NULL
 */
APIE_API APIE_NODISCARD apie_status apie_child_run_begin(apie_client *client,
                                                         const apie_child_run_input *input,
                                                         const apie_call_options *options,
                                                         apie_run **out, apie_error *error);

/** Begins a child run, calls fn, ends the run. Like apie_with_run(). */
APIE_API APIE_NODISCARD apie_status apie_with_child_run(apie_client *client,
                                                        const apie_child_run_input *input,
                                                        const apie_call_options *options,
                                                        apie_run_fn *fn, void *user,
                                                        apie_error *error);

/**
 * Ends a run of which the program kept only the id. Like apie_run_end(); but the event that tells
 * of a failure does not name the run's session.
 */
APIE_API APIE_NODISCARD apie_status apie_complete_run(apie_client *client, const char *run_id,
                                                      const apie_run_outcome *outcome,
                                                      const apie_call_options *options,
                                                      apie_error *error);

/* ---- handoffs ---- */

/**
 * Tells that one run asks another agent to take over work: queues the event
 * agent.handoff.requested and records the handoff with the service. How it went on is told with
 * events.
 *
 * @param input session_id and source_run_id come from the thread's context if they are NULL
 * @param out the handoff, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT with session_id or source_run_id in error->where if
 *         neither the input nor the context says it
 */
APIE_API APIE_NODISCARD apie_status apie_request_handoff(apie_client *client,
                                                         const apie_handoff_input *input,
                                                         const apie_call_options *options,
                                                         apie_handoff **out, apie_error *error);

APIE_END_DECLS

#endif
