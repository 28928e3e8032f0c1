/* What sends the events that wait, what is left when that fails, and that nothing is lost by it. */
#include "support/agent_world.h"

#define REFUSED (-1) /* no connection at all */

/* A tool call that may run. */
static agent_action search(agent_world *w, bool unguarded)
{
    const apie_tool_input tool = {.tool.name = "search", .unguarded = unguarded};
    return agent_world_act(w, &tool);
}

/* ---- what sends events ---- */

static void time_sends(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    agent_world_push_many(w, 3);
    agent_world_pass(w, 1999);
    assert_int_equal(agent_world_sends(w), 0);
    agent_world_pass(w, 1);
    assert_int_equal(agent_world_sends(w), 1);
    assert_int_equal(w->told[APIE_EVENT_DELIVERED], 3);
    agent_world_pass(w, 10000);
    assert_int_equal(agent_world_sends(w), 1);
}

static void the_configured_interval_counts(void **state)
{
    agent_world *w = *state;
    w->config.flush_interval_ms = 300;
    agent_world_begin(w);
    agent_world_push_many(w, 1);
    agent_world_pass(w, 299);
    assert_int_equal(agent_world_sends(w), 0);
    agent_world_pass(w, 1);
    assert_int_equal(agent_world_sends(w), 1);
}

static void a_full_batch_sends(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    agent_world_push_many(w, 24);
    agent_world_pass(w, 1);
    assert_int_equal(agent_world_sends(w), 0);
    agent_world_push_many(w, 1);
    agent_world_pass(w, 1);
    assert_int_equal(agent_world_sends(w), 1);
    assert_int_equal(agent_world_arrived(w), 25);
}

/* What is left of many waits for more of them, or for its time; what was asked for goes at once. */
static void many_are_sent_in_full_batches(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    agent_world_push_many(w, 60);
    agent_world_pass(w, 1);
    assert_int_equal(agent_world_sends(w), 2);
    assert_int_equal(agent_world_arrived(w), 50);
    agent_world_push_many(w, 15);
    agent_world_pass(w, 1);
    assert_int_equal(agent_world_sends(w), 3);
    agent_world_push_many(w, 24);
    agent_world_pass(w, 1900);
    assert_int_equal(agent_world_arrived(w), 75);
    agent_world_pass(w, 100);
    assert_int_equal(agent_world_sends(w), 4);
    assert_int_equal(agent_world_arrived(w), 99);
    agent_world_push_many(w, 30);
    apie_flow *flow = apie_flush_flow_new(w->agent, 0, NULL, &w->error);
    virtual_finish(w->world, flow);
    apie_flow_free(flow);
    assert_int_equal(agent_world_sends(w), 6);
    assert_int_equal(agent_world_arrived(w), 129);
}

static void what_is_in_flight_makes_no_batch_full(void **state)
{
    agent_world *w = *state;
    w->service.latency_ms = 500;
    agent_world_begin(w);
    agent_world_push_many(w, 25);
    agent_world_pass(w, 0);
    assert_int_equal(agent_world_sends(w), 1);
    agent_world_push_many(w, 1);
    assert_false(w->agent->flush_job.wanted);
}

/* Those for whom there is no room are lost; the sooner there is some, the fewer. */
static void a_queue_without_room_is_sent_at_once(void **state)
{
    agent_world *w = *state;
    w->config.max_queue_size = 20;
    w->config.queue_drop_policy = APIE_DROP_NEWEST;
    w->service.latency_ms = 500;
    agent_world_begin(w);
    agent_world_push_many(w, 5);
    apie_agent_want_flush(w->agent);
    agent_world_pass(w, 0);
    agent_world_push_many(w, 16);
    assert_int_equal(agent_world_diagnostics(w).dropped_full_count, 1);
    agent_world_pass(w, 1100);
    assert_int_equal(agent_world_arrived(w), 20);
}

/* Calls under way end, and what they tell must not be lost. */
static void while_it_closes_what_comes_is_sent_at_once(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    w->agent->core.closed = true;
    agent_world_push_many(w, 3);
    agent_world_pass(w, 1);
    assert_int_equal(agent_world_arrived(w), 3);
}

