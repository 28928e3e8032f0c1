/* What reaches the program beside the outcomes of its calls: warnings, room in a queue that was
 * full; and the settings that make a call wait. */
#include "stage.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* ---- warnings ---- */

typedef struct warned {
    atomic_uint by_kind[4];
    char last[200];
} warned;

static void note_warning(const apie_warning *warning, void *user)
{
    warned *w = user;
    assert_in_range(warning->kind, 1, 3);
    w->by_kind[warning->kind]++;
    (void)snprintf(w->last, sizeof w->last, "%s", warning->message);
}

static void warnings_of_the_service_reach_the_program(stage *s)
{
    warned w = {.last = ""};
    stage_serve_faults(s, "[{\"path\":\"/v1/events\",\"status\":200,\"process\":true,"
                          "\"body\":{\"warnings\":[\"too vague\",\"too vague\"]}}]");
    s->config.warning_callback = note_warning;
    s->config.warning_user = &w;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    stage_use_tool(s, run, "search");
    stage_end_run(s, run);
    assert_int_equal(w.by_kind[APIE_WARNING_FROM_SERVICE], 1);
    assert_string_equal(w.last, "too vague");
    assert_int_equal(s->warnings, 1); /* in the log, as well */
    subject_free(&s->subject);
}

static void drift_reaches_the_program(stage *s)
{
    static const apie_declared_tool declared = {.name = "search"};
    warned w = {.last = ""};
    stage_serve(s, NULL);
    s->config.tools = &declared;
    s->config.tool_count = 1;
    s->config.boundary.warn_on_undeclared_tools = true;
    s->config.boundary.warn_on_unknown_resource_types = true;
    s->config.warning_callback = note_warning;
    s->config.warning_user = &w;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    for (int i = 0; i < 3; i++) {
        stage_use_tool(s, run, "search");
        stage_use_tool(s, run, "dig");
    }
    apie_guard_input guard = stage_action(run, "deploy");
    guard.resource.type = "moon";
    guard.tool.name = "rocket";
    for (int i = 0; i < 2; i++) {
        apie_decision *decision = NULL;
        expect_ok(s, subject_guard(&s->subject, &guard, NULL, &decision, &s->error));
        apie_free(decision);
        subject_scope scope;
        expect_ok(s, subject_guard_begin(&s->subject, &guard, NULL, &scope, &s->error));
        expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
    }
    stage_end_run(s, run);
    assert_int_equal(w.by_kind[APIE_WARNING_UNDECLARED_TOOL], 2);
    assert_int_equal(w.by_kind[APIE_WARNING_UNKNOWN_RESOURCE_TYPE], 1);
    assert_int_equal(w.by_kind[APIE_WARNING_FROM_SERVICE], 0);
    subject_free(&s->subject);
}

static void names_of_tools_say_what_they_do(stage *s)
{
    stage_serve_recorded(s, NULL);
    s->config.boundary.auto_infer_from_tool_names = true;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    stage_use_tool(s, run, "delete_user");
    stage_end_run(s, run);
    const json_t *body = json_at(stage_recorded_request(s, "/v1/guardrails/evaluate"), "body");
    assert_string_equal(text_at(body, "action/type"), "delete");
    assert_string_equal(text_at(body, "risk_level"), "critical");
}

/* ---- room ---- */

typedef struct room {
    atomic_uint told;
    atomic_uint dropped;
} room;

static void note_room(uint64_t dropped, void *user)
{
    room *r = user;
    r->told++;
    r->dropped += (unsigned)dropped;
}

static void room_is_told_after_a_full_queue(stage *s)
{
    room r = {0, 0};
    stage_serve_faults(s, "[{\"path\":\"/v1/events\",\"status\":503}]");
    s->config.max_queue_size = 10;
    s->config.retry_attempts = 1;
    s->config.queue_room_callback = note_room;
    s->config.queue_room_user = &r;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    for (int i = 0; i < 10; i++)
        stage_use_tool(s, run, "search");
    assert_int_equal(r.told, 0);
    stage_set_faults(s, "[]");
    uint64_t left = 1;
    expect_ok(s, subject_flush(&s->subject, 0, &left, &s->error));
    assert_int_equal(left, 0);
    stage_end_run(s, run);
    expect_ok(s, subject_shutdown(&s->subject, 0, NULL, &s->error)); /* all is told by then */
    assert_int_equal(r.told, 1);
    assert_int_equal(r.dropped, 30);
    assert_int_equal(s->told[APIE_EVENT_DROPPED_FULL], 30);
    subject_free(&s->subject);
}

