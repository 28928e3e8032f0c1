/**
 * @file apie/sync/openapp/by_name.h
 * Things by their names: which may be in several languages, each of which counts. All pages are
 * read and every name on them is compared here: nothing else tells whether a name is given twice,
 * and the service's own search may know one language only.
 */
#ifndef APIE_SYNC_OPENAPP_BY_NAME_H
#define APIE_SYNC_OPENAPP_BY_NAME_H

#include <apie/error.h>
#include <apie/export.h>
#include <apie/openapp.h>
#include <apie/openapp/devices.h>
#include <apie/openapp/integrations.h>
#include <apie/openapp/orgs.h>
#include <apie/openapp/zones.h>
#include <apie/options.h>
#include <apie/status.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/**
 * Finds an organization by its name.
 *
 * @param name what to look for; blanks around it do not count
 * @param match the whole name, or any part of it
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes a page with the one that was found, to be freed with apie_free(), on
 *        APIE_ERROR_AMBIGUOUS, too; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_NOT_FOUND_BY_NAME: nothing has the name; APIE_ERROR_AMBIGUOUS:
 *         several have, and the result is all of them; APIE_ERROR_INVALID_ARGUMENT: the name is
 *         blank; APIE_ERROR_PROTOCOL: the list does not end, or the service does not send all of
 *         it; or why a page could not be read
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_get_by_name(
    apie_openapp *client, const char *name, apie_openapp_match match,
    const apie_call_options *options, apie_openapp_org_page **out, apie_error *error);

/**
 * Finds a device by its name.
 *
 * @param integration_id only those of this integration; NULL: all
 * @param name what to look for; blanks around it do not count
 * @param match the whole name, or any part of it
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes a page with the one that was found, to be freed with apie_free(), on
 *        APIE_ERROR_AMBIGUOUS, too; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_NOT_FOUND_BY_NAME: nothing has the name; APIE_ERROR_AMBIGUOUS:
 *         several have, and the result is all of them; APIE_ERROR_INVALID_ARGUMENT: the name is
 *         blank; APIE_ERROR_PROTOCOL: the list does not end, or the service does not send all of
 *         it; or why a page could not be read
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_get_by_name(
    apie_openapp *client, const char *integration_id, const char *name, apie_openapp_match match,
    const apie_call_options *options, apie_openapp_device_page **out, apie_error *error);

/**
 * Finds an integration by its name.
 *
 * @param provider_type only those of this type of provider; NULL: all
 * @param name what to look for; blanks around it do not count
 * @param match the whole name, or any part of it
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes a page with the one that was found, to be freed with apie_free(), on
 *        APIE_ERROR_AMBIGUOUS, too; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_NOT_FOUND_BY_NAME: nothing has the name; APIE_ERROR_AMBIGUOUS:
 *         several have, and the result is all of them; APIE_ERROR_INVALID_ARGUMENT: the name is
 *         blank; APIE_ERROR_PROTOCOL: the list does not end, or the service does not send all of
 *         it; or why a page could not be read
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_get_by_name(
    apie_openapp *client, const char *provider_type, const char *name, apie_openapp_match match,
    const apie_call_options *options, apie_openapp_integration_page **out, apie_error *error);

/**
 * Finds an access portal by its name.
 *
 * @param integration_id whose access portals
 * @param name what to look for; blanks around it do not count
 * @param match the whole name, or any part of it
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes a page with the one that was found, to be freed with apie_free(), on
 *        APIE_ERROR_AMBIGUOUS, too; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_NOT_FOUND_BY_NAME: nothing has the name; APIE_ERROR_AMBIGUOUS:
 *         several have, and the result is all of them; APIE_ERROR_INVALID_ARGUMENT: the name is
 *         blank; APIE_ERROR_PROTOCOL: the list does not end, or the service does not send all of
 *         it; or why a page could not be read
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_get_access_portal_by_name(
    apie_openapp *client, const char *integration_id, const char *name, apie_openapp_match match,
    const apie_call_options *options, apie_openapp_access_portal_page **out, apie_error *error);

/**
 * Finds a zone by its name.
 *
 * @param integration_id whose zones
 * @param name what to look for; blanks around it do not count
 * @param match the whole name, or any part of it
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes a page with the one that was found, to be freed with apie_free(), on
 *        APIE_ERROR_AMBIGUOUS, too; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_NOT_FOUND_BY_NAME: nothing has the name; APIE_ERROR_AMBIGUOUS:
 *         several have, and the result is all of them; APIE_ERROR_INVALID_ARGUMENT: the name is
 *         blank; APIE_ERROR_PROTOCOL: the list does not end, or the service does not send all of
 *         it; or why a page could not be read
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_zones_get_by_name(
    apie_openapp *client, const char *integration_id, const char *name, apie_openapp_match match,
    const apie_call_options *options, apie_openapp_zone_page **out, apie_error *error);

APIE_END_DECLS

#endif
