/**
 * @file apie/sync/honeycomb/service_map_dependencies.h
 * Service map: which services call which, and how often. Asking for it starts the work; the answer
 * is there some time later, in pages.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_HONEYCOMB_SERVICE_MAP_DEPENDENCIES_H
#define APIE_SYNC_HONEYCOMB_SERVICE_MAP_DEPENDENCIES_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/service_map_dependencies.h>

APIE_BEGIN_DECLS

/**
 * Asks for a map to be made, or finds the one that was asked for before: the response's status is
 * 201 for a new one and 200 for one that was there.
 *
 * POST /1/maps/dependencies/requests. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param limit   Dependencies at most: 1 to 64,000; 10,000 if unset. Sent as the query parameter
 *                limit; unset: not sent.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_service_map_dependencies_create(
    apie_honeycomb *client, apie_opt_int limit, const apie_honeycomb_service_map_create *body,
    const apie_call_options *options, apie_honeycomb_service_map **out, apie_error *error);

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
 * @param out        takes the result on success, to be freed with apie_free(); NULL: it is not
 *                   wanted
 * @param error      takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_service_map_dependencies_get_result(
    apie_honeycomb *client, const char *id, const char *page_after, apie_opt_int page_size,
    const apie_call_options *options, apie_honeycomb_service_map **out, apie_error *error);

APIE_END_DECLS

#endif
