/**
 * @file apie/models/runs.h
 * Runs: one piece of an agent's work, from start to end. Events belong to a run.
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
#ifndef APIE_MODELS_RUNS_H
#define APIE_MODELS_RUNS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * How a run ends.
 * Text on the wire: the service may know more values.
 */
/** It did what it was for. */
#define APIE_RUN_STATUS_COMPLETED "completed"
/** It did not. */
#define APIE_RUN_STATUS_FAILED "failed"

/**
 * A run that starts.
 * Body of runs.create
 */
typedef struct apie_run_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** The key of the agent that runs. */
    const char *agent_key;
    /** Its id, from its registration. */
    const char *agent_id;
    /** The id of its version, from its registration. */
    const char *agent_version_id;
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
} apie_run_create;

/**
 * A run that was started.
 * Result of runs.create, sessions.create_run
 */
typedef struct apie_run {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The run's id.
     * Always there in results.
     */
    const char *id;
    /** The session it belongs to; NULL if to none. */
    const char *session_id;
    /** How it stands, in the service's words. */
    const char *status;
    /** When it started, as an ISO 8601 time. */
    const char *started_at;
} apie_run;

/**
 * How a run ended.
 * Body of runs.complete
 */
typedef struct apie_run_complete {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * How it ended.
     * Required.
     * Known values: APIE_RUN_STATUS_COMPLETED, APIE_RUN_STATUS_FAILED.
     */
    const char *status;
    /**
     * Anything else worth keeping, an object.
     * Secrets in it are redacted.
     */
    const json_t *metadata;
} apie_run_complete;

APIE_END_DECLS

#endif
