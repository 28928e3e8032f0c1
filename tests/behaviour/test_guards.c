/* Guardrails: what each decision does in each mode, approvals, and evaluations that fail. */
#include "stage.h"

#include <pthread.h>
#include <semaphore.h>
#include <string.h>

static const char rules[] =
    "{\"rules\":["
    "{\"key\":\"no-deploy\",\"match\":{\"action\":\"deploy\"},\"decision\":\"block\","
    "\"reason\":\"not on a Friday\"},"
    "{\"key\":\"careful\",\"match\":{\"action\":\"restart\"},\"decision\":\"warn\","
    "\"reason\":\"take care\"},"
    "{\"key\":\"ask\",\"match\":{\"action\":\"merge\"},\"decision\":\"require_approval\","
    "\"reason\":\"ask first\"},"
    "{\"key\":\"later-yes\",\"match\":{\"action\":\"approved\"},\"decision\":\"require_approval\","
    "\"approval\":{\"status\":\"approved\",\"after_ms\":20}},"
    "{\"key\":\"later-no\",\"match\":{\"action\":\"rejected\"},\"decision\":\"require_approval\","
    "\"approval\":{\"status\":\"rejected\",\"after_ms\":20}},"
    "{\"key\":\"too-late\",\"match\":{\"action\":\"expired\"},\"decision\":\"require_approval\","
    "\"approval\":{\"status\":\"expired\",\"after_ms\":20}},"
    "{\"key\":\"withdrawn\",\"match\":{\"action\":\"cancelled\"},\"decision\":"
    "\"require_approval\",\"approval\":{\"status\":\"cancelled\",\"after_ms\":0}}]}";

#define GUARDED_EVENTS "guardrail.evaluated action.requested action.completed"
#define APPROVED_EVENTS                                                                            \
    "guardrail.evaluated approval.requested approval.resolved action.requested action.completed"
#define REFUSED_EVENTS "guardrail.evaluated approval.requested approval.resolved"

static apie_run *open_run(stage *s, const char *rules_json, const char *faults, apie_mode mode)
{
    stage_serve(s, &(devserver_options){.rules_json = rules_json, .faults_json = faults});
    s->config.mode = mode;
    s->config.flush_interval_ms = 60000;
    stage_connect(s);
    return stage_begin_run(s);
}

static apie_status begin(stage *s, const apie_run *run, const char *action,
                         const apie_call_options *options, subject_scope *scope)
{
    apie_guard_input input = stage_action(run, action);
    return subject_guard_begin(&s->subject, &input, options, scope, &s->error);
}

static void finish(stage *s, subject_scope *scope)
{
    expect_ok(s, subject_scope_finish(scope, NULL, &s->error));
}

static void end(stage *s, apie_run *run, const char *events, unsigned count)
{
    stage_end_run(s, run);
    stage_expect_events(s, "run_1", events);
    stage_close(s);
    stage_expect_delivered(s, count);
}

static void allow(stage *s, apie_mode mode, const char *mode_name)
{
    subject_scope scope;
    apie_run *run = open_run(s, rules, NULL, mode);
    expect_ok(s, begin(s, run, "look", NULL, &scope));
    const apie_decision *decision = subject_scope_decision(&scope);
    assert_string_equal(decision->policy_decision, APIE_DECISION_ALLOW);
    assert_string_equal(decision->enforcement_action, APIE_ENFORCEMENT_PROCEED);
    assert_string_equal(decision->mode, mode_name);
    assert_int_equal(decision->matched_guardrail_count, 0);
    assert_null(decision->approval_status);
    assert_false(decision->failed);
    finish(s, &scope);
    end(s, run, GUARDED_EVENTS, 3);
    assert_string_equal(text_at(s->state, "events/0/decision/policyDecision"), "allow");
    assert_string_equal(text_at(s->state, "events/1/resource/external_id"), "repo-1");
}

static void test_allow(stage *s)
{
    allow(s, APIE_MODE_ENFORCE, "enforce");
}

static void test_allow_in_monitor(stage *s)
{
    allow(s, APIE_MODE_MONITOR, "monitor");
}

