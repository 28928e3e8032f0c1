/* What is refused before it is sent, and what is not; percent and parts of a million. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include <apie/honeycomb/builders.h>
#include <apie/honeycomb/checks.h>
#include <apie/honeycomb/presets.h>

static apie_error error;

static void expect_good(apie_status status)
{
    if (status != APIE_OK)
        fail_msg("%s", error.message);
}

/* where: "" for good. */
static void expect(apie_status status, const char *where)
{
    if (where[0] == '\0') {
        expect_good(status);
        return;
    }
    assert_int_equal(status, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, where);
    assert_non_null(strstr(error.message, where));
}

/* So many characters of two bytes each. */
static const char *text_of(size_t characters)
{
    static char text[40000];
    assert_true(2 * characters < sizeof text);
    for (size_t i = 0; i < characters; i++)
        memcpy(text + 2 * i, "\xc3\xa9", 2);
    text[2 * characters] = '\0';
    return text;
}

/* ---- triggers ---- */

static void expect_trigger(const apie_honeycomb_trigger *trigger, const char *where)
{
    expect(apie_honeycomb_check_trigger(trigger, &error), where);
}

static void a_trigger_needs_no_query(void **state)
{
    (void)state;
    apie_honeycomb_trigger trigger = {.name = "Errors in x", .frequency = apie_int(300)};
    apie_honeycomb_fire_when(&trigger, ">", 10);
    expect_trigger(&trigger, "");
    expect_trigger(&(apie_honeycomb_trigger){0}, "");
    assert_int_equal(apie_honeycomb_check_trigger(NULL, NULL), APIE_ERROR_INVALID_ARGUMENT);
}

