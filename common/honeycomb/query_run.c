#include "honeycomb/query_run.h"

#include "base/fail.h"
#include "flow/kept_options.h"
#include "generated/honeycomb_operations.h"
#include "honeycomb/polling.h"

#define LIMIT             10000
#define LIMIT_WITH_SERIES 1000
/* The service allows ten runs a minute, and does not say when the next one may be. */
#define RATE_LIMIT_PAUSE_MS 6000

typedef struct run_flow {
    apie_flow flow; /* first */
    apie_polling polling;
    apie_call_options kept;
    const char *dataset;
    apie_honeycomb_query_result_create body;
    const char *result_id;
    apie_flow *first; /* built with the call, so that what is wrong with it is told at once */
} run_flow;

static void look(apie_flow *flow);
static void create(apie_flow *flow);

/* What the result says of itself counts; see query_runs.h. */
static bool is_ready(const apie_honeycomb_query_result *result)
{
    if (result->complete.presence == APIE_SET)
        return result->complete.value;
    return result->results != NULL;
}

static void looked(apie_flow *flow)
{
    const run_flow *run = (run_flow *)flow;
    if (flow->status == APIE_OK && is_ready(flow->result))
        apie_flow_finish(flow, APIE_OK);
    else
        apie_polling_again(&run->polling, flow, look, "the query was not complete in time");
}

static void look(apie_flow *flow)
{
    const run_flow *run = (run_flow *)flow;
    const apie_argument arguments[] = {{.text = run->dataset}, {.text = run->result_id}};
    apie_flow *part = apie_operation_flow_new(flow->core, &apie_op_honeycomb_query_results_get,
                                              arguments, NULL, NULL, &flow->error);
    if (part)
        part->limit_ms = apie_polling_look_ms(&run->polling, flow);
    apie_flow_run(flow, part, looked);
}

/* The service has not begun: it can be asked again, if there is time. */
static bool create_later(apie_flow *flow)
{
    const run_flow *run = (run_flow *)flow;
    int64_t pause_ms = flow->error.retry_after_ms;
    if (pause_ms < 0)
        pause_ms = RATE_LIMIT_PAUSE_MS;
    if (pause_ms < run->polling.interval_ms)
        pause_ms = run->polling.interval_ms;
    uint64_t next = apie_time_after(flow->now_ms, pause_ms);
    if (flow->status != APIE_ERROR_RATE_LIMITED || next >= run->polling.until_ms)
        return false;
    apie_flow_wait_until(flow, next, create);
    return true;
}

static void created(apie_flow *flow)
{
    run_flow *run = (run_flow *)flow;
    if (flow->status != APIE_OK) {
        if (!create_later(flow))
            apie_flow_finish(flow, flow->status);
        return;
    }
    const apie_honeycomb_query_result *result = flow->result;
    if (is_ready(result) && result->results) {
        apie_flow_finish(flow, APIE_OK);
        return;
    }
    if (!result->id) {
        apie_flow_finish(flow, apie_fail(&flow->error, APIE_ERROR_PROTOCOL, "/id",
                                         "the service did not say which result it will be"));
        return;
    }
    run->result_id = apie_arena_strdup(flow->arena, result->id);
    if (run->result_id)
        look(flow);
    else
        apie_flow_finish_no_memory(flow);
}

static apie_flow *new_create_part(run_flow *run, apie_error *error)
{
    const apie_argument arguments[] = {{.text = run->dataset}};
    return apie_operation_flow_new(run->flow.core, &apie_op_honeycomb_query_results_create,
                                   arguments, &run->body, &run->kept, error);
}

static void create(apie_flow *flow)
{
    run_flow *run = (run_flow *)flow;
    apie_flow *part = run->first ? run->first : new_create_part(run, &flow->error);
    run->first = NULL;
    if (part)
        part->limit_ms = apie_polling_look_ms(&run->polling, flow);
    apie_flow_run(flow, part, created);
}

static void begin_run(apie_flow *flow)
{
    apie_polling_begin(&((run_flow *)flow)->polling, flow);
    create(flow);
}

static void destroy_run(apie_flow *flow)
{
    apie_flow_free(((run_flow *)flow)->first);
}

