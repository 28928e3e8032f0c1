/* What the service's own clients are held to, by its number there: keys, addresses, organizations,
 * errors, retries. The rest is in test_openapp_behaviours_data.c. Each in both libraries. */
#include "base/text.h"
#include "openapp_use.h"

#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <apie/version.h>

static const char json[] = "Content-Type: application/json\r\n";

static void expect_key(openapp_stage *s, int number)
{
    char line[512];
    (void)snprintf(line, sizeof line, "\r\nX-API-Key: %s\r\n", s->key);
    openapp_expect_head(s, number, line);
    openapp_expect_no_head(s, number, "\r\nAuthorization:");
}

/* Of a stream. */
typedef struct listener {
    char told[128]; /* the data of each event, and ";" */
    int events;
    bool wait; /* the service waits for: */
    sem_t first;
} listener;

static bool listen_to(const apie_openapp_event *event, void *user)
{
    listener *l = user;
    const size_t used = strlen(l->told);
    (void)snprintf(l->told + used, sizeof l->told - used, "%s;", event->data);
    if (l->events++ == 0 && l->wait)
        (void)sem_post(&l->first);
    return true;
}

static apie_status follow(openapp_stage *s, listener *l, const char *target)
{
    const apie_openapp_stream_options options = {.on_event = listen_to, .user = l};
    return use_stream(s, "GET", target, NULL, &options);
}

static void test_b01_a_key_is_all_that_is_needed(openapp_stage *s)
{
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_get_status(s));
    openapp_expect_requests(s, 1);
    openapp_expect_head(s, 0, "GET /api/v1/status HTTP/1.1\r\n");
    expect_key(s, 0);
}

static void test_b02_bodies_of_any_kind_come_with_the_key(openapp_stage *s)
{
    static const char png[] = "\x89PNG\r\n\x1a\n";
    const apie_openapp_image image = {.data = png, .length = sizeof png - 1};
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_request(s, "POST", "/orgs", "{}"));
    openapp_ok(s, use_upload(s, &image));
    expect_key(s, 0);
    expect_key(s, 1);
    openapp_expect_head(s, 1, "\r\nContent-Type: multipart/form-data; boundary=");
}

static void test_b03_an_explicit_address_wins(openapp_stage *s)
{
    static const struct {
        const char *path;
        const char *line;
    } roots[] = {
        {"/api/v1", "GET /api/v1/status HTTP/1.1\r\n"},
        {"/api/v1/", "GET /api/v1/status HTTP/1.1\r\n"},
        {"/other/root//", "GET /other/root/status HTTP/1.1\r\n"},
        {"", "GET /status HTTP/1.1\r\n"},
    };
    char url[128];
    s->options.api_key = "https://api.example.com_openapp_" OPENAPP_SECRET;
    s->options.base_url = url;
    s->call.attempts = 1;
    for (int i = 0; i < 4; i++) {
        (void)snprintf(url, sizeof url, "%s%s", s->server.url, roots[i].path);
        openapp_ok(s, openapp_new(s));
        (void)use_get_status(s);
        openapp_expect_head(s, i, roots[i].line);
        openapp_free_handle(openapp_use(s, (openapp_handle){NULL, NULL}));
    }
}

static void test_b04_keys_are_parsed(openapp_stage *s)
{
    static const char *const good[] = {
        "https://h.example_openapp_" OPENAPP_SECRET, "http://127.0.0.1:80_openapp_" OPENAPP_SECRET,
        "https://h.example/_openapp_" OPENAPP_SECRET, " https://h.example_openapp_x_openapp_y\n"};
    static const char *const bad[] = {"",
                                      " \t",
                                      OPENAPP_SECRET,
                                      "https://h.example",
                                      "https://h.example_openapp_",
                                      "https://h.example_openapp_ ",
                                      "_openapp_" OPENAPP_SECRET,
                                      "h.example_openapp_" OPENAPP_SECRET,
                                      "ftp://h.example_openapp_" OPENAPP_SECRET,
                                      "https://h.example/api/v1_openapp_" OPENAPP_SECRET,
                                      "https://h.example?a=b_openapp_" OPENAPP_SECRET,
                                      "https://h.example#a_openapp_" OPENAPP_SECRET,
                                      "not a url_openapp_" OPENAPP_SECRET};
    char shown[256];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        s->options.api_key = good[i];
        openapp_ok(s, openapp_new(s));
        openapp_free_handle(openapp_use(s, (openapp_handle){NULL, NULL}));
        openapp_ok(s, apie_openapp_mask_key(good[i], shown, sizeof shown, &s->error));
        assert_null(strstr(shown, OPENAPP_SECRET));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        s->options.api_key = bad[i];
        openapp_expect(s, APIE_ERROR_CONFIG, openapp_new(s));
        assert_null(strstr(s->error.message, OPENAPP_SECRET));
    }
}

