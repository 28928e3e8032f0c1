/* Reading a list page by page: to have all of it, or to find something in it by its name. */
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "flow/kept_options.h"
#include "generated/openapp_operations.h"
#include "model/field.h"
#include "openapp/flows.h"
#include "openapp/lookup.h"

#define PARAMETERS_MAX 16

typedef struct pages_flow {
    apie_flow flow; /* first */
    apie_lookup lookup;
    const char *noun; /* of what is looked for; NULL: all is wanted */
    const apie_operation *operation;
    apie_argument arguments[PARAMETERS_MAX];
    apie_argument *offset; /* among them; NULL: the service sends all at once */
    apie_call_options options;
} pages_flow;

/* ---- the walk ---- */

static void ask(apie_flow *flow);

static void end(pages_flow *pages)
{
    apie_flow *flow = &pages->flow;
    if (pages->noun) {
        apie_flow_finish(
            flow, apie_lookup_result(&pages->lookup, pages->noun, &flow->result, &flow->error));
        return;
    }
    flow->result = apie_paging_result(&pages->lookup.paging);
    if (flow->result)
        apie_flow_finish(flow, APIE_OK);
    else
        apie_flow_finish_no_memory(flow);
}

static void took(apie_flow *flow)
{
    pages_flow *pages = (pages_flow *)flow;
    if (flow->status != APIE_OK) {
        apie_flow_finish(flow, flow->status);
        return;
    }
    apie_paging_state state = apie_paging_take(&pages->lookup.paging, apie_flow_take_result(flow));
    if (state == APIE_PAGING_NO_MEMORY)
        apie_flow_finish_no_memory(flow);
    else if (state == APIE_PAGING_END || !pages->offset)
        end(pages);
    else if (state == APIE_PAGING_MORE)
        ask(flow);
    else
        apie_flow_finish(flow, apie_fail(&flow->error, APIE_ERROR_PROTOCOL, NULL, "%s does not end",
                                         pages->operation->name));
}

static void ask(apie_flow *flow)
{
    pages_flow *pages = (pages_flow *)flow;
    if (pages->offset)
        pages->offset->number = apie_int(pages->lookup.paging.offset);
    apie_flow_run(flow,
                  apie_operation_flow_new(flow->core, pages->operation, pages->arguments, NULL,
                                          &pages->options, &flow->error),
                  took);
}

static void destroy(apie_flow *flow)
{
    apie_lookup_free(&((pages_flow *)flow)->lookup);
}

static const apie_flow_type pages_type = {
    .name = "pages",
    .size = sizeof(pages_flow),
    .start = ask,
    .destroy = destroy,
    .result_on_failure = true,
};

/* ---- the arguments ---- */

static apie_argument *argument_named(pages_flow *pages, const char *name)
{
    for (size_t i = 0; i < pages->operation->parameter_count; i++)
        if (strcmp(pages->operation->parameters[i].name, name) == 0)
            return &pages->arguments[i];
    return NULL;
}

static bool keep_text(pages_flow *pages, const char *text, apie_argument *argument)
{
    if (!text || text == (const char *)APIE_NULL || !argument)
        return true;
    argument->text = apie_arena_strdup(pages->flow.arena, text);
    return argument->text != NULL;
}

static bool keep_query(pages_flow *pages, const apie_model *model, const void *query)
{
    for (size_t i = 0; query && i < model->field_count; i++) {
        const apie_field *field = &model->fields[i];
        const void *member = apie_field_member(field, query);
        apie_argument *argument = argument_named(pages, field->name);
        apie_opt_bool truth;
        if (field->type == APIE_FIELD_STRING) {
            if (!keep_text(pages, apie_field_pointer(field, query), argument))
                return false;
        } else if (field->type == APIE_FIELD_BOOL) {
            memcpy(&truth, member, sizeof truth);
            argument->number = (apie_opt_int){truth.value, truth.presence};
        } else {
            memcpy(&argument->number, member, sizeof argument->number);
        }
    }
    return true;
}

