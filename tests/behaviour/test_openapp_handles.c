/* What handles of OpenApp clients send, keys that many threads ask for, and what a call that cannot
 * begin leaves behind. */
#include "openapp_use.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/child.h"

OPENAPP_NOTE(openapp_json)
OPENAPP_NOTE(openapp_stream_end)
OPENAPP_NOTE(openapp_backend_status)

static bool ignore_event(const apie_openapp_event *event, void *user)
{
    (void)event;
    (void)user;
    return true;
}

static apie_status stream(openapp_stage *s)
{
    const apie_openapp_stream_options told = {.on_event = ignore_event};
    OPENAPP_CALL(s, stream, openapp_stream_end, "GET", "/events", NULL, 0, &told, );
}

static apie_status upload(openapp_stage *s)
{
    const apie_openapp_image image = {.data = "\x89PNG\r\n\x1a\n", .length = 8};
    return use_upload(s, &image);
}

static apie_status upload_from_url(openapp_stage *s)
{
    OPENAPP_CALL(s, users_upload_image_from_url, openapp_json, "u1", "https://example.com/a.png",
                 NULL, );
}

static apie_status find_bolt(openapp_stage *s)
{
    return use_find_org(s, "Bolt", APIE_OPENAPP_MATCH_EXACT);
}

static apie_status get_raw(openapp_stage *s)
{
    return use_request(s, "GET", "/status", NULL);
}

static apie_status confirm(openapp_stage *s)
{
    return use_entity_confirm(s, "open", "p1");
}

/* ---- organizations ---- */

static const char events_head[] = "Content-Type: text/event-stream\r\n";
static const char json_head[] = "Content-Type: application/json\r\n";

static const openapp_route queued_first[] = {
    {"POST /api/v1/scripting/executions ", 202, json_head, "{\"id\":\"x1\",\"status\":\"queued\"}"},
    {"GET /api/v1/scripting/executions/x1 ", 200, json_head,
     "{\"id\":\"x1\",\"status\":\"succeeded\"}"},
    {"GET /api/v1/events ", 200, events_head, "data: 1\n\n"},
    {NULL, 0, NULL, NULL},
};

/* Every request of calls that take several is for the handle's organization. */
static void test_every_request_is_for_the_handles_organization(openapp_stage *s)
{
    openapp_handle handle;
    s->routes = queued_first;
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, openapp_with_org(s, "01ORG", &handle));
    openapp_handle plain = openapp_use(s, handle);
    openapp_ok(s, use_execute(s));
    openapp_expect_requests(s, 2);
    openapp_ok(s, find_bolt(s));
    openapp_expect_requests(s, 4);
    openapp_ok(s, use_list_all_orgs(s));
    openapp_expect_requests(s, 6);
    openapp_ok(s, stream(s));
    openapp_ok(s, upload(s));
    openapp_ok(s, confirm(s));
    openapp_expect_requests(s, 9);
    for (int i = 0; i < 9; i++)
        openapp_expect_head(s, i, "\r\nX-Org: 01ORG\r\n");
    openapp_use(s, plain);
    openapp_ok(s, find_bolt(s));
    openapp_ok(s, stream(s));
    for (int i = 9; i < 12; i++)
        openapp_expect_no_head(s, i, "X-Org");
    openapp_free_handle(handle);
}

/* ---- a call that cannot begin ---- */

typedef struct call_kind {
    const char *name;
    apie_status (*call)(openapp_stage *s);
} call_kind;

static const call_kind kinds[] = {
    {"an operation", use_get_status},
    {"a whole list", use_list_all_orgs},
    {"a search by name", find_bolt},
    {"a script", use_execute},
    {"an upload", upload},
    {"an upload from a URL", upload_from_url},
    {"a stream", stream},
    {"a request", get_raw},
    {"an entity's action", use_entity_open},
    {"a confirmed action", confirm},
};
#define KINDS (sizeof kinds / sizeof *kinds)

/* Something that must neither stay nor be freed. */
static int left_behind;

