/**
 * @file apie/async/honeycomb/api_keys.h
 * API keys: keys of the team's environments. A key's secret is in the answer that made it, and
 * nowhere else.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_HONEYCOMB_API_KEYS_H
#define APIE_ASYNC_HONEYCOMB_API_KEYS_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/api_keys.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_honeycomb_api_key.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_api_key_cb(
    apie_status status, apie_honeycomb_api_key *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_honeycomb_api_key_page.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_api_key_page_cb(
    apie_status status, apie_honeycomb_api_key_page *result, const apie_error *error, void *user);

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
 * @param callback   told the outcome, once, from the loop; NULL: nobody is told
 * @param user       handed to the callback
 * @param error      takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_honeycomb_api_keys_list(
    apie_async_honeycomb *client, const char *page_after, apie_opt_int page_size,
    const char *key_type, const apie_call_options *options,
    apie_honeycomb_api_key_page_cb *callback, void *user, apie_error *error);

/**
 * Gets an API key.
 *
 * GET /2/teams/{teamSlug}/api-keys/{ID}. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
 *
 * @param client   whose address, key and connections are used
 * @param id       The key's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_honeycomb_api_keys_get(
    apie_async_honeycomb *client, const char *id, const apie_call_options *options,
    apie_honeycomb_api_key_cb *callback, void *user, apie_error *error);

/**
 * Makes an API key. Its secret is in the result, this once.
 *
 * POST /2/teams/{teamSlug}/api-keys. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
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
APIE_API apie_call *apie_async_honeycomb_api_keys_create(
    apie_async_honeycomb *client, const apie_honeycomb_api_key_create *body,
    const apie_call_options *options, apie_honeycomb_api_key_cb *callback, void *user,
    apie_error *error);

/**
 * Changes an API key.
 *
 * PATCH /2/teams/{teamSlug}/api-keys/{ID}. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
 *
 * @param client   whose address, key and connections are used
 * @param id       The key's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_honeycomb_api_keys_update(
    apie_async_honeycomb *client, const char *id, const apie_honeycomb_api_key_update *body,
    const apie_call_options *options, apie_honeycomb_api_key_cb *callback, void *user,
    apie_error *error);

/**
 * Deletes an API key. It stops working at once.
 *
 * DELETE /2/teams/{teamSlug}/api-keys/{ID}. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
 *
 * @param client   whose address, key and connections are used
 * @param id       The key's id. Not empty; percent-encoded into the path.
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
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_honeycomb_api_keys_delete(
    apie_async_honeycomb *client, const char *id, const apie_call_options *options,
    apie_done_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
