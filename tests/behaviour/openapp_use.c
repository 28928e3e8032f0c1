#include "openapp_use.h"

#include <string.h>

static const apie_opt_bool unset = {false, APIE_UNSET};

OPENAPP_NOTE(response)
OPENAPP_NOTE(openapp_backend_status)
OPENAPP_NOTE(openapp_org)
OPENAPP_NOTE(openapp_org_page)
OPENAPP_NOTE(openapp_device_page)
OPENAPP_NOTE(openapp_user)
OPENAPP_NOTE(openapp_execution)
OPENAPP_NOTE(openapp_json)
OPENAPP_NOTE(openapp_lan_script)
OPENAPP_NOTE(openapp_entity)
OPENAPP_NOTE(openapp_entity_metadata_definition)
OPENAPP_NOTE(openapp_entity_page)
OPENAPP_NOTE(openapp_integration_page)
OPENAPP_NOTE(openapp_user_page)
OPENAPP_NOTE(openapp_new_api_key)
OPENAPP_NOTE(openapp_execution_page)
OPENAPP_NOTE(openapp_stream_end)

static void note_done(apie_status status, const apie_error *error, void *user)
{
    openapp_note(user, status, NULL, error);
}

apie_status use_get_status(openapp_stage *s)
{
    OPENAPP_CALL(s, status_get, openapp_backend_status, );
}

apie_status use_request(openapp_stage *s, const char *method, const char *target, const char *body)
{
    OPENAPP_CALL(s, request, response, method, target, body, body ? strlen(body) : 0, );
}

apie_status use_get_org(openapp_stage *s, const char *id)
{
    OPENAPP_CALL(s, orgs_get, openapp_org, id, unset, );
}

apie_status use_create_org_of(openapp_stage *s, const apie_openapp_org_create *body)
{
    OPENAPP_CALL(s, orgs_create, openapp_org, body, );
}

apie_status use_create_org(openapp_stage *s)
{
    json_t *name = json_pack("{s:{s:s}}", "value", "en", "Acme");
    const apie_openapp_org_create body = {.name = name};
    const apie_status status = use_create_org_of(s, &body);
    json_decref(name);
    return status;
}

apie_status use_delete_org(openapp_stage *s, const char *id)
{
    OPENAPP_CALL(s, orgs_delete, openapp_org, id, );
}

apie_status use_list_orgs(openapp_stage *s, const apie_openapp_list_query *query)
{
    OPENAPP_CALL(s, orgs_list, openapp_org_page, query, );
}

apie_status use_list_all_orgs(openapp_stage *s)
{
    OPENAPP_CALL(s, orgs_list_all, openapp_org_page, NULL, );
}

apie_status use_find_org(openapp_stage *s, const char *name, apie_openapp_match match)
{
    OPENAPP_CALL(s, orgs_get_by_name, openapp_org_page, name, match, );
}

apie_status use_list_devices(openapp_stage *s, const apie_openapp_device_query *query)
{
    OPENAPP_CALL(s, devices_list, openapp_device_page, query, );
}

apie_status use_list_all_devices(openapp_stage *s)
{
    OPENAPP_CALL(s, devices_list_all, openapp_device_page, NULL, );
}

apie_status use_find_device(openapp_stage *s, const char *name)
{
    OPENAPP_CALL(s, devices_get_by_name, openapp_device_page, NULL, name,
                 APIE_OPENAPP_MATCH_EXACT, );
}

apie_status use_list_entities(openapp_stage *s, const apie_openapp_entity_query *query)
{
    OPENAPP_CALL(s, entities_list, openapp_entity_page, query, );
}

apie_status use_list_integrations(openapp_stage *s, const apie_openapp_integration_query *query)
{
    OPENAPP_CALL(s, integrations_list, openapp_integration_page, query, );
}

apie_status use_search_users(openapp_stage *s, const apie_openapp_user_query *query)
{
    OPENAPP_CALL(s, users_search, openapp_user_page, query, );
}

apie_status use_create_key(openapp_stage *s, const apie_openapp_api_key_create *body)
{
    OPENAPP_CALL(s, api_keys_create, openapp_new_api_key, body, );
}

apie_status use_refresh_channels(openapp_stage *s)
{
    OPENAPP_CALL(s, devices_refresh_channel_count, openapp_json, s->device_id, );
}

static apie_status create_invite(openapp_stage *s, const char *integration, const json_t *body)
{
    OPENAPP_CALL(s, integrations_create_access_invite, openapp_json, integration, body, );
}

apie_status use_create_invite(openapp_stage *s, const char *integration)
{
    json_t *body = json_object();
    const apie_status status = create_invite(s, integration, body);
    json_decref(body);
    return status;
}

apie_status use_get_invite(openapp_stage *s, const char *token)
{
    OPENAPP_CALL(s, public_access_get_invite, openapp_json, token, );
}

apie_status use_claim_invite(openapp_stage *s, const char *token)
{
    OPENAPP_CALL(s, public_access_claim_invite, openapp_json, token, NULL, );
}

apie_status use_list_executions(openapp_stage *s, apie_opt_int limit)
{
    OPENAPP_CALL(s, scripting_list_executions, openapp_execution_page, limit, );
}

apie_status use_cancel_execution(openapp_stage *s, const char *id)
{
    openapp_waiting w = {.told = 0};
    openapp_forget(s);
    apie_error_clear(&s->error);
    if (s->async)
        return openapp_await(s, &w,
                             apie_async_openapp_scripting_cancel_execution(
                                 s->async_client, id, &s->call, note_done, &w, &s->error));
    return apie_openapp_scripting_cancel_execution(s->sync_client, id, &s->call, &s->error);
}

