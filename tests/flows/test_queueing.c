/* The queue of events seen through the agent: what sends it, what happens when it is full, which
 * events are one, and that nothing is lost by failures. */
#include "support/agent_world.h"

#include <stdio.h>
#include <string.h>

#include "apie/guard.h"
#include "apie/room.h"

#define REFUSED (-1) /* no connection at all */

static void go_down(agent_world *w, int status)
{
    w->service.down_prefix = "/v1/events";
    w->service.down_status = status;
}

static void come_back(agent_world *w)
{
    w->service.down_prefix = NULL;
}

static apie_queue_diagnostics diagnostics_of(agent_world *w)
{
    apie_queue_diagnostics diagnostics;
    apie_agent_read_diagnostics(w->agent, &diagnostics);
    return diagnostics;
}

/* A guarded action; whether it may run is what the flow says. */
typedef struct action {
    apie_guarded *guarded;
    apie_flow *flow;
} action;

static action new_action(agent_world *w, bool unguarded)
{
    apie_tool_input tool = {.run_id = "run_1", .tool.name = "search", .unguarded = unguarded};
    apie_guarded_input input;
    action a = {NULL, NULL};
    assert_int_equal(apie_guarded_input_from_tool(w->agent, &tool, NULL, NULL, &input, &w->error),
                     APIE_OK);
    a.guarded = apie_guarded_new(w->agent, &input, &w->error);
    assert_non_null(a.guarded);
    a.flow = apie_guard_flow_new(w->agent, &input, a.guarded, NULL, &w->error);
    assert_non_null(a.flow);
    return a;
}

static void free_action(action *a)
{
    apie_flow_free(a->flow);
    apie_guarded_free(a->guarded);
}

static void finish_action(agent_world *w, const action *a, const char *error_message)
{
    apie_action_outcome outcome = {.error_message = error_message};
    apie_guard_finish(w->agent, a->guarded, &outcome,
                      apie_guarded_finished(w->agent, a->guarded, &outcome, &w->error));
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
        action a = new_action(w, true);
        virtual_finish(w->world, a.flow);
        finish_action(w, &a, i == 0 ? NULL : "it broke");
        agent_world_pass(w, 1);
        assert_int_equal(agent_world_sends(w), i);
        free_action(&a);
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
    action a = new_action(w, false);
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
    go_down(w, 401);
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
    go_down(w, REFUSED);
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

/* ---- failures lose nothing ---- */

static void nothing_is_lost_however_few_attempts(void **state)
{
    static const int statuses[] = {REFUSED, 503, 429, 401, 404};
    agent_world *w = *state;
    w->config.retry_attempts = 1;
    agent_world_begin(w);
    unsigned pushed = 0;
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        go_down(w, statuses[i]);
        agent_world_push_many(w, 30);
        pushed += 30;
        agent_world_pass(w, 60000);
        assert_int_equal(agent_world_arrived(w), 0);
        assert_int_equal(diagnostics_of(w).queue_size, pushed);
    }
    assert_true(w->errors > 0);
    come_back(w);
    agent_world_pass(w, 60000);
    assert_int_equal(agent_world_arrived(w), pushed);
    assert_int_equal(w->told[APIE_EVENT_DELIVERED], pushed);
    assert_int_equal(diagnostics_of(w).dropped_count, 0);
    assert_true(fake_service_gap_free(&w->service));
}

/* Zero is the default in a struct: it can not mean that events are thrown away untried. */
/* Looking for the refused ones costs few requests, even if that is all of them. */
static void refusing_everything_costs_about_a_request_an_event(void **state)
{
    agent_world *w = *state;
    go_down(w, 400);
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
    go_down(w, 503);
    agent_world_push_many(w, 1);
    agent_world_pass(w, 4000);
    assert_int_equal(agent_world_sends(w), 3);
    come_back(w);
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
    go_down(w, 503);
    agent_world_push_many(w, 40);
    agent_world_push(w, 30000, NULL); /* larger than the queue */
    agent_world_push(w, 0, "twice");
    agent_world_push(w, 0, "twice"); /* the second of its key */
    agent_world_push_many(w, 20);    /* more than fit */
    come_back(w);
    agent_world_pass(w, 60000);
    go_down(w, 503);
    agent_world_push_many(w, 4);
    apie_queue_diagnostics end = diagnostics_of(w);
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

/* ---- events that are one ---- */

static void of_one_key_one_is_sent(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    agent_world_push(w, 0, "a");
    agent_world_push(w, 0, "a");
    agent_world_push(w, 0, "b");
    agent_world_push(w, 0, NULL);
    agent_world_pass(w, 3000);
    assert_int_equal(agent_world_arrived(w), 3);
    assert_true(fake_service_gap_free(&w->service));
    assert_int_equal(diagnostics_of(w).deduplicated_count, 1);
    agent_world_push(w, 0, "a"); /* none waits now */
    agent_world_pass(w, 3000);
    assert_int_equal(agent_world_arrived(w), 4);
}

typedef struct key_giver {
    unsigned asked;
    bool gives;
} key_giver;

static bool give_key(const apie_queued_event *event, char *key, size_t size, void *user)
{
    key_giver *giver = user;
    assert_int_equal(size, APIE_EVENT_KEY_SIZE);
    assert_string_equal(event->type, "test.event");
    assert_string_equal(event->run_id, "run_1");
    assert_null(event->session_id);
    assert_int_equal(strlen(event->event_id), 36);
    json_t *text = json_loadb(event->text, event->length, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(text, "event_id")), event->event_id);
    json_decref(text);
    giver->asked++;
    if (giver->gives)
        snprintf(key, size, "%s/%s", event->type, event->run_id);
    return giver->gives;
}

