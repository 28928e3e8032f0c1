#include "honeycomb/told.h"

#include <apie/value.h>

#include "generated/honeycomb_models.h"

static bool has_id(const apie_honeycomb_recipient *recipient)
{
    return apie_check_given(recipient->id);
}

void apie_told_check(apie_check *check, const apie_honeycomb_alert_recipient *recipients,
                     size_t count)
{
    apie_check_array(check, "recipients", recipients, count);
    for (size_t i = 0; i < count && check->status == APIE_OK; i++) {
        size_t before = apie_check_enter(check, "recipients", (int64_t)i);
        if (!apie_check_given(recipients[i].recipient))
            apie_check_fail(check, "recipient", "must not be NULL");
        else if (has_id(recipients[i].recipient))
            apie_check_need(check, "id", recipients[i].recipient->id);
        else
            apie_check_recipient(check, recipients[i].recipient);
        apie_check_leave(check, before);
    }
}

static const apie_honeycomb_recipient *
keep_wanted(apie_arena *arena, const apie_honeycomb_recipient *recipient, apie_error *error)
{
    if (!has_id(recipient))
        return apie_bundle_keep(arena, &apie_model_honeycomb_recipient, recipient, error);
    apie_honeycomb_recipient *known = apie_arena_alloc(arena, sizeof *known);
    if (known)
        known->id = apie_arena_strdup(arena, recipient->id);
    if (known && known->id)
        return known;
    apie_fail_no_memory(error);
    return NULL;
}

static bool keep_notice(apie_arena *arena, const apie_honeycomb_alert_recipient *recipient,
                        apie_honeycomb_notification_recipient *out, apie_error *error)
{
    const apie_honeycomb_notification_recipient notice = {
        .pagerduty_severity = recipient->pagerduty_severity,
        .variables = recipient->variables,
        .variables_count = recipient->variables_count,
    };
    const apie_honeycomb_notification_recipient *kept =
        apie_bundle_keep(arena, &apie_model_honeycomb_notification_recipient, &notice, error);
    if (kept)
        *out = *kept;
    return kept != NULL;
}

bool apie_told_keep(apie_told *told, apie_arena *arena,
                    const apie_honeycomb_notification_recipient *const *named, size_t named_count,
                    const apie_honeycomb_alert_recipient *recipients, size_t count,
                    const apie_honeycomb_recipient **wanted, apie_error *error)
{
    told->found_count = count;
    told->all_count = named_count + count;
    told->found = apie_arena_alloc(arena, count * sizeof *told->found);
    told->all = apie_arena_alloc(arena, told->all_count * sizeof *told->all);
    if (!told->found || !told->all) {
        apie_fail_no_memory(error);
        return false;
    }
    for (size_t i = 0; i < named_count; i++)
        told->all[i] = named[i];
    for (size_t i = 0; i < count; i++) {
        told->all[named_count + i] = &told->found[i];
        wanted[i] = keep_wanted(arena, recipients[i].recipient, error);
        if (!wanted[i] || !keep_notice(arena, &recipients[i], &told->found[i], error))
            return false;
    }
    return true;
}

const apie_recipients_found *apie_told_take_found(apie_flow *flow)
{
    const apie_recipients_found *found = apie_bundle_take(flow);
    apie_bundle_note_all(flow, found->made, found->made_count);
    return found;
}

void apie_told_found(apie_told *told, const apie_honeycomb_recipient *const *items)
{
    for (size_t i = 0; i < told->found_count; i++)
        told->found[i].id = items[i]->id;
}
