#include "honeycomb/row_sort.h"

#include <float.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"

/* ---- choosing ---- */

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : !a && !b;
}

static bool is_op(const char *op, const char *name)
{
    return strcmp(op, name) == 0;
}

static void choose(apie_row_sort *sort, const apie_honeycomb_query *query,
                   const apie_honeycomb_query_walk *walk)
{
    sort->ascending = walk->ascending;
    sort->op = walk->sort_op;
    sort->column = walk->sort_column;
    if (sort->op || sort->column)
        return;
    if (query->orders_count > 0) {
        sort->op = query->orders[0]->op;
        sort->column = query->orders[0]->column;
        return;
    }
    sort->op = APIE_HONEYCOMB_QUERY_OP_COUNT;
    for (size_t i = 0; i < query->calculations_count; i++) {
        const apie_honeycomb_calculation *calculation = query->calculations[i];
        sort->op = calculation->op;
        sort->column = calculation->column;
        if (!is_op(sort->op, APIE_HONEYCOMB_QUERY_OP_HEATMAP))
            return;
    }
}

static bool calculated(const apie_row_sort *sort, const apie_honeycomb_query *query)
{
    if (query->calculations_count == 0)
        return is_op(sort->op, APIE_HONEYCOMB_QUERY_OP_COUNT) && !sort->column;
    for (size_t i = 0; i < query->calculations_count; i++)
        if (same(sort->op, query->calculations[i]->op) &&
            same(sort->column, query->calculations[i]->column))
            return true;
    return false;
}

static bool broken_down(const apie_row_sort *sort, const apie_honeycomb_query *query)
{
    for (size_t i = 0; i < query->breakdowns_count; i++)
        if (same(sort->column, query->breakdowns[i]))
            return true;
    return false;
}

/* "COUNT", "P99(duration_ms)", "user_agent" */
static const char *key_of(const apie_row_sort *sort, apie_arena *arena)
{
    if (!sort->op || !sort->column)
        return sort->op ? sort->op : sort->column;
    size_t size = strlen(sort->op) + strlen(sort->column) + 3;
    char *key = apie_arena_text(arena, size);
    if (key)
        apie_text_format(key, size, "%s(%s)", sort->op, sort->column);
    return key;
}

static apie_status check(const apie_row_sort *sort, const apie_honeycomb_query *query,
                         apie_error *error)
{
    if (sort->op && is_op(sort->op, APIE_HONEYCOMB_QUERY_OP_HEATMAP))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "sort_op",
                         "rows cannot be sorted by a HEATMAP");
    if (sort->op && !calculated(sort, query))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "sort_op",
                         "the query does not calculate %s", sort->key);
    if (!sort->op && !broken_down(sort, query))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "sort_column",
                         "%s is no breakdown of the query", sort->key);
    return APIE_OK;
}

apie_status apie_row_sort_choose(apie_row_sort *sort, apie_arena *arena,
                                 const apie_honeycomb_query *query,
                                 const apie_honeycomb_query_walk *walk, apie_error *error)
{
    *sort = (apie_row_sort){0};
    choose(sort, query, walk);
    if ((sort->op && !(sort->op = apie_arena_strdup(arena, sort->op))) ||
        (sort->column && !(sort->column = apie_arena_strdup(arena, sort->column))))
        return apie_fail_no_memory(error);
    if (!sort->op && !sort->column)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "orders",
                         "the query's first order names nothing");
    sort->key = key_of(sort, arena);
    return sort->key ? check(sort, query, error) : apie_fail_no_memory(error);
}

json_t *apie_row_sort_value(const apie_row_sort *sort, const json_t *row)
{
    json_t *value = json_object_get(row, sort->key);
    return value && !json_is_null(value) ? value : NULL;
}

/* ---- pages ---- */

/* A list with one item more. NULL if memory ran out. */
static const void *const *with_item(apie_arena *arena, const void *list, size_t count,
                                    const void *item)
{
    const void **longer = apie_arena_alloc(arena, (count + 1) * sizeof *longer);
    if (!longer)
        return NULL;
    if (count > 0)
        memcpy(longer, list, count * sizeof *longer);
    longer[count] = item;
    return longer;
}

