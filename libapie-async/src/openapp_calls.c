/* Event-driven OpenApp calls that take several requests, or one that is no JSON. */
#include "openapp.h"

#include <apie/async/openapp.h>

#include "begin.h"
#include "deliver.h"
#include "openapp/lists.h"

#define DELIVER(type) APIE_DELIVER(deliver_##type, apie_openapp_##type##_cb, apie_openapp_##type)

DELIVER(org_page)
DELIVER(device_page)
DELIVER(entity_page)
DELIVER(integration_page)
DELIVER(access_portal_page)
DELIVER(zone_page)
DELIVER(user_page)
DELIVER(api_key_page)
DELIVER(agent_page)
DELIVER(execution)
DELIVER(json)
DELIVER(stream_end)

/* Starts `flow`, made with the core `core`, as a call whose result is of that type. */
#define START(flow, type)                                                                          \
    do {                                                                                           \
        if (apie_async_begin(client, options, error) != APIE_OK)                                   \
            return NULL;                                                                           \
        apie_core *core = &client->shared->core.core;                                              \
        return apie_async_openapp_start(client, flow, options, deliver_##type,                     \
                                        (apie_async_function *)callback, user, error);             \
    } while (0)

/* ---- whole lists ---- */

#define LIST_ALL(operation, page_type, parameters, ...)                                            \
    apie_call *apie_async_openapp_##operation##_all(                                               \
        apie_async_openapp *client, parameters, const apie_call_options *options,                  \
        apie_openapp_##page_type##_cb *callback, void *user, apie_error *error)                    \
    {                                                                                              \
        const apie_openapp_list_arguments arguments = {__VA_ARGS__};                               \
        START(apie_openapp_list_flow_new(core, &apie_op_openapp_##operation, &arguments, options,  \
                                         error),                                                   \
              page_type);                                                                          \
    }

APIE_OPENAPP_LISTS(LIST_ALL)

/* ---- by name ---- */

apie_call *apie_async_openapp_orgs_get_by_name(apie_async_openapp *client, const char *name,
                                               apie_openapp_match match,
                                               const apie_call_options *options,
                                               apie_openapp_org_page_cb *callback, void *user,
                                               apie_error *error)
{
    START(apie_openapp_lookup_flow_new(core, APIE_OPENAPP_NAMED_ORG, NULL, name, match, options,
                                       error),
          org_page);
}

#define GET_BY_NAME(function, within, named, page_type)                                            \
    apie_call *apie_async_openapp_##function(                                                      \
        apie_async_openapp *client, const char *within, const char *name,                          \
        apie_openapp_match match, const apie_call_options *options,                                \
        apie_openapp_##page_type##_cb *callback, void *user, apie_error *error)                    \
    {                                                                                              \
        START(apie_openapp_lookup_flow_new(core, APIE_OPENAPP_NAMED_##named, within, name, match,  \
                                           options, error),                                        \
              page_type);                                                                          \
    }

GET_BY_NAME(devices_get_by_name, integration_id, DEVICE, device_page)
GET_BY_NAME(integrations_get_by_name, provider_type, INTEGRATION, integration_page)
GET_BY_NAME(integrations_get_access_portal_by_name, integration_id, ACCESS_PORTAL,
            access_portal_page)
GET_BY_NAME(zones_get_by_name, integration_id, ZONE, zone_page)

/* ---- scripts ---- */

apie_call *apie_async_openapp_scripting_execute(apie_async_openapp *client,
                                                const apie_openapp_execution_create *body,
                                                const apie_call_options *options,
                                                apie_openapp_execution_cb *callback, void *user,
                                                apie_error *error)
{
    START(apie_openapp_execute_flow_new(core, body, options, error), execution);
}

/* ---- streams ---- */

apie_call *apie_async_openapp_stream(apie_async_openapp *client, const char *method,
                                     const char *target, const char *body, size_t body_length,
                                     const apie_openapp_stream_options *stream,
                                     const apie_call_options *options,
                                     apie_openapp_stream_end_cb *callback, void *user,
                                     apie_error *error)
{
    START(apie_openapp_stream_flow_new(core, method, target, body, body_length, stream, options,
                                       error),
          stream_end);
}

/* ---- images ---- */

#define UPLOAD(resource, id, pictured)                                                             \
    apie_call *apie_async_openapp_##resource##_upload_image(                                       \
        apie_async_openapp *client, const char *id, const apie_openapp_image *image,               \
        const apie_call_options *options, apie_openapp_json_cb *callback, void *user,              \
        apie_error *error)                                                                         \
    {                                                                                              \
        START(apie_openapp_upload_flow_new(core, APIE_OPENAPP_PICTURED_##pictured, id, image,      \
                                           options, error),                                        \
              json);                                                                               \
    }

UPLOAD(users, user_id, USER)
UPLOAD(orgs, org_id, ORG)
UPLOAD(devices, device_id, DEVICE)
UPLOAD(entities, entity_id, ENTITY)
UPLOAD(integrations, integration_id, INTEGRATION)

#define UPLOAD_FROM_URL(resource, id, pictured)                                                    \
    apie_call *apie_async_openapp_##resource##_upload_image_from_url(                              \
        apie_async_openapp *client, const char *id, const char *url, const char *file_name,        \
        const apie_call_options *options, apie_openapp_json_cb *callback, void *user,              \
        apie_error *error)                                                                         \
    {                                                                                              \
        START(apie_openapp_upload_url_flow_new(core, APIE_OPENAPP_PICTURED_##pictured, id, url,    \
                                               file_name, options, error),                         \
              json);                                                                               \
    }

UPLOAD_FROM_URL(users, user_id, USER)
UPLOAD_FROM_URL(orgs, org_id, ORG)
UPLOAD_FROM_URL(devices, device_id, DEVICE)
UPLOAD_FROM_URL(entities, entity_id, ENTITY)
UPLOAD_FROM_URL(integrations, integration_id, INTEGRATION)
