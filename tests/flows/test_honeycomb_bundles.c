/* Recipients that are found or made, and bundles of triggers and SLOs, in virtual time. Boards have
 * a file of their own. */
#include "honeycomb_world.h"

#include <string.h>

#include <apie/honeycomb.h>
#include <apie/honeycomb/builders.h>
#include <apie/honeycomb/presets.h>

#include "honeycomb/bundles.h"
#include "honeycomb/find_recipients.h"
#include "support/alloc_fault.h"

#define PAGER_KEY "0123456789abcdef0123456789abcdef"

static const char some_recipients[] =
    "[{\"id\":\"r-mail\",\"type\":\"email\",\"details\":{\"email_address\":\"a@b.c\"}},"
    "{\"id\":\"r-slack\",\"type\":\"slack\",\"details\":{\"slack_channel\":\"#a\"}},"
    "{\"id\":\"r-page\",\"type\":\"pagerduty\",\"details\":{\"pagerduty_integration_name\":\"x\","
    "\"pagerduty_integration_key\":\"" PAGER_KEY "\"}},"
    "{\"id\":\"r-hook\",\"type\":\"webhook\",\"details\":{\"webhook_name\":\"other\","
    "\"webhook_url\":\"https://h\"}},"
    "{\"id\":\"r-old\",\"type\":\"msteams\",\"details\":{\"webhook_url\":\"https://t\"}},"
    "{\"id\":\"r-new\",\"type\":\"msteams_workflow\",\"details\":{\"webhook_url\":\"https://t\"}},"
    "{\"id\":\"r-odd\",\"type\":\"carrier_pigeon\",\"details\":{}}]";

static void use_rules(honeycomb_world *w, honeycomb_rule *rules)
{
    w->rules = rules;
    honeycomb_forget(w);
}

static void know_some(honeycomb_world *w)
{
    static honeycomb_rule rules[] = {
        {.request = "GET /1/recipients", .status = 200, .body = some_recipients},
        {.request = NULL},
    };
    use_rules(w, rules);
}

#define SENT(...)                                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* ---- one recipient ---- */

static void *find(honeycomb_world *w, const apie_honeycomb_recipient *wanted, apie_status expected,
                  apie_response **response)
{
    apie_call_options options = {.response = response};
    return honeycomb_finish(w, apie_find_recipient_flow_new(&w->core, wanted, &options, &w->error),
                            expected, response);
}

static void expect_found(honeycomb_world *w, apie_honeycomb_recipient wanted, const char *id)
{
    apie_response *response = NULL;
    honeycomb_forget(w);
    apie_honeycomb_recipient *found = find(w, &wanted, APIE_OK, &response);
    assert_string_equal(found->id, id);
    assert_int_equal(response->status, 200);
    honeycomb_expect(w, SENT("GET /1/recipients"));
    apie_free(found);
    apie_free(response);
}

static void what_is_there_is_found(void **state)
{
    honeycomb_world *w = *state;
    know_some(w);
    expect_found(w, apie_honeycomb_email("a@b.c"), "r-mail");
    expect_found(w, apie_honeycomb_slack("#a"), "r-slack");
    expect_found(w, apie_honeycomb_pagerduty("y", PAGER_KEY), "r-page");
    expect_found(w, apie_honeycomb_webhook("mine", "https://h"), "r-hook");
    expect_found(w, apie_honeycomb_msteams("mine", "https://t"), "r-new");
}

static void expect_made(honeycomb_world *w, apie_honeycomb_recipient wanted, const char *request)
{
    apie_response *response = NULL;
    honeycomb_forget(w);
    apie_honeycomb_recipient *made = find(w, &wanted, APIE_OK, &response);
    assert_string_equal(made->id, "id-1");
    assert_int_equal(response->status, 201);
    honeycomb_expect(w, SENT("GET /1/recipients", request));
    apie_free(made);
    apie_free(response);
}

/* Nothing that is not set is sent, not even as null. */
static void what_is_not_there_is_made(void **state)
{
    honeycomb_world *w = *state;
    know_some(w);
    expect_made(w, apie_honeycomb_email("A@b.c"),
                "POST /1/recipients {\"type\":\"email\",\"details\":{\"email_address\":"
                "\"A@b.c\"}}");
    expect_made(w, apie_honeycomb_webhook("mine", "https://t"),
                "POST /1/recipients {\"type\":\"webhook\",\"details\":{\"webhook_name\":\"mine\","
                "\"webhook_url\":\"https://t\"}}");
    /* A type that the library does not know is none that it could find. */
    expect_made(w, apie_honeycomb_recipient_of_type("carrier_pigeon"),
                "POST /1/recipients {\"type\":\"carrier_pigeon\"}");
}

static void another_may_make_it_first(void **state)
{
    honeycomb_world *w = *state;
    honeycomb_rule rules[] = {
        {.request = "GET /1/recipients", .status = 200, .body = "[]", .times = 1},
        {.request = "GET /1/recipients", .status = 200, .body = some_recipients},
        {.request = "POST", .status = 409, .body = "{\"error\":\"it is there\"}"},
        {.request = NULL},
    };
    const apie_honeycomb_recipient wanted = apie_honeycomb_slack("#a");
    use_rules(w, rules);
    apie_honeycomb_recipient *found = find(w, &wanted, APIE_OK, NULL);
    assert_string_equal(found->id, "r-slack");
    honeycomb_expect(w, SENT("GET /1/recipients", "POST /1/recipients", "GET /1/recipients"));
    apie_free(found);
}

