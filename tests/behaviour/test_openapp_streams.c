/* Streams with both libraries: told piece by piece, ended by the service, the program or time. */
#include "openapp_stage.h"

#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define LARGE_BODY  (3 * 1024 * 1024)
#define LARGE_EVENT (1100 * 1024)

static const char event_headers[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                    "Connection: close\r\n\r\n";

typedef struct streaming {
    openapp_stage *s;
    tiny_server server;
    char head[TINY_HEAD + 1];
    char body[TINY_BODY + 1];
    atomic_int requests;
    sem_t told;   /* what the program was told so far */
    sem_t closed; /* the client closed the connection of a stream */
    apie_openapp_stream_options options;
    apie_call *call;
    /* What was told. */
    int events;
    char last[128]; /* "type|data|id" */
    size_t bytes;
    bool garbled;
    int stop_at;
    void (*at_event)(struct streaming *t); /* NULL: nothing */
    bool free_client;
} streaming;

/* ---- the service ---- */

static void say(tiny_exchange *exchange, const char *text)
{
    tiny_send(exchange, text, strlen(text));
}

static void wait_for(sem_t *semaphore)
{
    struct timespec end;
    assert_int_equal(clock_gettime(CLOCK_REALTIME, &end), 0);
    end.tv_sec += 20;
    if (sem_timedwait(semaphore, &end) != 0)
        abort();
}

/* Each piece only when the program has been told the one before. */
static void serve_slowly(tiny_exchange *exchange, streaming *t)
{
    say(exchange, event_headers);
    say(exchange, ": hello\n\nretry: 1500\ndata: on");
    say(exchange, "e\nid: 1\n\n");
    wait_for(&t->told);
    say(exchange, "event: door\ndata: two\ndata: lines\n\n");
    wait_for(&t->told);
    say(exchange, "id: 3\ndata: three\n\nid: 4\ndata: cut off");
    exchange->close = true;
}

static void serve_for_ever(tiny_exchange *exchange, streaming *t)
{
    say(exchange, event_headers);
    while (!exchange->close)
        say(exchange, "data: a\n\ndata: b\n\ndata: c\n\n");
    sem_post(&t->closed);
}

static void serve_one_and_hang(tiny_exchange *exchange, streaming *t)
{
    say(exchange, event_headers);
    say(exchange, "id: 7\ndata: one\n\n");
    tiny_hang(exchange);
    sem_post(&t->closed);
}

static void serve_one_and_break(tiny_exchange *exchange, streaming *t)
{
    (void)t;
    say(exchange, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
                  "Content-Length: 1000\r\n\r\ndata: one\n\n");
    exchange->close = true;
}

static char letter(size_t position)
{
    return (char)('a' + position % 23);
}

static void serve_large(tiny_exchange *exchange, streaming *t)
{
    static char large[LARGE_BODY];
    char head[128];
    (void)t;
    for (size_t i = 0; i < sizeof large; i++)
        large[i] = letter(i);
    (void)snprintf(head, sizeof head,
                   "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n",
                   LARGE_BODY);
    say(exchange, head);
    tiny_send(exchange, large, sizeof large);
}

static void serve_large_event(tiny_exchange *exchange, streaming *t)
{
    static char line[LARGE_EVENT];
    (void)t;
    memset(line, 'x', sizeof line);
    say(exchange, event_headers);
    say(exchange, "data: ");
    tiny_send(exchange, line, sizeof line);
    exchange->close = true;
}

static void serve_json(tiny_exchange *exchange, streaming *t)
{
    (void)t;
    tiny_reply(exchange, 200, "Content-Type: application/json\r\n", "{\"no\":\"stream\"}");
}

static void serve_nothing(tiny_exchange *exchange, streaming *t)
{
    (void)t;
    say(exchange, "HTTP/1.1 204 No Content\r\n\r\n");
}

static void serve_refusal(tiny_exchange *exchange, streaming *t)
{
    (void)t;
    tiny_reply(exchange, 404, "Content-Type: application/json\r\n",
               "{\"message\":\"no such stream\",\"error_code\":\"gone\"}");
}

static void serve_after_failures(tiny_exchange *exchange, streaming *t)
{
    if (atomic_load(&t->requests) < 3) {
        tiny_reply(exchange, 503, "Retry-After: 0\r\n", "");
        return;
    }
    say(exchange, event_headers);
    say(exchange, "data: late\n\n");
    exchange->close = true;
}

static const struct {
    const char *line;
    void (*serve)(tiny_exchange *exchange, streaming *t);
} streams[] = {
    {"GET /api/v1/slow ", serve_slowly},
    {"GET /api/v1/endless ", serve_for_ever},
    {"GET /api/v1/silent ", serve_one_and_hang},
    {"GET /api/v1/broken ", serve_one_and_break},
    {"GET /api/v1/large ", serve_large},
    {"GET /api/v1/large-event ", serve_large_event},
    {"GET /api/v1/json ", serve_json},
    {"GET /api/v1/nothing ", serve_nothing},
    {"GET /api/v1/refused ", serve_refusal},
    {"GET /api/v1/unsteady ", serve_after_failures},
    {"POST /api/v1/silent ", serve_one_and_hang},
};

static void handle(tiny_exchange *exchange, void *user)
{
    streaming *t = user;
    if (strncmp(exchange->head, "GET /api/v1/status ", 19) == 0) {
        tiny_reply(exchange, 200, "Content-Type: application/json\r\n",
                   "{\"environment\":\"test\",\"version\":\"1\"}");
        return;
    }
    memcpy(t->head, exchange->head, sizeof t->head);
    memcpy(t->body, exchange->body, sizeof t->body);
    atomic_fetch_add(&t->requests, 1);
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        if (strncmp(exchange->head, streams[i].line, strlen(streams[i].line)) == 0) {
            streams[i].serve(exchange, t);
            return;
        }
    }
    tiny_hang(exchange);
}

