/* Sessions, child runs, handoffs, and the client's own agent, through both libraries. */
#include "torture.h"

#include <string.h>

#include "support/contexts.h"
#include "support/subject_agent.h"
#include "support/subject_tracing.h"

static json_t *metadata; /* made once by main() */
static apie_session *session;
static const char *const words[] = {"read", "update", NULL};

/* ---- sessions ---- */

static void forget_session(void)
{
    apie_free(session);
    session = NULL;
    leave_contexts();
}

static void begin_session(torture *t)
{
    if (!session)
        torture_ok(t, subject_session_begin(&t->subject, NULL, NULL, &session, &t->error),
                   "session_begin");
}

static void end_session(torture *t)
{
    if (session)
        torture_ok(t, subject_session_end(&t->subject, session, NULL, NULL, &t->error),
                   "session_end");
    forget_session();
}

static void drop_session(torture *t)
{
    (void)t;
    forget_session();
}

static apie_status run_session_begin(torture *t)
{
    const apie_session_input input = {.metadata = metadata, .input_summary = "a summary"};
    return subject_session_begin(&t->subject, &input, NULL, &session, &t->error);
}

static apie_status run_session_end(torture *t)
{
    const apie_session_outcome outcome = {.metadata = metadata, .output_summary = "a summary"};
    return subject_session_end(&t->subject, session, &outcome, NULL, &t->error);
}

static apie_status run_failed_session_end(torture *t)
{
    const apie_session_outcome outcome = {.error_message = "it did not work"};
    return subject_session_end(&t->subject, session, &outcome, NULL, &t->error);
}

/* ---- in a session ---- */

static void end_run_and_session(torture *t)
{
    torture_end_run(t);
    end_session(t);
}

static apie_status run_child_run_begin(torture *t)
{
    const apie_child_run_input input = {
        .session_id = session->id,
        .agent_key = "another-agent",
        .role = "worker",
        .step_index = apie_int(1),
        .metadata = metadata,
        .payload_summary = metadata,
    };
    return subject_child_run_begin(&t->subject, &input, NULL, &t->run, &t->error);
}

static void begin_run_in_session(torture *t)
{
    begin_session(t);
    apie_run_input input = {.session_id = session->id};
    if (!t->run)
        torture_ok(t, subject_run_begin(&t->subject, &input, NULL, &t->run, &t->error),
                   "run_begin");
}

static apie_status run_request_handoff(torture *t)
{
    const apie_handoff_input input = {
        .session_id = session->id,
        .source_run_id = t->run->id,
        .reason = "why not",
        .payload_summary = metadata,
    };
    apie_handoff *handoff = NULL;
    apie_status status = subject_request_handoff(&t->subject, &input, NULL, &handoff, &t->error);
    assert_int_equal(status == APIE_OK, handoff != NULL);
    apie_free(handoff);
    return status;
}

static apie_status run_complete_run(torture *t)
{
    const apie_run_outcome outcome = {.error_message = "it did not work"};
    return subject_complete_run(&t->subject, t->run->id, &outcome, NULL, &t->error);
}

static void free_run(torture *t)
{
    apie_free(t->run);
    t->run = NULL;
    leave_contexts();
}

/* ---- around the program's work ---- */

static void ended(apie_status status, const apie_error *error, void *user)
{
    torture_note(user, status, NULL, error);
}

static apie_status work_in_session(apie_client *client, const apie_session *begun, void *user,
                                   apie_error *error)
{
    (void)client;
    (void)user;
    (void)error;
    assert_string_equal(begun->id, apie_context_session_id());
    return APIE_OK;
}

static void finish_session_scope(apie_async_session_scope *scope, void *user)
{
    (void)user;
    assert_non_null(apie_async_session_scope_session(scope)->id);
    (void)apie_async_session_scope_finish(scope, NULL, NULL);
}

static apie_status run_with_session(torture *t)
{
    if (t->subject.sync)
        return apie_with_session(t->subject.sync, NULL, NULL, work_in_session, NULL, &t->error);
    torture_wait wait = {.torture = t};
    return torture_await(&wait,
                         apie_async_with_session(t->subject.async, NULL, NULL, finish_session_scope,
                                                 ended, &wait, &t->error));
}

static apie_status work_in_run(apie_client *client, const apie_run *run, void *user,
                               apie_error *error)
{
    (void)client;
    (void)user;
    (void)error;
    assert_non_null(run->session_id);
    return APIE_OK;
}

static void finish_run_scope(apie_async_run_scope *scope, void *user)
{
    (void)user;
    assert_non_null(apie_async_run_scope_run(scope)->session_id);
    (void)apie_async_run_scope_finish(scope, NULL, NULL);
}

static apie_status run_with_child_run(torture *t)
{
    const apie_child_run_input input = {.session_id = session->id};
    if (t->subject.sync)
        return apie_with_child_run(t->subject.sync, &input, NULL, work_in_run, NULL, &t->error);
    torture_wait wait = {.torture = t};
    return torture_await(&wait,
                         apie_async_with_child_run(t->subject.async, &input, NULL, finish_run_scope,
                                                   ended, &wait, &t->error));
}

