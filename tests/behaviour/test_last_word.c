/* A client that goes tells all that it has to tell before its closed callback, which is the last
 * thing that it calls; and whatever the program does with it meanwhile is refused. */
#include "stage.h"

#include <apie/async/mcp.h>
#include <apie/async/telemetry.h>
#include <apie/async/tracing.h>

/* Nothing listens there. */
#define NOBODY "http://127.0.0.1:9"

typedef enum way_out { CLOSE, CLOSE_THEN_FREE, FREE_WHILE_TOLD, WAYS_OUT } way_out;

enum { OPEN = 4 };

/* A client with one of everything open, and what was heard of it. */
typedef struct listener {
    way_out way;
    apie_async_client *client;
    apie_async_run_scope *run;
    apie_async_scope *tool;
    apie_async_step *step;
    apie_async_mcp_client *mcp;
    apie_async_mcp_request *request;
    unsigned open;  /* of those */
    unsigned ended; /* of those */
    unsigned events;
    unsigned told; /* anything at all */
    bool leaving;
    unsigned closed;
    unsigned told_when_closed;
} listener;

/* ---- what is told ---- */

static void use(const listener *l)
{
    const apie_event_details details = {.run_id = "run_x"};
    apie_queue_diagnostics counts;
    apie_error error;
    assert_int_equal(apie_async_track(l->client, "late", &details, NULL, &error),
                     APIE_ERROR_CLOSED);
    assert_null(apie_async_ready(l->client, NULL, NULL, NULL, &error));
    assert_int_equal(error.code, APIE_ERROR_CLOSED);
    assert_int_equal(apie_async_client_close(l->client, NULL, NULL, &error), APIE_ERROR_CLOSED);
    assert_int_equal(apie_async_get_queue_diagnostics(l->client, &counts, &error), APIE_OK);
}

static void hear(listener *l)
{
    l->told++;
    if (!l->leaving)
        return;
    use(l);
    if (l->way == FREE_WHILE_TOLD)
        apie_async_client_free(l->client);
}

static void hear_event(const apie_event_outcome *outcome, void *user)
{
    (void)outcome;
    ((listener *)user)->events++;
    hear(user);
}

static void hear_error(const apie_error *error, void *user)
{
    (void)error;
    hear(user);
}

static void hear_log(apie_log_level level, const char *message, void *user)
{
    (void)level;
    (void)message;
    hear(user);
}

static void hear_end(apie_status status, const apie_error *error, void *user)
{
    (void)error;
    assert_int_equal(status, APIE_ERROR_CANCELLED);
    ((listener *)user)->ended++;
    hear(user);
}

static void hear_mcp_end(apie_status status, json_t *result, apie_decision *decision,
                         const apie_error *error, void *user)
{
    (void)result;
    (void)decision;
    hear_end(status, error, user);
}

static void hear_unwanted(apie_async_mcp_request *request, void *user)
{
    (void)request;
    hear(user);
}

static void hear_closed(void *user)
{
    listener *l = user;
    hear(l);
    l->closed++;
    l->told_when_closed = l->told;
}

/* ---- what is open ---- */

static void hold_run(apie_async_run_scope *scope, void *user)
{
    ((listener *)user)->run = scope;
    ((listener *)user)->open++;
}

static void hold_tool(apie_async_scope *scope, void *user)
{
    ((listener *)user)->tool = scope;
    ((listener *)user)->open++;
}

static void hold_step(apie_async_step *step, void *user)
{
    ((listener *)user)->step = step;
    ((listener *)user)->open++;
}

static void hold_request(apie_async_mcp_request *request, const char *tool_name,
                         const json_t *arguments, void *user)
{
    (void)tool_name;
    (void)arguments;
    ((listener *)user)->request = request;
    ((listener *)user)->open++;
}

static void open_all(stage *s, listener *l)
{
    static const apie_tool_input tool = {.run_id = "run_x", .tool = {.name = "search"}};
    static const apie_step_input step = {.run_id = "run_x", .step_name = "Plan"};
    static const apie_mcp_call call = {.run_id = "run_x", .tool_name = "query"};
    const apie_async_mcp_client_options options = {
        .server = "db", .call_tool = hold_request, .unwanted = hear_unwanted, .user = l};
    expect_ok(s, apie_async_mcp_client_new(l->client, &options, &l->mcp, &s->error));
    assert_non_null(apie_async_with_run(l->client, NULL, NULL, hold_run, hear_end, l, &s->error));
    assert_non_null(
        apie_async_with_tool(l->client, &tool, NULL, hold_tool, hear_end, l, &s->error));
    assert_non_null(
        apie_async_with_workflow_step(l->client, &step, hold_step, hear_end, l, &s->error));
    assert_non_null(apie_async_mcp_call_tool(l->mcp, &call, NULL, hear_mcp_end, l, &s->error));
    while (l->open < OPEN)
        assert_int_equal(event_base_loop(s->subject.base, EVLOOP_ONCE), 0);
}

/* What the program has it still gives back. */
static void give_back(stage *s, listener *l)
{
    expect(s, APIE_ERROR_CLOSED, apie_async_run_scope_finish(l->run, NULL, &s->error));
    expect(s, APIE_ERROR_CLOSED, apie_async_scope_finish(l->tool, NULL, &s->error));
    expect(s, APIE_ERROR_CLOSED, apie_async_step_finish(l->step, NULL, &s->error));
    (void)apie_async_mcp_reply(l->request, APIE_OK, NULL, NULL);
    apie_async_mcp_client_free(l->mcp);
}

/* ---- the tests ---- */

static void go(stage *s, way_out way)
{
    listener l = {.way = way};
    s->config.mode = APIE_MODE_MONITOR;
    s->config.connection.attempts = 1;
    s->config.event_callback = hear_event;
    s->config.event_user = &l;
    s->config.error_callback = hear_error;
    s->config.error_user = &l;
    s->config.log_callback = hear_log;
    s->config.log_user = &l;
    stage_connect(s);
    l.client = s->subject.async;
    open_all(s, &l);
    assert_int_equal(l.ended, 0);
    assert_int_equal(l.events, 0);
    l.leaving = true;
    expect_ok(s, apie_async_client_close(l.client, hear_closed, &l, &s->error));
    s->subject.async = NULL;
    if (way == CLOSE_THEN_FREE)
        apie_async_client_free(l.client);
    assert_int_equal(event_base_dispatch(s->subject.base), 1);
    assert_int_equal(l.closed, 1);
    assert_int_equal(l.ended, OPEN);
    assert_int_not_equal(l.events, 0);
    assert_int_equal(l.told, l.told_when_closed);
    give_back(s, &l);
    assert_int_equal(l.told, l.told_when_closed);
    subject_free(&s->subject);
}

static void test_closed_is_the_last(stage *s)
{
    stage_use(s, NOBODY);
    for (int way = 0; way < WAYS_OUT; way++)
        go(s, (way_out)way);
}

static const stage_test tests[] = {
    {.name = "nothing is told after closed",
     .run = test_closed_is_the_last,
     .once = true,
     .async_only = true},
};

int main(void)
{
    return STAGE_MAIN("last word", tests);
}
