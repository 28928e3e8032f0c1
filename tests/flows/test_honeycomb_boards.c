/* Boards with all that they show, and boards as documents, in virtual time. */
#include "honeycomb_world.h"

#include <stdlib.h>
#include <string.h>

#include <apie/honeycomb.h>
#include <apie/honeycomb/builders.h>
#include <apie/honeycomb/presets.h>

#include "base/json_reader.h"
#include "honeycomb/bundles.h"

#define SENT(...)                                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

typedef struct board_parts {
    apie_honeycomb_calculation calculation;
    const apie_honeycomb_calculation *calculations[1];
    apie_honeycomb_query queries[2];
    apie_honeycomb_slo slo;
    apie_honeycomb_derived_column column;
    apie_honeycomb_burn_alert alert;
    apie_honeycomb_recipient recipient;
    apie_honeycomb_alert_recipient told;
    apie_honeycomb_burn_alert_bundle burn_alert;
    apie_honeycomb_slo_bundle slo_bundle;
    apie_honeycomb_panel_bundle panels[6];
    apie_honeycomb_board_view_filter filter;
    const apie_honeycomb_board_view_filter *filters[1];
    apie_honeycomb_board_view views[2];
    const apie_honeycomb_board_view *view_list[2];
    apie_honeycomb_board board;
    apie_honeycomb_board_bundle bundle;
} board_parts;

static const char *const one_dataset[] = {"one"};

static void slo_init(board_parts *parts)
{
    parts->slo.name = "Good";
    parts->slo.target_per_million = apie_int(999000);
    parts->column.alias = "sli";
    parts->column.expression = "INT(1)";
    parts->alert = apie_honeycomb_exhaustion_alert(240);
    parts->recipient = apie_honeycomb_email("a@b.c");
    parts->told = apie_honeycomb_tell(&parts->recipient, NULL);
    parts->burn_alert.alert = &parts->alert;
    parts->burn_alert.recipients = &parts->told;
    parts->burn_alert.recipients_count = 1;
    parts->slo_bundle.datasets = one_dataset;
    parts->slo_bundle.datasets_count = 1;
    parts->slo_bundle.slo = &parts->slo;
    parts->slo_bundle.derived_column = &parts->column;
    parts->slo_bundle.burn_alerts = &parts->burn_alert;
    parts->slo_bundle.burn_alerts_count = 1;
}

static void panels_init(board_parts *parts)
{
    apie_honeycomb_panel_bundle *panels = parts->panels;
    panels[0] = apie_honeycomb_text_panel("# First");
    panels[1] = apie_honeycomb_query_panel("one", &parts->queries[0], "How many");
    panels[1].panel.query_style = APIE_HONEYCOMB_QUERY_STYLE_COMBO;
    panels[1].panel.hide_markers = apie_bool(false);
    panels[1].description = "Events";
    apie_honeycomb_place(&panels[1], 0, 2, 6, 4);
    panels[2] = apie_honeycomb_slo_panel(&parts->slo_bundle);
    panels[3] = apie_honeycomb_saved_query_panel("q", "a");
    panels[4] = apie_honeycomb_query_panel(NULL, &parts->queries[1], "How slow");
    panels[5] = apie_honeycomb_existing_slo_panel("s");
}

static void board_parts_init(board_parts *parts)
{
    memset(parts, 0, sizeof *parts);
    parts->calculation = apie_honeycomb_calculate(APIE_HONEYCOMB_QUERY_OP_P99, "ms");
    parts->calculations[0] = &parts->calculation;
    parts->queries[0].time_range = apie_int(APIE_HONEYCOMB_LAST_8_HOURS);
    parts->queries[1].calculations = parts->calculations;
    parts->queries[1].calculations_count = 1;
    slo_init(parts);
    panels_init(parts);
    parts->filter.column = "env";
    parts->filter.operation = APIE_HONEYCOMB_FILTER_OP_EXISTS;
    parts->filters[0] = &parts->filter;
    for (int i = 0; i < 2; i++) {
        parts->views[i].name = i == 0 ? "Mine" : "Yours";
        parts->views[i].filters = parts->filters;
        parts->views[i].filters_count = 1;
        parts->view_list[i] = &parts->views[i];
    }
    parts->board.name = "All";
    parts->bundle.board = &parts->board;
    parts->bundle.panels = parts->panels;
    parts->bundle.panels_count = 6;
    parts->bundle.views = parts->view_list;
    parts->bundle.views_count = 2;
}

