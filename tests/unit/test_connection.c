/* Connection options: what is accepted, what is copied, what is said of the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "exchange/endpoint.h"
#include "support/alloc_fault.h"

static bool is_zero(const apie_endpoint *endpoint)
{
    return endpoint->arena == NULL && endpoint->origin == NULL && endpoint->header_lines == NULL &&
           endpoint->connection.headers == NULL;
}

static void defaults_are_filled_in(void **state)
{
    (void)state;
    apie_endpoint endpoint;
    assert_int_equal(apie_endpoint_init(&endpoint, "https://h", NULL, NULL, NULL), APIE_OK);
    const apie_connection_options *connection = &endpoint.connection;
    assert_int_equal(connection->connect_timeout_ms, 10000);
    assert_int_equal(connection->attempt_timeout_ms, 30000);
    assert_int_equal(connection->attempts, 4);
    assert_true(connection->max_response_bytes == (size_t)64 * 1024 * 1024);
    assert_int_equal(connection->max_connections, 0);
    assert_int_equal(connection->max_queued_calls, 65536);
    assert_null(connection->proxy);
    assert_null(connection->resolve);
    apie_endpoint_free(&endpoint);
}

static apie_status pass(apie_outgoing *request, void *user)
{
    (void)request;
    (void)user;
    return APIE_OK;
}

static void everything_is_copied(void **state)
{
    (void)state;
    char text[] = "text";
    char proxy[] = "http://user:pw@proxy:3128/";
    char entry[] = "h:443:127.0.0.1";
    const char *resolve[] = {entry, NULL};
    apie_header headers[] = {{text, text}};
    apie_interceptor interceptors[] = {{pass, NULL, text}};
    apie_connection_options options = {
        .ca_file = text,
        .ca_pem = text,
        .client_cert_file = text,
        .client_key_file = text,
        .client_key_password = text,
        .min_tls_version = APIE_TLS_1_3,
        .proxy = proxy,
        .unix_socket = "",
        .resolve = resolve,
        .user_agent_suffix = text,
        .headers = headers,
        .header_count = 1,
        .connect_timeout_ms = 1,
        .attempt_timeout_ms = 2,
        .attempts = 3,
        .max_response_bytes = 4,
        .max_connections = 5,
        .max_queued_calls = 6,
        .interceptors = interceptors,
        .interceptor_count = 1,
    };
    apie_endpoint endpoint;
    assert_int_equal(apie_endpoint_init(&endpoint, "https://h", NULL, &options, NULL), APIE_OK);
    memset(text, 'x', strlen(text));
    memset(proxy, 'x', strlen(proxy));
    memset(entry, 'x', strlen(entry));
    memset(resolve, 0, sizeof(resolve));
    memset(headers, 0, sizeof(headers));
    memset(interceptors, 0, sizeof(interceptors));
    const apie_connection_options *copy = &endpoint.connection;
    const char *const texts[] = {
        copy->ca_file,
        copy->ca_pem,
        copy->client_cert_file,
        copy->client_key_file,
        copy->client_key_password,
        copy->user_agent_suffix,
        copy->headers[0].name,
        copy->headers[0].value,
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_string_equal(texts[i], "text");
    assert_string_equal(copy->proxy, "http://user:pw@proxy:3128/");
    assert_null(copy->unix_socket);
    assert_string_equal(copy->resolve[0], "h:443:127.0.0.1");
    assert_null(copy->resolve[1]);
    assert_true(copy->interceptors[0].before == pass);
    assert_int_equal(copy->min_tls_version, APIE_TLS_1_3);
    assert_int_equal(copy->connect_timeout_ms, 1);
    assert_int_equal(copy->attempt_timeout_ms, 2);
    assert_int_equal(copy->attempts, 3);
    assert_int_equal(copy->max_response_bytes, 4);
    assert_int_equal(copy->max_connections, 5);
    assert_int_equal(copy->max_queued_calls, 6);
    apie_endpoint_free(&endpoint);
}

static void proxies_and_pairs_that_are_fine(void **state)
{
    (void)state;
    static const char *const no_entries[] = {NULL};
    const char *const resolve[] = {"+h:443:::1", "-h:443", "h:443:10.0.0.1,10.0.0.2", NULL};
    const apie_connection_options cases[] = {
        {.proxy = ""},
        {.proxy = "http://proxy"},
        {.proxy = "HTTPS://proxy:8443"},
        {.proxy = "socks5://127.0.0.1:1080"},
        {.proxy = "socks5h://user:pw@[::1]:1080/"},
        {.client_cert_file = "both.pem"},
        {.resolve = no_entries},
        {.resolve = resolve},
        {.min_tls_version = APIE_TLS_1_2},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_endpoint endpoint;
        apie_error error = {0};
        if (apie_endpoint_init(&endpoint, "https://h", NULL, &cases[i], &error) != APIE_OK)
            fail_msg("%zu: %s", i, error.message);
        apie_endpoint_free(&endpoint);
    }
}

static void bad_options_are_refused_by_name(void **state)
{
    (void)state;
    const char *const no_address[] = {"h:443", NULL};
    const char *const no_host[] = {":443:1.2.3.4", NULL};
    const char *const no_port[] = {"h:x:1.2.3.4", NULL};
    const char *const blank[] = {"h:443:1.2.3.4 5", NULL};
    const struct {
        apie_connection_options options;
        const char *where;
    } cases[] = {
        {{.connect_timeout_ms = -1}, "connect_timeout_ms"},
        {{.attempt_timeout_ms = -1}, "attempt_timeout_ms"},
        {{.attempts = -1}, "attempts"},
        {{.max_connections = -1}, "max_connections"},
        {{.max_queued_calls = -1}, "max_queued_calls"},
        {{.min_tls_version = (apie_tls_version)1}, "min_tls_version"},
        {{.header_count = 1}, "headers"},
        {{.interceptor_count = 1}, "interceptors"},
        {{.client_key_file = "key.pem"}, "client_cert_file"},
        {{.proxy = "proxy:3128"}, "proxy"},
        {{.proxy = "ftp://hunter2@proxy"}, "proxy"},
        {{.proxy = "http://u:hunter2@proxy/path"}, "proxy"},
        {{.proxy = "http://u:hunter2@"}, "proxy"},
        {{.proxy = "http://u:hunter2@proxy:0"}, "proxy"},
        {{.user_agent_suffix = "a\r\nX: y"}, "user_agent_suffix"},
        {{.resolve = no_address}, "resolve"},
        {{.resolve = no_host}, "resolve"},
        {{.resolve = no_port}, "resolve"},
        {{.resolve = blank}, "resolve"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_endpoint endpoint;
        apie_error error = {0};
        apie_status status =
            apie_endpoint_init(&endpoint, "https://h", NULL, &cases[i].options, &error);
        assert_int_equal(status, APIE_ERROR_CONFIG);
        assert_string_equal(error.where, cases[i].where);
        assert_ptr_equal(strstr(error.message, cases[i].where), error.message);
        assert_null(strstr(error.message, "hunter2"));
        assert_true(is_zero(&endpoint));
    }
}

static unsigned long fail_each_allocation(const char *base_url,
                                          const apie_connection_options *options)
{
    const apie_credential key = {"Authorization", "Bearer ", "secret", NULL};
    unsigned long k = 0;
    for (bool hit = true; hit;) {
        apie_endpoint endpoint;
        apie_error error = {0};
        apie_fault_fail_at(++k);
        apie_status status = apie_endpoint_init(&endpoint, base_url, &key, options, &error);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        assert_int_equal(is_zero(&endpoint), hit);
        apie_endpoint_free(&endpoint);
    }
    return k;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    const char *const resolve[] = {"h:443:127.0.0.1", NULL};
    const apie_header headers[] = {{"X-A", "a"}, {"X-B", "b"}};
    const apie_interceptor interceptors[] = {{pass, NULL, NULL}};
    const apie_connection_options options = {
        .ca_pem = "pem",
        .proxy = "http://proxy:3128",
        .resolve = resolve,
        .user_agent_suffix = "suffix",
        .headers = headers,
        .header_count = 2,
        .interceptors = interceptors,
        .interceptor_count = 1,
    };
    /* The longer the prefix, the earlier the arena is full: each piece is at the brink once. */
    static char url[2100] = "https://h/";
    for (size_t length = 10; length < sizeof(url) - 10; length += 8) {
        memset(url + 10, 'a', length);
        assert_true(fail_each_allocation(url, &options) > 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_filled_in),
        cmocka_unit_test(everything_is_copied),
        cmocka_unit_test(proxies_and_pairs_that_are_fine),
        cmocka_unit_test(bad_options_are_refused_by_name),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
