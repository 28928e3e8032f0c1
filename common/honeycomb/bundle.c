#include "honeycomb/bundle.h"

#include "base/fail.h"
#include "flow/kept_options.h"

/* ---- what the program gave ---- */

static void free_kept(void *object)
{
    apie_free(object);
}

const void *apie_bundle_keep(apie_arena *arena, const apie_model *model, const void *object,
                             apie_error *error)
{
    void *copy = NULL;
    if (apie_model_copy(model, object, &copy, error) != APIE_OK)
        return NULL;
    if (apie_arena_on_free(arena, free_kept, copy) == 0)
        return copy;
    apie_free(copy);
    apie_fail_no_memory(error);
    return NULL;
}

/* ---- the flow ---- */

apie_flow *apie_bundle_flow_new(const apie_flow_type *type, apie_core *core, size_t result_size,
                                const apie_call_options *options, apie_error *error)
{
    apie_flow *flow = apie_flow_new(type, core, options, error);
    if (!flow)
        return NULL;
    apie_bundle_flow *bundle = (apie_bundle_flow *)flow;
    if (!options || options->deadline_ms == 0)
        flow->limit_ms = 0;
    if (apie_arena_new_with_root(result_size, 512, &bundle->made) &&
        apie_keep_options(flow->arena, options, &bundle->call))
        return flow;
    apie_flow_free(flow);
    apie_fail_no_memory(error);
    return NULL;
}

typedef struct kept_roots {
    const void **roots;
    size_t count;
} kept_roots;

static void free_roots(void *object)
{
    kept_roots *kept = object;
    while (kept->count > 0)
        apie_free(kept->roots[--kept->count]);
}

bool apie_bundle_reserve(apie_bundle_flow *bundle, size_t things, size_t roots,
                         const apie_honeycomb_made *const **made, size_t *made_count)
{
    apie_arena *arena = apie_arena_of_root(bundle->made);
    kept_roots *kept = apie_arena_alloc(arena, sizeof *kept);
    bundle->things = apie_arena_alloc(arena, things * sizeof *bundle->things);
    bundle->list = apie_arena_alloc(arena, things * sizeof *bundle->list);
    bundle->roots = apie_arena_alloc(arena, roots * sizeof *bundle->roots);
    if (!kept || !bundle->things || !bundle->list || !bundle->roots ||
        apie_arena_on_free(arena, free_roots, kept) != 0)
        return false;
    kept->roots = bundle->roots;
    bundle->root_count = &kept->count;
    bundle->room = things;
    bundle->made_count = made_count;
    *made = bundle->list;
    return true;
}

const char *apie_bundle_text(apie_bundle_flow *bundle, const char *text)
{
    return apie_arena_strdup(apie_arena_of_root(bundle->made), text);
}

void apie_bundle_destroy(apie_flow *flow)
{
    apie_free(((apie_bundle_flow *)flow)->made);
}

/* ---- its parts ---- */

void apie_bundle_read(apie_flow *flow, const apie_operation *operation, const char *argument,
                      const apie_call_options *options, apie_flow_step *next)
{
    const apie_argument arguments[] = {{.text = argument}};
    apie_flow_run(flow,
                  apie_operation_flow_new(flow->core, operation, argument ? arguments : NULL, NULL,
                                          options, &flow->error),
                  next);
}

void apie_bundle_create(apie_flow *flow, const apie_operation *operation, const char *argument,
                        const void *body, const apie_call_options *options, apie_flow_step *take,
                        apie_flow_step *next)
{
    const apie_argument arguments[] = {{.text = argument}};
    apie_bundle_run(flow,
                    apie_creation_flow_new(flow->core, operation, argument ? arguments : NULL, body,
                                           options, &flow->error),
                    take, next);
}

static void take_made(apie_flow *flow)
{
    apie_bundle_flow *bundle = (apie_bundle_flow *)flow;
    apie_flow_step *take = bundle->take;
    bundle->take = NULL;
    if (take && flow->result)
        take(flow);
}

static void part_ended(apie_flow *flow)
{
    take_made(flow);
    ((apie_bundle_flow *)flow)->next(flow);
}

void apie_bundle_run(apie_flow *flow, apie_flow *part, apie_flow_step *take, apie_flow_step *next)
{
    apie_bundle_flow *bundle = (apie_bundle_flow *)flow;
    bundle->take = take;
    bundle->next = next;
    apie_flow_run(flow, part, part_ended);
}

void *apie_bundle_take(apie_flow *flow)
{
    apie_bundle_flow *bundle = (apie_bundle_flow *)flow;
    void *root = apie_flow_take_result(flow);
    bundle->roots[(*bundle->root_count)++] = root;
    return root;
}

void apie_bundle_note(apie_flow *flow, apie_honeycomb_made_kind kind, const char *dataset,
                      const char *id)
{
    apie_bundle_flow *bundle = (apie_bundle_flow *)flow;
    if (!id) {
        flow->status = apie_fail(&flow->error, APIE_ERROR_PROTOCOL, "/id",
                                 "the service did not say the id of what it made");
        flow->error.maybe_processed = true;
        return;
    }
    apie_honeycomb_made *thing = bundle->things++;
    *thing = (apie_honeycomb_made){kind, dataset, id};
    bundle->list[(*bundle->made_count)++] = thing;
}

void apie_bundle_note_all(apie_flow *flow, const apie_honeycomb_made *const *made, size_t count)
{
    apie_bundle_flow *bundle = (apie_bundle_flow *)flow;
    for (size_t i = 0; i < count; i++)
        bundle->list[(*bundle->made_count)++] = made[i];
}

/* ---- its end ---- */

static void give(apie_flow *flow, bool failed)
{
    apie_bundle_flow *bundle = (apie_bundle_flow *)flow;
    bool empty = failed && *bundle->made_count == 0;
    apie_free(flow->result);
    flow->result = NULL;
    if (!empty) {
        flow->result = bundle->made;
        bundle->made = NULL;
    }
}

void apie_bundle_finish(apie_flow *flow)
{
    give(flow, flow->status != APIE_OK);
    apie_flow_finish(flow, flow->status);
}

void apie_bundle_stopped(apie_flow *flow)
{
    take_made(flow);
    give(flow, true);
}
