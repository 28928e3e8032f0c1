/* Defects that the service's own client is known for, by their number there, and that neither
 * library has them. */
#include "openapp_use.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const char json[] = "Content-Type: application/json\r\nX-Request-Id: r7\r\n";

/* How often the local server has carried out an action. */
static size_t actions_done(openapp_stage *s)
{
    apie_response *response = openapp_control(s, "GET", "/_dev/state", NULL);
    json_t *state = json_loads(response->body, 0, NULL);
    const size_t count = json_array_size(json_object_get(state, "openapp_actions"));
    json_decref(state);
    apie_free(response);
    return count;
}

static apie_status add_trace(apie_outgoing *request, void *user)
{
    (void)user;
    return apie_outgoing_add_header(request, "traceparent", "00-trace-span-01");
}

static void test_c01_headers_are_sent(openapp_stage *s)
{
    const apie_header headers[] = {{"X-Correlation-Id", "mine"}, {"X-Own", "1"}};
    const apie_interceptor interceptor = {.before = add_trace};
    s->options.connection.interceptors = &interceptor;
    s->options.connection.interceptor_count = 1;
    s->call.headers = headers;
    s->call.header_count = 2;
    s->call.idempotency_key = "once";
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_entity_confirm(s, "open", "p1"));
    openapp_expect_head(s, 0, "\r\nX-Correlation-Id: mine\r\n");
    openapp_expect_head(s, 0, "\r\nX-Own: 1\r\n");
    openapp_expect_head(s, 0, "\r\ntraceparent: 00-trace-span-01\r\n");
    openapp_expect_head(s, 0, "\r\nIdempotency-Key: once\r\n");
    openapp_expect_head(s, 0, "\r\nX-OpenApp-Confirm: p1\r\n");
}

static void test_c02_the_code_and_the_token_are_kept(openapp_stage *s)
{
    char token[64];
    openapp_use_local(s);
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_request(s, "POST", "/entities",
                              "{\"device_id\": \"d\", \"entity_type\": \"door\"}"));
    s->entity_id = "ent_1";
    apie_free(openapp_control(s, "POST", "/_dev/openapp", "{\"confirm\": [\"open\"]}"));
    openapp_expect(s, APIE_ERROR_CONFLICT, use_entity_open(s));
    assert_string_equal(s->error.service_code, "confirmation_required");
    apie_openapp_error_info *info = apie_openapp_error_details(s->response);
    assert_non_null(info);
    assert_string_equal(info->error_code, "confirmation_required");
    assert_non_null(info->preview_token);
    (void)snprintf(token, sizeof token, "%s", info->preview_token);
    apie_free(info);
    assert_int_equal(actions_done(s), 0);
    openapp_ok(s, use_entity_confirm(s, "open", token));
    assert_int_equal(actions_done(s), 1);
    openapp_expect(s, APIE_ERROR_CONFLICT, use_entity_confirm(s, "open", token));
    assert_int_equal(actions_done(s), 1);
}

static void test_c03_messages_have_no_prefix(openapp_stage *s)
{
    const openapp_route routes[] = {
        {"GET /api/v1/orgs/a ", 400, json, "{\"message\":\"Name is taken.\"}"},
        {"GET /api/v1/orgs/b ", 401, json, "{\"message\":\"No.\"}"},
        {"GET /api/v1/orgs/c ", 500, json, "{\"message\":\"Oops.\"}"},
        {NULL, 0, NULL, NULL}};
    s->routes = routes;
    s->call.attempts = 1;
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_INVALID_REQUEST, use_get_org(s, "a"));
    assert_string_equal(s->error.message, "Name is taken.");
    openapp_expect(s, APIE_ERROR_AUTHENTICATION, use_get_org(s, "b"));
    assert_string_equal(s->error.message, "No.");
    openapp_expect(s, APIE_ERROR_SERVER, use_get_org(s, "c"));
    assert_string_equal(s->error.message, "Oops.");
}

