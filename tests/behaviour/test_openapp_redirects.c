/* Where images from elsewhere may lead to, with both libraries: from http to https, but never back,
 * each time by the proxy that is right for it. */
#include "openapp_stage.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "proxy.h"
#include "support/alloc_fault.h"
#include "support/tls.h"

#define PNG "\x89PNG\r\n\x1a\n picture"

/* A server that speaks TLS, for one request on each connection. */
typedef struct secure_server {
    int listener;
    int port;
    pthread_t thread;
    SSL_CTX *context;
    char location[256]; /* redirects there; "": has a picture */
    char head[TINY_HEAD + 1];
    atomic_int requests;
} secure_server;

typedef struct road {
    openapp_stage *s;
    tiny_server service;
    tiny_server first;
    tiny_server last;
    secure_server secure;
    proxy way;
    atomic_int uploads;
    char to[256]; /* where the first server redirects to */
    char heads[16][TINY_HEAD + 1];
    char last_head[TINY_HEAD + 1];
    char url[256];
    int told; /* attempts */
} road;

static tls_files files;

/* ---- the secure server ---- */

static void answer_securely(secure_server *server, SSL *ssl)
{
    char reply[512];
    size_t length = 0;
    server->head[0] = '\0';
    while (length < TINY_HEAD && !strstr(server->head, "\r\n\r\n")) {
        int got = SSL_read(ssl, server->head + length, (int)(TINY_HEAD - length));
        if (got <= 0)
            return;
        length += (size_t)got;
        server->head[length] = '\0';
    }
    atomic_fetch_add(&server->requests, 1);
    if (server->location[0])
        (void)snprintf(reply, sizeof reply,
                       "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n",
                       server->location);
    else
        (void)snprintf(reply, sizeof reply,
                       "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: %zu\r\n\r\n"
                       "%s",
                       sizeof PNG - 1, PNG);
    (void)SSL_write(ssl, reply, (int)strlen(reply));
    (void)SSL_shutdown(ssl);
}

static void *serve_securely(void *user)
{
    secure_server *server = user;
    for (;;) {
        int fd = accept(server->listener, NULL, NULL);
        if (fd < 0)
            return NULL;
        SSL *ssl = SSL_new(server->context);
        if (ssl && SSL_set_fd(ssl, fd) == 1 && SSL_accept(ssl) == 1)
            answer_securely(server, ssl);
        SSL_free(ssl);
        (void)close(fd);
    }
}

static void secure_start(secure_server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    memset(server, 0, sizeof *server);
    server->context = SSL_CTX_new(TLS_server_method());
    assert_non_null(server->context);
    assert_int_equal(SSL_CTX_use_certificate_chain_file(server->context, files.certificate), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(server->context, files.key, SSL_FILETYPE_PEM), 1);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(server->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &length), 0);
    assert_int_equal(listen(server->listener, 16), 0);
    server->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&server->thread, NULL, serve_securely, server), 0);
}

static void secure_stop(secure_server *server)
{
    (void)shutdown(server->listener, SHUT_RDWR);
    (void)pthread_join(server->thread, NULL);
    (void)close(server->listener);
    SSL_CTX_free(server->context);
}

/* ---- the others ---- */

static void serve_uploads(tiny_exchange *exchange, void *user)
{
    road *r = user;
    atomic_fetch_add(&r->uploads, 1);
    tiny_reply(exchange, 200, "Content-Type: application/json\r\n", "{}");
}

static void serve_first(tiny_exchange *exchange, void *user)
{
    road *r = user;
    char location[300];
    if (exchange->request <= 16)
        memcpy(r->heads[exchange->request - 1], exchange->head, sizeof r->heads[0]);
    if (tiny_has(exchange->head, "/here")) {
        tiny_reply(exchange, 200, "Content-Type: image/png\r\n", PNG);
        return;
    }
    (void)snprintf(location, sizeof location, "Location: %s\r\n", r->to);
    tiny_reply(exchange, 302, location, "");
}

static void serve_last(tiny_exchange *exchange, void *user)
{
    road *r = user;
    memcpy(r->last_head, exchange->head, sizeof r->last_head);
    tiny_reply(exchange, 200, "Content-Type: image/png\r\n", PNG);
}

OPENAPP_NOTE(openapp_json)

static apie_status call(road *r)
{
    OPENAPP_CALL(r->s, devices_upload_image_from_url, openapp_json, "d1", r->url, NULL, );
}

static apie_status upload(road *r, const char *url)
{
    (void)snprintf(r->url, sizeof r->url, "%s", url);
    return call(r);
}

static apie_status upload_first(road *r)
{
    return upload(r, r->first.url);
}

/* "scheme://host:port/a.png" */
static void lead(char *to, size_t size, const char *origin, int port)
{
    (void)snprintf(to, size, "%s:%d/a.png", origin, port);
}

