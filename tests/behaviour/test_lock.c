/* While the program's callbacks run, the client is free for other threads. A callback may take a
 * lock of the program's that another thread holds while it uses the client: if the client were
 * locked meanwhile, that would be the end of both. */
#include "stage.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/subject_agent.h"
#include "support/subject_telemetry.h"
#include "support/subject_test_event.h"
#include "support/subject_tracing.h"

/* Only a client that is locked makes it this long. */
#define PATIENCE_S 10

typedef struct watch {
    apie_client *_Atomic client; /* NULL: nothing is asked */
    atomic_uint calls;
    _Atomic(const char *) locked_in;
} watch;

typedef struct question {
    apie_client *client;
    sem_t answered;
    atomic_int holders;
} question;

static void let_go(question *q)
{
    if (atomic_fetch_sub(&q->holders, 1) > 1)
        return;
    (void)sem_destroy(&q->answered);
    free(q);
}

static void *use_client(void *user)
{
    question *q = user;
    apie_queue_diagnostics unused;
    if (apie_get_queue_diagnostics(q->client, &unused, NULL) == APIE_OK)
        (void)sem_post(&q->answered);
    let_go(q);
    return NULL;
}

/* Another thread uses the client meanwhile. */
static void look(watch *w, const char *where)
{
    pthread_t thread;
    struct timespec until;
    apie_client *client = w->client;
    question *q = client ? malloc(sizeof *q) : NULL;
    if (!q)
        return;
    *q = (question){.client = client};
    atomic_init(&q->holders, 2);
    (void)sem_init(&q->answered, 0, 0);
    atomic_fetch_add(&w->calls, 1);
    if (pthread_create(&thread, NULL, use_client, q) != 0)
        abort();
    (void)pthread_detach(thread);
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_S;
    if (sem_timedwait(&q->answered, &until) != 0) {
        w->locked_in = where;
        w->client = NULL;
    }
    let_go(q);
}

/* ---- the callbacks ---- */

static json_t *on_redact(const char *path, const json_t *value, void *user)
{
    (void)path;
    (void)value;
    look(user, "redact_callback");
    return NULL;
}

static bool on_key(const apie_queued_event *event, char *key, size_t size, void *user)
{
    (void)event;
    (void)key;
    (void)size;
    look(user, "queue_idempotency_key");
    return false;
}

static void on_event(const apie_event_outcome *outcome, void *user)
{
    (void)outcome;
    look(user, "event_callback");
}

static void on_error(const apie_error *error, void *user)
{
    (void)error;
    look(user, "error_callback");
}

static void on_warning(const apie_warning *warning, void *user)
{
    (void)warning;
    look(user, "warning_callback");
}

static void on_log(apie_log_level level, const char *message, void *user)
{
    (void)level;
    (void)message;
    look(user, "log_callback");
}

static void on_room(uint64_t dropped, void *user)
{
    (void)dropped;
    look(user, "queue_room_callback");
}

static void on_attempt(const apie_attempt *attempt, void *user)
{
    (void)attempt;
    look(user, "observer");
}

static void connect_watched(stage *s, watch *w)
{
    static const apie_declared_capability capabilities[] = {{.tool_name = "search"}};
    s->config.capabilities = capabilities;
    s->config.capability_count = 1;
    s->config.mode = APIE_MODE_ENFORCE;
    s->config.boundary.warn_on_undeclared_tools = true;
    s->config.max_event_payload_bytes = 4000;
    s->config.redact_callback = on_redact;
    s->config.queue_idempotency_key = on_key;
    s->config.event_callback = on_event;
    s->config.error_callback = on_error;
    s->config.warning_callback = on_warning;
    s->config.log_callback = on_log;
    s->config.queue_room_callback = on_room;
    s->config.connection.observer = on_attempt;
    s->config.redact_user = s->config.queue_idempotency_user = s->config.event_user = w;
    s->config.error_user = s->config.warning_user = s->config.log_user = w;
    s->config.queue_room_user = s->config.connection.observer_user = w;
    stage_connect(s);
    w->client = s->subject.sync;
}

static void expect_free(stage *s, watch *w)
{
    (void)subject_flush(&s->subject, 0, NULL, &s->error);
    stage_close(s);
    if (w->locked_in)
        fail_msg("the client is locked in %s", w->locked_in);
    assert_true(w->calls > 0);
}

/* ---- what makes them be called ---- */

static const char rules[] =
    "{\"rules\":["
    "{\"key\":\"no\",\"match\":{\"action\":\"deploy\"},\"decision\":\"block\",\"reason\":\"no\"},"
    "{\"key\":\"ask\",\"match\":{\"action\":\"merge\"},\"decision\":\"require_approval\","
    "\"reason\":\"ask first\",\"approval\":{\"status\":\"approved\",\"after_ms\":0}}]}";