static void the_program_gives_keys(void **state)
{
    agent_world *w = *state;
    key_giver giver = {0, true};
    w->config.queue_idempotency_key = give_key;
    w->config.queue_idempotency_user = &giver;
    agent_world_begin(w);
    agent_world_push_many(w, 3);
    assert_int_equal(giver.asked, 3);
    agent_world_push(w, 0, "of its own");
    assert_int_equal(giver.asked, 3);
    agent_world_pass(w, 3000);
    assert_int_equal(agent_world_arrived(w), 2);
    giver.gives = false;
    agent_world_push_many(w, 3);
    agent_world_pass(w, 3000);
    assert_int_equal(agent_world_arrived(w), 5);
}

static bool give_long_key(const apie_queued_event *event, char *key, size_t size, void *user)
{
    (void)event;
    (void)user;
    memset(key, 'k', size);
    return true;
}

static void a_key_without_an_end_is_cut(void **state)
{
    agent_world *w = *state;
    w->config.queue_idempotency_key = give_long_key;
    agent_world_begin(w);
    agent_world_push_many(w, 2);
    agent_world_pass(w, 3000);
    assert_int_equal(agent_world_arrived(w), 1);
}

/* ---- a full queue: waiting ---- */

static void wait_when_full(agent_world *w, int64_t wait_ms)
{
    w->config.queue_drop_policy = APIE_DROP_WAIT;
    w->config.queue_wait_ms = wait_ms;
    w->config.max_queue_size = 4;
    w->config.retry_attempts = 1;
    agent_world_begin(w);
}

/* Waits as the blocking library does. */
static void push_after_waiting(agent_world *w)
{
    apie_event *event = apie_event_new(
        &(apie_event_input){
            .type = "test.late", .agent_key = "k", .run_id = "run_1", .id_high = ++w->next_event},
        &w->error);
    assert_non_null(event);
    uint64_t until = virtual_now(w->world) + (uint64_t)w->agent->config->queue_wait_ms;
    if (!apie_agent_may_push(w->agent, event)) {
        apie_flow *flow = apie_room_flow_new(w->agent, event, until, &w->error);
        virtual_finish(w->world, flow);
        assert_int_equal(flow->status, APIE_OK);
        apie_flow_free(flow);
    }
    apie_agent_push(w->agent, event);
}

static void who_waits_gets_room(void **state)
{
    agent_world *w = *state;
    wait_when_full(w, 30000);
    go_down(w, 503);
    agent_world_push_many(w, 4);
    agent_world_pass(w, 1);
    come_back(w);
    for (int i = 0; i < 40; i++)
        push_after_waiting(w);
    agent_world_pass(w, 30000);
    assert_int_equal(agent_world_arrived(w), 44);
    assert_int_equal(diagnostics_of(w).dropped_count, 0);
    assert_int_equal(w->room_told, 0);
}

static void waiting_ends(void **state)
{
    agent_world *w = *state;
    wait_when_full(w, 700);
    go_down(w, 401);
    agent_world_push_many(w, 4);
    agent_world_pass(w, 1);
    uint64_t before = virtual_now(w->world);
    size_t sends = agent_world_sends(w);
    push_after_waiting(w);
    assert_int_equal(virtual_now(w->world) - before, 700);
    assert_true(agent_world_sends(w) - sends <= 2); /* waiting is no reason to hurry */
    agent_world_pass(w, 1);
    assert_int_equal(w->told[APIE_EVENT_DROPPED_FULL], 1);
    assert_int_equal(diagnostics_of(w).queue_size, 4);
}

static void what_never_fits_does_not_wait(void **state)
{
    agent_world *w = *state;
    w->config.max_queue_bytes = 1000;
    wait_when_full(w, 700);
    go_down(w, 503);
    agent_world_push_many(w, 1);
    apie_event *large = apie_event_new(
        &(apie_event_input){.type = "t", .agent_key = "k", .step_name = "s"}, &w->error);
    large->length += 1000;
    assert_true(apie_agent_may_push(w->agent, large));
    large->length -= 1000;
    apie_event_free(large);
}

static void a_guarded_action_waits_for_its_events(void **state)
{
    agent_world *w = *state;
    wait_when_full(w, 5000);
    go_down(w, 401);
    agent_world_push_many(w, 4);
    agent_world_pass(w, 1);
    action a = new_action(w, false);
    virtual_start(w->world, a.flow, NULL, NULL);
    agent_world_pass(w, 1500);
    assert_int_equal(fake_service_count(&w->service, "/v1/guardrails/evaluate"), 1);
    assert_int_equal(diagnostics_of(w).accepted_count, 4);
    come_back(w);
    virtual_run(w->world);
    finish_action(w, &a, NULL);
    agent_world_pass(w, 5000);
    assert_int_equal(agent_world_arrived(w), 8);
    assert_int_equal(diagnostics_of(w).dropped_count, 0);
    assert_true(fake_service_gap_free(&w->service));
    apie_guarded_free(a.guarded);
}

