/* The queue of events seen through the agent: which events are one, and what happens when it is
 * full. */
#include "support/agent_world.h"

#include <stdio.h>
#include <string.h>

#include "apie/room.h"

/* A tool call that may run. */
static agent_action search(agent_world *w, bool unguarded)
{
    const apie_tool_input tool = {.tool.name = "search", .unguarded = unguarded};
    return agent_world_act(w, &tool);
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
    assert_int_equal(agent_world_diagnostics(w).deduplicated_count, 1);
    agent_world_push(w, 0, "a"); /* none waits now */
    agent_world_pass(w, 3000);
    assert_int_equal(agent_world_arrived(w), 4);
    agent_world_push(w, 0, ""); /* no key */
    agent_world_push(w, 0, "");
    agent_world_pass(w, 3000);
    assert_int_equal(agent_world_arrived(w), 6);
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
    agent_world_go_down(w, 503);
    agent_world_push_many(w, 4);
    agent_world_pass(w, 1);
    agent_world_come_back(w);
    for (int i = 0; i < 40; i++)
        push_after_waiting(w);
    agent_world_pass(w, 30000);
    assert_int_equal(agent_world_arrived(w), 44);
    assert_int_equal(agent_world_diagnostics(w).dropped_count, 0);
    assert_int_equal(w->room_told, 0);
}

/* What others queue meanwhile takes the room, and is sent for it, too. */
static void room_that_others_take_is_made_again(void **state)
{
    agent_world *w = *state;
    static const char spaces[80000];
    w->config.queue_drop_policy = APIE_DROP_WAIT;
    w->config.max_queue_bytes = 100000;
    w->service.latency_ms = 400;
    agent_world_begin(w);
    apie_event *large = apie_event_new(
        &(apie_event_input){.type = "t", .agent_key = "k", .metadata = {spaces, sizeof spaces}},
        &w->error);
    assert_non_null(large);
    agent_world_push(w, 30000, NULL);
    uint64_t until = virtual_now(w->world) + 1000;
    (void)virtual_start(w->world, apie_room_flow_new(w->agent, large, until, &w->error), NULL,
                        NULL);
    agent_world_pass(w, 0);
    agent_world_push(w, 30000, NULL);
    agent_world_pass(w, 900);
    assert_int_equal(agent_world_arrived(w), 2);
    assert_true(apie_agent_may_push(w->agent, large));
    apie_event_free(large);
}

static void waiting_ends(void **state)
{
    agent_world *w = *state;
    wait_when_full(w, 700);
    agent_world_go_down(w, 401);
    agent_world_push_many(w, 4);
    agent_world_pass(w, 1);
    uint64_t before = virtual_now(w->world);
    size_t sends = agent_world_sends(w);
    push_after_waiting(w);
    assert_int_equal(virtual_now(w->world) - before, 700);
    assert_true(agent_world_sends(w) - sends <= 2); /* waiting is no reason to hurry */
    agent_world_pass(w, 1);
    assert_int_equal(w->told[APIE_EVENT_DROPPED_FULL], 1);
    assert_int_equal(agent_world_diagnostics(w).queue_size, 4);
}

static void what_never_fits_does_not_wait(void **state)
{
    agent_world *w = *state;
    w->config.max_queue_bytes = 1000;
    wait_when_full(w, 700);
    agent_world_go_down(w, 503);
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
    agent_world_go_down(w, 401);
    agent_world_push_many(w, 4);
    agent_world_pass(w, 1);
    agent_action a = search(w, false);
    virtual_start(w->world, a.flow, NULL, NULL);
    agent_world_pass(w, 1500);
    assert_int_equal(fake_service_count(&w->service, "/v1/guardrails/evaluate"), 1);
    assert_int_equal(agent_world_diagnostics(w).accepted_count, 4);
    agent_world_come_back(w);
    virtual_run(w->world);
    agent_action_finish(w, &a, NULL);
    agent_world_pass(w, 5000);
    assert_int_equal(agent_world_arrived(w), 8);
    assert_int_equal(agent_world_diagnostics(w).dropped_count, 0);
    assert_true(fake_service_gap_free(&w->service));
    apie_guarded_free(a.guarded);
}

/* The action runs even so: events never stop it. */
static void a_guarded_action_does_not_wait_for_ever(void **state)
{
    agent_world *w = *state;
    wait_when_full(w, 500);
    agent_world_go_down(w, 401);
    agent_world_push_many(w, 4);
    agent_action a = search(w, false);
    uint64_t before = virtual_now(w->world);
    virtual_finish(w->world, a.flow);
    assert_int_equal(a.flow->status, APIE_OK);
    assert_non_null(a.flow->result);
    assert_in_range(virtual_now(w->world) - before, 1000, 1100); /* twice: told twice */
    assert_int_equal(w->told[APIE_EVENT_DROPPED_FULL], 3);
    agent_action_free(&a);
}

static void a_cancelled_wait_still_tells(void **state)
{
    agent_world *w = *state;
    wait_when_full(w, 60000);
    agent_world_go_down(w, 401);
    agent_world_push_many(w, 3);
    agent_action a = search(w, true);
    virtual_task *task = virtual_start(w->world, a.flow, NULL, NULL);
    virtual_cancel_at(task, virtual_now(w->world) + 400);
    agent_world_pass(w, 401);
    /* of its two events one fits */
    assert_int_equal(agent_world_diagnostics(w).queue_size, 4);
    assert_int_equal(w->told[APIE_EVENT_DROPPED_FULL], 1);
    apie_guarded_free(a.guarded);
}

static void others_do_not_wait(void **state)
{
    agent_world *w = *state;
    w->config.max_queue_size = 1;
    agent_world_begin(w);
    agent_world_push_many(w, 1);
    agent_action a = search(w, true);
    apie_event *events = apie_guarded_started(w->agent, a.guarded, &w->error);
    assert_true(apie_agent_may_push(w->agent, events));
    apie_events_free(events);
    agent_action_free(&a);
}

/* ---- a full queue: telling when there is room ---- */

static void room_is_told_once(void **state)
{
    agent_world *w = *state;
    w->config.max_queue_size = 40;
    w->config.max_batch_size = 10;
    w->config.queue_drop_policy = APIE_DROP_NEWEST;
    agent_world_begin(w);
    agent_world_go_down(w, 503);
    agent_world_push_many(w, 45);
    agent_world_pass(w, 10000);
    assert_int_equal(w->room_told, 0);
    agent_world_push_many(w, 2);
    agent_world_come_back(w);
    agent_world_pass(w, 60000);
    assert_int_equal(w->room_told, 1);
    assert_int_equal(w->room_dropped, 7);
    agent_world_push_many(w, 30);
    agent_world_pass(w, 10000);
    assert_int_equal(w->room_told, 1);
    agent_world_go_down(w, 503);
    agent_world_push_many(w, 41);
    agent_world_come_back(w);
    agent_world_pass(w, 60000);
    assert_int_equal(w->room_told, 2);
    assert_int_equal(w->room_dropped, 1);
}

static void an_agent_that_ends_tells_of_no_room(void **state)
{
    agent_world *w = *state;
    w->config.max_queue_size = 4;
    agent_world_begin(w);
    agent_world_go_down(w, 503);
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
        AGENT_WORLD_TEST(of_one_key_one_is_sent),
        AGENT_WORLD_TEST(the_program_gives_keys),
        AGENT_WORLD_TEST(a_key_without_an_end_is_cut),
        AGENT_WORLD_TEST(who_waits_gets_room),
        AGENT_WORLD_TEST(room_that_others_take_is_made_again),
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