static void test_warn(stage *s)
{
    subject_scope scope;
    apie_run *run = open_run(s, rules, NULL, APIE_MODE_ENFORCE);
    expect_ok(s, begin(s, run, "restart", NULL, &scope));
    const apie_decision *decision = subject_scope_decision(&scope);
    assert_string_equal(decision->effective_decision, APIE_DECISION_WARN);
    assert_string_equal(decision->reason, "take care");
    assert_string_equal(decision->matched_guardrails[0], "careful");
    finish(s, &scope);
    end(s, run, GUARDED_EVENTS, 3);
    assert_int_equal(s->warnings, 1);
}

static void test_block(stage *s)
{
    subject_scope scope;
    apie_run *run = open_run(s, rules, NULL, APIE_MODE_ENFORCE);
    expect(s, APIE_ERROR_BLOCKED, begin(s, run, "deploy", NULL, &scope));
    assert_string_equal(s->error.message, "not on a Friday");
    assert_string_equal(s->error.where, "no-deploy");
    assert_int_equal(s->error.code, APIE_ERROR_BLOCKED);
    end(s, run, "guardrail.evaluated", 1);
}

static void test_block_in_monitor(stage *s)
{
    subject_scope scope;
    apie_run *run = open_run(s, rules, NULL, APIE_MODE_MONITOR);
    expect_ok(s, begin(s, run, "deploy", NULL, &scope));
    const apie_decision *decision = subject_scope_decision(&scope);
    assert_string_equal(decision->policy_decision, APIE_DECISION_BLOCK);
    assert_string_equal(decision->effective_decision, APIE_DECISION_ALLOW);
    finish(s, &scope);
    end(s, run, GUARDED_EVENTS, 3);
}

static void test_approved(stage *s)
{
    subject_scope scope;
    apie_run *run = open_run(s, rules, NULL, APIE_MODE_ENFORCE);
    expect_ok(s, begin(s, run, "approved", NULL, &scope));
    const apie_decision *decision = subject_scope_decision(&scope);
    assert_string_equal(decision->approval_id, "appr_1");
    assert_string_equal(decision->approval_status, APIE_APPROVAL_APPROVED);
    finish(s, &scope);
    end(s, run, APPROVED_EVENTS, 5);
    assert_string_equal(text_at(s->state, "events/1/approval/approval_id"), "appr_1");
    assert_string_equal(text_at(s->state, "events/2/approval/status"), "approved");
}

static void refused(stage *s, const char *how)
{
    subject_scope scope;
    apie_run *run = open_run(s, rules, NULL, APIE_MODE_ENFORCE);
    expect(s, APIE_ERROR_NOT_APPROVED, begin(s, run, how, NULL, &scope));
    assert_string_equal(s->error.service_code, how);
    assert_non_null(strstr(s->error.message, how));
    end(s, run, REFUSED_EVENTS, 3);
    assert_string_equal(text_at(s->state, "events/2/approval/status"), how);
}

static void test_rejected(stage *s)
{
    refused(s, APIE_APPROVAL_REJECTED);
}

static void test_expired(stage *s)
{
    refused(s, APIE_APPROVAL_EXPIRED);
}

static void test_withdrawn(stage *s)
{
    refused(s, APIE_APPROVAL_CANCELLED);
}

static void test_approval_timeout(stage *s)
{
    subject_scope scope;
    stage_serve_rules(s, rules);
    s->config.mode = APIE_MODE_ENFORCE;
    s->config.approval_timeout_ms = 60;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    expect(s, APIE_ERROR_NOT_APPROVED, begin(s, run, "merge", NULL, &scope));
    assert_string_equal(s->error.service_code, APIE_APPROVAL_TIMEOUT);
    assert_string_equal(s->error.where, "ask");
    end(s, run, REFUSED_EVENTS, 3);
}

static void test_approval_in_monitor(stage *s)
{
    subject_scope scope;
    apie_run *run = open_run(s, rules, NULL, APIE_MODE_MONITOR);
    expect_ok(s, begin(s, run, "merge", NULL, &scope));
    assert_null(subject_scope_decision(&scope)->approval_status);
    finish(s, &scope);
    end(s, run, GUARDED_EVENTS, 3);
    assert_int_equal(json_object_size(json_at(s->state, "approvals")), 0);
}

