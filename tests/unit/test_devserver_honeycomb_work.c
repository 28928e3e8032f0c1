/* What Honeycomb does, on the local server: queries, maps, events, limits. */
#include "devserver_honeycomb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* ---- what takes a while ---- */

/* Saves the query and asks for its result, whose path is written. */
static void run_query(struct fixture *fixture, const char *query, char *path, size_t size)
{
    char body[200];
    expect_call(fixture, 200, "POST", "/1/queries/my-data", query);
    (void)snprintf(body, sizeof body, "{\"query_id\":\"%s\",\"disable_series\":true,\"limit\":3}",
                   text(fixture, "id"));
    expect_call(fixture, 201, "POST", "/1/query_results/my-data", body);
    assert_true(json_is_false(client_at(fixture->reply.json, "complete")));
    (void)snprintf(path, size, "/1/query_results/my-data/%s", text(fixture, "id"));
    assert_non_null(strstr(fixture->reply.text, path)); /* Location */
}

static void results_become_ready(void **state)
{
    struct fixture *fixture = *state;
    char path[200];
    make_dataset(fixture);
    set(fixture, "{\"polls\":2}");
    expect_call(fixture, 200, "POST", "/1/events/my-data", "{\"a\":1}");
    expect_call(fixture, 404, "POST", "/1/query_results/my-data", "{\"query_id\":\"none\"}");
    run_query(fixture, "{\"calculations\":[{\"op\":\"COUNT\"},{\"op\":\"SUM\",\"column\":\"a\"}]}",
              path, sizeof path);
    for (int i = 0; i < 2; i++) {
        expect_call(fixture, 200, "GET", path, NULL);
        assert_true(json_is_false(client_at(fixture->reply.json, "complete")));
        assert_null(client_at(fixture->reply.json, "data"));
    }
    expect_call(fixture, 200, "GET", path, NULL);
    assert_true(json_is_true(client_at(fixture->reply.json, "complete")));
    assert_int_equal(number(fixture, "data.results.0.data.COUNT"), 1);
    assert_int_equal(number(fixture, "data.results.0.data.SUM(a)"), 1);
}

static void results_are_sorted_and_cut(void **state)
{
    struct fixture *fixture = *state;
    char path[200];
    make_dataset(fixture);
    set(fixture, "{\"polls\":0,\"rows\":[{\"a\":\"x\",\"COUNT\":1},{\"a\":\"y\",\"COUNT\":5},"
                 "{\"a\":\"z\",\"COUNT\":5},{\"a\":\"v\",\"COUNT\":9},{\"a\":\"w\",\"COUNT\":3}]}");
    run_query(fixture,
              "{\"orders\":[{\"op\":\"COUNT\",\"order\":\"descending\"}],\"havings\":"
              "[{\"calculate_op\":\"COUNT\",\"op\":\"<\",\"value\":9}],\"filters\":"
              "[{\"column\":\"b\",\"op\":\"=\",\"value\":\"q\"}]}",
              path, sizeof path);
    expect_call(fixture, 200, "GET", path, NULL);
    json_t *results = client_at(fixture->reply.json, "data.results");
    assert_int_equal(json_array_size(results), 3);
    assert_string_equal(client_text(results, "0.data.a"), "y");
    assert_string_equal(client_text(results, "1.data.a"), "z");
    assert_string_equal(client_text(results, "2.data.a"), "w");
    set(fixture, "{\"rows\":[{\"a\":\"x\"},{\"COUNT\":5},{\"a\":null,\"COUNT\":6}]}");
    run_query(fixture,
              "{\"breakdowns\":[\"a\"],\"filters\":[{\"column\":\"a\",\"op\":\"does-not-exist\"}]}",
              path, sizeof path);
    expect_call(fixture, 200, "GET", path, NULL);
    assert_int_equal(json_array_size(client_at(fixture->reply.json, "data.results")), 2);
    run_query(
        fixture,
        "{\"breakdowns\":[\"a\"],\"filters\":[{\"column\":\"a\",\"op\":\">=\",\"value\":\"b\"}]}",
        path, sizeof path);
    expect_call(fixture, 200, "GET", path, NULL);
    results = client_at(fixture->reply.json, "data.results");
    assert_int_equal(json_array_size(results), 1);
    assert_string_equal(client_text(results, "0.data.a"), "x");
}

static void maps_become_ready(void **state)
{
    struct fixture *fixture = *state;
    char path[300];
    set(fixture, "{\"polls\":1,\"dependencies\":3}");
    expect_call(fixture, 201, "POST", "/1/maps/dependencies/requests?limit=10",
                "{\"time_range\":60}");
    (void)snprintf(path, sizeof path, "/1/maps/dependencies/requests/%s?page%%5Bsize%%5D=2",
                   text(fixture, "request_id"));
    expect_call(fixture, 200, "GET", path, NULL);
    assert_string_equal(text(fixture, "status"), "pending");
    expect_call(fixture, 200, "GET", path, NULL);
    assert_string_equal(text(fixture, "status"), "ready");
    assert_int_equal(json_array_size(client_at(fixture->reply.json, "dependencies")), 2);
    (void)snprintf(path, sizeof path, "%s", text(fixture, "links.next"));
    expect_call(fixture, 200, "GET", path, NULL);
    assert_int_equal(json_array_size(client_at(fixture->reply.json, "dependencies")), 1);
    assert_true(json_is_null(client_at(fixture->reply.json, "links.next")));
    set(fixture, "{\"map_status\":\"error\"}");
    expect_call(fixture, 200, "GET", path, NULL);
    assert_string_equal(text(fixture, "status"), "error");
    expect_call(fixture, 404, "GET", "/1/maps/dependencies/requests/none", NULL);
}

