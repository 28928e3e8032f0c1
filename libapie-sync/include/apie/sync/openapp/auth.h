/**
 * @file apie/sync/openapp/auth.h
 * Sessions of people who signed in with a browser. Services of today no longer document these
 * routes; with an API key there is little use for them.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_AUTH_H
#define APIE_SYNC_OPENAPP_AUTH_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>

APIE_BEGIN_DECLS

/**
 * Asks who the session belongs to.
 *
 * GET /auth/whoami. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(), or NULL if the service
 *                sent none; NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_auth_whoami(
    apie_openapp *client, const apie_call_options *options, apie_openapp_json **out,
    apie_error *error);

/**
 * Reads the session.
 *
 * GET /auth/session. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(), or NULL if the service
 *                sent none; NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_auth_session(
    apie_openapp *client, const apie_call_options *options, apie_openapp_json **out,
    apie_error *error);

/**
 * Reads the identity behind the session, as the identity server keeps it.
 *
 * GET /auth/kratos-identity. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(), or NULL if the service
 *                sent none; NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_auth_kratos_identity(
    apie_openapp *client, const apie_call_options *options, apie_openapp_json **out,
    apie_error *error);

/**
 * Asks whether the person has an account: APIE_OK if so, APIE_ERROR_AUTHENTICATION if not.
 *
 * GET /auth/provisioned. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param options limits of this call; NULL: the client's defaults
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_auth_provisioned(
    apie_openapp *client, const apie_call_options *options, apie_error *error);

/**
 * Ends the session.
 *
 * POST /auth/logout. Not safe to repeat: it is tried again only if the service cannot have acted on
 * it, or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param options limits of this call; NULL: the client's defaults
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_auth_logout(
    apie_openapp *client, const apie_call_options *options, apie_error *error);

/**
 * Ends the session and signs the person out of the identity server.
 *
 * POST /auth/sign-out. Not safe to repeat: it is tried again only if the service cannot have acted
 * on it, or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param options limits of this call; NULL: the client's defaults
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_auth_sign_out(
    apie_openapp *client, const apie_call_options *options, apie_error *error);

APIE_END_DECLS

#endif
