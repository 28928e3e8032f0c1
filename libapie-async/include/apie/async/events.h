/**
 * @file apie/async/events.h
 * Events: what agents did, as they report it. A client queues, sends and retries events by itself;
 * these operations send at once what the program has built, with secrets redacted.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_EVENTS_H
#define APIE_ASYNC_EVENTS_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/models/events.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_events_accepted.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_events_accepted_cb(
    apie_status status, apie_events_accepted *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_events_previewed.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_events_previewed_cb(
    apie_status status, apie_events_previewed *result, const apie_error *error, void *user);

/**
 * Sends a batch of events. An event that arrives twice is known by its event_id, so give each one.
 *
 * POST /v1/events. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
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
 * Its result is NULL if the service answered without one.
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_events_send(
    apie_async_client *client, const apie_event_batch *body, const apie_call_options *options,
    apie_events_accepted_cb *callback, void *user, apie_error *error);

/**
 * Asks what the service would make of events, without keeping them.
 *
 * POST /v1/events/validate. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
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
APIE_API apie_call *apie_async_events_validate(
    apie_async_client *client, const apie_event_batch *body, const apie_call_options *options,
    apie_events_previewed_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
