/**
 * @file apie/sync/events.h
 * Events: what agents did, as they report it. A client queues, sends and retries events by itself;
 * these operations send at once what the program has built, with secrets redacted.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_EVENTS_H
#define APIE_SYNC_EVENTS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/models/events.h>

APIE_BEGIN_DECLS

/**
 * Sends a batch of events. An event that arrives twice is known by its event_id, so give each one.
 *
 * POST /v1/events. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param body    what to send; borrowed, and serialised before anything is sent
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(), or NULL if the service
 *                sent none; NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_events_send(
    apie_client *client, const apie_event_batch *body, const apie_call_options *options,
    apie_events_accepted **out, apie_error *error);

/**
 * Asks what the service would make of events, without keeping them.
 *
 * POST /v1/events/validate. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param body    what to send; borrowed, and serialised before anything is sent
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_events_validate(
    apie_client *client, const apie_event_batch *body, const apie_call_options *options,
    apie_events_previewed **out, apie_error *error);

APIE_END_DECLS

#endif
