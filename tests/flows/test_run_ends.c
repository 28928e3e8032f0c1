/* The end of a run or session lets its events go first, but not at any price. */
#include "apie/tracing.h"
#include "support/agent_world.h"

#define EVENTS   "/v1/events"
#define COMPLETE "/v1/runs/run_1/complete"
#define FOR_EVER 100000000
#define DEADLINE 2000
#define HALF     (DEADLINE / 2)

static void slow_down(agent_world *w, const char *prefix, int64_t ms)
{
    w->service.slow_prefix = prefix;
    w->service.slow_ms = ms;
}

/* Events are taken, and never answered. */
static void begin_with_slow_events(agent_world *w)
{
    agent_world_begin(w);
    slow_down(w, EVENTS, FOR_EVER);
    agent_world_push_many(w, 3);
}

static void declare_capabilities(agent_world *w)
{
    static const char *const actions[] = {"read", NULL};
    static const apie_declared_capability capability = {.tool_name = "search", .actions = actions};
    w->config.capabilities = &capability;
    w->config.capability_count = 1;
}

/* ---- a service that is slow to take events ---- */

static void expect_completed_after(agent_world *w, uint64_t waited, apie_flow *flow,
                                   const char *complete)
{
    uint64_t before = virtual_now(w->world);
    assert_non_null(flow);
    virtual_finish(w->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_int_equal(fake_service_count(&w->service, complete), 1);
    assert_int_equal(virtual_now(w->world) - before, waited);
    apie_flow_free(flow);
}

static void slow_events_leave_time_for_the_end_of_a_run(void **state)
{
    const apie_call_options options = {.deadline_ms = DEADLINE};
    agent_world *w = *state;
    begin_with_slow_events(w);
    expect_completed_after(
        w, HALF, apie_run_end_flow_new(w->agent, "run_1", NULL, NULL, &options, NULL), COMPLETE);
}

static void slow_events_leave_time_for_the_end_of_a_session(void **state)
{
    const apie_call_options options = {.deadline_ms = DEADLINE};
    agent_world *w = *state;
    begin_with_slow_events(w);
    expect_completed_after(w, HALF,
                           apie_session_end_flow_new(w->agent, "ses_1", NULL, &options, NULL),
                           "/v1/sessions/ses_1/complete");
}

static void without_a_deadline_events_have_20_seconds(void **state)
{
    agent_world *w = *state;
    begin_with_slow_events(w);
    apie_flow *flow = apie_run_end_flow_new(w->agent, "run_1", NULL, NULL, NULL, NULL);
    virtual_start(w->world, flow, NULL, NULL);
    agent_world_pass(w, 19999);
    assert_int_equal(fake_service_count(&w->service, COMPLETE), 0);
    agent_world_pass(w, 1);
    assert_int_equal(fake_service_count(&w->service, COMPLETE), 1);
}

/* A millisecond has no half: then the end goes before the events. */
static void the_shortest_deadline_is_for_the_end(void **state)
{
    const apie_call_options options = {.deadline_ms = 1};
    agent_world *w = *state;
    begin_with_slow_events(w);
    expect_completed_after(
        w, 0, apie_run_end_flow_new(w->agent, "run_1", NULL, NULL, &options, NULL), COMPLETE);
}

static void slow_events_leave_time_for_an_approval(void **state)
{
    const apie_call_options options = {.deadline_ms = DEADLINE};
    const apie_tool_input tool = {.tool.name = "search"};
    agent_world *w = *state;
    apie_guarded_input input;
    w->config.mode = APIE_MODE_ENFORCE;
    w->service.evaluation = "{\"policy_decision\":\"require_approval\",\"approval_id\":\"appr_1\"}";
    begin_with_slow_events(w);
    assert_int_equal(
        apie_guarded_input_from_tool(w->agent, &tool, "run_1", NULL, &input, &w->error), APIE_OK);
    apie_guarded *guarded = apie_guarded_new(w->agent, &input, &w->error);
    apie_flow *flow = apie_guard_flow_new(w->agent, &input, guarded, &options, &w->error);
    assert_non_null(flow);
    virtual_finish(w->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    apie_flow_free(flow);
    apie_guarded_free(guarded);
}

/* ---- capabilities that are declared meanwhile ---- */

/* That they are declared says nothing of the events. */
static void a_declaration_does_not_end_the_wait_for_events(void **state)
{
    agent_world *w = *state;
    declare_capabilities(w);
    slow_down(w, EVENTS, 500);
    agent_world_open(w);
    agent_world_push_many(w, 3);
    apie_flow *flow = apie_run_end_flow_new(w->agent, "run_1", NULL, NULL, NULL, NULL);
    virtual_start(w->world, flow, NULL, NULL);
    agent_world_pass(w, 499);
    assert_false(w->agent->declaring);
    assert_int_equal(fake_service_count(&w->service, COMPLETE), 0);
    agent_world_pass(w, 1);
    assert_int_equal(fake_service_count(&w->service, COMPLETE), 1);
}

static void a_failed_registration_ends_the_wait_for_events(void **state)
{
    agent_world *w = *state;
    w->service.down_prefix = "/v1/agents";
    w->service.down_status = 403;
    agent_world_open(w);
    agent_world_push_many(w, 3);
    apie_flow *flow = apie_run_end_flow_new(w->agent, "run_1", NULL, NULL, NULL, NULL);
    virtual_start(w->world, flow, NULL, NULL);
    agent_world_pass(w, 1);
    assert_int_equal(fake_service_count(&w->service, COMPLETE), 1);
}

/* What is said of the agent is said before its client goes. */
static void a_shutdown_waits_for_the_declaration(void **state)
{
    agent_world *w = *state;
    declare_capabilities(w);
    slow_down(w, "/v1/agents/agt_1/capabilities", 300);
    agent_world_open(w);
    agent_world_push_many(w, 3);
    uint64_t before = virtual_now(w->world);
    apie_flow *flow = apie_shutdown_flow_new(w->agent, 1000, &w->error);
    virtual_finish(w->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_int_equal(virtual_now(w->world) - before, 300);
    assert_int_equal(agent_world_arrived(w), 3);
    apie_flow_free(flow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AGENT_WORLD_TEST(slow_events_leave_time_for_the_end_of_a_run),
        AGENT_WORLD_TEST(slow_events_leave_time_for_the_end_of_a_session),
        AGENT_WORLD_TEST(without_a_deadline_events_have_20_seconds),
        AGENT_WORLD_TEST(the_shortest_deadline_is_for_the_end),
        AGENT_WORLD_TEST(slow_events_leave_time_for_an_approval),
        AGENT_WORLD_TEST(a_declaration_does_not_end_the_wait_for_events),
        AGENT_WORLD_TEST(a_failed_registration_ends_the_wait_for_events),
        AGENT_WORLD_TEST(a_shutdown_waits_for_the_declaration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
