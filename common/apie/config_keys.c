#include "apie/config_keys.h"

#include <limits.h>
#include <string.h>

#include <apie/version.h>

#include "base/fail.h"
#include "base/text.h"

/* Ten years: enough for any wait, and far from overflow when added to a clock. */
#define MS_MAX          INT64_C(315360000000)
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const apie_config_choice modes[] = {
    {"monitor", APIE_MODE_MONITOR},
    {"enforce", APIE_MODE_ENFORCE},
    {"guard", APIE_MODE_ENFORCE}, /* the old name */
    {NULL, 0},
};

static const apie_config_choice guard_failure_modes[] = {
    {"fail_open", APIE_GUARD_FAIL_OPEN},
    {"fail_closed", APIE_GUARD_FAIL_CLOSED},
    {"throw", APIE_GUARD_THROW},
    {NULL, 0},
};

static const apie_config_choice drop_policies[] = {
    {"drop_oldest", APIE_DROP_OLDEST},
    {"drop_newest", APIE_DROP_NEWEST},
    {"wait", APIE_DROP_WAIT},
    {NULL, 0},
};

static const apie_config_choice on_errors[] = {
    {"silent", APIE_ON_ERROR_SILENT},
    {"warn", APIE_ON_ERROR_WARN},
    {"throw", APIE_ON_ERROR_RETURN},
    {NULL, 0},
};

static const apie_config_choice tls_versions[] = {
    {"1.2", APIE_TLS_1_2},
    {"1.3", APIE_TLS_1_3},
    {NULL, 0},
};

_Static_assert(sizeof(apie_mode) == sizeof(int), "choices are read and written as int");

/* What the tables below are written with: each gives the start of an initialiser. */
#define FIELD(kind_, type, path_, field)                                                           \
    .kind = (kind_), .path = (path_), .offset = offsetof(type, field)
#define ARRAY(kind_, type, path_, array, count)                                                    \
    FIELD(kind_, type, path_, array), .count_offset = offsetof(type, count)

#define TOOL(kind, field)             FIELD(kind, apie_declared_tool, #field, field)
#define CAPABILITY(kind, path, field) FIELD(kind, apie_declared_capability, path, field)

static const apie_config_key tool_keys[] = {
    {TOOL(APIE_CONFIG_TEXT, name), .required = true},
    {TOOL(APIE_CONFIG_TEXT, provider)},
    {TOOL(APIE_CONFIG_TEXTS, action_types)},
    {TOOL(APIE_CONFIG_TEXTS, resource_types)},
    {TOOL(APIE_CONFIG_TEXT, risk_level)},
    {TOOL(APIE_CONFIG_TEXTS, environments)},
    {.kind = APIE_CONFIG_IGNORED, .path = "description", .place = APIE_CONFIG_ONLY_IN_FILE},
    {.kind = APIE_CONFIG_IGNORED, .path = "input_schema", .place = APIE_CONFIG_ONLY_IN_FILE},
};
static const apie_config_table tool_table = {tool_keys, COUNT_OF(tool_keys),
                                             sizeof(apie_declared_tool)};

static const apie_config_key capability_keys[] = {
    {CAPABILITY(APIE_CONFIG_TEXT, "tool.name", tool_name), .member = "tool_name", .required = true},
    {CAPABILITY(APIE_CONFIG_TEXT, "tool.provider", tool_provider), .member = "tool_provider"},
    {CAPABILITY(APIE_CONFIG_TEXTS, "actions", actions)},
    {CAPABILITY(APIE_CONFIG_TEXTS, "resources", resources)},
    {CAPABILITY(APIE_CONFIG_TEXTS, "environments", environments)},
    {CAPABILITY(APIE_CONFIG_TEXT, "risk_level", risk_level)},
};
static const apie_config_table capability_table = {capability_keys, COUNT_OF(capability_keys),
                                                   sizeof(apie_declared_capability)};

static const apie_config_table interceptor_table = {NULL, 0, sizeof(apie_interceptor)};

