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
    char path[sizeof((apie_error *)NULL)->where]; /* of what is filtered */
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
    memcpy(&text, slot, sizeof text);
    if (text == NULL || text == APIE_NULL)
        return invalid(e, "an item is NULL");
    if (field->redact && e->filter != NULL) {
        apie_place_write(e->place, '.', e->path, sizeof e->path);
        e->filter->text(e->filter->user, e->writer, e->path, text);
    } else {
        apie_json_write_text(e->writer, text);
    }
    return true;
}

static bool write_scalar(encoder *e, const apie_field *field, const void *slot)
{
    switch (field->type) {
    case APIE_FIELD_INT:
    case APIE_FIELD_INT_LIST: apie_json_write_int(e->writer, *(const int64_t *)slot); break;
    case APIE_FIELD_BOOL: apie_json_write_bool(e->writer, *(const bool *)slot); break;
    default: apie_json_write_double(e->writer, *(const double *)slot); break;
    }
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
    memcpy(&value, slot, sizeof value);
    if (value == APIE_NULL) /* without an object around it */
        value = json_null();
    if (field->type == APIE_FIELD_JSON_LIST && !json_is_array(value))
        return invalid(e, "must be an array");
    if (field->type == APIE_FIELD_JSON_MAP && !json_is_object(value))
        return invalid(e, "must be an object");
    if (value == NULL) { /* of apie_model_any */
        apie_json_write_raw(e->writer, "{}", 2);
    } else if (field->redact && e->filter != NULL) {
        apie_place_write(e->place, '.', e->path, sizeof e->path);
        e->filter->value(e->filter->user, e->writer, e->path, value);
    } else {
        apie_json_write_value(e->writer, value);
    }
    return true;
}

static write_value *const writers[APIE_FIELD_TYPE_COUNT] = {
    [APIE_FIELD_STRING] = write_string,      [APIE_FIELD_INT] = write_scalar,
    [APIE_FIELD_DOUBLE] = write_scalar,      [APIE_FIELD_BOOL] = write_scalar,
    [APIE_FIELD_OBJECT] = write_model,       [APIE_FIELD_JSON] = write_json,
    [APIE_FIELD_JSON_LIST] = write_json,     [APIE_FIELD_JSON_MAP] = write_json,
    [APIE_FIELD_STRING_LIST] = write_string, [APIE_FIELD_INT_LIST] = write_scalar,
    [APIE_FIELD_DOUBLE_LIST] = write_scalar, [APIE_FIELD_OBJECT_LIST] = write_model,
    [APIE_FIELD_OBJECT_MAP] = write_model,
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
    apie_json_write_array_end(e->writer);
    e->place = place.up;
    return ok;
}

static bool write_set_field(encoder *e, const apie_field *field, const void *object);