static void use_rules(honeycomb_world *w, honeycomb_rule *rules)
{
    w->rules = rules;
    honeycomb_forget(w);
}

static void *make_board(honeycomb_world *w, const apie_honeycomb_board_bundle *bundle,
                        apie_status expected)
{
    return honeycomb_finish(w, apie_board_bundle_flow_new(&w->core, bundle, NULL, &w->error),
                            expected, NULL);
}

/* ---- making them ---- */

static const char *const all_requests[] = {
    "POST /1/queries/one {\"time_range\":28800}",
    "POST /1/query_annotations/one {\"name\":\"How many\",\"description\":\"Events\","
    "\"query_id\":\"id-1\"}",
    "GET /1/recipients",
    "POST /1/recipients",
    "POST /1/derived_columns/one",
    "POST /1/slos/one",
    "POST /1/burn_alerts/one",
    "POST /1/queries/__all__ {\"calculations\":[{\"op\":\"P99\",\"column\":\"ms\"}]}",
    "POST /1/query_annotations/__all__ {\"name\":\"How slow\",\"query_id\":\"id-7\"}",
    "POST /1/boards {\"name\":\"All\",\"type\":\"flexible\",\"panels\":["
    "{\"type\":\"text\",\"text_panel\":{\"content\":\"# First\"}},"
    "{\"type\":\"query\",\"position\":{\"x_coordinate\":0,\"y_coordinate\":2,\"height\":4,"
    "\"width\":6},\"query_panel\":{\"query_id\":\"id-1\",\"query_style\":\"combo\","
    "\"query_annotation_id\":\"id-2\",\"visualization_settings\":{\"hide_markers\":false}}},"
    "{\"type\":\"slo\",\"slo_panel\":{\"slo_id\":\"id-5\"}},"
    "{\"type\":\"query\",\"query_panel\":{\"query_id\":\"q\",\"query_annotation_id\":\"a\"}},"
    "{\"type\":\"query\",\"query_panel\":{\"query_id\":\"id-7\","
    "\"query_annotation_id\":\"id-8\"}},"
    "{\"type\":\"slo\",\"slo_panel\":{\"slo_id\":\"s\"}}]}",
    "POST /1/boards/id-9/views {\"name\":\"Mine\",\"filters\":[{\"column\":\"env\","
    "\"operation\":\"exists\"}]}",
    "POST /1/boards/id-9/views",
    NULL,
};

