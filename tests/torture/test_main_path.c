/* Runs, tools, guarded actions, approvals and events, through both libraries. */
#include "torture.h"

#include "torture_server.h"

#include <stdio.h>
#include <string.h>

static json_t *metadata; /* made once by main() */

/* ---- with_run, with_tool, with_guard ---- */

static void ended(apie_status status, const apie_error *error, void *user)
{
    torture_note(user, status, NULL, error);
}

static apie_status work_in_run(apie_client *client, const apie_run *run, void *user,
                               apie_error *error)
{
    (void)client;
    (void)user;
    (void)error;
    assert_non_null(run->id);
    return APIE_OK;
}

static void finish_run_scope(apie_async_run_scope *scope, void *user)
{
    (void)user;
    assert_non_null(apie_async_run_scope_run(scope)->id);
    (void)apie_async_run_scope_finish(scope, NULL, NULL);
}

static apie_status run_with_run(torture *t)
{
    const apie_run_input input = {.metadata = metadata, .input_summary = "a summary"};
    if (t->subject.sync)
        return apie_with_run(t->subject.sync, &input, NULL, work_in_run, NULL, &t->error);
    torture_wait wait = {.torture = t};
    return torture_await(&wait, apie_async_with_run(t->subject.async, &input, NULL,
                                                    finish_run_scope, ended, &wait, &t->error));
}

static apie_status work_in_scope(apie_scope *scope, void *user, apie_error *error)
{
    (void)user;
    (void)error;
    assert_non_null(apie_scope_decision(scope));
    return APIE_OK;
}

/* The scope's end is told by what finishing it gives. */
static void finish_scope(apie_async_scope *scope, void *user)
{
    (void)user;
    assert_non_null(apie_async_scope_decision(scope));
    (void)apie_async_scope_finish(scope, NULL, NULL);
}

static apie_tool_input tool_named(const torture *t, const char *action)
{
    return (apie_tool_input){
        .run_id = t->run->id,
        .tool = {.name = "deployer", .risk_level = "high"},
        .action = {.name = action},
        .metadata = metadata,
    };
}

static apie_guard_input action_named(const torture *t, const char *action)
{
    return (apie_guard_input){
        .run_id = t->run->id,
        .action = {.type = "execute", .name = action},
        .resource = {.type = "code_repository", .external_id = "repo-1"},
        .metadata = metadata,
    };
}

static apie_status run_with_tool(torture *t)
{
    const apie_tool_input input = tool_named(t, "allowed");
    if (t->subject.sync)
        return apie_with_tool(t->subject.sync, &input, NULL, work_in_scope, NULL, &t->error);
    torture_wait wait = {.torture = t};
    return torture_await(&wait, apie_async_with_tool(t->subject.async, &input, NULL, finish_scope,
                                                     ended, &wait, &t->error));
}

static apie_status run_with_guard(torture *t)
{
    const apie_guard_input input = action_named(t, "allowed");
    if (t->subject.sync)
        return apie_with_guard(t->subject.sync, &input, NULL, work_in_scope, NULL, &t->error);
    torture_wait wait = {.torture = t};
    return torture_await(&wait, apie_async_with_guard(t->subject.async, &input, NULL, finish_scope,
                                                      ended, &wait, &t->error));
}

/* ---- runs ---- */

static apie_status run_run_begin(torture *t)
{
    const apie_run_input input = {.metadata = metadata, .input_summary = "a summary"};
    return subject_run_begin(&t->subject, &input, NULL, &t->run, &t->error);
}

static apie_status run_session_run_begin(torture *t)
{
    const apie_run_input input = {.session_id = t->id,
                                  .step_key = "first",
                                  .step_name = "The first",
                                  .step_index = apie_int(0),
                                  .metadata = metadata};
    return subject_run_begin(&t->subject, &input, NULL, &t->run, &t->error);
}

static apie_status run_run_end(torture *t)
{
    const apie_run_outcome outcome = {.metadata = metadata};
    return subject_run_end(&t->subject, t->run, &outcome, NULL, &t->error);
}

static apie_status run_failed_run_end(torture *t)
{
    const apie_run_outcome outcome = {.error_message = "it did not work"};
    return subject_run_end(&t->subject, t->run, &outcome, NULL, &t->error);
}

static void free_run(torture *t)
{
    apie_free(t->run);
    t->run = NULL;
}

static void make_session(torture *t)
{
    if (!t->id[0])
        torture_make_session(t);
}

/* ---- tools and guarded actions ---- */

