/* What calls of Honeycomb come to, whatever the shape of the operation: successes, refusals with
 * each form of body, limits, and what ends a call before an answer does. Against the local server,
 * plain and over TLS, through both libraries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devserver/devserver.h"
#include "generated/honeycomb_operations.h"
#include "support/model_sample.h"
#include "support/subject_honeycomb.h"
#include "support/tls.h"

#define MOST_ARGUMENTS 8

/* ---- a client and a server of its own ---- */

typedef struct stage {
    const tls_files *files; /* NULL: plain */
    devserver *server;
    subject subject;
    subject_honeycomb client;
    apie_honeycomb_options options; /* good as they are */
    atomic_int attempts;            /* since the last call began */
    apie_call_options call;
    apie_error error; /* of the last call */
    apie_response *response;
    void *result;
} stage;

static void count_attempt(const apie_attempt *attempt, void *user)
{
    (void)attempt;
    atomic_fetch_add(&((stage *)user)->attempts, 1);
}

/* faults NULL: it does as it should. */
static void serve(stage *s, const char *faults)
{
    const devserver_options options = {.faults_json = faults,
                                       .tls_certificate = s->files ? s->files->certificate : NULL,
                                       .tls_key = s->files ? s->files->key : NULL};
    char problem[200] = "";
    s->server = devserver_start(&options, problem, sizeof problem);
    if (!s->server)
        fail_msg("%s", problem);
    s->options.base_url = devserver_url(s->server);
}

static void connect_client(stage *s)
{
    s->options.connection.ca_file = s->files ? s->files->ca : NULL;
    s->options.connection.observer = count_attempt;
    s->options.connection.observer_user = s;
    assert_int_equal(subject_honeycomb_new(&s->client, &s->subject, &s->options, &s->error),
                     APIE_OK);
}

static void begin(stage *s, const char *faults)
{
    serve(s, faults);
    connect_client(s);
}

static void forget(stage *s)
{
    apie_free(s->result);
    apie_free(s->response);
    s->result = NULL;
    s->response = NULL;
    apie_error_clear(&s->error);
    atomic_store(&s->attempts, 0);
}

/* Arguments of an operation that has some. */
#define GIVEN(...) ((const apie_argument[]){__VA_ARGS__})
#define TEXT(value)                                                                                \
    {                                                                                              \
        .text = (value)                                                                            \
    }

static apie_status ask(stage *s, const apie_operation *operation, const apie_argument *arguments,
                       const void *body)
{
    forget(s);
    const apie_status status = subject_honeycomb_call(&s->client, operation, arguments, body,
                                                      &s->call, &s->result, &s->error);
    assert_int_equal(s->error.code, status);
    if (status != APIE_OK)
        assert_null(s->result);
    return status;
}

static apie_status get_dataset(stage *s, const char *slug)
{
    return ask(s, &apie_op_honeycomb_datasets_get, GIVEN(TEXT(slug)), NULL);
}

#define expect(s, expected, call)                                                                  \
    do {                                                                                           \
        const apie_status got = call;                                                              \
        if (got != (expected))                                                                     \
            fail_msg("%s: %s: %s", #call, apie_status_name(got), (s)->error.message);              \
    } while (0)

static void expect_text(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is without \"%s\"", text, part);
}

/* ---- successes ---- */

static void successes(stage *s)
{
    const apie_honeycomb_dataset_create dataset = {.name = "Data"};
    const apie_honeycomb_column column = {.key_name = "name"};
    const apie_honeycomb_environment_create environment = {.name = "Production"};
    json_t *data = json_pack("{s:s}", "text", "value");
    const apie_honeycomb_event event = {.data = data};
    char id[64];
    begin(s, NULL);
    expect(s, APIE_OK, ask(s, &apie_op_honeycomb_datasets_create, NULL, &dataset));
    assert_int_equal(s->response->status, 201);
    assert_string_equal(((apie_honeycomb_dataset *)s->result)->slug, "data");
    expect(s, APIE_OK, ask(s, &apie_op_honeycomb_datasets_create, NULL, &dataset));
    assert_int_equal(s->response->status, 200);
    expect(s, APIE_OK, ask(s, &apie_op_honeycomb_columns_create, GIVEN(TEXT("data")), &column));
    snprintf(id, sizeof id, "%s", ((apie_honeycomb_column *)s->result)->id);
    for (int one = 0; one < 2; one++) {
        expect(s, APIE_OK,
               ask(s, &apie_op_honeycomb_columns_list,
                   GIVEN(TEXT("data"), TEXT(one ? "name" : NULL)), NULL));
        assert_int_equal(s->response->body[0], one ? '{' : '[');
        assert_int_equal(((apie_honeycomb_column_list *)s->result)->items_count, 1);
    }
    expect(s, APIE_OK,
           ask(s, &apie_op_honeycomb_columns_delete, GIVEN(TEXT("data"), TEXT(id)), NULL));
    assert_int_equal(s->response->status, 204);
    expect(s, APIE_OK,
           ask(s, &apie_op_honeycomb_events_send,
               GIVEN(TEXT("data"), TEXT("1700000000"), {.number = apie_int(2)}), &event));
    assert_int_equal(s->response->body_length, 0);
    expect(s, APIE_OK, ask(s, &apie_op_honeycomb_environments_create, NULL, &environment));
    assert_string_equal(((apie_honeycomb_environment *)s->result)->slug, "production");
    json_decref(data);
}

