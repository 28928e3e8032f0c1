/* What an event costs the program that calls apie_track(): built, redacted and queued, by one
 * thread and by two. The queue is emptied every thousand events, as sending them would. For the
 * median, ten events are timed at once, since stopping the processor to read the clock costs a good
 * part of what one event does; for the slowest ones, each is. */
#include <pthread.h>
#include <stdlib.h>

#include <apie/sync.h>
#include <apie/sync/telemetry.h>

#include "bench.h"
#include "client.h"
#include "events.h"
#include "figures.h"
#include "libapie-sync/src/client.h"
#include "machine.h"
#include "measure.h"
#include "require.h"
#include "table.h"

#define KEPT  1000
#define GROUP 10

typedef struct producer {
    apie_client *client;
    json_t *metadata;
    double *times_ns;
    size_t count; /* of events */
    size_t group; /* timed at once */
} producer;

static double clock_cost_ns(void)
{
    double times[1000];

    for (size_t i = 0; i < 1000; i++) {
        uint64_t start = bench_now_ns();

        times[i] = (double)(bench_now_ns() - start);
    }
    return bench_median(times, 1000);
}

static void track(const producer *p)
{
    const apie_event_details details = {.run_id = BENCH_EVENT_RUN, .metadata = p->metadata};
    apie_error error;

    bench_require(apie_track(p->client, BENCH_EVENT_TYPE, &details, NULL, &error) == APIE_OK,
                  "no event: %s", error.message);
}

static void empty_queue(producer *p)
{
    apie_sync *driver = p->client->base.driver;
    apie_agent *agent = p->client->agent;

    apie_sync_lock(driver);
    apie_agent_settle(agent, apie_queue_drop_all(agent->queue, APIE_EVENT_DELIVERED));
    apie_sync_unlock(driver);
    apie_sync_deliver_notices(driver);
}

static void *produce(void *user)
{
    producer *p = user;

    for (size_t i = 0; i < p->count; i += p->group) {
        uint64_t start = bench_now_ns();

        for (size_t k = 0; k < p->group; k++)
            track(p);
        p->times_ns[i / p->group] = (double)(bench_now_ns() - start);
        if ((i + p->group) % KEPT == 0)
            empty_queue(p);
    }
    return NULL;
}

static void produce_together(producer *producers, size_t count)
{
    pthread_t threads[2];

    for (size_t i = 0; i < count; i++)
        bench_require(pthread_create(&threads[i], NULL, produce, &producers[i]) == 0, "no thread");
    for (size_t i = 0; i < count; i++)
        (void)pthread_join(threads[i], NULL);
}

/* The time in ns that this part of the events keeps to. */
static double measure(const bench_context *context, apie_client *client, size_t threads,
                      size_t group, double part)
{
    bench_rounds rounds = {.count = 0};
    producer producers[2];
    size_t count = bench_scaled(context, 100000) / KEPT * KEPT;
    size_t times = count / group;
    double *times_ns = calloc(times * 2, sizeof *times_ns);
    double clock_ns = clock_cost_ns();

    bench_require(times_ns != NULL, "no memory");
    for (size_t i = 0; i < 2; i++)
        producers[i] =
            (producer){client, bench_event_long_metadata(), times_ns + i * times, count, group};
    produce_together(producers, threads);
    for (size_t i = 0; i < context->rounds; i++) {
        produce_together(producers, threads);
        bench_rounds_add(&rounds, (bench_percentile(times_ns, times * threads, part) - clock_ns) /
                                      (double)group);
    }
    for (size_t i = 0; i < 2; i++)
        json_decref(producers[i].metadata);
    free(times_ns);
    return bench_rounds_median(&rounds);
}

void bench_part_enqueue(bench_context *context)
{
    static const char *const columns[] = {"median", "p99", NULL};
    bench_table *table =
        bench_table_new("enqueue", "One event built, redacted and queued, ns", columns);
    char url[64];
    bench_target target = {url, NULL, 0, false};
    apie_config config = bench_client_config(&target);
    apie_client *client = NULL;
    apie_error error;
    double values[2];

    bench_unpin();
    bench_server_url(&context->server, 0, "s200", url, sizeof url);
    config.max_queue_size = config.max_batch_size = 1000000;
    config.max_queue_bytes = INT64_C(1) << 32;
    config.flush_interval_ms = 3600000;
    bench_require(apie_client_new(&config, &client, &error) == APIE_OK, "no client: %s",
                  error.message);
    bench_require(apie_ready(client, NULL, NULL, &error) == APIE_OK, "%s", error.message);
    for (size_t threads = 1; threads <= 2; threads++) {
        values[0] = measure(context, client, threads, GROUP, 0.5);
        values[1] = measure(context, client, threads, 1, 0.99);
        bench_table_add(table, threads == 1 ? "one thread" : "two threads", values);
        if (threads == 1)
            bench_figure_set(BENCH_ENQUEUE_NS, values[0]);
        else
            bench_figure_set(BENCH_ENQUEUE_P99_NS, values[1]);
    }
    apie_client_free(client);
    bench_table_print(table);
    bench_pin_client();
}
