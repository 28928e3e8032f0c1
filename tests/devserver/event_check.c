#include "shapes.h"

#include <string.h>

/* What an event of a known type must carry beside the common keys. */
struct type_rule {
    const char *type;
    const char *key;      /* this key must be there */
    const char *category; /* event_category must be this */
};

static const struct type_rule rules[] = {
    {"agent.tool.called", "tool", NULL},
    {"agent.action.requested", "action", NULL},
    {"agent.action.completed", "action", NULL},
    {"agent.action.failed", "action", NULL},
    {"agent.resource.touched", "resource", NULL},
    {"agent.guardrail.evaluated", "decision", NULL},
    {"agent.approval.requested", "approval", NULL},
    {"agent.approval.resolved", "approval", NULL},
    {"agent.workflow.step.started", NULL, "workflow"},
    {"agent.workflow.step.completed", NULL, "workflow"},
    {"agent.workflow.step.failed", NULL, "workflow"},
    {"agent.llm.called", NULL, "llm"},
    {"agent.llm.completed", NULL, "llm"},
    {"agent.llm.failed", NULL, "llm"},
    {"agent.mcp.called", NULL, "mcp"},
    {"agent.mcp.completed", NULL, "mcp"},
    {"agent.mcp.failed", NULL, "mcp"},
    {"agent.mcp.tools_listed", NULL, "mcp"},
    {"agent.handoff.requested", NULL, "handoff"},
    {"agent.handoff.accepted", NULL, "handoff"},
    {"agent.handoff.completed", NULL, "handoff"},
    {"agent.handoff.failed", NULL, "handoff"},
    {"agent.error", "error", NULL},
};

/* An event over the size limit loses its sections, and says so. */
static bool is_truncated(json_t *event)
{
    json_t *metadata = json_object_get(event, "metadata");
    return json_is_true(json_object_get(metadata, "apie_payload_truncated"));
}

static bool check_type(json_t *event, struct check_failure *failure)
{
    const char *type = json_string_value(json_object_get(event, "type"));
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const struct type_rule *rule = &rules[i];
        if (type == NULL || strcmp(type, rule->type) != 0) {
            continue;
        }
        if (rule->key != NULL && json_object_get(event, rule->key) == NULL &&
            !is_truncated(event)) {
            check_enter(failure, rule->key);
            return check_fail(failure, "is required for an event of this type");
        }
        const char *category = json_string_value(json_object_get(event, "event_category"));
        if (rule->category != NULL && (category == NULL || strcmp(category, rule->category) != 0)) {
            check_enter(failure, "event_category");
            return check_fail(failure, "does not fit the type of the event");
        }
    }
    return true;
}

/* A client knows the ids of its own agent, which is one that has identified itself. */
static bool check_agent(json_t *event, json_t *agent_ids, struct check_failure *failure)
{
    const char *key = json_string_value(json_object_get(event, "agent_key"));
    const bool has_id = json_object_get(event, "agent_id") != NULL;
    const bool has_version = json_object_get(event, "agent_version_id") != NULL;
    if (has_id && has_version) {
        return true;
    }
    if (!has_id && !has_version && json_object_get(agent_ids, key) == NULL) {
        return true;
    }
    check_enter(failure, has_id ? "agent_version_id" : "agent_id");
    return check_fail(failure, "is required");
}

bool check_event(json_t *event, json_t *agent_ids, struct check_failure *failure)
{
    if (!check_value(event, &shape_event, failure) || !check_agent(event, agent_ids, failure)) {
        return false;
    }
    if (json_object_get(event, "run_id") != NULL &&
        json_object_get(event, "sequence_number") == NULL) {
        check_enter(failure, "sequence_number");
        return check_fail(failure, "is required when there is a run_id");
    }
    /* Without an event id it came from track(), which may use any type for anything. */
    return json_object_get(event, "event_id") == NULL || check_type(event, failure);
}
