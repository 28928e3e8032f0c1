/* Values at the edge of what OpenApp's requests and answers can say, in both libraries. */
#include "openapp_stage.h"

#include <string.h>

OPENAPP_NOTE(openapp_json)
OPENAPP_NOTE(openapp_device_page)
OPENAPP_NOTE(openapp_entity_metadata_definition)
OPENAPP_NOTE(openapp_site_person_page)
OPENAPP_NOTE(openapp_org)
OPENAPP_NOTE(openapp_user)

static const char json[] = "Content-Type: application/json\r\n";

/* ---- calls ---- */

static apie_status list_devices(openapp_stage *s)
{
    OPENAPP_CALL(s, devices_list, openapp_device_page, NULL, );
}

static apie_status whoami(openapp_stage *s)
{
    OPENAPP_CALL(s, auth_whoami, openapp_json, );
}

static apie_status run_action(openapp_stage *s, const char *token, const json_t *body)
{
    OPENAPP_CALL(s, entities_run_action, openapp_json, s->entity_id, "alarm", token, body, );
}

static apie_status define(openapp_stage *s, const char *type)
{
    OPENAPP_CALL(s, entities_device_entities_metadata_definition,
                 openapp_entity_metadata_definition, s->device_id, type, );
}

static apie_status list_people(openapp_stage *s, const char *locale)
{
    OPENAPP_CALL(s, site_people_list, openapp_site_person_page, "i1", locale, );
}

static apie_status list_aliases(openapp_stage *s, const char *type, const char *id)
{
    OPENAPP_CALL(s, orgs_list_aliases, openapp_json, "o1", type, id, );
}

static apie_status get_user(openapp_stage *s, apie_opt_bool include_deleted)
{
    OPENAPP_CALL(s, users_get, openapp_user, "u1", include_deleted, );
}

static apie_status create_org(openapp_stage *s, const apie_openapp_org_create *body)
{
    OPENAPP_CALL(s, orgs_create, openapp_org, body, );
}

/* ---- answers ---- */

/* One device with such a number must not cost the program all the others. */
static void test_integers_that_are_too_large_are_reals(openapp_stage *s)
{
    static const openapp_route routes[] = {
        {"GET /api/v1/devices ", 200, json,
         "[{\"id\":\"d1\",\"device_metadata\":{\"serial\":18446744073709551615,\"low\":"
         "-9223372036854775809}},{\"id\":\"d2\",\"device_metadata\":{\"serial\":7}}]"},
        {NULL, 0, NULL, NULL},
    };
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, list_devices(s));
    const apie_openapp_device_page *page = s->result;
    assert_int_equal(page->items_count, 2);
    const json_t *serial = json_object_get(page->items[0]->device_metadata, "serial");
    assert_true(json_is_real(serial));
    assert_true(json_real_value(serial) > 18446744073709549568.0);
    assert_true(json_is_real(json_object_get(page->items[0]->device_metadata, "low")));
    serial = json_object_get(page->items[1]->device_metadata, "serial");
    assert_int_equal(json_integer_value(serial), 7);
}
OPENAPP_BOTH(integers_that_are_too_large_are_reals)

static void test_null_is_an_answer(openapp_stage *s)
{
    static const openapp_route routes[] = {
        {"GET /api/v1/auth/whoami ", 200, json, "null"},
        {NULL, 0, NULL, NULL},
    };
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, whoami(s));
    assert_non_null(s->result);
    assert_ptr_equal(((apie_openapp_json *)s->result)->value, json_null());
}
OPENAPP_BOTH(null_is_an_answer)

static void test_people_come_as_a_list_or_as_a_page(openapp_stage *s)
{
    static const openapp_route routes[] = {
        {"GET /api/v1/integrations/i1/people?locale=de ", 200, json,
         "{\"items\":[{\"user_id\":\"u1\"}],\"total\":1}"},
        {"GET /api/v1/integrations/i1/people ", 200, json,
         "[{\"user_id\":\"u1\"},{\"user_id\":\"u2\"}]"},
        {NULL, 0, NULL, NULL},
    };
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, list_people(s, NULL));
    const apie_openapp_site_person_page *page = s->result;
    assert_int_equal(page->items_count, 2);
    assert_int_equal(page->total.presence, APIE_UNSET);
    openapp_ok(s, list_people(s, "de"));
    page = s->result;
    assert_int_equal(page->items_count, 1);
    assert_int_equal(page->total.value, 1);
}
OPENAPP_BOTH(people_come_as_a_list_or_as_a_page)

/* ---- requests ---- */

static void test_null_is_a_body(openapp_stage *s)
{
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_CONFLICT, run_action(s, NULL, APIE_NULL));
    assert_string_equal(s->bodies[0], "null");
    openapp_expect(s, APIE_ERROR_CONFLICT, run_action(s, NULL, NULL));
    assert_string_equal(s->bodies[1], "{}");
}
OPENAPP_BOTH(null_is_a_body)

static void test_an_empty_token_is_not_sent(openapp_stage *s)
{
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, run_action(s, "", NULL));
    assert_string_equal(s->error.where, "X-OpenApp-Confirm");
    openapp_expect_requests(s, 0);
}
OPENAPP_BOTH(an_empty_token_is_not_sent)

static void test_queries_reach_the_wire(openapp_stage *s)
{
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, define(s, NULL));
    assert_string_equal(s->error.where, "entity_type");
    openapp_expect_requests(s, 0);
    openapp_expect(s, APIE_ERROR_NOT_FOUND, define(s, "door"));
    openapp_expect_head(
        s, 0, "GET /api/v1/devices/d1/entities/metadata-definition?entity_type=door HTTP/1.1");
    openapp_ok(s, list_aliases(s, "entity", "e 1"));
    openapp_expect_head(
        s, 1, "GET /api/v1/orgs/o1/aliases?resource_type=entity&resource_id=e%201 HTTP/1.1");
    openapp_expect(s, APIE_ERROR_NOT_FOUND, get_user(s, apie_bool(true)));
    openapp_expect_head(s, 2, "GET /api/v1/users/u1?include_deleted=true HTTP/1.1");
}
OPENAPP_BOTH(queries_reach_the_wire)

static void test_members_without_a_struct_are_sent(openapp_stage *s)
{
    json_t *members = json_pack("{s:{s:i}}", "theme", "hue", 7);
    json_t *name = json_string("Acme");
    apie_openapp_extra *extra = NULL;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, apie_openapp_extra_make(members, &extra, &s->error));
    const apie_openapp_org_create body = {.extra = extra->extra, .name = name};
    openapp_ok(s, create_org(s, &body));
    assert_string_equal(s->bodies[0], "{\"name\":\"Acme\",\"theme\":{\"hue\":7}}");
    apie_free(extra);
    assert_int_equal(json_object_set_new(members, "name", json_true()), 0);
    openapp_ok(s, apie_openapp_extra_make(members, &extra, &s->error));
    const apie_openapp_org_create twice = {.extra = extra->extra, .name = name};
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, create_org(s, &twice));
    openapp_expect_requests(s, 1);
    apie_free(extra);
    json_decref(name);
    json_decref(members);
}
OPENAPP_BOTH(members_without_a_struct_are_sent)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_that_are_too_large_are_reals),
        cmocka_unit_test(null_is_an_answer),
        cmocka_unit_test(people_come_as_a_list_or_as_a_page),
        cmocka_unit_test(null_is_a_body),
        cmocka_unit_test(an_empty_token_is_not_sent),
        cmocka_unit_test(queries_reach_the_wire),
        cmocka_unit_test(members_without_a_struct_are_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
