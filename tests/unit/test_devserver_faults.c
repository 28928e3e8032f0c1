/* Every fault the local server can be told to have. */
#include "devserver/devserver.h"
#include "devserver_bodies.h"
#include "devserver_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int set_up(void **state)
{
    const devserver_options options = {.listen = NULL};
    *state = devserver_start(&options, NULL, 0);
    return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    devserver_stop(*state);
    return 0;
}

/* members: of a fault on /health. */
static uint16_t with_fault(void **state, const char *members)
{
    const uint16_t port = devserver_port(*state);
    char faults[512];
    (void)snprintf(faults, sizeof faults, "[{\"path\":\"/hea*\",%s}]", members);
    json_t *set = client_post(port, "/_dev/faults", faults);
    assert_int_equal(client_number(set, "faults"), 1);
    json_decref(set);
    return port;
}

static int health(uint16_t port, struct client_reply *reply)
{
    return client_call(port, "GET", "/health", NULL, reply);
}

static int health_status(uint16_t port)
{
    struct client_reply reply;
    int status = health(port, &reply);
    client_clear(&reply);
    return status;
}

static const char whole_body[] = "{\"status\":\"ok\",\"database\":\"connected\"}";

static void test_status(void **state)
{
    struct client_reply reply;
    uint16_t port = with_fault(state, "\"status\":503,\"retry_after\":\"1.5\"");
    assert_int_equal(health(port, &reply), 503);
    assert_string_equal(client_text(reply.json, "error"), "injected fault");
    assert_non_null(strstr(reply.text, "HTTP/1.1 503 Service Unavailable\r\n"));
    assert_non_null(strstr(reply.text, "Retry-After: 1.5\r\n"));
    assert_non_null(strstr(reply.text, "x-request-id: req_"));
    client_clear(&reply);
}

static void test_body_and_headers(void **state)
{
    struct client_reply reply;
    uint16_t port = with_fault(state, "\"status\":418,\"body\":{\"a\":[1]},"
                                      "\"headers\":{\"X-A\":\"b\",\"Content-Type\":\"text/x\"}");
    assert_int_equal(health(port, &reply), 418);
    assert_string_equal(reply.body, "{\"a\":[1]}");
    assert_non_null(strstr(reply.text, "X-A: b\r\n"));
    assert_non_null(strstr(reply.text, "Content-Type: text/x\r\n"));
    assert_null(strstr(reply.text, "application/json"));
    client_clear(&reply);
    port = with_fault(state, "\"body\":\"<html>\"");
    assert_int_equal(health(port, &reply), 200);
    assert_string_equal(reply.body, "<html>");
    client_clear(&reply);
}

