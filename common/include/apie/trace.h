/**
 * @file trace.h
 * What a program says of its runs, tools and guarded actions. Shared by both libraries.
 *
 * Input structs are plain: start from zero, set what you know. Strings and jansson values are
 * borrowed until the call returns; everything that leaves is redacted (see apie_config).
 */
#ifndef APIE_TRACE_H
#define APIE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <apie/config.h>
#include <apie/export.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/** A tool that the agent calls. */
typedef struct apie_tool {
    const char *name;
    const char *provider;
    /** low, medium, high or critical. */
    const char *risk_level;
} apie_tool;

/** What is done. Usual types: read, create, update, delete, execute, communicate, merge. */
typedef struct apie_action {
    const char *type;
    const char *name;
    const char *risk_level;
} apie_action;

/** What it is done to. Usual types: code_repository, secret, database_record, file, … */
typedef struct apie_resource {
    const char *type;
    const char *external_id;
    const char *provider;
    const char *environment;
} apie_resource;

/** A run that begins. */
typedef struct apie_run_input {
    /** NULL: a run of its own; else a run of this session. */
    const char *session_id;
    const char *input_summary;
    /** NULL: the configured runtime environment. */
    const char *environment;
    /** An object; borrowed. */
    const json_t *metadata;
    /** Used inside a session only. */
    const char *step_key;
    const char *step_name;
    apie_opt_int step_index;
    void *reserved[4];
} apie_run_input;

/** A run inside a session that another run has started: a worker of an orchestrator. */
typedef struct apie_child_run_input {
    /** Required. NULL: the current one (sync only). */
    const char *session_id;
    /** The agent whose run it is. NULL: this agent. */
    const char *agent_key;
    /** The run that started it, and the event that led to it. */
    const char *parent_run_id;
    const char *trigger_event_id;
    /** What the agent is in it, such as "worker". */
    const char *role;
    const char *step_key;
    const char *step_name;
    apie_opt_int step_index;
    const char *input_summary;
    /** NULL: none, since it need not run where this agent does. */
    const char *environment;
    /** Objects; the summary is sent as metadata.payload_summary. */
    const json_t *metadata;
    const json_t *payload_summary;
    void *reserved[4];
} apie_child_run_input;

/** Known kinds of sessions. */
#define APIE_SESSION_SINGLE_AGENT     "single_agent"
#define APIE_SESSION_MULTI_AGENT      "multi_agent"
#define APIE_SESSION_PIPELINE         "pipeline"
#define APIE_SESSION_ACTIVATION_PROOF "activation_proof"

/** A session that begins: runs that belong together. */
typedef struct apie_session_input {
    /** NULL: APIE_SESSION_SINGLE_AGENT. */
    const char *kind;
    const char *input_summary;
    /** NULL: the configured runtime environment. */
    const char *environment;
    /** An object; borrowed. */
    const json_t *metadata;
    void *reserved[4];
} apie_session_input;

/** How a session ended. */
typedef struct apie_session_outcome {
    /** NULL: "completed", or "failed" if error_message is set. Also "cancelled". */
    const char *status;
    const char *output_summary;
    /** Why it failed; sent as an agent.error event. */
    const char *error_message;
    const json_t *metadata;
    void *reserved[4];
} apie_session_outcome;

/** How a run ended. */
typedef struct apie_run_outcome {
    /** NULL: "completed", or "failed" if error_message is set. */
    const char *status;
    /** Why it failed; sent as an agent.error event. */
    const char *error_message;
    const json_t *metadata;
    void *reserved[4];
} apie_run_outcome;

/** A tool call that begins. tool.name is required. */
typedef struct apie_tool_input {
    /** NULL: the current run's (sync only). */
    const char *run_id;
    const char *session_id;
    apie_tool tool;
    /** type NULL: "execute"; name NULL: the tool's. */
    apie_action action;
    /** type NULL: "unknown". */
    apie_resource resource;
    /** An object; borrowed. The tool's arguments, for example. */
    const json_t *metadata;
    /** Skip the guardrail. */
    bool unguarded;
    void *reserved[4];
} apie_tool_input;

