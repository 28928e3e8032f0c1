/* Events survive what happens on their way: each arrives, once, or its end is told. */
#include "stage.h"

#include <stdio.h>
#include <string.h>

#define TOOL_EVENTS 4
#define MANY_ROUNDS 50

static const json_t *held_events(stage *s)
{
    return json_at(stage_state(s), "events");
}

/* The server holds so many events, none twice, numbered without a gap. */
static void expect_held(stage *s, size_t count)
{
    const json_t *events = held_events(s);
    json_t *ids = json_object();
    assert_int_equal(json_array_size(events), count);
    for (size_t i = 0; i < count; i++) {
        const json_t *event = json_array_get(events, i);
        assert_int_equal(number_at(event, "sequence_number"), i + 1);
        assert_int_equal(json_object_set_new(ids, text_at(event, "event_id"), json_true()), 0);
    }
    assert_int_equal(json_object_size(ids), count);
    json_decref(ids);
}

static uint64_t flush_until_empty(stage *s)
{
    uint64_t left = 1;
    uint64_t failures = 0;
    for (int i = 0; left > 0 && i < MANY_ROUNDS; i++)
        failures += subject_flush(&s->subject, 0, &left, &s->error) != APIE_OK;
    assert_int_equal(left, 0);
    return failures;
}

static apie_run *begin_with(stage *s, const char *faults)
{
    stage_serve(s, NULL);
    s->config.flush_interval_ms = 60000;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    stage_set_faults(s, faults);
    return run;
}

static void survive(stage *s, const char *faults)
{
    apie_run *run = begin_with(s, faults);
    for (int i = 0; i < 15; i++)
        stage_use_tool(s, run, "search");
    (void)flush_until_empty(s);
    expect_held(s, (size_t)(15 * TOOL_EVENTS));
    stage_set_faults(s, "[]");
    stage_end_run(s, run);
    stage_close(s);
    stage_expect_delivered(s, 15 * TOOL_EVENTS);
}

#define ON_EVENTS(members) "[{\"path\":\"/v1/events\"," members "}]"

static void test_busy_service(stage *s)
{
    survive(s, ON_EVENTS("\"every\":2,\"status\":503"));
}

/* It took the events, but the answer was lost: they are sent again, and known again by their ids.
 */
static void test_lost_answers(stage *s)
{
    survive(s, ON_EVENTS("\"times\":3,\"reset\":\"after\""));
    assert_true(number_at(stage_state(s), "duplicates") > 0);
}

static void test_answers_cut_short(stage *s)
{
    survive(s, ON_EVENTS("\"times\":3,\"truncate\":4"));
    assert_true(number_at(stage_state(s), "duplicates") > 0);
}

static void test_lost_requests(stage *s)
{
    survive(s, ON_EVENTS("\"times\":5,\"reset\":\"before\""));
}

static void test_random_trouble(stage *s)
{
    survive(s, "[{\"path\":\"/v1/events\",\"probability\":0.2,\"seed\":1,\"reset\":\"after\"},"
               "{\"path\":\"/v1/events\",\"probability\":0.2,\"seed\":2,\"status\":500},"
               "{\"path\":\"/v1/events\",\"probability\":0.2,\"seed\":3,\"reset\":\"headers\"},"
               "{\"path\":\"/v1/events\",\"probability\":0.2,\"seed\":4,\"bad_json\":true},"
               "{\"path\":\"/v1/events\",\"probability\":0.1,\"seed\":5,\"truncate\":3}]");
}

/* A wrong key is not the events' fault. */
static void test_wrong_key(stage *s)
{
    uint64_t left = 0;
    apie_run *run = begin_with(s, ON_EVENTS("\"status\":401"));
    stage_use_tool(s, run, "search");
    apie_status status = subject_flush(&s->subject, 0, &left, &s->error);
    assert_int_not_equal(status, APIE_OK);
    assert_true(s->error.message[0] != '\0');
    assert_int_equal(left, TOOL_EVENTS);
    stage_set_faults(s, "[]");
    assert_int_equal(flush_until_empty(s), 0);
    expect_held(s, TOOL_EVENTS);
    stage_end_run(s, run);
    stage_close(s);
    stage_expect_delivered(s, TOOL_EVENTS);
    assert_int_equal(s->last_reported, APIE_ERROR_AUTHENTICATION);
}

