/* The event-driven library never holds up its loop: a timer of 5 ms on the same base comes in time,
 * whatever the service does. */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "support/tiny_server.h"

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define SLOW 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define SLOW 1
#endif
#endif

#define BEAT_MS        5
#define LARGEST_GAP_MS 50
#define BURST          64
#define TRIES          5

typedef struct heart {
    struct event *timer;
    int64_t last_us;
    int64_t last_busy_us;
    int64_t largest_us;
    int64_t busy_us; /* of the largest: what this thread computed meanwhile */
    int beats;
} heart;

static int64_t time_us(clockid_t clock)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void beat(evutil_socket_t fd, short what, void *user)
{
    heart *h = user;
    int64_t now = time_us(CLOCK_MONOTONIC);
    int64_t busy = time_us(CLOCK_THREAD_CPUTIME_ID);
    (void)fd;
    (void)what;
    if (now - h->last_us > h->largest_us) {
        h->largest_us = now - h->last_us;
        h->busy_us = busy - h->last_busy_us;
    }
    h->last_us = now;
    h->last_busy_us = busy;
    h->beats++;
}

static void heart_start(heart *h, struct event_base *base)
{
    const struct timeval often = {.tv_usec = BEAT_MS * 1000};
    *h = (heart){.timer = event_new(base, -1, EV_PERSIST, beat, h),
                 .last_us = time_us(CLOCK_MONOTONIC),
                 .last_busy_us = time_us(CLOCK_THREAD_CPUTIME_ID)};
    assert_non_null(h->timer);
    assert_int_equal(event_add(h->timer, &often), 0);
}

/* Tools that slow everything down make no statement about time. */
static bool is_slow(void)
{
#ifdef SLOW
    return true;
#else
    const char *preload = getenv("LD_PRELOAD"); /* valgrind's, for one */
    return preload && *preload;
#endif
}

/* Whether it was in time. */
static bool heart_stop(heart *h)
{
    beat(-1, 0, h);
    event_free(h->timer);
    return is_slow() || h->largest_us <= LARGEST_GAP_MS * 1000;
}

static void tell(const heart *h, const char *what)
{
    print_message("%s: the largest gap of the loop was %d us, %d us of them busy\n", what,
                  (int)h->largest_us, (int)h->busy_us);
}

typedef struct crowd {
    int left;
    int failed;
} crowd;

static void note(apie_status status, apie_health *health, const apie_error *error, void *user)
{
    crowd *c = user;
    (void)health;
    (void)error;
    c->left--;
    c->failed += status != APIE_OK;
}

/* So many calls at once, while the heart beats; how many failed. Other programs on the machine may
 * take the processor away: what is the library's doing shows each time. */
static int call_many(stage *s, int count, const apie_call_options *options, const char *what)
{
    bool in_time = false;
    crowd c = {0};
    heart h;
    for (int i = 0; i < TRIES && !in_time; i++) {
        c = (crowd){.left = count};
        heart_start(&h, s->subject.base);
        for (int call = 0; call < count; call++)
            assert_non_null(
                apie_async_health_check(s->subject.async, options, note, &c, &s->error));
        while (c.left > 0)
            assert_int_equal(event_base_loop(s->subject.base, EVLOOP_ONCE), 0);
        in_time = heart_stop(&h);
        if (!in_time || is_slow())
            tell(&h, what);
    }
    assert_true(in_time);
    return c.failed;
}

static void test_faults(stage *s)
{
    static const apie_call_options options = {
        .attempts = 2, .attempt_timeout_ms = 200, .deadline_ms = 1500};
    static const char *const faults[] = {
        "\"status\":500",           "\"status\":503,\"retry_after\":\"0\"",
        "\"reset\":\"before\"",     "\"reset\":\"headers\"",
        "\"reset\":\"body\"",       "\"truncate\":5",
        "\"bad_json\":true",        "\"wrong_type\":true",
        "\"deep_json\":1000000",    "\"huge_bytes\":314572800",
        "\"huge_header\":10000000", "\"stall\":\"request\"",
        "\"stall\":\"body\"",       "\"slow_bytes\":{\"bytes\":1,\"every_ms\":1}",
        "\"close_after\":true",     "\"delay_ms\":30",
    };
    char json[200];
    stage_serve(s, NULL);
    stage_connect(s);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        (void)snprintf(json, sizeof json, "[{\"path\":\"/health\",%s}]", faults[i]);
        stage_set_faults(s, json);
        (void)call_many(s, 4, &options, faults[i]);
    }
}

