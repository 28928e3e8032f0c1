/**
 * @file apie/sync/openapp/entities.h
 * Entities: what a device can do or tell, such as a door, a light or a line in a directory. Actions
 * open doors: none is repeated by itself unless it has an idempotency key. Requests need an
 * organization: use a handle made for one.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_ENTITIES_H
#define APIE_SYNC_OPENAPP_ENTITIES_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>
#include <apie/openapp/orgs.h>
#include <apie/openapp/entities.h>

APIE_BEGIN_DECLS

/**
 * Lists entities, one page at a time. entities_list_all reads them all.
 *
 * GET /entities. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_list(
    apie_openapp *client, const apie_openapp_entity_query *query, const apie_call_options *options,
    apie_openapp_entity_page **out, apie_error *error);

/**
 * Makes an entity.
 *
 * POST /entities. Not safe to repeat: it is tried again only if the service cannot have acted on
 * it, or if options->idempotency_key is set.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_create(
    apie_openapp *client, const apie_openapp_entity_create *body, const apie_call_options *options,
    apie_openapp_entity **out, apie_error *error);

/**
 * Reads an entity.
 *
 * GET /entities/{entity_id}. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client          whose address, key and connections are used
 * @param entity_id       The entity's id. Not empty; percent-encoded into the path.
 * @param include_deleted Whether soft-deleted ones count, too. Sent as the query parameter
 *                        include_deleted; unset: not sent.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_get(
    apie_openapp *client, const char *entity_id, apie_opt_bool include_deleted,
    const apie_call_options *options, apie_openapp_entity **out, apie_error *error);

/**
 * Changes an entity.
 *
 * PUT /entities/{entity_id}. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param entity_id The entity's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_update(
    apie_openapp *client, const char *entity_id, const apie_openapp_entity_update *body,
    const apie_call_options *options, apie_openapp_entity **out, apie_error *error);

/**
 * Changes some of an entity's metadata.
 *
 * PATCH /entities/{entity_id}. Not safe to repeat: it is tried again only if the service cannot
 * have acted on it, or if options->idempotency_key is set.
 *
 * @param client    whose address, key and connections are used
 * @param entity_id The entity's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_patch(
    apie_openapp *client, const char *entity_id, const apie_openapp_entity_patch *body,
    const apie_call_options *options, apie_openapp_entity **out, apie_error *error);

/**
 * Soft-deletes an entity. Its result is the entity as it is then, or NULL if the service does not
 * say.
 *
 * DELETE /entities/{entity_id}. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param entity_id The entity's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_delete(
    apie_openapp *client, const char *entity_id, const apie_call_options *options,
    apie_openapp_entity **out, apie_error *error);

/**
 * Deletes an entity for good. Its result is what it was, or NULL if the service does not say.
 *
 * DELETE /entities/{entity_id}/purge. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param entity_id The entity's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_purge(
    apie_openapp *client, const char *entity_id, const apie_call_options *options,
    apie_openapp_entity **out, apie_error *error);

/**
 * Brings a soft-deleted entity back.
 *
 * POST /entities/{entity_id}/restore. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client    whose address, key and connections are used
 * @param entity_id The entity's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_restore(
    apie_openapp *client, const char *entity_id, const apie_call_options *options,
    apie_openapp_entity **out, apie_error *error);

/**
 * Has an entity do something. The body is what the action wants to know; NULL: nothing.
 *
 * POST /entities/{entity_id}/actions/{action_id}. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client        whose address, key and connections are used
 * @param entity_id     The entity's id. Not empty; percent-encoded into the path.
 * @param action_id     The action's id, such as "open". Not empty; percent-encoded into the path.
 * @param preview_token The token from a preview or from a refusal with the code
 *                      "confirmation_required"; good for ten minutes, once, and for the same body.
 *                      Sent as the header X-OpenApp-Confirm; NULL: not sent.
 * @param body          what to send; borrowed, and serialised before anything is sent; NULL: an
 *                      empty object
 * @param options       limits of this call; NULL: the client's defaults
 * @param out           takes the result on success, to be freed with apie_free(), or NULL if the
 *                      service sent none; NULL: it is not wanted
 * @param error         takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_run_action(
    apie_openapp *client, const char *entity_id, const char *action_id, const char *preview_token,
    const json_t *body, const apie_call_options *options, apie_openapp_json **out,
    apie_error *error);

/**
 * Asks what an action would do, and for the token to confirm it with. Nothing is done.
 *
 * POST /entities/{entity_id}/actions/{action_id}/preview. Not safe to repeat: it is tried again
 * only if the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client    whose address, key and connections are used
 * @param entity_id The entity's id. Not empty; percent-encoded into the path.
 * @param action_id The action's id, such as "open". Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_preview_action(
    apie_openapp *client, const char *entity_id, const char *action_id, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Reads what an entity's metadata may be, and is.
 *
 * GET /entities/{entity_id}/metadata-definition. Safe to repeat: a failed attempt is tried again,
 * even if the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param entity_id The entity's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_metadata_definition(
    apie_openapp *client, const char *entity_id, const apie_call_options *options,
    apie_openapp_entity_metadata_definition **out, apie_error *error);

/**
 * Lists the entities of a device, one page at a time.
 *
 * GET /devices/{device_id}/entities. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client      whose address, key and connections are used
 * @param device_id   The device's id. Not empty; percent-encoded into the path.
 * @param entity_type Only those of this kind. Sent as the query parameter entity_type; NULL: not
 *                    sent.
 * @param query       what to ask for; NULL: as if it were all zero
 * @param options     limits of this call; NULL: the client's defaults
 * @param out         takes the result on success, to be freed with apie_free(); NULL: it is not
 *                    wanted
 * @param error       takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_by_device(
    apie_openapp *client, const char *device_id, const char *entity_type,
    const apie_openapp_list_query *query, const apie_call_options *options,
    apie_openapp_entity_page **out, apie_error *error);

/**
 * Reads what the metadata of a new entity on a device may be.
 *
 * GET /devices/{device_id}/entities/metadata-definition. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 *
 * @param client      whose address, key and connections are used
 * @param device_id   The device's id. Not empty; percent-encoded into the path.
 * @param entity_type The kind of entity. Sent as the query parameter entity_type.
 * @param options     limits of this call; NULL: the client's defaults
 * @param out         takes the result on success, to be freed with apie_free(); NULL: it is not
 *                    wanted
 * @param error       takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_device_entities_metadata_definition(
    apie_openapp *client, const char *device_id, const char *entity_type,
    const apie_call_options *options, apie_openapp_entity_metadata_definition **out,
    apie_error *error);

/**
 * Lists the floors of a directory.
 *
 * GET /devices/{device_id}/directory-floors. Safe to repeat: a failed attempt is tried again, even
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
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_directory_floors(
    apie_openapp *client, const char *device_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

APIE_END_DECLS

#endif
