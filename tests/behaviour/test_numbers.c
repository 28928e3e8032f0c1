/* Events are numbered in their run and in their session, without a gap and in the order in which
 * they are sent, whoever tells of them: many threads, or many calls at once. */
#include "stage.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/subject_telemetry.h"

#define RUNS     5
#define SESSIONS 2
#define THREADS  8

/* Fewer under sanitizers and valgrind, where each takes long. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ROUNDS 12
#else
#define ROUNDS 40
#endif

static int rounds(void)
{
    return getenv("TEST_SLOWLY") ? 6 : ROUNDS;
}

/* Run 0 is in no session, and session 0 has events that are in no run. */
typedef struct place {
    char run_id[24];
    char session_id[24];
} place;

static place place_of(int which)
{
    place p = {"", ""};
    (void)snprintf(p.run_id, sizeof p.run_id, "run_n%d", which % RUNS);
    if (which % RUNS > 0)
        (void)snprintf(p.session_id, sizeof p.session_id, "ses_n%d", which % RUNS % SESSIONS);
    return p;
}

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

static apie_event_details details_of(const place *p)
{
    return (apie_event_details){.run_id = p->run_id,
                                .session_id = or_null(p->session_id),
                                .action = {.type = "read", .name = "look"}};
}

static apie_tool_input tool_of(const place *p, bool guarded)
{
    return (apie_tool_input){.run_id = p->run_id,
                             .session_id = or_null(p->session_id),
                             .tool = {.name = "search"},
                             .unguarded = !guarded};
}

static apie_step_input step_of(const place *p)
{
    return (apie_step_input){
        .run_id = p->run_id, .session_id = or_null(p->session_id), .step_name = "s"};
}

static const apie_event_details session_only = {.session_id = "ses_n0"};

/* ---- what the server holds ---- */

/* The events of whoever `key` names are numbered by `number`, in order; how many there are. */
static json_int_t count_numbered(const json_t *events, const char *key, const char *id,
                                 const char *number)
{
    json_int_t last = 0;
    size_t index;
    const json_t *event;
    for (index = 0; index < json_array_size(events); index++) {
        event = json_array_get(events, index);
        const char *owner = json_string_value(json_object_get(event, key));
        if (!owner || strcmp(owner, id) != 0)
            continue;
        assert_int_equal(number_at(event, number), ++last);
    }
    return last;
}

static void expect_numbers(stage *s, json_int_t total)
{
    const json_t *events = json_at(stage_state(s), "events");
    json_int_t in_runs = 0, in_sessions = 0, bare = 0;
    char id[24];
    for (int i = 0; i < RUNS; i++) {
        (void)snprintf(id, sizeof id, "run_n%d", i);
        in_runs += count_numbered(events, "run_id", id, "sequence_number");
    }
    for (int i = 0; i < SESSIONS; i++) {
        (void)snprintf(id, sizeof id, "ses_n%d", i);
        in_sessions += count_numbered(events, "session_id", id, "session_sequence_number");
    }
    for (size_t i = 0; i < json_array_size(events); i++)
        bare += json_object_get(json_array_get(events, i), "run_id") == NULL;
    assert_int_equal(json_array_size(events), total);
    assert_int_equal(in_runs, total - bare);
    assert_true(in_sessions > bare && bare > 0);
}

static void flush_all(stage *s)
{
    uint64_t left = 1;
    while (left > 0)
        expect_ok(s, subject_flush(&s->subject, 0, &left, &s->error));
}

/* ---- threads ---- */

typedef struct teller {
    apie_client *client;
    int number;
    unsigned told; /* events */
    unsigned failed;
} teller;

static void check(teller *t, apie_status status, unsigned events)
{
    if (status == APIE_OK)
        t->told += events;
    else
        t->failed++;
}

static apie_status nothing_in_step(apie_step *step, void *user, apie_error *error)
{
    teller *t = user;
    (void)step;
    (void)error;
    check(t, apie_track(t->client, "mine", &session_only, NULL, NULL), 1);
    return APIE_OK;
}

static apie_status nothing_in_scope(apie_scope *scope, void *user, apie_error *error)
{
    (void)scope;
    (void)user;
    (void)error;
    return APIE_OK;
}

