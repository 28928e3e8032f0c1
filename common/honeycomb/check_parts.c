/* Checks of queries, tags, recipients and derived columns: what other objects are made of. */
#include <string.h>

#include <apie/value.h>

#include "honeycomb/check.h"

/* Whether a list that was checked has items to be looked at. */
static bool has_items(const apie_check *check, const void *list)
{
    return check->status == APIE_OK && apie_check_given(list);
}

/* ---- tags ---- */

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_tag_key(const char *text)
{
    while (is_lower(*text))
        text++;
    return *text == '\0';
}

static bool is_tag_value(const char *text)
{
    if (!is_lower(*text))
        return false;
    while (is_lower(*text) || (*text >= '0' && *text <= '9') || *text == '/' || *text == '-')
        text++;
    return *text == '\0';
}

void apie_check_tags(apie_check *check, const apie_honeycomb_tag *const *tags, size_t count)
{
    apie_check_list(check, "tags", tags, count, 0, 10);
    for (size_t i = 0; has_items(check, tags) && i < count; i++) {
        size_t before = apie_check_enter(check, "tags", (int64_t)i);
        apie_check_need(check, "key", tags[i]->key);
        apie_check_need(check, "value", tags[i]->value);
        apie_check_text(check, "key", tags[i]->key, 1, 32);
        apie_check_text(check, "value", tags[i]->value, 1, 128);
        if (check->status == APIE_OK && !is_tag_key(tags[i]->key))
            apie_check_fail(check, "key", "must be lower-case letters only");
        if (check->status == APIE_OK && !is_tag_value(tags[i]->value))
            apie_check_fail(check, "value",
                            "must be lower-case letters, digits, '/' and '-', a letter first");
        apie_check_leave(check, before);
    }
}

/* ---- queries ---- */

