/**
 * @file apie/sync/approvals.h
 * Approvals: what people said to actions that a guardrail held back.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_APPROVALS_H
#define APIE_SYNC_APPROVALS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/models/approvals.h>

APIE_BEGIN_DECLS

/**
 * Asks how an approval stands.
 *
 * GET /v1/approvals/{approval_id}. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client      whose address, key and connections are used
 * @param approval_id The approval's id. Not empty; percent-encoded into the path.
 * @param options     limits of this call; NULL: the client's defaults
 * @param out         takes the result on success, to be freed with apie_free(); NULL: it is not
 *                    wanted
 * @param error       takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_approvals_get(
    apie_client *client, const char *approval_id, const apie_call_options *options,
    apie_approval_state **out, apie_error *error);

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
 * @param out         takes the result on success, to be freed with apie_free(); NULL: it is not
 *                    wanted
 * @param error       takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_approvals_wait(
    apie_client *client, const char *approval_id, apie_opt_int timeout,
    const apie_call_options *options, apie_approval_wait **out, apie_error *error);

APIE_END_DECLS

#endif
