#include "schema.h"

#include <string.h>

#include <jansson.h>

#include "base/json_reader.h"
#include "check.h"
#include "output.h"

static const gen_type types[] = {
    {"string", "APIE_FIELD_STRING", "const char *", "", false, true},
    {"int", "APIE_FIELD_INT", "apie_opt_int ", "", false, false},
    {"double", "APIE_FIELD_DOUBLE", "apie_opt_double ", "", false, false},
    {"bool", "APIE_FIELD_BOOL", "apie_opt_bool ", "", false, false},
    {"json", "APIE_FIELD_JSON", "json_t *", "", false, true},
    {"list of json", "APIE_FIELD_JSON_LIST", "json_t *", "", false, true},
    {"map of json", "APIE_FIELD_JSON_MAP", "json_t *", "", false, true},
    {"list of string", "APIE_FIELD_STRING_LIST", "const char *const *", "", true, true},
    {"list of int", "APIE_FIELD_INT_LIST", "const int64_t *", "", true, false},
    {"list of double", "APIE_FIELD_DOUBLE_LIST", "const double *", "", true, false},
    {"map of string", "APIE_FIELD_STRING_MAP", "const apie_string_pair *", "", true, false},
};
static const gen_type object_type = {NULL, "APIE_FIELD_OBJECT", "const ", " *", false, false};
static const gen_type list_type = {NULL, "APIE_FIELD_OBJECT_LIST", "const ", " *const *", true,
                                   false};

#define LIST_OF        "list of "
#define MAX_FIELDS     128
#define MAX_PARAMETERS 16

/* ---- lists and look-ups ---- */

static void *allocate(gen_schema *schema, size_t size)
{
    void *memory = apie_arena_alloc(schema->arena, size);

    if (memory == NULL)
        apie_gen_die("out of memory");
    return memory;
}

static void append(gen_list *list, void *item, void **next)
{
    if (list->first == NULL)
        list->first = item;
    else
        *list->end = item;
    list->end = next;
    list->count++;
}

static gen_resource *find_resource(const gen_schema *schema, const char *name)
{
    gen_resource *resource = schema->resources.first;

    while (resource != NULL && strcmp(resource->name, name) != 0)
        resource = resource->next;
    return resource;
}

static gen_model *find_model(const gen_schema *schema, const char *name)
{
    gen_model *model = schema->models.first;

    while (model != NULL && strcmp(model->name, name) != 0)
        model = model->next;
    return model;
}

static gen_constants *find_constants(const gen_schema *schema, const char *name)
{
    gen_constants *constants = schema->constants.first;

    while (constants != NULL && strcmp(constants->name, name) != 0)
        constants = constants->next;
    return constants;
}

/* What follows "apie_" in a C name. */
static const char *bare(const char *c_name)
{
    return strncmp(c_name, "apie_", 5) == 0 ? c_name + 5 : c_name;
}

static bool starts_with_list_of(const char *type)
{
    return strncmp(type, LIST_OF, strlen(LIST_OF)) == 0;
}

/* ---- constants ---- */

static void read_constants(gen_schema *schema, gen_resource *resource, gen_at at, json_t *json)
{
    static const char *const keys[] = {"name", "doc", "values", NULL};
    static const char *const value_keys[] = {"value", "doc", NULL};
    gen_constants *constants = allocate(schema, sizeof *constants);
    json_t *values = apie_gen_get_array(&at, json, "values");

    apie_gen_check_keys(&at, json, keys);
    constants->name = apie_gen_get_text(&at, json, "name", true);
    at = (gen_at){at.file, "constants", constants->name, NULL};
    constants->doc = apie_gen_get_text(&at, json, "doc", true);
    constants->resource = resource;
    if (find_constants(schema, constants->name) != NULL)
        apie_gen_wrong(&at, "defined twice", NULL);
    for (size_t i = 0; i < json_array_size(values); i++) {
        json_t *item = json_array_get(values, i);
        gen_value *value = allocate(schema, sizeof *value);
        apie_gen_check_keys(&at, item, value_keys);
        value->value = apie_gen_get_text(&at, item, "value", true);
        value->doc = apie_gen_get_text(&at, item, "doc", true);
        value->macro =
            apie_gen_text(schema->arena, "%s_%s_%s", schema->prefix, constants->name, value->value);
        value->macro = apie_gen_upper(schema->arena, value->macro);
        append(&constants->values, value, &value->next);
    }
    append(&schema->constants, constants, &constants->next);
    resource->model_count++;
}

/* ---- models ---- */

