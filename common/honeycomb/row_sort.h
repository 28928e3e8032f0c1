/* What the rows of a query are sorted by, and how the next page goes on where the last one ended.
 */
#ifndef APIE_HONEYCOMB_ROW_SORT_H
#define APIE_HONEYCOMB_ROW_SORT_H

#include <stdbool.h>

#include <apie/error.h>
#include <apie/honeycomb/query_runs.h>

#include "base/arena.h"

typedef struct apie_row_sort {
    const char *op;     /* NULL: a breakdown */
    const char *column; /* NULL: the calculation has none */
    const char *key;    /* what rows call it */
    bool ascending;
} apie_row_sort;

/* Chooses by the walk, else by the query, which must outlive the sort. APIE_ERROR_INVALID_ARGUMENT
 * with the member's name in where: not one of the query's, or not to be sorted by. */
apie_status apie_row_sort_choose(apie_row_sort *sort, apie_arena *arena,
                                 const apie_honeycomb_query *query,
                                 const apie_honeycomb_query_walk *walk, apie_error *error);

/* The row's value; NULL if it has none. */
json_t *apie_row_sort_value(const apie_row_sort *sort, const json_t *row);

/* Each changes a query into one for a page of it, with memory from the arena: sorted; only rows
 * from this value on, itself included; only rows without a value. APIE_ERROR_INVALID_ARGUMENT if
 * the query's filters are alternatives, so that none can be added. */
apie_status apie_row_sort_apply(const apie_row_sort *sort, apie_arena *arena,
                                apie_honeycomb_query *page, apie_error *error);
apie_status apie_row_sort_from(const apie_row_sort *sort, apie_arena *arena, json_t *value,
                               apie_honeycomb_query *page, apie_error *error);
apie_status apie_row_sort_valueless(const apie_row_sort *sort, apie_arena *arena,
                                    apie_honeycomb_query *page, apie_error *error);

#endif
