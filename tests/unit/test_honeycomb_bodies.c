/* What goes out and comes in as the bodies of Honeycomb's operations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <apie/honeycomb/api_keys.h>
#include <apie/honeycomb/auth.h>
#include <apie/honeycomb/boards.h>
#include <apie/honeycomb/burn_alerts.h>
#include <apie/honeycomb/columns.h>
#include <apie/honeycomb/dataset_definitions.h>
#include <apie/honeycomb/datasets.h>
#include <apie/honeycomb/events.h>
#include <apie/honeycomb/queries.h>
#include <apie/honeycomb/recipients.h>
#include <apie/honeycomb/slos.h>
#include <apie/honeycomb/triggers.h>
#include <apie/response.h>

#include "base/json_writer.h"
#include "generated/honeycomb_models.h"
#include "generated/honeycomb_operations.h"
#include "model/model.h"

static void assert_body(const apie_model *model, const void *object, const char *text)
{
    apie_buffer out;
    apie_json_writer writer;
    apie_error error;
    apie_error_clear(&error);
    apie_buffer_init(&out, 0);
    apie_json_writer_init(&writer, &out);
    if (apie_model_encode(model, object, NULL, &writer, &error) != APIE_OK)
        fail_msg("%s: %s", error.where, error.message);
    assert_string_equal(apie_buffer_terminate(&out), text);
    apie_buffer_free(&out);
}

static void *decode(const apie_model *model, const char *text)
{
    apie_error error;
    void *root = NULL;
    if (apie_model_decode(model, text, strlen(text), &root, &error) != APIE_OK)
        fail_msg("%s: %s", error.where, error.message);
    return root;
}

static void structs_are_flat_where_bodies_are_deep(void **state)
{
    (void)state;
    assert_body(apie_op_honeycomb_api_keys_create.request,
                &(apie_honeycomb_api_key_create){.key_type = APIE_HONEYCOMB_KEY_TYPE_INGEST,
                                                 .name = "ci",
                                                 .environment_id = "e"},
                "{\"data\":{\"type\":\"api-keys\",\"attributes\":{\"key_type\":\"ingest\",\"name\":"
                "\"ci\"},\"relationships\":{\"environment\":{\"data\":{\"id\":\"e\",\"type\":"
                "\"environments\"}}}}}");
    assert_body(apie_op_honeycomb_recipients_create.request,
                &(apie_honeycomb_recipient){.type = APIE_HONEYCOMB_RECIPIENT_TYPE_EMAIL,
                                            .email_address = "a@b.c"},
                "{\"type\":\"email\",\"details\":{\"email_address\":\"a@b.c\"}}");
    const apie_honeycomb_board_panel text = {
        .type = APIE_HONEYCOMB_PANEL_TYPE_TEXT, .x = APIE_INT(0), .content = "hi"};
    const apie_honeycomb_board_panel *const panels[] = {&text};
    assert_body(apie_op_honeycomb_boards_create.request,
                &(apie_honeycomb_board){.name = "B", .panels = panels, .panels_count = 1},
                "{\"name\":\"B\",\"type\":\"flexible\",\"panels\":[{\"type\":\"text\",\"position\":"
                "{\"x_coordinate\":0},\"text_panel\":{\"content\":\"hi\"}}]}");
}

/* Zero, empty and null go out where they mean something. */
static void little_can_be_said(void **state)
{
    (void)state;
    assert_body(
        apie_op_honeycomb_triggers_update.request,
        &(apie_honeycomb_trigger){.name = "t",
                                  .threshold_op = ">",
                                  .threshold_value = APIE_DOUBLE(0),
                                  .disabled = APIE_BOOL(false),
                                  .baseline = &(apie_honeycomb_trigger_baseline){.extra = NULL}},
        "{\"name\":\"t\",\"threshold\":{\"op\":\">\",\"value\":0.0},\"disabled\":false,"
        "\"baseline_details\":{}}");
    assert_body(
        apie_op_honeycomb_dataset_definitions_update.request,
        &(apie_honeycomb_dataset_definitions){
            .span_id = &(apie_honeycomb_dataset_definition){.name = ""}, .trace_id = APIE_NULL},
        "{\"span_id\":{\"name\":\"\"},\"trace_id\":null}");
}

