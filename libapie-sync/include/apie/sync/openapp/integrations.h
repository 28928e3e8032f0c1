/**
 * @file apie/sync/openapp/integrations.h
 * Integrations: connections to the systems of others that devices come through, and virtual sites
 * with their access portals and invitations. Requests need an organization: use a handle made for
 * one.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_INTEGRATIONS_H
#define APIE_SYNC_OPENAPP_INTEGRATIONS_H

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
#include <apie/openapp/integrations.h>

APIE_BEGIN_DECLS

/**
 * Lists integrations, one page at a time. integrations_list_all reads them all.
 *
 * GET /integrations. Safe to repeat: a failed attempt is tried again, even if the service may have
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_list(
    apie_openapp *client, const apie_openapp_integration_query *query,
    const apie_call_options *options, apie_openapp_integration_page **out, apie_error *error);

/**
 * Makes an integration.
 *
 * POST /integrations. Not safe to repeat: it is tried again only if the service cannot have acted
 * on it, or if options->idempotency_key is set.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_create(
    apie_openapp *client, const apie_openapp_integration_create *body,
    const apie_call_options *options, apie_openapp_integration **out, apie_error *error);

/**
 * Lists the providers that the service knows, with their names.
 *
 * GET /integrations/provider-types. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client  whose address, key and connections are used
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_provider_types(
    apie_openapp *client, const apie_call_options *options, apie_openapp_json **out,
    apie_error *error);

/**
 * Reads what a provider can do and wants to know.
 *
 * GET /integrations/provider-types/{provider_type}/definition. Safe to repeat: a failed attempt is
 * tried again, even if the service may have acted on it.
 *
 * @param client        whose address, key and connections are used
 * @param provider_type The provider's type, such as "mqtt". Not empty; percent-encoded into the
 *                      path.
 * @param options       limits of this call; NULL: the client's defaults
 * @param out           takes the result on success, to be freed with apie_free(); NULL: it is not
 *                      wanted
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_provider_definition(
    apie_openapp *client, const char *provider_type, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Reads an integration.
 *
 * GET /integrations/{integration_id}. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client          whose address, key and connections are used
 * @param integration_id  The integration's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_get(
    apie_openapp *client, const char *integration_id, apie_opt_bool include_deleted,
    const apie_call_options *options, apie_openapp_integration **out, apie_error *error);

/**
 * Changes an integration.
 *
 * PUT /integrations/{integration_id}. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param body           what to send; borrowed, and serialised before anything is sent
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(); NULL: it is not
 *                       wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_update(
    apie_openapp *client, const char *integration_id, const apie_openapp_integration_update *body,
    const apie_call_options *options, apie_openapp_integration **out, apie_error *error);

/**
 * Deletes an integration for good. Its result is what it was, or NULL if the service does not say.
 *
 * DELETE /integrations/{integration_id}/purge. Safe to repeat: a failed attempt is tried again,
 * even if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(), or NULL if the
 *                       service sent none; NULL: it is not wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_purge(
    apie_openapp *client, const char *integration_id, const apie_call_options *options,
    apie_openapp_integration **out, apie_error *error);

/**
 * Brings a soft-deleted integration back.
 *
 * POST /integrations/{integration_id}/restore. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(); NULL: it is not
 *                       wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_restore(
    apie_openapp *client, const char *integration_id, const apie_call_options *options,
    apie_openapp_integration **out, apie_error *error);

/**
 * Reads what the metadata of an integration's devices may be.
 *
 * GET /integrations/{integration_id}/device-metadata-schema. Safe to repeat: a failed attempt is
 * tried again, even if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(); NULL: it is not
 *                       wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_device_metadata_schema(
    apie_openapp *client, const char *integration_id, const apie_call_options *options,
    apie_openapp_integration_metadata_schema **out, apie_error *error);

/**
 * Asks the provider for the devices that it has.
 *
 * GET /integrations/{integration_id}/discovered-devices. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 *
 * @param client          whose address, key and connections are used
 * @param integration_id  The integration's id. Not empty; percent-encoded into the path.
 * @param include_deleted Whether a soft-deleted one counts, too. Sent as the query parameter
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_discovered_devices(
    apie_openapp *client, const char *integration_id, apie_opt_bool include_deleted,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Has the provider asked how many channels its devices have.
 *
 * POST /integrations/{integration_id}/discovered-devices/refresh-channel-counts. Not safe to
 * repeat: it is tried again only if the service cannot have acted on it, or if
 * options->idempotency_key is set.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(), or NULL if the
 *                       service sent none; NULL: it is not wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_refresh_device_channel_counts(
    apie_openapp *client, const char *integration_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Lists the entities of an integration's devices, one page at a time.
 *
 * GET /integrations/{integration_id}/entities. Safe to repeat: a failed attempt is tried again,
 * even if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param entity_type    Only those of these kinds, with commas between them. Sent as the query
 *                       parameter entity_type; NULL: not sent.
 * @param query          what to ask for; NULL: as if it were all zero
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(); NULL: it is not
 *                       wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_entities(
    apie_openapp *client, const char *integration_id, const char *entity_type,
    const apie_openapp_list_query *query, const apie_call_options *options,
    apie_openapp_entity_page **out, apie_error *error);

/**
 * Lists what a provider can be asked to do beyond actions.
 *
 * GET /integrations/{integration_id}/ops. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 *
 * @param client          whose address, key and connections are used
 * @param integration_id  The integration's id. Not empty; percent-encoded into the path.
 * @param include_deleted Whether a soft-deleted one counts, too. Sent as the query parameter
 *                        include_deleted; unset: not sent.
 * @param options         limits of this call; NULL: the client's defaults
 * @param out             takes the result on success, to be freed with apie_free(), or NULL if the
 *                        service sent none; NULL: it is not wanted
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_ops(
    apie_openapp *client, const char *integration_id, apie_opt_bool include_deleted,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Has a provider do something. The body is what it wants to know; NULL: nothing.
 *
 * POST /integrations/{integration_id}/ops/{op_id}. Not safe to repeat: it is tried again only if
 * the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param op_id          The operation's id, as integrations_ops tells it. Not empty;
 *                       percent-encoded into the path.
 * @param body           what to send; borrowed, and serialised before anything is sent; NULL: an
 *                       empty object
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(), or NULL if the
 *                       service sent none; NULL: it is not wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_run_op(
    apie_openapp *client, const char *integration_id, const char *op_id, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Lists the portals of an integration.
 *
 * GET /integrations/{integration_id}/access-portals. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(); NULL: it is not
 *                       wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_list_access_portals(
    apie_openapp *client, const char *integration_id, const apie_call_options *options,
    apie_openapp_access_portal_page **out, apie_error *error);

/**
 * Makes a portal.
 *
 * POST /integrations/{integration_id}/access-portals. Not safe to repeat: it is tried again only if
 * the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param body           what to send; borrowed, and serialised before anything is sent
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(); NULL: it is not
 *                       wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_create_access_portal(
    apie_openapp *client, const char *integration_id, const apie_openapp_access_portal_create *body,
    const apie_call_options *options, apie_openapp_access_portal **out, apie_error *error);

/**
 * Reads a portal.
 *
 * GET /integrations/access-portals/{portal_id}. Safe to repeat: a failed attempt is tried again,
 * even if the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param portal_id The portal's id. Not empty; percent-encoded into the path.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_get_access_portal(
    apie_openapp *client, const char *portal_id, const apie_call_options *options,
    apie_openapp_access_portal **out, apie_error *error);

/**
 * Changes a portal.
 *
 * PUT /integrations/{integration_id}/access-portals/{portal_id}. Safe to repeat: a failed attempt
 * is tried again, even if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param portal_id      The portal's id. Not empty; percent-encoded into the path.
 * @param body           what to send; borrowed, and serialised before anything is sent
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(), or NULL if the
 *                       service sent none; NULL: it is not wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_update_access_portal(
    apie_openapp *client, const char *integration_id, const char *portal_id,
    const apie_openapp_access_portal_update *body, const apie_call_options *options,
    apie_openapp_access_portal **out, apie_error *error);

/**
 * Soft-deletes a portal.
 *
 * DELETE /integrations/{integration_id}/access-portals/{portal_id}. Safe to repeat: a failed
 * attempt is tried again, even if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param portal_id      The portal's id. Not empty; percent-encoded into the path.
 * @param options        limits of this call; NULL: the client's defaults
 * @param error          takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_delete_access_portal(
    apie_openapp *client, const char *integration_id, const char *portal_id,
    const apie_call_options *options, apie_error *error);

/**
 * Makes an invitation: a link that lets somebody in. The body has at least "portal_ids" and
 * "schedules". The link's token is told only once. With an idempotency key, asking again makes no
 * second one: the answer then has "idempotent_replay" and no token.
 *
 * POST /integrations/{integration_id}/access-invites. Not safe to repeat: it is tried again only if
 * the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param body           what to send; borrowed, and serialised before anything is sent; NULL: an
 *                       empty object
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(); NULL: it is not
 *                       wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_create_access_invite(
    apie_openapp *client, const char *integration_id, const json_t *body,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Changes an invitation.
 *
 * PUT /integrations/{integration_id}/access-invites/{invite_link_id}. Safe to repeat: a failed
 * attempt is tried again, even if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param invite_link_id The invitation's id. Not empty; percent-encoded into the path.
 * @param body           what to send; borrowed, and serialised before anything is sent; NULL: an
 *                       empty object
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(), or NULL if the
 *                       service sent none; NULL: it is not wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_update_access_invite(
    apie_openapp *client, const char *integration_id, const char *invite_link_id,
    const json_t *body, const apie_call_options *options, apie_openapp_json **out,
    apie_error *error);

/**
 * Deletes an invitation for good.
 *
 * DELETE /integrations/{integration_id}/access-invites/{invite_link_id}. Safe to repeat: a failed
 * attempt is tried again, even if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param invite_link_id The invitation's id. Not empty; percent-encoded into the path.
 * @param options        limits of this call; NULL: the client's defaults
 * @param error          takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_delete_access_invite(
    apie_openapp *client, const char *integration_id, const char *invite_link_id,
    const apie_call_options *options, apie_error *error);

/**
 * Makes a revoked invitation good again.
 *
 * POST /integrations/{integration_id}/access-invites/{invite_link_id}/restore. Not safe to repeat:
 * it is tried again only if the service cannot have acted on it, or if options->idempotency_key is
 * set.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param invite_link_id The invitation's id. Not empty; percent-encoded into the path.
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(), or NULL if the
 *                       service sent none; NULL: it is not wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_restore_access_invite(
    apie_openapp *client, const char *integration_id, const char *invite_link_id,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

APIE_END_DECLS

#endif