static apie_status use_tool(torture *t, const char *action)
{
    const apie_tool_input input = tool_named(t, action);
    return subject_tool_begin(&t->subject, &input, NULL, &t->scope, &t->error);
}

static apie_status guard(torture *t, const char *action)
{
    const apie_guard_input input = action_named(t, action);
    return subject_guard_begin(&t->subject, &input, NULL, &t->scope, &t->error);
}

static apie_status run_tool_begin(torture *t)
{
    return use_tool(t, "allowed");
}

static apie_status run_tool_begin_unguarded(torture *t)
{
    apie_tool_input input = tool_named(t, "allowed");
    input.unguarded = true;
    return subject_tool_begin(&t->subject, &input, NULL, &t->scope, &t->error);
}

static apie_status run_tool_begin_blocked(torture *t)
{
    return use_tool(t, "blocked");
}

static apie_status run_guard_begin(torture *t)
{
    return guard(t, "allowed");
}

static apie_status run_guard_begin_blocked(torture *t)
{
    return guard(t, "blocked");
}

static apie_status run_guard_begin_approved(torture *t)
{
    return guard(t, "approved");
}

static apie_status run_guard_begin_refused(torture *t)
{
    return guard(t, "refused");
}

static bool has_scope(const torture *t)
{
    return t->scope.sync || t->scope.async;
}

static apie_status finish(torture *t, const apie_action_outcome *outcome)
{
    apie_status status = subject_scope_finish(&t->scope, outcome, &t->error);
    t->scope = (subject_scope){NULL, NULL};
    return status;
}

/* Finishes what was begun, and the events of both can be sent. */
static void end_scope(torture *t)
{
    uint64_t left = 1;
    if (has_scope(t))
        torture_ok(t, finish(t, NULL), "scope_finish");
    torture_ok(t, subject_flush(&t->subject, 0, &left, &t->error), "flush");
    assert_int_equal(left, 0);
}

static void end_scope_and_run(torture *t)
{
    end_scope(t);
    torture_end_run(t);
}

static void begin_tool(torture *t)
{
    torture_begin_run(t);
    torture_ok(t, use_tool(t, "allowed"), "tool_begin");
}

static void begin_guard(torture *t)
{
    torture_begin_run(t);
    torture_ok(t, guard(t, "allowed"), "guard_begin");
}

static apie_status run_scope_finish(torture *t)
{
    const apie_action_outcome outcome = {.result = metadata};
    return finish(t, &outcome);
}

static apie_status run_failed_scope_finish(torture *t)
{
    const apie_action_outcome outcome = {.error_message = "it did not work"};
    return finish(t, &outcome);
}

static apie_status run_guard(torture *t)
{
    const apie_guard_input input = action_named(t, "blocked");
    apie_decision *decision = NULL;
    apie_status status = subject_guard(&t->subject, &input, NULL, &decision, &t->error);
    assert_int_equal(status == APIE_OK, decision != NULL);
    apie_free(decision);
    return status;
}

/* ---- approvals ---- */

static void ask_for_approval(torture *t)
{
    apie_decision *decision = NULL;
    if (t->id[0])
        return;
    torture_begin_run(t);
    const apie_guard_input input = action_named(t, "approved");
    torture_ok(t, subject_guard(&t->subject, &input, NULL, &decision, &t->error), "guard");
    assert_non_null(decision->approval_id);
    (void)snprintf(t->id, sizeof t->id, "%s", decision->approval_id);
    apie_free(decision);
}

static apie_status check_approval(apie_status status, apie_approval_result *result)
{
    assert_int_equal(status == APIE_OK, result != NULL);
    apie_free(result);
    return status;
}

static apie_status run_wait_for_approval(torture *t)
{
    apie_approval_result *result = NULL;
    apie_status status =
        subject_wait_for_approval(&t->subject, t->id, 3000, NULL, &result, &t->error);
    return check_approval(status, result);
}

static apie_status run_get_approval_status(torture *t)
{
    apie_approval_result *result = NULL;
    apie_status status = subject_get_approval_status(&t->subject, t->id, NULL, &result, &t->error);
    return check_approval(status, result);
}

/* ---- events ---- */

static void queue_events(torture *t)
{
    begin_tool(t);
    torture_ok(t, finish(t, NULL), "scope_finish");
}

/* Lost for this round only: the events stay. */
static apie_status run_flush(torture *t)
{
    uint64_t left = 0;
    apie_status status = subject_flush(&t->subject, 0, &left, &t->error);
    if (status == APIE_OK)
        assert_int_equal(left, 0);
    return status;
}

