/* What the service's own clients are held to, by its number there: lists, names, scripts, images,
 * guests, and that both libraries do the same. */
#include "openapp_use.h"

#include <stdio.h>
#include <string.h>

static const char json[] = "Content-Type: application/json\r\nX-Request-Id: r7\r\n";

static const json_t *member(const openapp_stage *s, const char *name)
{
    return json_object_get(((apie_openapp_json *)s->result)->value, name);
}

/* ---- failures ---- */

static void test_b15_each_kind_of_failure_has_its_code(openapp_stage *s)
{
    const openapp_route routes[] = {
        {"GET /api/v1/orgs/api ", 400, json,
         "{\"message\":\"m\",\"error_code\":\"quota_exceeded\",\"correlationId\":\"c7\","
         "\"details\":{\"limit\":5}}"},
        {"GET /api/v1/orgs/http ", 500, "", "text"},
        {"GET /api/v1/orgs/auth ", 401, json, "{\"message\":\"m\"}"},
        {"GET /api/v1/orgs/shape ", 200, json, "{\"id\":"},
        {"GET /api/v1/orgs/type ", 200, json, "{\"id\":5}"},
        {"GET /api/v1/orgs/silent ", 0, NULL, NULL},
        {NULL, 0, NULL, NULL}};
    const apie_openapp_org_create body = {.name = NULL};
    s->routes = routes;
    s->call.attempts = 1;
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_INVALID_REQUEST, use_get_org(s, "api"));
    assert_string_equal(s->error.service_code, "quota_exceeded");
    assert_string_equal(s->error.request_id, "r7");
    apie_openapp_error_info *info = apie_openapp_error_details(s->response);
    assert_non_null(info);
    assert_string_equal(info->correlation_id, "c7");
    assert_int_equal(json_integer_value(json_object_get(info->details, "limit")), 5);
    apie_free(info);
    openapp_expect(s, APIE_ERROR_SERVER, use_get_org(s, "http"));
    openapp_expect(s, APIE_ERROR_AUTHENTICATION, use_get_org(s, "auth"));
    assert_string_equal(s->error.request_id, "r7");
    openapp_expect(s, APIE_ERROR_PROTOCOL, use_get_org(s, "shape"));
    openapp_expect(s, APIE_ERROR_PROTOCOL, use_get_org(s, "type"));
    s->call.attempt_timeout_ms = 50;
    openapp_expect(s, APIE_ERROR_TIMEOUT, use_get_org(s, "silent"));
    s->call.attempt_timeout_ms = 0;
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_create_org_of(s, &body));
    openapp_expect(s, APIE_ERROR_NOT_FOUND_BY_NAME,
                   use_find_org(s, "nobody", APIE_OPENAPP_MATCH_EXACT));
    openapp_expect(s, APIE_ERROR_AMBIGUOUS, use_find_org(s, "acme", APIE_OPENAPP_MATCH_EXACT));
    openapp_free_handle(openapp_use(s, (openapp_handle){NULL, NULL}));
    s->options.base_url = "http://127.0.0.1:1/api/v1";
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_CONNECT, use_get_status(s));
    openapp_free_handle(openapp_use(s, (openapp_handle){NULL, NULL}));
    s->options.base_url = "not an address";
    openapp_expect(s, APIE_ERROR_CONFIG, openapp_new(s));
    assert_string_equal(s->error.where, "base_url");
}

/* ---- guests ---- */

static void test_b16_invitations(openapp_stage *s)
{
    static const char mixed[] = "{\"answers\": {\"me.invitations\": [{\"id\": \"a\", \"status\": "
                                "\"pending\"}, {\"id\": \"b\", \"status\": \"expired\"}]}}";
    char token[64];
    openapp_use_local(s);
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_list_invitations(s));
    assert_int_equal(json_array_size(((apie_openapp_json *)s->result)->value), 0);
    apie_free(openapp_control(s, "POST", "/_dev/openapp", mixed));
    openapp_ok(s, use_list_invitations(s));
    const json_t *list = ((apie_openapp_json *)s->result)->value;
    assert_int_equal(json_array_size(list), 2);
    static const char *const invitations[][2] = {{"a", "pending"}, {"b", "expired"}};
    for (size_t i = 0; i < 2; i++) {
        const json_t *one = json_array_get(list, i);
        assert_string_equal(json_string_value(json_object_get(one, "id")), invitations[i][0]);
        assert_string_equal(json_string_value(json_object_get(one, "status")), invitations[i][1]);
    }
    openapp_ok(s, use_create_invite(s, "int_1"));
    (void)snprintf(token, sizeof token, "%s", json_string_value(member(s, "token")));
    openapp_ok(s, use_get_invite(s, token));
    assert_null(member(s, "token"));
    assert_string_equal(json_string_value(member(s, "integration_id")), "int_1");
    openapp_ok(s, use_claim_invite(s, token));
    assert_string_equal(json_string_value(json_object_get(member(s, "session"), "status")), "open");
    openapp_expect(s, APIE_ERROR_NOT_FOUND, use_get_invite(s, "another"));
}

