#include "apie/object.h"

#include "apie/kept.h"

apie_object apie_object_new(const json_t *members)
{
    return (apie_object){members ? json_deep_copy(members) : json_object()};
}

void apie_object_set_own(apie_object *object, const char *key, json_t *value)
{
    /* It drops the value when it fails, and fails without an object or a value. */
    if (json_object_set_new_nocheck(object->json, key, value) == 0)
        return;
    json_decref(object->json);
    object->json = NULL;
}

void apie_object_add_text(apie_object *object, const char *key, const char *text)
{
    if (!json_object_get(object->json, key))
        apie_object_set_own(object, key, text ? json_string_nocheck(text) : json_null());
}

void apie_object_add_copy(apie_object *object, const char *key, const json_t *value)
{
    if (!json_object_get(object->json, key))
        apie_object_set_own(object, key, value ? json_deep_copy(value) : json_null());
}

const json_t *apie_object_done(apie_object *object, apie_arena *arena)
{
    bool failed = false;
    json_t *made = object->json;
    object->json = NULL;
    return apie_keep_own_json(arena, made, &failed);
}