static void check_lists(apie_check *check, const apie_honeycomb_query *query)
{
    const struct {
        const char *name;
        const void *list;
        size_t count;
    } lists[] = {
        {"breakdowns", query->breakdowns, query->breakdowns_count},
        {"calculations", query->calculations, query->calculations_count},
        {"filters", query->filters, query->filters_count},
        {"orders", query->orders, query->orders_count},
        {"havings", query->havings, query->havings_count},
        {"calculated_fields", query->calculated_fields, query->calculated_fields_count},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        apie_check_list(check, lists[i].name, lists[i].list, lists[i].count, 0, 100);
}

static void check_times(apie_check *check, const apie_honeycomb_query *query)
{
    bool start = query->start_time.presence == APIE_SET;
    bool end = query->end_time.presence == APIE_SET;
    apie_check_int(check, "start_time", &query->start_time, 1, INT64_MAX);
    apie_check_int(check, "end_time", &query->end_time, 1, INT64_MAX);
    apie_check_int(check, "time_range", &query->time_range, 1, INT64_MAX);
    if (start && end && query->end_time.value < query->start_time.value)
        apie_check_fail(check, "end_time", "is before start_time");
    if (start && end && query->time_range.presence == APIE_SET)
        apie_check_fail(check, "time_range", "cannot go with both start_time and end_time");
}

void apie_check_query(apie_check *check, const apie_honeycomb_query *query)
{
    check_lists(check, query);
    check_times(check, query);
    apie_check_int(check, "granularity", &query->granularity, 1, INT64_MAX);
    apie_check_int(check, "limit", &query->limit, 1, 10000);
}

/* ---- derived columns ---- */

void apie_check_derived_column(apie_check *check, const apie_honeycomb_derived_column *column)
{
    apie_check_need(check, "alias", column->alias);
    apie_check_need(check, "expression", column->expression);
    apie_check_text(check, "alias", column->alias, 1, 255);
    apie_check_text(check, "expression", column->expression, 1, 4095);
    apie_check_text(check, "description", column->description, 0, 255);
}

/* ---- recipients ---- */

static void check_email(apie_check *check, const apie_honeycomb_recipient *recipient)
{
    apie_check_need(check, "email_address", recipient->email_address);
}

static void check_slack(apie_check *check, const apie_honeycomb_recipient *recipient)
{
    apie_check_need(check, "slack_channel", recipient->slack_channel);
}

static void check_pagerduty(apie_check *check, const apie_honeycomb_recipient *recipient)
{
    apie_check_need(check, "pagerduty_integration_name", recipient->pagerduty_integration_name);
    apie_check_need(check, "pagerduty_integration_key", recipient->pagerduty_integration_key);
    if (check->status == APIE_OK && strlen(recipient->pagerduty_integration_key) != 32)
        apie_check_fail(check, "pagerduty_integration_key", "must have 32 characters");
}

static void check_url(apie_check *check, const apie_honeycomb_recipient *recipient)
{
    apie_check_need(check, "webhook_name", recipient->webhook_name);
    apie_check_need(check, "webhook_url", recipient->webhook_url);
    apie_check_text(check, "webhook_name", recipient->webhook_name, 1, 255);
    apie_check_text(check, "webhook_url", recipient->webhook_url, 1, 2048);
}

static void check_variables(apie_check *check, const apie_honeycomb_recipient *recipient)
{
    const char *list = "webhook_payloads/template_variables";
    size_t count = recipient->template_variables_count;
    apie_check_list(check, list, recipient->template_variables, count, 0, 10);
    for (size_t i = 0; has_items(check, recipient->template_variables) && i < count; i++) {
        const apie_honeycomb_template_variable *variable = recipient->template_variables[i];
        size_t before = apie_check_enter(check, list, (int64_t)i);
        apie_check_need(check, "name", variable->name);
        apie_check_text(check, "name", variable->name, 1, 64);
        apie_check_text(check, "default_value", variable->default_value, 0, 256);
        apie_check_leave(check, before);
    }
}

static void check_webhook(apie_check *check, const apie_honeycomb_recipient *recipient)
{
    size_t count = recipient->webhook_headers_count;
    check_url(check, recipient);
    apie_check_text(check, "webhook_secret", recipient->webhook_secret, 0, 255);
    apie_check_list(check, "webhook_headers", recipient->webhook_headers, count, 0, 5);
    for (size_t i = 0; has_items(check, recipient->webhook_headers) && i < count; i++) {
        const apie_honeycomb_webhook_header *header = recipient->webhook_headers[i];
        size_t before = apie_check_enter(check, "webhook_headers", (int64_t)i);
        apie_check_need(check, "header", header->header);
        apie_check_text(check, "header", header->header, 1, 64);
        apie_check_text(check, "value", header->value, 0, 750);
        apie_check_leave(check, before);
    }
    check_variables(check, recipient);
}

void apie_check_recipient(apie_check *check, const apie_honeycomb_recipient *recipient)
{
    static const struct {
        const char *type;
        void (*check)(apie_check *check, const apie_honeycomb_recipient *recipient);
    } types[] = {
        {APIE_HONEYCOMB_RECIPIENT_TYPE_EMAIL, check_email},
        {APIE_HONEYCOMB_RECIPIENT_TYPE_SLACK, check_slack},
        {APIE_HONEYCOMB_RECIPIENT_TYPE_PAGERDUTY, check_pagerduty},
        {APIE_HONEYCOMB_RECIPIENT_TYPE_WEBHOOK, check_webhook},
        {APIE_HONEYCOMB_RECIPIENT_TYPE_MSTEAMS, check_url},
        {APIE_HONEYCOMB_RECIPIENT_TYPE_MSTEAMS_WORKFLOW, check_url},
    };
    apie_check_need(check, "type", recipient->type);
    size_t before = apie_check_enter(check, "details", -1);
    for (size_t i = 0; check->status == APIE_OK && i < sizeof types / sizeof *types; i++) {
        if (strcmp(recipient->type, types[i].type) == 0)
            types[i].check(check, recipient);
    }
    apie_check_leave(check, before);
}