static void panels_come_in_the_order_of_the_bundle(void **state)
{
    static const apie_honeycomb_made_kind kinds[] = {
        APIE_HONEYCOMB_MADE_QUERY,     APIE_HONEYCOMB_MADE_QUERY_ANNOTATION,
        APIE_HONEYCOMB_MADE_RECIPIENT, APIE_HONEYCOMB_MADE_DERIVED_COLUMN,
        APIE_HONEYCOMB_MADE_SLO,       APIE_HONEYCOMB_MADE_BURN_ALERT,
        APIE_HONEYCOMB_MADE_QUERY,     APIE_HONEYCOMB_MADE_QUERY_ANNOTATION,
        APIE_HONEYCOMB_MADE_BOARD,
    };
    honeycomb_world *w = *state;
    board_parts parts;
    board_parts_init(&parts);
    apie_flow *flow = apie_board_bundle_flow_new(&w->core, &parts.bundle, NULL, &w->error);
    memset(&parts, 0, sizeof parts); /* it was borrowed only until now */
    apie_honeycomb_board_made *made = honeycomb_finish(w, flow, APIE_OK, NULL);
    honeycomb_expect(w, all_requests);
    assert_string_equal(made->board->id, "id-9");
    assert_int_equal(made->board->panels_count, 6);
    assert_int_equal(made->views_count, 2);
    assert_int_equal(made->views_failed, 0);
    assert_string_equal(made->views[1]->view->id, "id-11");
    assert_int_equal(made->views[1]->error.code, APIE_OK);
    assert_int_equal(made->made_count, 9);
    for (size_t i = 0; i < 9; i++) {
        char id[] = "id-1";
        id[3] = (char)('1' + i);
        assert_int_equal(made->made[i]->kind, kinds[i]);
        assert_string_equal(made->made[i]->id, id);
    }
    assert_string_equal(made->made[4]->dataset, "one");
    assert_string_equal(made->made[6]->dataset, "__all__");
    apie_free(made);
}

static void a_board_may_be_empty(void **state)
{
    honeycomb_world *w = *state;
    board_parts parts;
    board_parts_init(&parts);
    parts.bundle.panels_count = 0;
    parts.bundle.views_count = 0;
    apie_honeycomb_board_made *made = make_board(w, &parts.bundle, APIE_OK);
    honeycomb_expect(w,
                     SENT("POST /1/boards {\"name\":\"All\",\"type\":\"flexible\",\"panels\":[]}"));
    assert_int_equal(made->made_count, 1);
    apie_free(made);
}

static void a_view_that_fails_is_told_and_no_error(void **state)
{
    honeycomb_world *w = *state;
    honeycomb_rule rules[] = {
        {.request = "POST /1/boards/id-9/views",
         .status = 422,
         .body = "{\"error\":\"no such column\"}",
         .times = 1},
        {.request = NULL},
    };
    board_parts parts;
    board_parts_init(&parts);
    use_rules(w, rules);
    apie_honeycomb_board_made *made = make_board(w, &parts.bundle, APIE_OK);
    assert_int_equal(made->views_count, 2);
    assert_int_equal(made->views_failed, 1);
    assert_null(made->views[0]->view);
    assert_int_equal(made->views[0]->error.code, APIE_ERROR_INVALID_REQUEST);
    assert_non_null(strstr(made->views[0]->error.message, "no such column"));
    assert_string_equal(made->views[1]->view->name, "Yours");
    apie_free(made);
}

static void a_failure_tells_what_was_made(void **state)
{
    static const struct {
        const char *request;
        size_t made;
    } failures[] = {
        {"POST /1/query_annotations/one", 1}, {"GET /1/recipients", 2},       {"POST /1/slos", 4},
        {"POST /1/burn_alerts", 5},           {"POST /1/queries/__all__", 6}, {"POST /1/boards", 8},
    };
    honeycomb_world *w = *state;
    board_parts parts;
    board_parts_init(&parts);
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        honeycomb_rule rules[] = {
            {.request = failures[i].request, .status = 403, .body = "{}"},
            {.request = NULL},
        };
        use_rules(w, rules);
        apie_honeycomb_board_made *made = make_board(w, &parts.bundle, APIE_ERROR_PERMISSION);
        assert_int_equal(made->made_count, failures[i].made);
        assert_null(made->board);
        assert_int_equal(made->views_count, 0);
        apie_free(made);
    }
    honeycomb_rule first[] = {
        {.request = "POST /1/queries/one", .status = 403, .body = "{}"},
        {.request = NULL},
    };
    use_rules(w, first);
    assert_null(make_board(w, &parts.bundle, APIE_ERROR_PERMISSION));
}

/* ---- mistakes ---- */

