/* The bodies of the public functions: each hands its operation and arguments to the driver. */
#include <string.h>

#include "emit.h"
#include "output.h"

static void print_arguments(const gen_operation *operation, apie_buffer *out)
{
    const char *separator = "";

    if (operation->parameters.count == 0)
        return;
    apie_buffer_string(out, "    const apie_argument arguments[] = {");
    for (const gen_parameter *p = operation->parameters.first; p != NULL; p = p->next) {
        if (strcmp(p->type, "string") == 0)
            apie_gen_print(out, "%s{.text = %s}", separator, p->member);
        else if (strcmp(p->type, "int") == 0)
            apie_gen_print(out, "%s{.number = %s}", separator, p->member);
        else
            apie_gen_print(out, "%s{.number = {%s.value, %s.presence}}", separator, p->member,
                           p->member);
        separator = ", ";
    }
    apie_buffer_string(out, "};\n\n");
}

/* The arguments that both drivers take first. */
static size_t first_arguments(const gen_schema *schema, const gen_operation *operation,
                              const char **arguments)
{
    arguments[0] = "client";
    arguments[1] = apie_gen_text(schema->arena, "&%s", operation->table);
    arguments[2] = operation->parameters.count > 0 ? "arguments" : "NULL";
    arguments[3] = operation->empty_request     ? "apie_empty_object"
                   : operation->request != NULL ? "body"
                                                : "NULL";
    arguments[4] = "options";
    return 5;
}

static void print_includes(const gen_schema *schema, gen_mode mode, apie_buffer *out)
{
    for (const gen_resource *r = schema->resources.first; r != NULL; r = r->next) {
        if (apie_gen_has_functions(schema, r, mode))
            apie_gen_print(out, "#include <%s/%s.h>\n",
                           mode == GEN_SYNC ? schema->sync_folder : schema->async_folder, r->name);
    }
    apie_gen_print(out,
                   "\n#include \"driver.h\"\n#include \"generated/%s_operations.h\"\n"
                   "#include \"model/descriptor.h\"\n\n",
                   schema->service);
}

void apie_gen_sync_bodies(const gen_schema *schema, apie_buffer *out)
{
    const char *parameters[GEN_MAX_PARAMETERS];
    const char *arguments[8];

    print_includes(schema, GEN_SYNC, out);
    for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next) {
        size_t count = apie_gen_parameters(schema, o, GEN_SYNC, parameters);
        apie_gen_call(out, 0, apie_gen_text(schema->arena, "apie_status %s", o->function),
                      parameters, count, "");
        apie_buffer_string(out, "{\n");
        print_arguments(o, out);
        count = first_arguments(schema, o, arguments);
        arguments[count++] = o->response != NULL ? "out" : "NULL";
        arguments[count++] = "error";
        apie_gen_call(out, 4, "return apie_sync_operation", arguments, count, ";");
        apie_buffer_string(out, "}\n\n");
    }
}

/* One function for each type of result, which knows the callback's real type. */
static void print_delivery(const gen_schema *schema, const char *type, bool has_result,
                           apie_buffer *out)
{
    const char *const parameters[] = {"apie_async_function *callback", "apie_status status",
                                      "void *result", "const apie_error *error", "void *user"};

    apie_gen_call(out, 0,
                  apie_gen_text(schema->arena, "static void deliver_%s", type + strlen("apie_")),
                  parameters, sizeof parameters / sizeof *parameters, "");
    apie_gen_print(out, "{\n%s    if (callback != NULL)\n",
                   has_result ? "" : "    (void)result;\n");
    apie_gen_print(out, "        ((%s_cb *)callback)(status, %serror, user);\n}\n\n", type,
                   has_result ? "result, " : "");
}

static void print_deliveries(const gen_schema *schema, apie_buffer *out)
{
    bool done = false;

    for (const gen_model *model = schema->models.first; model != NULL; model = model->next) {
        if (model->is_result)
            print_delivery(schema, model->c_name, true, out);
    }
    for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next)
        done = done || o->response == NULL;
    if (done)
        print_delivery(schema, "apie_done", false, out);
}

void apie_gen_async_bodies(const gen_schema *schema, apie_buffer *out)
{
    const char *parameters[GEN_MAX_PARAMETERS];
    const char *arguments[10];

    print_includes(schema, GEN_ASYNC, out);
    print_deliveries(schema, out);
    for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next) {
        const char *result = o->response == NULL ? "apie_done" : o->response->c_name;
        size_t count = apie_gen_parameters(schema, o, GEN_ASYNC, parameters);
        apie_gen_call(out, 0, apie_gen_text(schema->arena, "apie_call *%s", o->async), parameters,
                      count, "");
        apie_buffer_string(out, "{\n");
        print_arguments(o, out);
        count = first_arguments(schema, o, arguments);
        arguments[count++] = apie_gen_text(schema->arena, "deliver_%s", result + strlen("apie_"));
        arguments[count++] = "(apie_async_function *)callback";
        arguments[count++] = "user";
        arguments[count++] = "error";
        apie_gen_call(out, 4, "return apie_async_operation", arguments, count, ";");
        apie_buffer_string(out, "}\n\n");
    }
}
