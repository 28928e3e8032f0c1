/* Makes the reference pages of a service from its schema: one for each resource, and an index.
 *
 *     reference --out FOLDER --schema FILE [--schema FILE …]
 *
 * The pages of a service are FOLDER/<service>/<resource>.md and FOLDER/<service>/README.md. */
#include <stdint.h>
#include <string.h>

#include "schema/generate/check.h"
#include "schema/generate/emit.h"
#include "schema/generate/output.h"

typedef struct gen_page {
    const gen_schema *schema;
    const gen_resource *resource;
    apie_buffer text;
} gen_page;

/* ---- words ---- */

/* Text for a paragraph or a table's cell: nothing in it means anything to Markdown. */
static const char *plain(const gen_page *page, const char *text)
{
    apie_buffer out;
    apie_buffer_init(&out, 0);
    for (; *text != '\0'; text++) {
        if (*text == '<')
            apie_buffer_string(&out, "&lt;");
        else if (*text == '\n')
            apie_buffer_string(&out, " ");
        else
            apie_gen_print(&out, "%s%c", strchr("|*_[]\\`", *text) ? "\\" : "", *text);
    }
    text = apie_gen_text(page->schema->arena, "%.*s", (int)out.length, out.data);
    apie_buffer_free(&out);
    return text;
}

static const char *link_to(const gen_page *page, const gen_resource *resource, const char *label,
                           const char *anchor)
{
    const bool here = resource == page->resource;
    return apie_gen_text(page->schema->arena, "[`%s`](%s%s#%s)", label, here ? "" : resource->name,
                         here ? "" : ".md", anchor);
}

static const char *link_model(const gen_page *page, const gen_model *model)
{
    const gen_model *type = model->type;
    return link_to(page, type->resource, type->c_name, type->c_name);
}

static bool has_operations(const gen_resource *resource)
{
    return resource->operation_count > 0;
}

/* "get" of "datasets.get". */
static const char *verb(const gen_operation *operation)
{
    return strchr(operation->name, '.') + 1;
}

/* ---- operations ---- */

static void print_prototype(gen_page *page, const gen_operation *operation, gen_mode mode)
{
    const char *parameters[GEN_MAX_PARAMETERS + 8];
    const size_t count = apie_gen_parameters(page->schema, operation, mode, parameters);
    const char *lead = mode == GEN_SYNC ? "apie_status " : "apie_call *";
    const char *name = mode == GEN_SYNC ? operation->function : operation->async;
    apie_gen_call(&page->text, 0, apie_gen_text(page->schema->arena, "%s%s", lead, name),
                  parameters, count, ";");
}

static void print_parameter(gen_page *page, const gen_parameter *parameter)
{
    const char *place = parameter->place[0] == 'q' ? "query parameter" : "header";
    apie_gen_print(&page->text, "| `%s` | %s%s | %s `%s` | %s |\n", parameter->member,
                   parameter->type->schema,
                   parameter->required || parameter->in_path ? ", required" : "",
                   parameter->in_path ? "part of the path" : place, parameter->name,
                   plain(page, parameter->doc));
}

/* Those of a query's struct are with its model. */
static void print_parameters(gen_page *page, const gen_operation *operation)
{
    bool first = true;
    for (const gen_parameter *p = operation->parameters.first; p != NULL; p = p->next) {
        if (p->in_struct)
            continue;
        apie_buffer_string(&page->text,
                           first ? "| argument | type | sent as | |\n| --- | --- | --- | --- |\n"
                                 : "");
        first = false;
        print_parameter(page, p);
    }
    apie_buffer_string(&page->text, first ? "" : "\n");
}

