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
};
/* What is in front of a model's name. */
static const gen_type model_types[] = {
    {"list of ", "APIE_FIELD_OBJECT_LIST", "const ", " *const *", true, false},
    {"map of ", "APIE_FIELD_OBJECT_MAP", "const ", " *const *", true, false},
    {"", "APIE_FIELD_OBJECT", "const ", " *", false, false},
};
static const gen_type *const list_type = &model_types[0];
static const gen_type *const map_type = &model_types[1];
static const gen_type constant_type = {NULL, "APIE_FIELD_CONSTANT", NULL, NULL, false, false};

#define MAX_FIELDS 128

/* ---- lists and look-ups ---- */

static void *allocate(gen_schema *schema, size_t size)
{
    void *memory = apie_arena_alloc(schema->arena, size);

    if (memory == NULL)
        apie_gen_die("out of memory");
    return memory;
}

static void append(gen_list *list, void *item)
{
    if (list->first == NULL)
        list->first = item;
    else
        ((gen_item *)list->last)->next = item;
    list->last = item;
    list->count++;
}

static void *find(const gen_list *list, const char *name)
{
    gen_item *item = list->first;

    while (item != NULL && strcmp(item->name, name) != 0)
        item = item->next;
    return item;
}

/* What follows "apie_" in a C name. */
static const char *bare(const char *c_name)
{
    return strncmp(c_name, "apie_", 5) == 0 ? c_name + 5 : c_name;
}

/* What follows "list of " in it; NULL if it is something else. */
static const char *after(const char *words, const char *type)
{
    return strncmp(type, words, strlen(words)) == 0 ? type + strlen(words) : NULL;
}

/* ---- constants ---- */

static void read_constants(gen_schema *schema, gen_resource *resource, gen_at at, json_t *json)
{
    static const char *const keys[] = {"name", "doc", "values", NULL};
    static const char *const value_keys[] = {"value", "name", "doc", NULL};
    gen_constants *constants = allocate(schema, sizeof *constants);
    json_t *values = apie_gen_get_array(&at, json, "values");

    apie_gen_check_keys(&at, json, keys);
    constants->name = apie_gen_get_text(&at, json, "name", true);
    at = (gen_at){at.file, "constants", constants->name, NULL};
    constants->doc = apie_gen_get_text(&at, json, "doc", true);
    constants->resource = resource;
    if (find(&schema->constants, constants->name) != NULL)
        apie_gen_wrong(&at, "defined twice", NULL);
    for (size_t i = 0; i < json_array_size(values); i++) {
        json_t *item = json_array_get(values, i);
        gen_value *value = allocate(schema, sizeof *value);
        const char *name = apie_gen_get_text(&at, item, "name", false);
        apie_gen_check_keys(&at, item, value_keys);
        value->value = apie_gen_get_text(&at, item, "value", true);
        value->doc = apie_gen_get_text(&at, item, "doc", true);
        value->macro = apie_gen_text(schema->arena, "%s_%s_%s", schema->prefix, constants->name,
                                     name != NULL ? name : value->value);
        value->macro = apie_gen_upper(schema->arena, value->macro);
        append(&constants->values, value);
    }
    append(&schema->constants, constants);
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
    model->type = model;
    append(&schema->models, model);
    return model;
}

static const gen_type *plain_type(const char *name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].schema, name) == 0)
            return &types[i];
    }
    return NULL;
}

static void find_type(gen_schema *schema, const gen_at *at, gen_field *field, const char *type)
{
    const gen_field *key = NULL;
    const char *name = NULL;

    field->type = plain_type(type);
    if (field->type != NULL)
        return;
    for (const gen_type *t = model_types; name == NULL; t++) {
        name = after(t->schema, type);
        field->type = t;
    }
    field->model = find(&schema->models, name);
    if (field->model == NULL)
        apie_gen_wrong(at, "neither a type nor a model defined before:", type);
    key = field->model->fields.first;
    if (field->type == map_type && (field->model->fields.count != 2 || key->type != &types[0]))
        apie_gen_wrong(at, "a map needs a model of two fields, a text first:", type);
}

