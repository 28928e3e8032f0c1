/* The bodies of the public functions: each hands its operation and arguments to the driver. */
#include <string.h>

#include "emit.h"
#include "output.h"

static void print_arguments(const gen_operation *operation, apie_buffer *out)
{
    const char *separator = "    const apie_argument arguments[] = {";

    if (operation->query != NULL)
        apie_gen_print(out, "    query = query != NULL ? query : &(const %s){0};\n",
                       operation->query->c_name);
    for (const gen_parameter *p = operation->parameters.first; p != NULL; p = p->next) {
        bool number = strcmp(p->type->schema, "int") == 0;
        if (strcmp(p->type->schema, "bool") == 0)
            apie_gen_print(out, "%s{.number = {%s.value, %s.presence}}", separator, p->member,
                           p->member);
        else
            apie_gen_print(out, "%s{.%s = %s}", separator, number ? "number" : "text", p->member);
        separator = ", ";
    }
    if (operation->parameters.count > 0)
        apie_buffer_string(out, "};\n\n");
}

static void print_body(const gen_schema *schema, const gen_operation *operation, gen_mode mode,
                       apie_buffer *out)
{
    const char *parameters[GEN_MAX_PARAMETERS + 8];
    const char *result = operation->response == NULL ? "apie_done" : operation->response->c_name;
    const char *arguments[10] = {"client", apie_gen_text(schema->arena, "&%s", operation->table),
                                 operation->parameters.count > 0 ? "arguments" : "NULL",
                                 operation->sent, "options"};
    size_t count = 5;

    apie_gen_call(out, 0,
                  apie_gen_text(schema->arena, "%s%s",
                                mode == GEN_SYNC ? "apie_status " : "apie_call *",
                                mode == GEN_SYNC ? operation->function : operation->async),
                  parameters, apie_gen_parameters(schema, operation, mode, parameters), "");
    apie_buffer_string(out, "{\n");
    print_arguments(operation, out);
    if (mode == GEN_SYNC) {
        arguments[count++] = operation->response != NULL ? "out" : "NULL";
    } else {
        arguments[count++] = apie_gen_text(schema->arena, "deliver_%s", result + strlen("apie_"));
        arguments[count++] = "(apie_async_function *)callback";
        arguments[count++] = "user";
    }
    arguments[count++] = "error";
    apie_gen_call(out, 4,
                  mode == GEN_SYNC ? "return apie_sync_operation" : "return apie_async_operation",
                  arguments, count, ";");
    apie_buffer_string(out, "}\n\n");
}

/* One function for each type of result, which knows the callback's real type. */
static void print_delivery(const char *type, bool has_result, apie_buffer *out)
{
    apie_gen_print(out,
                   "static inline void deliver_%s(\n"
                   "    apie_async_function *callback, apie_status status, void *result,\n"
                   "    const apie_error *error, void *user)\n{\n%s    if (callback != NULL)\n"
                   "        ((%s_cb *)callback)(status, %serror, user);\n}\n\n",
                   type + strlen("apie_"), has_result ? "" : "    (void)result;\n", type,
                   has_result ? "result, " : "");
}

void apie_gen_bodies(const gen_schema *schema, gen_mode mode, apie_buffer *out)
{
    for (const gen_resource *r = schema->resources.first; r != NULL; r = r->next) {
        if (r->operation_count > 0)
            apie_gen_print(out, "#include <%s/%s.h>\n",
                           mode == GEN_SYNC ? schema->sync_folder : schema->async_folder, r->name);
    }
    apie_gen_print(out,
                   "\n#include \"driver.h\"\n#include \"generated/%s_operations.h\"\n"
                   "#include \"model/descriptor.h\"\n\n",
                   schema->service);
    for (const gen_model *m = schema->models.first; mode == GEN_ASYNC && m != NULL; m = m->next) {
        if (m->is_result)
            print_delivery(m->c_name, true, out);
    }
    if (mode == GEN_ASYNC)
        print_delivery("apie_done", false, out);
    for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next)
        print_body(schema, o, mode, out);
}
