/* Public headers of functions, blocking and event-driven. */
#include <string.h>

#include "base/text.h"
#include "emit.h"
#include "output.h"

size_t apie_gen_parameters(const gen_schema *schema, const gen_operation *operation, gen_mode mode,
                           const char **out)
{
    const gen_model *result = operation->response;
    apie_arena *arena = schema->arena;
    size_t count = 0;

    out[count++] = apie_gen_text(arena, "%s *client",
                                 mode == GEN_SYNC ? schema->client : schema->async_client);
    for (const gen_parameter *p = operation->parameters.first; p != NULL; p = p->next) {
        if (!p->in_struct)
            out[count++] = apie_gen_text(arena, "%s%s", p->type->c, p->member);
    }
    if (operation->query != NULL)
        out[count++] = apie_gen_text(arena, "const %s *query", operation->query->c_name);
    if (operation->body != NULL)
        out[count++] = operation->body;
    out[count++] = "const apie_call_options *options";
    if (mode == GEN_ASYNC) {
        out[count++] =
            apie_gen_text(arena, "%s_cb *callback", result == NULL ? "apie_done" : result->c_name);
        out[count++] = "void *user";
    } else if (result != NULL) {
        out[count++] = apie_gen_text(arena, "%s **out", result->c_name);
    }
    out[count++] = "apie_error *error";
    return count;
}

/* ---- documentation ---- */

/* " * @param name  text", wrapped under the text. */
static void print_param(apie_buffer *out, int width, const char *name, const char *text)
{
    char lead[80];
    char hang[80];

    apie_text_format(lead, sizeof lead, " * @param %-*s ", width, name);
    apie_text_format(hang, sizeof hang, " * %*s", width + 8, "");
    apie_gen_wrap(out, lead, hang, text);
}

static const char *parameter_doc(const gen_schema *schema, const gen_parameter *parameter)
{
    const char *unset = strcmp(parameter->type->schema, "string") == 0 ? "; NULL" : "; unset";

    if (parameter->in_path)
        return apie_gen_text(schema->arena, "%s Not empty; percent-encoded into the path.",
                             parameter->doc);
    return apie_gen_text(schema->arena, "%s Sent as the %s %s%s%s", parameter->doc,
                         parameter->place[0] == 'q' ? "query parameter" : "header", parameter->name,
                         parameter->required ? "" : unset,
                         parameter->required ? "." : ": not sent.");
}

/* The text with its part in the middle; "" without that. */
static const char *with(const gen_schema *schema, const char *before, const char *part)
{
    return part == NULL ? "" : apie_gen_text(schema->arena, "%s %s.", before, part);
}

static const char *request_doc(const gen_schema *schema, const gen_operation *operation)
{
    return apie_gen_text(
        schema->arena, "%s %s%s %s%s%s", operation->method, operation->path,
        operation->sent_as != NULL && operation->body == NULL ? " with an empty object." : ".",
        operation->retry_safe
            ? "Safe to repeat: a failed attempt is tried again, even if the service may have acted "
              "on it."
            : "Not safe to repeat: it is tried again only if the service cannot have acted on it, "
              "or if options->idempotency_key is set.",
        with(schema, "\nThe client knows", operation->scoped ? schema->scope : NULL),
        with(schema, "\nSent with the client's", operation->credential));
}

