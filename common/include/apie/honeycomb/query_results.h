/**
 * @file apie/honeycomb/query_results.h
 * Query results: what a saved query found. Asking for one starts the query; the result is complete
 * some time later and stays for seven days.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_HONEYCOMB_QUERY_RESULTS_H
#define APIE_HONEYCOMB_QUERY_RESULTS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>
#include <apie/honeycomb/queries.h>

APIE_BEGIN_DECLS

/**
 * A query to run, and how much of its result to keep.
 * Body of query_results.create
 */
typedef struct apie_honeycomb_query_result_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The id of the saved query.
     * Required.
     */
    const char *query_id;
    /** True: only the totals, no values over time. False if unset. */
    apie_opt_bool disable_series;
    /** False: also the total of each calculation over all groups. True if unset. */
    apie_opt_bool disable_total_by_aggregate;
    /** False: also each calculation over the groups that the limit cut off. True if unset. */
    apie_opt_bool disable_other_by_aggregate;
    /**
     * Groups in the result, in place of the query's limit: 10,000 at most if disable_series is
     * true, else 1,000.
     */
    apie_opt_int limit;
} apie_honeycomb_query_result_create;

/**
 * One line of a result.
 * Part of apie_honeycomb_query_result, apie_honeycomb_query_result, apie_honeycomb_query_result,
 * apie_honeycomb_query_result, apie_honeycomb_query_result
 */
typedef struct apie_honeycomb_query_result_row {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The moment, as an ISO 8601 time: the beginning of a step of the query's granularity. Only in
     * a series.
     */
    const char *time;
    /** Values by the names of breakdowns and calculations, such as "P99(duration_ms)". */
    json_t *data;
} apie_honeycomb_query_result_row;

/**
 * A result, or what is known of it so far: results is NULL until it is complete.
 * Result of query_results.create, query_results.get
 */
typedef struct apie_honeycomb_query_result {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The query as it was run: with the times that it looked at, and with the limit of the result.
     */
    const apie_honeycomb_query *query;
    /** The result's id. */
    const char *id;
    /**
     * Whether the query has ended. False: ask again after a second or so. Results can be asked for
     * during seven days.
     */
    apie_opt_bool complete;
    /**
     * The values over time, a row for each moment and group. Empty if disable_series was true, NULL
     * until the query has ended.
     */
    const apie_honeycomb_query_result_row *const *series;
    /** How many series there are. */
    size_t series_count;
    /**
     * The values in total, a row for each group, in the query's order. NULL until the query has
     * ended.
     */
    const apie_honeycomb_query_result_row *const *results;
    /** How many results there are. */
    size_t results_count;
    /** Each calculation over all groups; havings do not matter to it. */
    const apie_honeycomb_query_result_row *total_by_aggregate;
    /** The same over time. */
    const apie_honeycomb_query_result_row *const *total_by_aggregate_series;
    /** How many total_by_aggregate_series there are. */
    size_t total_by_aggregate_series_count;
    /** Each calculation over the groups that the limit cut off. */
    const apie_honeycomb_query_result_row *other_by_aggregate;
    /**
     * The result's page in Honeycomb, for people: the same values as graph and table, to look at
     * and to change.
     */
    const char *query_url;
    /**
     * A picture of its graph, such as for a message or a report. What query_url leads to shows
     * more.
     */
    const char *graph_image_url;
} apie_honeycomb_query_result;

APIE_END_DECLS

#endif
