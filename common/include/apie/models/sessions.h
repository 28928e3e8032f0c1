/**
 * @file apie/models/sessions.h
 * Sessions: several runs, of one agent or of many, that work on one thing, and the handoffs between
 * them.
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
#ifndef APIE_MODELS_SESSIONS_H
#define APIE_MODELS_SESSIONS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * What a session is.
 * Text on the wire: the service may know more values.
 */
/** One agent works. */
#define APIE_SESSION_KIND_SINGLE_AGENT "single_agent"
/** Several agents work together. */
#define APIE_SESSION_KIND_MULTI_AGENT "multi_agent"
/** Agents work one after the other. */
#define APIE_SESSION_KIND_PIPELINE "pipeline"

/**
 * How a session ends.
 * Text on the wire: the service may know more values.
 */
/** It did what it was for. */
#define APIE_SESSION_STATUS_COMPLETED "completed"
/** It did not. */
#define APIE_SESSION_STATUS_FAILED "failed"
/** It was given up. */
#define APIE_SESSION_STATUS_CANCELLED "cancelled"

/**
 * A session that starts.
 * Body of sessions.create
 */
typedef struct apie_session_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * What it is.
     * Known values: APIE_SESSION_KIND_SINGLE_AGENT, APIE_SESSION_KIND_MULTI_AGENT,
     * APIE_SESSION_KIND_PIPELINE.
     */
    const char *kind;
    /** The key of the agent that leads it. */
    const char *orchestrator_agent_key;
    /** That agent's id, from its registration. */
    const char *orchestrator_agent_id;
    /**
     * Where it runs, such as "production".
     * Secrets in it are redacted.
     */
    const char *environment;
    /**
     * What the session is about, for people.
     * Secrets in it are redacted.
     */
    const char *input_summary;
    /**
     * Anything else worth keeping, an object.
     * Secrets in it are redacted.
     */
    const json_t *metadata;
} apie_session_create;

/**
 * A session that was started.
 * Result of sessions.create
 */
typedef struct apie_session {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The session's id.
     * Always there in results.
     */
    const char *id;
    /** How it stands, in the service's words. */
    const char *status;
    /** When it started, as an ISO 8601 time. */
    const char *started_at;
} apie_session;

/**
 * How a session ended.
 * Body of sessions.complete
 */
typedef struct apie_session_complete {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * How it ended.
     * Known values: APIE_SESSION_STATUS_COMPLETED, APIE_SESSION_STATUS_FAILED,
     * APIE_SESSION_STATUS_CANCELLED.
     */
    const char *status;
    /**
     * What came of it, for people.
     * Secrets in it are redacted.
     */
    const char *output_summary;
    /**
     * Anything else worth keeping, an object.
     * Secrets in it are redacted.
     */
    const json_t *metadata;
} apie_session_complete;

/**
 * A run that starts inside a session.
 * Body of sessions.create_run
 */
typedef struct apie_session_run_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** The key of the agent that runs. With another agent's key, leave the two ids unset. */
    const char *agent_key;
    /** Its id, from its registration. */
    const char *agent_id;
    /** The id of its version, from its registration. */
    const char *agent_version_id;
    /** The run that started this one. */
    const char *parent_run_id;
    /** The event that started this run. */
    const char *trigger_event_id;
    /**
     * The step of the session, for machines.
     * Secrets in it are redacted.
     */
    const char *step_key;
    /**
     * The step of the session, for people.
     * Secrets in it are redacted.
     */
    const char *step_name;
    /** The number of the step, from 0. */
    apie_opt_int step_index;
    /**
     * The agent's part in the session, such as "worker".
     * Secrets in it are redacted.
     */
    const char *role;
    /**
     * Where it runs, such as "production".
     * Secrets in it are redacted.
     */
    const char *environment;
    /**
     * What the run is about, for people.
     * Secrets in it are redacted.
     */
    const char *input_summary;
    /**
     * Anything else worth keeping, an object.
     * Secrets in it are redacted.
     */
    const json_t *metadata;
} apie_session_run_create;

/**
 * Work that one run hands to another.
 * Body of sessions.create_handoff
 */
typedef struct apie_handoff_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** The run that hands over. */
    const char *source_run_id;
    /** Its agent. */
    const char *source_agent_id;
    /** The run that takes over, if it is known already. */
    const char *target_run_id;
    /** The agent that is to take over. */
    const char *target_agent_id;
    /** The event that caused the handoff. */
    const char *trigger_event_id;
    /**
     * Why, for people.
     * Secrets in it are redacted.
     */
    const char *reason;
    /**
     * What the other agent is to do, for people.
     * Secrets in it are redacted.
     */
    const char *input_summary;
    /**
     * What is handed over, an object.
     * Secrets in it are redacted.
     */
    const json_t *payload_summary;
    /** How the handoff stands; "requested" for a new one. */
    const char *status;
} apie_handoff_create;

/**
 * A handoff that was recorded.
 * Result of sessions.create_handoff
 */
typedef struct apie_handoff {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The handoff's id. */
    const char *id;
    /** How it stands, in the service's words. */
    const char *status;
} apie_handoff;

APIE_END_DECLS

#endif