static void test_which_request(void **state)
{
    static const struct {
        const char *members;
        int expected[6];
    } cases[] = {
        {"\"status\":500,\"nth\":2", {200, 500, 200, 200, 200, 200}},
        {"\"status\":500,\"times\":2", {500, 500, 200, 200, 200, 200}},
        {"\"status\":500,\"every\":3", {200, 200, 500, 200, 200, 500}},
        {"\"status\":500,\"every\":2,\"times\":1", {200, 500, 200, 200, 200, 200}},
        {"\"status\":500,\"method\":\"POST\"", {200, 200, 200, 200, 200, 200}},
        {"\"status\":500,\"probability\":0", {200, 200, 200, 200, 200, 200}},
        {"\"status\":500,\"probability\":1.0", {500, 500, 500, 500, 500, 500}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint16_t port = with_fault(state, cases[i].members);
        for (size_t n = 0; n < 6; n++) {
            assert_int_equal(health_status(port), cases[i].expected[n]);
        }
    }
}

static void test_probability_is_repeatable(void **state)
{
    int statuses[2][32];
    int failures = 0;
    for (size_t round = 0; round < 2; round++) {
        uint16_t port = with_fault(state, "\"status\":500,\"probability\":0.5,\"seed\":7");
        for (size_t n = 0; n < 32; n++) {
            statuses[round][n] = health_status(port);
            failures += statuses[round][n] == 500;
        }
    }
    assert_memory_equal(statuses[0], statuses[1], sizeof statuses[0]);
    assert_in_range(failures, 8, 56);
}

static void test_first_fault_wins_and_all_count(void **state)
{
    const uint16_t port = devserver_port(*state);
    json_decref(client_post(port, "/_dev/faults",
                            "[{\"path\":\"*\",\"status\":501,\"nth\":1},"
                            "{\"path\":\"/health\",\"status\":502,\"nth\":2}]"));
    assert_int_equal(health_status(port), 501);
    assert_int_equal(health_status(port), 502);
    assert_int_equal(health_status(port), 200);
    json_t *shown = client_get(port, "/_dev/state");
    assert_int_equal(client_number(shown, "faults.0.matched"), 3);
    assert_int_equal(client_number(shown, "faults.0.fired"), 1);
    assert_int_equal(client_number(shown, "faults.1.fired"), 1);
    json_decref(shown);
}

static void test_whether_it_is_processed(void **state)
{
    static const struct {
        const char *members;
        json_int_t runs;
    } cases[] = {
        {"\"status\":503", 0},
        {"\"status\":503,\"process\":true", 1},
        {"\"status\":202", 1},
        {"\"bad_json\":true", 0},
        {"\"bad_json\":true,\"process\":true", 1},
        {"\"reset\":\"before\"", 0},
        {"\"reset\":\"after\"", 1},
        {"\"reset\":\"body\"", 1},
        {"\"truncate\":3", 1},
        {"\"truncate\":3,\"process\":false", 0},
        {"\"redirect\":\"http://127.0.0.1:1/\"", 0},
    };
    const uint16_t port = devserver_port(*state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct client_reply reply;
        char faults[256];
        json_decref(client_post(port, "/_dev/reset", NULL));
        json_decref(client_post(port, "/v1/agents/identify", BODY_IDENTIFY));
        (void)snprintf(faults, sizeof faults, "[{\"path\":\"/v1/runs\",%s}]", cases[i].members);
        json_decref(client_post(port, "/_dev/faults", faults));
        (void)client_call(port, "POST", "/v1/runs", BODY_RUN, &reply);
        client_clear(&reply);
        json_t *summary = client_get(port, "/_dev/summary");
        assert_int_equal(client_number(summary, "runs"), cases[i].runs);
        json_decref(summary);
    }
}

static void test_delay(void **state)
{
    struct timespec before;
    struct timespec after;
    uint16_t port = with_fault(state, "\"delay_ms\":30");
    (void)clock_gettime(CLOCK_MONOTONIC, &before);
    assert_int_equal(health_status(port), 200);
    (void)clock_gettime(CLOCK_MONOTONIC, &after);
    long long passed =
        (after.tv_sec - before.tv_sec) * 1000000000LL + after.tv_nsec - before.tv_nsec;
    assert_true(passed >= 29000000);
}

static void test_resets(void **state)
{
    struct client_reply reply;
    uint16_t port = with_fault(state, "\"reset\":\"before\"");
    (void)health(port, &reply);
    assert_int_equal(reply.ending, CLIENT_RESET);
    assert_int_equal(reply.length, 0);
    client_clear(&reply);
    port = with_fault(state, "\"reset\":\"after\"");
    (void)health(port, &reply);
    assert_int_equal(reply.ending, CLIENT_RESET);
    assert_int_equal(reply.length, 0);
    client_clear(&reply);
    port = with_fault(state, "\"reset\":\"headers\"");
    assert_int_equal(health(port, &reply), 200);
    assert_int_equal(reply.ending, CLIENT_RESET);
    assert_null(reply.body);
    client_clear(&reply);
    port = with_fault(state, "\"reset\":\"body\"");
    assert_int_equal(health(port, &reply), 200);
    assert_int_equal(reply.ending, CLIENT_RESET);
    assert_int_equal(reply.body_length, strlen(whole_body) / 2);
    client_clear(&reply);
    assert_true(client_await(port, "connections.open", 1));
}

static void test_truncate(void **state)
{
    struct client_reply reply;
    uint16_t port = with_fault(state, "\"truncate\":5");
    assert_int_equal(health(port, &reply), 200);
    assert_int_equal(reply.ending, CLIENT_CLOSED);
    assert_non_null(strstr(reply.text, "Content-Length: 38\r\n"));
    assert_string_equal(reply.body, "{\"sta");
    client_clear(&reply);
}

static void test_broken_bodies(void **state)
{
    struct client_reply reply;
    uint16_t port = with_fault(state, "\"bad_json\":true");
    assert_int_equal(health(port, &reply), 200);
    assert_int_equal(reply.ending, CLIENT_COMPLETE);
    assert_null(reply.json);
    client_clear(&reply);
    port = with_fault(state, "\"wrong_type\":true");
    assert_int_equal(health(port, &reply), 200);
    assert_true(json_is_array(reply.json));
    client_clear(&reply);
    port = with_fault(state, "\"deep_json\":100000");
    assert_int_equal(health(port, &reply), 200);
    assert_int_equal(reply.body_length, 200000);
    assert_memory_equal(reply.body + 99999, "[]", 2);
    client_clear(&reply);
}

static void test_slow_bytes(void **state)
{
    struct client_reply reply;
    uint16_t port = with_fault(state, "\"slow_bytes\":{\"bytes\":1,\"every_ms\":0}");
    assert_int_equal(health(port, &reply), 200);
    assert_int_equal(reply.ending, CLIENT_COMPLETE);
    assert_string_equal(reply.body, whole_body);
    client_clear(&reply);
    port = with_fault(state, "\"slow_bytes\":{\"bytes\":100,\"every_ms\":1},\"truncate\":9");
    assert_int_equal(health(port, &reply), 200);
    assert_int_equal(reply.ending, CLIENT_CLOSED);
    assert_int_equal(reply.body_length, 9);
    client_clear(&reply);
}

static void test_huge_body(void **state)
{
    static const size_t sizes[] = {2, 3, 1000, 5000001};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct client_reply reply;
        char members[64];
        (void)snprintf(members, sizeof members, "\"huge_bytes\":%zu", sizes[i]);
        uint16_t port = with_fault(state, members);
        assert_int_equal(health(port, &reply), 200);
        assert_int_equal(reply.ending, CLIENT_COMPLETE);
        assert_int_equal(reply.body_length, sizes[i]);
        assert_true(json_is_string(reply.json));
        client_clear(&reply);
    }
}

