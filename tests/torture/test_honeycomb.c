/* Honeycomb's calls, one for each shape of operation, and those of several requests, through both
 * libraries. */
#include "torture.h"

#include <stdio.h>
#include <string.h>

#include "generated/honeycomb_operations.h"
#include "support/subject_honeycomb.h"
#include "torture_server.h"

#define EVENTS 40 /* of a batch that is compressed */

static subject_honeycomb client;
static json_t *data; /* of an event; made once by main() */

/* ---- clients ---- */

static apie_status make_client(torture *t)
{
    const apie_honeycomb_options options = {.api_key = "a-configuration-key",
                                            .management_key = "hcamk_1",
                                            .management_secret = "secret",
                                            .base_url = torture_server_url()};
    return subject_honeycomb_new(&client, &t->subject, &options, &t->error);
}

static void make_nothing(torture *t)
{
    client = (subject_honeycomb){.subject = &t->subject};
}

static void free_client(torture *t)
{
    (void)t;
    subject_honeycomb_free(&client);
}

/* The id that the answer begins with, if it has one, into t->id. */
static void tell_server(torture *t, const char *target, const char *body)
{
    apie_response *response = NULL;
    torture_ok(t,
               subject_honeycomb_request(&client, "POST", target, body, NULL, &response, &t->error),
               target);
    const char *id = strstr(response->body, "\"id\":\"");
    if (id)
        assert_int_equal(sscanf(id, "\"id\":\"%63[^\"]", t->id), 1);
    apie_free(response);
}

/* The server forgets all but this: what is made twice is refused, and lists grow. */
static void forget_all(torture *t)
{
    tell_server(t, "/_dev/reset", "{}");
    tell_server(t, "/_dev/faults", TORTURE_DELAYED);
    tell_server(t, "/1/datasets", "{\"name\":\"data\"}");
    tell_server(t, "/1/columns/data", "{\"key_name\":\"column\"}");
}

static void open_client(torture *t)
{
    torture_ok(t, make_client(t), "making a client");
    forget_all(t);
}

/* ---- one call ---- */

/* The arguments of an operation that has some. */
#define GIVEN(...) ((const apie_argument[]){__VA_ARGS__})
#define TEXT(value)                                                                                \
    {                                                                                              \
        .text = (value)                                                                            \
    }
#define NUMBER(value)                                                                              \
    {                                                                                              \
        .number = {(value), APIE_SET }                                                             \
    }
#define NOT_GIVEN                                                                                  \
    {                                                                                              \
        .text = NULL                                                                               \
    }

static apie_status call(torture *t, const apie_operation *operation, const apie_argument *arguments,
                        const void *body)
{
    apie_response *response = NULL;
    void *result = NULL;
    const apie_call_options options = {.response = &response};
    const apie_status status =
        subject_honeycomb_call(&client, operation, arguments, body, &options, &result, &t->error);
    if (status == APIE_OK)
        assert_int_equal(result != NULL, operation->response && response->status != 304);
    else
        assert_null(result);
    apie_free(response);
    apie_free(result);
    return status;
}

static apie_status run_no_body(torture *t)
{
    return call(t, &apie_op_honeycomb_auth_get, NULL, NULL);
}

static apie_status run_body(torture *t)
{
    const apie_honeycomb_dataset_create body = {.name = "data"};
    return call(t, &apie_op_honeycomb_datasets_create, NULL, &body);
}

static apie_status run_list(torture *t)
{
    return call(t, &apie_op_honeycomb_datasets_list, NULL, NULL);
}

static apie_status run_one_for_a_list(torture *t)
{
    return call(t, &apie_op_honeycomb_columns_list, GIVEN(TEXT("data"), TEXT("column")), NULL);
}

static apie_status run_path_arguments(torture *t)
{
    return call(t, &apie_op_honeycomb_datasets_get, GIVEN(TEXT("data")), NULL);
}

static apie_status run_query_arguments(torture *t)
{
    return call(t, &apie_op_honeycomb_burn_alerts_list, GIVEN(TEXT("data"), TEXT("a b")), NULL);
}

static apie_status run_free_form_and_header_arguments(torture *t)
{
    const apie_honeycomb_event body = {.data = data};
    return call(t, &apie_op_honeycomb_events_send,
                GIVEN(TEXT("data"), TEXT("1700000000"), NUMBER(4)), &body);
}

