/* Callbacks that agent frameworks call: what the service sees of what they tell. */
#include "stage.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/json_text.h"
#include "support/subject_integrations.h"

/* ---- parts ---- */

typedef struct callback_stage {
    stage *stage;
    apie_run *run;
    apie_callback_handler *handler;
    apie_run_hooks *hooks;
} callback_stage;

static void open_all(callback_stage *c, stage *s)
{
    *c = (callback_stage){.stage = s};
    stage_begin(s);
    c->run = stage_begin_run(s);
    const apie_callback_options options = {.run_id = c->run->id,
                                           .default_environment = "production"};
    expect_ok(s, subject_callback_handler(&s->subject, &options, &c->handler, &s->error));
    expect_ok(s, subject_run_hooks(&s->subject, &options, &c->hooks, &s->error));
}

static void end_run(callback_stage *c, const char *events)
{
    stage_end_run(c->stage, c->run);
    stage_expect_events(c->stage, "run_1", events);
    assert_int_equal(c->stage->reported, 0);
    apie_free(c->handler);
    apie_free(c->hooks);
}

/* Of the events that the server held when it was last asked. */
static const json_t *nth_event(const stage *s, size_t n)
{
    const json_t *event = json_array_get(json_at(s->state, "events"), n);
    assert_non_null(event);
    return event;
}

static void expect_part(const json_t *event, const char *part, const char *expected)
{
    expect_json(part, expected, json_at(event, part));
}

/* ---- numbered calls ---- */

static void test_a_tool(stage *s)
{
    callback_stage c;
    open_all(&c, s);
    c.handler->on_tool_start(c.handler, "1", "delete_file", "{\"path\": \"/tmp/x\"}");
    c.handler->on_tool_end(c.handler, "1", "gone");
    end_run(&c, "tool.called action.requested action.completed");
    const json_t *called = nth_event(s, 0);
    expect_part(called, "tool",
                "{'name':'delete_file','provider':'langchain','risk_level':'critical'}");
    expect_part(called, "action", "{'type':'delete','name':'delete_file','risk_level':null}");
    expect_part(called, "resource",
                "{'type':'shell_command','external_id':null,'provider':'langchain',"
                "'environment':'production'}");
    assert_string_equal(text_at(called, "metadata/input_preview"), "{\"path\": \"/tmp/x\"}");
    const json_t *completed = nth_event(s, 2);
    assert_true(json_equal(json_at(completed, "tool"), json_at(called, "tool")));
    assert_true(json_equal(json_at(completed, "action"), json_at(called, "action")));
    assert_string_equal(text_at(completed, "environment"), "production");
    expect_part(completed, "metadata", "{'output_preview':'gone','result':{'status':'completed'}}");
}

static void test_a_tool_that_fails(stage *s)
{
    callback_stage c;
    open_all(&c, s);
    c.handler->on_tool_start(c.handler, "1", "search", NULL);
    c.handler->on_tool_error(c.handler, "1", "no index");
    end_run(&c, "tool.called action.requested action.failed error");
    assert_null(json_at(nth_event(s, 0), "metadata"));
    expect_part(nth_event(s, 2), "error", "{'message':'no index'}");
    expect_part(nth_event(s, 3), "error", "{'message':'no index'}");
    expect_part(nth_event(s, 3), "metadata", "{'tool':'search'}");
}

/* A run whose tool failed does not tell of it again. */
static void test_a_failure_is_told_once(stage *s)
{
    callback_stage c;
    const apie_run_outcome outcome = {.error_message = "no index"};
    open_all(&c, s);
    c.handler->on_tool_error(c.handler, "1", "no index");
    expect_ok(s, subject_run_end(&s->subject, c.run, &outcome, NULL, &s->error));
    stage_expect_events(s, "run_1", "action.failed error");
    apie_free(c.run);
    apie_free(c.handler);
    apie_free(c.hooks);
}

