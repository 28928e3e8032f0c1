/* How late the loop's other events are while libapie-async has 512 requests in flight and the
 * server answers at once: a timer that should ring on every millisecond tells. A late ring puts off
 * none of those after it; those that it was too late for count, too, each with its own lateness. */
#include <stdlib.h>

#include <event2/event.h>

#include "bench.h"
#include "figures.h"
#include "measure.h"
#include "require.h"
#include "table.h"

#define IN_FLIGHT 512
#define BEAT_NS   1000000u
#define BEATS_MAX 100000

typedef struct heart {
    struct event *timer;
    uint64_t due_ns;
    uint64_t last_ns;
    double largest_gap_ms;
    double *lateness_ms; /* of all rounds */
    size_t beats;
} heart;

static void wait_for_next(heart *h)
{
    uint64_t now_ns = bench_now_ns();
    uint64_t rest_us = h->due_ns > now_ns ? (h->due_ns - now_ns + 999) / 1000 : 0;
    const struct timeval rest = {0, (suseconds_t)rest_us};

    /* Else the loop would count from the time at which it began its pass. */
    (void)event_base_update_cache_time(event_get_base(h->timer));
    bench_require(event_add(h->timer, &rest) == 0, "no memory");
}

/* All beats that are due. */
static void note(heart *h)
{
    uint64_t now_ns = bench_now_ns();
    double gap_ms = (double)(now_ns - h->last_ns) / 1e6;

    for (; h->due_ns <= now_ns; h->due_ns += BEAT_NS) {
        bench_require(h->beats < BEATS_MAX, "too many beats");
        h->lateness_ms[h->beats++] = (double)(now_ns - h->due_ns) / 1e6;
    }
    if (gap_ms > h->largest_gap_ms)
        h->largest_gap_ms = gap_ms;
    h->last_ns = now_ns;
}

static void on_beat(evutil_socket_t fd, short what, void *user)
{
    (void)fd;
    (void)what;
    note(user);
    wait_for_next(user);
}

/* One turn with the heart beating. */
static void listen_to(heart *h, void *self, size_t count)
{
    h->timer = event_new(bench_async_base(self), -1, 0, on_beat, h);
    bench_require(h->timer != NULL, "no memory");
    h->last_ns = bench_now_ns();
    h->due_ns = h->last_ns + BEAT_NS;
    wait_for_next(h);
    bench_async_side.run(self, count);
    note(h);
    event_free(h->timer);
}

void bench_part_lateness(bench_context *context)
{
    static const char *const columns[] = {"late, median", "late, p99", "largest gap", "requests/s",
                                          NULL};
    bench_table *table =
        bench_table_new("lateness", "The loop with 512 in flight, saturated, ms", columns);
    bench_rounds rates = {.count = 0};
    size_t count = bench_scaled(context, 60000);
    double values[4];
    char url[64];
    heart h = {.lateness_ms = calloc(BEATS_MAX, sizeof *h.lateness_ms)};
    void *self = NULL;

    bench_require(h.lateness_ms != NULL, "no memory");
    table->drawn = 3;
    bench_server_url(&context->server, 0, "s200", url, sizeof url);
    bench_server_stay_busy(&context->server, 1);
    self = bench_async_side.open(&(bench_target){url, NULL, IN_FLIGHT, false});
    bench_async_side.run(self, count);
    for (size_t i = 0; i < context->rounds; i++) {
        uint64_t start = bench_now_ns();

        listen_to(&h, self, count);
        bench_rounds_add(&rates, (double)count * 1e9 / (double)(bench_now_ns() - start));
    }
    bench_async_side.close(self);
    bench_server_stay_busy(&context->server, 0);
    values[0] = bench_median(h.lateness_ms, h.beats);
    values[1] = bench_percentile(h.lateness_ms, h.beats, 0.99);
    values[2] = h.largest_gap_ms;
    values[3] = bench_rounds_median(&rates);
    free(h.lateness_ms);
    bench_table_add(table, "libapie-async", values);
    bench_table_print(table);
    bench_figure_set(BENCH_LOOP_LATENESS_P99_MS, values[1]);
    bench_figure_set(BENCH_LOOP_GAP_MS, values[2]);
}
