#!/bin/sh
# docs/openapp-methods.md has every public name of the Python SDK, and the C names that it gives are
# there.
set -eu
. tests/build/tap.sh
. tests/build/names.sh

nameless=OPENAPP_SDK_BRIDGE

# The functions of all operations, from the reference.
read_functions()
{
    # shellcheck disable=SC2016 # not for the shell
    grep -oE '^\| \[`apie_openapp_[a-z0-9_]+' docs/reference/openapp/README.md | cut -d '`' -f 2 \
        >"$scratch/functions"
    [ "$(wc -l <"$scratch/functions")" = 147 ]
}

# Functions of operations that no row has.
without_row()
{
    while read -r name; do grep -q "| \`$name()\` |" "$page" || echo "$name"; done \
        <"$scratch/functions"
}

# Rows of a sub-client's method that give other functions than those of its name.
with_other_functions()
{
    awk -F '|' '
        BEGIN {
            clients = " agents api_keys auth billing devices directory_listing_members entities " \
                "eula integrations lan_agent me orgs public_access scripting site_people status " \
                "users zones "
            named["entities.actions"] = named["entities.actions_with_headers"] = \
                "entities_run_action"
            named["entities.preview"] = "entities_preview_action"
        }
        $1 ~ /^`[a-z_]+[.][a-z_]+`$/ {
            name = substr($1, 2, length($1) - 2)
            client = name
            sub(/[.].*/, "", client)
            if (!index(clients, " " client " ")) next
            methods++
            c = name in named ? named[name] : name
            sub(/[.]/, "_", c)
            if ($2 != "`apie_openapp_" c "()`" || $3 != "`apie_async_openapp_" c "()`")
                print name ": " $2 ", " $3
        }
        END { if (methods != 157) print methods " methods" }' "$scratch/rows"
}

# Clients, what they are made from, the methods of the 18 sub-clients (157), the handle, errors.
check_names docs/openapp-methods.md /openapp.h 'apie_openapp_nothing()' apie_openapp_nothing \
    apie_openapp_org.nothing 'apie_openapp_org()' 'apie_async_openapp_new()' <<'END'
Client AsyncClient Client.connect AsyncClient.connect Client.with_org AsyncClient.with_org
Client.close AsyncClient.close
Client.config AsyncClient.config ClientConfig api_key base_url org_id skip_status_probe user_agent
timeout max_retries interceptors Interceptor Interceptor.on_request RequestSpec
RequestSpec.with_header Interceptor.on_response ResponseView ApiKey ApiKey.parse ApiKey.origin
ApiKey.api_base_url ApiKey.raw ApiKey.secret OPENAPP_SDK_LOG OPENAPP_SDK_BRIDGE __version__
contrib.pydantic.parse_as contrib.pydantic.dump
status.get
auth.whoami auth.session auth.kratos_identity auth.provisioned auth.logout auth.sign_out
users.create users.search users.get users.update users.delete users.purge users.add_roles
users.remove_roles users.upload_image users.upload_image_from_url
orgs.list orgs.create orgs.get orgs.update orgs.delete orgs.purge orgs.permissions orgs.users
orgs.resolve orgs.create_alias orgs.copilot_chat orgs.get_by_name orgs.upload_image
orgs.upload_image_from_url
devices.list devices.create devices.get devices.update devices.delete devices.purge devices.restore
devices.refresh_channel_count devices.door_restrictions devices.set_door_restrictions
devices.metadata_definition devices.get_by_name devices.upload_image devices.upload_image_from_url
entities.list entities.create entities.get entities.update entities.patch entities.delete
entities.purge entities.restore entities.actions entities.actions_with_headers entities.preview
entities.metadata_definition entities.by_device entities.device_entities_metadata_definition
entities.directory_floors entities.by_id entities.upload_image entities.upload_image_from_url
api_keys.list api_keys.create api_keys.update api_keys.revoke api_keys.restore api_keys.purge
agents.list agents.create agents.get agents.update agents.revoke agents.create_credential
billing.checkout billing.plan billing.portal billing.upgrade_options billing.usage
zones.create zones.get zones.update zones.delete zones.purge zones.by_integration zones.get_by_name
integrations.list integrations.create integrations.provider_types integrations.provider_definition
integrations.get integrations.update integrations.purge integrations.restore
integrations.device_metadata_schema integrations.discovered_devices
integrations.refresh_device_channel_counts integrations.entities integrations.ops
integrations.run_op integrations.list_access_portals integrations.create_access_portal
integrations.get_access_portal integrations.update_access_portal integrations.delete_access_portal
integrations.create_access_invite integrations.update_access_invite
integrations.delete_access_invite integrations.restore_access_invite integrations.get_by_name
integrations.get_access_portal_by_name integrations.upload_image integrations.upload_image_from_url
lan_agent.meta lan_agent.bootstrap_script lan_agent.bootstrap_token lan_agent.token
lan_agent.submit_task_spec lan_agent.list_tasks
scripting.create_execution scripting.get_execution scripting.list_executions
scripting.cancel_execution scripting.execute
directory_listing_members.list directory_listing_members.add directory_listing_members.update
directory_listing_members.remove
site_people.list site_people.add site_people.remove
me.profile me.directory_listings me.invitations me.push_subscription_status me.push_vapid_public_key
me.subscribe_push
eula.get eula.accept
public_access.get_invite public_access.claim_invite public_access.execute_invite
public_access.start_invite_session public_access.get_portal public_access.portal_lights
public_access.portal_open public_access.portal_reachable public_access.portal_start_session
public_access.portal_targets public_access.get_session public_access.cancel_session
public_access.decline_session public_access.session_lights public_access.session_notify_message
public_access.session_open public_access.session_streams
EntityHandle.action EntityHandle.open EntityHandle.close EntityHandle.on EntityHandle.off
SdkError ConfigError AuthError ApiError HttpError TransportError SerializationError ValidationError
ResourceNotFoundError AmbiguousResourceError from_bridge_payload ApiError.status ApiError.code
ApiError.message ApiError.details ApiError.correlation_id
END
check "every method has the functions of its name" nothing with_other_functions
check "the reference has all operations" read_functions
check "every operation of the service has a row" nothing without_row
finish
