/**
 * @file apie/sync/openapp/users.h
 * People: who they are and what they may do in which organization. Requests need an organization:
 * use a handle made for one.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_USERS_H
#define APIE_SYNC_OPENAPP_USERS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/users.h>

APIE_BEGIN_DECLS

/**
 * Makes a user.
 *
 * POST /users. Not safe to repeat: it is tried again only if the service cannot have acted on it,
 * or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param body    what to send; borrowed, and serialised before anything is sent
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
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
APIE_API APIE_NODISCARD apie_status apie_openapp_users_create(
    apie_openapp *client, const apie_openapp_user_create *body, const apie_call_options *options,
    apie_openapp_user **out, apie_error *error);

/**
 * Lists users by name or address, one page at a time. The caller needs the right "users:list" in
 * the organization of the handle or of the query, or at the very top with the scope "all".
 *
 * GET /users/search. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param query   what to ask for; NULL: as if it were all zero
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
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
APIE_API APIE_NODISCARD apie_status apie_openapp_users_search(
    apie_openapp *client, const apie_openapp_user_query *query, const apie_call_options *options,
    apie_openapp_user_page **out, apie_error *error);

/**
 * Reads a user.
 *
 * GET /users/{user_id}. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
 *
 * @param client          whose address, key and connections are used
 * @param user_id         The user's id. Not empty; percent-encoded into the path.
 * @param include_deleted Whether soft-deleted ones count, too. Sent as the query parameter
 *                        include_deleted; unset: not sent.
 * @param options         limits of this call; NULL: the client's defaults
 * @param out             takes the result on success, to be freed with apie_free(); NULL: it is not
 *                        wanted
 * @param error           takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_users_get(
    apie_openapp *client, const char *user_id, apie_opt_bool include_deleted,
    const apie_call_options *options, apie_openapp_user **out, apie_error *error);

/**
 * Changes a user.
 *
 * PUT /users/{user_id}. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param user_id The user's id. Not empty; percent-encoded into the path.
 * @param body    what to send; borrowed, and serialised before anything is sent
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_users_update(
    apie_openapp *client, const char *user_id, const apie_openapp_user_update *body,
    const apie_call_options *options, apie_openapp_user **out, apie_error *error);

/**
 * Soft-deletes a user. Its result is the user as they are then, or NULL if the service does not
 * say.
 *
 * DELETE /users/{user_id}. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param user_id The user's id. Not empty; percent-encoded into the path.
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(), or NULL if the service
 *                sent none; NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_users_delete(
    apie_openapp *client, const char *user_id, const apie_call_options *options,
    apie_openapp_user **out, apie_error *error);

/**
 * Deletes a user for good. Its result is what they were, or NULL if the service does not say.
 *
 * DELETE /users/{user_id}/purge. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param user_id The user's id. Not empty; percent-encoded into the path.
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(), or NULL if the service
 *                sent none; NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_users_purge(
    apie_openapp *client, const char *user_id, const apie_call_options *options,
    apie_openapp_user **out, apie_error *error);

/**
 * Gives a user roles. The body is an object: the ids of organizations, and to each a list of roles.
 *
 * POST /users/{user_id}/roles. Not safe to repeat: it is tried again only if the service cannot
 * have acted on it, or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param user_id The user's id. Not empty; percent-encoded into the path.
 * @param body    what to send; borrowed, and serialised before anything is sent; NULL: an empty
 *                object
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(), or NULL if the service
 *                sent none; NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_users_add_roles(
    apie_openapp *client, const char *user_id, const json_t *body, const apie_call_options *options,
    apie_openapp_user **out, apie_error *error);

/**
 * Takes roles from a user. The body is an object: the ids of organizations, and to each a list of
 * roles.
 *
 * DELETE /users/{user_id}/roles. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param user_id The user's id. Not empty; percent-encoded into the path.
 * @param body    what to send; borrowed, and serialised before anything is sent; NULL: an empty
 *                object
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(), or NULL if the service
 *                sent none; NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_users_remove_roles(
    apie_openapp *client, const char *user_id, const json_t *body, const apie_call_options *options,
    apie_openapp_user **out, apie_error *error);

APIE_END_DECLS

#endif
