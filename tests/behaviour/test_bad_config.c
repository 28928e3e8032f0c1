/* A client is not made from what cannot work: the error names the key, and the file. */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void expect_config_error(stage *s, apie_status status, const char *where, const char *call)
{
    stage_expect(s, APIE_ERROR_CONFIG, status, call, __FILE__, __LINE__);
    assert_int_equal(s->error.code, APIE_ERROR_CONFIG);
    assert_true(s->error.message[0] != '\0');
    assert_null(strstr(s->error.message, STAGE_KEY));
    if (!strstr(s->error.where, where))
        fail_msg("\"%s\" where \"%s\" was wrong: %s", s->error.where, where, s->error.message);
    assert_null(s->subject.sync);
    assert_null(s->subject.async);
    apie_error_clear(&s->error);
}

static void refuse(stage *s, const char *where, const apie_config *config)
{
    apie_status status = subject_new(&s->subject, s->kind, config, &s->error);
    expect_config_error(s, status, where, where);
}

/* Changes one member of a good configuration. */
#define REFUSED(where, member, value)                                                              \
    do {                                                                                           \
        apie_config changed = s->config;                                                           \
        changed.member = value;                                                                    \
        refuse(s, where, &changed);                                                                \
    } while (0)

static void test_structs(stage *s)
{
    static const char *const patterns[] = {"(", NULL};
    static const apie_header line_break[] = {{"X-Good", "a\r\nX-Evil: b"}};
    static const apie_header credential[] = {{"Authorization", "Bearer other"}};
    apie_config none = {0};
    stage_serve(s, NULL);
    refuse(s, "", &none);
    REFUSED("api_key", api_key, NULL);
    REFUSED("api_key", api_key, "");
    REFUSED("api_key", api_key, "key\r\nX-Evil: b");
    REFUSED("base_url", base_url, "nonsense");
    REFUSED("base_url", base_url, "ftp://127.0.0.1/");
    REFUSED("base_url", base_url, "http://");
    REFUSED("base_url", base_url, "http://example.test");
    REFUSED("base_url", base_url, "http://127.0.0.1:99999");
    REFUSED("base_url", base_url, "http://user:secret@127.0.0.1/");
    REFUSED("base_url", base_url, "http://127.0.0.1/?query=1");
    REFUSED("base_url", base_url, "http://127.0.0.1/#fragment");
    REFUSED("base_url", base_url, "http://127.0.0.1.example.test/");
    REFUSED("agent.key", agent.key, NULL);
    REFUSED("agent.key", agent.key, "");
    REFUSED("agent.name", agent.name, NULL);
    REFUSED("mode", mode, (apie_mode)17);
    REFUSED("guard_failure_mode", guard_failure_mode, (apie_guard_failure_mode)17);
    REFUSED("queue_drop_policy", queue_drop_policy, (apie_drop_policy)17);
    REFUSED("on_error", on_error, (apie_on_error)17);
    REFUSED("approval_timeout_ms", approval_timeout_ms, -1);
    REFUSED("flush_interval_ms", flush_interval_ms, -1);
    REFUSED("max_batch_size", max_batch_size, -1);
    REFUSED("max_queue_size", max_queue_size, -1);
    REFUSED("max_queue_bytes", max_queue_bytes, -1);
    REFUSED("retry_attempts", retry_attempts, -1);
    REFUSED("retry_base_delay_ms", retry_base_delay_ms, -1);
    REFUSED("max_event_payload_bytes", max_event_payload_bytes, -1);
    REFUSED("queue_storage_path", queue_storage_path, "/tmp/anything");
    REFUSED("redact_deny_patterns", redact_deny_patterns, patterns);
    REFUSED("tools", tool_count, 1);
    REFUSED("capabilities", capability_count, 1);
    REFUSED("connect_timeout_ms", connection.connect_timeout_ms, -1);
    REFUSED("attempt_timeout_ms", connection.attempt_timeout_ms, -1);
    REFUSED("attempts", connection.attempts, -1);
    REFUSED("max_connections", connection.max_connections, -1);
    REFUSED("max_queued_calls", connection.max_queued_calls, -1);
    REFUSED("min_tls_version", connection.min_tls_version, (apie_tls_version)17);
    REFUSED("proxy", connection.proxy, "gopher://127.0.0.1");
    REFUSED("user_agent_suffix", connection.user_agent_suffix, "a\nb");
    REFUSED("headers", connection.header_count, 1);
    s->config.connection.headers = line_break;
    REFUSED("headers", connection.header_count, 1);
    s->config.connection.headers = credential;
    REFUSED("headers", connection.header_count, 1);
    assert_int_equal(stage_requests(s), 0);
}

/* ---- files ---- */

typedef struct config_file {
    char path[40];
} config_file;

