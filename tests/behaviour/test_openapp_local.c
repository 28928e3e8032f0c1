/* The OpenApp clients of both libraries at work on the local server, which keeps what it is told.
 */
#include "openapp_use.h"

#include <stdio.h>
#include <string.h>

static const char door[] = "{\"device_id\": \"dev_1\", \"entity_type\": \"door\"}";

static void begin(openapp_stage *s)
{
    openapp_use_local(s);
    openapp_ok(s, openapp_new(s));
}

/* Of the last answer, a member as text. */
static const char *said(openapp_stage *s, const char *name)
{
    static char text[256];
    json_t *body = json_loads(s->response->body, 0, NULL);
    (void)snprintf(text, sizeof text, "%s", json_string_value(json_object_get(body, name)));
    json_decref(body);
    return text;
}

static size_t listed(openapp_stage *s, const char *target)
{
    openapp_ok(s, use_request(s, "GET", target, NULL));
    json_t *body = json_loads(s->response->body, 0, NULL);
    const json_t *items = json_is_array(body) ? body : json_object_get(body, "items");
    const size_t count = json_array_size(items);
    json_decref(body);
    return count;
}

static void expect_refused(openapp_stage *s, apie_status expected, const char *code,
                           const char *method, const char *target, const char *body)
{
    openapp_expect(s, expected, use_request(s, method, target, body));
    assert_string_equal(s->error.service_code, code);
    assert_true(s->error.message[0] != '\0');
}

/* ---- what is kept ---- */

static void test_things_are_made_changed_and_deleted(openapp_stage *s)
{
    begin(s);
    openapp_ok(s, use_create_org(s));
    assert_string_equal(((apie_openapp_org *)s->result)->id, "org_1");
    openapp_ok(s, use_request(s, "PUT", "/orgs/org_1", "{\"description\": \"doors\"}"));
    openapp_ok(s, use_get_org(s, "org_1"));
    const apie_openapp_org *org = s->result;
    assert_string_equal(org->description, "doors");
    assert_string_equal(apie_openapp_text(org->name, "en"), "Acme");
    assert_non_null(org->created_at);
    openapp_ok(s, use_delete_org(s, "org_1"));
    assert_non_null(((apie_openapp_org *)s->result)->deleted_at);
    openapp_expect(s, APIE_ERROR_NOT_FOUND, use_get_org(s, "org_1"));
    assert_int_equal(listed(s, "/orgs"), 0);
    assert_int_equal(listed(s, "/orgs?include_deleted=true"), 1);
    assert_int_equal(listed(s, "/orgs?only_deleted=true"), 1);
    openapp_ok(s, use_request(s, "GET", "/orgs/org_1?include_deleted=true", NULL));
    openapp_ok(s, use_request(s, "DELETE", "/orgs/org_1/purge", NULL));
    assert_int_equal(listed(s, "/orgs?include_deleted=true"), 0);
}

static void test_what_is_deleted_can_be_restored(openapp_stage *s)
{
    s->options.org_id = "o";
    begin(s);
    openapp_ok(s, use_request(s, "POST", "/devices",
                              "{\"integration_id\": \"i\", \"org_id\": \"o\", \"name\": \"D\"}"));
    openapp_ok(s, use_request(s, "POST", "/entities", door));
    assert_string_equal(said(s, "integration_id"), "i");
    static const char *const items[] = {"/devices/dev_1", "/entities/ent_2"};
    for (int i = 0; i < 2; i++) {
        char path[64];
        (void)snprintf(path, sizeof path, "%s/restore", items[i]);
        expect_refused(s, APIE_ERROR_CONFLICT, "not_deleted", "POST", path, NULL);
        openapp_ok(s, use_request(s, "DELETE", items[i], NULL));
        expect_refused(s, APIE_ERROR_NOT_FOUND, "not_found", "GET", items[i], NULL);
        openapp_ok(s, use_request(s, "POST", path, NULL));
        openapp_ok(s, use_request(s, "GET", items[i], NULL));
    }
    assert_int_equal(listed(s, "/devices/dev_1/entities"), 1);
    assert_int_equal(listed(s, "/devices/dev_2/entities"), 0);
}

