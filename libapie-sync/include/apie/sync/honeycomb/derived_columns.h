/**
 * @file apie/sync/honeycomb/derived_columns.h
 * Derived columns, which the service also calls calculated fields: columns that are made from
 * others by a formula, for all queries of a dataset or of the environment.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_HONEYCOMB_DERIVED_COLUMNS_H
#define APIE_SYNC_HONEYCOMB_DERIVED_COLUMNS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/derived_columns.h>

APIE_BEGIN_DECLS

/**
 * Lists the derived columns, or finds one by its alias.
 *
 * GET /1/derived_columns/{datasetSlug}. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param dataset The dataset's slug, or "__all__" for what belongs to the whole environment. Not
 *                empty; percent-encoded into the path.
 * @param alias   The alias of the only one that is wanted. Sent as the query parameter alias; NULL:
 *                not sent.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_derived_columns_list(
    apie_honeycomb *client, const char *dataset, const char *alias,
    const apie_call_options *options, apie_honeycomb_derived_column_list **out, apie_error *error);

/**
 * Gets a derived column.
 *
 * GET /1/derived_columns/{datasetSlug}/{derivedColumnId}. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param dataset The dataset's slug, or "__all__" for what belongs to the whole environment. Not
 *                empty; percent-encoded into the path.
 * @param id      The derived column's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_derived_columns_get(
    apie_honeycomb *client, const char *dataset, const char *id, const apie_call_options *options,
    apie_honeycomb_derived_column **out, apie_error *error);

/**
 * Makes a derived column.
 *
 * POST /1/derived_columns/{datasetSlug}. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param dataset The dataset's slug, or "__all__" for what belongs to the whole environment. Not
 *                empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_derived_columns_create(
    apie_honeycomb *client, const char *dataset, const apie_honeycomb_derived_column *body,
    const apie_call_options *options, apie_honeycomb_derived_column **out, apie_error *error);

/**
 * Changes a derived column.
 *
 * PUT /1/derived_columns/{datasetSlug}/{derivedColumnId}. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param dataset The dataset's slug, or "__all__" for what belongs to the whole environment. Not
 *                empty; percent-encoded into the path.
 * @param id      The derived column's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_derived_columns_update(
    apie_honeycomb *client, const char *dataset, const char *id,
    const apie_honeycomb_derived_column *body, const apie_call_options *options,
    apie_honeycomb_derived_column **out, apie_error *error);

/**
 * Deletes a derived column. The service refuses while an SLO, a trigger or a board needs it.
 *
 * DELETE /1/derived_columns/{datasetSlug}/{derivedColumnId}. Safe to repeat: a failed attempt is
 * tried again, even if the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param dataset The dataset's slug, or "__all__" for what belongs to the whole environment. Not
 *                empty; percent-encoded into the path.
 * @param id      The derived column's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_derived_columns_delete(
    apie_honeycomb *client, const char *dataset, const char *id, const apie_call_options *options,
    apie_error *error);

APIE_END_DECLS

#endif
