/* Helpers for frameworks and platforms, callbacks and instrumented MCP clients, without memory. */
#include "torture.h"

#include "support/subject_integrations.h"
#include "support/subject_mcp.h"

static json_t *object; /* made once by main() */

/* ---- helpers ---- */

static apie_status run_tool_helper(torture *t)
{
    subject_work work = {NULL, 0};
    const apie_tool_step_input input = {.run_id = t->run->id,
                                        .tool_name = "search",
                                        .arguments = object,
                                        .metadata = object,
                                        .agent_name = "a",
                                        .model = "m"};
    return subject_with_tool_helper(&t->subject, "openai_agent_tool_call", &input, &work,
                                    &t->error);
}

static apie_status run_platform_helper(torture *t)
{
    subject_work work = {NULL, 0};
    const apie_tool_step_input input = {
        .run_id = t->run->id, .action_type = "merge", .action_name = "blocked"};
    return subject_with_tool_helper(&t->subject, "github_action", &input, &work, &t->error);
}

static apie_status run_step_helper(torture *t)
{
    subject_work work = {NULL, 0};
    const apie_framework_step_input input = {
        .run_id = t->run->id, .step_name = "plan", .agent_name = "a", .metadata = object};
    return subject_with_step_helper(&t->subject, "openai_agent_step", &input, &work, &t->error);
}

static apie_status run_generation(torture *t)
{
    subject_work work = {NULL, 0};
    const apie_framework_step_input input = {.run_id = t->run->id, .model = "m"};
    return subject_with_step_helper(&t->subject, "vercel_ai_generation", &input, &work, &t->error);
}

static apie_mcp_tool_input mcp_input(const torture *t)
{
    return (apie_mcp_tool_input){.run_id = t->run->id,
                                 .server = "fs",
                                 .tool = "read",
                                 .input_schema = object,
                                 .metadata = object};
}

static apie_status run_mcp_tool_call(torture *t)
{
    subject_work work = {NULL, 0};
    const apie_mcp_tool_input input = mcp_input(t);
    return subject_with_mcp_tool_call(&t->subject, &input, &work, &t->error);
}

static apie_status run_mcp_begin(torture *t)
{
    const apie_mcp_tool_input input = mcp_input(t);
    return subject_mcp_tool_call_begin(&t->subject, &input, &t->scope, &t->error);
}

static apie_status run_mcp_begin_blocked(torture *t)
{
    apie_mcp_tool_input input = mcp_input(t);
    input.action_name = "blocked";
    return subject_mcp_tool_call_begin(&t->subject, &input, &t->scope, &t->error);
}

static void begin_mcp(torture *t)
{
    torture_begin_run(t);
    torture_ok(t, run_mcp_begin(t), "mcp_tool_call_begin");
}

static apie_status run_mcp_finish(torture *t)
{
    const apie_action_outcome outcome = {.error_message = "it did not work"};
    return subject_scope_finish(&t->scope, &outcome, &t->error);
}

static void finish_mcp(torture *t)
{
    if (t->scope.sync || t->scope.async)
        torture_ok(t, subject_scope_finish(&t->scope, NULL, &t->error), "scope_finish");
    t->scope = (subject_scope){NULL, NULL};
    torture_end_run(t);
}

/* Finishing frees it, whatever comes of it. */
static void forget_mcp(torture *t)
{
    t->scope = (subject_scope){NULL, NULL};
    torture_end_run(t);
}

static apie_status run_http_guard(torture *t)
{
    subject_work work = {NULL, 0};
    const apie_http_guard_input input = {
        .run_id = t->run->id, .action_name = "pay", .resource_type = "payment", .metadata = object};
    return subject_with_http_guard(&t->subject, &input, &work, &t->error);
}

/* ---- callbacks ---- */

static apie_callback_options callback_options(const torture *t)
{
    return (apie_callback_options){.run_id = t->run->id,
                                   .session_id = "ses_1",
                                   .default_environment = "test",
                                   .agent_name = "a"};
}

static apie_status run_handler_new(torture *t)
{
    const apie_callback_options options = callback_options(t);
    apie_callback_handler *handler = NULL;
    apie_status status = subject_callback_handler(&t->subject, &options, &handler, &t->error);
    apie_free(handler);
    return status;
}

static apie_status run_hooks_new(torture *t)
{
    const apie_callback_options options = callback_options(t);
    apie_run_hooks *hooks = NULL;
    apie_status status = subject_run_hooks(&t->subject, &options, &hooks, &t->error);
    apie_free(hooks);
    return status;
}

static apie_callback_handler *handler;
static apie_run_hooks *hooks;

static void make_callbacks(torture *t)
{
    torture_begin_run(t);
    const apie_callback_options options = callback_options(t);
    torture_ok(t, subject_callback_handler(&t->subject, &options, &handler, &t->error), "handler");
    torture_ok(t, subject_run_hooks(&t->subject, &options, &hooks, &t->error), "hooks");
}

static void free_callbacks(torture *t)
{
    apie_free(handler);
    apie_free(hooks);
    torture_end_run(t);
}