static void test_a_chain(stage *s)
{
    callback_stage c;
    json_t *inputs = json_pack("{s:s, s:s}", "question", "why?", "token", "abc");
    json_t *outputs = json_pack("{s:s, s:s}", "answer", "because", "password", "hunter2");
    open_all(&c, s);
    c.handler->on_chain_start(c.handler, "1", "triage", inputs);
    c.handler->on_chain_end(c.handler, "1", outputs);
    c.handler->on_chain_start(c.handler, "2", NULL, NULL);
    c.handler->on_chain_error(c.handler, "2", NULL);
    end_run(&c, "workflow.step.started workflow.step.completed workflow.step.started "
                "workflow.step.failed error");
    const json_t *started = nth_event(s, 0);
    const json_t *completed = nth_event(s, 1);
    assert_string_equal(text_at(started, "step_name"), "triage");
    expect_part(started, "payload_summary", "{'inputs':['question','token']}");
    assert_string_equal(text_at(completed, "step_name"), "triage");
    expect_part(completed, "payload_summary/outputs", "['answer','password']");
    const char *preview = text_at(completed, "payload_summary/preview");
    assert_non_null(strstr(preview, "\"answer\":\"because\""));
    assert_null(strstr(preview, "hunter2"));
    expect_part(nth_event(s, 2), "payload_summary", "{'inputs':[]}");
    assert_string_equal(text_at(nth_event(s, 3), "step_name"), "chain");
    expect_part(nth_event(s, 3), "error", "{'message':'the chain failed'}");
    expect_part(nth_event(s, 4), "metadata", "{'chain':'chain'}");
    json_decref(inputs);
    json_decref(outputs);
}

/* Calls end in any order; an end that nobody began is told as far as it is known. */
static void test_calls_side_by_side(stage *s)
{
    callback_stage c;
    open_all(&c, s);
    c.handler->on_tool_start(c.handler, "1", "first", "a");
    c.handler->on_tool_start(c.handler, "2", "second", "b");
    c.handler->on_tool_start(c.handler, "3", "third", "c");
    c.handler->on_tool_end(c.handler, "2", "B");
    c.handler->on_tool_end(c.handler, "3", "C");
    c.handler->on_tool_end(c.handler, "1", "A");
    c.handler->on_tool_end(c.handler, "1", "A");
    c.handler->on_tool_start(c.handler, NULL, "", NULL);
    c.handler->on_tool_end(c.handler, NULL, NULL);
    end_run(&c, "tool.called action.requested tool.called action.requested tool.called "
                "action.requested action.completed action.completed action.completed "
                "action.completed tool.called action.requested action.completed");
    assert_string_equal(text_at(nth_event(s, 6), "tool/name"), "second");
    assert_string_equal(text_at(nth_event(s, 7), "tool/name"), "third");
    assert_string_equal(text_at(nth_event(s, 8), "tool/name"), "first");
    assert_string_equal(text_at(nth_event(s, 9), "tool/name"), "unknown_tool");
    assert_string_equal(text_at(nth_event(s, 10), "tool/name"), "unknown_tool");
    expect_part(nth_event(s, 12), "metadata/output_preview", "null");
}

#define MOST 1024

static void test_calls_that_never_end(stage *s)
{
    callback_stage c;
    char id[16];
    open_all(&c, s);
    for (int i = 0; i <= MOST; i++) {
        (void)snprintf(id, sizeof id, "%d", i);
        c.handler->on_chain_start(c.handler, id, "chain of many", NULL);
    }
    c.handler->on_chain_end(c.handler, "0", NULL);
    c.handler->on_chain_end(c.handler, "1", NULL);
    stage_end_run(s, c.run);
    (void)stage_state(s);
    assert_string_equal(text_at(nth_event(s, MOST + 1), "step_name"), "chain");
    assert_string_equal(text_at(nth_event(s, MOST + 2), "step_name"), "chain of many");
    apie_free(c.handler); /* and with it what never ended */
    apie_free(c.hooks);
}

