/**
 * @file apie/honeycomb/query_runs.h
 * Queries from beginning to end: saved, run, waited for, and read to the last row. What
 * apie/sync/honeycomb_calls.h and apie/async/honeycomb_calls.h take and give.
 *
 * The service runs a query in the background. A result is there when it says that it is complete;
 * one that does not say so is there when it has rows. Rows of a result that is said to be
 * incomplete do not count, since more may come.
 */
#ifndef APIE_HONEYCOMB_QUERY_RUNS_H
#define APIE_HONEYCOMB_QUERY_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <apie/export.h>
#include <apie/honeycomb/queries.h>
#include <apie/honeycomb/query_annotations.h>
#include <apie/honeycomb/query_results.h>

APIE_BEGIN_DECLS

/** How a query is run. All zero is good, and so is NULL in its place. */
typedef struct apie_honeycomb_query_run {
    /** Values over time, too. Else only the totals, which is faster, and more rows may come. */
    bool with_series;
    /** Each calculation over all groups, too. */
    bool with_totals;
    /** Each calculation over the groups that the limit cut off, too. */
    bool with_others;
    /** Rows at most; 0: 10,000, or 1,000 with a series, which is all that the service gives. */
    int64_t limit;
    /** Milliseconds from one look to the next; 0: 1,000. The first look is taken at once. */
    int64_t poll_interval_ms;
    /** Milliseconds for all of it; 0: 60,000. Then the call fails with APIE_ERROR_TIMEOUT, after a
     * last look that may take a second more. The call's own deadline_ms holds, too, if it is set.
     */
    int64_t timeout_ms;
    /** Zero. */
    void *reserved[4];
} apie_honeycomb_query_run;

/**
 * What became of a query. One block with everything that it points to, to be freed with
 * apie_free().
 */
typedef struct apie_honeycomb_query_outcome {
    /** The query as it was saved; NULL if that failed. The service has no way to delete it. */
    const apie_honeycomb_query *query;
    /** Its name, if the call gave it one; NULL if that failed. */
    const apie_honeycomb_query_annotation *annotation;
    /** Its result, if the call ran it; NULL if that failed. */
    const apie_honeycomb_query_result *result;
} apie_honeycomb_query_outcome;

/** Rows of a query, as they came with a page. Valid inside the callback. */
typedef struct apie_honeycomb_query_page {
    /** Each an object: values by the names of breakdowns and calculations. To keep one, take a
     * reference with json_incref(). */
    json_t *const *rows;
    size_t row_count;
    /** Rows so far, these included. */
    size_t total;
    /** Which page this is, from 1 on. */
    unsigned page;
} apie_honeycomb_query_page;

/**
 * Told each page with the rows that no page before had.
 *
 * @return true to go on; false to stop, which is no failure
 *
 * Blocking: on the calling thread, which may use the client. Event-driven: from the loop; it may do
 * all that callbacks may, cancel the call and free the client included.
 */
typedef bool apie_honeycomb_query_page_fn(const apie_honeycomb_query_page *page, void *user);

/**
 * How all rows of a query are read. All zero is good, and so is NULL in its place.
 *
 * The service gives 10,000 rows of a result at most. So the query is run page after page, sorted by
 * one of its calculations or breakdowns, each page from the last value of the page before on. Rows
 * with that very value come again, and rows that were there already are left out: a row is known by
 * the values of its breakdowns. So no row is lost where equal values stand on both sides of a
 * page's end. Groups that have no value to sort by come last, with a page of their own.
 *
 * That needs more than 10,000 rows not to have the same value. If they do, or if the query's
 * filters are alternatives (OR), where a condition more would change what they mean, the call fails
 * with APIE_ERROR_INVALID_ARGUMENT and the name of the member in error->where, and gives what it
 * has: no row is left out silently.
 *
 * Each page saves a query and runs it; the service allows ten runs a minute, for which the call
 * waits, and has no way to delete queries.
 */
typedef struct apie_honeycomb_query_walk {
    /** The calculation to sort by, and its column; or NULL, and in sort_column a breakdown with
     * texts or numbers. It must be one of the query's. Both NULL: the query's first order, else its
     * first calculation that is not HEATMAP, else COUNT. */
    const char *sort_op;
    const char *sort_column;
    /** The smallest first. Else the largest. The query's own orders do not matter. */
    bool ascending;
    /** Rows at most; 0: the query's limit, else 100,000. */
    int64_t max_results;
    /** Rows to a page; 0: 10,000, which is the most. */
    int64_t page_size;
    /** As in apie_honeycomb_query_run, for each page. timeout_ms includes the wait for the
     * service's limit on runs. */
    int64_t poll_interval_ms;
    int64_t timeout_ms;
    /** Told the rows. Then they are not kept: the call needs memory for one page, and for the
     * values of breakdowns of all rows so far. NULL: all rows are in the result. */
    apie_honeycomb_query_page_fn *on_page;
    void *user;
    /** Zero. */
    void *reserved[4];
} apie_honeycomb_query_walk;

/** All rows of a query. One block, to be freed with apie_free(). */
typedef struct apie_honeycomb_query_rows {
    /** Each an object, as in apie_honeycomb_query_page; NULL if there was a callback to tell. */
    json_t *const *rows;
    /** How many there are, whether kept or told. */
    size_t row_count;
    /** Pages that were read. */
    unsigned page_count;
    /** True if these are all rows; false if max_results or the callback was in the way, or the call
     * failed. */
    bool complete;
    /** The time that all pages looked at, in seconds since 1970 UTC: fixed when the call began. */
    int64_t start_time;
    int64_t end_time;
} apie_honeycomb_query_rows;

APIE_END_DECLS

#endif