static void answers_of_two_shapes_are_lists(void **state)
{
    (void)state;
    const apie_model *model = apie_op_honeycomb_columns_list.response;
    apie_honeycomb_column_list *one = decode(model, "{\"id\":\"c\",\"key_name\":\"k\"}");
    assert_int_equal(one->items_count, 1);
    assert_string_equal(one->items[0]->key_name, "k");
    assert_body(model, one, "{\"id\":\"c\",\"key_name\":\"k\"}");
    apie_free(one);
    one = decode(model, "[{\"id\":\"c\"},{\"id\":\"d\"}]");
    assert_int_equal(one->items_count, 2);
    apie_free(one);
    apie_honeycomb_slo_histories *all =
        decode(apie_op_honeycomb_slos_history.response, "{\"a\":[{\"timestamp\":5}],\"b\":[]}");
    assert_int_equal(all->items_count, 2);
    assert_string_equal(all->items[0]->slo_id, "a");
    assert_int_equal(all->items[0]->intervals[0]->timestamp.value, 5);
    apie_free(all);
}

static void an_event_is_its_body(void **state)
{
    (void)state;
    json_t *data = json_pack("{s:s,s:i}", "method", "GET", "ms", 32);
    assert_body(apie_op_honeycomb_events_send.request, &(apie_honeycomb_event){.data = data},
                "{\"method\":\"GET\",\"ms\":32}");
    json_decref(data);
}

/* What was not said is left out, not null: the service takes no null there. */
static void what_is_not_said_is_left_out(void **state)
{
    (void)state;
    assert_body(apie_op_honeycomb_recipients_create.request,
                &(apie_honeycomb_recipient){.type = APIE_HONEYCOMB_RECIPIENT_TYPE_WEBHOOK,
                                            .webhook_name = "w",
                                            .webhook_url = "https://x.test"},
                "{\"type\":\"webhook\",\"details\":{\"webhook_name\":\"w\",\"webhook_url\":"
                "\"https://x.test\"}}");
    const apie_honeycomb_notification_recipient told = {.id = "r", .pagerduty_severity = "info"};
    const apie_honeycomb_notification_recipient *const recipients[] = {&told};
    assert_body(apie_op_honeycomb_burn_alerts_create.request,
                &(apie_honeycomb_burn_alert){.alert_type = "exhaustion_time",
                                             .exhaustion_minutes = APIE_INT(0),
                                             .slo_id = "s",
                                             .recipients = recipients,
                                             .recipients_count = 1},
                "{\"alert_type\":\"exhaustion_time\",\"exhaustion_minutes\":0,\"slo\":{\"id\":"
                "\"s\"},\"recipients\":[{\"id\":\"r\",\"details\":{\"pagerduty_severity\":"
                "\"info\"}}]}");
    assert_body(
        apie_op_honeycomb_boards_update.request,
        &(apie_honeycomb_board){.name = "B",
                                .description = "",
                                .preset_filters =
                                    (const apie_honeycomb_preset_filter *const[]){NULL},
                                .preset_filters_count = 0},
        "{\"name\":\"B\",\"description\":\"\",\"type\":\"flexible\",\"preset_filters\":[]}");
}

