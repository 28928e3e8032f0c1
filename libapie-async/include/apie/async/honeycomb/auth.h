/**
 * @file apie/async/honeycomb/auth.h
 * Auth: whom a credential belongs to and what it may do.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_HONEYCOMB_AUTH_H
#define APIE_ASYNC_HONEYCOMB_AUTH_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/auth.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_honeycomb_auth.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_auth_cb(
    apie_status status, apie_honeycomb_auth *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_honeycomb_auth_v2.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_auth_v2_cb(
    apie_status status, apie_honeycomb_auth_v2 *result, const apie_error *error, void *user);

/**
 * Asks whom the client's key belongs to and what it may do. The cheapest way to see that it is
 * right.
 *
 * GET /1/auth. Safe to repeat: a failed attempt is tried again, even if the service may have acted
 * on it.
 * Sent with the client's api_key or ingest_key.
 *
 * @param client   whose address, key and connections are used
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
APIE_API apie_call *apie_async_honeycomb_auth_get(
    apie_async_honeycomb *client, const apie_call_options *options,
    apie_honeycomb_auth_cb *callback, void *user, apie_error *error);

/**
 * Asks whom the client's management key belongs to.
 *
 * GET /2/auth. Safe to repeat: a failed attempt is tried again, even if the service may have acted
 * on it.
 * Sent with the client's management_key.
 *
 * @param client   whose address, key and connections are used
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
APIE_API apie_call *apie_async_honeycomb_auth_get_v2(
    apie_async_honeycomb *client, const apie_call_options *options,
    apie_honeycomb_auth_v2_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
