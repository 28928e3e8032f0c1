/**
 * @file apie/sync/openapp/orgs.h
 * Organizations: the tenants that everything belongs to. They form a tree.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_ORGS_H
#define APIE_SYNC_OPENAPP_ORGS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>
#include <apie/openapp/users.h>
#include <apie/openapp/orgs.h>

APIE_BEGIN_DECLS

/**
 * Lists the organizations that the caller can see, one page at a time. orgs_list_all reads them
 * all.
 *
 * GET /orgs. Safe to repeat: a failed attempt is tried again, even if the service may have acted on
 * it.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_list(
    apie_openapp *client, const apie_openapp_list_query *query, const apie_call_options *options,
    apie_openapp_org_page **out, apie_error *error);

/**
 * Lists the organizations right below one, one page at a time.
 *
 * GET /orgs/children. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param parent_id The organization above; NULL: those at the top. Sent as the query parameter
 *                  parent_id; NULL: not sent.
 * @param query     what to ask for; NULL: as if it were all zero
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(); NULL: it is not
 *                  wanted
 * @param error     takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_children(
    apie_openapp *client, const char *parent_id, const apie_openapp_list_query *query,
    const apie_call_options *options, apie_openapp_org_page **out, apie_error *error);

/**
 * Lists the organizations whose name holds a text or whose id it is, one page at a time.
 *
 * GET /orgs/search. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param q       The text. Sent as the query parameter q.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_search(
    apie_openapp *client, const char *q, const apie_openapp_list_query *query,
    const apie_call_options *options, apie_openapp_org_page **out, apie_error *error);

/**
 * Makes an organization.
 *
 * POST /orgs. Not safe to repeat: it is tried again only if the service cannot have acted on it, or
 * if options->idempotency_key is set.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_create(
    apie_openapp *client, const apie_openapp_org_create *body, const apie_call_options *options,
    apie_openapp_org **out, apie_error *error);

/**
 * Reads an organization.
 *
 * GET /orgs/{org_id}. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
 *
 * @param client          whose address, key and connections are used
 * @param org_id          The organization's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_get(
    apie_openapp *client, const char *org_id, apie_opt_bool include_deleted,
    const apie_call_options *options, apie_openapp_org **out, apie_error *error);

/**
 * Lists the organizations above one.
 *
 * GET /orgs/{org_id}/ancestors. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_ancestors(
    apie_openapp *client, const char *org_id, const apie_call_options *options,
    apie_openapp_org_list **out, apie_error *error);

/**
 * Changes an organization.
 *
 * PUT /orgs/{org_id}. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_update(
    apie_openapp *client, const char *org_id, const apie_openapp_org_update *body,
    const apie_call_options *options, apie_openapp_org **out, apie_error *error);

/**
 * Soft-deletes an organization. Its result is the organization as it is then, or NULL if the
 * service does not say.
 *
 * DELETE /orgs/{org_id}. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_delete(
    apie_openapp *client, const char *org_id, const apie_call_options *options,
    apie_openapp_org **out, apie_error *error);

/**
 * Deletes an organization for good. Its result is what it was, or NULL if the service does not say.
 *
 * DELETE /orgs/{org_id}/purge. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_purge(
    apie_openapp *client, const char *org_id, const apie_call_options *options,
    apie_openapp_org **out, apie_error *error);

/**
 * Asks what the caller may do in an organization.
 *
 * GET /orgs/{org_id}/permissions. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_permissions(
    apie_openapp *client, const char *org_id, const apie_call_options *options,
    apie_openapp_org_permissions **out, apie_error *error);

/**
 * Lists the users of an organization, one page at a time. It needs a handle made for an
 * organization, too.
 *
 * GET /orgs/{org_id}/users. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param org_id    The organization's id. Not empty; percent-encoded into the path.
 * @param recursive Whether those of the organizations below count, too. Sent as the query parameter
 *                  recursive; unset: not sent.
 * @param query     what to ask for; NULL: as if it were all zero
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(); NULL: it is not
 *                  wanted
 * @param error     takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_users(
    apie_openapp *client, const char *org_id, apie_opt_bool recursive,
    const apie_openapp_list_query *query, const apie_call_options *options,
    apie_openapp_user_page **out, apie_error *error);

/**
 * Asks which thing somebody means, by the words they used.
 *
 * POST /orgs/{org_id}/resolve. Not safe to repeat: it is tried again only if the service cannot
 * have acted on it, or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_resolve(
    apie_openapp *client, const char *org_id, const apie_openapp_resolve_query *body,
    const apie_call_options *options, apie_openapp_resolve_answer **out, apie_error *error);

/**
 * Lists the aliases of an organization's things, in the service's own form.
 *
 * GET /orgs/{org_id}/aliases. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client        whose address, key and connections are used
 * @param org_id        The organization's id. Not empty; percent-encoded into the path.
 * @param resource_type Only those of this kind of thing. Sent as the query parameter resource_type;
 *                      NULL: not sent.
 * @param resource_id   Only those of this thing. Sent as the query parameter resource_id; NULL: not
 *                      sent.
 * @param options       limits of this call; NULL: the client's defaults
 * @param out           takes the result on success, to be freed with apie_free(); NULL: it is not
 *                      wanted
 * @param error         takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_list_aliases(
    apie_openapp *client, const char *org_id, const char *resource_type, const char *resource_id,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Gives a thing another name.
 *
 * POST /orgs/{org_id}/aliases. Not safe to repeat: it is tried again only if the service cannot
 * have acted on it, or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_create_alias(
    apie_openapp *client, const char *org_id, const apie_openapp_alias_create *body,
    const apie_call_options *options, apie_openapp_alias **out, apie_error *error);

/**
 * Says something to the assistant. It answers and proposes, but does nothing.
 *
 * POST /orgs/{org_id}/copilot/chat. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_copilot_chat(
    apie_openapp *client, const char *org_id, const apie_openapp_copilot_message *body,
    const apie_call_options *options, apie_openapp_copilot_reply **out, apie_error *error);

/**
 * Has the assistant do what it proposed.
 *
 * POST /orgs/{org_id}/copilot/commit. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_copilot_commit(
    apie_openapp *client, const char *org_id, const apie_openapp_copilot_commit *body,
    const apie_call_options *options, apie_openapp_copilot_results **out, apie_error *error);

APIE_END_DECLS

#endif