static void expect_refused(honeycomb_world *w, const apie_honeycomb_board_bundle *bundle,
                           const char *where)
{
    assert_null(apie_board_bundle_flow_new(&w->core, bundle, NULL, &w->error));
    assert_int_equal(w->error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(w->error.where, where);
    assert_int_equal(w->count, 0);
}

static void a_query_may_be_there_once(void **state)
{
    honeycomb_world *w = *state;
    board_parts parts;
    board_parts_init(&parts);
    parts.queries[1] = parts.queries[0];
    parts.panels[4].dataset = "one";
    expect_refused(w, &parts.bundle, "/panels/4/query");
    /* In another dataset it is another query. */
    parts.panels[4].dataset = NULL;
    apie_free(make_board(w, &parts.bundle, APIE_OK));
}

static void mistakes_are_told_early(void **state)
{
    honeycomb_world *w = *state;
    board_parts parts;
    const apie_honeycomb_board_panel *list[] = {&parts.panels[0].panel};
    expect_refused(w, NULL, "bundle");
    board_parts_init(&parts);
    parts.bundle.board = NULL;
    expect_refused(w, &parts.bundle, "board");
    board_parts_init(&parts);
    parts.board.panels = list;
    expect_refused(w, &parts.bundle, "/board/panels");
    board_parts_init(&parts);
    parts.board.name = "";
    expect_refused(w, &parts.bundle, "/board/name");
    board_parts_init(&parts);
    parts.panels[1].name = NULL;
    expect_refused(w, &parts.bundle, "/panels/1/name");
    board_parts_init(&parts);
    parts.queries[0].limit = apie_int(0);
    expect_refused(w, &parts.bundle, "/panels/1/query/limit");
    board_parts_init(&parts);
    parts.panels[1].slo = &parts.slo_bundle;
    expect_refused(w, &parts.bundle, "/panels/1");
    board_parts_init(&parts);
    parts.slo_bundle.datasets_count = 2;
    expect_refused(w, &parts.bundle, "/panels/2/slo/datasets");
    board_parts_init(&parts);
    parts.slo.target_per_million = apie_int(-1);
    expect_refused(w, &parts.bundle, "/panels/2/slo/slo/target_per_million");
    board_parts_init(&parts);
    parts.panels[3].panel.query_annotation_id = NULL;
    expect_refused(w, &parts.bundle, "/panels/3/panel/query_panel/query_annotation_id");
    board_parts_init(&parts);
    parts.panels[4].panel.x = apie_int(-1);
    expect_refused(w, &parts.bundle, "/panels/4/panel/position/x_coordinate");
    board_parts_init(&parts);
    parts.views[1].filters_count = 0;
    expect_refused(w, &parts.bundle, "/views/1/filters");
    board_parts_init(&parts);
    parts.bundle.views = NULL;
    expect_refused(w, &parts.bundle, "/views");
    board_parts_init(&parts);
    parts.bundle.panels = NULL;
    expect_refused(w, &parts.bundle, "/panels");
    board_parts_init(&parts);
    parts.bundle.views_count = 51;
    expect_refused(w, &parts.bundle, "/views");
}

/* ---- limits, cancels, memory ---- */

typedef struct cancelled {
    apie_status status;
    size_t made;
    size_t views;
    bool board;
} cancelled;

static void note_board(void *user, apie_flow *flow)
{
    const apie_honeycomb_board_made *made = flow->result;
    *(cancelled *)user = (cancelled){.status = flow->status,
                                     .made = made ? made->made_count : 0,
                                     .views = made ? made->views_count : 0,
                                     .board = made && made->board};
}

/* At every request: also within the SLO's bundle, and the search within that. */
static void a_cancelled_bundle_tells_what_was_made(void **state)
{
    static const size_t made[] = {0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 9};
    honeycomb_world *w = *state;
    board_parts parts;
    board_parts_init(&parts);
    w->delay_ms = 100;
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        cancelled end;
        honeycomb_forget(w);
        uint64_t start_ms = virtual_now(w->world);
        apie_flow *flow = apie_board_bundle_flow_new(&w->core, &parts.bundle, NULL, &w->error);
        virtual_task *task = virtual_start(w->world, flow, note_board, &end);
        virtual_cancel_at(task, start_ms + 100 * i + 50);
        virtual_run(w->world);
        assert_int_equal(end.status, APIE_ERROR_CANCELLED);
        assert_int_equal(end.made, made[i]);
        assert_int_equal(end.board, i > 9);
        assert_int_equal(end.views, i > 10 ? i - 10 : 0);
    }
}

