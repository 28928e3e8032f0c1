/* Helpers for agent frameworks and platforms: presets around the program's work. */
#include <apie/async/integrations.h>

#include "apie/presets.h"
#include "base/fail.h"
#include "flow/no_response.h"
#include "scope.h"

/* ---- tools ---- */

static apie_call *with_tool(apie_async_client *client, apie_tool_preset preset,
                            const apie_tool_step_input *input, const apie_call_options *options,
                            apie_async_scope_fn *fn, apie_done_cb *done, void *user,
                            apie_error *error)
{
    apie_error own;
    apie_tool_input tool;
    apie_call *call = NULL;
    if (!error)
        error = &own;
    apie_no_response(options);
    apie_arena *arena = apie_arena_new(0);
    if (!arena)
        apie_fail_no_memory(error);
    else if (apie_preset_tool(preset, input, arena, &tool, error) == APIE_OK)
        call = apie_async_with_tool(client, &tool, options, fn, done, user, error);
    apie_arena_free(arena);
    return call;
}

#define TOOL(name, preset)                                                                         \
    apie_call *apie_async_with_##name(apie_async_client *client,                                   \
                                      const apie_tool_step_input *input,                           \
                                      const apie_call_options *options, apie_async_scope_fn *fn,   \
                                      apie_done_cb *done, void *user, apie_error *error)           \
    {                                                                                              \
        return with_tool(client, APIE_PRESET_##preset, input, options, fn, done, user, error);     \
    }

TOOL(openai_tool_call, OPENAI_TOOL_CALL)
TOOL(anthropic_tool_call, ANTHROPIC_TOOL_CALL)
TOOL(tool_call_guard, TOOL_CALL_GUARD)
TOOL(openai_agent_tool_call, OPENAI_AGENT_TOOL_CALL)
TOOL(langchain_tool_step, LANGCHAIN_TOOL_STEP)
TOOL(crewai_tool_step, CREWAI_TOOL_STEP)
TOOL(autogen_tool_step, AUTOGEN_TOOL_STEP)
TOOL(llamaindex_tool_step, LLAMAINDEX_TOOL_STEP)
TOOL(canonical_tool_action, CANONICAL_TOOL_ACTION)
TOOL(github_action, GITHUB_ACTION)
TOOL(gitlab_action, GITLAB_ACTION)
TOOL(issue_tracker_action, ISSUE_TRACKER_ACTION)
TOOL(incident_response_action, INCIDENT_RESPONSE_ACTION)
TOOL(observability_correlation, OBSERVABILITY_CORRELATION)

/* ---- steps ---- */

typedef apie_call *with_step_fn(apie_async_client *client, const apie_step_input *input,
                                apie_async_step_fn *fn, apie_done_cb *done, void *user,
                                apie_error *error);

static apie_call *with_step(apie_async_client *client, apie_step_preset preset, with_step_fn *with,
                            const apie_framework_step_input *input, apie_async_step_fn *fn,
                            apie_done_cb *done, void *user, apie_error *error)
{
    apie_error own;
    apie_step_input step;
    apie_call *call = NULL;
    if (!error)
        error = &own;
    apie_arena *arena = apie_arena_new(0);
    if (!arena)
        apie_fail_no_memory(error);
    else if (apie_preset_step(preset, input, arena, &step, error) == APIE_OK)
        call = with(client, &step, fn, done, user, error);
    apie_arena_free(arena);
    return call;
}

#define STEP(name, preset, with)                                                                   \
    apie_call *apie_async_with_##name(                                                             \
        apie_async_client *client, const apie_framework_step_input *input, apie_async_step_fn *fn, \
        apie_done_cb *done, void *user, apie_error *error)                                         \
    {                                                                                              \
        return with_step(client, APIE_PRESET_##preset, with, input, fn, done, user, error);        \
    }

STEP(framework_step, FRAMEWORK_STEP, apie_async_with_workflow_step)
STEP(openai_agent_step, OPENAI_AGENT_STEP, apie_async_with_workflow_step)
STEP(langgraph_node, LANGGRAPH_NODE, apie_async_with_workflow_step)
STEP(crewai_task, CREWAI_TASK, apie_async_with_workflow_step)
STEP(autogen_step, AUTOGEN_STEP, apie_async_with_workflow_step)
STEP(llamaindex_step, LLAMAINDEX_STEP, apie_async_with_workflow_step)
STEP(vercel_ai_generation, VERCEL_AI_GENERATION, apie_async_with_llm_call)

/* ---- MCP and HTTP ---- */

static apie_call *begin_mcp(apie_async_client *client, const apie_mcp_tool_input *input,
                            const apie_call_options *options, const apie_async_scope_target *target,
                            apie_error *error)
{
    apie_error own;
    return apie_async_scope_begin_mcp(client, input, options, target, error ? error : &own);
}

apie_call *apie_async_mcp_tool_call_begin(apie_async_client *client,
                                          const apie_mcp_tool_input *input,
                                          const apie_call_options *options,
                                          apie_async_scope_cb *callback, void *user,
                                          apie_error *error)
{
    const apie_async_scope_target target = {.callback = callback, .user = user};
    return begin_mcp(client, input, options, &target, error);
}

apie_call *apie_async_with_mcp_tool_call(apie_async_client *client,
                                         const apie_mcp_tool_input *input,
                                         const apie_call_options *options, apie_async_scope_fn *fn,
                                         apie_done_cb *done, void *user, apie_error *error)
{
    const apie_async_scope_target target = {.around = true, .fn = fn, .done = done, .user = user};
    return begin_mcp(client, input, options, &target, error);
}

apie_call *apie_async_with_http_guard(apie_async_client *client, const apie_http_guard_input *input,
                                      const apie_call_options *options, apie_async_scope_fn *fn,
                                      apie_done_cb *done, void *user, apie_error *error)
{
    apie_error own;
    apie_guard_input guard;
    if (!error)
        error = &own;
    apie_no_response(options);
    if (apie_preset_http_guard(input, &guard, error) != APIE_OK)
        return NULL;
    return apie_async_with_guard(client, &guard, options, fn, done, user, error);
}
