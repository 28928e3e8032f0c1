/* Thousands of flows at once against a service that fails at random, with random cancels, in
 * virtual time: whatever happens, each ends once and no event is lost. */
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

#define ACTORS 1000

typedef struct simulation simulation;

/* One agent's work: a run with a few guarded actions. */
typedef struct actor {
    simulation *world;
    apie_run *run;
    apie_guarded *guarded;
    int actions_left;
    int ends;
} actor;

struct simulation {
    fake_service service;
    virtual_world *world;
    apie_agent *agent;
    actor actors[ACTORS];
    uint64_t pushed;
    uint64_t delivered;
    uint64_t dropped;
    uint64_t cancelled;
};

static const char *no_environment(const char *name, void *user)
{
    (void)name;
    (void)user;
    return NULL;
}

static void count_event(const apie_event_outcome *outcome, void *user)
{
    simulation *s = user;
    if (outcome->fate == APIE_EVENT_DELIVERED)
        s->delivered++;
    else
        s->dropped++;
}

static void start(actor *a, apie_flow *flow, virtual_done_fn *done)
{
    simulation *s = a->world;
    assert_non_null(flow);
    virtual_task *task = virtual_start(s->world, flow, done, a);
    if (virtual_random(s->world) % 20 == 0)
        virtual_cancel_at(task, virtual_now(s->world) + virtual_random(s->world) % 300);
}

static void note_end(actor *a, const apie_flow *flow)
{
    if (flow->status == APIE_ERROR_CANCELLED)
        a->world->cancelled++;
}

static void run_over(void *user, apie_flow *flow)
{
    actor *a = user;
    note_end(a, flow);
    a->ends++;
}

static void next_action(actor *a);

static void action_over(void *user, apie_flow *flow)
{
    actor *a = user;
    simulation *s = a->world;
    note_end(a, flow);
    if (flow->status == APIE_OK) {
        apie_action_outcome outcome = {0};
        if (virtual_random(s->world) % 4 == 0)
            outcome.error_message = "it broke";
        apie_guard_finish(s->agent, a->guarded, &outcome,
                          apie_guarded_finished(s->agent, a->guarded, &outcome, NULL));
    }
    apie_guarded_free(a->guarded);
    a->guarded = NULL;
    next_action(a);
}

static void next_action(actor *a)
{
    simulation *s = a->world;
    if (a->actions_left-- == 0) {
        start(a, apie_run_end_flow_new(s->agent, a->run->id, NULL, NULL, NULL, NULL), run_over);
        return;
    }
    apie_tool_input tool = {.run_id = a->run->id, .tool = {.name = "t", .risk_level = "low"}};
    apie_guarded_input input;
    assert_int_equal(apie_guarded_input_from_tool(s->agent, &tool, NULL, NULL, &input, NULL),
                     APIE_OK);
    a->guarded = apie_guarded_new(s->agent, &input, NULL);
    start(a, apie_guard_flow_new(s->agent, &input, a->guarded, NULL, NULL), action_over);
}

static void run_begun(void *user, apie_flow *flow)
{
    actor *a = user;
    note_end(a, flow);
    if (flow->status != APIE_OK) {
        assert_int_equal(flow->status, APIE_ERROR_CANCELLED);
        a->ends++;
        return;
    }
    a->run = apie_flow_take_result(flow);
    next_action(a);
}

static simulation *open_simulation(uint64_t seed, int fail_percent)
{
    simulation *s = calloc(1, sizeof *s);
    assert_non_null(s);
    fake_service_init(&s->service);
    s->world = virtual_new(seed, fake_service_answer, &s->service);
    s->service.world = s->world;
    s->service.fail_percent = fail_percent;
    s->service.latency_ms = 200;
    apie_config config = {
        .api_key = "key",
        .base_url = "http://127.0.0.1:1",
        .agent = {.key = "k", .name = "N"},
        .on_error = APIE_ON_ERROR_SILENT,
        .max_queue_size = 1000000,
        .event_callback = count_event,
        .event_user = s,
    };
    apie_agent_source source = {.config = &config, .get_environment = no_environment};
    assert_int_equal(apie_agent_new(&source, virtual_clock(s->world), &s->agent, NULL), APIE_OK);
    virtual_drive(s->world, &s->agent->core);
    return s;
}

static void simulate(uint64_t seed, int fail_percent)
{
    simulation *s = open_simulation(seed, fail_percent);
    for (size_t i = 0; i < ACTORS; i++) {
        actor *a = &s->actors[i];
        a->world = s;
        a->actions_left = (int)(virtual_random(s->world) % 4);
        start(a, apie_run_begin_flow_new(s->agent, NULL, NULL, NULL), run_begun);
    }
    virtual_run_until(s->world, virtual_now(s->world) + 3600000);
    s->service.fail_percent = 0;
    virtual_run_until(s->world, virtual_now(s->world) + 60000);

    for (size_t i = 0; i < ACTORS; i++) {
        assert_int_equal(s->actors[i].ends, 1);
        apie_free(s->actors[i].run);
    }
    apie_queue_diagnostics diagnostics;
    apie_agent_read_diagnostics(s->agent, &diagnostics);
    assert_int_equal(diagnostics.queue_size, 0);
    assert_int_equal(s->dropped, 0);
    assert_int_equal(s->delivered, diagnostics.accepted_count);
    assert_int_equal(json_array_size(s->service.events), s->delivered);
    assert_true(fake_service_gap_free(&s->service));
    assert_true(s->cancelled > 0);
    if (fail_percent == 0)
        assert_int_equal(s->service.duplicates, 0);
    apie_agent_free(s->agent, false);
    virtual_free(s->world);
    fake_service_free(&s->service);
    free(s);
}

static void nothing_is_lost_without_faults(void **state)
{
    (void)state;
    simulate(1, 0);
}

static void nothing_is_lost_with_one_request_in_ten_failing(void **state)
{
    (void)state;
    for (uint64_t seed = 2; seed < 5; seed++)
        simulate(seed, 10);
}

static void nothing_is_lost_with_half_of_all_requests_failing(void **state)
{
    (void)state;
    for (uint64_t seed = 5; seed < 7; seed++)
        simulate(seed, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_without_faults),
        cmocka_unit_test(nothing_is_lost_with_one_request_in_ten_failing),
        cmocka_unit_test(nothing_is_lost_with_half_of_all_requests_failing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
