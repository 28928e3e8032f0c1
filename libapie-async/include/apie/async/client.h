/**
 * @file client.h
 * The event-driven Apie client: its life, and an agent's run, traced and guarded.
 *
 * A client is used on the thread that runs its event_base, and nowhere else; apie_async_submit() is
 * the one function for other threads. Functions that start a call return NULL if it could not be
 * started: *error (which may be NULL) says why, and the callback never fires. Otherwise the
 * callback fires exactly once, from the loop, never from inside the starting function. A callback
 * may be NULL. What a callback is given is freed when it returns, unless it calls apie_take(); its
 * error is NULL exactly when its status is APIE_OK.
 *
 * There is no current run here: what belongs to a run names it.
 *
 * While a client is open the loop does not run out of events; close or free it to let
 * event_base_dispatch() return.
 */
#ifndef APIE_ASYNC_CLIENT_H
#define APIE_ASYNC_CLIENT_H

#include <event2/event.h>

#include <apie/async/agents.h>
#include <apie/async/loop.h>
#include <apie/async/runs.h>
#include <apie/async/types.h>
#include <apie/config.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/trace.h>

APIE_BEGIN_DECLS

/* ---- life ---- */

/**
 * Makes a client on a loop. It registers the agent with the service at once; a failure of that is
 * reported as on_error says and by apie_async_ready(), never by this function.
 *
 * @param base the caller's; must outlive the client. Make it with EVENT_BASE_FLAG_PRECISE_TIMER if
 *        timers matter: libevent's are 3 ms late without
 * @param config see apie_config; borrowed. NULL: everything from the environment
 * @param out the client, to be ended with apie_async_client_close() or apie_async_client_free()
 * @return APIE_OK; APIE_ERROR_CONFIG with the key in error->where; APIE_ERROR_NO_MEMORY
 */
APIE_API APIE_NODISCARD apie_status apie_async_client_new(struct event_base *base,
                                                          const apie_config *config,
                                                          apie_async_client **out,
                                                          apie_error *error);

/**
 * The same with a configuration file (JSON; keys in snake_case or camelCase) under the struct.
 *
 * @param path NULL: ./apie.config.json, if there is one
 * @param config values that win over the file's; may be NULL
 */
APIE_API APIE_NODISCARD apie_status apie_async_client_new_from_file(struct event_base *base,
                                                                    const char *path,
                                                                    const apie_config *config,
                                                                    apie_async_client **out,
                                                                    apie_error *error);

/**
 * Drains and frees: no new calls; calls under way end as they will, waiting events are sent once
 * more, then the client is gone and callback is the last thing that it calls. Scopes are not waited
 * for: finish them first.
 *
 * @param callback may be NULL
 * @return APIE_OK: callback will fire. Else nothing was changed
 */
APIE_API APIE_NODISCARD apie_status apie_async_client_close(apie_async_client *client,
                                                            apie_async_closed_cb *callback,
                                                            void *user, apie_error *error);

/**
 * Aborts and frees: every call under way is delivered with APIE_ERROR_CANCELLED before this
 * function returns (or, called inside a callback of this client, when that returns), events that
 * wait are dropped and told to event_callback. Does nothing for NULL.
 */
APIE_API void apie_async_client_free(apie_async_client *client);

/** Work for the loop's thread. The client is the one that it was submitted to. */
typedef void apie_async_work_fn(apie_async_client *client, void *user);

/**
 * Runs work on the loop's thread, soon. The one function that any thread may call; the caller sees
 * to it that the client is not being closed or freed at the same time.
 *
 * @return APIE_OK: work will run, at the latest while the client is being freed. APIE_ERROR_CLOSED,
 *         APIE_ERROR_NO_MEMORY: it will not
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_async_submit(apie_async_client *client,
                                                      apie_async_work_fn *work, void *user,
                                                      apie_error *error);

/**
 * Waits until the agent is registered and its configured capabilities are declared. After a failure
 * to register it tries again, at most once a second. That declaring failed is only reported.
 */
APIE_API apie_call *apie_async_ready(apie_async_client *client, const apie_call_options *options,
                                     apie_registration_cb *callback, void *user, apie_error *error);

/** Tells the end of a flush. result is never NULL if memory did not run out: its `left` says how
 * many events still wait, on failure too. */
