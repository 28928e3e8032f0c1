/* OpenApp's calls, one of each shape, streams and images from elsewhere, through both libraries. */
#include "torture.h"

#include <stdio.h>
#include <string.h>

#include <apie/async/openapp.h>
#include <apie/sync/openapp.h>

#include "support/subject_wait.h"
#include "torture_server.h"

#define PNG "\x89PNG\r\n\x1a\n picture"

static struct {
    subject *subject; /* whose loop it has, and which counts its callbacks */
    apie_openapp *sync;
    apie_async_openapp *async;
} client;

static char key[128];
static char picture_url[128];

/* ---- clients ---- */

static apie_openapp_options options_of(void)
{
    (void)snprintf(key, sizeof key, "%s_openapp_torture", torture_server_url());
    return (apie_openapp_options){.api_key = key, .org_id = "o"};
}

static apie_status make_client(torture *t)
{
    const apie_openapp_options options = options_of();
    client.subject = &t->subject;
    return t->subject.base
               ? apie_async_openapp_new(t->subject.base, &options, &client.async, &t->error)
               : apie_openapp_new(&options, &client.sync, &t->error);
}

static void make_nothing(torture *t)
{
    client.subject = &t->subject;
}

static void free_client(torture *t)
{
    (void)t;
    apie_openapp_free(client.sync);
    apie_async_openapp_free(client.async);
    client.sync = NULL;
    client.async = NULL;
}

/* A script that has ended when it is asked for: the client waits a second before it asks again. */
static const char faults[] =
    "[{\"path\": \"/api/v1/scripting/executions\", \"delay_ms\": 1, \"status\": 202,"
    " \"body\": {\"id\": \"exe_1\", \"status\": \"succeeded\", \"result\": {\"a\": [1]}}},"
    " {\"path\": \"*\", \"delay_ms\": 1}]";

/* The server forgets all but what the calls are about. */
static void set_up_server(torture *t)
{
    static const struct {
        const char *target;
        const char *body;
    } requests[] = {
        {"/_dev/reset", "{}"},
        {"/_dev/faults", faults},
        {"/_dev/openapp",
         "{\"polls\": 0, \"page_limit\": 2, \"streams\": {\"/events\": {\"events\": ["
         "{\"id\": \"1\", \"data\": \"a\\nb\", \"pause_ms\": 1}, {\"event\": \"door\", \"data\": "
         "\"c\", \"pause_ms\": 1}]}}}"},
        {"/api/v1/orgs", "{\"name\": \"One\"}"},
        {"/api/v1/orgs", "{\"name\": {\"en\": \"Two\"}}"},
        {"/api/v1/orgs", "{\"name\": \"Three\"}"},
        {"/api/v1/devices", "{\"integration_id\": \"i\", \"org_id\": \"o\", \"name\": \"D\"}"},
    };
    apie_openapp_options options = options_of();
    apie_openapp *control = NULL;
    options.base_url = torture_server_url();
    torture_ok(t, apie_openapp_new(&options, &control, &t->error), "making a client");
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        torture_ok(t,
                   apie_openapp_request(control, "POST", requests[i].target, requests[i].body,
                                        strlen(requests[i].body), NULL, NULL, &t->error),
                   requests[i].target);
    apie_openapp_free(control);
}

static void open_server(torture *t)
{
    make_nothing(t);
    set_up_server(t);
}

static void open_client(torture *t)
{
    open_server(t);
    torture_ok(t, make_client(t), "making a client");
}

/* ---- calls ---- */

WAITING_NOTE(note_openapp_backend_status, apie_openapp_backend_status)
WAITING_NOTE(note_openapp_org, apie_openapp_org)
WAITING_NOTE(note_openapp_org_page, apie_openapp_org_page)
WAITING_NOTE(note_openapp_execution, apie_openapp_execution)
WAITING_NOTE(note_openapp_json, apie_openapp_json)
WAITING_NOTE(note_openapp_stream_end, apie_openapp_stream_end)

