/* How the local server is started, reached and stopped; its record; its command line. */
#include "devserver/devserver.h"
#include "devserver/options.h"
#include "devserver_bodies.h"
#include "devserver_client.h"
#include "support/alloc_fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <curl/curl.h>
#include <getopt.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const char *const names[] = {"cert.pem", "key.pem", "record.jsonl", "socket", "rules.json"};

struct folder {
    char path[64];
    char files[sizeof names / sizeof names[0]][96];
};

enum { CERT, KEY, RECORD, SOCKET, RULES };

static int set_up(void **state)
{
    static struct folder folder;
    (void)snprintf(folder.path, sizeof folder.path, "/tmp/devserver-test-XXXXXX");
    if (mkdtemp(folder.path) == NULL) {
        return -1;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)snprintf(folder.files[i], sizeof folder.files[i], "%s/%s", folder.path, names[i]);
    }
    *state = &folder;
    return 0;
}

static int tear_down(void **state)
{
    struct folder *folder = *state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)unlink(folder->files[i]);
    }
    return rmdir(folder->path);
}

static devserver *start(const devserver_options *options)
{
    char error[300] = "";
    devserver *server = devserver_start(options, error, sizeof error);
    if (server == NULL) {
        print_error("%s\n", error);
    }
    assert_non_null(server);
    return server;
}

static void test_several_at_once(void **state)
{
    const devserver_options options = {.listen = NULL};
    devserver *servers[3];
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        servers[i] = start(&options);
        for (size_t n = 0; n <= i; n++) {
            json_decref(client_get(devserver_port(servers[i]), "/health"));
        }
    }
    for (size_t i = 0; i < 3; i++) {
        json_t *summary = client_get(devserver_port(servers[i]), "/_dev/summary");
        assert_int_equal(client_number(summary, "requests"), i + 1);
        json_decref(summary);
        devserver_stop(servers[i]);
    }
    devserver_stop(NULL);
}

static void test_ipv6(void **state)
{
    const devserver_options options = {.listen = "[::1]:0"};
    char error[300] = "";
    (void)state;
    devserver *server = devserver_start(&options, error, sizeof error);
    if (server == NULL) { /* a machine without IPv6 */
        assert_string_equal(error, "cannot listen on this address");
        skip();
    }
    assert_memory_equal(devserver_url(server), "http://[::1]:", 13);
    devserver_stop(server);
}

static int status_with_key(uint16_t port, const char *headers)
{
    struct client_reply reply;
    int fd = client_connect(port);
    assert_true(client_send(fd, "GET", "/v1/approvals/none", headers, NULL));
    client_read(fd, &reply);
    int status = reply.status;
    client_clear(&reply);
    (void)close(fd);
    return status;
}

static void test_api_keys(void **state)
{
    const char *const keys[] = {"apie_sk_test_1", "apie_sk_test_2"};
    const devserver_options options = {.api_keys = keys, .api_key_count = 2};
    (void)state;
    devserver *server = start(&options);
    const uint16_t port = devserver_port(server);
    assert_int_equal(status_with_key(port, "Authorization: Bearer apie_sk_test_1\r\n"), 404);
    assert_int_equal(status_with_key(port, "Authorization: Bearer apie_sk_test_2\r\n"), 404);
    assert_int_equal(status_with_key(port, "Authorization: Bearer apie_sk_test_3\r\n"), 401);
    assert_int_equal(status_with_key(port, ""), 401);
    devserver_stop(server);
}

static void test_approvals_by_default(void **state)
{
    const devserver_options options = {.rules_json =
                                           "{\"rules\":[],\"default\":\"require_approval\"}",
                                       .approve_after_ms = 1,
                                       .approve_status = "cancelled"};
    (void)state;
    devserver *server = start(&options);
    const uint16_t port = devserver_port(server);
    json_decref(client_post(port, "/v1/guardrails/evaluate",
                            BODY_EVALUATION("enforce", "t", "dev", "null")));
    json_t *decided = client_get(port, "/v1/approvals/appr_1/wait?timeout=25000");
    assert_string_equal(client_text(decided, "status"), "cancelled");
    json_decref(decided);
    devserver_stop(server);
}

