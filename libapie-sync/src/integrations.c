/* Helpers for agent frameworks and platforms: presets around the program's work. */
#include <apie/sync/integrations.h>

#include "apie/presets.h"
#include "base/fail.h"
#include "flow/no_response.h"
#include "scope.h"

/* ---- tools ---- */

static apie_status with_tool(apie_client *client, apie_tool_preset preset,
                             const apie_tool_step_input *input, const apie_call_options *options,
                             apie_scope_fn *fn, void *user, apie_error *error)
{
    apie_error own;
    apie_tool_input tool;
    if (!error)
        error = &own;
    apie_no_response(options);
    apie_arena *arena = apie_arena_new(0);
    if (!arena)
        return apie_fail_no_memory(error);
    apie_status status = apie_preset_tool(preset, input, arena, &tool, error);
    if (status == APIE_OK)
        status = apie_with_tool(client, &tool, options, fn, user, error);
    apie_arena_free(arena);
    return status;
}

#define TOOL(name, preset)                                                                         \
    apie_status apie_with_##name(apie_client *client, const apie_tool_step_input *input,           \
                                 const apie_call_options *options, apie_scope_fn *fn, void *user,  \
                                 apie_error *error)                                                \
    {                                                                                              \
        return with_tool(client, APIE_PRESET_##preset, input, options, fn, user, error);           \
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

typedef apie_status with_step_fn(apie_client *client, const apie_step_input *input,
                                 apie_step_fn *fn, void *user, apie_error *error);

static apie_status with_step(apie_client *client, apie_step_preset preset, with_step_fn *with,
                             const apie_framework_step_input *input, apie_step_fn *fn, void *user,
                             apie_error *error)
{
    apie_error own;
    apie_step_input step;
    if (!error)
        error = &own;
    apie_arena *arena = apie_arena_new(0);
    if (!arena)
        return apie_fail_no_memory(error);
    apie_status status = apie_preset_step(preset, input, arena, &step, error);
    if (status == APIE_OK)
        status = with(client, &step, fn, user, error);
    apie_arena_free(arena);
    return status;
}

#define STEP(name, preset, with)                                                                   \
    apie_status apie_with_##name(apie_client *client, const apie_framework_step_input *input,      \
                                 apie_step_fn *fn, void *user, apie_error *error)                  \
    {                                                                                              \
        return with_step(client, APIE_PRESET_##preset, with, input, fn, user, error);              \
    }

STEP(framework_step, FRAMEWORK_STEP, apie_with_workflow_step)
STEP(openai_agent_step, OPENAI_AGENT_STEP, apie_with_workflow_step)
STEP(langgraph_node, LANGGRAPH_NODE, apie_with_workflow_step)
STEP(crewai_task, CREWAI_TASK, apie_with_workflow_step)
STEP(autogen_step, AUTOGEN_STEP, apie_with_workflow_step)
STEP(llamaindex_step, LLAMAINDEX_STEP, apie_with_workflow_step)
STEP(vercel_ai_generation, VERCEL_AI_GENERATION, apie_with_llm_call)

/* ---- MCP and HTTP ---- */

apie_status apie_mcp_tool_call_begin(apie_client *client, const apie_mcp_tool_input *input,
                                     const apie_call_options *options, apie_scope **out,
                                     apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_no_response(options);
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    return apie_scope_begin_mcp(client, input, options, NULL, out, error);
}

apie_status apie_with_mcp_tool_call(apie_client *client, const apie_mcp_tool_input *input,
                                    const apie_call_options *options, apie_scope_fn *fn, void *user,
                                    apie_error *error)
{
    apie_error own;
    apie_scope *scope = NULL;
    if (!error)
        error = &own;
    apie_no_response(options);
    if (!fn)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
    apie_status begun = apie_scope_begin_mcp(client, input, options, NULL, &scope, error);
    return apie_scope_run(begun, scope, fn, user, error);
}

apie_status apie_with_http_guard(apie_client *client, const apie_http_guard_input *input,
                                 const apie_call_options *options, apie_scope_fn *fn, void *user,
                                 apie_error *error)
{
    apie_error own;
    apie_guard_input guard;
    if (!error)
        error = &own;
    apie_no_response(options);
    apie_status status = apie_preset_http_guard(input, &guard, error);
    return status == APIE_OK ? apie_with_guard(client, &guard, options, fn, user, error) : status;
}
