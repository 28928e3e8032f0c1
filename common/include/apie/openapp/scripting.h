/**
 * @file apie/openapp/scripting.h
 * Scripts that the service runs. scripting_execute submits one and waits for its result.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_OPENAPP_SCRIPTING_H
#define APIE_OPENAPP_SCRIPTING_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * How far an execution is.
 * Text on the wire: the service may know more values.
 */
/** It has not begun. */
#define APIE_OPENAPP_EXECUTION_STATUS_PENDING "pending"
/** It runs. */
#define APIE_OPENAPP_EXECUTION_STATUS_RUNNING "running"
/** It has a result. */
#define APIE_OPENAPP_EXECUTION_STATUS_SUCCEEDED "succeeded"
/** It failed; error says why. */
#define APIE_OPENAPP_EXECUTION_STATUS_FAILED "failed"
/** It was cancelled. */
#define APIE_OPENAPP_EXECUTION_STATUS_CANCELED "canceled"

/**
 * An execution of a script.
 * Result of scripting.create_execution, scripting.get_execution
 * Part of apie_openapp_execution_page
 */
typedef struct apie_openapp_execution {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The execution's id.
     * Always there in results.
     */
    const char *id;
    /**
     * How far it is.
     * Known values: APIE_OPENAPP_EXECUTION_STATUS_PENDING, APIE_OPENAPP_EXECUTION_STATUS_RUNNING,
     * APIE_OPENAPP_EXECUTION_STATUS_SUCCEEDED, APIE_OPENAPP_EXECUTION_STATUS_FAILED,
     * APIE_OPENAPP_EXECUTION_STATUS_CANCELED.
     */
    const char *status;
    /** What the script gave, once it succeeded. Lists leave it out. */
    json_t *result;
    /** Why it failed or was cancelled: text as a rule, but it may be anything. */
    json_t *error;
    /** When it was submitted (RFC 3339). */
    const char *created_at;
    /** When it began (RFC 3339). */
    const char *started_at;
    /** When it ended (RFC 3339). */
    const char *completed_at;
} apie_openapp_execution;

/**
 * Executions, the newest first, without their results.
 * Result of scripting.list_executions
 */
typedef struct apie_openapp_execution_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** This page's items. */
    const apie_openapp_execution *const *items;
    /** How many items there are. */
    size_t items_count;
    /** How many there are on all pages; unset if the service sent a bare list. */
    apie_opt_int total;
} apie_openapp_execution_page;

/**
 * A script to run.
 * Body of scripting.create_execution
 */
typedef struct apie_openapp_execution_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The script's source.
     * Required.
     */
    const char *script;
} apie_openapp_execution_create;

APIE_END_DECLS

#endif