/* ---- one thing after the other ---- */

static void test_hooks(stage *s)
{
    callback_stage c;
    json_t *arguments = json_pack("{s:s, s:s}", "query", "x", "apiKey", "abc");
    json_t *result = json_pack("{s:i, s:s}", "hits", 2, "secret", "xyz");
    open_all(&c, s);
    c.hooks->on_agent_start(c.hooks);
    c.hooks->on_tool_start(c.hooks, "search", arguments);
    c.hooks->on_tool_end(c.hooks, "search", result);
    c.hooks->on_tool_start(c.hooks, NULL, NULL);
    c.hooks->on_tool_end(c.hooks, NULL, NULL);
    c.hooks->on_error(c.hooks, "out of tokens");
    c.hooks->on_error(c.hooks, NULL);
    end_run(&c, "workflow.step.started tool.called action.requested action.completed tool.called "
                "action.requested action.completed error error");
    expect_part(nth_event(s, 0), "step_name", "'openai-agent start'");
    expect_part(nth_event(s, 0), "payload_summary",
                "{'provider':'openai-agents','agent':'openai-agent'}");
    expect_part(nth_event(s, 1), "tool",
                "{'name':'search','provider':'openai','risk_level':'medium'}");
    expect_part(nth_event(s, 2), "resource",
                "{'type':'llm_tool','external_id':null,'provider':'openai','environment':"
                "'production'}");
    expect_part(nth_event(s, 2), "metadata",
                "{'agent':'openai-agent','arguments':{'query':'x','apiKey':'[REDACTED]'}}");
    const char *preview = text_at(nth_event(s, 3), "metadata/result_preview");
    assert_non_null(strstr(preview, "\"hits\":2"));
    assert_null(strstr(preview, "xyz"));
    assert_string_equal(text_at(nth_event(s, 4), "tool/name"), "unknown_tool");
    expect_part(nth_event(s, 4), "metadata", "{'agent':'openai-agent','arguments':null}");
    expect_part(nth_event(s, 6), "metadata/result_preview", "null");
    expect_part(nth_event(s, 7), "error", "{'message':'out of tokens'}");
    expect_part(nth_event(s, 8), "error", "{'message':'the agent failed'}");
    json_decref(arguments);
    json_decref(result);
}

static void test_a_named_agent(stage *s)
{
    apie_run_hooks *hooks = NULL;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    const apie_callback_options options = {
        .run_id = run->id, .session_id = "ses_7", .agent_name = "Triage"};
    expect_ok(s, subject_run_hooks(&s->subject, &options, &hooks, &s->error));
    hooks->on_agent_start(hooks);
    apie_free(hooks);
    stage_end_run(s, run);
    stage_expect_events(s, "run_1", "workflow.step.started");
    assert_string_equal(text_at(nth_event(s, 0), "step_name"), "Triage start");
    assert_string_equal(text_at(nth_event(s, 0), "session_id"), "ses_7");
}

/* ---- previews ---- */

#define CHARACTERS 500

static void test_previews_are_cut(stage *s)
{
    callback_stage c;
    char text[2 * CHARACTERS + 16] = "";
    char secret[CHARACTERS + 64] = "";
    open_all(&c, s);
    /* of two bytes each */
    for (size_t i = 0; i < CHARACTERS + 3; i++)
        (void)snprintf(text + 2 * i, 3, "\xc3\xa9");
    c.handler->on_tool_start(c.handler, "1", "write", text);
    text[2 * CHARACTERS] = '\0';
    c.handler->on_tool_end(c.handler, "1", text);
    /* Half of this one would be no secret any more. */
    memset(secret, 'x', CHARACTERS - 12);
    (void)snprintf(secret + CHARACTERS - 12, 60, " sk_live_0123456789abcdef");
    c.handler->on_tool_end(c.handler, "2", secret);
    end_run(&c, "tool.called action.requested action.completed action.completed");
    assert_string_equal(text_at(nth_event(s, 0), "metadata/input_preview"), text);
    assert_string_equal(text_at(nth_event(s, 2), "metadata/output_preview"), text);
    assert_string_equal(text_at(nth_event(s, 3), "metadata/output_preview"), "[REDACTED]");
}

