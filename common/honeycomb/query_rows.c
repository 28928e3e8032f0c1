/* Each page is a query of its own. When it has come, its rows are looked through, and told or kept,
 * without the lock: there may be many. */
#include "honeycomb/query_rows.h"

#include <stdlib.h>

#include "base/fail.h"
#include "flow/kept_options.h"
#include "generated/honeycomb_models.h"
#include "honeycomb/polling.h"
#include "honeycomb/query_run.h"
#include "honeycomb/row_set.h"
#include "honeycomb/row_sort.h"

#define MAX_RESULTS 100000
#define PAGE_SIZE   10000
#define RANGE_S     7200

/* The result, as it grows. */
typedef struct rows_root {
    apie_honeycomb_query_rows head; /* first */
    json_t **rows;
    size_t capacity;
} rows_root;

typedef struct rows_flow {
    apie_flow flow; /* first */
    rows_root *root;
    apie_honeycomb_query *query; /* root; with the time that was fixed */
    apie_row_sort sort;
    apie_row_set known;
    apie_call_options kept;
    const char *dataset;
    apie_honeycomb_query_walk walk; /* with the defaults filled in */
    json_t *from;                   /* the sort value that the last page ended with; owned */
    bool valueless;                 /* the rows without one are being read */
    /* The page that has come. */
    apie_honeycomb_query_outcome *page;
    bool cut;   /* it had more rows than were wanted */
    bool stop;  /* the callback said so */
    bool spent; /* memory was */
    apie_flow *first;
} rows_flow;

static void next_page(apie_flow *flow);

/* ---- the result ---- */

static void free_rows(void *object)
{
    rows_root *root = object;
    for (size_t i = 0; root->rows && i < root->head.row_count; i++)
        json_decref(root->rows[i]);
    free(root->rows);
}

static rows_root *new_root(void)
{
    void *root;
    apie_arena *arena = apie_arena_new_with_root(sizeof(rows_root), 64, &root);
    if (!arena)
        return NULL;
    if (apie_arena_on_free(arena, free_rows, root) == 0)
        return root;
    apie_free(root);
    return NULL;
}

static void give_rows(apie_flow *flow)
{
    rows_flow *walk = (rows_flow *)flow;
    apie_free(flow->result);
    walk->root->head.rows = walk->root->rows;
    flow->result = walk->root;
    walk->root = NULL;
}

static void finish_rows(rows_flow *walk, apie_status status)
{
    give_rows(&walk->flow);
    apie_flow_finish(&walk->flow, status);
}

/* ---- a page's rows (lock not held) ---- */

static bool make_room(rows_root *root, size_t more)
{
    size_t needed = root->head.row_count + more;
    if (needed <= root->capacity)
        return true;
    size_t capacity = needed > 2 * root->capacity ? needed : 2 * root->capacity;
    json_t **rows = realloc(root->rows, capacity * sizeof *rows);
    if (!rows)
        return false;
    root->rows = rows;
    root->capacity = capacity;
    return true;
}

/* The rows that are new, as many as are wanted. False if memory ran out. */
static bool choose_rows(rows_flow *walk, json_t **fresh, size_t *count)
{
    const apie_honeycomb_query_result *result = walk->page->result;
    size_t wanted = (size_t)walk->walk.max_results - walk->root->head.row_count;
    *count = 0;
    for (size_t i = 0; i < result->results_count; i++) {
        json_t *row = result->results[i]->data;
        apie_row_seen seen = row ? apie_row_set_add(&walk->known, row) : APIE_ROW_KNOWN;
        if (seen == APIE_ROW_NO_MEMORY)
            return false;
        if (seen == APIE_ROW_KNOWN)
            continue;
        if (*count == wanted) {
            walk->cut = true;
            return true;
        }
        fresh[(*count)++] = row;
    }
    return true;
}

static void tell_rows(rows_flow *walk, json_t *const *fresh, size_t count)
{
    rows_root *root = walk->root;
    const apie_honeycomb_query_page page = {
        .rows = fresh,
        .row_count = count,
        .total = root->head.row_count + count,
        .page = root->head.page_count,
    };
    if (!walk->walk.on_page(&page, walk->walk.user))
        walk->stop = true;
}

static bool take_rows(rows_flow *walk)
{
    rows_root *root = walk->root;
    const size_t most = walk->page->result->results_count;
    size_t count = 0;
    json_t **fresh = calloc(most + 1, sizeof *fresh);
    bool keep = !walk->walk.on_page;
    bool done = fresh && choose_rows(walk, fresh, &count) && (!keep || make_room(root, count));
    root->head.page_count++;
    if (done && !keep)
        tell_rows(walk, fresh, count);
    for (size_t i = 0; done && keep && i < count; i++)
        root->rows[root->head.row_count + i] = json_incref(fresh[i]);
    root->head.row_count += done ? count : 0;
    free(fresh);
    return done;
}

