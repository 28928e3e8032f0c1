/* Blocking OpenApp calls that take several requests, or one that is no JSON. */
#include "openapp.h"

#include <apie/sync/openapp.h>

#include "begin.h"
#include "openapp/lists.h"

/* ---- whole lists ---- */

static apie_status list_all(apie_openapp *client, const apie_operation *operation,
                            const apie_openapp_list_arguments *arguments,
                            const apie_call_options *options, void *out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_openapp_run(client,
                            apie_openapp_list_flow_new(&client->shared->core.core, operation,
                                                       arguments, options, error),
                            options, out, error);
}

#define LIST_ALL(operation, page_type, parameters, ...)                                            \
    apie_status apie_openapp_##operation##_all(apie_openapp *client, parameters,                   \
                                               const apie_call_options *options,                   \
                                               apie_openapp_##page_type **out, apie_error *error)  \
    {                                                                                              \
        const apie_openapp_list_arguments arguments = {__VA_ARGS__};                               \
        return list_all(client, &apie_op_openapp_##operation, &arguments, options, out, error);    \
    }

APIE_OPENAPP_LISTS(LIST_ALL)

/* ---- by name ---- */

static apie_status look_up(apie_openapp *client, apie_openapp_named named, const char *within,
                           const char *name, apie_openapp_match match,
                           const apie_call_options *options, void *out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_openapp_run(client,
                            apie_openapp_lookup_flow_new(&client->shared->core.core, named, within,
                                                         name, match, options, error),
                            options, out, error);
}

apie_status apie_openapp_orgs_get_by_name(apie_openapp *client, const char *name,
                                          apie_openapp_match match,
                                          const apie_call_options *options,
                                          apie_openapp_org_page **out, apie_error *error)
{
    return look_up(client, APIE_OPENAPP_NAMED_ORG, NULL, name, match, options, out, error);
}

#define GET_BY_NAME(function, within, named, page_type)                                            \
    apie_status apie_openapp_##function(                                                           \
        apie_openapp *client, const char *within, const char *name, apie_openapp_match match,      \
        const apie_call_options *options, apie_openapp_##page_type **out, apie_error *error)       \
    {                                                                                              \
        return look_up(client, APIE_OPENAPP_NAMED_##named, within, name, match, options, out,      \
                       error);                                                                     \
    }

GET_BY_NAME(devices_get_by_name, integration_id, DEVICE, device_page)
GET_BY_NAME(integrations_get_by_name, provider_type, INTEGRATION, integration_page)
GET_BY_NAME(integrations_get_access_portal_by_name, integration_id, ACCESS_PORTAL,
            access_portal_page)
GET_BY_NAME(zones_get_by_name, integration_id, ZONE, zone_page)

/* ---- scripts ---- */

apie_status apie_openapp_scripting_execute(apie_openapp *client,
                                           const apie_openapp_execution_create *body,
                                           const apie_call_options *options,
                                           apie_openapp_execution **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_openapp_run(
        client, apie_openapp_execute_flow_new(&client->shared->core.core, body, options, error),
        options, out, error);
}

/* ---- streams ---- */

apie_status apie_openapp_stream(apie_openapp *client, const char *method, const char *target,
                                const char *body, size_t body_length,
                                const apie_openapp_stream_options *stream,
                                const apie_call_options *options, apie_openapp_stream_end **out,
                                apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_openapp_run(client,
                            apie_openapp_stream_flow_new(&client->shared->core.core, method, target,
                                                         body, body_length, stream, options, error),
                            options, out, error);
}

/* ---- images ---- */

static apie_status upload(apie_openapp *client, apie_openapp_pictured pictured, const char *id,
                          const apie_openapp_image *image, const apie_call_options *options,
                          apie_openapp_json **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_openapp_run(client,
                            apie_openapp_upload_flow_new(&client->shared->core.core, pictured, id,
                                                         image, options, error),
                            options, out, error);
}

#define UPLOAD(resource, id, pictured)                                                             \
    apie_status apie_openapp_##resource##_upload_image(                                            \
        apie_openapp *client, const char *id, const apie_openapp_image *image,                     \
        const apie_call_options *options, apie_openapp_json **out, apie_error *error)              \
    {                                                                                              \
        return upload(client, APIE_OPENAPP_PICTURED_##pictured, id, image, options, out, error);   \
    }

UPLOAD(users, user_id, USER)
UPLOAD(orgs, org_id, ORG)
UPLOAD(devices, device_id, DEVICE)
UPLOAD(entities, entity_id, ENTITY)
UPLOAD(integrations, integration_id, INTEGRATION)

static apie_status upload_from_url(apie_openapp *client, apie_openapp_pictured pictured,
                                   const char *id, const char *url, const char *file_name,
                                   const apie_call_options *options, apie_openapp_json **out,
                                   apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_sync_begin(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_openapp_run(client,
                            apie_openapp_upload_url_flow_new(&client->shared->core.core, pictured,
                                                             id, url, file_name, options, error),
                            options, out, error);
}

#define UPLOAD_FROM_URL(resource, id, pictured)                                                    \
    apie_status apie_openapp_##resource##_upload_image_from_url(                                   \
        apie_openapp *client, const char *id, const char *url, const char *file_name,              \
        const apie_call_options *options, apie_openapp_json **out, apie_error *error)              \
    {                                                                                              \
        return upload_from_url(client, APIE_OPENAPP_PICTURED_##pictured, id, url, file_name,       \
                               options, out, error);                                               \
    }

UPLOAD_FROM_URL(users, user_id, USER)
UPLOAD_FROM_URL(orgs, org_id, ORG)
UPLOAD_FROM_URL(devices, device_id, DEVICE)
UPLOAD_FROM_URL(entities, entity_id, ENTITY)
UPLOAD_FROM_URL(integrations, integration_id, INTEGRATION)