/* One event that the service will never take must not keep the others. */
static void test_poison(stage *s)
{
    apie_queue_diagnostics counts;
    subject_scope scope;
    apie_run *run = begin_with(s, "[]");
    for (int i = 0; i < 3; i++)
        stage_use_tool(s, run, "search");
    apie_tool_input input = {.run_id = run->id,
                             .tool = {.name = "odd"},
                             .action = {.type = "read", .risk_level = "low"},
                             .resource = {.type = ""},
                             .unguarded = true};
    expect_ok(s, subject_tool_begin(&s->subject, &input, NULL, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
    for (int i = 0; i < 3; i++)
        stage_use_tool(s, run, "search");
    (void)flush_until_empty(s);
    expect_ok(s, subject_diagnostics(&s->subject, &counts, &s->error));
    assert_int_equal(counts.dropped_rejected_count, 3);
    assert_int_equal(counts.delivered_count, 6 * TOOL_EVENTS);
    assert_int_equal(json_array_size(held_events(s)), 6 * TOOL_EVENTS);
    assert_int_equal(number_at(s->state, "duplicates"), 0);
    stage_end_run(s, run);
    stage_close(s);
    assert_int_equal(s->told[APIE_EVENT_DROPPED_REJECTED], 3);
    assert_int_equal(s->told[APIE_EVENT_DELIVERED], 6 * TOOL_EVENTS);
    assert_int_equal(s->last_reported, APIE_ERROR_INVALID_REQUEST);
}

/* After a send that failed none is tried before its time: nothing leaves the queue meanwhile. */
static void test_full_queue(stage *s)
{
    apie_queue_diagnostics counts;
    stage_serve(s, NULL);
    s->config.flush_interval_ms = 60000;
    s->config.max_queue_size = 10;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    stage_set_faults(s, "[{\"path\":\"/v1/events\",\"status\":401}]");
    stage_use_tool(s, run, "search");
    expect(s, APIE_ERROR_AUTHENTICATION, subject_flush(&s->subject, 0, NULL, &s->error));
    for (int i = 0; i < 9; i++)
        stage_use_tool(s, run, "search");
    expect_ok(s, subject_diagnostics(&s->subject, &counts, &s->error));
    assert_int_equal(counts.accepted_count, 40);
    assert_int_equal(counts.dropped_full_count, 30);
    assert_int_equal(counts.queue_size, 10);
    stage_set_faults(s, "[]");
    (void)flush_until_empty(s);
    const json_t *events = held_events(s);
    assert_int_equal(json_array_size(events), 10);
    assert_int_equal(number_at(events, "0/sequence_number"), 31);
    stage_end_run(s, run);
    stage_close(s);
    assert_int_equal(s->told[APIE_EVENT_DROPPED_FULL], 30);
    assert_int_equal(s->told[APIE_EVENT_DELIVERED], 10);
}

/* The service goes away in the middle of a run and comes back: the run goes on meanwhile. */
static void test_service_comes_back(stage *s)
{
    static const apie_call_options options = {.attempts = 1, .deadline_ms = 3000};
    char address[40];
    char problem[200];
    uint64_t left = 0;
    apie_run *offline = NULL;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    (void)snprintf(address, sizeof address, "127.0.0.1:%u", devserver_port(s->server));
    devserver_stop(s->server);
    s->server = NULL;
    apie_tool_input input = {.run_id = run->id, .tool = {.name = "search"}};
    subject_scope scope;
    expect_ok(s, subject_tool_begin(&s->subject, &input, &options, &scope, &s->error));
    assert_true(subject_scope_decision(&scope)->failed);
    expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
    expect_ok(s, subject_run_begin(&s->subject, NULL, &options, &offline, &s->error));
    assert_string_equal(offline->status, "offline");
    assert_int_not_equal(subject_flush(&s->subject, 3000, &left, &s->error), APIE_OK);
    assert_int_equal(left, TOOL_EVENTS);
    devserver_options again = {.listen = address};
    if (s->tls) {
        again.tls_certificate = s->files->certificate;
        again.tls_key = s->files->key;
    }
    s->server = devserver_start(&again, problem, sizeof problem);
    if (!s->server)
        fail_msg("the server: %s", problem);
    (void)flush_until_empty(s);
    expect_held(s, TOOL_EVENTS);
    expect_ok(s, subject_run_end(&s->subject, offline, NULL, NULL, &s->error));
    apie_free(offline);
    apie_free(run);
    stage_close(s);
    stage_expect_delivered(s, TOOL_EVENTS);
}

/* What could not be sent before the end is told to have been dropped. */
static void test_dropped_at_the_end(stage *s)
{
    uint64_t left = 0;
    apie_run *run = begin_with(s, ON_EVENTS("\"status\":401"));
    stage_use_tool(s, run, "search");
    assert_int_not_equal(subject_shutdown(&s->subject, 0, &left, &s->error), APIE_OK);
    assert_int_equal(left, TOOL_EVENTS);
    apie_free(run);
    subject_free(&s->subject);
    assert_int_equal(s->told[APIE_EVENT_DROPPED_CLOSED], TOOL_EVENTS);
    assert_int_equal(s->told[APIE_EVENT_DELIVERED], 0);
}

static const stage_test tests[] = {
    {.name = "a busy service", .run = test_busy_service},
    {.name = "lost answers", .run = test_lost_answers},
    {.name = "answers cut short", .run = test_answers_cut_short},
    {.name = "lost requests", .run = test_lost_requests},
    {.name = "random trouble", .run = test_random_trouble},
    {.name = "a wrong key", .run = test_wrong_key},
    {.name = "a poison event", .run = test_poison},
    {.name = "a full queue", .run = test_full_queue},
    {.name = "the service comes back", .run = test_service_comes_back},
    {.name = "dropped at the end", .run = test_dropped_at_the_end},
};

int main(void)
{
    return STAGE_MAIN("delivery", tests);
}
