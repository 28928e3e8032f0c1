/* Reading a list page by page: to have all of it, or to find something in it by its name. */
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "flow/kept_options.h"
#include "generated/openapp_operations.h"
#include "model/field.h"
#include "openapp/flows.h"
#include "openapp/lookup.h"

typedef struct pages_flow {
    apie_flow flow; /* first */
    apie_lookup lookup;
    apie_paging_state state;
    const char *noun; /* of what is looked for; NULL: all is wanted */
    const apie_operation *operation;
    apie_argument *arguments;
    apie_argument *offset;       /* among them; NULL: the service sends all at once */
    apie_flow *first;            /* the first page's request, until it runs */
    apie_call_options follow_up; /* what the other requests are told */
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

/* The lock is not held: there may be many names to look at. */
static void take(apie_flow *flow)
{
    pages_flow *pages = (pages_flow *)flow;
    pages->state = apie_paging_take(&pages->lookup.paging, apie_flow_take_result(flow));
}

static void took(apie_flow *flow)
{
    pages_flow *pages = (pages_flow *)flow;
    const char *name = pages->operation->name;
    switch (pages->state) {
    case APIE_PAGING_MORE: ask(flow); break;
    case APIE_PAGING_END: end(pages); break;
    case APIE_PAGING_CUT:
        apie_flow_finish(flow, apie_fail(&flow->error, APIE_ERROR_PROTOCOL, NULL,
                                         "%s sends only a part of the list", name));
        break;
    case APIE_PAGING_ENDLESS:
        apie_flow_finish(
            flow, apie_fail(&flow->error, APIE_ERROR_PROTOCOL, NULL, "%s does not end", name));
        break;
    case APIE_PAGING_NO_MEMORY: apie_flow_finish_no_memory(flow); break;
    }
}

static void answered(apie_flow *flow)
{
    if (flow->status == APIE_OK)
        apie_flow_work(flow, take, took);
    else
        apie_flow_finish(flow, flow->status);
}

static apie_flow *new_request(const pages_flow *pages, const apie_call_options *options,
                              apie_error *error)
{
    if (pages->offset)
        pages->offset->number = apie_int(pages->lookup.paging.offset);
    return apie_operation_flow_new(pages->flow.core, pages->operation, pages->arguments, NULL,
                                   options, error);
}

static void ask(apie_flow *flow)
{
    pages_flow *pages = (pages_flow *)flow;
    apie_flow *request = pages->first;
    if (!request)
        request = new_request(pages, &pages->follow_up, &flow->error);
    pages->first = NULL;
    apie_flow_run(flow, request, answered);
}

/* The page that has just come is no list. */
static void stopped(apie_flow *flow)
{
    apie_free(flow->result);
    flow->result = NULL;
}

static void destroy(apie_flow *flow)
{
    pages_flow *pages = (pages_flow *)flow;
    apie_flow_free(pages->first);
    apie_lookup_free(&pages->lookup);
}

static const apie_flow_type pages_type = {
    .name = "pages",
    .size = sizeof(pages_flow),
    .start = ask,
    .stopped = stopped,
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
    for (size_t i = 0; model && query && i < model->field_count; i++) {
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

static bool keep_arguments(pages_flow *pages, const apie_openapp_list_arguments *arguments)
{
    for (size_t i = 0; i < arguments->count; i++) {
        pages->arguments[i].number = arguments->first[i].number;
        if (!keep_text(pages, arguments->first[i].text, &pages->arguments[i]))
            return false;
    }
    return keep_query(pages, arguments->model, arguments->query);
}

/* The page size is the program's, or else what the service allows; the first page as well. */
static void find_paging(pages_flow *pages)
{
    apie_argument *limit = argument_named(pages, "limit");
    apie_paging *paging = &pages->lookup.paging;
    pages->offset = argument_named(pages, "offset");
    paging->undivided = !pages->offset;
    if (limit && limit->number.presence != APIE_SET)
        limit->number = apie_int(APIE_PAGE_LIMIT);
    if (pages->offset && pages->offset->number.presence == APIE_SET)
        paging->offset = pages->offset->number.value;
}

static pages_flow *new_pages(apie_core *core, const apie_operation *operation,
                             const apie_call_options *options, apie_error *error)
{
    pages_flow *pages = (pages_flow *)apie_flow_new(&pages_type, core, options, error);
    if (!pages)
        return NULL;
    pages->operation = operation;
    pages->arguments =
        apie_arena_alloc(pages->flow.arena, operation->parameter_count * sizeof *pages->arguments);
    if (pages->arguments &&
        apie_keep_follow_up_options(pages->flow.arena, options, &pages->follow_up))
        return pages;
    apie_fail_no_memory(error);
    apie_flow_free(&pages->flow);
    return NULL;
}

/* Once all arguments are there. What is wrong with them shows now, not when it runs. */
static apie_flow *ready(pages_flow *pages, const apie_call_options *options, apie_error *error)
{
    apie_call_options first = pages->follow_up;
    if (options) {
        first.headers = options->headers;
        first.header_count = options->header_count;
        first.idempotency_key = options->idempotency_key;
    }
    find_paging(pages);
    pages->first = new_request(pages, &first, error);
    if (pages->first)
        return &pages->flow;
    apie_flow_free(&pages->flow);
    return NULL;
}

apie_flow *apie_openapp_list_flow_new(apie_core *core, const apie_operation *operation,
                                      const apie_openapp_list_arguments *arguments,
                                      const apie_call_options *options, apie_error *error)
{
    pages_flow *pages = new_pages(core, operation, options, error);
    if (!pages)
        return NULL;
    if (keep_arguments(pages, arguments) &&
        apie_paging_init(&pages->lookup.paging, operation->response, NULL, NULL))
        return ready(pages, options, error);
    apie_fail_no_memory(error);
    apie_flow_free(&pages->flow);
    return NULL;
}

/* ---- by name ---- */

typedef struct kind {
    const char *noun;
    const apie_operation *operation;
    const char *within; /* the parameter that narrows it down; NULL: none */
} kind;

/* Some of them could be sifted by the service (q), but nothing says in which languages it looks. */
static const kind kinds[] = {
    [APIE_OPENAPP_NAMED_ORG] = {"organization", &apie_op_openapp_orgs_list, NULL},
    [APIE_OPENAPP_NAMED_DEVICE] = {"device", &apie_op_openapp_devices_list, "integration_id"},
    [APIE_OPENAPP_NAMED_INTEGRATION] = {"integration", &apie_op_openapp_integrations_list,
                                        "provider_type"},
    [APIE_OPENAPP_NAMED_ACCESS_PORTAL] = {"access portal",
                                          &apie_op_openapp_integrations_list_access_portals,
                                          "integration_id"},
    [APIE_OPENAPP_NAMED_ZONE] = {"zone", &apie_op_openapp_zones_by_integration, "integration_id"},
};

static apie_status prepare_lookup(pages_flow *pages, const kind *what, const char *within,
                                  const char *name, apie_openapp_match match, apie_error *error)
{
    apie_slice trimmed = {name ? name : "", name ? strlen(name) : 0};
    trimmed = apie_name_trim(trimmed);
    const char *needle = apie_arena_strndup(pages->flow.arena, trimmed.data, trimmed.length);
    if (!needle)
        return apie_fail_no_memory(error);
    pages->noun = what->noun;
    if (what->within && !keep_text(pages, within, argument_named(pages, what->within)))
        return apie_fail_no_memory(error);
    return apie_lookup_init(&pages->lookup, what->operation->response, needle, match, error);
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
        return ready(pages, options, error);
    apie_flow_free(&pages->flow);
    return NULL;
}