/* What an answer told is not lost to a cancel that comes with it. */
static void a_bundle_that_is_cancelled_when_it_was_answered_tells_what_was_made(void **state)
{
    static const size_t made[] = {1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9};
    honeycomb_world *w = *state;
    board_parts parts;
    board_parts_init(&parts);
    for (unsigned n = 1; n <= sizeof made / sizeof *made; n++) {
        honeycomb_forget(w);
        apie_honeycomb_board_made *result = honeycomb_cancel_answered(
            w, apie_board_bundle_flow_new(&w->core, &parts.bundle, NULL, &w->error), n);
        const size_t views = n > 10 ? n - 10 : 0;
        assert_int_equal(w->count, n);
        assert_non_null(result);
        assert_int_equal(result->made_count, made[n - 1]);
        assert_int_equal(result->board != NULL, n >= 10);
        assert_int_equal(result->views_count, views);
        assert_int_equal(result->views_failed, 0);
        if (views > 0)
            assert_string_equal(result->views[views - 1]->view->name, n == 11 ? "Mine" : "Yours");
        else
            assert_int_equal(strtoul(result->made[made[n - 1] - 1]->id + 3, NULL, 10), w->made);
        apie_free(result);
    }
}

static void a_limit_ends_views_and_not_the_board(void **state)
{
    honeycomb_world *w = *state;
    const apie_call_options limit = {.deadline_ms = 1050};
    board_parts parts;
    board_parts_init(&parts);
    w->delay_ms = 100;
    apie_flow *flow = apie_board_bundle_flow_new(&w->core, &parts.bundle, &limit, &w->error);
    apie_honeycomb_board_made *made = honeycomb_finish(w, flow, APIE_OK, NULL);
    assert_int_equal(made->views_failed, 2);
    assert_int_equal(made->views[1]->error.code, APIE_ERROR_TIMEOUT);
    apie_free(made);
}

static apie_flow *new_board(honeycomb_world *w)
{
    board_parts parts;
    board_parts_init(&parts);
    return apie_board_bundle_flow_new(&w->core, &parts.bundle, NULL, &w->error);
}

/* With its retries. */
static void each_request_of_a_document_has_its_own_minute(void **state)
{
    honeycomb_world *w = *state;
    honeycomb_rule rules[] = {
        {.request = "GET /1/boards/b/views", .status = 200, .body = "[]"},
        {.request = "GET /1/boards/b", .status = 503, .body = "{}", .times = 1},
        {.request = "GET /1/boards/b", .status = 200, .body = "{\"id\":\"b\",\"name\":\"B\"}"},
        {.request = NULL},
    };
    use_rules(w, rules);
    w->delay_ms = 25000;
    apie_free(honeycomb_finish(w, apie_board_export_flow_new(&w->core, "b", NULL, &w->error),
                               APIE_OK, NULL));
    assert_int_equal(w->count, 3);
}

static apie_flow *new_export(honeycomb_world *w)
{
    return apie_board_export_flow_new(&w->core, "b 1", NULL, &w->error);
}