#define PRODUCERS 4
#define EACH      50

typedef struct producer {
    stage *stage;
    const apie_run *run;
    apie_status failed;
} producer;

static void *produce(void *user)
{
    producer *p = user;
    for (int i = 0; i < EACH && p->failed == APIE_OK; i++) {
        apie_scope *scope = NULL;
        apie_tool_input tool = {.run_id = p->run->id, .tool.name = "search", .unguarded = true};
        p->failed = apie_tool_begin(p->stage->subject.sync, &tool, NULL, &scope, NULL);
        if (p->failed == APIE_OK)
            p->failed = apie_scope_finish(scope, NULL, NULL);
    }
    return NULL;
}

/* The queue holds few of the events that they make at once, and the server is slow: they wait. */
static void producers_wait_for_room(stage *s)
{
    pthread_t threads[PRODUCERS];
    producer producers[PRODUCERS];
    stage_serve_faults(s, "[{\"path\":\"/v1/events\",\"delay_ms\":5}]");
    s->config.queue_drop_policy = APIE_DROP_WAIT;
    s->config.queue_wait_ms = 30000;
    s->config.max_queue_size = 20;
    s->config.max_batch_size = 20;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    for (int i = 0; i < PRODUCERS; i++) {
        producers[i] = (producer){s, run, APIE_OK};
        assert_int_equal(pthread_create(&threads[i], NULL, produce, &producers[i]), 0);
    }
    for (int i = 0; i < PRODUCERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(producers[i].failed, APIE_OK);
    }
    stage_end_run(s, run);
    stage_close(s);
    stage_expect_delivered(s, 3 * PRODUCERS * EACH);
}

static void a_wait_for_room_ends(stage *s)
{
    stage_serve_faults(s, "[{\"path\":\"/v1/events\",\"status\":401}]");
    s->config.queue_drop_policy = APIE_DROP_WAIT;
    s->config.queue_wait_ms = 20;
    s->config.max_queue_size = 3;
    s->config.retry_attempts = 1;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    apie_queue_diagnostics counts;
    stage_use_tool(s, run, "search");
    expect_ok(s, subject_diagnostics(&s->subject, &counts, &s->error));
    assert_int_equal(counts.queue_size, 3);
    assert_int_equal(counts.dropped_full_count, 1);
    s->told[APIE_EVENT_DROPPED_FULL] = 0; /* it was never accepted */
    subject_free(&s->subject);
    apie_context_detach();
    apie_free(run);
}

/* ---- settings that make calls wait ---- */

static void the_registration_is_waited_for(stage *s)
{
    stage_serve_faults(s, "[{\"path\":\"/v1/agents/identify\",\"delay_ms\":50}]");
    s->config.wait_for_registration = true;
    stage_connect(s);
    apie_diagnosis *diagnosis = NULL;
    expect_ok(s, apie_diagnose(s->subject.sync, &diagnosis, &s->error));
    assert_non_null(diagnosis->registration);
    apie_free(diagnosis);
}

static void a_failed_registration_is_a_report(stage *s)
{
    stage_serve_faults(s, "[{\"path\":\"/v1/agents/identify\",\"status\":403}]");
    s->config.wait_for_registration = true;
    stage_connect(s);
    apie_diagnosis *diagnosis = NULL;
    expect_ok(s, apie_diagnose(s->subject.sync, &diagnosis, &s->error));
    assert_int_equal(diagnosis->registration_status, APIE_ERROR_PERMISSION);
    apie_free(diagnosis);
    expect(s, APIE_ERROR_PERMISSION, subject_ready(&s->subject, NULL, NULL, &s->error));
    expect_ok(s, subject_shutdown(&s->subject, 0, NULL, &s->error)); /* all is told by then */
    assert_int_equal(s->reported, 1);
    assert_int_equal(s->last_reported, APIE_ERROR_PERMISSION);
}