static void frequencies_are_whole_minutes(void **state)
{
    static const struct {
        int64_t frequency;
        const char *where;
    } cases[] = {
        {0, "/frequency"},
        {59, "/frequency"},
        {APIE_HONEYCOMB_EVERY_MINUTE, ""},
        {61, "/frequency"},
        {APIE_HONEYCOMB_EVERY_15_MINUTES, ""},
        {APIE_HONEYCOMB_EVERY_DAY, ""},
        {86460, "/frequency"},
        {INT64_MIN, "/frequency"},
        {INT64_MAX, "/frequency"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const apie_honeycomb_trigger trigger = {.frequency = apie_int(cases[i].frequency)};
        expect_trigger(&trigger, cases[i].where);
    }
    expect_trigger(&(apie_honeycomb_trigger){.frequency = apie_null_int()}, "");
}

static void a_query_is_not_too_long_for_the_frequency(void **state)
{
    (void)state;
    apie_honeycomb_query query = {.time_range = apie_int(APIE_HONEYCOMB_LAST_HOUR)};
    apie_honeycomb_trigger trigger = {.query = &query, .frequency = apie_int(900)};
    expect_trigger(&trigger, "");
    query.time_range = apie_int(3601);
    expect_trigger(&trigger, "/frequency");
    trigger.frequency.presence = APIE_UNSET; /* the service's default is its own matter */
    expect_trigger(&trigger, "");
    query.limit = apie_int(10001);
    expect_trigger(&trigger, "/query/limit");
}

static void thresholds_are_whole(void **state)
{
    static const char *const good[] = {">", ">=", "<", "<="};
    (void)state;
    apie_honeycomb_trigger trigger = {0};
    for (size_t i = 0; i < 4; i++) {
        apie_honeycomb_fire_when(&trigger, good[i], -0.5);
        expect_trigger(&trigger, "");
    }
    apie_honeycomb_fire_when(&trigger, "=", 0);
    expect_trigger(&trigger, "/threshold/op");
    trigger = (apie_honeycomb_trigger){.threshold_op = ">"};
    expect_trigger(&trigger, "/threshold/value");
    trigger = (apie_honeycomb_trigger){.threshold_value = apie_double(0)};
    expect_trigger(&trigger, "/threshold/op");
    apie_honeycomb_fire_when(&trigger, ">", 0);
    trigger.exceeded_limit = apie_int(5);
    expect_trigger(&trigger, "");
    trigger.exceeded_limit = apie_int(6);
    expect_trigger(&trigger, "/threshold/exceeded_limit");
    trigger.exceeded_limit = apie_int(0);
    expect_trigger(&trigger, "/threshold/exceeded_limit");
}

static void names_are_counted_in_characters(void **state)
{
    (void)state;
    expect_trigger(&(apie_honeycomb_trigger){.name = ""}, "/name");
    expect_trigger(&(apie_honeycomb_trigger){.name = text_of(120)}, "");
    expect_trigger(&(apie_honeycomb_trigger){.name = text_of(121)}, "/name");
    expect_trigger(&(apie_honeycomb_trigger){.name = APIE_NULL}, "");
    expect_trigger(&(apie_honeycomb_trigger){.description = ""}, "");
    expect_trigger(&(apie_honeycomb_trigger){.description = text_of(1023)}, "");
    expect_trigger(&(apie_honeycomb_trigger){.description = text_of(1024)}, "/description");
}

static void tags_have_their_letters(void **state)
{
    static const struct {
        const char *key, *value, *where;
    } cases[] = {
        {"team", "blue", ""},
        {"t", "b/9-", ""},
        {"Team", "blue", "/tags/1/key"},
        {"team1", "blue", "/tags/1/key"},
        {"", "blue", "/tags/1/key"},
        {NULL, "blue", "/tags/1/key"},
        {"team", "9", "/tags/1/value"},
        {"team", "a b", "/tags/1/value"},
        {"team", "", "/tags/1/value"},
        {"abcdefghijklmnopqrstuvwxyzabcdef", "blue", ""},
        {"abcdefghijklmnopqrstuvwxyzabcdefg", "blue", "/tags/1/key"},
    };
    const apie_honeycomb_tag good = {.key = "a", .value = "b"};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const apie_honeycomb_tag tag = {.key = cases[i].key, .value = cases[i].value};
        const apie_honeycomb_tag *tags[] = {&good, &tag};
        expect_trigger(&(apie_honeycomb_trigger){.tags = tags, .tags_count = 2}, cases[i].where);
    }
    const apie_honeycomb_tag *many[11];
    for (size_t i = 0; i < 11; i++)
        many[i] = &good;
    expect_trigger(&(apie_honeycomb_trigger){.tags = many, .tags_count = 10}, "");
    expect_trigger(&(apie_honeycomb_trigger){.tags = many, .tags_count = 11}, "/tags");
    expect_trigger(&(apie_honeycomb_trigger){.tags = APIE_NULL, .tags_count = 11}, "");
}

static void baselines_and_windows_are_whole(void **state)
{
    static const char *const days[] = {APIE_HONEYCOMB_WEEKDAY_MONDAY};
    (void)state;
    apie_honeycomb_trigger_baseline baseline = {0};
    apie_honeycomb_trigger trigger = {.baseline = &baseline};
    expect_trigger(&trigger, ""); /* takes the comparison away */
    baseline.offset_minutes = apie_int(1440);
    expect_trigger(&trigger, "/baseline_details");
    baseline.type = APIE_HONEYCOMB_BASELINE_TYPE_VALUE;
    expect_trigger(&trigger, "");
    baseline.offset_minutes = apie_int(1441);
    expect_trigger(&trigger, "/baseline_details/offset_minutes");
    trigger =
        (apie_honeycomb_trigger){.evaluation_schedule_type = APIE_HONEYCOMB_SCHEDULE_TYPE_WINDOW};
    expect_trigger(&trigger, "/evaluation_schedule/window/days_of_week");
    trigger.window_days = days;
    trigger.window_days_count = 1;
    expect_trigger(&trigger, "/evaluation_schedule/window/start_time");
    trigger.window_start = "14:00";
    trigger.window_end = "9:00";
    expect_trigger(&trigger, "");
    trigger.window_days_count = 0;
    expect_trigger(&trigger, "/evaluation_schedule/window/days_of_week");
}

/* ---- queries ---- */

static void expect_query(apie_honeycomb_query query, const char *where)
{
    expect(apie_honeycomb_check_query(&query, &error), where);
}

