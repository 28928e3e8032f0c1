/* Honeycomb's calls of several requests through both libraries: what they give, what they give of a
 * failure, and what programs may do while they are told pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include <apie/async/honeycomb.h>
#include <apie/sync/honeycomb.h>

#include "support/tiny_server.h"

/* ---- the server ---- */

#define KEPT 32

typedef struct service {
    tiny_server server;
    char heads[KEPT][TINY_HEAD + 1];
    char bodies[KEPT][2048];
    size_t lengths[KEPT];
    atomic_int count;
    atomic_int looks;      /* at results and maps: the first finds nothing */
    atomic_int never;      /* nothing is ever ready */
    atomic_int refused;    /* with this status: annotations, batches */
    atomic_int rows_asked; /* how many pages of rows */
} service;

static const char v1_type[] = "Content-Type: application/json\r\n"
                              "RateLimit: limit=10, remaining=9, reset=60\r\n"
                              "RateLimitPolicy: 10;w=60\r\n";
static const char v2_type[] = "Content-Type: application/vnd.api+json\r\n";

/* Three hosts, two to a page: the second one comes twice. */
static const char *rows_body(service *s)
{
    if (atomic_fetch_add(&s->rows_asked, 1) % 2 == 0)
        return "{\"complete\":true,\"data\":{\"results\":[{\"data\":{\"host\":\"a\",\"COUNT\":3}},"
               "{\"data\":{\"host\":\"b\",\"COUNT\":2}}]}}";
    return "{\"complete\":true,\"data\":{\"results\":[{\"data\":{\"host\":\"b\",\"COUNT\":2}}]}}";
}

static void reply(tiny_exchange *exchange, service *s)
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

static void handle(tiny_exchange *exchange, void *user)
{
    service *s = user;
    int number = atomic_load(&s->count);
    if (number < KEPT) {
        size_t length = exchange->body_length;
        memcpy(s->heads[number], exchange->head, sizeof s->heads[number]);
        if (length > sizeof s->bodies[number])
            length = sizeof s->bodies[number];
        memcpy(s->bodies[number], exchange->body, length);
        s->lengths[number] = exchange->body_length;
    }
    atomic_fetch_add(&s->count, 1);
    reply(exchange, s);
}

/* ---- one of the clients ---- */

typedef struct stage {
    bool async;
    service service;
    apie_honeycomb_options options;
    apie_honeycomb *sync_client;
    apie_async_honeycomb *async_client;
    struct event_base *base;
    apie_error error;
    apie_response *response;
    apie_call_options call;
    void *result; /* of the last call */
    int told;
    apie_status status;
    apie_call *under_way;
    unsigned pages;
    apie_status inner; /* of the call inside the callback */
    int inner_told;
} stage;

static void begin(stage *s, bool async)
{
    memset(s, 0, sizeof *s);
    s->async = async;
    tiny_server_start(&s->service.server, NULL, handle, &s->service);
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

static void forget(stage *s)
{
    apie_free(s->result);
    apie_free(s->response);
    s->result = NULL;
    s->response = NULL;
    s->told = 0;
    apie_error_clear(&s->error);
}

static void end(stage *s)
{
    forget(s);
    apie_honeycomb_free(s->sync_client);
    apie_async_honeycomb_free(s->async_client);
    if (s->base)
        event_base_free(s->base);
    tiny_server_stop(&s->service.server);
}

static void note(stage *s, apie_status status, void *result, const apie_error *error)
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
        note(user, status, result, error);                                                         \
    }
NOTE(query_result)
NOTE(query_outcome)
NOTE(query_rows)
NOTE(api_key_page)
NOTE(environment_page)
NOTE(service_map)
NOTE(batch_outcome)

static apie_status await(stage *s, apie_call *call)
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
        forget(s);                                                                                 \
        if ((s)->async)                                                                            \
            return await(s,                                                                        \
                         apie_async_honeycomb_##name((s)->async_client, __VA_ARGS__ & (s)->call,   \
                                                     note_##type, s, &(s)->error));                \
        apie_status status =                                                                       \
            apie_honeycomb_##name((s)->sync_client, __VA_ARGS__ & (s)->call, &out, &(s)->error);   \
        (s)->result = out;                                                                         \
        return status;                                                                             \
    } while (0)

static const apie_honeycomb_query_run quick = {.poll_interval_ms = 1, .timeout_ms = 10000};
static const char *const hosts[] = {"host"};
static const apie_honeycomb_query by_host = {.breakdowns = hosts, .breakdowns_count = 1};