/* Fields of one object stand together, as they are written. */
static void check_path(const gen_at *at, const gen_model *model, const gen_field *last,
                       const char *name)
{
    for (const char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        size_t length = (size_t)(slash - name) + 1;
        const gen_field *other = model->fields.first;
        while (other != NULL && strncmp(other->name, name, length) != 0)
            other = other->next;
        if (other != NULL && strncmp(last->name, name, length) != 0)
            apie_gen_wrong(at, "apart from other fields of its object", NULL);
    }
}

static void read_field(gen_schema *schema, gen_model *model, gen_at at, json_t *json)
{
    static const char *const keys[] = {"name",     "member",    "type",   "required", "redact",
                                       "constant", "read_only", "values", "doc",      NULL};
    gen_field *field = allocate(schema, sizeof *field);
    const char *values = apie_gen_get_text(&at, json, "values", false);

    apie_gen_check_keys(&at, json, keys);
    field->name = apie_gen_get_text(&at, json, "name", true);
    at.part = field->name;
    if (strpbrk(field->name, "\"\\~ ") != NULL)
        apie_gen_wrong(&at, "a character that the tables cannot hold", NULL);
    field->constant = apie_gen_get_text(&at, json, "constant", false);
    field->member =
        field->constant != NULL ? "extra" : apie_gen_get_member(schema->arena, &at, json);
    for (const gen_field *other = model->fields.first; other != NULL; other = other->next) {
        if (strcmp(other->name, field->name) == 0 ||
            (field->constant == NULL && strcmp(other->member, field->member) == 0))
            apie_gen_wrong(&at, "defined twice", NULL);
    }
    check_path(&at, model, model->fields.last, field->name);
    model->grouped = model->grouped || strchr(field->name, '/') != NULL;
    field->required = apie_gen_get_flag(&at, json, "required");
    field->redact = apie_gen_get_flag(&at, json, "redact");
    field->read_only = apie_gen_get_flag(&at, json, "read_only");
    if (field->constant != NULL) {
        field->type = &constant_type;
    } else {
        field->doc = apie_gen_get_text(&at, json, "doc", true);
        find_type(schema, &at, field, apie_gen_get_text(&at, json, "type", true));
    }
    if (field->redact && (!field->type->redactable || strchr(field->name, '/') != NULL))
        apie_gen_wrong(&at, "a field of this type cannot be redacted", NULL);
    field->values = values == NULL ? NULL : find(&schema->constants, values);
    if (values != NULL && field->values == NULL)
        apie_gen_wrong(&at, "no constants defined before:", values);
    append(&model->fields, field);
}

static void read_model(gen_schema *schema, gen_resource *resource, gen_at at, json_t *json)
{
    static const char *const keys[] = {"name", "doc", "bare", "or_one", "or_list", "fields", NULL};
    json_t *fields = apie_gen_get_array(&at, json, "fields");
    const char *name = apie_gen_check_name(&at, apie_gen_get_text(&at, json, "name", true));
    gen_model *model = NULL;

    at = (gen_at){at.file, "model", name, NULL};
    apie_gen_check_keys(&at, json, keys);
    if (find(&schema->models, name) != NULL)
        apie_gen_wrong(&at, "defined twice", NULL);
    model = new_model(schema, resource, name);
    model->doc = apie_gen_get_text(&at, json, "doc", true);
    model->or_one = apie_gen_get_flag(&at, json, "or_one");
    model->bare = model->or_one || apie_gen_get_flag(&at, json, "bare");
    for (size_t i = 0; i < json_array_size(fields); i++)
        read_field(schema, model, at, json_array_get(fields, i));
    model->or_list = apie_gen_get_flag(&at, json, "or_list");
    if (model->fields.count > MAX_FIELDS || (model->bare && model->fields.count != 1))
        apie_gen_wrong(&at, "too many fields, or none", NULL);
    if (model->or_list &&
        (model->fields.count == 0 || ((gen_field *)model->fields.first)->type != list_type))
        apie_gen_wrong(&at, "the first field is no list of a model", NULL);
    resource->model_count++;
}

