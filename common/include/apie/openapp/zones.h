/**
 * @file apie/openapp/zones.h
 * Zones: places that entities are in, such as a floor or a room. They form a tree. Requests need an
 * organization: use a handle made for one.
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
#ifndef APIE_OPENAPP_ZONES_H
#define APIE_OPENAPP_ZONES_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * A zone.
 * Result of zones.create, zones.get, zones.update, zones.delete, zones.purge
 * Part of apie_openapp_zone_page
 */
typedef struct apie_openapp_zone {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The zone's id (a ULID).
     * Always there in results.
     */
    const char *id;
    /** The integration that it belongs to. */
    const char *integration_id;
    /** Name in one or more languages: text, {locale: text} or {"value": {locale: text}}. */
    json_t *name;
    /** The zone around it; NULL: none. */
    const char *parent_zone_id;
    /** What its provider calls it. */
    const char *external_id;
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
} apie_openapp_zone;

/**
 * One page of zones.
 * Result of zones.by_integration
 */
typedef struct apie_openapp_zone_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** This page's items. */
    const apie_openapp_zone *const *items;
    /** How many items there are. */
    size_t items_count;
    /** How many there are on all pages; unset if the service sent a bare list. */
    apie_opt_int total;
} apie_openapp_zone_page;

/**
 * A zone to make.
 * Body of zones.create
 */
typedef struct apie_openapp_zone_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The integration that it belongs to.
     * Required.
     */
    const char *integration_id;
    /**
     * Name in one or more languages: text, {locale: text} or {"value": {locale: text}}.
     * json_string("Lobby") will do.
     * Required.
     */
    const json_t *name;
    /** The zone around it. */
    const char *parent_zone_id;
    /** What its provider calls it. */
    const char *external_id;
} apie_openapp_zone_create;

/**
 * Changes to a zone; what is unset stays.
 * Body of zones.update
 */
typedef struct apie_openapp_zone_update {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Name in one or more languages: text, {locale: text} or {"value": {locale: text}}.
     * json_string("Lobby") will do.
     */
    const json_t *name;
    /** The zone around it. */
    const char *parent_zone_id;
    /** What its provider calls it. */
    const char *external_id;
} apie_openapp_zone_update;

APIE_END_DECLS

#endif