static apie_status run_query(stage *s, const char *dataset, const apie_honeycomb_query_run *run)
{
    CALL(s, query_results_run, query_result, dataset, "q", run, );
}

static apie_status create_and_run(stage *s, const apie_honeycomb_query_run *run)
{
    CALL(s, query_results_create_and_run, query_outcome, "d", &by_host, run, );
}

static apie_status create_named(stage *s)
{
    CALL(s, queries_create_with_annotation, query_outcome, "d", &by_host, "n", NULL, );
}

static apie_status run_all(stage *s, apie_honeycomb_query_page_fn *on_page)
{
    const apie_honeycomb_query_walk walk = {
        .page_size = 2, .poll_interval_ms = 1, .on_page = on_page, .user = s};
    CALL(s, query_results_run_all, query_rows, "rows", &by_host, &walk, );
}

static apie_status list_keys(stage *s)
{
    CALL(s, api_keys_list_all, api_key_page, NULL, NULL, );
}

static apie_status list_environments(stage *s)
{
    CALL(s, environments_list_all, environment_page, NULL, );
}

static apie_status get_map(stage *s)
{
    CALL(s, service_map_dependencies_get, service_map, NULL, NULL, );
}

static apie_status read_map(stage *s)
{
    CALL(s, service_map_dependencies_read, service_map, "m", NULL, );
}

static apie_status send_batch(stage *s, size_t count)
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
    forget(s);
    if (s->async) {
        call = apie_async_honeycomb_send_batch(s->async_client, "d", events, count, &two, &s->call,
                                               note_batch_outcome, s, &s->error);
    } else {
        status = apie_honeycomb_send_batch(s->sync_client, "d", events, count, &two, &s->call, &out,
                                           &s->error);
        s->result = out;
    }
    json_decref(data); /* the events are written down when the call begins */
    return s->async ? await(s, call) : status;
}

