/**
 * @file apie/sync/openapp/public_access.h
 * What a guest at the door may do. The token or id in the address is all the right that is needed;
 * the key does not matter.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_PUBLIC_ACCESS_H
#define APIE_SYNC_OPENAPP_PUBLIC_ACCESS_H

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
 * Reads an invitation, as its guest sees it.
 *
 * GET /public/access/invites/{invite_token}. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 *
 * @param client       whose address, key and connections are used
 * @param invite_token The token in the invitation's link. Not empty; percent-encoded into the path.
 * @param options      limits of this call; NULL: the client's defaults
 * @param out          takes the result on success, to be freed with apie_free(); NULL: it is not
 *                     wanted
 * @param error        takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_get_invite(
    apie_openapp *client, const char *invite_token, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Takes an invitation as one's own.
 *
 * POST /public/access/invites/{invite_token}/claim. Not safe to repeat: it is tried again only if
 * the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client       whose address, key and connections are used
 * @param invite_token The token in the invitation's link. Not empty; percent-encoded into the path.
 * @param body         what to send; borrowed, and serialised before anything is sent; NULL: an
 *                     empty object
 * @param options      limits of this call; NULL: the client's defaults
 * @param out          takes the result on success, to be freed with apie_free(), or NULL if the
 *                     service sent none; NULL: it is not wanted
 * @param error        takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_claim_invite(
    apie_openapp *client, const char *invite_token, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Uses an invitation: opens a door. The body has at least "grant_id".
 *
 * POST /public/access/invites/{invite_token}/execute. Not safe to repeat: it is tried again only if
 * the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client       whose address, key and connections are used
 * @param invite_token The token in the invitation's link. Not empty; percent-encoded into the path.
 * @param body         what to send; borrowed, and serialised before anything is sent; NULL: an
 *                     empty object
 * @param options      limits of this call; NULL: the client's defaults
 * @param out          takes the result on success, to be freed with apie_free(); NULL: it is not
 *                     wanted
 * @param error        takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_execute_invite(
    apie_openapp *client, const char *invite_token, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Begins a guest's session with an invitation.
 *
 * POST /public/access/invites/{invite_token}/session. Not safe to repeat: it is tried again only if
 * the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client       whose address, key and connections are used
 * @param invite_token The token in the invitation's link. Not empty; percent-encoded into the path.
 * @param body         what to send; borrowed, and serialised before anything is sent; NULL: an
 *                     empty object
 * @param options      limits of this call; NULL: the client's defaults
 * @param out          takes the result on success, to be freed with apie_free(), or NULL if the
 *                     service sent none; NULL: it is not wanted
 * @param error        takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_start_invite_session(
    apie_openapp *client, const char *invite_token, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Reads a portal, as a visitor sees it.
 *
 * GET /public/access/portals/{public_portal_id}. Safe to repeat: a failed attempt is tried again,
 * even if the service may have acted on it.
 *
 * @param client           whose address, key and connections are used
 * @param public_portal_id The portal's public id, as on its printed code. Not empty;
 *                         percent-encoded into the path.
 * @param options          limits of this call; NULL: the client's defaults
 * @param out              takes the result on success, to be freed with apie_free(); NULL: it is
 *                         not wanted
 * @param error            takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_get_portal(
    apie_openapp *client, const char *public_portal_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Switches a portal's lights.
 *
 * POST /public/access/portals/{public_portal_id}/lights. Not safe to repeat: it is tried again only
 * if the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client           whose address, key and connections are used
 * @param public_portal_id The portal's public id, as on its printed code. Not empty;
 *                         percent-encoded into the path.
 * @param body             what to send; borrowed, and serialised before anything is sent; NULL: an
 *                         empty object
 * @param options          limits of this call; NULL: the client's defaults
 * @param out              takes the result on success, to be freed with apie_free(), or NULL if the
 *                         service sent none; NULL: it is not wanted
 * @param error            takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_portal_lights(
    apie_openapp *client, const char *public_portal_id, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Opens a portal's door.
 *
 * POST /public/access/portals/{public_portal_id}/open. Not safe to repeat: it is tried again only
 * if the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client           whose address, key and connections are used
 * @param public_portal_id The portal's public id, as on its printed code. Not empty;
 *                         percent-encoded into the path.
 * @param body             what to send; borrowed, and serialised before anything is sent; NULL: an
 *                         empty object
 * @param options          limits of this call; NULL: the client's defaults
 * @param out              takes the result on success, to be freed with apie_free(), or NULL if the
 *                         service sent none; NULL: it is not wanted
 * @param error            takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_portal_open(
    apie_openapp *client, const char *public_portal_id, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Asks whether a portal's door can be reached.
 *
 * GET /public/access/portals/{public_portal_id}/reachable. Safe to repeat: a failed attempt is
 * tried again, even if the service may have acted on it.
 *
 * @param client           whose address, key and connections are used
 * @param public_portal_id The portal's public id, as on its printed code. Not empty;
 *                         percent-encoded into the path.
 * @param options          limits of this call; NULL: the client's defaults
 * @param out              takes the result on success, to be freed with apie_free(); NULL: it is
 *                         not wanted
 * @param error            takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_portal_reachable(
    apie_openapp *client, const char *public_portal_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Calls somebody from a portal. The body has at least "target_entity_id" and "mode".
 *
 * POST /public/access/portals/{public_portal_id}/sessions. Not safe to repeat: it is tried again
 * only if the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client           whose address, key and connections are used
 * @param public_portal_id The portal's public id, as on its printed code. Not empty;
 *                         percent-encoded into the path.
 * @param body             what to send; borrowed, and serialised before anything is sent; NULL: an
 *                         empty object
 * @param options          limits of this call; NULL: the client's defaults
 * @param out              takes the result on success, to be freed with apie_free(); NULL: it is
 *                         not wanted
 * @param error            takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_portal_start_session(
    apie_openapp *client, const char *public_portal_id, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Lists who can be called from a portal.
 *
 * GET /public/access/portals/{public_portal_id}/targets. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 *
 * @param client           whose address, key and connections are used
 * @param public_portal_id The portal's public id, as on its printed code. Not empty;
 *                         percent-encoded into the path.
 * @param options          limits of this call; NULL: the client's defaults
 * @param out              takes the result on success, to be freed with apie_free(); NULL: it is
 *                         not wanted
 * @param error            takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_portal_targets(
    apie_openapp *client, const char *public_portal_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Reads a call.
 *
 * GET /public/access/sessions/{session_id}. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 *
 * @param client     whose address, key and connections are used
 * @param session_id The session's id. Not empty; percent-encoded into the path.
 * @param options    limits of this call; NULL: the client's defaults
 * @param out        takes the result on success, to be freed with apie_free(); NULL: it is not
 *                   wanted
 * @param error      takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_get_session(
    apie_openapp *client, const char *session_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Gives a call up, as the caller.
 *
 * POST /public/access/sessions/{session_id}/cancel. Not safe to repeat: it is tried again only if
 * the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client     whose address, key and connections are used
 * @param session_id The session's id. Not empty; percent-encoded into the path.
 * @param options    limits of this call; NULL: the client's defaults
 * @param out        takes the result on success, to be freed with apie_free(), or NULL if the
 *                   service sent none; NULL: it is not wanted
 * @param error      takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_cancel_session(
    apie_openapp *client, const char *session_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Declines a call, as the one called.
 *
 * POST /public/access/sessions/{session_id}/decline. Not safe to repeat: it is tried again only if
 * the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client     whose address, key and connections are used
 * @param session_id The session's id. Not empty; percent-encoded into the path.
 * @param options    limits of this call; NULL: the client's defaults
 * @param out        takes the result on success, to be freed with apie_free(), or NULL if the
 *                   service sent none; NULL: it is not wanted
 * @param error      takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_decline_session(
    apie_openapp *client, const char *session_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Switches the lights during a call.
 *
 * POST /public/access/sessions/{session_id}/lights. Not safe to repeat: it is tried again only if
 * the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client     whose address, key and connections are used
 * @param session_id The session's id. Not empty; percent-encoded into the path.
 * @param body       what to send; borrowed, and serialised before anything is sent; NULL: an empty
 *                   object
 * @param options    limits of this call; NULL: the client's defaults
 * @param out        takes the result on success, to be freed with apie_free(), or NULL if the
 *                   service sent none; NULL: it is not wanted
 * @param error      takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_session_lights(
    apie_openapp *client, const char *session_id, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Shows the visitor a message. The body has "text".
 *
 * POST /public/access/sessions/{session_id}/notify-message. Not safe to repeat: it is tried again
 * only if the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client     whose address, key and connections are used
 * @param session_id The session's id. Not empty; percent-encoded into the path.
 * @param body       what to send; borrowed, and serialised before anything is sent; NULL: an empty
 *                   object
 * @param options    limits of this call; NULL: the client's defaults
 * @param out        takes the result on success, to be freed with apie_free(), or NULL if the
 *                   service sent none; NULL: it is not wanted
 * @param error      takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_session_notify_message(
    apie_openapp *client, const char *session_id, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Opens the door during a call.
 *
 * POST /public/access/sessions/{session_id}/open. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client     whose address, key and connections are used
 * @param session_id The session's id. Not empty; percent-encoded into the path.
 * @param body       what to send; borrowed, and serialised before anything is sent; NULL: an empty
 *                   object
 * @param options    limits of this call; NULL: the client's defaults
 * @param out        takes the result on success, to be freed with apie_free(), or NULL if the
 *                   service sent none; NULL: it is not wanted
 * @param error      takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_session_open(
    apie_openapp *client, const char *session_id, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Lists the cameras of a call's portal.
 *
 * GET /public/access/sessions/{session_id}/streams. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 *
 * @param client     whose address, key and connections are used
 * @param session_id The session's id. Not empty; percent-encoded into the path.
 * @param options    limits of this call; NULL: the client's defaults
 * @param out        takes the result on success, to be freed with apie_free(); NULL: it is not
 *                   wanted
 * @param error      takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_public_access_session_streams(
    apie_openapp *client, const char *session_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

APIE_END_DECLS

#endif
