/**
 * @file apie/openapp/status.h
 * Whether the service is up, and which one answers. It asks for no key.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_OPENAPP_STATUS_H
#define APIE_OPENAPP_STATUS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * An answer that has no struct of its own: any JSON.
 * Result of auth.whoami, auth.session, auth.kratos_identity, orgs.list_aliases,
 * devices.refresh_channel_count, devices.hold, devices.set_hold, entities.run_action,
 * entities.preview_action, entities.directory_floors, integrations.provider_types,
 * integrations.provider_definition, integrations.discovered_devices,
 * integrations.refresh_device_channel_counts, integrations.ops, integrations.run_op,
 * integrations.create_access_invite, integrations.update_access_invite,
 * integrations.restore_access_invite, lan_agent.meta, lan_agent.bootstrap_token, lan_agent.token,
 * lan_agent.list_tasks, billing.upgrade_options, billing.usage, directory_listing_members.add,
 * directory_listing_members.update, site_people.add, me.directory_listings, me.invitations,
 * me.subscribe_push, eula.get, eula.accept, public_access.get_invite, public_access.claim_invite,
 * public_access.execute_invite, public_access.start_invite_session, public_access.get_portal,
 * public_access.portal_lights, public_access.portal_open, public_access.portal_reachable,
 * public_access.portal_start_session, public_access.portal_targets, public_access.get_session,
 * public_access.cancel_session, public_access.decline_session, public_access.session_lights,
 * public_access.session_notify_message, public_access.session_open, public_access.session_streams
 */
typedef struct apie_openapp_json {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * What the service sent; jansson's null, not NULL, if that is null. An integer that is too
     * large for jansson is a real.
     */
    json_t *value;
} apie_openapp_json;

/**
 * The service's word on itself.
 * Result of status.get
 */
typedef struct apie_openapp_backend_status {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Where it runs, such as "production".
     * Always there in results.
     */
    const char *environment;
    /**
     * Its version.
     * Always there in results.
     */
    const char *version;
} apie_openapp_backend_status;

APIE_END_DECLS

#endif