static apie_status run_bare_array(torture *t)
{
    const apie_honeycomb_batch_event event = {.data = data, .time = "2025-01-01T00:00:00.5Z"};
    const apie_honeycomb_batch_event *const items[] = {&event, &event};
    const apie_honeycomb_batch_event_list body = {.items = items, .items_count = 2};
    return call(t, &apie_op_honeycomb_events_send_batch, GIVEN(TEXT("data")), &body);
}

static apie_status run_json_api(torture *t)
{
    const apie_honeycomb_environment_create body = {.name = "production", .color = "blue"};
    return call(t, &apie_op_honeycomb_environments_create, NULL, &body);
}

static apie_status run_team(torture *t)
{
    return call(t, &apie_op_honeycomb_environments_list, GIVEN(NOT_GIVEN, NUMBER(10)), NULL);
}

static apie_status run_new_client(torture *t)
{
    apie_status status = make_client(t);
    assert_int_equal(status == APIE_OK, client.sync || client.async);
    return status == APIE_OK ? run_team(t) : status;
}

static apie_status run_not_modified(torture *t)
{
    return call(t, &apie_op_honeycomb_pipelines_get_configuration,
                GIVEN(TEXT("p"), TEXT("c"), NOT_GIVEN, NOT_GIVEN, TEXT("\"1\"")), NULL);
}

static apie_status run_no_content(torture *t)
{
    return call(t, &apie_op_honeycomb_columns_delete, GIVEN(TEXT("data"), TEXT(t->id)), NULL);
}

static apie_status run_refused(torture *t)
{
    return call(t, &apie_op_honeycomb_datasets_get, GIVEN(TEXT("absent")), NULL);
}

static apie_status run_refused_json_api(torture *t)
{
    return call(t, &apie_op_honeycomb_environments_get, GIVEN(TEXT("absent")), NULL);
}

static apie_status run_request(torture *t)
{
    apie_response *response = NULL;
    const apie_status status = subject_honeycomb_request(
        &client, "GET", "/1/columns/data?key_name=column", NULL, NULL, &response, &t->error);
    assert_int_equal(status == APIE_OK, response != NULL);
    apie_free(response);
    return status;
}

/* ---- several requests ---- */

WAITING_NOTE(note_query_outcome, apie_honeycomb_query_outcome)
WAITING_NOTE(note_query_rows, apie_honeycomb_query_rows)
WAITING_NOTE(note_service_map, apie_honeycomb_service_map)
WAITING_NOTE(note_batch_outcome, apie_honeycomb_batch_outcome)
WAITING_NOTE(note_trigger_made, apie_honeycomb_trigger_made)

static apie_status ask_query(torture *t, apie_honeycomb_query_outcome **out)
{
    const apie_honeycomb_query query = {.time_range = apie_int(600)};
    const apie_honeycomb_query_run run = {.poll_interval_ms = 1};
    SUBJECT_HONEYCOMB_CALL(&client, query_results_create_and_run, query_outcome, out, NULL,
                           &t->error, "data", &query, &run, );
}

static apie_status run_query(torture *t)
{
    apie_honeycomb_query_outcome *outcome = NULL;
    const apie_status status = ask_query(t, &outcome);
    apie_free(outcome);
    return status;
}

static apie_status ask_rows(torture *t, apie_honeycomb_query_rows **out)
{
    static const char *const breakdowns[] = {"name"};
    const apie_honeycomb_calculation count = {.op = APIE_HONEYCOMB_QUERY_OP_COUNT};
    const apie_honeycomb_calculation *const calculations[] = {&count};
    const apie_honeycomb_query query = {.breakdowns = breakdowns,
                                        .breakdowns_count = 1,
                                        .calculations = calculations,
                                        .calculations_count = 1,
                                        .start_time = apie_int(1700000000),
                                        .end_time = apie_int(1700000600)};
    const apie_honeycomb_query_walk walk = {.page_size = 4, .poll_interval_ms = 1};
    SUBJECT_HONEYCOMB_CALL(&client, query_results_run_all, query_rows, out, NULL, &t->error, "data",
                           &query, &walk, );
}

static apie_status run_rows(torture *t)
{
    apie_honeycomb_query_rows *rows = NULL;
    const apie_status status = ask_rows(t, &rows);
    if (status == APIE_OK)
        assert_int_equal(rows->row_count, 6);
    apie_free(rows);
    return status;
}