/* The model of a top-level array, made when it is first named. */
static gen_model *list_model(gen_schema *schema, gen_model *item)
{
    const char *name = apie_gen_text(schema->arena, "%s_list", item->name);
    gen_model *model = find(&schema->models, name);
    gen_field *field = NULL;

    if (model != NULL)
        return model;
    model = new_model(schema, item->resource, name);
    model->doc = apie_gen_text(schema->arena, "A list of %s.", item->c_name);
    model->bare = true;
    field = allocate(schema, sizeof *field);
    field->name = field->member = "items";
    field->doc = "The items, in the service's order.";
    field->type = list_type;
    field->model = item;
    append(&model->fields, field);
    return model;
}

/* The model inside another object: {"data": …}. The struct is the same, only the table differs. */
static gen_model *wrapped_model(gen_schema *schema, gen_model *inner, const char *under)
{
    const char *name = apie_gen_text(schema->arena, "%s_under_%s", inner->name, under);
    gen_model *model = find(&schema->models, name);

    if (model != NULL)
        return model;
    model = new_model(schema, inner->resource, name);
    model->type = inner;
    model->c_name = inner->c_name;
    model->grouped = true;
    for (const gen_field *field = inner->fields.first; field != NULL; field = field->next) {
        gen_field *copy = allocate(schema, sizeof *copy);
        *copy = *field;
        copy->name = apie_gen_text(schema->arena, "%s/%s", under, field->name);
        append(&model->fields, copy);
    }
    return model;
}

/* ---- operations ---- */

static void read_parameter(gen_schema *schema, gen_operation *operation, gen_at at, json_t *json)
{
    static const char *const keys[] = {"name", "member", "in", "type", "required", "doc", NULL};
    static const char *const places[] = {"path", "query", "header", NULL};
    static const char *const kinds[] = {"string", "int", "bool", NULL};
    gen_parameter *parameter = allocate(schema, sizeof *parameter);

    apie_gen_check_keys(&at, json, keys);
    parameter->name = apie_gen_get_text(&at, json, "name", true);
    at.part = parameter->name;
    parameter->member = apie_gen_get_member(schema->arena, &at, json);
    parameter->place = apie_gen_get_one_of(&at, json, "in", places);
    parameter->type = plain_type(apie_gen_get_one_of(&at, json, "type", kinds));
    parameter->doc = apie_gen_get_text(&at, json, "doc", true);
    parameter->in_path = strcmp(parameter->place, "path") == 0;
    parameter->required = parameter->in_path || apie_gen_get_flag(&at, json, "required");
    if (parameter->in_path &&
        strstr(operation->path, apie_gen_text(schema->arena, "{%s}", parameter->name)) == NULL)
        apie_gen_wrong(&at, "not in the path", NULL);
    operation->takes_id = operation->takes_id || parameter->in_path;
    append(&operation->parameters, parameter);
}

/* The fields of the query's struct are the parameters. */
static void read_query(gen_schema *schema, gen_operation *operation, const gen_at *at,
                       const char *name)
{
    operation->query = name == NULL ? NULL : find(&schema->models, name);
    if (name == NULL)
        return;
    if (operation->query == NULL)
        apie_gen_wrong(at, "no such model:", name);
    for (const gen_field *f = operation->query->fields.first; f != NULL; f = f->next) {
        gen_parameter *parameter = allocate(schema, sizeof *parameter);
        *parameter = (gen_parameter){.name = f->name, .place = "query", .doc = f->doc};
        parameter->member = apie_gen_text(schema->arena, "query->%s", f->member);
        parameter->type = f->type;
        parameter->required = f->required;
        parameter->in_struct = true;
        if (strstr("string int bool", f->type->schema) == NULL)
            apie_gen_wrong(at, "a query cannot hold", f->name);
        append(&operation->parameters, parameter);
    }
}