/* ---- lists and names ---- */

static void test_b17_a_limit_is_sent_when_it_is_given(openapp_stage *s)
{
    const openapp_route routes[] = {{"GET /api/v1/", 200, json, "[]"}, {NULL, 0, NULL, NULL}};
    const apie_openapp_list_query query = {.limit = apie_int(3)};
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_list_executions(s, (apie_opt_int){0, APIE_UNSET}));
    openapp_expect_head(s, 0, "GET /api/v1/scripting/executions HTTP/1.1\r\n");
    openapp_ok(s, use_list_executions(s, apie_int(3)));
    openapp_expect_head(s, 1, "GET /api/v1/scripting/executions?limit=3 HTTP/1.1\r\n");
    openapp_ok(s, use_list_orgs(s, NULL));
    openapp_expect_head(s, 2, "GET /api/v1/orgs HTTP/1.1\r\n");
    openapp_ok(s, use_list_orgs(s, &query));
    openapp_expect_head(s, 3, "GET /api/v1/orgs?limit=3 HTTP/1.1\r\n");
}

static void test_b19_things_are_found_by_name(openapp_stage *s)
{
    static const char *const orgs[] = {
        "{\"name\": \"Acme North\"}", "{\"name\": {\"en\": \"Acme South\", \"de\": \"S\\u00dcD\"}}",
        "{\"name\": {\"value\": {\"en\": \"Bolt\"}}}", "{\"name\": \"Bolt\"}",
        "{\"name\": \"Last\"}"};
    openapp_use_local(s);
    openapp_ok(s, openapp_new(s));
    for (size_t i = 0; i < sizeof orgs / sizeof *orgs; i++)
        openapp_ok(s, use_request(s, "POST", "/orgs", orgs[i]));
    apie_free(openapp_control(s, "POST", "/_dev/openapp", "{\"page_limit\": 2}"));
    openapp_ok(s, use_find_org(s, " last", APIE_OPENAPP_MATCH_EXACT));
    assert_string_equal(((apie_openapp_org_page *)s->result)->items[0]->id, "org_5");
    openapp_ok(s, use_find_org(s,
                               "s\xc3\xbc"
                               "d",
                               APIE_OPENAPP_MATCH_EXACT));
    assert_string_equal(((apie_openapp_org_page *)s->result)->items[0]->id, "org_2");
    openapp_ok(s, use_find_org(s, "nort", APIE_OPENAPP_MATCH_FUZZY));
    openapp_expect(s, APIE_ERROR_NOT_FOUND_BY_NAME,
                   use_find_org(s, "nort", APIE_OPENAPP_MATCH_EXACT));
    openapp_expect(s, APIE_ERROR_AMBIGUOUS, use_find_org(s, "bolt", APIE_OPENAPP_MATCH_EXACT));
    assert_int_equal(((apie_openapp_org_page *)s->result)->items_count, 2);
    openapp_expect(s, APIE_ERROR_AMBIGUOUS, use_find_org(s, "ACME", APIE_OPENAPP_MATCH_FUZZY));
    assert_int_equal(((apie_openapp_org_page *)s->result)->items_count, 2);
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_find_org(s, "  ", APIE_OPENAPP_MATCH_FUZZY));
}

/* ---- scripts and images ---- */

static void test_b18_scripts_are_waited_for(openapp_stage *s)
{
    openapp_use_local(s);
    openapp_ok(s, openapp_new(s));
    apie_free(openapp_control(s, "POST", "/_dev/openapp",
                              "{\"polls\": 0, \"script_result\": {\"opened\": 3}}"));
    openapp_ok(s, use_execute(s));
    const apie_openapp_execution *execution = s->result;
    assert_string_equal(execution->status, "succeeded");
    assert_int_equal(json_integer_value(json_object_get(execution->result, "opened")), 3);
    apie_free(openapp_control(s, "POST", "/_dev/openapp",
                              "{\"script_status\": \"failed\", \"script_error\": \"line 3\"}"));
    openapp_expect(s, APIE_ERROR_FAILED, use_execute(s));
    assert_non_null(strstr(s->error.message, "line 3"));
    apie_free(openapp_control(s, "POST", "/_dev/openapp",
                              "{\"polls\": 1, \"script_status\": \"canceled\", "
                              "\"script_error\": \"by hand\"}"));
    openapp_expect(s, APIE_ERROR_FAILED, use_execute(s));
    assert_string_equal(((apie_openapp_execution *)s->result)->status, "canceled");
    assert_non_null(strstr(s->error.message, "by hand"));
    apie_free(openapp_control(s, "POST", "/_dev/openapp", "{\"polls\": 1000}"));
    s->call.deadline_ms = 200;
    openapp_expect(s, APIE_ERROR_TIMEOUT, use_execute(s));
    assert_string_equal(s->error.where, "exe_4");
    openapp_ok(s, use_cancel_execution(s, "exe_4"));
    openapp_ok(s, use_request(s, "GET", "/scripting/executions/exe_4", NULL));
    assert_non_null(strstr(s->response->body, "\"canceled\""));
}

