#include <string.h>

#include <jansson.h>

#include "model/extra.h"
#include "model/field.h"

/* ---- values: whether two slots of the same C type hold the same ---- */

typedef bool equal_value(const apie_field *field, const void *a, const void *b);

static bool equal_string(const apie_field *field, const void *a, const void *b)
{
    const char *x = NULL;
    const char *y = NULL;

    (void)field;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return strcmp(x, y) == 0;
}

static bool equal_int(const apie_field *field, const void *a, const void *b)
{
    (void)field;
    return *(const int64_t *)a == *(const int64_t *)b;
}

static bool equal_double(const apie_field *field, const void *a, const void *b)
{
    (void)field;
    return memcmp(a, b, sizeof(double)) == 0;
}

static bool equal_bool(const apie_field *field, const void *a, const void *b)
{
    (void)field;
    return *(const bool *)a == *(const bool *)b;
}

static bool equal_model(const apie_field *field, const void *a, const void *b)
{
    const void *x = NULL;
    const void *y = NULL;

    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return apie_model_equal(field->model, x, y);
}

static bool equal_json(const apie_field *field, const void *a, const void *b)
{
    const json_t *x = NULL;
    const json_t *y = NULL;

    (void)field;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return json_equal(x, y) == 1;
}

static bool equal_pair(const apie_field *field, const void *a, const void *b)
{
    const apie_string_pair *x = a;
    const apie_string_pair *y = b;

    return equal_string(field, &x->name, &y->name) && equal_string(field, &x->value, &y->value);
}

static equal_value *const comparers[APIE_FIELD_TYPE_COUNT] = {
    [APIE_FIELD_STRING] = equal_string,      [APIE_FIELD_INT] = equal_int,
    [APIE_FIELD_DOUBLE] = equal_double,      [APIE_FIELD_BOOL] = equal_bool,
    [APIE_FIELD_OBJECT] = equal_model,       [APIE_FIELD_JSON] = equal_json,
    [APIE_FIELD_JSON_LIST] = equal_json,     [APIE_FIELD_JSON_MAP] = equal_json,
    [APIE_FIELD_STRING_LIST] = equal_string, [APIE_FIELD_INT_LIST] = equal_int,
    [APIE_FIELD_DOUBLE_LIST] = equal_double, [APIE_FIELD_OBJECT_LIST] = equal_model,
    [APIE_FIELD_STRING_MAP] = equal_pair,
};

static bool equal_items(const apie_field *field, const void *a, const void *b)
{
    const char *x = apie_field_pointer(field, a);
    const char *y = apie_field_pointer(field, b);
    size_t size = apie_field_item_size(field);
    size_t count = apie_field_count(field, a);

    if (count != apie_field_count(field, b))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!comparers[field->type](field, x + i * size, y + i * size))
            return false;
    }
    return true;
}

static bool equal_slices(apie_slice a, apie_slice b)
{
    return a.length == b.length && memcmp(a.data, b.data, a.length) == 0;
}

static bool equal_unknown(const void *a, const void *b)
{
    const struct apie_extra *x = apie_extra_of(a);
    const struct apie_extra *y = apie_extra_of(b);
    size_t count = x == NULL ? 0 : x->unknown_count;

    if (count != (y == NULL ? 0 : y->unknown_count))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!equal_slices(x->unknown[i].name, y->unknown[i].name) ||
            !equal_slices(x->unknown[i].json, y->unknown[i].json))
            return false;
    }
    return true;
}

static bool equal_field(const apie_model *model, size_t index, const void *a, const void *b)
{
    const apie_field *field = &model->fields[index];
    apie_presence presence = apie_field_presence(model, index, a);

    if (presence != apie_field_presence(model, index, b))
        return false;
    if (presence != APIE_SET)
        return true;
    if (apie_field_item_size(field) > 0)
        return equal_items(field, a, b);
    return comparers[field->type](field, apie_field_member(field, a), apie_field_member(field, b));
}

bool apie_model_equal(const apie_model *model, const void *a, const void *b)
{
    for (size_t i = 0; i < model->field_count; i++) {
        if (!equal_field(model, i, a, b))
            return false;
    }
    return equal_unknown(a, b);
}
