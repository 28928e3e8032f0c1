/**
 * @file apie/models/guardrails.h
 * Guardrails: rules of the workspace that decide whether an action may go ahead. Guarded calls of a
 * client evaluate, obey and report by themselves; these operations only ask.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_MODELS_GUARDRAILS_H
#define APIE_MODELS_GUARDRAILS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>
#include <apie/models/agents.h>

APIE_BEGIN_DECLS

/**
 * What is to be done.
 * Part of apie_evaluate
 */
typedef struct apie_evaluate_action {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The kind of action.
     * Secrets in it are redacted.
     * Known values: APIE_ACTION_TYPE_READ, APIE_ACTION_TYPE_CREATE, APIE_ACTION_TYPE_UPDATE,
     * APIE_ACTION_TYPE_DELETE, APIE_ACTION_TYPE_EXECUTE, APIE_ACTION_TYPE_COMMUNICATE,
     * APIE_ACTION_TYPE_MERGE.
     */
    const char *type;
    /**
     * The action's own name.
     * Secrets in it are redacted.
     */
    const char *name;
    /**
     * How much can go wrong.
     * Secrets in it are redacted.
     * Known values: APIE_RISK_LOW, APIE_RISK_MEDIUM, APIE_RISK_HIGH, APIE_RISK_CRITICAL.
     */
    const char *risk_level;
} apie_evaluate_action;

/**
 * What it is to be done to.
 * Part of apie_evaluate
 */
typedef struct apie_evaluate_resource {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The kind of resource.
     * Secrets in it are redacted.
     * Known values: the constants from APIE_RESOURCE_TYPE_CODE_REPOSITORY on.
     */
    const char *type;
    /**
     * Where the resource lives, such as "github".
     * Secrets in it are redacted.
     */
    const char *provider;
    /**
     * The environment it belongs to.
     * Secrets in it are redacted.
     */
    const char *environment;
    /**
     * The resource's own id.
     * Secrets in it are redacted.
     */
    const char *external_id;
} apie_evaluate_resource;

/**
 * With which tool it is to be done.
 * Part of apie_evaluate
 */
typedef struct apie_evaluate_tool {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The tool's name.
     * Secrets in it are redacted.
     */
    const char *name;
    /**
     * Whose tool it is.
     * Secrets in it are redacted.
     */
    const char *provider;
    /**
     * How much can go wrong.
     * Secrets in it are redacted.
     * Known values: APIE_RISK_LOW, APIE_RISK_MEDIUM, APIE_RISK_HIGH, APIE_RISK_CRITICAL.
     */
    const char *risk_level;
} apie_evaluate_tool;

/**
 * An action that the guardrails are asked about.
 * Body of guardrails.evaluate
 */
typedef struct apie_evaluate {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** The key of the agent that wants to act. */
    const char *agent_key;
    /** The run it acts in. */
    const char *run_id;
    /** "monitor" or "enforce"; the service may lower it. */
    const char *mode;
    /**
     * How much can go wrong, of the action as a whole.
     * Secrets in it are redacted.
     * Known values: APIE_RISK_LOW, APIE_RISK_MEDIUM, APIE_RISK_HIGH, APIE_RISK_CRITICAL.
     */
    const char *risk_level;
    /** What is to be done. */
    const apie_evaluate_action *action;
    /** What it is to be done to. */
    const apie_evaluate_resource *resource;
    /** With which tool. */
    const apie_evaluate_tool *tool;
    /**
     * Anything the rules may look at, an object.
     * Secrets in it are redacted.
     */
    const json_t *metadata;
} apie_evaluate;

/**
 * The approval that a guardrail asked people for.
 * Part of apie_evaluation
 */
typedef struct apie_approval_request {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The approval's id, to wait for. */
    const char *id;
} apie_approval_request;

/**
 * What the guardrails decided.
 * Result of guardrails.evaluate
 */
typedef struct apie_evaluation {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The old name of policy_decision, from older services. */
    const char *decision;
    /** What the rules say: "allow", "warn", "block" or "require_approval". */
    const char *policy_decision;
    /** What holds in this mode. */
    const char *effective_decision;
    /** The mode that held: "monitor" or "enforce". */
    const char *mode;
    /** What to do: "proceed", "warn", "block" or "wait_for_approval". */
    const char *enforcement_action;
    /** Why, for people. */
    const char *reason;
    /** The decision's id. */
    const char *decision_id;
    /** The id of the record that the service keeps of it. */
    const char *receipt_id;
    /** The approval's id, where approval_request does not say. */
    const char *approval_id;
    /** The approval that was asked for; NULL if none. */
    const apie_approval_request *approval_request;
    /** The guardrails that matched, an array of objects with "key". */
    json_t *matched_guardrails;
} apie_evaluation;

/**
 * A guardrail that was made from a template.
 * Result of guardrails.enable_template
 */
typedef struct apie_template_enabled {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The guardrail's id. */
    const char *id;
    /** The template's key. */
    const char *key;
    /** How the guardrail stands, in the service's words. */
    const char *status;
} apie_template_enabled;

APIE_END_DECLS

#endif
