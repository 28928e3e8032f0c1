/**
 * @file apie/openapp/lan_agent.h
 * The agent that runs in a building's own network and carries out tasks there.
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
#ifndef APIE_OPENAPP_LAN_AGENT_H
#define APIE_OPENAPP_LAN_AGENT_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * A shell script.
 * Result of lan_agent.bootstrap_script
 */
typedef struct apie_openapp_lan_script {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The script itself. */
    const char *text;
} apie_openapp_lan_script;

/**
 * A task for the agent.
 * Body of lan_agent.submit_task_spec
 */
typedef struct apie_openapp_lan_task {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The task's id.
     * Required.
     */
    const char *task_id;
    /**
     * The version of the protocol that it is in.
     * Required.
     */
    apie_opt_int lan_protocol_version;
    /**
     * What to do.
     * Required.
     */
    const json_t *payload;
} apie_openapp_lan_task;

/**
 * A task as the agent gets it.
 * Result of lan_agent.submit_task_spec
 */
typedef struct apie_openapp_lan_task_spec {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The task's id. */
    const char *task_id;
    /** The version of the protocol that it is in. */
    apie_opt_int lan_protocol_version;
    /** What to do, ready to be carried out. */
    json_t *spec;
} apie_openapp_lan_task_spec;

APIE_END_DECLS

#endif