static void a_conflict_with_something_else_is_told(void **state)
{
    honeycomb_world *w = *state;
    honeycomb_rule rules[] = {
        {.request = "POST", .status = 409, .body = "{\"error\":\"the name is taken\"}"},
        {.request = NULL},
    };
    const apie_honeycomb_recipient wanted = apie_honeycomb_slack("#a");
    use_rules(w, rules);
    assert_null(find(w, &wanted, APIE_ERROR_CONFLICT, NULL));
    assert_non_null(strstr(w->error.message, "the name is taken"));
    assert_int_equal(w->error.http_status, 409);
    honeycomb_expect(w, SENT("GET /1/recipients", "POST /1/recipients", "GET /1/recipients"));
}

static void a_list_that_fails_is_told(void **state)
{
    honeycomb_world *w = *state;
    honeycomb_rule rules[] = {
        {.request = "GET /1/recipients", .status = 403, .body = "{}"},
        {.request = NULL},
    };
    const apie_honeycomb_recipient wanted = apie_honeycomb_slack("#a");
    use_rules(w, rules);
    assert_null(find(w, &wanted, APIE_ERROR_PERMISSION, NULL));
    rules[0] = (honeycomb_rule){.request = "POST", .status = 409, .body = "{}"};
    rules[0].body = "{\"error\":\"it is there\"}";
    honeycomb_rule later[] = {
        {.request = "GET /1/recipients", .status = 403, .body = "{}", .after = 1},
        {.request = "POST", .status = 409, .body = "{}"},
        {.request = NULL},
    };
    use_rules(w, later);
    assert_null(find(w, &wanted, APIE_ERROR_PERMISSION, NULL));
}

static void what_cannot_be_found_is_refused(void **state)
{
    honeycomb_world *w = *state;
    apie_honeycomb_recipient wanted = apie_honeycomb_pagerduty("x", "too short");
    assert_null(apie_find_recipient_flow_new(&w->core, &wanted, NULL, &w->error));
    assert_string_equal(w->error.where, "/details/pagerduty_integration_key");
    assert_null(strstr(w->error.message, "too short"));
    wanted = apie_honeycomb_email("a@b.c");
    wanted.id = "r-mail";
    assert_null(apie_find_recipient_flow_new(&w->core, &wanted, NULL, &w->error));
    assert_string_equal(w->error.where, "/id");
    assert_null(apie_find_recipient_flow_new(&w->core, NULL, NULL, &w->error));
    assert_int_equal(w->error.code, APIE_ERROR_INVALID_ARGUMENT);
}

/* ---- triggers ---- */

static void *make_trigger(honeycomb_world *w, const apie_honeycomb_trigger_bundle *bundle,
                          apie_status expected)
{
    return honeycomb_finish(w, apie_trigger_bundle_flow_new(&w->core, bundle, NULL, &w->error),
                            expected, NULL);
}

typedef struct trigger_parts {
    apie_honeycomb_recipient recipients[3];
    apie_honeycomb_alert_recipient told[3];
    apie_honeycomb_trigger trigger;
    apie_honeycomb_trigger_bundle bundle;
} trigger_parts;

/* A trigger without a query that tells PagerDuty, which is there, and two that are not. */
static void trigger_parts_init(trigger_parts *parts)
{
    memset(parts, 0, sizeof *parts);
    parts->recipients[0] = apie_honeycomb_pagerduty("x", PAGER_KEY);
    parts->recipients[1] = apie_honeycomb_email("new@b.c");
    parts->recipients[2] = apie_honeycomb_slack("#new");
    parts->told[0] =
        apie_honeycomb_tell(&parts->recipients[0], APIE_HONEYCOMB_PAGERDUTY_SEVERITY_WARNING);
    parts->told[1] = apie_honeycomb_tell(&parts->recipients[1], NULL);
    parts->told[2] = apie_honeycomb_tell(&parts->recipients[2], NULL);
    parts->trigger.name = "Errors";
    apie_honeycomb_fire_when(&parts->trigger, ">", 10);
    parts->trigger.frequency = apie_int(APIE_HONEYCOMB_EVERY_5_MINUTES);
    parts->bundle.dataset = "a b";
    parts->bundle.trigger = &parts->trigger;
    parts->bundle.recipients = parts->told;
    parts->bundle.recipients_count = 3;
}

static void expect_thing(const apie_honeycomb_made *made, apie_honeycomb_made_kind kind,
                         const char *dataset, const char *id)
{
    assert_int_equal(made->kind, kind);
    assert_string_equal(made->id, id);
    if (dataset)
        assert_string_equal(made->dataset, dataset);
    else
        assert_null(made->dataset);
}

