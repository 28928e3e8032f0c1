/* What the panels need, one after the other; then the board; then its views. */
#include <string.h>

#include <apie/honeycomb.h>
#include <apie/honeycomb/query_annotations.h>
#include <apie/value.h>

#include "base/fail.h"
#include "generated/honeycomb_models.h"
#include "generated/honeycomb_operations.h"
#include "honeycomb/bundle.h"
#include "honeycomb/bundles.h"

#define MAX_VIEWS 50

typedef struct kept_panel {
    apie_honeycomb_board_panel panel;
    const apie_honeycomb_query *query; /* to be saved; NULL: none */
    const char *dataset;               /* of the query; in the result */
    const char *name;
    const char *description;
    apie_flow *slo; /* a bundle to be made; owned until it is run */
} kept_panel;

typedef struct board_flow {
    apie_bundle_flow bundle; /* first */
    apie_honeycomb_board board;
    kept_panel *panels;
    size_t panel_count;
    size_t at;
    const apie_honeycomb_board_view **views;
    size_t view_count;
    apie_honeycomb_view_made *views_made; /* in the result */
    const apie_honeycomb_view_made **view_list;
} board_flow;

static apie_honeycomb_board_made *made_of(const board_flow *board)
{
    return board->bundle.made;
}

/* ---- views ---- */

static void next_view(apie_flow *flow);

static apie_honeycomb_view_made *add_view(board_flow *board)
{
    apie_honeycomb_board_made *made = made_of(board);
    apie_honeycomb_view_made *view = &board->views_made[made->views_count];
    board->view_list[made->views_count++] = view;
    return view;
}

static void take_view(apie_flow *flow)
{
    apie_honeycomb_view_made *view = add_view((board_flow *)flow);
    apie_error_clear(&view->error);
    view->view = apie_bundle_take(flow);
}

static void view_created(apie_flow *flow)
{
    board_flow *board = (board_flow *)flow;
    if (flow->status == APIE_ERROR_NO_MEMORY) {
        apie_bundle_finish(flow);
        return;
    }
    if (flow->status != APIE_OK) {
        add_view(board)->error = flow->error;
        made_of(board)->views_failed++;
    }
    next_view(flow);
}

static void next_view(apie_flow *flow)
{
    const board_flow *board = (board_flow *)flow;
    const apie_honeycomb_board_made *made = made_of(board);
    if (made->views_count < board->view_count) {
        apie_bundle_create(flow, &apie_op_honeycomb_boards_create_view, made->board->id,
                           board->views[made->views_count], NULL, take_view, view_created);
        return;
    }
    flow->status = APIE_OK;
    apie_bundle_finish(flow);
}

/* ---- the board ---- */

static void take_board(apie_flow *flow)
{
    apie_honeycomb_board_made *made = made_of((board_flow *)flow);
    made->board = apie_bundle_take(flow);
    apie_bundle_note(flow, APIE_HONEYCOMB_MADE_BOARD, NULL, made->board->id);
}

static void board_created(apie_flow *flow)
{
    if (flow->status == APIE_OK)
        next_view(flow);
    else
        apie_bundle_finish(flow);
}

/* ---- panels ---- */

static void next_panel(apie_flow *flow);

static kept_panel *panel_at(apie_flow *flow)
{
    const board_flow *board = (board_flow *)flow;
    return &board->panels[board->at];
}

static void end_panel(apie_flow *flow)
{
    if (flow->status == APIE_OK) {
        ((board_flow *)flow)->at++;
        next_panel(flow);
    } else {
        apie_bundle_finish(flow);
    }
}

static void take_annotation(apie_flow *flow)
{
    kept_panel *panel = panel_at(flow);
    const apie_honeycomb_query_annotation *annotation = apie_bundle_take(flow);
    panel->panel.query_annotation_id = annotation->id;
    apie_bundle_note(flow, APIE_HONEYCOMB_MADE_QUERY_ANNOTATION, panel->dataset, annotation->id);
}

static void take_query(apie_flow *flow)
{
    kept_panel *panel = panel_at(flow);
    const apie_honeycomb_query *query = apie_bundle_take(flow);
    panel->panel.query_id = query->id;
    apie_bundle_note(flow, APIE_HONEYCOMB_MADE_QUERY, panel->dataset, query->id);
}

static void query_saved(apie_flow *flow)
{
    const kept_panel *panel = panel_at(flow);
    if (flow->status != APIE_OK) {
        apie_bundle_finish(flow);
        return;
    }
    const apie_honeycomb_query_annotation annotation = {
        .name = panel->name,
        .description = panel->description,
        .query_id = panel->panel.query_id,
    };
    apie_bundle_create(flow, &apie_op_honeycomb_query_annotations_create, panel->dataset,
                       &annotation, NULL, take_annotation, end_panel);
}

/* What an SLO's bundle has made, which may be something even if it failed. */
static void take_slo(apie_flow *flow)
{
    const apie_honeycomb_slo_made *made = apie_bundle_take(flow);
    apie_bundle_note_all(flow, made->made, made->made_count);
    if (made->slos_count > 0)
        panel_at(flow)->panel.slo_id = made->slos[0]->id;
}

