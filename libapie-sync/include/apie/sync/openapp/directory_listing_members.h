/**
 * @file apie/sync/openapp/directory_listing_members.h
 * The people behind a line of a building's directory. Requests need an organization: use a handle
 * made for one.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_DIRECTORY_LISTING_MEMBERS_H
#define APIE_SYNC_OPENAPP_DIRECTORY_LISTING_MEMBERS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>
#include <apie/openapp/directory_listing_members.h>

APIE_BEGIN_DECLS

/**
 * Lists the people behind a listing.
 *
 * GET /entities/{entity_id}/directory-listing-members. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param entity_id The entity's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_directory_listing_members_list(
    apie_openapp *client, const char *entity_id, const apie_call_options *options,
    apie_openapp_listed_person_list **out, apie_error *error);

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
 * @param out       takes the result on success, to be freed with apie_free(), or NULL if the
 *                  service sent none; NULL: it is not wanted
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
APIE_API APIE_NODISCARD apie_status apie_openapp_directory_listing_members_add(
    apie_openapp *client, const char *entity_id, const apie_openapp_listing_member_add *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

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
 * @param out       takes the result on success, to be freed with apie_free(), or NULL if the
 *                  service sent none; NULL: it is not wanted
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
APIE_API APIE_NODISCARD apie_status apie_openapp_directory_listing_members_update(
    apie_openapp *client, const char *entity_id, const char *member_id,
    const apie_openapp_listing_member_update *body, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

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
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_directory_listing_members_remove(
    apie_openapp *client, const char *entity_id, const char *member_id,
    const apie_call_options *options, apie_error *error);

APIE_END_DECLS

#endif
