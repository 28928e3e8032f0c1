/* A configuration file's JSON into the structs, by the tables. */
#include <limits.h>
#include <string.h>

#include "apie/config_keys.h"
#include "base/fail.h"
#include "base/text.h"

typedef struct reading {
    apie_settings *settings;
    const char *file;
    const char **warnings;
    size_t warning_capacity;
    apie_error *error;
} reading;

/* One object of the file: what its keys are relative to, in its table and in messages. */
typedef struct section {
    const apie_config_table *table;
    const char *prefix; /* "" or "agent." */
    const char *place;  /* "" or "tools[2]." */
    void *base;
} section;

static apie_status read_section(reading *r, const section *at, json_t *object);

static bool has_value(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return value != NULL && !json_is_null(value);
}

/* maxBatchSize is max_batch_size. ASCII, since every key of ours is. */
static void to_snake_case(const char *name, char *out, size_t size)
{
    size_t length = 0;
    for (; *name != '\0' && length + 2 < size; name++) {
        bool upper = *name >= 'A' && *name <= 'Z';
        if (upper)
            out[length++] = '_';
        out[length++] = upper ? (char)(*name - 'A' + 'a') : *name;
    }
    out[length] = '\0';
}

static const apie_config_key *find_key(const apie_config_table *table, const char *path)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->keys[i].place != APIE_CONFIG_ONLY_IN_STRUCT &&
            strcmp(table->keys[i].path, path) == 0)
            return &table->keys[i];
    return NULL;
}

static bool is_section(const apie_config_table *table, const char *path)
{
    size_t length = strlen(path);
    for (size_t i = 0; i < table->count; i++)
        if (table->keys[i].place != APIE_CONFIG_ONLY_IN_STRUCT &&
            strncmp(table->keys[i].path, path, length) == 0 && table->keys[i].path[length] == '.')
            return true;
    return false;
}

static apie_status warn_unknown(reading *r, const char *path)
{
    apie_settings *settings = r->settings;
    if (settings->warning_count == r->warning_capacity) {
        size_t capacity = r->warning_capacity > 0 ? 2 * r->warning_capacity : 8;
        const char **grown = apie_arena_alloc(settings->arena, capacity * sizeof(*grown));
        if (grown == NULL)
            return apie_fail_no_memory(r->error);
        if (settings->warning_count > 0)
            memcpy(grown, r->warnings, settings->warning_count * sizeof(*grown));
        r->warnings = grown;
        r->warning_capacity = capacity;
        settings->warnings = grown;
    }
    char text[2 * APIE_CONFIG_PATH_MAX + 256];
    apie_text_format(text, sizeof(text), "unknown key %s in %s is ignored", path, r->file);
    const char *copy = apie_arena_strdup(settings->arena, text);
    if (copy == NULL)
        return apie_fail_no_memory(r->error);
    r->warnings[settings->warning_count++] = copy;
    return APIE_OK;
}

/* One reader per kind: path is the key's in messages, base the struct that it goes to. */
typedef apie_status read_fn(reading *r, const apie_config_key *key, const char *path, json_t *value,
                            void *base);

static apie_status fail_kind(reading *r, const apie_config_key *key, const char *path)
{
    return apie_config_fail_kind(key, path, r->file, r->error);
}

/* A copy of a JSON string; *out is NULL if it is none, or holds a NUL. */
static apie_status copy_text(reading *r, const json_t *value, const char **out)
{
    *out = NULL;
    if (!json_is_string(value) ||
        memchr(json_string_value(value), '\0', json_string_length(value)) != NULL)
        return APIE_OK;
    *out = apie_arena_strdup(r->settings->arena, json_string_value(value));
    return *out != NULL ? APIE_OK : apie_fail_no_memory(r->error);
}

