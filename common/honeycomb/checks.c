/* The public checks: one object each. */
#include <apie/honeycomb/checks.h>

#include <apie/value.h>

#include "honeycomb/check.h"

static apie_status begin(apie_check *check, const void *object, const char *name, apie_error *error)
{
    apie_check_init(check, error);
    if (!apie_check_given(object))
        check->status =
            apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, name, "%s must not be NULL", name);
    return check->status;
}

apie_status apie_honeycomb_check_query(const apie_honeycomb_query *query, apie_error *error)
{
    apie_check check;
    if (begin(&check, query, "query", error) == APIE_OK)
        apie_check_query(&check, query);
    return check.status;
}

apie_status apie_honeycomb_check_trigger(const apie_honeycomb_trigger *trigger, apie_error *error)
{
    apie_check check;
    if (begin(&check, trigger, "trigger", error) == APIE_OK)
        apie_check_trigger(&check, trigger);
    return check.status;
}

apie_status apie_honeycomb_check_slo(const apie_honeycomb_slo *slo, apie_error *error)
{
    apie_check check;
    if (begin(&check, slo, "slo", error) != APIE_OK)
        return check.status;
    apie_check_slo(&check, slo);
    apie_check_need(&check, "sli/alias", slo->sli_alias);
    if (slo->time_period_days.presence != APIE_SET)
        apie_check_fail(&check, "time_period_days", "is required");
    return check.status;
}

apie_status apie_honeycomb_check_burn_alert(const apie_honeycomb_burn_alert *alert,
                                            apie_error *error)
{
    apie_check check;
    if (begin(&check, alert, "alert", error) == APIE_OK)
        apie_check_burn_alert(&check, alert, 0);
    return check.status;
}

apie_status apie_honeycomb_check_recipient(const apie_honeycomb_recipient *recipient,
                                           apie_error *error)
{
    apie_check check;
    if (begin(&check, recipient, "recipient", error) == APIE_OK)
        apie_check_recipient(&check, recipient);
    return check.status;
}

apie_status apie_honeycomb_check_derived_column(const apie_honeycomb_derived_column *column,
                                                apie_error *error)
{
    apie_check check;
    if (begin(&check, column, "column", error) == APIE_OK)
        apie_check_derived_column(&check, column);
    return check.status;
}

apie_status apie_honeycomb_check_board(const apie_honeycomb_board *board, apie_error *error)
{
    apie_check check;
    if (begin(&check, board, "board", error) != APIE_OK)
        return check.status;
    apie_check_board(&check, board);
    apie_check_list(&check, "panels", board->panels, board->panels_count, 0, SIZE_MAX);
    if (check.status != APIE_OK || !apie_check_given(board->panels))
        return check.status;
    for (size_t i = 0; i < board->panels_count; i++) {
        size_t before = apie_check_enter(&check, "panels", (int64_t)i);
        apie_check_panel(&check, board->panels[i]);
        apie_check_leave(&check, before);
    }
    return check.status;
}

apie_status apie_honeycomb_check_board_view(const apie_honeycomb_board_view *view,
                                            apie_error *error)
{
    apie_check check;
    if (begin(&check, view, "view", error) == APIE_OK)
        apie_check_view(&check, view);
    return check.status;
}
