/* The instrumented MCP client of the event-driven library: cancelling, and clients that go while a
 * server is at work. */
#include "mcp_stage.h"

#include <stdlib.h>
#include <string.h>

typedef struct silent {
    mcp_stage m;
    apie_async_mcp_request *request;
    unsigned told;
    apie_status status;
    apie_async_mcp_client *frees; /* in the callback */
    bool replies;                 /* in the callback */
    apie_status replied;
} silent;

static void note_end(apie_status status, json_t *result, apie_decision *decision,
                     const apie_error *error, void *user)
{
    silent *t = user;
    (void)decision;
    assert_int_equal(status == APIE_OK, error == NULL);
    assert_true(status == APIE_OK || !result);
    t->told++;
    t->status = status;
    apie_async_mcp_client_free(t->frees);
    if (t->replies)
        t->replied = fake_mcp_reply(&t->m.fake);
}

static void turn(const silent *t)
{
    assert_int_equal(event_base_loop(t->m.stage->subject.base, EVLOOP_ONCE), 0);
}

/* A call that the server is at. */
static void open_silent(silent *t, stage *s)
{
    *t = (silent){0};
    mcp_stage_open(&t->m, s);
    t->m.fake.manner = FAKE_IS_SILENT;
    const apie_mcp_call input = {.run_id = t->m.run->id, .tool_name = "query"};
    t->request = apie_async_mcp_call_tool(t->m.mcp.async, &input, NULL, note_end, t, &s->error);
    assert_non_null(t->request);
}

static void await_server(const silent *t)
{
    while (!t->m.fake.kept)
        turn(t);
    assert_int_equal(t->told, 0);
}

static void await_end(const silent *t, apie_status expected)
{
    while (t->told == 0)
        turn(t);
    assert_int_equal(t->told, 1);
    assert_int_equal(t->status, expected);
}

static void test_cancel_while_a_guardrail_is_asked(stage *s)
{
    silent t;
    open_silent(&t, s);
    apie_async_mcp_cancel(t.request);
    assert_int_equal(t.told, 0);
    await_end(&t, APIE_ERROR_CANCELLED);
    assert_int_equal(t.m.fake.calls, 0);
    apie_async_mcp_cancel(NULL);
    mcp_stage_end(&t.m, "");
}

static void test_cancel_while_a_server_works(stage *s)
{
    silent t;
    open_silent(&t, s);
    await_server(&t);
    apie_async_mcp_cancel(t.request);
    assert_int_equal(t.m.fake.unwanted, 1);
    assert_int_equal(t.told, 0);
    apie_async_mcp_cancel(t.request); /* once more, before it is told */
    assert_int_equal(t.m.fake.unwanted, 1);
    await_end(&t, APIE_ERROR_CANCELLED);
    assert_int_equal(fake_mcp_reply(&t.m.fake), APIE_ERROR_CANCELLED);
    mcp_stage_end(&t.m, FAILED_CALL_EVENTS);
    assert_string_equal(text_at(mcp_stage_event(&t.m, "agent.mcp.failed"), "error/message"),
                        "the call was cancelled");
}

static void test_an_answer_that_comes_with_the_cancel(stage *s)
{
    silent t;
    open_silent(&t, s);
    await_server(&t);
    apie_async_mcp_cancel(t.request);
    assert_int_equal(fake_mcp_reply(&t.m.fake), APIE_ERROR_CANCELLED);
    await_end(&t, APIE_ERROR_CANCELLED);
    mcp_stage_end(&t.m, FAILED_CALL_EVENTS);
}

static void test_an_answer_inside_of_the_callback(stage *s)
{
    silent t;
    open_silent(&t, s);
    await_server(&t);
    t.replies = true;
    apie_async_mcp_cancel(t.request);
    await_end(&t, APIE_ERROR_CANCELLED);
    assert_int_equal(t.replied, APIE_ERROR_CANCELLED);
    mcp_stage_end(&t.m, FAILED_CALL_EVENTS);
}

