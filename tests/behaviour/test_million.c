/* A million events through a service that fails one request in ten: each arrives, few arrive twice,
 * and the memory that they take is that of the queue's limits all the while. */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <apie/async/telemetry.h>
#include <apie/sync/telemetry.h>

#include "support/alloc_fault.h"
#include "support/sink.h"

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

#define QUEUE_EVENTS 20000
#define QUEUE_BYTES  (8 << 20)
#define CHUNK        1000 /* events that are queued before the queue is looked at again */
#define EVENT_BYTES  512  /* what one may take: its text, or all beside its text */

/* What a client has beside its events: the batch as text, buffers, tables, threads. */
#define OTHER_BYTES  (16 << 20)
#define OTHER_BLOCKS 2000

/* Fewer where everything is slow. */
typedef struct scale {
    uint64_t events;
    int64_t batch;
    int64_t attempt_timeout_ms;
} scale;

static scale choose_scale(void)
{
    if (getenv("TEST_SLOWLY"))
        return (scale){20000, 100, 3000};
    return SANITIZED ? (scale){100000, 250, 500} : (scale){1000000, 1000, 200};
}

typedef struct crowd {
    stage *stage;
    uint64_t made;
    long blocks_before;
    long bytes_before;
    atomic_long most_blocks;
    atomic_long most_bytes;
    uint64_t most_waiting;
    atomic_ulong timeouts;
} crowd;

/* ---- memory ---- */

static long resident_bytes(void)
{
    long pages = 0;
    char text[128] = "";
    FILE *file = fopen("/proc/self/statm", "re");
    assert_non_null(file);
    assert_non_null(fgets(text, sizeof text, file));
    (void)fclose(file);
    pages = strtol(strchr(text, ' '), NULL, 10);
    return pages * sysconf(_SC_PAGESIZE);
}

static void raise_to(atomic_long *most, long value)
{
    long seen = atomic_load(most);
    while (value > seen && !atomic_compare_exchange_weak(most, &seen, value))
        continue;
}

static void measure(crowd *c)
{
    raise_to(&c->most_blocks, apie_fault_live() - c->blocks_before);
    raise_to(&c->most_bytes, resident_bytes() - c->bytes_before);
}

/* After an attempt, when the batch still is in memory. */
static void see_attempt(const apie_attempt *attempt, void *user)
{
    crowd *c = user;
    if (attempt->curl_code == 28) /* CURLE_OPERATION_TIMEDOUT */
        atomic_fetch_add(&c->timeouts, 1);
    measure(c);
}

static void check_memory(const crowd *c)
{
    assert_true(c->most_waiting >= QUEUE_EVENTS / 2);
    assert_true(c->most_waiting <= QUEUE_EVENTS);
    assert_true(c->most_blocks <= QUEUE_EVENTS + OTHER_BLOCKS);
    if (!SANITIZED && !getenv("TEST_SLOWLY"))
        assert_true(c->most_bytes <= 2 * QUEUE_BYTES + QUEUE_EVENTS * EVENT_BYTES + OTHER_BYTES);
}

/* ---- sending ---- */

static bool has_room(crowd *c)
{
    apie_queue_diagnostics counts;
    stage *s = c->stage;
    expect_ok(s, subject_diagnostics(&s->subject, &counts, &s->error));
    if (counts.queue_size > c->most_waiting)
        c->most_waiting = counts.queue_size;
    return counts.queue_size + CHUNK <= QUEUE_EVENTS &&
           counts.queue_bytes + CHUNK * EVENT_BYTES <= QUEUE_BYTES;
}

static apie_status track(stage *s, const apie_event_details *details)
{
    static const char type[] = "agent.counted";
    return s->subject.sync ? apie_track(s->subject.sync, type, details, NULL, &s->error)
                           : apie_async_track(s->subject.async, type, details, NULL, &s->error);
}

static void make_chunk(crowd *c, uint64_t most)
{
    stage *s = c->stage;
    json_t *number = json_integer(0);
    json_t *metadata = json_pack("{s:o}", "n", number);
    const apie_event_details details = {.run_id = "run_million", .metadata = metadata};
    assert_non_null(metadata);
    for (int i = 0; i < CHUNK && c->made < most; i++) {
        assert_int_equal(json_integer_set(number, (json_int_t)c->made++), 0);
        expect_ok(s, track(s, &details));
    }
    json_decref(metadata);
}

/* Whether they could be sent is not the point: the events stay until they are. */
static uint64_t flush(crowd *c)
{
    stage *s = c->stage;
    uint64_t left = 0;
    (void)subject_flush(&s->subject, 0, &left, &s->error);
    measure(c);
    return left;
}

static void make_and_send(crowd *c, uint64_t events)
{
    stage *s = c->stage;
    while (c->made < events) {
        while (!has_room(c))
            (void)flush(c);
        make_chunk(c, events);
        if (s->subject.base)
            (void)event_base_loop(s->subject.base, EVLOOP_NONBLOCK);
        measure(c);
    }
    while (flush(c) > 0)
        continue;
}

/* ---- what arrived ---- */

static void check_arrived(const crowd *c, const sink_counts *seen, const scale *size)
{
    const sink_tally *tally = &seen->tally;
    /* An attempt that took too long by itself may have arrived, too. */
    uint64_t stalled = seen->failed[SINK_STALL] + seen->failed[SINK_TAKEN_STALL];
    uint64_t slow = c->timeouts > stalled ? c->timeouts - stalled : 0;
    assert_int_equal(tally->distinct_ids, size->events);
    assert_int_equal(tally->distinct_numbers, size->events);
    assert_int_equal(tally->out_of_sequence, 0);
    assert_int_equal(tally->unreadable, 0);
    assert_true(tally->largest_batch <= (uint64_t)size->batch);
    assert_true(tally->arrived > size->events);
    assert_true(tally->arrived - size->events <= (seen->ambiguous + slow) * (uint64_t)size->batch);
}

static void check_failures(const sink_counts *seen)
{
    uint64_t failed = sink_failed(seen) * 100;
    assert_in_range(failed / seen->requests, 5, 15);
    for (unsigned fault = 0; fault < SINK_FAULTS; fault++)
        if (seen->requests > 1000 && SINK_MIXED & SINK_FAULT(fault))
            assert_true(seen->failed[fault] > 0);
}

static void test_million(stage *s)
{
    const scale size = choose_scale();
    const sink_options options = {
        .events = size.events, .seed = 5, .fail_percent = 10, .faults = SINK_MIXED};
    crowd c = {.stage = s};
    sink service;
    sink_counts seen;
    sink_start(&service, &options);
    stage_use(s, service.url);
    s->config.max_queue_size = QUEUE_EVENTS;
    s->config.max_queue_bytes = QUEUE_BYTES;
    s->config.max_batch_size = size.batch;
    s->config.flush_interval_ms = 10;
    s->config.connection.attempt_timeout_ms = size.attempt_timeout_ms;
    s->config.connection.observer = see_attempt;
    s->config.connection.observer_user = &c;
    c.blocks_before = apie_fault_live();
    c.bytes_before = resident_bytes();
    stage_connect(s);
    make_and_send(&c, size.events);
    stage_close(s);
    sink_stop(&service, &seen);
    stage_expect_delivered(s, (unsigned)size.events);
    check_arrived(&c, &seen, &size);
    check_failures(&seen);
    check_memory(&c);
    assert_true(apie_fault_live() - c.blocks_before < OTHER_BLOCKS);
}

static const stage_test tests[] = {
    {.name = "a million", .run = test_million, .once = true},
};

int main(void)
{
    return STAGE_MAIN("million", tests);
}
