/* The Honeycomb clients of both libraries against a small server: which credential goes where, the
 * team, what answers come to, and the clients' ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include <apie/async/honeycomb.h>
#include <apie/sync/honeycomb.h>

#include "support/child.h"
#include "support/tiny_server.h"

#define KEY    "hcaik-configuration"
#define INGEST "hcxik-ingest"
#define SECRET "a-management-secret"

/* ---- the server ---- */

#define KEPT 8

typedef struct service {
    tiny_server server;
    char heads[KEPT][TINY_HEAD + 1];
    char bodies[KEPT][512];
    atomic_int count;
    atomic_int auth_status; /* of GET /2/auth */
    atomic_int failures;    /* answers with that status before the good one */
    atomic_int failure;
} service;

static const char team_body[] =
    "{\"included\":[{\"id\":\"t\",\"type\":\"teams\",\"attributes\":{\"slug\":\"blue\"}}],"
    "\"data\":{\"id\":\"k\",\"type\":\"api-keys\",\"attributes\":{}}}";
static const char environments_body[] =
    "{\"data\":[{\"id\":\"e\",\"type\":\"environments\",\"attributes\":{\"name\":\"prod\"}}],"
    "\"links\":{\"next\":null}}";
static const char v1_type[] = "Content-Type: application/json\r\n";
static const char v2_type[] = "Content-Type: application/vnd.api+json\r\n";

static void reply(tiny_exchange *exchange, service *s)
{
    const char *head = exchange->head;
    if (atomic_load(&s->failures) > 0) {
        atomic_fetch_sub(&s->failures, 1);
        tiny_reply(exchange, atomic_load(&s->failure), v1_type, "{\"error\":\"not now\"}");
    } else if (tiny_has(head, "GET /1/datasets/hang ")) {
        tiny_hang(exchange);
    } else if (tiny_has(head, "GET /1/datasets/refused ")) {
        tiny_reply(exchange, 401, v1_type, "{\"error\":\"unknown key " KEY "\"}");
    } else if (tiny_has(head, "POST /1/datasets ")) {
        tiny_reply(exchange, exchange->request > 1 ? 200 : 201,
                   "Content-Type: application/json\r\nLocation: /1/datasets/a\r\n",
                   "{\"name\":\"A\",\"slug\":\"a\"}");
    } else if (tiny_has(head, "GET /1/datasets/")) {
        tiny_reply(exchange, 200, v1_type,
                   "{\"name\":\"A\",\"slug\":\"a\",\"regular_columns_count\":null}");
    } else if (tiny_has(head, "GET /2/auth ")) {
        tiny_reply(exchange, atomic_load(&s->auth_status), v2_type, team_body);
    } else if (tiny_has(head, "/configurations/") && tiny_has(head, "If-None-Match: v1")) {
        tiny_reply(exchange, 304, "ETag: v1\r\n", "");
    } else if (tiny_has(head, "/configurations/")) {
        tiny_reply(exchange, 200, "Content-Type: application/vnd.api+json\r\nETag: v2\r\n",
                   "{\"id\":\"c\",\"attributes\":{\"configs\":[]}}");
    } else if (tiny_has(head, "/environments")) {
        tiny_reply(exchange, 200, v2_type, environments_body);
    } else {
        tiny_reply(exchange, 200, "", "");
    }
}

static void handle(tiny_exchange *exchange, void *user)
{
    service *s = user;
    int number = atomic_load(&s->count);
    if (number < KEPT) {
        memcpy(s->heads[number], exchange->head, sizeof s->heads[number]);
        memcpy(s->bodies[number], exchange->body, sizeof s->bodies[number] - 1);
    }
    atomic_fetch_add(&s->count, 1);
    reply(exchange, s);
}

/* ---- one of the clients ---- */

typedef struct stage {
    bool async;
    service service;
    apie_honeycomb_options options; /* good as they are */
    apie_honeycomb *sync_client;
    apie_async_honeycomb *async_client;
    struct event_base *base;
    apie_error error;
    apie_response *response; /* of the last call */
    apie_call_options call;
    void *result; /* of the last call */
} stage;