#define SETTING(kind, field) FIELD(kind, apie_settings, #field, config.field)
#define TEXT(field)          SETTING(APIE_CONFIG_TEXT, field)
#define TEXTS(field)         SETTING(APIE_CONFIG_TEXTS, field)
#define CHOICE(field, list)  SETTING(APIE_CONFIG_CHOICE, field), .choices = (list)
#define INT64(field, from, to, otherwise)                                                          \
    SETTING(APIE_CONFIG_INT64, field), .minimum = (from), .maximum = (to),                         \
                                       .default_number = (otherwise)
#define ITEMS(field, count, table)                                                                 \
    ARRAY(APIE_CONFIG_ITEMS, apie_settings, #field, config.field, config.count), .items = (table)
#define BOOL(field) SETTING(APIE_CONFIG_BOOL, field)
/* A file has the connection's keys at its top level. */
#define CONNECTION(kind, path, field)                                                              \
    FIELD(kind, apie_settings, path, config.connection.field), .member = "connection." #field
#define IN_STRUCT(kind, field)                                                                     \
    CONNECTION(kind, "connection." #field, field), .place = APIE_CONFIG_ONLY_IN_STRUCT

static const apie_config_key keys[] = {
    {TEXT(api_key), .environment = APIE_ENVIRONMENT_KEY},
    {TEXT(base_url), .environment = APIE_ENVIRONMENT_URL, .default_text = APIE_CONFIG_BASE_URL},
    {SETTING(APIE_CONFIG_OPT_BOOL, enabled), .default_number = 1},
    {TEXT(agent.key), .required = true},
    {TEXT(agent.name), .required = true},
    {TEXT(agent.purpose)},
    {TEXT(agent.owner)},
    {TEXT(agent.team)},
    {TEXT(agent.description)},
    {TEXT(runtime.environment)},
    {TEXT(runtime.framework)},
    {TEXT(runtime.language), .default_text = APIE_CONFIG_LANGUAGE},
    {TEXT(runtime.sdk_version), .default_text = APIE_VERSION},
    {TEXT(model.provider)},
    {TEXT(model.name)},
    {TEXT(version.version)},
    {TEXT(version.framework)},
    {TEXT(version.model_provider)},
    {TEXT(version.model_name)},
    {TEXT(source.git_sha)},
    {TEXT(source.deployment_id)},
    {TEXT(prompt_hash)},
    {CHOICE(mode, modes), .default_number = APIE_MODE_MONITOR},
    {FIELD(APIE_CONFIG_CHOICE, apie_settings, "release_mode", config.mode), .choices = modes,
     .place = APIE_CONFIG_ONLY_IN_FILE, .newer = "mode"},
    {CHOICE(guard_failure_mode, guard_failure_modes), .default_number = APIE_GUARD_FAIL_OPEN},
    {INT64(approval_timeout_ms, 1, MS_MAX, 300000)},
    {ITEMS(tools, tool_count, &tool_table)},
    {ITEMS(capabilities, capability_count, &capability_table)},
    {BOOL(boundary.warn_on_undeclared_tools)},
    {BOOL(boundary.warn_on_unknown_resource_types)},
    {BOOL(boundary.auto_infer_from_tool_names)},
    {INT64(flush_interval_ms, 1, MS_MAX, 2000)},
    {INT64(max_batch_size, 1, INT_MAX, 25)},
    {INT64(max_queue_size, 1, INT_MAX, 5000)},
    {INT64(max_queue_bytes, 1, INT64_MAX, INT64_C(16) * 1024 * 1024)},
    {SETTING(APIE_CONFIG_INT, retry_attempts), .minimum = 1, .maximum = INT_MAX,
     .default_number = 3},
    {INT64(retry_base_delay_ms, 1, MS_MAX, 250)},
    {SETTING(APIE_CONFIG_UNSUPPORTED, queue_storage_path)},
    {CHOICE(queue_drop_policy, drop_policies), .default_number = APIE_DROP_OLDEST},
    {INT64(queue_wait_ms, 1, MS_MAX, 1000)},
    {CHOICE(on_error, on_errors), .default_number = APIE_ON_ERROR_WARN},
    {TEXTS(redact_keys)},
    {TEXTS(redact_allow_paths)},
    {TEXTS(redact_deny_patterns)},
    {INT64(max_event_payload_bytes, 0, INT64_MAX, 0)},
    {BOOL(no_worker)},
    {BOOL(wait_for_registration)},
    {CONNECTION(APIE_CONFIG_INT64, "timeout", attempt_timeout_ms), .minimum = 1, .maximum = MS_MAX},
    {CONNECTION(APIE_CONFIG_INT64, "connect_timeout_ms", connect_timeout_ms), .minimum = 1,
     .maximum = MS_MAX},
    {CONNECTION(APIE_CONFIG_HEADERS, "headers", headers),
     .count_offset = offsetof(apie_settings, config.connection.header_count)},
    {CONNECTION(APIE_CONFIG_TEXT, "ca_file", ca_file)},
    {CONNECTION(APIE_CONFIG_TEXT, "proxy", proxy)},
    {CONNECTION(APIE_CONFIG_TEXT, "unix_socket", unix_socket)},
    {CONNECTION(APIE_CONFIG_TEXT, "client_cert_file", client_cert_file)},
    {CONNECTION(APIE_CONFIG_TEXT, "client_key_file", client_key_file)},
    {CONNECTION(APIE_CONFIG_BOOL, "allow_insecure_http", allow_insecure_http)},
    {IN_STRUCT(APIE_CONFIG_TEXT, ca_pem)},
    {IN_STRUCT(APIE_CONFIG_TEXT, client_key_password)},
    {IN_STRUCT(APIE_CONFIG_CHOICE, min_tls_version), .choices = tls_versions},
    {IN_STRUCT(APIE_CONFIG_TEXTS, resolve)},
    {IN_STRUCT(APIE_CONFIG_TEXT, user_agent_suffix)},
    {IN_STRUCT(APIE_CONFIG_INT, attempts), .minimum = 1, .maximum = INT_MAX},
    {IN_STRUCT(APIE_CONFIG_INT, max_connections), .minimum = 1, .maximum = INT_MAX},
    {IN_STRUCT(APIE_CONFIG_INT, max_queued_calls), .minimum = 1, .maximum = INT_MAX},
    {IN_STRUCT(APIE_CONFIG_ITEMS, interceptors), .items = &interceptor_table,
     .count_offset = offsetof(apie_settings, config.connection.interceptor_count)},
};

const apie_config_table apie_config_root = {keys, COUNT_OF(keys), sizeof(apie_settings)};

static const size_t kind_sizes[APIE_CONFIG_KINDS] = {
    [APIE_CONFIG_TEXT] = sizeof(const char *),
    [APIE_CONFIG_BOOL] = sizeof(bool),
    [APIE_CONFIG_OPT_BOOL] = sizeof(apie_opt_bool),
    [APIE_CONFIG_INT] = sizeof(int),
    [APIE_CONFIG_INT64] = sizeof(int64_t),
    [APIE_CONFIG_CHOICE] = sizeof(int),
    [APIE_CONFIG_TEXTS] = sizeof(const char *const *),
    [APIE_CONFIG_HEADERS] = sizeof(const apie_header *),
    [APIE_CONFIG_ITEMS] = sizeof(const void *),
    [APIE_CONFIG_UNSUPPORTED] = sizeof(const char *),
};

static bool has_count(const apie_config_key *key)
{
    return key->kind == APIE_CONFIG_HEADERS || key->kind == APIE_CONFIG_ITEMS;
}

static bool is_number(const apie_config_key *key)
{
    return key->kind == APIE_CONFIG_INT || key->kind == APIE_CONFIG_INT64 ||
           key->kind == APIE_CONFIG_CHOICE;
}

static const void *field_of(const void *base, size_t offset)
{
    return (const char *)base + offset;
}

static void *mutable_field_of(void *base, size_t offset)
{
    return (char *)base + offset;
}

bool apie_config_is_set(const apie_config_key *key, const void *base)
{
    const unsigned char *bytes = field_of(base, key->offset);
    if (key->kind == APIE_CONFIG_OPT_BOOL) {
        apie_opt_bool value;
        memcpy(&value, bytes, sizeof(value));
        return value.presence == APIE_SET;
    }
    for (size_t i = 0; i < kind_sizes[key->kind]; i++)
        if (bytes[i] != 0)
            return true;
    return false;
}

int64_t apie_config_number(const apie_config_key *key, const void *base)
{
    int64_t wide = 0;
    int narrow = 0;
    if (!is_number(key))
        return 0;
    if (key->kind == APIE_CONFIG_INT64) {
        memcpy(&wide, field_of(base, key->offset), sizeof(wide));
        return wide;
    }
    memcpy(&narrow, field_of(base, key->offset), sizeof(narrow));
    return narrow;
}

void apie_config_set_number(const apie_config_key *key, void *base, int64_t value)
{
    int narrow = (int)value;
    if (key->kind == APIE_CONFIG_INT64)
        memcpy(mutable_field_of(base, key->offset), &value, sizeof(value));
    else if (is_number(key))
        memcpy(mutable_field_of(base, key->offset), &narrow, sizeof(narrow));
}

bool apie_config_number_allowed(const apie_config_key *key, int64_t value)
{
    if (key->kind != APIE_CONFIG_CHOICE)
        return value >= key->minimum && value <= key->maximum;
    for (const apie_config_choice *choice = key->choices; choice->name != NULL; choice++)
        if (choice->value == value)
            return true;
    return false;
}

void apie_config_set_bool(const apie_config_key *key, void *base, bool value)
{
    apie_opt_bool optional = {value, APIE_SET};
    if (key->kind == APIE_CONFIG_OPT_BOOL)
        memcpy(mutable_field_of(base, key->offset), &optional, sizeof(optional));
    else
        memcpy(mutable_field_of(base, key->offset), &value, sizeof(value));
}

const void *apie_config_pointer(const apie_config_key *key, const void *base)
{
    const void *pointer;
    memcpy(&pointer, field_of(base, key->offset), sizeof(pointer));
    return pointer;
}

void apie_config_set_pointer(const apie_config_key *key, void *base, const void *pointer)
{
    memcpy(mutable_field_of(base, key->offset), &pointer, sizeof(pointer));
}

size_t apie_config_count(const apie_config_key *key, const void *base)
{
    size_t count = 0;
    if (has_count(key))
        memcpy(&count, field_of(base, key->count_offset), sizeof(count));
    return count;
}

void apie_config_set_count(const apie_config_key *key, void *base, size_t count)
{
    memcpy(mutable_field_of(base, key->count_offset), &count, sizeof(count));
}

void apie_config_assign(const apie_config_key *key, void *to, const void *from)
{
    memcpy(mutable_field_of(to, key->offset), field_of(from, key->offset), kind_sizes[key->kind]);
    if (has_count(key))
        apie_config_set_count(key, to, apie_config_count(key, from));
}

static void describe_choices(const apie_config_choice *choices, char *out, size_t size)
{
    size_t used = 0;
    for (; choices->name != NULL && used < size; choices++) {
        apie_text_format(out + used, size - used, "%s%s", used > 0 ? ", " : "one of ",
                         choices->name);
        used += strlen(out + used);
    }
}

apie_status apie_config_fail_kind(const apie_config_key *key, const char *path, const char *source,
                                  apie_error *error)
{
    static const char *const words[APIE_CONFIG_KINDS] = {
        [APIE_CONFIG_TEXT] = "a string",
        [APIE_CONFIG_BOOL] = "true or false",
        [APIE_CONFIG_OPT_BOOL] = "true or false",
        [APIE_CONFIG_TEXTS] = "a list of strings",
        [APIE_CONFIG_HEADERS] = "an object whose values are strings",
        [APIE_CONFIG_ITEMS] = "a list of objects",
    };
    char text[128];
    const char *what = words[key->kind];
    if (key->kind == APIE_CONFIG_CHOICE) {
        describe_choices(key->choices, text, sizeof(text));
        what = text;
    } else if (is_number(key)) {
        apie_text_format(text, sizeof(text), "a whole number from %lld to %lld",
                         (long long)key->minimum, (long long)key->maximum);
        what = text;
    }
    return apie_fail(error, APIE_ERROR_CONFIG, path, "%s must be %s (in %s)", path, what, source);
}

apie_status apie_config_fail_unsupported(const char *path, const char *source, apie_error *error)
{
    return apie_fail(error, APIE_ERROR_CONFIG, path, "%s is not supported yet (in %s)", path,
                     source);
}
