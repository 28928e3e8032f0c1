/* What OpenApp's calls send and what comes of the answers, in both libraries. */
#include "openapp_use.h"

#include <string.h>

/* ---- organizations and devices ---- */

static void test_organizations_come_and_go(openapp_stage *s)
{
    openapp_ok(s, use_create_org(s));
    assert_string_equal(((apie_openapp_org *)s->result)->id, "o9");
    openapp_expect_head(s, 0, "POST /api/v1/orgs HTTP/1.1\r\n");
    openapp_expect_head(s, 0, "\r\nContent-Type: application/json\r\n");
    assert_string_equal(s->bodies[0], "{\"name\":{\"value\":{\"en\":\"Acme\"}}}");
    assert_int_equal(s->response->status, 201);
    openapp_ok(s, use_get_org(s, "o/1?a=b"));
    openapp_expect_head(s, 1, "GET /api/v1/orgs/o%2F1%3Fa%3Db HTTP/1.1\r\n");
    const json_t *name = ((apie_openapp_org *)s->result)->name;
    assert_string_equal(apie_openapp_text(name, "en"), "Acme");
    assert_true(apie_openapp_name_matches(name, " ACME", APIE_OPENAPP_MATCH_EXACT));
    openapp_ok(s, use_delete_org(s, "o1"));
    openapp_expect_head(s, 2, "DELETE /api/v1/orgs/o1 HTTP/1.1\r\n");
    assert_null(s->result);
    assert_int_equal(s->response->status, 204);
}

static void test_lists_ask_for_what_is_set_only(openapp_stage *s)
{
    openapp_ok(s, use_list_orgs(s, NULL));
    openapp_expect_head(s, 0, "GET /api/v1/orgs HTTP/1.1\r\n");
    assert_int_equal(((apie_openapp_org_page *)s->result)->total.value, 0);
    openapp_ok(s, use_list_devices(s, NULL));
    const apie_openapp_device_page *page = s->result;
    assert_int_equal(page->items_count, 1);
    assert_string_equal(page->items[0]->id, "d1");
    assert_int_equal(page->total.presence, APIE_UNSET);
    const apie_openapp_device_query query = {
        .integration_id = "i 1", .include_deleted = apie_bool(false), .offset = apie_int(5)};
    openapp_expect(s, APIE_ERROR_NOT_FOUND, use_list_devices(s, &query));
    openapp_expect_head(
        s, 2, "GET /api/v1/devices?integration_id=i%201&include_deleted=false&offset=5 HTTP/1.1");
}

static void test_whole_lists(openapp_stage *s)
{
    openapp_ok(s, use_list_all_orgs(s));
    const apie_openapp_org_page *page = s->result;
    assert_int_equal(page->items_count, 3);
    assert_string_equal(page->items[2]->id, "o3");
    openapp_expect_requests(s, 2);
}

static void test_names(openapp_stage *s)
{
    openapp_ok(s, use_find_org(s, "BOLT ", APIE_OPENAPP_MATCH_EXACT));
    assert_string_equal(((apie_openapp_org_page *)s->result)->items[0]->id, "o3");
    openapp_expect(s, APIE_ERROR_AMBIGUOUS, use_find_org(s, "acme", APIE_OPENAPP_MATCH_EXACT));
    assert_int_equal(((apie_openapp_org_page *)s->result)->items_count, 2);
    openapp_expect(s, APIE_ERROR_NOT_FOUND_BY_NAME,
                   use_find_org(s, "acm", APIE_OPENAPP_MATCH_EXACT));
    assert_null(s->result);
    assert_string_equal(s->error.where, "acm");
    openapp_expect_requests(s, 6);
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_find_org(s, " ", APIE_OPENAPP_MATCH_EXACT));
    openapp_expect_requests(s, 6);
}

/* ---- entities ---- */

