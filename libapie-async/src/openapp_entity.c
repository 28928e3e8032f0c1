/* Handles of entities: the actions that everybody needs, by their names. */
#include "openapp.h"

#include <apie/async/openapp.h>

#include "base/fail.h"
#include "flow/no_response.h"

apie_async_openapp_entity_handle apie_async_openapp_entities_by_id(apie_async_openapp *client,
                                                                   const char *entity_id)
{
    return (apie_async_openapp_entity_handle){client, entity_id};
}

apie_call *apie_async_openapp_entity_run(apie_async_openapp_entity_handle entity,
                                         const char *action_id, const json_t *body,
                                         const apie_call_options *options,
                                         apie_openapp_json_cb *callback, void *user,
                                         apie_error *error)
{
    return apie_async_openapp_entities_run_action(entity.client, entity.entity_id, action_id, NULL,
                                                  body, options, callback, user, error);
}

apie_call *apie_async_openapp_entity_preview(apie_async_openapp_entity_handle entity,
                                             const char *action_id, const json_t *body,
                                             const apie_call_options *options,
                                             apie_openapp_json_cb *callback, void *user,
                                             apie_error *error)
{
    return apie_async_openapp_entities_preview_action(entity.client, entity.entity_id, action_id,
                                                      body, options, callback, user, error);
}

apie_call *apie_async_openapp_entity_confirm(apie_async_openapp_entity_handle entity,
                                             const char *action_id, const char *preview_token,
                                             const json_t *body, const apie_call_options *options,
                                             apie_openapp_json_cb *callback, void *user,
                                             apie_error *error)
{
    if (preview_token == NULL || preview_token[0] == '\0') {
        apie_no_response(options);
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "preview_token", "preview_token is missing");
        return NULL;
    }
    return apie_async_openapp_entities_run_action(entity.client, entity.entity_id, action_id,
                                                  preview_token, body, options, callback, user,
                                                  error);
}

#define ACTION(name)                                                                               \
    apie_call *apie_async_openapp_entity_##name(                                                   \
        apie_async_openapp_entity_handle entity, const apie_call_options *options,                 \
        apie_openapp_json_cb *callback, void *user, apie_error *error)                             \
    {                                                                                              \
        return apie_async_openapp_entity_run(entity, #name, NULL, options, callback, user, error); \
    }

ACTION(open)
ACTION(close)
ACTION(on)
ACTION(off)
