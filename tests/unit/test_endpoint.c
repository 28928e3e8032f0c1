/* Base URLs, credentials and header lines: what is accepted, and what is said of the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include <apie/version.h>

#include "exchange/endpoint.h"

#define SECRET "apie_sk_test_0123456789abcdef"

static const apie_credential bearer = {"Authorization", "Bearer ", SECRET, NULL};

static bool has_line(const apie_endpoint *endpoint, const char *line)
{
    for (size_t i = 0; i < endpoint->header_line_count; i++)
        if (strcmp(endpoint->header_lines[i], line) == 0)
            return true;
    return false;
}

static bool is_zero(const apie_endpoint *endpoint)
{
    return endpoint->arena == NULL && endpoint->origin == NULL && endpoint->header_lines == NULL &&
           endpoint->connection.headers == NULL;
}

/* ---- base URLs ---- */

static void good_urls_are_taken_apart(void **state)
{
    (void)state;
    static const struct {
        const char *url, *origin, *host, *prefix;
        int port;
        bool https, loopback;
    } cases[] = {
        {"https://api.apie.sh", "https://api.apie.sh", "api.apie.sh", "", 443, true, false},
        {"https://api.apie.sh/", "https://api.apie.sh", "api.apie.sh", "", 443, true, false},
        {"HTTPS://API.Apie.SH:8443/EU/api//", "https://api.apie.sh:8443", "api.apie.sh", "/EU/api",
         8443, true, false},
        {"https://h:443/a%2Fb", "https://h", "h", "/a%2Fb", 443, true, false},
        {"https://h:65535/~u/a;b=c,d/@:!$'()*+&", "https://h:65535", "h", "/~u/a;b=c,d/@:!$'()*+&",
         65535, true, false},
        {"https://a.b.c.", "https://a.b.c.", "a.b.c.", "", 443, true, false},
        {"https://xn--bcher-kva.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example",
         "", 443, true, false},
        {"https://1.2.3.4", "https://1.2.3.4", "1.2.3.4", "", 443, true, false},
        {"https://[2001:DB8::1]:99", "https://[2001:db8::1]:99", "2001:db8::1", "", 99, true,
         false},
        {"https://[1:2:3:4:5:6::8]", "https://[1:2:3:4:5:6::8]", "1:2:3:4:5:6::8", "", 443, true,
         false},
        {"http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1", "", 8080, false, true},
        {"http://127.255.255.254", "http://127.255.255.254", "127.255.255.254", "", 80, false,
         true},
        {"http://localhost", "http://localhost", "localhost", "", 80, false, true},
        {"http://LocalHost/x", "http://localhost", "localhost", "/x", 80, false, true},
        {"http://[::1]:3000/p/", "http://[::1]:3000", "::1", "/p", 3000, false, true},
        {"http://[0:0:0:0:0:0:0:1]", "http://[0:0:0:0:0:0:0:1]", "0:0:0:0:0:0:0:1", "", 80, false,
         true},
        {"https://[::ffff:127.0.0.1]", "https://[::ffff:127.0.0.1]", "::ffff:127.0.0.1", "", 443,
         true, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_endpoint endpoint;
        apie_error error = {0};
        apie_status status = apie_endpoint_init(&endpoint, cases[i].url, NULL, NULL, &error);
        if (status != APIE_OK)
            fail_msg("%s: %s", cases[i].url, error.message);
        assert_string_equal(endpoint.origin, cases[i].origin);
        assert_string_equal(endpoint.host, cases[i].host);
        assert_string_equal(endpoint.prefix, cases[i].prefix);
        assert_int_equal(endpoint.port, cases[i].port);
        assert_int_equal(endpoint.https, cases[i].https);
        assert_int_equal(endpoint.loopback, cases[i].loopback);
        apie_endpoint_free(&endpoint);
        assert_true(is_zero(&endpoint));
    }
}

static void bad_urls_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *url, *message;
    } cases[] = {
        {NULL, "is missing"},
        {"", "is missing"},
        {"api.apie.sh", "no scheme"},
        {"://h", "no scheme"},
        {"ftp://h", "scheme must be https or http"},
        {"httpss://h", "scheme must be https or http"},
        {"https:/h", "no scheme"},
        {"https://", "no host"},
        {"https:///path", "no host"},
        {"https://:443", "no host"},
        {"https://user@h", "user info"},
        {"https://user:hunter2@h", "user info"},
        {"https://@h", "user info"},
        {"https://h?q=1", "a query"},
        {"https://h/?", "a query"},
        {"https://h/#f", "a fragment"},
        {"https://h /", "a space"},
        {" https://h", "a space"},
        {"https://h\n", "a control character"},
        {"https://h\r\nX: y", "a control character"},
        {"https://h\x7f", "a control character"},
        {"https://b\xC3\xBC"
         "cher.example",
         "not ASCII"},
        {"https://h:", "a port that is not in 1 to 65535"},
        {"https://h:0", "a port that is not in 1 to 65535"},
        {"https://h:65536", "a port that is not in 1 to 65535"},
        {"https://h:999999999999999999999", "bad port"},
        {"https://h:80a", "bad port"},
        {"https://h:-1", "bad port"},
        {"https://h:+80", "bad port"},
        {"https://h:80:80", "bad port"},
        {"https://.h", "an empty label"},
        {"https://a..b", "an empty label"},
        {"https://.", "an empty label"},
        {"https://a%2eb", "host names do not have"},
        {"https://a\\b", "percent-encoded"},
        {"https://good\\@evil", "percent-encoded"},
        {"https://a,b", "host names do not have"},
        {"https://127.1", "bad IPv4"},
        {"https://0177.0.0.1", "bad IPv4"},
        {"https://127.0.0.01", "bad IPv4"},
        {"https://127.0.0.256", "bad IPv4"},
        {"https://127.0.0.1.1", "bad IPv4"},
        {"https://127.0.0.1.", "bad IPv4"},
        {"https://2130706433", "bad IPv4"},
        {"https://0x7f000001", "bad IPv4"},
        {"https://127.0.0.0x1", "bad IPv4"},
        {"https://[::1", "closing bracket"},
        {"https://[]", "no host"},
        {"https://[::1]x", "bad host"},
        {"https://[::1%25eth0]", "bad IPv6"},
        {"https://[1:2:3:4:5:6:7]", "bad IPv6"},
        {"https://[1:2:3:4:5:6:7:8:9]", "bad IPv6"},
        {"https://[1::2::3]", "bad IPv6"},
        {"https://[:::]", "bad IPv6"},
        {"https://[:1:2:3:4:5:6:7]", "bad IPv6"},
        {"https://[1:2:3:4:5:6:7:]", "bad IPv6"},
        {"https://[1:2:3:4:5:6:7::8]", "bad IPv6"},
        {"https://[1:2:3:4:5:6:7:8::]", "bad IPv6"},
        {"https://[12345::]", "bad IPv6"},
        {"https://[::1.2.3]", "bad IPv6"},
        {"https://[1:2:3:4:5:6:7:1.2.3.4]", "bad IPv6"},
        {"https://[::g]", "bad IPv6"},
        {"https://h/a/../b", "segment"},
        {"https://h/..", "segment"},
        {"https://h/./a", "segment"},
        {"https://h/a%2", "bad percent-encoding"},
        {"https://h/a%zz", "bad percent-encoding"},
        {"https://h/a\"b", "percent-encoded"},
        {"https://h/<a>", "percent-encoded"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_endpoint endpoint;
        apie_error error = {0};
        apie_status status = apie_endpoint_init(&endpoint, cases[i].url, &bearer, NULL, &error);
        if (status != APIE_ERROR_CONFIG || strstr(error.message, cases[i].message) == NULL)
            fail_msg("%s: %d %s", cases[i].url, status, error.message);
        assert_string_equal(error.where, "base_url");
        assert_ptr_equal(strstr(error.message, "base_url: "), error.message);
        assert_null(strstr(error.message, "hunter2"));
        assert_true(is_zero(&endpoint));
    }
}

