#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apie/version.h>

#include "apie/settings.h"
#include "support/alloc_fault.h"

#define FILE_NAME "./apie.config.json"

/* --- helpers --- */

static apie_config minimal(void)
{
    apie_config config = {0};
    config.api_key = "apie_sk_test_1";
    config.agent.key = "deploy";
    config.agent.name = "Deploy agent";
    return config;
}

typedef struct environment {
    const char *api_key;
    const char *base_url;
} environment;

static const char *get_environment(const char *name, void *user)
{
    const environment *values = user;
    if (strcmp(name, "APIE_API_KEY") == 0)
        return values->api_key;
    if (strcmp(name, "APIE_BASE_URL") == 0)
        return values->base_url;
    fail_msg("asked for %s", name);
    return NULL;
}

static json_t *parse(const char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, 0, &error);
    if (value == NULL)
        fail_msg("bad test: %s", error.text);
    return value;
}

/* Resolves a struct (may be NULL) and a file's text (may be NULL), and expects it to work. */
static apie_settings *resolve(const apie_config *config, const char *text)
{
    apie_settings *settings = NULL;
    apie_error error = {0};
    json_t *file = text != NULL ? parse(text) : NULL;
    apie_status status =
        apie_settings_resolve(config, file, FILE_NAME, NULL, NULL, &settings, &error);
    json_decref(file);
    if (status != APIE_OK)
        fail_msg("%s", error.message);
    return settings;
}