static apie_status read_text(reading *r, const apie_config_key *key, const char *path,
                             json_t *value, void *base)
{
    const char *text;
    apie_status status = copy_text(r, value, &text);
    if (status != APIE_OK)
        return status;
    if (text == NULL)
        return fail_kind(r, key, path);
    apie_config_set_pointer(key, base, text);
    return APIE_OK;
}

static apie_status read_bool(reading *r, const apie_config_key *key, const char *path,
                             json_t *value, void *base)
{
    if (!json_is_boolean(value))
        return fail_kind(r, key, path);
    apie_config_set_bool(key, base, json_is_true(value));
    return APIE_OK;
}

static apie_status read_number(reading *r, const apie_config_key *key, const char *path,
                               json_t *value, void *base)
{
    if (!json_is_integer(value) || !apie_config_number_allowed(key, json_integer_value(value)))
        return fail_kind(r, key, path);
    apie_config_set_number(key, base, json_integer_value(value));
    return APIE_OK;
}

static apie_status read_choice(reading *r, const apie_config_key *key, const char *path,
                               json_t *value, void *base)
{
    const char *text = json_string_value(value);
    if (text == NULL)
        return fail_kind(r, key, path);
    for (const apie_config_choice *choice = key->choices; choice->name != NULL; choice++)
        if (strcmp(choice->name, text) == 0) {
            apie_config_set_number(key, base, choice->value);
            return APIE_OK;
        }
    return fail_kind(r, key, path);
}

static apie_status read_texts(reading *r, const apie_config_key *key, const char *path,
                              json_t *value, void *base)
{
    if (!json_is_array(value))
        return fail_kind(r, key, path);
    size_t count = json_array_size(value);
    const char **list = apie_arena_alloc(r->settings->arena, (count + 1) * sizeof(*list));
    if (list == NULL)
        return apie_fail_no_memory(r->error);
    for (size_t i = 0; i < count; i++) {
        apie_status status = copy_text(r, json_array_get(value, i), &list[i]);
        if (status != APIE_OK)
            return status;
        if (list[i] == NULL)
            return fail_kind(r, key, path);
    }
    apie_config_set_pointer(key, base, list);
    return APIE_OK;
}

static apie_status read_headers(reading *r, const apie_config_key *key, const char *path,
                                json_t *value, void *base)
{
    if (!json_is_object(value))
        return fail_kind(r, key, path);
    size_t count = 0;
    apie_header *headers =
        apie_arena_alloc(r->settings->arena, json_object_size(value) * sizeof(*headers));
    if (headers == NULL)
        return apie_fail_no_memory(r->error);
    const char *name;
    json_t *text;
    json_object_foreach(value, name, text)
    {
        apie_status status = copy_text(r, text, &headers[count].value);
        if (status != APIE_OK)
            return status;
        if (headers[count].value == NULL)
            return fail_kind(r, key, path);
        headers[count].name = apie_arena_strdup(r->settings->arena, name);
        if (headers[count].name == NULL)
            return apie_fail_no_memory(r->error);
        count++;
    }
    apie_config_set_pointer(key, base, headers);
    apie_config_set_count(key, base, count);
    return APIE_OK;
}

static apie_status read_item(reading *r, const apie_config_table *table, const char *place,
                             json_t *value, void *item)
{
    section at = {table, "", place, item};
    apie_status status = read_section(r, &at, value);
    for (size_t i = 0; status == APIE_OK && i < table->count; i++)
        if (table->keys[i].required && !apie_config_is_set(&table->keys[i], item)) {
            char path[APIE_CONFIG_PATH_MAX];
            apie_text_format(path, sizeof(path), "%s%s", place, table->keys[i].path);
            status = apie_fail(r->error, APIE_ERROR_CONFIG, path, "%s is missing (in %s)", path,
                               r->file);
        }
    return status;
}

