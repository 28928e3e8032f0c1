#include "apie/declarations.h"

#include "apie/agent_operation.h"
#include "apie/capabilities.h"
#include "apie/disabled.h"
#include "apie/kept.h"
#include "base/fail.h"
#include "model/descriptor.h"

static apie_flow *nothing_new(apie_agent *agent, const apie_call_options *options,
                              apie_error *error)
{
    return apie_given_flow_new(&agent->core, NULL, options, error);
}

apie_flow *apie_declare_flow_new(apie_agent *agent, const apie_declared_capability *capabilities,
                                 size_t count, const apie_call_options *options, apie_error *error)
{
    apie_capabilities_declare body;
    if (!capabilities && count > 0) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "capabilities",
                  "capabilities must not be NULL");
        return NULL;
    }
    if (agent->core.disabled)
        return nothing_new(agent, options, error);
    apie_arena *arena = apie_arena_new(1024);
    if (!arena) {
        apie_fail_no_memory(error);
        return NULL;
    }
    apie_flow *flow = NULL;
    if (apie_capabilities_fill(&body, arena, capabilities, count, error) == APIE_OK)
        flow = apie_agent_operation_flow_new(agent, &apie_op_agents_declare_capabilities, &body,
                                             options, error);
    apie_arena_free(arena);
    return flow;
}

apie_flow *apie_define_tool_flow_new(apie_agent *agent, const apie_tool_definition *tool,
                                     const apie_call_options *options, apie_error *error)
{
    if (!tool || !tool->name || !*tool->name) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "tool.name", "tool.name is required");
        return NULL;
    }
    if (tool->input_schema != APIE_NULL &&
        apie_check_object(tool->input_schema, "input_schema", error) != APIE_OK)
        return NULL;
    if (agent->core.disabled)
        return nothing_new(agent, options, error);
    return apie_agent_operation_flow_new(agent, &apie_op_agents_define_tool, tool, options, error);
}

apie_flow *apie_enable_template_flow_new(apie_agent *agent, const char *key,
                                         const apie_call_options *options, apie_error *error)
{
    if (!key || !*key) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "key", "a template's key is required");
        return NULL;
    }
    if (!agent->core.disabled) {
        apie_argument arguments[] = {{.text = key}};
        return apie_operation_flow_new(&agent->core, &apie_op_guardrails_enable_template, arguments,
                                       apie_empty_object, options, error);
    }
    apie_template_enabled *enabled = apie_disabled_template(key);
    if (enabled)
        return apie_given_flow_new(&agent->core, enabled, options, error);
    apie_fail_no_memory(error);
    return NULL;
}
