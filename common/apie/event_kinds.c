#include "apie/event_kinds.h"

#include <string.h>

#include "apie/kept.h"
#include "base/fail.h"

/* ---- the table ---- */

#define BIT(name) APIE_DETAIL_BIT(name)
#define TOOL      APIE_DETAILS_TOOL
#define ACTION    APIE_DETAILS_ACTION
#define RESOURCE  APIE_DETAILS_RESOURCE
#define ERROR     BIT(ERROR_MESSAGE)

#define ROW(kind, name, ...)                                                                       \
    [APIE_EVENT_##                                                                                 \
        kind] = {.type = "agent." name, .type_length = sizeof("agent." name) - 1, __VA_ARGS__}
#define ACTION_ROW(kind, name, error, ...)                                                         \
    ROW(kind, name, .needs = BIT(ACTION_TYPE) | BIT(ACTION_NAME) | (error), .of_resource = true,   \
        __VA_ARGS__)
#define STEP_ROW(kind, name, error)                                                                \
    ROW(kind, name, .category = "workflow", .needs = (error), .needs_step = true)
#define LLM_ROW(kind, name, error)    ROW(kind, name, .category = "llm", .needs = (error))
#define MCP_ROW(kind, name, error)    ROW(kind, name, .category = "mcp", .needs = (error))
#define HANDOFF_ROW(kind, name, more) ROW(kind, name, .category = "handoff", .may_send = (more))

static const apie_event_row rows[APIE_EVENT_KIND_COUNT + 1] = {
    ROW(TOOL_CALLED, "tool.called", .needs = BIT(TOOL_NAME), .may_send = TOOL | ACTION | RESOURCE),
    ACTION_ROW(ACTION_REQUESTED, "action.requested", 0, .may_send = TOOL | ACTION | RESOURCE),
    ACTION_ROW(ACTION_COMPLETED, "action.completed", 0,
               .may_send = TOOL | ACTION | RESOURCE | BIT(RESULT), .form = apie_event_form_result),
    ACTION_ROW(ACTION_FAILED, "action.failed", ERROR, .may_send = TOOL | ACTION | RESOURCE),
    ROW(RESOURCE_TOUCHED, "resource.touched", .needs = BIT(RESOURCE_TYPE),
        .may_send = ACTION | RESOURCE, .of_resource = true),
    ROW(GUARDRAIL_EVALUATED, "guardrail.evaluated", .needs = BIT(DECISION),
        .may_send = ACTION | RESOURCE, .form = apie_event_form_decision),
    ROW(APPROVAL_REQUESTED, "approval.requested", .needs = BIT(APPROVAL_ID),
        .may_send = ACTION | RESOURCE | BIT(APPROVAL_STATUS) | BIT(REASON),
        .form = apie_event_form_approval_requested),
    ROW(APPROVAL_RESOLVED, "approval.resolved", .needs = BIT(APPROVAL_ID) | BIT(APPROVAL_STATUS),
        .may_send = BIT(APPROVAL_RESOLVED_BY), .form = apie_event_form_approval_resolved),
    STEP_ROW(STEP_STARTED, "workflow.step.started", 0),
    STEP_ROW(STEP_COMPLETED, "workflow.step.completed", 0),
    STEP_ROW(STEP_FAILED, "workflow.step.failed", ERROR),
    LLM_ROW(LLM_CALLED, "llm.called", 0),
    LLM_ROW(LLM_COMPLETED, "llm.completed", 0),
    LLM_ROW(LLM_FAILED, "llm.failed", ERROR),
    MCP_ROW(MCP_CALLED, "mcp.called", 0),
    MCP_ROW(MCP_COMPLETED, "mcp.completed", 0),
    MCP_ROW(MCP_FAILED, "mcp.failed", ERROR),
    ROW(MCP_TOOLS_LISTED, "mcp.tools_listed", .category = "mcp", .needs = BIT(SERVER) | BIT(TOOLS),
        .form = apie_event_form_tools),
    ROW(HANDOFF_REQUESTED, "handoff.requested", .category = "handoff",
        .may_send = BIT(REASON) | BIT(TARGET_RUN_ID) | BIT(TARGET_AGENT_ID),
        .form = apie_event_form_handoff),
    HANDOFF_ROW(HANDOFF_ACCEPTED, "handoff.accepted", 0),
    HANDOFF_ROW(HANDOFF_COMPLETED, "handoff.completed", 0),
    HANDOFF_ROW(HANDOFF_FAILED, "handoff.failed", ERROR),
    ROW(ERROR, "error", .needs = ERROR, .may_send = BIT(ERROR_STACK)),
    [APIE_EVENT_KIND_COUNT] = {.may_send = TOOL | ACTION | RESOURCE | APIE_DETAILS_APPROVAL |
                                           BIT(DECISION) | ERROR | BIT(ERROR_STACK),
                               .form = apie_event_form_custom},
};

const apie_event_row *apie_event_row_of(apie_event_kind kind)
{
    return &rows[kind];
}

apie_event_kind apie_event_kind_of(const char *type)
{
    size_t length = strlen(type);
    unsigned kind = 0;
    while (kind < APIE_EVENT_KIND_COUNT &&
           (rows[kind].type_length != length || memcmp(rows[kind].type, type, length) != 0))
        kind++;
    return (apie_event_kind)kind;
}