static void test_b20_an_image_is_the_field_file_of_a_form(openapp_stage *s)
{
    static const char webp[] = "RIFF\x01\x02\x03\x04WEBPVP8 ";
    const apie_openapp_image image = {
        .data = webp, .length = sizeof webp - 1, .file_name = "door \"1\".webp"};
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_upload(s, &image));
    openapp_expect_head(s, 0, "POST /api/v1/devices/d1/image HTTP/1.1\r\n");
    openapp_expect_head(s, 0, "\r\nContent-Type: multipart/form-data; boundary=");
    assert_non_null(strstr(s->bodies[0], "form-data; name=\"file\"; filename=\"door %221%22.webp\""
                                         "\r\nContent-Type: image/webp\r\n\r\nRIFF"));
    const apie_openapp_image text = {.data = "text", .length = 4};
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_upload(s, &text));
    openapp_expect_requests(s, 1);
}

/* ---- images from elsewhere ---- */

typedef struct elsewhere {
    tiny_server server;
    char head[TINY_HEAD + 1];
} elsewhere;

#define JPEG "\xff\xd8\xff\xe0 a picture of a door"

static void serve_jpeg(tiny_exchange *exchange, void *user)
{
    elsewhere *e = user;
    memcpy(e->head, exchange->head, sizeof e->head);
    tiny_reply(exchange, 200, "Content-Type: image/jpeg\r\n", JPEG);
}

static void expect_upload(const openapp_stage *s, int number, int pictured, const char *file_name)
{
    char part[160];
    (void)snprintf(part, sizeof part, "POST /api/v1%s/x1/image HTTP/1.1\r\n",
                   use_pictured[pictured]);
    openapp_expect_head(s, number, part);
    (void)snprintf(
        part, sizeof part,
        "form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: image/jpeg\r\n\r\n" JPEG
        "\r\n--",
        file_name);
    if (!strstr(s->bodies[number], part))
        fail_msg("the form is without \"%s\":\n%s", part, s->bodies[number]);
}

static void test_b20_images_of_everything_and_from_elsewhere(openapp_stage *s)
{
    static elsewhere e;
    const apie_openapp_image image = {
        .data = JPEG, .length = sizeof JPEG - 1, .file_name = "door.jpg"};
    const openapp_route routes[] = {{"POST /api/v1/", 200, json, "{\"image_url\":\"u\"}"},
                                    {NULL, 0, NULL, NULL}};
    char url[128];
    s->routes = routes;
    tiny_server_start(&e.server, NULL, serve_jpeg, &e);
    (void)snprintf(url, sizeof url, "%s/pictures/door.jpg?size=1", e.server.url);
    openapp_ok(s, openapp_new(s));
    for (int i = 0; i < USE_PICTURED; i++) {
        openapp_ok(s, use_upload_to(s, i, "x1", &image));
        expect_upload(s, 2 * i, i, "door.jpg");
        openapp_ok(s, use_upload_from_url_to(s, i, "x1", url));
        expect_upload(s, 2 * i + 1, i, "door.jpg");
        assert_int_equal(tiny_server_requests(&e.server), i + 1);
        assert_true(tiny_has(e.head, "GET /pictures/door.jpg?size=1 HTTP/1.1\r\n"));
    }
    openapp_expect_requests(s, 2 * USE_PICTURED);
    tiny_server_stop(&e.server);
}

static void test_b20_other_addresses_are_refused(openapp_stage *s)
{
    static const char *const addresses[] = {"ftp://127.0.0.1/a.png", "file:///a.png", "a.png"};
    openapp_ok(s, openapp_new(s));
    for (int i = 0; i < USE_PICTURED; i++) {
        for (size_t k = 0; k < sizeof addresses / sizeof *addresses; k++) {
            openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT,
                           use_upload_from_url_to(s, i, "x1", addresses[k]));
            assert_string_equal(s->error.where, "url");
        }
    }
    openapp_expect_requests(s, 0);
}

/* ---- both libraries ---- */

#define STEPS 15

typedef struct outcome {
    apie_status status;
    char message[APIE_OPENAPP_KEY_SIZE];
    char body[TINY_BODY];
    char events[128];
    uint64_t bytes; /* of the stream */
} outcome;

