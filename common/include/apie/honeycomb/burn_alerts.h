/**
 * @file apie/honeycomb/burn_alerts.h
 * Burn alerts: who is told when an SLO's error budget is used up too fast.
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
#ifndef APIE_HONEYCOMB_BURN_ALERTS_H
#define APIE_HONEYCOMB_BURN_ALERTS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>
#include <apie/honeycomb/recipients.h>

APIE_BEGIN_DECLS

/**
 * When a burn alert fires.
 * Text on the wire: the service may know more values.
 */
/** When the budget will be gone within exhaustion_minutes. What is taken if nothing is said. */
#define APIE_HONEYCOMB_BURN_ALERT_TYPE_EXHAUSTION_TIME "exhaustion_time"
/** When the budget shrinks too much within budget_rate_window_minutes. */
#define APIE_HONEYCOMB_BURN_ALERT_TYPE_BUDGET_RATE "budget_rate"

/**
 * A burn alert. Lists leave the recipients out.
 * Body of burn_alerts.create, burn_alerts.update
 * Result of burn_alerts.get, burn_alerts.create, burn_alerts.update
 * Part of apie_honeycomb_burn_alert_list
 */
typedef struct apie_honeycomb_burn_alert {
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
     * When it fires. It cannot be changed.
     * Known values: APIE_HONEYCOMB_BURN_ALERT_TYPE_EXHAUSTION_TIME,
     * APIE_HONEYCOMB_BURN_ALERT_TYPE_BUDGET_RATE.
     */
    const char *alert_type;
    /** What to do when it fires, 1,023 characters at most. */
    const char *description;
    /**
     * Whether it has fired and still stands.
     * Read only.
     */
    apie_opt_bool triggered;
    /**
     * exhaustion_time, required there: the minutes until the budget will be gone, 0 and more. 0:
     * when it is gone.
     */
    apie_opt_int exhaustion_minutes;
    /**
     * budget_rate, required there: the minutes that are looked at, 60 and more, and not longer than
     * the SLO's time.
     */
    apie_opt_int budget_rate_window_minutes;
    /**
     * budget_rate, required there: how much of a million parts of the budget may go in that time: 1
     * to 1,000,000.
     */
    apie_opt_int budget_rate_decrease_threshold_per_million;
    /** The id of its SLO. Needed to make one. */
    const char *slo_id;
    /** Who is told, one and more. Needed to make and to change one. */
    const apie_honeycomb_notification_recipient *const *recipients;
    /** How many recipients there are. */
    size_t recipients_count;
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
} apie_honeycomb_burn_alert;

/**
 * A list of apie_honeycomb_burn_alert.
 * Result of burn_alerts.list
 */
typedef struct apie_honeycomb_burn_alert_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_honeycomb_burn_alert *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_burn_alert_list;

APIE_END_DECLS

#endif
