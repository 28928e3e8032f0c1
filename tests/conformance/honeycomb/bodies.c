#include "conformance/honeycomb/bodies.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apie/model.h>
#include <apie/response.h>

#include "base/text.h"
#include "conformance/fatal.h"
#include "model/extra.h"
#include "model/field.h"
#include "model/model.h"

#define PATH_SIZE 256

/* ---- comparing ---- */

static bool equal_objects(const json_t *a, const json_t *b)
{
    const char *key;
    json_t *value;
    if (json_object_size(a) != json_object_size(b))
        return false;
    json_object_foreach((json_t *)(uintptr_t)a, key, value)
    {
        const json_t *other = json_object_get(b, key);
        if (other == NULL || !bodies_equal(value, other))
            return false;
    }
    return true;
}

static bool equal_arrays(const json_t *a, const json_t *b)
{
    if (json_array_size(a) != json_array_size(b))
        return false;
    for (size_t i = 0; i < json_array_size(a); i++)
        if (!bodies_equal(json_array_get(a, i), json_array_get(b, i)))
            return false;
    return true;
}

bool bodies_equal(const json_t *a, const json_t *b)
{
    if (json_is_number(a) && json_is_number(b))
        return !(fabs(json_number_value(a) - json_number_value(b)) > 0.0);
    if (json_is_object(a) && json_is_object(b))
        return equal_objects(a, b);
    if (json_is_array(a) && json_is_array(b))
        return equal_arrays(a, b);
    return json_equal(a, b) == 1;
}

/* ---- reading and writing ---- */

void *body_read(const apie_model *model, const json_t *body, FILE *report)
{
    char *text = not_null(json_dumps(body, JSON_ENCODE_ANY));
    apie_error error;
    void *root = NULL;
    if (apie_model_decode(model, text, strlen(text), &root, &error) != APIE_OK)
        (void)fprintf(report, "  %s: %s: %s\n", model->name, error.where, error.message);
    free(text);
    return root;
}

json_t *body_write(const apie_model *model, const void *object, FILE *report)
{
    apie_buffer text;
    apie_json_writer writer;
    apie_error error;
    json_t *body = NULL;
    apie_buffer_init(&text, 0);
    apie_json_writer_init(&writer, &text);
    if (apie_model_encode(model, object, NULL, &writer, &error) == APIE_OK)
        body = json_loadb(text.data, text.length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
    else
        (void)fprintf(report, "  %s: %s: %s\n", model->name, error.where, error.message);
    apie_buffer_free(&text);
    return body;
}

/* ---- what a model does not hold ---- */

/* An object without content, or null, where the struct has parts of it, is known all the same. */
static bool is_group(const apie_model *model, apie_slice name)
{
    for (size_t i = 0; i < model->field_count; i++) {
        const apie_field *field = &model->fields[i];
        if (field->name_length > name.length && field->name[name.length] == '/' &&
            memcmp(field->name, name.data, name.length) == 0)
            return true;
    }
    return false;
}

static void join(char out[PATH_SIZE], const char *prefix, const char *name)
{
    apie_text_format(out, PATH_SIZE, "%s%s%s", prefix, prefix[0] != '\0' ? "/" : "", name);
}

static void unknown_in(const apie_model *model, const void *object, const char *prefix,
                       json_t *paths)
{
    const struct apie_extra *extra = apie_extra_of(object);
    char path[PATH_SIZE];
    for (size_t i = 0; extra != NULL && i < extra->unknown_count; i++) {
        if (is_group(model, extra->unknown[i].name))
            continue;
        join(path, prefix, extra->unknown[i].name.data);
        must(json_array_append_new(paths, json_string(path)));
    }
    for (size_t i = 0; i < model->field_count; i++) {
        const apie_field *field = &model->fields[i];
        const void *const *items = NULL;
        if (field->model == NULL || apie_field_presence(model, i, object) != APIE_SET)
            continue;
        join(path, prefix, model->bare ? "" : field->name);
        items = apie_field_pointer(field, object);
        if (field->type == APIE_FIELD_OBJECT) {
            unknown_in(field->model, items, path, paths);
            continue;
        }
        for (size_t j = 0; j < apie_field_count(field, object); j++)
            unknown_in(field->model, items[j], path, paths);
    }
}

void body_unknown(const apie_model *model, const void *object, json_t *paths)
{
    unknown_in(model, object, "", paths);
}

void body_paths(const json_t *body, const char *prefix, json_t *paths)
{
    const char *key;
    json_t *value;
    char path[PATH_SIZE];
    for (size_t i = 0; i < json_array_size(body); i++)
        body_paths(json_array_get(body, i), prefix, paths);
    json_object_foreach((json_t *)(uintptr_t)body, key, value)
    {
        join(path, prefix, key);
        must(json_object_set_new(paths, path, json_true()));
        body_paths(value, path, paths);
    }
}

bool body_returns(const apie_model *model, const json_t *body, FILE *report)
{
    void *root = body_read(model, body, report);
    json_t *unknown = not_null(json_array());
    json_t *again = root != NULL ? body_write(model, root, report) : NULL;
    bool same = again != NULL && bodies_equal(body, again);
    if (again != NULL && !same) {
        char *text = not_null(json_dumps(again, JSON_ENCODE_ANY));
        (void)fprintf(report, "  %s: comes back as %s\n", model->name, text);
        free(text);
    }
    if (root != NULL)
        body_unknown(model, root, unknown);
    for (size_t i = 0; i < json_array_size(unknown); i++)
        (void)fprintf(report, "  %s: has no member for %s\n", model->name,
                      json_string_value(json_array_get(unknown, i)));
    same = same && json_array_size(unknown) == 0;
    json_decref(unknown);
    json_decref(again);
    apie_free(root);
    return same;
}