static void a_host_name_has_a_limit(void **state)
{
    (void)state;
    char url[8 + 254 + 1] = "https://";
    apie_endpoint endpoint;
    apie_error error = {0};
    memset(url + 8, 'a', 254);
    url[8 + 254] = '\0';
    assert_int_equal(apie_endpoint_init(&endpoint, url, NULL, NULL, &error), APIE_ERROR_CONFIG);
    assert_non_null(strstr(error.message, "too long"));
    url[8 + 253] = '\0';
    assert_int_equal(apie_endpoint_init(&endpoint, url, NULL, NULL, &error), APIE_OK);
    assert_string_equal(endpoint.origin, url);
    apie_endpoint_free(&endpoint);
}

static void plain_http_is_for_loopback(void **state)
{
    (void)state;
    static const char *const others[] = {
        "http://api.example.com", "http://localhost.", "http://localhost.example.com",
        "http://128.0.0.1",       "http://[::2]",      "http://[::ffff:127.0.0.1]",
        "http://[1::]",           "http://[::1:0]",    "http://my-localhost",
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        apie_endpoint endpoint;
        apie_error error = {0};
        apie_connection_options options = {0};
        assert_int_equal(apie_endpoint_init(&endpoint, others[i], NULL, &options, &error),
                         APIE_ERROR_CONFIG);
        assert_string_equal(error.where, "base_url");
        assert_non_null(strstr(error.message, "plain http is accepted for loopback only"));
        options.allow_insecure_http = true;
        assert_int_equal(apie_endpoint_init(&endpoint, others[i], NULL, &options, &error), APIE_OK);
        assert_false(endpoint.loopback);
        apie_endpoint_free(&endpoint);
        options = (apie_connection_options){.unix_socket = "/run/apie.sock"};
        assert_int_equal(apie_endpoint_init(&endpoint, others[i], NULL, &options, &error), APIE_OK);
        apie_endpoint_free(&endpoint);
    }
    apie_endpoint endpoint;
    apie_error error = {0};
    apie_endpoint_init(&endpoint, "http://api.example.com:8080/x", NULL, NULL, &error);
    assert_string_equal(error.message, "base_url: plain http is accepted for loopback only; set "
                                       "allow_insecure_http to use it for api.example.com");
}