static apie_status connect_client(stage *s)
{
    s->options.base_url = s->service.server.url;
    if (!s->async)
        return apie_honeycomb_new(&s->options, &s->sync_client, &s->error);
    s->base = event_base_new();
    assert_non_null(s->base);
    return apie_async_honeycomb_new(s->base, &s->options, &s->async_client, &s->error);
}

static void begin(stage *s, bool async)
{
    memset(s, 0, sizeof *s);
    s->async = async;
    s->options = (apie_honeycomb_options){.api_key = KEY,
                                          .ingest_key = INGEST,
                                          .management_key = "hcxmk_1",
                                          .management_secret = SECRET};
    s->call.response = &s->response;
    atomic_store(&s->service.auth_status, 200);
    tiny_server_start(&s->service.server, NULL, handle, &s->service);
}

static void forget(stage *s)
{
    apie_free(s->result);
    apie_free(s->response);
    s->result = NULL;
    s->response = NULL;
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

/* ---- calls that block in both libraries ---- */

typedef struct waiting {
    apie_status status;
    void *result;
    apie_error error;
    int told;
} waiting;

static void note(waiting *w, apie_status status, void *result, const apie_error *error)
{
    w->status = status;
    w->result = result ? apie_take(result) : NULL;
    if (error)
        w->error = *error;
    w->told++;
}

#define NOTE(type)                                                                                 \
    static void note_##type(apie_status status, apie_##type *result, const apie_error *error,      \
                            void *user)                                                            \
    {                                                                                              \
        note(user, status, result, error);                                                         \
    }
NOTE(honeycomb_dataset)
NOTE(honeycomb_environment_page)
NOTE(honeycomb_pipeline_configuration)
NOTE(response)

static void note_done(apie_status status, const apie_error *error, void *user)
{
    note(user, status, NULL, error);
}

static apie_status await(stage *s, waiting *w, apie_call *call)
{
    if (!call)
        return s->error.code;
    assert_int_equal(w->told, 0);
    while (!w->told)
        assert_int_equal(event_base_loop(s->base, EVLOOP_ONCE), 0);
    s->error = w->error;
    s->result = w->result;
    assert_int_equal(w->status == APIE_OK, s->error.code == APIE_OK);
    return w->status;
}

