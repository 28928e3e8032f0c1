#include "model/field.h"

#include <string.h>

#include <jansson.h>

#include "model/extra.h"

typedef struct type_facts {
    apie_shape shape;
    size_t item_size;
    size_t presence; /* where a scalar keeps it */
} type_facts;

static const type_facts facts[APIE_FIELD_TYPE_COUNT] = {
    [APIE_FIELD_STRING] = {APIE_SHAPE_POINTER, 0, 0},
    [APIE_FIELD_INT] = {APIE_SHAPE_SCALAR, 0, offsetof(apie_opt_int, presence)},
    [APIE_FIELD_DOUBLE] = {APIE_SHAPE_SCALAR, 0, offsetof(apie_opt_double, presence)},
    [APIE_FIELD_BOOL] = {APIE_SHAPE_SCALAR, 0, offsetof(apie_opt_bool, presence)},
    [APIE_FIELD_OBJECT] = {APIE_SHAPE_POINTER, 0, 0},
    [APIE_FIELD_JSON] = {APIE_SHAPE_POINTER, 0, 0},
    [APIE_FIELD_JSON_LIST] = {APIE_SHAPE_POINTER, 0, 0},
    [APIE_FIELD_JSON_MAP] = {APIE_SHAPE_POINTER, 0, 0},
    [APIE_FIELD_STRING_LIST] = {APIE_SHAPE_LIST, sizeof(const char *), 0},
    [APIE_FIELD_INT_LIST] = {APIE_SHAPE_LIST, sizeof(int64_t), 0},
    [APIE_FIELD_DOUBLE_LIST] = {APIE_SHAPE_LIST, sizeof(double), 0},
    [APIE_FIELD_OBJECT_LIST] = {APIE_SHAPE_LIST, sizeof(const void *), 0},
    [APIE_FIELD_OBJECT_MAP] = {APIE_SHAPE_MAP, sizeof(const void *), 0},
    [APIE_FIELD_CONSTANT] = {APIE_SHAPE_NONE, 0, 0},
};

_Static_assert(offsetof(apie_opt_int, value) == 0 && offsetof(apie_opt_double, value) == 0 &&
                   offsetof(apie_opt_bool, value) == 0,
               "the engine reads and writes the value of a scalar at its start");

static const apie_field any = {.name = "", .type = APIE_FIELD_JSON};
const apie_model apie_model_any = {"value", sizeof(json_t *), &any, 1, .bare = true};

static const json_t *const no_value = NULL;
const void *const apie_empty_object = &no_value;

apie_shape apie_field_shape(const apie_field *field)
{
    return facts[field->type].shape;
}

size_t apie_field_item_size(const apie_field *field)
{
    return facts[field->type].item_size;
}

const void *apie_field_pointer(const apie_field *field, const void *object)
{
    const void *pointer = NULL;

    memcpy(&pointer, apie_field_member(field, object), sizeof pointer);
    return pointer;
}

size_t apie_field_count(const apie_field *field, const void *object)
{
    size_t count = 0;

    memcpy(&count, (const char *)object + field->count_offset, sizeof count);
    return count;
}

void apie_field_set_list(const apie_field *field, void *object, const void *items, size_t count)
{
    memcpy((char *)object + field->offset, &items, sizeof items);
    memcpy((char *)object + field->count_offset, &count, sizeof count);
}

void apie_field_set_presence(const apie_field *field, void *object, apie_presence presence)
{
    size_t offset = field->offset + facts[field->type].presence;

    memcpy((char *)object + offset, &presence, sizeof presence);
}

apie_presence apie_field_presence(const apie_model *model, size_t index, const void *object)
{
    const apie_field *field = &model->fields[index];
    const struct apie_extra *extra = NULL;
    apie_presence presence = APIE_UNSET;
    const void *pointer = NULL;

    if (facts[field->type].shape == APIE_SHAPE_NONE)
        return APIE_UNSET;
    if (facts[field->type].shape == APIE_SHAPE_SCALAR) {
        memcpy(&presence,
               (const char *)apie_field_member(field, object) + facts[field->type].presence,
               sizeof presence);
        return presence;
    }
    pointer = apie_field_pointer(field, object);
    if (pointer == NULL) {
        extra = apie_extra_of(object);
        return extra != NULL && apie_bit(extra->nulls, index) ? APIE_IS_NULL : APIE_UNSET;
    }
    bool json = field->type >= APIE_FIELD_JSON && field->type <= APIE_FIELD_JSON_MAP;
    if (pointer == APIE_NULL || (json && json_is_null((const json_t *)pointer)))
        return APIE_IS_NULL;
    return APIE_SET;
}