/* They have nothing to say of failures. */
static apie_status run_callbacks(torture *t)
{
    (void)t;
    handler->on_tool_start(handler, "1", "get_issue", "{}");
    handler->on_chain_start(handler, "2", "chain", object);
    handler->on_tool_end(handler, "1", "done");
    handler->on_chain_end(handler, "2", object);
    handler->on_tool_error(handler, "3", "no");
    handler->on_chain_error(handler, "4", "no");
    hooks->on_agent_start(hooks);
    hooks->on_tool_start(hooks, "search", object);
    hooks->on_tool_end(hooks, "search", object);
    hooks->on_error(hooks, "no");
    return APIE_OK;
}

/* ---- instrumented MCP clients ---- */

static fake_mcp fake;
static subject_mcp mcp;

static apie_status run_mcp_client_new(torture *t)
{
    apie_status status = subject_mcp_new(&t->subject, "fs", "test", "low", &fake, &mcp, &t->error);
    subject_mcp_free(&mcp);
    return status;
}

static void make_mcp_client(torture *t)
{
    torture_begin_run(t);
    fake = (fake_mcp){
        .answer = "{'isError':true,'tools':[{'name':'read','inputSchema':{}},{'name':'write'}]}"};
    torture_ok(t, subject_mcp_new(&t->subject, "fs", "test", "low", &fake, &mcp, &t->error),
               "mcp_client_new");
}

static void free_mcp_client(torture *t)
{
    subject_mcp_free(&mcp);
    torture_end_run(t);
}

static apie_status run_mcp_call(torture *t)
{
    json_t *result = NULL;
    apie_decision *decision = NULL;
    const apie_mcp_call call = {.run_id = t->run->id, .tool_name = "read", .arguments = object};
    apie_status status = subject_mcp_call_tool(&mcp, &call, &result, &decision, &t->error);
    json_decref(result);
    apie_free(decision);
    return status;
}

static apie_status run_mcp_list(torture *t)
{
    json_t *result = NULL;
    apie_status status = subject_mcp_list_tools(&mcp, t->run->id, &result, &t->error);
    json_decref(result);
    return status;
}

static apie_status run_mcp_refusal(torture *t)
{
    json_t *refusal = NULL;
    const char *const guardrails[] = {"g"};
    const apie_error blocked = {.code = APIE_ERROR_BLOCKED, .message = "no"};
    const apie_error refused = {.code = APIE_ERROR_NOT_APPROVED, .service_code = "rejected"};
    const apie_decision decision = {
        .reason = "no", .matched_guardrails = guardrails, .matched_guardrail_count = 1};
    apie_status status = apie_mcp_refusal(&blocked, &decision, &refusal, &t->error);
    json_decref(refusal);
    if (status != APIE_OK)
        return status;
    status = apie_mcp_refusal(&refused, NULL, &refusal, &t->error);
    json_decref(refusal);
    return status;
}

static const torture_case cases[] = {
    {.name = "tool helper",
     .run = run_tool_helper,
     .prepare = torture_begin_run,
     .clean = torture_end_run,
     .for_good = true},
    {.name = "platform helper, blocked",
     .run = run_platform_helper,
     .prepare = torture_begin_run,
     .clean = torture_end_run,
     .expected = APIE_ERROR_BLOCKED},
    {.name = "step helper",
     .run = run_step_helper,
     .prepare = torture_begin_run,
     .clean = torture_end_run,
     .for_good = true},
    {.name = "generation helper",
     .run = run_generation,
     .prepare = torture_begin_run,
     .clean = torture_end_run},
    {.name = "with_mcp_tool_call",
     .run = run_mcp_tool_call,
     .prepare = torture_begin_run,
     .clean = torture_end_run,
     .for_good = true},
    {.name = "mcp_tool_call_begin",
     .run = run_mcp_begin,
     .prepare = torture_begin_run,
     .clean = finish_mcp},
    {.name = "mcp_tool_call_begin, blocked",
     .run = run_mcp_begin_blocked,
     .prepare = torture_begin_run,
     .clean = finish_mcp,
     .expected = APIE_ERROR_BLOCKED},
    {.name = "mcp_tool_call_finish",
     .run = run_mcp_finish,
     .prepare = begin_mcp,
     .clean = forget_mcp},
    {.name = "with_http_guard",
     .run = run_http_guard,
     .prepare = torture_begin_run,
     .clean = torture_end_run},
    {.name = "callback_handler_new",
     .run = run_handler_new,
     .prepare = torture_begin_run,
     .clean = torture_end_run},
    {.name = "run_hooks_new",
     .run = run_hooks_new,
     .prepare = torture_begin_run,
     .clean = torture_end_run},
    {.name = "callbacks",
     .run = run_callbacks,
     .prepare = make_callbacks,
     .clean = free_callbacks,
     .for_good = true},
    {.name = "mcp_client_new",
     .run = run_mcp_client_new,
     .prepare = torture_begin_run,
     .clean = torture_end_run},
    {.name = "mcp_client_call_tool",
     .run = run_mcp_call,
     .prepare = make_mcp_client,
     .clean = free_mcp_client,
     .for_good = true},
    {.name = "mcp_client_list_tools",
     .run = run_mcp_list,
     .prepare = make_mcp_client,
     .clean = free_mcp_client,
     .for_good = true},
    {.name = "mcp_refusal", .run = run_mcp_refusal},
};

int main(void)
{
    object = json_pack("{s:[i, s], s:{s:n}}", "a", 1, "x", "b", "c");
    int failed = TORTURE_MAIN("integrations", cases);
    json_decref(object);
    return failed;
}