static void test_lists_come_in_pages(openapp_stage *s)
{
    begin(s);
    for (int i = 0; i < 5; i++)
        openapp_ok(s, use_create_org(s));
    const apie_openapp_list_query query = {.limit = apie_int(2), .offset = apie_int(3)};
    openapp_ok(s, use_list_orgs(s, &query));
    const apie_openapp_org_page *page = s->result;
    assert_int_equal(page->items_count, 2);
    assert_string_equal(page->items[0]->id, "org_4");
    assert_int_equal(page->total.value, 5);
    apie_free(openapp_control(s, "POST", "/_dev/openapp", "{\"page_limit\": 2}"));
    openapp_ok(s, use_list_all_orgs(s));
    assert_int_equal(((apie_openapp_org_page *)s->result)->items_count, 5);
    assert_int_equal(listed(s, "/orgs/search?q=ACM"), 2);
    assert_int_equal(listed(s, "/orgs/search?q=none"), 0);
    apie_free(openapp_control(s, "POST", "/_dev/openapp", "{\"page_limit\": 200}"));
    openapp_ok(s, use_request(s, "POST", "/orgs", "{\"name\": {\"value\": {\"en\": \"A b\"}}}"));
    assert_int_equal(listed(s, "/orgs/search?q=%20B"), 1);
    assert_int_equal(listed(s, "/orgs/search?q=%20a"), 0);
    assert_int_equal(listed(s, "/orgs/search?q=en"), 0);
}

static void test_organizations_see_their_own(openapp_stage *s)
{
    openapp_handle handle;
    begin(s);
    expect_refused(s, APIE_ERROR_INVALID_REQUEST, "org_required", "GET", "/devices", NULL);
    openapp_ok(s, openapp_with_org(s, "one", &handle));
    openapp_handle plain = openapp_use(s, handle);
    openapp_ok(s, use_request(s, "POST", "/devices",
                              "{\"integration_id\": \"i\", \"org_id\": \"one\", \"name\": \"D\"}"));
    assert_int_equal(listed(s, "/devices"), 1);
    assert_int_equal(listed(s, "/devices?integration_id=other"), 0);
    openapp_use(s, plain);
    openapp_free_handle(handle);
    openapp_ok(s, openapp_with_org(s, "two", &handle));
    plain = openapp_use(s, handle);
    assert_int_equal(listed(s, "/devices"), 0);
    expect_refused(s, APIE_ERROR_NOT_FOUND, "not_found", "GET", "/devices/dev_1", NULL);
    openapp_use(s, plain);
    openapp_free_handle(handle);
}

static void test_people_have_roles(openapp_stage *s)
{
    s->options.org_id = "o";
    begin(s);
    openapp_ok(s, use_request(s, "POST", "/users", "{\"name\": \"Ann\", \"email\": \"ann@x\"}"));
    openapp_ok(s, use_request(s, "POST", "/users/usr_1/roles", "{\"o\": [\"admin\", \"guest\"]}"));
    assert_int_equal(listed(s, "/orgs/o/users"), 1);
    assert_int_equal(listed(s, "/users/search?q=ann&org_id=o"), 1);
    assert_int_equal(listed(s, "/users/search?q=ann&org_id=p"), 0);
    openapp_ok(s,
               use_request(s, "DELETE", "/users/usr_1/roles", "{\"o\": [\"admin\", \"guest\"]}"));
    assert_int_equal(listed(s, "/orgs/o/users"), 0);
}

static void test_keys_are_told_once_and_revoked(openapp_stage *s)
{
    const apie_openapp_api_key_create body = {.name = "n"};
    char key[256];
    begin(s);
    openapp_ok(s, use_create_key(s, &body));
    (void)snprintf(key, sizeof key, "%s", ((apie_openapp_new_api_key *)s->result)->token);
    assert_int_equal(listed(s, "/api-keys"), 1);
    assert_null(strstr(s->response->body, key));
    s->options.api_key = key;
    const openapp_handle before = openapp_use(s, (openapp_handle){NULL, NULL});
    openapp_ok(s, openapp_new(s));
    assert_int_equal(listed(s, "/orgs"), 0);
    expect_refused(s, APIE_ERROR_CONFLICT, "not_revoked", "DELETE", "/api-keys/key_1/purge", NULL);
    openapp_ok(s, use_request(s, "DELETE", "/api-keys/key_1", NULL));
    assert_int_equal(s->response->status, 204);
    expect_refused(s, APIE_ERROR_AUTHENTICATION, "unauthorized", "GET", "/orgs", NULL);
    openapp_free_handle(openapp_use(s, before));
    openapp_ok(s, use_request(s, "DELETE", "/api-keys/key_1/purge", NULL));
    assert_int_equal(listed(s, "/api-keys"), 0);
}

