/**
 * @file apie/openapp/api_keys.h
 * API keys. A key is revoked first, and purged after.
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
#ifndef APIE_OPENAPP_API_KEYS_H
#define APIE_OPENAPP_API_KEYS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * A key, without the key itself.
 * Part of apie_openapp_api_key_page
 */
typedef struct apie_openapp_api_key {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The key's id.
     * Always there in results.
     */
    const char *id;
    /** What it is for. */
    const char *name;
    /** The service that it is for. */
    const char *base_url;
    /** The end of the key, to tell it from others. */
    const char *token_suffix;
    /** The only roles that it has; none: its owner's. */
    const char *const *scoped_roles;
    /** How many scoped_roles there are. */
    size_t scoped_roles_count;
    /** The only entities that it may touch; none: all. */
    const char *const *scoped_entity_ids;
    /** How many scoped_entity_ids there are. */
    size_t scoped_entity_ids_count;
    /** When it ends (RFC 3339). */
    const char *expires_at;
    /** When it was last used (RFC 3339). */
    const char *last_used_at;
    /** When it was revoked (RFC 3339); NULL while it is good. */
    const char *revoked_at;
    /** When it was made (RFC 3339). */
    const char *created_at;
    /** When it was last changed (RFC 3339). */
    const char *updated_at;
} apie_openapp_api_key;

/**
 * One page of keys.
 * Result of api_keys.list
 */
typedef struct apie_openapp_api_key_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** This page's items. */
    const apie_openapp_api_key *const *items;
    /** How many items there are. */
    size_t items_count;
    /** How many there are on all pages; unset if the service sent a bare list. */
    apie_opt_int total;
} apie_openapp_api_key_page;

/**
 * A key to make. Give expires_at or expires_in, or neither.
 * Body of api_keys.create
 */
typedef struct apie_openapp_api_key_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * What it is for.
     * Required.
     */
    const char *name;
    /** The only roles that it is to have. */
    const char *const *scoped_roles;
    /** How many scoped_roles there are. */
    size_t scoped_roles_count;
    /** The only entities that it may touch. */
    const char *const *scoped_entity_ids;
    /** How many scoped_entity_ids there are. */
    size_t scoped_entity_ids_count;
    /** When it is to end (RFC 3339). */
    const char *expires_at;
    /**
     * How long it is to last, ten years ("3650d") at most: "P30D", "PT1H", or a number and one of
     * s, m, h, d and w, such as "30d" (M is minutes, too). There are no months and years.
     */
    const char *expires_in;
} apie_openapp_api_key_create;

/**
 * A key that was just made.
 * Result of api_keys.create
 */
typedef struct apie_openapp_new_api_key {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The key's id.
     * Always there in results.
     */
    const char *id;
    /** The key itself. This is the only time that it is told. */
    const char *token;
    /** What it is for. */
    const char *name;
    /** The service that it is for. */
    const char *base_url;
    /** The end of the key. */
    const char *token_suffix;
    /** The only roles that it has. */
    const char *const *scoped_roles;
    /** How many scoped_roles there are. */
    size_t scoped_roles_count;
    /** The only entities that it may touch. */
    const char *const *scoped_entity_ids;
    /** How many scoped_entity_ids there are. */
    size_t scoped_entity_ids_count;
    /** When it ends (RFC 3339). */
    const char *expires_at;
    /** When it was made (RFC 3339). */
    const char *created_at;
} apie_openapp_new_api_key;

/**
 * Changes to a key. Give expires_at or expires_in, or neither to keep its end.
 * Body of api_keys.update
 */
typedef struct apie_openapp_api_key_update {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * What it is for.
     * Required.
     */
    const char *name;
    /** When it is to end (RFC 3339). */
    const char *expires_at;
    /** How long it is to last from now, as in api_key_create. */
    const char *expires_in;
} apie_openapp_api_key_update;

APIE_END_DECLS

#endif
