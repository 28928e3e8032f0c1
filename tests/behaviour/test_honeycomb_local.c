/* The Honeycomb clients of both libraries at work on the local server, which keeps what it is told,
 * and that both send the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <apie/async/honeycomb.h>
#include <apie/async/honeycomb_calls.h>
#include <apie/sync/honeycomb.h>
#include <apie/sync/honeycomb_calls.h>

#include "behaviour/recordings.h"
#include "devserver/devserver.h"

/* ---- a client and a server of its own ---- */

typedef struct stage {
    bool async;
    char record[64];
    devserver *server;
    apie_honeycomb *sync_client;
    apie_async_honeycomb *async_client;
    struct event_base *base;
    apie_error error;
    apie_response *response; /* of the last call */
    apie_call_options call;
    void *result; /* of the last call */
} stage;

static void begin(stage *s, bool async)
{
    *s = (stage){.async = async, .record = "/tmp/apie-honeycomb-XXXXXX"};
    const int file = mkstemp(s->record);
    assert_true(file >= 0);
    close(file);
    const devserver_options server = {.record_path = s->record};
    char problem[200] = "";
    s->server = devserver_start(&server, problem, sizeof problem);
    if (!s->server)
        fail_msg("%s", problem);
    const apie_honeycomb_options options = {.api_key = "key",
                                            .management_key = "hcxmk_1",
                                            .management_secret = "secret",
                                            .base_url = devserver_url(s->server)};
    s->call.response = &s->response;
    s->base = event_base_new();
    assert_non_null(s->base);
    assert_int_equal(async ? apie_async_honeycomb_new(s->base, &options, &s->async_client, NULL)
                           : apie_honeycomb_new(&options, &s->sync_client, NULL),
                     APIE_OK);
}

static void forget(stage *s)
{
    apie_free(s->result);
    apie_free(s->response);
    s->result = NULL;
    s->response = NULL;
    apie_error_clear(&s->error);
}

/* The server has written down what it was asked. */
static json_t *end(stage *s)
{
    forget(s);
    apie_honeycomb_free(s->sync_client);
    apie_async_honeycomb_free(s->async_client);
    event_base_free(s->base);
    devserver_stop(s->server);
    FILE *file = fopen(s->record, "r");
    json_t *recording = json_array();
    json_t *line;
    assert_non_null(file);
    while ((line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)) != NULL)
        json_array_append_new(recording, line);
    fclose(file);
    unlink(s->record);
    return recording;
}

/* ---- calls that block in both libraries ---- */

typedef struct waiting {
    stage *stage;
    apie_status status;
    int told;
} waiting;

static void note(waiting *w, apie_status status, void *result, const apie_error *error)
{
    w->status = status;
    w->stage->result = result ? apie_take(result) : NULL;
    if (error)
        w->stage->error = *error;
    w->told++;
    event_base_loopbreak(w->stage->base);
}

#define NOTE(type)                                                                                 \
    static void note_##type(apie_status status, apie_honeycomb_##type *result,                     \
                            const apie_error *error, void *user)                                   \
    {                                                                                              \
        note(user, status, result, error);                                                         \
    }
NOTE(dataset)
NOTE(dataset_list)
NOTE(column)
NOTE(trigger)
NOTE(recipient)
NOTE(environment)
NOTE(environment_page)
NOTE(query_outcome)
NOTE(query_rows)
NOTE(service_map)
NOTE(batch_outcome)

static void note_done(apie_status status, const apie_error *error, void *user)
{
    note(user, status, NULL, error);
}

static void note_response(apie_status status, apie_response *response, const apie_error *error,
                          void *user)
{
    note(user, status, response, error);
}

static apie_status await(stage *s, waiting *w, const apie_call *call)
{
    if (!call)
        return s->error.code;
    event_base_dispatch(s->base);
    assert_int_equal(w->told, 1);
    return w->status;
}

