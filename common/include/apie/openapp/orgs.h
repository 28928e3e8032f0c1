/**
 * @file apie/openapp/orgs.h
 * Organizations: the tenants that everything belongs to. They form a tree.
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
#ifndef APIE_OPENAPP_ORGS_H
#define APIE_OPENAPP_ORGS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * An organization.
 * Result of orgs.create, orgs.get, orgs.update, orgs.delete, orgs.purge
 * Part of apie_openapp_org_page, apie_openapp_org_list
 */
typedef struct apie_openapp_org {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The organization's id (a ULID).
     * Always there in results.
     */
    const char *id;
    /** Name in one or more languages: text, {locale: text} or {"value": {locale: text}}. */
    json_t *name;
    /** An object: the ids of organizations, and to each a list of the caller's roles there. */
    json_t *user_roles;
    /** What it is. */
    const char *description;
    /** The organization above; NULL at the top. */
    const char *parent_id;
    /** Its name, in the same forms. */
    json_t *parent_name;
    /** Whether it is the workspace that a person got when signing up. */
    apie_opt_bool is_personal;
    /** Whether the caller can see an organization below; only set by children and search. */
    apie_opt_bool has_children;
    /** When it was made (RFC 3339). */
    const char *created_at;
    /** When it was last changed (RFC 3339). */
    const char *updated_at;
    /** When it was soft-deleted (RFC 3339); NULL while it is there. */
    const char *deleted_at;
    /** When it is to be deleted for good (RFC 3339). */
    const char *hard_delete_at;
    /** When the service will purge it by itself (RFC 3339). */
    const char *purge_at;
} apie_openapp_org;

/**
 * One page of organizations.
 * Result of orgs.list, orgs.children, orgs.search
 */
typedef struct apie_openapp_org_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** This page's items. */
    const apie_openapp_org *const *items;
    /** How many items there are. */
    size_t items_count;
    /** How many there are on all pages; unset if the service sent a bare list. */
    apie_opt_int total;
} apie_openapp_org_page;

/**
 * Which part of a list to read. All zero: the first page, without what is soft-deleted.
 * Query of orgs.list, orgs.children, orgs.search, orgs.users, entities.by_device,
 * zones.by_integration, integrations.entities
 */
typedef struct apie_openapp_list_query {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** Whether soft-deleted ones count, too. */
    apie_opt_bool include_deleted;
    /** Whether only soft-deleted ones count. */
    apie_opt_bool only_deleted;
    /** Items at most; the service sends 200 at most, and has its own default. */
    apie_opt_int limit;
    /** Items to pass over: as many as have come on the pages before. */
    apie_opt_int offset;
} apie_openapp_list_query;

/**
 * An organization to make.
 * Body of orgs.create
 */
typedef struct apie_openapp_org_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Name in one or more languages: text, {locale: text} or {"value": {locale: text}}.
     * json_string("Lobby") will do.
     * Required.
     */
    const json_t *name;
    /** What it is. */
    const char *description;
    /** The organization to put it under. */
    const char *parent_id;
    /** The id to have; administrators only. */
    const char *id;
} apie_openapp_org_create;

/**
 * Changes to an organization; what is unset stays.
 * Body of orgs.update
 */
typedef struct apie_openapp_org_update {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Name in one or more languages: text, {locale: text} or {"value": {locale: text}}.
     * json_string("Lobby") will do.
     */
    const json_t *name;
    /** What it is. */
    const char *description;
    /** The organization to move it under, with all below it. */
    const char *parent_id;
} apie_openapp_org_update;

/**
 * What the caller may do in an organization.
 * Result of orgs.permissions
 */
typedef struct apie_openapp_org_permissions {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Names of rights, such as "users:create", given here or inherited. */
    const char *const *permissions;
    /** How many permissions there are. */
    size_t permissions_count;
} apie_openapp_org_permissions;

/**
 * Another name by which people call something.
 * Result of orgs.create_alias
 */
