#include <string.h>

#include "base/buffer.h"
#include "base/fail.h"
#include "model/extra.h"
#include "model/field.h"
#include "model/place.h"

typedef struct decoder {
    apie_json_reader reader;
    apie_arena *arena;
    apie_buffer pending; /* a stack: items of the lists under way, before their number is known */
    const apie_place *place;
    bool located;
    char where[sizeof((apie_error *)NULL)->where];
} decoder;

/* The first place that stops is the innermost one; it stands. */
static bool stop(decoder *d)
{
    if (!d->located)
        apie_place_write(d->place, '/', d->where, sizeof d->where);
    d->located = true;
    return false;
}

static bool fail(decoder *d, apie_json_read_error error, const char *message)
{
    apie_json_fail(&d->reader, error, message);
    return false;
}

static bool no_memory(decoder *d)
{
    return fail(d, APIE_JSON_READ_NO_MEMORY, "out of memory");
}

/* ---- values: each reads one into a slot of its own C type ---- */

static bool read_object(decoder *d, const apie_model *model, void *object);

typedef bool read_value(decoder *d, const apie_field *field, void *slot);

static bool read_string(decoder *d, const apie_field *field, void *slot)
{
    apie_slice text;

    (void)field;
    if (!apie_json_read_string(&d->reader, d->arena, &text))
        return false;
    memcpy(slot, &text.data, sizeof text.data);
    return true;
}

static bool read_scalar(decoder *d, const apie_field *field, void *slot)
{
    switch (field->type) {
    case APIE_FIELD_INT:
    case APIE_FIELD_INT_LIST: return apie_json_read_int64(&d->reader, slot);
    case APIE_FIELD_BOOL: return apie_json_read_bool(&d->reader, slot);
    default: return apie_json_read_double(&d->reader, slot);
    }
}

static bool read_model(decoder *d, const apie_field *field, void *slot)
{
    void *object = apie_arena_alloc(d->arena, field->model->size);

    if (object == NULL)
        return no_memory(d);
    memcpy(slot, &object, sizeof object);
    return read_object(d, field->model, object);
}

static void free_json(void *value)
{
    json_decref(value);
}

static bool read_json(decoder *d, const apie_field *field, void *slot)
{
    apie_json_kind kind = apie_json_peek(&d->reader);
    json_t *value = NULL;

    if (field->type == APIE_FIELD_JSON_LIST && kind != APIE_JSON_ARRAY)
        return fail(d, APIE_JSON_READ_TYPE, "not an array");
    if (field->type == APIE_FIELD_JSON_MAP && kind != APIE_JSON_OBJECT)
        return fail(d, APIE_JSON_READ_TYPE, "not an object");
    if (!apie_json_read_value(&d->reader, &value))
        return false;
    if (apie_arena_on_free(d->arena, free_json, value) != 0) {
        json_decref(value);
        return no_memory(d);
    }
    memcpy(slot, &value, sizeof value);
    return true;
}

static read_value *const readers[APIE_FIELD_TYPE_COUNT] = {
    [APIE_FIELD_STRING] = read_string,      [APIE_FIELD_INT] = read_scalar,
    [APIE_FIELD_DOUBLE] = read_scalar,      [APIE_FIELD_BOOL] = read_scalar,
    [APIE_FIELD_OBJECT] = read_model,       [APIE_FIELD_JSON] = read_json,
    [APIE_FIELD_JSON_LIST] = read_json,     [APIE_FIELD_JSON_MAP] = read_json,
    [APIE_FIELD_STRING_LIST] = read_string, [APIE_FIELD_INT_LIST] = read_scalar,
    [APIE_FIELD_DOUBLE_LIST] = read_scalar, [APIE_FIELD_OBJECT_LIST] = read_model,
    [APIE_FIELD_OBJECT_MAP] = read_model,
};

/* ---- fields ---- */

static bool push(decoder *d, const void *item, size_t size)
{
    apie_buffer_append(&d->pending, item, size);
    return d->pending.error == APIE_BUFFER_OK || no_memory(d);
}

/* Moves what was pushed since `start` into the arena, as the items of the list. */
static bool keep_items(decoder *d, const apie_field *field, size_t start, void *object)
{
    size_t bytes = d->pending.length - start;
    void *items = NULL;

    if (d->reader.error != APIE_JSON_READ_OK)
        return false;
    items = apie_arena_alloc(d->arena, bytes);
    if (items == NULL)
        return no_memory(d);
    if (bytes > 0)
        memcpy(items, d->pending.data + start, bytes);
    d->pending.length = start;
    apie_field_set_list(field, object, items, bytes / apie_field_item_size(field));
    return true;
}

