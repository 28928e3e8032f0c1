/* What a proxy answers when a guardrail refused a call. */
#include <apie/mcp.h>

#include "apie/object.h"
#include "base/fail.h"
#include "base/text.h"

static const char *or_null(const char *text)
{
    return text && *text ? text : NULL;
}

static json_t *blocked_data(const apie_error *why, const apie_decision *decision)
{
    const char *match =
        decision->matched_guardrail_count > 0 ? decision->matched_guardrails[0] : why->where;
    apie_object data = apie_object_new(NULL);
    apie_object_add_text(&data, "reason", decision->reason);
    apie_object_add_text(&data, "decision_id", decision->decision_id);
    apie_object_add_text(&data, "policy_decision", decision->policy_decision);
    apie_object_add_text(&data, "effective_decision", decision->effective_decision);
    apie_object_add_text(&data, "enforcement_action", decision->enforcement_action);
    apie_object_add_text(&data, "mode", decision->mode);
    apie_object_add_text(&data, "matched_guardrail", or_null(match));
    return data.json;
}

static json_t *unapproved_data(const apie_error *why, const apie_decision *decision)
{
    apie_object data = apie_object_new(NULL);
    apie_object_add_text(&data, "approval_id", decision->approval_id);
    apie_object_add_text(&data, "status", or_null(why->service_code));
    apie_object_add_text(&data, "reason", decision->reason);
    return data.json;
}

static json_t *refusal(int code, const char *message, json_t *data)
{
    apie_object made = apie_object_new(NULL);
    apie_object_set_own(&made, "code", json_integer(code));
    apie_object_add_text(&made, "message", message);
    apie_object_set_own(&made, "data", data);
    return made.json;
}

apie_status apie_mcp_refusal(const apie_error *why, const apie_decision *decision, json_t **out,
                             apie_error *error)
{
    apie_decision known = {.reason = why ? why->message : NULL};
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    if (!why || (why->code != APIE_ERROR_BLOCKED && why->code != APIE_ERROR_NOT_APPROVED))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "why",
                         "it was no guardrail that refused the call");
    if (!decision)
        decision = &known;
    if (why->code == APIE_ERROR_BLOCKED) {
        *out = refusal(APIE_MCP_CODE_BLOCKED, "Action blocked by Apie guardrail",
                       blocked_data(why, decision));
    } else {
        char message[sizeof why->service_code + 32];
        apie_text_format(message, sizeof message, "Action not approved: %s", why->service_code);
        *out = refusal(APIE_MCP_CODE_NOT_APPROVED, message, unapproved_data(why, decision));
    }
    return *out ? APIE_OK : apie_fail_no_memory(error);
}
