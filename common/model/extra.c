#include "model/extra.h"

#include <string.h>

#include <apie/model.h>

const struct apie_extra *apie_extra_of(const void *object)
{
    const struct apie_extra *extra = NULL;

    memcpy(&extra, object, sizeof extra);
    return extra;
}

bool apie_extra_attach(void *object, apie_arena *arena, const uint64_t *nulls,
                       const apie_buffer *unknown, size_t start, size_t unknown_count)
{
    struct apie_extra *extra = NULL;
    apie_unknown_field *fields = NULL;
    static const uint64_t none[APIE_MODEL_WORDS];

    if (memcmp(nulls, none, sizeof none) == 0 && unknown_count == 0)
        return true;
    extra = apie_arena_alloc(arena, sizeof *extra);
    fields = apie_arena_alloc(arena, unknown_count * sizeof *fields);
    if (extra == NULL || fields == NULL)
        return false;
    memcpy(extra->nulls, nulls, sizeof extra->nulls);
    if (unknown_count > 0)
        memcpy(fields, unknown->data + start, unknown_count * sizeof *fields);
    extra->unknown = fields;
    extra->unknown_count = unknown_count;
    memcpy(object, &extra, sizeof extra);
    return true;
}

const char *apie_extra_json(const void *object, const char *name, size_t *length)
{
    const struct apie_extra *extra = object == NULL ? NULL : apie_extra_of(object);

    for (size_t i = 0; extra != NULL && name != NULL && i < extra->unknown_count; i++) {
        if (apie_slice_equal(extra->unknown[i].name, name)) {
            if (length != NULL)
                *length = extra->unknown[i].json.length;
            return extra->unknown[i].json.data;
        }
    }
    return NULL;
}
