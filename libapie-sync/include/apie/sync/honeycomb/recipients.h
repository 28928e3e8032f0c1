/**
 * @file apie/sync/honeycomb/recipients.h
 * Recipients: who is told when an alert fires, and how.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_HONEYCOMB_RECIPIENTS_H
#define APIE_SYNC_HONEYCOMB_RECIPIENTS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/recipients.h>

APIE_BEGIN_DECLS

/**
 * Lists the recipients of the team.
 *
 * GET /1/recipients. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_CONFIG: the client has no such credential; nothing was sent;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_recipients_list(
    apie_honeycomb *client, const apie_call_options *options, apie_honeycomb_recipient_list **out,
    apie_error *error);

/**
 * Gets a recipient.
 *
 * GET /1/recipients/{recipientId}. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param id      The recipient's id. Not empty; percent-encoded into the path.
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_CONFIG: the client has no such credential; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_recipients_get(
    apie_honeycomb *client, const char *id, const apie_call_options *options,
    apie_honeycomb_recipient **out, apie_error *error);

/**
 * Makes a recipient of the team. One that is there already is refused with APIE_ERROR_CONFLICT. For
 * slack, the integration must have been set up on the service's pages.
 *
 * POST /1/recipients. Not safe to repeat: it is tried again only if the service cannot have acted
 * on it, or if options->idempotency_key is set.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param body    what to send; borrowed, and serialised before anything is sent
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_CONFIG: the client has no such credential; nothing was sent;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_recipients_create(
    apie_honeycomb *client, const apie_honeycomb_recipient *body, const apie_call_options *options,
    apie_honeycomb_recipient **out, apie_error *error);

/**
 * Changes a recipient, everywhere it is used. The type must be the one that it has.
 *
 * PUT /1/recipients/{recipientId}. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param id      The recipient's id. Not empty; percent-encoded into the path.
 * @param body    what to send; borrowed, and serialised before anything is sent
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_CONFIG: the client has no such credential; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_recipients_update(
    apie_honeycomb *client, const char *id, const apie_honeycomb_recipient *body,
    const apie_call_options *options, apie_honeycomb_recipient **out, apie_error *error);

/**
 * Deletes a recipient that no alert uses.
 *
 * DELETE /1/recipients/{recipientId}. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param id      The recipient's id. Not empty; percent-encoded into the path.
 * @param options limits of this call; NULL: the client's defaults
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_CONFIG: the client has no such credential; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_recipients_delete(
    apie_honeycomb *client, const char *id, const apie_call_options *options, apie_error *error);

APIE_END_DECLS

#endif