static void not_modified(stage *s)
{
    begin(s, NULL);
    for (int known = 0; known < 2; known++) {
        expect(
            s, APIE_OK,
            ask(s, &apie_op_honeycomb_pipelines_get_configuration,
                GIVEN(TEXT("p"), TEXT("c"), TEXT(NULL), TEXT(NULL), TEXT(known ? "\"1\"" : NULL)),
                NULL));
        assert_int_equal(s->response->status, known ? 304 : 200);
        assert_int_equal(s->result == NULL, known);
    }
}

/* ---- refusals ---- */

typedef struct refusal {
    const char *name;
    const char *body;
    const char *message;
    const char *service_code;
    const char *where; /* of the error, and of the first of its fields */
    const char *field_code;
    size_t fields;
    bool problem; /* apie_honeycomb_problem_read() reads it */
} refusal;

static const refusal refusals[] = {
    {"error", "{\"error\":\"it is not so\"}", "it is not so", "", "", NULL, 0, true},
    {"detailed",
     "{\"status\":400,\"type\":\"https://a/problem\",\"title\":\"The title.\",\"error\":\"it is "
     "not "
     "so\",\"detail\":\"more of it\",\"instance\":\"i\"}",
     "it is not so: more of it", "https://a/problem", "", NULL, 0, true},
    {"fields",
     "{\"status\":422,\"type\":\"https://a/validation\",\"title\":\"Not in order.\",\"error\":"
     "\"two are wrong\",\"type_detail\":[{\"field\":\"name\",\"code\":\"missing\",\"description\":"
     "\"is needed\"},{\"field\":\"op\",\"code\":\"invalid\",\"description\":\"is none\"}]}",
     "two are wrong", "https://a/validation", "name", "missing", 2, true},
    {"title", "{\"title\":\"The title.\",\"type\":\"about:blank\"}", "The title.", "", "", NULL, 0,
     true},
    {"json-api",
     "{\"errors\":[{\"id\":\"e\",\"status\":\"422\",\"code\":\"too_long\",\"title\":\"The title.\","
     "\"detail\":\"it is too long\",\"source\":{\"pointer\":\"/data/attributes/name\"}}]}",
     "it is too long", "too_long", "/data/attributes/name", "too_long", 1, true},
    {"parameter",
     "{\"errors\":[{\"code\":\"bad\",\"title\":\"Wrong\",\"source\":{\"parameter\":\"page[size]\"}}"
     "]}",
     "Wrong", "bad", "page[size]", "bad", 1, true},
    {"object", "{\"error\":{\"code\":\"E1\",\"message\":\"it is not so\"}}", "it is not so", "E1",
     "", NULL, 0, false},
    {"text", "it is not so", "it is not so", "", "", NULL, 0, false},
    {"page", "<html><body>it is not so</body></html>", "the service answered", "", "", NULL, 0,
     false},
    {"number", "7", "7", "", "", NULL, 0, false},
    {"null", "null", "null", "", "", NULL, 0, false},
    {"empty", "", "the service answered", "", "", NULL, 0, false},
    {"cut", "{\"error\":\"it is not so\",\"ti", "it is not so", "", "", NULL, 0, false},
};