apie_status use_create_user(openapp_stage *s)
{
    const apie_openapp_user_create body = {.name = json_true(), .email = "a@example.com"};
    return use_create_user_of(s, &body);
}

apie_status use_create_user_of(openapp_stage *s, const apie_openapp_user_create *body)
{
    OPENAPP_CALL(s, users_create, openapp_user, body, );
}

apie_status use_create_entity(openapp_stage *s, const apie_openapp_entity_create *body)
{
    OPENAPP_CALL(s, entities_create, openapp_entity, body, );
}

apie_status use_entity_definition(openapp_stage *s, const char *device, const char *entity_type)
{
    OPENAPP_CALL(s, entities_device_entities_metadata_definition,
                 openapp_entity_metadata_definition, device, entity_type, );
}

apie_status use_run_action(openapp_stage *s, const char *action, const json_t *body)
{
    OPENAPP_CALL(s, entities_run_action, openapp_json, s->entity_id, action, NULL, body, );
}

apie_status use_list_invitations(openapp_stage *s)
{
    OPENAPP_CALL(s, me_invitations, openapp_json, );
}

apie_status use_get_script(openapp_stage *s)
{
    OPENAPP_CALL(s, lan_agent_bootstrap_script, openapp_lan_script, );
}

apie_status use_execute(openapp_stage *s)
{
    const apie_openapp_execution_create body = {.script = "return 1"};
    OPENAPP_CALL(s, scripting_execute, openapp_execution, &body, );
}

/* ---- images ---- */

#define PICTURED(owner)                                                                            \
    static apie_status upload_to_##owner(openapp_stage *s, const char *id,                         \
                                         const apie_openapp_image *image)                          \
    {                                                                                              \
        OPENAPP_CALL(s, owner##_upload_image, openapp_json, id, image, );                          \
    }                                                                                              \
    static apie_status upload_from_url_to_##owner(openapp_stage *s, const char *id,                \
                                                  const char *url)                                 \
    {                                                                                              \
        OPENAPP_CALL(s, owner##_upload_image_from_url, openapp_json, id, url, NULL, );             \
    }
PICTURED(users)
PICTURED(orgs)
PICTURED(devices)
PICTURED(entities)
PICTURED(integrations)

const char *const use_pictured[USE_PICTURED] = {"/users", "/orgs", "/devices", "/entities",
                                                "/integrations"};

apie_status use_upload_to(openapp_stage *s, int pictured, const char *id,
                          const apie_openapp_image *image)
{
    static apie_status (*const upload[USE_PICTURED])(openapp_stage *, const char *,
                                                     const apie_openapp_image *) = {
        upload_to_users, upload_to_orgs, upload_to_devices, upload_to_entities,
        upload_to_integrations};
    return upload[pictured](s, id, image);
}

apie_status use_upload_from_url_to(openapp_stage *s, int pictured, const char *id, const char *url)
{
    static apie_status (*const upload[USE_PICTURED])(openapp_stage *, const char *,
                                                     const char *) = {
        upload_from_url_to_users, upload_from_url_to_orgs, upload_from_url_to_devices,
        upload_from_url_to_entities, upload_from_url_to_integrations};
    return upload[pictured](s, id, url);
}

apie_status use_upload(openapp_stage *s, const apie_openapp_image *image)
{
    return upload_to_devices(s, s->device_id, image);
}

apie_status use_upload_from_url(openapp_stage *s, const char *url)
{
    return upload_from_url_to_devices(s, s->device_id, url);
}

/* ---- streams ---- */

apie_status use_stream(openapp_stage *s, const char *method, const char *target, const char *body,
                       const apie_openapp_stream_options *stream)
{
    OPENAPP_CALL(s, stream, openapp_stream_end, method, target, body, body ? strlen(body) : 0,
                 stream, );
}

/* ---- handles ---- */

/* One of a handle's functions: NAME(entity, arguments…, options, …). */
#define ENTITY_CALL(s, name, ...)                                                                  \
    do {                                                                                           \
        apie_openapp_json *out = NULL;                                                             \
        openapp_waiting w = {.told = 0};                                                           \
        openapp_forget(s);                                                                         \
        apie_error_clear(&(s)->error);                                                             \
        if ((s)->async)                                                                            \
            return openapp_await(                                                                  \
                s, &w,                                                                             \
                apie_async_openapp_entity_##name(                                                  \
                    apie_async_openapp_entities_by_id((s)->async_client, (s)->entity_id),          \
                    __VA_ARGS__ & (s)->call, note_openapp_json, &w, &(s)->error));                 \
        apie_status status = apie_openapp_entity_##name(                                           \
            apie_openapp_entities_by_id((s)->sync_client, (s)->entity_id),                         \
            __VA_ARGS__ & (s)->call, &out, &(s)->error);                                           \
        (s)->result = out;                                                                         \
        return status;                                                                             \
    } while (0)

#define SIMPLE_ACTION(name)                                                                        \
    apie_status use_entity_##name(openapp_stage *s)                                                \
    {                                                                                              \
        ENTITY_CALL(s, name, );                                                                    \
    }
SIMPLE_ACTION(open)
SIMPLE_ACTION(close)
SIMPLE_ACTION(on)
SIMPLE_ACTION(off)

apie_status use_entity_run(openapp_stage *s, const char *action, const json_t *body)
{
    ENTITY_CALL(s, run, action, body, );
}

apie_status use_entity_preview(openapp_stage *s, const char *action)
{
    ENTITY_CALL(s, preview, action, NULL, );
}

apie_status use_entity_confirm(openapp_stage *s, const char *action, const char *token)
{
    ENTITY_CALL(s, confirm, action, token, NULL, );
}
