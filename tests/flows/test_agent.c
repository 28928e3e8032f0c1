/* The Apie flows against a service that is a function, in virtual time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "apie/agent.h"
#include "apie/guard.h"
#include "support/fake_service.h"

typedef struct fixture {
    fake_service service;
    virtual_world *world;
    apie_agent *agent;
    apie_config config;
    int delivered;
    int dropped;
    int errors;
    apie_error last_error;
} fixture;

static const char *no_environment(const char *name, void *user)
{
    (void)name;
    (void)user;
    return NULL;
}

static void count_event(const apie_event_outcome *outcome, void *user)
{
    fixture *f = user;
    if (outcome->fate == APIE_EVENT_DELIVERED)
        f->delivered++;
    else
        f->dropped++;
}

static void count_error(const apie_error *error, void *user)
{
    fixture *f = user;
    f->errors++;
    f->last_error = *error;
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    fake_service_init(&f->service);
    f->world = virtual_new(7, fake_service_answer, &f->service);
    f->service.world = f->world;
    f->config = (apie_config){
        .api_key = "apie_sk_test_0123456789abcdef",
        .base_url = "http://127.0.0.1:1",
        .agent = {.key = "k", .name = "N"},
        .runtime = {.environment = "dev"},
        .on_error = APIE_ON_ERROR_SILENT,
        .error_callback = count_error,
        .error_user = f,
        .event_callback = count_event,
        .event_user = f,
    };
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    apie_agent_free(f->agent, false);
    virtual_free(f->world);
    fake_service_free(&f->service);
    free(f);
    return 0;
}

static void open_agent(fixture *f)
{
    apie_error error;
    apie_agent_source source = {.config = &f->config, .get_environment = no_environment};
    apie_status status = apie_agent_new(&source, virtual_clock(f->world), &f->agent, &error);
    if (status != APIE_OK)
        fail_msg("%s", error.message);
    virtual_drive(f->world, &f->agent->core);
}

static apie_flow *guard_flow(fixture *f, apie_guarded **guarded)
{
    apie_error error;
    apie_guard_input guard = {
        .run_id = "run_9",
        .action = {.type = "execute", .name = "dep"},
        .resource = {.type = "deployment_event", .environment = "production"},
        .risk_level = "high",
    };
    apie_guarded_input input;
    assert_int_equal(apie_guarded_input_from_guard(&guard, NULL, NULL, &input, &error), APIE_OK);
    *guarded = apie_guarded_new(f->agent, &input, &error);
    assert_non_null(*guarded);
    apie_flow *flow = apie_guard_flow_new(f->agent, &input, *guarded, NULL, &error);
    assert_non_null(flow);
    return flow;
}

/* Guards one action; the flow's end is checked, and the action finished if it may run. */
static void run_guard(fixture *f, apie_status expected)
{
    apie_guarded *guarded;
    apie_flow *flow = guard_flow(f, &guarded);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, expected);
    if (expected == APIE_OK)
        apie_guard_finish(f->agent, guarded, NULL,
                          apie_guarded_finished(f->agent, guarded, NULL, NULL));
    apie_flow_free(flow);
    apie_guarded_free(guarded);
    virtual_run_until(f->world, virtual_now(f->world) + 3000);
}

static void expect_types(fixture *f, const char *expected)
{
    char *types = fake_service_event_types(&f->service, NULL);
    assert_string_equal(types, expected);
    free(types);
}

#define STARTED "agent.action.requested,agent.action.completed"

/* ---- registration ---- */

static void registers_once_for_all(void **state)
{
    fixture *f = *state;
    open_agent(f);
    for (int i = 0; i < 10; i++)
        virtual_start(f->world, apie_ready_flow_new(f->agent, NULL, NULL), NULL, NULL);
    virtual_run(f->world);
    assert_int_equal(fake_service_count(&f->service, "/v1/agents/identify"), 1);
    assert_string_equal(f->agent->registration->agent_id, "agt_1");
}