static void test_a_cancel_that_is_too_late(stage *s)
{
    silent t;
    open_silent(&t, s);
    await_server(&t);
    assert_int_equal(fake_mcp_reply(&t.m.fake), APIE_OK);
    assert_int_equal(t.told, 0);
    apie_async_mcp_cancel(t.request);
    await_end(&t, APIE_OK);
    assert_int_equal(t.m.fake.unwanted, 0);
    mcp_stage_end(&t.m, CALL_EVENTS);
}

static void test_cancelled_listings(stage *s)
{
    silent t = {0};
    mcp_stage_open(&t.m, s);
    t.m.fake.manner = FAKE_IS_SILENT;
    t.m.fake.answer = "{'tools':[{'name':'read'}]}";
    apie_async_mcp_client *mcp = t.m.mcp.async;
    /* before the server is asked */
    t.request = apie_async_mcp_list_tools(mcp, t.m.run->id, NULL, note_end, &t, &s->error);
    apie_async_mcp_cancel(t.request);
    await_end(&t, APIE_ERROR_CANCELLED);
    assert_int_equal(t.m.fake.calls, 0);
    /* while it works */
    t.told = 0;
    t.request = apie_async_mcp_list_tools(mcp, t.m.run->id, NULL, note_end, &t, &s->error);
    await_server(&t);
    apie_async_mcp_cancel(t.request);
    await_end(&t, APIE_ERROR_CANCELLED);
    assert_int_equal(fake_mcp_reply(&t.m.fake), APIE_ERROR_CANCELLED);
    /* while its tools are defined */
    t.told = 0;
    stage_set_faults(s, "[{\"path\":\"*/tools/define\",\"delay_ms\":60000}]");
    t.request = apie_async_mcp_list_tools(mcp, t.m.run->id, NULL, note_end, &t, &s->error);
    await_server(&t);
    assert_int_equal(fake_mcp_reply(&t.m.fake), APIE_OK);
    apie_async_mcp_cancel(t.request);
    await_end(&t, APIE_ERROR_CANCELLED);
    mcp_stage_end(&t.m, "");
}

static void test_the_client_goes_while_a_guardrail_is_asked(stage *s)
{
    silent t;
    open_silent(&t, s);
    apie_async_client_free(s->subject.async);
    s->subject.async = NULL;
    assert_int_equal(t.told, 1);
    assert_int_equal(t.status, APIE_ERROR_CANCELLED);
    apie_free(t.m.run);
    subject_mcp_free(&t.m.mcp);
}

static void test_the_client_goes_while_a_server_works(stage *s)
{
    silent t;
    const apie_mcp_call input = {.run_id = "r", .tool_name = "query"};
    open_silent(&t, s);
    await_server(&t);
    apie_async_client_free(s->subject.async);
    s->subject.async = NULL;
    assert_int_equal(t.told, 1);
    assert_int_equal(t.status, APIE_ERROR_CANCELLED);
    assert_int_equal(t.m.fake.unwanted, 1);
    /* The MCP client is still there, but of no use. */
    assert_null(apie_async_mcp_call_tool(t.m.mcp.async, &input, NULL, note_end, &t, &s->error));
    assert_int_equal(s->error.code, APIE_ERROR_CLOSED);
    assert_int_equal(fake_mcp_reply(&t.m.fake), APIE_ERROR_CLOSED);
    apie_free(t.m.run);
    subject_mcp_free(&t.m.mcp);
}

static void test_all_goes_in_the_callback(stage *s)
{
    silent t;
    open_silent(&t, s);
    await_server(&t);
    t.frees = t.m.mcp.async;
    t.m.mcp.async = NULL;
    t.replies = true;
    apie_async_client_free(s->subject.async);
    s->subject.async = NULL;
    assert_int_equal(t.told, 1);
    assert_int_equal(t.replied, APIE_ERROR_CLOSED);
    assert_int_equal(t.m.fake.unwanted, 0);
    apie_free(t.m.run);
    fake_mcp_free(&t.m.fake);
}

