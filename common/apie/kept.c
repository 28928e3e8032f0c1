#include "apie/kept.h"

#include "base/fail.h"

const char *apie_keep_text(apie_arena *arena, const char *text, bool *failed)
{
    if (!text)
        return APIE_NULL;
    const char *copy = apie_arena_strdup(arena, text);
    if (!copy)
        *failed = true;
    return copy;
}

static void release_value(void *value)
{
    json_decref(value);
}

const json_t *apie_keep_own_json(apie_arena *arena, json_t *value, bool *failed)
{
    if (value && apie_arena_on_free(arena, release_value, value) == 0)
        return value;
    json_decref(value);
    *failed = true;
    return NULL;
}

const json_t *apie_keep_json(apie_arena *arena, const json_t *value, bool *failed)
{
    return value ? apie_keep_own_json(arena, json_deep_copy(value), failed) : APIE_NULL;
}

size_t apie_texts_count(const char *const *texts)
{
    size_t count = 0;
    while (texts && texts[count])
        count++;
    return count;
}

apie_status apie_check_object(const json_t *value, const char *name, apie_error *error)
{
    if (!value || json_is_object(value))
        return APIE_OK;
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, name, "%s must be a JSON object", name);
}
