/**
 * @file apie/sync/honeycomb/pipelines.h
 * Pipelines: the configuration of telemetry pipelines that the service manages, for the programs
 * that run them.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_HONEYCOMB_PIPELINES_H
#define APIE_SYNC_HONEYCOMB_PIPELINES_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/pipelines.h>

APIE_BEGIN_DECLS

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
 * @param out                  takes the result on success, to be freed with apie_free(), or NULL if
 *                             the service sent none; NULL: it is not wanted
 * @param error                takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_pipelines_get_configuration(
    apie_honeycomb *client, const char *pipeline_id, const char *id, const char *kind,
    apie_opt_bool generate_ingest_keys, const char *etag, const apie_call_options *options,
    apie_honeycomb_pipeline_configuration **out, apie_error *error);

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
 * @param out         takes the result on success, to be freed with apie_free(); NULL: it is not
 *                    wanted
 * @param error       takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_pipelines_update_rollout(
    apie_honeycomb *client, const char *pipeline_id, const char *id,
    const apie_honeycomb_pipeline_rollout *body, const apie_call_options *options,
    apie_honeycomb_pipeline_rollout **out, apie_error *error);

/**
 * Tells what a pipeline did.
 *
 * POST /2/teams/{teamSlug}/pipelines/{pipelineId}/health. Not safe to repeat: it is tried again
 * only if the service cannot have acted on it, or if options->idempotency_key is set.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
 *
 * @param client  whose address, key and connections are used
 * @param id      The pipeline's id. Not empty; percent-encoded into the path.
 * @param body    what to send; borrowed, and serialised before anything is sent
 * @param options limits of this call; NULL: the client's defaults
 * @param error   takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_pipelines_record_usage(
    apie_honeycomb *client, const char *id, const apie_honeycomb_pipeline_usage *body,
    const apie_call_options *options, apie_error *error);

APIE_END_DECLS

#endif
