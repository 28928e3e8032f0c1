/**
 * @file apie/openapp/entities.h
 * Entities: what a device can do or tell, such as a door, a light or a line in a directory. Actions
 * open doors: none is repeated by itself unless it has an idempotency key. Requests need an
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
#ifndef APIE_OPENAPP_ENTITIES_H
#define APIE_OPENAPP_ENTITIES_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * Kinds of entity.
 * Text on the wire: the service may know more values.
 */
/** A line in a building's directory. */
#define APIE_OPENAPP_ENTITY_TYPE_DIRECTORY_LISTING "directory_listing"
/** A door. */
#define APIE_OPENAPP_ENTITY_TYPE_DOOR "door"
/** A light. */
#define APIE_OPENAPP_ENTITY_TYPE_LIGHT "light"
/** A sensor. */
#define APIE_OPENAPP_ENTITY_TYPE_SENSOR "sensor"
/** A switch. */
#define APIE_OPENAPP_ENTITY_TYPE_SWITCH "switch"

/**
 * Actions that most entities of their kind know.
 * Text on the wire: the service may know more values.
 */
/** Opens it. */
#define APIE_OPENAPP_ACTION_OPEN "open"
/** Closes it. */
#define APIE_OPENAPP_ACTION_CLOSE "close"
/** Switches it on. */
#define APIE_OPENAPP_ACTION_ON "on"
/** Switches it off. */
#define APIE_OPENAPP_ACTION_OFF "off"

/**
 * An entity.
 * Result of entities.create, entities.get, entities.update, entities.patch, entities.delete,
 * entities.purge, entities.restore
 * Part of apie_openapp_entity_page
 */
typedef struct apie_openapp_entity {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The entity's id (a ULID).
     * Always there in results.
     */
    const char *id;
    /** The device that it is a part of. */
    const char *device_id;
    /**
     * What kind it is.
     * Known values: APIE_OPENAPP_ENTITY_TYPE_DIRECTORY_LISTING, APIE_OPENAPP_ENTITY_TYPE_DOOR,
     * APIE_OPENAPP_ENTITY_TYPE_LIGHT, APIE_OPENAPP_ENTITY_TYPE_SENSOR,
     * APIE_OPENAPP_ENTITY_TYPE_SWITCH.
     */
    const char *entity_type;
    /** Its name, if it has one: text, rarely an object of translations. */
    json_t *name;
    /** What its provider calls it. */
    const char *external_id;
    /** The zone that it is in. */
    const char *zone_id;
    /** What is kept with it, an object. */
    json_t *metadata;
    /** The same under its newer name. */
    json_t *entity_metadata;
    /** What kind of entry it is ("door", "gate"), if it is one. */
    const char *entry_kind;
    /** What is wrong with its configuration, if anything is. */
    json_t *state;
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
} apie_openapp_entity;

/**
 * One page of entities.
 * Result of entities.list, entities.by_device, integrations.entities
 */
typedef struct apie_openapp_entity_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** This page's items. */
    const apie_openapp_entity *const *items;
    /** How many items there are. */
    size_t items_count;
    /** How many there are on all pages; unset if the service sent a bare list. */
    apie_opt_int total;
} apie_openapp_entity_page;

/**
 * Which entities to list. All zero: the first page of all, without what is soft-deleted.
 * Query of entities.list
 */
typedef struct apie_openapp_entity_query {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** Only those in this zone. */
    const char *zone_id;
    /** Only those whose name holds this text. */
    const char *q;
    /** "name" or "created_at", then ":asc" or ":desc"; not heeded together with zone_id. */
    const char *sort;
    /** Whether soft-deleted ones count, too. */
    apie_opt_bool include_deleted;
    /** Whether only soft-deleted ones count. */
    apie_opt_bool only_deleted;
    /** Items at most; the service sends 200 at most, and has its own default. */
    apie_opt_int limit;
    /** Items to pass over: as many as have come on the pages before. */
    apie_opt_int offset;
} apie_openapp_entity_query;

/**
 * An entity to make.
 * Body of entities.create
 */
typedef struct apie_openapp_entity_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The device that it is a part of.
     * Required.
     */
    const char *device_id;
    /**
     * What kind it is.
     * Required.
     * Known values: APIE_OPENAPP_ENTITY_TYPE_DIRECTORY_LISTING, APIE_OPENAPP_ENTITY_TYPE_DOOR,
     * APIE_OPENAPP_ENTITY_TYPE_LIGHT, APIE_OPENAPP_ENTITY_TYPE_SENSOR,
     * APIE_OPENAPP_ENTITY_TYPE_SWITCH.
     */
    const char *entity_type;
    /** Its name. */
    const char *name;
    /** What its provider calls it. */
    const char *external_id;
    /** The zone that it is in. */
    const char *zone_id;
    /** Which of the device's channels it is. */
    apie_opt_int channel_index;
    /** What to keep with it, an object; the service keeps values as text. */
    const json_t *metadata;
} apie_openapp_entity_create;

/**
 * Changes to an entity; what is unset stays.
 * Body of entities.update
 */
typedef struct apie_openapp_entity_update {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** Its name; null removes it. */
    const char *name;
    /**
     * What kind it is.
     * Known values: APIE_OPENAPP_ENTITY_TYPE_DIRECTORY_LISTING, APIE_OPENAPP_ENTITY_TYPE_DOOR,
     * APIE_OPENAPP_ENTITY_TYPE_LIGHT, APIE_OPENAPP_ENTITY_TYPE_SENSOR,
     * APIE_OPENAPP_ENTITY_TYPE_SWITCH.
     */
    const char *entity_type;
    /** What its provider calls it. */
    const char *external_id;
    /** The zone that it is in. */
    const char *zone_id;
    /** Which of the device's channels it is. */
    apie_opt_int channel_index;
    /** The new metadata, all of it; null removes it. */
    const json_t *metadata;
} apie_openapp_entity_update;

/**
 * Changes to an entity's metadata.
 * Body of entities.patch
 */
typedef struct apie_openapp_entity_patch {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * What to change, an object: a null removes its key, keys that are not there stay.
     * Required.
     */
    const json_t *metadata;
} apie_openapp_entity_patch;

/**
 * What an entity's metadata may be, and is.
 * Result of entities.metadata_definition, entities.device_entities_metadata_definition
 */
typedef struct apie_openapp_entity_metadata_definition {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The provider whose rules these are. */
    const char *provider_type;
    /**
     * The kind of entity that they are for.
     * Known values: APIE_OPENAPP_ENTITY_TYPE_DIRECTORY_LISTING, APIE_OPENAPP_ENTITY_TYPE_DOOR,
     * APIE_OPENAPP_ENTITY_TYPE_LIGHT, APIE_OPENAPP_ENTITY_TYPE_SENSOR,
     * APIE_OPENAPP_ENTITY_TYPE_SWITCH.
     */
    const char *entity_type;
    /** The rules, as a JSON Schema. */
    json_t *schema;
    /** The entity's metadata. */
    json_t *data;
} apie_openapp_entity_metadata_definition;

APIE_END_DECLS

#endif