/* The answer is lost after the door was opened, or the server says that it failed. */
static void test_c04_a_door_is_opened_once(openapp_stage *s)
{
    openapp_use_local(s);
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_request(s, "POST", "/entities",
                              "{\"device_id\": \"d\", \"entity_type\": \"door\"}"));
    s->entity_id = "ent_1";
    apie_free(openapp_control(
        s, "POST", "/_dev/faults",
        "[{\"path\": \"/api/v1/entities/*\", \"times\": 1, \"reset\": \"after\"},"
        "{\"path\": \"/api/v1/entities/*\", \"times\": 1, \"status\": 503, \"process\": true},"
        "{\"path\": \"/api/v1/entities/*\", \"times\": 1, \"reset\": \"after\"}]"));
    openapp_expect(s, APIE_ERROR_NETWORK, use_entity_open(s));
    assert_true(s->error.maybe_processed);
    assert_int_equal(actions_done(s), 1);
    openapp_expect(s, APIE_ERROR_SERVER, use_entity_open(s));
    assert_int_equal(actions_done(s), 2);
    s->call.idempotency_key = "once";
    openapp_ok(s, use_entity_open(s));
    const json_t *value = ((apie_openapp_json *)s->result)->value;
    assert_true(json_is_true(json_object_get(value, "idempotent_replay")));
    assert_int_equal(actions_done(s), 3);
    openapp_ok(s, use_entity_open(s));
    assert_int_equal(actions_done(s), 3);
    json_t *other = json_pack("{s:i}", "seconds", 5);
    openapp_expect(s, APIE_ERROR_CONFLICT, use_entity_run(s, "open", other));
    json_decref(other);
    assert_string_equal(s->error.service_code, "idempotency_key_conflict");
}

static void test_c05_an_image_can_be_sent_again(openapp_stage *s)
{
    static const char png[] = "\x89PNG\r\n\x1a\n picture";
    const apie_openapp_image image = {.data = png, .length = sizeof png - 1};
    openapp_ok(s, openapp_new(s));
    s->call.idempotency_key = "once";
    openapp_fail_with(s, 503, 2);
    openapp_ok(s, use_upload(s, &image));
    openapp_expect_requests(s, 3);
    assert_true(strlen(s->bodies[0]) > 0);
    assert_string_equal(s->bodies[0], s->bodies[1]);
    assert_string_equal(s->bodies[0], s->bodies[2]);
    s->call.idempotency_key = NULL;
    openapp_fail_with(s, 503, 1);
    openapp_expect(s, APIE_ERROR_SERVER, use_upload(s, &image));
    openapp_expect_requests(s, 1);
}

/* How often the local server was asked for an operation's path. */
static json_int_t requests_at(openapp_stage *s, const char *path)
{
    apie_response *response = openapp_control(s, "GET", "/_dev/state", NULL);
    json_t *state = json_loads(response->body, 0, NULL);
    const json_int_t count =
        json_integer_value(json_object_get(json_object_get(state, "requests_by_path"), path));
    json_decref(state);
    apie_free(response);
    return count;
}

#define LARGE 100000

static void test_c05_so_can_a_large_one_of_any_bytes(openapp_stage *s)
{
    static char large[LARGE] = "\xff\xd8\xff";
    for (size_t i = 3; i < sizeof large; i++)
        large[i] = (char)(i * 7 % 251);
    const apie_openapp_image image = {.data = large, .length = sizeof large};
    assert_non_null(memchr(large, 0, sizeof large));
    s->options.org_id = "o";
    openapp_use_local(s);
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_request(s, "POST", "/devices",
                              "{\"integration_id\": \"i\", \"org_id\": \"o\", \"name\": \"D\"}"));
    s->device_id = "dev_1";
    apie_free(
        openapp_control(s, "POST", "/_dev/faults",
                        "[{\"path\": \"/api/v1/devices/*\", \"times\": 1, \"status\": 503},"
                        "{\"path\": \"/api/v1/devices/*\", \"times\": 1, \"reset\": \"before\"}]"));
    s->call.idempotency_key = "once";
    openapp_ok(s, use_upload(s, &image));
    assert_int_equal(requests_at(s, "/devices/{id}/image"), 3);
    apie_response *response = openapp_control(s, "GET", "/images/dev_1", NULL);
    assert_int_equal(response->body_length, sizeof large);
    assert_memory_equal(response->body, large, sizeof large);
    apie_free(response);
}

