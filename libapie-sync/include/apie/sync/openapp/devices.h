/**
 * @file apie/sync/openapp/devices.h
 * Devices: what is mounted at a site, such as a door controller or a camera. Requests need an
 * organization: use a handle made for one.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_DEVICES_H
#define APIE_SYNC_OPENAPP_DEVICES_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>
#include <apie/openapp/devices.h>

APIE_BEGIN_DECLS

/**
 * Lists devices, one page at a time. devices_list_all reads them all.
 *
 * GET /devices. Safe to repeat: a failed attempt is tried again, even if the service may have acted
 * on it.
 *
 * @param client  whose address, key and connections are used
 * @param query   what to ask for; NULL: as if it were all zero
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
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_list(
    apie_openapp *client, const apie_openapp_device_query *query, const apie_call_options *options,
    apie_openapp_device_page **out, apie_error *error);

/**
 * Makes a device.
 *
 * POST /devices. Not safe to repeat: it is tried again only if the service cannot have acted on it,
 * or if options->idempotency_key is set.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_create(
    apie_openapp *client, const apie_openapp_device_create *body, const apie_call_options *options,
    apie_openapp_device **out, apie_error *error);

/**
 * Reads a device.
 *
 * GET /devices/{device_id}. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client          whose address, key and connections are used
 * @param device_id       The device's id. Not empty; percent-encoded into the path.
 * @param include_deleted Whether soft-deleted ones count, too. Sent as the query parameter
 *                        include_deleted; unset: not sent.
 * @param include_stale   Whether to find out if it is stale. Sent as the query parameter
 *                        include_stale; unset: not sent.
 * @param options         limits of this call; NULL: the client's defaults
 * @param out             takes the result on success, to be freed with apie_free(); NULL: it is not
 *                        wanted
 * @param error           takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_get(
    apie_openapp *client, const char *device_id, apie_opt_bool include_deleted,
    apie_opt_bool include_stale, const apie_call_options *options, apie_openapp_device **out,
    apie_error *error);

/**
 * Changes a device.
 *
 * PUT /devices/{device_id}. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param body      what to send; borrowed, and serialised before anything is sent
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(); NULL: it is not
 *                  wanted
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_update(
    apie_openapp *client, const char *device_id, const apie_openapp_device_update *body,
    const apie_call_options *options, apie_openapp_device **out, apie_error *error);

/**
 * Soft-deletes a device. Its result is the device as it is then, or NULL if the service does not
 * say.
 *
 * DELETE /devices/{device_id}. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param recursive Whether what hangs on it goes, too. Sent as the query parameter recursive;
 *                  unset: not sent.
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(), or NULL if the
 *                  service sent none; NULL: it is not wanted
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_delete(
    apie_openapp *client, const char *device_id, apie_opt_bool recursive,
    const apie_call_options *options, apie_openapp_device **out, apie_error *error);

/**
 * Deletes a device for good. Its result is what it was, or NULL if the service does not say.
 *
 * DELETE /devices/{device_id}/purge. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param recursive Whether what hangs on it goes, too. Sent as the query parameter recursive;
 *                  unset: not sent.
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(), or NULL if the
 *                  service sent none; NULL: it is not wanted
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_purge(
    apie_openapp *client, const char *device_id, apie_opt_bool recursive,
    const apie_call_options *options, apie_openapp_device **out, apie_error *error);

/**
 * Brings a soft-deleted device back.
 *
 * POST /devices/{device_id}/restore. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(); NULL: it is not
 *                  wanted
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_restore(
    apie_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_device **out, apie_error *error);

/**
 * Has the provider asked how many channels the device has.
 *
 * POST /devices/{device_id}/channel-count/refresh. Not safe to repeat: it is tried again only if
 * the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(), or NULL if the
 *                  service sent none; NULL: it is not wanted
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_refresh_channel_count(
    apie_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Reads who may open a door.
 *
 * GET /devices/{device_id}/door-restrictions. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(); NULL: it is not
 *                  wanted
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_door_restrictions(
    apie_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_door_restrictions **out, apie_error *error);

/**
 * Sets who may open a door.
 *
 * PUT /devices/{device_id}/door-restrictions. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param body      what to send; borrowed, and serialised before anything is sent
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(); NULL: it is not
 *                  wanted
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_set_door_restrictions(
    apie_openapp *client, const char *device_id, const apie_openapp_door_restrictions *body,
    const apie_call_options *options, apie_openapp_door_restrictions **out, apie_error *error);

/**
 * Reads what a device's metadata may be, and is.
 *
 * GET /devices/{device_id}/metadata-definition. Safe to repeat: a failed attempt is tried again,
 * even if the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(); NULL: it is not
 *                  wanted
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_metadata_definition(
    apie_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_device_metadata_definition **out, apie_error *error);

/**
 * Opens a virtual door.
 *
 * POST /devices/{device_id}/virtual-access/open. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(); NULL: it is not
 *                  wanted
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_virtual_open(
    apie_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_virtual_open **out, apie_error *error);

/**
 * Reads whether a door is held open or closed.
 *
 * GET /devices/{device_id}/hold. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(); NULL: it is not
 *                  wanted
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_hold(
    apie_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Holds a door open or closed, or lets it go. The body has at least "mode": "normal", "hold_open"
 * or "hold_closed".
 *
 * PUT /devices/{device_id}/hold. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param body      what to send; borrowed, and serialised before anything is sent; NULL: an empty
 *                  object
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(), or NULL if the
 *                  service sent none; NULL: it is not wanted
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_set_hold(
    apie_openapp *client, const char *device_id, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

APIE_END_DECLS

#endif