static config_file write_file(const char *text)
{
    config_file file = {"/tmp/apie-config-XXXXXX"};
    int fd = mkstemp(file.path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    assert_int_equal(close(fd), 0);
    return file;
}

static apie_status new_from(stage *s, const char *path)
{
    apie_config config = s->config;
    config.agent = (apie_agent_config){0};
    return subject_new_from_file(&s->subject, s->kind, path, &config, &s->error);
}

static void refuse_file(stage *s, const char *where, const char *text)
{
    config_file file = write_file(text);
    apie_status status = new_from(s, file.path);
    (void)unlink(file.path);
    if (status == APIE_ERROR_CONFIG && !strstr(s->error.message, file.path))
        fail_msg("the file is not named: %s", s->error.message);
    expect_config_error(s, status, where, text);
}

#define AGENT "\"agent\":{\"key\":\"k\",\"name\":\"n\"}"

static void test_files(stage *s)
{
    stage_serve(s, NULL);
    refuse_file(s, "", "");
    refuse_file(s, "", "not JSON");
    refuse_file(s, "", "[]");
    refuse_file(s, "", "{" AGENT);
    refuse_file(s, "", "{" AGENT "," AGENT "}");
    refuse_file(s, "mode", "{" AGENT ",\"mode\":\"loud\"}");
    refuse_file(s, "mode", "{" AGENT ",\"mode\":17}");
    refuse_file(s, "agent", "{\"agent\":17}");
    refuse_file(s, "agent.key", "{\"agent\":{\"key\":17,\"name\":\"n\"}}");
    refuse_file(s, "max_batch_size", "{" AGENT ",\"max_batch_size\":\"many\"}");
    refuse_file(s, "max_batch_size", "{" AGENT ",\"maxBatchSize\":1.5}");
    refuse_file(s, "flush_interval_ms", "{" AGENT ",\"flush_interval_ms\":-1}");
    refuse_file(s, "enabled", "{" AGENT ",\"enabled\":\"yes\"}");
    refuse_file(s, "tools", "{" AGENT ",\"tools\":{}}");
    refuse_file(s, "tools", "{" AGENT ",\"tools\":[17]}");
    expect_config_error(s, new_from(s, "/nonexistent/apie.json"), "/nonexistent/apie.json",
                        "a missing file");
    expect_config_error(s, new_from(s, "/tmp"), "/tmp", "a directory");
    assert_int_equal(stage_requests(s), 0);
}

static void test_good_file(stage *s)
{
    stage_serve(s, NULL);
    config_file file =
        write_file("{\"agent\":{\"key\":\"from-file\",\"name\":\"From a file\"},"
                   "\"mode\":\"enforce\",\"apiKey\":\"not-this-one\",\"newThing\":true}");
    expect_ok(s, new_from(s, file.path));
    (void)unlink(file.path);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    const json_t *config = json_at(stage_state(s), "agents/agt_1/config");
    assert_string_equal(text_at(config, "agent/key"), "from-file");
    assert_string_equal(text_at(config, "mode"), "enforce");
    stage_close(s);
    assert_int_equal(s->warnings, 1); /* of the unknown key */
}

/* ---- the environment ---- */

static void test_environment(stage *s)
{
    const char *const keys[] = {STAGE_KEY};
    stage_serve(s, &(devserver_options){.api_keys = keys, .api_key_count = 1});
    assert_int_equal(setenv("APIE_API_KEY", STAGE_KEY, 1), 0);
    assert_int_equal(setenv("APIE_BASE_URL", devserver_url(s->server), 1), 0);
    s->config.api_key = NULL;
    s->config.base_url = NULL;
    apie_status status = subject_new(&s->subject, s->kind, &s->config, &s->error);
    assert_int_equal(unsetenv("APIE_API_KEY"), 0);
    assert_int_equal(unsetenv("APIE_BASE_URL"), 0);
    expect_ok(s, status);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
}

static void test_wrong_key(stage *s)
{
    const char *const keys[] = {STAGE_KEY};
    stage_serve(s, &(devserver_options){.api_keys = keys, .api_key_count = 1});
    s->config.api_key = "apie_sk_another_one_0123";
    stage_connect(s);
    expect(s, APIE_ERROR_AUTHENTICATION, subject_ready(&s->subject, NULL, NULL, &s->error));
    assert_int_equal(s->error.http_status, 401);
    assert_int_equal(s->error.attempts, 1);
    assert_null(strstr(s->error.message, "apie_sk"));
    json_int_t before = stage_requests(s);
    expect(s, APIE_ERROR_AUTHENTICATION, subject_ready(&s->subject, NULL, NULL, &s->error));
    assert_int_equal(stage_requests(s), before); /* not again at once */
}

static const stage_test tests[] = {
    {.name = "structs", .run = test_structs, .once = true},
    {.name = "files", .run = test_files, .once = true},
    {.name = "a good file", .run = test_good_file},
    {.name = "the environment", .run = test_environment},
    {.name = "a wrong key", .run = test_wrong_key},
};

int main(void)
{
    (void)unsetenv("APIE_API_KEY");
    (void)unsetenv("APIE_BASE_URL");
    return STAGE_MAIN("bad configuration", tests);
}