static void look_through(apie_flow *flow)
{
    rows_flow *walk = (rows_flow *)flow;
    walk->spent = !take_rows(walk);
}

/* ---- from page to page ---- */

static json_t *value_at(const rows_flow *walk, size_t index)
{
    const apie_honeycomb_query_result *result = walk->page->result;
    return apie_row_sort_value(&walk->sort, result->results[index]->data);
}

static apie_status no_way_on(rows_flow *walk)
{
    return apie_fail(&walk->flow.error, APIE_ERROR_INVALID_ARGUMENT,
                     walk->sort.op ? "sort_op" : "sort_column",
                     "more than %lld rows have the same %s: they cannot be told apart by it",
                     (long long)walk->walk.page_size, walk->sort.key);
}

/* Where a page that is full ends is where the next one begins. */
static apie_status go_on_from(rows_flow *walk, json_t *value)
{
    if (walk->valueless || (walk->from && json_equal(walk->from, value)))
        return no_way_on(walk);
    json_decref(walk->from);
    walk->from = json_incref(value);
    return APIE_OK;
}

/* How many rows the service gave at most. */
static size_t page_size(const rows_flow *walk)
{
    const apie_honeycomb_query *run = walk->page->result->query;
    int64_t size = walk->walk.page_size;
    if (run && run->limit.presence == APIE_SET && run->limit.value > 0 && run->limit.value < size)
        size = run->limit.value;
    return (size_t)size;
}

/* What comes after the page: *more, or nothing. */
static apie_status plan(rows_flow *walk, bool *more)
{
    const size_t count = walk->page->result->results_count;
    const bool full = count >= page_size(walk);
    json_t *last = count > 0 ? value_at(walk, count - 1) : NULL;
    *more = true;
    if (full && (last || walk->valueless))
        return go_on_from(walk, last);
    if (full && (!value_at(walk, 0) || !walk->sort.column))
        return no_way_on(walk);
    *more = (full || walk->from) && walk->sort.column && !walk->valueless;
    walk->valueless = *more;
    return APIE_OK;
}

static void looked_through(apie_flow *flow)
{
    rows_flow *walk = (rows_flow *)flow;
    apie_honeycomb_query_rows *rows = &walk->root->head;
    bool more = true;
    apie_status status = walk->spent ? apie_fail_no_memory(&flow->error) : plan(walk, &more);
    apie_free(walk->page);
    walk->page = NULL;
    rows->complete = !more && !walk->cut;
    if (walk->spent)
        finish_rows(walk, status);
    else if (!more || walk->cut || walk->stop || rows->row_count >= (size_t)walk->walk.max_results)
        finish_rows(walk, APIE_OK);
    else if (status != APIE_OK)
        finish_rows(walk, status);
    else
        next_page(flow);
}

static void page_came(apie_flow *flow)
{
    rows_flow *walk = (rows_flow *)flow;
    if (flow->status != APIE_OK) {
        finish_rows(walk, flow->status);
        return;
    }
    walk->page = apie_flow_take_result(flow);
    apie_flow_work(flow, look_through, looked_through);
}

static apie_flow *new_page(rows_flow *walk, apie_arena *arena, apie_error *error)
{
    apie_honeycomb_query page = *walk->query;
    const apie_honeycomb_query_run how = {
        .limit = walk->walk.page_size,
        .poll_interval_ms = walk->walk.poll_interval_ms,
        .timeout_ms = walk->walk.timeout_ms,
    };
    apie_status status = apie_row_sort_apply(&walk->sort, arena, &page, error);
    if (status == APIE_OK && walk->valueless)
        status = apie_row_sort_valueless(&walk->sort, arena, &page, error);
    else if (status == APIE_OK && walk->from)
        status = apie_row_sort_from(&walk->sort, arena, walk->from, &page, error);
    if (status != APIE_OK)
        return NULL;
    return apie_query_create_and_run_flow_new(walk->flow.core, walk->dataset, &page, &how,
                                              &walk->kept, error);
}

static void next_page(apie_flow *flow)
{
    rows_flow *walk = (rows_flow *)flow;
    apie_flow *part = walk->first;
    walk->first = NULL;
    if (!part) {
        apie_arena *arena = apie_arena_new(1024);
        if (arena)
            part = new_page(walk, arena, &flow->error);
        else
            apie_fail_no_memory(&flow->error);
        apie_arena_free(arena);
    }
    apie_flow_run(flow, part, page_came);
}

static void destroy(apie_flow *flow)
{
    rows_flow *walk = (rows_flow *)flow;
    apie_flow_free(walk->first);
    apie_row_set_free(&walk->known);
    json_decref(walk->from);
    apie_free(walk->page);
    apie_free(walk->query);
    apie_free(walk->root);
}

static const apie_flow_type rows_type = {
    .name = "query rows",
    .size = sizeof(rows_flow),
    .start = next_page,
    .stopped = give_rows,
    .destroy = destroy,
    .result_on_failure = true,
};

/* ---- making it ---- */