/* The first kind that does not end so, or leaves a response behind; NULL: none. */
static const char *first_wrong(openapp_stage *s, apie_status expected)
{
    apie_response *response = NULL;
    const char *wrong = NULL;
    s->call.response = &response;
    for (size_t i = 0; i < KINDS && !wrong; i++) {
        response = (void *)&left_behind;
        if (kinds[i].call(s) != expected || response != NULL)
            wrong = kinds[i].name;
    }
    s->call.response = &s->response;
    return wrong;
}

static void expect_none_begins(openapp_stage *s, apie_status expected)
{
    const char *wrong = first_wrong(s, expected);
    if (wrong)
        fail_msg("%s", wrong);
}

static void test_no_client_gives_no_response(openapp_stage *s)
{
    expect_none_begins(s, APIE_ERROR_INVALID_ARGUMENT);
}

static void test_bad_options_give_no_response(openapp_stage *s)
{
    openapp_ok(s, openapp_new(s));
    s->call.deadline_ms = -1;
    expect_none_begins(s, APIE_ERROR_INVALID_ARGUMENT);
    openapp_expect_requests(s, 0);
}

static void test_a_forked_client_gives_no_response(openapp_stage *s)
{
    int status = -1;
    openapp_ok(s, openapp_new(s));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        child_ends(first_wrong(s, APIE_ERROR_FORKED) ? 1 : 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void test_a_missing_token_gives_no_response(openapp_stage *s)
{
    apie_response *response = (void *)&left_behind;
    openapp_ok(s, openapp_new(s));
    s->call.response = &response;
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, use_entity_confirm(s, "open", NULL));
    assert_string_equal(s->error.where, "preview_token");
    assert_null(response);
    s->call.response = &s->response;
}

static void a_closed_client_gives_no_response(void **state)
{
    static openapp_stage s;
    (void)state;
    openapp_begin(&s, true);
    openapp_ok(&s, openapp_new(&s));
    openapp_ok(&s, apie_async_openapp_close(s.async_client, NULL, NULL, &s.error));
    expect_none_begins(&s, APIE_ERROR_CLOSED);
    event_base_dispatch(s.base);
    s.async_client = NULL;
    openapp_end(&s);
}

/* The event-driven library has no use for a token, and no place for more calls than there may be.
 */
static void a_refused_call_gives_no_response(void **state)
{
    static openapp_stage s;
    openapp_waiting w[2] = {{.told = 0}, {.told = 0}};
    apie_cancel_token *token = apie_cancel_token_new();
    (void)state;
    assert_non_null(token);
    openapp_begin(&s, true);
    s.options.connection.max_connections = 1;
    s.options.connection.max_queued_calls = 1;
    openapp_ok(&s, openapp_new(&s));
    s.call.cancel = token;
    expect_none_begins(&s, APIE_ERROR_INVALID_ARGUMENT);
    s.call.cancel = NULL;
    for (int i = 0; i < 2; i++)
        assert_non_null(apie_async_openapp_status_get(
            s.async_client, NULL, note_openapp_backend_status, &w[i], &s.error));
    expect_none_begins(&s, APIE_ERROR_OVERLOADED);
    for (int i = 0; i < 2; i++) {
        while (!w[i].told)
            assert_int_equal(event_base_loop(s.base, EVLOOP_ONCE), 0);
        apie_free(w[i].result);
    }
    apie_cancel_token_free(token);
    openapp_end(&s);
}

static void note_connected(apie_status status, apie_async_openapp *client, const apie_error *error,
                           void *user)
{
    openapp_note(user, status, NULL, error);
    ((openapp_waiting *)user)->result = client;
}

static apie_status connect_with(openapp_stage *s, const apie_call_options *call)
{
    openapp_waiting w = {.told = 0};
    if (!s->async)
        return apie_openapp_connect(&s->options, call, &s->sync_client, &s->error);
    apie_status status = openapp_await(
        s, &w,
        apie_async_openapp_connect(s->base, &s->options, call, note_connected, &w, &s->error));
    s->async_client = s->result;
    s->result = NULL;
    return status;
}

static void test_connecting_without_a_question_gives_no_response(openapp_stage *s)
{
    apie_response *response = (void *)&left_behind;
    const apie_call_options call = {.response = &response};
    const char *key = s->options.api_key;
    s->options.api_key = "no key";
    openapp_expect(s, APIE_ERROR_CONFIG, connect_with(s, &call));
    assert_null(response);
    s->options.api_key = key;
    s->options.skip_status_probe = true;
    response = (void *)&left_behind;
    openapp_ok(s, connect_with(s, &call));
    assert_null(response);
}

/* ---- keys that many threads ask for ---- */

#define THREADS 8
#define ROUNDS  20

typedef struct key_ring {
    tiny_server server;
    apie_openapp *client;
    atomic_int asked;
    atomic_int answered;
    atomic_int strangers; /* requests that had another thread's key */
} key_ring;

/* The key is the thread's own, which is asked for it: it shows in which thread that was. */
static _Thread_local int own_number = -1;

static apie_status give_own_key(char *key, size_t size, void *user)
{
    key_ring *ring = user;
    atomic_fetch_add(&ring->asked, 1);
    (void)snprintf(key, size, "%s_openapp_key-of-%d", ring->server.url, own_number);
    return APIE_OK;
}

static void compare_key(tiny_exchange *exchange, void *user)
{
    key_ring *ring = user;
    char line[64];
    const char *path = strstr(exchange->head, "/orgs/");
    const int length = path ? (int)strcspn(path + 6, " ") : 0;
    (void)snprintf(line, sizeof line, "_openapp_key-of-%.*s\r\n", length, path ? path + 6 : "");
    if (!path || !tiny_has(exchange->head, line))
        atomic_fetch_add(&ring->strangers, 1);
    atomic_fetch_add(&ring->answered, 1);
    tiny_reply(exchange, 200, json_head, "{\"id\":\"o1\",\"name\":\"Acme\"}");
}

typedef struct key_user {
    pthread_t thread;
    key_ring *ring;
    int number;
    int failures;
} key_user;

static void *use_own_key(void *user)
{
    key_user *me = user;
    char id[16];
    own_number = me->number;
    (void)snprintf(id, sizeof id, "%d", me->number);
    for (int i = 0; i < ROUNDS; i++)
        if (apie_openapp_orgs_get(me->ring->client, id, (apie_opt_bool){false, APIE_UNSET}, NULL,
                                  NULL, NULL) != APIE_OK)
            me->failures++;
    return NULL;
}

static void threads_ask_for_keys_of_their_own(void **state)
{
    static key_ring ring;
    static key_user users[THREADS];
    apie_error error;
    (void)state;
    tiny_server_start(&ring.server, NULL, compare_key, &ring);
    const apie_openapp_options options = {.key_callback = give_own_key, .key_user = &ring};
    assert_int_equal(apie_openapp_new(&options, &ring.client, &error), APIE_OK);
    assert_int_equal(atomic_load(&ring.asked), 1);
    for (int i = 0; i < THREADS; i++) {
        users[i] = (key_user){.ring = &ring, .number = i};
        assert_int_equal(pthread_create(&users[i].thread, NULL, use_own_key, &users[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(users[i].thread, NULL), 0);
        assert_int_equal(users[i].failures, 0);
    }
    assert_int_equal(atomic_load(&ring.answered), THREADS * ROUNDS);
    assert_int_equal(atomic_load(&ring.strangers), 0);
    assert_true(atomic_load(&ring.asked) > THREADS * ROUNDS);
    apie_openapp_free(ring.client);
    tiny_server_stop(&ring.server);
}

OPENAPP_BOTH(every_request_is_for_the_handles_organization)
OPENAPP_BOTH(no_client_gives_no_response)
OPENAPP_BOTH(bad_options_give_no_response)
OPENAPP_BOTH(a_forked_client_gives_no_response)
OPENAPP_BOTH(a_missing_token_gives_no_response)
OPENAPP_BOTH(connecting_without_a_question_gives_no_response)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_request_is_for_the_handles_organization),
        cmocka_unit_test(no_client_gives_no_response),
        cmocka_unit_test(bad_options_give_no_response),
        cmocka_unit_test(a_forked_client_gives_no_response),
        cmocka_unit_test(a_missing_token_gives_no_response),
        cmocka_unit_test(a_closed_client_gives_no_response),
        cmocka_unit_test(a_refused_call_gives_no_response),
        cmocka_unit_test(connecting_without_a_question_gives_no_response),
        cmocka_unit_test(threads_ask_for_keys_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
