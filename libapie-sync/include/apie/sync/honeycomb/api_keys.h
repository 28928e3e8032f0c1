/**
 * @file apie/sync/honeycomb/api_keys.h
 * API keys: keys of the team's environments. A key's secret is in the answer that made it, and
 * nowhere else.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_HONEYCOMB_API_KEYS_H
#define APIE_SYNC_HONEYCOMB_API_KEYS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/api_keys.h>

APIE_BEGIN_DECLS

/**
 * Lists the API keys of the team, a page of them.
 *
 * GET /2/teams/{teamSlug}/api-keys. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
 *
 * @param client     whose address, key and connections are used
 * @param page_after Where the page begins: the cursor in the next of the page before. Sent as the
 *                   query parameter page[after]; NULL: not sent.
 * @param page_size  Items on the page: 1 to 100; 20 if unset. Sent as the query parameter
 *                   page[size]; unset: not sent.
 * @param key_type   Only keys of this kind: "ingest" or "configuration". Sent as the query
 *                   parameter filter[type]; NULL: not sent.
 * @param options    limits of this call; NULL: the client's defaults
 * @param out        takes the result on success, to be freed with apie_free(); NULL: it is not
 *                   wanted
 * @param error      takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_api_keys_list(
    apie_honeycomb *client, const char *page_after, apie_opt_int page_size, const char *key_type,
    const apie_call_options *options, apie_honeycomb_api_key_page **out, apie_error *error);

/**
 * Gets an API key.
 *
 * GET /2/teams/{teamSlug}/api-keys/{ID}. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
 *
 * @param client  whose address, key and connections are used
 * @param id      The key's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_api_keys_get(
    apie_honeycomb *client, const char *id, const apie_call_options *options,
    apie_honeycomb_api_key **out, apie_error *error);

/**
 * Makes an API key. Its secret is in the result, this once.
 *
 * POST /2/teams/{teamSlug}/api-keys. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_api_keys_create(
    apie_honeycomb *client, const apie_honeycomb_api_key_create *body,
    const apie_call_options *options, apie_honeycomb_api_key **out, apie_error *error);

/**
 * Changes an API key.
 *
 * PATCH /2/teams/{teamSlug}/api-keys/{ID}. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
 *
 * @param client  whose address, key and connections are used
 * @param id      The key's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_api_keys_update(
    apie_honeycomb *client, const char *id, const apie_honeycomb_api_key_update *body,
    const apie_call_options *options, apie_honeycomb_api_key **out, apie_error *error);

/**
 * Deletes an API key. It stops working at once.
 *
 * DELETE /2/teams/{teamSlug}/api-keys/{ID}. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
 *
 * @param client  whose address, key and connections are used
 * @param id      The key's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_api_keys_delete(
    apie_honeycomb *client, const char *id, const apie_call_options *options, apie_error *error);

APIE_END_DECLS

#endif
