/* Recipients, then the trigger. */
#include <apie/value.h>

#include "base/fail.h"
#include "generated/honeycomb_models.h"
#include "generated/honeycomb_operations.h"
#include "honeycomb/bundles.h"
#include "honeycomb/told.h"

typedef struct trigger_flow {
    apie_bundle_flow bundle; /* first */
    const char *dataset;     /* in the result */
    apie_honeycomb_trigger trigger;
    apie_told told;
    const apie_honeycomb_recipient **wanted;
    const apie_recipients_found *found;
    const apie_honeycomb_trigger *created;
} trigger_flow;

static void take_trigger(apie_flow *flow)
{
    trigger_flow *trigger = (trigger_flow *)flow;
    trigger->created = apie_bundle_take(flow);
    apie_bundle_note(flow, APIE_HONEYCOMB_MADE_TRIGGER, trigger->dataset, trigger->created->id);
}

static void created(apie_flow *flow)
{
    const trigger_flow *trigger = (trigger_flow *)flow;
    apie_honeycomb_trigger_made *made = trigger->bundle.made;
    if (flow->status == APIE_OK)
        made->trigger = trigger->created;
    apie_bundle_finish(flow);
}

static void create(apie_flow *flow)
{
    trigger_flow *trigger = (trigger_flow *)flow;
    if (trigger->told.found_count > 0) {
        trigger->trigger.recipients = trigger->told.all;
        trigger->trigger.recipients_count = trigger->told.all_count;
    }
    apie_bundle_create(flow, &apie_op_honeycomb_triggers_create, trigger->dataset,
                       &trigger->trigger, &trigger->bundle.call, take_trigger, created);
}

static void take_found(apie_flow *flow)
{
    ((trigger_flow *)flow)->found = apie_told_take_found(flow);
}

static void searched(apie_flow *flow)
{
    trigger_flow *trigger = (trigger_flow *)flow;
    if (flow->status == APIE_OK) {
        apie_told_found(&trigger->told, trigger->found->items);
        create(flow);
    } else {
        apie_bundle_finish(flow);
    }
}

static void begin(apie_flow *flow)
{
    const trigger_flow *trigger = (trigger_flow *)flow;
    size_t count = trigger->told.found_count;
    if (count == 0)
        create(flow);
    else
        apie_bundle_run(
            flow,
            apie_find_recipients_flow_new(flow->core, trigger->wanted, count, NULL, &flow->error),
            take_found, searched);
}

static const apie_flow_type trigger_type = {
    .name = "trigger bundle",
    .size = sizeof(trigger_flow),
    .start = begin,
    .stopped = apie_bundle_stopped,
    .destroy = apie_bundle_destroy,
    .result_on_failure = true,
};

/* ---- making it ---- */

static apie_status check_bundle(const apie_honeycomb_trigger_bundle *bundle, apie_error *error)
{
    apie_check check;
    apie_check_init(&check, error);
    if (!bundle)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "bundle", "bundle must not be NULL");
    apie_check_need(&check, "dataset", bundle->dataset);
    if (!apie_check_given(bundle->trigger)) {
        apie_check_fail(&check, "trigger", "must not be NULL");
        return check.status;
    }
    size_t before = apie_check_enter(&check, "trigger", -1);
    apie_check_trigger(&check, bundle->trigger);
    apie_check_leave(&check, before);
    apie_told_check(&check, bundle->recipients, bundle->recipients_count);
    return check.status;
}

static bool keep(trigger_flow *trigger, const apie_honeycomb_trigger_bundle *bundle,
                 apie_error *error)
{
    apie_arena *arena = trigger->bundle.flow.arena;
    apie_honeycomb_trigger_made *made = trigger->bundle.made;
    size_t count = bundle->recipients_count;
    const apie_honeycomb_trigger *kept =
        apie_bundle_keep(arena, &apie_model_honeycomb_trigger, bundle->trigger, error);
    if (!kept)
        return false;
    trigger->trigger = *kept;
    trigger->wanted = apie_arena_alloc(arena, count * sizeof *trigger->wanted);
    trigger->dataset = apie_bundle_text(&trigger->bundle, bundle->dataset);
    if (!trigger->wanted || !trigger->dataset ||
        !apie_bundle_reserve(&trigger->bundle, count + 1, 2, &made->made, &made->made_count)) {
        apie_fail_no_memory(error);
        return false;
    }
    return apie_told_keep(&trigger->told, arena, kept->recipients, kept->recipients_count,
                          bundle->recipients, count, trigger->wanted, error);
}

apie_flow *apie_trigger_bundle_flow_new(apie_core *core,
                                        const apie_honeycomb_trigger_bundle *bundle,
                                        const apie_call_options *options, apie_error *error)
{
    if (check_bundle(bundle, error) != APIE_OK)
        return NULL;
    apie_flow *flow = apie_bundle_flow_new(&trigger_type, core, sizeof(apie_honeycomb_trigger_made),
                                           options, error);
    if (!flow || keep((trigger_flow *)flow, bundle, error))
        return flow;
    apie_flow_free(flow);
    return NULL;
}
