/**
 * @file client.h
 * The blocking Apie client: its life, and an agent's run, traced and guarded.
 *
 * Every function here may be called from any thread, several at a time, unless it says otherwise.
 * After fork() a client belongs to the parent: in the child its functions return
 * APIE_ERROR_FORKED, and only apie_client_free() is of use.
 *
 * Functions that return a status fill *error (which may be NULL) when they fail, and set *out only
 * when they succeed. Beside what is listed, any of them may return APIE_ERROR_INVALID_ARGUMENT,
 * APIE_ERROR_NO_MEMORY, APIE_ERROR_FORKED, APIE_ERROR_CLOSED after apie_shutdown(),
 * APIE_ERROR_CANCELLED when the call's token was cancelled, and, with APIE_ON_ERROR_RETURN, a
 * failure that was reported since the last call.
 *
 * A client must not be freed while any thread is inside a function, of this header or another, that
 * was given it or something that was made with it, however long that function waits: cancel its
 * token and let it return first. Scopes, steps, MCP clients and callbacks end before their client.
 */
#ifndef APIE_SYNC_CLIENT_H
#define APIE_SYNC_CLIENT_H

#include <apie/config.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/models/agents.h>
#include <apie/models/runs.h>
#include <apie/options.h>
#include <apie/sync/types.h>
#include <apie/trace.h>

APIE_BEGIN_DECLS

/* ---- life ---- */

/**
 * Makes a client. It registers the agent with the service at once, in the background (unless
 * config says wait_for_registration); a failure of that is reported as on_error says and returned
 * by apie_ready(), never by this function.
 *
 * @param config see apie_config; borrowed. NULL: everything from the environment
 * @param out the client, to be freed with apie_client_free()
 * @return APIE_OK; APIE_ERROR_CONFIG with the key in error->where
 */
APIE_API APIE_NODISCARD apie_status apie_client_new(const apie_config *config, apie_client **out,
                                                    apie_error *error);

/**
 * The same with a configuration file (JSON; keys in snake_case or camelCase) under the struct.
 *
 * @param path NULL: ./apie.config.json, if there is one
 * @param config values that win over the file's; may be NULL
 */
APIE_API APIE_NODISCARD apie_status apie_client_new_from_file(const char *path,
                                                              const apie_config *config,
                                                              apie_client **out, apie_error *error);

/**
 * Frees a client at once: what it is sending is aborted, events that still wait are dropped (each
 * is told to event_callback). Call apie_shutdown() first to lose none. No other thread may be
 * inside a function of the client, and scopes must be finished. Does nothing for NULL.
 */
APIE_API void apie_client_free(apie_client *client);

/**
 * Waits until the agent is registered and its configured capabilities are declared. After a failure
 * to register it tries again, at most once a second. That declaring failed is only reported.
 *
 * @param out what the service answered, to be freed with apie_free(); may be NULL
 * @return APIE_OK, or why registering failed (APIE_ERROR_AUTHENTICATION, APIE_ERROR_CONNECT, …)
 */
APIE_API APIE_NODISCARD apie_status apie_ready(apie_client *client,
                                               const apie_call_options *options,
                                               apie_registration **out, apie_error *error);

/**
 * Sends the events that wait and waits until they are settled.
 *
 * @param timeout_ms at most so long; 0: the options' deadline, else 60,000
 * @param left how many still wait; may be NULL; set on failure too
 * @return APIE_OK when everything accepted before the call is settled; else why not
 *         (APIE_ERROR_TIMEOUT, APIE_ERROR_CONNECT, …): the events stay in the queue
 */
APIE_API APIE_NODISCARD apie_status apie_flush(apie_client *client, int64_t timeout_ms,
                                               const apie_call_options *options, uint64_t *left,
                                               apie_error *error);

/**
 * Flushes, then closes: later calls return APIE_ERROR_CLOSED. Events that could not be sent stay
 * until apie_client_free() drops them. Once: a second call returns APIE_ERROR_CLOSED.
 *
 * @param timeout_ms as in apie_flush()
 * @param left how many events could not be sent; may be NULL
 */
APIE_API APIE_NODISCARD apie_status apie_shutdown(apie_client *client, int64_t timeout_ms,
                                                  uint64_t *left, apie_error *error);

/**
 * A snapshot of the event queue's counters.
 *
 * @param out filled; not NULL
 */
APIE_API APIE_NODISCARD apie_status apie_get_queue_diagnostics(apie_client *client,
                                                               apie_queue_diagnostics *out,
                                                               apie_error *error);

/* ---- runs ---- */

/**
 * Begins a run and makes it the current one of the calling thread. Waits for the registration.
 *
 * If the service cannot be reached and the client is in monitor mode or fails open, the run is a
 * local one (status "offline") and the failure is reported: the program's work goes on.
 *
 * @param input may be NULL. Without a session_id the run is one of the thread's current session, or
 *        of none if the thread works in another run (see context.h)
 * @param out the run, to be freed with apie_free(), also after the client is gone
 */
APIE_API APIE_NODISCARD apie_status apie_run_begin(apie_client *client, const apie_run_input *input,
                                                   const apie_call_options *options, apie_run **out,
                                                   apie_error *error);

/**
 * Ends a run: its events are sent first (for at most 20 s, and half of the call's deadline), then
 * it is completed. It is no longer the calling thread's current one, whatever this returns.
 *
 * @param run as apie_run_begin() gave it; stays the caller's
 * @param outcome NULL: it completed
 */