static void a_failure_reaches_all_waiters_and_is_tried_again(void **state)
{
    fixture *f = *state;
    f->service.down_prefix = "/v1/agents/identify";
    f->service.down_status = 401;
    open_agent(f);
    apie_flow *first = apie_ready_flow_new(f->agent, NULL, NULL);
    virtual_finish(f->world, first);
    assert_int_equal(first->status, APIE_ERROR_AUTHENTICATION);
    assert_int_equal(first->error.http_status, 401);
    apie_flow_free(first);
    /* Within a second nothing is sent. */
    apie_flow *second = apie_ready_flow_new(f->agent, NULL, NULL);
    virtual_finish(f->world, second);
    assert_int_equal(second->status, APIE_ERROR_AUTHENTICATION);
    apie_flow_free(second);
    assert_int_equal(fake_service_count(&f->service, "/v1/agents/identify"), 1);
    virtual_run_until(f->world, virtual_now(f->world) + 1000);
    f->service.down_prefix = NULL;
    apie_flow *third = apie_ready_flow_new(f->agent, NULL, NULL);
    virtual_finish(f->world, third);
    assert_int_equal(third->status, APIE_OK);
    assert_string_equal(((apie_registration *)third->result)->agent_version_id, "ver_1");
    apie_flow_free(third);
}

/* The attempt has failed, but its driver has not let go of the job yet: nobody may wait for it. */
static void a_failure_is_told_while_the_job_is_still_held(void **state)
{
    fixture *f = *state;
    apie_answer refusal = {.http_status = 401};
    open_agent(f);
    apie_job *job = apie_core_next_job(&f->agent->core);
    assert_ptr_equal(job, &f->agent->register_job);
    (void)apie_flow_resume(job->flow, APIE_CAUSE_START, 1);
    assert_true(apie_flow_prepare(job->flow));
    apie_flow_absorb(job->flow, &refusal);
    (void)apie_flow_resume(job->flow, APIE_CAUSE_ANSWER, 2);
    assert_int_equal(job->flow->want.kind, APIE_WANT_DONE);
    apie_flow *ready = apie_ready_flow_new(f->agent, NULL, NULL);
    (void)apie_flow_resume(ready, APIE_CAUSE_START, 3);
    assert_int_equal(ready->want.kind, APIE_WANT_DONE);
    assert_int_equal(ready->status, APIE_ERROR_AUTHENTICATION);
    apie_flow_free(ready);
    apie_core_leave_job(&f->agent->core, job);
}

static void capabilities_are_declared_after_registration(void **state)
{
    fixture *f = *state;
    static const char *const actions[] = {"read", NULL};
    apie_declared_capability capability = {
        .tool_name = "search", .actions = actions, .risk_level = "low"};
    f->config.capabilities = &capability;
    f->config.capability_count = 1;
    open_agent(f);
    virtual_run(f->world);
    json_t *body = fake_service_body(&f->service, "/v1/agents/agt_1/capabilities/declare", 0);
    json_t *expected = json_pack("{s:[{s:{s:s},s:[s],s:s}]}", "capabilities", "tool", "name",
                                 "search", "actions", "read", "riskLevel", "low");
    assert_true(json_equal(body, expected));
    json_decref(expected);
}

/* ---- guards ---- */

static void allowed_actions_are_told(void **state)
{
    fixture *f = *state;
    open_agent(f);
    run_guard(f, APIE_OK);
    expect_types(f, "agent.guardrail.evaluated," STARTED);
    assert_int_equal(f->delivered, 3);
    json_t *event = json_array_get(f->service.events, 1);
    assert_int_equal(json_integer_value(json_object_get(event, "sequence_number")), 2);
    assert_string_equal(json_string_value(json_object_get(event, "agent_id")), "agt_1");
}

static void a_block_is_obeyed_in_enforce_mode(void **state)
{
    fixture *f = *state;
    f->config.mode = APIE_MODE_ENFORCE;
    f->service.evaluation = "{\"policy_decision\":\"block\",\"reason\":\"no\","
                            "\"matched_guardrails\":[{\"key\":\"g1\"}]}";
    open_agent(f);
    apie_guarded *guarded;
    apie_flow *flow = guard_flow(f, &guarded);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_BLOCKED);
    assert_string_equal(flow->error.message, "no");
    assert_string_equal(flow->error.where, "g1");
    apie_flow_free(flow);
    apie_guarded_free(guarded);
    virtual_run(f->world);
    expect_types(f, "agent.guardrail.evaluated");
}

