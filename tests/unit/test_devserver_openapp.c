/* What the local server wants of OpenApp's requests, and how it sends images and events. */
#include "devserver/openapp.h"
#include "devserver_honeycomb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <generated/openapp_operations.h>

#define KEY   "X-API-Key: http://127.0.0.1_openapp_secret\r\n"
#define JSON  "Content-Type: application/json\r\n"
#define FORM  "Content-Type: multipart/form-data; boundary=B\r\n"
#define OWN   "X-Org: o\r\n"
#define CLOSE "Connection: close\r\n"
#define JPEG  "\xff\xd8\xff picture"

#define IMAGE(type, data)                                                                          \
    "--B\r\nContent-Disposition: form-data; name=\"file\"; "                                       \
    "filename=\"a.jpg\"\r\nContent-Type: " type "\r\n\r\n" data "\r\n--B--\r\n"

static void expect(struct fixture *fixture, int status, const char *method, const char *path,
                   const char *headers, const char *body)
{
    const int got = send_with(fixture, method, path, headers, body);
    if (got != status)
        fail_msg("%s %s: %d, not %d:\n%s", method, path, got, status, fixture->reply.text);
}

static void make_device(struct fixture *fixture)
{
    expect(fixture, 200, "POST", "/api/v1/devices", KEY JSON OWN,
           "{\"integration_id\": \"i\", \"org_id\": \"o\", \"name\": \"Door\"}");
}

static void set_streams(struct fixture *fixture, int status, const char *streams)
{
    char body[1024];
    (void)snprintf(body, sizeof body, "{\"streams\": %s}", streams);
    expect(fixture, status, "POST", "/_dev/openapp", JSON, body);
}

/* ---- all operations ---- */

static void fill_path(char *path, size_t size, const char *pattern)
{
    size_t used = (size_t)snprintf(path, size, "%s", OPENAPP_ROOT);
    while (*pattern != '\0' && used < size - 1) {
        path[used++] = *pattern == '{' ? 'x' : *pattern;
        pattern = *pattern == '{' ? strchr(pattern, '}') + 1 : pattern + 1;
    }
    path[used] = '\0';
}

static void every_operation_is_there(void **state)
{
    struct fixture *fixture = *state;
    char path[300];
    for (size_t i = 0; i < apie_operations_openapp_count; i++) {
        const apie_operation *operation = apie_operations_openapp[i];
        const char *method = apie_method_name(operation->method);
        const char *body = operation->request == NULL ? NULL : "{}";
        fill_path(path, sizeof path, operation->path);
        const bool open =
            strcmp(operation->path, "/status") == 0 || strncmp(operation->path, "/public/", 8) == 0;
        if ((send_with(fixture, method, path, JSON OWN, body) == 401) == open)
            fail_msg("%s %s without a key: %d", method, path, fixture->reply.status);
        const int status = send_with(fixture, method, path, KEY JSON OWN, body);
        if (status == 401 || status == 405 || status >= 500)
            fail_msg("%s %s: %d", method, path, status);
    }
}

/* ---- images ---- */

static void images_are_checked_as_all_requests(void **state)
{
    struct fixture *fixture = *state;
    const char *path = "/api/v1/devices/dev_1/image";
    const char *jpeg = IMAGE("image/jpeg", JPEG);
    make_device(fixture);
    expect(fixture, 401, "POST", path, FORM OWN, jpeg);
    expect(fixture, 400, "POST", path, KEY FORM, jpeg);
    assert_string_equal(text(fixture, "error_code"), "org_required");
    expect(fixture, 404, "POST", path, KEY FORM "X-Org: p\r\n", jpeg);
    expect(fixture, 404, "POST", "/api/v1/devices/dev_2/image", KEY FORM OWN, jpeg);
    expect(fixture, 400, "POST", "/api/v1/devices/dev_1/image?a=b", KEY FORM OWN, jpeg);
    expect(fixture, 405, "PUT", path, KEY FORM OWN, jpeg);
    expect(fixture, 400, "POST", path, KEY JSON OWN, jpeg);
    expect(fixture, 415, "POST", path, KEY FORM OWN, IMAGE("image/png", JPEG));
    expect(fixture, 200, "POST", path, KEY FORM OWN, jpeg);
    expect(fixture, 200, "DELETE", "/api/v1/devices/dev_1", KEY OWN, NULL);
    expect(fixture, 404, "POST", path, KEY FORM OWN, jpeg);
}

