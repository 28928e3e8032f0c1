/**
 * @file apie/async/honeycomb/events.h
 * Events: what the service is told of the program's work. An event is an object of texts, numbers
 * and truth values; it is queryable some 30 s later and cannot be deleted.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_HONEYCOMB_EVENTS_H
#define APIE_ASYNC_HONEYCOMB_EVENTS_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/events.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_honeycomb_kinesis_result.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_kinesis_result_cb(
    apie_status status, apie_honeycomb_kinesis_result *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_honeycomb_batch_result_list.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_batch_result_list_cb(
    apie_status status, apie_honeycomb_batch_result_list *result, const apie_error *error, void *user);

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
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_honeycomb_events_send(
    apie_async_honeycomb *client, const char *dataset, const char *time, apie_opt_int samplerate,
    const apie_honeycomb_event *body, const apie_call_options *options, apie_done_cb *callback,
    void *user, apie_error *error);

/**
 * Sends events at once. Each has its own result, in the same order: APIE_OK says only that the
 * batch arrived.
 *
 * POST /1/batch/{datasetSlug}. Not safe to repeat: it is tried again only if the service cannot
 * have acted on it, or if options->idempotency_key is set.
 * Sent with the client's ingest_key or api_key.
 *
 * @param client   whose address, key and connections are used
 * @param dataset  The dataset's slug. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_honeycomb_events_send_batch(
    apie_async_honeycomb *client, const char *dataset, const apie_honeycomb_batch_event_list *body,
    const apie_call_options *options, apie_honeycomb_batch_result_list_cb *callback, void *user,
    apie_error *error);

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
APIE_API apie_call *apie_async_honeycomb_events_send_kinesis(
    apie_async_honeycomb *client, const char *dataset, const char *request_id,
    const apie_honeycomb_kinesis_events *body, const apie_call_options *options,
    apie_honeycomb_kinesis_result_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
