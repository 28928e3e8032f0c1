/**
 * @file apie/honeycomb/api_keys.h
 * API keys: keys of the team's environments. A key's secret is in the answer that made it, and
 * nowhere else.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_HONEYCOMB_API_KEYS_H
#define APIE_HONEYCOMB_API_KEYS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>
#include <apie/honeycomb/auth.h>

APIE_BEGIN_DECLS

/**
 * What an API key may do. An ingest key has the first only. What is unset is false when a key is
 * made, and stays when it is changed.
 * Part of apie_honeycomb_api_key, apie_honeycomb_api_key_create, apie_honeycomb_api_key_update
 */
typedef struct apie_honeycomb_key_permissions {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Make datasets, also by sending events to new ones. */
    apie_opt_bool create_datasets;
    /** Send events. */
    apie_opt_bool send_events;
    /** Make and change markers. */
    apie_opt_bool manage_markers;
    /** Make and change triggers. */
    apie_opt_bool manage_triggers;
    /** Make and change boards. */
    apie_opt_bool manage_boards;
    /** Run queries. */
    apie_opt_bool run_queries;
    /** Make and change columns, and save queries. */
    apie_opt_bool manage_columns;
    /** Make and change SLOs and burn alerts. */
    apie_opt_bool manage_slos;
    /** Make and change recipients. */
    apie_opt_bool manage_recipients;
    /** See and change boards that are private. */
    apie_opt_bool manage_private_boards;
    /** Ask for service maps. */
    apie_opt_bool read_service_maps;
    /**
     * Be seen whole by members of the team on the service's pages, and not by owners only. It
     * changes nothing in the API.
     */
    apie_opt_bool visible_team_members;
} apie_honeycomb_key_permissions;

/**
 * An API key, without its secret unless it has just been made.
 * Result of api_keys.get, api_keys.create, api_keys.update
 * Part of apie_honeycomb_api_key_page
 */
typedef struct apie_honeycomb_api_key {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Its id: "hcxik_…" for an ingest key, "hcxlk_…" for a configuration key. */
    const char *id;
    /** ingest: when the key stops working, as an ISO 8601 time; unset: never. */
    const char *time_to_live;
    /**
     * What kind of key it is: ingest or configuration.
     * Known values: APIE_HONEYCOMB_KEY_TYPE_INGEST, APIE_HONEYCOMB_KEY_TYPE_CONFIGURATION,
     * APIE_HONEYCOMB_KEY_TYPE_MANAGEMENT.
     */
    const char *key_type;
    /** Its name, for people. */
    const char *name;
    /** Whether it is switched off. */
    apie_opt_bool disabled;
    /** What it may do. */
    const apie_honeycomb_key_permissions *permissions;
    /** When it was made, as an ISO 8601 time. */
    const char *created_at;
    /** When it was last changed. */
    const char *updated_at;
    /**
     * Its secret; only in the answer that made it. A program sends an ingest key as its id followed
     * by the secret, and a configuration key as the secret alone.
     */
    const char *secret;
    /** The id of its environment. */
    const char *environment_id;
    /** Who made it: a user's id. */
    const char *creator_id;
    /** Who last changed it. */
    const char *editor_id;
    /** Its path. */
    const char *self;
} apie_honeycomb_api_key;

/**
 * A page of API keys.
 * Result of api_keys.list
 */
typedef struct apie_honeycomb_api_key_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The keys, in the service's order. */
    const apie_honeycomb_api_key *const *items;
    /** How many items there are. */
    size_t items_count;
    /** The path of the next page; NULL on the last one. */
    const char *next;
} apie_honeycomb_api_key_page;

/**
 * An API key to be made.
 * Body of api_keys.create
 */
typedef struct apie_honeycomb_api_key_create {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * What kind of key: ingest or configuration.
     * Required.
     * Always there in results.
     * Known values: APIE_HONEYCOMB_KEY_TYPE_INGEST, APIE_HONEYCOMB_KEY_TYPE_CONFIGURATION,
     * APIE_HONEYCOMB_KEY_TYPE_MANAGEMENT.
     */
    const char *key_type;
    /**
     * Its name, for people; 100 characters at most.
     * Required.
     * Always there in results.
     */
    const char *name;
    /** True: it is made switched off. */
    apie_opt_bool disabled;
    /** What it may do. */
    const apie_honeycomb_key_permissions *permissions;
    /** ingest: when the key stops working, as an ISO 8601 time; unset: never. */
    const char *time_to_live;
    /**
     * The id of the environment that it is for.
     * Required.
     * Always there in results.
     */
    const char *environment_id;
} apie_honeycomb_api_key_create;

/**
 * What is to change in an API key; what is unset stays.
 * Body of api_keys.update
 */
typedef struct apie_honeycomb_api_key_update {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The key's id, the same as in the path.
     * Required.
     * Always there in results.
     */
    const char *id;
    /** Its name. */
    const char *name;
    /** Whether it is switched off. */
    apie_opt_bool disabled;
    /** What it may do; only of a configuration key. */
    const apie_honeycomb_key_permissions *permissions;
} apie_honeycomb_api_key_update;

APIE_END_DECLS

#endif
