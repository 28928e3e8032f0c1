/* Recipients; then for each dataset a derived column, an SLO and its burn alerts. */
#include <string.h>

#include <apie/honeycomb.h>
#include <apie/value.h>

#include "base/fail.h"
#include "flow/kept_options.h"
#include "generated/honeycomb_models.h"
#include "generated/honeycomb_operations.h"
#include "honeycomb/bundles.h"
#include "honeycomb/told.h"

#define DEFAULT_DAYS 30

typedef struct kept_alert {
    apie_honeycomb_burn_alert alert;
    apie_told told;
} kept_alert;

typedef struct slo_flow {
    apie_bundle_flow bundle;    /* first */
    const char **datasets;      /* in the result */
    const char *column_dataset; /* in the result; NULL: each SLO's own */
    size_t dataset_count;
    const apie_honeycomb_slo *slo;
    const apie_honeycomb_derived_column *column; /* NULL: none */
    kept_alert *alerts;
    size_t alert_count;
    const apie_honeycomb_recipient **wanted;
    size_t wanted_count;
    const apie_recipients_found *found;
    const apie_honeycomb_slo **slos;
    const apie_honeycomb_burn_alert **made_alerts;
    size_t at;       /* the dataset */
    size_t alert_at; /* of its SLO */
} slo_flow;

static apie_honeycomb_slo_made *made_of(const slo_flow *slo)
{
    return slo->bundle.made;
}

/* ---- one dataset after the other ---- */

static void next_dataset(apie_flow *flow);
static void next_alert(apie_flow *flow);

static void take_alert(apie_flow *flow)
{
    const slo_flow *slo = (slo_flow *)flow;
    const apie_honeycomb_burn_alert *alert = apie_bundle_take(flow);
    slo->made_alerts[made_of(slo)->burn_alerts_count++] = alert;
    apie_bundle_note(flow, APIE_HONEYCOMB_MADE_BURN_ALERT, slo->datasets[slo->at], alert->id);
}

static void alert_created(apie_flow *flow)
{
    if (flow->status == APIE_OK)
        next_alert(flow);
    else
        apie_bundle_finish(flow);
}

static void next_alert(apie_flow *flow)
{
    slo_flow *slo = (slo_flow *)flow;
    if (slo->alert_at == slo->alert_count) {
        slo->at++;
        next_dataset(flow);
        return;
    }
    apie_honeycomb_burn_alert *alert = &slo->alerts[slo->alert_at++].alert;
    alert->slo_id = slo->slos[slo->at]->id;
    apie_bundle_create(flow, &apie_op_honeycomb_burn_alerts_create, slo->datasets[slo->at], alert,
                       NULL, take_alert, alert_created);
}

static void take_slo(apie_flow *flow)
{
    const slo_flow *slo = (slo_flow *)flow;
    const apie_honeycomb_slo *created = apie_bundle_take(flow);
    slo->slos[made_of(slo)->slos_count++] = created;
    apie_bundle_note(flow, APIE_HONEYCOMB_MADE_SLO, slo->datasets[slo->at], created->id);
}

static void slo_created(apie_flow *flow)
{
    ((slo_flow *)flow)->alert_at = 0;
    if (flow->status == APIE_OK)
        next_alert(flow);
    else
        apie_bundle_finish(flow);
}

static void create_slo(apie_flow *flow)
{
    const slo_flow *slo = (slo_flow *)flow;
    apie_bundle_create(flow, &apie_op_honeycomb_slos_create, slo->datasets[slo->at], slo->slo,
                       &slo->bundle.call, take_slo, slo_created);
}

static const char *column_dataset(const slo_flow *slo)
{
    return slo->column_dataset ? slo->column_dataset : slo->datasets[slo->at];
}

static void take_column(apie_flow *flow)
{
    const slo_flow *slo = (slo_flow *)flow;
    const apie_honeycomb_derived_column *column = apie_bundle_take(flow);
    apie_bundle_note(flow, APIE_HONEYCOMB_MADE_DERIVED_COLUMN, column_dataset(slo), column->id);
}

static void column_created(apie_flow *flow)
{
    if (flow->status == APIE_OK)
        create_slo(flow);
    else
        apie_bundle_finish(flow);
}

static void next_dataset(apie_flow *flow)
{
    const slo_flow *slo = (slo_flow *)flow;
    if (slo->at == slo->dataset_count)
        apie_bundle_finish(flow);
    else if (slo->column && (slo->at == 0 || !slo->column_dataset))
        apie_bundle_create(flow, &apie_op_honeycomb_derived_columns_create, column_dataset(slo),
                           slo->column, NULL, take_column, column_created);
    else
        create_slo(flow);
}

/* ---- recipients ---- */

static void use_found(slo_flow *slo)
{
    const apie_honeycomb_recipient *const *items = slo->found->items;
    for (size_t i = 0; i < slo->alert_count; i++) {
        apie_told_found(&slo->alerts[i].told, items);
        items += slo->alerts[i].told.found_count;
    }
}

