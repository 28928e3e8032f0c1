#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "model/extra.h"
#include "model/field.h"
#include "model/place.h"

typedef struct encoder {
    apie_json_writer *writer;
    const apie_model_filter *filter;
    const apie_place *place;
    apie_error *error;
} encoder;

static bool invalid(encoder *e, const char *message)
{
    char where[sizeof e->error->where];

    apie_place_write(e->place, '/', where, sizeof where);
    apie_fail(e->error, APIE_ERROR_INVALID_ARGUMENT, where, "%s", message);
    return false;
}

/* ---- values: each writes the one that lies in a slot of its own C type ---- */

static bool write_object(encoder *e, const apie_model *model, const void *object);

typedef bool write_value(encoder *e, const apie_field *field, const void *slot);

static bool write_string(encoder *e, const apie_field *field, const void *slot)
{
    const char *text = NULL;
    char path[sizeof e->error->where];

    memcpy(&text, slot, sizeof text);
    if (text == NULL || text == APIE_NULL)
        return invalid(e, "an item is NULL");
    if (field->redact && e->filter != NULL) {
        apie_place_write(e->place, '.', path, sizeof path);
        e->filter->text(e->filter->user, e->writer, path, text);
    } else {
        apie_json_write_text(e->writer, text);
    }
    return true;
}

static bool write_int(encoder *e, const apie_field *field, const void *slot)
{
    (void)field;
    apie_json_write_int(e->writer, *(const int64_t *)slot);
    return true;
}

static bool write_double(encoder *e, const apie_field *field, const void *slot)
{
    (void)field;
    apie_json_write_double(e->writer, *(const double *)slot);
    return true;
}

static bool write_bool(encoder *e, const apie_field *field, const void *slot)
{
    (void)field;
    apie_json_write_bool(e->writer, *(const bool *)slot);
    return true;
}

static bool write_model(encoder *e, const apie_field *field, const void *slot)
{
    const void *object = NULL;

    memcpy(&object, slot, sizeof object);
    if (object == NULL || object == APIE_NULL)
        return invalid(e, "an item is NULL");
    return write_object(e, field->model, object);
}

static bool write_json(encoder *e, const apie_field *field, const void *slot)
{
    const json_t *value = NULL;
    char path[sizeof e->error->where];

    memcpy(&value, slot, sizeof value);
    if (field->type == APIE_FIELD_JSON_LIST && !json_is_array(value))
        return invalid(e, "must be an array");
    if (field->type == APIE_FIELD_JSON_MAP && !json_is_object(value))
        return invalid(e, "must be an object");
    if (field->redact && e->filter != NULL) {
        apie_place_write(e->place, '.', path, sizeof path);
        e->filter->value(e->filter->user, e->writer, path, value);
    } else {
        apie_json_write_value(e->writer, value);
    }
    return true;
}

static write_value *const writers[APIE_FIELD_TYPE_COUNT] = {
    [APIE_FIELD_STRING] = write_string,      [APIE_FIELD_INT] = write_int,
    [APIE_FIELD_DOUBLE] = write_double,      [APIE_FIELD_BOOL] = write_bool,
    [APIE_FIELD_OBJECT] = write_model,       [APIE_FIELD_JSON] = write_json,
    [APIE_FIELD_JSON_LIST] = write_json,     [APIE_FIELD_JSON_MAP] = write_json,
    [APIE_FIELD_STRING_LIST] = write_string, [APIE_FIELD_INT_LIST] = write_int,
    [APIE_FIELD_DOUBLE_LIST] = write_double, [APIE_FIELD_OBJECT_LIST] = write_model,
    [APIE_FIELD_STRING_MAP] = write_string,
};

/* ---- fields ---- */

/* Whether the writer found nothing wrong with what it was just given. */
static bool writer_is_content(encoder *e)
{
    switch (e->writer->error) {
    case APIE_JSON_WRITE_BAD_UTF8: return invalid(e, "text that is not UTF-8");
    case APIE_JSON_WRITE_BAD_NUMBER: return invalid(e, "a number that JSON cannot say");
    case APIE_JSON_WRITE_TOO_DEEP: return invalid(e, "nested too deep");
    default: return true;
    }
}