static const apie_flow_type run_type = {
    .name = "query run",
    .size = sizeof(run_flow),
    .start = begin_run,
    .destroy = destroy_run,
};

static void set_body(run_flow *run, const apie_honeycomb_query_run *how)
{
    const int64_t most = how->with_series ? LIMIT_WITH_SERIES : LIMIT;
    run->body.disable_series = apie_bool(!how->with_series);
    if (how->with_totals)
        run->body.disable_total_by_aggregate = apie_bool(false);
    if (how->with_others)
        run->body.disable_other_by_aggregate = apie_bool(false);
    run->body.limit = apie_int(how->limit > 0 ? how->limit : most);
}

static apie_status check_run(const apie_honeycomb_query_run *how, apie_error *error)
{
    apie_polling polling;
    if (how->limit < 0)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "limit", "limit must not be negative");
    return apie_polling_init(&polling, how->poll_interval_ms, how->timeout_ms, error);
}

/* dataset may be NULL, which building the request then refuses. */
static bool keep_text(apie_arena *arena, const char *text, const char **out)
{
    *out = text ? apie_arena_strdup(arena, text) : NULL;
    return !text || *out;
}

apie_flow *apie_query_run_flow_new(apie_core *core, const char *dataset, const char *query_id,
                                   const apie_honeycomb_query_run *how,
                                   const apie_call_options *options, apie_error *error)
{
    static const apie_honeycomb_query_run defaults;
    if (!how)
        how = &defaults;
    if (check_run(how, error) != APIE_OK)
        return NULL;
    apie_flow *flow = apie_flow_new(&run_type, core, options, error);
    if (!flow)
        return NULL;
    run_flow *run = (run_flow *)flow;
    (void)apie_polling_init(&run->polling, how->poll_interval_ms, how->timeout_ms, error);
    if (!options || options->deadline_ms == 0)
        flow->limit_ms = 0; /* timeout_ms is the limit */
    set_body(run, how);
    if (!keep_text(flow->arena, dataset, &run->dataset) ||
        !keep_text(flow->arena, query_id, &run->body.query_id) ||
        !apie_keep_options(flow->arena, options, &run->kept))
        apie_fail_no_memory(error);
    else
        run->first = new_create_part(run, error);
    if (run->first)
        return flow;
    apie_flow_free(flow);
    return NULL;
}

/* ---- saved first ---- */

typedef struct save_flow {
    apie_flow flow; /* first */
    apie_honeycomb_query_outcome *outcome;
    apie_call_options follow_up; /* of what comes after the request that saves */
    const char *dataset;
    apie_honeycomb_query_run how;
    const char *name; /* NULL: it is run, not named */
    const char *description;
    apie_flow *first;
} save_flow;

static void free_outcome(void *object)
{
    apie_honeycomb_query_outcome *outcome = object;
    apie_free(outcome->query);
    apie_free(outcome->annotation);
    apie_free(outcome->result);
}

static apie_honeycomb_query_outcome *new_outcome(void)
{
    void *root;
    apie_arena *arena = apie_arena_new_with_root(sizeof(apie_honeycomb_query_outcome), 64, &root);
    if (!arena)
        return NULL;
    if (apie_arena_on_free(arena, free_outcome, root) == 0)
        return root;
    apie_free(root);
    return NULL;
}

/* What the last part has given, if anything. */
static void take_result(save_flow *save)
{
    apie_honeycomb_query_outcome *outcome = save->outcome;
    void *result = apie_flow_take_result(&save->flow);
    if (!outcome->query)
        outcome->query = result;
    else if (save->name)
        outcome->annotation = result;
    else
        outcome->result = result;
}

/* The outcome is the result, whatever has become of it, once there is anything in it: also what
 * came together with a cancel. */
static void give_outcome(apie_flow *flow)
{
    save_flow *save = (save_flow *)flow;
    take_result(save);
    if (save->outcome->query) {
        flow->result = save->outcome;
        save->outcome = NULL;
    }
}

static void finish_save(apie_flow *flow)
{
    give_outcome(flow);
    apie_flow_finish(flow, flow->status);
}

