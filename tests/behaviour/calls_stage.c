#include "calls_stage.h"

#include <string.h>

/* ---- the server ---- */

static const char v1_type[] = "Content-Type: application/json\r\n"
                              "RateLimit: limit=10, remaining=9, reset=60\r\n"
                              "RateLimitPolicy: 10;w=60\r\n";
static const char v2_type[] = "Content-Type: application/vnd.api+json\r\n";

/* Three hosts, two to a page: the second one comes twice. */
static const char *rows_body(calls_service *s)
{
    if (atomic_fetch_add(&s->rows_asked, 1) % 2 == 0)
        return "{\"complete\":true,\"data\":{\"results\":[{\"data\":{\"host\":\"a\",\"COUNT\":3}},"
               "{\"data\":{\"host\":\"b\",\"COUNT\":2}}]}}";
    return "{\"complete\":true,\"data\":{\"results\":[{\"data\":{\"host\":\"b\",\"COUNT\":2}}]}}";
}

static void reply(tiny_exchange *exchange, calls_service *s)
{
    const char *head = exchange->head;
    int refused = atomic_load(&s->refused);
    if (tiny_has(head, "GET /1/query_results/rows/")) {
        tiny_reply(exchange, 200, v1_type, rows_body(s));
    } else if (tiny_has(head, "GET /1/query_results/")) {
        bool ready = atomic_fetch_add(&s->looks, 1) > 0 && !atomic_load(&s->never);
        tiny_reply(exchange, 200, v1_type,
                   ready ? "{\"id\":\"r\",\"complete\":true,\"data\":{\"results\":[]}}"
                         : "{\"id\":\"r\",\"complete\":false}");
    } else if (tiny_has(head, "POST /1/query_results/")) {
        tiny_reply(exchange, 201, v1_type, "{\"id\":\"r\",\"complete\":false}");
    } else if (tiny_has(head, "POST /1/queries/")) {
        tiny_reply(exchange, 200, v1_type, "{\"id\":\"q\"}");
    } else if (tiny_has(head, "POST /1/query_annotations/")) {
        tiny_reply(exchange, refused ? refused : 201, v1_type,
                   refused ? "{\"error\":\"no\"}"
                           : "{\"id\":\"a\",\"name\":\"n\",\"query_id\":\"q\"}");
    } else if (tiny_has(head, "POST /1/maps/")) {
        tiny_reply(exchange, 201, v1_type, "{\"request_id\":\"m\",\"status\":\"pending\"}");
    } else if (tiny_has(head, "GET /1/maps/") && tiny_has(head, "after")) {
        tiny_reply(exchange, 200, v1_type,
                   "{\"status\":\"ready\",\"dependencies\":[{\"call_count\":2}],"
                   "\"links\":{\"next\":null}}");
    } else if (tiny_has(head, "GET /1/maps/")) {
        tiny_reply(exchange, 200, v1_type,
                   "{\"status\":\"ready\",\"dependencies\":[{\"call_count\":1}],"
                   "\"links\":{\"next\":\"/x?page[after]=c\"}}");
    } else if (tiny_has(head, "GET /2/teams/blue/")) {
        tiny_reply(exchange, 200, v2_type,
                   tiny_has(head, "after")
                       ? "{\"data\":[{\"id\":\"two\"}],\"links\":{\"next\":null}}"
                       : "{\"data\":[{\"id\":\"one\"}],\"links\":{\"next\":\"?page[after]=c\"}}");
    } else if (tiny_has(head, "POST /1/batch/")) {
        tiny_reply(exchange, refused ? refused : 200, v1_type,
                   refused ? "{\"error\":\"no\"}"
                           : "[{\"status\":202},{\"status\":400,\"error\":\"too wide\"}]");
    } else {
        tiny_reply(exchange, 200, v1_type, "[]");
    }
}

static void serve(tiny_exchange *exchange, void *user)
{
    calls_service *s = user;
    int number = atomic_fetch_add(&s->count, 1); /* this thread's own place */
    if (number < CALLS_KEPT) {
        size_t length = exchange->body_length;
        memcpy(s->heads[number], exchange->head, sizeof s->heads[number]);
        if (length > sizeof s->bodies[number])
            length = sizeof s->bodies[number];
        memcpy(s->bodies[number], exchange->body, length);
        s->lengths[number] = exchange->body_length;
    }
    reply(exchange, s);
}

/* ---- one of the clients ---- */

void calls_begin(calls_stage *s, bool async)
{
    memset(s, 0, sizeof *s);
    s->async = async;
    tiny_server_start(&s->service.server, NULL, serve, &s->service);
    s->options = (apie_honeycomb_options){.api_key = "hcaik_1",
                                          .management_key = "hcamk_1",
                                          .management_secret = "secret",
                                          .team = "blue",
                                          .base_url = s->service.server.url};
    s->call.response = &s->response;
    if (async) {
        s->base = event_base_new();
        assert_non_null(s->base);
        assert_int_equal(
            apie_async_honeycomb_new(s->base, &s->options, &s->async_client, &s->error), APIE_OK);
    } else {
        assert_int_equal(apie_honeycomb_new(&s->options, &s->sync_client, &s->error), APIE_OK);
    }
}

void calls_forget(calls_stage *s)
{
    apie_free(s->result);
    apie_free(s->response);
    s->result = NULL;
    s->response = NULL;
    s->told = 0;
    apie_error_clear(&s->error);
}

