/* The easy handles of both libraries: what is sent, and what is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "support/alloc_fault.h"
#include "unit/easy_fixture.h"

/* ---- what is sent ---- */

static void the_target_is_sent_byte_for_byte(void **state)
{
    static const char *const targets[] = {
        "/", "/a/../b/./c", "/a%2Fb%2fc", "/x?y=%C3%A9&z=[1]", "/empty?", "//double//slash",
    };
    easy_fixture f;

    (void)state;
    easy_start(&f, NULL);
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        char line[128];
        apie_answer answer = easy_get(&f, targets[i]);
        assert_int_equal(answer.transport, APIE_OK);
        apie_text_format(line, sizeof line, "GET %s HTTP/1.1\r\n", targets[i]);
        assert_memory_equal(f.head, line, strlen(line));
    }
    assert_int_equal(f.connection, 1);
    easy_stop(&f);
}

static void every_method_is_sent_as_it_should(void **state)
{
    static const struct {
        apie_method method;
        const char *body;
        const char *line;
        const char *length; /* NULL: no such header */
    } cases[] = {
        {APIE_GET, NULL, "GET / HTTP/1.1\r\n", NULL},
        {APIE_POST, "{\"a\":1}", "POST / HTTP/1.1\r\n", "\r\nContent-Length: 7\r\n"},
        {APIE_GET, NULL, "GET / HTTP/1.1\r\n", NULL},
        {APIE_POST, NULL, "POST / HTTP/1.1\r\n", "\r\nContent-Length: 0\r\n"},
        {APIE_POST, "", "POST / HTTP/1.1\r\n", "\r\nContent-Length: 0\r\n"},
        {APIE_PUT, "[]", "PUT / HTTP/1.1\r\n", "\r\nContent-Length: 2\r\n"},
        {APIE_PUT, NULL, "PUT / HTTP/1.1\r\n", "\r\nContent-Length: 0\r\n"},
        {APIE_PATCH, "[1]", "PATCH / HTTP/1.1\r\n", "\r\nContent-Length: 3\r\n"},
        {APIE_DELETE, NULL, "DELETE / HTTP/1.1\r\n", NULL},
        {APIE_DELETE, "{}", "DELETE / HTTP/1.1\r\n", "\r\nContent-Length: 2\r\n"},
        {APIE_DELETE, NULL, "DELETE / HTTP/1.1\r\n", NULL},
        {APIE_GET, "{}", "GET / HTTP/1.1\r\n", "\r\nContent-Length: 2\r\n"},
        {APIE_POST, "2", "POST / HTTP/1.1\r\n", "\r\nContent-Length: 1\r\n"},
        {APIE_GET, NULL, "GET / HTTP/1.1\r\n", NULL},
    };
    easy_fixture f;

    (void)state;
    easy_start(&f, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        apie_http_request request = easy_request(cases[i].method, "/", cases[i].body);
        apie_answer answer = easy_perform(&f, &request, 10000);
        assert_int_equal(answer.transport, APIE_OK);
        assert_int_equal(answer.http_status, 201);
        assert_memory_equal(f.head, cases[i].line, strlen(cases[i].line));
        assert_string_equal(f.body, cases[i].body != NULL ? cases[i].body : "");
        if (cases[i].length != NULL)
            assert_true(tiny_has(f.head, cases[i].length));
        else
            assert_false(tiny_has(f.head, "Content-Length"));
        assert_false(tiny_has(f.head, "Content-Type"));
        assert_true(tiny_has(f.head, "\r\nAuthorization: Bearer " EASY_SECRET "\r\n"));
    }
    assert_int_equal(f.connection, 1);
    easy_stop(&f);
}

static void headers_of_one_request_do_not_stay(void **state)
{
    const char *lines[] = {"X-One: 1", "X-Empty;", "Content-Type: application/json"};
    apie_http_request request = easy_request(APIE_POST, "/", "{}");
    easy_fixture f;

    (void)state;
    easy_start(&f, NULL);
    request.header_lines = lines;
    request.header_line_count = 3;
    (void)easy_perform(&f, &request, 10000);
    assert_true(tiny_has(f.head, "\r\nX-One: 1\r\n"));
    assert_true(tiny_has(f.head, "\r\nX-Empty:\r\n"));
    assert_true(tiny_has(f.head, "\r\nContent-Type: application/json\r\n"));
    (void)easy_get(&f, "/");
    assert_false(tiny_has(f.head, "X-One"));
    assert_false(tiny_has(f.head, "Content-Type"));
    easy_stop(&f);
}

static void a_large_body_goes_without_expect(void **state)
{
    size_t length = (size_t)2 << 20;
    char *body = malloc(length);
    apie_http_request request = easy_request(APIE_POST, "/", NULL);
    easy_fixture f;

    (void)state;
    assert_non_null(body);
    memset(body, 'x', length);
    easy_start(&f, NULL);
    request.body = body;
    request.body_length = length;
    apie_answer answer = easy_perform(&f, &request, 10000);
    assert_int_equal(answer.transport, APIE_OK);
    assert_int_equal(answer.bytes_sent, length);
    assert_true(tiny_has(f.head, "\r\nContent-Length: 2097152\r\n"));
    assert_false(tiny_has(f.head, "Expect"));
    easy_stop(&f);
    free(body);
}

