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

#define ROW(kind, ...) [APIE_EVENT_##kind] = {__VA_ARGS__}
#define ACTION_ROW(kind, error, ...)                                                               \
    ROW(kind, .needs = BIT(ACTION_TYPE) | BIT(ACTION_NAME) | (error), .of_resource = true,         \
        __VA_ARGS__)
#define STEP_ROW(kind, error)                                                                      \
    ROW(kind, .category = "workflow", .needs = (error), .needs_step = true)
#define LLM_ROW(kind, error)    ROW(kind, .category = "llm", .needs = (error))
#define MCP_ROW(kind, error)    ROW(kind, .category = "mcp", .needs = (error))
#define HANDOFF_ROW(kind, more) ROW(kind, .category = "handoff", .may_send = (more))

static const apie_event_row rows[APIE_EVENT_KIND_COUNT + 1] = {
    ROW(TOOL_CALLED, .needs = BIT(TOOL_NAME), .may_send = TOOL | ACTION | RESOURCE),
    ACTION_ROW(ACTION_REQUESTED, 0, .may_send = TOOL | ACTION | RESOURCE),
    ACTION_ROW(ACTION_COMPLETED, 0, .may_send = TOOL | ACTION | RESOURCE | BIT(RESULT),
               .form = apie_event_form_result),
    ACTION_ROW(ACTION_FAILED, ERROR, .may_send = TOOL | ACTION | RESOURCE),
    ROW(RESOURCE_TOUCHED, .needs = BIT(RESOURCE_TYPE), .may_send = ACTION | RESOURCE,
        .of_resource = true),
    ROW(GUARDRAIL_EVALUATED, .needs = BIT(DECISION), .may_send = ACTION | RESOURCE,
        .form = apie_event_form_decision),
    ROW(APPROVAL_REQUESTED, .needs = BIT(APPROVAL_ID),
        .may_send = ACTION | RESOURCE | BIT(APPROVAL_STATUS) | BIT(REASON),
        .form = apie_event_form_approval_requested),
    ROW(APPROVAL_RESOLVED, .needs = BIT(APPROVAL_ID) | BIT(APPROVAL_STATUS),
        .may_send = BIT(APPROVAL_RESOLVED_BY), .form = apie_event_form_approval_resolved),
    STEP_ROW(STEP_STARTED, 0),
    STEP_ROW(STEP_COMPLETED, 0),
    STEP_ROW(STEP_FAILED, ERROR),
    LLM_ROW(LLM_CALLED, 0),
    LLM_ROW(LLM_COMPLETED, 0),
    LLM_ROW(LLM_FAILED, ERROR),
    MCP_ROW(MCP_CALLED, 0),
    MCP_ROW(MCP_COMPLETED, 0),
    MCP_ROW(MCP_FAILED, ERROR),
    ROW(MCP_TOOLS_LISTED, .category = "mcp", .needs = BIT(SERVER) | BIT(TOOLS),
        .form = apie_event_form_tools),
    ROW(HANDOFF_REQUESTED, .category = "handoff",
        .may_send = BIT(REASON) | BIT(TARGET_RUN_ID) | BIT(TARGET_AGENT_ID),
        .form = apie_event_form_handoff),
    HANDOFF_ROW(HANDOFF_ACCEPTED, 0),
    HANDOFF_ROW(HANDOFF_COMPLETED, 0),
    HANDOFF_ROW(HANDOFF_FAILED, ERROR),
    ROW(ERROR, .needs = ERROR, .may_send = BIT(ERROR_STACK)),
    [APIE_EVENT_KIND_COUNT] = {.may_send = TOOL | ACTION | RESOURCE | APIE_DETAILS_APPROVAL |
                                           BIT(DECISION) | ERROR | BIT(ERROR_STACK),
                               .form = apie_event_form_custom},
};

const apie_event_row *apie_event_row_of(apie_event_kind kind)
{
    return &rows[kind];
}

bool apie_event_tells_failure(apie_event_kind kind)
{
    return (rows[kind].needs & ERROR) != 0;
}

/* ---- checks ---- */

/* D(detail, its member of apie_event_details, whether that is a text, what else it calls for): a
 * section has one member that the others say something of. */