void calls_end(calls_stage *s)
{
    calls_forget(s);
    apie_honeycomb_free(s->sync_client);
    apie_async_honeycomb_free(s->async_client);
    if (s->base)
        event_base_free(s->base);
    tiny_server_stop(&s->service.server);
}

void calls_note(calls_stage *s, apie_status status, void *result, const apie_error *error)
{
    assert_int_equal(status == APIE_OK, error == NULL);
    s->status = status;
    s->result = result ? apie_take(result) : NULL;
    if (error)
        s->error = *error;
    s->told++;
}

#define NOTE(type)                                                                                 \
    static void note_##type(apie_status status, apie_honeycomb_##type *result,                     \
                            const apie_error *error, void *user)                                   \
    {                                                                                              \
        calls_note(user, status, result, error);                                                   \
    }
NOTE(query_result)
NOTE(query_outcome)
NOTE(query_rows)
NOTE(api_key_page)
NOTE(environment_page)
NOTE(service_map)
NOTE(batch_outcome)

apie_status calls_await(calls_stage *s, apie_call *call)
{
    s->under_way = call;
    if (!call)
        return s->error.code;
    assert_int_equal(s->told, 0);
    while (!s->told)
        assert_int_equal(event_base_loop(s->base, EVLOOP_ONCE), 0);
    assert_int_equal(s->told, 1);
    return s->status;
}

/* Calls either library; arguments end in a comma. */
#define CALL(s, name, type, ...)                                                                   \
    do {                                                                                           \
        apie_honeycomb_##type *out = NULL;                                                         \
        calls_forget(s);                                                                           \
        if ((s)->async)                                                                            \
            return calls_await(s, apie_async_honeycomb_##name((s)->async_client,                   \
                                                              __VA_ARGS__ & (s)->call,             \
                                                              note_##type, s, &(s)->error));       \
        apie_status status =                                                                       \
            apie_honeycomb_##name((s)->sync_client, __VA_ARGS__ & (s)->call, &out, &(s)->error);   \
        (s)->result = out;                                                                         \
        return status;                                                                             \
    } while (0)

const apie_honeycomb_query_run calls_quick = {.poll_interval_ms = 1, .timeout_ms = 10000};
static const char *const hosts[] = {"host"};
const apie_honeycomb_query calls_by_host = {.breakdowns = hosts, .breakdowns_count = 1};

apie_status calls_run_query(calls_stage *s, const char *dataset,
                            const apie_honeycomb_query_run *run)
{
    CALL(s, query_results_run, query_result, dataset, "q", run, );
}

apie_status calls_create_and_run(calls_stage *s, const apie_honeycomb_query_run *run)
{
    CALL(s, query_results_create_and_run, query_outcome, "d", &calls_by_host, run, );
}

apie_status calls_create_named(calls_stage *s)
{
    CALL(s, queries_create_with_annotation, query_outcome, "d", &calls_by_host, "n", NULL, );
}

apie_status calls_run_all(calls_stage *s, apie_honeycomb_query_page_fn *on_page)
{
    const apie_honeycomb_query_walk walk = {
        .page_size = 2, .poll_interval_ms = 1, .on_page = on_page, .user = s};
    CALL(s, query_results_run_all, query_rows, "rows", &calls_by_host, &walk, );
}

apie_status calls_list_keys(calls_stage *s)
{
    CALL(s, api_keys_list_all, api_key_page, NULL, NULL, );
}

apie_status calls_list_environments(calls_stage *s)
{
    CALL(s, environments_list_all, environment_page, NULL, );
}

apie_status calls_get_map(calls_stage *s)
{
    CALL(s, service_map_dependencies_get, service_map, NULL, NULL, );
}

apie_status calls_read_map(calls_stage *s)
{
    CALL(s, service_map_dependencies_read, service_map, "m", NULL, );
}

apie_status calls_send_batch(calls_stage *s, size_t count)
{
    json_t *data = json_object();
    char text[1500];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    json_object_set_new(data, "text", json_string(text));
    const apie_honeycomb_batch_event events[4] = {
        {.data = data}, {.data = data}, {.data = data}, {.data = data}};
    const apie_honeycomb_batch_options two = {.max_events = 2};
    apie_honeycomb_batch_outcome *out = NULL;
    apie_call *call = NULL;
    apie_status status = APIE_OK;
    calls_forget(s);
    if (s->async) {
        call = apie_async_honeycomb_send_batch(s->async_client, "d", events, count, &two, &s->call,
                                               note_batch_outcome, s, &s->error);
    } else {
        status = apie_honeycomb_send_batch(s->sync_client, "d", events, count, &two, &s->call, &out,
                                           &s->error);
        s->result = out;
    }
    json_decref(data); /* the events are written down when the call begins */
    return s->async ? calls_await(s, call) : status;
}

void calls_expect_head(calls_stage *s, int number, const char *line)
{
    if (!tiny_has(s->service.heads[number], line))
        fail_msg("request %d is without \"%s\":\n%s", number, line, s->service.heads[number]);
}

void calls_run_both(calls_test *test)
{
    for (int async = 0; async < 2; async++) {
        static calls_stage s;
        calls_begin(&s, async == 1);
        test(&s);
        calls_end(&s);
    }
}