static gen_model *new_model(gen_schema *schema, gen_resource *resource, const char *name)
{
    gen_model *model = allocate(schema, sizeof *model);

    model->name = name;
    model->c_name = apie_gen_text(schema->arena, "%s_%s", schema->prefix, name);
    model->table = apie_gen_text(schema->arena, "apie_model_%s", bare(model->c_name));
    model->resource = resource;
    return model;
}

static void find_type(gen_schema *schema, const gen_at *at, gen_field *field, const char *type)
{
    for (size_t i = 0; i < sizeof types / sizeof *types && field->type == NULL; i++) {
        if (strcmp(types[i].schema, type) == 0)
            field->type = &types[i];
    }
    if (field->type != NULL)
        return;
    field->type = starts_with_list_of(type) ? &list_type : &object_type;
    field->model = find_model(schema, type + (field->type == &list_type ? strlen(LIST_OF) : 0));
    if (field->model == NULL)
        apie_gen_wrong(at, "neither a type nor a model defined before:", type);
}

static void read_field(gen_schema *schema, gen_model *model, gen_at at, json_t *json)
{
    static const char *const keys[] = {"name",   "member", "type", "required",
                                       "redact", "values", "doc",  NULL};
    gen_field *field = allocate(schema, sizeof *field);
    const char *values = apie_gen_get_text(&at, json, "values", false);

    apie_gen_check_keys(&at, json, keys);
    field->name = apie_gen_get_text(&at, json, "name", true);
    at.part = field->name;
    if (strpbrk(field->name, "\"\\/~ ") != NULL)
        apie_gen_wrong(&at, "a character that the tables cannot hold", NULL);
    field->member = apie_gen_get_member(schema->arena, &at, json);
    for (const gen_field *other = model->fields.first; other != NULL; other = other->next) {
        if (strcmp(other->name, field->name) == 0 || strcmp(other->member, field->member) == 0)
            apie_gen_wrong(&at, "defined twice", NULL);
    }
    field->doc = apie_gen_get_text(&at, json, "doc", true);
    field->required = apie_gen_get_flag(&at, json, "required");
    field->redact = apie_gen_get_flag(&at, json, "redact");
    find_type(schema, &at, field, apie_gen_get_text(&at, json, "type", true));
    if (field->redact && !field->type->redactable)
        apie_gen_wrong(&at, "a field of this type cannot be redacted", NULL);
    field->values = values == NULL ? NULL : find_constants(schema, values);
    if (values != NULL && field->values == NULL)
        apie_gen_wrong(&at, "no constants defined before:", values);
    append(&model->fields, field, &field->next);
}

static void read_model(gen_schema *schema, gen_resource *resource, gen_at at, json_t *json)
{
    static const char *const keys[] = {"name", "doc", "fields", NULL};
    json_t *fields = apie_gen_get_array(&at, json, "fields");
    const char *name = NULL;
    gen_model *model = NULL;

    apie_gen_check_keys(&at, json, keys);
    name = apie_gen_check_name(&at, apie_gen_get_text(&at, json, "name", true));
    at = (gen_at){at.file, "model", name, NULL};
    if (find_model(schema, name) != NULL)
        apie_gen_wrong(&at, "defined twice", NULL);
    model = new_model(schema, resource, name);
    model->doc = apie_gen_get_text(&at, json, "doc", true);
    for (size_t i = 0; i < json_array_size(fields); i++)
        read_field(schema, model, at, json_array_get(fields, i));
    if (model->fields.count > MAX_FIELDS)
        apie_gen_wrong(&at, "too many fields", NULL);
    append(&schema->models, model, &model->next);
    resource->model_count++;
}

/* The model of a top-level array, made when it is first named. */
static gen_model *list_model(gen_schema *schema, gen_model *item)
{
    const char *name = apie_gen_text(schema->arena, "%s_list", item->name);
    gen_model *model = find_model(schema, name);
    gen_field *field = NULL;

    if (model != NULL)
        return model;
    model = new_model(schema, item->resource, name);
    model->doc = apie_gen_text(schema->arena, "A list of %s.", item->c_name);
    model->root_list = true;
    field = allocate(schema, sizeof *field);
    field->name = "items";
    field->member = "items";
    field->doc = "The items, in the service's order.";
    field->type = &list_type;
    field->model = item;
    append(&model->fields, field, &field->next);
    append(&schema->models, model, &model->next);
    return model;
}

/* ---- operations ---- */

