/* Where a client connects to, whom it trusts, by which way it goes, and what it says on it. */
#define _GNU_SOURCE /* strcasestr */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "proxy.h"

/* ---- TLS ---- */

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = calloc(1, 16384);
    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, 16383, file) > 0);
    (void)fclose(file);
    return text;
}

static void test_ca_in_memory(stage *s)
{
    stage_serve(s, NULL);
    char *pem = read_all(s->files->ca);
    s->config.connection.ca_pem = pem;
    s->config.connection.ca_file = s->files->wrong_ca; /* the text wins */
    s->config.connection.min_tls_version = APIE_TLS_1_3;
    stage_connect(s);
    memset(pem, 0, strlen(pem)); /* it was borrowed */
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    free(pem);
}

static void refuse_server(stage *s)
{
    if (!s->tls)
        return;
    expect(s, APIE_ERROR_TLS, subject_health_check(&s->subject, NULL, NULL, &s->error));
    assert_int_equal(s->error.attempts, 1); /* it would not get better */
    assert_false(s->error.maybe_processed);
    assert_int_equal(s->error.http_status, 0);
    assert_int_not_equal(s->error.curl_code, 0);
    assert_true(s->error.message[0] != '\0');
    expect(s, APIE_ERROR_TLS, subject_ready(&s->subject, NULL, NULL, &s->error));
    assert_int_equal(stage_requests(s), 0);
}

static void test_wrong_ca(stage *s)
{
    stage_serve(s, NULL);
    s->config.connection.ca_file = s->tls ? s->files->wrong_ca : NULL;
    stage_connect(s);
    refuse_server(s);
}

/* The scheme of the server, with another host and its port. */
static void set_host(stage *s, char url[100], const char *host)
{
    (void)snprintf(url, 100, "%s://%s:%u", s->tls ? "https" : "http", host,
                   devserver_port(s->server));
    s->config.base_url = url;
    s->config.connection.allow_insecure_http = true;
}

static void test_names(stage *s)
{
    char url[100];
    char good[100];
    char bad[100];
    stage_serve(s, NULL);
    (void)snprintf(good, sizeof good, "service.test:%u:127.0.0.1", devserver_port(s->server));
    (void)snprintf(bad, sizeof bad, "other.test:%u:127.0.0.1", devserver_port(s->server));
    const char *const names[] = {good, bad, NULL};
    s->config.connection.resolve = names;
    set_host(s, url, "service.test");
    stage_connect(s);
    expect_ok(s, subject_health_check(&s->subject, NULL, NULL, &s->error));
    stage_close(s);
    if (s->tls) { /* the certificate is not for this one */
        set_host(s, url, "other.test");
        stage_connect(s);
        expect(s, APIE_ERROR_TLS, subject_health_check(&s->subject, NULL, NULL, &s->error));
    }
}

static void test_unix_socket(stage *s)
{
    char path[] = "/tmp/apie-socket-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    (void)close(fd);
    (void)unlink(path);
    stage_serve(s, &(devserver_options){.unix_path = path});
    s->config.base_url = s->tls ? "https://localhost" : "http://localhost";
    s->config.connection.unix_socket = path;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    stage_close(s);
}

/* ---- proxies ---- */

static const char *const proxy_names[] = {"http_proxy",  "HTTP_PROXY", "https_proxy",
                                          "HTTPS_PROXY", "all_proxy",  "ALL_PROXY"};
#define PROXY_NAMES (sizeof proxy_names / sizeof proxy_names[0])

static void set_environment(const char *url)
{
    for (size_t i = 0; i < PROXY_NAMES; i++)
        assert_int_equal(url ? setenv(proxy_names[i], url, 1) : unsetenv(proxy_names[i]), 0);
}

static bool says(const char *head, const char *header)
{
    return strcasestr(head, header) != NULL;
}

static void test_loopback_goes_directly(stage *s)
{
    proxy p;
    proxy_start(&p, 0);
    stage_serve(s, NULL);
    set_environment(p.server.url);
    stage_connect(s);
    apie_status by_environment = subject_health_check(&s->subject, NULL, NULL, &s->error);
    stage_close(s);
    set_environment(NULL);
    s->config.connection.proxy = p.server.url;
    stage_connect(s);
    apie_status by_option = subject_health_check(&s->subject, NULL, NULL, &s->error);
    stage_close(s);
    int connections = tiny_server_connections(&p.server);
    proxy_stop(&p);
    expect_ok(s, by_environment);
    expect_ok(s, by_option);
    assert_int_equal(connections, 0);
}

/* For plain http the environment's proxy does not count: it would see the credential. */
static void test_environment_proxy(stage *s)
{
    char url[100];
    char name[100];
    proxy p;
    stage_serve(s, NULL);
    proxy_start(&p, devserver_port(s->server));
    (void)snprintf(name, sizeof name, "service.test:%u:127.0.0.1", devserver_port(s->server));
    const char *const names[] = {name, NULL};
    s->config.connection.resolve = s->tls ? NULL : names;
    set_host(s, url, "service.test");
    set_environment(p.server.url);
    stage_connect(s);
    apie_status status = subject_health_check(&s->subject, NULL, NULL, &s->error);
    stage_close(s);
    set_environment(NULL);
    proxy_stop(&p);
    expect_ok(s, status);
    if (s->tls) {
        assert_int_equal(strncmp(p.head, "CONNECT service.test:", 21), 0);
        assert_false(says(p.head, "Authorization"));
        assert_false(says(p.head, STAGE_KEY));
    } else {
        assert_int_equal(strlen(p.head), 0);
    }
}