static void print_params(const gen_schema *schema, const gen_operation *operation, gen_mode mode,
                         apie_buffer *out)
{
    int width = (int)strlen(mode == GEN_ASYNC ? "callback" : "options");

    for (const gen_parameter *p = operation->parameters.first; p != NULL; p = p->next)
        width = !p->in_struct && (int)strlen(p->member) > width ? (int)strlen(p->member) : width;
    print_param(out, width, "client", "whose address, key and connections are used");
    for (const gen_parameter *p = operation->parameters.first; p != NULL; p = p->next) {
        if (!p->in_struct)
            print_param(out, width, p->member, parameter_doc(schema, p));
    }
    if (operation->query != NULL)
        print_param(out, width, "query", "what to ask for; NULL: as if it were all zero");
    if (operation->body != NULL)
        print_param(out, width, "body",
                    apie_gen_text(schema->arena,
                                  "what to send; borrowed, and serialised before "
                                  "anything is sent%s",
                                  operation->request != NULL ? "" : "; NULL: an empty object"));
    print_param(out, width, "options", "limits of this call; NULL: the client's defaults");
    if (mode == GEN_ASYNC) {
        print_param(out, width, "callback",
                    "told the outcome, once, from the loop; NULL: nobody is told");
        print_param(out, width, "user", "handed to the callback");
    } else if (operation->response != NULL) {
        print_param(out, width, "out",
                    apie_gen_text(schema->arena,
                                  "takes the result on success, to be freed with apie_free()%s; "
                                  "NULL: it is not wanted",
                                  operation->optional_body || operation->not_modified
                                      ? ", or NULL if the service sent none"
                                      : ""));
    }
    print_param(out, width, "error",
                mode == GEN_ASYNC ? "takes the reason if the call cannot start; may be NULL"
                                  : "takes the details of a failure; may be NULL");
}

/* What becomes of the call, in both libraries' ways. */
static void print_outcome(const gen_schema *schema, const gen_operation *operation, gen_mode mode,
                          apie_buffer *out)
{
    static const char hang[] = " *         ";
    const char *codes = apie_gen_text(
        schema->arena,
        "%s%sAPIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;\n"
        "or what the service's refusal means, see apie_status",
        operation->takes_id ? "APIE_ERROR_NOT_FOUND: the service knows nothing by that id;\n" : "",
        operation->response != NULL ? "APIE_ERROR_PROTOCOL: the answer is unreadable;\n" : "");

    if (mode == GEN_SYNC) {
        codes = apie_gen_text(
            schema->arena,
            "@return APIE_OK;\nAPIE_ERROR_INVALID_ARGUMENT: something is missing "
            "or cannot be sent, and error->where names it; nothing was sent;\n%s%s",
            operation->credential == NULL
                ? ""
                : "APIE_ERROR_CONFIG: the client has no such credential; nothing was sent;\n",
            codes);
        apie_gen_wrap(out, " * ", hang, codes);
        apie_buffer_string(out, " *\n * Blocks until the outcome is known, at most until the "
                                "deadline.\n * Thread rule: any thread.\n");
        return;
    }
    apie_gen_wrap(out, " * ", hang,
                  "@return the call, valid until its callback returns; NULL: it was not started, "
                  "error says why (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, "
                  "NO_MEMORY), and the callback never fires");
    apie_buffer_string(out, " *\n * The callback's status is\n");
    apie_gen_wrap(out, hang, hang, apie_gen_text(schema->arena, "APIE_OK;\n%s", codes));
    if (operation->response != NULL && (operation->optional_body || operation->not_modified))
        apie_buffer_string(out, " * Its result is NULL if the service answered without one.\n");
    apie_buffer_string(out, " *\n * Never blocks, and never calls back before it returns.\n"
                            " * Thread rule: the thread of the client's loop.\n");
}

static void print_function(const gen_schema *schema, const gen_operation *operation, gen_mode mode,
                           apie_buffer *out)
{
    const char *parameters[GEN_MAX_PARAMETERS + 8];
    size_t count = apie_gen_parameters(schema, operation, mode, parameters);

    apie_buffer_string(out, "/**\n");
    apie_gen_wrap(out, " * ", " * ", operation->doc);
    apie_buffer_string(out, " *\n");
    apie_gen_wrap(out, " * ", " * ", request_doc(schema, operation));
    apie_buffer_string(out, " *\n");
    print_params(schema, operation, mode, out);
    print_outcome(schema, operation, mode, out);
    apie_buffer_string(out, " */\n");
    apie_gen_call(out, 0,
                  apie_gen_text(schema->arena, "%s%s",
                                mode == GEN_SYNC ? "APIE_API APIE_NODISCARD apie_status "
                                                 : "APIE_API apie_call *",
                                mode == GEN_SYNC ? operation->function : operation->async),
                  parameters, count, ";");
    apie_buffer_char(out, '\n');
}

