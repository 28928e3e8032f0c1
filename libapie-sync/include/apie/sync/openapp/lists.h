/**
 * @file apie/sync/openapp/lists.h
 * Whole lists: all pages of a list as one. Each page is a request; the deadline is for all of
 * them together.
 */
#ifndef APIE_SYNC_OPENAPP_LISTS_H
#define APIE_SYNC_OPENAPP_LISTS_H

#include <apie/error.h>
#include <apie/export.h>
#include <apie/openapp.h>
#include <apie/openapp/agents.h>
#include <apie/openapp/api_keys.h>
#include <apie/openapp/devices.h>
#include <apie/openapp/entities.h>
#include <apie/openapp/integrations.h>
#include <apie/openapp/orgs.h>
#include <apie/openapp/users.h>
#include <apie/openapp/zones.h>
#include <apie/options.h>
#include <apie/status.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/**
 * Reads all of the organizations that the key can see, page by page as apie_openapp_orgs_list
 * would.
 *
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_list_all(apie_openapp *client,
                                                               const apie_openapp_list_query *query,
                                                               const apie_call_options *options,
                                                               apie_openapp_org_page **out,
                                                               apie_error *error);

/**
 * Reads all of the organizations right below one, page by page as apie_openapp_orgs_children would.
 *
 * @param parent_id the organization above; NULL: those at the top
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_children_all(
    apie_openapp *client, const char *parent_id, const apie_openapp_list_query *query,
    const apie_call_options *options, apie_openapp_org_page **out, apie_error *error);

/**
 * Reads all of the organizations whose name holds a text or whose id it is, page by page as
 * apie_openapp_orgs_search would.
 *
 * @param q the text
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_search_all(
    apie_openapp *client, const char *q, const apie_openapp_list_query *query,
    const apie_call_options *options, apie_openapp_org_page **out, apie_error *error);

/**
 * Reads all of an organization's users, page by page as apie_openapp_orgs_users would.
 *
 * @param org_id the organization
 * @param recursive whether those of the organizations below count, too; unset: the service decides
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status
apie_openapp_orgs_users_all(apie_openapp *client, const char *org_id, apie_opt_bool recursive,
                            const apie_openapp_list_query *query, const apie_call_options *options,
                            apie_openapp_user_page **out, apie_error *error);

/**
 * Reads all of the people that a search finds, page by page as apie_openapp_users_search would.
 *
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_users_search_all(
    apie_openapp *client, const apie_openapp_user_query *query, const apie_call_options *options,
    apie_openapp_user_page **out, apie_error *error);

/**
 * Reads all of an organization's devices, page by page as apie_openapp_devices_list would.
 *
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_list_all(
    apie_openapp *client, const apie_openapp_device_query *query, const apie_call_options *options,
    apie_openapp_device_page **out, apie_error *error);

/**
 * Reads all of an organization's entities, page by page as apie_openapp_entities_list would.
 *
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_list_all(
    apie_openapp *client, const apie_openapp_entity_query *query, const apie_call_options *options,
    apie_openapp_entity_page **out, apie_error *error);

/**
 * Reads all of a device's entities, page by page as apie_openapp_entities_by_device would.
 *
 * @param device_id the device
 * @param entity_type only those of this kind; NULL: all
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_by_device_all(
    apie_openapp *client, const char *device_id, const char *entity_type,
    const apie_openapp_list_query *query, const apie_call_options *options,
    apie_openapp_entity_page **out, apie_error *error);

/**
 * Reads all of an integration's zones, page by page as apie_openapp_zones_by_integration would.
 *
 * @param integration_id the integration
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_zones_by_integration_all(
    apie_openapp *client, const char *integration_id, const apie_openapp_list_query *query,
    const apie_call_options *options, apie_openapp_zone_page **out, apie_error *error);

/**
 * Reads all of an organization's integrations, page by page as apie_openapp_integrations_list
 * would.
 *
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_list_all(
    apie_openapp *client, const apie_openapp_integration_query *query,
    const apie_call_options *options, apie_openapp_integration_page **out, apie_error *error);

/**
 * Reads all of the entities of an integration's devices, page by page as
 * apie_openapp_integrations_entities would.
 *
 * @param integration_id the integration
 * @param entity_type only those of these kinds, with commas between them; NULL: all
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_entities_all(
    apie_openapp *client, const char *integration_id, const char *entity_type,
    const apie_openapp_list_query *query, const apie_call_options *options,
    apie_openapp_entity_page **out, apie_error *error);

/**
 * Reads all of the API keys that the caller may see, page by page as apie_openapp_api_keys_list
 * would.
 *
 * @param limit the size of a page; unset: 200
 * @param offset how many to pass over first; unset: none
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_api_keys_list_all(
    apie_openapp *client, apie_opt_int limit, apie_opt_int offset, const apie_call_options *options,
    apie_openapp_api_key_page **out, apie_error *error);

/**
 * Reads all of the agents that the caller may see, page by page as apie_openapp_agents_list would.
 *
 * @param limit the size of a page; unset: 200
 * @param offset how many to pass over first; unset: none
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end,
 *         or the service does not send all of it
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_agents_list_all(
    apie_openapp *client, apie_opt_int limit, apie_opt_int offset, const apie_call_options *options,
    apie_openapp_agent_page **out, apie_error *error);

APIE_END_DECLS

#endif