static void test_c06_who_you_are_and_what_you_may_are_two_things(openapp_stage *s)
{
    const openapp_route routes[] = {{"GET /api/v1/orgs/who ", 401, json, "{\"message\":\"m\"}"},
                                    {"GET /api/v1/orgs/may ", 403, json, "{\"message\":\"m\"}"},
                                    {NULL, 0, NULL, NULL}};
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_AUTHENTICATION, use_get_org(s, "who"));
    assert_int_equal(s->error.http_status, 401);
    assert_string_equal(s->error.request_id, "r7");
    openapp_expect(s, APIE_ERROR_PERMISSION, use_get_org(s, "may"));
    assert_int_equal(s->error.http_status, 403);
    assert_string_equal(s->error.request_id, "r7");
}

/* ---- interceptors ---- */

typedef struct seen {
    int before;
    int after;
    int statuses[8];
    int last_curl_code;
} seen;

static apie_status see_before(apie_outgoing *request, void *user)
{
    ((seen *)user)->before++;
    return apie_outgoing_add_header(request, "X-Seen", "yes");
}

static void see_after(const apie_attempt *attempt, void *user)
{
    seen *what = user;
    if (what->after < 8)
        what->statuses[what->after] = attempt->http_status;
    what->last_curl_code = attempt->curl_code;
    what->after++;
}

static void test_c07_interceptors_see_everything(openapp_stage *s)
{
    const openapp_route routes[] = {{"GET /api/v1/orgs/silent ", 0, NULL, NULL},
                                    {NULL, 0, NULL, NULL}};
    seen what = {.before = 0};
    const apie_interceptor interceptor = {see_before, see_after, &what};
    s->routes = routes;
    s->options.connection.interceptors = &interceptor;
    s->options.connection.interceptor_count = 1;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_create_org(s));
    openapp_expect(s, APIE_ERROR_PERMISSION, use_get_org(s, "forbidden"));
    openapp_ok(s, use_find_org(s, "bolt", APIE_OPENAPP_MATCH_EXACT));
    assert_int_equal(what.before, 4);
    assert_int_equal(what.after, 4);
    assert_int_equal(what.statuses[0], 201);
    assert_int_equal(what.statuses[1], 403);
    assert_int_equal(what.statuses[2], 200);
    s->call.attempts = 1;
    s->call.attempt_timeout_ms = 50;
    openapp_expect(s, APIE_ERROR_TIMEOUT, use_get_org(s, "silent"));
    assert_int_equal(what.before, 5);
    assert_int_equal(what.after, 5);
    assert_int_equal(what.statuses[4], 0);
    assert_int_not_equal(what.last_curl_code, 0);
    for (int i = 0; i < 4; i++)
        openapp_expect_head(s, i, "\r\nX-Seen: yes\r\n");
}

/* ---- ends, threads and loops ---- */

static void note_closed(void *user)
{
    ++*(int *)user;
}

/* The handle that was used before, and has nothing to do with the stream. */
static bool free_the_other(const apie_openapp_event *event, void *user)
{
    openapp_handle *other = user;
    (void)event;
    openapp_free_handle(*other);
    *other = (openapp_handle){NULL, NULL};
    return true;
}

static void test_c08_closing_one_leaves_what_the_others_do(openapp_stage *s)
{
    const openapp_route routes[] = {{"GET /api/v1/events ", 200,
                                     "Content-Type: text/event-stream\r\n",
                                     "data: 1\n\ndata: 2\n\ndata: 3\n\n"},
                                    {NULL, 0, NULL, NULL}};
    openapp_handle other;
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, openapp_with_org(s, "01OTHER", &other));
    openapp_handle first = openapp_use(s, other);
    const apie_openapp_stream_options stream = {.on_event = free_the_other, .user = &first};
    openapp_ok(s, use_stream(s, "GET", "/events", NULL, &stream));
    assert_int_equal(((apie_openapp_stream_end *)s->result)->events, 3);
    assert_null(first.sync_client);
    assert_null(first.async_client);
    openapp_ok(s, use_get_org(s, "o1"));
    openapp_expect_head(s, 1, "\r\nX-Org: 01OTHER\r\n");
    assert_int_equal(tiny_server_connections(&s->server), 1);
}