/* ---- the program ---- */

static bool on_event(const apie_openapp_event *event, void *user)
{
    streaming *t = user;
    t->events++;
    (void)snprintf(t->last, sizeof t->last, "%s|%.40s|%s", event->type, event->data, event->id);
    assert_int_equal(event->data_length, strlen(event->data));
    sem_post(&t->told);
    if (t->at_event)
        t->at_event(t);
    return t->events != t->stop_at;
}

static bool on_bytes(const char *data, size_t length, void *user)
{
    streaming *t = user;
    for (size_t i = 0; i < length; i++)
        t->garbled = t->garbled || data[i] != letter(t->bytes + i);
    t->bytes += length;
    t->events++;
    return t->events != t->stop_at;
}

static void note_end(apie_status status, apie_openapp_stream_end *result, const apie_error *error,
                     void *user)
{
    openapp_note(user, status, result, error);
}

static apie_status stream(streaming *t, const char *method, const char *path, const char *body)
{
    openapp_stage *s = t->s;
    apie_openapp_stream_end *out = NULL;
    openapp_waiting w = {.told = 0};
    size_t length = body ? strlen(body) : 0;
    openapp_forget(s);
    apie_error_clear(&s->error);
    if (!s->async) {
        apie_status status = apie_openapp_stream(s->sync_client, method, path, body, length,
                                                 &t->options, &s->call, &out, &s->error);
        s->result = out;
        return status;
    }
    t->call = apie_async_openapp_stream(s->async_client, method, path, body, length, &t->options,
                                        &s->call, note_end, &w, &s->error);
    apie_status status = openapp_await(s, &w, t->call);
    assert_int_equal(event_base_loop(s->base, EVLOOP_NONBLOCK), t->free_client ? 1 : 0);
    assert_int_equal(w.told, t->call ? 1 : 0);
    return status;
}

static apie_status get(streaming *t, const char *path)
{
    return stream(t, "GET", path, NULL);
}

static const apie_openapp_stream_end *end_of(const streaming *t)
{
    assert_non_null(t->s->result);
    return t->s->result;
}

static void expect_end(const streaming *t, int events, const char *last_event_id)
{
    assert_int_equal(t->events, events);
    assert_int_equal(end_of(t)->events, events);
    assert_string_equal(end_of(t)->last_event_id, last_event_id);
}

OPENAPP_NOTE(openapp_backend_status)

