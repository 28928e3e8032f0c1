/**
 * @file apie/async/honeycomb/pipelines.h
 * Pipelines: the configuration of telemetry pipelines that the service manages, for the programs
 * that run them.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_HONEYCOMB_PIPELINES_H
#define APIE_ASYNC_HONEYCOMB_PIPELINES_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/pipelines.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_honeycomb_pipeline_configuration.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_pipeline_configuration_cb(
    apie_status status, apie_honeycomb_pipeline_configuration *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_honeycomb_pipeline_rollout.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_pipeline_rollout_cb(
    apie_status status, apie_honeycomb_pipeline_rollout *result, const apie_error *error, void *user);

/**
 * Gets a configuration, or learns that it has not changed: with the ETag that the program has, the
 * service answers 304, and there is no result.
 *
 * GET /2/teams/{teamSlug}/pipelines/{pipelineId}/configurations/{configurationId}. Safe to repeat:
 * a failed attempt is tried again, even if the service may have acted on it.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
 *
 * @param client               whose address, key and connections are used
 * @param pipeline_id          The pipeline's id. Not empty; percent-encoded into the path.
 * @param id                   The configuration's id, or "current". Not empty; percent-encoded into
 *                             the path.
 * @param kind                 Only the configuration of this part. Sent as the query parameter
 *                             filter[kind]; NULL: not sent.
 * @param generate_ingest_keys Whether keys that the configuration needs are made. Sent as the query
 *                             parameter generate_ingest_keys; unset: not sent.
 * @param etag                 The ETag of the answer that the program has. Sent as the header
 *                             If-None-Match; NULL: not sent.
 * @param options              limits of this call; NULL: the client's defaults
 * @param callback             told the outcome, once, from the loop; NULL: nobody is told
 * @param user                 handed to the callback
 * @param error                takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_honeycomb_pipelines_get_configuration(
    apie_async_honeycomb *client, const char *pipeline_id, const char *id, const char *kind,
    apie_opt_bool generate_ingest_keys, const char *etag, const apie_call_options *options,
    apie_honeycomb_pipeline_configuration_cb *callback, void *user, apie_error *error);

/**
 * Tells how far a rollout is.
 *
 * PATCH /2/teams/{teamSlug}/pipelines/{pipelineId}/rollouts/{rolloutId}. Not safe to repeat: it is
 * tried again only if the service cannot have acted on it, or if options->idempotency_key is set.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
 *
 * @param client      whose address, key and connections are used
 * @param pipeline_id The pipeline's id. Not empty; percent-encoded into the path.
 * @param id          The rollout's id. Not empty; percent-encoded into the path.
 * @param body        what to send; borrowed, and serialised before anything is sent
 * @param options     limits of this call; NULL: the client's defaults
 * @param callback    told the outcome, once, from the loop; NULL: nobody is told
 * @param user        handed to the callback
 * @param error       takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_honeycomb_pipelines_update_rollout(
    apie_async_honeycomb *client, const char *pipeline_id, const char *id,
    const apie_honeycomb_pipeline_rollout *body, const apie_call_options *options,
    apie_honeycomb_pipeline_rollout_cb *callback, void *user, apie_error *error);

/**
 * Tells what a pipeline did.
 *
 * POST /2/teams/{teamSlug}/pipelines/{pipelineId}/health. Not safe to repeat: it is tried again
 * only if the service cannot have acted on it, or if options->idempotency_key is set.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
 *
 * @param client   whose address, key and connections are used
 * @param id       The pipeline's id. Not empty; percent-encoded into the path.
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
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_honeycomb_pipelines_record_usage(
    apie_async_honeycomb *client, const char *id, const apie_honeycomb_pipeline_usage *body,
    const apie_call_options *options, apie_done_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
