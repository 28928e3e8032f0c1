#include "apie/settings.h"

#include <string.h>

#include "apie/config_keys.h"
#include "base/fail.h"
#include "base/text.h"

#define STRUCT_NAME "apie_config"

static apie_status copy_key(apie_arena *arena, const apie_config_key *key, const char *place,
                            void *base, apie_error *error);

/* One copier per kind: puts a copy of the program's value in its own place. */
typedef apie_status copy_fn(apie_arena *arena, const apie_config_key *key, const char *path,
                            void *base, apie_error *error);

static apie_status copy_text(apie_arena *arena, const apie_config_key *key, const char *path,
                             void *base, apie_error *error)
{
    (void)path;
    const char *copy = apie_arena_strdup(arena, apie_config_pointer(key, base));
    if (copy == NULL)
        return apie_fail_no_memory(error);
    apie_config_set_pointer(key, base, copy);
    return APIE_OK;
}

static apie_status check_number(apie_arena *arena, const apie_config_key *key, const char *path,
                                void *base, apie_error *error)
{
    (void)arena;
    if (apie_config_number_allowed(key, apie_config_number(key, base)))
        return APIE_OK;
    return apie_config_fail_kind(key, path, STRUCT_NAME, error);
}

static apie_status copy_texts(apie_arena *arena, const apie_config_key *key, const char *path,
                              void *base, apie_error *error)
{
    (void)path;
    const char *const *list = apie_config_pointer(key, base);
    size_t count = 0;
    while (list[count] != NULL)
        count++;
    const char **copy = apie_arena_alloc(arena, (count + 1) * sizeof(*copy));
    if (copy == NULL)
        return apie_fail_no_memory(error);
    for (size_t i = 0; i < count; i++) {
        copy[i] = apie_arena_strdup(arena, list[i]);
        if (copy[i] == NULL)
            return apie_fail_no_memory(error);
    }
    apie_config_set_pointer(key, base, copy);
    return APIE_OK;
}

static apie_status copy_headers(apie_arena *arena, const apie_config_key *key, const char *path,
                                void *base, apie_error *error)
{
    const apie_header *list = apie_config_pointer(key, base);
    size_t count = apie_config_count(key, base);
    apie_header *copy = apie_arena_alloc(arena, count * sizeof(*copy));
    if (copy == NULL)
        return apie_fail_no_memory(error);
    for (size_t i = 0; i < count; i++) {
        if (list[i].name == NULL || list[i].value == NULL)
            return apie_fail(error, APIE_ERROR_CONFIG, path,
                             "%s[%zu] needs a name and a value (in " STRUCT_NAME ")", path, i);
        copy[i].name = apie_arena_strdup(arena, list[i].name);
        copy[i].value = apie_arena_strdup(arena, list[i].value);
        if (copy[i].name == NULL || copy[i].value == NULL)
            return apie_fail_no_memory(error);
    }
    apie_config_set_pointer(key, base, copy);
    return APIE_OK;
}

static apie_status copy_items(apie_arena *arena, const apie_config_key *key, const char *path,
                              void *base, apie_error *error)
{
    const apie_config_table *table = key->items;
    size_t count = apie_config_count(key, base);
    char *copy = apie_arena_alloc(arena, count * table->size);
    if (copy == NULL)
        return apie_fail_no_memory(error);
    if (count > 0)
        memcpy(copy, apie_config_pointer(key, base), count * table->size);
    for (size_t i = 0; i < count; i++) {
        char place[APIE_CONFIG_PATH_MAX];
        apie_text_format(place, sizeof(place), "%s[%zu].", path, i);
        for (size_t k = 0; k < table->count; k++) {
            apie_status status =
                copy_key(arena, &table->keys[k], place, copy + i * table->size, error);
            if (status != APIE_OK)
                return status;
        }
    }
    apie_config_set_pointer(key, base, copy);
    return APIE_OK;
}

static apie_status refuse(apie_arena *arena, const apie_config_key *key, const char *path,
                          void *base, apie_error *error)
{
    (void)arena, (void)key, (void)base;
    return apie_config_fail_unsupported(path, STRUCT_NAME, error);
}

/* NULL: the value is in the struct itself, and any will do. */
static copy_fn *const copiers[APIE_CONFIG_KINDS] = {
    [APIE_CONFIG_TEXT] = copy_text,     [APIE_CONFIG_INT] = check_number,
    [APIE_CONFIG_INT64] = check_number, [APIE_CONFIG_CHOICE] = check_number,
    [APIE_CONFIG_TEXTS] = copy_texts,   [APIE_CONFIG_HEADERS] = copy_headers,
    [APIE_CONFIG_ITEMS] = copy_items,   [APIE_CONFIG_UNSUPPORTED] = refuse,
};

/* Copies what the program set; leaves what it did not. */
static apie_status copy_key(apie_arena *arena, const apie_config_key *key, const char *place,
                            void *base, apie_error *error)
{
    char path[APIE_CONFIG_PATH_MAX];
    apie_text_format(path, sizeof(path), "%s%s", place,
                     key->member != NULL ? key->member : key->path);
    bool set = key->place != APIE_CONFIG_ONLY_IN_FILE && apie_config_is_set(key, base);
    if (set && copiers[key->kind] != NULL)
        return copiers[key->kind](arena, key, path, base, error);
    if (!set && apie_config_count(key, base) > 0)
        return apie_fail(error, APIE_ERROR_CONFIG, path,
                         "%s is NULL although its count is not 0 (in " STRUCT_NAME ")", path);
    if (!set && key->required && place[0] != '\0')
        return apie_fail(error, APIE_ERROR_CONFIG, path, "%s is missing (in " STRUCT_NAME ")",
                         path);
    return APIE_OK;
}

