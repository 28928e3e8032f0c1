/* What Honeycomb keeps, on the local server. */
#include "devserver/honeycomb.h"
#include "devserver_honeycomb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <generated/honeycomb_operations.h>

/* ---- all operations ---- */

/* A path with something in each place. */
static void fill_path(char *path, size_t size, const char *pattern)
{
    size_t used = 0;
    while (*pattern != '\0' && used < size - 8) {
        if (*pattern == '{') {
            const char *name = strncmp(pattern, "{datasetSlug}", 13) == 0 ? "my-data"
                               : strncmp(pattern, "{teamSlug}", 10) == 0  ? HONEYCOMB_TEAM
                                                                          : "x";
            used += (size_t)snprintf(path + used, size - used, "%s", name);
            pattern = strchr(pattern, '}') + 1;
        } else {
            path[used++] = *pattern++;
        }
    }
    path[used] = '\0';
}

static void every_operation_is_there(void **state)
{
    struct fixture *fixture = *state;
    make_dataset(fixture);
    for (size_t i = 0; i < apie_operations_honeycomb_count; i++) {
        const apie_operation *operation = apie_operations_honeycomb[i];
        const char *method = apie_method_name(operation->method);
        const char *body = operation->request == NULL ? NULL : "{}";
        char path[300];
        fill_path(path, sizeof path, operation->path);
        if (send_with(fixture, method, path, V1 V2, body) != 401) {
            fail_msg("%s %s needs no credential", method, path);
        }
        const int status = call(fixture, method, path, body);
        if (status == 401 || status == 405 || status >= 500) {
            fail_msg("%s %s: %d", method, path, status);
        }
        if (operation->request != NULL &&
            send_with(fixture, method, path, KEYS "Content-Type: text/plain\r\n", body) != 415) {
            fail_msg("%s %s takes any content type", method, path);
        }
    }
}

/* ---- all resources ---- */

static const struct sample {
    const char *path;
    const char *body;
    const char *change; /* NULL: it cannot be changed */
    const char *member; /* in the answer to the change */
    const char *value;
    int made, again, deleted; /* deleted 0: it cannot be */
    bool listed;
} samples[] = {
    {"/1/columns/my-data", "{\"key_name\":\"a\"}", "{\"type\":\"float\"}", "type", "float", 201,
     409, 204, true},
    {"/1/derived_columns/my-data", "{\"alias\":\"a\",\"expression\":\"BOOL(1)\"}",
     "{\"alias\":\"a\",\"expression\":\"BOOL(0)\"}", "expression", "BOOL(0)", 201, 409, 204, true},
    {"/1/markers/my-data", "{\"message\":\"m\",\"type\":\"deploy\"}", "{\"message\":\"n\"}",
     "message", "n", 201, 201, 200, true},
    {"/1/marker_settings/my-data", "{\"type\":\"deploy\",\"color\":\"#FF0000\"}",
     "{\"type\":\"deploy\",\"color\":\"#00FF00\"}", "color", "#00FF00", 201, 201, 200, true},
    {"/1/recipients", "{\"type\":\"email\",\"details\":{\"email_address\":\"a@b.c\"}}",
     "{\"type\":\"email\",\"details\":{\"email_address\":\"d@e.f\"}}", "details.email_address",
     "d@e.f", 201, 409, 204, true},
    {"/1/triggers/my-data", "{\"name\":\"t\",\"threshold\":{\"op\":\">\",\"value\":1}}",
     "{\"name\":\"u\",\"threshold\":{\"op\":\">\",\"value\":1}}", "name", "u", 201, 201, 204, true},
    {"/1/slos/my-data",
     "{\"name\":\"s\",\"sli\":{\"alias\":\"a\"},\"time_period_days\":30,"
     "\"target_per_million\":990000}",
     "{\"name\":\"t\",\"sli\":{\"alias\":\"a\"},\"time_period_days\":7,"
     "\"target_per_million\":990000}",
     "name", "t", 201, 201, 204, true},
    {"/1/boards", "{\"name\":\"b\",\"type\":\"flexible\"}",
     "{\"name\":\"c\",\"type\":\"flexible\"}", "name", "c", 201, 201, 204, true},
    {"/1/query_annotations/my-data", "{\"name\":\"a\",\"query_id\":\"q\"}",
     "{\"name\":\"b\",\"query_id\":\"q\"}", "name", "b", 201, 201, 204, true},
    {"/1/queries/my-data", "{\"calculations\":[{\"op\":\"COUNT\"}]}", NULL, NULL, NULL, 200, 200, 0,
     false},
    {"/2/teams/local/environments",
     "{\"data\":{\"type\":\"environments\",\"attributes\":{\"name\":\"My Env\"}}}",
     "{\"data\":{\"id\":\"x\",\"type\":\"environments\",\"attributes\":{\"color\":\"red\"}}}",
     "data.attributes.color", "red", 201, 409, 204, true},
    {"/2/teams/local/api-keys",
     "{\"data\":{\"type\":\"api-keys\",\"attributes\":{\"name\":\"n\",\"key_type\":\"ingest\"},"
     "\"relationships\":{\"environment\":{\"data\":{\"id\":\"e\",\"type\":\"environments\"}}}}}",
     "{\"data\":{\"id\":\"x\",\"type\":\"api-keys\",\"attributes\":{\"name\":\"o\"}}}",
     "data.attributes.name", "o", 201, 201, 204, true},
};

