/* Streams of both libraries' OpenApp clients from the local server, which keeps how far they went.
 */
#include "openapp_use.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct listener {
    char told[256]; /* "type|data|id;" for each */
    int events;
    int stop_at; /* 0: never */
} listener;

static bool listen_to(const apie_openapp_event *event, void *user)
{
    listener *l = user;
    const size_t used = strlen(l->told);
    (void)snprintf(l->told + used, sizeof l->told - used, "%s|%s|%s;", event->type, event->data,
                   event->id);
    return ++l->events != l->stop_at;
}

static apie_status follow(openapp_stage *s, listener *l, const char *method, const char *target,
                          const char *body, const char *last_event_id)
{
    const apie_openapp_stream_options options = {
        .on_event = listen_to, .user = l, .last_event_id = last_event_id};
    *l = (listener){.stop_at = l->stop_at};
    return use_stream(s, method, target, body, &options);
}

/* A member of the last stream, as the server has it, as JSON. */
static void expect_stream(openapp_stage *s, const char *name, const char *value)
{
    apie_response *response = openapp_control(s, "GET", "/_dev/state", NULL);
    json_t *state = json_loads(response->body, 0, NULL);
    json_t *all = json_object_get(state, "openapp_streams");
    json_t *last = json_array_get(all, json_array_size(all) - 1);
    char *text = json_dumps(json_object_get(last, name), JSON_ENCODE_ANY);
    assert_non_null(text);
    assert_string_equal(text, value);
    free(text);
    json_decref(state);
    apie_free(response);
}

static void begin(openapp_stage *s)
{
    static const char streams[] =
        "{\"streams\": {"
        "\"/events\": {\"events\": [{\"id\": \"1\", \"data\": \"a\\nb\", \"retry\": 700}, "
        "{\"id\": \"2\", \"event\": \"door\", \"data\": \"\", \"pause_ms\": 20}, {}, "
        "{\"data\": \"c\", \"pause_ms\": 1}]},"
        "\"/of-one\": {\"events\": [{\"data\": \"a\"}], \"org_id\": \"o\"},"
        "\"/held\": {\"events\": [{\"data\": \"a\"}], \"then\": \"hold\"},"
        "\"/broken\": {\"events\": [{\"data\": \"a\"}], \"then\": \"reset\"},"
        "\"/orgs/o/copilot/chat\": {\"events\": [{\"data\": \"hello\"}]}}}";
    openapp_use_local(s);
    openapp_ok(s, openapp_new(s));
    apie_free(openapp_control(s, "POST", "/_dev/openapp", streams));
}

static void test_events_come_one_by_one(openapp_stage *s)
{
    listener l = {.stop_at = 0};
    begin(s);
    openapp_ok(s, follow(s, &l, "GET", "/events", NULL, NULL));
    assert_string_equal(l.told, "message|a\nb|1;door||2;message|c|2;");
    const apie_openapp_stream_end *end = s->result;
    assert_int_equal(end->events, 3);
    assert_string_equal(end->last_event_id, "2");
    assert_int_equal(end->retry_ms, 700);
    assert_int_equal(s->response->status, 200);
    expect_stream(s, "path", "\"/events\"");
    expect_stream(s, "sent", "4");
    expect_stream(s, "last_event_id", "null");
    expect_stream(s, "ended", "\"server\"");
    openapp_ok(s, follow(s, &l, "GET", "/events", NULL, "1"));
    assert_string_equal(l.told, "door||2;message|c|2;");
    expect_stream(s, "last_event_id", "\"1\"");
    openapp_ok(s, follow(s, &l, "POST", "/orgs/o/copilot/chat", "{\"message\": \"hi\"}", NULL));
    assert_string_equal(l.told, "message|hello|;");
    openapp_ok(s, use_request(s, "POST", "/orgs/o/copilot/chat", "{\"message\": \"hi\"}"));
    assert_string_equal(s->response->body, "{}");
}

static void test_streams_are_looked_at(openapp_stage *s)
{
    listener l = {.stop_at = 0};
    openapp_handle handle;
    begin(s);
    openapp_expect(s, APIE_ERROR_NOT_FOUND, follow(s, &l, "GET", "/no-events", NULL, NULL));
    openapp_expect(s, APIE_ERROR_INVALID_REQUEST,
                   follow(s, &l, "POST", "/orgs/o/copilot/chat", "{}", NULL));
    openapp_expect(s, APIE_ERROR_INVALID_REQUEST, follow(s, &l, "GET", "/of-one", NULL, NULL));
    assert_string_equal(s->error.service_code, "org_required");
    static const char *const orgs[] = {"p", "o"};
    for (int i = 0; i < 2; i++) {
        openapp_ok(s, openapp_with_org(s, orgs[i], &handle));
        const openapp_handle plain = openapp_use(s, handle);
        openapp_expect(s, i == 0 ? APIE_ERROR_NOT_FOUND : APIE_OK,
                       follow(s, &l, "GET", "/of-one", NULL, NULL));
        openapp_free_handle(openapp_use(s, plain));
    }
    assert_int_equal(l.events, 1);
    openapp_free_handle(openapp_use(s, (openapp_handle){NULL, NULL}));
    char key[256];
    (void)snprintf(key, sizeof key, "%s_openapp_local-nobody", devserver_url(s->local));
    s->options.api_key = key;
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_AUTHENTICATION, follow(s, &l, "GET", "/events", NULL, NULL));
    assert_int_equal(l.events, 0);
}

static void test_streams_end_in_every_way(openapp_stage *s)
{
    listener l = {.stop_at = 0};
    begin(s);
    openapp_expect(s, APIE_ERROR_NETWORK, follow(s, &l, "GET", "/broken", NULL, NULL));
    assert_int_equal(l.events, 1);
    assert_int_equal(((apie_openapp_stream_end *)s->result)->events, 1);
    expect_stream(s, "ended", "\"server\"");
    s->call.deadline_ms = 400;
    openapp_expect(s, APIE_ERROR_TIMEOUT, follow(s, &l, "GET", "/held", NULL, NULL));
    assert_int_equal(l.events, 1);
    openapp_await_end(s);
    expect_stream(s, "sent", "1");
    s->call.deadline_ms = 0;
    l.stop_at = 1;
    openapp_expect(s, APIE_ERROR_CANCELLED, follow(s, &l, "GET", "/held", NULL, NULL));
    openapp_await_end(s);
    expect_stream(s, "ended", "\"client\"");
}

OPENAPP_BOTH(events_come_one_by_one)
OPENAPP_BOTH(streams_are_looked_at)
OPENAPP_BOTH(streams_end_in_every_way)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_come_one_by_one),
        cmocka_unit_test(streams_are_looked_at),
        cmocka_unit_test(streams_end_in_every_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