typedef void apie_flush_cb(apie_status status, apie_flush_result *result, const apie_error *error,
                           void *user);

/**
 * Sends the events that wait; answers when they are settled, or could not be sent.
 *
 * @param timeout_ms at most so long; 0: the options' deadline, else 60,000
 */
APIE_API apie_call *apie_async_flush(apie_async_client *client, int64_t timeout_ms,
                                     const apie_call_options *options, apie_flush_cb *callback,
                                     void *user, apie_error *error);

/**
 * Flushes, then refuses new calls (APIE_ERROR_CLOSED) from when callback fires. Then close or free
 * the client.
 */
APIE_API apie_call *apie_async_shutdown(apie_async_client *client, int64_t timeout_ms,
                                        apie_flush_cb *callback, void *user, apie_error *error);

/** A snapshot of the event queue's counters. */
APIE_API APIE_NODISCARD apie_status apie_async_get_queue_diagnostics(apie_async_client *client,
                                                                     apie_queue_diagnostics *out,
                                                                     apie_error *error);

/* ---- runs ---- */

/**
 * Begins a run. Waits for the registration. If the service cannot be reached and the client is in
 * monitor mode or fails open, the run is a local one (status "offline") and the failure is
 * reported: the program's work goes on.
 *
 * @param input may be NULL
 */
APIE_API apie_call *apie_async_run_begin(apie_async_client *client, const apie_run_input *input,
                                         const apie_call_options *options, apie_run_cb *callback,
                                         void *user, apie_error *error);

/**
 * Ends a run: its events are sent first (for at most 20 s, and half of the call's deadline), then
 * it is completed.
 *
 * @param run as apie_async_run_begin() gave it; borrowed
 * @param outcome NULL: it completed
 */
APIE_API apie_call *apie_async_run_end(apie_async_client *client, const apie_run *run,
                                       const apie_run_outcome *outcome,
                                       const apie_call_options *options, apie_done_cb *callback,
                                       void *user, apie_error *error);

/** A run under way, from apie_async_with_run() to apie_async_run_scope_finish(). */
typedef struct apie_async_run_scope apie_async_run_scope;

/** The work of a run: starts it, and sees to it that apie_async_run_scope_finish() follows. */
typedef void apie_async_run_fn(apie_async_run_scope *scope, void *user);

/**
 * Begins a run, calls fn from the loop; when fn's work has called apie_async_run_scope_finish(),
 * ends the run and calls done.
 *
 * @param options of the beginning only
 * @param done told the end, or why the run could not begin; also APIE_ERROR_CANCELLED if the client
 *        is freed meanwhile
 */
APIE_API apie_call *apie_async_with_run(apie_async_client *client, const apie_run_input *input,
                                        const apie_call_options *options, apie_async_run_fn *fn,
                                        apie_done_cb *done, void *user, apie_error *error);

/** The run of a scope. Valid until the scope is finished. */
APIE_API const apie_run *apie_async_run_scope_run(const apie_async_run_scope *scope);

/**
 * Ends the work of a run. The scope is freed, whatever this returns.
 *
 * @param outcome NULL: it completed
 * @return APIE_OK: done will fire. APIE_ERROR_CLOSED: the client is gone, and done was told. Else
 *         it has fired with this status, inside this function
 */
APIE_API apie_status apie_async_run_scope_finish(apie_async_run_scope *scope,
                                                 const apie_run_outcome *outcome,
                                                 apie_error *error);

/* ---- tools and guards ---- */

/** A tool call or guarded action under way, until apie_async_scope_finish(). */
typedef struct apie_async_scope apie_async_scope;

/** Gives a scope that must be finished; NULL if the action may not run. */
typedef void apie_async_scope_cb(apie_status status, apie_async_scope *scope,
                                 const apie_error *error, void *user);

/**
 * Begins a tool call: asks the guardrail, tells of it, and, if an approval is required, waits for
 * it (approval_timeout_ms at most). Then callback gets the scope, and the tool may run.
 *
 * The callback's status: APIE_OK: run the tool. APIE_ERROR_BLOCKED: do not, error->message says why
 * and error->where which guardrail. APIE_ERROR_NOT_APPROVED: do not, error->service_code says how
 * the approval ended. Other errors only when cancelled, without memory, or in enforce mode with
 * guard_failure_mode "throw".
 *
 * @param input tool.name and run_id are required
 * @param callback not NULL
 */