static void set_rows(torture *t)
{
    tell_server(t, "/_dev/honeycomb",
                "{\"rows\":[{\"name\":\"a\",\"COUNT\":6},{\"name\":\"b\",\"COUNT\":5},"
                "{\"name\":\"c\",\"COUNT\":4},{\"name\":\"d\",\"COUNT\":3},"
                "{\"name\":\"e\",\"COUNT\":2},{\"name\":\"f\",\"COUNT\":1}]}");
}

static apie_status ask_map(torture *t, apie_honeycomb_service_map **out)
{
    const apie_honeycomb_service_map_create request = {.time_range = apie_int(600)};
    const apie_honeycomb_service_map_walk walk = {.poll_interval_ms = 1};
    SUBJECT_HONEYCOMB_CALL(&client, service_map_dependencies_get, service_map, out, NULL, &t->error,
                           &request, &walk, );
}

static apie_status run_service_map(torture *t)
{
    apie_honeycomb_service_map *map = NULL;
    const apie_status status = ask_map(t, &map);
    apie_free(map);
    return status;
}

static apie_status send_batch(torture *t, apie_honeycomb_batch_outcome **out)
{
    apie_honeycomb_batch_event events[EVENTS];
    for (size_t i = 0; i < EVENTS; i++)
        events[i] = (apie_honeycomb_batch_event){.data = data};
    SUBJECT_HONEYCOMB_CALL(&client, send_batch, batch_outcome, out, NULL, &t->error, "data", events,
                           EVENTS, NULL, );
}

/* What became of the events is told of a failure, too. */
static apie_status run_compressed_batch(torture *t)
{
    apie_honeycomb_batch_outcome *outcome = NULL;
    const apie_status status = send_batch(t, &outcome);
    if (status == APIE_OK)
        assert_int_equal(outcome->taken_count, EVENTS);
    apie_free(outcome);
    return status;
}

static apie_status make_bundle(torture *t, apie_honeycomb_trigger_made **out)
{
    const apie_honeycomb_trigger trigger = {.name = "Errors",
                                            .threshold_op = APIE_HONEYCOMB_FILTER_OP_GREATER,
                                            .threshold_value = apie_double(10),
                                            .frequency = apie_int(300)};
    const apie_honeycomb_recipient recipient = {.type = APIE_HONEYCOMB_RECIPIENT_TYPE_EMAIL,
                                                .email_address = "a@example.com"};
    const apie_honeycomb_alert_recipient told = {.recipient = &recipient};
    const apie_honeycomb_trigger_bundle bundle = {
        .dataset = "data", .trigger = &trigger, .recipients = &told, .recipients_count = 1};
    SUBJECT_HONEYCOMB_CALL(&client, triggers_create_bundle, trigger_made, out, NULL, &t->error,
                           &bundle, );
}

static apie_status run_bundle(torture *t)
{
    apie_honeycomb_trigger_made *made = NULL;
    const apie_status status = make_bundle(t, &made);
    if (status == APIE_OK)
        assert_non_null(made);
    apie_free(made);
    return status;
}

#define CASE(function, ...)                                                                        \
    {                                                                                              \
        .name = #function, .run = run_##function, .open = open_client, .close = free_client,       \
        __VA_ARGS__                                                                                \
    }

static const torture_case cases[] = {
    CASE(no_body, .for_good = true),
    CASE(body, .for_good = true),
    CASE(list, ),
    CASE(one_for_a_list, ),
    CASE(path_arguments, ),
    CASE(query_arguments, ),
    CASE(free_form_and_header_arguments, ),
    CASE(bare_array, ),
    CASE(json_api, .prepare = forget_all),
    CASE(team, .life = TORTURE_FRESH, .for_good = true),
    CASE(not_modified, ),
    CASE(no_content, .prepare = forget_all),
    CASE(refused, .expected = APIE_ERROR_NOT_FOUND),
    CASE(refused_json_api, .expected = APIE_ERROR_NOT_FOUND),
    CASE(request, ),
    CASE(query, .for_good = true),
    CASE(rows, .prepare = set_rows),
    CASE(service_map, ),
    CASE(compressed_batch, .for_good = true),
    CASE(bundle, .prepare = forget_all, .for_good = true),
    {.name = "new_client",
     .run = run_new_client,
     .open = make_nothing,
     .close = free_client,
     .life = TORTURE_COLD,
     .for_good = true},
};

int main(void)
{
    data = json_pack("{s:s, s:i, s:[n,b]}", "text", "what is repeated is well compressed", "number",
                     1, "list", 1);
    if (!data)
        return 1;
    int failed = TORTURE_MAIN("honeycomb", cases);
    json_decref(data);
    return failed;
}