static void test_the_mcp_client_goes_first(stage *s)
{
    silent t;
    open_silent(&t, s);
    apie_async_mcp_client_free(t.m.mcp.async);
    t.m.mcp.async = NULL;
    await_server(&t);
    assert_int_equal(fake_mcp_reply(&t.m.fake), APIE_OK);
    await_end(&t, APIE_OK);
    mcp_stage_end(&t.m, CALL_EVENTS);
}

/* A drained client does not wait for the program's servers. */
static void test_a_close_while_a_server_works(stage *s)
{
    silent t;
    open_silent(&t, s);
    await_server(&t);
    expect_ok(s, subject_close(&s->subject, &s->error));
    assert_int_equal(t.told, 1);
    assert_int_equal(t.status, APIE_ERROR_CANCELLED);
    assert_int_equal(fake_mcp_reply(&t.m.fake), APIE_ERROR_CLOSED);
    apie_free(t.m.run);
    subject_mcp_free(&t.m.mcp);
}

static void expect_where(stage *s, apie_status status, const char *where)
{
    assert_int_equal(status, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(s->error.where, where);
}

static void test_bad_input_of_the_event_driven_library(stage *s)
{
    apie_async_mcp_client *mcp = NULL;
    apie_error *e = &s->error;
    silent t = {0};
    const apie_mcp_call input = {.run_id = "r", .tool_name = "t"};
    apie_async_mcp_client_options options = {.server = "s"};
    stage_begin(s);
    apie_async_client *client = s->subject.async;
    expect_where(s, apie_async_mcp_client_new(client, &options, &mcp, e), "call_tool");
    expect_where(s, apie_async_mcp_client_new(client, NULL, &mcp, e), "options");
    expect_where(s, apie_async_mcp_client_new(client, &options, NULL, e), "out");
    expect_where(s, apie_async_mcp_client_new(NULL, &options, &mcp, e), "client");
    assert_null(mcp);
    assert_null(apie_async_mcp_call_tool(NULL, &input, NULL, note_end, &t, e));
    expect_where(s, e->code, "mcp");
    options.call_tool = fake_mcp_call_tool;
    expect_ok(s, apie_async_mcp_client_new(client, &options, &mcp, e));
    assert_null(apie_async_mcp_call_tool(mcp, &input, NULL, NULL, NULL, e));
    expect_where(s, e->code, "callback");
    assert_null(apie_async_mcp_list_tools(mcp, "r", NULL, note_end, &t, e));
    expect_where(s, e->code, "list_tools");
    assert_int_equal(apie_async_mcp_reply(NULL, APIE_OK, NULL, NULL), APIE_ERROR_INVALID_ARGUMENT);
    apie_async_mcp_client_free(mcp);
    apie_async_mcp_client_free(NULL);
}

int main(void)
{
    static const stage_test tests[] = {
        {"bad input of the event-driven library", test_bad_input_of_the_event_driven_library, true,
         false, true},
        {"a cancel while a guardrail is asked", test_cancel_while_a_guardrail_is_asked, false,
         false, true},
        {"a cancel while a server works", test_cancel_while_a_server_works, false, false, true},
        {"an answer that comes with the cancel", test_an_answer_that_comes_with_the_cancel, true,
         false, true},
        {"an answer inside of the callback", test_an_answer_inside_of_the_callback, true, false,
         true},
        {"a cancel that is too late", test_a_cancel_that_is_too_late, true, false, true},
        {"cancelled listings", test_cancelled_listings, true, false, true},
        {"the client goes while a guardrail is asked",
         test_the_client_goes_while_a_guardrail_is_asked, true, false, true},
        {"the client goes while a server works", test_the_client_goes_while_a_server_works, true,
         false, true},
        {"all goes in the callback", test_all_goes_in_the_callback, true, false, true},
        {"the MCP client goes first", test_the_mcp_client_goes_first, true, false, true},
        {"a close while a server works", test_a_close_while_a_server_works, true, false, true},
    };
    return STAGE_MAIN("async_mcp_client", tests);
}