static void a_fresh_connection_is_made_only_when_asked_for(void **state)
{
    apie_http_request request = easy_request(APIE_GET, "/", NULL);
    easy_fixture f;

    (void)state;
    easy_start(&f, NULL);
    assert_false(easy_get(&f, "/").connection_reused);
    assert_true(easy_get(&f, "/").connection_reused);
    request.fresh_connection = true;
    assert_false(easy_perform(&f, &request, 10000).connection_reused);
    assert_int_equal(f.connection, 2);
    assert_true(easy_get(&f, "/").connection_reused);
    assert_int_equal(f.connection, 2);
    easy_stop(&f);
}

/* ---- what is read ---- */

static void an_answer_is_read_whole(void **state)
{
    easy_fixture f;

    (void)state;
    easy_start(&f, NULL);
    apie_answer answer = easy_get(&f, "/");
    assert_int_equal(answer.transport, APIE_OK);
    assert_int_equal(answer.curl_code, 0);
    assert_string_equal(answer.curl_message, "");
    assert_int_equal(answer.http_status, 201);
    assert_true(answer.request_started);
    assert_true(answer.response_started);
    easy_assert_slice(answer.headers, "Content-Length: 2\r\nX-Kind: plain\r\n");
    easy_assert_slice(answer.body, "ok");
    assert_int_equal(answer.bytes_received, 2);
    assert_true(answer.connect_us > 0);
    assert_true(answer.total_us >= answer.first_byte_us);
    assert_int_equal(answer.tls_us, 0);
    easy_stop(&f);
}

static void reply_after_hints(tiny_exchange *exchange, void *user)
{
    static const char hints[] = "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n";

    (void)user;
    tiny_send(exchange, hints, sizeof hints - 1);
    tiny_reply(exchange, 200, "X-Late: 1\r\n", "");
}

static void only_the_final_headers_stay(void **state)
{
    easy_fixture f;

    (void)state;
    easy_start(&f, reply_after_hints);
    apie_answer answer = easy_get(&f, "/");
    assert_int_equal(answer.http_status, 200);
    easy_assert_slice(answer.headers, "Content-Length: 0\r\nX-Late: 1\r\n");
    easy_stop(&f);
}

static void redirects_are_not_followed(void **state)
{
    easy_fixture f;

    (void)state;
    easy_start(&f, easy_answer_with_redirect);
    assert_int_equal(easy_get(&f, "/").http_status, 302);
    assert_int_equal(tiny_server_requests(&f.server), 1);
    easy_stop(&f);
}

static void reply_ten(tiny_exchange *exchange, void *user)
{
    (void)user;
    tiny_reply(exchange, 200, "", "0123456789");
}

static void a_body_has_a_limit(void **state)
{
    apie_connection_options options = {.max_response_bytes = 10};
    easy_fixture f;

    (void)state;
    easy_start_server(&f, NULL, reply_ten);
    easy_start_client(&f, f.server.url, &options);
    assert_int_equal(easy_get(&f, "/").transport, APIE_OK);
    easy_stop_client(&f);

    options.max_response_bytes = 9;
    easy_start_client(&f, f.server.url, &options);
    apie_answer answer = easy_get(&f, "/");
    assert_int_equal(answer.transport, APIE_ERROR_PROTOCOL);
    assert_int_equal(answer.curl_code, CURLE_WRITE_ERROR);
    assert_string_equal(answer.curl_message, "the response is larger than 9 bytes");
    assert_true(answer.response_started);
    easy_stop(&f);
}

