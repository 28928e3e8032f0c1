/**
 * @file tracing.h
 * Sessions, runs that other runs have started, handoffs: what several runs have in common.
 *
 * What client.h says of its functions and callbacks holds here, too. There is no current session:
 * what belongs to one names it.
 *
 * If the service cannot be reached and the client is in monitor mode or fails open, sessions, runs
 * and handoffs are local ones (status "offline") and the failure is reported: the program's work
 * goes on. What belongs to a local session is local. A disabled client makes local ones, too
 * (status "disabled"), and sends nothing.
 */
#ifndef APIE_ASYNC_TRACING_H
#define APIE_ASYNC_TRACING_H

#include <apie/async/client.h>
#include <apie/async/loop.h>
#include <apie/async/runs.h>
#include <apie/async/sessions.h>
#include <apie/async/types.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/telemetry.h>
#include <apie/trace.h>

APIE_BEGIN_DECLS

/* ---- sessions ---- */

/**
 * Begins a session. Waits for the registration.
 *
 * @param input may be NULL
 */
APIE_API apie_call *apie_async_session_begin(apie_async_client *client,
                                             const apie_session_input *input,
                                             const apie_call_options *options,
                                             apie_session_cb *callback, void *user,
                                             apie_error *error);

/**
 * Ends a session: its events are sent first (for at most 20 s, and half of the call's deadline),
 * then it is completed. End its runs before.
 *
 * @param session as apie_async_session_begin() gave it; borrowed
 * @param outcome NULL: it completed
 */
APIE_API apie_call *apie_async_session_end(apie_async_client *client, const apie_session *session,
                                           const apie_session_outcome *outcome,
                                           const apie_call_options *options, apie_done_cb *callback,
                                           void *user, apie_error *error);

/** A session under way, from apie_async_with_session() to apie_async_session_scope_finish(). */
typedef struct apie_async_session_scope apie_async_session_scope;

/** The work of a session: starts it, and sees to it that apie_async_session_scope_finish()
 * follows. */
typedef void apie_async_session_fn(apie_async_session_scope *scope, void *user);

/**
 * Begins a session, calls fn from the loop; when fn's work has called
 * apie_async_session_scope_finish(), ends the session and calls done.
 *
 * @param options of the beginning only
 * @param done told the end, or why the session could not begin; also APIE_ERROR_CANCELLED if the
 *        client is freed meanwhile
 */
APIE_API apie_call *apie_async_with_session(apie_async_client *client,
                                            const apie_session_input *input,
                                            const apie_call_options *options,
                                            apie_async_session_fn *fn, apie_done_cb *done,
                                            void *user, apie_error *error);

/** The session of a scope. Valid until the scope is finished. */
APIE_API const apie_session *
apie_async_session_scope_session(const apie_async_session_scope *scope);

/**
 * Ends the work of a session. The scope is freed, whatever this returns.
 *
 * @param outcome NULL: it completed
 * @return APIE_OK: done will fire. APIE_ERROR_CLOSED: the client is gone, and done was told. Else
 *         done has fired with this status, inside this function
 */
APIE_API apie_status apie_async_session_scope_finish(apie_async_session_scope *scope,
                                                     const apie_session_outcome *outcome,
                                                     apie_error *error);

/* ---- runs ---- */

/**
 * Begins a run inside a session that another run has started. To be ended with
 * apie_async_run_end().
 *
 * @param input session_id is required
 */
APIE_API apie_call *apie_async_child_run_begin(apie_async_client *client,
                                               const apie_child_run_input *input,
                                               const apie_call_options *options,
                                               apie_run_cb *callback, void *user,
                                               apie_error *error);

/** Begins a child run, calls fn, ends the run. Like apie_async_with_run(). */
APIE_API apie_call *apie_async_with_child_run(apie_async_client *client,
                                              const apie_child_run_input *input,
                                              const apie_call_options *options,
                                              apie_async_run_fn *fn, apie_done_cb *done, void *user,
                                              apie_error *error);

/**
 * Ends a run of which the program kept only the id. Like apie_async_run_end(); but the event that
 * tells of a failure does not name the run's session.
 */
APIE_API apie_call *apie_async_complete_run(apie_async_client *client, const char *run_id,
                                            const apie_run_outcome *outcome,
                                            const apie_call_options *options,
                                            apie_done_cb *callback, void *user, apie_error *error);

/* ---- handoffs ---- */

/**
 * Tells that one run asks another agent to take over work: queues the event
 * agent.handoff.requested and records the handoff with the service. How it went on is told with
 * events.
 *
 * @param input session_id and source_run_id are required
 */
APIE_API apie_call *apie_async_request_handoff(apie_async_client *client,
                                               const apie_handoff_input *input,
                                               const apie_call_options *options,
                                               apie_handoff_cb *callback, void *user,
                                               apie_error *error);

APIE_END_DECLS

#endif