/* The page size is the program's, or else what the service allows; the first page as well. */
static void find_paging(pages_flow *pages)
{
    apie_argument *limit = argument_named(pages, "limit");
    pages->offset = argument_named(pages, "offset");
    if (limit && limit->number.presence != APIE_SET)
        limit->number = apie_int(APIE_PAGE_LIMIT);
    if (pages->offset && pages->offset->number.presence == APIE_SET)
        pages->lookup.paging.offset = pages->offset->number.value;
}

static pages_flow *new_pages(apie_core *core, const apie_operation *operation,
                             const apie_call_options *options, apie_error *error)
{
    pages_flow *pages = (pages_flow *)apie_flow_new(&pages_type, core, options, error);
    if (!pages)
        return NULL;
    pages->operation = operation;
    if (apie_keep_options(pages->flow.arena, options, &pages->options))
        return pages;
    apie_fail_no_memory(error);
    apie_flow_free(&pages->flow);
    return NULL;
}

apie_flow *apie_openapp_list_flow_new(apie_core *core, const apie_operation *operation,
                                      const apie_model *query_model, const void *query,
                                      const apie_call_options *options, apie_error *error)
{
    pages_flow *pages = new_pages(core, operation, options, error);
    if (!pages)
        return NULL;
    if (!keep_query(pages, query_model, query) ||
        !apie_paging_init(&pages->lookup.paging, operation->response, NULL, NULL)) {
        apie_fail_no_memory(error);
        apie_flow_free(&pages->flow);
        return NULL;
    }
    find_paging(pages);
    return &pages->flow;
}

/* ---- by name ---- */

typedef struct kind {
    const char *noun;
    const apie_operation *operation;
    const char *within; /* the parameter that narrows it down; NULL: none */
    bool sifted;        /* the service looks for the name, too */
} kind;

static const kind kinds[] = {
    [APIE_OPENAPP_NAMED_ORG] = {"organization", &apie_op_openapp_orgs_list, NULL, false},
    [APIE_OPENAPP_NAMED_DEVICE] = {"device", &apie_op_openapp_devices_list, "integration_id", true},
    [APIE_OPENAPP_NAMED_INTEGRATION] = {"integration", &apie_op_openapp_integrations_list,
                                        "provider_type", true},
    [APIE_OPENAPP_NAMED_ACCESS_PORTAL] = {"access portal",
                                          &apie_op_openapp_integrations_list_access_portals,
                                          "integration_id", false},
    [APIE_OPENAPP_NAMED_ZONE] = {"zone", &apie_op_openapp_zones_by_integration, "integration_id",
                                 false},
};

static apie_status prepare_lookup(pages_flow *pages, const kind *what, const char *within,
                                  const char *name, apie_openapp_match match, apie_error *error)
{
    const char *kept = apie_arena_strdup(pages->flow.arena, name ? name : "");
    if (!kept)
        return apie_fail_no_memory(error);
    apie_status status =
        apie_lookup_init(&pages->lookup, what->operation->response, kept, match, error);
    if (status != APIE_OK)
        return status;
    pages->noun = what->noun;
    if (what->within && !keep_text(pages, within, argument_named(pages, what->within)))
        return apie_fail_no_memory(error);
    if (what->sifted && !keep_text(pages, kept, argument_named(pages, "q")))
        return apie_fail_no_memory(error);
    find_paging(pages);
    return APIE_OK;
}

apie_flow *apie_openapp_lookup_flow_new(apie_core *core, apie_openapp_named named,
                                        const char *within, const char *name,
                                        apie_openapp_match match, const apie_call_options *options,
                                        apie_error *error)
{
    const kind *what = &kinds[named];
    pages_flow *pages = new_pages(core, what->operation, options, error);
    if (!pages)
        return NULL;
    if (prepare_lookup(pages, what, within, name, match, error) == APIE_OK)
        return &pages->flow;
    apie_flow_free(&pages->flow);
    return NULL;
}
