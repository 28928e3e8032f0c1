/**
 * @file apie/async/openapp/zones.h
 * Zones: places that entities are in, such as a floor or a room. They form a tree. Requests need an
 * organization: use a handle made for one.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_OPENAPP_ZONES_H
#define APIE_ASYNC_OPENAPP_ZONES_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/orgs.h>
#include <apie/openapp/zones.h>
#include <apie/async/openapp/orgs.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_openapp_zone.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_zone_cb(
    apie_status status, apie_openapp_zone *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_zone_page.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_zone_page_cb(
    apie_status status, apie_openapp_zone_page *result, const apie_error *error, void *user);

/**
 * Makes a zone.
 *
 * POST /zones. Not safe to repeat: it is tried again only if the service cannot have acted on it,
 * or if options->idempotency_key is set.
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
APIE_API apie_call *apie_async_openapp_zones_create(
    apie_async_openapp *client, const apie_openapp_zone_create *body,
    const apie_call_options *options, apie_openapp_zone_cb *callback, void *user,
    apie_error *error);

/**
 * Reads a zone.
 *
 * GET /zones/{zone_id}. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
 *
 * @param client          whose address, key and connections are used
 * @param zone_id         The zone's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_openapp_zones_get(
    apie_async_openapp *client, const char *zone_id, apie_opt_bool include_deleted,
    const apie_call_options *options, apie_openapp_zone_cb *callback, void *user,
    apie_error *error);

/**
 * Changes a zone.
 *
 * PUT /zones/{zone_id}. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param zone_id  The zone's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_openapp_zones_update(
    apie_async_openapp *client, const char *zone_id, const apie_openapp_zone_update *body,
    const apie_call_options *options, apie_openapp_zone_cb *callback, void *user,
    apie_error *error);

/**
 * Soft-deletes a zone. Its result is the zone as it is then, or NULL if the service does not say.
 *
 * DELETE /zones/{zone_id}. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param zone_id  The zone's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_openapp_zones_delete(
    apie_async_openapp *client, const char *zone_id, const apie_call_options *options,
    apie_openapp_zone_cb *callback, void *user, apie_error *error);

/**
 * Deletes a zone for good. Its result is what it was, or NULL if the service does not say.
 *
 * DELETE /zones/{zone_id}/purge. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param zone_id  The zone's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_openapp_zones_purge(
    apie_async_openapp *client, const char *zone_id, const apie_call_options *options,
    apie_openapp_zone_cb *callback, void *user, apie_error *error);

/**
 * Lists the zones of an integration, one page at a time.
 *
 * GET /integrations/{integration_id}/zones. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param query          what to ask for; NULL: as if it were all zero
 * @param options        limits of this call; NULL: the client's defaults
 * @param callback       told the outcome, once, from the loop; NULL: nobody is told
 * @param user           handed to the callback
 * @param error          takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_zones_by_integration(
    apie_async_openapp *client, const char *integration_id, const apie_openapp_list_query *query,
    const apie_call_options *options, apie_openapp_zone_page_cb *callback, void *user,
    apie_error *error);

APIE_END_DECLS

#endif
