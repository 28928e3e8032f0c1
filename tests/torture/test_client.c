/* The life of a client, through both libraries. */
#include "torture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/contexts.h"

static const char *const words[] = {"read", "update", NULL};
static const char *const patterns[] = {"[0-9]{16}", NULL};
static const apie_header headers[] = {{"X-Torture", "yes"}};
static const apie_declared_tool tools[] = {
    {.name = "git", .action_types = words, .resource_types = words, .risk_level = "low"},
    {.name = "shell", .risk_level = "high"},
};
static const apie_declared_capability capabilities[] = {
    {.tool_name = "git", .actions = words, .environments = words},
};

/* ---- creation ---- */

static apie_status run_new(torture *t)
{
    return torture_make(t);
}

static void say_much(torture *t)
{
    t->config.tools = tools;
    t->config.tool_count = sizeof tools / sizeof tools[0];
    t->config.capabilities = capabilities;
    t->config.capability_count = sizeof capabilities / sizeof capabilities[0];
    t->config.redact_keys = words;
    t->config.redact_allow_paths = words;
    t->config.redact_deny_patterns = patterns;
    t->config.version = (apie_version_config){.version = "1.2", .model_name = "m"};
    t->config.source = (apie_source_config){.git_sha = "abc"};
    t->config.connection.user_agent_suffix = "torture/1";
    t->config.connection.headers = headers;
    t->config.connection.header_count = 1;
}

static char file[] = "/tmp/apie-torture-XXXXXX"; /* written by main() */

static const char file_text[] =
    "{\"agent\": {\"key\": \"torture-agent\", \"name\": \"Torture agent\", \"purpose\": \"none\"},"
    " \"runtime\": {\"environment\": \"test\"}, \"version\": {\"version\": \"1.2\"},"
    " \"tools\": [{\"name\": \"git\", \"actionTypes\": [\"read\", \"update\"]}],"
    " \"capabilities\": [{\"tool\": {\"name\": \"git\"}, \"actions\": [\"read\"]}],"
    " \"redactKeys\": [\"pin\"], \"redactDenyPatterns\": [\"[0-9]{16}\"],"
    " \"unknown\": {\"is\": [\"said\"]}}";

static apie_status run_new_from_file(torture *t)
{
    return torture_make_from_file(t, file);
}

static void leave_to_the_file(torture *t)
{
    t->config.agent = (apie_agent_config){.team = "struct"};
    t->config.runtime = (apie_runtime_config){.framework = "struct"};
}

/* ---- the first things that a client does ---- */

static apie_status run_ready(torture *t)
{
    apie_registration *registration = NULL;
    apie_status status = torture_make(t);
    if (status == APIE_OK)
        status = subject_ready(&t->subject, NULL, &registration, &t->error);
    assert_int_equal(status == APIE_OK, registration != NULL);
    apie_free(registration);
    return status;
}

static apie_status use_tool(torture *t)
{
    const apie_tool_input input = {.run_id = t->run->id, .tool = {.name = "git"}};
    subject_scope scope;
    apie_status status = subject_tool_begin(&t->subject, &input, NULL, &scope, &t->error);
    return status == APIE_OK ? subject_scope_finish(&scope, NULL, &t->error) : status;
}

static apie_status work(torture *t)
{
    apie_status status = subject_run_begin(&t->subject, NULL, NULL, &t->run, &t->error);
    if (status != APIE_OK)
        return status;
    status = use_tool(t);
    apie_error *error = &t->error;
    apie_error unused;
    if (status != APIE_OK)
        error = &unused; /* the first one is told */
    apie_status ended = subject_run_end(&t->subject, t->run, NULL, NULL, error);
    apie_free(t->run);
    t->run = NULL;
    return status != APIE_OK ? status : ended;
}

static apie_status run_whole_life(torture *t)
{
    apie_status status = torture_make(t);
    if (status != APIE_OK)
        return status;
    status = work(t);
    return status == APIE_OK ? subject_close(&t->subject, &t->error) : status;
}

/* As most programs have it: what fails does not stop the work. */
static void tolerate(torture *t)
{
    t->config.mode = APIE_MODE_DEFAULT;
    t->config.guard_failure_mode = APIE_GUARD_FAILURE_DEFAULT;
    t->config.on_error = APIE_ON_ERROR_DEFAULT;
    say_much(t);
}

static void disable(torture *t)
{
    t->config.enabled = apie_bool(false);
    t->config.api_key = NULL;
}

/* ---- the last ones ---- */

static void queue_events(torture *t)
{
    torture_begin_run(t);
    torture_ok(t, use_tool(t), "a tool");
    apie_free(t->run);
    t->run = NULL;
    leave_contexts();
}

static apie_status run_shutdown(torture *t)
{
    uint64_t left = 0;
    apie_status status = subject_shutdown(&t->subject, 0, &left, &t->error);
    if (status == APIE_OK)
        assert_int_equal(left, 0);
    return status;
}

static void shut_down_again(torture *t)
{
    apie_status status = subject_shutdown(&t->subject, 0, NULL, &t->error);
    if (status != APIE_ERROR_CLOSED)
        torture_ok(t, status, "a second shutdown");
}

static apie_status run_close(torture *t)
{
    return subject_close(&t->subject, &t->error);
}

static apie_status run_free_with_events(torture *t)
{
    subject_free(&t->subject);
    return APIE_OK;
}

static apie_status run_diagnostics(torture *t)
{
    apie_queue_diagnostics counts;
    return subject_diagnostics(&t->subject, &counts, &t->error);
}