static void test_previews_of_large_values(stage *s)
{
    callback_stage c;
    char text[CHARACTERS + 1];
    open_all(&c, s);
    memset(text, 'x', CHARACTERS);
    text[CHARACTERS] = '\0';
    json_t *result = json_pack("{s:s}", "text", text);
    c.hooks->on_tool_end(c.hooks, "read", result);
    end_run(&c, "action.completed");
    const char *preview = text_at(nth_event(s, 0), "metadata/result_preview");
    assert_int_equal(strlen(preview), CHARACTERS);
    assert_memory_equal(preview, "{\"text\":\"xxx", 12);
    json_decref(result);
}

/* ---- where they belong ---- */

static void test_without_a_run(stage *s)
{
    apie_callback_handler *handler = NULL;
    apie_run_hooks *hooks = NULL;
    stage_begin(s);
    if (s->kind == SUBJECT_ASYNC) {
        const apie_callback_options empty = {.run_id = ""};
        expect(s, APIE_ERROR_INVALID_ARGUMENT,
               subject_callback_handler(&s->subject, NULL, &handler, &s->error));
        assert_string_equal(s->error.where, "run_id");
        expect(s, APIE_ERROR_INVALID_ARGUMENT,
               subject_run_hooks(&s->subject, &empty, &hooks, &s->error));
        assert_null(handler);
        assert_null(hooks);
        return;
    }
    expect_ok(s, subject_callback_handler(&s->subject, NULL, &handler, &s->error));
    expect_ok(s, subject_run_hooks(&s->subject, NULL, &hooks, &s->error));
    handler->on_tool_start(handler, "1", "search", "x");
    assert_int_equal(s->reported, 1);
    assert_int_equal(s->last_reported, APIE_ERROR_INVALID_ARGUMENT);
    hooks->on_tool_end(hooks, "search", NULL);
    assert_int_equal(s->reported, 2);
    apie_free(handler);
    apie_free(hooks);
}

static void test_bad_input(stage *s)
{
    stage_begin(s);
    const apie_callback_options options = {.run_id = "r"};
    apie_callback_handler *handler = NULL;
    apie_run_hooks *hooks = NULL;
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_callback_handler(&s->subject, &options, NULL, &s->error));
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_run_hooks(&s->subject, &options, NULL, &s->error));
    expect(s, APIE_ERROR_INVALID_ARGUMENT, apie_callback_handler_new(NULL, NULL, &handler, NULL));
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           apie_async_run_hooks_new(NULL, &options, &hooks, &s->error));
    assert_string_equal(s->error.where, "client");
    /* What is not UTF-8 cannot be told, and is reported. */
    expect_ok(s, subject_callback_handler(&s->subject, &options, &handler, &s->error));
    handler->on_tool_start(handler, "1", "\xff", "x");
    expect_ok(s, subject_flush(&s->subject, 0, NULL, &s->error)); /* the loop tells it */
    assert_int_equal(s->reported, 1);
    assert_int_equal(s->last_reported, APIE_ERROR_INVALID_ARGUMENT);
    apie_free(handler);
}

typedef struct elsewhere {
    apie_callback_handler *handler;
    const char *id;
} elsewhere;

static void *end_elsewhere(void *user)
{
    const elsewhere *e = user;
    e->handler->on_tool_end(e->handler, e->id, "done");
    return NULL;
}

