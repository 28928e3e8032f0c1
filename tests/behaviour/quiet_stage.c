#include "quiet_stage.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t quiet_now_ms(void)
{
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void quiet_pause(long ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&pause, NULL);
}

void quiet_wait(sem_t *semaphore)
{
    struct timespec limit;
    if (clock_gettime(CLOCK_REALTIME, &limit) != 0)
        abort();
    limit.tv_sec += 20;
    if (sem_timedwait(semaphore, &limit) != 0)
        abort();
}

/* ---- the service ---- */

static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                           "Connection: close\r\n\r\n";
static const char chunked[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                              "Transfer-Encoding: chunked\r\n\r\n";

static void say(tiny_exchange *exchange, const char *text)
{
    tiny_send(exchange, text, strlen(text));
}

static void serve_one_and_hang(tiny_exchange *exchange, quiet *t)
{
    say(exchange, head);
    say(exchange, "id: 1\ndata: one\n\n");
    tiny_hang(exchange);
    (void)sem_post(&t->closed);
}

static void serve_nothing(tiny_exchange *exchange, quiet *t)
{
    (void)sem_post(&t->told);
    tiny_hang(exchange);
    (void)sem_post(&t->closed);
}

static void serve_another_later(tiny_exchange *exchange, quiet *t)
{
    say(exchange, head);
    say(exchange, "id: 1\ndata: one\n\n");
    quiet_wait(&t->go_on);
    say(exchange, "id: 2\ndata: two\n\n");
    exchange->close = true;
}

static void serve_for_ever(tiny_exchange *exchange, quiet *t)
{
    say(exchange, head);
    while (!exchange->close)
        say(exchange, "data: a\n\ndata: b\n\n");
    (void)sem_post(&t->closed);
}

/* Each chunk when the one before has left: events, lines and a character go across. */
static void serve_cut(tiny_exchange *exchange, quiet *t)
{
    static const char text[] = "id: 1\r\ndata: S\xc3\xbc"
                               "d\r\n\r\nid: 2\ndata: one\ndata: two\n\n";
    char chunk[16];
    (void)t;
    say(exchange, chunked);
    for (size_t i = 0; i < sizeof text - 1; i++) {
        (void)snprintf(chunk, sizeof chunk, "1\r\n%c\r\n", text[i]);
        say(exchange, chunk);
        if (i % 8 == 0)
            quiet_pause(1);
    }
    say(exchange, "11\r\nid: 3\ndata: three\r\n2\r\n\n\n\r\n0\r\n\r\n");
}

static void serve_large(tiny_exchange *exchange, quiet *t)
{
    static char large[QUIET_LARGE];
    char line[160];
    (void)t;
    memset(large, 'x', sizeof large);
    (void)snprintf(line, sizeof line,
                   "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n",
                   QUIET_LARGE);
    say(exchange, line);
    tiny_send(exchange, large, sizeof large);
}

static void serve_status(tiny_exchange *exchange, quiet *t)
{
    (void)t;
    tiny_reply(exchange, 200, "Content-Type: application/json\r\n",
               "{\"environment\":\"test\",\"version\":\"1\"}");
}

static const struct {
    const char *line;
    void (*serve)(tiny_exchange *exchange, quiet *t);
} served[] = {
    {"GET /api/v1/silent ", serve_one_and_hang},
    {"GET /api/v1/nothing ", serve_nothing},
    {"GET /api/v1/two ", serve_another_later},
    {"GET /api/v1/endless ", serve_for_ever},
    {"GET /api/v1/cut ", serve_cut},
    {"GET /api/v1/large ", serve_large},
    {"GET /api/v1/status ", serve_status},
};

static void handle(tiny_exchange *exchange, void *user)
{
    for (size_t i = 0; i < sizeof served / sizeof served[0]; i++) {
        if (strncmp(exchange->head, served[i].line, strlen(served[i].line)) == 0) {
            served[i].serve(exchange, user);
            return;
        }
    }
    tiny_reply(exchange, 404, "", "");
}

/* ---- the program ---- */

static void at_time(evutil_socket_t fd, short what, void *user)
{
    quiet *t = user;
    (void)fd;
    (void)what;
    t->ended_ms = quiet_now_ms();
    t->at_time(t);
}

void quiet_set_timer(quiet *t)
{
    const struct timeval soon = {.tv_usec = QUIET_AFTER_MS * 1000};
    assert_int_equal(event_add(t->timer, &soon), 0);
}

static bool on_event(const apie_openapp_event *event, void *user)
{
    quiet *t = user;
    t->events++;
    (void)snprintf(t->last, sizeof t->last, "%s|%.50s", event->id, event->data);
    if (t->s->async && t->at_time && t->events == 1)
        quiet_set_timer(t);
    (void)sem_post(&t->told);
    if (t->at_event)
        t->at_event(t);
    return true;
}

void quiet_note_end(apie_status status, apie_openapp_stream_end *result, const apie_error *error,
                    void *user)
{
    openapp_note(user, status, result, error);
}

/* The thread that does what the timer does on a loop. */
static void *wait_and_act(void *user)
{
    quiet *t = user;
    quiet_wait(&t->told);
    quiet_pause(QUIET_AFTER_MS);
    at_time(-1, 0, t);
    return NULL;
}

static apie_status follow_blocking(quiet *t, const char *path)
{
    openapp_stage *s = t->s;
    apie_openapp_stream_end *out = NULL;
    pthread_t thread;
    if (t->at_time)
        assert_int_equal(pthread_create(&thread, NULL, wait_and_act, t), 0);
    const apie_status status = apie_openapp_stream(s->sync_client, "GET", path, NULL, 0,
                                                   &t->options, &s->call, &out, &s->error);
    if (t->at_time)
        assert_int_equal(pthread_join(thread, NULL), 0);
    s->result = out;
    return status;
}

apie_status quiet_follow(quiet *t, const char *path)
{
    openapp_stage *s = t->s;
    openapp_forget(s);
    apie_error_clear(&s->error);
    t->events = 0;
    t->end = (openapp_waiting){.told = 0};
    if (!s->async)
        return follow_blocking(t, path);
    t->call = apie_async_openapp_stream(s->async_client, "GET", path, NULL, 0, &t->options,
                                        &s->call, quiet_note_end, &t->end, &s->error);
    return openapp_await(s, &t->end, t->call);
}

void quiet_expect_end(quiet *t, int events)
{
    assert_int_equal(t->events, events);
    assert_non_null(t->s->result);
    assert_int_equal(((apie_openapp_stream_end *)t->s->result)->events, events);
}

void quiet_expect_soon(const quiet *t)
{
    if (!getenv("TEST_SLOWLY"))
        assert_in_range(quiet_now_ms() - t->ended_ms, 0, QUIET_BACK_IN_MS);
}

static void begin(quiet *t, openapp_stage *s, bool async)
{
    memset(t, 0, sizeof *t);
    t->s = s;
    t->options = (apie_openapp_stream_options){.on_event = on_event, .user = t};
    assert_int_equal(sem_init(&t->told, 0, 0), 0);
    assert_int_equal(sem_init(&t->go_on, 0, 0), 0);
    assert_int_equal(sem_init(&t->closed, 0, 0), 0);
    openapp_begin(s, async);
    tiny_server_start(&t->server, NULL, handle, t);
    (void)snprintf(s->key, sizeof s->key, "%s_openapp_" OPENAPP_SECRET, t->server.url);
    t->timer = event_new(s->base, -1, 0, at_time, t);
    assert_non_null(t->timer);
}

static void end(quiet *t)
{
    openapp_free_handle(t->other);
    event_free(t->timer);
    openapp_end(t->s);
    tiny_server_stop(&t->server);
    (void)sem_destroy(&t->told);
    (void)sem_destroy(&t->go_on);
    (void)sem_destroy(&t->closed);
}

void quiet_run(void (*test)(quiet *t), bool async)
{
    static openapp_stage s;
    static quiet t;
    begin(&t, &s, async);
    test(&t);
    end(&t);
}

void quiet_cancel(quiet *t)
{
    if (t->s->async)
        apie_call_cancel(t->call);
    else
        apie_cancel_token_cancel(t->token);
}