static void nothing_waits_in_a_loop(stage *s)
{
    stage_serve(s, NULL);
    s->config.wait_for_registration = true;
    expect(s, APIE_ERROR_CONFIG, subject_new(&s->subject, s->kind, &s->config, &s->error));
    assert_string_equal(s->error.where, "wait_for_registration");
    assert_non_null(strstr(s->error.message, "apie_async_ready()"));
    s->config.wait_for_registration = false;
    s->config.queue_drop_policy = APIE_DROP_WAIT;
    expect(s, APIE_ERROR_CONFIG, subject_new(&s->subject, s->kind, &s->config, &s->error));
    assert_string_equal(s->error.where, "queue_drop_policy");
    assert_non_null(strstr(s->error.message, "queue_room_callback"));
}

/* ---- keys ---- */

static bool give_type_as_key(const apie_queued_event *event, char *key, size_t size, void *user)
{
    (void)user;
    (void)snprintf(key, size, "%s", event->type);
    return true;
}

static void the_program_says_which_events_are_one(stage *s)
{
    stage_serve(s, NULL);
    s->config.queue_idempotency_key = give_type_as_key;
    s->config.max_batch_size = 1000;
    s->config.flush_interval_ms = 60000;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    for (int i = 0; i < 3; i++)
        stage_use_tool(s, run, "search");
    stage_end_run(s, run);
    stage_close(s);
    assert_int_equal(s->told[APIE_EVENT_DELIVERED], 4);
    assert_int_equal(s->told[APIE_EVENT_DROPPED_DUPLICATE], 8);
}

/* ---- what is left ---- */

static void what_is_left_is_told_on_every_path(stage *s)
{
    uint64_t left = 99;
    stage_serve_faults(s, "[{\"path\":\"/v1/events\",\"status\":401}]");
    s->config.retry_attempts = 1;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    stage_use_tool(s, run, "search");
    expect(s, APIE_ERROR_AUTHENTICATION, subject_flush(&s->subject, 0, &left, &s->error));
    assert_int_equal(left, 4);
    expect(s, APIE_ERROR_AUTHENTICATION, subject_shutdown(&s->subject, 0, &left, &s->error));
    assert_int_equal(left, 4);
    apie_free(run);
}

/* The blocking functions tell it even when they do nothing. */
static void what_is_left_is_told_by_a_closed_client(stage *s)
{
    uint64_t left = 99;
    what_is_left_is_told_on_every_path(s);
    apie_context_detach();
    expect(s, APIE_ERROR_CLOSED, apie_flush(s->subject.sync, 0, NULL, &left, &s->error));
    assert_int_equal(left, 4);
    left = 99;
    expect(s, APIE_ERROR_CLOSED, apie_shutdown(s->subject.sync, 0, &left, &s->error));
    assert_int_equal(left, 4);
    expect(s, APIE_ERROR_INVALID_ARGUMENT, apie_flush(NULL, 0, NULL, &left, &s->error));
    assert_int_equal(left, 0);
}

int main(void)
{
    static const stage_test tests[] = {
        {.name = "warnings of the service reach the program",
         .run = warnings_of_the_service_reach_the_program,
         .once = true},
        {.name = "drift reaches the program", .run = drift_reaches_the_program, .once = true},
        {.name = "names of tools say what they do",
         .run = names_of_tools_say_what_they_do,
         .once = true},
        {.name = "room is told after a full queue",
         .run = room_is_told_after_a_full_queue,
         .once = true},
        {.name = "producers wait for room",
         .run = producers_wait_for_room,
         .once = true,
         .sync_only = true},
        {.name = "a wait for room ends",
         .run = a_wait_for_room_ends,
         .once = true,
         .sync_only = true},
        {.name = "the registration is waited for",
         .run = the_registration_is_waited_for,
         .sync_only = true},
        {.name = "a failed registration is a report",
         .run = a_failed_registration_is_a_report,
         .once = true,
         .sync_only = true},
        {.name = "nothing waits in a loop",
         .run = nothing_waits_in_a_loop,
         .once = true,
         .async_only = true},
        {.name = "the program says which events are one",
         .run = the_program_says_which_events_are_one,
         .once = true},
        {.name = "what is left is told on every path",
         .run = what_is_left_is_told_on_every_path,
         .once = true},
        {.name = "what is left is told by a closed client",
         .run = what_is_left_is_told_by_a_closed_client,
         .once = true,
         .sync_only = true},
    };
    return STAGE_MAIN("backpressure", tests);
}