static void queries_are_in_range(void **state)
{
    const char *many[101];
    (void)state;
    for (size_t i = 0; i < 101; i++)
        many[i] = "column";
    expect_query((apie_honeycomb_query){0}, "");
    expect_query((apie_honeycomb_query){.breakdowns = many, .breakdowns_count = 100}, "");
    expect_query((apie_honeycomb_query){.breakdowns = many, .breakdowns_count = 101},
                 "/breakdowns");
    expect_query((apie_honeycomb_query){.limit = apie_int(10000)}, "");
    expect_query((apie_honeycomb_query){.limit = apie_int(10001)}, "/limit");
    expect_query((apie_honeycomb_query){.granularity = apie_int(0)}, "/granularity");
    expect_query((apie_honeycomb_query){.time_range = apie_int(0)}, "/time_range");
    expect_query((apie_honeycomb_query){.time_range = apie_int(APIE_HONEYCOMB_LAST_28_DAYS)}, "");
    expect_query((apie_honeycomb_query){.start_time = apie_int(5), .end_time = apie_int(5)}, "");
    expect_query((apie_honeycomb_query){.start_time = apie_int(6), .end_time = apie_int(5)},
                 "/end_time");
    expect_query((apie_honeycomb_query){.start_time = apie_int(5), .time_range = apie_int(60)}, "");
    expect_query((apie_honeycomb_query){.start_time = apie_int(5),
                                        .end_time = apie_int(6),
                                        .time_range = apie_int(60)},
                 "/time_range");
    /* What the service knows today is no limit. */
    const apie_honeycomb_calculation newer = apie_honeycomb_calculate("P42", NULL);
    const apie_honeycomb_calculation *calculations[] = {&newer};
    expect_query((apie_honeycomb_query){.calculations = calculations, .calculations_count = 1}, "");
}

/* ---- SLOs and burn alerts ---- */

static void slos_are_whole(void **state)
{
    (void)state;
    apie_honeycomb_slo slo = {.name = "n",
                              .sli_alias = "a",
                              .time_period_days = apie_int(1),
                              .target_per_million = apie_int(0)};
    expect(apie_honeycomb_check_slo(&slo, &error), "");
    slo.target_per_million = apie_int(999999);
    slo.time_period_days = apie_int(365);
    expect(apie_honeycomb_check_slo(&slo, &error), "");
    slo.target_per_million = apie_int(1000000);
    expect(apie_honeycomb_check_slo(&slo, &error), "/target_per_million");
    slo.target_per_million.presence = APIE_UNSET;
    expect(apie_honeycomb_check_slo(&slo, &error), "/target_per_million");
    slo.target_per_million = apie_int(1);
    slo.time_period_days.presence = APIE_UNSET;
    expect(apie_honeycomb_check_slo(&slo, &error), "/time_period_days");
    slo.time_period_days = apie_int(0);
    expect(apie_honeycomb_check_slo(&slo, &error), "/time_period_days");
    slo.sli_alias = NULL;
    slo.time_period_days = apie_int(1);
    expect(apie_honeycomb_check_slo(&slo, &error), "/sli/alias");
    slo.name = NULL;
    expect(apie_honeycomb_check_slo(&slo, &error), "/name");
}

