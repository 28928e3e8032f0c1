/* Whole lists, as flows. */
#ifndef APIE_HONEYCOMB_LISTS_INTERNAL_H
#define APIE_HONEYCOMB_LISTS_INTERNAL_H

#include <apie/honeycomb/lists.h>
#include <apie/honeycomb/service_map_dependencies.h>

#include "flow/core.h"

/* An apie_honeycomb_api_key_page, an apie_honeycomb_environment_page. walk may be NULL. */
apie_flow *apie_api_keys_list_all_flow_new(apie_core *core, const char *key_type,
                                           const apie_honeycomb_list_walk *walk,
                                           const apie_call_options *options, apie_error *error);
apie_flow *apie_environments_list_all_flow_new(apie_core *core,
                                               const apie_honeycomb_list_walk *walk,
                                               const apie_call_options *options, apie_error *error);

/* Each an apie_honeycomb_service_map: asked for and waited for; read, as far as it is. */
apie_flow *apie_service_map_flow_new(apie_core *core,
                                     const apie_honeycomb_service_map_create *request,
                                     const apie_honeycomb_service_map_walk *walk,
                                     const apie_call_options *options, apie_error *error);
apie_flow *apie_service_map_read_flow_new(apie_core *core, const char *request_id,
                                          const apie_honeycomb_service_map_walk *walk,
                                          const apie_call_options *options, apie_error *error);

#endif