apie_status apie_row_sort_apply(const apie_row_sort *sort, apie_arena *arena,
                                apie_honeycomb_query *page, apie_error *error)
{
    apie_honeycomb_query_order *order = apie_arena_alloc(arena, sizeof *order);
    const void *const *orders = order ? with_item(arena, NULL, 0, order) : NULL;
    if (!orders)
        return apie_fail_no_memory(error);
    order->op = sort->op;
    order->column = sort->column;
    order->order =
        sort->ascending ? APIE_HONEYCOMB_ORDER_ASCENDING : APIE_HONEYCOMB_ORDER_DESCENDING;
    page->orders = (const apie_honeycomb_query_order *const *)orders;
    page->orders_count = 1;
    return APIE_OK;
}

static apie_status add_filter(const apie_row_sort *sort, apie_arena *arena, const char *op,
                              json_t *value, apie_honeycomb_query *page, apie_error *error)
{
    bool alternatives = page->filter_combination &&
                        strcmp(page->filter_combination, APIE_HONEYCOMB_FILTER_COMBINATION_OR) == 0;
    if (alternatives && page->filters_count > 1)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "filter_combination",
                         "a query with alternative filters and so many rows cannot be read page by "
                         "page when sorted by %s",
                         sort->key);
    apie_honeycomb_filter *filter = apie_arena_alloc(arena, sizeof *filter);
    const void *const *filters =
        filter ? with_item(arena, page->filters, page->filters_count, filter) : NULL;
    if (!filters)
        return apie_fail_no_memory(error);
    *filter = (apie_honeycomb_filter){.op = op, .column = sort->column, .value = value};
    page->filters = (const apie_honeycomb_filter *const *)filters;
    page->filters_count++;
    page->filter_combination = APIE_HONEYCOMB_FILTER_COMBINATION_AND;
    return APIE_OK;
}

/* As a double, on the side where nothing is lost: large integers are rounded. */
static double bound_of(const apie_row_sort *sort, const json_t *value)
{
    if (!json_is_integer(value))
        return json_real_value(value);
    double bound = (double)json_integer_value(value);
    double size = bound < 0 ? -bound : bound;
    double rounding = size >= 9007199254740992.0 ? size * DBL_EPSILON : 0;
    return sort->ascending ? bound - rounding : bound + rounding;
}

static apie_status add_having(const apie_row_sort *sort, apie_arena *arena, const char *op,
                              const json_t *value, apie_honeycomb_query *page, apie_error *error)
{
    if (!json_is_number(value))
        return apie_fail(error, APIE_ERROR_PROTOCOL, sort->key, "%s of a row is not a number",
                         sort->key);
    apie_honeycomb_having *having = apie_arena_alloc(arena, sizeof *having);
    const void *const *havings =
        having ? with_item(arena, page->havings, page->havings_count, having) : NULL;
    if (!havings)
        return apie_fail_no_memory(error);
    *having = (apie_honeycomb_having){.calculate_op = sort->op,
                                      .column = sort->column,
                                      .op = op,
                                      .value = apie_double(bound_of(sort, value))};
    page->havings = (const apie_honeycomb_having *const *)havings;
    page->havings_count++;
    return APIE_OK;
}

apie_status apie_row_sort_from(const apie_row_sort *sort, apie_arena *arena, json_t *value,
                               apie_honeycomb_query *page, apie_error *error)
{
    const char *op = sort->ascending ? APIE_HONEYCOMB_FILTER_OP_GREATER_OR_EQUAL
                                     : APIE_HONEYCOMB_FILTER_OP_LESS_OR_EQUAL;
    return sort->op ? add_having(sort, arena, op, value, page, error)
                    : add_filter(sort, arena, op, value, page, error);
}

/* A calculation has no value in groups whose events are without its column. Where other events of
 * the group have it, the group was there already. */
apie_status apie_row_sort_valueless(const apie_row_sort *sort, apie_arena *arena,
                                    apie_honeycomb_query *page, apie_error *error)
{
    return add_filter(sort, arena, APIE_HONEYCOMB_FILTER_OP_DOES_NOT_EXIST, NULL, page, error);
}