static void test_c08_closing_one_leaves_the_others(openapp_stage *s)
{
    openapp_handle one;
    openapp_handle other;
    int closed = 0;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, openapp_with_org(s, "01ONE", &one));
    openapp_ok(s, openapp_with_org(s, "01OTHER", &other));
    openapp_free_handle(one);
    openapp_ok(s, use_get_org(s, "o1"));
    openapp_free_handle(openapp_use(s, other));
    openapp_ok(s, use_get_org(s, "o1"));
    openapp_expect_head(s, 1, "\r\nX-Org: 01OTHER\r\n");
    if (s->async) {
        openapp_ok(s, apie_async_openapp_close(s->async_client, note_closed, &closed, &s->error));
        openapp_expect(s, APIE_ERROR_CLOSED, use_get_org(s, "o1"));
        assert_int_equal(event_base_dispatch(s->base) >= 0, 1);
        assert_int_equal(closed, 1);
        s->async_client = NULL;
    }
    openapp_free_handle(openapp_use(s, (openapp_handle){NULL, NULL}));
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_get_org(s, "o1"));
    s->options.base_url = "://";
    openapp_expect(s, APIE_ERROR_CONFIG, openapp_new(s));
}

static void *get_some(void *user)
{
    uintptr_t failures = 0;
    for (int i = 0; i < 20; i++)
        if (apie_openapp_status_get(user, NULL, NULL, NULL) != APIE_OK)
            failures++;
    return (void *)failures;
}

static void call_from_a_loop(evutil_socket_t fd, short what, void *user)
{
    openapp_stage *s = user;
    (void)fd;
    (void)what;
    openapp_ok(s, use_get_status(s));
}

static void c10_blocking_calls_work_in_loops_and_threads(void **state)
{
    static openapp_stage s;
    pthread_t threads[2];
    (void)state;
    openapp_begin(&s, false);
    openapp_ok(&s, openapp_new(&s));
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, get_some, s.sync_client), 0);
    for (int i = 0; i < 2; i++) {
        void *failures = NULL;
        assert_int_equal(pthread_join(threads[i], &failures), 0);
        assert_null(failures);
    }
    assert_int_equal(event_base_once(s.base, -1, EV_TIMEOUT, call_from_a_loop, &s, NULL), 0);
    assert_true(event_base_dispatch(s.base) >= 0);
    openapp_expect_requests(&s, 41);
    openapp_end(&s);
}

/* Two threads that give a client's loop something to ask for. */
typedef struct asker {
    apie_async_openapp *client;
    pthread_t thread;
    pthread_t loop;
    int answers; /* on the loop's thread only */
} asker;

static void note_status(apie_status status, apie_openapp_backend_status *result,
                        const apie_error *error, void *user)
{
    asker *me = user;
    (void)error;
    assert_int_equal(status, APIE_OK);
    assert_string_equal(result->version, "1.0.1");
    assert_true(pthread_equal(pthread_self(), me->loop));
    me->answers++;
}

static void ask_for_status(apie_async_openapp *client, void *user)
{
    assert_non_null(apie_async_openapp_status_get(client, NULL, note_status, user, NULL));
}

static void *submit_some(void *user)
{
    asker *me = user;
    uintptr_t failures = 0;
    for (int i = 0; i < 20; i++)
        if (apie_async_openapp_submit(me->client, ask_for_status, me, NULL) != APIE_OK)
            failures++;
    return (void *)failures;
}

static void c10_other_threads_work_with_a_loop(void **state)
{
    static openapp_stage s;
    asker askers[2];
    (void)state;
    openapp_begin(&s, true);
    openapp_ok(&s, openapp_new(&s));
    for (int i = 0; i < 2; i++) {
        askers[i] = (asker){.client = s.async_client, .loop = pthread_self()};
        assert_int_equal(pthread_create(&askers[i].thread, NULL, submit_some, &askers[i]), 0);
    }
    while (askers[0].answers + askers[1].answers < 40)
        assert_int_equal(event_base_loop(s.base, EVLOOP_ONCE), 0);
    for (int i = 0; i < 2; i++) {
        void *failures = NULL;
        assert_int_equal(pthread_join(askers[i].thread, &failures), 0);
        assert_null(failures);
        assert_int_equal(askers[i].answers, 20);
    }
    openapp_expect_requests(&s, 40);
    openapp_end(&s);
}