APIE_API APIE_NODISCARD apie_status apie_run_end(apie_client *client, const apie_run *run,
                                                 const apie_run_outcome *outcome,
                                                 const apie_call_options *options,
                                                 apie_error *error);

/**
 * The work of a run. Anything but APIE_OK fails the run with error->message as the reason.
 *
 * @param error to be filled on failure; never NULL
 */
typedef apie_status apie_run_fn(apie_client *client, const apie_run *run, void *user,
                                apie_error *error);

/**
 * Begins a run, calls fn, ends the run.
 *
 * @param options of the beginning. Their limits and token are the end's, too: once the token is
 *        cancelled, the service is not told the end either
 * @return fn's status if it failed, else that of beginning or ending the run
 */
APIE_API APIE_NODISCARD apie_status apie_with_run(apie_client *client, const apie_run_input *input,
                                                  const apie_call_options *options, apie_run_fn *fn,
                                                  void *user, apie_error *error);

/* ---- tools and guards ---- */

/** A tool call or guarded action under way: from its begin function to apie_scope_finish(). */
typedef struct apie_scope apie_scope;

/**
 * Begins a tool call: asks the guardrail, tells of it, and, if an approval is required, waits for
 * it (approval_timeout_ms at most; cancel it with a token). Then the tool may run.
 *
 * @param input tool.name is required; a run comes from run_id or the thread's context
 * @param out to be ended with apie_scope_finish()
 * @return APIE_OK: run the tool. APIE_ERROR_BLOCKED: do not, error->message says why and
 *         error->where which guardrail. APIE_ERROR_NOT_APPROVED: do not, error->service_code says
 *         how the approval ended. Other errors only in enforce mode with guard_failure_mode
 *         "throw"
 */
APIE_API APIE_NODISCARD apie_status apie_tool_begin(apie_client *client,
                                                    const apie_tool_input *input,
                                                    const apie_call_options *options,
                                                    apie_scope **out, apie_error *error);

/** The same for an action that need not be a tool's. */
APIE_API APIE_NODISCARD apie_status apie_guard_begin(apie_client *client,
                                                     const apie_guard_input *input,
                                                     const apie_call_options *options,
                                                     apie_scope **out, apie_error *error);

/** What the guardrail decided. Valid as long as the scope. */
APIE_API const apie_decision *apie_scope_decision(const apie_scope *scope);

/**
 * Ends a scope and frees it, whatever it returns: queues the events that tell how the action went.
 * Never waits for the network.
 *
 * @param scope not NULL; not to be used after
 * @param outcome NULL: it succeeded
 */
APIE_API apie_status apie_scope_finish(apie_scope *scope, const apie_action_outcome *outcome,
                                       apie_error *error);

/**
 * The work of a tool or guarded action. Anything but APIE_OK is a failure with error->message as
 * the reason.
 *
 * @param error to be filled on failure; never NULL
 */
typedef apie_status apie_scope_fn(apie_scope *scope, void *user, apie_error *error);

/** apie_tool_begin(), fn if it may run, apie_scope_finish(). Returns the first failure. */
APIE_API APIE_NODISCARD apie_status apie_with_tool(apie_client *client,
                                                   const apie_tool_input *input,
                                                   const apie_call_options *options,
                                                   apie_scope_fn *fn, void *user,
                                                   apie_error *error);

/** apie_guard_begin(), fn if it may run, apie_scope_finish(). Returns the first failure. */
APIE_API APIE_NODISCARD apie_status apie_with_guard(apie_client *client,
                                                    const apie_guard_input *input,
                                                    const apie_call_options *options,
                                                    apie_scope_fn *fn, void *user,
                                                    apie_error *error);

/**
 * Asks the guardrail what it would decide: no event, nothing is enforced or waited for. Without
 * action.type, action.name or resource.type it allows without asking.
 *
 * @param out to be freed with apie_free(); not NULL
 */
APIE_API APIE_NODISCARD apie_status apie_guard(apie_client *client, const apie_guard_input *input,
                                               const apie_call_options *options,
                                               apie_decision **out, apie_error *error);

/* ---- approvals ---- */

/**
 * Waits until an approval is decided.
 *
 * @param timeout_ms 0: the configured approval_timeout_ms; the last answer gets a second more
 * @param out its status: approved, rejected, expired, cancelled or timeout; freed with apie_free()
 * @return APIE_OK for every one of those; an error if asking is pointless (401, 403, 404)
 */
APIE_API APIE_NODISCARD apie_status apie_wait_for_approval(
    apie_client *client, const char *approval_id, int64_t timeout_ms,
    const apie_call_options *options, apie_approval_result **out, apie_error *error);

/** How an approval stands now. Like apie_wait_for_approval(), without waiting. */
APIE_API APIE_NODISCARD apie_status apie_get_approval_status(apie_client *client,
                                                             const char *approval_id,
                                                             const apie_call_options *options,
                                                             apie_approval_result **out,
                                                             apie_error *error);

/* ---- raw requests ---- */

/**
 * Sends a request of your own making to the configured service, with its credential, retries and
 * limits. For what this library does not model yet.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param target path and query, beginning with '/', already percent-encoded
 * @param body JSON text, or NULL; sent as it is: nothing in it is redacted
 * @param out the response, to be freed with apie_free()
 * @return APIE_OK for any 2xx
 */
APIE_API APIE_NODISCARD apie_status apie_request(apie_client *client, const char *method,
                                                 const char *target, const char *body,
                                                 size_t body_length,
                                                 const apie_call_options *options,
                                                 apie_response **out, apie_error *error);

APIE_END_DECLS

#endif