static void next_panel(apie_flow *flow)
{
    board_flow *board = (board_flow *)flow;
    while (board->at < board->panel_count && !panel_at(flow)->query && !panel_at(flow)->slo)
        board->at++;
    kept_panel *panel = panel_at(flow);
    if (board->at == board->panel_count) {
        apie_bundle_create(flow, &apie_op_honeycomb_boards_create, NULL, &board->board,
                           &board->bundle.call, take_board, board_created);
    } else if (panel->query) {
        apie_bundle_create(flow, &apie_op_honeycomb_queries_create, panel->dataset, panel->query,
                           NULL, take_query, query_saved);
    } else {
        apie_flow *part = panel->slo;
        panel->slo = NULL;
        apie_bundle_run(flow, part, take_slo, end_panel);
    }
}

static void destroy(apie_flow *flow)
{
    const board_flow *board = (board_flow *)flow;
    for (size_t i = 0; board->panels && i < board->panel_count; i++)
        apie_flow_free(board->panels[i].slo);
    apie_bundle_destroy(flow);
}

static const apie_flow_type board_type = {
    .name = "board bundle",
    .size = sizeof(board_flow),
    .start = next_panel,
    .stopped = apie_bundle_stopped,
    .destroy = destroy,
    .result_on_failure = true,
};

/* ---- what it is given ---- */

static void check_query(apie_check *check, const apie_honeycomb_panel_bundle *panel)
{
    apie_check_need(check, "name", panel->name);
    apie_check_text(check, "name", panel->name, 1, 320);
    apie_check_text(check, "description", panel->description, 0, 1023);
    size_t before = apie_check_enter(check, "query", -1);
    apie_check_query(check, panel->query);
    apie_check_leave(check, before);
}

static void check_slo(apie_check *check, const apie_honeycomb_slo_bundle *slo)
{
    size_t before = apie_check_enter(check, "slo", -1);
    if (slo->datasets_count != 1)
        apie_check_fail(check, "datasets", "a panel has one SLO, and so one dataset");
    apie_slo_bundle_check(check, slo);
    apie_check_leave(check, before);
}

static void check_panel(apie_check *check, const apie_honeycomb_panel_bundle *panel)
{
    if (panel->query && panel->slo)
        apie_check_fail(check, "", "a panel shows a query or an SLO, not both");
    if (panel->query)
        check_query(check, panel);
    if (panel->slo)
        check_slo(check, panel->slo);
    size_t inner = apie_check_enter(check, "panel", -1);
    if (panel->query || panel->slo)
        apie_check_position(check, &panel->panel);
    else
        apie_check_panel(check, &panel->panel);
    apie_check_leave(check, inner);
}

static void check_views(apie_check *check, const apie_honeycomb_board_bundle *bundle)
{
    apie_check_array(check, "views", bundle->views, bundle->views_count);
    apie_check_list(check, "views", bundle->views, bundle->views_count, 0, MAX_VIEWS);
    for (size_t i = 0; check->status == APIE_OK && i < bundle->views_count; i++) {
        size_t before = apie_check_enter(check, "views", (int64_t)i);
        apie_check_view(check, bundle->views[i]);
        apie_check_leave(check, before);
    }
}

static apie_status check_bundle(const apie_honeycomb_board_bundle *bundle, apie_error *error)
{
    apie_check check;
    apie_check_init(&check, error);
    if (!bundle || !bundle->board)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, bundle ? "board" : "bundle",
                         "%s must not be NULL", bundle ? "board" : "bundle");
    size_t before = apie_check_enter(&check, "board", -1);
    apie_check_board(&check, bundle->board);
    if (bundle->board->panels)
        apie_check_fail(&check, "panels", "must be unset: the bundle has the panels");
    apie_check_leave(&check, before);
    apie_check_array(&check, "panels", bundle->panels, bundle->panels_count);
    for (size_t i = 0; check.status == APIE_OK && i < bundle->panels_count; i++) {
        before = apie_check_enter(&check, "panels", (int64_t)i);
        check_panel(&check, &bundle->panels[i]);
        apie_check_leave(&check, before);
    }
    check_views(&check, bundle);
    return check.status;
}

/* ---- keeping it ---- */

static bool keep_query(board_flow *board, kept_panel *kept,
                       const apie_honeycomb_panel_bundle *panel, apie_error *error)
{
    apie_arena *arena = board->bundle.flow.arena;
    const char *dataset = panel->dataset ? panel->dataset : APIE_HONEYCOMB_ALL_DATASETS;
    kept->query = apie_bundle_keep(arena, &apie_model_honeycomb_query, panel->query, error);
    if (!kept->query)
        return false;
    kept->dataset = apie_bundle_text(&board->bundle, dataset);
    kept->name = apie_arena_strdup(arena, panel->name);
    if (apie_check_given(panel->description))
        kept->description = apie_arena_strdup(arena, panel->description);
    if (kept->dataset && kept->name && (kept->description || !apie_check_given(panel->description)))
        return true;
    apie_fail_no_memory(error);
    return false;
}