static void test_b05_a_bad_key_sends_nothing(openapp_stage *s)
{
    char key[256];
    (void)snprintf(key, sizeof key, "%s_openapp_", s->server.url);
    s->options.api_key = key;
    openapp_expect(s, APIE_ERROR_CONFIG, openapp_connect(s));
    assert_string_equal(s->error.where, "api_key");
    assert_int_equal(tiny_server_connections(&s->server), 0);
}

static void test_b06_connecting_asks_once_or_not_at_all(openapp_stage *s)
{
    openapp_ok(s, openapp_connect(s));
    openapp_expect_requests(s, 1);
    openapp_expect_head(s, 0, "GET /api/v1/status HTTP/1.1\r\n");
    openapp_free_handle(openapp_use(s, (openapp_handle){NULL, NULL}));
    s->options.skip_status_probe = true;
    openapp_ok(s, openapp_connect(s));
    openapp_expect_requests(s, 1);
}

static void test_b07_every_request_names_the_organization(openapp_stage *s)
{
    static const char png[] = "\x89PNG\r\n\x1a\n";
    const apie_openapp_image image = {.data = png, .length = sizeof png - 1};
    const openapp_route routes[] = {
        {"GET /api/v1/events ", 200, "Content-Type: text/event-stream\r\n", "data: a\n\n"},
        {NULL, 0, NULL, NULL}};
    listener l = {.events = 0};
    openapp_handle handle;
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, openapp_with_org(s, "01ORG", &handle));
    openapp_handle plain = openapp_use(s, handle);
    openapp_ok(s, use_get_status(s));
    openapp_ok(s, use_create_org(s));
    openapp_ok(s, use_request(s, "GET", "/orgs", NULL));
    openapp_ok(s, use_upload(s, &image));
    openapp_ok(s, use_list_all_orgs(s));
    openapp_ok(s, follow(s, &l, "/events"));
    openapp_use(s, plain);
    openapp_ok(s, follow(s, &l, "/events"));
    for (int i = 0; i < 7; i++)
        openapp_expect_head(s, i, "\r\nX-Org: 01ORG\r\n");
    openapp_expect_no_head(s, 7, "X-Org");
    openapp_free_handle(handle);
    openapp_free_handle(openapp_use(s, (openapp_handle){NULL, NULL}));
    s->options.org_id = "01SET";
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_get_status(s));
    openapp_expect_head(s, 8, "\r\nX-Org: 01SET\r\n");
}

static void test_b08_the_status_is_what_was_sent(openapp_stage *s)
{
    static const char body[] = "{\"environment\":\"x\",\"version\":\"2\",\"more\":[1,null]}";
    const openapp_route routes[] = {{"GET /api/v1/status ", 200, json, body},
                                    {NULL, 0, NULL, NULL}};
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_get_status(s));
    assert_string_equal(s->response->body, body);
    assert_string_equal(((apie_openapp_backend_status *)s->result)->environment, "x");
    assert_string_equal(((apie_openapp_backend_status *)s->result)->version, "2");
}

