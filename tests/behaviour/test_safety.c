/* What the service's own client for Python gets wrong, and this one must not. A test each:
 *
 *  - an unknown decision is taken for "allow"
 *  - an approval that is required without an id lets the action through
 *  - what a guardrail is asked about leaves unredacted
 *  - "tokens" is redacted, since it has "token" in it
 *  - the service's own keys are not recognised as secrets
 *  - a batch that the service refuses blocks the queue for good
 *  - dropping the oldest while a batch is in flight drops events that were not sent
 *  - a request without a limit in time waits for ever
 *  - a registration that failed is never tried again
 *  - fail_closed blocks in monitor mode
 *  - messages go to standard output
 *  - a tool's failure is told again as the run's
 *  - an error's stack is an object in place of text
 *  - a resource's external id is lost when a guardrail is asked
 *  - a full batch is sent by the thread that made the last event
 *  - ids go into URLs unescaped
 *  - no attempts at all lose the events */
#include "stage.h"

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <apie/async/telemetry.h>
#include <apie/sync/telemetry.h>

#include "support/patience.h"
#include "support/tiny_server.h"

#define EVALUATE "/v1/guardrails/evaluate"
#define JSON     "Content-Type: application/json\r\n"

static const apie_call_options one_attempt = {.attempts = 1};

/* ---- parts ---- */

static void begin_recorded(stage *s)
{
    stage_serve_recorded(s, NULL);
    s->config.flush_interval_ms = 60000;
    stage_connect(s);
}

static apie_run *begin_guarded(stage *s, const char *answer, apie_mode mode,
                               apie_guard_failure_mode failure_mode)
{
    char faults[300];
    (void)snprintf(faults, sizeof faults, "[{\"path\":\"" EVALUATE "\",%s}]", answer);
    stage_serve_faults(s, faults);
    s->config.mode = mode;
    s->config.guard_failure_mode = failure_mode;
    stage_connect(s);
    return stage_begin_run(s);
}

static apie_status guard(stage *s, const apie_run *run, subject_scope *scope)
{
    apie_guard_input input = stage_action(run, "deploy");
    return subject_guard_begin(&s->subject, &input, &one_attempt, scope, &s->error);
}

static apie_status track(stage *s, const char *type, const apie_event_details *details)
{
    return s->subject.sync ? apie_track(s->subject.sync, type, details, NULL, &s->error)
                           : apie_async_track(s->subject.async, type, details, NULL, &s->error);
}

static void track_some(stage *s, int count)
{
    static const apie_event_details details = {.run_id = "run_1"};
    for (int i = 0; i < count; i++)
        expect_ok(s, track(s, "agent.counted", &details));
}