static void test_entities_do_things(openapp_stage *s)
{
    static apie_status (*const actions[])(openapp_stage * s) = {use_entity_open, use_entity_close,
                                                                use_entity_on, use_entity_off};
    static const char *const lines[] = {"POST /api/v1/entities/e1/actions/open HTTP/1.1\r\n",
                                        "POST /api/v1/entities/e1/actions/close HTTP/1.1\r\n",
                                        "POST /api/v1/entities/e1/actions/on HTTP/1.1\r\n",
                                        "POST /api/v1/entities/e1/actions/off HTTP/1.1\r\n"};
    for (int i = 0; i < 4; i++) {
        openapp_ok(s, actions[i](s));
        assert_true(json_is_true(json_object_get(((apie_openapp_json *)s->result)->value, "done")));
        openapp_expect_head(s, i, lines[i]);
        assert_string_equal(s->bodies[i], "{}");
    }
    json_t *body = json_pack("{s:i}", "seconds", 5);
    openapp_ok(s, use_entity_run(s, "hold open", body));
    json_decref(body);
    openapp_expect_head(s, 4, "POST /api/v1/entities/e1/actions/hold%20open HTTP/1.1\r\n");
    assert_string_equal(s->bodies[4], "{\"seconds\":5}");
    openapp_ok(s, use_entity_preview(s, "open"));
    openapp_expect_head(s, 5, "POST /api/v1/entities/e1/actions/open/preview HTTP/1.1\r\n");
}

static void test_actions_are_confirmed(openapp_stage *s)
{
    openapp_expect(s, APIE_ERROR_CONFLICT, use_entity_run(s, "alarm", NULL));
    assert_string_equal(s->error.service_code, "confirmation_required");
    assert_string_equal(s->error.message, "sure?");
    apie_openapp_error_info *info = apie_openapp_error_details(s->response);
    assert_non_null(info);
    assert_string_equal(info->preview_token, "p1");
    openapp_ok(s, use_entity_confirm(s, "open", info->preview_token));
    apie_free(info);
    openapp_expect_head(s, 1, "\r\nX-OpenApp-Confirm: p1\r\n");
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_entity_confirm(s, "open", ""));
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_entity_confirm(s, "open", NULL));
    assert_string_equal(s->error.where, "preview_token");
    openapp_expect_requests(s, 2);
}

/* ---- headers and retries ---- */

static void test_headers_reach_the_wire(openapp_stage *s)
{
    const apie_header header = {"X-Correlation-Id", "mine"};
    s->call.headers = &header;
    s->call.header_count = 1;
    s->call.idempotency_key = "once";
    openapp_ok(s, use_run_action(s, "open", NULL));
    openapp_expect_head(s, 0, "\r\nX-Correlation-Id: mine\r\n");
    openapp_expect_head(s, 0, "\r\nIdempotency-Key: once\r\n");
    assert_string_equal(apie_response_header(s->response, "x-request-id"), "r1");
}

static void test_only_what_is_harmless_is_repeated(openapp_stage *s)
{
    openapp_fail_with(s, 503, 1);
    openapp_ok(s, use_get_org(s, "o1"));
    openapp_expect_requests(s, 2);
    openapp_fail_with(s, 503, 1);
    openapp_expect(s, APIE_ERROR_SERVER, use_run_action(s, "open", NULL));
    openapp_expect_requests(s, 1);
    openapp_fail_with(s, 500, 1);
    openapp_expect(s, APIE_ERROR_SERVER, use_create_org(s));
    assert_true(s->error.maybe_processed);
    openapp_expect_requests(s, 1);
    s->call.idempotency_key = "once";
    openapp_fail_with(s, 503, 1);
    openapp_ok(s, use_run_action(s, "open", NULL));
    openapp_expect_requests(s, 2);
    openapp_expect_head(s, 0, "Idempotency-Key: once");
    openapp_expect_head(s, 1, "Idempotency-Key: once");
    s->call.idempotency_key = NULL;
    s->call.attempts = 1;
    openapp_fail_with(s, 503, 1);
    openapp_expect(s, APIE_ERROR_SERVER, use_get_org(s, "o1"));
    openapp_expect_requests(s, 1);
}