static apie_status give_key(char *key, size_t size, void *user)
{
    (void)snprintf(key, size, "%s", (const char *)user);
    return APIE_OK;
}

static void note_attempt(const apie_attempt *attempt, void *user)
{
    road *r = user;
    (void)attempt;
    r->told++;
}

static const char *const proxy_names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                          "ALL_PROXY",  "no_proxy",    "NO_PROXY"};

static void clear_environment(void)
{
    for (size_t i = 0; i < sizeof proxy_names / sizeof proxy_names[0]; i++)
        (void)unsetenv(proxy_names[i]);
}

static void both(void (*test)(road *r), const char *way)
{
    for (int async = 0; async < 2; async++) {
        static openapp_stage s;
        static road r;
        memset(&r, 0, sizeof r);
        r.s = &s;
        clear_environment();
        openapp_begin(&s, async == 1);
        tiny_server_start(&r.service, NULL, serve_uploads, &r);
        tiny_server_start(&r.first, NULL, serve_first, &r);
        tiny_server_start(&r.last, NULL, serve_last, &r);
        secure_start(&r.secure);
        proxy_start(&r.way, r.secure.port);
        if (way && way[0])
            assert_int_equal(setenv(way, r.way.server.url, 1), 0);
        (void)snprintf(s.key, sizeof s.key, "%s_openapp_" OPENAPP_SECRET, r.service.url);
        s.options.key_callback = give_key;
        s.options.key_user = s.key;
        s.options.connection.ca_file = files.ca;
        s.options.connection.proxy = way && !way[0] ? r.way.server.url : NULL;
        s.options.connection.observer = note_attempt;
        s.options.connection.observer_user = &r;
        s.call.attempts = 1;
        openapp_ok(&s, openapp_new(&s));
        test(&r);
        openapp_end(&s);
        tiny_server_stop(&r.service);
        tiny_server_stop(&r.first);
        tiny_server_stop(&r.last);
        proxy_stop(&r.way);
        secure_stop(&r.secure);
        clear_environment();
    }
}

/* ---- tests ---- */

static void expect_refused(road *r, const char *why)
{
    assert_string_equal(r->s->error.where, "url");
    if (!tiny_has(r->s->error.message, why))
        fail_msg("%s", r->s->error.message);
    assert_null(r->s->response);
    assert_int_equal(tiny_server_requests(&r->last), 0);
    assert_int_equal(atomic_load(&r->uploads), 0);
}

static void test_from_http_to_https(road *r)
{
    lead(r->to, sizeof r->to, "https://127.0.0.1", r->secure.port);
    openapp_ok(r->s, upload_first(r));
    assert_int_equal(atomic_load(&r->secure.requests), 1);
    assert_int_equal(atomic_load(&r->uploads), 1);
    assert_int_equal(r->told, 3);
}

static void test_never_from_https_to_http(road *r)
{
    char url[96];
    lead(r->secure.location, sizeof r->secure.location, "http://127.0.0.1", r->last.port);
    lead(url, sizeof url, "https://127.0.0.1", r->secure.port);
    openapp_expect(r->s, APIE_ERROR_PROTOCOL, upload(r, url));
    assert_int_equal(atomic_load(&r->secure.requests), 1);
    expect_refused(r, "redirects from https to http");
}

/* Although it began without TLS. */
static void test_not_on_the_way_either(road *r)
{
    lead(r->secure.location, sizeof r->secure.location, "http://127.0.0.1", r->last.port);
    lead(r->to, sizeof r->to, "https://127.0.0.1", r->secure.port);
    openapp_expect(r->s, APIE_ERROR_PROTOCOL, upload_first(r));
    assert_int_equal(tiny_server_requests(&r->first), 1);
    assert_int_equal(atomic_load(&r->secure.requests), 1);
    expect_refused(r, "redirects from https to http");
    assert_int_equal(r->told, 2);
}

static void test_passwords_stay_with_their_host(road *r)
{
    char url[96];
    lead(r->to, sizeof r->to, "http://127.0.0.1", r->last.port);
    lead(url, sizeof url, "http://me:secret@127.0.0.1", r->first.port);
    openapp_ok(r->s, upload(r, url));
    assert_true(tiny_has(r->heads[0], "\r\nAuthorization: Basic "));
    assert_false(tiny_has(r->last_head, "Authorization"));
    assert_false(tiny_has(r->last_head, "Referer"));
    lead(r->to, sizeof r->to, "//127.0.0.1", r->last.port);
    openapp_ok(r->s, upload(r, url));
    assert_int_equal(tiny_server_requests(&r->last), 2);
    assert_false(tiny_has(r->last_head, "Authorization"));
    (void)snprintf(r->to, sizeof r->to, "/here");
    openapp_ok(r->s, upload(r, url));
    assert_true(tiny_has(r->heads[3], "GET /here HTTP/1.1\r\n"));
    assert_true(tiny_has(r->heads[3], "\r\nAuthorization: Basic "));
}