/* ---- credentials and header lines ---- */

static void every_request_carries_these_lines(void **state)
{
    (void)state;
    const apie_header headers[] = {{"X-Team", "blue"}, {"X-Empty", ""}};
    const apie_connection_options options = {
        .headers = headers, .header_count = 2, .user_agent_suffix = "deploy-agent/2.1"};
    apie_endpoint endpoint;
    assert_int_equal(apie_endpoint_init(&endpoint, "https://h", &bearer, &options, NULL), APIE_OK);
    assert_int_equal(endpoint.header_line_count, 5);
    assert_string_equal(endpoint.header_lines[0], "Authorization: Bearer " SECRET);
    assert_true(has_line(&endpoint, "User-Agent: libapie/" APIE_VERSION " deploy-agent/2.1"));
    assert_true(has_line(&endpoint, "Expect:"));
    assert_true(has_line(&endpoint, "X-Team: blue"));
    assert_true(has_line(&endpoint, "X-Empty;"));
    assert_int_equal(endpoint.key_count, 1);
    assert_string_equal(endpoint.keys[0].secret, SECRET);
    assert_string_equal(endpoint.keys[0].header, "Authorization");
    apie_endpoint_free(&endpoint);
}

static void no_credential_is_no_line(void **state)
{
    (void)state;
    const apie_credential none = {0};
    apie_endpoint endpoint;
    assert_int_equal(apie_endpoint_init(&endpoint, "https://h", &none, NULL, NULL), APIE_OK);
    assert_int_equal(endpoint.header_line_count, 2);
    assert_true(has_line(&endpoint, "User-Agent: libapie/" APIE_VERSION));
    assert_int_equal(endpoint.key_count, 0);
    apie_endpoint_free(&endpoint);
}

static void a_configured_user_agent_replaces_ours(void **state)
{
    (void)state;
    const apie_header header = {"user-agent", "mine/1"};
    const apie_connection_options options = {.headers = &header, .header_count = 1};
    apie_endpoint endpoint;
    assert_int_equal(apie_endpoint_init(&endpoint, "https://h", NULL, &options, NULL), APIE_OK);
    assert_int_equal(endpoint.header_line_count, 2);
    assert_true(has_line(&endpoint, "user-agent: mine/1"));
    apie_endpoint_free(&endpoint);
}