/* What goes out and comes back, and what else is to know. */
static void print_facts(gen_page *page, const gen_operation *operation)
{
    apie_buffer *out = &page->text;
    if (operation->query != NULL)
        apie_gen_print(out, "- Query: %s\n", link_model(page, operation->query));
    if (operation->request != NULL)
        apie_gen_print(out, "- Body: %s\n", link_model(page, operation->request));
    else if (operation->sent_as != NULL)
        apie_gen_print(out, "- Body: %s\n",
                       operation->body == NULL ? "an empty object"
                                               : "any JSON; NULL: an empty object");
    apie_gen_print(out, "- Result: %s\n",
                   operation->response == NULL ? "none" : link_model(page, operation->response));
    if (operation->optional_body || operation->not_modified)
        apie_gen_print(out, "- The result may be NULL: the service %s.\n",
                       operation->not_modified ? "answers 304 if nothing has changed"
                                               : "may send none");
    if (operation->credential != NULL)
        apie_gen_print(out, "- Sent with the client's `%s`\n", operation->credential);
    apie_gen_print(out, "- Tried again: %s\n",
                   operation->retry_safe ? "yes, it is safe to repeat"
                                         : "only if the service cannot have acted on it, or with "
                                           "an idempotency key");
    if (operation->id != NULL)
        apie_gen_print(out, "- The service calls it `%s`.\n", operation->id);
    apie_buffer_char(out, '\n');
}

static void print_operation(gen_page *page, const gen_operation *operation)
{
    apie_buffer *out = &page->text;
    apie_gen_print(out, "### %s\n\n%s\n\n`%s %s`\n\n```c\n", verb(operation),
                   plain(page, operation->doc), operation->method, operation->path);
    print_prototype(page, operation, GEN_SYNC);
    print_prototype(page, operation, GEN_ASYNC);
    apie_buffer_string(out, "```\n\n");
    print_parameters(page, operation);
    print_facts(page, operation);
}

static void print_operations(gen_page *page)
{
    if (!has_operations(page->resource))
        return;
    apie_buffer_string(&page->text, "## Operations\n\n");
    for (const gen_operation *o = page->schema->operations.first; o != NULL; o = o->next) {
        if (o->resource == page->resource)
            print_operation(page, o);
    }
}

/* ---- models and known values ---- */

static const char *type_of(const gen_page *page, const gen_field *field)
{
    static const struct {
        const char *descriptor;
        const char *words;
    } words[] = {
        {"APIE_FIELD_OBJECT", ""},
        {"APIE_FIELD_OBJECT_LIST", "list of "},
        {"APIE_FIELD_OBJECT_MAP", "map of "},
    };
    if (field->model == NULL)
        return field->type->schema;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].descriptor, field->type->descriptor) == 0)
            return apie_gen_text(page->schema->arena, "%s%s", words[i].words,
                                 link_model(page, field->model));
    }
    apie_gen_die("no words for %s", field->type->descriptor);
}

static void print_field(gen_page *page, const gen_field *field)
{
    const char *values = "";
    if (field->values != NULL)
        values = apie_gen_text(
            page->schema->arena, " Known values: %s.",
            link_to(page, field->values->resource, field->values->name,
                    apie_gen_text(page->schema->arena, "known-values-%s", field->values->name)));
    apie_gen_print(&page->text, "| `%s` | `%s` | %s%s%s%s | %s%s |\n", field->member, field->name,
                   type_of(page, field), field->required ? ", required" : "",
                   field->read_only ? ", read only" : "", field->redact ? ", redacted" : "",
                   plain(page, field->doc), values);
}

static void print_model(gen_page *page, const gen_model *model)
{
    apie_gen_print(&page->text, "### %s\n\n%s\n\n", model->c_name, plain(page, model->doc));
    if (model->fields.first == NULL)
        return;
    apie_buffer_string(&page->text, "| member | in JSON | type | |\n| --- | --- | --- | --- |\n");
    for (const gen_field *field = model->fields.first; field != NULL; field = field->next) {
        if (field->constant == NULL)
            print_field(page, field);
    }
    apie_buffer_char(&page->text, '\n');
}

static void print_models(gen_page *page)
{
    bool first = true;
    for (const gen_model *model = page->schema->models.first; model != NULL; model = model->next) {
        if (model->resource != page->resource || model->type != model)
            continue;
        apie_buffer_string(&page->text, first ? "## Models\n\n" : "");
        first = false;
        print_model(page, model);
    }
}