#define DETAILS(D)                                                                                 \
    D(TOOL_NAME, tool.name, true, 0)                                                               \
    D(TOOL_PROVIDER, tool.provider, true, BIT(TOOL_NAME))                                          \
    D(TOOL_RISK_LEVEL, tool.risk_level, true, BIT(TOOL_NAME))                                      \
    D(ACTION_TYPE, action.type, true, 0)                                                           \
    D(ACTION_NAME, action.name, true, BIT(ACTION_TYPE))                                            \
    D(ACTION_RISK_LEVEL, action.risk_level, true, BIT(ACTION_TYPE))                                \
    D(RESOURCE_TYPE, resource.type, true, 0)                                                       \
    D(RESOURCE_EXTERNAL_ID, resource.external_id, true, BIT(RESOURCE_TYPE))                        \
    D(RESOURCE_PROVIDER, resource.provider, true, BIT(RESOURCE_TYPE))                              \
    D(RESOURCE_ENVIRONMENT, resource.environment, true, BIT(RESOURCE_TYPE))                        \
    D(APPROVAL_ID, approval.approval_id, true, 0)                                                  \
    D(APPROVAL_STATUS, approval.status, true, BIT(APPROVAL_ID))                                    \
    D(APPROVAL_RESOLVED_BY, approval.resolved_by, true, BIT(APPROVAL_ID) | BIT(APPROVAL_STATUS))   \
    D(DECISION, decision, false, 0)                                                                \
    D(ERROR_MESSAGE, error_message, true, 0)                                                       \
    D(ERROR_STACK, error_stack, true, ERROR)                                                       \
    D(REASON, reason, true, 0)                                                                     \
    D(TARGET_RUN_ID, target_run_id, true, 0)                                                       \
    D(TARGET_AGENT_ID, target_agent_id, true, 0)                                                   \
    D(SERVER, server, true, 0)                                                                     \
    D(TOOLS, tools, false, 0)                                                                      \
    D(RESULT, result, false, 0)

typedef struct detail_facts {
    const char *name;
    size_t offset; /* of its pointer */
    bool is_text;
    uint32_t demand;
} detail_facts;

#define FACTS(detail, member, is_text, demand)                                                     \
    [APIE_DETAIL_##detail] = {#member, offsetof(apie_event_details, member), is_text, demand},

static const detail_facts details_known[APIE_DETAIL_COUNT] = {DETAILS(FACTS)};

static apie_status refuse(apie_error *error, const char *name, const char *why)
{
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, name, "%s %s", name, why);
}

static unsigned first_of(uint32_t set)
{
    return (unsigned)__builtin_ctz(set);
}

static const char *first_name(uint32_t set)
{
    return details_known[first_of(set)].name;
}

#define ANY(detail, member, is_text, demand) | (uintptr_t)details->member
#define SET(detail, member, is_text, demand) | (details->member ? BIT(detail) : 0)

/* Without a loop: every event comes by. Many have none. */
static uint32_t which_are_set(const apie_event_details *details)
{
    return (0 DETAILS(ANY)) != 0 ? 0 DETAILS(SET) : 0;
}

static bool is_empty_text(const apie_event_details *details, const detail_facts *facts)
{
    const char *text;
    memcpy(&text, (const char *)details + facts->offset, sizeof text);
    return facts->is_text && *text == '\0';
}

/* What is missing, of what the event needs and of what is set calls for. */
static uint32_t which_are_missing(const apie_event_details *details, uint32_t set, uint32_t needs)
{
    uint32_t empty = 0;
    for (uint32_t left = set; left != 0; left &= left - 1) {
        const detail_facts *facts = &details_known[first_of(left)];
        needs |= facts->demand;
        if (is_empty_text(details, facts))
            empty |= left & -left;
    }
    return needs & (~set | empty);
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
    *set = which_are_set(details);
    uint32_t refused = *set & ~(row->needs | row->may_send);
    uint32_t missing = which_are_missing(details, *set, row->needs);
    if (refused != 0)
        return refuse(error, first_name(refused), "is nothing that an event of this type sends");
    if (missing != 0)
        return refuse(error, first_name(missing), "is required");
    if (row->needs_step && !details->step_name && !details->step_key)
        return refuse(error, "step_name", "or step_key is required");
    return check_values(details, error);
}
