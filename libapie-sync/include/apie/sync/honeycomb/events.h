/**
 * @file apie/sync/honeycomb/events.h
 * Events: what the service is told of the program's work. An event is an object of texts, numbers
 * and truth values; it is queryable some 30 s later and cannot be deleted.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_HONEYCOMB_EVENTS_H
#define APIE_SYNC_HONEYCOMB_EVENTS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/events.h>

APIE_BEGIN_DECLS

/**
 * Sends one event. A dataset that does not exist is made, if the key may.
 *
 * POST /1/events/{datasetSlug}. Not safe to repeat: it is tried again only if the service cannot
 * have acted on it, or if options->idempotency_key is set.
 * Sent with the client's ingest_key or api_key.
 *
 * @param client     whose address, key and connections are used
 * @param dataset    The dataset's slug. Not empty; percent-encoded into the path.
 * @param time       When it happened: seconds since 1970 UTC, or an ISO 8601 time; when it arrives
 *                   if NULL. Sent as the header X-Honeycomb-Event-Time; NULL: not sent.
 * @param samplerate How many events it stands for; 1 if unset. Sent as the header
 *                   X-Honeycomb-Samplerate; unset: not sent.
 * @param body       what to send; borrowed, and serialised before anything is sent
 * @param options    limits of this call; NULL: the client's defaults
 * @param error      takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_events_send(
    apie_honeycomb *client, const char *dataset, const char *time, apie_opt_int samplerate,
    const apie_honeycomb_event *body, const apie_call_options *options, apie_error *error);

/**
 * Sends events at once. Each has its own result, in the same order: APIE_OK says only that the
 * batch arrived.
 *
 * POST /1/batch/{datasetSlug}. Not safe to repeat: it is tried again only if the service cannot
 * have acted on it, or if options->idempotency_key is set.
 * Sent with the client's ingest_key or api_key.
 *
 * @param client  whose address, key and connections are used
 * @param dataset The dataset's slug. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_events_send_batch(
    apie_honeycomb *client, const char *dataset, const apie_honeycomb_batch_event_list *body,
    const apie_call_options *options, apie_honeycomb_batch_result_list **out, apie_error *error);

/**
 * Sends records as Kinesis Firehose does. Metrics are protobuf inside the base64. This function
 * does not compress, so it is not for CloudWatch Logs, which the service expects in gzip.
 *
 * POST /1/kinesis_events/{datasetSlug}. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 * Sent with the client's firehose_key.
 *
 * @param client     whose address, key and connections are used
 * @param dataset    The dataset's slug. Not empty; percent-encoded into the path.
 * @param request_id The id of the delivery. Sent as the header X-Amz-Firehose-Request-Id.
 * @param body       what to send; borrowed, and serialised before anything is sent
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_events_send_kinesis(
    apie_honeycomb *client, const char *dataset, const char *request_id,
    const apie_honeycomb_kinesis_events *body, const apie_call_options *options,
    apie_honeycomb_kinesis_result **out, apie_error *error);

APIE_END_DECLS

#endif
