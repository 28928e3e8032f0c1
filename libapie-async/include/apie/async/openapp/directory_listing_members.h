/**
 * @file apie/async/openapp/directory_listing_members.h
 * The people behind a line of a building's directory. Requests need an organization: use a handle
 * made for one.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_OPENAPP_DIRECTORY_LISTING_MEMBERS_H
#define APIE_ASYNC_OPENAPP_DIRECTORY_LISTING_MEMBERS_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>
#include <apie/openapp/directory_listing_members.h>
#include <apie/async/openapp/status.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_openapp_listed_person_list.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_listed_person_list_cb(
    apie_status status, apie_openapp_listed_person_list *result, const apie_error *error, void *user);

/**
 * Lists the people behind a listing.
 *
 * GET /entities/{entity_id}/directory-listing-members. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param entity_id The entity's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_openapp_directory_listing_members_list(
    apie_async_openapp *client, const char *entity_id, const apie_call_options *options,
    apie_openapp_listed_person_list_cb *callback, void *user, apie_error *error);

/**
 * Puts a person behind a listing.
 *
 * POST /entities/{entity_id}/directory-listing-members. Not safe to repeat: it is tried again only
 * if the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client    whose address, key and connections are used
 * @param entity_id The entity's id. Not empty; percent-encoded into the path.
 * @param body      what to send; borrowed, and serialised before anything is sent
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
 * Its result is NULL if the service answered without one.
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_directory_listing_members_add(
    apie_async_openapp *client, const char *entity_id, const apie_openapp_listing_member_add *body,
    const apie_call_options *options, apie_openapp_json_cb *callback, void *user,
    apie_error *error);

/**
 * Changes a person's membership.
 *
 * PUT /entities/{entity_id}/directory-listing-members/{member_id}. Safe to repeat: a failed attempt
 * is tried again, even if the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param entity_id The entity's id. Not empty; percent-encoded into the path.
 * @param member_id The member's id. Not empty; percent-encoded into the path.
 * @param body      what to send; borrowed, and serialised before anything is sent
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
 * Its result is NULL if the service answered without one.
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_directory_listing_members_update(
    apie_async_openapp *client, const char *entity_id, const char *member_id,
    const apie_openapp_listing_member_update *body, const apie_call_options *options,
    apie_openapp_json_cb *callback, void *user, apie_error *error);

/**
 * Takes a person from behind a listing.
 *
 * DELETE /entities/{entity_id}/directory-listing-members/{member_id}. Safe to repeat: a failed
 * attempt is tried again, even if the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param entity_id The entity's id. Not empty; percent-encoded into the path.
 * @param member_id The member's id. Not empty; percent-encoded into the path.
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
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_directory_listing_members_remove(
    apie_async_openapp *client, const char *entity_id, const char *member_id,
    const apie_call_options *options, apie_done_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