/* ---- what is sent ---- */

static void test_c09_names_are_those_of_the_api(openapp_stage *s)
{
    const openapp_route routes[] = {
        {"GET /api/v1/devices/d/", 200, json, "{}"},
        {"GET /api/v1/", 200, json, "[]"},
        {"POST /api/v1/api-keys ", 200, json, "{\"id\":\"k\",\"token\":\"t\"}"},
        {"POST /api/v1/users ", 200, json, "{\"id\":\"u\"}"},
        {"POST /api/v1/entities ", 200, json, "{\"id\":\"e\"}"},
        {NULL, 0, NULL, NULL}};
    static const char *const roles[] = {"admin"};
    const apie_openapp_list_query orgs = {.include_deleted = apie_bool(true),
                                          .offset = apie_int(2)};
    const apie_openapp_device_query devices = {
        .integration_id = "i", .q = "x", .include_deleted = apie_bool(true), .offset = apie_int(2)};
    const apie_openapp_entity_query entities = {.zone_id = "z", .include_deleted = apie_bool(true)};
    const apie_openapp_integration_query integrations = {.provider_type = "p", .q = "x"};
    const apie_openapp_user_query users = {.q = "x", .org_id = "o", .limit = apie_int(1)};
    const apie_openapp_api_key_create key = {.name = "n",
                                             .scoped_roles = roles,
                                             .scoped_roles_count = 1,
                                             .expires_at = "2030-01-01T00:00:00Z"};
    s->routes = routes;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_list_orgs(s, &orgs));
    openapp_expect_head(s, 0, "GET /api/v1/orgs?include_deleted=true&offset=2 HTTP");
    openapp_ok(s, use_list_devices(s, &devices));
    openapp_expect_head(
        s, 1, "GET /api/v1/devices?integration_id=i&q=x&include_deleted=true&offset=2 HTTP");
    openapp_ok(s, use_list_entities(s, &entities));
    openapp_expect_head(s, 2, "GET /api/v1/entities?zone_id=z&include_deleted=true HTTP");
    openapp_ok(s, use_list_integrations(s, &integrations));
    openapp_expect_head(s, 3, "GET /api/v1/integrations?provider_type=p&q=x HTTP");
    openapp_ok(s, use_search_users(s, &users));
    openapp_expect_head(s, 4, "GET /api/v1/users/search?q=x&org_id=o&limit=1 HTTP");
    openapp_ok(s, use_create_key(s, &key));
    assert_string_equal(s->bodies[5], "{\"name\":\"n\",\"scoped_roles\":[\"admin\"],"
                                      "\"expires_at\":\"2030-01-01T00:00:00Z\"}");
    json_t *name = json_string("Ann");
    json_t *given = json_pack("{s:[s]}", "o", "admin");
    const apie_openapp_user_create user = {.name = name, .email = "ann@x", .roles = given};
    const apie_openapp_entity_create entity = {.device_id = "d", .entity_type = "door"};
    openapp_ok(s, use_create_user_of(s, &user));
    assert_string_equal(s->bodies[6],
                        "{\"name\":\"Ann\",\"email\":\"ann@x\",\"roles\":{\"o\":[\"admin\"]}}");
    openapp_ok(s, use_create_entity(s, &entity));
    assert_string_equal(s->bodies[7], "{\"device_id\":\"d\",\"entity_type\":\"door\"}");
    openapp_ok(s, use_entity_definition(s, "d", "door"));
    openapp_expect_head(s, 8,
                        "GET /api/v1/devices/d/entities/metadata-definition?entity_type=door HTTP");
    json_decref(name);
    json_decref(given);
}