static void burn_alerts_have_what_their_type_needs(void **state)
{
    const apie_honeycomb_notification_recipient told = {.id = "r"};
    const apie_honeycomb_notification_recipient *list[] = {&told};
    (void)state;
    apie_honeycomb_burn_alert alert = apie_honeycomb_exhaustion_alert(0);
    expect(apie_honeycomb_check_burn_alert(&alert, &error), "/recipients");
    alert.recipients = list;
    expect(apie_honeycomb_check_burn_alert(&alert, &error), "/recipients");
    alert.recipients_count = 1;
    expect(apie_honeycomb_check_burn_alert(&alert, &error), "");
    alert.exhaustion_minutes = apie_int(-1);
    expect(apie_honeycomb_check_burn_alert(&alert, &error), "/exhaustion_minutes");
    alert.exhaustion_minutes.presence = APIE_UNSET;
    expect(apie_honeycomb_check_burn_alert(&alert, &error), "/exhaustion_minutes");
    alert.alert_type = "something new";
    expect(apie_honeycomb_check_burn_alert(&alert, &error), "");
    alert = apie_honeycomb_budget_rate_alert(60, apie_int(1000000));
    alert.recipients = list;
    alert.recipients_count = 1;
    expect(apie_honeycomb_check_burn_alert(&alert, &error), "");
    alert.exhaustion_minutes = apie_int(0);
    expect(apie_honeycomb_check_burn_alert(&alert, &error), "/exhaustion_minutes");
    alert.exhaustion_minutes.presence = APIE_UNSET;
    alert.budget_rate_window_minutes = apie_int(59);
    expect(apie_honeycomb_check_burn_alert(&alert, &error), "/budget_rate_window_minutes");
    alert.budget_rate_window_minutes = apie_int(60);
    alert.budget_rate_decrease_threshold_per_million = apie_int(0);
    expect(apie_honeycomb_check_burn_alert(&alert, &error),
           "/budget_rate_decrease_threshold_per_million");
}

/* ---- recipients, derived columns ---- */

static void expect_recipient(apie_honeycomb_recipient recipient, const char *where)
{
    expect(apie_honeycomb_check_recipient(&recipient, &error), where);
}

static void recipients_have_what_their_type_needs(void **state)
{
    const apie_honeycomb_webhook_header header = {.header = "X", .value = text_of(751)};
    const apie_honeycomb_webhook_header *headers[] = {&header, &header, &header,
                                                      &header, &header, &header};
    const apie_honeycomb_template_variable variable = {.name = ""};
    const apie_honeycomb_template_variable *variables[] = {&variable};
    (void)state;
    expect_recipient((apie_honeycomb_recipient){0}, "/type");
    expect_recipient(apie_honeycomb_recipient_of_type("something new"), "");
    expect_recipient(apie_honeycomb_email("a@b.c"), "");
    expect_recipient(apie_honeycomb_email(""), "/details/email_address");
    expect_recipient(apie_honeycomb_slack("#a"), "");
    expect_recipient(apie_honeycomb_slack(NULL), "/details/slack_channel");
    expect_recipient(apie_honeycomb_pagerduty("n", "0123456789abcdef0123456789abcdef"), "");
    expect_recipient(apie_honeycomb_pagerduty("n", "0123456789abcdef0123456789abcde"),
                     "/details/pagerduty_integration_key");
    expect_recipient(apie_honeycomb_pagerduty(NULL, "0123456789abcdef0123456789abcdef"),
                     "/details/pagerduty_integration_name");
    expect_recipient(apie_honeycomb_msteams("n", "u"), "");
    expect_recipient(apie_honeycomb_msteams("n", NULL), "/details/webhook_url");
    expect_recipient(apie_honeycomb_webhook("n", "u"), "");
    expect_recipient(apie_honeycomb_webhook(NULL, "u"), "/details/webhook_name");
    apie_honeycomb_recipient webhook = apie_honeycomb_webhook("n", "u");
    webhook.webhook_headers = headers;
    webhook.webhook_headers_count = 1;
    expect_recipient(webhook, "/details/webhook_headers/0/value");
    webhook.webhook_headers_count = 6;
    expect_recipient(webhook, "/details/webhook_headers");
    webhook.webhook_headers = NULL;
    webhook.template_variables = variables;
    webhook.template_variables_count = 1;
    expect_recipient(webhook, "/details/webhook_payloads/template_variables/0/name");
}

static void derived_columns_are_whole(void **state)
{
    (void)state;
    apie_honeycomb_derived_column column = {.alias = "a", .expression = text_of(4095)};
    expect(apie_honeycomb_check_derived_column(&column, &error), "");
    column.expression = text_of(4096);
    expect(apie_honeycomb_check_derived_column(&column, &error), "/expression");
    column.alias = "";
    expect(apie_honeycomb_check_derived_column(&column, &error), "/alias");
}

