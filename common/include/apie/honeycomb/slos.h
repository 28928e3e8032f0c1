/**
 * @file apie/honeycomb/slos.h
 * SLOs: how much of what a service does must go well, and how much of it does.
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
#ifndef APIE_HONEYCOMB_SLOS_H
#define APIE_HONEYCOMB_SLOS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>
#include <apie/honeycomb/tags.h>

APIE_BEGIN_DECLS

/**
 * How an SLO does.
 * Text on the wire: the service may know more values.
 */
/** No burn alert has fired. */
#define APIE_HONEYCOMB_SLO_STATUS_NORMAL "normal"
/** A burn alert has fired. */
#define APIE_HONEYCOMB_SLO_STATUS_TRIGGERED "triggered"
/** It has no burn alert. */
#define APIE_HONEYCOMB_SLO_STATUS_NO_ALERTS "no_alerts"
/** No event counted. */
#define APIE_HONEYCOMB_SLO_STATUS_NO_EVENTS "no_events"

/**
 * An SLO.
 * Body of slos.create, slos.update
 * Result of slos.get, slos.create, slos.update
 * Part of apie_honeycomb_slo_list
 */
typedef struct apie_honeycomb_slo {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Its id.
     * Read only.
     */
    const char *id;
    /**
     * Its name, 1 to 120 characters.
     * Required.
     * Always there in results.
     */
    const char *name;
    /** What it promises, and to whom; 1,023 characters at most. */
    const char *description;
    /**
     * The alias of the derived column that says whether an event went well; null there: the event
     * does not count.
     * Required.
     * Always there in results.
     */
    const char *sli_alias;
    /**
     * The days that it looks back on, 1 and more.
     * Required.
     * Always there in results.
     */
    apie_opt_int time_period_days;
    /**
     * How many of a million events must go well: 0 to 999,999.
     * Required.
     * Always there in results.
     */
    apie_opt_int target_per_million;
    /** What it can be told by, ten at most. */
    const apie_honeycomb_tag *const *tags;
    /** How many tags there are. */
    size_t tags_count;
    /**
     * The datasets whose events count, one to ten. Needed to make one for "__all__"; it cannot be
     * changed.
     */
    const char *const *dataset_slugs;
    /** How many dataset_slugs there are. */
    size_t dataset_slugs_count;
    /**
     * When its budget was last set back, as an ISO 8601 time; NULL if never.
     * Read only.
     */
    const char *reset_at;
    /**
     * When it was made, as an ISO 8601 time.
     * Read only.
     */
    const char *created_at;
    /**
     * When it was last changed, as an ISO 8601 time.
     * Read only.
     */
    const char *updated_at;
    /**
     * How many percent of the events went well; only if details were asked for.
     * Read only.
     */
    apie_opt_double compliance;
    /**
     * How many percent of the error budget are left, less than 0 if it is overdrawn; only with
     * details.
     * Read only.
     */
    apie_opt_double budget_remaining;
    /**
     * How fast the budget is used up: above 1, faster than it may; only with details.
     * Read only.
     */
    apie_opt_double burn_rate;
    /**
     * How it does; only with details.
     * Read only.
     * Known values: APIE_HONEYCOMB_SLO_STATUS_NORMAL, APIE_HONEYCOMB_SLO_STATUS_TRIGGERED,
     * APIE_HONEYCOMB_SLO_STATUS_NO_ALERTS, APIE_HONEYCOMB_SLO_STATUS_NO_EVENTS.
     */
    const char *status;
} apie_honeycomb_slo;

/**
 * Which SLOs, and which time.
 * Body of slos.history
 */
typedef struct apie_honeycomb_slo_history_request {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The ids of the SLOs, one to 24.
     * Required.
     */
    const char *const *ids;
    /** How many ids there are. */
    size_t ids_count;
    /**
     * When the time begins, in seconds since 1970 UTC; not more than a year ago.
     * Required.
     */
    apie_opt_int start_time;
    /**
     * When it ends: later than it begins, and not in the future.
     * Required.
     */
    apie_opt_int end_time;
} apie_honeycomb_slo_history_request;

/**
 * How an SLO did for a while.
 * Part of apie_honeycomb_slo_history
 */
typedef struct apie_honeycomb_slo_interval {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** When the interval begins, in seconds since 1970 UTC. */
    apie_opt_int timestamp;
    /** How many percent of the events went well. */
    apie_opt_double compliance;
    /** How many percent of the error budget were left. */
    apie_opt_double budget_remaining;
} apie_honeycomb_slo_interval;

/**
 * How one SLO did.
 * Part of apie_honeycomb_slo_histories
 */
typedef struct apie_honeycomb_slo_history {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The SLO's id. */
    const char *slo_id;
    /** Its intervals, the oldest first. */
    const apie_honeycomb_slo_interval *const *intervals;
    /** How many intervals there are. */
    size_t intervals_count;
} apie_honeycomb_slo_history;

/**
 * How several SLOs did.
 * Result of slos.history
 */
typedef struct apie_honeycomb_slo_histories {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** One for each SLO that was asked about. */
    const apie_honeycomb_slo_history *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_slo_histories;

/**
 * A list of apie_honeycomb_slo.
 * Result of slos.list
 */
typedef struct apie_honeycomb_slo_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_honeycomb_slo *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_slo_list;

APIE_END_DECLS

#endif
