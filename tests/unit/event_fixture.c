#include "event_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_reader.h"

static const char *no_environment(const char *name, void *user)
{
    (void)name;
    (void)user;
    return NULL;
}

static void no_log(apie_log_level level, const char *message, void *user)
{
    (void)level;
    (void)message;
    (void)user;
}

static void no_server(void *user, const apie_http_request *request, virtual_reply *reply)
{
    (void)user;
    (void)request;
    reply->status = 503;
}

int event_set_up(void **state)
{
    static event_fixture one;
    static const char *const allowed[] = {"metadata.open_token", NULL};
    apie_config config = {
        .api_key = "apie_sk_test_0123456789abcdef",
        .base_url = "http://127.0.0.1:1",
        .agent = {.key = "k", .name = "N"},
        .runtime = {.environment = "dev"},
        .mode = APIE_MODE_ENFORCE,
        .redact_allow_paths = allowed,
        .log_callback = no_log,
    };
    apie_agent_source source = {.config = &config, .get_environment = no_environment};
    one.world = virtual_new(7, no_server, NULL);
    *state = &one;
    return apie_agent_new(&source, virtual_clock(one.world), &one.agent, NULL) == APIE_OK ? 0 : -1;
}

int event_tear_down(void **state)
{
    event_fixture *f = *state;
    apie_agent_free(f->agent, false);
    virtual_free(f->world);
    return 0;
}

static json_t *parse(const char *text, size_t length)
{
    char message[160] = "";
    json_t *value = apie_json_parse(text, length, message, sizeof message);
    if (!value)
        fail_msg("%s: %.*s", message, (int)length, text);
    return value;
}

json_t *quoted_json(const char *text)
{
    char *copy = strdup(text);
    assert_non_null(copy);
    for (char *at = copy; *at; at++)
        if (*at == '\'')
            *at = '"';
    json_t *value = parse(copy, strlen(copy));
    free(copy);
    return value;
}

/* The event as it is, but for its id and its time, which must be there. */
static json_t *told(const apie_event *event)
{
    json_t *value = parse(event->text, event->length);
    assert_string_equal(json_string_value(json_object_get(value, "event_id")), event->event_id);
    assert_non_null(json_object_get(value, "timestamp"));
    assert_int_equal(json_object_del(value, "event_id"), 0);
    assert_int_equal(json_object_del(value, "timestamp"), 0);
    return value;
}

void assert_json(json_t *value, json_t *expected)
{
    if (!json_equal(value, expected)) {
        char *is = json_dumps(value, JSON_SORT_KEYS);
        char *should = json_dumps(expected, JSON_SORT_KEYS);
        fail_msg("is     %s\nshould %s", is, should);
    }
    json_decref(value);
    json_decref(expected);
}

void assert_told(apie_event *event, const char *type, const char *expected)
{
    assert_non_null(event);
    json_t *value = told(event);
    assert_string_equal(json_string_value(json_object_get(value, "type")), type);
    assert_int_equal(json_object_del(value, "type"), 0);
    size_t size = strlen(expected) + 3;
    char *whole = malloc(size);
    assert_non_null(whole);
    (void)snprintf(whole, size, "{%s}", expected);
    assert_json(value, quoted_json(whole));
    free(whole);
    apie_event_free(event);
}

apie_event *event_made(event_fixture *f, const char *type, const apie_event_details *details,
                       apie_error *error)
{
    apie_event_kind kind = apie_event_kind_of(type);
    return kind == APIE_EVENT_KIND_COUNT
               ? apie_event_make_custom(f->agent, type, NULL, details, NULL, NULL, error)
               : apie_event_make(f->agent, kind, details, NULL, NULL, error);
}

void assert_refused(event_fixture *f, const char *type, const apie_event_details *details,
                    const char *where)
{
    apie_error error;
    apie_event *event = event_made(f, type, details, &error);
    if (event)
        fail_msg("%s was made, but for %s", type, where);
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    if (strcmp(error.where, where) != 0)
        fail_msg("%s: %s in place of %s", type, error.where, where);
    assert_non_null(strstr(error.message, where));
}