/* ---- boards ---- */

static void boards_are_whole(void **state)
{
    (void)state;
    const apie_honeycomb_board_panel text = apie_honeycomb_text_panel(text_of(10000)).panel;
    apie_honeycomb_board_panel panel = apie_honeycomb_saved_query_panel("q", "a").panel;
    const apie_honeycomb_board_panel *panels[] = {&text, &panel};
    apie_honeycomb_board board = {.name = "n", .panels = panels, .panels_count = 2};
    expect(apie_honeycomb_check_board(&board, &error), "");
    panel.query_id = NULL;
    expect(apie_honeycomb_check_board(&board, &error), "/panels/1/query_panel/query_id");
    panel = apie_honeycomb_text_panel(NULL).panel;
    expect(apie_honeycomb_check_board(&board, &error), "/panels/1/text_panel/content");
    panel = apie_honeycomb_existing_slo_panel(NULL).panel;
    expect(apie_honeycomb_check_board(&board, &error), "");
    panel = apie_honeycomb_panel_of_type("something new").panel;
    expect(apie_honeycomb_check_board(&board, &error), "");
    panel.height = apie_int(-1);
    expect(apie_honeycomb_check_board(&board, &error), "/panels/1/position/height");
    text_of(10001);
    expect(apie_honeycomb_check_board(&board, &error), "/panels/0/text_panel/content");
    board = (apie_honeycomb_board){.name = text_of(256)};
    expect(apie_honeycomb_check_board(&board, &error), "/name");
}

static void views_have_filters(void **state)
{
    (void)state;
    apie_honeycomb_board_view_filter filter = {.column = "c", .operation = "exists"};
    const apie_honeycomb_board_view_filter *filters[] = {&filter};
    apie_honeycomb_board_view view = {.name = "n"};
    expect(apie_honeycomb_check_board_view(&view, &error), "/filters");
    view.filters = filters;
    expect(apie_honeycomb_check_board_view(&view, &error), "/filters");
    view.filters_count = 1;
    expect(apie_honeycomb_check_board_view(&view, &error), "");
    filter.operation = NULL;
    expect(apie_honeycomb_check_board_view(&view, &error), "/filters/0/operation");
}

/* ---- percent ---- */

static int64_t target(double percent)
{
    apie_opt_int out;
    expect_good(apie_honeycomb_target_from_percent(percent, &out, &error));
    assert_int_equal(out.presence, APIE_SET);
    return out.value;
}

/* A list with a hole in it, or one that is missing, is told and not read. */
static void lists_have_no_holes(void **state)
{
    (void)state;
    const apie_honeycomb_tag whole = {.key = "a", .value = "b"};
    const apie_honeycomb_tag *const tags[] = {&whole, NULL};
    const apie_honeycomb_board_view_filter *const filters[] = {NULL};
    const apie_honeycomb_board_panel *const panels[] = {NULL};
    const apie_honeycomb_webhook_header *const headers[] = {NULL};
    const apie_honeycomb_template_variable *const variables[] = {NULL};
    const char *const breakdowns[] = {"a", NULL};
    apie_honeycomb_recipient webhook = {
        .type = "webhook", .webhook_name = "n", .webhook_url = "https://x.test"};
    expect_trigger(&(apie_honeycomb_trigger){.tags = tags, .tags_count = 2}, "/tags/1");
    expect(apie_honeycomb_check_query(
               &(apie_honeycomb_query){.breakdowns = breakdowns, .breakdowns_count = 2}, &error),
           "/breakdowns/1");
    expect(apie_honeycomb_check_board_view(
               &(apie_honeycomb_board_view){.name = "n", .filters = filters, .filters_count = 1},
               &error),
           "/filters/0");
    expect(apie_honeycomb_check_board(
               &(apie_honeycomb_board){.name = "n", .panels = panels, .panels_count = 1}, &error),
           "/panels/0");
    webhook.webhook_headers = headers;
    webhook.webhook_headers_count = 1;
    expect(apie_honeycomb_check_recipient(&webhook, &error), "/details/webhook_headers/0");
    webhook.webhook_headers = NULL;
    webhook.webhook_headers_count = 0;
    webhook.template_variables = variables;
    webhook.template_variables_count = 1;
    expect(apie_honeycomb_check_recipient(&webhook, &error),
           "/details/webhook_payloads/template_variables/0");
}