static void take_found(apie_flow *flow)
{
    ((slo_flow *)flow)->found = apie_told_take_found(flow);
}

static void searched(apie_flow *flow)
{
    if (flow->status == APIE_OK) {
        use_found((slo_flow *)flow);
        next_dataset(flow);
    } else {
        apie_bundle_finish(flow);
    }
}

static void begin(apie_flow *flow)
{
    const slo_flow *slo = (slo_flow *)flow;
    if (slo->wanted_count == 0)
        next_dataset(flow);
    else
        apie_bundle_run(flow,
                        apie_find_recipients_flow_new(flow->core, slo->wanted, slo->wanted_count,
                                                      NULL, &flow->error),
                        take_found, searched);
}

static const apie_flow_type slo_type = {
    .name = "SLO bundle",
    .size = sizeof(slo_flow),
    .start = begin,
    .stopped = apie_bundle_stopped,
    .destroy = apie_bundle_destroy,
    .result_on_failure = true,
};

/* ---- what it is given ---- */

static bool is_everywhere(const char *dataset)
{
    return strcmp(dataset, APIE_HONEYCOMB_ALL_DATASETS) == 0;
}

static void check_datasets(apie_check *check, const apie_honeycomb_slo_bundle *bundle)
{
    if (!bundle->datasets || bundle->datasets_count == 0)
        apie_check_fail(check, "datasets", "must not be empty");
    for (size_t i = 0; check->status == APIE_OK && i < bundle->datasets_count; i++) {
        apie_check_need(check, "datasets", bundle->datasets[i]);
        if (check->status == APIE_OK && is_everywhere(bundle->datasets[i]) &&
            !apie_check_given(bundle->slo->dataset_slugs))
            apie_check_fail(check, "slo/dataset_slugs",
                            "is required in an SLO over several datasets");
    }
}

static void check_alias(apie_check *check, const apie_honeycomb_slo_bundle *bundle)
{
    const char *alias = bundle->slo->sli_alias;
    if (!bundle->derived_column) {
        apie_check_need(check, "slo/sli/alias", alias);
        return;
    }
    size_t before = apie_check_enter(check, "derived_column", -1);
    apie_check_derived_column(check, bundle->derived_column);
    apie_check_leave(check, before);
}

static int64_t days_of(const apie_honeycomb_slo *slo)
{
    const apie_opt_int *days = &slo->time_period_days;
    return days->presence == APIE_SET ? days->value : DEFAULT_DAYS;
}

static void check_alert(apie_check *check, const apie_honeycomb_slo_bundle *bundle, size_t index)
{
    const apie_honeycomb_burn_alert_bundle *alert = &bundle->burn_alerts[index];
    size_t before = apie_check_enter(check, "burn_alerts", (int64_t)index);
    if (!alert->alert) {
        apie_check_fail(check, "alert", "must not be NULL");
        apie_check_leave(check, before);
        return;
    }
    size_t inner = apie_check_enter(check, "alert", -1);
    apie_check_burn_alert(check, alert->alert, alert->recipients_count);
    const apie_opt_int *window = &alert->alert->budget_rate_window_minutes;
    if (window->presence == APIE_SET && window->value > 0 &&
        (window->value - 1) / (24 * 60) >= days_of(bundle->slo))
        apie_check_fail(check, "budget_rate_window_minutes", "is longer than the SLO's time");
    apie_check_leave(check, inner);
    apie_told_check(check, alert->recipients, alert->recipients_count);
    apie_check_leave(check, before);
}

void apie_slo_bundle_check(apie_check *check, const apie_honeycomb_slo_bundle *bundle)
{
    if (!bundle->slo) {
        apie_check_fail(check, "slo", "must not be NULL");
        return;
    }
    check_datasets(check, bundle);
    size_t before = apie_check_enter(check, "slo", -1);
    apie_check_slo(check, bundle->slo);
    apie_check_leave(check, before);
    check_alias(check, bundle);
    apie_check_array(check, "burn_alerts", bundle->burn_alerts, bundle->burn_alerts_count);
    for (size_t i = 0; check->status == APIE_OK && i < bundle->burn_alerts_count; i++)
        check_alert(check, bundle, i);
}

/* ---- keeping it ---- */

static bool keep_slo(slo_flow *slo, const apie_honeycomb_slo_bundle *bundle, apie_error *error)
{
    apie_arena *arena = slo->bundle.flow.arena;
    const apie_honeycomb_derived_column *column = bundle->derived_column;
    apie_honeycomb_slo filled = *bundle->slo;
    if (column && !apie_check_given(filled.sli_alias))
        filled.sli_alias = column->alias;
    filled.time_period_days = apie_int(days_of(&filled));
    slo->slo = apie_bundle_keep(arena, &apie_model_honeycomb_slo, &filled, error);
    if (column)
        slo->column = apie_bundle_keep(arena, &apie_model_honeycomb_derived_column, column, error);
    return slo->slo && (slo->column || !column);
}

