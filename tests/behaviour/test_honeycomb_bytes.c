/* Every Honeycomb operation sends the same bytes from either library, with all that it can be given
 * and with as little as it needs, and both read the same from the answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generated/honeycomb_operations.h"
#include "support/model_sample.h"
#include "support/subject_honeycomb.h"
#include "support/tiny_server.h"

#define OPERATIONS     89
#define MOST_ARGUMENTS 8

/* ---- the server ---- */

typedef struct request {
    char head[TINY_HEAD + 1]; /* with the server's port, which is the same for both */
    char body[TINY_BODY + 1];
    size_t body_length;
} request;

typedef struct service {
    tiny_server server;
    pthread_mutex_t mutex;
    request last;
    int count;
    const char *answer;
} service;

static void handle(tiny_exchange *exchange, void *user)
{
    service *s = user;
    pthread_mutex_lock(&s->mutex);
    memcpy(s->last.head, exchange->head, sizeof s->last.head);
    memcpy(s->last.body, exchange->body, sizeof s->last.body);
    s->last.body_length = exchange->body_length;
    s->count++;
    tiny_reply(exchange, 200, "Content-Type: application/json\r\n", s->answer);
    pthread_mutex_unlock(&s->mutex);
}

static void set_answer(service *s, const char *answer)
{
    pthread_mutex_lock(&s->mutex);
    s->answer = answer;
    s->count = 0;
    pthread_mutex_unlock(&s->mutex);
}

/* The only request since then. */
static void take_request(service *s, request *out)
{
    pthread_mutex_lock(&s->mutex);
    assert_int_equal(s->count, 1);
    *out = s->last;
    s->count = 0;
    pthread_mutex_unlock(&s->mutex);
}

/* ---- clients of both libraries ---- */

enum { SYNC = 0, ASYNC, LIBRARIES };

typedef struct stage {
    service service;
    subject subjects[LIBRARIES];
    subject_honeycomb clients[LIBRARIES];
} stage;

static int set_up(void **state)
{
    static stage s;
    s = (stage){.service.answer = ""};
    *state = &s;
    pthread_mutex_init(&s.service.mutex, NULL);
    tiny_server_start(&s.service.server, NULL, handle, &s.service);
    const apie_honeycomb_options options = {.api_key = "hcaik_1",
                                            .ingest_key = "hcaik_2",
                                            .management_key = "hcamk_1",
                                            .management_secret = "secret",
                                            .firehose_key = "firehose",
                                            .team = "the team",
                                            .base_url = s.service.server.url};
    s.subjects[ASYNC].base = event_base_new();
    for (int i = 0; i < LIBRARIES; i++)
        if (subject_honeycomb_new(&s.clients[i], &s.subjects[i], &options, NULL) != APIE_OK)
            return -1;
    return 0;
}

static int tear_down(void **state)
{
    stage *s = *state;
    for (int i = 0; i < LIBRARIES; i++)
        subject_honeycomb_free(&s->clients[i]);
    event_base_free(s->subjects[ASYNC].base);
    tiny_server_stop(&s->service.server);
    pthread_mutex_destroy(&s->service.mutex);
    return s->subjects[ASYNC].calls == s->subjects[ASYNC].callbacks ? 0 : -1;
}

/* ---- one operation ---- */

static void fill_arguments(const apie_operation *operation, bool whole, apie_argument *arguments)
{
    assert_true(operation->parameter_count <= MOST_ARGUMENTS);
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const apie_parameter *parameter = &operation->parameters[i];
        if (!whole && !parameter->required)
            continue;
        if (parameter->type != APIE_ARGUMENT_TEXT)
            arguments[i].number = apie_int(1);
        else
            arguments[i].text = parameter->place == APIE_IN_HEADER ? "a value" : "a/b c?&=\xc3\xa9";
    }
}

/* What a library sends, and what it reads from the answer. */
static void *play(stage *s, int library, const apie_operation *operation, const void *body,
                  bool whole, request *sent)
{
    static const apie_header header = {"X-Call", "one"};
    const apie_call_options options = {
        .headers = &header, .header_count = 1, .idempotency_key = "key-1"};
    apie_argument arguments[MOST_ARGUMENTS] = {{NULL, {0, APIE_UNSET}}};
    apie_error error;
    void *result = NULL;
    fill_arguments(operation, whole, arguments);
    if (subject_honeycomb_call(&s->clients[library], operation, arguments, body,
                               whole ? &options : NULL, &result, &error) != APIE_OK)
        fail_msg("%s: %s: %s", operation->name, error.where, error.message);
    take_request(&s->service, sent);
    return result;
}

/* Nothing that was said is missing in what was sent. */
static void expect_sent(const apie_operation *operation, const json_t *body, const request *sent)
{
    const char *method = apie_method_name(operation->method);
    assert_int_equal(strncmp(sent->head, method, strlen(method)), 0);
    assert_true(sent->body_length <= TINY_BODY);
    if (!body) {
        assert_int_equal(sent->body_length, 0);
        return;
    }
    json_t *said = json_loadb(sent->body, sent->body_length, JSON_DECODE_ANY, NULL);
    if (!json_equal(said, body))
        fail_msg("%s: other than said: %s", operation->name, sent->body);
    json_decref(said);
}

static void expect_same(const apie_operation *operation, const request *one, const request *other)
{
    if (strcmp(one->head, other->head) != 0 || one->body_length != other->body_length ||
        memcmp(one->body, other->body, one->body_length) != 0)
        fail_msg("%s: libapie-sync sends\n%s%s\nlibapie-async sends\n%s%s", operation->name,
                 one->head, one->body, other->head, other->body);
}

static void expect_results(const apie_operation *operation, void *results[LIBRARIES])
{
    const apie_model *model = operation->response;
    for (int i = 0; i < LIBRARIES; i++)
        assert_int_equal(results[i] != NULL, model != NULL);
    if (model && !apie_model_equal(model, results[SYNC], results[ASYNC]))
        fail_msg("%s: the libraries read different results", operation->name);
}

static void check(stage *s, const apie_operation *operation, bool whole)
{
    static request sent[LIBRARIES];
    void *results[LIBRARIES];
    json_t *body = operation->request ? model_sample(operation->request, whole) : NULL;
    void *object = body ? model_sample_read(operation->request, body) : NULL;
    json_t *sample = operation->response ? model_sample(operation->response, whole) : NULL;
    char *answer = sample ? json_dumps(sample, JSON_ENCODE_ANY) : NULL;
    set_answer(&s->service, answer ? answer : "");
    for (int i = 0; i < LIBRARIES; i++) {
        results[i] = play(s, i, operation, object, whole, &sent[i]);
        expect_sent(operation, body, &sent[i]);
    }
    expect_same(operation, &sent[SYNC], &sent[ASYNC]);
    expect_results(operation, results);
    for (int i = 0; i < LIBRARIES; i++)
        apie_free(results[i]);
    set_answer(&s->service, "");
    free(answer);
    apie_free(object);
    json_decref(sample);
    json_decref(body);
}

/* ---- all of them ---- */

static void all(stage *s, bool whole)
{
    assert_int_equal(apie_operations_honeycomb_count, OPERATIONS);
    assert_int_equal(honeycomb_call_count, OPERATIONS);
    for (size_t i = 0; i < OPERATIONS; i++)
        check(s, apie_operations_honeycomb[i], whole);
}

static void with_all_that_can_be_given(void **state)
{
    all(*state, true);
}

static void with_as_little_as_is_needed(void **state)
{
    all(*state, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_all_that_can_be_given),
        cmocka_unit_test(with_as_little_as_is_needed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