/* ---- events ---- */

static void events_are_kept(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(send_with(fixture, "POST", "/1/events/new",
                               KEYS V1 "X-Honeycomb-Event-Time: 1700000000\r\n"
                                       "X-Honeycomb-Samplerate: 4\r\n",
                               "{\"a\":1}"),
                     200);
    expect_call(fixture, 400, "POST", "/1/events/new", "{}");
    expect_call(fixture, 200, "GET", "/1/datasets/new", NULL);
    expect_call(fixture, 200, "POST", "/1/batch/new",
                "[{\"data\":{\"b\":2},\"time\":\"2026-01-01T00:00:00Z\",\"samplerate\":2},"
                "{\"data\":{}},{\"data\":{\"devserver_status\":429}}]");
    assert_int_equal(number(fixture, "0.status"), 202);
    assert_int_equal(number(fixture, "1.status"), 400);
    assert_int_equal(number(fixture, "2.status"), 429);
    expect_call(fixture, 200, "POST", "/1/kinesis_events/new",
                "{\"requestId\":\"r\",\"timestamp\":7,\"records\":[{\"data\":\"e30=\"}]}");
    assert_string_equal(text(fixture, "requestId"), "r");
    expect_call(fixture, 200, "GET", "/_dev/state", NULL);
    json_t *events = client_at(fixture->reply.json, "honeycomb_events");
    assert_int_equal(json_array_size(events), 3);
    assert_string_equal(client_text(events, "0.time"), "1700000000");
    assert_string_equal(client_text(events, "0.samplerate"), "4");
    assert_int_equal(client_number(events, "1.data.b"), 2);
    assert_int_equal(client_number(events, "1.samplerate"), 2);
}

/* The client of these tests sends texts, so this writes by itself. */
static int send_packed(struct fixture *fixture, const char *body, size_t cut)
{
    unsigned char packed[400];
    char head[300];
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)body,
                       .avail_in = (uInt)strlen(body),
                       .next_out = packed,
                       .avail_out = sizeof packed};
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(deflateEnd(&stream), Z_OK);
    const size_t length = sizeof packed - stream.avail_out - cut;
    const int head_length =
        snprintf(head, sizeof head,
                 "POST /1/batch/packed HTTP/1.1\r\nHost: test\r\nX-Honeycomb-Team: k\r\n" V1
                 "Content-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
                 length);
    client_clear(&fixture->reply);
    const int fd = client_connect(fixture->port);
    assert_int_equal(write(fd, head, (size_t)head_length), head_length);
    assert_int_equal(write(fd, packed, length), length);
    client_read(fd, &fixture->reply);
    (void)close(fd);
    return fixture->reply.status;
}

static void batches_may_be_packed(void **state)
{
    struct fixture *fixture = *state;
    const char *body = "[{\"data\":{\"a\":1}},{\"data\":{\"a\":2}}]";
    assert_int_equal(send_packed(fixture, body, 0), 200);
    assert_int_equal(items(fixture), 2);
    assert_int_equal(send_packed(fixture, body, 3), 400);
    assert_int_equal(
        send_with(fixture, "POST", "/1/batch/packed", KEYS V1 "Content-Encoding: zstd\r\n", body),
        400);
}

/* ---- limits ---- */

static void requests_are_limited(void **state)
{
    struct fixture *fixture = *state;
    make_dataset(fixture);
    set(fixture, "{\"rate_limit\":2,\"rate_window_s\":1000}");
    expect_call(fixture, 200, "GET", "/1/datasets", NULL);
    assert_non_null(strstr(fixture->reply.text, "RateLimit: limit=2, remaining=1, reset="));
    assert_non_null(strstr(fixture->reply.text, "RateLimit-Policy: 2;w=1000\r\n"));
    expect_call(fixture, 200, "GET", "/1/datasets", NULL);
    expect_call(fixture, 429, "GET", "/1/datasets", NULL);
    assert_non_null(strstr(fixture->reply.text, "Retry-After: "));
    assert_non_null(strstr(fixture->reply.text, "remaining=0"));
    expect_call(fixture, 429, "POST", "/1/events/my-data", "{\"a\":1}");
    assert_null(strstr(fixture->reply.text, "Retry-After: "));
    set(fixture, "{\"rate_limit\":9}");
    expect_call(fixture, 200, "GET", "/1/datasets", NULL);
}

static void faults_strike(void **state)
{
    struct fixture *fixture = *state;
    make_dataset(fixture);
    assert_int_equal(send_with(fixture, "POST", "/_dev/faults", V1,
                               "[{\"path\":\"/1/datasets*\",\"status\":503,\"times\":1},"
                               "{\"path\":\"/1/*\",\"delay_ms\":1}]"),
                     200);
    expect_call(fixture, 503, "GET", "/1/datasets/my-data", NULL);
    expect_call(fixture, 200, "GET", "/1/datasets/my-data", NULL);
    expect_call(fixture, 200, "GET", "/_dev/state", NULL);
    assert_int_equal(number(fixture, "faults.1.fired"), 1);
    assert_string_equal(text(fixture, "honeycomb./1/datasets.my-data.name"), "My Data");
    assert_int_equal(send_with(fixture, "POST", "/_dev/reset", "", NULL), 200);
    expect_call(fixture, 404, "GET", "/1/datasets/my-data", NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(results_become_ready), TEST(results_are_sorted_and_cut), TEST(maps_become_ready),
        TEST(events_are_kept),      TEST(batches_may_be_packed),      TEST(requests_are_limited),
        TEST(faults_strike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