/* Expects a CONFIG error with this key and with these words in the message. */
static void expect_refused(const apie_config *config, const char *text, const char *where,
                           const char *words)
{
    apie_settings *settings = (apie_settings *)(uintptr_t)1;
    apie_error error = {0};
    json_t *file = text != NULL ? parse(text) : NULL;
    apie_status status =
        apie_settings_resolve(config, file, FILE_NAME, NULL, NULL, &settings, &error);
    json_decref(file);
    assert_int_equal(status, APIE_ERROR_CONFIG);
    assert_int_equal(error.code, APIE_ERROR_CONFIG);
    assert_null(settings);
    assert_string_equal(error.where, where);
    if (strstr(error.message, words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, error.message);
}

/* The same for a value in the file; the message names key and file. */
static void expect_file_refused(const char *text, const char *where)
{
    apie_config config = minimal();
    expect_refused(&config, text, where, where);
    expect_refused(&config, text, where, FILE_NAME);
}

/* --- defaults and precedence --- */

static void test_defaults(void **state)
{
    (void)state;
    apie_config config = minimal();
    apie_settings *settings = resolve(&config, NULL);
    const apie_config *got = &settings->config;
    assert_string_equal(got->api_key, "apie_sk_test_1");
    assert_string_equal(got->base_url, "https://api.apie.sh");
    assert_int_equal(got->enabled.presence, APIE_SET);
    assert_true(got->enabled.value);
    assert_string_equal(got->runtime.language, "c");
    assert_string_equal(got->runtime.sdk_version, APIE_VERSION);
    assert_null(got->runtime.environment);
    assert_null(got->agent.purpose);
    assert_int_equal(got->mode, APIE_MODE_MONITOR);
    assert_int_equal(got->guard_failure_mode, APIE_GUARD_FAIL_OPEN);
    assert_int_equal(got->approval_timeout_ms, 300000);
    assert_int_equal(got->flush_interval_ms, 2000);
    assert_int_equal(got->max_batch_size, 25);
    assert_int_equal(got->max_queue_size, 5000);
    assert_int_equal(got->max_queue_bytes, 16777216);
    assert_int_equal(got->retry_attempts, 3);
    assert_int_equal(got->retry_base_delay_ms, 250);
    assert_int_equal(got->queue_drop_policy, APIE_DROP_OLDEST);
    assert_int_equal(got->on_error, APIE_ON_ERROR_WARN);
    assert_int_equal(got->max_event_payload_bytes, 0);
    assert_int_equal(got->tool_count, 0);
    assert_int_equal(got->queue_wait_ms, 1000);
    assert_false(got->no_worker);
    assert_false(got->wait_for_registration);
    assert_false(got->boundary.warn_on_undeclared_tools);
    assert_int_equal(settings->warning_count, 0);
    apie_settings_free(settings);
}

static void test_struct_wins_over_file_over_environment(void **state)
{
    (void)state;
    static const struct {
        const char *in_struct, *in_file, *in_environment, *expected;
    } cases[] = {
        {"struct", "file", "environment", "struct"},
        {NULL, "file", "environment", "file"},
        {NULL, NULL, "environment", "environment"},
        {"struct", NULL, "environment", "struct"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_config config = minimal();
        config.api_key = cases[i].in_struct;
        config.base_url = cases[i].in_struct;
        json_t *file =
            json_pack("{s:s*, s:s*}", "api_key", cases[i].in_file, "baseUrl", cases[i].in_file);
        environment values = {cases[i].in_environment, cases[i].in_environment};
        apie_settings *settings = NULL;
        assert_int_equal(apie_settings_resolve(&config, file, FILE_NAME, get_environment, &values,
                                               &settings, NULL),
                         APIE_OK);
        assert_string_equal(settings->config.api_key, cases[i].expected);
        assert_string_equal(settings->config.base_url, cases[i].expected);
        apie_settings_free(settings);
        json_decref(file);
    }
}

static void test_empty_environment_is_not_set(void **state)
{
    (void)state;
    apie_config config = minimal();
    environment values = {"", ""};
    apie_settings *settings = NULL;
    assert_int_equal(
        apie_settings_resolve(&config, NULL, NULL, get_environment, &values, &settings, NULL),
        APIE_OK);
    assert_string_equal(settings->config.base_url, "https://api.apie.sh");
    apie_settings_free(settings);
}

static void test_struct_over_file_for_every_kind(void **state)
{
    (void)state;
    static const char *const keys[] = {"session", NULL};
    static const char *const none[] = {NULL};
    apie_config config = minimal();
    config.enabled = apie_bool(false);
    config.mode = APIE_MODE_MONITOR;
    config.retry_attempts = 7;
    config.max_batch_size = 8;
    config.redact_keys = keys;
    config.redact_allow_paths = none;
    apie_settings *settings =
        resolve(&config, "{\"enabled\": true, \"mode\": \"enforce\", \"retry_attempts\": 1,"
                         " \"max_batch_size\": 1, \"redact_keys\": [\"a\", \"b\"],"
                         " \"redact_allow_paths\": [\"c\"], \"flush_interval_ms\": 9}");
    assert_false(settings->config.enabled.value);
    assert_int_equal(settings->config.mode, APIE_MODE_MONITOR);
    assert_int_equal(settings->config.retry_attempts, 7);
    assert_int_equal(settings->config.max_batch_size, 8);
    assert_string_equal(settings->config.redact_keys[0], "session");
    assert_null(settings->config.redact_keys[1]);
    assert_null(settings->config.redact_allow_paths[0]);
    assert_int_equal(settings->config.flush_interval_ms, 9);
    apie_settings_free(settings);
}

/* --- the file --- */

static const char snake_file[] =
    "{\"api_key\": \"k\", \"base_url\": \"https://x.example\", \"enabled\": true,"
    "\"agent\": {\"key\": \"a\", \"name\": \"n\", \"purpose\": \"p\", \"owner\": \"o\","
    "            \"team\": \"t\", \"description\": \"d\"},"
    "\"runtime\": {\"environment\": \"e\", \"framework\": \"f\", \"language\": \"l\","
    "              \"sdk_version\": \"s\"},"
    "\"model\": {\"provider\": \"mp\", \"name\": \"mn\"},"
    "\"version\": {\"version\": \"1\", \"framework\": \"vf\", \"model_provider\": \"vp\","
    "              \"model_name\": \"vn\"},"
    "\"source\": {\"git_sha\": \"g\", \"deployment_id\": \"di\"},"
    "\"prompt_hash\": \"h\", \"mode\": \"enforce\", \"guard_failure_mode\": \"fail_closed\","
    "\"approval_timeout_ms\": 11, \"flush_interval_ms\": 12, \"max_batch_size\": 13,"
    "\"max_queue_size\": 14, \"max_queue_bytes\": 15, \"retry_attempts\": 16,"
    "\"retry_base_delay_ms\": 17, \"queue_drop_policy\": \"drop_newest\", \"on_error\": \"throw\","
    "\"redact_keys\": [\"r1\", \"r2\"], \"redact_allow_paths\": [\"metadata.token\"],"
    "\"redact_deny_patterns\": [\"[0-9]+\"], \"max_event_payload_bytes\": 18,"
    "\"queue_wait_ms\": 21, \"no_worker\": true, \"wait_for_registration\": true, \"timeout\": 19, "
    "\"connect_timeout_ms\": 20,"
    "\"headers\": {\"X-Team\": \"red\", \"X_snake_Key\": \"kept\"}, \"ca_file\": \"ca\","
    "\"proxy\": \"pr\", \"unix_socket\": \"us\", \"client_cert_file\": \"cc\","
    "\"client_key_file\": \"ck\", \"allow_insecure_http\": true,"
    "\"boundary\": {\"warn_on_undeclared_tools\": true, \"warn_on_unknown_resource_types\": false,"
    "               \"auto_infer_from_tool_names\": true},"
    "\"tools\": [{\"name\": \"tn\", \"action_types\": [\"read\"], \"resource_types\": [\"file\"],"
    "  \"risk_level\": \"low\", \"provider\": \"tp\", \"environments\": [\"prod\", \"dev\"],"
    "  \"description\": \"td\", \"input_schema\": {\"anyKey\": 1}}, {\"name\": \"second\"}],"
    "\"capabilities\": [{\"tool\": {\"name\": \"cn\", \"provider\": \"cp\"},"
    "  \"actions\": [\"ca\"], \"resources\": [\"cr\"], \"environments\": [\"ce\"],"
    "  \"risk_level\": \"high\"}]}";

static void check_snake_file(const apie_settings *settings)
{
    const apie_config *got = &settings->config;
    assert_int_equal(settings->warning_count, 0);
    assert_string_equal(got->api_key, "k");
    assert_string_equal(got->base_url, "https://x.example");
    assert_string_equal(got->agent.key, "a");
    assert_string_equal(got->agent.name, "n");
    assert_string_equal(got->agent.purpose, "p");
    assert_string_equal(got->agent.owner, "o");
    assert_string_equal(got->agent.team, "t");
    assert_string_equal(got->agent.description, "d");
    assert_string_equal(got->runtime.environment, "e");
    assert_string_equal(got->runtime.framework, "f");
    assert_string_equal(got->runtime.language, "l");
    assert_string_equal(got->runtime.sdk_version, "s");
    assert_string_equal(got->model.provider, "mp");
    assert_string_equal(got->model.name, "mn");
    assert_string_equal(got->version.version, "1");
    assert_string_equal(got->version.framework, "vf");
    assert_string_equal(got->version.model_provider, "vp");
    assert_string_equal(got->version.model_name, "vn");
    assert_string_equal(got->source.git_sha, "g");
    assert_string_equal(got->source.deployment_id, "di");
    assert_string_equal(got->prompt_hash, "h");
    assert_int_equal(got->mode, APIE_MODE_ENFORCE);
    assert_int_equal(got->guard_failure_mode, APIE_GUARD_FAIL_CLOSED);
    assert_int_equal(got->approval_timeout_ms, 11);
    assert_int_equal(got->flush_interval_ms, 12);
    assert_int_equal(got->max_batch_size, 13);
    assert_int_equal(got->max_queue_size, 14);
    assert_int_equal(got->max_queue_bytes, 15);
    assert_int_equal(got->retry_attempts, 16);
    assert_int_equal(got->retry_base_delay_ms, 17);
    assert_int_equal(got->queue_drop_policy, APIE_DROP_NEWEST);
    assert_int_equal(got->on_error, APIE_ON_ERROR_RETURN);
    assert_string_equal(got->redact_keys[1], "r2");
    assert_null(got->redact_keys[2]);
    assert_string_equal(got->redact_allow_paths[0], "metadata.token");
    assert_string_equal(got->redact_deny_patterns[0], "[0-9]+");
    assert_int_equal(got->max_event_payload_bytes, 18);
    assert_int_equal(got->queue_wait_ms, 21);
    assert_true(got->no_worker);
    assert_true(got->wait_for_registration);
}

static void check_snake_file_connection(const apie_connection_options *got)
{
    assert_int_equal(got->attempt_timeout_ms, 19);
    assert_int_equal(got->connect_timeout_ms, 20);
    assert_int_equal(got->header_count, 2);
    assert_string_equal(got->headers[0].name, "X-Team");
    assert_string_equal(got->headers[0].value, "red");
    assert_string_equal(got->headers[1].name, "X_snake_Key");
    assert_string_equal(got->ca_file, "ca");
    assert_string_equal(got->proxy, "pr");
    assert_string_equal(got->unix_socket, "us");
    assert_string_equal(got->client_cert_file, "cc");
    assert_string_equal(got->client_key_file, "ck");
    assert_true(got->allow_insecure_http);
}

static void check_snake_file_lists(const apie_settings *settings)
{
    const apie_config *got = &settings->config;
    assert_int_equal(got->tool_count, 2);
    assert_string_equal(got->tools[0].name, "tn");
    assert_string_equal(got->tools[0].provider, "tp");
    assert_string_equal(got->tools[0].action_types[0], "read");
    assert_string_equal(got->tools[0].resource_types[0], "file");
    assert_string_equal(got->tools[0].risk_level, "low");
    assert_string_equal(got->tools[0].environments[1], "dev");
    assert_null(got->tools[0].environments[2]);
    assert_string_equal(got->tools[1].name, "second");
    assert_null(got->tools[1].environments);
    assert_int_equal(got->capability_count, 1);
    assert_string_equal(got->capabilities[0].tool_name, "cn");
    assert_string_equal(got->capabilities[0].tool_provider, "cp");
    assert_string_equal(got->capabilities[0].actions[0], "ca");
    assert_string_equal(got->capabilities[0].resources[0], "cr");
    assert_string_equal(got->capabilities[0].environments[0], "ce");
    assert_string_equal(got->capabilities[0].risk_level, "high");
    assert_true(got->boundary.warn_on_undeclared_tools);
    assert_false(got->boundary.warn_on_unknown_resource_types);
    assert_true(got->boundary.auto_infer_from_tool_names);
}

static void test_file_in_snake_case(void **state)
{
    (void)state;
    apie_settings *settings = resolve(NULL, snake_file);
    check_snake_file(settings);
    check_snake_file_connection(&settings->config.connection);
    check_snake_file_lists(settings);
    apie_settings_free(settings);
}

static const char *camel_name(const char *snake, char *out)
{
    char *end = out;
    for (; *snake != '\0'; snake++)
        *end++ = *snake == '_' && snake[1] != '\0' ? (char)(*++snake - 'a' + 'A') : *snake;
    *end = '\0';
    return out;
}

/* The same object with every key in camelCase, but for the keys of headers and schemas. */
static json_t *in_camel_case(json_t *value)
{
    const char *key;
    json_t *member;
    size_t index;
    if (json_is_array(value)) {
        json_t *list = json_array();
        json_array_foreach(value, index, member) json_array_append_new(list, in_camel_case(member));
        return list;
    }
    if (!json_is_object(value))
        return json_incref(value);
    json_t *object = json_object();
    json_object_foreach(value, key, member)
    {
        char name[64];
        bool verbatim = strcmp(key, "headers") == 0 || strcmp(key, "input_schema") == 0;
        json_object_set_new(object, camel_name(key, name),
                            verbatim ? json_incref(member) : in_camel_case(member));
    }
    return object;
}

static void test_file_in_camel_case(void **state)
{
    (void)state;
    json_t *snake = parse(snake_file);
    json_t *camel = in_camel_case(snake);
    assert_non_null(json_object_get(camel, "guardFailureMode"));
    char *text = json_dumps(camel, 0);
    apie_settings *settings = resolve(NULL, text);
    check_snake_file(settings);
    check_snake_file_connection(&settings->config.connection);
    check_snake_file_lists(settings);
    apie_settings_free(settings);
    free(text);
    json_decref(camel);
    json_decref(snake);
}

static void test_snake_case_wins(void **state)
{
    (void)state;
    apie_config config = minimal();
    static const char *const texts[] = {
        "{\"max_batch_size\": 2, \"maxBatchSize\": 3, \"source\": {\"gitSha\": \"c\", \"git_sha\": "
        "\"s\"}}",
        "{\"maxBatchSize\": 3, \"max_batch_size\": 2, \"source\": {\"git_sha\": \"s\", \"gitSha\": "
        "\"c\"}}",
    };
    for (size_t i = 0; i < 2; i++) {
        apie_settings *settings = resolve(&config, texts[i]);
        assert_int_equal(settings->config.max_batch_size, 2);
        assert_string_equal(settings->config.source.git_sha, "s");
        assert_int_equal(settings->warning_count, 0);
        apie_settings_free(settings);
    }
    apie_settings *settings = resolve(&config, "{\"max_batch_size\": null, \"maxBatchSize\": 3}");
    assert_int_equal(settings->config.max_batch_size, 3);
    apie_settings_free(settings);
}

static void test_null_is_unset(void **state)
{
    (void)state;
    apie_config config = minimal();
    apie_settings *settings =
        resolve(&config, "{\"base_url\": null, \"enabled\": null, \"mode\": null, \"tools\": null,"
                         " \"agent\": null, \"redact_keys\": null, \"headers\": null,"
                         " \"queue_storage_path\": null, \"timeout\": null}");
    assert_string_equal(settings->config.base_url, "https://api.apie.sh");
    assert_true(settings->config.enabled.value);
    assert_int_equal(settings->config.mode, APIE_MODE_MONITOR);
    assert_null(settings->config.redact_keys);
    assert_int_equal(settings->warning_count, 0);
    apie_settings_free(settings);
}

static void test_old_names_of_mode(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        apie_mode expected;
    } cases[] = {
        {"{\"release_mode\": \"enforce\"}", APIE_MODE_ENFORCE},
        {"{\"releaseMode\": \"guard\"}", APIE_MODE_ENFORCE},
        {"{\"mode\": \"guard\"}", APIE_MODE_ENFORCE},
        {"{\"release_mode\": \"monitor\"}", APIE_MODE_MONITOR},
        {"{\"mode\": \"monitor\", \"release_mode\": \"guard\"}", APIE_MODE_MONITOR},
        {"{\"releaseMode\": \"guard\", \"mode\": \"monitor\"}", APIE_MODE_MONITOR},
        {"{\"releaseMode\": \"guard\", \"mode\": null}", APIE_MODE_ENFORCE},
    };
    apie_config config = minimal();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_settings *settings = resolve(&config, cases[i].file);
        assert_int_equal(settings->config.mode, cases[i].expected);
        assert_int_equal(settings->warning_count, 0);
        apie_settings_free(settings);
    }
    config.mode = APIE_MODE_MONITOR;
    apie_settings *settings = resolve(&config, "{\"releaseMode\": \"guard\"}");
    assert_int_equal(settings->config.mode, APIE_MODE_MONITOR);
    apie_settings_free(settings);
}