/* Someone who answers the approval as soon as it is waited for. */
typedef struct person {
    stage *stage;
    const char *answer;
    sem_t asked;
    pthread_t thread;
} person;

static apie_status notice_wait(apie_outgoing *request, void *user)
{
    person *p = user;
    if (strncmp(apie_outgoing_target(request), "/v1/approvals/appr_1/wait", 25) == 0)
        (void)sem_post(&p->asked);
    return APIE_OK;
}

static void *answer(void *user)
{
    person *p = user;
    (void)sem_wait(&p->asked);
    if (apie_request(p->stage->control, "POST", "/_dev/approvals/appr_1", p->answer,
                     strlen(p->answer), NULL, NULL, NULL) != APIE_OK)
        return NULL;
    return p;
}

static void test_answered_by_a_person(stage *s)
{
    person p = {.stage = s, .answer = "{\"status\":\"approved\",\"resolved_by\":\"ann\"}"};
    const apie_interceptor interceptor = {.before = notice_wait, .user = &p};
    subject_scope scope;
    void *answered = NULL;
    assert_int_equal(sem_init(&p.asked, 0, 0), 0);
    stage_serve_rules(s, rules);
    s->config.mode = APIE_MODE_ENFORCE;
    s->config.connection.interceptors = &interceptor;
    s->config.connection.interceptor_count = 1;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    assert_int_equal(pthread_create(&p.thread, NULL, answer, &p), 0);
    expect_ok(s, begin(s, run, "merge", NULL, &scope));
    assert_int_equal(pthread_join(p.thread, &answered), 0);
    assert_ptr_equal(answered, &p);
    finish(s, &scope);
    end(s, run, APPROVED_EVENTS, 5);
    assert_string_equal(text_at(s->state, "approvals/appr_1/resolved_by"), "ann");
    (void)sem_destroy(&p.asked);
}

static void test_approvals_that_answer_themselves(stage *s)
{
    subject_scope scope;
    stage_serve(s, &(devserver_options){
                       .rules_json = rules, .approve_after_ms = 20, .approve_status = "rejected"});
    s->config.mode = APIE_MODE_ENFORCE;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    expect(s, APIE_ERROR_NOT_APPROVED, begin(s, run, "merge", NULL, &scope));
    assert_string_equal(s->error.service_code, "rejected");
    end(s, run, REFUSED_EVENTS, 3);
}

static void test_approval_by_hand(stage *s)
{
    apie_approval_result *result = NULL;
    apie_approval_state *state = NULL;
    apie_decision *decision = NULL;
    apie_run *run = open_run(s, rules, NULL, APIE_MODE_ENFORCE);
    apie_guard_input input = stage_action(run, "merge");
    expect_ok(s, subject_guard(&s->subject, &input, NULL, &decision, &s->error));
    assert_string_equal(decision->approval_id, "appr_1");
    apie_free(decision);
    expect_ok(s, subject_get_approval_status(&s->subject, "appr_1", NULL, &result, &s->error));
    assert_string_equal(result->status, APIE_APPROVAL_PENDING);
    apie_free(result);
    expect_ok(s, subject_wait_for_approval(&s->subject, "appr_1", 40, NULL, &result, &s->error));
    assert_string_equal(result->status, APIE_APPROVAL_TIMEOUT);
    apie_free(result);
    stage_control(s, "/_dev/approvals/appr_1", "{\"status\":\"expired\"}");
    expect_ok(s, subject_wait_for_approval(&s->subject, "appr_1", 0, NULL, &result, &s->error));
    assert_string_equal(result->status, APIE_APPROVAL_EXPIRED);
    apie_free(result);
    expect_ok(s, subject_approvals_get(&s->subject, "appr_1", NULL, &state, &s->error));
    assert_string_equal(state->approval->status, APIE_APPROVAL_EXPIRED);
    apie_free(state);
    expect(s, APIE_ERROR_NOT_FOUND,
           subject_wait_for_approval(&s->subject, "appr_2", 0, NULL, &result, &s->error));
    expect(s, APIE_ERROR_NOT_FOUND,
           subject_get_approval_status(&s->subject, "appr_2", NULL, &result, &s->error));
    end(s, run, "", 0);
}