/* A dataset's update is all of it: half of one is not sent. */
static void an_update_of_a_dataset_is_whole(void **state)
{
    (void)state;
    static const struct {
        apie_honeycomb_dataset_update update;
        const char *where;
    } halves[] = {
        {{.expand_json_depth = APIE_INT(0)}, "/description"},
        {{.description = "", .delete_protected = APIE_BOOL(true)}, "/expand_json_depth"},
    };
    const apie_model *model = apie_op_honeycomb_datasets_update.request;
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        apie_buffer out;
        apie_json_writer writer;
        apie_error error;
        apie_buffer_init(&out, 0);
        apie_json_writer_init(&writer, &out);
        assert_int_equal(apie_model_encode(model, &halves[i].update, NULL, &writer, &error),
                         APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(error.where, halves[i].where);
        apie_buffer_free(&out);
    }
    assert_body(model,
                &(apie_honeycomb_dataset_update){.description = "",
                                                 .expand_json_depth = APIE_INT(0),
                                                 .delete_protected = APIE_BOOL(true)},
                "{\"description\":\"\",\"expand_json_depth\":0,\"settings\":{"
                "\"delete_protected\":true}}");
}

static void what_is_deep_in_answers_is_found(void **state)
{
    (void)state;
    apie_honeycomb_api_key *key =
        decode(apie_op_honeycomb_api_keys_get.response,
               "{\"data\":{\"id\":\"k\",\"attributes\":{\"timestamps\":{\"created\":\"2024-01-01\","
               "\"updated\":\"2024-01-02\"}},\"relationships\":{\"environment\":{\"data\":{\"id\":"
               "\"e\"}}}}}");
    assert_string_equal(key->created_at, "2024-01-01");
    assert_string_equal(key->updated_at, "2024-01-02");
    assert_string_equal(key->environment_id, "e");
    apie_free(key);
    apie_honeycomb_auth_v2 *auth =
        decode(apie_op_honeycomb_auth_get_v2.response,
               "{\"data\":{\"id\":\"k\",\"attributes\":{\"timestamps\":{\"created\":\"2024-01-01\","
               "\"updated\":\"2024-01-02\"}}}}");
    assert_string_equal(auth->created_at, "2024-01-01");
    assert_string_equal(auth->updated_at, "2024-01-02");
    apie_free(auth);
    apie_honeycomb_burn_alert *alert =
        decode(apie_op_honeycomb_burn_alerts_get.response, "{\"id\":\"b\",\"slo\":{\"id\":\"s\"}}");
    assert_string_equal(alert->slo_id, "s");
    apie_free(alert);
    apie_honeycomb_query *query = decode(apie_op_honeycomb_queries_get.response,
                                         "{\"id\":\"q\",\"breakdowns\":[\"host\"],\"limit\":5}");
    assert_string_equal(query->breakdowns[0], "host");
    assert_int_equal(query->limit.value, 5);
    apie_free(query);
}

/* Times are the service's texts: one that is no time, or that looks like a number, is no error. */
static void times_stay_as_they_are(void **state)
{
    (void)state;
    apie_honeycomb_slo *slo =
        decode(apie_op_honeycomb_slos_get.response,
               "{\"id\":\"s\",\"name\":\"n\",\"sli\":{\"alias\":\"a\"},\"time_period_days\":30,"
               "\"target_per_million\":1,\"reset_at\":\"2022-011-11T09:53:04Z\"}");
    assert_string_equal(slo->reset_at, "2022-011-11T09:53:04Z");
    apie_free(slo);
    apie_honeycomb_trigger *trigger =
        decode(apie_op_honeycomb_triggers_get.response,
               "{\"id\":\"t\",\"evaluation_schedule\":{\"window\":{\"start_time\":\"14:00\","
               "\"end_time\":\"21:00\"}}}");
    assert_string_equal(trigger->window_start, "14:00");
    assert_string_equal(trigger->window_end, "21:00");
    apie_free(trigger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(structs_are_flat_where_bodies_are_deep),
        cmocka_unit_test(little_can_be_said),
        cmocka_unit_test(what_is_not_said_is_left_out),
        cmocka_unit_test(an_update_of_a_dataset_is_whole),
        cmocka_unit_test(answers_of_two_shapes_are_lists),
        cmocka_unit_test(what_is_deep_in_answers_is_found),
        cmocka_unit_test(times_stay_as_they_are),
        cmocka_unit_test(an_event_is_its_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