/* ---- a request of one's own ---- */

static apie_status run_raw_request(torture *t)
{
    static const char body[] = "{\"events\":[]}";
    static const apie_header headers[] = {{"X-Torture", "yes"}};
    apie_response *seen = NULL;
    apie_response *response = NULL;
    const apie_call_options options = {
        .headers = headers,
        .header_count = 1,
        .idempotency_key = "key-1",
        .response = &seen,
    };
    apie_status status = subject_raw_request(&t->subject, "POST", "/v1/events/validate", body,
                                             sizeof body - 1, &options, &response, &t->error);
    assert_int_equal(status == APIE_OK, response != NULL);
    apie_free(response);
    apie_free(seen);
    return status;
}

static void set_delay(torture *t, const char *faults)
{
    apie_response *response = NULL;
    torture_ok(t,
               subject_raw_request(&t->subject, "POST", "/_dev/faults", faults, strlen(faults),
                                   NULL, &response, &t->error),
               "setting faults");
    apie_free(response);
}

/* The answer is often there when the client first looks. */
static void be_prompt(torture *t)
{
    set_delay(t, TORTURE_PROMPT);
}

static void be_late(torture *t)
{
    set_delay(t, TORTURE_DELAYED);
}

/* ---- the thread's context ---- */

static apie_status run_context(torture *t)
{
    apie_context *context = apie_context_capture();
    if (!context)
        return t->error.code = APIE_ERROR_NO_MEMORY;
    apie_status status = apie_context_attach(context, &t->error);
    if (status == APIE_OK) {
        assert_string_equal(apie_context_run_id(), t->run->id);
        apie_context_detach();
    }
    apie_context_free(context);
    return status;
}

#define CASE(function, ...)                                                                        \
    {                                                                                              \
        .name = #function, .run = run_##function, __VA_ARGS__                                      \
    }
#define IN_RUN      .prepare = torture_begin_run, .clean = end_scope
#define IN_TOOL     .prepare = begin_tool, .clean = end_scope
#define IN_GUARD    .prepare = begin_guard, .clean = end_scope
#define IN_APPROVAL .prepare = ask_for_approval

static const torture_case cases[] = {
    CASE(run_begin, .clean = torture_end_run, .for_good = true),
    CASE(session_run_begin, .prepare = make_session, .clean = torture_end_run),
    CASE(run_end, .prepare = torture_begin_run, .clean = free_run, .for_good = true),
    CASE(failed_run_end, .prepare = torture_begin_run, .clean = free_run),
    CASE(with_run, .for_good = true),
    CASE(tool_begin, IN_RUN, .for_good = true),
    CASE(tool_begin_unguarded, IN_RUN),
    {.name = "first_tool_begin",
     .run = run_tool_begin,
     .prepare = torture_begin_run,
     .clean = end_scope_and_run},
    CASE(tool_begin_blocked, IN_RUN, .expected = APIE_ERROR_BLOCKED),
    CASE(scope_finish, IN_TOOL),
    CASE(failed_scope_finish, IN_TOOL),
    CASE(guard_begin, IN_RUN),
    CASE(guard_begin_blocked, IN_RUN, .expected = APIE_ERROR_BLOCKED, .for_good = true),
    CASE(guard_begin_approved, IN_RUN, .for_good = true),
    CASE(guard_begin_refused, IN_RUN, .expected = APIE_ERROR_NOT_APPROVED),
    CASE(scope_finish, IN_GUARD),
    CASE(with_tool, IN_RUN),
    CASE(with_guard, IN_RUN, .for_good = true),
    CASE(guard, IN_RUN),
    CASE(wait_for_approval, IN_APPROVAL),
    CASE(get_approval_status, IN_APPROVAL),
    CASE(flush, .prepare = queue_events, .clean = end_scope, .for_good = true),
    CASE(raw_request, .for_good = true),
    {.name = "prompt_raw_request", .run = run_raw_request, .prepare = be_prompt, .clean = be_late},
    CASE(context, IN_RUN, .sync_only = true),
};

int main(void)
{
    metadata = json_pack("{s:s, s:[i, b, n], s:{s:s}}", "password", "secret", "list", 1, 1, "in",
                         "text", "more \"text\"");
    if (!metadata)
        return 1;
    int failed = TORTURE_MAIN("main path", cases);
    json_decref(metadata);
    return failed;
}