/* ---- refusals ---- */

static void test_refusals_keep_what_the_service_says(openapp_stage *s)
{
    openapp_expect(s, APIE_ERROR_INVALID_REQUEST, use_create_user(s));
    assert_int_equal(s->error.http_status, 400);
    assert_string_equal(s->error.message, "email is taken");
    assert_string_equal(s->error.service_code, "taken");
    assert_string_equal(s->error.request_id, "r1");
    apie_openapp_error_info *info = apie_openapp_error_details(s->response);
    assert_non_null(info);
    assert_string_equal(json_string_value(json_object_get(info->details, "field")), "email");
    apie_free(info);
    openapp_expect(s, APIE_ERROR_AUTHENTICATION, use_get_org(s, "refused"));
    assert_int_equal(s->error.http_status, 401);
    assert_string_equal(s->error.message, "not your key");
    openapp_expect(s, APIE_ERROR_PERMISSION, use_get_org(s, "forbidden"));
    assert_int_equal(s->error.http_status, 403);
    assert_string_equal(s->error.message, "not yours");
    s->call.attempts = 1;
    openapp_expect(s, APIE_ERROR_SERVER, use_get_org(s, "broken"));
    assert_int_equal(s->error.http_status, 502);
    assert_non_null(strstr(s->error.message, "bad gateway"));
}

/* ---- the rest ---- */

static void test_free_form_answers(openapp_stage *s)
{
    openapp_ok(s, use_list_invitations(s));
    const json_t *value = ((apie_openapp_json *)s->result)->value;
    assert_int_equal(json_array_size(value), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(value, 1), "id")), "v2");
}

static void test_a_script_is_text(openapp_stage *s)
{
    openapp_ok(s, use_get_script(s));
    assert_string_equal(((apie_openapp_lan_script *)s->result)->text, "#!/bin/sh\necho hello\n");
    openapp_expect_head(s, 0, "\r\nAccept: text/*\r\n");
}

static void test_a_script_that_fails_says_why(openapp_stage *s)
{
    openapp_expect(s, APIE_ERROR_FAILED, use_execute(s));
    assert_string_equal(s->error.where, "x1");
    assert_string_equal(s->error.message, "script execution failed: line 3");
    const json_t *reason = ((apie_openapp_execution *)s->result)->error;
    assert_string_equal(json_string_value(reason), "line 3");
    assert_string_equal(s->bodies[0], "{\"script\":\"return 1\"}");
    openapp_expect_requests(s, 1);
}

static void test_images_are_uploaded(openapp_stage *s)
{
    static const char jpeg[] = "\xff\xd8\xff\xe0 picture";
    const apie_openapp_image image = {.data = jpeg, .length = sizeof jpeg - 1};
    s->call.idempotency_key = "once";
    openapp_fail_with(s, 429, 1);
    openapp_ok(s, use_upload(s, &image));
    openapp_expect_requests(s, 2);
    for (int i = 0; i < 2; i++) {
        openapp_expect_head(s, i, "POST /api/v1/devices/d1/image HTTP/1.1\r\n");
        openapp_expect_head(s, i, "\r\nContent-Type: multipart/form-data; boundary=");
        openapp_expect_head(s, i, "\r\nX-API-Key: ");
        assert_non_null(strstr(s->bodies[i], "name=\"file\"; filename=\"upload\"\r\n"
                                             "Content-Type: image/jpeg\r\n\r\n\xff\xd8\xff\xe0 p"));
    }
    const json_t *value = ((apie_openapp_json *)s->result)->value;
    assert_string_equal(json_string_value(json_object_get(value, "image_url")), "https://x/y");
    const apie_openapp_image text = {.data = "hello", .length = 5};
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_upload(s, &text));
    openapp_expect_requests(s, 2);
}