static void test_huge_header(void **state)
{
    struct client_reply reply;
    uint16_t port = with_fault(state, "\"huge_header\":300000");
    assert_int_equal(health(port, &reply), 200);
    assert_true(reply.length > 300000);
    assert_string_equal(reply.body, whole_body);
    client_clear(&reply);
}

static void test_redirect(void **state)
{
    struct client_reply reply;
    uint16_t port = with_fault(state, "\"redirect\":\"http://127.0.0.1:1/x\"");
    assert_int_equal(health(port, &reply), 307);
    assert_non_null(strstr(reply.text, "Location: http://127.0.0.1:1/x\r\n"));
    client_clear(&reply);
    port = with_fault(state, "\"redirect\":\"/x\",\"status\":301");
    assert_int_equal(health_status(port), 301);
}

static void test_close_after(void **state)
{
    struct client_reply reply;
    uint16_t port = with_fault(state, "\"close_after\":true,\"nth\":2");
    int fd = client_connect(port);
    for (int i = 0; i < 2; i++) {
        assert_true(client_send(fd, "GET", "/health", "", NULL));
        client_read(fd, &reply);
        assert_string_equal(reply.body, whole_body);
        assert_int_equal(strstr(reply.text, "Connection: close\r\n") != NULL, i == 1);
        client_clear(&reply);
    }
    client_read(fd, &reply);
    assert_int_equal(reply.ending, CLIENT_CLOSED);
    assert_int_equal(reply.length, 0);
    client_clear(&reply);
    (void)close(fd);
}