static bool keep_panel(board_flow *board, kept_panel *kept,
                       const apie_honeycomb_panel_bundle *panel, const apie_call_options *options,
                       apie_error *error)
{
    apie_honeycomb_board_panel filled = panel->panel;
    /* The limits are the whole's, headers and key the board's own. */
    apie_call_options limits = {.deadline_ms = options ? options->deadline_ms : 0};
    if (panel->query)
        filled.type = APIE_HONEYCOMB_PANEL_TYPE_QUERY;
    if (panel->slo)
        filled.type = APIE_HONEYCOMB_PANEL_TYPE_SLO;
    const apie_honeycomb_board_panel *copy = apie_bundle_keep(
        board->bundle.flow.arena, &apie_model_honeycomb_board_panel, &filled, error);
    if (!copy)
        return false;
    kept->panel = *copy;
    if (panel->query)
        return keep_query(board, kept, panel, error);
    if (panel->slo)
        kept->slo =
            apie_slo_bundle_unchecked_new(board->bundle.flow.core, panel->slo, &limits, error);
    return kept->slo || !panel->slo;
}

static bool is_twice(const board_flow *board, size_t index, apie_error *error)
{
    const kept_panel *panel = &board->panels[index];
    for (size_t i = 0; panel->query && i < index; i++) {
        const kept_panel *other = &board->panels[i];
        if (!other->query || strcmp(other->dataset, panel->dataset) != 0 ||
            !apie_model_equal(&apie_model_honeycomb_query, other->query, panel->query))
            continue;
        apie_check check;
        apie_check_init(&check, error);
        apie_check_enter(&check, "panels", (int64_t)index);
        apie_check_fail(&check, "query", "is the query of panel %zu, too", i);
        return true;
    }
    return false;
}

static bool keep_panels(board_flow *board, const apie_honeycomb_board_bundle *bundle,
                        const apie_call_options *options, apie_error *error)
{
    apie_arena *arena = board->bundle.flow.arena;
    size_t count = bundle->panels_count;
    const apie_honeycomb_board_panel **list = apie_arena_alloc(arena, count * sizeof *list);
    /* One more, which is nothing: the end. */
    board->panels = apie_arena_alloc(arena, (count + 1) * sizeof *board->panels);
    board->panel_count = count;
    if (!list || !board->panels) {
        apie_fail_no_memory(error);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        list[i] = &board->panels[i].panel;
        if (!keep_panel(board, &board->panels[i], &bundle->panels[i], options, error) ||
            is_twice(board, i, error))
            return false;
    }
    board->board.panels = list;
    board->board.panels_count = count;
    return true;
}

static bool keep_views(board_flow *board, const apie_honeycomb_board_bundle *bundle,
                       apie_error *error)
{
    apie_arena *arena = board->bundle.flow.arena;
    apie_arena *given = apie_arena_of_root(board->bundle.made);
    size_t count = bundle->views_count;
    board->views = apie_arena_alloc(arena, count * sizeof *board->views);
    board->views_made = apie_arena_alloc(given, count * sizeof *board->views_made);
    board->view_list = apie_arena_alloc(given, count * sizeof *board->view_list);
    board->view_count = count;
    made_of(board)->views = board->view_list;
    if (!board->views || !board->views_made || !board->view_list) {
        apie_fail_no_memory(error);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        board->views[i] =
            apie_bundle_keep(arena, &apie_model_honeycomb_board_view, bundle->views[i], error);
        if (!board->views[i])
            return false;
    }
    return true;
}

static bool make_room(board_flow *board)
{
    apie_honeycomb_board_made *made = made_of(board);
    size_t things = 1;
    for (size_t i = 0; i < board->panel_count; i++) {
        const apie_flow *slo = board->panels[i].slo;
        things += slo ? ((const apie_bundle_flow *)slo)->room : 2;
    }
    return apie_bundle_reserve(&board->bundle, things,
                               2 * board->panel_count + 1 + board->view_count, &made->made,
                               &made->made_count);
}

static bool keep(board_flow *board, const apie_honeycomb_board_bundle *bundle,
                 const apie_call_options *options, apie_error *error)
{
    const apie_honeycomb_board *kept = apie_bundle_keep(
        board->bundle.flow.arena, &apie_model_honeycomb_board, bundle->board, error);
    if (!kept)
        return false;
    board->board = *kept;
    if (!keep_panels(board, bundle, options, error) || !keep_views(board, bundle, error))
        return false;
    if (make_room(board))
        return true;
    apie_fail_no_memory(error);
    return false;
}

apie_flow *apie_board_bundle_flow_new(apie_core *core, const apie_honeycomb_board_bundle *bundle,
                                      const apie_call_options *options, apie_error *error)
{
    if (check_bundle(bundle, error) != APIE_OK)
        return NULL;
    apie_flow *flow =
        apie_bundle_flow_new(&board_type, core, sizeof(apie_honeycomb_board_made), options, error);
    if (!flow || keep((board_flow *)flow, bundle, options, error))
        return flow;
    apie_flow_free(flow);
    return NULL;
}
