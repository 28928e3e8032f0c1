/**
 * @file telemetry.h
 * What a program tells of its agent's work, beside tools and guards: single events, steps, model
 * calls, MCP calls, handoffs. Shared by both libraries.
 *
 * Input structs are plain: start from zero, set what you know. Strings and jansson values are
 * borrowed until the call returns; everything that leaves is redacted (see apie_config).
 */
#ifndef APIE_TELEMETRY_H
#define APIE_TELEMETRY_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <apie/export.h>
#include <apie/trace.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/** Room for an event's id (a UUID) and its NUL. */
#define APIE_EVENT_ID_SIZE 37

/** An approval that an event tells of. */
typedef struct apie_approval_details {
    const char *approval_id;
    /** One of APIE_APPROVAL_…. */
    const char *status;
    /** Who decided; NULL if unknown. */
    const char *resolved_by;
} apie_approval_details;

/**
 * What an event says. Every event needs a run or a session; which other members one type of event
 * needs and sends is told at its function. A member that the type does not send is an error, so
 * that nothing is lost unseen.
 */
typedef struct apie_event_details {
    /** NULL: the current run's (sync only). */
    const char *run_id;
    const char *session_id;
    /** NULL: the configured agent's. */
    const char *agent_key;
    /** Ids of other events: the one that this is a part of, and the one that led to it. */
    const char *parent_event_id;
    const char *caused_by_event_id;
    /** What set it off, in a word. */
    const char *trigger_kind;
    /** NULL: the type's own: "workflow", "llm", "mcp", "handoff" or none. */
    const char *event_category;
    /** The step that it belongs to. */
    const char *step_key;
    const char *step_name;
    apie_opt_int step_index;
    /** NULL: the resource's for actions and touched resources, else the configured one. */
    const char *environment;
    apie_tool tool;
    apie_action action;
    apie_resource resource;
    apie_approval_details approval;
    /** What a guardrail decided. */
    const apie_decision *decision;
    /** What went wrong, and where: sent as error.message and error.stack. */
    const char *error_message;
    const char *error_stack;
    /** Why a handoff or an approval was asked for. */
    const char *reason;
    /** The run and agent that a handoff goes to. */
    const char *target_run_id;
    const char *target_agent_id;
    /** The MCP server whose tools were listed, and the tools: an array of objects with a name. */
    const char *server;
    const json_t *tools;
    /** What a completed action came to; NULL: {"status": "completed"}. */
    const json_t *result;
    /** What the step works on, in short: an object. */
    const json_t *payload_summary;
    /** Whatever else is worth knowing: an object. */
    const json_t *metadata;
    /** Events with the same key are sent once while one of them waits. NULL or "": none. */
    const char *idempotency_key;
    void *reserved[8];
} apie_event_details;

/** A workflow step, model call or MCP call that begins. */
typedef struct apie_step_input {
    /** NULL: the current run's (sync only). */
    const char *run_id;
    const char *session_id;
    const char *step_key;
    const char *step_name;
    apie_opt_int step_index;
    /** Of a model call: added to the payload summary as "model" and "input_summary". */
    const char *model;
    const char *input_summary;
    /** An object, sent when the step begins. */
    const json_t *payload_summary;
    /** An object, sent with each of its events. */
    const json_t *metadata;
    void *reserved[4];
} apie_step_input;

/** How a step ended. NULL in its place: it succeeded. */
typedef struct apie_step_outcome {
    /** Set: it failed, and why. */
    const char *error_message;
    /** An object, sent when the step ends. */
    const json_t *payload_summary;
    void *reserved[4];
} apie_step_outcome;

/** Work that one agent gives to another, inside a session. session_id is required. */
typedef struct apie_handoff_input {
    /** NULL: the current one (sync only). */
    const char *session_id;
    /** The run that gives it. NULL: the current one (sync only). */
    const char *source_run_id;
    /** NULL: this agent. */
    const char *source_agent_id;
    /** Who takes it, as far as that is known. */
    const char *target_run_id;
    const char *target_agent_id;
    /** The event that led to it. */
    const char *trigger_event_id;
    const char *reason;
    const char *input_summary;
    /** An object. */
    const json_t *payload_summary;
    void *reserved[4];
} apie_handoff_input;

APIE_END_DECLS

#endif