static bool is_v2(const struct sample *sample)
{
    return sample->path[1] == '2';
}

static void change_sample(struct fixture *fixture, const struct sample *sample, const char *item)
{
    const char *method = is_v2(sample) ? "PATCH" : "PUT";
    char none[300];
    if (sample->change == NULL) {
        return;
    }
    (void)snprintf(none, sizeof none, "%s/none", sample->path);
    expect_call(fixture, 200, method, item, sample->change);
    assert_string_equal(text(fixture, sample->member), sample->value);
    expect_call(fixture, 404, method, none, sample->change);
}

static void delete_sample(struct fixture *fixture, const struct sample *sample, const char *item)
{
    if (sample->deleted != 0) {
        expect_call(fixture, sample->deleted, "DELETE", item, NULL);
        expect_call(fixture, 404, "DELETE", item, NULL);
    }
}

static void every_resource_is_kept(void **state)
{
    struct fixture *fixture = *state;
    make_dataset(fixture);
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        const struct sample *sample = &samples[i];
        char item[300];
        expect_call(fixture, sample->made, "POST", sample->path, sample->body);
        (void)snprintf(item, sizeof item, "%s/%s", sample->path,
                       text(fixture, is_v2(sample) ? "data.id" : "id"));
        assert_non_null(strstr(fixture->reply.text, item)); /* Location */
        if (sample->listed) {
            expect_call(fixture, 200, "GET", sample->path, NULL);
            assert_int_equal(items(fixture), 1);
        }
        if (honeycomb_find("GET", item) != NULL) {
            expect_call(fixture, 200, "GET", item, NULL);
        }
        expect_call(fixture, sample->again, "POST", sample->path, sample->body);
        expect_call(fixture, 422, "POST", sample->path,
                    is_v2(sample) ? "{\"data\":{\"attributes\":7}}" : "[]");
        change_sample(fixture, sample, item);
        delete_sample(fixture, sample, item);
    }
}

static void datasets_are_kept(void **state)
{
    struct fixture *fixture = *state;
    make_dataset(fixture);
    assert_string_equal(text(fixture, "slug"), "my-data");
    assert_true(json_is_null(client_at(fixture->reply.json, "regular_columns_count")));
    expect_call(fixture, 200, "POST", "/1/datasets", "{\"name\":\"My Data\"}");
    expect_call(fixture, 422, "POST", "/1/datasets", "{}");
    assert_string_equal(text(fixture, "type_detail.0.field"), "/name");
    expect_call(fixture, 404, "GET", "/1/datasets/none", NULL);
    expect_call(fixture, 404, "GET", "/1/triggers/none", NULL);
    expect_call(fixture, 200, "GET", "/1/triggers/__all__", NULL);
    expect_call(fixture, 201, "POST", "/1/columns/my-data", "{\"key_name\":\"a\"}");
    expect_call(fixture, 200, "PUT", "/1/datasets/my-data",
                "{\"description\":\"d\",\"expand_json_depth\":1,"
                "\"settings\":{\"delete_protected\":true}}");
    expect_call(fixture, 409, "DELETE", "/1/datasets/my-data", NULL);
    expect_call(fixture, 200, "PUT", "/1/datasets/my-data",
                "{\"description\":\"d\",\"expand_json_depth\":1,"
                "\"settings\":{\"delete_protected\":false}}");
    assert_string_equal(text(fixture, "name"), "My Data");
    expect_call(fixture, 202, "DELETE", "/1/datasets/my-data", NULL);
    make_dataset(fixture);
    expect_call(fixture, 200, "GET", "/1/columns/my-data", NULL);
    assert_int_equal(items(fixture), 0);
}

