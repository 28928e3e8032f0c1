/* Ten thousand calls to a service that always fails, in virtual time: tries that are repeated stay
 * a small share of the traffic, however the service fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "apie/agent.h"
#include "apie/event_make.h"
#include "apie/guard.h"
#include "generated/apie_operations.h"
#include "support/virtual.h"

#define CALLS             10000
#define AT_MOST           (CALLS * 11 / 10)
#define SIDE_BY_SIDE      100 /* calls that are under way at a time */
#define FLUSH_INTERVAL_MS 2000

typedef struct world world;

struct world {
    virtual_world *time;
    apie_agent *agent;
    const virtual_reply *failure;
    bool failing;
    uint64_t requests; /* since it fails */
    uint64_t sends;    /* those of them that are for events */
    uint64_t begun;
    uint64_t ended;
    apie_flow *(*make)(world *world);
};

static void answer(void *user, const apie_http_request *request, virtual_reply *reply)
{
    world *w = user;
    if (w->failing) {
        w->requests++;
        w->sends += strcmp(request->target, "/v1/events") == 0;
        *reply = *w->failure;
    } else if (strcmp(request->target, "/v1/agents/identify") == 0) {
        reply->body = "{\"agent_id\":\"agt_1\",\"agent_version_id\":\"ver_1\",\"status\":\"ok\"}";
    }
    reply->delay_ms += 5;
}

static const char *no_environment(const char *name, void *user)
{
    (void)name;
    (void)user;
    return NULL;
}

static void open_world(world *w)
{
    const apie_config config = {
        .api_key = "key",
        .base_url = "http://127.0.0.1:1",
        .agent = {.key = "k", .name = "N"},
        .on_error = APIE_ON_ERROR_SILENT,
        .flush_interval_ms = FLUSH_INTERVAL_MS,
    };
    const apie_agent_source source = {.config = &config, .get_environment = no_environment};
    w->time = virtual_new(3, answer, w);
    assert_int_equal(apie_agent_new(&source, virtual_clock(w->time), &w->agent, NULL), APIE_OK);
    virtual_drive(w->time, &w->agent->core);
    virtual_run_until(w->time, virtual_now(w->time) + 1000);
    assert_non_null(w->agent->registration);
}

static void close_world(world *w)
{
    apie_agent_free(w->agent, false);
    virtual_free(w->time);
}

/* ---- calls ---- */

static void next_call(world *w);

static void call_ended(void *user, apie_flow *flow)
{
    world *w = user;
    assert_int_not_equal(flow->status, APIE_OK);
    w->ended++;
    next_call(w);
}

static void next_call(world *w)
{
    if (w->begun == CALLS)
        return;
    w->begun++;
    apie_flow *flow = w->make(w);
    assert_non_null(flow);
    (void)virtual_start(w->time, flow, call_ended, w);
}

static apie_flow *make_get(world *w)
{
    return apie_operation_flow_new(&w->agent->core, &apie_op_health_check, NULL, NULL, NULL, NULL);
}

static apie_flow *make_post(world *w)
{
    const apie_run_create body = {.agent_key = "k"};
    return apie_operation_flow_new(&w->agent->core, &apie_op_runs_create, NULL, &body, NULL, NULL);
}

static void calls_fail(apie_flow *(*make)(world *), const virtual_reply *failure)
{
    world w = {.failure = failure, .make = make};
    open_world(&w);
    w.failing = true;
    for (int i = 0; i < SIDE_BY_SIDE; i++)
        next_call(&w);
    while (w.ended < CALLS)
        virtual_run_until(w.time, virtual_now(w.time) + 1000);
    assert_int_equal(w.ended, CALLS);
    assert_in_range(w.requests, CALLS, AT_MOST);
    close_world(&w);
}

#define JSON "Content-Type: application/json\r\n"

static const virtual_reply failures[] = {
    {.status = 503, .body = "{}"},
    {.status = 500, .body = "oops", .headers = "Content-Type: text/html\r\n"},
    {.status = 429, .body = "{}", .headers = JSON "Retry-After: 0\r\n"},
    {.status = 503, .body = "{}", .headers = JSON "Retry-After: 1\r\n"},
    {.transport = APIE_ERROR_CONNECT},
    {.transport = APIE_ERROR_DNS},
    {.transport = APIE_ERROR_NETWORK},
    {.delay_ms = 1000000},
};

/* Fewer where instructions are emulated. */
static size_t failure_count(void)
{
    return getenv("TEST_SLOWLY") ? 3 : sizeof failures / sizeof failures[0];
}

static void reading(void **state)
{
    (void)state;
    for (size_t i = 0; i < failure_count(); i++)
        calls_fail(make_get, &failures[i]);
}

static void writing(void **state)
{
    (void)state;
    for (size_t i = 0; i < failure_count(); i++)
        calls_fail(make_post, &failures[i]);
}

/* ---- an agent's work ---- */

static void use_tool(world *w, const apie_action_outcome *outcome)
{
    const apie_tool_input tool = {.run_id = "run_1", .tool = {.name = "t"}};
    apie_guarded_input input;
    assert_int_equal(apie_guarded_input_from_tool(w->agent, &tool, NULL, NULL, &input, NULL),
                     APIE_OK);
    apie_guarded *guarded = apie_guarded_new(w->agent, &input, NULL);
    apie_flow *flow = apie_guard_flow_new(w->agent, &input, guarded, NULL, NULL);
    assert_non_null(flow);
    virtual_finish(w->time, flow);
    assert_int_equal(flow->status, APIE_OK); /* it fails open */
    apie_flow_free(flow);
    apie_guard_finish(w->agent, guarded, outcome,
                      apie_guarded_finished(w->agent, guarded, outcome, NULL));
    apie_guarded_free(guarded);
}

static void tell_error(world *w)
{
    const apie_event_details details = {.run_id = "run_1", .error_message = "it broke"};
    apie_event *event = apie_event_make(w->agent, APIE_EVENT_ERROR, &details, NULL, NULL, NULL);
    assert_non_null(event);
    apie_event_tell(w->agent, APIE_EVENT_ERROR, details.error_message, event);
    virtual_run_until(w->time, virtual_now(w->time) + 10);
}

/* Does that ten thousand times. Beside the requests that it makes itself, it has events sent, which
 * must not be tried anew with every event that comes. */
static void live(const virtual_reply *failure, void (*act)(world *w), uint64_t own_requests)
{
    world w = {.failure = failure};
    open_world(&w);
    w.failing = true;
    uint64_t start_ms = virtual_now(w.time);
    for (int i = 0; i < CALLS; i++)
        act(&w);
    uint64_t rounds = (virtual_now(w.time) - start_ms) / FLUSH_INTERVAL_MS + 1;
    assert_in_range(w.requests - w.sends, own_requests, own_requests + AT_MOST - CALLS);
    assert_in_range(w.sends, 1, rounds + AT_MOST - CALLS);
    close_world(&w);
}

static void use_tool_well(world *w)
{
    use_tool(w, NULL);
}

static void use_tool_badly(world *w)
{
    static const apie_action_outcome broken = {.error_message = "it broke"};
    use_tool(w, &broken);
}

static void working(void **state)
{
    (void)state;
    for (size_t i = 0; i < failure_count(); i++) {
        live(&failures[i], use_tool_well, CALLS);
        live(&failures[i], use_tool_badly, CALLS);
        live(&failures[i], tell_error, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading),
        cmocka_unit_test(writing),
        cmocka_unit_test(working),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