static bool read_item(decoder *d, const apie_field *field)
{
    union {
        const void *pointer;
        int64_t integer;
        double real;
    } item;

    return readers[field->type](d, field, &item) && push(d, &item, apie_field_item_size(field));
}

static bool read_list(decoder *d, const apie_field *field, void *object)
{
    apie_place place = {d->place, NULL, 0};
    size_t start = d->pending.length;
    bool ok = true;

    if (!apie_json_read_array(&d->reader))
        return false;
    for (; ok && apie_json_next_item(&d->reader); place.index++) {
        d->place = &place;
        ok = read_item(d, field) || stop(d);
    }
    d->place = place.up;
    return ok && keep_items(d, field, start, object);
}

static bool read_field(decoder *d, const apie_field *field, void *object);

/* Each member of the object becomes an item: the key is its first field, the value its second. */
static bool read_map(decoder *d, const apie_field *field, void *object)
{
    const apie_field *parts = field->model->fields;
    size_t start = d->pending.length;
    apie_slice key;

    if (!apie_json_read_object(&d->reader))
        return false;
    while (apie_json_next_key(&d->reader, d->arena, &key)) {
        const char *name = apie_arena_strndup(d->arena, key.data, key.length);
        char *item = apie_arena_alloc(d->arena, field->model->size);
        if (name == NULL || item == NULL)
            return no_memory(d);
        memcpy(item + parts[0].offset, &name, sizeof name);
        if (!read_field(d, &parts[1], item) || !push(d, &item, sizeof item))
            return false;
    }
    return keep_items(d, field, start, object);
}

static bool read_field(decoder *d, const apie_field *field, void *object)
{
    switch (apie_field_shape(field)) {
    case APIE_SHAPE_LIST: return read_list(d, field, object);
    case APIE_SHAPE_MAP: return read_map(d, field, object);
    case APIE_SHAPE_SCALAR: apie_field_set_presence(field, object, APIE_SET); break;
    default: break;
    }
    return readers[field->type](d, field, (char *)object + field->offset);
}

/* ---- objects ---- */

/* A struct holds an object and, if its names are paths, objects inside it. Such a one is told by
 * its group: what the names of its fields begin with, up to and with a '/'. */
typedef struct object_state {
    uint64_t seen[APIE_MODEL_WORDS];
    uint64_t nulls[APIE_MODEL_WORDS];
    size_t next; /* the field that is expected */
    size_t members;
    size_t unknown_count;
} object_state;

static bool begins_with(const apie_field *field, apie_slice group, apie_slice key)
{
    return field->name_length >= group.length + key.length &&
           memcmp(field->name + group.length, key.data, key.length) == 0 &&
           memcmp(field->name, group.data, group.length) == 0;
}

/* Services send fields in a stable order, so the one after the last is tried first. */
static size_t find_field(const apie_model *model, apie_slice group, apie_slice key, size_t expected)
{
    size_t i = expected;

    for (size_t tried = 0; tried < model->field_count; tried++, i++) {
        if (i == model->field_count)
            i = 0;
        if (model->fields[i].name_length == group.length + key.length &&
            begins_with(&model->fields[i], group, key))
            return i;
    }
    return model->field_count;
}

/* The group of the objects of that key; empty if the struct has no part of them. */
static apie_slice find_group(const apie_model *model, apie_slice group, apie_slice key)
{
    for (size_t i = 0; i < model->field_count && model->grouped; i++) {
        const apie_field *field = &model->fields[i];
        if (begins_with(field, group, key) && field->name[group.length + key.length] == '/')
            return (apie_slice){field->name, group.length + key.length + 1};
    }
    return (apie_slice){NULL, 0};
}

static bool push_unknown(decoder *d, apie_slice group, apie_slice key, apie_slice json,
                         object_state *state)
{
    char *name = apie_arena_text(d->arena, group.length + key.length + 1);
    apie_unknown_field unknown = {{name, group.length + key.length}, group.length, json};

    unknown.json.data = apie_arena_strndup(d->arena, json.data, json.length);
    if (name == NULL || unknown.json.data == NULL)
        return no_memory(d);
    memcpy(name, group.data, group.length);
    memcpy(name + group.length, key.data, key.length);
    name[unknown.name.length] = '\0';
    state->unknown_count++;
    return push(d, &unknown, sizeof unknown);
}

static bool read_members(decoder *d, const apie_model *model, apie_slice group, object_state *state,
                         void *object);