static void lists_can_be_narrowed(void **state)
{
    struct fixture *fixture = *state;
    make_dataset(fixture);
    expect_call(fixture, 201, "POST", "/1/columns/my-data", "{\"key_name\":\"a\"}");
    expect_call(fixture, 200, "GET", "/1/columns/my-data?key_name=a", NULL);
    assert_string_equal(text(fixture, "key_name"), "a");
    expect_call(fixture, 404, "GET", "/1/columns/my-data?key_name=b", NULL);
    expect_call(fixture, 400, "GET", "/1/columns/my-data?colour=a", NULL);
    expect_call(fixture, 201, "POST", "/1/burn_alerts/my-data",
                "{\"alert_type\":\"exhaustion_time\",\"exhaustion_minutes\":0,"
                "\"slo\":{\"id\":\"s\"},\"recipients\":[{\"id\":\"r\"}]}");
    expect_call(fixture, 422, "GET", "/1/burn_alerts/my-data", NULL);
    expect_call(fixture, 200, "GET", "/1/burn_alerts/my-data?slo_id=s", NULL);
    assert_int_equal(items(fixture), 1);
    assert_int_equal(number(fixture, "0.exhaustion_minutes"), 0);
    expect_call(fixture, 200, "GET", "/1/burn_alerts/my-data?slo_id=t", NULL);
    assert_int_equal(items(fixture), 0);
}

static void boards_have_views(void **state)
{
    struct fixture *fixture = *state;
    char path[200];
    char item[400];
    expect_call(fixture, 201, "POST", "/1/boards", "{\"name\":\"b\",\"type\":\"flexible\"}");
    (void)snprintf(path, sizeof path, "/1/boards/%s/views", text(fixture, "id"));
    expect_call(fixture, 201, "POST", path,
                "{\"name\":\"v\",\"filters\":[{\"column\":\"a\",\"operation\":\"=\","
                "\"value\":1}]}");
    (void)snprintf(item, sizeof item, "%s/%s", path, text(fixture, "id"));
    expect_call(fixture, 409, "POST", path,
                "{\"name\":\"v\",\"filters\":[{\"column\":\"b\",\"operation\":\"exists\"}]}");
    expect_call(fixture, 200, "GET", item, NULL);
    path[strlen(path) - strlen("/views")] = '\0';
    expect_call(fixture, 204, "DELETE", path, NULL);
    expect_call(fixture, 404, "GET", item, NULL);
}

static void recipients_know_their_triggers(void **state)
{
    struct fixture *fixture = *state;
    char path[200];
    char body[300];
    make_dataset(fixture);
    expect_call(fixture, 201, "POST", "/1/recipients",
                "{\"type\":\"slack\",\"details\":{\"slack_channel\":\"#a\"}}");
    (void)snprintf(path, sizeof path, "/1/recipients/%s/triggers", text(fixture, "id"));
    (void)snprintf(body, sizeof body,
                   "{\"name\":\"t\",\"threshold\":{\"op\":\">\",\"value\":1},"
                   "\"recipients\":[{\"id\":\"%s\"}]}",
                   text(fixture, "id"));
    expect_call(fixture, 200, "GET", path, NULL);
    assert_int_equal(items(fixture), 0);
    expect_call(fixture, 201, "POST", "/1/triggers/my-data", body);
    expect_call(fixture, 200, "GET", path, NULL);
    assert_int_equal(items(fixture), 1);
    expect_call(fixture, 404, "GET", "/1/recipients/none/triggers", NULL);
}

/* ---- teams ---- */