static void test_b09_organizations(openapp_stage *s)
{
    const openapp_route routes[] = {{"GET /api/v1/orgs?limit=7 ", 200, json, "[{\"id\":\"o5\"}]"},
                                    {NULL, 0, NULL, NULL}};
    const apie_openapp_list_query query = {.limit = apie_int(7)};
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_create_org(s));
    assert_int_equal(s->response->status, 201);
    assert_string_equal(((apie_openapp_org *)s->result)->id, "o9");
    openapp_expect_head(s, 0, "POST /api/v1/orgs HTTP/1.1\r\n");
    json_t *name = json_string("Acme");
    const apie_openapp_org_create body = {.name = name};
    openapp_ok(s, use_create_org_of(s, &body));
    json_decref(name);
    assert_string_equal(s->bodies[1], "{\"name\":\"Acme\"}");
    openapp_expect_head(s, 1, "\r\nContent-Type: application/json\r\n");
    assert_string_equal(((apie_openapp_org *)s->result)->id, "o9");
    openapp_ok(s, use_get_org(s, "o1"));
    openapp_expect_head(s, 2, "GET /api/v1/orgs/o1 HTTP/1.1\r\n");
    openapp_ok(s, use_list_orgs(s, NULL));
    assert_int_equal(((apie_openapp_org_page *)s->result)->total.presence, APIE_SET);
    openapp_ok(s, use_list_orgs(s, &query));
    const apie_openapp_org_page *page = s->result;
    assert_int_equal(page->items_count, 1);
    assert_string_equal(page->items[0]->id, "o5");
    assert_int_equal(page->total.presence, APIE_UNSET);
}

static void test_b10_devices(openapp_stage *s)
{
    const openapp_route routes[] = {
        {"GET /api/v1/devices ", 200, json, "{\"items\":[{\"id\":\"d1\"}],\"total\":41}"},
        {"POST /api/v1/devices/d1/channel-count/refresh ", 200, json, "{\"channel_count\":4}"},
        {NULL, 0, NULL, NULL}};
    s->routes = routes;
    s->options.org_id = "o1";
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_list_devices(s, NULL));
    const apie_openapp_device_page *page = s->result;
    assert_int_equal(page->items_count, 1);
    assert_int_equal(page->total.value, 41);
    openapp_ok(s, use_refresh_channels(s));
    const json_t *value = ((apie_openapp_json *)s->result)->value;
    assert_int_equal(json_integer_value(json_object_get(value, "channel_count")), 4);
    openapp_expect_requests(s, 2);
}

static void test_b11_entities_act(openapp_stage *s)
{
    static apie_status (*const actions[])(openapp_stage * s) = {use_entity_open, use_entity_close,
                                                                use_entity_on, use_entity_off};
    static const char *const names[] = {"open", "close", "on", "off"};
    char line[128];
    openapp_ok(s, openapp_new(s));
    for (int i = 0; i < 4; i++) {
        (void)snprintf(line, sizeof line, "POST /api/v1/entities/e1/actions/%s HTTP/1.1\r\n",
                       names[i]);
        openapp_ok(s, actions[i](s));
        openapp_expect_head(s, i, line);
    }
    openapp_ok(s, use_entity_run(s, "my.own-action_2", NULL));
    openapp_expect_head(s, 4, "POST /api/v1/entities/e1/actions/my.own-action_2 HTTP/1.1\r\n");
    openapp_ok(s, use_run_action(s, "my.own-action_2", NULL));
    openapp_expect_head(s, 5, "POST /api/v1/entities/e1/actions/my.own-action_2 HTTP/1.1\r\n");
    for (int i = 0; i < 6; i++)
        assert_string_equal(s->bodies[i], "{}");
}