/* The arguments end in a comma. */
#define CALL(s, name, type, ...)                                                                   \
    do {                                                                                           \
        apie_honeycomb_##type *out = NULL;                                                         \
        waiting w = {.stage = s};                                                                  \
        forget(s);                                                                                 \
        if ((s)->async)                                                                            \
            return await(s, &w,                                                                    \
                         apie_async_honeycomb_##name((s)->async_client, __VA_ARGS__ & (s)->call,   \
                                                     note_##type, &w, &(s)->error));               \
        apie_status status =                                                                       \
            apie_honeycomb_##name((s)->sync_client, __VA_ARGS__ & (s)->call, &out, &(s)->error);   \
        (s)->result = out;                                                                         \
        return status;                                                                             \
    } while (0)

#define expect(s, expected, call)                                                                  \
    do {                                                                                           \
        const apie_status got = call;                                                              \
        if (got != (expected))                                                                     \
            fail_msg("%s: %s: %s", #call, apie_status_name(got), (s)->error.message);              \
    } while (0)

static apie_status make_dataset(stage *s, const char *name)
{
    const apie_honeycomb_dataset_create body = {.name = name};
    CALL(s, datasets_create, dataset, &body, );
}

static apie_status get_dataset(stage *s, const char *slug)
{
    CALL(s, datasets_get, dataset, slug, );
}

static apie_status list_datasets(stage *s)
{
    forget(s);
    apie_honeycomb_dataset_list *out = NULL;
    waiting w = {.stage = s};
    if (s->async)
        return await(s, &w,
                     apie_async_honeycomb_datasets_list(s->async_client, &s->call,
                                                        note_dataset_list, &w, &s->error));
    apie_status status = apie_honeycomb_datasets_list(s->sync_client, &s->call, &out, &s->error);
    s->result = out;
    return status;
}

static apie_status describe_dataset(stage *s, const char *slug, const char *description)
{
    const apie_honeycomb_dataset_update body = {.description = description,
                                                .expand_json_depth = apie_int(0)};
    CALL(s, datasets_update, dataset, slug, &body, );
}

static apie_status delete_dataset(stage *s, const char *slug)
{
    waiting w = {.stage = s};
    forget(s);
    if (s->async)
        return await(s, &w,
                     apie_async_honeycomb_datasets_delete(s->async_client, slug, &s->call,
                                                          note_done, &w, &s->error));
    return apie_honeycomb_datasets_delete(s->sync_client, slug, &s->call, &s->error);
}

static apie_status make_column(stage *s, const char *name)
{
    const apie_honeycomb_column body = {.key_name = name};
    CALL(s, columns_create, column, "my-data", &body, );
}

/* Without a query, which the service accepts. */
static apie_status make_trigger(stage *s)
{
    const apie_honeycomb_trigger body = {.name = "Errors",
                                         .threshold_op = APIE_HONEYCOMB_FILTER_OP_GREATER,
                                         .threshold_value = apie_double(10),
                                         .frequency = apie_int(300)};
    CALL(s, triggers_create, trigger, "my-data", &body, );
}

static apie_status make_recipient(stage *s)
{
    const apie_honeycomb_recipient body = {.type = APIE_HONEYCOMB_RECIPIENT_TYPE_WEBHOOK,
                                           .webhook_name = "hook",
                                           .webhook_url = "https://example.com/"};
    CALL(s, recipients_create, recipient, &body, );
}

static apie_status make_environment(stage *s, const char *name)
{
    const apie_honeycomb_environment_create body = {.name = name};
    CALL(s, environments_create, environment, &body, );
}

static apie_status list_environments(stage *s, const char *after)
{
    CALL(s, environments_list, environment_page, after, apie_int(2), );
}

static apie_status run_query(stage *s)
{
    const apie_honeycomb_query query = {.time_range = apie_int(600)};
    const apie_honeycomb_query_run run = {.poll_interval_ms = 1};
    CALL(s, query_results_create_and_run, query_outcome, "my-data", &query, &run, );
}

static apie_status run_whole_query(stage *s)
{
    static const char *const breakdowns[] = {"name"};
    const apie_honeycomb_calculation count = {.op = APIE_HONEYCOMB_QUERY_OP_COUNT};
    const apie_honeycomb_calculation *calculations[] = {&count};
    const apie_honeycomb_query query = {.breakdowns = breakdowns,
                                        .breakdowns_count = 1,
                                        .calculations = calculations,
                                        .calculations_count = 1,
                                        .start_time = apie_int(1700000000),
                                        .end_time = apie_int(1700000600)};
    const apie_honeycomb_query_walk walk = {.page_size = 10, .poll_interval_ms = 1};
    CALL(s, query_results_run_all, query_rows, "my-data", &query, &walk, );
}

static apie_status get_map(stage *s)
{
    const apie_honeycomb_service_map_create request = {.time_range = apie_int(600)};
    const apie_honeycomb_service_map_walk walk = {.poll_interval_ms = 1};
    CALL(s, service_map_dependencies_get, service_map, &request, &walk, );
}

static apie_status send_events(stage *s, const apie_honeycomb_batch_event *events, size_t count)
{
    CALL(s, send_batch, batch_outcome, "events", events, count, NULL, );
}

static apie_status request(stage *s, const char *method, const char *target, const char *body)
{
    waiting w = {.stage = s};
    apie_response *out = NULL;
    const size_t length = body ? strlen(body) : 0;
    forget(s);
    if (s->async)
        return await(s, &w,
                     apie_async_honeycomb_request(s->async_client, method, target, body, length,
                                                  &s->call, note_response, &w, &s->error));
    apie_status status = apie_honeycomb_request(s->sync_client, method, target, body, length,
                                                &s->call, &out, &s->error);
    s->result = out;
    return status;
}

/* ---- what they do ---- */

static void keep_datasets(stage *s)
{
    expect(s, APIE_OK, make_dataset(s, "My data"));
    assert_int_equal(s->response->status, 201);
    assert_true(s->response->rate_limit.remaining >= 0);
    assert_int_equal(s->response->rate_limit.limit, 1000000);
    expect(s, APIE_OK, make_dataset(s, "My data"));
    assert_int_equal(s->response->status, 200);
    expect(s, APIE_OK, describe_dataset(s, "my-data", "What is mine"));
    expect(s, APIE_OK, get_dataset(s, "my-data"));
    const apie_honeycomb_dataset *dataset = s->result;
    assert_string_equal(dataset->description, "What is mine");
    assert_int_equal(dataset->regular_columns_count.presence, APIE_IS_NULL);
    expect(s, APIE_OK, describe_dataset(s, "my-data", ""));
    assert_string_equal(((apie_honeycomb_dataset *)s->result)->description, "");
    expect(s, APIE_OK, make_dataset(s, "Other"));
    expect(s, APIE_OK, delete_dataset(s, "other"));
    assert_int_equal(s->response->status, 202);
    expect(s, APIE_ERROR_NOT_FOUND, get_dataset(s, "other"));
    expect(s, APIE_OK, list_datasets(s));
    assert_int_equal(((apie_honeycomb_dataset_list *)s->result)->items_count, 1);
}

static void keep_parts(stage *s)
{
    expect(s, APIE_OK, make_dataset(s, "My data"));
    expect(s, APIE_OK, make_column(s, "duration_ms"));
    expect(s, APIE_ERROR_CONFLICT, make_column(s, "duration_ms"));
    expect(s, APIE_OK, make_trigger(s));
    assert_string_equal(((apie_honeycomb_trigger *)s->result)->dataset_slug, "my-data");
    expect(s, APIE_OK, make_recipient(s));
    assert_string_equal(((apie_honeycomb_recipient *)s->result)->webhook_name, "hook");
    expect(s, APIE_ERROR_CONFLICT, make_recipient(s));
    expect(s, APIE_ERROR_INVALID_REQUEST, request(s, "POST", "/1/datasets", "{}"));
    assert_int_equal(s->response->field_error_count, 1);
    assert_string_equal(s->response->field_errors[0].field, "/name");
}

static void keep_environments(stage *s)
{
    size_t seen = 0;
    expect(s, APIE_OK, make_environment(s, "One"));
    assert_string_equal(((apie_honeycomb_environment *)s->result)->slug, "one");
    expect(s, APIE_ERROR_CONFLICT, make_environment(s, "One"));
    expect(s, APIE_OK, make_environment(s, "Two"));
    expect(s, APIE_OK, make_environment(s, "Three"));
    expect(s, APIE_OK, list_environments(s, NULL));
    seen += ((apie_honeycomb_environment_page *)s->result)->items_count;
    assert_non_null(((apie_honeycomb_environment_page *)s->result)->next);
    expect(s, APIE_OK, list_environments(s, "2"));
    seen += ((apie_honeycomb_environment_page *)s->result)->items_count;
    assert_null(((apie_honeycomb_environment_page *)s->result)->next);
    assert_int_equal(seen, 3);
}

static void ask_queries(stage *s)
{
    expect(s, APIE_OK, make_dataset(s, "My data"));
    expect(s, APIE_OK, request(s, "POST", "/_dev/honeycomb", "{\"polls\": 2}"));
    expect(s, APIE_OK, run_query(s));
    const apie_honeycomb_query_outcome *outcome = s->result;
    assert_int_equal(outcome->result->results_count, 1);
    assert_int_equal(
        json_integer_value(json_object_get(outcome->result->results[0]->data, "COUNT")), 0);
}

/* 25 groups, of which some have the same count where a page ends. */
static void ask_for_all_rows(stage *s)
{
    bool seen[25] = {false};
    char settings[2000] = "{\"polls\": 0, \"rows\": [";
    size_t used = strlen(settings);
    for (int i = 0; i < 25; i++)
        used +=
            (size_t)snprintf(settings + used, sizeof settings - used,
                             "%s{\"name\": \"%d\", \"COUNT\": %d}", i ? "," : "", i, 100 - i / 4);
    snprintf(settings + used, sizeof settings - used, "]}");
    expect(s, APIE_OK, make_dataset(s, "My data"));
    expect(s, APIE_OK, request(s, "POST", "/_dev/honeycomb", settings));
    expect(s, APIE_OK, run_whole_query(s));
    const apie_honeycomb_query_rows *rows = s->result;
    assert_int_equal(rows->row_count, 25);
    assert_true(rows->complete);
    for (size_t i = 0; i < rows->row_count; i++) {
        const char *name = json_string_value(json_object_get(rows->rows[i], "name"));
        const long number = strtol(name, NULL, 10);
        assert_false(seen[number]);
        seen[number] = true;
    }
}

static void ask_for_maps(stage *s)
{
    expect(s, APIE_OK,
           request(s, "POST", "/_dev/honeycomb", "{\"polls\": 2, \"dependencies\": 250}"));
    expect(s, APIE_OK, get_map(s));
    const apie_honeycomb_service_map *map = s->result;
    assert_string_equal(map->status, "ready");
    assert_int_equal(map->dependencies_count, 250);
    assert_int_equal(map->dependencies[249]->call_count.value, 250);
}

static void send_some_events(stage *s)
{
    json_t *data = json_pack("{s:s}", "text", "what is repeated is well compressed");
    json_t *limited = json_pack("{s:i}", "devserver_status", 429);
    apie_honeycomb_batch_event events[100];
    for (size_t i = 0; i < 100; i++)
        events[i] = (apie_honeycomb_batch_event){.data = i == 7 ? limited : data};
    expect(s, APIE_OK, send_events(s, events, 100));
    const apie_honeycomb_batch_outcome *outcome = s->result;
    assert_int_equal(outcome->taken_count, 99);
    assert_int_equal(outcome->events[7].status, APIE_ERROR_RATE_LIMITED);
    expect(s, APIE_OK, get_dataset(s, "events"));
    json_decref(data);
    json_decref(limited);
}

static void meet_limits(stage *s)
{
    expect(s, APIE_OK,
           request(s, "POST", "/_dev/honeycomb", "{\"rate_limit\": 1, \"rate_window_s\": 1000}"));
    s->call.attempts = 1;
    expect(s, APIE_OK, list_datasets(s));
    assert_int_equal(s->response->rate_limit.remaining, 0);
    expect(s, APIE_ERROR_RATE_LIMITED, list_datasets(s));
    assert_true(s->error.retry_after_ms > 900000);
}

/* ---- in both libraries ---- */

static void run(void (*scenario)(stage *s))
{
    json_t *recordings[2];
    for (int async = 0; async < 2; async++) {
        stage s;
        begin(&s, async == 1);
        scenario(&s);
        recordings[async] = end(&s);
        assert_true(json_array_size(recordings[async]) > 0);
        recording_forget_volatile(recordings[async]);
    }
    recordings_expect_same(recordings[0], recordings[1], "libapie-sync", "libapie-async");
    json_decref(recordings[0]);
    json_decref(recordings[1]);
}

#define BOTH(scenario)                                                                             \
    static void test_##scenario(void **state)                                                      \
    {                                                                                              \
        (void)state;                                                                               \
        run(scenario);                                                                             \
    }
BOTH(keep_datasets)
BOTH(keep_parts)
BOTH(keep_environments)
BOTH(ask_queries)
BOTH(ask_for_all_rows)
BOTH(ask_for_maps)
BOTH(send_some_events)
BOTH(meet_limits)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keep_datasets),     cmocka_unit_test(test_keep_parts),
        cmocka_unit_test(test_keep_environments), cmocka_unit_test(test_ask_queries),
        cmocka_unit_test(test_ask_for_all_rows),  cmocka_unit_test(test_ask_for_maps),
        cmocka_unit_test(test_send_some_events),  cmocka_unit_test(test_meet_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