/* A call belongs to the run that its start was in, wherever it ends. */
static void test_another_thread_ends_it(stage *s)
{
    elsewhere e = {.id = "7"};
    pthread_t thread;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    expect_ok(s, subject_callback_handler(&s->subject, NULL, &e.handler, &s->error));
    e.handler->on_tool_start(e.handler, "7", "search", "x");
    assert_int_equal(pthread_create(&thread, NULL, end_elsewhere, &e), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    stage_end_run(s, run);
    stage_expect_events(s, "run_1", "tool.called action.requested action.completed");
    apie_free(e.handler);
}

#define THREADS 8
#define EACH    50

typedef struct worker {
    apie_callback_handler *handler;
    int number;
} worker;

static void *use_tools(void *user)
{
    const worker *w = user;
    char id[32];
    for (int i = 0; i < EACH; i++) {
        (void)snprintf(id, sizeof id, "%d-%d", w->number, i);
        w->handler->on_tool_start(w->handler, id, "search", "x");
        w->handler->on_tool_end(w->handler, id, "y");
    }
    return NULL;
}

static void test_many_threads(stage *s)
{
    pthread_t threads[THREADS];
    worker workers[THREADS];
    apie_callback_handler *handler = NULL;
    stage_begin(s);
    apie_run *run = stage_begin_run(s);
    const apie_callback_options options = {.run_id = run->id};
    expect_ok(s, subject_callback_handler(&s->subject, &options, &handler, &s->error));
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker){handler, i};
        assert_int_equal(pthread_create(&threads[i], NULL, use_tools, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    stage_end_run(s, run);
    const json_t *events = json_at(stage_state(s), "events");
    assert_int_equal(json_array_size(events), 3 * THREADS * EACH);
    for (size_t i = 0; i < json_array_size(events); i++)
        assert_string_equal(text_at(json_array_get(events, i), "tool/name"), "search");
    apie_free(handler);
}

static void test_after_the_shutdown(stage *s)
{
    callback_stage c;
    open_all(&c, s);
    expect_ok(s, subject_shutdown(&s->subject, 0, NULL, &s->error));
    c.handler->on_tool_start(c.handler, "1", "search", "x");
    c.handler->on_tool_end(c.handler, "1", "y");
    c.handler->on_tool_error(c.handler, "1", "y");
    c.handler->on_chain_start(c.handler, "1", "n", NULL);
    c.handler->on_chain_end(c.handler, "1", NULL);
    c.handler->on_chain_error(c.handler, "1", NULL);
    c.hooks->on_agent_start(c.hooks);
    c.hooks->on_tool_start(c.hooks, "search", NULL);
    c.hooks->on_tool_end(c.hooks, "search", NULL);
    c.hooks->on_error(c.hooks, "no");
    stage_expect_events(s, "run_1", "");
    assert_int_equal(s->reported, 0);
    apie_free(c.run);
    apie_free(c.handler);
    apie_free(c.hooks);
}

int main(void)
{
    static const stage_test tests[] = {
        {"a tool", test_a_tool, false, false, false},
        {"a tool that fails", test_a_tool_that_fails, true, false, false},
        {"a failure is told once", test_a_failure_is_told_once, true, false, false},
        {"a chain", test_a_chain, true, false, false},
        {"calls side by side", test_calls_side_by_side, true, false, false},
        {"calls that never end", test_calls_that_never_end, true, false, false},
        {"hooks", test_hooks, false, false, false},
        {"a named agent", test_a_named_agent, true, false, false},
        {"previews are cut", test_previews_are_cut, true, false, false},
        {"previews of large values", test_previews_of_large_values, true, false, false},
        {"without a run", test_without_a_run, true, false, false},
        {"bad input", test_bad_input, true, false, false},
        {"another thread ends it", test_another_thread_ends_it, true, true, false},
        {"many threads", test_many_threads, true, true, false},
        {"after the shutdown", test_after_the_shutdown, true, false, false},
    };
    return STAGE_MAIN("framework_callbacks", tests);
}