static void monitor_never_blocks_by_itself(void **state)
{
    fixture *f = *state;
    f->service.evaluation = "{\"decision\":\"block\",\"reason\":\"no\"}";
    open_agent(f);
    run_guard(f, APIE_OK);
    json_t *decision = json_object_get(json_array_get(f->service.events, 0), "decision");
    assert_string_equal(json_string_value(json_object_get(decision, "policyDecision")), "block");
    assert_string_equal(json_string_value(json_object_get(decision, "effectiveDecision")), "allow");
}

static void the_services_effective_decision_is_obeyed(void **state)
{
    fixture *f = *state;
    f->config.mode = APIE_MODE_ENFORCE;
    f->service.evaluation = "{\"policy_decision\":\"block\",\"effective_decision\":\"warn\"}";
    open_agent(f);
    run_guard(f, APIE_OK);
}

static void an_unknown_decision_is_a_guard_failure(void **state)
{
    fixture *f = *state;
    static const char *const bodies[] = {
        "{\"policy_decision\":\"perhaps\"}", "{}",
        "{\"policy_decision\":\"allow\",\"effective_decision\":\"x\"}",
        "{\"policy_decision\":\"allow\",\"enforcement_action\":\"x\"}"};
    f->config.mode = APIE_MODE_ENFORCE;
    f->config.guard_failure_mode = APIE_GUARD_FAIL_CLOSED;
    open_agent(f);
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        f->service.evaluation = bodies[i];
        run_guard(f, APIE_ERROR_BLOCKED);
    }
}

static void the_guard_failure_mode_decides(void **state)
{
    fixture *f = *state;
    static const struct {
        apie_mode mode;
        apie_guard_failure_mode failure_mode;
        apie_status expected;
    } cases[] = {
        {APIE_MODE_MONITOR, APIE_GUARD_FAIL_OPEN, APIE_OK},
        {APIE_MODE_MONITOR, APIE_GUARD_FAIL_CLOSED, APIE_OK},
        {APIE_MODE_MONITOR, APIE_GUARD_THROW, APIE_OK},
        {APIE_MODE_ENFORCE, APIE_GUARD_FAIL_OPEN, APIE_OK},
        {APIE_MODE_ENFORCE, APIE_GUARD_FAIL_CLOSED, APIE_ERROR_BLOCKED},
        {APIE_MODE_ENFORCE, APIE_GUARD_THROW, APIE_ERROR_AUTHENTICATION},
    };
    f->service.down_prefix = "/v1/guardrails";
    f->service.down_status = 401;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        f->config.mode = cases[i].mode;
        f->config.guard_failure_mode = cases[i].failure_mode;
        open_agent(f);
        run_guard(f, cases[i].expected);
        apie_agent_free(f->agent, false);
        f->agent = NULL;
    }
}

static void an_evaluation_is_given_five_seconds(void **state)
{
    fixture *f = *state;
    f->service.down_prefix = "/v1/guardrails";
    f->service.down_status = -1;
    open_agent(f);
    virtual_run(f->world);
    uint64_t before = virtual_now(f->world);
    apie_guarded *guarded;
    apie_flow *flow = guard_flow(f, &guarded);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_true(((apie_decision *)flow->result)->failed);
    assert_true(virtual_now(f->world) - before <= 5000);
    assert_int_equal(f->errors, 1);
    apie_flow_free(flow);
    apie_guarded_free(guarded);
}

/* ---- approvals ---- */

#define REQUIRE_APPROVAL                                                                           \
    "{\"policy_decision\":\"require_approval\",\"reason\":\"because\","                            \
    "\"approval_request\":{\"id\":\"appr_1\"}}"

static void an_approval_lets_the_action_run(void **state)
{
    fixture *f = *state;
    f->config.mode = APIE_MODE_ENFORCE;
    f->service.evaluation = REQUIRE_APPROVAL;
    f->service.approval_after_ms = 60000;
    open_agent(f);
    run_guard(f, APIE_OK);
    expect_types(
        f, "agent.guardrail.evaluated,agent.approval.requested,agent.approval.resolved," STARTED);
    /* 60 s in slices of 25 s; the events went out before the first. */
    assert_int_equal(fake_service_count(&f->service, "/v1/approvals/appr_1/wait?timeout=25000"), 3);
    assert_int_equal(fake_service_count(&f->service, "/v1/events"), 2);
}

