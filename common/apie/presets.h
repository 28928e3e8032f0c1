/* The helpers for frameworks and platforms as one table: what each makes of its input. */
#ifndef APIE_APIE_PRESETS_H
#define APIE_APIE_PRESETS_H

#include <apie/error.h>
#include <apie/integrations.h>
#include <apie/telemetry.h>
#include <apie/trace.h>

#include "base/arena.h"

/* Helpers that are tool calls. */
typedef enum apie_tool_preset {
    APIE_PRESET_OPENAI_TOOL_CALL = 0,
    APIE_PRESET_ANTHROPIC_TOOL_CALL,
    APIE_PRESET_TOOL_CALL_GUARD,
    APIE_PRESET_OPENAI_AGENT_TOOL_CALL,
    APIE_PRESET_LANGCHAIN_TOOL_STEP,
    APIE_PRESET_CREWAI_TOOL_STEP,
    APIE_PRESET_AUTOGEN_TOOL_STEP,
    APIE_PRESET_LLAMAINDEX_TOOL_STEP,
    APIE_PRESET_CANONICAL_TOOL_ACTION,
    APIE_PRESET_GITHUB_ACTION,
    APIE_PRESET_GITLAB_ACTION,
    APIE_PRESET_ISSUE_TRACKER_ACTION,
    APIE_PRESET_INCIDENT_RESPONSE_ACTION,
    APIE_PRESET_OBSERVABILITY_CORRELATION,
    APIE_TOOL_PRESET_COUNT
} apie_tool_preset;

/* Helpers that are steps: all workflow steps, but for the last one, which is a model call. */
typedef enum apie_step_preset {
    APIE_PRESET_FRAMEWORK_STEP = 0,
    APIE_PRESET_OPENAI_AGENT_STEP,
    APIE_PRESET_LANGGRAPH_NODE,
    APIE_PRESET_CREWAI_TASK,
    APIE_PRESET_AUTOGEN_STEP,
    APIE_PRESET_LLAMAINDEX_STEP,
    APIE_PRESET_VERCEL_AI_GENERATION,
    APIE_STEP_PRESET_COUNT
} apie_step_preset;

/* Each fills *out from the input. What must be made anew is the arena's; the rest stays borrowed.
 * APIE_ERROR_INVALID_ARGUMENT with the member in where; APIE_ERROR_NO_MEMORY. error is not NULL. */
apie_status apie_preset_tool(apie_tool_preset preset, const apie_tool_step_input *input,
                             apie_arena *arena, apie_tool_input *out, apie_error *error);
apie_status apie_preset_step(apie_step_preset preset, const apie_framework_step_input *input,
                             apie_arena *arena, apie_step_input *out, apie_error *error);
apie_status apie_preset_http_guard(const apie_http_guard_input *input, apie_guard_input *out,
                                   apie_error *error);

/* An MCP tool call: the tool, and the call as a step inside of it. The step is all the arena's, but
 * has no run: it is the tool's. */
apie_status apie_preset_mcp_tool(const apie_mcp_tool_input *input, apie_arena *arena,
                                 apie_tool_input *tool, apie_step_input *step, apie_error *error);

#endif