static void print_callback(const gen_model *model, apie_buffer *out)
{
    apie_gen_print(out, "/**\n * Told the outcome of a call whose result is an %s.\n *\n",
                   model->c_name);
    print_param(out, 6, "status", "APIE_OK, or why there is no result");
    print_param(out, 6, "result",
                "the result, lent: the library frees it when the callback returns, unless the "
                "callback keeps it with apie_take(). NULL on failure");
    print_param(out, 6, "error",
                "the details of a failure, gone when the callback returns; NULL on success");
    print_param(out, 6, "user", "as it was handed in");
    apie_gen_print(out,
                   " */\ntypedef void %s_cb(\n"
                   "    apie_status status, %s *result, const apie_error *error, void *user);\n\n",
                   model->c_name, model->c_name);
}

/* ---- the header ---- */

/* Whether functions of the resource name models of the other. */
static bool uses_models(const gen_schema *schema, const gen_resource *resource,
                        const gen_resource *other)
{
    for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next) {
        const gen_model *named[] = {o->query, o->request, o->response};
        for (size_t i = 0; i < 3 && o->resource == resource; i++) {
            if (named[i] != NULL && named[i]->resource == other)
                return true;
        }
    }
    return resource == other && resource->model_count > 0;
}

/* Whether they may take callbacks that the other defines. */
static bool uses_callbacks(const gen_schema *schema, const gen_resource *resource,
                           const gen_resource *other)
{
    return resource != other && other->operation_count > 0 && uses_models(schema, resource, other);
}

void apie_gen_functions_header(const gen_schema *schema, const gen_resource *resource,
                               gen_mode mode, apie_buffer *out)
{
    const char *folder = mode == GEN_SYNC ? schema->sync_folder : schema->async_folder;

    apie_gen_print(out, "/**\n * @file %s/%s.h\n", folder, resource->name);
    apie_gen_wrap(out, " * ", " * ", resource->doc);
    apie_gen_print(out, " *\n * %s\n * Made from common/schema/%s*.json: change it there.\n */\n",
                   mode == GEN_SYNC ? "Blocking functions of libapie-sync."
                                    : "Event-driven functions of libapie-async.",
                   schema->service);
    apie_buffer_string(out, "/* clang-format off */\n");
    apie_gen_guard(schema, folder, resource->name, out);
    apie_buffer_string(out, mode == GEN_SYNC ? "#include <apie/sync/types.h>\n\n"
                                             : "#include <apie/async/loop.h>\n"
                                               "#include <apie/async/types.h>\n\n");
    apie_buffer_string(out, "#include <apie/error.h>\n#include <apie/export.h>\n"
                            "#include <apie/options.h>\n#include <apie/response.h>\n"
                            "#include <apie/status.h>\n#include <apie/value.h>\n");
    apie_gen_includes(schema, schema->models_folder, resource, uses_models, out);
    if (mode == GEN_ASYNC)
        apie_gen_includes(schema, folder, resource, uses_callbacks, out);
    apie_buffer_string(out, "\nAPIE_BEGIN_DECLS\n\n");
    for (const gen_model *model = schema->models.first; model != NULL; model = model->next) {
        if (mode == GEN_ASYNC && model->resource == resource && model->is_result)
            print_callback(model, out);
    }
    for (const gen_operation *o = schema->operations.first; o != NULL; o = o->next) {
        if (o->resource == resource)
            print_function(schema, o, mode, out);
    }
    apie_buffer_string(out, "APIE_END_DECLS\n\n#endif\n");
}