static void test_b12_refusals(openapp_stage *s)
{
    const openapp_route routes[] = {
        {"GET /api/v1/orgs/bad ", 400, json, "{\"code\":\"name_taken\",\"message\":\"Taken.\"}"},
        {"GET /api/v1/orgs/who ", 401, json, "{\"message\":\"who are you\"}"},
        {"GET /api/v1/orgs/no ", 403, json, "{\"message\":\"not you\"}"},
        {"GET /api/v1/orgs/down ", 502, "Content-Type: text/plain\r\n", "upstream is gone"},
        {NULL, 0, NULL, NULL}};
    s->routes = routes;
    s->call.attempts = 1;
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_INVALID_REQUEST, use_get_org(s, "bad"));
    assert_int_equal(s->error.http_status, 400);
    assert_string_equal(s->error.service_code, "name_taken");
    assert_string_equal(s->error.message, "Taken.");
    openapp_expect(s, APIE_ERROR_AUTHENTICATION, use_get_org(s, "who"));
    assert_string_equal(s->error.message, "who are you");
    openapp_expect(s, APIE_ERROR_PERMISSION, use_get_org(s, "no"));
    assert_string_equal(s->error.message, "not you");
    openapp_expect(s, APIE_ERROR_SERVER, use_get_org(s, "down"));
    assert_int_equal(s->error.http_status, 502);
    assert_string_equal(s->response->body, "upstream is gone");
}

static void test_b13_a_503_is_tried_again(openapp_stage *s)
{
    openapp_ok(s, openapp_new(s));
    openapp_fail_with(s, 503, 1);
    openapp_ok(s, use_get_status(s));
    assert_int_equal(s->response->status, 200);
    assert_int_equal(s->error.code, APIE_OK);
    openapp_expect_requests(s, 2);
}

static void test_b14_nothing_is_a_success_without_result(openapp_stage *s)
{
    const openapp_route routes[] = {{"DELETE /api/v1/orgs/empty ", 200, "", ""},
                                    {"DELETE /api/v1/scripting/executions/x ", 204, "", ""},
                                    {NULL, 0, NULL, NULL}};
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_delete_org(s, "o1"));
    assert_int_equal(s->response->status, 204);
    assert_null(s->result);
    openapp_ok(s, use_delete_org(s, "empty"));
    assert_int_equal(s->response->status, 200);
    assert_null(s->result);
    openapp_ok(s, use_cancel_execution(s, "x"));
}

static void test_b22_the_status_has_two_texts(openapp_stage *s)
{
    openapp_use_local(s);
    openapp_ok(s, openapp_connect(s));
    openapp_ok(s, use_get_status(s));
    const apie_openapp_backend_status *status = s->result;
    assert_int_equal(s->response->status, 200);
    assert_true(strlen(status->environment) > 0);
    assert_true(strlen(status->version) > 0);
}

static void test_b23_what_other_languages_count_on(openapp_stage *s)
{
    const apie_header agent = {"User-Agent", "bridge/1"};
    s->options.connection.headers = &agent;
    s->options.connection.header_count = 1;
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_NOT_FOUND, use_request(s, "GET", "/nowhere", NULL));
    openapp_expect_head(s, 0, "\r\nUser-Agent: bridge/1\r\n");
    assert_int_equal(s->error.http_status, 404);
    assert_int_equal(s->response->status, 404);
    openapp_ok(s, use_request(s, "POST", "/orgs", "{\"name\":\"Acme\"}"));
    json_t *body = json_loads(((apie_response *)s->result)->body, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(body, "id")), "o9");
    json_decref(body);
}

/* The second event when the program has been told of the first. */
static void serve_in_two(tiny_exchange *exchange, void *user)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n"
                               "9\r\ndata: 1\n\n\r\n";
    static const char rest[] = "9\r\ndata: 2\n\n\r\n0\r\n\r\n";
    listener *l = user;
    struct timespec limit;
    tiny_send(exchange, head, sizeof head - 1);
    if (clock_gettime(CLOCK_REALTIME, &limit) != 0)
        abort();
    limit.tv_sec += 20;
    if (sem_timedwait(&l->first, &limit) != 0)
        abort();
    tiny_send(exchange, rest, sizeof rest - 1);
}

static bool take_bytes(const char *data, size_t length, void *user)
{
    listener *l = user;
    size_t used = strlen(l->told);
    apie_text_copy(l->told + used, sizeof l->told - used, data, length);
    if (l->events++ == 0)
        (void)sem_post(&l->first);
    return true;
}