static void a_bad_credential_is_refused_and_not_quoted(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "sekret\r\nX: y", "sekret one", "sekret\t", "sekret\x01", "sekr\xC3\xA9t",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        apie_endpoint endpoint;
        apie_error error = {0};
        const apie_credential credential = {"X-API-Key", "", bad[i], NULL};
        assert_int_equal(apie_endpoint_init(&endpoint, "https://h", &credential, NULL, &error),
                         APIE_ERROR_CONFIG);
        assert_string_equal(error.where, "api_key");
        assert_null(strstr(error.message, "sekr"));
        assert_true(is_zero(&endpoint));
    }
    static const char *const missing[] = {NULL, ""};
    for (size_t i = 0; i < 2; i++) {
        apie_endpoint endpoint;
        apie_error error = {0};
        const apie_credential credential = {"Authorization", "Bearer ", missing[i], "management"};
        assert_int_equal(apie_endpoint_init(&endpoint, "https://h", &credential, NULL, &error),
                         APIE_ERROR_CONFIG);
        assert_string_equal(error.where, "management");
        assert_string_equal(error.message, "management: is missing");
    }
}

static void bad_headers_are_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        apie_header header;
        const char *message;
    } cases[] = {
        {{"authorization", "Basic x"}, "headers: \"authorization\" is set by the library alone"},
        {{"X-Api-Key", "x"}, "headers: \"X-Api-Key\" is set by the library alone"},
        {{"HOST", "x"}, "headers: \"HOST\" is set by the library alone"},
        {{"Content-Length", "1"}, "headers: \"Content-Length\" is set by the library alone"},
        {{"Transfer-Encoding", "x"}, "headers: \"Transfer-Encoding\" is set by the library alone"},
        {{"Connection", "close"}, "headers: \"Connection\" is set by the library alone"},
        {{"Expect", "100-continue"}, "headers: \"Expect\" is set by the library alone"},
        {{"X-A\r\nX-B", "x"}, "headers: \"X-A X-B\" has a name that is no header name"},
        {{"X A", "x"}, "headers: \"X A\" has a name that is no header name"},
        {{"X:", "x"}, "headers: \"X:\" has a name that is no header name"},
        {{"", "x"}, "headers: \"\" has a name that is no header name"},
        {{NULL, "x"}, "headers: \"\" has a name that is no header name"},
        {{"X-A", NULL}, "headers: \"X-A\" has no value"},
        {{"X-A", "a\r\nX-B: c"},
         "headers: \"X-A\" has a line break or control character in its value"},
        {{"X-A", "a\nb"}, "headers: \"X-A\" has a line break or control character in its value"},
    };
    const apie_credential key = {"X-API-Key", "", SECRET, NULL};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const apie_connection_options options = {.headers = &cases[i].header, .header_count = 1};
        apie_endpoint endpoint;
        apie_error error = {0};
        assert_int_equal(apie_endpoint_init(&endpoint, "https://h", &key, &options, &error),
                         APIE_ERROR_CONFIG);
        assert_string_equal(error.where, "headers");
        assert_string_equal(error.message, cases[i].message);
    }
}

static void header_rules(void **state)
{
    (void)state;
    const apie_endpoint_key key = {.header = "X-Honeycomb-Team"};
    const apie_endpoint endpoint = {.keys = &key, .key_count = 1};
    assert_true(apie_header_name_valid("X-Honeycomb-Team"));
    assert_true(apie_header_name_valid("!#$%&'*+-.^_`|~9aZ"));
    assert_false(apie_header_name_valid("a\x80"));
    assert_true(apie_header_value_valid("tab\tand \xC3\xA4"));
    assert_true(apie_header_value_valid(""));
    assert_false(apie_header_value_valid("a\x7f"));
    assert_false(apie_header_value_valid(NULL));
    assert_true(apie_header_reserved("proxy-authorization", NULL));
    assert_false(apie_header_reserved("X-Honeycomb-Team", NULL));
    assert_true(apie_header_reserved("x-honeycomb-team", &endpoint));
    assert_false(apie_header_reserved("Authorizations", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_urls_are_taken_apart),
        cmocka_unit_test(bad_urls_are_refused),
        cmocka_unit_test(a_host_name_has_a_limit),
        cmocka_unit_test(plain_http_is_for_loopback),
        cmocka_unit_test(every_request_carries_these_lines),
        cmocka_unit_test(no_credential_is_no_line),
        cmocka_unit_test(a_configured_user_agent_replaces_ours),
        cmocka_unit_test(a_bad_credential_is_refused_and_not_quoted),
        cmocka_unit_test(bad_headers_are_refused_by_name),
        cmocka_unit_test(header_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