/* Calls either library; arguments, if any, end in a comma. */
#define CALL(s, name, type, ...)                                                                   \
    do {                                                                                           \
        apie_##type *out = NULL;                                                                   \
        waiting w = {.told = 0};                                                                   \
        forget(s);                                                                                 \
        apie_error_clear(&(s)->error);                                                             \
        if ((s)->async)                                                                            \
            return await(s, &w,                                                                    \
                         apie_async_honeycomb_##name((s)->async_client, __VA_ARGS__ & (s)->call,   \
                                                     note_##type, &w, &(s)->error));               \
        apie_status status =                                                                       \
            apie_honeycomb_##name((s)->sync_client, __VA_ARGS__ & (s)->call, &out, &(s)->error);   \
        (s)->result = out;                                                                         \
        return status;                                                                             \
    } while (0)

static apie_status get_dataset(stage *s, const char *slug)
{
    CALL(s, datasets_get, honeycomb_dataset, slug, );
}

static apie_status create_dataset(stage *s)
{
    const apie_honeycomb_dataset_create body = {.name = "A"};
    CALL(s, datasets_create, honeycomb_dataset, &body, );
}

static apie_status list_environments(stage *s)
{
    CALL(s, environments_list, honeycomb_environment_page, NULL, apie_int(2), );
}

static apie_status get_configuration(stage *s, const char *etag)
{
    const apie_opt_bool unset = {false, APIE_UNSET};
    CALL(s, pipelines_get_configuration, honeycomb_pipeline_configuration, "p", "c", NULL, unset,
         etag, );
}

static apie_status request(stage *s, const char *target)
{
    CALL(s, request, response, "GET", target, NULL, 0, );
}

static apie_status send_event(stage *s)
{
    json_t *data = json_pack("{s:s}", "method", "GET");
    const apie_honeycomb_event event = {.data = data};
    waiting w = {.told = 0};
    apie_call *call = NULL;
    apie_status status = APIE_OK;
    forget(s);
    if (s->async)
        call = apie_async_honeycomb_events_send(s->async_client, "a", "1700000000", apie_int(4),
                                                &event, &s->call, note_done, &w, &s->error);
    else
        status = apie_honeycomb_events_send(s->sync_client, "a", "1700000000", apie_int(4), &event,
                                            &s->call, &s->error);
    json_decref(data);
    return s->async ? await(s, &w, call) : status;
}

static void expect_head(stage *s, int number, const char *line)
{
    if (!tiny_has(s->service.heads[number], line))
        fail_msg("request %d is without \"%s\":\n%s", number, line, s->service.heads[number]);
}

static void expect_requests(stage *s, int count)
{
    assert_int_equal(atomic_load(&s->service.count), count);
}

#define expect(s, expected, call)                                                                  \
    do {                                                                                           \
        apie_status got = call;                                                                    \
        if (got != (expected))                                                                     \
            fail_msg("%s: %s: %s", #call, apie_status_name(got), (s)->error.message);              \
    } while (0)
#define expect_ok(s, call) expect(s, APIE_OK, call)

/* ---- tests ---- */

static void test_results(stage *s)
{
    expect_ok(s, connect_client(s));
    expect_ok(s, create_dataset(s));
    assert_string_equal(((apie_honeycomb_dataset *)s->result)->slug, "a");
    assert_int_equal(s->response->status, 201);
    assert_string_equal(apie_response_header(s->response, "location"), "/1/datasets/a");
    expect_ok(s, create_dataset(s));
    assert_int_equal(s->response->status, 200);
    expect_ok(s, get_dataset(s, "a/b?c"));
    expect_head(s, 2, "GET /1/datasets/a%2Fb%3Fc HTTP/1.1");
    assert_int_equal(((apie_honeycomb_dataset *)s->result)->regular_columns_count.presence,
                     APIE_IS_NULL);
    expect_ok(s, send_event(s));
    expect_head(s, 3, "X-Honeycomb-Event-Time: 1700000000");
    expect_head(s, 3, "X-Honeycomb-Samplerate: 4");
    assert_string_equal(s->service.bodies[3], "{\"method\":\"GET\"}");
    expect(s, APIE_ERROR_INVALID_ARGUMENT, get_dataset(s, ""));
    assert_string_equal(s->error.where, "datasetSlug");
    expect_requests(s, 4);
}

static void test_credentials(stage *s)
{
    expect_ok(s, connect_client(s));
    expect_ok(s, get_dataset(s, "a"));
    expect_head(s, 0, "X-Honeycomb-Team: " KEY "\r\n");
    assert_false(tiny_has(s->service.heads[0], "Authorization"));
    expect_ok(s, send_event(s));
    expect_head(s, 1, "X-Honeycomb-Team: " INGEST "\r\n");
    expect_ok(s, request(s, "/2/auth"));
    expect_head(s, 2, "Authorization: Bearer hcxmk_1:" SECRET "\r\n");
    assert_false(tiny_has(s->service.heads[2], "X-Honeycomb-Team"));
    expect_ok(s, request(s, "/1/anything?a=b"));
    expect_head(s, 3, "X-Honeycomb-Team: " KEY "\r\n");
    static const char *const reserved[] = {"X-Honeycomb-Team", "authorization",
                                           "X-Amz-Firehose-Access-Key"};
    for (size_t i = 0; i < 3; i++) {
        const apie_header header = {reserved[i], "other"};
        s->call.headers = &header;
        s->call.header_count = 1;
        expect(s, APIE_ERROR_INVALID_ARGUMENT, get_dataset(s, "a"));
        expect(s, APIE_ERROR_INVALID_ARGUMENT, request(s, "/1/auth"));
    }
    s->call.header_count = 0;
    expect_requests(s, 4);
}

static void test_missing_credentials(stage *s)
{
    s->options = (apie_honeycomb_options){.ingest_key = INGEST};
    expect_ok(s, connect_client(s));
    expect(s, APIE_ERROR_CONFIG, get_dataset(s, "a"));
    assert_string_equal(s->error.where, "api_key");
    expect(s, APIE_ERROR_CONFIG, list_environments(s));
    assert_string_equal(s->error.where, "management_key");
    assert_null(strstr(s->error.message, INGEST));
    expect_requests(s, 0);
    expect_ok(s, send_event(s));
    expect_head(s, 0, "X-Honeycomb-Team: " INGEST "\r\n");
}

static void test_team_is_asked_for_once(stage *s)
{
    expect_ok(s, connect_client(s));
    expect_ok(s, list_environments(s));
    expect_head(s, 0, "GET /2/auth HTTP/1.1");
    expect_head(s, 0, "Authorization: Bearer hcxmk_1:" SECRET "\r\n");
    expect_head(s, 1, "GET /2/teams/blue/environments?page%5Bsize%5D=2 HTTP/1.1");
    expect_head(s, 1, "Accept: application/vnd.api+json\r\n");
    const apie_honeycomb_environment_page *page = s->result;
    assert_int_equal(page->items_count, 1);
    assert_string_equal(page->items[0]->name, "prod");
    assert_null(page->next);
    expect_ok(s, list_environments(s));
    expect_head(s, 2, "GET /2/teams/blue/environments?");
    expect_requests(s, 3);
}

static void test_team_that_cannot_be_learned(stage *s)
{
    atomic_store(&s->service.auth_status, 403);
    expect_ok(s, connect_client(s));
    expect(s, APIE_ERROR_PERMISSION, list_environments(s));
    assert_int_equal(s->response->status, 403);
    assert_null(s->result);
    atomic_store(&s->service.auth_status, 200);
    expect_ok(s, list_environments(s));
    expect_requests(s, 3);
}

static void test_given_team(stage *s)
{
    s->options.team = "my team";
    expect_ok(s, connect_client(s));
    expect_ok(s, list_environments(s));
    expect_head(s, 0, "GET /2/teams/my%20team/environments?page%5Bsize%5D=2 HTTP/1.1");
    expect_requests(s, 1);
}

static void test_not_modified(stage *s)
{
    s->options.team = "blue";
    expect_ok(s, connect_client(s));
    expect_ok(s, get_configuration(s, NULL));
    assert_non_null(s->result);
    assert_string_equal(apie_response_header(s->response, "ETag"), "v2");
    assert_false(tiny_has(s->service.heads[0], "If-None-Match"));
    expect_ok(s, get_configuration(s, "v1"));
    assert_null(s->result);
    assert_int_equal(s->response->status, 304);
    assert_string_equal(apie_response_header(s->response, "ETag"), "v1");
}

static void test_secrets_stay_out_of_errors(stage *s)
{
    expect_ok(s, connect_client(s));
    expect(s, APIE_ERROR_AUTHENTICATION, get_dataset(s, "refused"));
    assert_non_null(strstr(s->error.message, "unknown key *"));
    assert_null(strstr(s->error.message, KEY));
    assert_int_equal(s->response->status, 401);
}

static void fail_with(stage *s, int status, int times)
{
    atomic_store(&s->service.failure, status);
    atomic_store(&s->service.failures, times);
    atomic_store(&s->service.count, 0);
}

static void test_retries(stage *s)
{
    expect_ok(s, connect_client(s));
    fail_with(s, 503, 1);
    expect_ok(s, get_dataset(s, "a"));
    expect_requests(s, 2);
    fail_with(s, 503, 1);
    expect_ok(s, create_dataset(s));
    expect_requests(s, 2);
    fail_with(s, 503, 1);
    expect(s, APIE_ERROR_SERVER, send_event(s));
    expect_requests(s, 1);
    fail_with(s, 425, 1);
    expect(s, APIE_ERROR_HTTP, get_dataset(s, "a"));
    expect_requests(s, 1);
}

static void test_no_client(stage *s)
{
    expect(s, APIE_ERROR_INVALID_ARGUMENT, get_dataset(s, "a"));
    assert_string_equal(s->error.where, "client");
    expect(s, APIE_ERROR_INVALID_ARGUMENT, request(s, "/1/auth"));
    s->options = (apie_honeycomb_options){.api_key = NULL};
    expect(s, APIE_ERROR_CONFIG, connect_client(s));
    assert_string_equal(s->error.where, "api_key");
    assert_null(s->sync_client);
    assert_null(s->async_client);
}

/* In the child of a fork: calls fail, and freeing does not touch the parent's. */
static void be_child(stage *s)
{
    bool forked = get_dataset(s, "a") == APIE_ERROR_FORKED && request(s, "/x") == APIE_ERROR_FORKED;
    apie_honeycomb_free(s->sync_client);
    apie_async_honeycomb_free(s->async_client);
    child_ends(forked ? 0 : 1);
}

static void test_forked(stage *s)
{
    int status = -1;
    expect_ok(s, connect_client(s));
    expect_ok(s, get_dataset(s, "a"));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        be_child(s);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    expect_ok(s, get_dataset(s, "a"));
    assert_int_equal(tiny_server_connections(&s->service.server), 1);
}

/* ---- ends of the event-driven client ---- */

static void note_closed(void *user)
{
    ++*(int *)user;
}

static void close_drains(void **state)
{
    stage s;
    waiting w = {.told = 0};
    int closed = 0;
    (void)state;
    begin(&s, true);
    expect_ok(&s, connect_client(&s));
    assert_non_null(apie_async_honeycomb_datasets_get(s.async_client, "a", NULL,
                                                      note_honeycomb_dataset, &w, &s.error));
    expect_ok(&s, apie_async_honeycomb_close(s.async_client, note_closed, &closed, &s.error));
    expect(&s, APIE_ERROR_CLOSED, get_dataset(&s, "b"));
    event_base_dispatch(s.base);
    assert_int_equal(w.told, 1);
    assert_int_equal(w.status, APIE_OK);
    assert_int_equal(closed, 1);
    apie_free(w.result);
    s.async_client = NULL;
    end(&s);
}

static void free_cancels(void **state)
{
    stage s;
    waiting w = {.told = 0};
    (void)state;
    begin(&s, true);
    expect_ok(&s, connect_client(&s));
    assert_non_null(apie_async_honeycomb_datasets_get(s.async_client, "hang", NULL,
                                                      note_honeycomb_dataset, &w, &s.error));
    while (atomic_load(&s.service.count) == 0)
        assert_int_equal(event_base_loop(s.base, EVLOOP_NONBLOCK), 0);
    apie_async_honeycomb_free(s.async_client);
    s.async_client = NULL;
    assert_int_equal(w.told, 1);
    assert_int_equal(w.status, APIE_ERROR_CANCELLED);
    end(&s);
}

/* ---- the same bytes ---- */

static void send_some(stage *s)
{
    expect_ok(s, connect_client(s));
    expect_ok(s, create_dataset(s));
    expect_ok(s, send_event(s));
    expect_ok(s, list_environments(s));
    expect_ok(s, get_configuration(s, "v1"));
    expect_ok(s, request(s, "/1/auth"));
}

/* But for the port of the server. */
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
        send_some(&stages[i]);
        expect_requests(&stages[i], 6);
    }
    for (int i = 0; i < 6; i++) {
        assert_string_equal(without_host(stages[0].service.heads[i]),
                            without_host(stages[1].service.heads[i]));
        assert_string_equal(stages[0].service.bodies[i], stages[1].service.bodies[i]);
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
BOTH(results)
BOTH(credentials)
BOTH(missing_credentials)
BOTH(team_is_asked_for_once)
BOTH(team_that_cannot_be_learned)
BOTH(given_team)
BOTH(not_modified)
BOTH(secrets_stay_out_of_errors)
BOTH(retries)
BOTH(no_client)
BOTH(forked)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results),
        cmocka_unit_test(credentials),
        cmocka_unit_test(missing_credentials),
        cmocka_unit_test(team_is_asked_for_once),
        cmocka_unit_test(team_that_cannot_be_learned),
        cmocka_unit_test(given_team),
        cmocka_unit_test(not_modified),
        cmocka_unit_test(secrets_stay_out_of_errors),
        cmocka_unit_test(retries),
        cmocka_unit_test(no_client),
        cmocka_unit_test(forked),
        cmocka_unit_test(close_drains),
        cmocka_unit_test(free_cancels),
        cmocka_unit_test(both_send_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