static honeycomb_rule export_rules[] = {
    {.request = "GET /1/boards/b%201/views",
     .status = 200,
     .body = "[{\"id\":\"v\",\"name\":\"V\",\"created_at\":\"then\",\"filters\":[{\"column\":\"c\","
             "\"operation\":\"=\",\"value\":1}],\"updated_at\":\"now\"}]"},
    {.request = "GET /1/boards/b%201",
     .status = 200,
     .body = "{\"id\":\"b 1\",\"name\":\"B\",\"description\":null,\"type\":\"flexible\","
             "\"links\":{\"board_url\":\"https://x\"},\"created_at\":\"then\",\"new\":[1],"
             "\"panels\":[{\"type\":\"slo\",\"slo_panel\":{\"slo_id\":\"s\"}}],"
             "\"updated_at\":\"now\"}"},
    {.request = NULL},
};

static void flows_run_out_of_memory(void **state)
{
    honeycomb_world *w = *state;
    honeycomb_run_out_of_memory(w, new_board);
    /* The values are jansson's. */
    json_set_alloc_funcs(malloc, free);
    use_rules(w, export_rules);
    honeycomb_run_out_of_memory(w, new_export);
}

/* ---- documents ---- */

static void a_board_is_a_document(void **state)
{
    static const char expected[] =
        "{\"name\":\"B\",\"description\":null,\"type\":\"flexible\",\"new\":[1],\"panels\":[{"
        "\"type\":\"slo\",\"slo_panel\":{\"slo_id\":\"s\"}}],\"views\":[{\"name\":\"V\","
        "\"filters\":[{\"column\":\"c\",\"operation\":\"=\",\"value\":1}]}]}";
    honeycomb_world *w = *state;
    use_rules(w, export_rules);
    apie_honeycomb_board_export *export = honeycomb_finish(w, new_export(w), APIE_OK, NULL);
    honeycomb_expect(w, SENT("GET /1/boards/b%201", "GET /1/boards/b%201/views"));
    json_t *json = apie_json_parse(expected, sizeof expected - 1, NULL, 0);
    assert_true(json_equal(export->json, json));
    json_decref(json);
    apie_free(export);
}

static void a_board_that_is_not_there_is_no_document(void **state)
{
    honeycomb_world *w = *state;
    honeycomb_rule rules[] = {
        {.request = "GET /1/boards/b%201/views", .status = 404, .body = "{}"},
        {.request = "GET /1/boards/b%201", .status = 200, .body = "{\"name\":\"B\"}", .times = 1},
        {.request = "GET", .status = 404, .body = "{}"},
        {.request = NULL},
    };
    use_rules(w, rules);
    assert_null(honeycomb_finish(w, new_export(w), APIE_ERROR_NOT_FOUND, NULL));
    assert_null(honeycomb_finish(w, new_export(w), APIE_ERROR_NOT_FOUND, NULL));
    assert_int_equal(w->count, 3);
    assert_null(apie_board_export_flow_new(&w->core, "", NULL, &w->error));
    assert_string_equal(w->error.where, "id");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HONEYCOMB_TEST(panels_come_in_the_order_of_the_bundle),
        HONEYCOMB_TEST(a_board_may_be_empty),
        HONEYCOMB_TEST(a_view_that_fails_is_told_and_no_error),
        HONEYCOMB_TEST(a_failure_tells_what_was_made),
        HONEYCOMB_TEST(a_query_may_be_there_once),
        HONEYCOMB_TEST(mistakes_are_told_early),
        HONEYCOMB_TEST(a_cancelled_bundle_tells_what_was_made),
        HONEYCOMB_TEST(a_bundle_that_is_cancelled_when_it_was_answered_tells_what_was_made),
        HONEYCOMB_TEST(a_limit_ends_views_and_not_the_board),
        HONEYCOMB_TEST(a_board_is_a_document),
        HONEYCOMB_TEST(a_board_that_is_not_there_is_no_document),
        HONEYCOMB_TEST(each_request_of_a_document_has_its_own_minute),
        HONEYCOMB_TEST(flows_run_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