static void every_percentage_keeps_its_decimals(void **state)
{
    (void)state;
    assert_int_equal(target(0.57), 5700);
    assert_int_equal(target(1.13), 11300);
    assert_int_equal(target(99.9999), 999999);
    for (int64_t i = 0; i < 10000; i++)
        assert_int_equal(target((double)i / 100), i * 100);
    for (int64_t i = 0; i < 1000000; i++) {
        assert_int_equal(target((double)i / 10000), i);
        assert_int_equal(target(apie_honeycomb_percent_from_per_million(i)), i);
    }
}

static void impossible_percentages_are_refused(void **state)
{
    static const double bad[] = {-0.0001, 99.99999, 100,         101,
                                 1e300,   -1e300,   (double)NAN, (double)INFINITY};
    apie_opt_int out;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        out = apie_int(7);
        assert_int_equal(apie_honeycomb_target_from_percent(bad[i], &out, &error),
                         APIE_ERROR_INVALID_ARGUMENT);
        assert_int_equal(out.presence, APIE_UNSET);
        assert_non_null(strstr(error.message, "99.9999"));
    }
    expect_good(apie_honeycomb_threshold_from_percent(100, &out, &error));
    assert_int_equal(out.value, 1000000);
    expect_good(apie_honeycomb_threshold_from_percent(0.0001, &out, &error));
    assert_int_equal(out.value, 1);
    expect_good(apie_honeycomb_threshold_from_percent(0.57, &out, &error));
    assert_int_equal(out.value, 5700);
    assert_int_equal(apie_honeycomb_threshold_from_percent(0, &out, &error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_honeycomb_threshold_from_percent(100.01, &out, &error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_honeycomb_threshold_from_percent(1, NULL, NULL),
                     APIE_ERROR_INVALID_ARGUMENT);
}

/* ---- builders ---- */

static void builders_fill_in_what_they_are_given(void **state)
{
    (void)state;
    json_t *value = json_integer(1);
    const apie_honeycomb_filter filter =
        apie_honeycomb_where("c", APIE_HONEYCOMB_FILTER_OP_EQUALS, value);
    assert_ptr_equal(filter.value, value);
    assert_string_equal(filter.op, "=");
    json_decref(value);
    const apie_honeycomb_query_order order =
        apie_honeycomb_order_by_breakdown("c", APIE_HONEYCOMB_ORDER_DESCENDING);
    assert_null(order.op);
    assert_string_equal(order.column, "c");
    const apie_honeycomb_having having =
        apie_honeycomb_keep_groups(APIE_HONEYCOMB_QUERY_OP_AVG, "ms", ">", 0);
    assert_string_equal(having.calculate_op, "AVG");
    assert_int_equal(having.value.presence, APIE_SET);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trigger_needs_no_query),
        cmocka_unit_test(frequencies_are_whole_minutes),
        cmocka_unit_test(a_query_is_not_too_long_for_the_frequency),
        cmocka_unit_test(thresholds_are_whole),
        cmocka_unit_test(names_are_counted_in_characters),
        cmocka_unit_test(tags_have_their_letters),
        cmocka_unit_test(baselines_and_windows_are_whole),
        cmocka_unit_test(queries_are_in_range),
        cmocka_unit_test(slos_are_whole),
        cmocka_unit_test(burn_alerts_have_what_their_type_needs),
        cmocka_unit_test(recipients_have_what_their_type_needs),
        cmocka_unit_test(derived_columns_are_whole),
        cmocka_unit_test(boards_are_whole),
        cmocka_unit_test(views_have_filters),
        cmocka_unit_test(lists_have_no_holes),
        cmocka_unit_test(every_percentage_keeps_its_decimals),
        cmocka_unit_test(impossible_percentages_are_refused),
        cmocka_unit_test(builders_fill_in_what_they_are_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