static void test_unix_socket(void **state)
{
    struct folder *folder = *state;
    const devserver_options options = {.unix_path = folder->files[SOCKET]};
    struct client_reply reply;
    for (int round = 0; round < 2; round++) {
        devserver *server = start(&options);
        int fd = client_connect_unix(folder->files[SOCKET]);
        assert_true(fd >= 0);
        for (int i = 0; i < 2; i++) {
            assert_true(client_send(fd, "GET", "/health", "", NULL));
            client_read(fd, &reply);
            assert_string_equal(client_text(reply.json, "status"), "ok");
            client_clear(&reply);
        }
        (void)close(fd);
        json_decref(client_get(devserver_port(server), "/health"));
        devserver_stop(server);
        assert_int_equal(access(folder->files[SOCKET], F_OK), -1);
    }
}

static void write_pem(const char *path, X509 *certificate, EVP_PKEY *key)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    if (certificate != NULL) {
        assert_int_equal(PEM_write_X509(file, certificate), 1);
    } else {
        assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
    }
    assert_int_equal(fclose(file), 0);
}

static void make_certificate(const struct folder *folder)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    assert_non_null(key);
    assert_non_null(certificate);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_EXTENSION *address = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "IP:127.0.0.1");
    assert_int_equal(X509_set_version(certificate, 2), 1);
    assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1), 1);
    assert_non_null(X509_gmtime_adj(X509_getm_notBefore(certificate), -3600));
    assert_non_null(X509_gmtime_adj(X509_getm_notAfter(certificate), 3600));
    assert_int_equal(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                                (const unsigned char *)"test", -1, -1, 0),
                     1);
    assert_int_equal(X509_set_issuer_name(certificate, name), 1);
    assert_int_equal(X509_add_ext(certificate, address, -1), 1);
    assert_int_equal(X509_set_pubkey(certificate, key), 1);
    assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
    write_pem(folder->files[CERT], certificate, NULL);
    write_pem(folder->files[KEY], NULL, key);
    X509_EXTENSION_free(address);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

static size_t collect(char *bytes, size_t size, size_t count, void *user)
{
    json_t *text = json_stringn(bytes, size * count);
    assert_int_equal(json_array_append_new(user, text), 0);
    return size * count;
}

static CURLcode fetch(CURL *curl, const devserver *server, const struct folder *folder,
                      json_t *pieces)
{
    char url[128];
    (void)snprintf(url, sizeof url, "%s/health", devserver_url(server));
    assert_int_equal(curl_easy_setopt(curl, CURLOPT_URL, url), CURLE_OK);
    assert_int_equal(curl_easy_setopt(curl, CURLOPT_CAINFO, folder->files[CERT]), CURLE_OK);
    assert_int_equal(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect), CURLE_OK);
    assert_int_equal(curl_easy_setopt(curl, CURLOPT_WRITEDATA, pieces), CURLE_OK);
    assert_int_equal(curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L), CURLE_OK);
    assert_int_equal(curl_easy_setopt(curl, CURLOPT_PROXY, ""), CURLE_OK);
    return curl_easy_perform(curl);
}

static void test_tls(void **state)
{
    struct folder *folder = *state;
    const devserver_options options = {
        .tls_certificate = folder->files[CERT],
        .tls_key = folder->files[KEY],
        .faults_json = "[{\"path\":\"/health\",\"nth\":3,\"slow_bytes\":{\"bytes\":7,"
                       "\"every_ms\":0}},{\"path\":\"/health\",\"nth\":4,\"reset\":\"body\"}]"};
    make_certificate(folder);
    devserver *server = start(&options);
    assert_memory_equal(devserver_url(server), "https://127.0.0.1:", 18);
    CURL *curl = curl_easy_init();
    assert_non_null(curl);
    for (int i = 0; i < 3; i++) {
        json_t *pieces = json_array();
        assert_int_equal(fetch(curl, server, folder, pieces), CURLE_OK);
        assert_true(json_array_size(pieces) >= 1);
        assert_memory_equal(json_string_value(json_array_get(pieces, 0)), "{", 1);
        json_decref(pieces);
    }
    json_t *pieces = json_array();
    assert_int_equal(fetch(curl, server, folder, pieces), CURLE_RECV_ERROR);
    json_decref(pieces);
    curl_easy_cleanup(curl);
    devserver_stop(server);
}