/* A function that makes the call; the arguments end in a comma. */
#define CALL(function, name, type, parameters, ...)                                                \
    static apie_status function(torture *t, apie_##type **out parameters)                          \
    {                                                                                              \
        WAITING(client.subject, &t->error);                                                        \
        if (client.async)                                                                          \
            return waiting_for(&w,                                                                 \
                               apie_async_openapp_##name(client.async, __VA_ARGS__ NULL,           \
                                                         note_##type, &w, w.error),                \
                               out);                                                               \
        return apie_openapp_##name(client.sync, __VA_ARGS__ NULL, out, w.error);                   \
    }
#define AND(...) , __VA_ARGS__

CALL(get_status, status_get, openapp_backend_status, , )
CALL(create_org, orgs_create, openapp_org, AND(const apie_openapp_org_create *body), body, )
CALL(list_orgs, orgs_list_all, openapp_org_page, , NULL, )
CALL(find_org, orgs_get_by_name, openapp_org_page, , "tWO", APIE_OPENAPP_MATCH_EXACT, )
CALL(execute, scripting_execute, openapp_execution,
     AND(const apie_openapp_execution_create *script), script, )
CALL(upload, devices_upload_image, openapp_json, AND(const apie_openapp_image *image), "dev_4",
     image, )
CALL(upload_from_url, devices_upload_image_from_url, openapp_json, , "dev_4", picture_url, NULL, )
CALL(follow, stream, openapp_stream_end, AND(const apie_openapp_stream_options *told), "GET",
     "/events", NULL, 0, told, )
CALL(converse, stream, openapp_stream_end, AND(const apie_openapp_stream_options *told), "POST",
     "/events", "{\"a\":1}", 7, told, )

static apie_status run_status(torture *t)
{
    apie_openapp_backend_status *status = NULL;
    const apie_status got = get_status(t, &status);
    assert_int_equal(got == APIE_OK, status != NULL);
    apie_free(status);
    return got;
}

static apie_status run_body(torture *t)
{
    static char name[] = "Acme";
    json_t *text = json_string(name);
    const apie_openapp_org_create body = {.name = text};
    apie_openapp_org *org = NULL;
    const apie_status got = text ? create_org(t, &org, &body) : APIE_ERROR_NO_MEMORY;
    if (!text)
        t->error.code = got;
    apie_free(org);
    json_decref(text);
    return got;
}

static apie_status run_list_all(torture *t)
{
    apie_openapp_org_page *page = NULL;
    const apie_status got = list_orgs(t, &page);
    if (got == APIE_OK)
        assert_in_range(page->items_count, 3, SIZE_MAX);
    apie_free(page);
    return got;
}

static apie_status run_by_name(torture *t)
{
    apie_openapp_org_page *page = NULL;
    const apie_status got = find_org(t, &page);
    if (got == APIE_OK)
        assert_string_equal(page->items[0]->id, "org_2");
    apie_free(page);
    return got;
}

static apie_status run_execute(torture *t)
{
    const apie_openapp_execution_create script = {.script = "return 1"};
    apie_openapp_execution *execution = NULL;
    const apie_status got = execute(t, &execution, &script);
    if (got == APIE_OK)
        assert_string_equal(execution->status, "succeeded");
    apie_free(execution);
    return got;
}

static apie_status run_upload(torture *t)
{
    const apie_openapp_image image = {.data = PNG, .length = sizeof PNG - 1};
    apie_openapp_json *json = NULL;
    const apie_status got = upload(t, &json, &image);
    assert_int_equal(got == APIE_OK, json != NULL);
    apie_free(json);
    return got;
}

static void open_with_picture(torture *t)
{
    open_client(t);
    torture_ok(t, run_upload(t), "uploading an image");
    (void)snprintf(picture_url, sizeof picture_url, "%s/images/dev_4", torture_server_url());
}

static apie_status run_fetch(torture *t)
{
    apie_openapp_json *json = NULL;
    const apie_status got = upload_from_url(t, &json);
    assert_int_equal(got == APIE_OK, json != NULL);
    apie_free(json);
    return got;
}

/* ---- streams ---- */

static bool count_event(const apie_openapp_event *event, void *user)
{
    (void)event;
    ++*(int *)user;
    return true;
}

static bool count_bytes(const char *data, size_t length, void *user)
{
    (void)data;
    *(int *)user += (int)length;
    return true;
}

static bool stop(const apie_openapp_event *event, void *user)
{
    (void)event;
    ++*(int *)user;
    return false;
}

static apie_status run_stream(torture *t)
{
    int events = 0;
    const apie_openapp_stream_options told = {
        .on_event = count_event, .user = &events, .last_event_id = "0"};
    apie_openapp_stream_end *end = NULL;
    const apie_status got = follow(t, &end, &told);
    if (end)
        assert_int_equal(end->events, events);
    if (got == APIE_OK)
        assert_int_equal(events, 2);
    apie_free(end);
    return got;
}

static apie_status run_stream_of_bytes(torture *t)
{
    int bytes = 0;
    const apie_openapp_stream_options told = {.on_bytes = count_bytes, .user = &bytes};
    apie_openapp_stream_end *end = NULL;
    const apie_status got = converse(t, &end, &told);
    if (end)
        assert_int_equal(end->bytes, bytes);
    assert_int_equal(got == APIE_OK && !end, false);
    apie_free(end);
    return got;
}

static apie_status run_stopped_stream(torture *t)
{
    int events = 0;
    const apie_openapp_stream_options told = {.on_event = stop, .user = &events};
    apie_openapp_stream_end *end = NULL;
    const apie_status got = follow(t, &end, &told);
    assert_in_range(events, 0, 1);
    apie_free(end);
    return got;
}

/* ---- clients and handles ---- */

static apie_status run_new_client(torture *t)
{
    const apie_status got = make_client(t);
    assert_int_equal(got == APIE_OK, client.sync || client.async);
    return got == APIE_OK ? run_status(t) : got;
}

static void note_client(apie_status status, apie_async_openapp *made, const apie_error *error,
                        void *user)
{
    waiting_note(user, status, NULL, error);
    client.async = made;
}

static apie_status run_connect(torture *t)
{
    const apie_openapp_options options = options_of();
    apie_status got;
    if (t->subject.base) {
        WAITING(client.subject, &t->error);
        got = waiting_for(
            &w,
            apie_async_openapp_connect(t->subject.base, &options, NULL, note_client, &w, w.error),
            NULL);
    } else {
        got = apie_openapp_connect(&options, NULL, &client.sync, &t->error);
    }
    assert_int_equal(got == APIE_OK, client.sync || client.async);
    return got;
}

static apie_status run_with_org(torture *t)
{
    apie_openapp *first = client.sync;
    apie_async_openapp *async_first = client.async;
    apie_openapp *handle = NULL;
    apie_async_openapp *async_handle = NULL;
    apie_status got = async_first
                          ? apie_async_openapp_with_org(async_first, "p", &async_handle, &t->error)
                          : apie_openapp_with_org(first, "p", &handle, &t->error);
    assert_int_equal(got == APIE_OK, handle || async_handle);
    if (got != APIE_OK)
        return got;
    client.sync = handle;
    client.async = async_handle;
    got = run_status(t);
    client.sync = first;
    client.async = async_first;
    apie_openapp_free(handle);
    apie_async_openapp_free(async_handle);
    return got;
}

#define CASE(function, ...)                                                                        \
    {                                                                                              \
        .name = #function, .run = run_##function, .open = open_client, .close = free_client,       \
        __VA_ARGS__                                                                                \
    }

static const torture_case cases[] = {
    CASE(status, .for_good = true),
    CASE(body, .prepare = set_up_server),
    CASE(list_all, .for_good = true),
    CASE(by_name, ),
    CASE(execute, .for_good = true),
    CASE(upload, .for_good = true),
    CASE(stream, .for_good = true),
    CASE(stream_of_bytes, .for_good = true),
    CASE(stopped_stream, .expected = APIE_ERROR_CANCELLED),
    CASE(with_org, .for_good = true),
    {.name = "fetch",
     .run = run_fetch,
     .open = open_with_picture,
     .close = free_client,
     .for_good = true},
    {.name = "new_client",
     .run = run_new_client,
     .open = make_nothing,
     .close = free_client,
     .life = TORTURE_COLD,
     .for_good = true},
    {.name = "connect",
     .run = run_connect,
     .open = open_server,
     .close = free_client,
     .life = TORTURE_COLD,
     .for_good = true},
};

int main(void)
{
    return TORTURE_MAIN("openapp", cases);
}