static apie_status ask_status(openapp_stage *s)
{
    OPENAPP_CALL(s, status_get, openapp_backend_status, );
}

static void both(void (*test)(streaming *t))
{
    for (int async = 0; async < 2; async++) {
        static openapp_stage s;
        static streaming t;
        memset(&t, 0, sizeof t);
        t.s = &s;
        t.options = (apie_openapp_stream_options){.on_event = on_event, .user = &t};
        assert_int_equal(sem_init(&t.told, 0, 0), 0);
        assert_int_equal(sem_init(&t.closed, 0, 0), 0);
        openapp_begin(&s, async == 1);
        tiny_server_start(&t.server, NULL, handle, &t);
        (void)snprintf(s.key, sizeof s.key, "%s_openapp_" OPENAPP_SECRET, t.server.url);
        openapp_ok(&s, openapp_new(&s));
        test(&t);
        openapp_end(&s);
        tiny_server_stop(&t.server);
        (void)sem_destroy(&t.told);
        (void)sem_destroy(&t.closed);
    }
}

/* ---- tests ---- */

static void test_events_are_told_as_they_come(streaming *t)
{
    t->options.last_event_id = "0";
    openapp_ok(t->s, get(t, "/slow"));
    expect_end(t, 3, "3");
    assert_string_equal(t->last, "message|three|3");
    assert_int_equal(end_of(t)->retry_ms, 1500);
    assert_true(tiny_has(t->head, "\r\nAccept: text/event-stream\r\n"));
    assert_true(tiny_has(t->head, "\r\nLast-Event-ID: 0\r\n"));
    assert_true(tiny_has(t->head, "\r\nX-API-Key: http://127.0.0.1:"));
    assert_non_null(t->s->response);
    assert_int_equal(t->s->response->status, 200);
    assert_int_equal(t->s->response->body_length, 0);
}

static void test_bytes_are_told_as_they_come(streaming *t)
{
    const apie_header accept = {"Accept", "video/mp4"};
    t->options.on_event = NULL;
    t->options.on_bytes = on_bytes;
    t->s->call.headers = &accept;
    t->s->call.header_count = 1;
    t->s->options.connection.max_response_bytes = 10;
    openapp_ok(t->s, get(t, "/large"));
    assert_int_equal(t->bytes, LARGE_BODY);
    assert_false(t->garbled);
    assert_true(t->events > 1);
    assert_int_equal(end_of(t)->bytes, LARGE_BODY);
    assert_int_equal(end_of(t)->events, 0);
    assert_int_equal(end_of(t)->retry_ms, -1);
    assert_true(tiny_has(t->head, "\r\nAccept: video/mp4\r\n"));
    openapp_ok(t->s, ask_status(t->s));
}

static void test_the_program_stops_it(streaming *t)
{
    t->stop_at = 2;
    openapp_expect(t->s, APIE_ERROR_CANCELLED, get(t, "/endless"));
    expect_end(t, 2, "");
    wait_for(&t->closed);
    assert_int_equal(atomic_load(&t->requests), 1);
    assert_false(t->s->error.maybe_processed);
    openapp_ok(t->s, ask_status(t->s));
}

static void test_the_program_stops_bytes(streaming *t)
{
    t->options.on_event = NULL;
    t->options.on_bytes = on_bytes;
    t->stop_at = 1;
    openapp_expect(t->s, APIE_ERROR_CANCELLED, get(t, "/large"));
    assert_int_equal(t->events, 1);
    assert_int_equal(end_of(t)->bytes, t->bytes);
}

static void cancel(streaming *t)
{
    if (t->s->async)
        apie_call_cancel(t->call);
    else
        apie_cancel_token_cancel(t->s->call.cancel);
}

static void cancel_with_token(streaming *t, const char *path, int events)
{
    apie_cancel_token *token = t->s->async ? NULL : apie_cancel_token_new();
    t->s->call.cancel = token;
    t->at_event = cancel;
    openapp_expect(t->s, APIE_ERROR_CANCELLED, get(t, path));
    wait_for(&t->closed);
    assert_int_equal(t->events, events);
    assert_int_equal(end_of(t)->events, events);
    t->s->call.cancel = NULL;
    apie_cancel_token_free(token);
    openapp_ok(t->s, ask_status(t->s));
}