static void test_dry_run(stage *s)
{
    apie_decision *decision = NULL;
    apie_run *run = open_run(s, rules, NULL, APIE_MODE_ENFORCE);
    apie_guard_input input = stage_action(run, "deploy");
    expect_ok(s, subject_guard(&s->subject, &input, NULL, &decision, &s->error));
    assert_string_equal(decision->enforcement_action, APIE_ENFORCEMENT_BLOCK);
    assert_string_equal(decision->matched_guardrails[0], "no-deploy");
    apie_free(decision);
    json_int_t before = stage_requests(s);
    input.action.type = NULL;
    expect_ok(s, subject_guard(&s->subject, &input, NULL, &decision, &s->error));
    assert_string_equal(decision->enforcement_action, APIE_ENFORCEMENT_PROCEED);
    apie_free(decision);
    assert_int_equal(stage_requests(s), before);
    end(s, run, "", 0);
}

/* ---- evaluations that fail ---- */

static const char evaluate_fails[] =
    "[{\"path\":\"/v1/guardrails/evaluate\",\"status\":500,\"body\":{\"error\":\"out of order\"}}]";
static const apie_call_options one_attempt = {.attempts = 1};

static apie_run *open_failing(stage *s, const char *faults, apie_mode mode,
                              apie_guard_failure_mode failure_mode)
{
    stage_serve_faults(s, faults);
    s->config.mode = mode;
    s->config.guard_failure_mode = failure_mode;
    stage_connect(s);
    return stage_begin_run(s);
}

static void proceeds(stage *s, const char *faults, apie_mode mode, apie_guard_failure_mode failure)
{
    subject_scope scope;
    apie_run *run = open_failing(s, faults, mode, failure);
    expect_ok(s, begin(s, run, "deploy", &one_attempt, &scope));
    const apie_decision *decision = subject_scope_decision(&scope);
    assert_true(decision->failed);
    assert_null(decision->policy_decision);
    assert_string_equal(decision->effective_decision, APIE_DECISION_ALLOW);
    assert_true(decision->reason[0] != '\0');
    finish(s, &scope);
    end(s, run, GUARDED_EVENTS, 3);
    assert_int_equal(s->reported, 1);
}

static void test_fail_open(stage *s)
{
    proceeds(s, evaluate_fails, APIE_MODE_ENFORCE, APIE_GUARD_FAIL_OPEN);
    assert_int_equal(s->last_reported, APIE_ERROR_SERVER);
}

static void test_fail_closed_in_monitor(stage *s)
{
    proceeds(s, evaluate_fails, APIE_MODE_MONITOR, APIE_GUARD_FAIL_CLOSED);
}

static void test_throw_in_monitor(stage *s)
{
    proceeds(s, evaluate_fails, APIE_MODE_MONITOR, APIE_GUARD_THROW);
}

static void test_fail_closed(stage *s)
{
    subject_scope scope;
    apie_run *run = open_failing(s, evaluate_fails, APIE_MODE_ENFORCE, APIE_GUARD_FAIL_CLOSED);
    expect(s, APIE_ERROR_BLOCKED, begin(s, run, "deploy", &one_attempt, &scope));
    assert_non_null(strstr(s->error.message, "out of order"));
    end(s, run, "guardrail.evaluated", 1);
}

static void test_throw(stage *s)
{
    subject_scope scope;
    apie_run *run = open_failing(s, evaluate_fails, APIE_MODE_ENFORCE, APIE_GUARD_THROW);
    expect(s, APIE_ERROR_SERVER, begin(s, run, "deploy", &one_attempt, &scope));
    assert_int_equal(s->error.http_status, 500);
    assert_int_equal(s->error.attempts, 1);
    assert_non_null(strstr(s->error.message, "out of order"));
    end(s, run, "", 0);
}

#define ANSWERS(json) "[{\"path\":\"/v1/guardrails/evaluate\",\"body\":" json "}]"