typedef struct resolving {
    apie_settings *settings;
    apie_settings file; /* what the file says; its strings are in settings->arena */
    apie_get_environment *get_environment;
    void *environment_user;
    apie_error *error;
} resolving;

static apie_status take_environment(const resolving *r, const apie_config_key *key)
{
    const char *value = NULL;
    if (key->environment != NULL && r->get_environment != NULL)
        value = r->get_environment(key->environment, r->environment_user);
    if (value == NULL || value[0] == '\0')
        return APIE_OK;
    value = apie_arena_strdup(r->settings->arena, value);
    if (value == NULL)
        return apie_fail_no_memory(r->error);
    apie_config_set_pointer(key, r->settings, value);
    return APIE_OK;
}

static void take_default(apie_settings *settings, const apie_config_key *key)
{
    if (key->default_text != NULL)
        apie_config_set_pointer(key, settings, key->default_text);
    else if (key->kind == APIE_CONFIG_OPT_BOOL)
        apie_config_set_bool(key, settings, key->default_number != 0);
    else
        apie_config_set_number(key, settings, key->default_number);
}

/* Struct over file over environment over default. */
static apie_status resolve_key(const resolving *r, const apie_config_key *key)
{
    apie_status status = copy_key(r->settings->arena, key, "", r->settings, r->error);
    if (status != APIE_OK || apie_config_is_set(key, r->settings))
        return status;
    apie_config_assign(key, r->settings, &r->file);
    if (apie_config_is_set(key, r->settings))
        return APIE_OK;
    status = take_environment(r, key);
    if (status == APIE_OK && !apie_config_is_set(key, r->settings))
        take_default(r->settings, key);
    return status;
}

static bool is_empty(const char *text)
{
    return text == NULL || text[0] == '\0';
}

/* A key is sent in a header: nothing but visible ASCII can be right. */
static bool is_key_clean(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text <= ' ' || *text >= 0x7f)
            return false;
    return true;
}

static apie_status check_required(const resolving *r, const char *file_name)
{
    const apie_config *config = &r->settings->config;
    for (size_t i = 0; i < apie_config_root.count; i++) {
        const apie_config_key *key = &apie_config_root.keys[i];
        if (key->required && is_empty(apie_config_pointer(key, r->settings)))
            return apie_fail(r->error, APIE_ERROR_CONFIG, key->path,
                             "%s is missing: set " STRUCT_NAME ".%s or %s in %s", key->path,
                             key->path, key->path, file_name);
    }
    if (is_empty(config->api_key))
        return !config->enabled.value
                   ? APIE_OK
                   : apie_fail(r->error, APIE_ERROR_CONFIG, "api_key",
                               "api_key is missing: set " STRUCT_NAME
                               ".api_key, " APIE_ENVIRONMENT_KEY " or api_key in %s",
                               file_name);
    if (!is_key_clean(config->api_key))
        return apie_fail(r->error, APIE_ERROR_CONFIG, "api_key",
                         "api_key holds a space, a line break or another character that no key "
                         "has");
    return APIE_OK;
}

/* A batch of more events than may wait would never be full. */
static apie_status check_sizes(const resolving *r, bool batch_given)
{
    apie_config *config = &r->settings->config;
    if (config->max_batch_size <= config->max_queue_size)
        return APIE_OK;
    if (batch_given)
        return apie_fail(r->error, APIE_ERROR_CONFIG, "max_batch_size",
                         "max_batch_size (%lld) is larger than max_queue_size (%lld)",
                         (long long)config->max_batch_size, (long long)config->max_queue_size);
    config->max_batch_size = config->max_queue_size;
    return APIE_OK;
}

static apie_status resolve(resolving *r, json_t *file, const char *file_name)
{
    if (file != NULL && !json_is_object(file))
        return apie_fail(r->error, APIE_ERROR_CONFIG, file_name, "%s must hold a JSON object",
                         file_name);
    r->file.arena = r->settings->arena;
    apie_status status =
        file != NULL ? apie_config_read(&r->file, file, file_name, r->error) : APIE_OK;
    bool batch_given =
        r->settings->config.max_batch_size != 0 || r->file.config.max_batch_size != 0;
    for (size_t i = 0; status == APIE_OK && i < apie_config_root.count; i++)
        status = resolve_key(r, &apie_config_root.keys[i]);
    if (status == APIE_OK)
        status = check_sizes(r, batch_given);
    if (status != APIE_OK)
        return status;
    r->settings->warnings = r->file.warnings;
    r->settings->warning_count = r->file.warning_count;
    return check_required(r, file_name);
}

apie_status apie_settings_resolve(const apie_config *inline_config, json_t *file,
                                  const char *file_name, apie_get_environment *get_environment,
                                  void *environment_user, apie_settings **out, apie_error *error)
{
    *out = NULL;
    void *root = NULL;
    apie_arena *arena = apie_arena_new_with_root(sizeof(apie_settings), 2048, &root);
    if (arena == NULL)
        return apie_fail_no_memory(error);
    resolving r = {.settings = root,
                   .get_environment = get_environment,
                   .environment_user = environment_user,
                   .error = error};
    r.settings->arena = arena;
    if (inline_config != NULL)
        r.settings->config = *inline_config;
    apie_status status = resolve(&r, file, file_name != NULL ? file_name : APIE_CONFIG_FILE);
    if (status != APIE_OK) {
        apie_settings_free(r.settings);
        return status;
    }
    *out = r.settings;
    return APIE_OK;
}

void apie_settings_free(apie_settings *settings)
{
    if (settings != NULL)
        apie_arena_free(settings->arena);
}