static void check_record(FILE *file, const char *method, const char *path, int status)
{
    char line[4096];
    assert_non_null(fgets(line, sizeof line, file));
    json_t *json = json_loads(line, 0, NULL);
    assert_non_null(json);
    assert_string_equal(client_text(json, "method"), method);
    assert_string_equal(client_text(json, "path"), path);
    assert_string_equal(client_text(json, "headers.Host"), "test");
    assert_int_equal(client_number(json, "status"), status);
    assert_true(client_number(json, "time_ms") > 1600000000000);
    assert_int_equal(json_object_size(json), 6);
    json_t *body = client_at(json, "body");
    assert_true(strcmp(method, "GET") == 0 ? json_is_null(body)
                : status == 200            ? json_is_object(body)
                                           : json_is_string(body));
    if (json_is_string(body)) {
        assert_string_equal(json_string_value(body), "{\xc3\xbf");
    }
    json_decref(json);
}

/* Each line is there when its answer is. */
static void test_record(void **state)
{
    struct folder *folder = *state;
    const devserver_options options = {.record_path = folder->files[RECORD],
                                       .faults_json =
                                           "[{\"path\":\"/health\",\"reset\":\"before\"}]"};
    struct client_reply reply;
    devserver *server = start(&options);
    const uint16_t port = devserver_port(server);
    FILE *file = fopen(folder->files[RECORD], "r");
    assert_non_null(file);
    json_decref(client_get(port, "/?a=%20b"));
    check_record(file, "GET", "/?a=%20b", 200);
    json_decref(client_post(port, "/v1/agents/identify", BODY_IDENTIFY));
    check_record(file, "POST", "/v1/agents/identify", 200);
    json_decref(client_post(port, "/v1/runs", "{\xff"));
    check_record(file, "POST", "/v1/runs", 400);
    (void)client_call(port, "GET", "/health", NULL, &reply);
    client_clear(&reply);
    check_record(file, "GET", "/health", 0);
    json_decref(client_get(port, "/_dev/summary"));
    assert_int_equal(fgetc(file), EOF);
    (void)fclose(file);
    devserver_stop(server);
}

static size_t possible_connections(size_t wanted)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    const size_t most = (size_t)limit.rlim_cur / 2 - 50;
    return wanted < most ? wanted : most;
}

static void test_many_connections(void **state)
{
    const devserver_options options = {.listen = NULL};
    const size_t count = possible_connections(2500);
    int *fds = calloc(count, sizeof *fds);
    struct client_reply reply;
    (void)state;
    assert_non_null(fds);
    devserver *server = start(&options);
    for (size_t i = 0; i < count; i++) {
        fds[i] = client_connect(devserver_port(server));
        assert_true(fds[i] >= 0);
    }
    assert_true(client_await(devserver_port(server), "connections.open", (json_int_t)count + 1));
    for (size_t i = 0; i < count; i++) {
        assert_true(client_send(fds[i], "GET", "/health", "", NULL));
    }
    for (size_t i = 0; i < count; i++) {
        client_read(fds[i], &reply);
        assert_int_equal(reply.status, 200);
        client_clear(&reply);
        (void)close(fds[i]);
    }
    assert_true(client_await(devserver_port(server), "connections.open", 1));
    assert_true(client_await(devserver_port(server), "requests", (json_int_t)count));
    devserver_stop(server);
    free(fds);
}

