/* Calls of OpenApp, in whichever library the stage has; each leaves its result there. */
#ifndef APIE_TESTS_OPENAPP_USE_H
#define APIE_TESTS_OPENAPP_USE_H

#include "openapp_stage.h"

apie_status use_get_status(openapp_stage *s);
apie_status use_request(openapp_stage *s, const char *method, const char *target, const char *body);
apie_status use_get_org(openapp_stage *s, const char *id);
apie_status use_create_org_of(openapp_stage *s, const apie_openapp_org_create *body);
apie_status use_create_org(openapp_stage *s);
apie_status use_delete_org(openapp_stage *s, const char *id);
apie_status use_list_orgs(openapp_stage *s, const apie_openapp_list_query *query);
apie_status use_list_all_orgs(openapp_stage *s);
apie_status use_find_org(openapp_stage *s, const char *name, apie_openapp_match match);
apie_status use_list_devices(openapp_stage *s, const apie_openapp_device_query *query);
apie_status use_list_all_devices(openapp_stage *s);
apie_status use_find_device(openapp_stage *s, const char *name);
apie_status use_list_entities(openapp_stage *s, const apie_openapp_entity_query *query);
apie_status use_list_integrations(openapp_stage *s, const apie_openapp_integration_query *query);
apie_status use_search_users(openapp_stage *s, const apie_openapp_user_query *query);
apie_status use_create_key(openapp_stage *s, const apie_openapp_api_key_create *body);
apie_status use_refresh_channels(openapp_stage *s);
apie_status use_create_invite(openapp_stage *s, const char *integration);
apie_status use_get_invite(openapp_stage *s, const char *token);
apie_status use_claim_invite(openapp_stage *s, const char *token);
apie_status use_list_executions(openapp_stage *s, apie_opt_int limit);
apie_status use_cancel_execution(openapp_stage *s, const char *id);
apie_status use_create_user(openapp_stage *s);
apie_status use_create_user_of(openapp_stage *s, const apie_openapp_user_create *body);
apie_status use_create_entity(openapp_stage *s, const apie_openapp_entity_create *body);
apie_status use_entity_definition(openapp_stage *s, const char *device, const char *entity_type);
apie_status use_run_action(openapp_stage *s, const char *action, const json_t *body);
apie_status use_list_invitations(openapp_stage *s);
apie_status use_get_script(openapp_stage *s);
apie_status use_execute(openapp_stage *s);
apie_status use_upload(openapp_stage *s, const apie_openapp_image *image);
/* What may have an image, as their paths begin: "/users", … */
#define USE_PICTURED 5
extern const char *const use_pictured[USE_PICTURED];
apie_status use_upload_to(openapp_stage *s, int pictured, const char *id,
                          const apie_openapp_image *image);
apie_status use_upload_from_url_to(openapp_stage *s, int pictured, const char *id, const char *url);
/* To the device of the stage. */
apie_status use_upload_from_url(openapp_stage *s, const char *url);
apie_status use_stream(openapp_stage *s, const char *method, const char *target, const char *body,
                       const apie_openapp_stream_options *stream);
apie_status use_entity_run(openapp_stage *s, const char *action, const json_t *body);
apie_status use_entity_preview(openapp_stage *s, const char *action);
apie_status use_entity_confirm(openapp_stage *s, const char *action, const char *token);
apie_status use_entity_open(openapp_stage *s);
apie_status use_entity_close(openapp_stage *s);
apie_status use_entity_on(openapp_stage *s);
apie_status use_entity_off(openapp_stage *s);

#endif
