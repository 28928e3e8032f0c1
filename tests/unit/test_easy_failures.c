/* The easy handles of both libraries: what every failure is called, and what it says of the
 * request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "unit/easy_fixture.h"

/* ---- failures ---- */

static void every_code_has_a_status(void **state)
{
    static const struct {
        int code;
        apie_status status;
    } cases[] = {
        {0, APIE_OK},
        {1, APIE_ERROR_PROTOCOL},
        {3, APIE_ERROR_INVALID_ARGUMENT},
        {5, APIE_ERROR_DNS},
        {6, APIE_ERROR_DNS},
        {7, APIE_ERROR_CONNECT},
        {8, APIE_ERROR_PROTOCOL},
        {16, APIE_ERROR_NETWORK},
        {18, APIE_ERROR_NETWORK},
        {27, APIE_ERROR_NO_MEMORY},
        {28, APIE_ERROR_TIMEOUT},
        {35, APIE_ERROR_TLS},
        {42, APIE_ERROR_CANCELLED},
        {43, APIE_ERROR_INVALID_ARGUMENT},
        {52, APIE_ERROR_NETWORK},
        {53, APIE_ERROR_TLS},
        {54, APIE_ERROR_TLS},
        {55, APIE_ERROR_NETWORK},
        {56, APIE_ERROR_NETWORK},
        {58, APIE_ERROR_TLS},
        {59, APIE_ERROR_TLS},
        {60, APIE_ERROR_TLS},
        {64, APIE_ERROR_TLS},
        {66, APIE_ERROR_TLS},
        {77, APIE_ERROR_TLS},
        {80, APIE_ERROR_TLS},
        {82, APIE_ERROR_TLS},
        {83, APIE_ERROR_TLS},
        {90, APIE_ERROR_TLS},
        {91, APIE_ERROR_TLS},
        {92, APIE_ERROR_NETWORK},
        {95, APIE_ERROR_NETWORK},
        {97, APIE_ERROR_CONNECT},
        {98, APIE_ERROR_TLS},
    };
    easy_fixture f;

    (void)state;
    easy_start(&f, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        apie_answer answer;
        apie_easy_read_answer(f.easy, (CURLcode)cases[i].code, &answer);
        assert_int_equal(answer.transport, cases[i].status);
        assert_int_equal(answer.curl_code, cases[i].code);
        assert_int_equal(answer.curl_message[0] != '\0', cases[i].code != 0);
    }
    easy_stop(&f);
}

static void a_refused_connection_sent_nothing(void **state)
{
    easy_fixture f;

    (void)state;
    easy_start(&f, NULL);
    tiny_server_stop(&f.server);
    apie_answer answer = easy_get(&f, "/");
    assert_int_equal(answer.transport, APIE_ERROR_CONNECT);
    assert_int_equal(answer.http_status, 0);
    assert_false(answer.request_started);
    assert_false(answer.response_started);
    assert_false(answer.connection_reused);
    easy_stop_client(&f);
}

static void a_timeout_says_that_the_request_was_sent(void **state)
{
    apie_http_request request = easy_request(APIE_GET, "/", NULL);
    easy_fixture f;

    (void)state;
    easy_start(&f, easy_answer_never);
    apie_answer answer = easy_perform(&f, &request, 1000);
    assert_int_equal(answer.transport, APIE_ERROR_TIMEOUT);
    assert_true(answer.request_started);
    assert_false(answer.response_started);
    easy_stop(&f);
}

static void an_empty_answer_is_a_network_error(void **state)
{
    easy_fixture f;

    (void)state;
    easy_start(&f, easy_answer_by_hanging_up);
    apie_answer answer = easy_get(&f, "/");
    assert_int_equal(answer.transport, APIE_ERROR_NETWORK);
    assert_int_equal(answer.curl_code, CURLE_GOT_NOTHING);
    assert_true(answer.request_started);
    assert_false(answer.response_started);
    assert_false(answer.connection_reused);
    easy_stop(&f);
}

static void reply_once(tiny_exchange *exchange, void *user)
{
    (void)user;
    if (exchange->request == 1)
        tiny_reply(exchange, 200, "", "");
    else
        exchange->close = true;
}

