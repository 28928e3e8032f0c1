#include "events/section.h"

/* Writes one member of the struct that the parameter `section` points to. */
#define MEMBER(section, name)                                                                      \
    do {                                                                                           \
        APIE_JSON_KEY(out, #name);                                                                 \
        apie_redact_write_text(redactor, out, #section "." #name, (section)->name);                \
    } while (0)

void apie_section_tool(const apie_redactor *redactor, const apie_tool *tool, apie_json_writer *out)
{
    apie_json_write_object_begin(out);
    MEMBER(tool, name);
    MEMBER(tool, provider);
    MEMBER(tool, risk_level);
    apie_json_write_object_end(out);
}

void apie_section_action(const apie_redactor *redactor, const apie_action *action,
                         apie_json_writer *out)
{
    apie_json_write_object_begin(out);
    MEMBER(action, type);
    MEMBER(action, name);
    MEMBER(action, risk_level);
    apie_json_write_object_end(out);
}

void apie_section_resource(const apie_redactor *redactor, const apie_resource *resource,
                           apie_json_writer *out)
{
    apie_json_write_object_begin(out);
    MEMBER(resource, type);
    MEMBER(resource, external_id);
    MEMBER(resource, provider);
    MEMBER(resource, environment);
    apie_json_write_object_end(out);
}

void apie_section_decision_members(const apie_redactor *redactor, const apie_decision *decision,
                                   apie_json_writer *out)
{
    APIE_JSON_KEY(out, "policyDecision");
    /* The service wants a word here also when there was no policy to ask. */
    apie_json_write_text(out, decision->policy_decision ? decision->policy_decision
                                                        : decision->effective_decision);
    APIE_JSON_KEY(out, "effectiveDecision");
    apie_json_write_text(out, decision->effective_decision);
    APIE_JSON_KEY(out, "enforcementAction");
    apie_json_write_text(out, decision->enforcement_action);
    APIE_JSON_KEY(out, "mode");
    apie_json_write_text(out, decision->mode);
    APIE_JSON_KEY(out, "reason");
    apie_redact_write_text(redactor, out, "decision.reason", decision->reason);
}

void apie_section_decision(const apie_redactor *redactor, const apie_decision *decision,
                           apie_json_writer *out)
{
    apie_json_write_object_begin(out);
    apie_section_decision_members(redactor, decision, out);
    apie_json_write_object_end(out);
}

void apie_section_approval(const apie_redactor *redactor, const apie_approval_details *approval,
                           bool resolved, apie_json_writer *out)
{
    apie_json_write_object_begin(out);
    APIE_JSON_KEY(out, "approval_id");
    apie_json_write_text(out, approval->approval_id);
    APIE_JSON_KEY(out, "status");
    apie_json_write_text(out, approval->status);
    if (resolved)
        MEMBER(approval, resolved_by);
    apie_json_write_object_end(out);
}

void apie_section_error(const apie_redactor *redactor, const char *message, const char *stack,
                        apie_json_writer *out)
{
    apie_json_write_object_begin(out);
    APIE_JSON_KEY(out, "message");
    apie_redact_write_text(redactor, out, "error.message", message);
    if (stack) {
        APIE_JSON_KEY(out, "stack");
        apie_redact_write_text(redactor, out, "error.stack", stack);
    }
    apie_json_write_object_end(out);
}