static void read_parameters(gen_schema *schema, gen_operation *operation, gen_at at, json_t *json)
{
    json_t *parameters = apie_gen_get_array(&at, json, "parameters");
    size_t braces = 0;

    for (size_t i = 0; i < json_array_size(parameters); i++)
        read_parameter(schema, operation, at, json_array_get(parameters, i));
    read_query(schema, operation, &at, apie_gen_get_text(&at, json, "query", false));
    for (const char *c = operation->path; *c != '\0'; c++)
        braces += *c == '{';
    for (const gen_parameter *p = operation->parameters.first; p != NULL; p = p->next)
        braces -= p->in_path;
    operation->scoped = schema->scope != NULL && strstr(operation->path, schema->scope) != NULL;
    if (operation->path[0] != '/' || braces != (operation->scoped ? 1 : 0))
        apie_gen_wrong(
            &at, "a path needs a '/' in front and its parameters described:", operation->path);
    if (operation->parameters.count > GEN_MAX_PARAMETERS)
        apie_gen_wrong(&at, "too many parameters", NULL);
}

static gen_model *find_body(gen_schema *schema, const gen_at *at, const char *name,
                            const char *under)
{
    const char *item = name == NULL ? NULL : after("list of ", name);
    gen_model *model = NULL;

    if (name == NULL)
        return NULL;
    model = find(&schema->models, item != NULL ? item : name);
    if (model == NULL)
        apie_gen_wrong(at, "no such model:", name);
    if (under != NULL)
        return wrapped_model(schema, model, under);
    return item != NULL ? list_model(schema, model) : model;
}

static void read_request(gen_schema *schema, gen_operation *operation, const gen_at *at,
                         const char *name, const char *under)
{
    operation->sent = "NULL";
    if (name == NULL)
        return;
    operation->sent_as = "apie_model_any";
    if (strcmp(name, "{}") == 0) {
        operation->sent = "apie_empty_object";
    } else if (strcmp(name, "json") == 0) {
        operation->sent = "&body";
        operation->body = "const json_t *body";
    } else {
        const gen_model *model = operation->request = find_body(schema, at, name, under);
        operation->sent = "body";
        operation->sent_as = model->table;
        operation->body = apie_gen_text(schema->arena, "const %s *body", model->c_name);
    }
    if (strcmp(operation->method, "GET") == 0)
        apie_gen_wrong(at, "a GET has no request", NULL);
}

static void read_operation(gen_schema *schema, gen_resource *resource, gen_at at, json_t *json)
{
    static const char *const keys[] = {"name",    "method",     "path",         "parameters",
                                       "request", "response",   "retry_safe",   "optional_body",
                                       "doc",     "source",     "content_type", "operation_id",
                                       "under",   "credential", "not_modified", "query",
                                       NULL};
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", NULL};
    gen_operation *operation = allocate(schema, sizeof *operation);
    const char *under = apie_gen_get_text(&at, json, "under", false);
    const char *name = apie_gen_check_name(&at, apie_gen_get_text(&at, json, "name", true));

    operation->name = apie_gen_text(schema->arena, "%s.%s", resource->name, name);
    at = (gen_at){at.file, "operation", operation->name, NULL};
    apie_gen_check_keys(&at, json, keys);
    if (find(&schema->operations, operation->name) != NULL)
        apie_gen_wrong(&at, "defined twice", NULL);
    operation->function =
        apie_gen_text(schema->arena, "%s_%s_%s", schema->prefix, resource->name, name);
    operation->async = apie_gen_text(schema->arena, "apie_async_%s", bare(operation->function));
    operation->table = apie_gen_text(schema->arena, "apie_op_%s", bare(operation->function));
    operation->resource = resource;
    operation->method = apie_gen_get_one_of(&at, json, "method", methods);
    operation->path = apie_gen_get_text(&at, json, "path", true);
    operation->doc = apie_gen_get_text(&at, json, "doc", true);
    operation->id = apie_gen_get_text(&at, json, "operation_id", false);
    (void)apie_gen_get_text(&at, json, "source", operation->id == NULL);
    operation->content_type = apie_gen_get_text(&at, json, "content_type", false);
    operation->retry_safe = apie_gen_get_flag(&at, json, "retry_safe");
    operation->optional_body = apie_gen_get_flag(&at, json, "optional_body");
    operation->not_modified = apie_gen_get_flag(&at, json, "not_modified");
    operation->credential = apie_gen_get_text(&at, json, "credential", false);
    if (operation->credential == NULL)
        operation->credential = schema->credential;
    read_parameters(schema, operation, at, json);
    read_request(schema, operation, &at, apie_gen_get_text(&at, json, "request", false), under);
    operation->response =
        find_body(schema, &at, apie_gen_get_text(&at, json, "response", false), under);
    append(&schema->operations, operation);
    resource->operation_count++;
}