#define expect(s, expected, call)                                                                  \
    do {                                                                                           \
        apie_status got = call;                                                                    \
        if (got != (expected))                                                                     \
            fail_msg("%s: %s: %s", #call, apie_status_name(got), (s)->error.message);              \
    } while (0)
#define expect_ok(s, call) expect(s, APIE_OK, call)

static void expect_head(stage *s, int number, const char *line)
{
    if (!tiny_has(s->service.heads[number], line))
        fail_msg("request %d is without \"%s\":\n%s", number, line, s->service.heads[number]);
}

/* ---- tests ---- */

static void test_queries(stage *s)
{
    const apie_honeycomb_query_run impatient = {.poll_interval_ms = 1, .timeout_ms = 30};
    expect_ok(s, run_query(s, "d", &quick));
    assert_true(((apie_honeycomb_query_result *)s->result)->complete.value);
    assert_int_equal(atomic_load(&s->service.looks), 2);
    assert_int_equal(s->response->rate_limit.limit, 10);
    assert_int_equal(s->response->rate_limit.remaining, 9);
    assert_int_equal(s->response->rate_limit.window_s, 60);
    expect_ok(s, create_and_run(s, &quick));
    const apie_honeycomb_query_outcome *outcome = s->result;
    assert_string_equal(outcome->query->id, "q");
    assert_non_null(outcome->result);
    atomic_store(&s->service.never, 1);
    expect(s, APIE_ERROR_TIMEOUT, run_query(s, "d", &impatient));
    assert_null(s->result);
    expect(s, APIE_ERROR_TIMEOUT, create_and_run(s, &impatient));
    outcome = s->result;
    assert_string_equal(outcome->query->id, "q");
    assert_null(outcome->result);
    expect(s, APIE_ERROR_INVALID_ARGUMENT, run_query(s, "", NULL));
    assert_string_equal(s->error.where, "datasetSlug");
}

static void test_named_queries(stage *s)
{
    expect_ok(s, create_named(s));
    const apie_honeycomb_query_outcome *outcome = s->result;
    assert_string_equal(outcome->query->id, "q");
    assert_string_equal(outcome->annotation->id, "a");
    atomic_store(&s->service.refused, 422);
    expect(s, APIE_ERROR_INVALID_REQUEST, create_named(s));
    outcome = s->result;
    assert_string_equal(outcome->query->id, "q");
    assert_null(outcome->annotation);
    assert_int_equal(s->response->status, 422);
}

static void test_lists(stage *s)
{
    expect_ok(s, list_keys(s));
    const apie_honeycomb_api_key_page *keys = s->result;
    assert_int_equal(keys->items_count, 2);
    assert_string_equal(keys->items[1]->id, "two");
    expect_ok(s, list_environments(s));
    const apie_honeycomb_environment_page *environments = s->result;
    assert_int_equal(environments->items_count, 2);
    assert_string_equal(environments->items[0]->id, "one");
    expect_head(s, 3, "page%5Bafter%5D=c");
}

static void test_maps(stage *s)
{
    expect_ok(s, get_map(s));
    const apie_honeycomb_service_map *map = s->result;
    assert_int_equal(map->dependencies_count, 2);
    assert_int_equal(map->dependencies[1]->call_count.value, 2);
    expect_ok(s, read_map(s));
    map = s->result;
    assert_int_equal(map->dependencies_count, 2);
    assert_string_equal(map->status, "ready");
}

static void test_batches(stage *s)
{
    expect_ok(s, send_batch(s, 4));
    const apie_honeycomb_batch_outcome *outcome = s->result;
    assert_int_equal(outcome->taken_count, 2);
    assert_int_equal(outcome->request_count, 2);
    assert_string_equal(outcome->events[3].message, "too wide");
    expect_head(s, 0, "Content-Encoding: gzip");
    assert_true(s->service.lengths[0] < 500);
    assert_int_equal((unsigned char)s->service.bodies[0][0], 0x1f);
    atomic_store(&s->service.refused, 403);
    expect(s, APIE_ERROR_PERMISSION, send_batch(s, 3));
    outcome = s->result;
    assert_int_equal(outcome->taken_count, 0);
    assert_true(outcome->events[0].sent);
    assert_false(outcome->events[2].sent);
    assert_int_equal(outcome->events[2].status, APIE_ERROR_PERMISSION);
    expect_ok(s, send_batch(s, 0));
    assert_int_equal(atomic_load(&s->service.count), 3);
}

static void test_rows(stage *s)
{
    expect_ok(s, run_all(s, NULL));
    const apie_honeycomb_query_rows *all = s->result;
    assert_int_equal(all->row_count, 2);
    assert_int_equal(all->page_count, 2);
    assert_true(all->complete);
    assert_string_equal(json_string_value(json_object_get(all->rows[1], "host")), "b");
}

/* ---- callbacks ---- */

static void note_inner(apie_status status, apie_honeycomb_dataset_list *result,
                       const apie_error *error, void *user)
{
    stage *s = user;
    (void)result;
    (void)error;
    s->inner = status;
    s->inner_told++;
}

/* The client can be used where it tells something. */
static bool use_client(const apie_honeycomb_query_page *page, void *user)
{
    stage *s = user;
    s->pages++;
    assert_int_equal(page->page, s->pages);
    if (s->async) {
        assert_non_null(
            apie_async_honeycomb_datasets_list(s->async_client, NULL, note_inner, s, &s->error));
        return true;
    }
    s->inner = apie_honeycomb_datasets_list(s->sync_client, NULL, NULL, &s->error);
    s->inner_told++;
    return true;
}

static void test_callbacks_use_the_client(stage *s)
{
    expect_ok(s, run_all(s, use_client));
    while (s->async && s->inner_told < 2)
        assert_int_equal(event_base_loop(s->base, EVLOOP_ONCE), 0);
    assert_int_equal(s->pages, 2);
    assert_int_equal(s->inner_told, 2);
    assert_int_equal(s->inner, APIE_OK);
    assert_null(((apie_honeycomb_query_rows *)s->result)->rows);
}

static bool stop(const apie_honeycomb_query_page *page, void *user)
{
    (void)page;
    ((stage *)user)->pages++;
    return false;
}

static void test_callbacks_stop(stage *s)
{
    expect_ok(s, run_all(s, stop));
    const apie_honeycomb_query_rows *all = s->result;
    assert_int_equal(s->pages, 1);
    assert_int_equal(all->row_count, 2);
    assert_false(all->complete);
}

static apie_call *start_rows(stage *s, apie_honeycomb_query_page_fn *on_page)
{
    const apie_honeycomb_query_walk walk = {.page_size = 2, .on_page = on_page, .user = s};
    s->under_way = apie_async_honeycomb_query_results_run_all(
        s->async_client, "rows", &by_host, &walk, NULL, note_query_rows, s, &s->error);
    assert_non_null(s->under_way);
    return s->under_way;
}

static void run_until_told(stage *s)
{
    while (!s->told)
        assert_int_equal(event_base_loop(s->base, EVLOOP_ONCE), 0);
    assert_int_equal(s->told, 1);
}

static bool cancel_call(const apie_honeycomb_query_page *page, void *user)
{
    stage *s = user;
    (void)page;
    s->pages++;
    apie_call_cancel(s->under_way);
    return true;
}

static bool free_client(const apie_honeycomb_query_page *page, void *user)
{
    stage *s = user;
    (void)page;
    s->pages++;
    apie_async_honeycomb_free(s->async_client);
    s->async_client = NULL;
    return true;
}

static void note_closed(void *user)
{
    ((stage *)user)->inner_told++;
}

static bool close_client(const apie_honeycomb_query_page *page, void *user)
{
    stage *s = user;
    (void)page;
    if (s->pages++ == 0) {
        assert_int_equal(apie_async_honeycomb_close(s->async_client, note_closed, s, &s->error),
                         APIE_OK);
        s->async_client = NULL;
    }
    return true;
}

/* What the program does in the callback decides how the call ends, once. */
static void callbacks_may_end_everything(void **state)
{
    static const struct {
        apie_honeycomb_query_page_fn *fn;
        apie_status status;
        unsigned pages;
    } cases[] = {
        {cancel_call, APIE_ERROR_CANCELLED, 1},
        {free_client, APIE_ERROR_CANCELLED, 1},
        {close_client, APIE_OK, 2},
    };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        static stage s;
        begin(&s, true);
        (void)start_rows(&s, cases[i].fn);
        run_until_told(&s);
        assert_int_equal(s.status, cases[i].status);
        assert_int_equal(s.pages, cases[i].pages);
        assert_int_equal(((apie_honeycomb_query_rows *)s.result)->row_count, 2);
        assert_int_equal(((apie_honeycomb_query_rows *)s.result)->complete,
                         cases[i].status == APIE_OK);
        if (!s.async_client)
            event_base_dispatch(s.base);
        assert_int_equal(s.inner_told, cases[i].fn == close_client);
        end(&s);
    }
}