static void test_guards(stage *s)
{
    watch w = {0};
    subject_scope scope;
    stage_serve_rules(s, rules);
    connect_watched(s, &w);
    apie_run *run = stage_begin_run(s);
    stage_use_tool(s, run, "unknown");
    apie_guard_input blocked = stage_action(run, "deploy");
    apie_guard_input asked = stage_action(run, "merge");
    expect(s, APIE_ERROR_BLOCKED,
           subject_guard_begin(&s->subject, &blocked, NULL, &scope, &s->error));
    expect_ok(s, subject_guard_begin(&s->subject, &asked, NULL, &scope, &s->error));
    expect_ok(
        s, subject_scope_finish(&scope, &(apie_action_outcome){.error_message = "bad"}, &s->error));
    stage_end_run(s, run);
    expect_free(s, &w);
}

static void test_sessions(stage *s)
{
    watch w = {0};
    apie_session *session = NULL;
    apie_run *run = NULL;
    json_t *data = json_pack("{s:s}", "a", "b");
    stage_serve(s, NULL);
    connect_watched(s, &w);
    expect_ok(s, subject_register_agent(&s->subject, NULL, NULL, &s->error));
    apie_session_input about = {.input_summary = "sum", .metadata = data};
    expect_ok(s, subject_session_begin(&s->subject, &about, NULL, &session, &s->error));
    apie_child_run_input child = {.session_id = session->id, .metadata = data};
    expect_ok(s, subject_child_run_begin(&s->subject, &child, NULL, &run, &s->error));
    apie_handoff_input handoff = {
        .session_id = session->id, .source_run_id = run->id, .payload_summary = data};
    expect_ok(s, subject_request_handoff(&s->subject, &handoff, NULL, NULL, &s->error));
    apie_tool_definition tool = {.name = "t", .description = "d", .input_schema = data};
    expect_ok(s, subject_define_tool(&s->subject, &tool, NULL, NULL, &s->error));
    expect_ok(s, subject_create_report(&s->subject, NULL, NULL, NULL, &s->error));
    expect_ok(s, subject_run_end(&s->subject, run, &(apie_run_outcome){.error_message = "bad"},
                                 NULL, &s->error));
    expect_ok(s, subject_session_end(&s->subject, session,
                                     &(apie_session_outcome){.error_message = "bad"}, NULL,
                                     &s->error));
    json_decref(data);
    apie_free(run);
    apie_free(session);
    expect_free(s, &w);
}

static void test_telemetry(stage *s)
{
    watch w = {0};
    unsigned times = 0;
    json_t *event = NULL;
    stage_serve(s, NULL);
    connect_watched(s, &w);
    json_t *data = json_pack("{s:s}", "a", "b");
    const apie_event_details details = {.run_id = "run_x", .metadata = data};
    const apie_step_input plan = {.run_id = "run_x", .step_name = "Plan", .metadata = data};
    expect_ok(s, subject_track(&s->subject, "x", &details, NULL, &s->error));
    expect_ok(s, subject_with_step(&s->subject, SUBJECT_STEP_LLM, &plan, "bad", &times,
                                   &s->error) == APIE_OK
                     ? APIE_ERROR_CONFIG
                     : APIE_OK);
    expect_ok(s, subject_build_event(&s->subject, "x", &details, &event, &s->error));
    expect_ok(s, subject_validate_events(&s->subject, event, NULL, NULL, &s->error));
    expect_ok(s, subject_send_events(&s->subject, event, NULL, NULL, &s->error));
    json_decref(event);
    json_decref(data);
    expect_free(s, &w);
}

static void test_test_event(stage *s)
{
    watch w = {0};
    stage_serve(s, NULL);
    connect_watched(s, &w);
    expect_ok(s, subject_send_test_event(&s->subject, APIE_TEST_PIPELINE, NULL, NULL, &s->error));
    expect_free(s, &w);
}

static void test_failures(stage *s)
{
    watch w = {0};
    const apie_event_details details = {.run_id = "run_x"};
    stage_serve_faults(s, "[{\"path\":\"/v1/events\",\"status\":401}]");
    s->config.max_queue_size = 4;
    connect_watched(s, &w);
    for (int i = 0; i < 12; i++)
        expect_ok(s, subject_track(&s->subject, "x", &details, NULL, &s->error));
    (void)subject_flush(&s->subject, 0, NULL, &s->error);
    stage_set_faults(s, "[]");
    expect_free(s, &w);
}

static const stage_test tests[] = {
    {.name = "guards", .run = test_guards, .once = true, .sync_only = true},
    {.name = "sessions", .run = test_sessions, .once = true, .sync_only = true},
    {.name = "telemetry", .run = test_telemetry, .once = true, .sync_only = true},
    {.name = "test events", .run = test_test_event, .once = true, .sync_only = true},
    {.name = "failures", .run = test_failures, .once = true, .sync_only = true},
};

int main(void)
{
    return STAGE_MAIN("lock", tests);
}
