/**
 * @file apie/sync/honeycomb/dataset_definitions.h
 * Dataset definitions: which columns have a special meaning, such as the id of a trace.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_HONEYCOMB_DATASET_DEFINITIONS_H
#define APIE_SYNC_HONEYCOMB_DATASET_DEFINITIONS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/dataset_definitions.h>

APIE_BEGIN_DECLS

/**
 * Gets the definitions of a dataset.
 *
 * GET /1/dataset_definitions/{datasetSlug}. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param dataset The dataset's slug. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_dataset_definitions_get(
    apie_honeycomb *client, const char *dataset, const apie_call_options *options,
    apie_honeycomb_dataset_definitions **out, apie_error *error);

/**
 * Changes the definitions that are set in the body, and no others.
 *
 * PATCH /1/dataset_definitions/{datasetSlug}. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 * Sent with the client's api_key.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_dataset_definitions_update(
    apie_honeycomb *client, const char *dataset, const apie_honeycomb_dataset_definitions *body,
    const apie_call_options *options, apie_honeycomb_dataset_definitions **out, apie_error *error);

APIE_END_DECLS

#endif
