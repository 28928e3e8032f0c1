#include <string.h>

#include "apie/event_kinds.h"

/* T(kind, its type, more) */
#define TYPES(T, more)                                                                             \
    T(TOOL_CALLED, "agent.tool.called", more)                                                      \
    T(ACTION_REQUESTED, "agent.action.requested", more)                                            \
    T(ACTION_COMPLETED, "agent.action.completed", more)                                            \
    T(ACTION_FAILED, "agent.action.failed", more)                                                  \
    T(RESOURCE_TOUCHED, "agent.resource.touched", more)                                            \
    T(GUARDRAIL_EVALUATED, "agent.guardrail.evaluated", more)                                      \
    T(APPROVAL_REQUESTED, "agent.approval.requested", more)                                        \
    T(APPROVAL_RESOLVED, "agent.approval.resolved", more)                                          \
    T(STEP_STARTED, "agent.workflow.step.started", more)                                           \
    T(STEP_COMPLETED, "agent.workflow.step.completed", more)                                       \
    T(STEP_FAILED, "agent.workflow.step.failed", more)                                             \
    T(LLM_CALLED, "agent.llm.called", more)                                                        \
    T(LLM_COMPLETED, "agent.llm.completed", more)                                                  \
    T(LLM_FAILED, "agent.llm.failed", more)                                                        \
    T(MCP_CALLED, "agent.mcp.called", more)                                                        \
    T(MCP_COMPLETED, "agent.mcp.completed", more)                                                  \
    T(MCP_FAILED, "agent.mcp.failed", more)                                                        \
    T(MCP_TOOLS_LISTED, "agent.mcp.tools_listed", more)                                            \
    T(HANDOFF_REQUESTED, "agent.handoff.requested", more)                                          \
    T(HANDOFF_ACCEPTED, "agent.handoff.accepted", more)                                            \
    T(HANDOFF_COMPLETED, "agent.handoff.completed", more)                                          \
    T(HANDOFF_FAILED, "agent.handoff.failed", more)                                                \
    T(ERROR, "agent.error", more)

#define NAME(kind, type, more) [APIE_EVENT_##kind] = type,

static const char *const types[APIE_EVENT_KIND_COUNT + 1] = {TYPES(NAME, )};

/* The kinds that have types of a length: one to three, so that hardly a type is compared. */
#define HAS(kind, type, length)                                                                    \
    | (sizeof(type) - 1 == (length) ? UINT32_C(1) << APIE_EVENT_##kind : 0)
#define OF(length) [length] = 0 TYPES(HAS, length)

static const uint32_t kinds_of_length[] = {
    OF(10), OF(11), OF(12), OF(13), OF(14), OF(15), OF(16), OF(17), OF(18), OF(19), OF(20),
    OF(21), OF(22), OF(23), OF(24), OF(25), OF(26), OF(27), OF(28), OF(29), OF(30), OF(31),
};

const char *apie_event_type_of(apie_event_kind kind)
{
    return types[kind];
}

apie_event_kind apie_event_kind_of(const char *type)
{
    size_t length = strlen(type);
    uint32_t left =
        length < sizeof kinds_of_length / sizeof kinds_of_length[0] ? kinds_of_length[length] : 0;
    for (; left != 0; left &= left - 1) {
        unsigned kind = (unsigned)__builtin_ctz(left);
        if (memcmp(types[kind], type, length) == 0)
            return (apie_event_kind)kind;
    }
    return APIE_EVENT_KIND_COUNT;
}