static void read_parameter(gen_schema *schema, gen_operation *operation, gen_at at, json_t *json)
{
    static const char *const keys[] = {"name", "member", "in", "type", "required", "doc", NULL};
    static const char *const places[] = {"path", "query", "header", NULL};
    static const char *const kinds[] = {"string", "int", "bool", NULL};
    gen_parameter *parameter = allocate(schema, sizeof *parameter);
    const char *braced = NULL;

    apie_gen_check_keys(&at, json, keys);
    parameter->name = apie_gen_get_text(&at, json, "name", true);
    at.part = parameter->name;
    parameter->member = apie_gen_get_member(schema->arena, &at, json);
    parameter->place = apie_gen_get_one_of(&at, json, "in", places);
    parameter->type = apie_gen_get_one_of(&at, json, "type", kinds);
    parameter->doc = apie_gen_get_text(&at, json, "doc", true);
    parameter->in_path = strcmp(parameter->place, "path") == 0;
    parameter->required = parameter->in_path || apie_gen_get_flag(&at, json, "required");
    braced = apie_gen_text(schema->arena, "{%s}", parameter->name);
    if (parameter->in_path && strstr(operation->path, braced) == NULL)
        apie_gen_wrong(&at, "not in the path", NULL);
    operation->takes_id = operation->takes_id || parameter->in_path;
    append(&operation->parameters, parameter, &parameter->next);
}

static void read_parameters(gen_schema *schema, gen_operation *operation, gen_at at, json_t *json)
{
    json_t *parameters = apie_gen_get_array(&at, json, "parameters");
    size_t braces = 0;

    for (size_t i = 0; i < json_array_size(parameters); i++)
        read_parameter(schema, operation, at, json_array_get(parameters, i));
    for (const char *c = operation->path; *c != '\0'; c++)
        braces += *c == '{';
    for (const gen_parameter *p = operation->parameters.first; p != NULL; p = p->next)
        braces -= p->in_path;
    if (operation->path[0] != '/' || braces != 0)
        apie_gen_wrong(
            &at, "a path needs a '/' in front and its parameters described:", operation->path);
    if (operation->parameters.count > MAX_PARAMETERS)
        apie_gen_wrong(&at, "too many parameters", NULL);
}

static gen_model *find_body(gen_schema *schema, const gen_at *at, const char *name)
{
    gen_model *model = NULL;

    if (name == NULL || strcmp(name, "{}") == 0)
        return NULL;
    model = find_model(schema, name + (starts_with_list_of(name) ? strlen(LIST_OF) : 0));
    if (model == NULL)
        apie_gen_wrong(at, "no such model:", name);
    return starts_with_list_of(name) ? list_model(schema, model) : model;
}

static void read_operation(gen_schema *schema, gen_resource *resource, gen_at at, json_t *json)
{
    static const char *const keys[] = {"name",    "method",   "path",         "parameters",
                                       "request", "response", "retry_safe",   "optional_body",
                                       "doc",     "source",   "content_type", NULL};
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", NULL};
    gen_operation *operation = allocate(schema, sizeof *operation);
    const char *request = apie_gen_get_text(&at, json, "request", false);
    const char *name = NULL;

    apie_gen_check_keys(&at, json, keys);
    name = apie_gen_check_name(&at, apie_gen_get_text(&at, json, "name", true));
    operation->name = apie_gen_text(schema->arena, "%s.%s", resource->name, name);
    at = (gen_at){at.file, "operation", operation->name, NULL};
    operation->function =
        apie_gen_text(schema->arena, "%s_%s_%s", schema->prefix, resource->name, name);
    operation->async = apie_gen_text(schema->arena, "apie_async_%s", bare(operation->function));
    operation->table = apie_gen_text(schema->arena, "apie_op_%s", bare(operation->function));
    operation->resource = resource;
    operation->method = apie_gen_get_one_of(&at, json, "method", methods);
    operation->path = apie_gen_get_text(&at, json, "path", true);
    operation->doc = apie_gen_get_text(&at, json, "doc", true);
    (void)apie_gen_get_text(&at, json, "source", true);
    operation->content_type = apie_gen_get_text(&at, json, "content_type", false);
    operation->retry_safe = apie_gen_get_flag(&at, json, "retry_safe");
    operation->optional_body = apie_gen_get_flag(&at, json, "optional_body");
    read_parameters(schema, operation, at, json);
    operation->request = find_body(schema, &at, request);
    operation->empty_request = request != NULL && operation->request == NULL;
    operation->response = find_body(schema, &at, apie_gen_get_text(&at, json, "response", false));
    if (request != NULL && strcmp(operation->method, "GET") == 0)
        apie_gen_wrong(&at, "a GET has no request", NULL);
    append(&schema->operations, operation, &operation->next);
    resource->operation_count++;
}

/* ---- the whole ---- */

typedef void read_part(gen_schema *schema, gen_resource *resource, gen_at at, json_t *json);

