/**
 * @file apie/async/openapp/devices.h
 * Devices: what is mounted at a site, such as a door controller or a camera. Requests need an
 * organization: use a handle made for one.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_OPENAPP_DEVICES_H
#define APIE_ASYNC_OPENAPP_DEVICES_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>
#include <apie/openapp/devices.h>
#include <apie/async/openapp/status.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_openapp_device.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_device_cb(
    apie_status status, apie_openapp_device *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_device_page.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_device_page_cb(
    apie_status status, apie_openapp_device_page *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_device_metadata_definition.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_device_metadata_definition_cb(
    apie_status status, apie_openapp_device_metadata_definition *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_door_restrictions.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_door_restrictions_cb(
    apie_status status, apie_openapp_door_restrictions *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_virtual_open.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_virtual_open_cb(
    apie_status status, apie_openapp_virtual_open *result, const apie_error *error, void *user);

/**
 * Lists devices, one page at a time. devices_list_all reads them all.
 *
 * GET /devices. Safe to repeat: a failed attempt is tried again, even if the service may have acted
 * on it.
 *
 * @param client   whose address, key and connections are used
 * @param query    what to ask for; NULL: as if it were all zero
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
APIE_API apie_call *apie_async_openapp_devices_list(
    apie_async_openapp *client, const apie_openapp_device_query *query,
    const apie_call_options *options, apie_openapp_device_page_cb *callback, void *user,
    apie_error *error);

/**
 * Makes a device.
 *
 * POST /devices. Not safe to repeat: it is tried again only if the service cannot have acted on it,
 * or if options->idempotency_key is set.
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
APIE_API apie_call *apie_async_openapp_devices_create(
    apie_async_openapp *client, const apie_openapp_device_create *body,
    const apie_call_options *options, apie_openapp_device_cb *callback, void *user,
    apie_error *error);

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
 * @param callback        told the outcome, once, from the loop; NULL: nobody is told
 * @param user            handed to the callback
 * @param error           takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_devices_get(
    apie_async_openapp *client, const char *device_id, apie_opt_bool include_deleted,
    apie_opt_bool include_stale, const apie_call_options *options, apie_openapp_device_cb *callback,
    void *user, apie_error *error);

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
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_devices_update(
    apie_async_openapp *client, const char *device_id, const apie_openapp_device_update *body,
    const apie_call_options *options, apie_openapp_device_cb *callback, void *user,
    apie_error *error);

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
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_devices_delete(
    apie_async_openapp *client, const char *device_id, apie_opt_bool recursive,
    const apie_call_options *options, apie_openapp_device_cb *callback, void *user,
    apie_error *error);

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
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_devices_purge(
    apie_async_openapp *client, const char *device_id, apie_opt_bool recursive,
    const apie_call_options *options, apie_openapp_device_cb *callback, void *user,
    apie_error *error);

/**
 * Brings a soft-deleted device back.
 *
 * POST /devices/{device_id}/restore. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_devices_restore(
    apie_async_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_device_cb *callback, void *user, apie_error *error);

/**
 * Has the provider asked how many channels the device has.
 *
 * POST /devices/{device_id}/channel-count/refresh. Not safe to repeat: it is tried again only if
 * the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_devices_refresh_channel_count(
    apie_async_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_json_cb *callback, void *user, apie_error *error);

/**
 * Reads who may open a door.
 *
 * GET /devices/{device_id}/door-restrictions. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_devices_door_restrictions(
    apie_async_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_door_restrictions_cb *callback, void *user, apie_error *error);

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
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_devices_set_door_restrictions(
    apie_async_openapp *client, const char *device_id, const apie_openapp_door_restrictions *body,
    const apie_call_options *options, apie_openapp_door_restrictions_cb *callback, void *user,
    apie_error *error);

/**
 * Reads what a device's metadata may be, and is.
 *
 * GET /devices/{device_id}/metadata-definition. Safe to repeat: a failed attempt is tried again,
 * even if the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_devices_metadata_definition(
    apie_async_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_device_metadata_definition_cb *callback, void *user, apie_error *error);

/**
 * Opens a virtual door.
 *
 * POST /devices/{device_id}/virtual-access/open. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_devices_virtual_open(
    apie_async_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_virtual_open_cb *callback, void *user, apie_error *error);

/**
 * Reads whether a door is held open or closed.
 *
 * GET /devices/{device_id}/hold. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param device_id The device's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_devices_hold(
    apie_async_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_json_cb *callback, void *user, apie_error *error);

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
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_devices_set_hold(
    apie_async_openapp *client, const char *device_id, const json_t *body,
    const apie_call_options *options, apie_openapp_json_cb *callback, void *user,
    apie_error *error);

APIE_END_DECLS

#endif