static void print_constants(gen_page *page)
{
    for (const gen_constants *c = page->schema->constants.first; c != NULL; c = c->next) {
        if (c->resource != page->resource)
            continue;
        apie_gen_print(&page->text,
                       "## Known values: %s\n\n%s The service may know more.\n\n"
                       "| constant | value | |\n| --- | --- | --- |\n",
                       c->name, plain(page, c->doc));
        for (const gen_value *value = c->values.first; value != NULL; value = value->next)
            apie_gen_print(&page->text, "| `%s` | `%s` | %s |\n", value->macro, value->value,
                           plain(page, value->doc));
        apie_buffer_char(&page->text, '\n');
    }
}

/* ---- pages ---- */

static void put(gen_page *page, const char *folder, const char *name)
{
    while (page->text.length > 1 && page->text.data[page->text.length - 2] == '\n')
        page->text.length--;
    apie_gen_write_file(
        apie_gen_text(page->schema->arena, "%s/%s/%s.md", folder, page->schema->service, name),
        &page->text);
    apie_buffer_reset(&page->text, SIZE_MAX);
}

static void print_headers(gen_page *page)
{
    const gen_schema *schema = page->schema;
    const char *name = page->resource->name;
    apie_buffer *out = &page->text;
    if (has_operations(page->resource))
        apie_gen_print(out, "Blocking functions: `<%s/%s.h>`. Event-driven: `<%s/%s.h>`.",
                       schema->sync_folder, name, schema->async_folder, name);
    if (page->resource->model_count > 0)
        apie_gen_print(out, "%sModels: `<%s/%s.h>`.", has_operations(page->resource) ? " " : "",
                       schema->models_folder, name);
    apie_gen_print(out, "\n\nMade from common/schema by `make generate`: change it there.\n\n");
}

static void make_page(gen_page *page, const char *folder)
{
    apie_gen_print(&page->text, "# %s: %s\n\n%s\n\n", page->schema->title, page->resource->name,
                   plain(page, page->resource->doc));
    print_headers(page);
    print_operations(page);
    print_models(page);
    print_constants(page);
    put(page, folder, page->resource->name);
}

static void make_index(gen_page *page, const char *folder)
{
    const gen_schema *schema = page->schema;
    apie_buffer *out = &page->text;
    apie_gen_print(out,
                   "# %s\n\nAll operations of the service, in both libraries.\n\n"
                   "Made from common/schema by `make generate`: change it there.\n\n",
                   schema->title);
    for (const gen_resource *r = schema->resources.first; r != NULL; r = r->next) {
        apie_gen_print(out, "## [%s](%s.md)\n\n%s\n\n", r->name, r->name, plain(page, r->doc));
        if (!has_operations(r))
            continue;
        apie_buffer_string(out, "| libapie-sync | libapie-async | |\n| --- | --- | --- |\n");
        for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next) {
            if (o->resource == r)
                apie_gen_print(out, "| [`%s`](%s.md#%s) | `%s` | `%s %s` |\n", o->function, r->name,
                               verb(o), o->async, o->method, o->path);
        }
        apie_buffer_char(out, '\n');
    }
    put(page, folder, "README");
}

int main(int count, char **arguments)
{
    gen_schema schema = {.arena = apie_arena_new(0)};
    gen_page page = {.schema = &schema};
    const char *folder = NULL;
    apie_buffer_init(&page.text, 0);
    if (schema.arena == NULL)
        apie_gen_die("out of memory");
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(arguments[i], "--schema") == 0)
            apie_gen_schema_read(&schema, arguments[i + 1]);
        else if (strcmp(arguments[i], "--out") == 0)
            folder = arguments[i + 1];
        else
            apie_gen_die("%s: not an option", arguments[i]);
    }
    if (count % 2 == 0 || folder == NULL || schema.service == NULL)
        apie_gen_die("usage: reference --out FOLDER --schema FILE …");
    apie_gen_schema_finish(&schema);
    make_index(&page, folder);
    for (page.resource = schema.resources.first; page.resource != NULL;
         page.resource = page.resource->next)
        make_page(&page, folder);
    apie_buffer_free(&page.text);
    apie_arena_free(schema.arena);
    return 0;
}
