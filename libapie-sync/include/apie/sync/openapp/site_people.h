/**
 * @file apie/sync/openapp/site_people.h
 * The people of a site, whichever listings they stand behind. Requests need an organization: use a
 * handle made for one.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_SITE_PEOPLE_H
#define APIE_SYNC_OPENAPP_SITE_PEOPLE_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>
#include <apie/openapp/site_people.h>

APIE_BEGIN_DECLS

/**
 * Lists the people of a site.
 *
 * GET /integrations/{integration_id}/people. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param locale         The language whose names they are sorted by. Sent as the query parameter
 *                       locale; NULL: not sent.
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(); NULL: it is not
 *                       wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_site_people_list(
    apie_openapp *client, const char *integration_id, const char *locale,
    const apie_call_options *options, apie_openapp_site_person_page **out, apie_error *error);

/**
 * Adds a person to a site.
 *
 * POST /integrations/{integration_id}/people. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param body           what to send; borrowed, and serialised before anything is sent
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(), or NULL if the
 *                       service sent none; NULL: it is not wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_site_people_add(
    apie_openapp *client, const char *integration_id, const apie_openapp_site_person_add *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Removes a person from a site, and from all its listings.
 *
 * DELETE /integrations/{integration_id}/people/{user_id}. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param user_id        The user's id. Not empty; percent-encoded into the path.
 * @param options        limits of this call; NULL: the client's defaults
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_site_people_remove(
    apie_openapp *client, const char *integration_id, const char *user_id,
    const apie_call_options *options, apie_error *error);

APIE_END_DECLS

#endif
