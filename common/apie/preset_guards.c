/* The presets that are more than one of the table's lines: MCP tools, and HTTP requests. */
#include "apie/kept.h"
#include "apie/object.h"
#include "apie/preset_parts.h"
#include "apie/presets.h"
#include "base/fail.h"

/* ---- MCP ---- */

static apie_status check_mcp(const apie_mcp_tool_input *input, apie_error *error)
{
    static const char helper[] = "with_mcp_tool_call";
    if (!input)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "input", "input must not be NULL");
    if (!apie_preset_is_given(input->server))
        return apie_preset_needs(helper, "server", error);
    if (!apie_preset_is_given(input->tool))
        return apie_preset_needs(helper, "tool", error);
    apie_status status = apie_check_object(input->metadata, "metadata", error);
    return status == APIE_OK ? apie_check_object(input->payload_summary, "payload_summary", error)
                             : status;
}

static const json_t *mcp_metadata(const apie_mcp_tool_input *input, apie_arena *arena)
{
    apie_object made = apie_object_new(input->metadata);
    apie_object mcp = apie_object_new(NULL);
    apie_object_add_text(&mcp, "server", input->server);
    apie_object_add_text(&mcp, "tool", input->tool);
    apie_object_add_copy(&mcp, "input_schema", input->input_schema);
    apie_object_add_text(&mcp, "resource_target", input->resource_target);
    apie_object_set_own(&made, "mcp", mcp.json);
    return apie_object_done(&made, arena);
}

static const json_t *mcp_payload(const apie_mcp_tool_input *input, const apie_tool_input *tool,
                                 apie_arena *arena)
{
    apie_object made = apie_object_new(input->payload_summary);
    if (!input->payload_summary) {
        apie_object_add_text(&made, "server", input->server);
        apie_object_add_text(&made, "tool", input->tool);
        apie_object_add_text(&made, "action_type", tool->action.type);
        apie_object_add_text(&made, "resource_type", tool->resource.type);
        apie_object_add_text(&made, "environment", input->environment);
    }
    return apie_object_done(&made, arena);
}

apie_status apie_preset_mcp_tool(const apie_mcp_tool_input *input, apie_arena *arena,
                                 apie_tool_input *tool, apie_step_input *step, apie_error *error)
{
    apie_status status = check_mcp(input, error);
    if (status != APIE_OK)
        return status;
    const char *name =
        apie_preset_join(arena, (const char *const[]){input->server, ".", input->tool, NULL});
    *tool = (apie_tool_input){
        .run_id = input->run_id,
        .session_id = input->session_id,
        .tool = {.name = name,
                 .provider = "mcp",
                 .risk_level = apie_preset_or(input->risk_level, "medium")},
        .action = {.type = apie_preset_or(input->action_type, "execute"),
                   .name = apie_preset_or(input->action_name, name),
                   .risk_level = input->risk_level},
        .resource = {.type = apie_preset_or(input->resource_type, "internal_api"),
                     .external_id = apie_preset_or(input->resource_id, input->resource_target),
                     .provider = apie_preset_or(input->resource_provider, input->server),
                     .environment = input->environment},
        .metadata = mcp_metadata(input, arena),
    };
    *step = (apie_step_input){
        .step_name = name,
        .payload_summary = mcp_payload(input, tool, arena),
    };
    return name && tool->metadata && step->payload_summary ? APIE_OK : apie_fail_no_memory(error);
}

/* ---- HTTP ---- */

apie_status apie_preset_http_guard(const apie_http_guard_input *input, apie_guard_input *out,
                                   apie_error *error)
{
    static const char helper[] = "with_http_guard";
    if (!input)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "input", "input must not be NULL");
    if (!apie_preset_is_given(input->action_name))
        return apie_preset_needs(helper, "action_name", error);
    if (!apie_preset_is_given(input->resource_type))
        return apie_preset_needs(helper, "resource_type", error);
    *out = (apie_guard_input){
        .run_id = input->run_id,
        .session_id = input->session_id,
        .action = {.type = apie_preset_or(input->action_type, "http.request"),
                   .name = input->action_name},
        .resource = {.type = input->resource_type,
                     .external_id = input->resource_id,
                     .provider = input->resource_provider,
                     .environment = input->environment},
        .risk_level = input->risk_level,
        .metadata = input->metadata,
    };
    if (apie_preset_is_given(input->tool_name))
        out->tool = (apie_tool){
            .name = input->tool_name, .provider = "http", .risk_level = input->risk_level};
    return APIE_OK;
}