static void test_wrong_content_length(void **state)
{
    struct client_reply reply;
    uint16_t port = with_fault(state, "\"content_length\":10");
    assert_int_equal(health(port, &reply), 200);
    assert_string_equal(reply.body, "{\"status\":");
    client_clear(&reply);
    port = with_fault(state, "\"content_length\":100,\"close_after\":true");
    assert_int_equal(health(port, &reply), 200);
    assert_int_equal(reply.ending, CLIENT_CLOSED);
    assert_string_equal(reply.body, whole_body);
    client_clear(&reply);
}

/* What comes before the connection falls silent: one write of the server. */
static void read_part(int fd, char *text, size_t size)
{
    ssize_t got = recv(fd, text, size - 1, 0);
    assert_true(got > 0);
    text[got] = '\0';
}

static void test_stalls(void **state)
{
    static const char half[] = "\r\n\r\n{\"status\":\"ok\",\"dat";
    static const struct {
        const char *members;
        bool head, body;
    } cases[] = {
        {"\"stall\":\"request\"", false, false},
        {"\"stall\":\"headers\"", true, false},
        {"\"stall\":\"body\"", true, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1024] = "";
        const uint16_t port = with_fault(state, cases[i].members);
        int fd = client_connect(port);
        assert_true(client_send(fd, "GET", "/health", "", NULL));
        assert_true(client_await(port, "requests_by_path./health", (json_int_t)i + 1));
        if (cases[i].head) {
            read_part(fd, text, sizeof text);
            assert_memory_equal(text, "HTTP/1.1 200 OK\r\n", 17);
            const char *end = strstr(text, "\r\n\r\n");
            assert_int_equal(end != NULL, cases[i].body);
            if (end != NULL) {
                assert_string_equal(end, half);
            }
        }
        json_decref(client_get(port, "/_dev/summary"));
        assert_true(client_is_silent(fd));
        (void)close(fd);
        assert_true(client_await(port, "connections.open", 1));
    }
}

/* Stopping the server frees what is held, and the client sees the end. */
static void test_stop_with_stalled(void **state)
{
    const devserver_options options = {.faults_json = "[{\"path\":\"/health\",\"stall\":\"body\"},"
                                                      "{\"path\":\"/\",\"delay_ms\":3600000}]"};
    struct client_reply reply;
    (void)state;
    devserver *server = devserver_start(&options, NULL, 0);
    assert_non_null(server);
    const uint16_t port = devserver_port(server);
    int stalled = client_connect(port);
    int delayed = client_connect(port);
    assert_true(client_send(stalled, "GET", "/health", "", NULL));
    assert_true(client_send(delayed, "GET", "/", "", NULL));
    assert_true(client_await(port, "requests", 2));
    devserver_stop(server);
    client_read(stalled, &reply);
    assert_int_equal(reply.ending, CLIENT_CLOSED);
    client_clear(&reply);
    client_read(delayed, &reply);
    assert_int_equal(reply.ending, CLIENT_CLOSED);
    client_clear(&reply);
    (void)close(stalled);
    (void)close(delayed);
}

static void test_control_has_no_faults(void **state)
{
    const uint16_t port = devserver_port(*state);
    json_decref(client_post(port, "/_dev/faults", "[{\"path\":\"*\",\"status\":500}]"));
    json_t *summary = client_get(port, "/_dev/summary");
    assert_int_equal(client_number(summary, "requests"), 0);
    json_decref(summary);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(test_status),
        WITH_SERVER(test_body_and_headers),
        WITH_SERVER(test_which_request),
        WITH_SERVER(test_probability_is_repeatable),
        WITH_SERVER(test_first_fault_wins_and_all_count),
        WITH_SERVER(test_whether_it_is_processed),
        WITH_SERVER(test_delay),
        WITH_SERVER(test_resets),
        WITH_SERVER(test_truncate),
        WITH_SERVER(test_broken_bodies),
        WITH_SERVER(test_slow_bytes),
        WITH_SERVER(test_huge_body),
        WITH_SERVER(test_huge_header),
        WITH_SERVER(test_redirect),
        WITH_SERVER(test_close_after),
        WITH_SERVER(test_wrong_content_length),
        WITH_SERVER(test_stalls),
        cmocka_unit_test(test_stop_with_stalled),
        WITH_SERVER(test_control_has_no_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