static void test_b23_streams_are_told_while_they_come(openapp_stage *s)
{
    listener l = {.wait = true};
    static tiny_server server;
    char key[256];
    assert_int_equal(sem_init(&l.first, 0, 0), 0);
    tiny_server_start(&server, NULL, serve_in_two, &l);
    (void)snprintf(key, sizeof key, "%s_openapp_" OPENAPP_SECRET, server.url);
    s->options.api_key = key;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, follow(s, &l, "/events"));
    assert_string_equal(l.told, "1;2;");
    assert_int_equal(s->response->status, 200);
    assert_int_equal(((apie_openapp_stream_end *)s->result)->events, 2);
    const apie_openapp_stream_options bytes = {.on_bytes = take_bytes, .user = &l};
    l.told[0] = '\0';
    l.events = 0;
    openapp_ok(s, use_stream(s, "GET", "/events", NULL, &bytes));
    assert_string_equal(l.told, "data: 1\n\ndata: 2\n\n");
    assert_int_equal(s->response->status, 200);
    assert_int_equal(((apie_openapp_stream_end *)s->result)->bytes, 18);
    openapp_free_handle(openapp_use(s, (openapp_handle){NULL, NULL}));
    tiny_server_stop(&server);
    (void)sem_destroy(&l.first);
}

/* Of the header, of the library, and of what the library says of itself. */
static void test_b24_there_is_a_version(openapp_stage *s)
{
    char parts[32];
    (void)snprintf(parts, sizeof parts, "%d.%d.%d", APIE_VERSION_MAJOR, APIE_VERSION_MINOR,
                   APIE_VERSION_PATCH);
    assert_string_equal(APIE_VERSION, parts);
    assert_string_equal(apie_version(), APIE_VERSION);
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_get_status(s));
    openapp_expect_head(s, 0, "\r\nUser-Agent: libapie/" APIE_VERSION "\r\n");
}

OPENAPP_BOTH(b01_a_key_is_all_that_is_needed)
OPENAPP_BOTH(b02_bodies_of_any_kind_come_with_the_key)
OPENAPP_BOTH(b03_an_explicit_address_wins)
OPENAPP_BOTH(b04_keys_are_parsed)
OPENAPP_BOTH(b05_a_bad_key_sends_nothing)
OPENAPP_BOTH(b06_connecting_asks_once_or_not_at_all)
OPENAPP_BOTH(b07_every_request_names_the_organization)
OPENAPP_BOTH(b08_the_status_is_what_was_sent)
OPENAPP_BOTH(b09_organizations)
OPENAPP_BOTH(b10_devices)
OPENAPP_BOTH(b11_entities_act)
OPENAPP_BOTH(b12_refusals)
OPENAPP_BOTH(b13_a_503_is_tried_again)
OPENAPP_BOTH(b14_nothing_is_a_success_without_result)
OPENAPP_BOTH(b22_the_status_has_two_texts)
OPENAPP_BOTH(b23_what_other_languages_count_on)
OPENAPP_BOTH(b23_streams_are_told_while_they_come)
OPENAPP_BOTH(b24_there_is_a_version)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(b01_a_key_is_all_that_is_needed),
        cmocka_unit_test(b02_bodies_of_any_kind_come_with_the_key),
        cmocka_unit_test(b03_an_explicit_address_wins),
        cmocka_unit_test(b04_keys_are_parsed),
        cmocka_unit_test(b05_a_bad_key_sends_nothing),
        cmocka_unit_test(b06_connecting_asks_once_or_not_at_all),
        cmocka_unit_test(b07_every_request_names_the_organization),
        cmocka_unit_test(b08_the_status_is_what_was_sent),
        cmocka_unit_test(b09_organizations),
        cmocka_unit_test(b10_devices),
        cmocka_unit_test(b11_entities_act),
        cmocka_unit_test(b12_refusals),
        cmocka_unit_test(b13_a_503_is_tried_again),
        cmocka_unit_test(b14_nothing_is_a_success_without_result),
        cmocka_unit_test(b22_the_status_has_two_texts),
        cmocka_unit_test(b23_what_other_languages_count_on),
        cmocka_unit_test(b23_streams_are_told_while_they_come),
        cmocka_unit_test(b24_there_is_a_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