static void test_unknown_keys_warn(void **state)
{
    (void)state;
    apie_config config = minimal();
    apie_settings *settings =
        resolve(&config, "{\"flush_intervall_ms\": 1, \"agent\": {\"nickname\": \"x\"},"
                         " \"tools\": [{\"name\": \"a\"}, {\"name\": \"b\", \"riskLevels\": 1}],"
                         " \"ca_pem\": \"x\", \"connection\": {}}");
    static const char *const expected[] = {
        "unknown key flush_intervall_ms in " FILE_NAME " is ignored",
        "unknown key agent.nickname in " FILE_NAME " is ignored",
        "unknown key tools[1].risk_levels in " FILE_NAME " is ignored",
        "unknown key ca_pem in " FILE_NAME " is ignored",
        "unknown key connection in " FILE_NAME " is ignored",
    };
    assert_int_equal(settings->warning_count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(settings->warnings[i], expected[i]);
    apie_settings_free(settings);
}

static void test_many_and_long_unknown_keys(void **state)
{
    (void)state;
    apie_config config = minimal();
    json_t *object = json_object();
    for (int i = 0; i < 40; i++) {
        char name[400];
        memset(name, 'x', sizeof(name));
        snprintf(name, sizeof(name), "%d", i);
        name[strlen(name)] = 'A';
        name[sizeof(name) - 1] = '\0';
        json_object_set_new(object, name, json_true());
    }
    char *text = json_dumps(object, 0);
    apie_settings *settings = resolve(&config, text);
    assert_int_equal(settings->warning_count, 40);
    assert_memory_equal(settings->warnings[39], "unknown key 39_axxxxx", 21);
    apie_settings_free(settings);
    free(text);
    json_decref(object);
}

static void test_wrong_types(void **state)
{
    (void)state;
    static const struct {
        const char *file, *where;
    } cases[] = {
        {"{\"api_key\": 1}", "api_key"},
        {"{\"apiKey\": [\"x\"]}", "api_key"},
        {"{\"enabled\": \"false\"}", "enabled"},
        {"{\"enabled\": 0}", "enabled"},
        {"{\"agent\": \"deploy\"}", "agent"},
        {"{\"agent\": {\"key\": 5}}", "agent.key"},
        {"{\"version\": \"1.2\"}", "version"},
        {"{\"source\": {\"gitSha\": {}}}", "source.git_sha"},
        {"{\"max_batch_size\": \"25\"}", "max_batch_size"},
        {"{\"max_batch_size\": 2.5}", "max_batch_size"},
        {"{\"max_batch_size\": 25.0}", "max_batch_size"},
        {"{\"max_batch_size\": true}", "max_batch_size"},
        {"{\"redact_keys\": \"token\"}", "redact_keys"},
        {"{\"redact_keys\": [\"token\", 1]}", "redact_keys"},
        {"{\"redactKeys\": [null]}", "redact_keys"},
        {"{\"tools\": {}}", "tools"},
        {"{\"tools\": [\"shell\"]}", "tools"},
        {"{\"tools\": [{\"name\": \"a\"}, {\"name\": 1}]}", "tools[1].name"},
        {"{\"tools\": [{\"name\": \"a\", \"actionTypes\": \"read\"}]}", "tools[0].action_types"},
        {"{\"tools\": [{\"provider\": \"a\"}]}", "tools[0].name"},
        {"{\"capabilities\": [{\"tool\": \"a\"}]}", "capabilities[0].tool"},
        {"{\"capabilities\": [{\"actions\": []}]}", "capabilities[0].tool.name"},
        {"{\"boundary\": true}", "boundary"},
        {"{\"boundary\": {\"warnOnUndeclaredTools\": 1}}", "boundary.warn_on_undeclared_tools"},
        {"{\"headers\": [\"a\"]}", "headers"},
        {"{\"headers\": {\"X-A\": 1}}", "headers"},
        {"{\"allowInsecureHttp\": \"yes\"}", "allow_insecure_http"},
        {"{\"mode\": 1}", "mode"},
        {"{\"queue_storage_path\": \"/tmp/q.json\"}", "queue_storage_path"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        expect_file_refused(cases[i].file, cases[i].where);
}

static void test_wrong_choices(void **state)
{
    (void)state;
    apie_config config = minimal();
    expect_refused(&config, "{\"mode\": \"enforced\"}", "mode",
                   "mode must be one of monitor, enforce, guard (in " FILE_NAME ")");
    expect_refused(&config, "{\"releaseMode\": \"\"}", "release_mode", FILE_NAME);
    expect_file_refused("{\"mode\": \"Monitor\"}", "mode");
    expect_file_refused("{\"guard_failure_mode\": \"open\"}", "guard_failure_mode");
    expect_file_refused("{\"on_error\": \"raise\"}", "on_error");
    expect_file_refused("{\"queueDropPolicy\": \"oldest\"}", "queue_drop_policy");
}

static void test_numbers_out_of_range(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool zero;
    } keys[] = {
        {"approval_timeout_ms", false},
        {"flush_interval_ms", false},
        {"max_batch_size", false},
        {"max_queue_size", false},
        {"max_queue_bytes", false},
        {"retry_attempts", false},
        {"retry_base_delay_ms", false},
        {"queue_wait_ms", false},
        {"timeout", false},
        {"connect_timeout_ms", false},
        {"max_event_payload_bytes", true},
    };
    char text[100];
    apie_config config = minimal();
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        snprintf(text, sizeof(text), "{\"%s\": -1}", keys[i].name);
        expect_file_refused(text, keys[i].name);
        snprintf(text, sizeof(text), "{\"%s\": 0}", keys[i].name);
        if (keys[i].zero)
            apie_settings_free(resolve(&config, text));
        else
            expect_file_refused(text, keys[i].name);
        snprintf(text, sizeof(text), "{\"%s\": 1}", keys[i].name);
        apie_settings_free(resolve(&config, text));
    }
    expect_file_refused("{\"retry_attempts\": 2147483648}", "retry_attempts");
    expect_file_refused("{\"flush_interval_ms\": 9223372036854775807}", "flush_interval_ms");
}

static void test_the_policies_of_a_full_queue(void **state)
{
    (void)state;
    apie_config config = minimal();
    apie_settings *settings = resolve(&config, "{\"queueDropPolicy\": \"wait\"}");
    assert_int_equal(settings->config.queue_drop_policy, APIE_DROP_WAIT);
    apie_settings_free(settings);
    config.queue_drop_policy = (apie_drop_policy)4;
    expect_refused(&config, NULL, "queue_drop_policy",
                   "one of drop_oldest, drop_newest, wait (in apie_config)");
}

static void test_a_batch_fits_into_the_queue(void **state)
{
    (void)state;
    apie_config config = minimal();
    expect_refused(&config, "{\"max_batch_size\": 11, \"max_queue_size\": 10}", "max_batch_size",
                   "(11) is larger than max_queue_size (10)");
    config.max_batch_size = 5001;
    expect_refused(&config, NULL, "max_batch_size", "(5001) is larger than max_queue_size (5000)");
    config.max_batch_size = 0;
    config.max_queue_size = 10;
    apie_settings *settings = resolve(&config, NULL);
    assert_int_equal(settings->config.max_batch_size, 10);
    apie_settings_free(settings);
    config.max_batch_size = 10;
    apie_settings_free(resolve(&config, NULL));
}

static void test_a_file_adds_to_the_booleans(void **state)
{
    (void)state;
    apie_config config = minimal();
    config.boundary.warn_on_undeclared_tools = true;
    apie_settings *settings =
        resolve(&config, "{\"boundary\": {\"warnOnUnknownResourceTypes\": true,"
                         " \"warnOnUndeclaredTools\": false}}");
    assert_true(settings->config.boundary.warn_on_undeclared_tools);
    assert_true(settings->config.boundary.warn_on_unknown_resource_types);
    assert_false(settings->config.boundary.auto_infer_from_tool_names);
    apie_settings_free(settings);
}

static void test_text_with_a_nul(void **state)
{
    (void)state;
    apie_config config = minimal();
    apie_settings *settings = NULL;
    apie_error error = {0};
    json_t *file = json_object();
    json_object_set_new(file, "prompt_hash", json_stringn("a\0b", 3));
    assert_int_equal(apie_settings_resolve(&config, file, FILE_NAME, NULL, NULL, &settings, &error),
                     APIE_ERROR_CONFIG);
    assert_string_equal(error.where, "prompt_hash");
    json_decref(file);
}

static void test_file_that_is_no_object(void **state)
{
    (void)state;
    apie_config config = minimal();
    expect_refused(&config, "[]", FILE_NAME, "must hold a JSON object");
}

/* --- the struct --- */

static void test_required(void **state)
{
    (void)state;
    apie_config config = minimal();
    config.api_key = NULL;
    expect_refused(&config, NULL, "api_key",
                   "api_key is missing: set apie_config.api_key, APIE_API_KEY or api_key in "
                   "./apie.config.json");
    config.api_key = "";
    expect_refused(&config, NULL, "api_key", "missing");
    config = minimal();
    config.agent.key = NULL;
    expect_refused(&config, NULL, "agent.key",
                   "agent.key is missing: set apie_config.agent.key or agent.key in "
                   "./apie.config.json");
    config = minimal();
    config.agent.name = "";
    expect_refused(&config, NULL, "agent.name", "missing");
    expect_refused(NULL, NULL, "agent.key", "missing");
}

static void test_disabled_needs_no_key(void **state)
{
    (void)state;
    apie_config config = minimal();
    config.api_key = NULL;
    config.enabled = apie_bool(false);
    apie_settings *settings = resolve(&config, NULL);
    assert_null(settings->config.api_key);
    assert_false(settings->config.enabled.value);
    apie_settings_free(settings);
    config.enabled = apie_null_bool();
    apie_settings_free(resolve(&config, "{\"enabled\": false}"));
    config.enabled = apie_bool(false);
    config.agent.key = NULL;
    expect_refused(&config, NULL, "agent.key", "missing");
}

static void test_key_with_odd_characters(void **state)
{
    (void)state;
    static const char *const bad[] = {"a b", "a\n", "\ra", "a\tb", " ", "a\x7f", "gr\xc3\xbcn"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        apie_config config = minimal();
        config.api_key = bad[i];
        expect_refused(&config, NULL, "api_key", "api_key holds a space");
    }
}

static void test_struct_values_out_of_range(void **state)
{
    (void)state;
    apie_config config = minimal();
    config.max_batch_size = -1;
    expect_refused(&config, NULL, "max_batch_size", "apie_config");
    config = minimal();
    config.retry_attempts = INT_MIN;
    expect_refused(&config, NULL, "retry_attempts", "apie_config");
    config = minimal();
    config.mode = (apie_mode)3;
    expect_refused(&config, NULL, "mode", "one of monitor, enforce");
    config = minimal();
    config.connection.attempt_timeout_ms = -5;
    expect_refused(&config, NULL, "connection.attempt_timeout_ms", "apie_config");
    config = minimal();
    config.connection.max_connections = -5;
    expect_refused(&config, NULL, "connection.max_connections", "apie_config");
    config = minimal();
    config.connection.min_tls_version = (apie_tls_version)1;
    expect_refused(&config, NULL, "connection.min_tls_version", "one of 1.2, 1.3");
    config = minimal();
    config.queue_storage_path = "/tmp/q.json";
    expect_refused(&config, NULL, "queue_storage_path", "not supported yet");
}

static void test_struct_lists_that_are_broken(void **state)
{
    (void)state;
    apie_config config = minimal();
    config.tool_count = 1;
    expect_refused(&config, NULL, "tools", "NULL although its count is not 0");
    apie_declared_tool tool = {.provider = "p"};
    config.tools = &tool;
    expect_refused(&config, NULL, "tools[0].name", "missing");
    config = minimal();
    apie_declared_capability capability = {0};
    config.capabilities = &capability;
    config.capability_count = 1;
    expect_refused(&config, NULL, "capabilities[0].tool_name", "missing");
    config = minimal();
    apie_header header = {"X-A", NULL};
    config.connection.headers = &header;
    config.connection.header_count = 1;
    expect_refused(&config, NULL, "connection.headers", "needs a name and a value");
}

/* Larger than a block of an arena, so that each copy of such a text is an allocation. */
#define BIG 70000

/* A struct that uses everything that is copied, in memory that can be overwritten. */
typedef struct full_struct {
    char text[BIG];
    const char *list[2];
    apie_declared_tool tool;
    apie_declared_capability capability;
    apie_header header;
    apie_interceptor interceptor;
    apie_config config;
} full_struct;

static void observe(const apie_attempt *attempt, void *user)
{
    (void)attempt, (void)user;
}

static void fill(full_struct *full)
{
    memset(full, 0, sizeof(*full));
    memcpy(full->text, "text", 5);
    full->list[0] = full->text;
    full->tool = (apie_declared_tool){.name = full->text, .action_types = full->list};
    full->capability = (apie_declared_capability){.tool_name = full->text, .resources = full->list};
    full->header = (apie_header){full->text, full->text};
    full->interceptor.after = observe;
    apie_config *config = &full->config;
    config->api_key = config->agent.key = config->agent.name = full->text;
    config->tools = &full->tool;
    config->tool_count = 1;
    config->capabilities = &full->capability;
    config->capability_count = 1;
    config->redact_keys = full->list;
    config->error_user = full;
    config->connection.headers = &full->header;
    config->connection.header_count = 1;
    config->connection.interceptors = &full->interceptor;
    config->connection.interceptor_count = 1;
    config->connection.ca_pem = config->connection.client_key_password = full->text;
    config->connection.user_agent_suffix = full->text;
    config->connection.resolve = full->list;
    config->connection.observer = observe;
    config->connection.max_response_bytes = 77;
    config->connection.min_tls_version = APIE_TLS_1_3;
}

static void test_struct_is_copied_deeply(void **state)
{
    (void)state;
    static full_struct full;
    fill(&full);
    apie_settings *settings = resolve(&full.config, NULL);
    memset(&full, 'Z', sizeof(full));
    const apie_config *got = &settings->config;
    assert_string_equal(got->api_key, "text");
    assert_string_equal(got->agent.key, "text");
    assert_string_equal(got->tools[0].name, "text");
    assert_string_equal(got->tools[0].action_types[0], "text");
    assert_null(got->tools[0].action_types[1]);
    assert_string_equal(got->capabilities[0].tool_name, "text");
    assert_string_equal(got->capabilities[0].resources[0], "text");
    assert_string_equal(got->redact_keys[0], "text");
    assert_ptr_equal(got->error_user, &full);
    assert_string_equal(got->connection.headers[0].name, "text");
    assert_string_equal(got->connection.headers[0].value, "text");
    assert_ptr_equal(got->connection.interceptors[0].after, observe);
    assert_string_equal(got->connection.ca_pem, "text");
    assert_string_equal(got->connection.client_key_password, "text");
    assert_string_equal(got->connection.user_agent_suffix, "text");
    assert_string_equal(got->connection.resolve[0], "text");
    assert_ptr_equal(got->connection.observer, observe);
    assert_int_equal(got->connection.max_response_bytes, 77);
    assert_int_equal(got->connection.min_tls_version, APIE_TLS_1_3);
    apie_settings_free(settings);
}

static void test_file_is_copied_deeply(void **state)
{
    (void)state;
    json_t *file = parse(snake_file);
    apie_settings *settings = NULL;
    assert_int_equal(apie_settings_resolve(NULL, file, FILE_NAME, NULL, NULL, &settings, NULL),
                     APIE_OK);
    assert_int_equal(file->refcount, 1);
    json_decref(file);
    check_snake_file(settings);
    check_snake_file_connection(&settings->config.connection);
    check_snake_file_lists(settings);
    apie_settings_free(settings);
}

static void test_free_of_nothing(void **state)
{
    (void)state;
    apie_settings_free(NULL);
}

/* --- out of memory --- */

/* The same value with every text made BIG, but for the texts that are choices. */
static json_t *with_big_texts(json_t *value, const char *big)
{
    static const char *const choices[] = {"enforce", "fail_closed", "drop_newest", "throw"};
    const char *key;
    json_t *member;
    size_t index;
    if (json_is_string(value)) {
        for (size_t i = 0; i < 4; i++)
            if (strcmp(json_string_value(value), choices[i]) == 0)
                return json_incref(value);
        return json_string(big);
    }
    json_t *copy = json_is_array(value) ? json_array() : json_object();
    json_array_foreach(value, index, member)
        json_array_append_new(copy, with_big_texts(member, big));
    json_object_foreach(value, key, member)
        json_object_set_new(copy, key, with_big_texts(member, big));
    if (json_is_array(value) || json_is_object(value))
        return copy;
    json_decref(copy);
    return json_incref(value);
}

static void test_resolve_without_memory(void **state)
{
    (void)state;
    static full_struct full;
    fill(&full);
    memset(full.text, 'x', BIG - 1);
    full.text[BIG - 1] = '\0';
    full.config.base_url = NULL;
    environment values = {NULL, full.text};
    json_t *small = parse(snake_file);
    json_t *file = with_big_texts(small, full.text);
    json_decref(small);
    json_object_del(file, "base_url");
    for (int i = 0; i < 300; i++) {
        char name[32];
        snprintf(name, sizeof(name), "unknown_%d", i);
        json_object_set_new(file, name, json_true());
    }
    for (unsigned long k = 1;; k++) {
        apie_settings *settings = NULL;
        apie_error error = {0};
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_status status = apie_settings_resolve(&full.config, file, FILE_NAME, get_environment,
                                                   &values, &settings, &error);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        assert_int_equal(error.code, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        assert_true(hit == (settings == NULL));
        apie_settings_free(settings);
        assert_int_equal(apie_fault_live(), live);
        if (!hit) {
            assert_true(k > 60);
            break;
        }
    }
    json_decref(file);
}

/* --- loading --- */

static char folder[] = "/tmp/apie-test-config-XXXXXX";

static int enter_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL || chdir(folder) != 0 ? -1 : 0;
}

static int leave_folder(void **state)
{
    (void)state;
    unlink("apie.config.json");
    unlink("other.json");
    return chdir("/") != 0 || rmdir(folder) != 0 ? -1 : 0;
}

static void write_file(const char *name, const char *text, size_t length)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void expect_load_refused(const char *path, const char *where, const char *words)
{
    json_t *file = (json_t *)(uintptr_t)1;
    bool found = true;
    apie_error error = {0};
    assert_int_equal(apie_config_file_load(path, &file, &found, &error), APIE_ERROR_CONFIG);
    assert_null(file);
    assert_false(found);
    assert_string_equal(error.where, where);
    if (strstr(error.message, words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, error.message);
}

static void test_load(void **state)
{
    (void)state;
    json_t *file = NULL;
    bool found = true;
    unlink("apie.config.json");
    assert_int_equal(apie_config_file_load(NULL, &file, &found, NULL), APIE_OK);
    assert_false(found);
    assert_null(file);

    write_file("apie.config.json", "{\"mode\": \"enforce\"}", 19);
    assert_int_equal(apie_config_file_load(NULL, &file, &found, NULL), APIE_OK);
    assert_true(found);
    assert_string_equal(json_string_value(json_object_get(file, "mode")), "enforce");
    json_decref(file);

    write_file("other.json", "{}", 2);
    assert_int_equal(apie_config_file_load("other.json", &file, &found, NULL), APIE_OK);
    assert_true(found);
    assert_int_equal(json_object_size(file), 0);
    json_decref(file);
}

static void test_load_what_cannot_be_read(void **state)
{
    (void)state;
    expect_load_refused("missing.json", "missing.json",
                        "cannot read missing.json: there is no such file");
    expect_load_refused("/", "/", "cannot read /: it is a directory");
    expect_load_refused("apie.config.json/x", "apie.config.json/x", "not a directory");
    if (geteuid() != 0) {
        write_file("other.json", "{}", 2);
        assert_int_equal(chmod("other.json", 0), 0);
        expect_load_refused("other.json", "other.json", "permission denied");
        assert_int_equal(chmod("other.json", 0600), 0);
    }
}

static void test_load_what_is_not_json(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"{\"mode\":\n  enforce}", "other.json, line 2, column 3: not valid JSON: "},
        {"", "other.json, line 1, column 1: not valid JSON: "},
        {"{} {}", "other.json, line 1, column 4: not valid JSON: "},
        {"{\"a\": 1, \"a\": 2}", "other.json, line 1, column "},
        {"{\"a\": \"\\u0000\"}", "not valid JSON"},
        {"{\"a\": \"\xff\"}", "not valid JSON"},
        {"[1]", "other.json must hold a JSON object"},
        {"1", "other.json must hold a JSON object"},
        {"null", "other.json must hold a JSON object"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        write_file("other.json", cases[i].text, strlen(cases[i].text));
        expect_load_refused("other.json", "other.json", cases[i].words);
    }
}

static void test_load_what_is_too_large(void **state)
{
    (void)state;
    size_t length = 2 * 1024 * 1024;
    char *text = malloc(length + 1);
    assert_non_null(text);
    memset(text, ' ', length + 1);
    memcpy(text, "{}", 2);
    write_file("other.json", text, length + 1);
    expect_load_refused("other.json", "other.json", "other.json is larger than 1048576 bytes");
    free(text);
}

static void test_load_error_shows_no_key(void **state)
{
    (void)state;
    static const char text[] = "{\"api_key\": \"apie_sk_1\" \"apie_sk_2\"}";
    write_file("other.json", text, sizeof(text) - 1);
    apie_error error = {0};
    json_t *file = NULL;
    bool found = false;
    assert_int_equal(apie_config_file_load("other.json", &file, &found, &error), APIE_ERROR_CONFIG);
    assert_null(strstr(error.message, "apie_sk"));
}

static void test_load_without_memory(void **state)
{
    (void)state;
    write_file("other.json", snake_file, sizeof(snake_file) - 1);
    json_set_alloc_funcs(malloc, free);
    for (unsigned long k = 1;; k++) {
        json_t *file = NULL;
        bool found = false;
        apie_error error = {0};
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_status status = apie_config_file_load("other.json", &file, &found, &error);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        json_decref(file);
        assert_int_equal(apie_fault_live(), live);
        if (!hit) {
            assert_true(k > 3);
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_struct_wins_over_file_over_environment),
        cmocka_unit_test(test_empty_environment_is_not_set),
        cmocka_unit_test(test_struct_over_file_for_every_kind),
        cmocka_unit_test(test_file_in_snake_case),
        cmocka_unit_test(test_file_in_camel_case),
        cmocka_unit_test(test_snake_case_wins),
        cmocka_unit_test(test_null_is_unset),
        cmocka_unit_test(test_old_names_of_mode),
        cmocka_unit_test(test_unknown_keys_warn),
        cmocka_unit_test(test_many_and_long_unknown_keys),
        cmocka_unit_test(test_wrong_types),
        cmocka_unit_test(test_wrong_choices),
        cmocka_unit_test(test_numbers_out_of_range),
        cmocka_unit_test(test_the_policies_of_a_full_queue),
        cmocka_unit_test(test_a_batch_fits_into_the_queue),
        cmocka_unit_test(test_a_file_adds_to_the_booleans),
        cmocka_unit_test(test_text_with_a_nul),
        cmocka_unit_test(test_file_that_is_no_object),
        cmocka_unit_test(test_required),
        cmocka_unit_test(test_disabled_needs_no_key),
        cmocka_unit_test(test_key_with_odd_characters),
        cmocka_unit_test(test_struct_values_out_of_range),
        cmocka_unit_test(test_struct_lists_that_are_broken),
        cmocka_unit_test(test_struct_is_copied_deeply),
        cmocka_unit_test(test_file_is_copied_deeply),
        cmocka_unit_test(test_free_of_nothing),
        cmocka_unit_test(test_resolve_without_memory),
        cmocka_unit_test(test_load),
        cmocka_unit_test(test_load_what_cannot_be_read),
        cmocka_unit_test(test_load_what_is_not_json),
        cmocka_unit_test(test_load_what_is_too_large),
        cmocka_unit_test(test_load_error_shows_no_key),
        cmocka_unit_test(test_load_without_memory),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