static void *tell(void *user)
{
    teller *t = user;
    for (int i = 0; i < rounds(); i++) {
        place p = place_of(t->number + i);
        const apie_event_details details = details_of(&p);
        bool guarded = i % 10 == 0;
        const apie_tool_input tool = tool_of(&p, guarded);
        const apie_step_input input = step_of(&p);
        apie_step *step = NULL;
        check(t, apie_llm_call_begin(t->client, &input, &step, NULL), 1);
        check(t, apie_track_action_requested(t->client, &details, NULL, NULL), 1);
        check(t, apie_with_tool(t->client, &tool, NULL, nothing_in_scope, NULL, NULL),
              guarded ? 4 : 3);
        check(t, apie_with_workflow_step(t->client, &input, nothing_in_step, t, NULL), 2);
        check(t, apie_step_finish(step, NULL, NULL), 1);
    }
    return NULL;
}

static void test_threads(stage *s)
{
    teller tellers[THREADS];
    pthread_t threads[THREADS];
    json_int_t total = 0;
    stage_begin(s);
    for (int i = 0; i < THREADS; i++) {
        tellers[i] = (teller){.client = s->subject.sync, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, tell, &tellers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(tellers[i].failed, 0);
        total += tellers[i].told;
    }
    flush_all(s);
    expect_numbers(s, total);
}

/* ---- calls at once ---- */

typedef struct crowd {
    stage *stage;
    unsigned started;
    unsigned ended;
    json_int_t told;
} crowd;

static void note_end(apie_status status, const apie_error *error, void *user)
{
    crowd *c = user;
    assert_int_equal(status, APIE_OK);
    assert_null(error);
    c->ended++;
}

static void tell_in_session(crowd *c)
{
    stage *s = c->stage;
    expect_ok(s, apie_async_track(s->subject.async, "mine", &session_only, NULL, &s->error));
    c->told++;
}

static void end_scope(apie_async_scope *scope, void *user)
{
    crowd *c = user;
    tell_in_session(c);
    expect_ok(c->stage, apie_async_scope_finish(scope, NULL, &c->stage->error));
}

static void end_step(apie_async_step *step, void *user)
{
    crowd *c = user;
    tell_in_session(c);
    expect_ok(c->stage, apie_async_step_finish(step, NULL, &c->stage->error));
}

static void start_all(crowd *c, int which)
{
    stage *s = c->stage;
    apie_async_client *client = s->subject.async;
    place p = place_of(which);
    const apie_event_details details = details_of(&p);
    const apie_tool_input tool = tool_of(&p, which % 3 == 0);
    const apie_step_input input = step_of(&p);
    apie_async_step *step = NULL;
    expect_ok(s, apie_async_llm_call_begin(client, &input, &step, &s->error));
    expect_ok(s, apie_async_track_action_requested(client, &details, NULL, &s->error));
    assert_non_null(apie_async_with_tool(client, &tool, NULL, end_scope, note_end, c, &s->error));
    assert_non_null(
        apie_async_with_workflow_step(client, &input, end_step, note_end, c, &s->error));
    expect_ok(s, apie_async_step_finish(step, NULL, &s->error));
    c->started += 2;
    c->told += which % 3 == 0 ? 9 : 8;
}

static void test_calls_at_once(stage *s)
{
    crowd c = {.stage = s};
    stage_begin(s);
    for (int i = 0; i < 4 * rounds(); i++) {
        start_all(&c, i);
        if (i % 8 == 7) /* some end among those that begin */
            assert_int_equal(event_base_loop(s->subject.base, EVLOOP_NONBLOCK), 0);
    }
    while (c.ended < c.started)
        assert_int_equal(event_base_loop(s->subject.base, EVLOOP_ONCE), 0);
    flush_all(s);
    expect_numbers(s, c.told);
}

static const stage_test tests[] = {
    {.name = "many threads", .run = test_threads, .once = true, .sync_only = true},
    {.name = "many calls at once", .run = test_calls_at_once, .once = true, .async_only = true},
};

int main(void)
{
    return STAGE_MAIN("numbers", tests);
}