static void test_locations_of_all_kinds(road *r)
{
    static const struct {
        const char *location;
        const char *line;
    } cases[] = {
        {"/here.png", "GET /here.png HTTP/1.1\r\n"},
        {"here?a=b", "GET /x/here?a=b HTTP/1.1\r\n"},
        {"../here/./y", "GET /here/y HTTP/1.1\r\n"},
        {"/here it is.png", "GET /here%20it%20is.png HTTP/1.1\r\n"},
        {"/here#there", "GET /here HTTP/1.1\r\n"},
        {"/here/T\xC3\xBCr", "GET /here/T%c3%bcr HTTP/1.1\r\n"},
    };
    char url[96];
    (void)snprintf(url, sizeof url, "%s/x/y?z", r->first.url);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        (void)snprintf(r->to, sizeof r->to, "%s", cases[i].location);
        openapp_ok(r->s, upload(r, url));
        if (!tiny_has(r->heads[2 * i + 1], cases[i].line))
            fail_msg("%s: %s", cases[i].location, r->heads[2 * i + 1]);
    }
}

static void test_memory_may_run_out(road *r)
{
    bool hit = true;
    (void)snprintf(r->to, sizeof r->to, "/here.png");
    openapp_ok(r->s, upload_first(r));
    for (unsigned long k = 1; hit; k++) {
        apie_fault_fail_at(k);
        apie_status status = upload_first(r);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        if (status == APIE_ERROR_CONNECT) /* no memory to look after the socket */
            assert_true(hit && r->s->async);
        else
            assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
    }
}

/* ---- proxies ---- */

static void test_each_has_its_own_proxy(road *r)
{
    lead(r->to, sizeof r->to, "https://service.test", r->secure.port);
    openapp_ok(r->s, upload_first(r));
    assert_int_equal(tiny_server_requests(&r->way.server), 1);
    assert_int_equal(atomic_load(&r->secure.requests), 1);
    assert_true(tiny_has(r->secure.head, "GET /a.png HTTP/1.1\r\n"));
    assert_true(tiny_has(r->secure.head, "\r\nHost: service.test:"));
}

static void test_loopback_has_none(road *r)
{
    lead(r->to, sizeof r->to, "https://127.0.0.1", r->secure.port);
    openapp_ok(r->s, upload_first(r));
    lead(r->to, sizeof r->to, "https://LOCALHOST", r->secure.port);
    openapp_ok(r->s, upload_first(r));
    lead(r->to, sizeof r->to, "https://127.1", r->secure.port);
    openapp_ok(r->s, upload_first(r));
    assert_int_equal(atomic_load(&r->secure.requests), 3);
    assert_int_equal(tiny_server_requests(&r->way.server), 0);
}

/* Names that only look like it. */
static void test_others_have_one(road *r)
{
    static const char *const hosts[] = {"127.x.invalid", "127.0.0.1.invalid", "localhost.invalid"};
    char url[96];
    char line[96];
    for (int i = 0; i < 3; i++) {
        (void)snprintf(url, sizeof url, "https://%s:%d/a.png", hosts[i], r->secure.port);
        openapp_expect(r->s, APIE_ERROR_TLS, upload(r, url)); /* not its certificate */
        assert_int_equal(tiny_server_requests(&r->way.server), i + 1);
        (void)snprintf(line, sizeof line, "CONNECT %s:%d HTTP/1.1\r\n", hosts[i], r->secure.port);
        (void)pthread_mutex_lock(&r->way.lock);
        bool asked = tiny_has(r->way.head, line);
        (void)pthread_mutex_unlock(&r->way.lock);
        if (!asked)
            fail_msg("not asked for: %s", line);
    }
}

#define BOTH(name, way)                                                                            \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        both(test_##name, way);                                                                    \
    }
#define ITS_OPTION "" /* in place of an environment variable */

BOTH(from_http_to_https, NULL)
BOTH(never_from_https_to_http, NULL)
BOTH(not_on_the_way_either, NULL)
BOTH(passwords_stay_with_their_host, NULL)
BOTH(locations_of_all_kinds, NULL)
BOTH(memory_may_run_out, NULL)
BOTH(each_has_its_own_proxy, "https_proxy")
BOTH(loopback_has_none, "https_proxy")
BOTH(others_have_one, ITS_OPTION)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_http_to_https),     cmocka_unit_test(never_from_https_to_http),
        cmocka_unit_test(not_on_the_way_either),  cmocka_unit_test(passwords_stay_with_their_host),
        cmocka_unit_test(locations_of_all_kinds), cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(each_has_its_own_proxy), cmocka_unit_test(loopback_has_none),
        cmocka_unit_test(others_have_one),
    };
    /* The secure server writes to clients that do not trust it and are gone. */
    (void)signal(SIGPIPE, SIG_IGN);
    tls_files_make(&files);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    tls_files_remove(&files);
    return failed;
}
