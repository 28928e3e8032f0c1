/**
 * @file apie/honeycomb/queries.h
 * Queries: what to ask of events. A query is saved first and has an id then; query_results.h runs
 * it. The service keeps every saved query and gives no way to list or delete them.
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
#ifndef APIE_HONEYCOMB_QUERIES_H
#define APIE_HONEYCOMB_QUERIES_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * What a query calculates. All but COUNT and CONCURRENCY work on a column.
 * Text on the wire: the service may know more values.
 */
/** How many events there are. */
#define APIE_HONEYCOMB_QUERY_OP_COUNT "COUNT"
/** How many spans are under way at the same time. */
#define APIE_HONEYCOMB_QUERY_OP_CONCURRENCY "CONCURRENCY"
/** The sum of a column. */
#define APIE_HONEYCOMB_QUERY_OP_SUM "SUM"
/** The mean of a column. */
#define APIE_HONEYCOMB_QUERY_OP_AVG "AVG"
/** How many different values a column has. */
#define APIE_HONEYCOMB_QUERY_OP_COUNT_DISTINCT "COUNT_DISTINCT"
/** How the values of a column are spread over time. Not in triggers and havings. */
#define APIE_HONEYCOMB_QUERY_OP_HEATMAP "HEATMAP"
/** The largest value of a column. */
#define APIE_HONEYCOMB_QUERY_OP_MAX "MAX"
/** The smallest value of a column. */
#define APIE_HONEYCOMB_QUERY_OP_MIN "MIN"
/** The 0.1th percentile of a column. */
#define APIE_HONEYCOMB_QUERY_OP_P001 "P001"
/** The 1st percentile. */
#define APIE_HONEYCOMB_QUERY_OP_P01 "P01"
/** The 5th percentile. */
#define APIE_HONEYCOMB_QUERY_OP_P05 "P05"
/** The 10th percentile. */
#define APIE_HONEYCOMB_QUERY_OP_P10 "P10"
/** The 20th percentile. */
#define APIE_HONEYCOMB_QUERY_OP_P20 "P20"
/** The 25th percentile. */
#define APIE_HONEYCOMB_QUERY_OP_P25 "P25"
/** The 50th percentile, the median. */
#define APIE_HONEYCOMB_QUERY_OP_P50 "P50"
/** The 75th percentile. */
#define APIE_HONEYCOMB_QUERY_OP_P75 "P75"
/** The 80th percentile. */
#define APIE_HONEYCOMB_QUERY_OP_P80 "P80"
/** The 90th percentile. */
#define APIE_HONEYCOMB_QUERY_OP_P90 "P90"
/** The 95th percentile. */
#define APIE_HONEYCOMB_QUERY_OP_P95 "P95"
/** The 99th percentile. */
#define APIE_HONEYCOMB_QUERY_OP_P99 "P99"
/** The 99.9th percentile. */
#define APIE_HONEYCOMB_QUERY_OP_P999 "P999"
/** How the mean of a column changes from one moment to the next. */
#define APIE_HONEYCOMB_QUERY_OP_RATE_AVG "RATE_AVG"
/** How the sum of a column changes. */
#define APIE_HONEYCOMB_QUERY_OP_RATE_SUM "RATE_SUM"
/** How the largest value of a column changes. */
#define APIE_HONEYCOMB_QUERY_OP_RATE_MAX "RATE_MAX"

/**
 * How a filter compares a column.
 * Text on the wire: the service may know more values.
 */
/** It is the value. */
#define APIE_HONEYCOMB_FILTER_OP_EQUALS "="
/** It is another one. */
#define APIE_HONEYCOMB_FILTER_OP_DIFFERS "!="
/** It is greater. */
#define APIE_HONEYCOMB_FILTER_OP_GREATER ">"
/** It is greater or the same. */
#define APIE_HONEYCOMB_FILTER_OP_GREATER_OR_EQUAL ">="
/** It is less. */
#define APIE_HONEYCOMB_FILTER_OP_LESS "<"
/** It is less or the same. */
#define APIE_HONEYCOMB_FILTER_OP_LESS_OR_EQUAL "<="
/** It begins with the text. */
#define APIE_HONEYCOMB_FILTER_OP_STARTS_WITH "starts-with"
/** It does not begin with the text. */
#define APIE_HONEYCOMB_FILTER_OP_DOES_NOT_START_WITH "does-not-start-with"
/** It ends with the text. */
#define APIE_HONEYCOMB_FILTER_OP_ENDS_WITH "ends-with"
/** It does not end with the text. */
#define APIE_HONEYCOMB_FILTER_OP_DOES_NOT_END_WITH "does-not-end-with"
/** The event has the column. Takes no value. */
#define APIE_HONEYCOMB_FILTER_OP_EXISTS "exists"
/** The event does not have the column. Takes no value. */
#define APIE_HONEYCOMB_FILTER_OP_DOES_NOT_EXIST "does-not-exist"
/** The text occurs in it. */
#define APIE_HONEYCOMB_FILTER_OP_CONTAINS "contains"
/** The text does not occur in it. */
#define APIE_HONEYCOMB_FILTER_OP_DOES_NOT_CONTAIN "does-not-contain"
/** It is one of the values in an array. */
#define APIE_HONEYCOMB_FILTER_OP_IN "in"
/** It is none of the values in an array. */
#define APIE_HONEYCOMB_FILTER_OP_NOT_IN "not-in"

/**
 * Which events pass a list of filters.
 * Text on the wire: the service may know more values.
 */
/** Those that pass all of them. What is taken if nothing is said. */
#define APIE_HONEYCOMB_FILTER_COMBINATION_AND "AND"
/** Those that pass one of them. */
#define APIE_HONEYCOMB_FILTER_COMBINATION_OR "OR"