static void a_trigger_comes_after_its_recipients(void **state)
{
    honeycomb_world *w = *state;
    trigger_parts parts;
    trigger_parts_init(&parts);
    know_some(w);
    apie_honeycomb_trigger_made *made = make_trigger(w, &parts.bundle, APIE_OK);
    honeycomb_expect(w,
                     SENT("GET /1/recipients",
                          "POST /1/recipients "
                          "{\"type\":\"email\",\"details\":{\"email_address\":\"new@b.c\"}}",
                          "POST /1/recipients "
                          "{\"type\":\"slack\",\"details\":{\"slack_channel\":\"#new\"}}",
                          "POST /1/triggers/a%20b {\"name\":\"Errors\",\"threshold\":{\"op\":\">\","
                          "\"value\":10.0},\"frequency\":300,\"recipients\":[{\"id\":\"r-page\","
                          "\"details\":{\"pagerduty_severity\":\"warning\"}},{\"id\":\"id-1\"},"
                          "{\"id\":\"id-2\"}]}"));
    assert_string_equal(made->trigger->id, "id-3");
    assert_string_equal(made->trigger->name, "Errors");
    assert_int_equal(made->made_count, 3);
    expect_thing(made->made[0], APIE_HONEYCOMB_MADE_RECIPIENT, NULL, "id-1");
    expect_thing(made->made[1], APIE_HONEYCOMB_MADE_RECIPIENT, NULL, "id-2");
    expect_thing(made->made[2], APIE_HONEYCOMB_MADE_TRIGGER, "a b", "id-3");
    apie_free(made);
}

static void a_trigger_needs_neither_recipients_nor_query(void **state)
{
    honeycomb_world *w = *state;
    trigger_parts parts;
    trigger_parts_init(&parts);
    parts.bundle.recipients_count = 0;
    apie_honeycomb_trigger_made *made = make_trigger(w, &parts.bundle, APIE_OK);
    honeycomb_expect(w, SENT("POST /1/triggers/a%20b {\"name\":\"Errors\",\"threshold\":{\"op\":"
                             "\">\",\"value\":10.0},\"frequency\":300}"));
    assert_int_equal(made->made_count, 1);
    apie_free(made);
}

static void named_recipients_stay_and_come_first(void **state)
{
    honeycomb_world *w = *state;
    const apie_honeycomb_notification_recipient named = {.id = "r-1", .pagerduty_severity = "info"};
    const apie_honeycomb_notification_recipient *list[] = {&named};
    const apie_honeycomb_notification_variable variable = {.name = "team", .value = "blue"};
    const apie_honeycomb_notification_variable *variables[] = {&variable};
    trigger_parts parts;
    trigger_parts_init(&parts);
    parts.trigger = (apie_honeycomb_trigger){.recipients = list, .recipients_count = 1};
    parts.recipients[0] = (apie_honeycomb_recipient){.id = "r-2"};
    parts.told[0].pagerduty_severity = NULL;
    parts.told[0].variables = variables;
    parts.told[0].variables_count = 1;
    parts.bundle.recipients_count = 1;
    apie_free(make_trigger(w, &parts.bundle, APIE_OK));
    /* All ids are known, so there is nothing to list. */
    honeycomb_expect(
        w, SENT("POST /1/triggers/a%20b {\"recipients\":[{\"id\":\"r-1\",\"details\":{"
                "\"pagerduty_severity\":\"info\"}},{\"id\":\"r-2\",\"details\":{\"variables\":[{"
                "\"name\":\"team\",\"value\":\"blue\"}]}}]}"));
}

static void equal_recipients_are_made_once(void **state)
{
    honeycomb_world *w = *state;
    trigger_parts parts;
    trigger_parts_init(&parts);
    parts.recipients[2] = parts.recipients[1];
    parts.trigger = (apie_honeycomb_trigger){.name = "n"};
    know_some(w);
    apie_honeycomb_trigger_made *made = make_trigger(w, &parts.bundle, APIE_OK);
    assert_int_equal(made->made_count, 2);
    honeycomb_expect(w, SENT("GET /1/recipients", "POST /1/recipients",
                             "POST /1/triggers/a%20b {\"name\":\"n\",\"recipients\":[{\"id\":"
                             "\"r-page\",\"details\":{\"pagerduty_severity\":\"warning\"}},{"
                             "\"id\":\"id-1\"},{\"id\":\"id-1\"}]}"));
    apie_free(made);
}

static void a_failure_tells_what_was_made(void **state)
{
    honeycomb_world *w = *state;
    honeycomb_rule rules[] = {
        {.request = "POST /1/triggers", .status = 422, .body = "{\"error\":\"no such column\"}"},
        {.request = NULL},
    };
    trigger_parts parts;
    trigger_parts_init(&parts);
    use_rules(w, rules);
    apie_honeycomb_trigger_made *made = make_trigger(w, &parts.bundle, APIE_ERROR_INVALID_REQUEST);
    assert_non_null(strstr(w->error.message, "no such column"));
    assert_null(made->trigger);
    assert_int_equal(made->made_count, 3);
    apie_free(made);

    /* In the search itself. */
    rules[0] =
        (honeycomb_rule){.request = "POST /1/recipients", .status = 400, .body = "{}", .after = 2};
    honeycomb_forget(w);
    made = make_trigger(w, &parts.bundle, APIE_ERROR_INVALID_REQUEST);
    assert_int_equal(made->made_count, 2);
    expect_thing(made->made[1], APIE_HONEYCOMB_MADE_RECIPIENT, NULL, "id-2");
    assert_int_equal(w->count, 4);
    apie_free(made);

    /* Before anything was made there is nothing to tell. */
    rules[0].after = 0;
    honeycomb_forget(w);
    assert_null(make_trigger(w, &parts.bundle, APIE_ERROR_INVALID_REQUEST));
}

