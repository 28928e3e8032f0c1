/* Whole lists of every kind, in both libraries. */
#include "openapp_use.h"

#include <stdio.h>
#include <string.h>

#include "generated/openapp_operations.h"
#include "model/field.h"

OPENAPP_NOTE(openapp_org_page)
OPENAPP_NOTE(openapp_user_page)
OPENAPP_NOTE(openapp_device_page)
OPENAPP_NOTE(openapp_entity_page)
OPENAPP_NOTE(openapp_zone_page)
OPENAPP_NOTE(openapp_integration_page)
OPENAPP_NOTE(openapp_api_key_page)
OPENAPP_NOTE(openapp_agent_page)
OPENAPP_NOTE(openapp_access_portal_page)

/* The arguments before the options, if there are any, with a comma at the end. */
#define ALL(operation, page, ...)                                                                  \
    static apie_status all_##operation(openapp_stage *s)                                           \
    {                                                                                              \
        OPENAPP_CALL(s, operation##_all, openapp_##page, __VA_ARGS__);                             \
    }

static const apie_opt_bool yes = {true, APIE_SET};
static const apie_opt_int unset = {0, APIE_UNSET};
static const apie_openapp_list_query deleted = {.only_deleted = {true, APIE_SET}};
static const apie_openapp_user_query anna = {.q = "anna"};
static const apie_openapp_device_query kind = {.integration_id = "i"};
static const apie_openapp_entity_query zone = {.zone_id = "z"};
static const apie_openapp_integration_query provider = {.provider_type = "p"};

ALL(orgs_list, org_page, &deleted, )
ALL(orgs_children, org_page, "o/1", &deleted, )
ALL(orgs_search, org_page, "a b", NULL, )
ALL(orgs_users, user_page, "o/1", yes, NULL, )
ALL(users_search, user_page, &anna, )
ALL(devices_list, device_page, &kind, )
ALL(entities_list, entity_page, &zone, )
ALL(entities_by_device, entity_page, "d/1", "door", NULL, )
ALL(zones_by_integration, zone_page, "i/1", &deleted, )
ALL(integrations_list, integration_page, &provider, )
ALL(integrations_entities, entity_page, "i/1", NULL, &deleted, )
ALL(api_keys_list, api_key_page, unset, unset, )
ALL(agents_list, agent_page, apie_int(200), apie_int(0), )

/* What each of them asks for, before limit and offset. */
static const struct {
    const char *operation;
    apie_status (*call)(openapp_stage *s);
    const char *target;
} lists[] = {
    {"orgs.list", all_orgs_list, "/orgs?only_deleted=true&"},
    {"orgs.children", all_orgs_children, "/orgs/children?parent_id=o%2F1&only_deleted=true&"},
    {"orgs.search", all_orgs_search, "/orgs/search?q=a%20b&"},
    {"orgs.users", all_orgs_users, "/orgs/o%2F1/users?recursive=true&"},
    {"users.search", all_users_search, "/users/search?q=anna&"},
    {"devices.list", all_devices_list, "/devices?integration_id=i&"},
    {"entities.list", all_entities_list, "/entities?zone_id=z&"},
    {"entities.by_device", all_entities_by_device, "/devices/d%2F1/entities?entity_type=door&"},
    {"zones.by_integration", all_zones_by_integration,
     "/integrations/i%2F1/zones?only_deleted=true&"},
    {"integrations.list", all_integrations_list, "/integrations?provider_type=p&"},
    {"integrations.entities", all_integrations_entities,
     "/integrations/i%2F1/entities?only_deleted=true&"},
    {"api_keys.list", all_api_keys_list, "/api-keys?"},
    {"agents.list", all_agents_list, "/agents?"},
};

#define LISTS (sizeof lists / sizeof *lists)

static bool has_offset(const apie_operation *operation)
{
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (strcmp(operation->parameters[i].name, "offset") == 0)
            return true;
    return false;
}

static const apie_operation *operation_of(const char *name)
{
    for (size_t i = 0; i < apie_operations_openapp_count; i++)
        if (strcmp(apie_operations_openapp[i]->name, name) == 0)
            return apie_operations_openapp[i];
    fail_msg("there is no %s", name);
    return NULL;
}

static void what_comes_in_pages_comes_whole(void **state)
{
    size_t paged = 0;
    (void)state;
    for (size_t i = 0; i < apie_operations_openapp_count; i++)
        paged += has_offset(apie_operations_openapp[i]);
    for (size_t i = 0; i < LISTS; i++)
        assert_true(has_offset(operation_of(lists[i].operation)));
    assert_int_equal(paged, LISTS);
}

static size_t count_items(const apie_model *model, const void *page)
{
    for (size_t i = 0; i < model->field_count; i++)
        if (model->fields[i].type == APIE_FIELD_OBJECT_LIST)
            return apie_field_count(&model->fields[i], page);
    return 0;
}

static void expect_all(openapp_stage *s, size_t number)
{
    static char lines[2][128];
    openapp_route routes[3] = {{NULL, 0, NULL, NULL}};
    static const char *const pages[] = {"{\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"total\":3}",
                                        "{\"items\":[{\"id\":\"3\"}],\"total\":3}"};
    for (int i = 0; i < 2; i++) {
        (void)snprintf(lines[i], sizeof lines[i], "GET /api/v1%slimit=200&offset=%d HTTP/1.1\r\n",
                       lists[number].target, 2 * i);
        routes[i] = (openapp_route){lines[i], 200, "Content-Type: application/json\r\n", pages[i]};
    }
    s->routes = routes;
    openapp_expect(s, APIE_OK, lists[number].call(s));
    const apie_operation *operation = operation_of(lists[number].operation);
    assert_int_equal(count_items(operation->response, s->result), 3);
    s->routes = NULL;
}

static void test_every_list_is_read_to_its_end(openapp_stage *s)
{
    openapp_ok(s, openapp_new(s));
    for (size_t i = 0; i < LISTS; i++) {
        expect_all(s, i);
        openapp_expect_requests(s, 2 * (int)(i + 1));
    }
}

static void test_without_a_client(openapp_stage *s)
{
    for (size_t i = 0; i < LISTS; i++)
        openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, lists[i].call(s));
}