static bool write_list(encoder *e, const apie_field *field, const void *object)
{
    const char *item = apie_field_pointer(field, object);
    size_t count = apie_field_count(field, object);
    apie_place place = {e->place, NULL, 0};
    bool ok = true;

    apie_json_write_array_begin(e->writer);
    for (; ok && place.index < count; place.index++) {
        e->place = &place;
        ok = writers[field->type](e, field, item) && writer_is_content(e);
        item += apie_field_item_size(field);
    }
    e->place = place.up;
    apie_json_write_array_end(e->writer);
    return ok;
}

static bool write_map(encoder *e, const apie_field *field, const void *object)
{
    const apie_string_pair *pairs = apie_field_pointer(field, object);
    size_t count = apie_field_count(field, object);

    apie_json_write_object_begin(e->writer);
    for (size_t i = 0; i < count; i++) {
        if (pairs[i].name == NULL || pairs[i].name == APIE_NULL)
            return invalid(e, "a name is NULL");
        apie_json_write_key_escaped(e->writer, pairs[i].name, strlen(pairs[i].name));
        if (!write_string(e, field, &pairs[i].value))
            return false;
    }
    apie_json_write_object_end(e->writer);
    return true;
}

static bool write_set_field(encoder *e, const apie_field *field, const void *object)
{
    switch (apie_field_shape(field)) {
    case APIE_SHAPE_LIST: return write_list(e, field, object);
    case APIE_SHAPE_MAP: return write_map(e, field, object);
    default: return writers[field->type](e, field, apie_field_member(field, object));
    }
}

static bool write_field(encoder *e, const apie_model *model, size_t index, const void *object)
{
    const apie_field *field = &model->fields[index];
    apie_presence presence = apie_field_presence(model, index, object);

    if (presence != APIE_SET && field->required)
        return invalid(e, "a required field is not set");
    if (presence == APIE_UNSET) {
        if (apie_field_item_size(field) > 0 && apie_field_count(field, object) > 0)
            return invalid(e, "the pointer is NULL, but the count is not 0");
        return true;
    }
    apie_json_write_key(e->writer, field->name, field->name_length);
    if (presence == APIE_SET)
        return write_set_field(e, field, object) && writer_is_content(e);
    apie_json_write_null(e->writer);
    return true;
}

static bool write_object(encoder *e, const apie_model *model, const void *object)
{
    const struct apie_extra *extra = apie_extra_of(object);
    apie_place place = {e->place, NULL, 0};
    bool ok = true;

    apie_json_write_object_begin(e->writer);
    e->place = &place;
    for (size_t i = 0; ok && i < model->field_count; i++) {
        place.name = model->fields[i].name;
        ok = write_field(e, model, i, object);
    }
    e->place = place.up;
    for (size_t i = 0; ok && extra != NULL && i < extra->unknown_count; i++) {
        const apie_unknown_field *unknown = &extra->unknown[i];
        apie_json_write_key_escaped(e->writer, unknown->name.data, unknown->name.length);
        apie_json_write_raw(e->writer, unknown->json.data, unknown->json.length);
    }
    apie_json_write_object_end(e->writer);
    return ok && writer_is_content(e);
}

apie_status apie_model_encode(const apie_model *model, const void *object,
                              const apie_model_filter *filter, apie_json_writer *writer,
                              apie_error *error)
{
    encoder e = {writer, filter, NULL, error};
    bool ok = false;

    if (object == NULL || object == APIE_NULL)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "", "the %s is NULL", model->name);
    ok = model->root_list ? write_list(&e, &model->fields[0], object)
                          : write_object(&e, model, object);
    if (!ok)
        return APIE_ERROR_INVALID_ARGUMENT;
    switch (apie_json_writer_error(writer)) {
    case APIE_JSON_WRITE_OK: return APIE_OK;
    case APIE_JSON_WRITE_TOO_LARGE:
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "", "the %s is too large",
                         model->name);
    default: return apie_fail_no_memory(error);
    }
}
