/* Checks of boards, their panels and their views. */
#include <string.h>

#include "honeycomb/check.h"

void apie_check_board(apie_check *check, const apie_honeycomb_board *board)
{
    size_t count = board->preset_filters_count;
    apie_check_need(check, "name", board->name);
    apie_check_text(check, "name", board->name, 1, 255);
    apie_check_text(check, "description", board->description, 0, 1024);
    apie_check_tags(check, board->tags, board->tags_count);
    apie_check_list(check, "preset_filters", board->preset_filters, count, 0, 5);
}

void apie_check_position(apie_check *check, const apie_honeycomb_board_panel *panel)
{
    apie_check_int(check, "position/x_coordinate", &panel->x, 0, INT64_MAX);
    apie_check_int(check, "position/y_coordinate", &panel->y, 0, INT64_MAX);
    apie_check_int(check, "position/height", &panel->height, 0, INT64_MAX);
    apie_check_int(check, "position/width", &panel->width, 0, INT64_MAX);
}

void apie_check_panel(apie_check *check, const apie_honeycomb_board_panel *panel)
{
    apie_check_need(check, "type", panel->type);
    if (check->status != APIE_OK)
        return;
    if (strcmp(panel->type, APIE_HONEYCOMB_PANEL_TYPE_QUERY) == 0) {
        apie_check_need(check, "query_panel/query_id", panel->query_id);
        apie_check_need(check, "query_panel/query_annotation_id", panel->query_annotation_id);
    } else if (strcmp(panel->type, APIE_HONEYCOMB_PANEL_TYPE_TEXT) == 0) {
        if (!apie_check_given(panel->content))
            apie_check_fail(check, "text_panel/content", "is required");
        apie_check_text(check, "text_panel/content", panel->content, 0, 10000);
    }
    apie_check_position(check, panel);
}

void apie_check_view(apie_check *check, const apie_honeycomb_board_view *view)
{
    apie_check_need(check, "name", view->name);
    apie_check_text(check, "name", view->name, 1, 255);
    if (!apie_check_given(view->filters) || view->filters_count == 0)
        apie_check_fail(check, "filters", "must not be empty");
    apie_check_list(check, "filters", view->filters, view->filters_count, 1, SIZE_MAX);
    for (size_t i = 0; check->status == APIE_OK && i < view->filters_count; i++) {
        size_t before = apie_check_enter(check, "filters", (int64_t)i);
        apie_check_need(check, "column", view->filters[i]->column);
        apie_check_need(check, "operation", view->filters[i]->operation);
        apie_check_leave(check, before);
    }
}