static apie_status find_portal(openapp_stage *s)
{
    OPENAPP_CALL(s, integrations_get_access_portal_by_name, openapp_access_portal_page, "i1",
                 "Front", APIE_OPENAPP_MATCH_EXACT, );
}

/* The service has more than it sends, and cannot be asked for the rest. */
static void test_a_part_of_a_list_proves_nothing(openapp_stage *s)
{
    static const openapp_route routes[] = {
        {"GET /api/v1/integrations/i1/access-portals ", 200, "Content-Type: application/json\r\n",
         "{\"items\":[{\"id\":\"p1\",\"name\":\"Front\"}],\"total\":2}"},
        {NULL, 0, NULL, NULL},
    };
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_PROTOCOL, find_portal(s));
    assert_null(s->result);
    openapp_expect_requests(s, 1);
}

/* The second page is empty, though the service has more. */
static void test_a_list_that_stops_early_is_cut(openapp_stage *s)
{
    static const openapp_route routes[] = {
        {"GET /api/v1/devices?integration_id=i&limit=200&offset=0 ", 200,
         "Content-Type: application/json\r\n",
         "{\"items\":[{\"id\":\"d1\"},{\"id\":\"d2\"}],\"total\":3}"},
        {"GET /api/v1/devices?integration_id=i&limit=200&offset=2 ", 200,
         "Content-Type: application/json\r\n", "{\"items\":[],\"total\":3}"},
        {NULL, 0, NULL, NULL},
    };
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    s->call.idempotency_key = "once";
    openapp_expect(s, APIE_ERROR_PROTOCOL, all_devices_list(s));
    assert_null(s->result);
    openapp_expect_requests(s, 2);
    openapp_expect_no_head(s, 1, "Idempotency-Key");
}

static apie_status find_device(openapp_stage *s, const char *name)
{
    OPENAPP_CALL(s, devices_get_by_name, openapp_device_page, NULL, name,
                 APIE_OPENAPP_MATCH_EXACT, );
}

/* All are asked for, since the service may know names in one language only. */
static void test_names_are_compared_here(openapp_stage *s)
{
    static const openapp_route routes[] = {
        {"GET /api/v1/devices?limit=200&offset=0 ", 200, "Content-Type: application/json\r\n",
         "{\"items\":[{\"id\":\"d1\",\"integration_id\":\"i\",\"org_id\":\"o\","
         "\"name\":{\"value\":{\"en\":\"Door\",\"de\":\"T\\u00fcr\"}}}],\"total\":1}"},
        {NULL, 0, NULL, NULL},
    };
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, find_device(s, " T\xC3\x9CR\t"));
    openapp_ok(s, find_device(s, " Door "));
    openapp_expect(s, APIE_ERROR_NOT_FOUND_BY_NAME, find_device(s, "\xC2\xA0Gate "));
    assert_string_equal(s->error.where, "Gate");
    openapp_expect_requests(s, 3);
}

OPENAPP_BOTH(every_list_is_read_to_its_end)
OPENAPP_BOTH(without_a_client)
OPENAPP_BOTH(a_part_of_a_list_proves_nothing)
OPENAPP_BOTH(a_list_that_stops_early_is_cut)
OPENAPP_BOTH(names_are_compared_here)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_in_pages_comes_whole),
        cmocka_unit_test(every_list_is_read_to_its_end),
        cmocka_unit_test(without_a_client),
        cmocka_unit_test(a_part_of_a_list_proves_nothing),
        cmocka_unit_test(a_list_that_stops_early_is_cut),
        cmocka_unit_test(names_are_compared_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