/* One chunk, larger than any limit. */
static void answer_without_end(tiny_exchange *exchange, void *user)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "7fffffff\r\n";
    static const char piece[65536];
    (void)user;
    tiny_send(exchange, head, sizeof head - 1);
    while (!exchange->close)
        tiny_send(exchange, piece, sizeof piece);
}

/* Answers that do not say how large they will be are read up to the limit. */
static void test_endless_answers(stage *s)
{
    static const apie_call_options options = {.attempts = 1};
    static tiny_server server;
    tiny_server_start(&server, NULL, answer_without_end, NULL);
    stage_use(s, server.url);
    stage_connect(s);
    assert_int_equal(call_many(s, 4, &options, "answers without end"), 4);
    tiny_server_stop(&server);
}

/* A large answer is read in pieces and parsed in one go. */
static void test_large_answers(stage *s)
{
    json_t *text = json_string("0123456789012345678901234567890123456789");
    json_t *list = json_array();
    for (int i = 0; i < 40000; i++)
        assert_int_equal(json_array_append(list, text), 0);
    json_t *faults =
        json_pack("[{s:s, s:{s:s, s:o}}]", "path", "/health", "body", "status", "ok", "new", list);
    char *json = json_dumps(faults, JSON_COMPACT);
    stage_begin(s);
    stage_set_faults(s, json);
    assert_int_equal(call_many(s, 4, NULL, "answers of 1.7 MB"), 0);
    free(json);
    json_decref(faults);
    json_decref(text);
}

static void test_dead_name(stage *s)
{
    static const apie_call_options options = {.attempts = 1, .deadline_ms = 2000};
    stage_serve(s, NULL);
    s->config.base_url = "https://nowhere.invalid";
    s->config.connection.proxy = "";
    stage_connect(s);
    assert_int_equal(call_many(s, 4, &options, "a name that nobody knows"), 4);
    heart h;
    heart_start(&h, s->subject.base);
    assert_non_null(apie_async_health_check(s->subject.async, NULL, NULL, NULL, &s->error));
    (void)event_base_loop(s->subject.base, EVLOOP_ONCE);
    apie_async_client_free(s->subject.async); /* with the look-up under way */
    s->subject.async = NULL;
    if (!heart_stop(&h))
        tell(&h, "freeing with a look-up under way");
    assert_true(h.largest_us < 1000000 || is_slow()); /* it does not wait for the look-up */
}

static void test_no_server(stage *s)
{
    static const apie_call_options options = {.attempts = 2, .deadline_ms = 2000};
    stage_begin(s);
    devserver_stop(s->server);
    s->server = NULL;
    assert_int_equal(call_many(s, BURST, &options, "no server"), BURST);
}

/* All at once, each on a connection of its own. */
static void test_burst(stage *s)
{
    stage_serve_faults(s, "[{\"path\":\"/health\",\"delay_ms\":50,\"close_after\":true}]");
    stage_connect(s);
    assert_int_equal(call_many(s, BURST, NULL, "a burst of new connections"), 0);
    assert_true(number_at(stage_state(s), "connections/accepted") >= BURST);
}

static const stage_test tests[] = {
    {.name = "faults", .run = test_faults, .async_only = true},
    {.name = "endless answers", .run = test_endless_answers, .async_only = true, .once = true},
    {.name = "large answers", .run = test_large_answers, .async_only = true},
    {.name = "a dead name", .run = test_dead_name, .async_only = true, .once = true},
    {.name = "no server", .run = test_no_server, .async_only = true},
    {.name = "a burst", .run = test_burst, .async_only = true},
};

int main(void)
{
    return STAGE_MAIN("loop gap", tests);
}