static void test_without_a_client(openapp_stage *s)
{
    openapp_handle none = {NULL, NULL};
    openapp_handle client = openapp_use(s, none);
    const apie_openapp_image image = {.data = "x", .length = 1};
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_list_all_orgs(s));
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_find_org(s, "a", APIE_OPENAPP_MATCH_EXACT));
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_execute(s));
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_upload(s, &image));
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_entity_open(s));
    assert_string_equal(s->error.where, "client");
    openapp_use(s, client);
}

/* ---- the same bytes ---- */

static void send_some(openapp_stage *s)
{
    static const char png[] = "\x89PNG\r\n\x1a\n picture";
    const apie_openapp_image image = {.data = png, .length = sizeof png - 1};
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_create_org(s));
    openapp_ok(s, use_list_all_orgs(s));
    openapp_ok(s, use_entity_confirm(s, "open", "p1"));
    openapp_ok(s, use_get_script(s));
    openapp_ok(s, use_upload(s, &image));
}

/* But for the server's port, and what is random in a form. */
static void blank(char *head, const char *name)
{
    char *line = strstr(head, name);
    if (line)
        memset(line, '-', strcspn(line, "\r"));
}

static void both_send_the_same_bytes(void **state)
{
    static openapp_stage stages[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        openapp_begin(&stages[i], i == 1);
        send_some(&stages[i]);
        openapp_expect_requests(&stages[i], 6);
        for (int j = 0; j < 6; j++) {
            blank(stages[i].heads[j], "Host: ");
            blank(stages[i].heads[j], "X-API-Key: ");
            blank(stages[i].heads[j], "boundary=");
        }
    }
    for (int j = 0; j < 6; j++) {
        assert_string_equal(stages[0].heads[j], stages[1].heads[j]);
        if (j < 5)
            assert_string_equal(stages[0].bodies[j], stages[1].bodies[j]);
    }
    openapp_end(&stages[0]);
    openapp_end(&stages[1]);
}

#define WITH_CLIENT(name)                                                                          \
    static void with_client_##name(openapp_stage *s)                                               \
    {                                                                                              \
        openapp_ok(s, openapp_new(s));                                                             \
        test_##name(s);                                                                            \
    }                                                                                              \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        openapp_both(with_client_##name);                                                          \
    }

WITH_CLIENT(organizations_come_and_go)
WITH_CLIENT(lists_ask_for_what_is_set_only)
WITH_CLIENT(whole_lists)
WITH_CLIENT(names)
WITH_CLIENT(entities_do_things)
WITH_CLIENT(actions_are_confirmed)
WITH_CLIENT(headers_reach_the_wire)
WITH_CLIENT(only_what_is_harmless_is_repeated)
WITH_CLIENT(refusals_keep_what_the_service_says)
WITH_CLIENT(free_form_answers)
WITH_CLIENT(a_script_is_text)
WITH_CLIENT(a_script_that_fails_says_why)
WITH_CLIENT(images_are_uploaded)
WITH_CLIENT(without_a_client)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(organizations_come_and_go),
        cmocka_unit_test(lists_ask_for_what_is_set_only),
        cmocka_unit_test(whole_lists),
        cmocka_unit_test(names),
        cmocka_unit_test(entities_do_things),
        cmocka_unit_test(actions_are_confirmed),
        cmocka_unit_test(headers_reach_the_wire),
        cmocka_unit_test(only_what_is_harmless_is_repeated),
        cmocka_unit_test(refusals_keep_what_the_service_says),
        cmocka_unit_test(free_form_answers),
        cmocka_unit_test(a_script_is_text),
        cmocka_unit_test(a_script_that_fails_says_why),
        cmocka_unit_test(images_are_uploaded),
        cmocka_unit_test(without_a_client),
        cmocka_unit_test(both_send_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