static void what_was_made_without_an_id_is_an_error(void **state)
{
    honeycomb_world *w = *state;
    honeycomb_rule rules[] = {
        {.request = "POST /1/triggers", .status = 201, .body = "{\"name\":\"Errors\"}"},
        {.request = NULL},
    };
    trigger_parts parts;
    trigger_parts_init(&parts);
    parts.bundle.recipients_count = 0;
    use_rules(w, rules);
    assert_null(make_trigger(w, &parts.bundle, APIE_ERROR_PROTOCOL));
    assert_true(w->error.maybe_processed);
}

static void expect_refused(honeycomb_world *w, const apie_honeycomb_trigger_bundle *bundle,
                           const char *where)
{
    assert_null(apie_trigger_bundle_flow_new(&w->core, bundle, NULL, &w->error));
    assert_int_equal(w->error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(w->error.where, where);
}

static void mistakes_in_triggers_are_told_early(void **state)
{
    honeycomb_world *w = *state;
    trigger_parts parts;
    trigger_parts_init(&parts);
    expect_refused(w, NULL, "bundle");
    parts.bundle.dataset = "";
    expect_refused(w, &parts.bundle, "/dataset");
    parts.bundle.dataset = "a";
    parts.bundle.trigger = NULL;
    expect_refused(w, &parts.bundle, "/trigger");
    parts.bundle.trigger = &parts.trigger;
    parts.trigger.frequency = apie_int(90);
    expect_refused(w, &parts.bundle, "/trigger/frequency");
    parts.trigger.frequency = apie_int(60);
    parts.recipients[2].slack_channel = NULL;
    expect_refused(w, &parts.bundle, "/recipients/2/details/slack_channel");
    parts.told[1].recipient = NULL;
    expect_refused(w, &parts.bundle, "/recipients/1/recipient");
    /* What no check looks at, but cannot be said in JSON. */
    trigger_parts_init(&parts);
    parts.trigger.query_id = "\xff";
    expect_refused(w, &parts.bundle, "/query_id");
    trigger_parts_init(&parts);
    parts.bundle.recipients = NULL;
    expect_refused(w, &parts.bundle, "/recipients");
}

/* ---- SLOs ---- */

typedef struct slo_parts {
    apie_honeycomb_recipient recipients[2];
    apie_honeycomb_alert_recipient told[3];
    apie_honeycomb_burn_alert alerts[2];
    apie_honeycomb_burn_alert_bundle burn_alerts[2];
    apie_honeycomb_derived_column column;
    apie_honeycomb_slo slo;
    apie_honeycomb_slo_bundle bundle;
} slo_parts;

static const char *const two_datasets[] = {"one", "two"};
static const char *const all_datasets[] = {APIE_HONEYCOMB_ALL_DATASETS};

static void slo_parts_init(slo_parts *parts)
{
    apie_opt_int one_percent;
    memset(parts, 0, sizeof *parts);
    assert_int_equal(apie_honeycomb_threshold_from_percent(1, &one_percent, NULL), APIE_OK);
    parts->recipients[0] = apie_honeycomb_pagerduty("x", PAGER_KEY);
    parts->recipients[1] = apie_honeycomb_slack("#new");
    parts->told[0] = apie_honeycomb_tell(&parts->recipients[0], "error");
    parts->told[1] = apie_honeycomb_tell(&parts->recipients[1], NULL);
    parts->told[2] = apie_honeycomb_tell(&parts->recipients[1], NULL);
    parts->alerts[0] = apie_honeycomb_exhaustion_alert(0);
    parts->alerts[1] = apie_honeycomb_budget_rate_alert(60, one_percent);
    parts->burn_alerts[0].alert = &parts->alerts[0];
    parts->burn_alerts[0].recipients = parts->told;
    parts->burn_alerts[0].recipients_count = 2;
    parts->burn_alerts[1].alert = &parts->alerts[1];
    parts->burn_alerts[1].recipients = parts->told + 2;
    parts->burn_alerts[1].recipients_count = 1;
    parts->column.alias = "sli";
    parts->column.expression = "INT(1)";
    parts->slo.name = "Good";
    assert_int_equal(apie_honeycomb_target_from_percent(99.9, &parts->slo.target_per_million, NULL),
                     APIE_OK);
    parts->bundle.datasets = two_datasets;
    parts->bundle.datasets_count = 2;
    parts->bundle.slo = &parts->slo;
    parts->bundle.derived_column = &parts->column;
    parts->bundle.burn_alerts = parts->burn_alerts;
    parts->bundle.burn_alerts_count = 2;
}

static void *make_slo(honeycomb_world *w, const apie_honeycomb_slo_bundle *bundle,
                      apie_status expected)
{
    return honeycomb_finish(w, apie_slo_bundle_flow_new(&w->core, bundle, NULL, &w->error),
                            expected, NULL);
}

static void each_dataset_gets_an_slo(void **state)
{
    honeycomb_world *w = *state;
    slo_parts parts;
    slo_parts_init(&parts);
    know_some(w);
    apie_honeycomb_slo_made *made = make_slo(w, &parts.bundle, APIE_OK);
    honeycomb_expect(
        w, SENT("GET /1/recipients",
                "POST /1/recipients {\"type\":\"slack\",\"details\":{\"slack_channel\":\"#new\"}}",
                "POST /1/derived_columns/one {\"alias\":\"sli\",\"expression\":\"INT(1)\"}",
                "POST /1/slos/one {\"name\":\"Good\",\"sli\":{\"alias\":\"sli\"},"
                "\"time_period_days\":30,\"target_per_million\":999000}",
                "POST /1/burn_alerts/one {\"alert_type\":\"exhaustion_time\","
                "\"exhaustion_minutes\":0,\"slo\":{\"id\":\"id-3\"},\"recipients\":[{\"id\":"
                "\"r-page\",\"details\":{\"pagerduty_severity\":\"error\"}},{\"id\":\"id-1\"}]}",
                "POST /1/burn_alerts/one {\"alert_type\":\"budget_rate\","
                "\"budget_rate_window_minutes\":60,"
                "\"budget_rate_decrease_threshold_per_million\":10000,\"slo\":{\"id\":\"id-3\"},"
                "\"recipients\":[{\"id\":\"id-1\"}]}",
                "POST /1/derived_columns/two", "POST /1/slos/two", "POST /1/burn_alerts/two",
                "POST /1/burn_alerts/two"));
    assert_non_null(strstr(w->requests[8], "\"slo\":{\"id\":\"id-7\"}"));
    assert_int_equal(made->slos_count, 2);
    assert_string_equal(made->slos[1]->id, "id-7");
    assert_int_equal(made->burn_alerts_count, 4);
    assert_string_equal(made->burn_alerts[3]->id, "id-9");
    assert_int_equal(made->made_count, 9);
    expect_thing(made->made[0], APIE_HONEYCOMB_MADE_RECIPIENT, NULL, "id-1");
    expect_thing(made->made[1], APIE_HONEYCOMB_MADE_DERIVED_COLUMN, "one", "id-2");
    expect_thing(made->made[6], APIE_HONEYCOMB_MADE_SLO, "two", "id-7");
    expect_thing(made->made[8], APIE_HONEYCOMB_MADE_BURN_ALERT, "two", "id-9");
    apie_free(made);
}

static void a_derived_column_may_be_everywhere(void **state)
{
    honeycomb_world *w = *state;
    slo_parts parts;
    slo_parts_init(&parts);
    parts.bundle.derived_column_everywhere = true;
    parts.bundle.burn_alerts_count = 0;
    apie_honeycomb_slo_made *made = make_slo(w, &parts.bundle, APIE_OK);
    honeycomb_expect(
        w, SENT("POST /1/derived_columns/__all__", "POST /1/slos/one", "POST /1/slos/two"));
    expect_thing(made->made[0], APIE_HONEYCOMB_MADE_DERIVED_COLUMN, "__all__", "id-1");
    apie_free(made);
}

static void one_slo_may_be_over_several_datasets(void **state)
{
    honeycomb_world *w = *state;
    slo_parts parts;
    slo_parts_init(&parts);
    parts.bundle.datasets = all_datasets;
    parts.bundle.datasets_count = 1;
    parts.bundle.derived_column = NULL;
    parts.bundle.burn_alerts_count = 0;
    parts.slo.sli_alias = "there";
    parts.slo.time_period_days = apie_int(7);
    parts.slo.dataset_slugs = two_datasets;
    parts.slo.dataset_slugs_count = 2;
    apie_free(make_slo(w, &parts.bundle, APIE_OK));
    honeycomb_expect(w, SENT("POST /1/slos/__all__ {\"name\":\"Good\",\"sli\":{\"alias\":\"there\"}"
                             ",\"time_period_days\":7,\"target_per_million\":999000,"
                             "\"dataset_slugs\":[\"one\",\"two\"]}"));
}

static void an_slo_bundle_tells_how_far_it_came(void **state)
{
    honeycomb_world *w = *state;
    honeycomb_rule rules[] = {
        {.request = "POST /1/burn_alerts/two", .status = 404, .body = "{}"},
        {.request = NULL},
    };
    slo_parts parts;
    slo_parts_init(&parts);
    use_rules(w, rules);
    apie_honeycomb_slo_made *made = make_slo(w, &parts.bundle, APIE_ERROR_NOT_FOUND);
    assert_int_equal(made->slos_count, 2);
    assert_int_equal(made->burn_alerts_count, 2);
    assert_int_equal(made->made_count, 8);
    apie_free(made);
    rules[0].request = "POST /1/derived_columns/one";
    honeycomb_forget(w);
    made = make_slo(w, &parts.bundle, APIE_ERROR_NOT_FOUND);
    assert_int_equal(made->slos_count, 0);
    assert_int_equal(made->made_count, 2);
    apie_free(made);
}

static void expect_slo_refused(honeycomb_world *w, const apie_honeycomb_slo_bundle *bundle,
                               const char *where)
{
    assert_null(apie_slo_bundle_flow_new(&w->core, bundle, NULL, &w->error));
    assert_int_equal(w->error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(w->error.where, where);
}

static void mistakes_in_slos_are_told_early(void **state)
{
    honeycomb_world *w = *state;
    slo_parts parts;
    expect_slo_refused(w, NULL, "bundle");
    slo_parts_init(&parts);
    parts.bundle.datasets_count = 0;
    expect_slo_refused(w, &parts.bundle, "/datasets");
    parts.bundle.slo = NULL;
    expect_slo_refused(w, &parts.bundle, "/slo");
    slo_parts_init(&parts);
    parts.bundle.datasets = all_datasets;
    parts.bundle.datasets_count = 1;
    expect_slo_refused(w, &parts.bundle, "/slo/dataset_slugs");
    slo_parts_init(&parts);
    parts.slo.target_per_million = apie_int(1000000);
    expect_slo_refused(w, &parts.bundle, "/slo/target_per_million");
    slo_parts_init(&parts);
    parts.bundle.derived_column = NULL;
    expect_slo_refused(w, &parts.bundle, "/slo/sli/alias");
    slo_parts_init(&parts);
    parts.column.expression = "";
    expect_slo_refused(w, &parts.bundle, "/derived_column/expression");
    slo_parts_init(&parts);
    parts.burn_alerts[1].recipients_count = 0;
    expect_slo_refused(w, &parts.bundle, "/burn_alerts/1/alert/recipients");
    slo_parts_init(&parts);
    parts.alerts[1].budget_rate_window_minutes = apie_int(30 * 24 * 60 + 1);
    expect_slo_refused(w, &parts.bundle, "/burn_alerts/1/alert/budget_rate_window_minutes");
    parts.alerts[1].budget_rate_window_minutes = apie_int(INT64_MIN);
    expect_slo_refused(w, &parts.bundle, "/burn_alerts/1/alert/budget_rate_window_minutes");
    parts.alerts[1].budget_rate_window_minutes = apie_int(30 * 24 * 60);
    parts.recipients[1].slack_channel = "";
    expect_slo_refused(w, &parts.bundle, "/burn_alerts/0/recipients/1/details/slack_channel");
    slo_parts_init(&parts);
    parts.bundle.burn_alerts = NULL;
    expect_slo_refused(w, &parts.bundle, "/burn_alerts");
}

/* ---- options, limits, cancels, memory ---- */

static void options_go_with_what_the_bundle_is_about(void **state)
{
    honeycomb_world *w = *state;
    char name[] = "X-Mine", value[] = "yes", key[] = "key-1";
    const apie_header header = {name, value};
    const apie_call_options options = {
        .idempotency_key = key, .headers = &header, .header_count = 1};
    trigger_parts parts;
    trigger_parts_init(&parts);
    apie_flow *flow = apie_trigger_bundle_flow_new(&w->core, &parts.bundle, &options, &w->error);
    /* All is borrowed only until now. */
    memset(name, 'x', sizeof name - 1);
    memset(value, 'x', sizeof value - 1);
    memset(key, 'x', sizeof key - 1);
    memset(&parts, 0, sizeof parts);
    apie_free(honeycomb_finish(w, flow, APIE_OK, NULL));
    assert_null(strstr(w->headers[1], "X-Mine"));
    assert_null(strstr(w->headers[1], "key-1"));
    assert_non_null(strstr(w->headers[4], "X-Mine: yes"));
    assert_non_null(strstr(w->headers[4], "Idempotency-Key: key-1"));

    /* Two SLOs are two requests: they cannot have one key. */
    slo_parts slo;
    slo_parts_init(&slo);
    slo.bundle.burn_alerts_count = 0;
    const apie_header given[] = {{"idempotency-KEY", "key-3"}, {"X-Mine", "yes"}};
    const apie_call_options keys[] = {{.idempotency_key = "key-2"},
                                      {.headers = given, .header_count = 2}};
    for (size_t n = 0; n < 2; n++) {
        honeycomb_forget(w);
        flow = apie_slo_bundle_flow_new(&w->core, &slo.bundle, &keys[n], &w->error);
        apie_free(honeycomb_finish(w, flow, APIE_OK, NULL));
        unsigned mine = 0;
        for (unsigned i = 0; i < w->count; i++) {
            assert_null(strstr(w->headers[i], "key-"));
            mine += strstr(w->headers[i], "X-Mine: yes") != NULL;
        }
        assert_int_equal(mine, n == 0 ? 0 : 2);
    }
}

static void each_request_has_its_own_minute(void **state)
{
    honeycomb_world *w = *state;
    slo_parts parts;
    slo_parts_init(&parts);
    w->delay_ms = 20000;
    apie_free(make_slo(w, &parts.bundle, APIE_OK));
    assert_int_equal(w->count, 11);

    const apie_call_options limit = {.deadline_ms = 50000};
    honeycomb_forget(w);
    uint64_t start_ms = virtual_now(w->world);
    apie_flow *flow = apie_slo_bundle_flow_new(&w->core, &parts.bundle, &limit, &w->error);
    apie_honeycomb_slo_made *made = honeycomb_finish(w, flow, APIE_ERROR_TIMEOUT, NULL);
    assert_int_equal(virtual_now(w->world) - start_ms, 50000);
    assert_int_equal(made->made_count, 1);
    apie_free(made);
}

/* Also in a search that takes three of them. */
static void each_request_of_a_search_has_its_own_minute(void **state)
{
    honeycomb_world *w = *state;
    honeycomb_rule rules[] = {
        {.request = "GET /1/recipients", .status = 200, .body = "[]", .times = 1},
        {.request = "GET /1/recipients", .status = 200, .body = some_recipients},
        {.request = "POST", .status = 409, .body = "{\"error\":\"it is there\"}"},
        {.request = NULL},
    };
    const apie_honeycomb_recipient wanted = apie_honeycomb_slack("#a");
    const apie_call_options limit = {.deadline_ms = 60000};
    use_rules(w, rules);
    w->delay_ms = 25000;
    apie_free(find(w, &wanted, APIE_OK, NULL));
    honeycomb_forget(w);
    apie_flow *flow = apie_find_recipient_flow_new(&w->core, &wanted, &limit, &w->error);
    assert_null(honeycomb_finish(w, flow, APIE_ERROR_TIMEOUT, NULL));
}

typedef struct cancelled {
    apie_status status;
    size_t made;
} cancelled;

static void note_trigger(void *user, apie_flow *flow)
{
    cancelled *end = user;
    const apie_honeycomb_trigger_made *made = flow->result;
    end->status = flow->status;
    end->made = made ? made->made_count : 0;
}

static void a_cancelled_bundle_tells_what_was_made(void **state)
{
    honeycomb_world *w = *state;
    static const struct {
        uint64_t after_ms;
        size_t made;
    } times[] = {{50, 0}, {250, 1}, {350, 2}, {450, 3}};
    trigger_parts parts;
    trigger_parts_init(&parts);
    w->delay_ms = 100;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        cancelled end = {APIE_OK, 99};
        honeycomb_forget(w);
        uint64_t start_ms = virtual_now(w->world);
        apie_flow *flow = apie_trigger_bundle_flow_new(&w->core, &parts.bundle, NULL, &w->error);
        virtual_task *task = virtual_start(w->world, flow, note_trigger, &end);
        virtual_cancel_at(task, start_ms + times[i].after_ms);
        virtual_run(w->world);
        assert_int_equal(end.status, APIE_ERROR_CANCELLED);
        assert_int_equal(end.made, times[i].made);
        assert_int_equal(virtual_now(w->world) - start_ms, times[i].after_ms);
    }
}

/* What an answer told is not lost to a cancel that comes with it. */
static void a_trigger_may_be_cancelled_when_it_was_answered(void **state)
{
    honeycomb_world *w = *state;
    trigger_parts parts;
    trigger_parts_init(&parts);
    know_some(w);
    for (unsigned n = 1; n <= 4; n++) {
        honeycomb_forget(w);
        apie_honeycomb_trigger_made *made = honeycomb_cancel_answered(
            w, apie_trigger_bundle_flow_new(&w->core, &parts.bundle, NULL, &w->error), n);
        assert_int_equal(w->count, n);
        assert_int_equal(w->error.attempts, 1);
        assert_int_equal(made ? made->made_count : 0, n - 1);
        if (!made)
            continue;
        assert_null(made->trigger); /* the call failed */
        assert_int_equal(made->made[n - 2]->kind,
                         n == 4 ? APIE_HONEYCOMB_MADE_TRIGGER : APIE_HONEYCOMB_MADE_RECIPIENT);
        assert_int_equal(made->made[n - 2]->id[3] - '0', n - 1);
        apie_free(made);
    }
}

static void an_slo_may_be_cancelled_when_it_was_answered(void **state)
{
    honeycomb_world *w = *state;
    slo_parts parts;
    slo_parts_init(&parts);
    know_some(w);
    for (unsigned n = 2; n <= 10; n++) {
        static const size_t alerts[] = {0, 0, 0, 0, 0, 1, 2, 2, 2, 3, 4};
        honeycomb_forget(w);
        apie_honeycomb_slo_made *made = honeycomb_cancel_answered(
            w, apie_slo_bundle_flow_new(&w->core, &parts.bundle, NULL, &w->error), n);
        assert_int_equal(w->count, n);
        assert_non_null(made);
        assert_int_equal(made->made_count, n - 1);
        assert_int_equal(made->made[n - 2]->id[3] - '0', n - 1);
        assert_int_equal(made->slos_count, n >= 8 ? 2 : n >= 4);
        assert_int_equal(made->burn_alerts_count, alerts[n]);
        apie_free(made);
    }
}

/* There is no place for half of what one recipient is; but it may be there. */
static void a_recipient_may_be_cancelled_when_it_was_answered(void **state)
{
    honeycomb_world *w = *state;
    const apie_honeycomb_recipient wanted = apie_honeycomb_slack("#new");
    for (unsigned n = 1; n <= 2; n++) {
        honeycomb_forget(w);
        assert_null(honeycomb_cancel_answered(
            w, apie_find_recipient_flow_new(&w->core, &wanted, NULL, &w->error), n));
        assert_int_equal(w->error.maybe_processed, n == 2);
    }
}

/* An id that an answer does not have cannot be told, but that there may be something can. */
static void a_cancel_does_not_hide_that_an_id_is_missing(void **state)
{
    honeycomb_world *w = *state;
    honeycomb_rule rules[] = {
        {.request = "POST /1/triggers", .status = 201, .body = "{\"name\":\"Errors\"}"},
        {.request = NULL},
    };
    trigger_parts parts;
    trigger_parts_init(&parts);
    parts.bundle.recipients_count = 0;
    use_rules(w, rules);
    assert_null(honeycomb_cancel_answered(
        w, apie_trigger_bundle_flow_new(&w->core, &parts.bundle, NULL, &w->error), 1));
    assert_true(w->error.maybe_processed);
}

static apie_flow *new_find(honeycomb_world *w)
{
    const apie_honeycomb_recipient wanted = apie_honeycomb_slack("#new");
    const apie_header header = {"X-Mine", "yes"};
    const apie_call_options options = {.headers = &header, .header_count = 1};
    return apie_find_recipient_flow_new(&w->core, &wanted, &options, &w->error);
}

/* Where only the response finds no memory, what the answer told is told. */
static void a_lack_of_memory_for_the_response_loses_nothing(void **state)
{
    honeycomb_world *w = *state;
    apie_response *response = NULL;
    const apie_call_options options = {.response = &response};
    trigger_parts parts;
    unsigned told = 0;
    cancelled end = {APIE_ERROR_NO_MEMORY, 0};
    trigger_parts_init(&parts);
    parts.bundle.recipients_count = 0;
    for (unsigned long k = 1; end.status != APIE_OK; k++) {
        honeycomb_forget(w);
        apie_flow *flow =
            apie_trigger_bundle_flow_new(&w->core, &parts.bundle, &options, &w->error);
        apie_fault_fail_at(k + 1); /* the first allocation is the world's own */
        virtual_start(w->world, flow, note_trigger, &end);
        virtual_run(w->world);
        apie_fault_fail_at(0);
        told += end.status != APIE_OK && end.made == 1;
    }
    assert_true(told > 0);
}

static void note_error(void *user, apie_flow *flow)
{
    *(apie_error *)user = flow->error;
}

/* Whatever the memory is missing for. */
static void what_is_lost_to_a_lack_of_memory_may_be_there(void **state)
{
    honeycomb_world *w = *state;
    unsigned lost = 0;
    know_some(w);
    for (unsigned long k = 1;; k++) {
        apie_error error;
        apie_error_clear(&error);
        honeycomb_forget(w);
        apie_flow *flow = new_find(w);
        apie_fault_fail_at(k + 1); /* the first allocation is the world's own */
        virtual_start(w->world, flow, note_error, &error);
        virtual_run(w->world);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        if (!hit)
            break;
        assert_int_equal(error.code, APIE_ERROR_NO_MEMORY);
        assert_int_equal(error.maybe_processed, w->made > 0);
        lost += w->made;
    }
    assert_true(lost > 0);
}

static apie_flow *new_trigger(honeycomb_world *w)
{
    trigger_parts parts;
    trigger_parts_init(&parts);
    return apie_trigger_bundle_flow_new(&w->core, &parts.bundle, NULL, &w->error);
}

static apie_flow *new_slo(honeycomb_world *w)
{
    slo_parts parts;
    slo_parts_init(&parts);
    return apie_slo_bundle_flow_new(&w->core, &parts.bundle, NULL, &w->error);
}

static void bundles_run_out_of_memory(void **state)
{
    honeycomb_world *w = *state;
    know_some(w);
    honeycomb_run_out_of_memory(w, new_find);
    honeycomb_run_out_of_memory(w, new_trigger);
    honeycomb_run_out_of_memory(w, new_slo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HONEYCOMB_TEST(what_is_there_is_found),
        HONEYCOMB_TEST(what_is_not_there_is_made),
        HONEYCOMB_TEST(another_may_make_it_first),
        HONEYCOMB_TEST(a_conflict_with_something_else_is_told),
        HONEYCOMB_TEST(a_list_that_fails_is_told),
        HONEYCOMB_TEST(what_cannot_be_found_is_refused),
        HONEYCOMB_TEST(a_trigger_comes_after_its_recipients),
        HONEYCOMB_TEST(a_trigger_needs_neither_recipients_nor_query),
        HONEYCOMB_TEST(named_recipients_stay_and_come_first),
        HONEYCOMB_TEST(equal_recipients_are_made_once),
        HONEYCOMB_TEST(a_failure_tells_what_was_made),
        HONEYCOMB_TEST(what_was_made_without_an_id_is_an_error),
        HONEYCOMB_TEST(mistakes_in_triggers_are_told_early),
        HONEYCOMB_TEST(each_dataset_gets_an_slo),
        HONEYCOMB_TEST(a_derived_column_may_be_everywhere),
        HONEYCOMB_TEST(one_slo_may_be_over_several_datasets),
        HONEYCOMB_TEST(an_slo_bundle_tells_how_far_it_came),
        HONEYCOMB_TEST(mistakes_in_slos_are_told_early),
        HONEYCOMB_TEST(options_go_with_what_the_bundle_is_about),
        HONEYCOMB_TEST(each_request_has_its_own_minute),
        HONEYCOMB_TEST(each_request_of_a_search_has_its_own_minute),
        HONEYCOMB_TEST(a_cancelled_bundle_tells_what_was_made),
        HONEYCOMB_TEST(a_trigger_may_be_cancelled_when_it_was_answered),
        HONEYCOMB_TEST(an_slo_may_be_cancelled_when_it_was_answered),
        HONEYCOMB_TEST(a_recipient_may_be_cancelled_when_it_was_answered),
        HONEYCOMB_TEST(a_cancel_does_not_hide_that_an_id_is_missing),
        HONEYCOMB_TEST(a_lack_of_memory_for_the_response_loses_nothing),
        HONEYCOMB_TEST(what_is_lost_to_a_lack_of_memory_may_be_there),
        HONEYCOMB_TEST(bundles_run_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
