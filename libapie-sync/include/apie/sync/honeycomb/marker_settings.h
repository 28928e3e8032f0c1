/**
 * @file apie/sync/honeycomb/marker_settings.h
 * Marker settings: the color that markers of one type have.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_HONEYCOMB_MARKER_SETTINGS_H
#define APIE_SYNC_HONEYCOMB_MARKER_SETTINGS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/marker_settings.h>

APIE_BEGIN_DECLS

/**
 * Lists the colors of a dataset's markers.
 *
 * GET /1/marker_settings/{datasetSlug}. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param dataset The dataset's slug, or "__all__" for what belongs to the whole environment. Not
 *                empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_marker_settings_list(
    apie_honeycomb *client, const char *dataset, const apie_call_options *options,
    apie_honeycomb_marker_setting_list **out, apie_error *error);

/**
 * Gives a type of markers a color.
 *
 * POST /1/marker_settings/{datasetSlug}. Not safe to repeat: it is tried again only if the service
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_marker_settings_create(
    apie_honeycomb *client, const char *dataset, const apie_honeycomb_marker_setting *body,
    const apie_call_options *options, apie_honeycomb_marker_setting **out, apie_error *error);

/**
 * Changes a setting.
 *
 * PUT /1/marker_settings/{datasetSlug}/{markerSettingId}. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param dataset The dataset's slug, or "__all__" for what belongs to the whole environment. Not
 *                empty; percent-encoded into the path.
 * @param id      The setting's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_marker_settings_update(
    apie_honeycomb *client, const char *dataset, const char *id,
    const apie_honeycomb_marker_setting *body, const apie_call_options *options,
    apie_honeycomb_marker_setting **out, apie_error *error);

/**
 * Deletes a setting. The result is the setting as it was.
 *
 * DELETE /1/marker_settings/{datasetSlug}/{markerSettingId}. Safe to repeat: a failed attempt is
 * tried again, even if the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client  whose address, key and connections are used
 * @param dataset The dataset's slug, or "__all__" for what belongs to the whole environment. Not
 *                empty; percent-encoded into the path.
 * @param id      The setting's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_honeycomb_marker_settings_delete(
    apie_honeycomb *client, const char *dataset, const char *id, const apie_call_options *options,
    apie_honeycomb_marker_setting **out, apie_error *error);

APIE_END_DECLS

#endif