static void images_are_kept(void **state)
{
    struct fixture *fixture = *state;
    const char *path = "/api/v1/devices/dev_1/image";
    const char *once = KEY FORM OWN "Idempotency-Key: once\r\n";
    make_device(fixture);
    expect(fixture, 404, "GET", "/images/dev_1", "", NULL);
    expect(fixture, 200, "POST", path, once, IMAGE("image/jpeg", JPEG));
    expect(fixture, 200, "POST", path, once, IMAGE("image/jpeg", JPEG));
    assert_non_null(client_at(fixture->reply.json, "idempotent_replay"));
    expect(fixture, 409, "POST", path, once, IMAGE("image/jpeg", JPEG "s"));
    assert_string_equal(text(fixture, "error_code"), "idempotency_key_conflict");
    expect(fixture, 200, "GET", "/images/dev_1", "", NULL);
    assert_non_null(strstr(fixture->reply.text, "\r\nContent-Type: image/jpeg\r\n"));
    assert_int_equal(fixture->reply.body_length, sizeof JPEG - 1);
    assert_memory_equal(fixture->reply.body, JPEG, sizeof JPEG - 1);
}

/* ---- streams ---- */

static void expect_events(struct fixture *fixture, const char *headers, const char *chunks)
{
    expect(fixture, 200, "GET", "/api/v1/events", headers, NULL);
    assert_non_null(strstr(fixture->reply.text, "\r\nContent-Type: text/event-stream\r\n"));
    assert_non_null(strstr(fixture->reply.text, "\r\nTransfer-Encoding: chunked\r\n"));
    assert_int_equal(fixture->reply.ending, CLIENT_CLOSED);
    assert_string_equal(fixture->reply.body, chunks);
}

static void events_are_sent_in_chunks(void **state)
{
    struct fixture *fixture = *state;
    set_streams(
        fixture, 200,
        "{\"/events\": {\"events\": [{\"id\": \"1\", \"event\": \"e\", \"data\": \"a\\nb\", "
        "\"retry\": 5}, {}, {\"data\": \"\", \"pause_ms\": 5}]}}");
    expect_events(fixture, KEY CLOSE,
                  "29\r\nid: 1\nevent: e\nretry: 5\ndata: a\ndata: b\n\n\r\n"
                  "3\r\n:\n\n\r\n8\r\ndata: \n\n\r\n0\r\n\r\n");
    expect_events(fixture, KEY CLOSE "Last-Event-ID: 1\r\n",
                  "3\r\n:\n\n\r\n8\r\ndata: \n\n\r\n0\r\n\r\n");
    expect(fixture, 401, "GET", "/api/v1/events", "", NULL);
    set_streams(fixture, 200, "{\"/events\": {\"events\": []}}");
    expect_events(fixture, KEY CLOSE, "0\r\n\r\n");
}

static void streams_end_otherwise(void **state)
{
    struct fixture *fixture = *state;
    struct client_reply reply;
    set_streams(fixture, 200,
                "{\"/events\": {\"events\": [{\"data\": \"a\"}], \"then\": \"reset\"},"
                "\"/held\": {\"events\": [{\"data\": \"a\"}], \"then\": \"hold\"}}");
    expect(fixture, 200, "GET", "/api/v1/events", KEY, NULL);
    assert_int_equal(fixture->reply.ending, CLIENT_RESET);
    assert_string_equal(fixture->reply.body, "9\r\ndata: a\n\n\r\n");
    const int fd = client_connect(fixture->port);
    assert_true(client_send(fd, "GET", "/api/v1/held", KEY, NULL));
    assert_true(client_await(fixture->port, "openapp_streams", 2));
    json_t *before = client_get(fixture->port, "/_dev/state");
    assert_true(json_is_null(client_at(before, "openapp_streams.1.ended")));
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    client_read(fd, &reply);
    assert_int_equal(reply.ending, CLIENT_CLOSED);
    client_clear(&reply);
    (void)close(fd);
    json_t *after = client_get(fixture->port, "/_dev/state");
    assert_string_equal(client_text(after, "openapp_streams.0.ended"), "server");
    assert_string_equal(client_text(after, "openapp_streams.1.ended"), "client");
    json_decref(before);
    json_decref(after);
}

/* One is left open for the end of the server. */
static void settings_are_checked(void **state)
{
    struct fixture *fixture = *state;
    set_streams(fixture, 422, "{\"/a\": {}}");
    assert_string_equal(text(fixture, "pointer"), "/streams/~1a/events");
    set_streams(fixture, 422, "{\"/a\": {\"events\": [{\"id\": 1}]}}");
    assert_string_equal(text(fixture, "pointer"), "/streams/~1a/events/0/id");
    set_streams(fixture, 422, "{\"/a\": {\"events\": [], \"then\": \"go on\"}}");
    set_streams(fixture, 422, "{\"/a\": 5}");
    set_streams(fixture, 200, "{\"/a\": {\"events\": [{\"data\": \"a\"}], \"then\": \"hold\"}}");
    const int fd = client_connect(fixture->port);
    assert_true(client_send(fd, "GET", "/api/v1/a", KEY, NULL));
    assert_true(client_await(fixture->port, "openapp_streams", 1));
    (void)close(fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_operation_is_there), TEST(images_are_checked_as_all_requests),
        TEST(images_are_kept),          TEST(events_are_sent_in_chunks),
        TEST(streams_end_otherwise),    TEST(settings_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