/* Devices come as a bare array, three at a time, whatever was asked for. */
static void test_c12_names_are_looked_for_on_all_pages(openapp_stage *s)
{
    char body[160];
    s->options.org_id = "o";
    openapp_use_local(s);
    openapp_ok(s, openapp_new(s));
    for (int i = 0; i < 8; i++) {
        (void)snprintf(body, sizeof body,
                       "{\"integration_id\": \"i\", \"org_id\": \"o\", \"name\": \"Door %d%s\"}", i,
                       i == 7 ? "" : " b");
        openapp_ok(s, use_request(s, "POST", "/devices", body));
    }
    apie_free(openapp_control(s, "POST", "/_dev/openapp", "{\"page_limit\": 3}"));
    openapp_ok(s, use_find_device(s, "door 3 b"));
    assert_string_equal(((apie_openapp_device_page *)s->result)->items[0]->id, "dev_4");
    openapp_ok(s, use_find_device(s, "door 7"));
    assert_string_equal(((apie_openapp_device_page *)s->result)->items[0]->id, "dev_8");
    openapp_ok(s, use_list_all_devices(s));
    assert_int_equal(((apie_openapp_device_page *)s->result)->items_count, 8);
}

static void test_c13_a_script_may_be_a_script(openapp_stage *s)
{
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_get_script(s));
    assert_string_equal(((apie_openapp_lan_script *)s->result)->text, "#!/bin/sh\necho hello\n");
}

static void test_c15_ids_are_escaped(openapp_stage *s)
{
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, use_get_org(s, "../users?a=b#c d/%41"));
    openapp_expect_head(s, 0, "GET /api/v1/orgs/..%2Fusers%3Fa%3Db%23c%20d%2F%2541 HTTP/1.1\r\n");
    openapp_ok(s, use_run_action(s, "a/b", NULL));
    openapp_expect_head(s, 1, "POST /api/v1/entities/e1/actions/a%2Fb HTTP/1.1\r\n");
    static const char *const folders[] = {".", ".."};
    for (int i = 0; i < 2; i++) {
        openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_get_org(s, folders[i]));
        assert_string_equal(s->error.where, "org_id");
        openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_run_action(s, folders[i], NULL));
        assert_string_equal(s->error.where, "action_id");
    }
    openapp_ok(s, use_get_org(s, "..."));
    openapp_expect_head(s, 2, "GET /api/v1/orgs/... HTTP/1.1\r\n");
    openapp_expect_requests(s, 3);
}

OPENAPP_BOTH(c01_headers_are_sent)
OPENAPP_BOTH(c02_the_code_and_the_token_are_kept)
OPENAPP_BOTH(c03_messages_have_no_prefix)
OPENAPP_BOTH(c04_a_door_is_opened_once)
OPENAPP_BOTH(c05_an_image_can_be_sent_again)
OPENAPP_BOTH(c05_so_can_a_large_one_of_any_bytes)
OPENAPP_BOTH(c06_who_you_are_and_what_you_may_are_two_things)
OPENAPP_BOTH(c07_interceptors_see_everything)
OPENAPP_BOTH(c08_closing_one_leaves_the_others)
OPENAPP_BOTH(c08_closing_one_leaves_what_the_others_do)
OPENAPP_BOTH(c09_names_are_those_of_the_api)
OPENAPP_BOTH(c12_names_are_looked_for_on_all_pages)
OPENAPP_BOTH(c13_a_script_may_be_a_script)
OPENAPP_BOTH(c15_ids_are_escaped)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(c01_headers_are_sent),
        cmocka_unit_test(c02_the_code_and_the_token_are_kept),
        cmocka_unit_test(c03_messages_have_no_prefix),
        cmocka_unit_test(c04_a_door_is_opened_once),
        cmocka_unit_test(c05_an_image_can_be_sent_again),
        cmocka_unit_test(c05_so_can_a_large_one_of_any_bytes),
        cmocka_unit_test(c06_who_you_are_and_what_you_may_are_two_things),
        cmocka_unit_test(c07_interceptors_see_everything),
        cmocka_unit_test(c08_closing_one_leaves_the_others),
        cmocka_unit_test(c08_closing_one_leaves_what_the_others_do),
        cmocka_unit_test(c09_names_are_those_of_the_api),
        cmocka_unit_test(c10_blocking_calls_work_in_loops_and_threads),
        cmocka_unit_test(c10_other_threads_work_with_a_loop),
        cmocka_unit_test(c12_names_are_looked_for_on_all_pages),
        cmocka_unit_test(c13_a_script_may_be_a_script),
        cmocka_unit_test(c15_ids_are_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