/* What the server was asked about a guarded tool with this metadata; valid until asked again. */
static const json_t *ask_about(stage *s, json_t *metadata)
{
    subject_scope scope;
    apie_tool_input input = {.run_id = "run_1",
                             .tool = {.name = "search"},
                             .resource = {.type = "file", .external_id = "file-7"},
                             .metadata = metadata};
    assert_non_null(metadata);
    begin_recorded(s);
    expect_ok(s, subject_tool_begin(&s->subject, &input, NULL, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
    json_decref(metadata);
    return json_at(stage_recorded_request(s, EVALUATE), "body");
}

/* ---- guards ---- */

static void test_unknown_decision(stage *s)
{
    subject_scope scope;
    apie_run *run = begin_guarded(s, "\"body\":{\"policy_decision\":\"perhaps\"}",
                                  APIE_MODE_ENFORCE, APIE_GUARD_FAIL_CLOSED);
    expect(s, APIE_ERROR_BLOCKED, guard(s, run, &scope));
    stage_set_faults(s, "[{\"path\":\"" EVALUATE "\",\"body\":{}}]");
    expect(s, APIE_ERROR_BLOCKED, guard(s, run, &scope));
    stage_end_run(s, run);
}

static void test_approval_without_id(stage *s)
{
    subject_scope scope;
    apie_run *run = begin_guarded(s, "\"body\":{\"policy_decision\":\"require_approval\"}",
                                  APIE_MODE_ENFORCE, APIE_GUARD_FAIL_OPEN);
    expect(s, APIE_ERROR_NOT_APPROVED, guard(s, run, &scope));
    stage_end_run(s, run);
}

static void test_monitor_never_blocks(stage *s)
{
    subject_scope scope;
    apie_run *run = begin_guarded(s, "\"status\":500", APIE_MODE_MONITOR, APIE_GUARD_FAIL_CLOSED);
    expect_ok(s, guard(s, run, &scope));
    assert_true(subject_scope_decision(&scope)->failed);
    expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
    stage_end_run(s, run);
    assert_int_equal(s->last_reported, APIE_ERROR_SERVER);
}

static void test_external_id(stage *s)
{
    const json_t *body = ask_about(s, json_object());
    assert_string_equal(text_at(body, "resource/external_id"), "file-7");
}

/* ---- secrets ---- */

static void test_question_is_redacted(stage *s)
{
    const json_t *body = ask_about(s, json_pack("{s:s, s:{s:s}}", "password", "hunter2", "headers",
                                                "Authorization", "Bearer abcdef012345"));
    assert_string_equal(text_at(body, "metadata/password"), "[REDACTED]");
    assert_string_equal(text_at(body, "metadata/headers/Authorization"), "[REDACTED]");
}

static void test_tokens_are_not_secret(stage *s)
{
    const json_t *body = ask_about(s, json_pack("{s:i, s:i, s:s, s:s}", "tokens", 120, "max_tokens",
                                                9, "tokenizer", "bpe", "token", "abc"));
    assert_int_equal(number_at(body, "metadata/tokens"), 120);
    assert_int_equal(number_at(body, "metadata/max_tokens"), 9);
    assert_string_equal(text_at(body, "metadata/tokenizer"), "bpe");
    assert_string_equal(text_at(body, "metadata/token"), "[REDACTED]");
}

static void test_own_keys_are_secret(stage *s)
{
    const json_t *body =
        ask_about(s, json_pack("{s:s, s:s}", "note", "try apie_sk_test_abcdef0123456789", "text",
                               "it is " STAGE_KEY "."));
    assert_string_equal(text_at(body, "metadata/note"), "[REDACTED]");
    assert_string_equal(text_at(body, "metadata/text"), "[REDACTED]");
}

/* ---- errors ---- */

static void test_failure_is_told_once(stage *s)
{
    const apie_action_outcome failed = {.error_message = "disk full"};
    const apie_run_outcome run_failed = {.error_message = "disk full"};
    subject_scope scope;
    begin_recorded(s);
    apie_run *run = stage_begin_run(s);
    apie_tool_input input = {.run_id = run->id, .tool = {.name = "save"}, .unguarded = true};
    expect_ok(s, subject_tool_begin(&s->subject, &input, NULL, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, &failed, &s->error));
    expect_ok(s, subject_run_end(&s->subject, run, &run_failed, NULL, &s->error));
    stage_expect_events(s, run->id, "tool.called action.requested action.failed error");
    apie_free(run);
}

static void test_stack_is_text(stage *s)
{
    const apie_event_details details = {
        .run_id = "run_1", .error_message = "it broke", .error_stack = "save.c:12\nmain.c:3"};
    const apie_run_outcome failed = {.error_message = "no stack"};
    begin_recorded(s);
    expect_ok(s, s->subject.sync
                     ? apie_capture_error(s->subject.sync, &details, NULL, &s->error)
                     : apie_async_capture_error(s->subject.async, &details, NULL, &s->error));
    apie_run *run = stage_begin_run(s);
    expect_ok(s, subject_run_end(&s->subject, run, &failed, NULL, &s->error));
    apie_free(run);
    const json_t *events = json_at(stage_state(s), "events");
    assert_string_equal(text_at(events, "0/error/stack"), "save.c:12\nmain.c:3");
    assert_string_equal(text_at(events, "1/error/message"), "no stack");
    const json_t *stack = json_at(events, "1/error/stack");
    assert_true(!stack || json_is_null(stack) || json_is_string(stack));
}

/* ---- the queue ---- */

static void test_refused_event_blocks_nothing(stage *s)
{
    static const apie_event_details good = {.run_id = "run_1"};
    static const apie_event_details bad = {.run_id = "run_1", .event_category = "no such"};
    begin_recorded(s);
    expect_ok(s, track(s, "agent.counted", &good));
    expect_ok(s, track(s, "agent.llm.called", &bad));
    expect_ok(s, track(s, "agent.counted", &good));
    expect_ok(s, subject_flush(&s->subject, 0, NULL, &s->error));
    assert_int_equal(json_array_size(json_at(stage_state(s), "events")), 2);
    stage_close(s);
    assert_int_equal(s->told[APIE_EVENT_DELIVERED], 2);
    assert_int_equal(s->told[APIE_EVENT_DROPPED_REJECTED], 1);
}

/* A service that holds the first batch back until the test lets it go, and keeps all of them. */
typedef struct holder {
    stage *stage;
    sem_t arrived, let_go;
    int batches;
    char sent[TINY_BODY * 2];
    char delivered[2048]; /* ids */
    char dropped[2048];
} holder;

static void hold(tiny_exchange *exchange, void *user)
{
    holder *h = user;
    bool events = tiny_has(exchange->head, "POST /v1/events ");
    if (events) {
        size_t used = strlen(h->sent);
        (void)snprintf(h->sent + used, sizeof h->sent - used, "%s", exchange->body);
    }
    if (events && h->batches++ == 0) {
        (void)sem_post(&h->arrived);
        (void)sem_wait(&h->let_go);
    }
    tiny_reply(exchange, 200, JSON,
               events ? "{\"warnings\":[]}" : "{\"agent_id\":\"a\",\"status\":\"ok\"}");
}

static void note_id(const apie_event_outcome *outcome, void *user)
{
    holder *h = user;
    char *ids = outcome->fate == APIE_EVENT_DELIVERED ? h->delivered : h->dropped;
    size_t used = strlen(ids);
    (void)snprintf(ids + used, sizeof h->dropped - used, "%s ", outcome->event_id);
    atomic_fetch_add(&h->stage->told[outcome->fate], 1);
}

static void *flush_it(void *user)
{
    stage *s = user;
    return apie_flush(s->subject.sync, 0, NULL, NULL, NULL) == APIE_OK ? s : NULL;
}

/* Sends what waits, by whoever does that in this kind of client, until the service has it. */
static void send_until(stage *s, sem_t *arrived, pthread_t *flusher)
{
    if (s->kind == SUBJECT_SYNC_NO_WORKER)
        assert_int_equal(pthread_create(flusher, NULL, flush_it, s), 0);
    while (s->subject.base && sem_trywait(arrived) != 0)
        assert_int_equal(event_base_loop(s->subject.base, EVLOOP_ONCE), 0);
    if (!s->subject.base)
        assert_int_equal(sem_wait(arrived), 0);
}

/* How many of the ids, each 36 characters and a space, the text has. */
static unsigned count_ids(const char *ids, const char *text)
{
    unsigned count = 0;
    for (; *ids; ids += 37) {
        char id[37] = "";
        memcpy(id, ids, 36);
        count += strstr(text, id) != NULL;
    }
    return count;
}

static void test_dropping_beside_a_batch_in_flight(stage *s)
{
    holder h = {.stage = s};
    tiny_server server;
    pthread_t flusher;
    assert_int_equal(sem_init(&h.arrived, 0, 0), 0);
    assert_int_equal(sem_init(&h.let_go, 0, 0), 0);
    tiny_server_start(&server, NULL, hold, &h);
    stage_use(s, server.url);
    s->config.max_batch_size = 4;
    s->config.max_queue_size = 8;
    s->config.event_callback = note_id;
    s->config.event_user = &h;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    track_some(s, 4);
    send_until(s, &h.arrived, &flusher);
    track_some(s, 10); /* 4 of them find room beside the 4 in flight */
    assert_int_equal(sem_post(&h.let_go), 0);
    expect_ok(s, subject_flush(&s->subject, 0, NULL, &s->error));
    if (s->kind == SUBJECT_SYNC_NO_WORKER)
        assert_int_equal(pthread_join(flusher, NULL), 0);
    subject_free(&s->subject);
    apie_client_free(s->control);
    s->control = NULL;
    tiny_server_stop(&server);
    assert_int_equal(s->told[APIE_EVENT_DELIVERED], 8);
    assert_int_equal(s->told[APIE_EVENT_DROPPED_FULL], 6);
    assert_int_equal(count_ids(h.delivered, h.sent), 8);
    assert_int_equal(count_ids(h.dropped, h.sent), 0);
}

/* ---- whose thread ---- */

static _Thread_local bool telling; /* this thread is inside a function that only tells */

typedef struct watcher {
    sem_t sending;
    atomic_bool while_telling;
} watcher;

static apie_status see_sending(apie_outgoing *request, void *user)
{
    watcher *w = user;
    if (strcmp(apie_outgoing_target(request), "/v1/events") != 0)
        return APIE_OK;
    if (telling)
        w->while_telling = true;
    (void)sem_post(&w->sending);
    return APIE_OK;
}

static void test_full_batch_is_sent_elsewhere(stage *s)
{
    watcher w = {.while_telling = false};
    const apie_interceptor interceptor = {.before = see_sending, .user = &w};
    pthread_t flusher;
    assert_int_equal(sem_init(&w.sending, 0, 0), 0);
    stage_serve(s, NULL);
    s->config.max_batch_size = 5;
    s->config.flush_interval_ms = 60000;
    s->config.connection.interceptors = &interceptor;
    s->config.connection.interceptor_count = 1;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    stage_set_faults(s, "[{\"path\":\"/v1/events\",\"times\":1,\"delay_ms\":100}]");
    telling = true;
    track_some(s, 12);
    telling = false;
    send_until(s, &w.sending, &flusher);
    if (s->kind == SUBJECT_SYNC_NO_WORKER)
        assert_int_equal(pthread_join(flusher, NULL), 0);
    expect_ok(s, subject_flush(&s->subject, 0, NULL, &s->error));
    assert_false(w.while_telling);
    stage_close(s);
    stage_expect_delivered(s, 12);
}

/* ---- the connection ---- */

static void test_nothing_waits_for_ever(stage *s)
{
    const apie_call_options short_attempt = {.attempts = 1, .attempt_timeout_ms = 50};
    stage_serve_faults(s, "[{\"path\":\"/health\",\"stall\":\"headers\"}]");
    assert_in_range(default_patience_ms(&s->config), 1, 60000);
    stage_connect(s);
    expect(s, APIE_ERROR_TIMEOUT,
           subject_health_check(&s->subject, &short_attempt, NULL, &s->error));
}

static void test_registers_at_last(stage *s)
{
    const struct timespec moment = {.tv_nsec = 20000000};
    int tries = 1;
    stage_serve_faults(s, "[{\"path\":\"/v1/agents/identify\",\"times\":1,\"status\":401}]");
    stage_connect(s);
    expect(s, APIE_ERROR_AUTHENTICATION, subject_ready(&s->subject, NULL, NULL, &s->error));
    while (subject_ready(&s->subject, NULL, NULL, &s->error) != APIE_OK && ++tries < 500)
        (void)nanosleep(&moment, NULL); /* it is tried once a second */
    assert_true(tries < 500);
    assert_int_equal(json_object_size(json_at(stage_state(s), "agents")), 1);
}

static void test_ids_are_escaped(stage *s)
{
    apie_run run = {.id = (char *)(uintptr_t) "../a b?c#d"};
    begin_recorded(s);
    expect(s, APIE_ERROR_NOT_FOUND,
           subject_approvals_get(&s->subject, "x/../../runs?y=%2F#z", NULL, NULL, &s->error));
    (void)stage_recorded_request(s, "/v1/approvals/x%2F..%2F..%2Fruns%3Fy%3D%252F%23z");
    (void)subject_run_end(&s->subject, &run, NULL, NULL, &s->error);
    (void)stage_recorded_request(s, "/v1/runs/..%2Fa%20b%3Fc%23d/complete");
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_approvals_get(&s->subject, "..", NULL, NULL, &s->error));
}

/* ---- the rest ---- */

/* The descriptor writes to the file instead; what it was before is returned. */
static int redirect(int descriptor, FILE *file)
{
    (void)fflush(NULL);
    int before = dup(descriptor);
    assert_true(before >= 0 && dup2(fileno(file), descriptor) >= 0);
    return before;
}

static void restore(int descriptor, int before)
{
    (void)fflush(NULL);
    assert_true(dup2(before, descriptor) >= 0);
    (void)close(before);
}

static long size_of(FILE *file)
{
    struct stat status;
    assert_int_equal(fstat(fileno(file), &status), 0);
    (void)fclose(file);
    return (long)status.st_size;
}

static void test_standard_output_is_the_programs(stage *s)
{
    FILE *output = tmpfile();
    FILE *errors = tmpfile();
    assert_true(output && errors);
    stage_serve_rules(
        s, "{\"rules\":[{\"key\":\"k\",\"match\":{},\"decision\":\"warn\",\"reason\":\"mind\"}]}");
    s->config.log_callback = NULL;
    int output_before = redirect(STDOUT_FILENO, output);
    int errors_before = redirect(STDERR_FILENO, errors);
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    stage_use_tool(s, run, "search");
    stage_set_faults(s, "[{\"path\":\"/v1/events\",\"status\":401}]");
    (void)subject_flush(&s->subject, 0, NULL, &s->error);
    stage_set_faults(s, "[]");
    stage_end_run(s, run);
    stage_close(s);
    restore(STDERR_FILENO, errors_before);
    restore(STDOUT_FILENO, output_before);
    assert_int_equal(size_of(output), 0);
    assert_true(size_of(errors) > 0);
}

/* Zero is the default; a file, where zero would mean zero, may not ask for none. */
static void test_no_attempts(stage *s)
{
    uint64_t left = 0;
    char path[] = "/tmp/apie-safety-XXXXXX";
    int fd = mkstemp(path);
    static const char none[] = "{\"retry_attempts\": 0}";
    begin_recorded(s);
    stage_set_faults(s, "[{\"path\":\"/v1/events\",\"status\":503}]");
    track_some(s, 3);
    assert_int_not_equal(subject_flush(&s->subject, 0, &left, &s->error), APIE_OK);
    assert_int_equal(left, 3);
    stage_set_faults(s, "[]");
    stage_close(s);
    stage_expect_delivered(s, 3);
    assert_true(fd >= 0 && write(fd, none, sizeof none - 1) == (ssize_t)(sizeof none - 1));
    (void)close(fd);
    apie_status status = subject_new_from_file(&s->subject, s->kind, path, &s->config, &s->error);
    (void)unlink(path);
    assert_int_equal(status, APIE_ERROR_CONFIG);
    assert_string_equal(s->error.where, "retry_attempts");
}

static const stage_test tests[] = {
    {.name = "an unknown decision", .run = test_unknown_decision, .once = true},
    {.name = "an approval without an id", .run = test_approval_without_id, .once = true},
    {.name = "a question is redacted", .run = test_question_is_redacted, .once = true},
    {.name = "tokens are not secret", .run = test_tokens_are_not_secret, .once = true},
    {.name = "own keys are secret", .run = test_own_keys_are_secret, .once = true},
    {.name = "a refused event", .run = test_refused_event_blocks_nothing, .once = true},
    {.name = "dropping beside a batch",
     .run = test_dropping_beside_a_batch_in_flight,
     .once = true},
    {.name = "nothing waits for ever", .run = test_nothing_waits_for_ever, .once = true},
    {.name = "registers at last", .run = test_registers_at_last, .once = true},
    {.name = "monitor never blocks", .run = test_monitor_never_blocks, .once = true},
    {.name = "standard output", .run = test_standard_output_is_the_programs, .once = true},
    {.name = "a failure is told once", .run = test_failure_is_told_once, .once = true},
    {.name = "a stack is text", .run = test_stack_is_text, .once = true},
    {.name = "an external id", .run = test_external_id, .once = true},
    {.name = "a full batch", .run = test_full_batch_is_sent_elsewhere, .once = true},
    {.name = "ids are escaped", .run = test_ids_are_escaped, .once = true},
    {.name = "no attempts", .run = test_no_attempts, .once = true},
};

int main(void)
{
    return STAGE_MAIN("safety", tests);
}
