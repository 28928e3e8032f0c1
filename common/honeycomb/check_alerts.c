/* Checks of triggers, SLOs and burn alerts. */
#include <string.h>

#include <apie/honeycomb/presets.h>
#include <apie/value.h>

#include "honeycomb/check.h"

/* ---- triggers ---- */

static void check_threshold(apie_check *check, const apie_honeycomb_trigger *trigger)
{
    static const char *const comparisons[] = {">", ">=", "<", "<="};
    bool op = apie_check_given(trigger->threshold_op);
    bool value = trigger->threshold_value.presence == APIE_SET;
    bool known = false;
    for (size_t i = 0; op && i < sizeof comparisons / sizeof *comparisons; i++)
        known = known || strcmp(trigger->threshold_op, comparisons[i]) == 0;
    if (op && !known)
        apie_check_fail(check, "threshold/op", "must be \">\", \">=\", \"<\" or \"<=\"");
    if (!op && (value || trigger->exceeded_limit.presence == APIE_SET))
        apie_check_fail(check, "threshold/op", "is required in a threshold");
    if (!value && (op || trigger->exceeded_limit.presence == APIE_SET))
        apie_check_fail(check, "threshold/value", "is required in a threshold");
    apie_check_int(check, "threshold/exceeded_limit", &trigger->exceeded_limit, 1, 5);
}

static void check_frequency(apie_check *check, const apie_honeycomb_trigger *trigger)
{
    const apie_opt_int *frequency = &trigger->frequency;
    apie_check_int(check, "frequency", frequency, APIE_HONEYCOMB_EVERY_MINUTE,
                   APIE_HONEYCOMB_EVERY_DAY);
    if (frequency->presence != APIE_SET || check->status != APIE_OK)
        return;
    if (frequency->value % 60 != 0)
        apie_check_fail(check, "frequency", "must be whole minutes, a multiple of 60");
    if (apie_check_given(trigger->query) && trigger->query->time_range.presence == APIE_SET &&
        trigger->query->time_range.value > frequency->value * 4)
        apie_check_fail(check, "frequency", "must be a quarter of the query's time at least");
}

static void check_baseline(apie_check *check, const apie_honeycomb_trigger_baseline *baseline)
{
    static const int64_t offsets[] = {60, 1440, 10080, 40320};
    bool known = false;
    bool offset = baseline->offset_minutes.presence == APIE_SET;
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++)
        known = known || baseline->offset_minutes.value == offsets[i];
    if (offset && !known)
        apie_check_fail(check, "baseline_details/offset_minutes",
                        "must be 60, 1440, 10080 or 40320");
    if (offset != apie_check_given(baseline->type))
        apie_check_fail(check, "baseline_details", "needs both offset_minutes and type");
}

static void check_schedule(apie_check *check, const apie_honeycomb_trigger *trigger)
{
    const char *type = trigger->evaluation_schedule_type;
    apie_check_list(check, "evaluation_schedule/window/days_of_week", trigger->window_days,
                    trigger->window_days_count, 1, 7);
    if (!apie_check_given(type) || strcmp(type, APIE_HONEYCOMB_SCHEDULE_TYPE_WINDOW) != 0)
        return;
    if (!apie_check_given(trigger->window_days))
        apie_check_fail(check, "evaluation_schedule/window/days_of_week", "is required");
    apie_check_need(check, "evaluation_schedule/window/start_time", trigger->window_start);
    apie_check_need(check, "evaluation_schedule/window/end_time", trigger->window_end);
}

void apie_check_trigger(apie_check *check, const apie_honeycomb_trigger *trigger)
{
    apie_check_text(check, "name", trigger->name, 1, 120);
    apie_check_text(check, "description", trigger->description, 0, 1023);
    apie_check_tags(check, trigger->tags, trigger->tags_count);
    check_threshold(check, trigger);
    check_frequency(check, trigger);
    check_schedule(check, trigger);
    if (apie_check_given(trigger->baseline))
        check_baseline(check, trigger->baseline);
    if (apie_check_given(trigger->query)) {
        size_t before = apie_check_enter(check, "query", -1);
        apie_check_query(check, trigger->query);
        apie_check_leave(check, before);
    }
}

/* ---- SLOs ---- */

void apie_check_slo(apie_check *check, const apie_honeycomb_slo *slo)
{
    apie_check_need(check, "name", slo->name);
    apie_check_text(check, "name", slo->name, 1, 120);
    apie_check_text(check, "description", slo->description, 0, 1023);
    apie_check_text(check, "sli/alias", slo->sli_alias, 1, 255);
    apie_check_int(check, "time_period_days", &slo->time_period_days, 1, INT64_MAX);
    if (slo->target_per_million.presence != APIE_SET)
        apie_check_fail(check, "target_per_million", "is required");
    apie_check_int(check, "target_per_million", &slo->target_per_million, 0, 999999);
    apie_check_tags(check, slo->tags, slo->tags_count);
    apie_check_list(check, "dataset_slugs", slo->dataset_slugs, slo->dataset_slugs_count, 1, 10);
}

/* ---- burn alerts ---- */

/* A field of one of the types: required there, and not to be set in the other. */
static void check_field(apie_check *check, const char *name, const apie_opt_int *field, bool needed,
                        int64_t minimum, int64_t maximum)
{
    if (needed && field->presence != APIE_SET)
        apie_check_fail(check, name, "is required for an alert of this type");
    if (!needed && field->presence == APIE_SET)
        apie_check_fail(check, name, "must not be set for an alert of this type");
    apie_check_int(check, name, field, minimum, maximum);
}

void apie_check_burn_alert(apie_check *check, const apie_honeycomb_burn_alert *alert, size_t told)
{
    const char *type = apie_check_given(alert->alert_type)
                           ? alert->alert_type
                           : APIE_HONEYCOMB_BURN_ALERT_TYPE_EXHAUSTION_TIME;
    bool time = strcmp(type, APIE_HONEYCOMB_BURN_ALERT_TYPE_EXHAUSTION_TIME) == 0;
    bool rate = strcmp(type, APIE_HONEYCOMB_BURN_ALERT_TYPE_BUDGET_RATE) == 0;
    apie_check_text(check, "description", alert->description, 0, 1023);
    if (time || rate) {
        check_field(check, "exhaustion_minutes", &alert->exhaustion_minutes, time, 0, INT64_MAX);
        check_field(check, "budget_rate_window_minutes", &alert->budget_rate_window_minutes, rate,
                    60, INT64_MAX);
        check_field(check, "budget_rate_decrease_threshold_per_million",
                    &alert->budget_rate_decrease_threshold_per_million, rate, 1, 1000000);
    }
    if (told == 0 && (!apie_check_given(alert->recipients) || alert->recipients_count == 0))
        apie_check_fail(check, "recipients", "someone must be told");
}