static apie_status read_items(reading *r, const apie_config_key *key, const char *path,
                              json_t *value, void *base)
{
    if (!json_is_array(value))
        return fail_kind(r, key, path);
    size_t count = json_array_size(value);
    char *items = apie_arena_alloc(r->settings->arena, count * key->items->size);
    if (items == NULL)
        return apie_fail_no_memory(r->error);
    for (size_t i = 0; i < count; i++) {
        json_t *item = json_array_get(value, i);
        if (!json_is_object(item))
            return fail_kind(r, key, path);
        char place[APIE_CONFIG_PATH_MAX];
        apie_text_format(place, sizeof(place), "%s[%zu].", path, i);
        apie_status status = read_item(r, key->items, place, item, items + i * key->items->size);
        if (status != APIE_OK)
            return status;
    }
    apie_config_set_pointer(key, base, items);
    apie_config_set_count(key, base, count);
    return APIE_OK;
}

static apie_status read_ignored(reading *r, const apie_config_key *key, const char *path,
                                json_t *value, void *base)
{
    (void)r, (void)key, (void)path, (void)value, (void)base;
    return APIE_OK;
}

static apie_status read_unsupported(reading *r, const apie_config_key *key, const char *path,
                                    json_t *value, void *base)
{
    (void)key, (void)value, (void)base;
    return apie_config_fail_unsupported(path, r->file, r->error);
}

static read_fn *const readers[APIE_CONFIG_KINDS] = {
    [APIE_CONFIG_TEXT] = read_text,
    [APIE_CONFIG_BOOL] = read_bool,
    [APIE_CONFIG_OPT_BOOL] = read_bool,
    [APIE_CONFIG_INT] = read_number,
    [APIE_CONFIG_INT64] = read_number,
    [APIE_CONFIG_CHOICE] = read_choice,
    [APIE_CONFIG_TEXTS] = read_texts,
    [APIE_CONFIG_HEADERS] = read_headers,
    [APIE_CONFIG_ITEMS] = read_items,
    [APIE_CONFIG_IGNORED] = read_ignored,
    [APIE_CONFIG_UNSUPPORTED] = read_unsupported,
};

static apie_status read_member(reading *r, const section *at, const json_t *object,
                               const char *snake, json_t *value)
{
    char path[APIE_CONFIG_PATH_MAX];
    char shown[2 * APIE_CONFIG_PATH_MAX];
    apie_text_format(path, sizeof(path), "%s%s", at->prefix, snake);
    apie_text_format(shown, sizeof(shown), "%s%s", at->place, path);
    const apie_config_key *key = find_key(at->table, path);
    if (key == NULL && !is_section(at->table, path))
        return warn_unknown(r, shown);
    if (json_is_null(value))
        return APIE_OK;
    if (key == NULL && !json_is_object(value))
        return apie_fail(r->error, APIE_ERROR_CONFIG, shown, "%s must be an object (in %s)", shown,
                         r->file);
    if (key == NULL) {
        char prefix[APIE_CONFIG_PATH_MAX];
        apie_text_format(prefix, sizeof(prefix), "%s.", path);
        section inner = {at->table, prefix, at->place, at->base};
        return read_section(r, &inner, value);
    }
    if (key->newer != NULL && has_value(object, key->newer))
        return APIE_OK;
    return readers[key->kind](r, key, shown, value, at->base);
}

static apie_status read_section(reading *r, const section *at, json_t *object)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        char snake[APIE_CONFIG_PATH_MAX];
        to_snake_case(name, snake, sizeof(snake));
        if (strcmp(name, snake) != 0 && has_value(object, snake))
            continue;
        apie_status status = read_member(r, at, object, snake, value);
        if (status != APIE_OK)
            return status;
    }
    return APIE_OK;
}

apie_status apie_config_read(apie_settings *settings, json_t *file, const char *file_name,
                             apie_error *error)
{
    reading r = {.settings = settings, .file = file_name, .error = error};
    section root = {&apie_config_root, "", "", settings};
    return read_section(&r, &root, file);
}
