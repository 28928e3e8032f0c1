/**
 * @file apie/honeycomb/builders.h
 * Small structs of requests in one line each. They only fill in members: what they are given is
 * borrowed, and what they give can be changed further.
 *
 *     apie_honeycomb_calculation p99 =
 *         apie_honeycomb_calculate(APIE_HONEYCOMB_QUERY_OP_P99, "duration_ms");
 *     const apie_honeycomb_calculation *calculations[] = {&p99};
 */
#ifndef APIE_HONEYCOMB_BUILDERS_H
#define APIE_HONEYCOMB_BUILDERS_H

#include <string.h>

#include <apie/honeycomb/bundles.h>

/* ---- queries ---- */

/** A calculation. column: NULL for COUNT and CONCURRENCY. */
static inline apie_honeycomb_calculation apie_honeycomb_calculate(const char *op,
                                                                  const char *column)
{
    apie_honeycomb_calculation calculation;
    memset(&calculation, 0, sizeof calculation);
    calculation.op = op;
    calculation.column = column;
    return calculation;
}

/** A filter. value: see apie_honeycomb_filter; the program's, to be dropped after the call. */
static inline apie_honeycomb_filter apie_honeycomb_where(const char *column, const char *op,
                                                         json_t *value)
{
    apie_honeycomb_filter filter;
    memset(&filter, 0, sizeof filter);
    filter.column = column;
    filter.op = op;
    filter.value = value;
    return filter;
}

/** An order by a calculation, which the query must have. column: NULL if it has none. */
static inline apie_honeycomb_query_order
apie_honeycomb_order_by_calculation(const char *op, const char *column, const char *direction)
{
    apie_honeycomb_query_order order;
    memset(&order, 0, sizeof order);
    order.op = op;
    order.column = column;
    order.order = direction;
    return order;
}

/** An order by a column that the query groups by. */
static inline apie_honeycomb_query_order apie_honeycomb_order_by_breakdown(const char *column,
                                                                           const char *direction)
{
    return apie_honeycomb_order_by_calculation(NULL, column, direction);
}

/** Which groups stay: those whose calculation compares like that. */
static inline apie_honeycomb_having apie_honeycomb_keep_groups(const char *calculate_op,
                                                               const char *column, const char *op,
                                                               double value)
{
    apie_honeycomb_having having;
    memset(&having, 0, sizeof having);
    having.calculate_op = calculate_op;
    having.column = column;
    having.op = op;
    having.value = apie_double(value);
    return having;
}

/* ---- recipients: of each type what it needs, and nothing else ---- */

/** A recipient without any details. */
static inline apie_honeycomb_recipient apie_honeycomb_recipient_of_type(const char *type)
{
    apie_honeycomb_recipient recipient;
    memset(&recipient, 0, sizeof recipient);
    recipient.type = type;
    return recipient;
}

/** Someone who is told by mail. */
static inline apie_honeycomb_recipient apie_honeycomb_email(const char *address)
{
    apie_honeycomb_recipient recipient =
        apie_honeycomb_recipient_of_type(APIE_HONEYCOMB_RECIPIENT_TYPE_EMAIL);
    recipient.email_address = address;
    return recipient;
}

/** A Slack channel, such as "#alerts". */
static inline apie_honeycomb_recipient apie_honeycomb_slack(const char *channel)
{
    apie_honeycomb_recipient recipient =
        apie_honeycomb_recipient_of_type(APIE_HONEYCOMB_RECIPIENT_TYPE_SLACK);
    recipient.slack_channel = channel;
    return recipient;
}

/** PagerDuty. key: 32 characters. How serious an alert is belongs to the alert. */
static inline apie_honeycomb_recipient apie_honeycomb_pagerduty(const char *name, const char *key)
{
    apie_honeycomb_recipient recipient =
        apie_honeycomb_recipient_of_type(APIE_HONEYCOMB_RECIPIENT_TYPE_PAGERDUTY);
    recipient.pagerduty_integration_name = name;
    recipient.pagerduty_integration_key = key;
    return recipient;
}

/** A webhook. secret, headers and payloads can be set after. */
static inline apie_honeycomb_recipient apie_honeycomb_webhook(const char *name, const char *url)
{
    apie_honeycomb_recipient recipient =
        apie_honeycomb_recipient_of_type(APIE_HONEYCOMB_RECIPIENT_TYPE_WEBHOOK);
    recipient.webhook_name = name;
    recipient.webhook_url = url;
    return recipient;
}

/** Microsoft Teams, through a workflow. */
static inline apie_honeycomb_recipient apie_honeycomb_msteams(const char *name, const char *url)
{
    apie_honeycomb_recipient recipient =
        apie_honeycomb_recipient_of_type(APIE_HONEYCOMB_RECIPIENT_TYPE_MSTEAMS_WORKFLOW);
    recipient.webhook_name = name;
    recipient.webhook_url = url;
    return recipient;
}