/* A member that is no field: an object whose parts are, or something unknown. */
static bool read_other(decoder *d, const apie_model *model, apie_slice group, apie_slice key,
                       object_state *state, void *object)
{
    apie_slice inner = find_group(model, group, key);
    size_t members = state->members;
    apie_slice json;

    if (inner.length == 0 || apie_json_peek(&d->reader) == APIE_JSON_NULL)
        return apie_json_skip(&d->reader, &json) && push_unknown(d, group, key, json, state);
    return read_members(d, model, inner, state, object) &&
           (state->members > members || push_unknown(d, group, key, APIE_SLICE("{}"), state));
}

static bool read_member(decoder *d, const apie_model *model, apie_slice group, apie_place *place,
                        apie_slice key, object_state *state, void *object)
{
    size_t i = find_field(model, group, key, state->next);
    const apie_field *field = NULL;

    state->members++;
    if (i == model->field_count || (model->grouped && memchr(key.data, '/', key.length) != NULL))
        return read_other(d, model, group, key, state, object);
    field = &model->fields[i];
    place->name = field->name;
    d->place = place;
    state->next = i + 1;
    if (apie_bit(state->seen, i))
        return fail(d, APIE_JSON_READ_DUPLICATE, "a field occurs twice");
    apie_bit_set(state->seen, i);
    if (field->type == APIE_FIELD_CONSTANT)
        return apie_json_skip(&d->reader, NULL);
    if (apie_json_peek(&d->reader) != APIE_JSON_NULL)
        return read_field(d, field, object);
    apie_bit_set(state->nulls, i);
    if (apie_field_shape(field) == APIE_SHAPE_SCALAR)
        apie_field_set_presence(field, object, APIE_IS_NULL);
    return apie_json_read_null(&d->reader);
}

static bool read_members(decoder *d, const apie_model *model, apie_slice group, object_state *state,
                         void *object)
{
    apie_place place = {d->place, NULL, 0};
    apie_slice key;
    bool ok = apie_json_read_object(&d->reader);

    while (ok && apie_json_next_key(&d->reader, d->arena, &key)) {
        ok = read_member(d, model, group, &place, key, state, object) || stop(d);
        d->place = place.up;
    }
    return ok && d->reader.error == APIE_JSON_READ_OK;
}

static bool check_required(decoder *d, const apie_model *model, const object_state *state)
{
    for (size_t i = 0; i < model->field_count; i++) {
        if (model->fields[i].required && (!apie_bit(state->seen, i) || apie_bit(state->nulls, i))) {
            apie_place place = {d->place, model->fields[i].name, 0};
            d->place = &place;
            fail(d, APIE_JSON_READ_TYPE, "a required field is missing or null");
            stop(d);
            d->place = place.up;
            return false;
        }
    }
    return true;
}

static bool read_object(decoder *d, const apie_model *model, void *object)
{
    object_state state = {.next = 0};
    size_t start = d->pending.length;

    if (!read_members(d, model, APIE_SLICE(""), &state, object))
        return stop(d);
    if (!check_required(d, model, &state))
        return false;
    if (!apie_extra_attach(object, d->arena, state.nulls, &d->pending, start, state.unknown_count))
        return no_memory(d);
    d->pending.length = start;
    return true;
}

static bool read_root(decoder *d, const apie_model *model, void *object)
{
    const uint64_t alone[APIE_MODEL_WORDS] = {1};

    if (!model->bare && !(model->or_list && apie_json_peek(&d->reader) == APIE_JSON_ARRAY))
        return read_object(d, model, object);
    if (!model->or_one || apie_json_peek(&d->reader) == APIE_JSON_ARRAY)
        return read_field(d, &model->fields[0], object);
    /* That the only item came without the array is kept as a null of the list. */
    if (!apie_extra_attach(object, d->arena, alone, &d->pending, 0, 0))
        return no_memory(d);
    return read_item(d, &model->fields[0]) && keep_items(d, &model->fields[0], 0, object);
}

apie_status apie_model_decode(const apie_model *model, const char *text, size_t length, void **root,
                              apie_error *error)
{
    decoder d = {.where = ""};
    bool ok = false;

    *root = NULL;
    d.arena = apie_arena_new_with_root(model->size, length, root);
    if (d.arena == NULL)
        return apie_fail_no_memory(error);
    apie_json_reader_init(&d.reader, text, length);
    apie_buffer_init(&d.pending, 0);
    ok = read_root(&d, model, *root) && apie_json_read_end(&d.reader);
    apie_buffer_free(&d.pending);
    if (ok)
        return APIE_OK;
    apie_arena_free(d.arena);
    *root = NULL;
    if (d.reader.error == APIE_JSON_READ_NO_MEMORY)
        return apie_fail_no_memory(error);
    return apie_fail(error, APIE_ERROR_PROTOCOL, d.where, "unreadable answer: %s (at byte %zu)",
                     d.reader.message, d.reader.offset);
}
