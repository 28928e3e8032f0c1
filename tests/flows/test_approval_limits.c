/* How long an approval is waited for, whatever the service does. */
#include <string.h>

#include "support/agent_world.h"

#define APPROVAL  "/v1/approvals/appr_1"
#define LONG_POLL APPROVAL "/wait"
#define FOR_EVER  100000000
#define MOMENT    1000 /* for the last answer */

/* Requests to this prefix are taken, and never answered. */
static void go_silent(agent_world *w, const char *prefix)
{
    w->service.slow_prefix = prefix;
    w->service.slow_ms = FOR_EVER;
}

static void refuse_long_polls(agent_world *w)
{
    w->service.down_prefix = LONG_POLL;
    w->service.down_status = 404;
}

/* Waits for an approval, and says how long that took. */
static uint64_t wait_in_vain(agent_world *w, int64_t timeout_ms, const apie_call_options *options)
{
    uint64_t before = virtual_now(w->world);
    apie_flow *flow =
        apie_approval_wait_flow_new(w->agent, "appr_1", timeout_ms, options, &w->error);
    assert_non_null(flow);
    virtual_finish(w->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_string_equal(((apie_approval_result *)flow->result)->status, "timeout");
    apie_flow_free(flow);
    return virtual_now(w->world) - before;
}

static void a_silent_long_poll_ends_with_the_wait(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    go_silent(w, APPROVAL);
    assert_in_range(wait_in_vain(w, 1000, NULL), 1000, 1000 + MOMENT);
    assert_in_range(wait_in_vain(w, 60000, NULL), 60000, 60000 + MOMENT);
}

static void a_silent_status_poll_ends_with_the_wait(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    refuse_long_polls(w);
    go_silent(w, APPROVAL);
    assert_in_range(wait_in_vain(w, 1000, NULL), 1000, 1000 + MOMENT);
    assert_in_range(wait_in_vain(w, 60000, NULL), 60000, 60000 + MOMENT);
}

static void a_guard_waits_no_longer_either(void **state)
{
    const apie_tool_input tool = {.tool.name = "search"};
    agent_world *w = *state;
    w->config.mode = APIE_MODE_ENFORCE;
    w->config.approval_timeout_ms = 1000;
    w->service.evaluation = "{\"policy_decision\":\"require_approval\",\"approval_id\":\"appr_1\"}";
    agent_world_begin(w);
    go_silent(w, APPROVAL);
    uint64_t before = virtual_now(w->world);
    agent_action action = agent_world_act(w, &tool);
    virtual_finish(w->world, action.flow);
    assert_int_equal(action.flow->status, APIE_ERROR_NOT_APPROVED);
    assert_string_equal(action.flow->error.service_code, "timeout");
    assert_in_range(virtual_now(w->world) - before, 1000, 1000 + MOMENT);
    agent_action_free(&action);
}

/* The service holds a long poll, not a status poll: that gets what any request gets. */
static void a_status_poll_has_the_callers_attempt_timeout(void **state)
{
    const apie_call_options options = {.attempt_timeout_ms = 3000};
    agent_world *w = *state;
    agent_world_begin(w);
    refuse_long_polls(w);
    go_silent(w, APPROVAL);
    (void)wait_in_vain(w, 20000, &options);
    /* 3 s each, and 2 s between them; a last one when the time is up */
    assert_int_equal(
        fake_service_count(&w->service, APPROVAL) - fake_service_count(&w->service, LONG_POLL), 5);
}

/* A loop may be late: then the last look still has its moment, and no more. */
static void a_late_last_look_has_its_moment(void **state)
{
    apie_answer refusal = {.http_status = 404};
    agent_world *w = *state;
    agent_world_begin(w);
    apie_flow *flow = apie_approval_wait_flow_new(w->agent, "appr_1", 60000, NULL, &w->error);
    assert_non_null(flow);
    (void)apie_flow_resume(flow, APIE_CAUSE_START, 1000000);
    assert_true(apie_flow_prepare(flow));
    assert_string_equal(flow->request.target, LONG_POLL "?timeout=25000");
    apie_flow_absorb(flow, &refusal);
    (void)apie_flow_resume(flow, APIE_CAUSE_ANSWER, 1000001);
    assert_true(apie_flow_prepare(flow));
    refusal.http_status = 503;
    apie_flow_absorb(flow, &refusal);
    (void)apie_flow_resume(flow, APIE_CAUSE_ANSWER, 1000002);
    assert_int_equal(flow->want.kind, APIE_WANT_TIME);
    (void)apie_flow_resume(flow, APIE_CAUSE_TIME, 2000000);
    assert_int_equal(flow->want.kind, APIE_WANT_SEND);
    assert_int_equal(flow->want.deadline_ms, 2000000 + MOMENT);
    apie_flow_free(flow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AGENT_WORLD_TEST(a_silent_long_poll_ends_with_the_wait),
        AGENT_WORLD_TEST(a_silent_status_poll_ends_with_the_wait),
        AGENT_WORLD_TEST(a_guard_waits_no_longer_either),
        AGENT_WORLD_TEST(a_status_poll_has_the_callers_attempt_timeout),
        AGENT_WORLD_TEST(a_late_last_look_has_its_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