/** A recipient of an alert. severity: of PagerDuty, else NULL. */
static inline apie_honeycomb_alert_recipient
apie_honeycomb_tell(const apie_honeycomb_recipient *recipient, const char *severity)
{
    apie_honeycomb_alert_recipient told;
    memset(&told, 0, sizeof told);
    told.recipient = recipient;
    told.pagerduty_severity = severity;
    return told;
}

/* ---- triggers and burn alerts ---- */

/** Sets when a trigger fires. op: ">", ">=", "<" or "<=". */
static inline void apie_honeycomb_fire_when(apie_honeycomb_trigger *trigger, const char *op,
                                            double value)
{
    trigger->threshold_op = op;
    trigger->threshold_value = apie_double(value);
}

/** A burn alert that fires when the budget will be gone in so many minutes; 0: when it is gone. */
static inline apie_honeycomb_burn_alert apie_honeycomb_exhaustion_alert(int64_t minutes)
{
    apie_honeycomb_burn_alert alert;
    memset(&alert, 0, sizeof alert);
    alert.alert_type = APIE_HONEYCOMB_BURN_ALERT_TYPE_EXHAUSTION_TIME;
    alert.exhaustion_minutes = apie_int(minutes);
    return alert;
}

/**
 * A burn alert that fires when so much of the budget goes in so many minutes, 60 at least.
 * threshold: from apie_honeycomb_threshold_from_percent() or apie_int().
 */
static inline apie_honeycomb_burn_alert apie_honeycomb_budget_rate_alert(int64_t window_minutes,
                                                                         apie_opt_int threshold)
{
    apie_honeycomb_burn_alert alert;
    memset(&alert, 0, sizeof alert);
    alert.alert_type = APIE_HONEYCOMB_BURN_ALERT_TYPE_BUDGET_RATE;
    alert.budget_rate_window_minutes = apie_int(window_minutes);
    alert.budget_rate_decrease_threshold_per_million = threshold;
    return alert;
}

/* ---- panels of boards ---- */

/** A panel of a type, without anything in it. */
static inline apie_honeycomb_panel_bundle apie_honeycomb_panel_of_type(const char *type)
{
    apie_honeycomb_panel_bundle panel;
    memset(&panel, 0, sizeof panel);
    panel.panel.type = type;
    return panel;
}

/** A text, in Markdown. */
static inline apie_honeycomb_panel_bundle apie_honeycomb_text_panel(const char *content)
{
    apie_honeycomb_panel_bundle panel =
        apie_honeycomb_panel_of_type(APIE_HONEYCOMB_PANEL_TYPE_TEXT);
    panel.panel.content = content;
    return panel;
}

/** A query to be saved under a name. dataset: NULL for the whole environment. */
static inline apie_honeycomb_panel_bundle
apie_honeycomb_query_panel(const char *dataset, const apie_honeycomb_query *query, const char *name)
{
    apie_honeycomb_panel_bundle panel =
        apie_honeycomb_panel_of_type(APIE_HONEYCOMB_PANEL_TYPE_QUERY);
    panel.dataset = dataset;
    panel.query = query;
    panel.name = name;
    return panel;
}

/** A query that is saved already, by its id and its annotation's. */
static inline apie_honeycomb_panel_bundle
apie_honeycomb_saved_query_panel(const char *query_id, const char *query_annotation_id)
{
    apie_honeycomb_panel_bundle panel =
        apie_honeycomb_panel_of_type(APIE_HONEYCOMB_PANEL_TYPE_QUERY);
    panel.panel.query_id = query_id;
    panel.panel.query_annotation_id = query_annotation_id;
    return panel;
}

/** An SLO to be made. */
static inline apie_honeycomb_panel_bundle
apie_honeycomb_slo_panel(const apie_honeycomb_slo_bundle *slo)
{
    apie_honeycomb_panel_bundle panel = apie_honeycomb_panel_of_type(APIE_HONEYCOMB_PANEL_TYPE_SLO);
    panel.slo = slo;
    return panel;
}

/** An SLO that exists. */
static inline apie_honeycomb_panel_bundle apie_honeycomb_existing_slo_panel(const char *slo_id)
{
    apie_honeycomb_panel_bundle panel = apie_honeycomb_panel_of_type(APIE_HONEYCOMB_PANEL_TYPE_SLO);
    panel.panel.slo_id = slo_id;
    return panel;
}

/** Says where a panel is, in columns and rows from 0, and its size; 0: as suits what it shows. */
static inline void apie_honeycomb_place(apie_honeycomb_panel_bundle *panel, int64_t x, int64_t y,
                                        int64_t width, int64_t height)
{
    panel->panel.x = apie_int(x);
    panel->panel.y = apie_int(y);
    panel->panel.width = apie_int(width);
    panel->panel.height = apie_int(height);
}

#endif