/* The action runs even so: events never stop it. */
static void a_guarded_action_does_not_wait_for_ever(void **state)
{
    agent_world *w = *state;
    wait_when_full(w, 500);
    go_down(w, 401);
    agent_world_push_many(w, 4);
    action a = new_action(w, false);
    uint64_t before = virtual_now(w->world);
    virtual_finish(w->world, a.flow);
    assert_int_equal(a.flow->status, APIE_OK);
    assert_non_null(a.flow->result);
    assert_in_range(virtual_now(w->world) - before, 1000, 1100); /* twice: told twice */
    assert_int_equal(w->told[APIE_EVENT_DROPPED_FULL], 3);
    free_action(&a);
}

static void a_cancelled_wait_still_tells(void **state)
{
    agent_world *w = *state;
    wait_when_full(w, 60000);
    go_down(w, 401);
    agent_world_push_many(w, 3);
    action a = new_action(w, true);
    virtual_task *task = virtual_start(w->world, a.flow, NULL, NULL);
    virtual_cancel_at(task, virtual_now(w->world) + 400);
    agent_world_pass(w, 401);
    /* of its two events one fits */
    assert_int_equal(diagnostics_of(w).queue_size, 4);
    assert_int_equal(w->told[APIE_EVENT_DROPPED_FULL], 1);
    apie_guarded_free(a.guarded);
}

static void others_do_not_wait(void **state)
{
    agent_world *w = *state;
    w->config.max_queue_size = 1;
    agent_world_begin(w);
    agent_world_push_many(w, 1);
    action a = new_action(w, true);
    apie_event *events = apie_guarded_started(w->agent, a.guarded, &w->error);
    assert_true(apie_agent_may_push(w->agent, events));
    apie_agent_free_events(events);
    free_action(&a);
}

/* ---- a full queue: telling when there is room ---- */

static void room_is_told_once(void **state)
{
    agent_world *w = *state;
    w->config.max_queue_size = 40;
    w->config.max_batch_size = 10;
    w->config.queue_drop_policy = APIE_DROP_NEWEST;
    agent_world_begin(w);
    go_down(w, 503);
    agent_world_push_many(w, 45);
    agent_world_pass(w, 10000);
    assert_int_equal(w->room_told, 0);
    agent_world_push_many(w, 2);
    come_back(w);
    agent_world_pass(w, 60000);
    assert_int_equal(w->room_told, 1);
    assert_int_equal(w->room_dropped, 7);
    agent_world_push_many(w, 30);
    agent_world_pass(w, 10000);
    assert_int_equal(w->room_told, 1);
    go_down(w, 503);
    agent_world_push_many(w, 41);
    come_back(w);
    agent_world_pass(w, 60000);
    assert_int_equal(w->room_told, 2);
    assert_int_equal(w->room_dropped, 1);
}

static void an_agent_that_ends_tells_of_no_room(void **state)
{
    agent_world *w = *state;
    w->config.max_queue_size = 4;
    agent_world_begin(w);
    go_down(w, 503);
    agent_world_push_many(w, 6);
    apie_agent_free(w->agent, true);
    w->agent = NULL;
    assert_int_equal(w->told[APIE_EVENT_DROPPED_FULL], 2);
    assert_int_equal(w->told[APIE_EVENT_DROPPED_CLOSED], 4);
    assert_int_equal(w->room_told, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AGENT_WORLD_TEST(time_sends),
        AGENT_WORLD_TEST(the_configured_interval_counts),
        AGENT_WORLD_TEST(a_full_batch_sends),
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
        AGENT_WORLD_TEST(nothing_is_lost_however_few_attempts),
        AGENT_WORLD_TEST(refusing_everything_costs_about_a_request_an_event),
        AGENT_WORLD_TEST(no_attempts_at_all_is_the_default),
        AGENT_WORLD_TEST(every_event_has_one_end),
        AGENT_WORLD_TEST(of_one_key_one_is_sent),
        AGENT_WORLD_TEST(the_program_gives_keys),
        AGENT_WORLD_TEST(a_key_without_an_end_is_cut),
        AGENT_WORLD_TEST(who_waits_gets_room),
        AGENT_WORLD_TEST(waiting_ends),
        AGENT_WORLD_TEST(what_never_fits_does_not_wait),
        AGENT_WORLD_TEST(a_guarded_action_waits_for_its_events),
        AGENT_WORLD_TEST(a_guarded_action_does_not_wait_for_ever),
        AGENT_WORLD_TEST(a_cancelled_wait_still_tells),
        AGENT_WORLD_TEST(others_do_not_wait),
        AGENT_WORLD_TEST(room_is_told_once),
        AGENT_WORLD_TEST(an_agent_that_ends_tells_of_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