static void test_unknown_decision(stage *s)
{
    proceeds(s, ANSWERS("{\"policy_decision\":\"maybe\"}"), APIE_MODE_ENFORCE,
             APIE_GUARD_FAIL_OPEN);
    assert_int_equal(s->last_reported, APIE_ERROR_PROTOCOL);
}

static void test_missing_decision_blocks(stage *s)
{
    subject_scope scope;
    apie_run *run = open_failing(s, ANSWERS("{}"), APIE_MODE_ENFORCE, APIE_GUARD_FAIL_CLOSED);
    expect(s, APIE_ERROR_BLOCKED, begin(s, run, "deploy", &one_attempt, &scope));
    end(s, run, "guardrail.evaluated", 1);
}

static const char no_approval_id[] =
    ANSWERS("{\"policy_decision\":\"require_approval\",\"effective_decision\":"
            "\"require_approval\",\"enforcement_action\":\"wait_for_approval\"}");

static void test_approval_without_id(stage *s)
{
    subject_scope scope;
    apie_run *run = open_failing(s, no_approval_id, APIE_MODE_ENFORCE, APIE_GUARD_FAIL_OPEN);
    expect(s, APIE_ERROR_NOT_APPROVED, begin(s, run, "deploy", &one_attempt, &scope));
    assert_true(s->error.message[0] != '\0');
    end(s, run, "guardrail.evaluated", 1);
}

static void test_approval_without_id_in_monitor(stage *s)
{
    subject_scope scope;
    apie_run *run = open_failing(s, no_approval_id, APIE_MODE_MONITOR, APIE_GUARD_FAIL_OPEN);
    expect_ok(s, begin(s, run, "deploy", &one_attempt, &scope));
    finish(s, &scope);
    end(s, run, GUARDED_EVENTS, 3);
    assert_int_equal(s->reported, 1);
}

static void test_the_service_may_lower_it(stage *s)
{
    subject_scope scope;
    apie_run *run = open_failing(s,
                                 ANSWERS("{\"policy_decision\":\"block\",\"effective_decision\":"
                                         "\"allow\",\"enforcement_action\":\"proceed\","
                                         "\"mode\":\"monitor\"}"),
                                 APIE_MODE_ENFORCE, APIE_GUARD_FAIL_OPEN);
    expect_ok(s, begin(s, run, "deploy", NULL, &scope));
    assert_string_equal(subject_scope_decision(&scope)->mode, "monitor");
    finish(s, &scope);
    end(s, run, GUARDED_EVENTS, 3);
}

static const stage_test tests[] = {
    {.name = "allow", .run = test_allow},
    {.name = "allow, monitor", .run = test_allow_in_monitor},
    {.name = "warn", .run = test_warn},
    {.name = "block", .run = test_block},
    {.name = "block, monitor", .run = test_block_in_monitor},
    {.name = "approved", .run = test_approved},
    {.name = "rejected", .run = test_rejected},
    {.name = "expired", .run = test_expired},
    {.name = "withdrawn", .run = test_withdrawn},
    {.name = "approval timeout", .run = test_approval_timeout},
    {.name = "approval, monitor", .run = test_approval_in_monitor},
    {.name = "answered by a person", .run = test_answered_by_a_person},
    {.name = "answered by itself", .run = test_approvals_that_answer_themselves},
    {.name = "approvals by hand", .run = test_approval_by_hand},
    {.name = "dry run", .run = test_dry_run},
    {.name = "fail open", .run = test_fail_open},
    {.name = "fail closed", .run = test_fail_closed},
    {.name = "fail closed, monitor", .run = test_fail_closed_in_monitor},
    {.name = "throw", .run = test_throw},
    {.name = "throw, monitor", .run = test_throw_in_monitor},
    {.name = "unknown decision", .run = test_unknown_decision},
    {.name = "missing decision", .run = test_missing_decision_blocks},
    {.name = "approval without an id", .run = test_approval_without_id},
    {.name = "approval without an id, monitor", .run = test_approval_without_id_in_monitor},
    {.name = "the service lowers the mode", .run = test_the_service_may_lower_it},
};

int main(void)
{
    return STAGE_MAIN("guards", tests);
}