static void test_wrong_options(void **state)
{
    struct folder *folder = *state;
    const struct {
        devserver_options options;
        const char *error;
    } cases[] = {
        {{.listen = "localhost:80"}, "must be a numeric address:port"},
        {{.listen = "127.0.0.1"}, "must be a numeric address:port"},
        {{.listen = "127.0.0.1:65536"}, "must be a numeric address:port"},
        {{.listen = "192.0.2.1:0"}, "cannot listen on this address"},
        {{.unix_path = "/nowhere/at/all"}, "cannot listen on the unix socket"},
        {{.tls_certificate = "x"}, "TLS needs a certificate and a key"},
        {{.tls_client_ca = "x"}, "client certificates need TLS"},
        {{.tls_certificate = folder->files[CERT], .tls_key = folder->files[KEY]},
         "cannot read the TLS certificate"},
        {{.record_path = "/nowhere/at/all"}, "cannot open the record file"},
        {{.rules_json = "{"}, "the rules are not in order: "},
        {{.rules_json = "{\"rules\":[{}]}"}, "/rules/0/key is required"},
        {{.faults_json = "[{\"path\":\"*\",\"oops\":1}]"}, "/0/oops is not a known key"},
        {{.approve_status = "maybe"}, "the status of approvals must be"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char error[300] = "";
        assert_null(devserver_start(&cases[i].options, error, sizeof error));
        if (strstr(error, cases[i].error) == NULL) {
            print_error("%s\n", error);
        }
        assert_non_null(strstr(error, cases[i].error));
    }
}

/* Starting fails cleanly, or works, whichever of the server's own allocations fails. */
static void test_start_without_memory(void **state)
{
    struct folder *folder = *state;
    const char *const keys[] = {"k"};
    const devserver_options options = {.api_keys = keys,
                                       .api_key_count = 1,
                                       .unix_path = folder->files[SOCKET],
                                       .rules_json = BODY_RULES,
                                       .faults_json = "[{\"path\":\"*\",\"status\":500}]"};
    bool hit = true;
    json_set_alloc_funcs(malloc, free);
    for (unsigned long k = 1; hit; k++) {
        const long live = apie_fault_live();
        apie_fault_fail_at(k);
        devserver *server = devserver_start(&options, NULL, 0);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(server == NULL, hit);
        devserver_stop(server);
        assert_int_equal(apie_fault_live(), live);
    }
}

/* The answer matters little, but it must be one, or the end of the connection. */
static void call(uint16_t port, const char *method, const char *path, const char *body)
{
    struct client_reply reply;
    (void)client_call(port, method, path, body, &reply);
    assert_int_not_equal(reply.ending, reply.text == NULL ? CLIENT_COMPLETE : CLIENT_NOTHING);
    client_clear(&reply);
}

static void call_everything(uint16_t port)
{
    call(port, "POST", "/v1/agents/identify", BODY_IDENTIFY);
    call(port, "POST", "/v1/agents/agt_1/capabilities/declare", BODY_CAPABILITIES);
    call(port, "POST", "/v1/runs", BODY_RUN);
    call(port, "POST", "/v1/sessions", BODY_SESSION);
    call(port, "POST", "/v1/sessions/ses_1/handoffs", BODY_HANDOFF);
    call(port, "POST", "/v1/events", BODY_EVENTS);
    call(port, "POST", "/v1/guardrails/evaluate",
         BODY_EVALUATION("enforce", "restart", "dev", "{\"a\":1}"));
    call(port, "GET", "/v1/approvals/appr_1/wait?timeout=50", NULL);
    call(port, "POST", "/v1/guardrails/templates/t/enable", "{}");
    call(port, "POST", "/v1/agents/agt_1/boundary-reports", BODY_REPORT);
    call(port, "POST", "/_dev/faults",
         "[{\"path\":\"/health\",\"slow_bytes\":{\"bytes\":50,\"every_ms\":0}}]");
    call(port, "GET", "/health", NULL);
    call(port, "GET", "/_dev/state", NULL);
}

/* Whichever of the server's own allocations fails, it goes on. Not jansson's: json_loadb of 2.14
 * crashes when one of them fails. */
static void test_requests_without_memory(void **state)
{
    struct folder *folder = *state;
    const devserver_options options = {.rules_json = BODY_RULES,
                                       .record_path = folder->files[RECORD]};
    bool hit = true;
    for (unsigned long k = 1; hit; k++) {
        const long live = apie_fault_live();
        devserver *server = start(&options);
        apie_fault_fail_at(k);
        call_everything(devserver_port(server));
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        json_t *health = client_get(devserver_port(server), "/");
        assert_string_equal(client_text(health, "status"), "ok");
        json_decref(health);
        devserver_stop(server);
        assert_int_equal(apie_fault_live(), live);
    }
}

static enum options_outcome read_options(struct program_options *options, const char *const *words)
{
    char copies[8][96];
    char *argv[9] = {NULL};
    int argc = 0;
    for (; words[argc] != NULL; argc++) {
        (void)snprintf(copies[argc], sizeof copies[argc], "%s", words[argc]);
        argv[argc] = copies[argc];
    }
    optind = 0;
    opterr = 0;
    enum options_outcome outcome = options_read(argc, argv, options);
    /* What it borrows from argv is looked at only here. */
    if (outcome == OPTIONS_RUN && options->server.listen != NULL) {
        assert_string_equal(options->server.listen, "127.0.0.1:8787");
        assert_int_equal(options->server.api_key_count, 2);
        assert_string_equal(options->server.api_keys[1], "b");
    }
    if (outcome == OPTIONS_RUN && options->server.tls_key != NULL) {
        assert_string_equal(options->server.tls_certificate, "cert");
        assert_string_equal(options->server.tls_key, "key");
        assert_int_equal(options->server.approve_after_ms, 300);
        assert_string_equal(options->server.approve_status, "rejected");
    }
    if (outcome == OPTIONS_RUN && options->server.tls_client_ca != NULL) {
        assert_string_equal(options->server.tls_client_ca, "ca");
    }
    return outcome;
}

static void test_command_line(void **state)
{
    struct folder *folder = *state;
    const struct {
        const char *words[8];
        enum options_outcome outcome;
    } cases[] = {
        {{"x", NULL}, OPTIONS_RUN},
        {{"x", "--listen", "127.0.0.1:8787", "--api-key", "a", "--api-key=b", NULL}, OPTIONS_RUN},
        {{"x", "--tls", "cert", "key", "--approve-after=300", "--approve-status", "rejected", NULL},
         OPTIONS_RUN},
        {{"x", "--tls-client-ca", "ca", NULL}, OPTIONS_RUN},
        {{"x", "--tls-client-ca", NULL}, OPTIONS_WRONG},
        {{"x", "--tls", "cert", NULL}, OPTIONS_WRONG},
        {{"x", "--approve-after", "soon", NULL}, OPTIONS_WRONG},
        {{"x", "--approve-after", "-1", NULL}, OPTIONS_WRONG},
        {{"x", "--oops", NULL}, OPTIONS_WRONG},
        {{"x", "more", NULL}, OPTIONS_WRONG},
        {{"x", "--rules", "/nowhere/at/all", NULL}, OPTIONS_WRONG},
        {{"x", "--rules", folder->files[RULES], NULL}, OPTIONS_RUN},
        {{"x", "--version", NULL}, OPTIONS_DONE},
    };
    FILE *file = fopen(folder->files[RULES], "w");
    assert_non_null(file);
    assert_true(fputs(BODY_RULES, file) >= 0);
    assert_int_equal(fclose(file), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct program_options options;
        assert_int_equal(read_options(&options, cases[i].words), cases[i].outcome);
        if (options.rules_text != NULL) {
            assert_string_equal(options.server.rules_json, BODY_RULES);
        }
        options_free(&options);
    }
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_several_at_once),
        cmocka_unit_test(test_ipv6),
        cmocka_unit_test(test_api_keys),
        cmocka_unit_test(test_approvals_by_default),
        WITH_FOLDER(test_unix_socket),
        WITH_FOLDER(test_tls),
        WITH_FOLDER(test_record),
        cmocka_unit_test(test_many_connections),
        WITH_FOLDER(test_wrong_options),
        WITH_FOLDER(test_requests_without_memory),
        WITH_FOLDER(test_start_without_memory),
        WITH_FOLDER(test_command_line),
    };
    if (curl_global_init(CURL_GLOBAL_ALL) != CURLE_OK) {
        return 1;
    }
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    return failed;
}