static bool write_map(encoder *e, const apie_field *field, const void *object)
{
    const char *const *items = apie_field_pointer(field, object);
    size_t count = apie_field_count(field, object);
    const apie_field *parts = field->model->fields;
    apie_json_write_object_begin(e->writer);
    for (size_t i = 0; i < count; i++) {
        const char *name = items[i] == NULL ? NULL : apie_field_pointer(&parts[0], items[i]);
        if (name == NULL || name == APIE_NULL ||
            apie_field_presence(field->model, 1, items[i]) != APIE_SET)
            return invalid(e, "a name or its value is NULL");
        apie_json_write_key_escaped(e->writer, name, strlen(name));
        if (!write_set_field(e, &parts[1], items[i]))
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

/* group_length: of its name in front, which belongs to the objects around it. */
static bool write_field(encoder *e, const apie_model *model, size_t index, size_t group_length,
                        const void *object)
{
    const apie_field *field = &model->fields[index];
    apie_presence presence = apie_field_presence(model, index, object);
    if (presence != APIE_SET && field->required)
        return invalid(e, "a required field is not set");
    if (presence == APIE_UNSET && field->type != APIE_FIELD_CONSTANT) {
        if (apie_field_item_size(field) > 0 && apie_field_count(field, object) > 0)
            return invalid(e, "the pointer is NULL, but the count is not 0");
        return true;
    }
    apie_json_write_key(e->writer, field->name + group_length, field->name_length - group_length);
    if (presence == APIE_SET)
        return write_set_field(e, field, object) && writer_is_content(e);
    apie_json_write_text(e->writer, field->constant); /* null, if it is none */
    return true;
}

/* ---- objects ---- */

/* A struct holds an object and, if its names are paths, objects inside it. Such a one is told by
 * its path, which the names of its fields begin with. The path of the struct's own object is empty.
 */
static bool is_inside(const char *name, size_t length, apie_slice path)
{
    return path.length == 0 || (length > path.length && name[path.length] == '/' &&
                                memcmp(name, path.data, path.length) == 0);
}

/* Whether there is anything to write inside. Constants alone are not worth it. */
static bool has_inside(const apie_model *model, const void *object, apie_slice path)
{
    const struct apie_extra *extra = apie_extra_of(object);
    bool found = false;
    for (size_t i = 0; !found && i < model->field_count; i++)
        found = is_inside(model->fields[i].name, model->fields[i].name_length, path) &&
                (model->fields[i].required || apie_field_presence(model, i, object) != APIE_UNSET);
    for (size_t i = 0; !found && extra != NULL && i < extra->unknown_count; i++)
        found = is_inside(extra->unknown[i].name.data, extra->unknown[i].group_length, path);
    return found;
}

static bool is_known(const apie_model *model, apie_slice name)
{
    size_t i = 0;
    while (i < model->field_count && !apie_slice_equal(name, model->fields[i].name))
        i++;
    return i < model->field_count;
}

static bool write_unknown(encoder *e, const apie_model *model, apie_slice path, size_t skip,
                          const void *object)
{
    const struct apie_extra *extra = apie_extra_of(object);
    for (size_t i = 0; extra != NULL && i < extra->unknown_count; i++) {
        const apie_unknown_field *unknown = &extra->unknown[i];
        if (unknown->group_length != skip || !is_inside(unknown->name.data, skip, path) ||
            (model->grouped && has_inside(model, object, unknown->name)))
            continue;
        if (!model->grouped && is_known(model, unknown->name))
            return invalid(e, "extra has a member that the struct has, too");
        apie_json_write_key_escaped(e->writer, unknown->name.data + skip,
                                    unknown->name.length - skip);
        apie_json_write_raw(e->writer, unknown->json.data, unknown->json.length);
    }
    return true;
}

/* Writes the object of that path: its fields from *next on, and what is unknown in it. */
static bool write_members(encoder *e, const apie_model *model, apie_slice path, size_t *next,
                          const void *object)
{
    size_t skip = path.length > 0 ? path.length + 1 : 0;
    apie_place place = {e->place, NULL, 0};
    bool ok = true;
    apie_json_write_object_begin(e->writer);
    while (ok && *next < model->field_count) {
        const apie_field *field = &model->fields[*next];
        if (!is_inside(field->name, field->name_length, path))
            break;
        const char *slash = model->grouped ? strchr(field->name + skip, '/') : NULL;
        apie_slice inner = {field->name, slash != NULL ? (size_t)(slash - field->name) : 0};
        place.name = field->name;
        e->place = &place;
        if (slash != NULL && has_inside(model, object, inner)) {
            e->place = place.up;
            apie_json_write_key(e->writer, inner.data + skip, inner.length - skip);
            ok = write_members(e, model, inner, next, object);
            continue;
        }
        if (slash == NULL)
            ok = write_field(e, model, *next, skip, object);
        ++*next;
    }
    e->place = place.up;
    ok = ok && write_unknown(e, model, path, skip, object);
    apie_json_write_object_end(e->writer);
    return ok && writer_is_content(e);
}

static bool write_object(encoder *e, const apie_model *model, const void *object)
{
    size_t next = 0;
    return write_members(e, model, (apie_slice){"", 0}, &next, object);
}

static bool write_bare(encoder *e, const apie_model *model, const void *object)
{
    const struct apie_extra *extra = apie_extra_of(object);
    const apie_field *field = &model->fields[0];
    if (model->or_one && extra != NULL && apie_bit(extra->nulls, 0) &&
        apie_field_count(field, object) == 1)
        return writers[field->type](e, field, apie_field_pointer(field, object));
    return write_set_field(e, field, object) && writer_is_content(e);
}

apie_status apie_model_encode(const apie_model *model, const void *object,
                              const apie_model_filter *filter, apie_json_writer *writer,
                              apie_error *error)
{
    encoder e = {writer, filter, NULL, error, ""};
    bool ok = false;
    if (object == NULL || object == APIE_NULL)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "", "the %s is NULL", model->name);
    ok = model->bare ? write_bare(&e, model, object) : write_object(&e, model, object);
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