static const struct {
    int http;
    apie_status status;
} statuses[] = {
    {400, APIE_ERROR_INVALID_REQUEST}, {401, APIE_ERROR_AUTHENTICATION},
    {403, APIE_ERROR_PERMISSION},      {404, APIE_ERROR_NOT_FOUND},
    {409, APIE_ERROR_CONFLICT},        {422, APIE_ERROR_INVALID_REQUEST},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* /1/datasets/404-empty is refused so. */
static char *all_refusals(void)
{
    json_t *faults = json_array();
    for (size_t i = 0; i < COUNT(statuses); i++)
        for (size_t j = 0; j < COUNT(refusals); j++)
            assert_int_equal(
                json_array_append_new(
                    faults,
                    json_pack("{s:o, s:i, s:s}", "path",
                              json_sprintf("/1/datasets/%d-%s", statuses[i].http, refusals[j].name),
                              "status", statuses[i].http, "body", refusals[j].body)),
                0);
    char *text = json_dumps(faults, 0);
    json_decref(faults);
    assert_non_null(text);
    return text;
}

static void expect_problem(const stage *s, const refusal *r)
{
    apie_honeycomb_problem *problem = NULL;
    apie_error error;
    const apie_status status = apie_honeycomb_problem_read(s->response, &problem, &error);
    assert_int_equal(status, r->problem ? APIE_OK : APIE_ERROR_PROTOCOL);
    if (problem)
        assert_int_equal(problem->type_detail_count + problem->errors_count, r->fields);
    apie_free(problem);
}

static void expect_refusal(const stage *s, int http, const refusal *r)
{
    expect_text(s->error.message, r->message);
    assert_string_equal(s->error.service_code, r->service_code);
    assert_string_equal(s->error.where, r->where);
    assert_int_equal(s->error.http_status, http);
    assert_int_equal(s->error.attempts, 1);
    assert_true(s->error.request_id[0] != '\0');
    assert_int_equal(s->response->status, http);
    assert_string_equal(s->response->body, r->body);
    assert_int_equal(s->response->field_error_count, r->fields);
    if (r->fields > 0) {
        assert_string_equal(s->response->field_errors[0].field, r->where);
        assert_string_equal(s->response->field_errors[0].code, r->field_code);
    }
    expect_problem(s, r);
}

static void refuses(stage *s)
{
    char *faults = all_refusals();
    char slug[64];
    begin(s, faults);
    free(faults);
    for (size_t i = 0; i < COUNT(statuses); i++) {
        for (size_t j = 0; j < COUNT(refusals); j++) {
            snprintf(slug, sizeof slug, "%d-%s", statuses[i].http, refusals[j].name);
            const apie_status status = get_dataset(s, slug);
            if (status != statuses[i].status)
                fail_msg("%s: %s", slug, apie_status_name(status));
            expect_refusal(s, statuses[i].http, &refusals[j]);
        }
    }
}

/* ---- limits ---- */

static const char limits[] =
    "[{\"path\":\"/1/datasets/full\",\"status\":429,\"body\":{\"error\":\"slowly\"},"
    "  \"retry_after\":\"7\",\"headers\":{\"RateLimit\":\"limit=10, remaining=0, reset=7\","
    "                                     \"RateLimitPolicy\":\"10;w=60\"}},"
    " {\"path\":\"/1/auth\",\"status\":429,\"retry_after\":\"0\",\"times\":1}]";

static void too_many_requests(stage *s)
{
    begin(s, limits);
    s->call.attempts = 1;
    expect(s, APIE_ERROR_RATE_LIMITED, get_dataset(s, "full"));
    assert_int_equal(s->error.retry_after_ms, 7000);
    assert_string_equal(s->error.message, "slowly");
    assert_int_equal(s->response->retry_after_ms, 7000);
    assert_int_equal(s->response->rate_limit.limit, 10);
    assert_int_equal(s->response->rate_limit.remaining, 0);
    assert_int_equal(s->response->rate_limit.reset_s, 7);
    assert_int_equal(s->response->rate_limit.window_s, 60);
    /* The service wants more time than there is: there is no use in waiting. */
    s->call.attempts = 0;
    s->call.deadline_ms = 5000;
    expect(s, APIE_ERROR_RATE_LIMITED, get_dataset(s, "full"));
    assert_int_equal(atomic_load(&s->attempts), 1);
    expect(s, APIE_OK, ask(s, &apie_op_honeycomb_auth_get, NULL, NULL));
    assert_int_equal(atomic_load(&s->attempts), 2);
    assert_int_equal(s->response->attempts, 2);
}

static void oversized(stage *s)
{
    s->options.connection.max_response_bytes = 2000;
    begin(s, "[{\"path\":\"/1/auth\",\"huge_bytes\":100000,\"times\":1}]");
    expect(s, APIE_ERROR_PROTOCOL, ask(s, &apie_op_honeycomb_auth_get, NULL, NULL));
    assert_int_equal(atomic_load(&s->attempts), 1);
    expect(s, APIE_OK, ask(s, &apie_op_honeycomb_auth_get, NULL, NULL));
}

/* ---- ends before an answer ---- */

static const char stalled[] = "[{\"path\":\"/1/datasets/slow\",\"stall\":\"request\"}]";

static void deadline(stage *s)
{
    begin(s, stalled);
    s->call.deadline_ms = 100;
    expect(s, APIE_ERROR_TIMEOUT, get_dataset(s, "slow"));
    assert_null(s->response);
    s->call.deadline_ms = 0;
    expect(s, APIE_ERROR_NOT_FOUND, get_dataset(s, "other"));
}

static apie_status cancel_token(apie_outgoing *request, void *user)
{
    (void)request;
    apie_cancel_token_cancel(user);
    return APIE_OK;
}

/* Just before the request goes out. */
static void cancelled_by_token(stage *s)
{
    apie_cancel_token *token = apie_cancel_token_new();
    const apie_interceptor interceptor = {.before = cancel_token, .user = token};
    assert_non_null(token);
    s->options.connection.interceptors = &interceptor;
    s->options.connection.interceptor_count = 1;
    begin(s, stalled);
    s->call.cancel = token;
    expect(s, APIE_ERROR_CANCELLED, get_dataset(s, "slow"));
    s->call.cancel = NULL;
    expect(s, APIE_ERROR_NOT_FOUND, get_dataset(s, "other"));
    subject_honeycomb_free(&s->client);
    apie_cancel_token_free(token);
}

static void cancelled_by_call(stage *s)
{
    const apie_operation *operation = &apie_op_honeycomb_datasets_get;
    void *result = NULL;
    begin(s, stalled);
    WAITING(&s->subject, &s->error);
    apie_call *call = honeycomb_call_of(operation)->async(s->client.async, GIVEN(TEXT("slow")),
                                                          NULL, &s->call, &w, &s->error);
    assert_non_null(call);
    apie_call_cancel(call);
    assert_false(w.done);
    expect(s, APIE_ERROR_CANCELLED, waiting_for(&w, call, &result));
    assert_null(result);
    expect(s, APIE_ERROR_NOT_FOUND, get_dataset(s, "other"));
}

static void cancelled(stage *s)
{
    if (s->subject.base)
        cancelled_by_call(s);
    else
        cancelled_by_token(s);
}

/* ---- nothing is sent ---- */

#define expect_unsent(s, expected, part, call)                                                     \
    do {                                                                                           \
        expect(s, expected, call);                                                                 \
        expect_text((s)->error.where, part);                                                       \
        assert_int_equal(atomic_load(&(s)->attempts), 0);                                          \
        assert_int_equal((s)->error.attempts, 0);                                                  \
        assert_null((s)->response);                                                                \
    } while (0)

static void bad_input(stage *s)
{
    const apie_operation *create = &apie_op_honeycomb_datasets_create;
    const apie_honeycomb_dataset_create nameless = {.description = "none"};
    const apie_honeycomb_dataset_create broken = {.name = "\xff"};
    const apie_honeycomb_event eventless = {.data = NULL};
    const apie_header bad = {"X-Bad", "two\r\nlines"};
    begin(s, NULL);
    expect_unsent(s, APIE_ERROR_INVALID_ARGUMENT, "datasetSlug", get_dataset(s, NULL));
    expect_unsent(s, APIE_ERROR_INVALID_ARGUMENT, "datasetSlug", get_dataset(s, ""));
    expect_unsent(
        s, APIE_ERROR_INVALID_ARGUMENT, "slo_id",
        ask(s, &apie_op_honeycomb_burn_alerts_list, GIVEN(TEXT("data"), TEXT(NULL)), NULL));
    expect_unsent(s, APIE_ERROR_INVALID_ARGUMENT, "", ask(s, create, NULL, NULL));
    expect_unsent(s, APIE_ERROR_INVALID_ARGUMENT, "/name", ask(s, create, NULL, &nameless));
    expect_unsent(s, APIE_ERROR_INVALID_ARGUMENT, "/name", ask(s, create, NULL, &broken));
    expect_unsent(s, APIE_ERROR_INVALID_ARGUMENT, "",
                  ask(s, &apie_op_honeycomb_events_send,
                      GIVEN(TEXT("data"), TEXT("1\r\nX-Other: 2"), TEXT(NULL)), &eventless));
    s->call.headers = &bad;
    s->call.header_count = 1;
    expect_unsent(s, APIE_ERROR_INVALID_ARGUMENT, "", get_dataset(s, "data"));
}

/* Every operation, with a client that has each credential but those that it takes. */
static void expect_no_credential(stage *s, const apie_operation *operation)
{
    apie_argument arguments[MOST_ARGUMENTS] = {{NULL, {0, APIE_UNSET}}};
    json_t *sample = operation->request ? model_sample(operation->request, false) : NULL;
    void *body = sample ? model_sample_read(operation->request, sample) : NULL;
    const size_t first = strcspn(operation->credential, " ");
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (operation->parameters[i].type == APIE_ARGUMENT_TEXT)
            arguments[i].text = "value";
    expect_unsent(s, APIE_ERROR_CONFIG, "", ask(s, operation, arguments, body));
    if (strncmp(s->error.where, operation->credential, first) != 0)
        fail_msg("%s takes %s, not %s", operation->name, operation->credential, s->error.where);
    apie_free(body);
    json_decref(sample);
}

static void wrong_kind_of_credential(stage *s)
{
    static const char *const kinds[] = {"api_key", "management_key"};
    size_t checked = 0;
    serve(s, NULL);
    for (size_t kind = 0; kind < COUNT(kinds); kind++) {
        const bool management = kind == 0; /* the other one is given */
        s->options.api_key = management ? NULL : "configuration";
        s->options.management_key = management ? "hcamk_1" : NULL;
        s->options.management_secret = management ? "secret" : NULL;
        connect_client(s);
        for (size_t i = 0; i < apie_operations_honeycomb_count; i++) {
            const char *credential = apie_operations_honeycomb[i]->credential;
            if ((strstr(credential, "management_key") != NULL) == management)
                continue;
            expect_no_credential(s, apie_operations_honeycomb[i]);
            checked++;
        }
        subject_honeycomb_free(&s->client);
    }
    assert_true(checked >= 85);
}

/* ---- with all clients ---- */

typedef struct scenario {
    const char *name;
    void (*play)(stage *s);
} scenario;

static const scenario scenarios[] = {
    {"successes", successes},
    {"not modified", not_modified},
    {"refuses", refuses},
    {"too many requests", too_many_requests},
    {"oversized", oversized},
    {"deadline", deadline},
    {"cancelled", cancelled},
    {"bad input", bad_input},
    {"wrong kind of credential", wrong_kind_of_credential},
};

typedef struct performance {
    char name[80];
    const scenario *scenario;
    const tls_files *files;
    bool async;
} performance;

static void perform(void **state)
{
    const performance *p = *state;
    stage s = {.files = p->files,
               .options = {.api_key = "configuration",
                           .management_key = "hcamk_1",
                           .management_secret = "secret"}};
    s.call.response = &s.response;
    if (p->async) {
        s.subject.base = event_base_new();
        assert_non_null(s.subject.base);
    }
    p->scenario->play(&s);
    forget(&s);
    subject_honeycomb_free(&s.client);
    if (s.subject.base)
        event_base_free(s.subject.base);
    devserver_stop(s.server);
    assert_int_equal(s.subject.calls, s.subject.callbacks);
}

#define PERFORMANCES (COUNT(scenarios) * 4)

int main(void)
{
    static performance performances[PERFORMANCES];
    static struct CMUnitTest tests[PERFORMANCES];
    tls_files files;
    tls_files_make(&files);
    for (size_t i = 0; i < PERFORMANCES; i++) {
        performance *p = &performances[i];
        p->scenario = &scenarios[i / 4];
        p->async = i % 2 == 1;
        p->files = i % 4 < 2 ? NULL : &files;
        snprintf(p->name, sizeof p->name, "%s: %s, %s", p->scenario->name,
                 p->async ? "async" : "sync", p->files ? "TLS" : "plain");
        tests[i] = (struct CMUnitTest){p->name, perform, NULL, NULL, p};
    }
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    tls_files_remove(&files);
    return failed;
}
