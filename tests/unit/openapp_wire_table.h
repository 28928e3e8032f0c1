/* What OpenApp's documents say of the requests of its operations, written down by hand: the tables
 * that are made from the schema are compared with it, so that a word misspelt there is found.
 *
 * Paths have "{}" for their arguments. In the lists of names, "!" marks what is required; the body
 * "*" is any JSON, "" is none. Writes may have the query parameter include_deleted besides, which
 * is left to apie_openapp_request(): see docs/decisions.md. */
#ifndef APIE_TESTS_OPENAPP_WIRE_TABLE_H
#define APIE_TESTS_OPENAPP_WIRE_TABLE_H

typedef struct wire_row {
    const char *name;
    const char *method;
    const char *path;
    const char *query;
    const char *body;
    const char *headers;
} wire_row;

#define PAGE    "limit offset"
#define DELETED "include_deleted only_deleted"
#define PLACED  "channel_index external_id metadata name zone_id"
#define LIMITS                                                                                     \
    "purpose confirmation_mode allowed_entity_ids allowed_portal_ids allowed_tool_names "          \
    "expires_at expires_in"

static const wire_row wire_table[] = {
    {"status.get", "GET", "/status", "", "", ""},

    {"auth.whoami", "GET", "/auth/whoami", "", "", ""},
    {"auth.session", "GET", "/auth/session", "", "", ""},
    {"auth.kratos_identity", "GET", "/auth/kratos-identity", "", "", ""},
    {"auth.provisioned", "GET", "/auth/provisioned", "", "", ""},
    {"auth.logout", "POST", "/auth/logout", "", "", ""},
    {"auth.sign_out", "POST", "/auth/sign-out", "", "", ""},

    {"orgs.list", "GET", "/orgs", DELETED " " PAGE, "", ""},
    {"orgs.children", "GET", "/orgs/children", "parent_id " DELETED " " PAGE, "", ""},
    {"orgs.search", "GET", "/orgs/search", "q! " DELETED " " PAGE, "", ""},
    {"orgs.create", "POST", "/orgs", "", "name! description parent_id id", ""},
    {"orgs.get", "GET", "/orgs/{}", "include_deleted", "", ""},
    {"orgs.update", "PUT", "/orgs/{}", "", "name description parent_id", ""},
    {"orgs.delete", "DELETE", "/orgs/{}", "", "", ""},
    {"orgs.purge", "DELETE", "/orgs/{}/purge", "", "", ""},
    {"orgs.ancestors", "GET", "/orgs/{}/ancestors", "", "", ""},
    {"orgs.permissions", "GET", "/orgs/{}/permissions", "", "", ""},
    {"orgs.users", "GET", "/orgs/{}/users", "recursive " DELETED " " PAGE, "", ""},
    {"orgs.resolve", "POST", "/orgs/{}/resolve", "", "query! resource_type", ""},
    {"orgs.list_aliases", "GET", "/orgs/{}/aliases", "resource_type resource_id", "", ""},
    {"orgs.create_alias", "POST", "/orgs/{}/aliases", "", "resource_type! resource_id! alias!", ""},
    {"orgs.copilot_chat", "POST", "/orgs/{}/copilot/chat", "", "message!", ""},
    {"orgs.copilot_commit", "POST", "/orgs/{}/copilot/commit", "", "actions!", ""},

    {"billing.checkout", "POST", "/orgs/{}/billing/checkout", "", "tier_slug!", ""},
    {"billing.plan", "GET", "/orgs/{}/billing/plan", "", "", ""},
    {"billing.portal", "POST", "/orgs/{}/billing/portal", "", "return_url!", ""},
    {"billing.upgrade_options", "GET", "/orgs/{}/billing/upgrade-options", "", "", ""},
    {"billing.usage", "GET", "/orgs/{}/billing/usage", "", "", ""},

    {"devices.list", "GET", "/devices",
     "integration_id device_kind external_id q sort locale has_external_id has_go2rtc_channel "
     "include_stale " DELETED " " PAGE,
     "", ""},
    {"devices.create", "POST", "/devices", "",
     "integration_id! name! org_id! external_id device_metadata", ""},
    {"devices.get", "GET", "/devices/{}", "include_deleted include_stale", "", ""},
    {"devices.update", "PUT", "/devices/{}", "", "name external_id device_metadata", ""},
    {"devices.delete", "DELETE", "/devices/{}", "recursive", "", ""},
    {"devices.purge", "DELETE", "/devices/{}/purge", "recursive", "", ""},
    {"devices.restore", "POST", "/devices/{}/restore", "", "", ""},
    {"devices.refresh_channel_count", "POST", "/devices/{}/channel-count/refresh", "", "", ""},
    {"devices.door_restrictions", "GET", "/devices/{}/door-restrictions", "", "", ""},
    {"devices.set_door_restrictions", "PUT", "/devices/{}/door-restrictions", "",
     "listing_entity_ids!", ""},
    {"devices.metadata_definition", "GET", "/devices/{}/metadata-definition", "", "", ""},
    {"devices.virtual_open", "POST", "/devices/{}/virtual-access/open", "", "", ""},
    {"devices.hold", "GET", "/devices/{}/hold", "", "", ""},
    {"devices.set_hold", "PUT", "/devices/{}/hold", "", "*", ""},

    {"api_keys.list", "GET", "/api-keys", PAGE, "", ""},
    {"api_keys.create", "POST", "/api-keys", "",
     "name! scoped_roles scoped_entity_ids expires_at expires_in", ""},
    {"api_keys.update", "PATCH", "/api-keys/{}", "", "name! expires_at expires_in", ""},
    {"api_keys.revoke", "DELETE", "/api-keys/{}", "", "", ""},
    {"api_keys.restore", "POST", "/api-keys/{}/restore", "", "", ""},
    {"api_keys.purge", "DELETE", "/api-keys/{}/purge", "", "", ""},

    {"agents.list", "GET", "/agents", PAGE, "", ""},
    {"agents.create", "POST", "/agents", "", "name! " LIMITS, ""},
    {"agents.get", "GET", "/agents/{}", "", "", ""},
    {"agents.update", "PATCH", "/agents/{}", "", "name " LIMITS, ""},
    {"agents.revoke", "DELETE", "/agents/{}", "", "", ""},
    {"agents.create_credential", "POST", "/agents/{}/credentials", "", "name expires_at expires_in",
     ""},

    {"users.create", "POST", "/users", "",
     "name! email phone first_name last_name password roles id", ""},
    {"users.search", "GET", "/users/search", "q org_id scope exclude_ids " PAGE, "", ""},
    {"users.get", "GET", "/users/{}", "include_deleted", "", ""},
    {"users.update", "PUT", "/users/{}", "", "name email phone id", ""},
    {"users.delete", "DELETE", "/users/{}", "", "", ""},
    {"users.purge", "DELETE", "/users/{}/purge", "", "", ""},
    {"users.add_roles", "POST", "/users/{}/roles", "", "*", ""},
    {"users.remove_roles", "DELETE", "/users/{}/roles", "", "*", ""},

    {"entities.list", "GET", "/entities", "zone_id q sort " DELETED " " PAGE, "", ""},
    {"entities.create", "POST", "/entities", "", "device_id! entity_type! " PLACED, ""},
    {"entities.get", "GET", "/entities/{}", "include_deleted", "", ""},
    {"entities.update", "PUT", "/entities/{}", "", "entity_type " PLACED, ""},
    {"entities.patch", "PATCH", "/entities/{}", "", "metadata!", ""},
    {"entities.delete", "DELETE", "/entities/{}", "", "", ""},
    {"entities.purge", "DELETE", "/entities/{}/purge", "", "", ""},
    {"entities.restore", "POST", "/entities/{}/restore", "", "", ""},
    {"entities.run_action", "POST", "/entities/{}/actions/{}", "", "*", "X-OpenApp-Confirm"},
    {"entities.preview_action", "POST", "/entities/{}/actions/{}/preview", "", "*", ""},
    {"entities.metadata_definition", "GET", "/entities/{}/metadata-definition", "", "", ""},
    {"entities.by_device", "GET", "/devices/{}/entities", "entity_type " DELETED " " PAGE, "", ""},
    {"entities.device_entities_metadata_definition", "GET",
     "/devices/{}/entities/metadata-definition", "entity_type!", "", ""},
    {"entities.directory_floors", "GET", "/devices/{}/directory-floors", "", "", ""},

    {"zones.create", "POST", "/zones", "", "integration_id! name! parent_zone_id external_id", ""},
    {"zones.get", "GET", "/zones/{}", "include_deleted", "", ""},
    {"zones.update", "PUT", "/zones/{}", "", "name parent_zone_id external_id", ""},
    {"zones.delete", "DELETE", "/zones/{}", "", "", ""},
    {"zones.purge", "DELETE", "/zones/{}/purge", "", "", ""},
    {"zones.by_integration", "GET", "/integrations/{}/zones", DELETED " " PAGE, "", ""},

    {"integrations.list", "GET", "/integrations", "provider_type q " DELETED " " PAGE, "", ""},
    {"integrations.create", "POST", "/integrations", "",
     "org_id! provider_type! name enabled config secrets non_admin_acknowledgment", ""},
    {"integrations.provider_types", "GET", "/integrations/provider-types", "", "", ""},
    {"integrations.provider_definition", "GET", "/integrations/provider-types/{}/definition", "",
     "", ""},
    {"integrations.get", "GET", "/integrations/{}", "include_deleted", "", ""},
    {"integrations.update", "PUT", "/integrations/{}", "",
     "name enabled provider_type config secrets", ""},
    {"integrations.purge", "DELETE", "/integrations/{}/purge", "", "", ""},
    {"integrations.restore", "POST", "/integrations/{}/restore", "", "", ""},
    {"integrations.device_metadata_schema", "GET", "/integrations/{}/device-metadata-schema", "",
     "", ""},
    {"integrations.discovered_devices", "GET", "/integrations/{}/discovered-devices",
     "include_deleted", "", ""},
    {"integrations.refresh_device_channel_counts", "POST",
     "/integrations/{}/discovered-devices/refresh-channel-counts", "", "", ""},
    {"integrations.entities", "GET", "/integrations/{}/entities", "entity_type " DELETED " " PAGE,
     "", ""},
    {"integrations.ops", "GET", "/integrations/{}/ops", "include_deleted", "", ""},
    {"integrations.run_op", "POST", "/integrations/{}/ops/{}", "", "*", ""},
    {"integrations.list_access_portals", "GET", "/integrations/{}/access-portals", "", "", ""},
    {"integrations.create_access_portal", "POST", "/integrations/{}/access-portals", "",
     "name! device_id directory_id", ""},
    {"integrations.get_access_portal", "GET", "/integrations/access-portals/{}", "", "", ""},
    {"integrations.update_access_portal", "PUT", "/integrations/{}/access-portals/{}", "",
     "name device_id directory_id", ""},
    {"integrations.delete_access_portal", "DELETE", "/integrations/{}/access-portals/{}", "", "",
     ""},
    {"integrations.create_access_invite", "POST", "/integrations/{}/access-invites", "", "*", ""},
    {"integrations.update_access_invite", "PUT", "/integrations/{}/access-invites/{}", "", "*", ""},
    {"integrations.delete_access_invite", "DELETE", "/integrations/{}/access-invites/{}", "", "",
     ""},
    {"integrations.restore_access_invite", "POST", "/integrations/{}/access-invites/{}/restore", "",
     "", ""},

    {"lan_agent.meta", "GET", "/lan-agent/meta", "", "", ""},
    {"lan_agent.bootstrap_script", "GET", "/lan-agent/cli/bootstrap.sh", "", "", ""},
    {"lan_agent.bootstrap_token", "POST", "/lan-agent/cli/bootstrap-token", "", "*", ""},
    {"lan_agent.token", "POST", "/lan-agent/cli/token", "", "*", ""},
    {"lan_agent.submit_task_spec", "POST", "/integrations/{}/lan-agent/task-spec", "",
     "task_id! lan_protocol_version! payload!", ""},
    {"lan_agent.list_tasks", "GET", "/integrations/{}/lan-agent/tasks", "", "", ""},

    {"scripting.create_execution", "POST", "/scripting/executions", "", "script!", ""},
    {"scripting.get_execution", "GET", "/scripting/executions/{}", "", "", ""},
    {"scripting.list_executions", "GET", "/scripting/executions", "limit", "", ""},
    {"scripting.cancel_execution", "DELETE", "/scripting/executions/{}", "", "", ""},

    {"directory_listing_members.list", "GET", "/entities/{}/directory-listing-members", "", "", ""},
    {"directory_listing_members.add", "POST", "/entities/{}/directory-listing-members", "",
     "user_id! role receives_calls is_child date_of_birth", ""},
    {"directory_listing_members.update", "PUT", "/entities/{}/directory-listing-members/{}", "",
     "role receives_calls is_child date_of_birth", ""},
    {"directory_listing_members.remove", "DELETE", "/entities/{}/directory-listing-members/{}", "",
     "", ""},

    {"site_people.list", "GET", "/integrations/{}/people", "locale", "", ""},
    {"site_people.add", "POST", "/integrations/{}/people", "", "user_id! role!", ""},
    {"site_people.remove", "DELETE", "/integrations/{}/people/{}", "", "", ""},

    {"me.profile", "GET", "/me/profile", "", "", ""},
    {"me.directory_listings", "GET", "/me/directory-listings", "", "", ""},
    {"me.invitations", "GET", "/me/invitations", "", "", ""},
    {"me.push_subscription_status", "GET", "/me/push-subscription-status", "", "", ""},
    {"me.push_vapid_public_key", "GET", "/me/push-vapid-public-key", "", "", ""},
    {"me.subscribe_push", "POST", "/me/push-subscriptions", "", "endpoint! p256dh! auth!", ""},

    {"eula.get", "GET", "/eula", "", "", ""},
    {"eula.accept", "POST", "/eula/accept", "", "*", ""},

    {"public_access.get_invite", "GET", "/public/access/invites/{}", "", "", ""},
    {"public_access.claim_invite", "POST", "/public/access/invites/{}/claim", "", "*", ""},
    {"public_access.execute_invite", "POST", "/public/access/invites/{}/execute", "", "*", ""},
    {"public_access.start_invite_session", "POST", "/public/access/invites/{}/session", "", "*",
     ""},
    {"public_access.get_portal", "GET", "/public/access/portals/{}", "", "", ""},
    {"public_access.portal_lights", "POST", "/public/access/portals/{}/lights", "", "*", ""},
    {"public_access.portal_open", "POST", "/public/access/portals/{}/open", "", "*", ""},
    {"public_access.portal_reachable", "GET", "/public/access/portals/{}/reachable", "", "", ""},
    {"public_access.portal_start_session", "POST", "/public/access/portals/{}/sessions", "", "*",
     ""},
    {"public_access.portal_targets", "GET", "/public/access/portals/{}/targets", "", "", ""},
    {"public_access.get_session", "GET", "/public/access/sessions/{}", "", "", ""},
    {"public_access.cancel_session", "POST", "/public/access/sessions/{}/cancel", "", "", ""},
    {"public_access.decline_session", "POST", "/public/access/sessions/{}/decline", "", "", ""},
    {"public_access.session_lights", "POST", "/public/access/sessions/{}/lights", "", "*", ""},
    {"public_access.session_notify_message", "POST", "/public/access/sessions/{}/notify-message",
     "", "*", ""},
    {"public_access.session_open", "POST", "/public/access/sessions/{}/open", "", "*", ""},
    {"public_access.session_streams", "GET", "/public/access/sessions/{}/streams", "", "", ""},
};

#undef PAGE
#undef DELETED
#undef PLACED
#undef LIMITS

#endif