/* Although more events are there already. */
static void test_nothing_is_told_after_a_cancel(streaming *t)
{
    cancel_with_token(t, "/endless", 1);
}

static void test_a_silent_stream_is_cancelled(streaming *t)
{
    cancel_with_token(t, "/silent", 1);
}

static void test_silence_ends_it(streaming *t)
{
    t->options.idle_timeout_ms = 60;
    openapp_expect(t->s, APIE_ERROR_TIMEOUT, get(t, "/silent"));
    expect_end(t, 1, "7");
    assert_int_equal(t->s->error.http_status, 200);
    wait_for(&t->closed);
    assert_int_equal(atomic_load(&t->requests), 1);
}

static void test_the_deadline_ends_it(streaming *t)
{
    t->s->call.deadline_ms = 60;
    openapp_expect(t->s, APIE_ERROR_TIMEOUT, get(t, "/silent"));
    expect_end(t, 1, "7");
    t->events = 0;
    openapp_expect(t->s, APIE_ERROR_TIMEOUT, get(t, "/endless"));
    assert_int_equal(end_of(t)->events, t->events);
    assert_true(t->events > 0);
    wait_for(&t->closed);
    assert_int_equal(atomic_load(&t->requests), 2);
}

static void test_an_answer_that_never_begins(streaming *t)
{
    t->s->call.attempt_timeout_ms = 60;
    t->s->call.attempts = 1;
    openapp_expect(t->s, APIE_ERROR_TIMEOUT, get(t, "/hang"));
    assert_null(t->s->result);
    assert_int_equal(t->events, 0);
}

static void test_a_broken_stream_is_not_repeated(streaming *t)
{
    openapp_expect(t->s, APIE_ERROR_NETWORK, get(t, "/broken"));
    expect_end(t, 1, "");
    assert_int_equal(atomic_load(&t->requests), 1);
}

static void test_refusals_are_read_as_ever(streaming *t)
{
    openapp_expect(t->s, APIE_ERROR_NOT_FOUND, get(t, "/refused"));
    assert_string_equal(t->s->error.message, "no such stream");
    assert_string_equal(t->s->error.service_code, "gone");
    assert_null(t->s->result);
    openapp_ok(t->s, get(t, "/nothing"));
    expect_end(t, 0, "");
}

static void test_it_is_repeated_before_it_begins(streaming *t)
{
    openapp_ok(t->s, get(t, "/unsteady"));
    expect_end(t, 1, "");
    assert_int_equal(atomic_load(&t->requests), 3);
}

static void test_other_answers_are_no_events(streaming *t)
{
    openapp_expect(t->s, APIE_ERROR_PROTOCOL, get(t, "/json"));
    assert_string_equal(t->s->error.message, "the answer is no stream of events "
                                             "(text/event-stream), but application/json");
    assert_int_equal(t->s->error.http_status, 200);
    assert_int_equal(t->events, 0);
    openapp_expect(t->s, APIE_ERROR_PROTOCOL, get(t, "/large-event"));
    assert_string_equal(t->s->error.message, "an event is larger than 1048576 bytes");
    assert_int_equal(t->events, 0);
}

static void test_it_may_have_a_body(streaming *t)
{
    t->stop_at = 1;
    openapp_expect(t->s, APIE_ERROR_CANCELLED, stream(t, "POST", "/silent", "{\"ask\":1}"));
    assert_true(t->s->error.maybe_processed);
    assert_string_equal(t->body, "{\"ask\":1}");
    assert_true(tiny_has(t->head, "\r\nContent-Type: application/json\r\n"));
}

static void call_in_between(streaming *t)
{
    apie_openapp_backend_status *status = NULL;
    assert_int_equal(apie_openapp_status_get(t->s->sync_client, NULL, &status, &t->s->error),
                     APIE_OK);
    assert_string_equal(status->environment, "test");
    apie_free(status);
}

static void count_answer(apie_status status, apie_openapp_backend_status *result,
                         const apie_error *error, void *user)
{
    streaming *t = user;
    (void)result;
    (void)error;
    assert_int_equal(status, APIE_OK);
    t->bytes++;
}

