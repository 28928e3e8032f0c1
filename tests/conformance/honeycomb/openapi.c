#include "conformance/honeycomb/openapi.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/fatal.h"

static const char *const methods[] = {"get", "post", "put", "patch", "delete"};
static const char *const names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

void openapi_each(const json_t *document,
                  void (*visit)(const openapi_operation *operation, void *user), void *user)
{
    const char *path;
    json_t *item;
    json_t *paths = json_object_get(document, "paths");
    json_object_foreach(paths, path, item)
    {
        for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
            const json_t *definition = json_object_get(item, methods[i]);
            if (definition == NULL)
                continue;
            const openapi_operation operation = {
                json_string_value(json_object_get(definition, "operationId")), names[i], path, item,
                definition};
            visit(&operation, user);
        }
    }
}

const json_t *openapi_resolve(const json_t *document, const json_t *value)
{
    const char *reference = json_string_value(json_object_get(value, "$ref"));
    while (reference != NULL) {
        char part[128];
        const char *at = reference + 1;
        value = document;
        while (*at == '/') {
            size_t length = strcspn(++at, "/");
            if (length >= sizeof part)
                fatal("a long reference: %s", reference);
            memcpy(part, at, length);
            part[length] = '\0';
            value = json_object_get(value, part);
            at += length;
        }
        if (value == NULL)
            fatal("a reference that leads nowhere: %s", reference);
        reference = json_string_value(json_object_get(value, "$ref"));
    }
    return value;
}

const json_t *openapi_parameter(const json_t *document, const openapi_operation *operation,
                                const char *name)
{
    const json_t *lists[] = {json_object_get(operation->definition, "parameters"),
                             json_object_get(operation->item, "parameters")};
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < json_array_size(lists[i]); j++) {
            const json_t *parameter = openapi_resolve(document, json_array_get(lists[i], j));
            if (strcmp(json_string_value(json_object_get(parameter, "name")), name) == 0)
                return parameter;
        }
    }
    return NULL;
}

const json_t *openapi_body_schema(const json_t *document, const openapi_operation *operation,
                                  const char **content_type)
{
    static const char *const types[] = {"application/json", "application/vnd.api+json"};
    const json_t *body =
        openapi_resolve(document, json_object_get(operation->definition, "requestBody"));
    for (size_t i = 0; i < 2; i++) {
        const json_t *content = json_object_get(json_object_get(body, "content"), types[i]);
        if (content != NULL) {
            *content_type = types[i];
            return json_object_get(content, "schema");
        }
    }
    return NULL;
}

/* ---- bodies ---- */

typedef struct sampler {
    const json_t *document;
    bool whole;
    size_t variant;
    size_t variants; /* the most shapes that were met in one place */
} sampler;

/* The parts of a schema brought into one: what it refers to, all of "allOf", one of "oneOf". */
static json_t *flatten(sampler *in, const json_t *schema);

static void merge_properties(json_t *into, json_t *properties)
{
    const char *name;
    json_t *property;
    json_t *old = json_object_get(into, "properties");
    if (old == NULL) {
        old = not_null(json_object());
        must(json_object_set_new(into, "properties", old));
    }
    json_object_foreach(properties, name, property)
    {
        json_t *known = json_object_get(old, name);
        must(json_object_set_new(old, name,
                                 known == NULL ? json_incref(property)
                                               : json_pack("{s:[O,O]}", "allOf", known, property)));
    }
}

static void merge(json_t *into, json_t *part)
{
    const char *key;
    json_t *value;
    json_object_foreach(part, key, value)
    {
        if (strcmp(key, "properties") == 0) {
            merge_properties(into, value);
        } else if (strcmp(key, "required") == 0 && json_object_get(into, key) != NULL) {
            json_t *both = not_null(json_copy(json_object_get(into, key)));
            must(json_array_extend(both, value));
            must(json_object_set_new(into, key, both));
        } else {
            must(json_object_set(into, key, value));
        }
    }
}

static void merge_flat(sampler *in, json_t *into, const json_t *schema)
{
    json_t *part = flatten(in, schema);
    merge(into, part);
    json_decref(part);
}

static void merge_one_of(sampler *in, json_t *into, const json_t *schema, const char *key)
{
    const json_t *alternatives = json_object_get(schema, key);
    size_t count = json_array_size(alternatives);
    json_t *discriminator =
        json_object_get(json_object_get(schema, "discriminator"), "propertyName");
    if (count == 0)
        return;
    /* Without what tells the shapes apart, a body is all of them. */
    if (discriminator != NULL) {
        json_t *part = not_null(json_pack("{s:[O]}", "required", discriminator));
        merge(into, part);
        json_decref(part);
    }
    if (count > in->variants)
        in->variants = count;
    merge_flat(in, into, json_array_get(alternatives, in->variant % count));
}

static json_t *flatten(sampler *in, const json_t *schema)
{
    json_t *flat = not_null(json_object());
    json_t *own = not_null(json_copy((json_t *)(uintptr_t)schema));
    const json_t *all = json_object_get(schema, "allOf");
    if (json_object_get(schema, "$ref") != NULL)
        merge_flat(in, flat, openapi_resolve(in->document, schema));
    for (size_t i = 0; i < json_array_size(all); i++)
        merge_flat(in, flat, json_array_get(all, i));
    merge_one_of(in, flat, schema, "oneOf");
    merge_one_of(in, flat, schema, "anyOf");
    (void)json_object_del(own, "$ref");
    (void)json_object_del(own, "allOf");
    (void)json_object_del(own, "oneOf");
    (void)json_object_del(own, "anyOf");
    merge(flat, own);
    json_decref(own);
    return flat;
}