/* ---- calls that are cut short ---- */

static void report_told(apie_status status, apie_report *report, const apie_error *error,
                        void *user)
{
    assert_null(report);
    torture_note(user, status, NULL, error);
}

/* A call whose request has been sent, and is never answered. */
static apie_call *start_call(torture *t, torture_wait *wait, apie_error *error)
{
    *wait = (torture_wait){.torture = t};
    apie_call *call =
        apie_async_reports_get(t->subject.async, "never", NULL, report_told, wait, error);
    for (int turn = 0; turn < 4 && !wait->done; turn++)
        (void)event_base_loop(t->subject.base, EVLOOP_NONBLOCK);
    return call;
}

enum { UNDER_WAY = 4 };

static apie_status run_free_with_calls(torture *t)
{
    torture_wait waits[UNDER_WAY];
    apie_status status = APIE_OK;
    apie_error error;
    unsigned started = t->subject.calls;
    for (int i = 0; i < UNDER_WAY; i++) {
        if (start_call(t, &waits[i], &error))
            started++;
        else
            status = error.code;
    }
    t->subject.calls = started;
    subject_free(&t->subject);
    t->error.code = status; /* in place of those of the calls */
    return status;
}

/* Before anything is sent. */
static apie_status run_cancel(torture *t)
{
    torture_wait wait = {.torture = t};
    apie_call *call =
        apie_async_reports_get(t->subject.async, "never", NULL, report_told, &wait, &t->error);
    apie_call_cancel(call);
    return torture_await(&wait, call);
}

static apie_status run_late_cancel(torture *t)
{
    torture_wait wait;
    apie_call *call = start_call(t, &wait, &t->error);
    if (!wait.done)
        apie_call_cancel(call);
    return torture_await(&wait, call);
}

static apie_status run_cancel_token(torture *t)
{
    apie_health *health = NULL;
    const apie_call_options options = {.cancel = apie_cancel_token_new()};
    if (!options.cancel)
        return t->error.code = APIE_ERROR_NO_MEMORY;
    apie_status status = apie_health_check(t->subject.sync, &options, &health, &t->error);
    assert_int_equal(status == APIE_OK, health != NULL);
    apie_free(health);
    if (status == APIE_OK) {
        apie_cancel_token_cancel(options.cancel);
        status = apie_health_check(t->subject.sync, &options, &health, &t->error);
        assert_null(health);
    }
    apie_cancel_token_free(options.cancel);
    return status;
}

/* ---- work from elsewhere ---- */

static void count_work(apie_async_client *client, void *user)
{
    (void)client;
    ++*(int *)user;
}

static apie_status run_submit(torture *t)
{
    int worked = 0;
    apie_status status = apie_async_submit(t->subject.async, count_work, &worked, &t->error);
    while (status == APIE_OK && worked == 0)
        assert_int_equal(event_base_loop(t->subject.base, EVLOOP_ONCE), 0);
    assert_int_equal(worked, status == APIE_OK);
    return status;
}

static const torture_case cases[] = {
    {.name = "new", .run = run_new, .life = TORTURE_COLD, .for_good = true},
    {.name = "new, much configured",
     .run = run_new,
     .prepare = say_much,
     .life = TORTURE_COLD,
     .for_good = true},
    {.name = "new from file",
     .run = run_new_from_file,
     .prepare = leave_to_the_file,
     .life = TORTURE_COLD},
    {.name = "new and ready", .run = run_ready, .life = TORTURE_COLD, .for_good = true},
    {.name = "new and ready, much configured",
     .run = run_ready,
     .prepare = say_much,
     .life = TORTURE_COLD},
    {.name = "whole life",
     .run = run_whole_life,
     .prepare = tolerate,
     .life = TORTURE_COLD,
     .for_good = true},
    {.name = "whole disabled life",
     .run = run_whole_life,
     .prepare = disable,
     .life = TORTURE_COLD},
    {.name = "shutdown",
     .run = run_shutdown,
     .prepare = queue_events,
     .clean = shut_down_again,
     .life = TORTURE_FRESH,
     .for_good = true},
    {.name = "close",
     .run = run_close,
     .prepare = queue_events,
     .life = TORTURE_FRESH,
     .for_good = true},
    {.name = "free with events",
     .run = run_free_with_events,
     .prepare = queue_events,
     .life = TORTURE_FRESH},
    {.name = "free with calls",
     .run = run_free_with_calls,
     .prepare = queue_events,
     .life = TORTURE_FRESH,
     .for_good = true,
     .async_only = true},
    {.name = "diagnostics", .run = run_diagnostics},
    {.name = "cancel", .run = run_cancel, .expected = APIE_ERROR_CANCELLED, .async_only = true},
    {.name = "late cancel",
     .run = run_late_cancel,
     .expected = APIE_ERROR_CANCELLED,
     .async_only = true,
     .for_good = true},
    {.name = "cancel token",
     .run = run_cancel_token,
     .expected = APIE_ERROR_CANCELLED,
     .sync_only = true},
    {.name = "submit", .run = run_submit, .async_only = true, .for_good = true},
};

int main(void)
{
    int fd = mkstemp(file);
    bool written =
        fd >= 0 && write(fd, file_text, sizeof file_text - 1) == (ssize_t)sizeof file_text - 1;
    if (fd >= 0)
        (void)close(fd);
    int failed = written ? TORTURE_MAIN("client", cases) : 1;
    (void)unlink(file);
    return failed;
}