static bool cancel_token(const apie_honeycomb_query_page *page, void *user)
{
    (void)page;
    apie_cancel_token_cancel(user);
    return true;
}

static void a_token_stops_a_blocking_call(void **state)
{
    static stage s;
    apie_cancel_token *token = apie_cancel_token_new();
    const apie_honeycomb_query_walk walk = {.page_size = 2, .on_page = cancel_token, .user = token};
    const apie_call_options options = {.cancel = token};
    apie_honeycomb_query_rows *all = NULL;
    (void)state;
    begin(&s, false);
    assert_int_equal(apie_honeycomb_query_results_run_all(s.sync_client, "rows", &by_host, &walk,
                                                          &options, &all, NULL),
                     APIE_ERROR_CANCELLED);
    assert_int_equal(all->row_count, 2);
    apie_free(all);
    apie_cancel_token_free(token);
    end(&s);
}

/* ---- what need not be wanted, and clients that are no more ---- */

static void results_and_errors_need_not_be_wanted(void **state)
{
    static stage s;
    const apie_honeycomb_batch_event none = {0};
    (void)state;
    begin(&s, false);
    assert_int_equal(
        apie_honeycomb_query_results_run(s.sync_client, "d", "q", &quick, NULL, NULL, NULL),
        APIE_OK);
    assert_int_equal(
        apie_honeycomb_send_batch(s.sync_client, "d", &none, 1, NULL, NULL, NULL, NULL),
        APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_honeycomb_environments_list_all(NULL, NULL, NULL, NULL, NULL),
                     APIE_ERROR_INVALID_ARGUMENT);
    end(&s);
    begin(&s, true);
    assert_null(apie_async_honeycomb_send_batch(s.async_client, "d", &none, 1, NULL, NULL, NULL,
                                                NULL, NULL));
    assert_null(apie_async_honeycomb_environments_list_all(NULL, NULL, NULL, NULL, NULL, NULL));
    assert_non_null(apie_async_honeycomb_query_results_run(s.async_client, "d", "q", &quick, NULL,
                                                           NULL, NULL, NULL));
    end(&s);
}

/* ---- pacing ---- */