typedef struct apie_openapp_alias {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The alias's id.
     * Always there in results.
     */
    const char *id;
    /** The organization that it is for. */
    const char *org_id;
    /** What kind of thing it names. */
    const char *resource_type;
    /** The thing's id. */
    const char *resource_id;
    /** The name. */
    const char *alias;
    /** When it was made (RFC 3339). */
    const char *created_at;
} apie_openapp_alias;

/**
 * An alias to make.
 * Body of orgs.create_alias
 */
typedef struct apie_openapp_alias_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * What kind of thing it names.
     * Required.
     */
    const char *resource_type;
    /**
     * The thing's id.
     * Required.
     */
    const char *resource_id;
    /**
     * The name.
     * Required.
     */
    const char *alias;
} apie_openapp_alias_create;

/**
 * Words that somebody used for a thing.
 * Body of orgs.resolve
 */
typedef struct apie_openapp_resolve_query {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The words.
     * Required.
     */
    const char *query;
    /** Look only among things of this kind. */
    const char *resource_type;
} apie_openapp_resolve_query;

/**
 * A thing that the words may mean.
 * Part of apie_openapp_resolve_answer
 */
typedef struct apie_openapp_resolve_candidate {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The thing's id. */
    const char *id;
    /** What kind of thing it is. */
    const char *resource_type;
    /** What kind of entity, if it is one. */
    const char *entity_type;
    /** Its name, to be shown. */
    const char *label;
    /** How well it fits: more is better. */
    apie_opt_double score;
    /** What made it fit. */
    const char *why;
} apie_openapp_resolve_candidate;

/**
 * What words may mean.
 * Result of orgs.resolve
 */
typedef struct apie_openapp_resolve_answer {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The words. */
    const char *query;
    /** Whether no candidate is clearly the best. */
    apie_opt_bool ambiguous;
    /** The candidates, the best first. */
    const apie_openapp_resolve_candidate *const *candidates;
    /** How many candidates there are. */
    size_t candidates_count;
} apie_openapp_resolve_answer;

/**
 * Something to say to the assistant.
 * Body of orgs.copilot_chat
 */
typedef struct apie_openapp_copilot_message {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The words.
     * Required.
     */
    const char *message;
} apie_openapp_copilot_message;

/**
 * Something that the assistant proposes to do.
 * Part of apie_openapp_copilot_reply, apie_openapp_copilot_commit
 */
typedef struct apie_openapp_copilot_action {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The tool it would use.
     * Required.
     * Always there in results.
     */
    const char *tool;
    /**
     * The tool's arguments, an object.
     * Required.
     * Always there in results.
     */
    json_t *args;
    /** What would happen, for people. */
    const char *preview;
} apie_openapp_copilot_action;

/**
 * What the assistant says, and what it would do. Nothing is done yet.
 * Result of orgs.copilot_chat
 */
typedef struct apie_openapp_copilot_reply {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Its words. */
    const char *const *replies;
    /** How many replies there are. */
    size_t replies_count;
    /** To be sent back with copilot_commit, as far as they are wanted. */
    const apie_openapp_copilot_action *const *proposed_actions;
    /** How many proposed_actions there are. */
    size_t proposed_actions_count;
    /** The id of this exchange in the service's records. */
    const char *correlation_id;
} apie_openapp_copilot_reply;

/**
 * Proposed actions that are to be done.
 * Body of orgs.copilot_commit
 */
typedef struct apie_openapp_copilot_commit {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The actions, as they were proposed.
     * Required.
     */
    const apie_openapp_copilot_action *const *actions;
    /** How many actions there are. */
    size_t actions_count;
} apie_openapp_copilot_commit;

/**
 * What came of actions.
 * Result of orgs.copilot_commit
 */
typedef struct apie_openapp_copilot_results {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** One value for each action, in their order. */
    json_t *results;
    /** The id of this exchange in the service's records. */
    const char *correlation_id;
} apie_openapp_copilot_results;

/**
 * A list of apie_openapp_org.
 * Result of orgs.ancestors
 */
typedef struct apie_openapp_org_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_openapp_org *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_openapp_org_list;

APIE_END_DECLS

#endif