static void reply_ten_in_chunks(tiny_exchange *exchange, void *user)
{
    static const char text[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n";

    (void)user;
    tiny_send(exchange, text, sizeof text - 1);
}

static void an_undeclared_body_has_the_same_limit(void **state)
{
    apie_connection_options options = {.max_response_bytes = 10};
    easy_fixture f;

    (void)state;
    easy_start_server(&f, NULL, reply_ten_in_chunks);
    easy_start_client(&f, f.server.url, &options);
    easy_assert_slice(easy_get(&f, "/").body, "0123456789");
    easy_stop_client(&f);

    options.max_response_bytes = 9;
    easy_start_client(&f, f.server.url, &options);
    apie_answer answer = easy_get(&f, "/");
    assert_int_equal(answer.transport, APIE_ERROR_PROTOCOL);
    assert_string_equal(answer.curl_message, "the response is larger than 9 bytes");
    easy_stop(&f);
}

/* Announces far more than it sends before it waits: who wants to see more waits, too. */
static void reply_with_a_beginning(tiny_exchange *exchange, void *user)
{
    static const char text[] = "HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n"
                               "X-Last: yes\r\n\r\n0";

    (void)user;
    tiny_send(exchange, text, sizeof text - 1);
    tiny_hang(exchange);
}

static void what_is_declared_too_large_is_not_read(void **state)
{
    apie_connection_options options = {.max_response_bytes = 9};
    easy_fixture f;

    (void)state;
    easy_start_server(&f, NULL, reply_with_a_beginning);
    easy_start_client(&f, f.server.url, &options);
    apie_answer answer = easy_get(&f, "/");
    assert_int_equal(answer.transport, APIE_ERROR_PROTOCOL);
    assert_string_equal(answer.curl_message, "the response is larger than 9 bytes");
    assert_int_equal(answer.http_status, 200);
    assert_int_equal(answer.body.length, 0);
    assert_int_equal(answer.headers.length,
                     strlen("Content-Length: 9000000000000000000\r\nX-Last: yes\r\n"));
    easy_stop(&f);
}

static void reply_with_endless_headers(tiny_exchange *exchange, void *user)
{
    char line[1024];

    (void)user;
    tiny_send(exchange, "HTTP/1.1 200 OK\r\n", 17);
    memset(line, 'h', sizeof line);
    memcpy(line, "X-Long: ", 8);
    memcpy(line + sizeof line - 2, "\r\n", 2);
    for (int i = 0; i < 257 && !exchange->close; i++)
        tiny_send(exchange, line, sizeof line);
    tiny_hang(exchange);
}

static void headers_have_a_limit(void **state)
{
    easy_fixture f;

    (void)state;
    easy_start(&f, reply_with_endless_headers);
    apie_answer answer = easy_get(&f, "/");
    assert_int_equal(answer.transport, APIE_ERROR_PROTOCOL);
    assert_string_equal(answer.curl_message, "the response headers are larger than 262144 bytes");
    easy_stop(&f);
}

/* ---- memory ---- */

static void large_buffers_are_given_back(void **state)
{
    easy_fixture f;

    (void)state;
    easy_start(&f, reply_with_endless_headers);
    (void)easy_get(&f, "/");
    assert_true(f.easy->headers.capacity > 65536);
    apie_easy_finish(f.easy);
    assert_true(f.easy->headers.capacity <= 65536);
    assert_int_equal(f.easy->headers.length, 0);
    easy_stop(&f);
}

/* libcurl's own allocations count, too: main() has told it to use ours. */
static void no_allocation_failure_is_lost(void **state)
{
    const char *lines[] = {"X-One: 1"};
    const char *const resolve[] = {"named.test:80:127.0.0.1", NULL};
    const apie_connection_options options = {.resolve = resolve};
    bool hit = true;
    unsigned long failures = 0;
    easy_fixture f;

    (void)state;
    easy_start_server(&f, NULL, NULL);
    assert_int_equal(apie_endpoint_init(&f.endpoint, f.server.url, NULL, &options, NULL), APIE_OK);
    for (unsigned long k = 1; hit; k++) {
        apie_http_request request = easy_request(APIE_PUT, "/", "{}");
        apie_error error = {0};
        apie_answer answer = {0};
        long live = apie_fault_live();
        request.header_lines = lines;
        request.header_line_count = 1;
        apie_fault_fail_at(k);
        apie_status status = APIE_OK;
        apie_easy *easy = apie_easy_new(&f.endpoint, false, NULL, &error);
        if (easy != NULL) {
            status = apie_easy_prepare(easy, &request, 10000, &error);
            if (status == APIE_OK) {
                apie_easy_read_answer(easy, curl_easy_perform(easy->handle), &answer);
                status = answer.transport;
            }
        } else {
            status = error.code;
        }
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        if (hit && status != APIE_OK)
            failures++;
        else if (status == APIE_OK)
            easy_assert_slice(answer.body, "ok");
        apie_easy_free(easy);
        assert_int_equal(apie_fault_live(), live);
    }
    assert_true(failures > 20);
    apie_endpoint_free(&f.endpoint);
    tiny_server_stop(&f.server);
    pthread_mutex_destroy(&f.mutex);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_target_is_sent_byte_for_byte),
        cmocka_unit_test(every_method_is_sent_as_it_should),
        cmocka_unit_test(headers_of_one_request_do_not_stay),
        cmocka_unit_test(a_large_body_goes_without_expect),
        cmocka_unit_test(a_fresh_connection_is_made_only_when_asked_for),
        cmocka_unit_test(an_answer_is_read_whole),
        cmocka_unit_test(only_the_final_headers_stay),
        cmocka_unit_test(redirects_are_not_followed),
        cmocka_unit_test(a_body_has_a_limit),
        cmocka_unit_test(an_undeclared_body_has_the_same_limit),
        cmocka_unit_test(what_is_declared_too_large_is_not_read),
        cmocka_unit_test(headers_have_a_limit),
        cmocka_unit_test(large_buffers_are_given_back),
        cmocka_unit_test(no_allocation_failure_is_lost),
    };

    return easy_global_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
