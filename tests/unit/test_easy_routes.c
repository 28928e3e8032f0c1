/* The easy handles of both libraries: unix sockets, proxies, the environment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "unit/easy_fixture.h"

/* ---- where it goes ---- */

static void a_unix_socket_is_used(void **state)
{
    char path[] = "/tmp/apie-test-easy-XXXXXX";
    char socket_path[64];
    easy_fixture f;

    (void)state;
    assert_non_null(mkdtemp(path));
    apie_text_format(socket_path, sizeof socket_path, "%s/s", path);
    easy_start_server(&f, socket_path, NULL);
    easy_start_client(&f, "http://localhost",
                      &(apie_connection_options){.unix_socket = socket_path});
    assert_int_equal(easy_get(&f, "/").http_status, 201);
    easy_stop(&f);
    assert_int_equal(remove(socket_path), 0);
    assert_int_equal(remove(path), 0);
}

static void the_environment_is_ignored_for_plain_http(void **state)
{
    static const char *const hosts[] = {"127.0.0.1", "named.test"};

    (void)state;
    assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
    assert_int_equal(setenv("all_proxy", "http://127.0.0.1:1", 1), 0);
    for (size_t i = 0; i < 2; i++) {
        char url[64];
        char entry[64];
        const char *const resolve[] = {entry, NULL};
        easy_fixture f;
        easy_start_server(&f, NULL, NULL);
        apie_text_format(url, sizeof url, "http://%s:%d", hosts[i], f.server.port);
        apie_text_format(entry, sizeof entry, "named.test:%d:127.0.0.1", f.server.port);
        easy_start_client(
            &f, url, &(apie_connection_options){.resolve = resolve, .allow_insecure_http = true});
        apie_answer answer = easy_get(&f, "/");
        assert_int_equal(answer.transport, APIE_OK);
        easy_stop(&f);
    }
    assert_int_equal(unsetenv("http_proxy"), 0);
    assert_int_equal(unsetenv("all_proxy"), 0);
}

static void the_environment_is_honoured_for_https(void **state)
{
    easy_fixture f;

    (void)state;
    easy_start_server(&f, NULL, easy_answer_with_redirect);
    assert_int_equal(setenv("https_proxy", f.server.url, 1), 0);
    easy_start_client(&f, "https://named.test", NULL);
    apie_answer answer = easy_get(&f, "/");
    assert_int_not_equal(answer.transport, APIE_OK);
    assert_memory_equal(f.connect_head, "CONNECT named.test:443 HTTP/1.1\r\n", 33);
    assert_false(tiny_has(f.connect_head, EASY_SECRET));
    assert_false(answer.request_started);
    easy_stop_client(&f);
    /* Loopback is reached directly all the same. */
    f.connect_head[0] = '\0';
    easy_start_client(&f, "https://127.0.0.1:1", NULL);
    assert_int_equal(easy_get(&f, "/").transport, APIE_ERROR_CONNECT);
    assert_string_equal(f.connect_head, "");
    assert_int_equal(unsetenv("https_proxy"), 0);
    easy_stop(&f);
}

static void a_proxy_never_sees_the_credential(void **state)
{
    easy_fixture f;

    (void)state;
    easy_start_server(&f, NULL, NULL);
    assert_int_equal(setenv("no_proxy", "*", 1), 0);
    easy_start_client(
        &f, "http://named.test:8080",
        &(apie_connection_options){.proxy = f.server.url, .allow_insecure_http = true});
    apie_answer answer = easy_get(&f, "/through");
    assert_int_equal(answer.transport, APIE_OK);
    assert_int_equal(answer.http_status, 201);
    easy_assert_slice(answer.headers, "Content-Length: 2\r\nX-Kind: plain\r\n");
    assert_memory_equal(f.connect_head, "CONNECT named.test:8080 HTTP/1.1\r\n", 34);
    assert_false(tiny_has(f.connect_head, EASY_SECRET));
    assert_true(tiny_has(f.head, "GET /through HTTP/1.1\r\n"));
    assert_true(tiny_has(f.head, EASY_SECRET));
    assert_int_equal(unsetenv("no_proxy"), 0);
    easy_stop(&f);
}

static void a_proxy_that_refuses_sent_nothing_on(void **state)
{
    apie_connection_options options = {.allow_insecure_http = true};
    tiny_handler *const handlers[] = {easy_answer_with_redirect, easy_answer_by_hanging_up,
                                      easy_answer_never};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        apie_http_request request = easy_request(APIE_POST, "/", "{}");
        easy_fixture f;
        easy_start_server(&f, NULL, handlers[i]);
        options.proxy = f.server.url;
        easy_start_client(&f, "http://named.test:8080", &options);
        apie_answer answer = easy_perform(&f, &request, 200);
        assert_int_not_equal(answer.transport, APIE_OK);
        assert_false(answer.request_started);
        assert_false(answer.response_started);
        assert_int_equal(answer.http_status, 0);
        easy_stop(&f);
        assert_true(tiny_has(f.connect_head, "CONNECT"));
        assert_string_equal(f.head, "");
    }
}

static void every_connection_option_is_accepted(void **state)
{
    static const char pem[] = "-----BEGIN CERTIFICATE-----\n";
    const apie_connection_options options[] = {
        {.ca_pem = pem},
        {.ca_file = "/etc/ssl/certs/ca-certificates.crt"},
        {.client_cert_file = "c.pem", .client_key_file = "k.pem", .client_key_password = "p"},
        {.min_tls_version = APIE_TLS_1_3},
        {.proxy = ""},
        {.connect_timeout_ms = 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        for (int asynchronous = 0; asynchronous < 2; asynchronous++) {
            apie_endpoint endpoint;
            apie_error error = {0};
            assert_int_equal(
                apie_endpoint_init(&endpoint, "https://named.test", NULL, &options[i], &error),
                APIE_OK);
            apie_easy *easy = apie_easy_new(&endpoint, asynchronous != 0, NULL, &error);
            assert_non_null(easy);
            apie_easy_free(easy);
            apie_endpoint_free(&endpoint);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unix_socket_is_used),
        cmocka_unit_test(the_environment_is_ignored_for_plain_http),
        cmocka_unit_test(the_environment_is_honoured_for_https),
        cmocka_unit_test(a_proxy_never_sees_the_credential),
        cmocka_unit_test(a_proxy_that_refuses_sent_nothing_on),
        cmocka_unit_test(every_connection_option_is_accepted),
    };

    return easy_global_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