bool apie_event_tells_failure(apie_event_kind kind)
{
    return (rows[kind].needs & ERROR) != 0;
}

/* ---- checks ---- */

typedef struct detail_facts {
    const char *name;
    size_t offset;   /* of its pointer */
    uint32_t demand; /* what else there must be if it is set */
    bool is_text;
} detail_facts;

#define DETAIL(detail, member, also)                                                               \
    [APIE_DETAIL_##detail] = {#member, offsetof(apie_event_details, member), also, true}
#define VALUE(detail, member)                                                                      \
    [APIE_DETAIL_##detail] = {#member, offsetof(apie_event_details, member), 0, false}

/* A section has one member that the others say something of. */
static const detail_facts details_known[APIE_DETAIL_COUNT] = {
    DETAIL(TOOL_NAME, tool.name, 0),
    DETAIL(TOOL_PROVIDER, tool.provider, BIT(TOOL_NAME)),
    DETAIL(TOOL_RISK_LEVEL, tool.risk_level, BIT(TOOL_NAME)),
    DETAIL(ACTION_TYPE, action.type, 0),
    DETAIL(ACTION_NAME, action.name, BIT(ACTION_TYPE)),
    DETAIL(ACTION_RISK_LEVEL, action.risk_level, BIT(ACTION_TYPE)),
    DETAIL(RESOURCE_TYPE, resource.type, 0),
    DETAIL(RESOURCE_EXTERNAL_ID, resource.external_id, BIT(RESOURCE_TYPE)),
    DETAIL(RESOURCE_PROVIDER, resource.provider, BIT(RESOURCE_TYPE)),
    DETAIL(RESOURCE_ENVIRONMENT, resource.environment, BIT(RESOURCE_TYPE)),
    DETAIL(APPROVAL_ID, approval.approval_id, 0),
    DETAIL(APPROVAL_STATUS, approval.status, BIT(APPROVAL_ID)),
    DETAIL(APPROVAL_RESOLVED_BY, approval.resolved_by, BIT(APPROVAL_ID) | BIT(APPROVAL_STATUS)),
    VALUE(DECISION, decision),
    DETAIL(ERROR_MESSAGE, error_message, 0),
    DETAIL(ERROR_STACK, error_stack, ERROR),
    DETAIL(REASON, reason, 0),
    DETAIL(TARGET_RUN_ID, target_run_id, 0),
    DETAIL(TARGET_AGENT_ID, target_agent_id, 0),
    DETAIL(SERVER, server, 0),
    VALUE(TOOLS, tools),
    VALUE(RESULT, result),
};

static apie_status refuse(apie_error *error, const char *name, const char *why)
{
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, name, "%s %s", name, why);
}

static const char *first_name(uint32_t set)
{
    return details_known[__builtin_ctz(set)].name;
}

/* What is set; of that, with *empty what says nothing; with *needs what it calls for. */
static uint32_t look(const apie_event_details *details, uint32_t *empty, uint32_t *needs)
{
    uint32_t set = 0;
    *empty = 0;
    for (unsigned i = 0; i < APIE_DETAIL_COUNT; i++) {
        const detail_facts *facts = &details_known[i];
        const void *value;
        memcpy(&value, (const char *)details + facts->offset, sizeof value);
        if (!value)
            continue;
        set |= UINT32_C(1) << i;
        *needs |= facts->demand;
        if (facts->is_text && *(const char *)value == '\0')
            *empty |= UINT32_C(1) << i;
    }
    return set;
}

static apie_status check_decision(const apie_decision *decision, apie_error *error)
{
    if (decision && !decision->effective_decision)
        return refuse(error, "decision.effective_decision", "is required");
    if (decision && !decision->enforcement_action)
        return refuse(error, "decision.enforcement_action", "is required");
    return APIE_OK;
}

static apie_status check_tools(const json_t *tools, apie_error *error)
{
    if (tools && !json_is_array(tools))
        return refuse(error, "tools", "must be a JSON array");
    for (size_t i = 0; i < json_array_size(tools); i++)
        if (!json_is_string(json_object_get(json_array_get(tools, i), "name")))
            return refuse(error, "tools", "must be objects that have a name");
    return APIE_OK;
}

static apie_status check_values(const apie_event_details *details, apie_error *error)
{
    apie_status status = apie_check_object(details->metadata, "metadata", error);
    if (status == APIE_OK)
        status = apie_check_object(details->payload_summary, "payload_summary", error);
    if (status == APIE_OK)
        status = check_decision(details->decision, error);
    return status == APIE_OK ? check_tools(details->tools, error) : status;
}

apie_status apie_event_check(const apie_event_row *row, const apie_event_details *details,
                             uint32_t *set, apie_error *error)
{
    uint32_t needs = row->needs;
    uint32_t empty;
    *set = look(details, &empty, &needs);
    uint32_t refused = *set & ~(row->needs | row->may_send);
    uint32_t missing = needs & (~*set | empty);
    if (refused != 0)
        return refuse(error, first_name(refused), "is nothing that an event of this type sends");
    if (missing != 0)
        return refuse(error, first_name(missing), "is required");
    if (row->needs_step && !details->step_name && !details->step_key)
        return refuse(error, "step_name", "or step_key is required");
    return check_values(details, error);
}