static void lists_of_teams_end(void **state)
{
    struct fixture *fixture = *state;
    char path[300] = "/2/teams/local/environments?page%5Bsize%5D=2";
    size_t seen = 0;
    int pages = 0;
    for (int i = 0; i < 5; i++) {
        char body[200];
        (void)snprintf(body, sizeof body,
                       "{\"data\":{\"type\":\"environments\",\"attributes\":{\"name\":\"E %d\"}}}",
                       i);
        expect_call(fixture, 201, "POST", "/2/teams/local/environments", body);
    }
    while (path[0] != '\0') {
        expect_call(fixture, 200, "GET", path, NULL);
        json_t *next = client_at(fixture->reply.json, "links.next");
        seen += items(fixture);
        pages++;
        (void)snprintf(path, sizeof path, "%s", json_is_null(next) ? "" : json_string_value(next));
    }
    assert_int_equal(seen, 5);
    assert_int_equal(pages, 3);
    expect_call(fixture, 422, "GET", "/2/teams/local/environments?page%5Bsize%5D=101", NULL);
    expect_call(fixture, 422, "GET", "/2/teams/local/environments?page%5Bafter%5D=x", NULL);
    expect_call(fixture, 404, "GET", "/2/teams/other/environments", NULL);
    assert_string_equal(text(fixture, "errors.0.code"), "not-found");
}

static void keys_tell_their_secret_once(void **state)
{
    struct fixture *fixture = *state;
    char path[200];
    expect_call(fixture, 201, "POST", "/2/teams/local/api-keys",
                "{\"data\":{\"type\":\"api-keys\",\"attributes\":{\"name\":\"n\",\"key_type\":"
                "\"configuration\"},\"relationships\":{\"environment\":{\"data\":{\"id\":\"e\","
                "\"type\":\"environments\"}}}}}");
    assert_memory_equal(text(fixture, "data.id"), "hcxlk_", 6);
    assert_int_equal(strlen(text(fixture, "data.id")), 32);
    assert_memory_equal(text(fixture, "data.attributes.secret"), "secret", 6);
    (void)snprintf(path, sizeof path, "/2/teams/local/api-keys/%s", text(fixture, "data.id"));
    expect_call(fixture, 200, "GET", path, NULL);
    assert_null(client_at(fixture->reply.json, "data.attributes.secret"));
    expect_call(fixture, 200, "GET", "/2/teams/local/api-keys?filter%5Btype%5D=ingest", NULL);
    assert_int_equal(items(fixture), 0);
    expect_call(fixture, 200, "GET", "/2/teams/local/api-keys?filter%5Btype%5D=configuration",
                NULL);
    assert_int_equal(items(fixture), 1);
}

static void credentials_are_asked_for(void **state)
{
    struct fixture *fixture = *state;
    expect_call(fixture, 200, "GET", "/1/auth", NULL);
    assert_string_equal(text(fixture, "team.slug"), HONEYCOMB_TEAM);
    expect_call(fixture, 200, "GET", "/2/auth", NULL);
    assert_string_equal(text(fixture, "included.0.attributes.slug"), HONEYCOMB_TEAM);
    assert_string_equal(text(fixture, "included.0.id"),
                        text(fixture, "data.relationships.team.data.id"));
    assert_int_equal(send_with(fixture, "GET", "/1/auth", "Authorization: Bearer a:b\r\n", NULL),
                     401);
    assert_int_equal(send_with(fixture, "GET", "/1/auth", "X-Honeycomb-Team: \r\n", NULL), 401);
    assert_int_equal(send_with(fixture, "GET", "/2/auth", "X-Honeycomb-Team: k\r\n", NULL), 401);
    assert_int_equal(send_with(fixture, "GET", "/2/auth", "Authorization: Bearer ab\r\n", NULL),
                     401);
    assert_int_equal(send_with(fixture, "GET", "/2/auth", "Authorization: Bearer a:\r\n", NULL),
                     401);
}

static void configurations_have_an_etag(void **state)
{
    struct fixture *fixture = *state;
    const char *path = "/2/teams/local/pipelines/p/configurations/c";
    expect_call(fixture, 200, "GET", path, NULL);
    assert_non_null(strstr(fixture->reply.text, "ETag: \"1\"\r\n"));
    assert_int_equal(send_with(fixture, "GET", path, KEYS "If-None-Match: \"1\"\r\n", NULL), 304);
    assert_int_equal(send_with(fixture, "GET", path, KEYS "If-None-Match: \"2\"\r\n", NULL), 200);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(every_operation_is_there),  TEST(every_resource_is_kept),
        TEST(datasets_are_kept),         TEST(lists_can_be_narrowed),
        TEST(boards_have_views),         TEST(recipients_know_their_triggers),
        TEST(lists_of_teams_end),        TEST(keys_tell_their_secret_once),
        TEST(credentials_are_asked_for), TEST(configurations_have_an_etag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