static void test_explicit_proxy(stage *s)
{
    char url[100];
    proxy p;
    apie_health *health = NULL;
    stage_serve(s, NULL);
    proxy_start(&p, devserver_port(s->server));
    set_host(s, url, "service.test");
    s->config.connection.proxy = p.server.url;
    stage_connect(s);
    apie_status status = subject_health_check(&s->subject, NULL, &health, &s->error);
    subject_free(&s->subject);
    proxy_stop(&p);
    expect_ok(s, status);
    assert_string_equal(health->database, "connected");
    apie_free(health);
    assert_int_equal(strncmp(p.head, "CONNECT service.test:", 21), 0);
    assert_false(says(p.head, "Authorization"));
    assert_false(says(p.head, STAGE_KEY));
}

static void test_no_proxy_there(stage *s)
{
    static const apie_call_options options = {.attempts = 1};
    char url[100];
    stage_serve(s, NULL);
    set_host(s, url, "service.test");
    s->config.connection.proxy = "http://127.0.0.1:1";
    stage_connect(s);
    expect(s, APIE_ERROR_CONNECT, subject_health_check(&s->subject, &options, NULL, &s->error));
    assert_false(s->error.maybe_processed);
}

/* ---- what is said ---- */

static const char *header_of(const json_t *request, const char *name)
{
    const char *key;
    json_t *value;
    json_object_foreach(json_object_get(request, "headers"), key, value)
    {
        if (strcasecmp(key, name) == 0)
            return json_string_value(value);
    }
    return "(none)";
}

static apie_status add_header(apie_outgoing *request, void *user)
{
    (void)user;
    assert_int_equal(apie_outgoing_add_header(request, "Authorization", "Bearer other"),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_outgoing_add_header(request, "X-Evil", "a\r\nb"),
                     APIE_ERROR_INVALID_ARGUMENT);
    return apie_outgoing_add_header(request, "X-Intercepted", apie_outgoing_method(request));
}

