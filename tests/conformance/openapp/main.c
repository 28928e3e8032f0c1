/* Compares the tables of OpenApp's operations with a description of some of them.
 *
 *     openapp DESCRIPTION
 *
 * The description has "paths", and in each path, by method, "params", "body" and "success"; bodies
 * and successes are names in "schemas", whose fields end in "?" where they may be missing. Exit
 * status 0: all that is described is so here; 1: something is not; 2: it could not be found out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "generated/openapp_operations.h"
#include "model/descriptor.h"

typedef struct comparison {
    json_t *schemas;
    const apie_operation *operation;
    size_t operations;
    size_t differences;
} comparison;

static void differs(comparison *c, const char *what, const char *name)
{
    printf("%s: %s %s\n", c->operation->name, what, name);
    c->differences++;
}

/* ---- which operation ---- */

/* Whether both are the same but for the names of their arguments. */
static bool same_path(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        if (*a == '{') {
            a += strcspn(a, "}");
            b += strcspn(b, "}");
        }
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

static const apie_operation *find(const char *method, const char *path)
{
    for (size_t i = 0; i < apie_operations_openapp_count; i++) {
        const apie_operation *operation = apie_operations_openapp[i];
        if (strcmp(apie_method_name(operation->method), method) == 0 &&
            same_path(operation->path, path))
            return operation;
    }
    return NULL;
}

/* ---- queries ---- */

static const apie_parameter *find_query(const apie_operation *operation, const char *name)
{
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const apie_parameter *parameter = &operation->parameters[i];
        if (parameter->place == APIE_IN_QUERY && strcmp(parameter->name, name) == 0)
            return parameter;
    }
    return NULL;
}

/* Writes leave this one to apie_openapp_request(). */
static bool is_left_out(const apie_operation *operation, const char *name)
{
    return operation->method != APIE_GET && strcmp(name, "include_deleted") == 0;
}

static void compare_queries(comparison *c, json_t *parameters)
{
    size_t described = 0;
    size_t ours = 0;
    size_t i = 0;
    json_t *parameter = NULL;
    json_array_foreach(parameters, i, parameter)
    {
        const char *name = json_string_value(json_object_get(parameter, "name"));
        const char *place = json_string_value(json_object_get(parameter, "in"));
        if (strcmp(place, "query") != 0 || is_left_out(c->operation, name))
            continue;
        const apie_parameter *found = find_query(c->operation, name);
        described++;
        if (found == NULL)
            differs(c, "no query parameter", name);
        else if (found->required != json_is_true(json_object_get(parameter, "required")))
            differs(c, "required or not:", name);
    }
    for (i = 0; i < c->operation->parameter_count; i++)
        ours += c->operation->parameters[i].place == APIE_IN_QUERY;
    if (ours > described)
        differs(c, "more query parameters", "than are described");
}

/* ---- bodies ---- */

static const apie_field *find_field(const apie_model *model, const char *name)
{
    for (size_t i = 0; i < model->field_count; i++) {
        if (strcmp(model->fields[i].name, name) == 0)
            return &model->fields[i];
    }
    return NULL;
}

/* sent: what is required must be so here; answers are read without. */
static void compare_fields(comparison *c, json_t *schema, const apie_model *model, bool sent)
{
    const char *name = NULL;
    json_t *type = NULL;
    json_object_foreach(schema, name, type)
    {
        const apie_field *field = find_field(model, name);
        bool required = strchr(json_string_value(type), '?') == NULL;
        if (field == NULL)
            differs(c, "no member", name);
        else if (sent && field->required != required)
            differs(c, "required or not:", name);
    }
    if (model->field_count > json_object_size(schema))
        differs(c, "more members than are described:", model->name);
}

/* The model of an answer's items, if it is a list or a page of them. */
static const apie_model *item_of(const apie_model *model)
{
    return model->bare || model->or_list ? model->fields[0].model : model;
}

/* "array<DeviceResponse>" as the schema of DeviceResponse; NULL if that is not described. */
static json_t *find_schema(const comparison *c, const char *name)
{
    char inner[80];
    const char *start = strchr(name, '<') != NULL ? strchr(name, '<') + 1 : name;
    snprintf(inner, sizeof inner, "%.*s", (int)strcspn(start, ">"), start);
    return json_object_get(c->schemas, inner);
}

static void compare_bodies(comparison *c, json_t *described)
{
    const char *body = json_string_value(json_object_get(described, "body"));
    const char *success = json_string_value(json_object_get(described, "success"));
    if ((body != NULL) != (c->operation->request != NULL))
        differs(c, "a body, or none:", body != NULL ? body : "none");
    else if (body != NULL && c->operation->request != &apie_model_any && find_schema(c, body))
        compare_fields(c, find_schema(c, body), c->operation->request, true);
    if (success == NULL || strcmp(success, "PaginatedResponse") == 0 || !find_schema(c, success))
        return;
    if (c->operation->response == NULL)
        differs(c, "no result", success);
    else if (item_of(c->operation->response) != NULL)
        compare_fields(c, find_schema(c, success), item_of(c->operation->response), false);
}

/* ---- all ---- */

static void compare_path(comparison *c, const char *path, json_t *methods)
{
    const char *method = NULL;
    json_t *described = NULL;
    json_object_foreach(methods, method, described)
    {
        c->operation = find(method, path);
        if (c->operation == NULL) {
            printf("%s %s: no such operation\n", method, path);
            c->differences++;
            continue;
        }
        c->operations++;
        compare_queries(c, json_object_get(described, "params"));
        compare_bodies(c, described);
    }
}

int main(int count, char **arguments)
{
    json_error_t error;
    json_t *description = count == 2 ? json_load_file(arguments[1], 0, &error) : NULL;
    comparison c = {.schemas = json_object_get(description, "schemas")};
    const char *path = NULL;
    json_t *methods = NULL;
    if (description == NULL) {
        fprintf(stderr, "openapp: %s\n", count == 2 ? error.text : "usage: openapp DESCRIPTION");
        return 2;
    }
    json_object_foreach(json_object_get(description, "paths"), path, methods)
        compare_path(&c, path, methods);
    printf("OpenApp: %zu operations are described, %zu differences\n", c.operations, c.differences);
    json_decref(description);
    return c.differences == 0 && c.operations > 0 ? 0 : 1;
}
