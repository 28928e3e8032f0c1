#include "model_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apie/response.h>

static json_t *value_of(const apie_field *field, bool whole)
{
    switch (field->type) {
    case APIE_FIELD_STRING: return json_sprintf("%s: \"caf\xc3\xa9\"\n", field->name);
    case APIE_FIELD_INT: return json_integer(-7);
    case APIE_FIELD_DOUBLE: return json_real(0.1);
    case APIE_FIELD_BOOL: return json_true();
    case APIE_FIELD_JSON: return json_pack("{s:[i,n,s]}", "any", 1, "text");
    case APIE_FIELD_JSON_LIST: return json_pack("[i,s]", 1, "text");
    case APIE_FIELD_JSON_MAP: return json_pack("{s:b}", "key", 0);
    case APIE_FIELD_STRING_LIST: return json_pack("[s,s]", "one", "two");
    case APIE_FIELD_INT_LIST: return json_pack("[i,i]", 1, 2);
    case APIE_FIELD_DOUBLE_LIST: return json_pack("[f,f]", 0.5, 1.5);
    case APIE_FIELD_OBJECT: return model_sample(field->model, whole);
    case APIE_FIELD_OBJECT_LIST:
        return json_pack("[o,o]", model_sample(field->model, whole),
                         model_sample(field->model, false));
    case APIE_FIELD_OBJECT_MAP:
        return json_pack("{s:o}", "key", value_of(&field->model->fields[1], whole));
    case APIE_FIELD_CONSTANT: return json_string(field->constant);
    default: fail_msg("a type of fields that nobody knows: %d", (int)field->type);
    }
    return NULL;
}

/* The object in which the value at that path is; what follows of the path is its name. */
static json_t *object_at(json_t *object, const char **path, bool make)
{
    const char *slash;
    while (object && (slash = strchr(*path, '/')) != NULL) {
        char *name = strndup(*path, (size_t)(slash - *path));
        assert_non_null(name);
        if (make && !json_object_get(object, name))
            assert_int_equal(json_object_set_new(object, name, json_object()), 0);
        object = json_object_get(object, name);
        free(name);
        *path = slash + 1;
    }
    return object;
}

/* Constants go with the object that they are in: they do not make it. */
static void put(json_t *object, const apie_field *field, bool whole)
{
    const char *name = field->name;
    json_t *inner = object_at(object, &name, field->type != APIE_FIELD_CONSTANT);
    if (inner)
        assert_int_equal(json_object_set_new(inner, name, value_of(field, whole)), 0);
}

json_t *model_sample(const apie_model *model, bool whole)
{
    if (model->bare)
        return value_of(&model->fields[0], whole);
    json_t *object = json_object();
    assert_non_null(object);
    for (size_t i = 0; i < model->field_count; i++)
        if (model->fields[i].type != APIE_FIELD_CONSTANT && (whole || model->fields[i].required))
            put(object, &model->fields[i], whole);
    for (size_t i = 0; i < model->field_count; i++)
        if (model->fields[i].type == APIE_FIELD_CONSTANT)
            put(object, &model->fields[i], whole);
    return object;
}

void *model_sample_read(const apie_model *model, const json_t *sample)
{
    apie_error error;
    void *object = NULL;
    char *text = json_dumps(sample, JSON_ENCODE_ANY);
    assert_non_null(text);
    if (apie_model_decode(model, text, strlen(text), &object, &error) != APIE_OK)
        fail_msg("%s: %s: %s", model->name, error.where, error.message);
    free(text);
    return object;
}

json_t *model_sample_write(const apie_model *model, const void *object)
{
    apie_error error;
    apie_buffer text;
    apie_json_writer writer;
    apie_buffer_init(&text, 0);
    apie_json_writer_init(&writer, &text);
    if (apie_model_encode(model, object, NULL, &writer, &error) != APIE_OK)
        fail_msg("%s: %s: %s", model->name, error.where, error.message);
    json_t *json =
        json_loadb(text.data, text.length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
    apie_buffer_free(&text);
    assert_non_null(json);
    return json;
}