static void annotate(save_flow *save, const char *query_id)
{
    apie_flow *flow = &save->flow;
    const apie_argument arguments[] = {{.text = save->dataset}};
    const apie_honeycomb_query_annotation body = {
        .name = save->name, .description = save->description, .query_id = query_id};
    apie_flow_run(flow,
                  apie_creation_flow_new(flow->core, &apie_op_honeycomb_query_annotations_create,
                                         arguments, &body, &save->follow_up, &flow->error),
                  finish_save);
}

static void run_saved(save_flow *save, const char *query_id)
{
    apie_flow *flow = &save->flow;
    apie_flow_run(flow,
                  apie_query_run_flow_new(flow->core, save->dataset, query_id, &save->how,
                                          &save->follow_up, &flow->error),
                  finish_save);
}

static void saved(apie_flow *flow)
{
    save_flow *save = (save_flow *)flow;
    take_result(save);
    const apie_honeycomb_query *query = save->outcome->query;
    if (flow->status == APIE_OK && !query->id) {
        flow->status = apie_fail(&flow->error, APIE_ERROR_PROTOCOL, "/id",
                                 "the service did not say which query it saved");
        flow->error.maybe_processed = true;
    }
    if (flow->status != APIE_OK)
        finish_save(flow);
    else if (save->name)
        annotate(save, query->id);
    else
        run_saved(save, query->id);
}

static void begin_save(apie_flow *flow)
{
    save_flow *save = (save_flow *)flow;
    apie_flow *part = save->first;
    save->first = NULL;
    apie_flow_run(flow, part, saved);
}

static void destroy_save(apie_flow *flow)
{
    save_flow *save = (save_flow *)flow;
    apie_flow_free(save->first);
    apie_free(save->outcome);
}

static const apie_flow_type save_type = {
    .name = "query",
    .size = sizeof(save_flow),
    .start = begin_save,
    .stopped = give_outcome,
    .destroy = destroy_save,
    .result_on_failure = true,
};

static save_flow *save_flow_new(apie_core *core, const char *dataset,
                                const apie_honeycomb_query *query, const apie_call_options *options,
                                apie_error *error)
{
    const apie_argument arguments[] = {{.text = dataset}};
    apie_flow *flow = apie_flow_new(&save_type, core, options, error);
    if (!flow)
        return NULL;
    save_flow *save = (save_flow *)flow;
    apie_call_options own; /* without limits, which are the whole's */
    save->outcome = new_outcome();
    if (!save->outcome || !keep_text(flow->arena, dataset, &save->dataset) ||
        !apie_keep_options(flow->arena, options, &own) ||
        !apie_keep_follow_up_options(flow->arena, options, &save->follow_up))
        apie_fail_no_memory(error);
    else
        save->first = apie_creation_flow_new(core, &apie_op_honeycomb_queries_create, arguments,
                                             query, &own, error);
    if (save->first)
        return save;
    apie_flow_free(flow);
    return NULL;
}

apie_flow *apie_query_create_and_run_flow_new(apie_core *core, const char *dataset,
                                              const apie_honeycomb_query *query,
                                              const apie_honeycomb_query_run *how,
                                              const apie_call_options *options, apie_error *error)
{
    if (how && check_run(how, error) != APIE_OK)
        return NULL;
    save_flow *save = save_flow_new(core, dataset, query, options, error);
    if (!save)
        return NULL;
    if (how)
        save->how = *how;
    if (!options || options->deadline_ms == 0)
        save->flow.limit_ms = 0; /* each part has one */
    return &save->flow;
}

apie_flow *apie_query_create_named_flow_new(apie_core *core, const char *dataset,
                                            const apie_honeycomb_query *query, const char *name,
                                            const char *description,
                                            const apie_call_options *options, apie_error *error)
{
    if (!name || name == (const char *)APIE_NULL || !*name) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "name", "the query needs a name");
        return NULL;
    }
    save_flow *save = save_flow_new(core, dataset, query, options, error);
    if (!save)
        return NULL;
    if (keep_text(save->flow.arena, name, &save->name) &&
        (description == (const char *)APIE_NULL ||
         keep_text(save->flow.arena, description, &save->description)))
        return &save->flow;
    apie_flow_free(&save->flow);
    apie_fail_no_memory(error);
    return NULL;
}