static void test_what_is_deleted_is_not_found(openapp_stage *s)
{
    static const char roles[] = "{\"o\": [\"admin\"]}";
    begin(s);
    openapp_ok(s, use_request(s, "POST", "/users", "{\"name\": \"Ann\", \"email\": \"ann@x\"}"));
    openapp_ok(s, use_request(s, "DELETE", "/users/usr_1", NULL));
    expect_refused(s, APIE_ERROR_NOT_FOUND, "not_found", "POST", "/users/usr_1/roles", roles);
    openapp_ok(s, use_create_org(s));
    openapp_ok(s, use_delete_org(s, "org_2"));
    expect_refused(s, APIE_ERROR_NOT_FOUND, "not_found", "GET", "/orgs/org_2/ancestors", NULL);
}

static void test_scripts_wait_and_run_and_end(openapp_stage *s)
{
    begin(s);
    openapp_ok(s, use_request(s, "POST", "/scripting/executions", "{\"script\": \"return 1\"}"));
    assert_int_equal(s->response->status, 202);
    assert_string_equal(said(s, "status"), APIE_OPENAPP_EXECUTION_STATUS_PENDING);
    openapp_ok(s, use_request(s, "GET", "/scripting/executions/exe_1", NULL));
    assert_string_equal(said(s, "status"), APIE_OPENAPP_EXECUTION_STATUS_RUNNING);
    openapp_ok(s, use_request(s, "GET", "/scripting/executions/exe_1", NULL));
    assert_string_equal(said(s, "status"), APIE_OPENAPP_EXECUTION_STATUS_SUCCEEDED);
}

/* ---- actions ---- */

static void test_a_token_is_good_once_and_for_one_action(openapp_stage *s)
{
    char token[64];
    begin(s);
    openapp_ok(s, use_request(s, "POST", "/entities", door));
    s->entity_id = "ent_1";
    openapp_ok(s, use_entity_preview(s, "open"));
    (void)snprintf(token, sizeof token, "%s", said(s, "preview_token"));
    openapp_expect(s, APIE_ERROR_CONFLICT, use_entity_confirm(s, "close", token));
    assert_string_equal(s->error.service_code, "confirmation_required");
    openapp_ok(s, use_entity_confirm(s, "open", token));
    openapp_expect(s, APIE_ERROR_CONFLICT, use_entity_confirm(s, "open", token));
    openapp_ok(s, use_entity_open(s));
    s->entity_id = "ent_9";
    openapp_expect(s, APIE_ERROR_NOT_FOUND, use_entity_open(s));
}

static void test_an_idempotency_key_makes_one_thing(openapp_stage *s)
{
    begin(s);
    s->call.idempotency_key = "once";
    openapp_ok(s, use_create_org(s));
    openapp_ok(s, use_create_org(s));
    assert_string_equal(((apie_openapp_org *)s->result)->id, "org_1");
    openapp_ok(s, use_create_invite(s, "i"));
    assert_true(said(s, "token")[0] != '(');
    assert_null(strstr(s->response->body, "idempotent_replay"));
    openapp_ok(s, use_create_invite(s, "i"));
    assert_null(strstr(s->response->body, "token"));
    assert_non_null(strstr(s->response->body, "\"idempotent_replay\":true"));
    assert_int_equal(listed(s, "/orgs"), 1);
}

/* ---- images ---- */

static void test_images_are_looked_at(openapp_stage *s)
{
    static const char png[] = "\x89PNG\r\n\x1a\n picture";
    const apie_openapp_image image = {.data = png, .length = sizeof png - 1, .file_name = "a.png"};
    const apie_openapp_image wrong = {
        .data = png, .length = sizeof png - 1, .content_type = "image/jpeg"};
    s->options.org_id = "o";
    begin(s);
    s->device_id = "dev_1";
    openapp_expect(s, APIE_ERROR_NOT_FOUND, use_upload(s, &image));
    openapp_ok(s, use_request(s, "POST", "/devices",
                              "{\"integration_id\": \"i\", \"org_id\": \"o\", \"name\": \"D\"}"));
    openapp_ok(s, use_upload(s, &image));
    assert_non_null(strstr(said(s, "image_url"), "/images/dev_1"));
    openapp_ok(s, use_request(s, "GET", "/devices/dev_1", NULL));
    assert_non_null(strstr(s->response->body, "\"file_name\":\"a.png\",\"content_type\":"
                                              "\"image/png\",\"bytes\":16}"));
    openapp_expect(s, APIE_ERROR_HTTP, use_upload(s, &wrong));
    assert_int_equal(s->error.http_status, 415);
}