/* ---- the thread's context ---- */

static apie_status run_session_context(torture *t)
{
    apie_context *context = apie_context_capture();
    if (!context)
        return t->error.code = APIE_ERROR_NO_MEMORY;
    apie_status status = apie_context_attach(context, &t->error);
    if (status == APIE_OK) {
        assert_string_equal(apie_context_session_id(), session->id);
        apie_context_detach();
    }
    apie_context_free(context);
    return status;
}

/* ---- the agent ---- */

static apie_status run_register_agent(torture *t)
{
    apie_registration *registration = NULL;
    apie_status status = subject_register_agent(&t->subject, NULL, &registration, &t->error);
    assert_int_equal(status == APIE_OK, registration != NULL);
    apie_free(registration);
    return status;
}

static apie_status run_get_registration(torture *t)
{
    apie_registration *registration = NULL;
    apie_status status = subject_get_registration(&t->subject, &registration, &t->error);
    assert_int_equal(status == APIE_OK, registration != NULL);
    apie_free(registration);
    return status;
}

static apie_status run_declare_capabilities(torture *t)
{
    const apie_declared_capability capabilities[] = {{.tool_name = "git", .actions = words},
                                                     {.tool_name = "shell", .environments = words}};
    apie_capabilities_declared *declared = NULL;
    apie_status status =
        subject_declare_capabilities(&t->subject, capabilities, 2, NULL, &declared, &t->error);
    apie_free(declared);
    return status;
}

static apie_status run_define_tool(torture *t)
{
    const apie_tool_definition tool = {.name = "t", .input_schema = metadata};
    apie_tool_defined *defined = NULL;
    apie_status status = subject_define_tool(&t->subject, &tool, NULL, &defined, &t->error);
    apie_free(defined);
    return status;
}

static apie_status run_enable_template(torture *t)
{
    apie_template_enabled *enabled = NULL;
    apie_status status =
        subject_enable_template(&t->subject, "prod-secrets", NULL, &enabled, &t->error);
    assert_int_equal(status == APIE_OK, enabled != NULL);
    apie_free(enabled);
    return status;
}

/* ---- reports ---- */

static apie_status check_report(apie_status status, apie_report *report)
{
    assert_int_equal(status == APIE_OK, report != NULL);
    apie_free(report);
    return status;
}

static apie_status run_create_report(torture *t)
{
    const apie_report_input input = {.title = "a title", .environments = words, .sections = words};
    apie_report *report = NULL;
    apie_status status = subject_create_report(&t->subject, &input, NULL, &report, &t->error);
    return check_report(status, report);
}

static apie_status run_get_report(torture *t)
{
    apie_report *report = NULL;
    apie_status status = subject_get_report(&t->subject, t->id, NULL, &report, &t->error);
    return check_report(status, report);
}

static apie_status run_wait_for_report(torture *t)
{
    apie_report *report = NULL;
    apie_status status =
        subject_wait_for_report(&t->subject, t->id, 3000, 1, NULL, &report, &t->error);
    return check_report(status, report);
}

static void make_report(torture *t)
{
    apie_report *report = NULL;
    torture_ok(t, subject_create_report(&t->subject, NULL, NULL, &report, &t->error),
               "create_report");
    assert_true(strlen(report->report_id) < sizeof t->id);
    memcpy(t->id, report->report_id, strlen(report->report_id) + 1);
    apie_free(report);
}

#define CASE(function, ...)                                                                        \
    {                                                                                              \
        .name = #function, .run = run_##function, __VA_ARGS__                                      \
    }
#define IN_SESSION .prepare = begin_session
#define IN_RUN     .prepare = begin_run_in_session

static const torture_case cases[] = {
    CASE(session_begin, .clean = end_session, .for_good = true),
    CASE(session_end, IN_SESSION, .clean = drop_session, .for_good = true),
    CASE(failed_session_end, IN_SESSION, .clean = drop_session),
    CASE(child_run_begin, IN_SESSION, .clean = end_run_and_session, .for_good = true),
    CASE(request_handoff, IN_RUN, .clean = end_run_and_session, .for_good = true),
    CASE(complete_run, .prepare = torture_begin_run, .clean = free_run),
    CASE(with_session, .for_good = true),
    CASE(with_child_run, IN_SESSION, .clean = end_session),
    CASE(session_context, IN_SESSION, .clean = end_session, .sync_only = true),
    CASE(register_agent, .for_good = true),
    CASE(get_registration, .for_good = true),
    CASE(declare_capabilities, .for_good = true),
    CASE(define_tool, .for_good = true),
    CASE(enable_template, .for_good = true),
    CASE(create_report, .for_good = true),
    CASE(get_report, .prepare = make_report),
    CASE(wait_for_report, .prepare = make_report, .for_good = true),
};

int main(void)
{
    metadata = json_pack("{s:s, s:[i, b, n], s:{s:s}}", "password", "secret", "list", 1, 1, "in",
                         "text", "more \"text\"");
    if (!metadata)
        return 1;
    int failed = TORTURE_MAIN("sessions", cases);
    json_decref(metadata);
    return failed;
}
