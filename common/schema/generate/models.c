/* Public headers of models: structs and constants, with all that the schema says of them. */
#include <string.h>

#include "check.h"
#include "emit.h"
#include "output.h"

/* More are not listed with each field. */
#define MANY_VALUES 8

void apie_gen_guard(const gen_schema *schema, const char *folder, const char *name,
                    apie_buffer *out)
{
    const char *path = apie_gen_text(schema->arena, "%s/%s.h", folder, name);
    const char *guard = apie_gen_upper(schema->arena, path);

    apie_gen_print(out, "#ifndef %s\n#define %s\n\n", guard, guard);
}

void apie_gen_includes(const gen_schema *schema, const char *folder, const gen_resource *resource,
                       gen_uses *uses, apie_buffer *out)
{
    for (const gen_resource *r = schema->resources.first; r != NULL; r = r->next) {
        if (uses(schema, resource, r))
            apie_gen_print(out, "#include <%s/%s.h>\n", folder, r->name);
    }
}

static void print_constants(const gen_constants *constants, apie_buffer *out)
{
    apie_gen_print(out, "/**\n * %s\n * Text on the wire: the service may know more values.\n */\n",
                   constants->doc);
    for (const gen_value *value = constants->values.first; value != NULL; value = value->next) {
        apie_gen_doc(out, "", value->doc);
        apie_gen_print(out, "#define %s \"%s\"\n", value->macro, value->value);
    }
    apie_buffer_char(out, '\n');
}

static const char *listed(const gen_schema *schema, const char *list, const char *words,
                          const char *name)
{
    return apie_gen_text(schema->arena, "%s%s%s", list, list[0] == '\0' ? words : ", ", name);
}

/* "\nBody of runs.create\nResult of runs.create, sessions.create_run\nPart of apie_identify" */
static const char *usage(const gen_schema *schema, const gen_model *model)
{
    const char *bodies = "";
    const char *queries = "";
    const char *results = "";
    const char *parts = "";

    for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next) {
        if (o->request != NULL && o->request->type == model)
            bodies = listed(schema, bodies, "\nBody of ", o->name);
        if (o->query == model)
            queries = listed(schema, queries, "\nQuery of ", o->name);
        if (o->response != NULL && o->response->type == model)
            results = listed(schema, results, "\nResult of ", o->name);
    }
    for (const gen_model *other = schema->models.first; other != NULL; other = other->next) {
        for (const gen_field *field = other->fields.first; field != NULL; field = field->next) {
            if (field->model == model && other->type == other)
                parts = listed(schema, parts, "\nPart of ", other->c_name);
        }
    }
    return apie_gen_text(schema->arena, "%s%s%s%s", bodies, queries, results, parts);
}

static const char *field_doc(const gen_schema *schema, const gen_model *model,
                             const gen_field *field)
{
    const gen_value *value = field->values == NULL ? NULL : field->values->values.first;
    const char *text =
        apie_gen_text(schema->arena, "%s%s%s%s%s", field->doc,
                      field->required && model->in_request ? "\nRequired." : "",
                      field->required && model->in_result ? "\nAlways there in results." : "",
                      field->read_only ? "\nRead only." : "",
                      field->redact ? "\nSecrets in it are redacted." : "");

    const char *known = "";

    if (value != NULL && field->values->values.count > MANY_VALUES)
        return apie_gen_text(schema->arena, "%s\nKnown values: the constants from %s on.", text,
                             value->macro);
    for (; value != NULL; value = value->next)
        known = listed(schema, known, "\nKnown values: ", value->macro);
    return apie_gen_text(schema->arena, "%s%s%s", text, known, known[0] != '\0' ? "." : "");
}

static void print_field(const gen_schema *schema, const gen_model *model, const gen_field *field,
                        apie_buffer *out)
{
    bool sent_json = strcmp(field->type->c, "json_t *") == 0 && !model->in_result;

    apie_gen_doc(out, "    ", field_doc(schema, model, field));
    apie_gen_print(out, "    %s%s%s%s%s;\n", sent_json ? "const " : "", field->type->c,
                   field->model == NULL ? "" : field->model->c_name, field->type->c_end,
                   field->member);
    if (field->type->counted)
        apie_gen_print(out, "    /** How many %s there are. */\n    size_t %s_count;\n",
                       field->member, field->member);
}

static void print_model(const gen_schema *schema, const gen_model *model, apie_buffer *out)
{
    apie_gen_doc(out, "", apie_gen_text(schema->arena, "%s%s", model->doc, usage(schema, model)));
    apie_gen_print(out, "typedef struct %s {\n", model->c_name);
    apie_gen_doc(out, "    ",
                 model->in_result
                     ? "What came and has no member here, and which members came as null.\n"
                       "Read with apie_extra_json(). Of your own: NULL, or more to send."
                     : "NULL, or more to send: see <apie/model.h>.");
    apie_buffer_string(out, "    const struct apie_extra *extra;\n");
    for (const gen_field *field = model->fields.first; field != NULL; field = field->next) {
        if (field->constant == NULL)
            print_field(schema, model, field, out);
    }
    apie_gen_print(out, "} %s;\n\n", model->c_name);
}

/* Whether models of the resource have members or known values that the other defines. */
static bool uses_models(const gen_schema *schema, const gen_resource *resource,
                        const gen_resource *other)
{
    for (const gen_model *model = schema->models.first; model != NULL; model = model->next) {
        for (const gen_field *field = model->fields.first; field != NULL; field = field->next) {
            if (model->resource == resource && resource != other && model->type == model &&
                ((field->model != NULL && field->model->resource == other) ||
                 (field->values != NULL && field->values->resource == other)))
                return true;
        }
    }
    return false;
}

void apie_gen_models_header(const gen_schema *schema, const gen_resource *resource,
                            apie_buffer *out)
{
    apie_gen_print(out, "/**\n * @file %s/%s.h\n", schema->models_folder, resource->name);
    apie_gen_wrap(out, " * ", " * ", resource->doc);
    apie_buffer_string(out, " *\n");
    apie_gen_wrap(out, " * ", " * ",
                  "A request that is all zero is empty: set what is to be sent and leave the rest. "
                  "APIE_NULL in\nplace of a text, list or object sends null. What a request points "
                  "to is borrowed.");
    apie_buffer_string(out, " *\n");
    apie_gen_wrap(out, " * ", " * ",
                  "A result is one block of memory with everything that it points to. What the "
                  "service did not\nsend, or sent as null, is NULL. Texts are UTF-8; times stay "
                  "texts, as the service wrote them.");
    apie_gen_print(out,
                   " *\n * Made from common/schema/%s*.json: change it there.\n */\n"
                   "/* clang-format off */\n",
                   schema->service);
    apie_gen_guard(schema, schema->models_folder, resource->name, out);
    apie_buffer_string(out, "#include <stddef.h>\n\n#include <jansson.h>\n\n"
                            "#include <apie/model.h>\n#include <apie/value.h>\n");
    apie_gen_includes(schema, schema->models_folder, resource, uses_models, out);
    apie_buffer_string(out, "\nAPIE_BEGIN_DECLS\n\n");
    for (const gen_constants *c = schema->constants.first; c != NULL; c = c->next) {
        if (c->resource == resource)
            print_constants(c, out);
    }
    for (const gen_model *model = schema->models.first; model != NULL; model = model->next) {
        if (model->resource == resource && model->type == model)
            print_model(schema, model, out);
    }
    apie_buffer_string(out, "APIE_END_DECLS\n\n#endif\n");
}