/* ---- the whole ---- */

typedef void read_part(gen_schema *schema, gen_resource *resource, gen_at at, json_t *json);

static gen_resource *read_resource(gen_schema *schema, gen_at *at, json_t *json)
{
    static const char *const keys[] = {"name", "doc", "constants", "models", "operations", NULL};
    const char *name = apie_gen_check_name(at, apie_gen_get_text(at, json, "name", true));
    gen_resource *resource = NULL;

    apie_gen_check_keys(at, json, keys);
    *at = (gen_at){at->file, "resource", name, NULL};
    resource = find(&schema->resources, name);
    if (resource == NULL) {
        resource = allocate(schema, sizeof *resource);
        resource->name = name;
        resource->doc = apie_gen_get_text(at, json, "doc", true);
        append(&schema->resources, resource);
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
    schema->credential = apie_gen_get_text(at, json, "credential", false);
    schema->scope = apie_gen_get_text(at, json, "scope", false);
}

void apie_gen_schema_read(gen_schema *schema, const char *file)
{
    static const char *const keys[] = {"service",      "title",     "prefix",     "client",
                                       "headers",      "resources", "credential", "scope",
                                       "async_client", NULL};
    gen_at at = {file, "service", NULL, NULL};
    char message[256] = "no such file";
    size_t length = 0;
    const char *text = apie_gen_read_file(schema->arena, file, &length);
    json_t *json = text == NULL ? NULL : apie_json_parse(text, length, message, sizeof message);
    json_t *resources = NULL; /* never freed, as all of it: the schema's texts are in it */

    if (json == NULL)
        apie_gen_die("%s: %s", file, message);
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

static void mark(gen_model *wrapped, bool sent)
{
    gen_model *model = wrapped == NULL ? NULL : wrapped->type;
    bool *flag = model == NULL ? NULL : sent ? &model->in_request : &model->in_result;

    if (flag == NULL || *flag)
        return;
    *flag = true;
    for (const gen_field *field = model->fields.first; field != NULL; field = field->next)
        mark(field->model, sent);
}

void apie_gen_schema_finish(gen_schema *schema)
{
    for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next) {
        /* Types and functions share one space of names in C. */
        if (find(&schema->models, o->function + strlen(schema->prefix) + 1) != NULL)
            apie_gen_die("service %s: both a model and an operation make the C name %s",
                         schema->service, o->function);
        mark(o->request, true);
        mark(o->query, true);
        mark(o->response, false);
        if (o->response != NULL)
            o->response->type->is_result = true; /* in a resource with operations: their header */
    }
    /* What no operation names is given out by functions of the client. */
    for (gen_model *model = schema->models.first; model != NULL; model = model->next) {
        if (!model->in_request)
            mark(model, false);
    }
}
