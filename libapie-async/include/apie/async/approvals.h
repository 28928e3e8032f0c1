/**
 * @file apie/async/approvals.h
 * Approvals: what people said to actions that a guardrail held back.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_APPROVALS_H
#define APIE_ASYNC_APPROVALS_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/models/approvals.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_approval_state.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_approval_state_cb(
    apie_status status, apie_approval_state *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_approval_wait.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_approval_wait_cb(
    apie_status status, apie_approval_wait *result, const apie_error *error, void *user);

/**
 * Asks how an approval stands.
 *
 * GET /v1/approvals/{approval_id}. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client      whose address, key and connections are used
 * @param approval_id The approval's id. Not empty; percent-encoded into the path.
 * @param options     limits of this call; NULL: the client's defaults
 * @param callback    told the outcome, once, from the loop; NULL: nobody is told
 * @param user        handed to the callback
 * @param error       takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_approvals_get(
    apie_async_client *client, const char *approval_id, const apie_call_options *options,
    apie_approval_state_cb *callback, void *user, apie_error *error);

/**
 * Asks how an approval stands once it is decided: one long poll.
 *
 * GET /v1/approvals/{approval_id}/wait. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 *
 * @param client      whose address, key and connections are used
 * @param approval_id The approval's id. Not empty; percent-encoded into the path.
 * @param timeout     How long the service holds the answer back while nobody has decided, in
 *                    milliseconds. Keep it below the attempt timeout of the call. Sent as the query
 *                    parameter timeout; unset: not sent.
 * @param options     limits of this call; NULL: the client's defaults
 * @param callback    told the outcome, once, from the loop; NULL: nobody is told
 * @param user        handed to the callback
 * @param error       takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_approvals_wait(
    apie_async_client *client, const char *approval_id, apie_opt_int timeout,
    const apie_call_options *options, apie_approval_wait_cb *callback, void *user,
    apie_error *error);

APIE_END_DECLS

#endif
