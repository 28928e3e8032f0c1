/**
 * @file mcp.h
 * Calls of an MCP server's tools through an instrumented client, and what a proxy answers when a
 * guardrail refuses one. Shared by both libraries; the clients are in apie/sync/mcp.h and
 * apie/async/mcp.h.
 */
#ifndef APIE_MCP_H
#define APIE_MCP_H

#include <jansson.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/trace.h>

APIE_BEGIN_DECLS

/** JSON-RPC error codes of a call that was not made: a guardrail blocked it; it asked for an
 * approval, and none was given. */
#define APIE_MCP_CODE_BLOCKED      (-32001)
#define APIE_MCP_CODE_NOT_APPROVED (-32002)

/** One call of a tool. Borrowed until the call returns. */
typedef struct apie_mcp_call {
    /** NULL: the current run's (sync only). */
    const char *run_id;
    const char *session_id;
    /** Required: as the server knows it. */
    const char *tool_name;
    /** An object; NULL: {}. The server gets it as it is; what the service is told of it is
     * redacted. */
    const json_t *arguments;
    /** NULL: "execute" and "internal_api". */
    const char *action_type;
    const char *resource_type;
    /** What the tool works on: sent as the resource's external id. */
    const char *resource_target;
    /** NULL: the client's. */
    const char *environment;
    const char *risk_level;
    /** An object, sent with the tool's events. */
    const json_t *metadata;
    void *reserved[8];
} apie_mcp_call;

/**
 * What a proxy answers in place of a result when a call was refused: a JSON-RPC error object with
 * code, message and data. The data of a blocked call: reason, decision_id, policy_decision,
 * effective_decision, enforcement_action, mode, matched_guardrail; of one that was not approved:
 * approval_id, status, reason. What is not known is null.
 *
 * @param why      the call's error: APIE_ERROR_BLOCKED or APIE_ERROR_NOT_APPROVED
 * @param decision the guardrail's, as the call gave it; NULL: only what the error says is known
 * @param out      a new object, to be freed with json_decref()
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT if the error is another; APIE_ERROR_NO_MEMORY
 *
 * Thread rule: any thread, any time.
 */
APIE_API APIE_NODISCARD apie_status apie_mcp_refusal(const apie_error *why,
                                                     const apie_decision *decision, json_t **out,
                                                     apie_error *error);

APIE_END_DECLS

#endif
