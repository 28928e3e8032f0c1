/**
 * @file apie/async/honeycomb/service_map_dependencies.h
 * Service map: which services call which, and how often. Asking for it starts the work; the answer
 * is there some time later, in pages.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_HONEYCOMB_SERVICE_MAP_DEPENDENCIES_H
#define APIE_ASYNC_HONEYCOMB_SERVICE_MAP_DEPENDENCIES_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/service_map_dependencies.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_honeycomb_service_map.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_service_map_cb(
    apie_status status, apie_honeycomb_service_map *result, const apie_error *error, void *user);

/**
 * Asks for a map to be made, or finds the one that was asked for before: the response's status is
 * 201 for a new one and 200 for one that was there.
 *
 * POST /1/maps/dependencies/requests. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param limit    Dependencies at most: 1 to 64,000; 10,000 if unset. Sent as the query parameter
 *                 limit; unset: not sent.
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
APIE_API apie_call *apie_async_honeycomb_service_map_dependencies_create(
    apie_async_honeycomb *client, apie_opt_int limit, const apie_honeycomb_service_map_create *body,
    const apie_call_options *options, apie_honeycomb_service_map_cb *callback, void *user,
    apie_error *error);

/**
 * Gets a page of a map, or learns that it is not ready.
 *
 * GET /1/maps/dependencies/requests/{requestId}. Safe to repeat: a failed attempt is tried again,
 * even if the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client     whose address, key and connections are used
 * @param id         The request_id. Not empty; percent-encoded into the path.
 * @param page_after Where the page begins: the cursor in the next of the page before. Sent as the
 *                   query parameter page[after]; NULL: not sent.
 * @param page_size  Dependencies on the page: 1 to 100; 20 if unset. Sent as the query parameter
 *                   page[size]; unset: not sent.
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
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_honeycomb_service_map_dependencies_get_result(
    apie_async_honeycomb *client, const char *id, const char *page_after, apie_opt_int page_size,
    const apie_call_options *options, apie_honeycomb_service_map_cb *callback, void *user,
    apie_error *error);

APIE_END_DECLS

#endif