static void handle_limited(tiny_exchange *exchange, void *user)
{
    service *s = user;
    atomic_fetch_add(&s->count, 1);
    tiny_reply(exchange, 200,
               "Content-Type: application/json\r\nRateLimit: limit=1, remaining=0, reset=40\r\n",
               "[]");
}

static apie_status list_datasets(stage *s)
{
    const apie_call_options options = {.deadline_ms = 30000};
    forget(s);
    if (!s->async)
        return apie_honeycomb_datasets_list(s->sync_client, &options, NULL, &s->error);
    s->inner_told = 0;
    assert_non_null(
        apie_async_honeycomb_datasets_list(s->async_client, &options, note_inner, s, &s->error));
    while (!s->inner_told)
        assert_int_equal(event_base_loop(s->base, EVLOOP_ONCE), 0);
    return s->inner;
}

/* Both drivers hold the second request back: it has no time to wait for the limit. */
static void pacing_is_in_both_drivers(void **state)
{
    (void)state;
    for (int async = 0; async < 2; async++) {
        static stage s;
        begin(&s, async == 1);
        apie_honeycomb_free(s.sync_client);
        apie_async_honeycomb_free(s.async_client);
        tiny_server_stop(&s.service.server);
        tiny_server_start(&s.service.server, NULL, handle_limited, &s.service);
        s.options.base_url = s.service.server.url;
        s.options.pace_by_rate_limit = true;
        s.sync_client = NULL;
        s.async_client = NULL;
        if (async)
            expect_ok(&s, apie_async_honeycomb_new(s.base, &s.options, &s.async_client, &s.error));
        else
            expect_ok(&s, apie_honeycomb_new(&s.options, &s.sync_client, &s.error));
        expect_ok(&s, list_datasets(&s));
        expect(&s, APIE_ERROR_RATE_LIMITED, list_datasets(&s));
        assert_int_equal(atomic_load(&s.service.count), 1);
        end(&s);
    }
}

/* ---- the same bytes ---- */

static const char *without_host(char *head)
{
    char *host = strstr(head, "Host: ");
    assert_non_null(host);
    memset(host, '-', strcspn(host, "\r"));
    return head;
}

static void both_send_the_same_bytes(void **state)
{
    static stage stages[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        begin(&stages[i], i == 1);
        expect_ok(&stages[i], create_and_run(&stages[i], &quick));
        expect_ok(&stages[i], create_named(&stages[i]));
        expect_ok(&stages[i], list_keys(&stages[i]));
        expect_ok(&stages[i], get_map(&stages[i]));
        expect_ok(&stages[i], send_batch(&stages[i], 4));
    }
    int count = atomic_load(&stages[0].service.count);
    assert_true(count <= KEPT);
    assert_int_equal(atomic_load(&stages[1].service.count), count);
    for (int i = 0; i < count; i++) {
        size_t length = stages[0].service.lengths[i];
        assert_string_equal(without_host(stages[0].service.heads[i]),
                            without_host(stages[1].service.heads[i]));
        assert_int_equal(stages[1].service.lengths[i], length);
        assert_true(length <= sizeof stages[0].service.bodies[i]);
        if (length > 0)
            assert_memory_equal(stages[0].service.bodies[i], stages[1].service.bodies[i], length);
    }
    end(&stages[0]);
    end(&stages[1]);
}

/* ---- running them ---- */

typedef void test_fn(stage *s);

static void run(test_fn *test)
{
    for (int async = 0; async < 2; async++) {
        static stage s;
        begin(&s, async == 1);
        test(&s);
        end(&s);
    }
}

#define BOTH(name)                                                                                 \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        run(test_##name);                                                                          \
    }
BOTH(queries)
BOTH(named_queries)
BOTH(lists)
BOTH(maps)
BOTH(batches)
BOTH(rows)
BOTH(callbacks_use_the_client)
BOTH(callbacks_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries),
        cmocka_unit_test(named_queries),
        cmocka_unit_test(lists),
        cmocka_unit_test(maps),
        cmocka_unit_test(batches),
        cmocka_unit_test(rows),
        cmocka_unit_test(callbacks_use_the_client),
        cmocka_unit_test(callbacks_stop),
        cmocka_unit_test(callbacks_may_end_everything),
        cmocka_unit_test(a_token_stops_a_blocking_call),
        cmocka_unit_test(results_and_errors_need_not_be_wanted),
        cmocka_unit_test(pacing_is_in_both_drivers),
        cmocka_unit_test(both_send_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
