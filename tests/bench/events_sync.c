/* One thread builds events, the client's worker sends them. */
#include <stdlib.h>
#include <time.h>

#include <apie/sync.h>
#include <apie/sync/telemetry.h>

#include "events.h"
#include "libapie-sync/src/client.h" /* its queue */
#include "part_events.h"
#include "require.h"

#define LOOK_EVERY 250

typedef struct sender {
    apie_client *client;
    json_t *metadata;
} sender;

static void *open_sender(const char *url)
{
    apie_config config = bench_events_config(url);
    sender *s = calloc(1, sizeof *s);
    apie_error error;

    bench_require(s != NULL, "no memory");
    bench_require(apie_client_new(&config, &s->client, &error) == APIE_OK, "no client: %s",
                  error.message);
    bench_require(apie_ready(s->client, NULL, NULL, &error) == APIE_OK, "%s", error.message);
    s->metadata = bench_event_metadata();
    return s;
}

/* The queue is bounded: a program that must lose nothing waits. */
static void wait_for_room(const sender *s)
{
    const struct timespec moment = {0, 20000};
    apie_sync *driver = s->client->base.driver;
    size_t waiting = 0;

    for (;;) {
        apie_sync_lock(driver);
        waiting = apie_queue_size(s->client->agent->queue);
        apie_sync_unlock(driver);
        if (waiting < BENCH_EVENTS_WAITING)
            return;
        (void)nanosleep(&moment, NULL);
    }
}

static void track(const sender *s)
{
    const apie_event_details details = {.run_id = BENCH_EVENT_RUN, .metadata = s->metadata};
    apie_error error;

    bench_require(apie_track(s->client, BENCH_EVENT_TYPE, &details, NULL, &error) == APIE_OK,
                  "no event: %s", error.message);
}

static void send_events(void *self, size_t count)
{
    sender *s = self;
    apie_error error;

    for (size_t i = 0; i < count; i++) {
        track(s);
        if (i % LOOK_EVERY == 0)
            wait_for_room(s);
    }
    bench_require(apie_flush(s->client, 0, NULL, NULL, &error) == APIE_OK,
                  "events are not delivered: %s", error.message);
}

static void close_sender(void *self)
{
    sender *s = self;

    apie_client_free(s->client);
    json_decref(s->metadata);
    free(s);
}

const bench_event_side bench_events_sync = {open_sender, send_events, close_sender};