static void test_headers(stage *s)
{
    static const apie_header client_headers[] = {{"X-Client", "c"}, {"X-Both", "client"}};
    static const apie_header call_headers[] = {{"X-Call", "one"}, {"X-Both", "call"}};
    static const apie_call_options options = {
        .headers = call_headers, .header_count = 2, .idempotency_key = "key-1"};
    const apie_interceptor interceptor = {.before = add_header};
    apie_run *run = NULL;
    subject_scope scope;
    stage_serve_recorded(s, NULL);
    s->config.connection.headers = client_headers;
    s->config.connection.header_count = 2;
    s->config.connection.interceptors = &interceptor;
    s->config.connection.interceptor_count = 1;
    s->config.connection.user_agent_suffix = "stage/1.0";
    stage_connect(s);
    expect_ok(s, subject_run_begin(&s->subject, NULL, &options, &run, &s->error));
    apie_tool_input tool = {.run_id = run->id, .tool = {.name = "search"}};
    expect_ok(s, subject_tool_begin(&s->subject, &tool, &options, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
    expect_ok(s, subject_run_end(&s->subject, run, NULL, &options, &s->error));
    apie_free(run);
    static const char *const paths[] = {"/v1/runs", "/v1/guardrails/evaluate",
                                        "/v1/runs/run_1/complete"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const json_t *request = stage_recorded_request(s, paths[i]);
        assert_string_equal(header_of(request, "X-Client"), "c");
        assert_string_equal(header_of(request, "X-Call"), "one");
        assert_string_equal(header_of(request, "X-Both"), "call");
        assert_string_equal(header_of(request, "X-Intercepted"), "POST");
        assert_string_equal(header_of(request, "Idempotency-Key"), "key-1");
        assert_string_equal(header_of(request, "Authorization"), "Bearer " STAGE_KEY);
        assert_string_equal(header_of(request, "Content-Type"), "application/json");
        assert_string_equal(header_of(request, "Expect"), "(none)");
        assert_non_null(strstr(header_of(request, "User-Agent"), " stage/1.0"));
    }
    const json_t *events = stage_recorded_request(s, "/v1/events");
    assert_string_equal(header_of(events, "X-Client"), "c");
    assert_string_equal(header_of(events, "X-Call"), "(none)");
    assert_string_equal(header_of(events, "X-Both"), "client");
}

static apie_status stop_health(apie_outgoing *request, void *user)
{
    (void)user;
    return strcmp(apie_outgoing_target(request), "/health") == 0 ? APIE_ERROR_PERMISSION : APIE_OK;
}

static void see_outcome(const apie_attempt *attempt, void *user)
{
    atomic_int *seen = user;
    assert_true(attempt->http_status == 200);
    atomic_fetch_add(seen, 1);
}

static void test_interceptor_stops(stage *s)
{
    atomic_int seen = 0;
    const apie_interceptor interceptor = {
        .before = stop_health, .after = see_outcome, .user = &seen};
    stage_serve(s, NULL);
    s->config.connection.interceptors = &interceptor;
    s->config.connection.interceptor_count = 1;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    expect(s, APIE_ERROR_PERMISSION, subject_health_check(&s->subject, NULL, NULL, &s->error));
    assert_int_equal(s->error.attempts, 0);
    assert_int_equal(stage_requests(s), 1);
    stage_close(s);
    assert_int_equal(atomic_load(&seen), 1); /* the registration's */
}

/* ---- responses ---- */

static void test_response(stage *s)
{
    apie_response *response = NULL;
    apie_call_options options = {.response = &response};
    stage_serve_faults(s, "[{\"path\":\"/health\",\"headers\":{\"X-RateLimit-Limit\":\"100\","
                          "\"X-RateLimit-Remaining\":\"7\",\"X-RateLimit-Reset\":\"30\","
                          "\"X-Twice\":\"b\"}}]");
    s->config.no_worker = true;
    stage_connect(s);
    expect_ok(s, subject_health_check(&s->subject, &options, NULL, &s->error));
    assert_non_null(response);
    assert_int_equal(response->status, 200);
    assert_int_equal(response->attempts, 1);
    assert_int_equal(response->rate_limit.limit, 100);
    assert_int_equal(response->rate_limit.remaining, 7);
    assert_int_equal(response->rate_limit.reset_s, 30);
    assert_int_equal(response->retry_after_ms, -1);
    assert_string_equal(apie_response_header(response, "x-twice"), "b");
    assert_string_equal(apie_response_header(response, "CONTENT-TYPE"), "application/json");
    assert_null(apie_response_header(response, "X-None"));
    assert_string_equal(response->body, "{\"status\":\"ok\",\"database\":\"connected\"}");
    assert_int_equal(response->body_length, strlen(response->body));
    assert_true(response->total_us > 0);
    assert_true(response->first_byte_us > 0 && response->first_byte_us <= response->total_us);
    assert_true(!s->tls || response->connection_reused || response->tls_us > 0);
    assert_int_equal(response->field_error_count, 0);
    stage_close(s);
    assert_int_equal(response->status, 200); /* outlives its client */
    apie_free(response);
}

static void test_no_response(stage *s)
{
    apie_response *response = (apie_response *)(uintptr_t)&s->error; /* not to be left there */
    apie_call_options options = {.response = &response, .attempts = 1};
    stage_serve_faults(s, "[{\"path\":\"/health\",\"reset\":\"before\"}]");
    s->config.no_worker = true;
    stage_connect(s);
    expect(s, APIE_ERROR_NETWORK, subject_health_check(&s->subject, &options, NULL, &s->error));
    assert_null(response);
}

static void test_raw_post(stage *s)
{
    static const char body[] = "{\"agent_key\":\"raw\",\"environment\":null,"
                               "\"input_summary\":null,\"metadata\":null}";
    apie_response *response = NULL;
    stage_begin(s);
    expect_ok(s, subject_raw_request(&s->subject, "POST", "/v1/runs", body, strlen(body), NULL,
                                     &response, &s->error));
    assert_non_null(strstr(response->body, "\"id\":\"run_1\""));
    apie_free(response);
    assert_string_equal(text_at(stage_state(s), "runs/run_1/agent_key"), "raw");
    expect(s, APIE_ERROR_NOT_FOUND,
           subject_raw_request(&s->subject, "GET", "/v1/none?a=%20", NULL, 0, NULL, &response,
                               &s->error));
    expect(s, APIE_ERROR_HTTP,
           subject_raw_request(&s->subject, "PUT", "/v1/runs", body, strlen(body), NULL, &response,
                               &s->error));
    assert_int_equal(s->error.http_status, 405);
}

static const stage_test tests[] = {
    {.name = "authorities in memory", .run = test_ca_in_memory},
    {.name = "a wrong authority", .run = test_wrong_ca},
    {.name = "names", .run = test_names},
    {.name = "a unix socket", .run = test_unix_socket},
    {.name = "loopback goes directly", .run = test_loopback_goes_directly},
    {.name = "a proxy of the environment", .run = test_environment_proxy},
    {.name = "a proxy of its own", .run = test_explicit_proxy},
    {.name = "a proxy that is not there", .run = test_no_proxy_there},
    {.name = "headers", .run = test_headers},
    {.name = "an interceptor stops a call", .run = test_interceptor_stops},
    {.name = "the response", .run = test_response},
    {.name = "no response", .run = test_no_response},
    {.name = "raw requests", .run = test_raw_post},
};

int main(void)
{
    set_environment(NULL);
    (void)unsetenv("no_proxy");
    (void)unsetenv("NO_PROXY");
    return STAGE_MAIN("connections", tests);
}