/* What a stranger's image would be, as bytes of any kind. */
static const char picture[] = "\x89PNG\r\n\x1a\n pic\0ture \xff";
static const char other_picture[] = "\xff\xd8\xff another";

static void make_devices(openapp_stage *s, int count)
{
    for (int i = 0; i < count; i++)
        openapp_ok(s,
                   use_request(s, "POST", "/devices",
                               "{\"integration_id\": \"i\", \"org_id\": \"o\", \"name\": \"D\"}"));
}

/* The image of a device is the picture, byte for byte. */
static void expect_picture(openapp_stage *s, const char *id)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/images/%s", id);
    apie_response *response = openapp_control(s, "GET", path, NULL);
    assert_int_equal(response->body_length, sizeof picture - 1);
    assert_memory_equal(response->body, picture, sizeof picture - 1);
    apie_free(response);
}

static void test_images_are_of_what_is_there(openapp_stage *s)
{
    const apie_openapp_image image = {.data = picture, .length = sizeof picture - 1};
    const apie_openapp_image other = {.data = other_picture, .length = sizeof other_picture - 1};
    const apie_header nobody = {"X-Org", ""};
    const apie_header stranger = {"X-Org", "p"};
    s->options.org_id = "o";
    begin(s);
    make_devices(s, 2);
    s->device_id = "dev_1";
    s->call.headers = &stranger;
    s->call.header_count = 1;
    openapp_expect(s, APIE_ERROR_NOT_FOUND, use_upload(s, &image));
    s->call.headers = &nobody;
    openapp_expect(s, APIE_ERROR_NOT_FOUND, use_upload(s, &image));
    s->call.header_count = 0;
    s->call.idempotency_key = "once";
    openapp_ok(s, use_upload(s, &image));
    assert_null(strstr(s->response->body, "idempotent_replay"));
    openapp_ok(s, use_upload(s, &image));
    assert_non_null(strstr(s->response->body, "\"idempotent_replay\":true"));
    openapp_expect(s, APIE_ERROR_CONFLICT, use_upload(s, &other));
    assert_string_equal(s->error.service_code, "idempotency_key_conflict");
    s->call.idempotency_key = NULL;
    expect_picture(s, "dev_1");
    openapp_ok(s, use_request(s, "DELETE", "/devices/dev_1", NULL));
    openapp_expect(s, APIE_ERROR_NOT_FOUND, use_upload(s, &image));
    expect_refused(s, APIE_ERROR_INVALID_REQUEST, "bad_request", "POST", "/devices/dev_2/image",
                   "{}");
    expect_refused(s, APIE_ERROR_INVALID_REQUEST, "bad_request", "POST",
                   "/devices/dev_2/image?size=1", "{}");
    expect_refused(s, APIE_ERROR_HTTP, "method_not_allowed", "GET", "/devices/dev_2/image", NULL);
}

static void test_images_of_one_thing_are_fetched_for_another(openapp_stage *s)
{
    const apie_openapp_image image = {.data = picture, .length = sizeof picture - 1};
    char url[256];
    s->options.org_id = "o";
    begin(s);
    make_devices(s, 2);
    s->device_id = "dev_1";
    openapp_ok(s, use_upload(s, &image));
    (void)snprintf(url, sizeof url, "%s", said(s, "image_url"));
    s->device_id = "dev_2";
    openapp_ok(s, use_upload_from_url(s, url));
    assert_non_null(strstr(said(s, "image_url"), "/images/dev_2"));
    expect_picture(s, "dev_2");
    (void)snprintf(url, sizeof url, "%s/images/dev_3", devserver_url(s->local));
    openapp_expect(s, APIE_ERROR_NETWORK, use_upload_from_url(s, url));
    assert_int_equal(s->error.http_status, 404);
}

/* ---- the rest ---- */

