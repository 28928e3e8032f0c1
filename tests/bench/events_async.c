/* One thread: the program builds events from its loop, a few a pass, and the client sends them. */
#include <stdlib.h>

#include <apie/async.h>
#include <apie/async/telemetry.h>
#include <event2/event.h>

#include "events.h"
#include "libapie-async/src/client.h" /* its queue */
#include "part_events.h"
#include "require.h"

#define EVENTS_A_PASS 250

typedef struct sender {
    struct event_base *base;
    struct event *more;
    apie_async_client *client;
    json_t *metadata;
    size_t left;
} sender;

static void stop(sender *s, apie_status status, const apie_error *error)
{
    bench_require(status == APIE_OK, "events are not delivered: %s",
                  status != APIE_OK ? error->message : "");
    (void)event_base_loopbreak(s->base);
}

static void flushed(apie_status status, apie_flush_result *result, const apie_error *error,
                    void *user)
{
    (void)result;
    stop(user, status, error);
}

static void registered(apie_status status, apie_registration *registration, const apie_error *error,
                       void *user)
{
    (void)registration;
    stop(user, status, error);
}

static void track(const sender *s)
{
    const apie_event_details details = {.run_id = BENCH_EVENT_RUN, .metadata = s->metadata};
    apie_error error;

    bench_require(apie_async_track(s->client, BENCH_EVENT_TYPE, &details, NULL, &error) == APIE_OK,
                  "no event: %s", error.message);
}

static void build_some(evutil_socket_t fd, short what, void *user)
{
    static const struct timeval at_once = {0, 0};
    sender *s = user;
    apie_error error;

    (void)fd;
    (void)what;
    for (int i = 0; i < EVENTS_A_PASS && s->left > 0; i++) {
        if (apie_queue_size(s->client->agent->queue) >= BENCH_EVENTS_WAITING)
            break;
        track(s);
        s->left--;
    }
    if (s->left > 0)
        bench_require(event_add(s->more, &at_once) == 0, "no memory");
    else
        bench_require(apie_async_flush(s->client, 0, NULL, flushed, s, &error) != NULL, "%s",
                      error.message);
}

static void *open_sender(const char *url)
{
    apie_config config = bench_events_config(url);
    sender *s = calloc(1, sizeof *s);
    apie_error error;

    bench_require(s != NULL, "no memory");
    s->metadata = bench_event_metadata();
    s->base = event_base_new();
    bench_require(s->base != NULL, "no memory");
    s->more = event_new(s->base, -1, 0, build_some, s);
    bench_require(s->more != NULL, "no memory");
    bench_require(apie_async_client_new(s->base, &config, &s->client, &error) == APIE_OK,
                  "no client: %s", error.message);
    bench_require(apie_async_ready(s->client, NULL, registered, s, &error) != NULL, "%s",
                  error.message);
    (void)event_base_dispatch(s->base);
    return s;
}

static void send_events(void *self, size_t count)
{
    sender *s = self;

    s->left = count;
    build_some(-1, 0, s);
    (void)event_base_dispatch(s->base);
}

static void close_sender(void *self)
{
    sender *s = self;

    event_free(s->more);
    apie_async_client_free(s->client);
    event_base_free(s->base);
    json_decref(s->metadata);
    free(s);
}

const bench_event_side bench_events_async = {open_sender, send_events, close_sender};