static void many_bytes_send(void **state)
{
    agent_world *w = *state;
    w->config.max_queue_bytes = 100000;
    agent_world_begin(w);
    agent_world_push(w, 40000, NULL);
    agent_world_pass(w, 1);
    assert_int_equal(agent_world_sends(w), 0);
    agent_world_push(w, 10000, NULL);
    agent_world_pass(w, 1);
    assert_int_equal(agent_world_arrived(w), 2);
}

static void a_queue_smaller_than_a_batch_sends_when_full(void **state)
{
    agent_world *w = *state;
    w->config.max_queue_size = 4;
    agent_world_begin(w);
    for (int i = 0; i < 5; i++) {
        agent_world_push_many(w, 4);
        agent_world_pass(w, 1);
    }
    assert_int_equal(agent_world_arrived(w), 20);
    assert_int_equal(w->told[APIE_EVENT_DROPPED_FULL], 0);
}

static void flushing_sends(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    agent_world_push_many(w, 3);
    apie_flow *flow = apie_flush_flow_new(w->agent, 0, NULL, &w->error);
    virtual_finish(w->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_int_equal(((apie_flush_result *)flow->result)->left, 0);
    assert_int_equal(agent_world_arrived(w), 3);
    apie_flow_free(flow);
}

static void the_end_of_a_run_sends_first(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    agent_world_push_many(w, 3);
    apie_flow *flow = apie_run_end_flow_new(w->agent, "run_1", NULL, NULL, NULL, &w->error);
    virtual_finish(w->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    apie_flow_free(flow);
    assert_int_equal(agent_world_arrived(w), 3);
    size_t count = json_array_size(w->service.requests);
    const json_t *last = json_array_get(w->service.requests, count - 1);
    assert_string_equal(json_string_value(json_object_get(last, "target")),
                        "/v1/runs/run_1/complete");
}

static void a_failed_tool_sends(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    for (int i = 0; i < 2; i++) {
        agent_action a = search(w, true);
        virtual_finish(w->world, a.flow);
        agent_action_finish(w, &a, i == 0 ? NULL : "it broke");
        agent_world_pass(w, 1);
        assert_int_equal(agent_world_sends(w), i);
        agent_action_free(&a);
    }
}

static void an_approval_is_waited_for_with_all_sent(void **state)
{
    agent_world *w = *state;
    w->config.mode = APIE_MODE_ENFORCE;
    w->service.evaluation = "{\"policy_decision\":\"require_approval\",\"approval_id\":\"appr_1\"}";
    w->service.approval_after_ms = 60000;
    agent_world_begin(w);
    agent_world_push_many(w, 3);
    agent_action a = search(w, false);
    virtual_start(w->world, a.flow, NULL, NULL);
    agent_world_pass(w, 100);
    assert_int_equal(agent_world_arrived(w), 5);
    virtual_run(w->world);
    apie_guarded_free(a.guarded);
}

static void shutting_down_sends(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    agent_world_push_many(w, 30);
    apie_flow *flow = apie_shutdown_flow_new(w->agent, 0, &w->error);
    virtual_finish(w->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_int_equal(((apie_flush_result *)flow->result)->left, 0);
    assert_int_equal(agent_world_arrived(w), 30);
    assert_true(w->agent->core.closed);
    apie_flow_free(flow);
}

/* ---- what is left ---- */

static void expect_left(apie_flow *flow, apie_status status, uint64_t left)
{
    assert_int_equal(flow->status, status);
    assert_int_equal(((apie_flush_result *)flow->result)->left, left);
    apie_flow_free(flow);
}

static void a_flush_that_fails_says_what_is_left(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    agent_world_go_down(w, 401);
    agent_world_push_many(w, 30);
    apie_flow *flow = apie_flush_flow_new(w->agent, 0, NULL, &w->error);
    virtual_finish(w->world, flow);
    expect_left(flow, APIE_ERROR_AUTHENTICATION, 30);
    flow = apie_shutdown_flow_new(w->agent, 0, &w->error);
    virtual_finish(w->world, flow);
    expect_left(flow, APIE_ERROR_AUTHENTICATION, 30);
    assert_true(w->agent->core.closed);
}

static void a_flush_without_time_says_what_is_left(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    agent_world_go_down(w, REFUSED);
    agent_world_push_many(w, 3);
    uint64_t before = virtual_now(w->world);
    apie_flow *flow = apie_flush_flow_new(w->agent, 50, NULL, &w->error);
    virtual_finish(w->world, flow);
    expect_left(flow, APIE_ERROR_TIMEOUT, 3);
    assert_int_equal(virtual_now(w->world) - before, 50);
    flow = apie_shutdown_flow_new(w->agent, 60, &w->error);
    virtual_finish(w->world, flow);
    assert_int_equal(((apie_flush_result *)flow->result)->left, 3);
    assert_int_not_equal(flow->status, APIE_OK);
    assert_true(virtual_now(w->world) - before <= 110);
    apie_flow_free(flow);
}

static void an_agent_that_never_registered_says_what_is_left(void **state)
{
    agent_world *w = *state;
    w->service.down_prefix = "/v1/agents";
    w->service.down_status = 403;
    agent_world_open(w);
    agent_world_push_many(w, 2);
    apie_flow *flow = apie_flush_flow_new(w->agent, 0, NULL, &w->error);
    virtual_finish(w->world, flow);
    expect_left(flow, APIE_ERROR_PERMISSION, 2);
    flow = apie_shutdown_flow_new(w->agent, 0, &w->error);
    virtual_finish(w->world, flow);
    expect_left(flow, APIE_ERROR_PERMISSION, 2);
}

/* Another attempt has succeeded before the one who waits could look: what waits is being sent. */
static void a_registration_that_failed_is_forgotten_when_another_succeeds(void **state)
{
    agent_world *w = *state;
    w->service.down_prefix = "/v1/agents";
    w->service.down_status = 403;
    w->service.slow_prefix = "/v1/events";
    w->service.slow_ms = 500;
    agent_world_open(w);
    agent_world_push_many(w, 2);
    apie_flow *flow = apie_flush_flow_new(w->agent, 0, NULL, &w->error);
    const apie_want *want = apie_flow_resume(flow, APIE_CAUSE_START, virtual_now(w->world));
    assert_int_equal(want->kind, APIE_WANT_GATE);
    agent_world_pass(w, 1);
    assert_true(apie_want_gate_open(want)); /* it failed */
    agent_world_come_back(w);
    while (!w->agent->registration)
        agent_world_pass(w, 1);
    want = apie_flow_resume(flow, APIE_CAUSE_GATE, virtual_now(w->world));
    assert_int_equal(want->kind, APIE_WANT_GATE);
    assert_false(apie_want_gate_open(want));
    agent_world_pass(w, 500);
    assert_true(apie_want_gate_open(want));
    (void)apie_flow_resume(flow, APIE_CAUSE_GATE, virtual_now(w->world));
    assert_int_equal(flow->want.kind, APIE_WANT_DONE);
    expect_left(flow, APIE_OK, 0);
}

/* ---- failures lose nothing ---- */

static void nothing_is_lost_however_few_attempts(void **state)
{
    static const int statuses[] = {REFUSED, 503, 429, 401, 404};
    agent_world *w = *state;
    w->config.retry_attempts = 1;
    agent_world_begin(w);
    unsigned pushed = 0;
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        agent_world_go_down(w, statuses[i]);
        agent_world_push_many(w, 30);
        pushed += 30;
        agent_world_pass(w, 60000);
        assert_int_equal(agent_world_arrived(w), 0);
        assert_int_equal(agent_world_diagnostics(w).queue_size, pushed);
    }
    assert_true(w->errors > 0);
    agent_world_come_back(w);
    agent_world_pass(w, 60000);
    assert_int_equal(agent_world_arrived(w), pushed);
    assert_int_equal(w->told[APIE_EVENT_DELIVERED], pushed);
    assert_int_equal(agent_world_diagnostics(w).dropped_count, 0);
    assert_true(fake_service_gap_free(&w->service));
}

/* Zero is the default in a struct: it can not mean that events are thrown away untried. */
/* Looking for the refused ones costs few requests, even if that is all of them. */
static void refusing_everything_costs_about_a_request_an_event(void **state)
{
    agent_world *w = *state;
    agent_world_go_down(w, 400);
    agent_world_begin(w);
    agent_world_push_many(w, 100);
    agent_world_pass(w, 60000);
    assert_int_equal(w->told[APIE_EVENT_DROPPED_REJECTED], 100);
    assert_in_range(agent_world_sends(w), 100, 110);
}

static void no_attempts_at_all_is_the_default(void **state)
{
    agent_world *w = *state;
    w->config.retry_attempts = 0;
    agent_world_begin(w);
    agent_world_go_down(w, 503);
    agent_world_push_many(w, 1);
    agent_world_pass(w, 4000);
    assert_int_equal(agent_world_sends(w), 3);
    agent_world_come_back(w);
    agent_world_pass(w, 20000);
    assert_int_equal(agent_world_arrived(w), 1);
}

static void every_event_has_one_end(void **state)
{
    agent_world *w = *state;
    w->config.max_queue_size = 50;
    w->config.max_queue_bytes = 20000;
    w->config.queue_drop_policy = APIE_DROP_NEWEST;
    w->service.poison = "\"idle\"";
    agent_world_begin(w);
    agent_world_go_down(w, 503);
    agent_world_push_many(w, 40);
    agent_world_push(w, 30000, NULL); /* larger than the queue */
    agent_world_push(w, 0, "twice");
    agent_world_push(w, 0, "twice"); /* the second of its key */
    agent_world_push_many(w, 20);    /* more than fit */
    agent_world_come_back(w);
    agent_world_pass(w, 60000);
    agent_world_go_down(w, 503);
    agent_world_push_many(w, 4);
    apie_queue_diagnostics end = agent_world_diagnostics(w);
    assert_int_equal(end.queue_size, 4);
    assert_int_equal(end.accepted_count, end.delivered_count + 4);
    assert_int_equal(end.deduplicated_count, 1);
    assert_int_equal(end.dropped_too_large_count, 1);
    assert_int_equal(end.dropped_full_count, 61 - end.delivered_count);
    assert_int_equal(end.dropped_count, end.dropped_full_count + end.dropped_too_large_count);
    assert_int_equal(w->told[APIE_EVENT_DELIVERED], end.delivered_count);
    assert_int_equal(w->told[APIE_EVENT_DROPPED_DUPLICATE], 1);
    assert_int_equal(w->told[APIE_EVENT_DROPPED_TOO_LARGE], 1);
    assert_int_equal(w->told[APIE_EVENT_DROPPED_FULL], end.dropped_full_count);
    apie_agent_free(w->agent, true);
    w->agent = NULL;
    assert_int_equal(w->told[APIE_EVENT_DROPPED_CLOSED], 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AGENT_WORLD_TEST(time_sends),
        AGENT_WORLD_TEST(the_configured_interval_counts),
        AGENT_WORLD_TEST(a_full_batch_sends),
        AGENT_WORLD_TEST(many_are_sent_in_full_batches),
        AGENT_WORLD_TEST(what_is_in_flight_makes_no_batch_full),
        AGENT_WORLD_TEST(a_queue_without_room_is_sent_at_once),
        AGENT_WORLD_TEST(while_it_closes_what_comes_is_sent_at_once),
        AGENT_WORLD_TEST(many_bytes_send),
        AGENT_WORLD_TEST(a_queue_smaller_than_a_batch_sends_when_full),
        AGENT_WORLD_TEST(flushing_sends),
        AGENT_WORLD_TEST(the_end_of_a_run_sends_first),
        AGENT_WORLD_TEST(a_failed_tool_sends),
        AGENT_WORLD_TEST(an_approval_is_waited_for_with_all_sent),
        AGENT_WORLD_TEST(shutting_down_sends),
        AGENT_WORLD_TEST(a_flush_that_fails_says_what_is_left),
        AGENT_WORLD_TEST(a_flush_without_time_says_what_is_left),
        AGENT_WORLD_TEST(an_agent_that_never_registered_says_what_is_left),
        AGENT_WORLD_TEST(a_registration_that_failed_is_forgotten_when_another_succeeds),
        AGENT_WORLD_TEST(nothing_is_lost_however_few_attempts),
        AGENT_WORLD_TEST(refusing_everything_costs_about_a_request_an_event),
        AGENT_WORLD_TEST(no_attempts_at_all_is_the_default),
        AGENT_WORLD_TEST(every_event_has_one_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