/* Left to itself, libcurl sends such a POST again. */
static void nothing_is_sent_twice_over_a_dead_connection(void **state)
{
    const apie_method methods[] = {APIE_POST, APIE_GET};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        apie_http_request request = easy_request(methods[i], "/", NULL);
        easy_fixture f;
        easy_start(&f, reply_once);
        assert_int_equal(easy_get(&f, "/").transport, APIE_OK);
        apie_answer answer = easy_perform(&f, &request, 10000);
        assert_int_equal(answer.transport, APIE_ERROR_NETWORK);
        assert_int_equal(answer.curl_code, CURLE_GOT_NOTHING);
        assert_true(answer.request_started);
        assert_false(answer.response_started);
        assert_true(answer.connection_reused);
        assert_int_equal(tiny_server_requests(&f.server), 2);
        easy_stop(&f);
    }
}

static void reply_and_close(tiny_exchange *exchange, void *user)
{
    (void)user;
    tiny_reply(exchange, 200, "Connection: close\r\n", "ok");
    exchange->close = true;
}

static void a_closed_connection_is_not_used_again(void **state)
{
    easy_fixture f;

    (void)state;
    easy_start(&f, reply_and_close);
    for (int i = 1; i <= 3; i++) {
        apie_answer answer = easy_get(&f, "/");
        assert_int_equal(answer.transport, APIE_OK);
        assert_false(answer.connection_reused);
        assert_int_equal(f.connection, i);
    }
    easy_stop(&f);
}

static void reply_with_half(tiny_exchange *exchange, void *user)
{
    static const char half[] = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";

    (void)user;
    tiny_send(exchange, half, sizeof half - 1);
    exchange->close = true;
}

static void half_an_answer_is_a_network_error(void **state)
{
    easy_fixture f;

    (void)state;
    easy_start(&f, reply_with_half);
    apie_answer answer = easy_get(&f, "/");
    assert_int_equal(answer.transport, APIE_ERROR_NETWORK);
    assert_true(answer.response_started);
    easy_stop(&f);
}

static void reply_nonsense(tiny_exchange *exchange, void *user)
{
    (void)user;
    tiny_send(exchange, "nonsense\r\n\r\n", 12);
    exchange->close = true;
}

static void what_is_not_http_is_a_protocol_error(void **state)
{
    easy_fixture f;

    (void)state;
    easy_start(&f, reply_nonsense);
    assert_int_equal(easy_get(&f, "/").transport, APIE_ERROR_PROTOCOL);
    easy_stop(&f);
}

static void no_tls_on_the_other_side_is_a_tls_error(void **state)
{
    char url[64];
    easy_fixture f;

    (void)state;
    easy_start_server(&f, NULL, NULL);
    tiny_server_greet(&f.server, "220 mail.test\r\n");
    apie_text_format(url, sizeof url, "https://127.0.0.1:%d", f.server.port);
    easy_start_client(&f, url, NULL);
    apie_answer answer = easy_get(&f, "/");
    assert_int_equal(answer.transport, APIE_ERROR_TLS);
    assert_false(answer.request_started);
    assert_false(answer.response_started);
    easy_stop(&f);
}

static void a_handshake_that_stalls_sent_nothing(void **state)
{
    apie_http_request request = easy_request(APIE_GET, "/", NULL);
    char url[64];
    easy_fixture f;

    (void)state;
    easy_start_server(&f, NULL, NULL);
    apie_text_format(url, sizeof url, "https://127.0.0.1:%d", f.server.port);
    easy_start_client(&f, url, NULL);
    apie_answer answer = easy_perform(&f, &request, 100);
    assert_int_equal(answer.transport, APIE_ERROR_TIMEOUT);
    assert_false(answer.request_started);
    easy_stop(&f);
}

static void a_transfer_that_never_began(void **state)
{
    apie_answer answer;

    (void)state;
    apie_answer_not_sent(&answer, APIE_ERROR_TIMEOUT, "too late");
    assert_int_equal(answer.transport, APIE_ERROR_TIMEOUT);
    assert_string_equal(answer.curl_message, "too late");
    assert_false(answer.request_started);
    assert_int_equal(answer.body.length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_status),
        cmocka_unit_test(a_refused_connection_sent_nothing),
        cmocka_unit_test(a_timeout_says_that_the_request_was_sent),
        cmocka_unit_test(an_empty_answer_is_a_network_error),
        cmocka_unit_test(nothing_is_sent_twice_over_a_dead_connection),
        cmocka_unit_test(a_closed_connection_is_not_used_again),
        cmocka_unit_test(half_an_answer_is_a_network_error),
        cmocka_unit_test(what_is_not_http_is_a_protocol_error),
        cmocka_unit_test(no_tls_on_the_other_side_is_a_tls_error),
        cmocka_unit_test(a_handshake_that_stalls_sent_nothing),
        cmocka_unit_test(a_transfer_that_never_began),
    };

    return easy_global_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
