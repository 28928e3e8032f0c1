/**
 * @file apie/openapp/agents.h
 * Agents: programs that act under a name of their own, with keys of their own and limits to what
 * they may do.
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
#ifndef APIE_OPENAPP_AGENTS_H
#define APIE_OPENAPP_AGENTS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * An agent.
 * Result of agents.create, agents.get, agents.update
 * Part of apie_openapp_agent_page
 */
typedef struct apie_openapp_agent {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The agent's id.
     * Always there in results.
     */
    const char *id;
    /** The organization that it works for. */
    const char *org_id;
    /** The user who answers for it. */
    const char *owner_user_id;
    /** Its name. */
    const char *name;
    /** What it is for, in a sentence that people who read the records understand. */
    const char *purpose;
    /**
     * When a person must confirm what it is about to do; an action that waits for that is refused
     * with "confirmation_required" first.
     */
    const char *confirmation_mode;
    /** The ids of the only entities that it may touch; none: all that its owner may. */
    const char *const *allowed_entity_ids;
    /** How many allowed_entity_ids there are. */
    size_t allowed_entity_ids_count;
    /** The ids of the only portals that it may touch; none: all that its owner may. */
    const char *const *allowed_portal_ids;
    /** How many allowed_portal_ids there are. */
    size_t allowed_portal_ids_count;
    /** The names of the only tools that it may use; none: all that there are. */
    const char *const *allowed_tool_names;
    /** How many allowed_tool_names there are. */
    size_t allowed_tool_names_count;
    /** When it ends (RFC 3339). */
    const char *expires_at;
    /** When it last did something (RFC 3339). */
    const char *last_used_at;
    /** When it was revoked (RFC 3339); NULL while it is good. */
    const char *revoked_at;
    /** When it was made (RFC 3339). */
    const char *created_at;
    /** When it was last changed (RFC 3339). */
    const char *updated_at;
} apie_openapp_agent;

/**
 * One page of agents.
 * Result of agents.list
 */
typedef struct apie_openapp_agent_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** This page's items. */
    const apie_openapp_agent *const *items;
    /** How many items there are. */
    size_t items_count;
    /** How many there are on all pages; unset if the service sent a bare list. */
    apie_opt_int total;
} apie_openapp_agent_page;

/**
 * An agent to make.
 * Body of agents.create
 */
typedef struct apie_openapp_agent_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Its name.
     * Required.
     */
    const char *name;
    /** What it is for, in a sentence that people who read the records understand. */
    const char *purpose;
    /**
     * When a person must confirm what it is about to do; an action that waits for that is refused
     * with "confirmation_required" first.
     */
    const char *confirmation_mode;
    /** The ids of the only entities that it may touch; none: all that its owner may. */
    const char *const *allowed_entity_ids;
    /** How many allowed_entity_ids there are. */
    size_t allowed_entity_ids_count;
    /** The ids of the only portals that it may touch; none: all that its owner may. */
    const char *const *allowed_portal_ids;
    /** How many allowed_portal_ids there are. */
    size_t allowed_portal_ids_count;
    /** The names of the only tools that it may use; none: all that there are. */
    const char *const *allowed_tool_names;
    /** How many allowed_tool_names there are. */
    size_t allowed_tool_names_count;
    /** When it is to end (RFC 3339). */
    const char *expires_at;
    /** Or how long it is to last, as in api_key_create. */
    const char *expires_in;
} apie_openapp_agent_create;

/**
 * Changes to an agent; what is unset stays.
 * Body of agents.update
 */
typedef struct apie_openapp_agent_update {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** Its name. */
    const char *name;
    /** What it is for, in a sentence that people who read the records understand. */
    const char *purpose;
    /**
     * When a person must confirm what it is about to do; an action that waits for that is refused
     * with "confirmation_required" first.
     */
    const char *confirmation_mode;
    /** The ids of the only entities that it may touch; none: all that its owner may. */
    const char *const *allowed_entity_ids;
    /** How many allowed_entity_ids there are. */
    size_t allowed_entity_ids_count;
    /** The ids of the only portals that it may touch; none: all that its owner may. */
    const char *const *allowed_portal_ids;
    /** How many allowed_portal_ids there are. */
    size_t allowed_portal_ids_count;
    /** The names of the only tools that it may use; none: all that there are. */
    const char *const *allowed_tool_names;
    /** How many allowed_tool_names there are. */
    size_t allowed_tool_names_count;
    /** When it is to end (RFC 3339). */
    const char *expires_at;
    /** Or how long it is to last from now, as in api_key_create. */
    const char *expires_in;
} apie_openapp_agent_update;

/**
 * A key to make for an agent. Give expires_at or expires_in, or neither to have it end with the
 * agent.
 * Body of agents.create_credential
 */
typedef struct apie_openapp_agent_credential_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** What it is for. */
    const char *name;
    /** When it is to end (RFC 3339). */
    const char *expires_at;
    /** Or how long it is to last, as in api_key_create. */
    const char *expires_in;
} apie_openapp_agent_credential_create;

/**
 * A key that was just made for an agent.
 * Result of agents.create_credential
 */
typedef struct apie_openapp_agent_credential {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The agent's id. */
    const char *agent_id;
    /** The key's id. */
    const char *api_key_id;
    /** The key itself. This is the only time that it is told. */
    const char *token;
    /** The end of the key. */
    const char *token_suffix;
    /** When it ends (RFC 3339). */
    const char *expires_at;
} apie_openapp_agent_credential;

APIE_END_DECLS

#endif