static bool keep_event(const apie_openapp_event *event, void *user)
{
    outcome *o = user;
    const size_t used = strlen(o->events);
    (void)snprintf(o->events + used, sizeof o->events - used, "%s|%s|%s;", event->type, event->data,
                   event->id);
    return true;
}

static apie_status step(openapp_stage *s, int number, outcome *o)
{
    static const apie_openapp_image image = {.data = JPEG, .length = sizeof JPEG - 1};
    const apie_openapp_stream_options stream = {.on_event = keep_event, .user = o};
    char url[128];
    (void)snprintf(url, sizeof url, "%s/door.jpg", s->server.url);
    switch (number) {
    case 0: return use_get_status(s);
    case 1: return use_create_org(s);
    case 2: return use_get_org(s, "forbidden");
    case 3: return use_get_org(s, "refused");
    case 4: return use_get_org(s, "broken");
    case 5: return use_list_all_orgs(s);
    case 6: return use_find_org(s, "acme", APIE_OPENAPP_MATCH_EXACT);
    case 7: return use_find_org(s, "none", APIE_OPENAPP_MATCH_EXACT);
    case 8: return use_entity_open(s);
    case 9: return use_entity_run(s, "alarm", NULL);
    case 10: return use_execute(s);
    case 11: return use_entity_confirm(s, "open", NULL);
    case 12: return use_upload(s, &image);
    case 13: return use_upload_from_url(s, url);
    default: return use_stream(s, "GET", "/events", NULL, &stream);
    }
}

static void take_steps(openapp_stage *s, outcome *outcomes)
{
    static const openapp_route routes[] = {
        {"GET /door.jpg ", 200, "Content-Type: image/jpeg\r\n", JPEG},
        {"GET /api/v1/events ", 200, "Content-Type: text/event-stream\r\n",
         "id: 1\ndata: a\n\nevent: door\ndata: b\n\n"},
        {NULL, 0, NULL, NULL}};
    s->routes = routes;
    s->call.attempts = 1;
    openapp_ok(s, openapp_connect(s));
    for (int i = 0; i < STEPS; i++) {
        outcomes[i].status = step(s, i, &outcomes[i]);
        (void)snprintf(outcomes[i].message, sizeof outcomes[i].message, "%d %s %s %s %s",
                       s->error.http_status, s->error.message, s->error.service_code,
                       s->error.request_id, s->error.where);
        (void)snprintf(outcomes[i].body, sizeof outcomes[i].body, "%s",
                       s->response && s->response->body ? s->response->body : "");
    }
    outcomes[STEPS - 1].bytes = ((apie_openapp_stream_end *)s->result)->bytes;
}

static void b21_both_libraries_give_the_same(void **state)
{
    static openapp_stage s;
    static outcome outcomes[2][STEPS];
    (void)state;
    for (int async = 0; async < 2; async++) {
        openapp_begin(&s, async == 1);
        take_steps(&s, outcomes[async]);
        openapp_end(&s);
    }
    for (int i = 0; i < STEPS; i++) {
        assert_int_equal(outcomes[0][i].status, outcomes[1][i].status);
        assert_string_equal(outcomes[0][i].message, outcomes[1][i].message);
        assert_string_equal(outcomes[0][i].body, outcomes[1][i].body);
        assert_string_equal(outcomes[0][i].events, outcomes[1][i].events);
        assert_int_equal(outcomes[0][i].bytes, outcomes[1][i].bytes);
    }
    for (int i = STEPS - 3; i < STEPS; i++)
        assert_int_equal(outcomes[0][i].status, APIE_OK);
    assert_string_equal(outcomes[0][STEPS - 1].events, "message|a|1;door|b|1;");
}

OPENAPP_BOTH(b15_each_kind_of_failure_has_its_code)
OPENAPP_BOTH(b16_invitations)
OPENAPP_BOTH(b17_a_limit_is_sent_when_it_is_given)
OPENAPP_BOTH(b18_scripts_are_waited_for)
OPENAPP_BOTH(b19_things_are_found_by_name)
OPENAPP_BOTH(b20_an_image_is_the_field_file_of_a_form)
OPENAPP_BOTH(b20_images_of_everything_and_from_elsewhere)
OPENAPP_BOTH(b20_other_addresses_are_refused)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(b15_each_kind_of_failure_has_its_code),
        cmocka_unit_test(b16_invitations),
        cmocka_unit_test(b17_a_limit_is_sent_when_it_is_given),
        cmocka_unit_test(b18_scripts_are_waited_for),
        cmocka_unit_test(b19_things_are_found_by_name),
        cmocka_unit_test(b20_an_image_is_the_field_file_of_a_form),
        cmocka_unit_test(b20_images_of_everything_and_from_elsewhere),
        cmocka_unit_test(b20_other_addresses_are_refused),
        cmocka_unit_test(b21_both_libraries_give_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
