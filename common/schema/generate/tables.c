/* The tables that the engine and the drivers read. */
#include <string.h>

#include "check.h"
#include "emit.h"
#include "output.h"

/* ---- models ---- */

void apie_gen_models_table_header(const gen_schema *schema, apie_buffer *out)
{
    const char *name = apie_gen_text(schema->arena, "%s_models", schema->service);

    apie_gen_print(out, "/* Tables of the models of %s. */\n", schema->title);
    apie_gen_guard(schema, "apie/generated", name, out);
    apie_buffer_string(out, "#include \"model/descriptor.h\"\n\n");
    for (const gen_model *model = schema->models.first; model != NULL; model = model->next)
        apie_gen_print(out, "extern const apie_model %s;\n", model->table);
    apie_buffer_string(out, "\n#endif\n");
}

static void print_field(const gen_schema *schema, const gen_model *model, const gen_field *field,
                        apie_buffer *out)
{
    const char *quote = field->constant != NULL ? "\"" : "";
    const char *place =
        apie_gen_text(schema->arena, "offsetof(%s, %s", model->c_name, field->member);

    apie_gen_print(out, "    {\"%s\", %zu, %s), %s%s, %s%s, %s, %d, %d, %s%s%s},\n", field->name,
                   strlen(field->name), place, field->type->counted ? place : "0",
                   field->type->counted ? "_count)" : "", field->model != NULL ? "&" : "",
                   field->model != NULL ? field->model->table : "NULL", field->type->descriptor,
                   field->required, field->redact, quote,
                   field->constant != NULL ? field->constant : "NULL", quote);
}

static void print_model(const gen_schema *schema, const gen_model *model, apie_buffer *out)
{
    const char *fields = "NULL";

    if (model->fields.count > 0) {
        fields = apie_gen_text(schema->arena, "%s_fields", model->table);
        apie_gen_print(out, "static const apie_field %s[] = {\n", fields);
        for (const gen_field *field = model->fields.first; field != NULL; field = field->next)
            print_field(schema, model, field, out);
        apie_buffer_string(out, "};\n");
    }
    apie_gen_print(out, "const apie_model %s = {\"%s\", sizeof(%s), %s, %zu, %d, %d, %d, %d};\n\n",
                   model->table, model->c_name, model->c_name, fields, model->fields.count,
                   model->grouped, model->bare, model->or_one, model->or_list);
}

void apie_gen_models_table(const gen_schema *schema, apie_buffer *out)
{
    apie_gen_print(out, "#include \"generated/%s_models.h\"\n\n", schema->service);
    for (const gen_resource *r = schema->resources.first; r != NULL; r = r->next) {
        if (r->model_count > 0)
            apie_gen_print(out, "#include <%s/%s.h>\n", schema->models_folder, r->name);
    }
    apie_buffer_char(out, '\n');
    for (const gen_model *model = schema->models.first; model != NULL; model = model->next)
        print_model(schema, model, out);
}

/* ---- operations ---- */

void apie_gen_operations_table_header(const gen_schema *schema, apie_buffer *out)
{
    const char *name = apie_gen_text(schema->arena, "%s_operations", schema->service);

    apie_gen_print(out, "/* The operations of %s. */\n", schema->title);
    apie_gen_guard(schema, "apie/generated", name, out);
    apie_buffer_string(out, "#include \"exchange/operation.h\"\n\n");
    for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next)
        apie_gen_print(out, "extern const apie_operation %s;\n", o->table);
    apie_gen_print(out,
                   "\n/* All of them. */\n"
                   "extern const apie_operation *const apie_operations_%s[];\n"
                   "extern const size_t apie_operations_%s_count;\n\n#endif\n",
                   schema->service, schema->service);
}

static void print_parameters(const gen_schema *schema, const gen_operation *operation,
                             apie_buffer *out)
{
    apie_gen_print(out, "static const apie_parameter %s_parameters[] = {\n", operation->function);
    for (const gen_parameter *p = operation->parameters.first; p != NULL; p = p->next) {
        const char *type = strcmp(p->type->schema, "string") == 0 ? "text" : p->type->schema;
        apie_gen_print(out, "    {\"%s\", APIE_IN_%s, APIE_ARGUMENT_%s, %d},\n", p->name,
                       apie_gen_upper(schema->arena, p->place), apie_gen_upper(schema->arena, type),
                       p->required);
    }
    apie_buffer_string(out, "};\n");
}

static void print_text(apie_buffer *out, const char *member, const char *text)
{
    if (text != NULL)
        apie_gen_print(out, "    .%s = \"%s\",\n", member, text);
}

static void print_operation(const gen_schema *schema, const gen_operation *operation,
                            apie_buffer *out)
{
    if (operation->parameters.count > 0)
        print_parameters(schema, operation, out);
    apie_gen_print(out, "const apie_operation %s = {\n", operation->table);
    apie_gen_print(out, "    .name = \"%s\",\n    .method = APIE_%s,\n    .path = \"%s\",\n",
                   operation->name, operation->method, operation->path);
    if (operation->parameters.count > 0)
        apie_gen_print(out, "    .parameters = %s_parameters,\n    .parameter_count = %zu,\n",
                       operation->function, operation->parameters.count);
    if (operation->sent_as != NULL)
        apie_gen_print(out, "    .request = &%s,\n", operation->sent_as);
    if (operation->response != NULL)
        apie_gen_print(out, "    .response = &%s,\n", operation->response->table);
    apie_gen_print(out, "    .retry_safe = %d, .optional_body = %d, .not_modified = %d,\n",
                   operation->retry_safe, operation->optional_body, operation->not_modified);
    apie_gen_print(out, "    .scoped = %d,\n", operation->scoped);
    print_text(out, "credential", operation->credential);
    print_text(out, "content_type", operation->content_type);
    print_text(out, "id", operation->id);
    apie_buffer_string(out, "};\n\n");
}

void apie_gen_operations_table(const gen_schema *schema, apie_buffer *out)
{
    apie_gen_print(out,
                   "#include \"generated/%s_operations.h\"\n\n#include \"generated/%s_models.h\"\n"
                   "#include \"model/descriptor.h\"\n\n",
                   schema->service, schema->service);
    for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next)
        print_operation(schema, o, out);
    apie_gen_print(out, "const apie_operation *const apie_operations_%s[] = {\n", schema->service);
    for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next)
        apie_gen_print(out, "    &%s,\n", o->table);
    apie_gen_print(out, "};\nconst size_t apie_operations_%s_count = %zu;\n", schema->service,
                   schema->operations.count);
}