APIE_API apie_call *apie_async_tool_begin(apie_async_client *client, const apie_tool_input *input,
                                          const apie_call_options *options,
                                          apie_async_scope_cb *callback, void *user,
                                          apie_error *error);

/** The same for an action that need not be a tool's. */
APIE_API apie_call *apie_async_guard_begin(apie_async_client *client, const apie_guard_input *input,
                                           const apie_call_options *options,
                                           apie_async_scope_cb *callback, void *user,
                                           apie_error *error);

/** What the guardrail decided. Valid as long as the scope. */
APIE_API const apie_decision *apie_async_scope_decision(const apie_async_scope *scope);

/**
 * Ends a scope and frees it, whatever it returns: queues the events that tell how the action went.
 * May be called after the client is gone: then it only frees.
 *
 * @param scope not NULL; not to be used after
 * @param outcome NULL: it succeeded
 * @return APIE_OK; APIE_ERROR_CLOSED if the client is gone
 */
APIE_API apie_status apie_async_scope_finish(apie_async_scope *scope,
                                             const apie_action_outcome *outcome, apie_error *error);

/** The work of an action: starts it, and sees to it that apie_async_scope_finish() follows. */
typedef void apie_async_scope_fn(apie_async_scope *scope, void *user);

/**
 * Begins a tool call, calls fn from the loop if it may run; when fn's work has called
 * apie_async_scope_finish(), calls done.
 *
 * @param done APIE_OK: the tool ran. Else why it may not, as for apie_async_tool_begin(); also
 *        APIE_ERROR_CANCELLED if the client is freed meanwhile
 */
APIE_API apie_call *apie_async_with_tool(apie_async_client *client, const apie_tool_input *input,
                                         const apie_call_options *options, apie_async_scope_fn *fn,
                                         apie_done_cb *done, void *user, apie_error *error);

/** The same for an action that need not be a tool's. */
APIE_API apie_call *apie_async_with_guard(apie_async_client *client, const apie_guard_input *input,
                                          const apie_call_options *options, apie_async_scope_fn *fn,
                                          apie_done_cb *done, void *user, apie_error *error);

/** Gives a decision. */
typedef void apie_decision_cb(apie_status status, apie_decision *decision, const apie_error *error,
                              void *user);

/**
 * Asks the guardrail what it would decide: no event, nothing is enforced or waited for. Without
 * action.type, action.name or resource.type it allows without asking.
 */
APIE_API apie_call *apie_async_guard(apie_async_client *client, const apie_guard_input *input,
                                     const apie_call_options *options, apie_decision_cb *callback,
                                     void *user, apie_error *error);

/* ---- approvals ---- */

/** Gives the state of an approval: one of APIE_APPROVAL_…. */
typedef void apie_approval_result_cb(apie_status status, apie_approval_result *result,
                                     const apie_error *error, void *user);

/**
 * Waits until an approval is decided.
 *
 * @param timeout_ms 0: the configured approval_timeout_ms; the last answer gets a second more
 */
APIE_API apie_call *apie_async_wait_for_approval(apie_async_client *client, const char *approval_id,
                                                 int64_t timeout_ms,
                                                 const apie_call_options *options,
                                                 apie_approval_result_cb *callback, void *user,
                                                 apie_error *error);

/** How an approval stands now. */
APIE_API apie_call *apie_async_get_approval_status(apie_async_client *client,
                                                   const char *approval_id,
                                                   const apie_call_options *options,
                                                   apie_approval_result_cb *callback, void *user,
                                                   apie_error *error);

/* ---- raw requests ---- */

/**
 * Sends a request of your own making to the configured service, with its credential, retries and
 * limits. For what this library does not model yet.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param target path and query, beginning with '/', already percent-encoded
 * @param body JSON text, or NULL; copied, and sent as it is: nothing in it is redacted
 */
APIE_API apie_call *apie_async_request(apie_async_client *client, const char *method,
                                       const char *target, const char *body, size_t body_length,
                                       const apie_call_options *options, apie_response_cb *callback,
                                       void *user, apie_error *error);

APIE_END_DECLS

#endif