/** A guarded action that begins. action.type, action.name and resource.type are required. */
typedef struct apie_guard_input {
    /** NULL: the current run's (sync only). */
    const char *run_id;
    const char *session_id;
    apie_action action;
    apie_resource resource;
    /** name NULL: no tool. */
    apie_tool tool;
    /** Of the action as a whole. */
    const char *risk_level;
    const json_t *metadata;
    void *reserved[4];
} apie_guard_input;

/** How a tool call or guarded action ended. NULL in its place: it succeeded. */
typedef struct apie_action_outcome {
    /** Set: it failed, and why. */
    const char *error_message;
    /** Added to the event's metadata under "result"; NULL: {"status": "completed"}. */
    const json_t *result;
    void *reserved[4];
} apie_action_outcome;

/** Effective decisions of a guardrail. Strings on the wire; these are the known ones. */
#define APIE_DECISION_ALLOW            "allow"
#define APIE_DECISION_WARN             "warn"
#define APIE_DECISION_BLOCK            "block"
#define APIE_DECISION_REQUIRE_APPROVAL "require_approval"

/** What the library does about it. */
#define APIE_ENFORCEMENT_PROCEED           "proceed"
#define APIE_ENFORCEMENT_WARN              "warn"
#define APIE_ENFORCEMENT_BLOCK             "block"
#define APIE_ENFORCEMENT_WAIT_FOR_APPROVAL "wait_for_approval"

/** What a guardrail decided. Freed with apie_free() where a function gives it out. */
typedef struct apie_decision {
    /** What the policy says. NULL if the guardrail could not be evaluated. */
    const char *policy_decision;
    /** What holds in this mode. */
    const char *effective_decision;
    /** What is done about it. */
    const char *enforcement_action;
    /** The mode that held: "monitor" or "enforce". The service may lower it. */
    const char *mode;
    /** Why; NULL if nobody said. */
    const char *reason;
    const char *decision_id;
    const char *approval_id;
    const char *receipt_id;
    /** Keys of the guardrails that matched. */
    const char *const *matched_guardrails;
    size_t matched_guardrail_count;
    /** True if the evaluation failed and guard_failure_mode decided. */
    bool failed;
    /** How the approval ended: approved, rejected, expired, cancelled, timeout; NULL if none was
     * asked for. */
    const char *approval_status;
} apie_decision;

/** Ways an approval can stand. */
#define APIE_APPROVAL_PENDING   "pending"
#define APIE_APPROVAL_APPROVED  "approved"
#define APIE_APPROVAL_REJECTED  "rejected"
#define APIE_APPROVAL_EXPIRED   "expired"
#define APIE_APPROVAL_CANCELLED "cancelled"
#define APIE_APPROVAL_TIMEOUT   "timeout"

/** How an approval stands. Freed with apie_free(). */
typedef struct apie_approval_result {
    /** One of APIE_APPROVAL_…, or a status that this library does not know. */
    const char *status;
} apie_approval_result;

/** What a flush or shutdown left behind. Freed with apie_free(). */
typedef struct apie_flush_result {
    /** Events that are still waiting. */
    uint64_t left;
} apie_flush_result;

/** Counters of the event queue. A snapshot. */
typedef struct apie_queue_diagnostics {
    /** Events waiting, with those being sent; and their bytes. */
    uint64_t queue_size;
    uint64_t queue_bytes;
    /** Since the client was made. Every accepted event ends as delivered or dropped. */
    uint64_t accepted_count;
    uint64_t delivered_count;
    uint64_t dropped_count;
    uint64_t dropped_full_count;
    uint64_t dropped_rejected_count;
    uint64_t dropped_closed_count;
    uint64_t dropped_too_large_count;
    /** Events not accepted, since one with the same key was waiting. */
    uint64_t deduplicated_count;
    /** Requests that delivered events, and further attempts that were needed. */
    uint64_t flush_count;
    uint64_t retry_count;
    /** Microseconds since 1970 UTC; 0: never. */
    int64_t last_error_at_us;
    int64_t last_flush_at_us;
    /** "" if there was no error. */
    char last_error_message[256];
    /** Zero; room for further counters. */
    uint64_t reserved[8];
} apie_queue_diagnostics;

APIE_END_DECLS

#endif