static json_t *sample(sampler *in, const char *name, const json_t *schema);

static bool is_required(const json_t *schema, const char *name)
{
    const json_t *required = json_object_get(schema, "required");
    for (size_t i = 0; i < json_array_size(required); i++)
        if (strcmp(json_string_value(json_array_get(required, i)), name) == 0)
            return true;
    return false;
}

static json_t *sample_object(sampler *in, const json_t *schema)
{
    const char *name;
    json_t *property;
    json_t *object = not_null(json_object());
    const json_t *more = json_object_get(schema, "additionalProperties");
    const json_t *required = json_object_get(schema, "required");
    json_t *properties = json_object_get(schema, "properties");
    json_object_foreach(properties, name, property)
    {
        json_t *flat = flatten(in, property);
        bool sent = !json_is_true(json_object_get(flat, "readOnly")) &&
                    (in->whole || is_required(schema, name));
        if (sent)
            must(json_object_set_new(object, name, sample(in, name, property)));
        json_decref(flat);
    }
    if (json_is_object(more))
        must(json_object_set_new(object, "name", sample(in, "name", more)));
    /* Some are required although nothing else is said of them. */
    for (size_t i = 0; i < json_array_size(required); i++) {
        name = json_string_value(json_array_get(required, i));
        if (json_object_get(properties, name) == NULL)
            must(json_object_set_new(object, name, json_string("text")));
    }
    return object;
}

/* Where items may have several shapes, a whole list has one of each. */
static json_t *sample_array(sampler *in, const char *name, const json_t *schema)
{
    json_t *array = not_null(json_array());
    const json_t *items = json_object_get(schema, "items");
    if (items == NULL) {
        must(json_array_append_new(array, json_string("text")));
        return array;
    }
    bool wanted = in->whole || json_integer_value(json_object_get(schema, "minItems")) > 0;
    const json_t *shapes = json_object_get(openapi_resolve(in->document, items), "oneOf");
    for (size_t i = 0; wanted && i < (shapes != NULL ? json_array_size(shapes) : 1); i++)
        must(json_array_append_new(
            array, sample(in, name, shapes != NULL ? json_array_get(shapes, i) : items)));
    return array;
}

static json_t *sample_number(const json_t *schema, bool integer)
{
    const char *const keys[] = {"minimum", "default"};
    for (size_t i = 0; i < 2; i++)
        if (json_is_number(json_object_get(schema, keys[i])))
            return json_incref(json_object_get(schema, keys[i]));
    return integer ? json_integer(1) : json_real(1.5);
}

/* "string", or the first that is not "null" of several. */
static const char *type_of(const json_t *schema)
{
    const json_t *type = json_object_get(schema, "type");
    const char *first = json_string_value(json_array_get(type, 0));
    if (!json_is_array(type))
        return json_is_string(type) ? json_string_value(type) : "";
    return first != NULL && strcmp(first, "null") != 0 ? first
                                                       : json_string_value(json_array_get(type, 1));
}

/* What the description says nothing of: the query of a trigger is a query. */
static json_t *sample_by_name(const char *name, const json_t *schema)
{
    if (strcmp(name, "query") == 0 && json_object_get(schema, "properties") == NULL)
        return json_pack("{s:[{s:s}],s:i}", "calculations", "op", "COUNT", "time_range", 900);
    return NULL;
}

static json_t *sample_flat(sampler *in, const char *name, json_t *schema)
{
    const char *type = type_of(schema);
    json_t *values = json_object_get(schema, "enum");
    json_t *example = json_object_get(schema, "example");
    json_t *special = sample_by_name(name, schema);
    if (special != NULL)
        return special;
    if (json_object_get(schema, "const") != NULL)
        return json_incref(json_object_get(schema, "const"));
    if (json_array_size(values) > 0)
        return json_incref(json_array_get(values, in->variant % json_array_size(values)));
    if (strcmp(type, "object") == 0 || json_object_get(schema, "properties") != NULL)
        return sample_object(in, schema);
    if (strcmp(type, "array") == 0)
        return sample_array(in, name, schema);
    if (example != NULL && !json_is_object(example) && !json_is_array(example))
        return json_incref(example);
    if (strcmp(type, "integer") == 0 || strcmp(type, "number") == 0)
        return sample_number(schema, type[0] == 'i');
    if (strcmp(type, "boolean") == 0)
        return json_true();
    if (strcmp(type, "null") == 0)
        return json_null();
    return json_string(json_object_get(schema, "format") != NULL ? "2022-09-22T17:32:11Z" : "text");
}

static json_t *sample(sampler *in, const char *name, const json_t *schema)
{
    json_t *flat = flatten(in, schema);
    json_t *value = not_null(sample_flat(in, name, flat));
    json_decref(flat);
    return value;
}

json_t *openapi_body(const json_t *document, const json_t *schema, bool whole, size_t variant,
                     size_t *variants)
{
    sampler in = {document, whole, variant, 1};
    json_t *body = sample(&in, "", schema);
    *variants = in.variants;
    return body;
}

char *openapi_parameter_value(const json_t *document, const json_t *parameter)
{
    sampler in = {document, true, 0, 1};
    json_t *value = json_object_get(parameter, "example") != NULL
                        ? json_incref(json_object_get(parameter, "example"))
                        : sample(&in, "", json_object_get(parameter, "schema"));
    char *text = json_is_string(value) ? strdup(json_string_value(value))
                                       : json_dumps(value, JSON_ENCODE_ANY);
    json_decref(value);
    return not_null(text);
}
