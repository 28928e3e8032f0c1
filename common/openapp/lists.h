/* Every list that is read in pages, once for both libraries: LIST(operation, page, parameters,
 * arguments) with the parameters as the operation's own function has them, and what of them goes
 * into apie_openapp_list_arguments. */
#ifndef APIE_OPENAPP_LISTS_H
#define APIE_OPENAPP_LISTS_H

#include "generated/openapp_models.h"
#include "generated/openapp_operations.h"
#include "openapp/flows.h"

#define APIE_LIST_GIVEN(...) __VA_ARGS__
#define APIE_LIST_FIRST(...)                                                                       \
    .first = (const apie_argument[]){__VA_ARGS__},                                                 \
    .count = sizeof((const apie_argument[]){__VA_ARGS__}) / sizeof(apie_argument)
#define APIE_LIST_QUERY(type) .model = &apie_model_openapp_##type, .query = query

#define APIE_OPENAPP_LISTS(LIST)                                                                   \
    LIST(orgs_list, org_page, APIE_LIST_GIVEN(const apie_openapp_list_query *query),               \
         APIE_LIST_QUERY(list_query))                                                              \
    LIST(orgs_children, org_page,                                                                  \
         APIE_LIST_GIVEN(const char *parent_id, const apie_openapp_list_query *query),             \
         APIE_LIST_FIRST({.text = parent_id}), APIE_LIST_QUERY(list_query))                        \
    LIST(orgs_search, org_page,                                                                    \
         APIE_LIST_GIVEN(const char *q, const apie_openapp_list_query *query),                     \
         APIE_LIST_FIRST({.text = q}), APIE_LIST_QUERY(list_query))                                \
    LIST(orgs_users, user_page,                                                                    \
         APIE_LIST_GIVEN(const char *org_id, apie_opt_bool recursive,                              \
                         const apie_openapp_list_query *query),                                    \
         APIE_LIST_FIRST({.text = org_id}, {.number = {recursive.value, recursive.presence}}),     \
         APIE_LIST_QUERY(list_query))                                                              \
    LIST(users_search, user_page, APIE_LIST_GIVEN(const apie_openapp_user_query *query),           \
         APIE_LIST_QUERY(user_query))                                                              \
    LIST(devices_list, device_page, APIE_LIST_GIVEN(const apie_openapp_device_query *query),       \
         APIE_LIST_QUERY(device_query))                                                            \
    LIST(entities_list, entity_page, APIE_LIST_GIVEN(const apie_openapp_entity_query *query),      \
         APIE_LIST_QUERY(entity_query))                                                            \
    LIST(entities_by_device, entity_page,                                                          \
         APIE_LIST_GIVEN(const char *device_id, const char *entity_type,                           \
                         const apie_openapp_list_query *query),                                    \
         APIE_LIST_FIRST({.text = device_id}, {.text = entity_type}), APIE_LIST_QUERY(list_query)) \
    LIST(zones_by_integration, zone_page,                                                          \
         APIE_LIST_GIVEN(const char *integration_id, const apie_openapp_list_query *query),        \
         APIE_LIST_FIRST({.text = integration_id}), APIE_LIST_QUERY(list_query))                   \
    LIST(integrations_list, integration_page,                                                      \
         APIE_LIST_GIVEN(const apie_openapp_integration_query *query),                             \
         APIE_LIST_QUERY(integration_query))                                                       \
    LIST(integrations_entities, entity_page,                                                       \
         APIE_LIST_GIVEN(const char *integration_id, const char *entity_type,                      \
                         const apie_openapp_list_query *query),                                    \
         APIE_LIST_FIRST({.text = integration_id}, {.text = entity_type}),                         \
         APIE_LIST_QUERY(list_query))                                                              \
    LIST(api_keys_list, api_key_page, APIE_LIST_GIVEN(apie_opt_int limit, apie_opt_int offset),    \
         APIE_LIST_FIRST({.number = limit}, {.number = offset}))                                   \
    LIST(agents_list, agent_page, APIE_LIST_GIVEN(apie_opt_int limit, apie_opt_int offset),        \
         APIE_LIST_FIRST({.number = limit}, {.number = offset}))

#endif
