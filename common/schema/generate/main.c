/* Makes the public headers, the tables and the function bodies of a service from its schema.
 *
 *     generate --schema FILE [--schema FILE …] [--headers ROOT | --check ROOT] [--out FOLDER]
 *
 * --headers writes the public headers below the repository's root; --check writes none and fails if
 * one of them is not what it should be. --out writes the tables and bodies. */
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
    const struct {
        const char *library;
        const char *folder;
    } places[] = {{"libapie-sync", schema->sync_folder}, {"libapie-async", schema->async_folder}};

    for (const gen_resource *r = schema->resources.first; r != NULL; r = r->next) {
        if (r->model_count > 0) {
            apie_gen_models_header(schema, r, &options->text);
            put_header(options, "common", schema->models_folder, r);
        }
        for (gen_mode mode = GEN_SYNC; mode <= GEN_ASYNC && r->operation_count > 0; mode++) {
            apie_gen_functions_header(schema, r, mode, &options->text);
            put_header(options, places[mode].library, places[mode].folder, r);
        }
    }
}

static void put_out(gen_options *options, const char *suffix)
{
    apie_gen_write_file(apie_gen_text(options->schema.arena, "%s/%s_%s", options->out,
                                      options->schema.service, suffix),
                        &options->text);
    apie_buffer_reset(&options->text, SIZE_MAX);
}

static void make_out(gen_options *options)
{
    apie_gen_models_table_header(&options->schema, &options->text);
    put_out(options, "models.h");
    apie_gen_models_table(&options->schema, &options->text);
    put_out(options, "models.c");
    apie_gen_operations_table_header(&options->schema, &options->text);
    put_out(options, "operations.h");
    apie_gen_operations_table(&options->schema, &options->text);
    put_out(options, "operations.c");
    for (gen_mode mode = GEN_SYNC; mode <= GEN_ASYNC; mode++) {
        apie_gen_bodies(&options->schema, mode, &options->text);
        put_out(options, mode == GEN_SYNC ? "sync.c" : "async.c");
    }
}

static void read_options(gen_options *options, int count, char **arguments)
{
    for (int i = 1; i + 1 < count; i += 2) {
        const char *value = arguments[i + 1];
        bool check = strcmp(arguments[i], "--check") == 0;
        if (strcmp(arguments[i], "--schema") == 0)
            apie_gen_schema_read(&options->schema, value);
        else if (strcmp(arguments[i], "--out") == 0)
            options->out = value;
        else if (check || strcmp(arguments[i], "--headers") == 0)
            options->headers = value;
        else
            apie_gen_die("%s: not an option", arguments[i]);
        options->check = options->check || check;
    }
    if (count % 2 == 0 || options->schema.service == NULL ||
        (options->headers == NULL && options->out == NULL))
        apie_gen_die(
            "usage: generate --schema FILE … [--headers ROOT | --check ROOT] [--out FOLDER]");
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
