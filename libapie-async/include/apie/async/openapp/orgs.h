/**
 * @file apie/async/openapp/orgs.h
 * Organizations: the tenants that everything belongs to. They form a tree.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_OPENAPP_ORGS_H
#define APIE_ASYNC_OPENAPP_ORGS_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>
#include <apie/openapp/users.h>
#include <apie/openapp/orgs.h>
#include <apie/async/openapp/status.h>
#include <apie/async/openapp/users.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_openapp_org.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_org_cb(
    apie_status status, apie_openapp_org *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_org_page.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_org_page_cb(
    apie_status status, apie_openapp_org_page *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_org_permissions.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_org_permissions_cb(
    apie_status status, apie_openapp_org_permissions *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_alias.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_alias_cb(
    apie_status status, apie_openapp_alias *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_resolve_answer.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_resolve_answer_cb(
    apie_status status, apie_openapp_resolve_answer *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_copilot_reply.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_copilot_reply_cb(
    apie_status status, apie_openapp_copilot_reply *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_copilot_results.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_copilot_results_cb(
    apie_status status, apie_openapp_copilot_results *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_org_list.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_org_list_cb(
    apie_status status, apie_openapp_org_list *result, const apie_error *error, void *user);

/**
 * Lists the organizations that the caller can see, one page at a time. orgs_list_all reads them
 * all.
 *
 * GET /orgs. Safe to repeat: a failed attempt is tried again, even if the service may have acted on
 * it.
 *
 * @param client   whose address, key and connections are used
 * @param query    what to ask for; NULL: as if it were all zero
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_orgs_list(
    apie_async_openapp *client, const apie_openapp_list_query *query,
    const apie_call_options *options, apie_openapp_org_page_cb *callback, void *user,
    apie_error *error);

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
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_orgs_children(
    apie_async_openapp *client, const char *parent_id, const apie_openapp_list_query *query,
    const apie_call_options *options, apie_openapp_org_page_cb *callback, void *user,
    apie_error *error);

/**
 * Lists the organizations whose name holds a text or whose id it is, one page at a time.
 *
 * GET /orgs/search. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param q        The text. Sent as the query parameter q.
 * @param query    what to ask for; NULL: as if it were all zero
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_orgs_search(
    apie_async_openapp *client, const char *q, const apie_openapp_list_query *query,
    const apie_call_options *options, apie_openapp_org_page_cb *callback, void *user,
    apie_error *error);

/**
 * Makes an organization.
 *
 * POST /orgs. Not safe to repeat: it is tried again only if the service cannot have acted on it, or
 * if options->idempotency_key is set.
 *
 * @param client   whose address, key and connections are used
 * @param body     what to send; borrowed, and serialised before anything is sent
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_orgs_create(
    apie_async_openapp *client, const apie_openapp_org_create *body,
    const apie_call_options *options, apie_openapp_org_cb *callback, void *user, apie_error *error);

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
 * @param callback        told the outcome, once, from the loop; NULL: nobody is told
 * @param user            handed to the callback
 * @param error           takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_orgs_get(
    apie_async_openapp *client, const char *org_id, apie_opt_bool include_deleted,
    const apie_call_options *options, apie_openapp_org_cb *callback, void *user, apie_error *error);

/**
 * Lists the organizations above one.
 *
 * GET /orgs/{org_id}/ancestors. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param org_id   The organization's id. Not empty; percent-encoded into the path.
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_orgs_ancestors(
    apie_async_openapp *client, const char *org_id, const apie_call_options *options,
    apie_openapp_org_list_cb *callback, void *user, apie_error *error);

/**
 * Changes an organization.
 *
 * PUT /orgs/{org_id}. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param org_id   The organization's id. Not empty; percent-encoded into the path.
 * @param body     what to send; borrowed, and serialised before anything is sent
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_orgs_update(
    apie_async_openapp *client, const char *org_id, const apie_openapp_org_update *body,
    const apie_call_options *options, apie_openapp_org_cb *callback, void *user, apie_error *error);

/**
 * Soft-deletes an organization. Its result is the organization as it is then, or NULL if the
 * service does not say.
 *
 * DELETE /orgs/{org_id}. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param org_id   The organization's id. Not empty; percent-encoded into the path.
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
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
 * Its result is NULL if the service answered without one.
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_orgs_delete(
    apie_async_openapp *client, const char *org_id, const apie_call_options *options,
    apie_openapp_org_cb *callback, void *user, apie_error *error);

/**
 * Deletes an organization for good. Its result is what it was, or NULL if the service does not say.
 *
 * DELETE /orgs/{org_id}/purge. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param org_id   The organization's id. Not empty; percent-encoded into the path.
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
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
 * Its result is NULL if the service answered without one.
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_orgs_purge(
    apie_async_openapp *client, const char *org_id, const apie_call_options *options,
    apie_openapp_org_cb *callback, void *user, apie_error *error);

/**
 * Asks what the caller may do in an organization.
 *
 * GET /orgs/{org_id}/permissions. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param org_id   The organization's id. Not empty; percent-encoded into the path.
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_orgs_permissions(
    apie_async_openapp *client, const char *org_id, const apie_call_options *options,
    apie_openapp_org_permissions_cb *callback, void *user, apie_error *error);

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
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_orgs_users(
    apie_async_openapp *client, const char *org_id, apie_opt_bool recursive,
    const apie_openapp_list_query *query, const apie_call_options *options,
    apie_openapp_user_page_cb *callback, void *user, apie_error *error);

/**
 * Asks which thing somebody means, by the words they used.
 *
 * POST /orgs/{org_id}/resolve. Not safe to repeat: it is tried again only if the service cannot
 * have acted on it, or if options->idempotency_key is set.
 *
 * @param client   whose address, key and connections are used
 * @param org_id   The organization's id. Not empty; percent-encoded into the path.
 * @param body     what to send; borrowed, and serialised before anything is sent
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_orgs_resolve(
    apie_async_openapp *client, const char *org_id, const apie_openapp_resolve_query *body,
    const apie_call_options *options, apie_openapp_resolve_answer_cb *callback, void *user,
    apie_error *error);

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
 * @param callback      told the outcome, once, from the loop; NULL: nobody is told
 * @param user          handed to the callback
 * @param error         takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_orgs_list_aliases(
    apie_async_openapp *client, const char *org_id, const char *resource_type,
    const char *resource_id, const apie_call_options *options, apie_openapp_json_cb *callback,
    void *user, apie_error *error);

/**
 * Gives a thing another name.
 *
 * POST /orgs/{org_id}/aliases. Not safe to repeat: it is tried again only if the service cannot
 * have acted on it, or if options->idempotency_key is set.
 *
 * @param client   whose address, key and connections are used
 * @param org_id   The organization's id. Not empty; percent-encoded into the path.
 * @param body     what to send; borrowed, and serialised before anything is sent
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_orgs_create_alias(
    apie_async_openapp *client, const char *org_id, const apie_openapp_alias_create *body,
    const apie_call_options *options, apie_openapp_alias_cb *callback, void *user,
    apie_error *error);

/**
 * Says something to the assistant. It answers and proposes, but does nothing.
 *
 * POST /orgs/{org_id}/copilot/chat. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client   whose address, key and connections are used
 * @param org_id   The organization's id. Not empty; percent-encoded into the path.
 * @param body     what to send; borrowed, and serialised before anything is sent
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_orgs_copilot_chat(
    apie_async_openapp *client, const char *org_id, const apie_openapp_copilot_message *body,
    const apie_call_options *options, apie_openapp_copilot_reply_cb *callback, void *user,
    apie_error *error);

/**
 * Has the assistant do what it proposed.
 *
 * POST /orgs/{org_id}/copilot/commit. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client   whose address, key and connections are used
 * @param org_id   The organization's id. Not empty; percent-encoded into the path.
 * @param body     what to send; borrowed, and serialised before anything is sent
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_orgs_copilot_commit(
    apie_async_openapp *client, const char *org_id, const apie_openapp_copilot_commit *body,
    const apie_call_options *options, apie_openapp_copilot_results_cb *callback, void *user,
    apie_error *error);

APIE_END_DECLS

#endif