static gen_resource *read_resource(gen_schema *schema, gen_at *at, json_t *json)
{
    static const char *const keys[] = {"name", "doc", "constants", "models", "operations", NULL};
    gen_resource *resource = NULL;
    const char *name = NULL;

    apie_gen_check_keys(at, json, keys);
    name = apie_gen_check_name(at, apie_gen_get_text(at, json, "name", true));
    *at = (gen_at){at->file, "resource", name, NULL};
    resource = find_resource(schema, name);
    if (resource == NULL) {
        resource = allocate(schema, sizeof *resource);
        resource->name = name;
        resource->doc = apie_gen_get_text(at, json, "doc", true);
        append(&schema->resources, resource, &resource->next);
    }
    return resource;
}

static void read_parts(gen_schema *schema, gen_at at, json_t *resources, const char *key,
                       read_part *read)
{
    for (size_t i = 0; i < json_array_size(resources); i++) {
        gen_at place = at;
        json_t *json = json_array_get(resources, i);
        gen_resource *resource = read_resource(schema, &place, json);
        json_t *parts = apie_gen_get_array(&place, json, key);
        place.part = key;
        for (size_t j = 0; j < json_array_size(parts); j++)
            read(schema, resource, place, json_array_get(parts, j));
    }
}

static void read_head(gen_schema *schema, const gen_at *at, json_t *json)
{
    json_t *headers = json_object_get(json, "headers");

    schema->service = apie_gen_check_name(at, apie_gen_get_text(at, json, "service", true));
    schema->title = apie_gen_get_text(at, json, "title", true);
    schema->prefix = apie_gen_get_text(at, json, "prefix", true);
    schema->client = apie_gen_get_text(at, json, "client", true);
    schema->async_client = apie_gen_get_text(at, json, "async_client", true);
    schema->models_folder = apie_gen_get_text(at, headers, "models", true);
    schema->sync_folder = apie_gen_get_text(at, headers, "sync", true);
    schema->async_folder = apie_gen_get_text(at, headers, "async", true);
}

static void release(void *json)
{
    json_decref(json);
}

static json_t *parse(gen_schema *schema, const char *file)
{
    char message[256] = "";
    size_t length = 0;
    char *text = apie_gen_read_file(schema->arena, file, &length);
    json_t *json = NULL;

    if (text == NULL)
        apie_gen_die("%s: no such file", file);
    json = apie_json_parse(text, length, message, sizeof message);
    if (json == NULL)
        apie_gen_die("%s: %s", file, message);
    if (apie_arena_on_free(schema->arena, release, json) != 0)
        apie_gen_die("out of memory");
    return json;
}

void apie_gen_schema_read(gen_schema *schema, const char *file)
{
    static const char *const keys[] = {"service",      "title",   "prefix",    "client",
                                       "async_client", "headers", "resources", NULL};
    json_t *json = parse(schema, file);
    gen_at at = {file, "service", NULL, NULL};
    json_t *resources = NULL;

    apie_gen_check_keys(&at, json, keys);
    if (schema->service == NULL)
        read_head(schema, &at, json);
    else if (strcmp(schema->service, apie_gen_get_text(&at, json, "service", true)) != 0)
        apie_gen_wrong(&at, "another service than", schema->service);
    resources = apie_gen_get_array(&at, json, "resources");
    read_parts(schema, at, resources, "constants", read_constants);
    read_parts(schema, at, resources, "models", read_model);
    read_parts(schema, at, resources, "operations", read_operation);
}

static void mark(gen_model *model, bool sent)
{
    bool *flag = sent ? &model->in_request : &model->in_result;

    if (*flag)
        return;
    *flag = true;
    for (const gen_field *field = model->fields.first; field != NULL; field = field->next) {
        if (field->model != NULL)
            mark(field->model, sent);
    }
}

/* Types and functions share one space of names in C. */
static void check_clash(const gen_schema *schema, const char *function)
{
    for (const gen_model *model = schema->models.first; model != NULL; model = model->next) {
        if (strcmp(model->c_name, function) == 0)
            apie_gen_die("service %s: both a model and an operation make the C name %s",
                         schema->service, function);
    }
}

void apie_gen_schema_finish(gen_schema *schema)
{
    for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next) {
        check_clash(schema, o->function);
        check_clash(schema, o->async);
        for (const gen_operation *other = o->next; other != NULL; other = other->next) {
            if (strcmp(o->function, other->function) == 0)
                apie_gen_die("service %s: %s is defined twice", schema->service, o->name);
        }
        if (o->request != NULL)
            mark(o->request, true);
        if (o->response != NULL) {
            o->response->is_result = true;
            mark(o->response, false);
        }
    }
}
