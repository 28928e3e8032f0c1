/* Makes the public headers, the tables and the function bodies of a service from its schema.
 *
 *     generate --schema FILE [--schema FILE …] [--headers ROOT [--check]] [--out FOLDER]
 *
 * --headers writes the public headers below the repository's root; with --check it writes none and
 * fails if one of them is not what it should be. --out writes the tables and bodies. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "emit.h"
#include "output.h"

typedef struct gen_options {
    gen_schema schema;
    const char *headers;
    const char *out;
    bool check;
    bool stale;
    apie_buffer text; /* the file in the making */
} gen_options;

/* Files that have not changed are left alone, so that nothing is rebuilt for them. */
static void put_header(gen_options *options, const char *library, const char *folder,
                       const gen_resource *resource)
{
    apie_buffer *text = &options->text;
    const char *path = apie_gen_text(options->schema.arena, "%s/%s/include/%s/%s.h",
                                     options->headers, library, folder, resource->name);
    size_t length = 0;
    const char *old = apie_gen_read_file(options->schema.arena, path, &length);
    bool fresh = old != NULL && length == text->length && memcmp(old, text->data, length) == 0;

    if (!fresh && options->check) {
        fprintf(stderr, "generate: stale: %s\n", path);
        options->stale = true;
    } else if (!fresh) {
        apie_gen_write_file(path, text);
    }
    apie_buffer_reset(text, SIZE_MAX);
}

static void make_headers(gen_options *options)
{
    const gen_schema *schema = &options->schema;

    for (const gen_resource *r = schema->resources.first; r != NULL; r = r->next) {
        if (r->model_count > 0) {
            apie_gen_models_header(schema, r, &options->text);
            put_header(options, "common", schema->models_folder, r);
        }
        if (apie_gen_has_functions(schema, r, GEN_SYNC)) {
            apie_gen_functions_header(schema, r, GEN_SYNC, &options->text);
            put_header(options, "libapie-sync", schema->sync_folder, r);
        }
        if (apie_gen_has_functions(schema, r, GEN_ASYNC)) {
            apie_gen_functions_header(schema, r, GEN_ASYNC, &options->text);
            put_header(options, "libapie-async", schema->async_folder, r);
        }
    }
}

static void make_out(gen_options *options)
{
    static const struct {
        const char *suffix;
        void (*make)(const gen_schema *schema, apie_buffer *out);
    } files[] = {
        {"models.h", apie_gen_models_table_header},
        {"models.c", apie_gen_models_table},
        {"operations.h", apie_gen_operations_table_header},
        {"operations.c", apie_gen_operations_table},
        {"sync.c", apie_gen_sync_bodies},
        {"async.c", apie_gen_async_bodies},
    };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        files[i].make(&options->schema, &options->text);
        apie_gen_write_file(apie_gen_text(options->schema.arena, "%s/%s_%s", options->out,
                                          options->schema.service, files[i].suffix),
                            &options->text);
        apie_buffer_reset(&options->text, SIZE_MAX);
    }
}

static void read_options(gen_options *options, int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        const char *value = i + 1 < count ? arguments[i + 1] : NULL;
        if (strcmp(arguments[i], "--check") == 0) {
            options->check = true;
            continue;
        }
        if (value == NULL)
            apie_gen_die("%s: not an option, or its value is missing", arguments[i]);
        if (strcmp(arguments[i], "--schema") == 0)
            apie_gen_schema_read(&options->schema, value);
        else if (strcmp(arguments[i], "--headers") == 0)
            options->headers = value;
        else if (strcmp(arguments[i], "--out") == 0)
            options->out = value;
        else
            apie_gen_die("%s: not an option", arguments[i]);
        i++;
    }
    if (options->schema.service == NULL || (options->headers == NULL && options->out == NULL))
        apie_gen_die("usage: generate --schema FILE … [--headers ROOT [--check]] [--out FOLDER]");
}

int main(int count, char **arguments)
{
    gen_options options = {.check = false};

    apie_buffer_init(&options.text, 0);
    options.schema.arena = apie_arena_new(0);
    if (options.schema.arena == NULL)
        apie_gen_die("out of memory");
    read_options(&options, count, arguments);
    apie_gen_schema_finish(&options.schema);
    if (options.headers != NULL)
        make_headers(&options);
    if (options.out != NULL)
        make_out(&options);
    apie_buffer_free(&options.text);
    apie_arena_free(options.schema.arena);
    return options.stale ? 1 : 0;
}