static void test_names_of_an_organizations_own(openapp_stage *s)
{
    begin(s);
    openapp_ok(s, use_create_org(s));
    openapp_ok(s, use_request(s, "POST", "/orgs", "{\"name\": \"B\", \"parent_id\": \"org_1\"}"));
    openapp_ok(s, use_request(s, "POST", "/orgs/org_1/aliases",
                              "{\"resource_type\": \"device\", \"resource_id\": \"dev_7\", "
                              "\"alias\": \"front\"}"));
    assert_int_equal(listed(s, "/orgs/org_1/aliases"), 1);
    assert_int_equal(listed(s, "/orgs/org_2/aliases"), 0);
    openapp_ok(s, use_request(s, "POST", "/orgs/org_1/resolve", "{\"query\": \"front\"}"));
    assert_non_null(strstr(s->response->body, "\"id\":\"dev_7\""));
    assert_int_equal(listed(s, "/orgs/children?parent_id=org_1"), 1);
    assert_int_equal(listed(s, "/orgs/org_2/ancestors"), 1);
}

static void test_requests_are_looked_at(openapp_stage *s)
{
    const apie_header own = {"X-Correlation-Id", "mine"};
    begin(s);
    expect_refused(s, APIE_ERROR_NOT_FOUND, "not_found", "GET", "/nowhere", NULL);
    expect_refused(s, APIE_ERROR_INVALID_REQUEST, "bad_request", "GET", "/orgs?orgId=1", NULL);
    expect_refused(s, APIE_ERROR_INVALID_REQUEST, "validation_failed", "POST", "/orgs", "{}");
    expect_refused(s, APIE_ERROR_HTTP, "method_not_allowed", "PATCH", "/orgs", "{}");
    assert_int_equal(strlen(s->error.request_id), 26);
    s->call.headers = &own;
    s->call.header_count = 1;
    expect_refused(s, APIE_ERROR_NOT_FOUND, "not_found", "GET", "/orgs/none", NULL);
    assert_string_equal(s->error.request_id, "mine");
    assert_string_equal(said(s, "correlationId"), "mine");
    openapp_ok(s, use_request(s, "PUT", "/devices/d/door-restrictions",
                              "{\"listing_entity_ids\": [\"a\"]}"));
    openapp_ok(s, use_request(s, "GET", "/devices/d/door-restrictions", NULL));
    assert_string_equal(s->response->body, "{\"listing_entity_ids\":[\"a\"]}");
}

OPENAPP_BOTH(things_are_made_changed_and_deleted)
OPENAPP_BOTH(what_is_deleted_can_be_restored)
OPENAPP_BOTH(lists_come_in_pages)
OPENAPP_BOTH(organizations_see_their_own)
OPENAPP_BOTH(people_have_roles)
OPENAPP_BOTH(keys_are_told_once_and_revoked)
OPENAPP_BOTH(what_is_deleted_is_not_found)
OPENAPP_BOTH(scripts_wait_and_run_and_end)
OPENAPP_BOTH(a_token_is_good_once_and_for_one_action)
OPENAPP_BOTH(an_idempotency_key_makes_one_thing)
OPENAPP_BOTH(images_are_looked_at)
OPENAPP_BOTH(images_are_of_what_is_there)
OPENAPP_BOTH(images_of_one_thing_are_fetched_for_another)
OPENAPP_BOTH(names_of_an_organizations_own)
OPENAPP_BOTH(requests_are_looked_at)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(things_are_made_changed_and_deleted),
        cmocka_unit_test(what_is_deleted_can_be_restored),
        cmocka_unit_test(lists_come_in_pages),
        cmocka_unit_test(organizations_see_their_own),
        cmocka_unit_test(people_have_roles),
        cmocka_unit_test(keys_are_told_once_and_revoked),
        cmocka_unit_test(what_is_deleted_is_not_found),
        cmocka_unit_test(scripts_wait_and_run_and_end),
        cmocka_unit_test(a_token_is_good_once_and_for_one_action),
        cmocka_unit_test(an_idempotency_key_makes_one_thing),
        cmocka_unit_test(images_are_looked_at),
        cmocka_unit_test(images_are_of_what_is_there),
        cmocka_unit_test(images_of_one_thing_are_fetched_for_another),
        cmocka_unit_test(names_of_an_organizations_own),
        cmocka_unit_test(requests_are_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