static void start_in_between(streaming *t)
{
    assert_non_null(
        apie_async_openapp_status_get(t->s->async_client, NULL, count_answer, t, &t->s->error));
}

static void test_calls_in_between(streaming *t)
{
    t->at_event = t->s->async ? start_in_between : call_in_between;
    openapp_ok(t->s, get(t, "/slow"));
    expect_end(t, 3, "3");
    while (t->s->async && t->bytes < 3)
        assert_int_equal(event_base_loop(t->s->base, EVLOOP_ONCE), 0);
}

static void free_client(streaming *t)
{
    apie_async_openapp_free(t->s->async_client);
    t->s->async_client = NULL;
}

static void test_the_client_is_freed_in_between(streaming *t)
{
    if (!t->s->async)
        return;
    t->at_event = free_client;
    t->free_client = true;
    openapp_expect(t->s, APIE_ERROR_CANCELLED, get(t, "/endless"));
    expect_end(t, 1, "");
    wait_for(&t->closed);
}

static void test_bad_arguments(streaming *t)
{
    apie_openapp_stream_options good = t->options;
    t->options.on_bytes = on_bytes;
    openapp_expect(t->s, APIE_ERROR_INVALID_ARGUMENT, get(t, "/slow"));
    assert_string_equal(t->s->error.where, "on_event");
    t->options.on_event = NULL;
    t->options.on_bytes = NULL;
    openapp_expect(t->s, APIE_ERROR_INVALID_ARGUMENT, get(t, "/slow"));
    t->options = good;
    t->options.idle_timeout_ms = -1;
    openapp_expect(t->s, APIE_ERROR_INVALID_ARGUMENT, get(t, "/slow"));
    assert_string_equal(t->s->error.where, "idle_timeout_ms");
    t->options = good;
    t->options.last_event_id = "a\r\nb";
    openapp_expect(t->s, APIE_ERROR_INVALID_ARGUMENT, get(t, "/slow"));
    assert_string_equal(t->s->error.where, "last_event_id");
    t->options = good;
    openapp_expect(t->s, APIE_ERROR_INVALID_ARGUMENT, get(t, "slow"));
    openapp_expect(t->s, APIE_ERROR_INVALID_ARGUMENT, stream(t, "FETCH", "/slow", NULL));
    assert_string_equal(t->s->error.where, "method");
    assert_int_equal(atomic_load(&t->requests), 0);
}

#define BOTH(name)                                                                                 \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        both(test_##name);                                                                         \
    }

BOTH(events_are_told_as_they_come)
BOTH(bytes_are_told_as_they_come)
BOTH(the_program_stops_it)
BOTH(the_program_stops_bytes)
BOTH(nothing_is_told_after_a_cancel)
BOTH(a_silent_stream_is_cancelled)
BOTH(silence_ends_it)
BOTH(the_deadline_ends_it)
BOTH(an_answer_that_never_begins)
BOTH(a_broken_stream_is_not_repeated)
BOTH(refusals_are_read_as_ever)
BOTH(it_is_repeated_before_it_begins)
BOTH(other_answers_are_no_events)
BOTH(it_may_have_a_body)
BOTH(calls_in_between)
BOTH(the_client_is_freed_in_between)
BOTH(bad_arguments)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_are_told_as_they_come),
        cmocka_unit_test(bytes_are_told_as_they_come),
        cmocka_unit_test(the_program_stops_it),
        cmocka_unit_test(the_program_stops_bytes),
        cmocka_unit_test(nothing_is_told_after_a_cancel),
        cmocka_unit_test(a_silent_stream_is_cancelled),
        cmocka_unit_test(silence_ends_it),
        cmocka_unit_test(the_deadline_ends_it),
        cmocka_unit_test(an_answer_that_never_begins),
        cmocka_unit_test(a_broken_stream_is_not_repeated),
        cmocka_unit_test(refusals_are_read_as_ever),
        cmocka_unit_test(it_is_repeated_before_it_begins),
        cmocka_unit_test(other_answers_are_no_events),
        cmocka_unit_test(it_may_have_a_body),
        cmocka_unit_test(calls_in_between),
        cmocka_unit_test(the_client_is_freed_in_between),
        cmocka_unit_test(bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