static void other_ends_refuse_the_action(void **state)
{
    fixture *f = *state;
    static const char *const ends[] = {"rejected", "expired", "cancelled"};
    f->config.mode = APIE_MODE_ENFORCE;
    f->service.evaluation = REQUIRE_APPROVAL;
    open_agent(f);
    for (size_t i = 0; i < 3; i++) {
        f->service.approval_status = ends[i];
        apie_guarded *guarded;
        apie_flow *flow = guard_flow(f, &guarded);
        virtual_finish(f->world, flow);
        assert_int_equal(flow->status, APIE_ERROR_NOT_APPROVED);
        assert_string_equal(flow->error.service_code, ends[i]);
        apie_flow_free(flow);
        apie_guarded_free(guarded);
    }
}

static void an_approval_that_never_comes_times_out(void **state)
{
    fixture *f = *state;
    f->config.mode = APIE_MODE_ENFORCE;
    f->config.approval_timeout_ms = 70000;
    f->service.evaluation = REQUIRE_APPROVAL;
    f->service.approval_after_ms = 1000000;
    open_agent(f);
    virtual_run(f->world);
    uint64_t before = virtual_now(f->world);
    apie_guarded *guarded;
    apie_flow *flow = guard_flow(f, &guarded);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_NOT_APPROVED);
    assert_string_equal(flow->error.service_code, "timeout");
    assert_in_range(virtual_now(f->world) - before, 70000, 71000);
    apie_flow_free(flow);
    apie_guarded_free(guarded);
}