/**
 * Which way results are sorted.
 * Text on the wire: the service may know more values.
 */
/** The smallest first. What is taken if nothing is said. */
#define APIE_HONEYCOMB_ORDER_ASCENDING "ascending"
/** The largest first. */
#define APIE_HONEYCOMB_ORDER_DESCENDING "descending"

/**
 * Something to calculate, over time and in total.
 * Part of apie_honeycomb_query
 */
typedef struct apie_honeycomb_calculation {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * What.
     * Required.
     * Always there in results.
     * Known values: the constants from APIE_HONEYCOMB_QUERY_OP_COUNT on.
     */
    const char *op;
    /** Of which column; not for COUNT and CONCURRENCY. */
    const char *column;
} apie_honeycomb_calculation;

/**
 * Which events count.
 * Part of apie_honeycomb_query
 */
typedef struct apie_honeycomb_filter {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * How the column is compared.
     * Required.
     * Always there in results.
     * Known values: the constants from APIE_HONEYCOMB_FILTER_OP_EQUALS on.
     */
    const char *op;
    /** Which column. The service wants it to be there, if only as null. */
    const char *column;
    /**
     * What with: a text, a number, a truth value, or an array of texts for "in" and "not-in";
     * nothing for "exists" and its opposite.
     */
    json_t *value;
} apie_honeycomb_filter;

/**
 * What results are sorted by: a calculation (op, with its column) or a breakdown (column alone) of
 * the same query.
 * Part of apie_honeycomb_query
 */
typedef struct apie_honeycomb_query_order {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The column of the calculation, or the breakdown. */
    const char *column;
    /**
     * The calculation; not for a breakdown.
     * Known values: the constants from APIE_HONEYCOMB_QUERY_OP_COUNT on.
     */
    const char *op;
    /**
     * Which way.
     * Known values: APIE_HONEYCOMB_ORDER_ASCENDING, APIE_HONEYCOMB_ORDER_DESCENDING.
     */
    const char *order;
} apie_honeycomb_query_order;

/**
 * Which groups of the result stay, by one of the query's calculations.
 * Part of apie_honeycomb_query
 */
typedef struct apie_honeycomb_having {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The calculation; anything but HEATMAP.
     * Required.
     * Always there in results.
     * Known values: the constants from APIE_HONEYCOMB_QUERY_OP_COUNT on.
     */
    const char *calculate_op;
    /** Its column, if it has one. */
    const char *column;
    /**
     * How it is compared: one of the first six.
     * Known values: the constants from APIE_HONEYCOMB_FILTER_OP_EQUALS on.
     */
    const char *op;
    /** What with. */
    apie_opt_double value;
} apie_honeycomb_having;

/**
 * A column that exists for one query only, made from others by a formula. derived_columns.h has
 * those that stay.
 * Part of apie_honeycomb_query
 */
typedef struct apie_honeycomb_calculated_field {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Its name, for the rest of the query.
     * Required.
     * Always there in results.
     */
    const char *name;
    /**
     * The formula, such as "GT($status, 400)".
     * Required.
     * Always there in results.
     */
    const char *expression;
} apie_honeycomb_calculated_field;

/**
 * A query. All zero counts the events of the last two hours. A list has 100 items at most.
 * Body of queries.create
 * Result of queries.create, queries.get
 * Part of apie_honeycomb_query_result, apie_honeycomb_trigger
 */
typedef struct apie_honeycomb_query {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The id of the saved query.
     * Read only.
     */
    const char *id;
    /** Columns to group by: one group for each set of values. */
    const char *const *breakdowns;
    /** How many breakdowns there are. */
    size_t breakdowns_count;
    /** What to calculate for each group; COUNT if nothing is said. */
    const apie_honeycomb_calculation *const *calculations;
    /** How many calculations there are. */
    size_t calculations_count;
    /** Which events count. */
    const apie_honeycomb_filter *const *filters;
    /** How many filters there are. */
    size_t filters_count;
    /**
     * Whether events must pass all filters, or one.
     * Known values: APIE_HONEYCOMB_FILTER_COMBINATION_AND, APIE_HONEYCOMB_FILTER_COMBINATION_OR.
     */
    const char *filter_combination;
    /**
     * Seconds between two points of the series: from a thousandth of the query's time to all of it.
     * The service chooses if it is unset.
     */
    apie_opt_int granularity;
    /** What the groups are sorted by, the first first. */
    const apie_honeycomb_query_order *const *orders;
    /** How many orders there are. */
    size_t orders_count;
    /**
     * Groups in the result: 1 to 10,000, 100 if unset. The service refuses more than 1,000 in a
     * query that is saved.
     */
    apie_opt_int limit;
    /** When the events begin, in seconds since 1970 UTC. */
    apie_opt_int start_time;
    /** When they end. */
    apie_opt_int end_time;
    /**
     * How many seconds, 7,200 if unset: after start_time, before end_time, or before now. Not with
     * both of them.
     */
    apie_opt_int time_range;
    /** Which groups stay. */
    const apie_honeycomb_having *const *havings;
    /** How many havings there are. */
    size_t havings_count;
    /** Columns that are made for this query. */
    const apie_honeycomb_calculated_field *const *calculated_fields;
    /** How many calculated_fields there are. */
    size_t calculated_fields_count;
    /**
     * Compares with the same query so many seconds ago: 1,800, 3,600, 7,200, 28,800, 86,400,
     * 604,800, 2,419,200 or 15,724,800.
     */
    apie_opt_int compare_time_offset_seconds;
} apie_honeycomb_query;

APIE_END_DECLS

#endif
