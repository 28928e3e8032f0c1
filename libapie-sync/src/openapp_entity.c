/* Handles of entities: the actions that everybody needs, by their names. */
#include "openapp.h"

#include <apie/sync/openapp.h>

#include "base/fail.h"
#include "flow/no_response.h"

apie_openapp_entity_handle apie_openapp_entities_by_id(apie_openapp *client, const char *entity_id)
{
    return (apie_openapp_entity_handle){client, entity_id};
}

apie_status apie_openapp_entity_run(apie_openapp_entity_handle entity, const char *action_id,
                                    const json_t *body, const apie_call_options *options,
                                    apie_openapp_json **out, apie_error *error)
{
    return apie_openapp_entities_run_action(entity.client, entity.entity_id, action_id, NULL, body,
                                            options, out, error);
}

apie_status apie_openapp_entity_preview(apie_openapp_entity_handle entity, const char *action_id,
                                        const json_t *body, const apie_call_options *options,
                                        apie_openapp_json **out, apie_error *error)
{
    return apie_openapp_entities_preview_action(entity.client, entity.entity_id, action_id, body,
                                                options, out, error);
}

apie_status apie_openapp_entity_confirm(apie_openapp_entity_handle entity, const char *action_id,
                                        const char *preview_token, const json_t *body,
                                        const apie_call_options *options, apie_openapp_json **out,
                                        apie_error *error)
{
    if (preview_token == NULL || preview_token[0] == '\0') {
        apie_no_response(options);
        if (out != NULL)
            *out = NULL;
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "preview_token",
                         "preview_token is missing");
    }
    return apie_openapp_entities_run_action(entity.client, entity.entity_id, action_id,
                                            preview_token, body, options, out, error);
}

#define ACTION(name)                                                                               \
    apie_status apie_openapp_entity_##name(apie_openapp_entity_handle entity,                      \
                                           const apie_call_options *options,                       \
                                           apie_openapp_json **out, apie_error *error)             \
    {                                                                                              \
        return apie_openapp_entity_run(entity, #name, NULL, options, out, error);                  \
    }

ACTION(open)
ACTION(close)
ACTION(on)
ACTION(off)