static void an_old_service_without_long_polls_is_polled(void **state)
{
    fixture *f = *state;
    f->service.approval_after_ms = 9000;
    f->service.down_prefix = "/v1/approvals/appr_7/wait";
    f->service.down_status = 404;
    open_agent(f);
    apie_flow *flow = apie_approval_wait_flow_new(f->agent, "appr_7", 0, NULL, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_string_equal(((apie_approval_result *)flow->result)->status, "approved");
    assert_in_range(fake_service_count(&f->service, "/v1/approvals/appr_7"), 5, 8);
    apie_flow_free(flow);
}

static void an_approval_without_an_id_is_refused_when_enforced(void **state)
{
    fixture *f = *state;
    f->config.mode = APIE_MODE_ENFORCE;
    f->service.evaluation = "{\"policy_decision\":\"require_approval\"}";
    open_agent(f);
    run_guard(f, APIE_ERROR_NOT_APPROVED);
}

static void a_cancelled_wait_ends_at_once(void **state)
{
    fixture *f = *state;
    f->config.mode = APIE_MODE_ENFORCE;
    f->service.evaluation = REQUIRE_APPROVAL;
    f->service.approval_after_ms = 1000000;
    open_agent(f);
    virtual_run(f->world);
    uint64_t before = virtual_now(f->world);
    apie_flow *flow = apie_approval_wait_flow_new(f->agent, "appr_1", 0, NULL, NULL);
    virtual_task *task = virtual_start(f->world, flow, NULL, NULL);
    virtual_cancel_at(task, before + 30000);
    virtual_run(f->world);
    assert_int_equal(virtual_now(f->world) - before, 30000);
}

static void expect_no_result(void *user, apie_flow *flow)
{
    assert_int_equal(flow->status, APIE_ERROR_CANCELLED);
    assert_null(flow->result);
    ++*(int *)user;
}

/* What the last poll gave is of another type. */
static void a_wait_cancelled_between_polls_gives_nothing(void **state)
{
    fixture *f = *state;
    int ended = 0;
    f->service.approval_after_ms = 1000000;
    f->service.down_prefix = "/v1/approvals/appr_1/wait";
    f->service.down_status = 404;
    open_agent(f);
    virtual_run(f->world);
    apie_flow *flow = apie_approval_wait_flow_new(f->agent, "appr_1", 0, NULL, NULL);
    virtual_task *task = virtual_start(f->world, flow, expect_no_result, &ended);
    virtual_cancel_at(task, virtual_now(f->world) + 29900);
    virtual_run(f->world);
    assert_int_equal(ended, 1);
}

/* ---- runs ---- */

static apie_run *begin_run(fixture *f)
{
    apie_flow *flow = apie_run_begin_flow_new(f->agent, NULL, NULL, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    apie_run *run = apie_flow_take_result(flow);
    apie_flow_free(flow);
    return run;
}

static void end_run(fixture *f, const char *id, const char *failure)
{
    apie_run_outcome outcome = {.error_message = failure};
    apie_flow *flow = apie_run_end_flow_new(f->agent, id, NULL, &outcome, NULL, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    apie_flow_free(flow);
}

static void a_run_is_completed_after_its_events(void **state)
{
    fixture *f = *state;
    open_agent(f);
    apie_run *run = begin_run(f);
    assert_string_equal(run->id, "run_1");
    end_run(f, run->id, "bad");
    expect_types(f, "agent.error");
    size_t requests = json_array_size(f->service.requests);
    json_t *last = json_array_get(f->service.requests, requests - 1);
    json_t *before = json_array_get(f->service.requests, requests - 2);
    assert_string_equal(json_string_value(json_object_get(last, "target")),
                        "/v1/runs/run_1/complete");
    assert_string_equal(json_string_value(json_object_get(before, "target")), "/v1/events");
    json_t *status = json_object_get(json_object_get(last, "body"), "status");
    assert_string_equal(json_string_value(status), "failed");
    apie_free(run);
}

static void an_error_is_told_once_per_run(void **state)
{
    fixture *f = *state;
    open_agent(f);
    apie_run *run = begin_run(f);
    apie_error error;
    apie_tool_input tool = {.run_id = run->id, .tool = {.name = "t"}};
    apie_guarded_input input;
    assert_int_equal(apie_guarded_input_from_tool(f->agent, &tool, NULL, NULL, &input, &error),
                     APIE_OK);
    apie_guarded *guarded = apie_guarded_new(f->agent, &input, &error);
    apie_flow *flow = apie_guard_flow_new(f->agent, &input, guarded, NULL, &error);
    virtual_finish(f->world, flow);
    apie_action_outcome outcome = {.error_message = "bad"};
    apie_guard_finish(f->agent, guarded, &outcome,
                      apie_guarded_finished(f->agent, guarded, &outcome, &error));
    apie_flow_free(flow);
    apie_guarded_free(guarded);
    end_run(f, run->id, "bad");
    expect_types(f, "agent.guardrail.evaluated,agent.tool.called,agent.action.requested,"
                    "agent.action.failed,agent.error");
    apie_free(run);
}

static void a_service_that_is_down_leaves_the_work_alone(void **state)
{
    fixture *f = *state;
    f->service.down_prefix = "/";
    f->service.down_status = -1;
    open_agent(f);
    apie_run *run = begin_run(f);
    assert_string_equal(run->status, "offline");
    run_guard(f, APIE_OK);
    end_run(f, run->id, NULL);
    assert_int_equal(json_array_size(f->service.events), 0);
    assert_int_equal(apie_queue_size(f->agent->queue), 3);
    /* It comes back: nothing was lost. */
    f->service.down_prefix = NULL;
    virtual_run_until(f->world, virtual_now(f->world) + 30000);
    assert_int_equal(json_array_size(f->service.events), 3);
    apie_free(run);
}

static void enforced_runs_do_not_begin_without_the_service(void **state)
{
    fixture *f = *state;
    f->config.mode = APIE_MODE_ENFORCE;
    f->config.guard_failure_mode = APIE_GUARD_FAIL_CLOSED;
    f->service.down_prefix = "/v1/runs";
    open_agent(f);
    apie_flow *flow = apie_run_begin_flow_new(f->agent, NULL, NULL, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_SERVER);
    apie_flow_free(flow);
}

/* ---- events ---- */

static void push_events(fixture *f, int count, const char *run_id)
{
    apie_error error;
    apie_event_source source = {.run_id = run_id};
    for (int i = 0; i < count; i++)
        apie_agent_push(f->agent, apie_agent_error_event(f->agent, &source, "x", &error));
}

static void events_wait_for_the_interval_or_a_full_batch(void **state)
{
    fixture *f = *state;
    open_agent(f);
    virtual_run(f->world);
    uint64_t before = virtual_now(f->world);
    push_events(f, 3, "r");
    virtual_run_until(f->world, before + 1999);
    assert_int_equal(json_array_size(f->service.events), 0);
    virtual_run_until(f->world, before + 2000);
    assert_int_equal(json_array_size(f->service.events), 3);
    push_events(f, 25, "r");
    virtual_run_until(f->world, before + 2001);
    assert_int_equal(json_array_size(f->service.events), 28);
}

static void a_refused_event_is_found_and_dropped_alone(void **state)
{
    fixture *f = *state;
    open_agent(f);
    virtual_run(f->world);
    apie_error error;
    apie_event_source source = {.run_id = "r"};
    f->service.poison = "arsenic";
    push_events(f, 13, "r");
    apie_agent_push(f->agent, apie_agent_error_event(f->agent, &source, "arsenic", &error));
    push_events(f, 20, "r");
    virtual_run(f->world);
    assert_int_equal(f->delivered, 33);
    assert_int_equal(f->dropped, 1);
    assert_int_equal(json_array_size(f->service.events), 33);
    apie_queue_diagnostics diagnostics;
    apie_agent_read_diagnostics(f->agent, &diagnostics);
    assert_int_equal(diagnostics.dropped_rejected_count, 1);
    assert_int_equal(diagnostics.queue_size, 0);
}

static void a_flush_tells_what_is_left(void **state)
{
    fixture *f = *state;
    f->service.down_prefix = "/v1/events";
    open_agent(f);
    push_events(f, 5, "r");
    apie_flow *flow = apie_flush_flow_new(f->agent, 0, NULL, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_SERVER);
    assert_int_equal(flow->error.http_status, 503);
    assert_int_equal(((apie_flush_result *)flow->result)->left, 5);
    apie_flow_free(flow);
    f->service.down_prefix = NULL;
    flow = apie_flush_flow_new(f->agent, 0, NULL, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_int_equal(((apie_flush_result *)flow->result)->left, 0);
    apie_flow_free(flow);
}

static void a_disabled_client_sends_nothing(void **state)
{
    fixture *f = *state;
    f->config.enabled = apie_bool(false);
    f->config.api_key = NULL;
    open_agent(f);
    apie_run *run = begin_run(f);
    assert_string_equal(run->id, "disabled_run_1");
    run_guard(f, APIE_OK);
    end_run(f, run->id, "bad");
    apie_free(run);
    apie_flow *ready = apie_ready_flow_new(f->agent, NULL, NULL);
    virtual_finish(f->world, ready);
    assert_string_equal(((apie_registration *)ready->result)->agent_id, "disabled_agent_k");
    apie_flow_free(ready);
    assert_int_equal(json_array_size(f->service.requests), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(registers_once_for_all),
        TEST(a_failure_reaches_all_waiters_and_is_tried_again),
        TEST(a_failure_is_told_while_the_job_is_still_held),
        TEST(capabilities_are_declared_after_registration),
        TEST(allowed_actions_are_told),
        TEST(a_block_is_obeyed_in_enforce_mode),
        TEST(monitor_never_blocks_by_itself),
        TEST(the_services_effective_decision_is_obeyed),
        TEST(an_unknown_decision_is_a_guard_failure),
        TEST(the_guard_failure_mode_decides),
        TEST(an_evaluation_is_given_five_seconds),
        TEST(an_approval_lets_the_action_run),
        TEST(other_ends_refuse_the_action),
        TEST(an_approval_that_never_comes_times_out),
        TEST(an_old_service_without_long_polls_is_polled),
        TEST(an_approval_without_an_id_is_refused_when_enforced),
        TEST(a_cancelled_wait_ends_at_once),
        TEST(a_wait_cancelled_between_polls_gives_nothing),
        TEST(a_run_is_completed_after_its_events),
        TEST(an_error_is_told_once_per_run),
        TEST(a_service_that_is_down_leaves_the_work_alone),
        TEST(enforced_runs_do_not_begin_without_the_service),
        TEST(events_wait_for_the_interval_or_a_full_batch),
        TEST(a_refused_event_is_found_and_dropped_alone),
        TEST(a_flush_tells_what_is_left),
        TEST(a_disabled_client_sends_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
