/**
 * @file apie/honeycomb/presets.h
 * Numbers that Honeycomb uses, by their names: times, frequencies, percentages as parts of a
 * million. The names of calculations, filters and orders are in queries.h.
 */
#ifndef APIE_HONEYCOMB_PRESETS_H
#define APIE_HONEYCOMB_PRESETS_H

#include <stdint.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/status.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/** For a query's time_range, in seconds: the last ten minutes. */
#define APIE_HONEYCOMB_LAST_10_MINUTES 600
/** The last half hour. */
#define APIE_HONEYCOMB_LAST_30_MINUTES 1800
/** The last hour. */
#define APIE_HONEYCOMB_LAST_HOUR 3600
/** The last two hours: what a query takes if nothing is said. */
#define APIE_HONEYCOMB_LAST_2_HOURS 7200
/** The last eight hours. */
#define APIE_HONEYCOMB_LAST_8_HOURS 28800
/** The last day. */
#define APIE_HONEYCOMB_LAST_24_HOURS 86400
/** The last week: the longest time that the service runs queries through the API for. */
#define APIE_HONEYCOMB_LAST_7_DAYS 604800
/** The last two weeks. */
#define APIE_HONEYCOMB_LAST_14_DAYS 1209600
/** The last four weeks. */
#define APIE_HONEYCOMB_LAST_28_DAYS 2419200

/** For a trigger's frequency, in seconds: the shortest. */
#define APIE_HONEYCOMB_EVERY_MINUTE 60
/** Every five minutes. */
#define APIE_HONEYCOMB_EVERY_5_MINUTES 300
/** Every quarter of an hour: what a trigger takes if nothing is said. */
#define APIE_HONEYCOMB_EVERY_15_MINUTES 900
/** Every half hour. */
#define APIE_HONEYCOMB_EVERY_30_MINUTES 1800
/** Every hour. */
#define APIE_HONEYCOMB_EVERY_HOUR 3600
/** Every day: the longest. */
#define APIE_HONEYCOMB_EVERY_DAY 86400

/**
 * For an SLO's target_per_million: percent as parts of a million, to the nearest part.
 *
 * @param percent from 0 to 99.9999: the service takes no target of 100 percent
 * @param out     takes the value (99.95 becomes 999,500), and is unset on failure
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_target_from_percent(double percent,
                                                                       apie_opt_int *out,
                                                                       apie_error *error);

/**
 * The same for a burn alert's budget_rate_decrease_threshold_per_million.
 *
 * @param percent from 0.0001 to 100
 * @param out     takes the value (1 becomes 10,000), and is unset on failure
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_threshold_from_percent(double percent,
                                                                          apie_opt_int *out,
                                                                          apie_error *error);

/** Parts of a million as percent: 999,500 are 99.95. Thread rule: any thread. */
APIE_API double apie_honeycomb_percent_from_per_million(int64_t per_million);

APIE_END_DECLS

#endif
