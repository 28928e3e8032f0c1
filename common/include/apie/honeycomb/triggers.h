/**
 * @file apie/honeycomb/triggers.h
 * Triggers: queries that run by themselves and tell someone when the result crosses a threshold.
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
#ifndef APIE_HONEYCOMB_TRIGGERS_H
#define APIE_HONEYCOMB_TRIGGERS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>
#include <apie/honeycomb/tags.h>
#include <apie/honeycomb/queries.h>
#include <apie/honeycomb/recipients.h>

APIE_BEGIN_DECLS

/**
 * How often a trigger tells.
 * Text on the wire: the service may know more values.
 */
/**
 * When the threshold is crossed, and when things are well again. What is taken if nothing is said.
 */
#define APIE_HONEYCOMB_TRIGGER_ALERT_TYPE_ON_CHANGE "on_change"
/** Each time that the result is beyond the threshold. */
#define APIE_HONEYCOMB_TRIGGER_ALERT_TYPE_ON_TRUE "on_true"

/**
 * When a trigger runs.
 * Text on the wire: the service may know more values.
 */
/** All the time. What is taken if nothing is said. */
#define APIE_HONEYCOMB_SCHEDULE_TYPE_FREQUENCY "frequency"
/** Only within the window of its schedule. */
#define APIE_HONEYCOMB_SCHEDULE_TYPE_WINDOW "window"

/**
 * Days of the week, in UTC.
 * Text on the wire: the service may know more values.
 */
/** Mondays. */
#define APIE_HONEYCOMB_WEEKDAY_MONDAY "monday"
/** Tuesdays. */
#define APIE_HONEYCOMB_WEEKDAY_TUESDAY "tuesday"
/** Wednesdays. */
#define APIE_HONEYCOMB_WEEKDAY_WEDNESDAY "wednesday"
/** Thursdays. */
#define APIE_HONEYCOMB_WEEKDAY_THURSDAY "thursday"
/** Fridays. */
#define APIE_HONEYCOMB_WEEKDAY_FRIDAY "friday"
/** Saturdays. */
#define APIE_HONEYCOMB_WEEKDAY_SATURDAY "saturday"
/** Sundays. */
#define APIE_HONEYCOMB_WEEKDAY_SUNDAY "sunday"

/**
 * How a result is compared with an earlier one.
 * Text on the wire: the service may know more values.
 */
/** By how many percent it differs. */
#define APIE_HONEYCOMB_BASELINE_TYPE_PERCENTAGE "percentage"
/** By how much it differs. */
#define APIE_HONEYCOMB_BASELINE_TYPE_VALUE "value"

/**
 * Compares with the same query some time ago, in place of a fixed threshold. An empty one takes the
 * comparison away.
 * Part of apie_honeycomb_trigger
 */
typedef struct apie_honeycomb_trigger_baseline {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** How many minutes ago: 60, 1,440, 10,080 or 40,320. */
    apie_opt_int offset_minutes;
    /**
     * How they are compared.
     * Known values: APIE_HONEYCOMB_BASELINE_TYPE_PERCENTAGE, APIE_HONEYCOMB_BASELINE_TYPE_VALUE.
     */
    const char *type;
} apie_honeycomb_trigger_baseline;

/**
 * A trigger. It needs either a query or the id of a saved one.
 * Body of triggers.create, triggers.update
 * Result of triggers.get, triggers.create, triggers.update
 * Part of apie_honeycomb_trigger_list
 */
typedef struct apie_honeycomb_trigger {
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
     * The dataset that it belongs to, or "__all__".
     * Read only.
     */
    const char *dataset_slug;
    /** Its name, 1 to 120 characters. */
    const char *name;
    /** What to do when it fires, 1,023 characters at most. */
    const char *description;
    /** What it can be told by, ten at most. */
    const apie_honeycomb_tag *const *tags;
    /** How many tags there are. */
    size_t tags_count;
    /**
     * How the result is compared: ">", ">=", "<" or "<=".
     * Known values: the constants from APIE_HONEYCOMB_FILTER_OP_EQUALS on.
     */
    const char *threshold_op;
    /** What with. */
    apie_opt_double threshold_value;
    /** How many times in a row it must be so before someone is told: 1 to 5; 1 if unset. */
    apie_opt_int exceeded_limit;
    /**
     * Seconds from one run to the next: a multiple of 60 from 60 to 86,400; 900 if unset. At least
     * a quarter of the query's time.
     */
    apie_opt_int frequency;
    /**
     * How often it tells.
     * Known values: APIE_HONEYCOMB_TRIGGER_ALERT_TYPE_ON_CHANGE,
     * APIE_HONEYCOMB_TRIGGER_ALERT_TYPE_ON_TRUE.
     */
    const char *alert_type;
    /** True: it does not run. */
    apie_opt_bool disabled;
    /**
     * Whether the threshold was crossed and things are not well again.
     * Read only.
     */
    apie_opt_bool triggered;
    /** Who is told. */
    const apie_honeycomb_notification_recipient *const *recipients;
    /** How many recipients there are. */
    size_t recipients_count;
    /**
     * The query: one calculation other than HEATMAP, a time_range of an hour at most, no orders, no
     * limit and no times.
     */
    const apie_honeycomb_query *query;
    /** The id of a saved query that is like that, in place of query. */
    const char *query_id;
    /**
     * When it runs.
     * Known values: APIE_HONEYCOMB_SCHEDULE_TYPE_FREQUENCY, APIE_HONEYCOMB_SCHEDULE_TYPE_WINDOW.
     */
    const char *evaluation_schedule_type;
    /**
     * window: the days it runs on.
     * Known values: APIE_HONEYCOMB_WEEKDAY_MONDAY, APIE_HONEYCOMB_WEEKDAY_TUESDAY,
     * APIE_HONEYCOMB_WEEKDAY_WEDNESDAY, APIE_HONEYCOMB_WEEKDAY_THURSDAY,
     * APIE_HONEYCOMB_WEEKDAY_FRIDAY, APIE_HONEYCOMB_WEEKDAY_SATURDAY,
     * APIE_HONEYCOMB_WEEKDAY_SUNDAY.
     */
    const char *const *window_days;
    /** How many window_days there are. */
    size_t window_days_count;
    /** window: when it begins to, in UTC, such as "14:00". */
    const char *window_start;
    /** window: when it stops, in UTC. Not after the start: on the next day. */
    const char *window_end;
    /** What it is compared with, if not with the threshold alone. */
    const apie_honeycomb_trigger_baseline *baseline;
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
} apie_honeycomb_trigger;

/**
 * A list of apie_honeycomb_trigger.
 * Result of triggers.list, triggers.list_by_recipient
 */
typedef struct apie_honeycomb_trigger_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_honeycomb_trigger *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_trigger_list;

APIE_END_DECLS

#endif
