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
#include <apie/openapp/devices.h>
#include <apie/openapp/entities.h>
#include <apie/openapp/integrations.h>
#include <apie/openapp/orgs.h>
#include <apie/openapp/users.h>
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
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_list_all(apie_openapp *client,
                                                               const apie_openapp_list_query *query,
                                                               const apie_call_options *options,
                                                               apie_openapp_org_page **out,
                                                               apie_error *error);

/**
 * Reads all of an organization's devices, page by page as apie_openapp_devices_list would.
 *
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end
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
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_list_all(
    apie_openapp *client, const apie_openapp_entity_query *query, const apie_call_options *options,
    apie_openapp_entity_page **out, apie_error *error);

/**
 * Reads all of an organization's integrations, page by page as apie_openapp_integrations_list
 * would.
 *
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_list_all(
    apie_openapp *client, const apie_openapp_integration_query *query,
    const apie_call_options *options, apie_openapp_integration_page **out, apie_error *error);

/**
 * Reads all of the people that a search finds, page by page as apie_openapp_users_search would.
 *
 * @param query which of them; NULL: all. Its limit is the size of a page (unset: 200), its offset
 *        how many to pass over first
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes all that came, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK; else why a page could not be read; APIE_ERROR_PROTOCOL: the list does not end
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_users_search_all(
    apie_openapp *client, const apie_openapp_user_query *query, const apie_call_options *options,
    apie_openapp_user_page **out, apie_error *error);

APIE_END_DECLS

#endif