static bool keep_datasets(slo_flow *slo, const apie_honeycomb_slo_bundle *bundle)
{
    size_t count = bundle->datasets_count;
    slo->datasets = apie_arena_alloc(slo->bundle.flow.arena, count * sizeof *slo->datasets);
    slo->dataset_count = count;
    for (size_t i = 0; slo->datasets && i < count; i++) {
        slo->datasets[i] = apie_bundle_text(&slo->bundle, bundle->datasets[i]);
        if (!slo->datasets[i])
            return false;
    }
    if (bundle->derived_column_everywhere)
        slo->column_dataset = apie_bundle_text(&slo->bundle, APIE_HONEYCOMB_ALL_DATASETS);
    return slo->datasets && (slo->column_dataset || !bundle->derived_column_everywhere);
}

static bool keep_alert(kept_alert *kept, apie_arena *arena,
                       const apie_honeycomb_burn_alert_bundle *bundle,
                       const apie_honeycomb_recipient **wanted, apie_error *error)
{
    const apie_honeycomb_burn_alert *alert =
        apie_bundle_keep(arena, &apie_model_honeycomb_burn_alert, bundle->alert, error);
    if (!alert || !apie_told_keep(&kept->told, arena, alert->recipients, alert->recipients_count,
                                  bundle->recipients, bundle->recipients_count, wanted, error))
        return false;
    kept->alert = *alert;
    kept->alert.recipients = kept->told.all;
    kept->alert.recipients_count = kept->told.all_count;
    return true;
}

static bool keep_alerts(slo_flow *slo, const apie_honeycomb_slo_bundle *bundle, apie_error *error)
{
    apie_arena *arena = slo->bundle.flow.arena;
    size_t count = bundle->burn_alerts_count;
    size_t wanted = 0;
    for (size_t i = 0; i < count; i++)
        wanted += bundle->burn_alerts[i].recipients_count;
    slo->alert_count = count;
    slo->alerts = apie_arena_alloc(arena, count * sizeof *slo->alerts);
    slo->wanted = apie_arena_alloc(arena, wanted * sizeof *slo->wanted);
    if (!slo->alerts || !slo->wanted) {
        apie_fail_no_memory(error);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!keep_alert(&slo->alerts[i], arena, &bundle->burn_alerts[i],
                        slo->wanted + slo->wanted_count, error))
            return false;
        slo->wanted_count += bundle->burn_alerts[i].recipients_count;
    }
    return true;
}

static bool make_room(slo_flow *slo)
{
    apie_honeycomb_slo_made *made = made_of(slo);
    apie_arena *arena = apie_arena_of_root(made);
    size_t alerts = slo->dataset_count * slo->alert_count;
    size_t columns = slo->column ? slo->dataset_count : 0;
    size_t things = columns + slo->dataset_count + alerts;
    slo->slos = apie_arena_alloc(arena, slo->dataset_count * sizeof *slo->slos);
    slo->made_alerts = apie_arena_alloc(arena, alerts * sizeof *slo->made_alerts);
    made->slos = slo->slos;
    made->burn_alerts = slo->made_alerts;
    return slo->slos && slo->made_alerts &&
           apie_bundle_reserve(&slo->bundle, slo->wanted_count + things, 1 + things, &made->made,
                               &made->made_count);
}

/* One key names one request: it goes with one SLO, not with several. */
static bool keep_options(slo_flow *slo, const apie_call_options *options)
{
    return slo->dataset_count == 1 ||
           apie_keep_follow_up_options(slo->bundle.flow.arena, options, &slo->bundle.call);
}

static bool keep(slo_flow *slo, const apie_honeycomb_slo_bundle *bundle,
                 const apie_call_options *options, apie_error *error)
{
    if (!keep_slo(slo, bundle, error) || !keep_alerts(slo, bundle, error))
        return false;
    if (keep_datasets(slo, bundle) && keep_options(slo, options) && make_room(slo))
        return true;
    apie_fail_no_memory(error);
    return false;
}

apie_flow *apie_slo_bundle_unchecked_new(apie_core *core, const apie_honeycomb_slo_bundle *bundle,
                                         const apie_call_options *options, apie_error *error)
{
    apie_flow *flow =
        apie_bundle_flow_new(&slo_type, core, sizeof(apie_honeycomb_slo_made), options, error);
    if (!flow || keep((slo_flow *)flow, bundle, options, error))
        return flow;
    apie_flow_free(flow);
    return NULL;
}

apie_flow *apie_slo_bundle_flow_new(apie_core *core, const apie_honeycomb_slo_bundle *bundle,
                                    const apie_call_options *options, apie_error *error)
{
    apie_check check;
    apie_check_init(&check, error);
    if (!bundle) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "bundle", "bundle must not be NULL");
        return NULL;
    }
    apie_slo_bundle_check(&check, bundle);
    return check.status == APIE_OK ? apie_slo_bundle_unchecked_new(core, bundle, options, error)
                                   : NULL;
}