static apie_status read_walk(rows_flow *flow, const apie_honeycomb_query_walk *given,
                             apie_error *error)
{
    apie_honeycomb_query_walk *walk = &flow->walk;
    const apie_opt_int limit = flow->query->limit;
    apie_polling polling;
    if (given)
        *walk = *given;
    if (walk->max_results < 0)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "max_results",
                         "max_results must not be negative");
    if (walk->page_size < 0 || walk->page_size > PAGE_SIZE)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "page_size",
                         "page_size must be between 0 and 10,000");
    if (walk->max_results == 0)
        walk->max_results =
            limit.presence == APIE_SET && limit.value > 0 ? limit.value : MAX_RESULTS;
    if (walk->page_size == 0)
        walk->page_size = PAGE_SIZE;
    if (walk->page_size > walk->max_results)
        walk->page_size = walk->max_results;
    return apie_polling_init(&polling, walk->poll_interval_ms, walk->timeout_ms, error);
}

static bool is_set(apie_opt_int value)
{
    return value.presence == APIE_SET;
}

/* All pages must look at the same time, so it ends now and not whenever a page is run. */
static void fix_time(rows_flow *walk, int64_t now_s)
{
    apie_honeycomb_query *query = walk->query;
    const int64_t range_s = is_set(query->time_range) ? query->time_range.value : RANGE_S;
    const apie_opt_int unset = {0};
    if (!is_set(query->start_time) && !is_set(query->end_time))
        query->end_time = apie_int(now_s);
    if (!is_set(query->start_time))
        query->start_time = apie_int(query->end_time.value - range_s);
    if (!is_set(query->end_time))
        query->end_time = apie_int(query->start_time.value + range_s);
    query->time_range = unset;
    walk->root->head.start_time = query->start_time.value;
    walk->root->head.end_time = query->end_time.value;
}

/* Seconds that can be added to each other. */
static bool is_odd(apie_opt_int seconds)
{
    return is_set(seconds) && (seconds.value < 0 || seconds.value > INT64_MAX / 2);
}

static apie_status check_time(const apie_honeycomb_query *query, apie_error *error)
{
    const char *odd = is_odd(query->start_time)   ? "start_time"
                      : is_odd(query->end_time)   ? "end_time"
                      : is_odd(query->time_range) ? "time_range"
                                                  : NULL;
    if (odd)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, odd, "%s is no time", odd);
    if (!is_set(query->start_time) || !is_set(query->end_time) || !is_set(query->time_range))
        return APIE_OK;
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "time_range",
                     "a query has two of start_time, end_time and time_range at most");
}

static apie_status keep_query(rows_flow *walk, const apie_honeycomb_query *query, apie_error *error)
{
    const apie_clock *clock = &walk->flow.core->clock;
    void *copy = NULL;
    if (!query)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "query", "query must not be NULL");
    apie_status status = apie_model_copy(&apie_model_honeycomb_query, query, &copy, error);
    if (status != APIE_OK)
        return status;
    walk->query = copy;
    walk->query->id = NULL;
    status = check_time(walk->query, error);
    if (status == APIE_OK)
        fix_time(walk, clock->wall_us(clock->user) / 1000000);
    return status;
}

static apie_status set_up(rows_flow *walk, const char *dataset, const apie_honeycomb_query *query,
                          const apie_honeycomb_query_walk *how, const apie_call_options *options,
                          apie_error *error)
{
    apie_arena *arena = walk->flow.arena;
    walk->root = new_root();
    if (!walk->root)
        return apie_fail_no_memory(error);
    apie_status status = keep_query(walk, query, error);
    if (status == APIE_OK)
        status = read_walk(walk, how, error);
    if (status == APIE_OK)
        status = apie_row_sort_choose(&walk->sort, arena, walk->query, &walk->walk, error);
    if (status != APIE_OK)
        return status;
    walk->query->limit = (apie_opt_int){0}; /* which is for one page */
    walk->dataset = dataset ? apie_arena_strdup(arena, dataset) : NULL;
    if ((dataset && !walk->dataset) || !apie_keep_follow_up_options(arena, options, &walk->kept) ||
        !apie_row_set_init(&walk->known, walk->query->breakdowns, walk->query->breakdowns_count))
        return apie_fail_no_memory(error);
    walk->first = new_page(walk, arena, error);
    return walk->first ? APIE_OK : error->code;
}

apie_flow *apie_query_rows_flow_new(apie_core *core, const char *dataset,
                                    const apie_honeycomb_query *query,
                                    const apie_honeycomb_query_walk *walk,
                                    const apie_call_options *options, apie_error *error)
{
    apie_flow *flow = apie_flow_new(&rows_type, core, options, error);
    if (!flow)
        return NULL;
    if (!options || options->deadline_ms == 0)
        flow->limit_ms = 0; /* each page has one */
    if (set_up((rows_flow *)flow, dataset, query, walk, options, error) == APIE_OK)
        return flow;
    apie_flow_free(flow);
    return NULL;
}
