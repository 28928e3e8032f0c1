/**
 * @file apie/openapp/devices.h
 * Devices: what is mounted at a site, such as a door controller or a camera. Requests need an
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
#ifndef APIE_OPENAPP_DEVICES_H
#define APIE_OPENAPP_DEVICES_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * A device.
 * Result of devices.create, devices.get, devices.update, devices.delete, devices.purge,
 * devices.restore
 * Part of apie_openapp_device_page
 */
typedef struct apie_openapp_device {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The device's id (a ULID).
     * Always there in results.
     */
    const char *id;
    /** The integration that it came through. */
    const char *integration_id;
    /** The organization that owns it. */
    const char *org_id;
    /** Name in one or more languages: text, {locale: text} or {"value": {locale: text}}. */
    json_t *name;
    /** What its provider calls it. */
    const char *external_id;
    /** What its provider keeps with it; metadata_definition says what that may be. */
    json_t *device_metadata;
    /** Whether this is the main record of the hardware, should there be several. */
    apie_opt_bool is_primary_instance;
    /** Whether its provider no longer knows it; only set if include_stale was asked for. */
    apie_opt_bool stale;
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
} apie_openapp_device;

/**
 * Devices. The service sends them as a bare list, so total may be unset.
 * Result of devices.list
 */
typedef struct apie_openapp_device_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** This page's items. */
    const apie_openapp_device *const *items;
    /** How many items there are. */
    size_t items_count;
    /** How many there are on all pages; unset if the service sent a bare list. */
    apie_opt_int total;
} apie_openapp_device_page;

/**
 * Which devices to list. All zero: the first page of all, without what is soft-deleted.
 * Query of devices.list
 */
typedef struct apie_openapp_device_query {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** Only those of this integration. */
    const char *integration_id;
    /** Only those of this kind, such as "virtual_access_portal"; needs integration_id. */
    const char *device_kind;
    /** Only the one that its provider calls so; needs integration_id and device_kind. */
    const char *external_id;
    /** Only those whose name holds this text. */
    const char *q;
    /** "name" or "created_at", then ":asc" or ":desc"; not heeded together with integration_id. */
    const char *sort;
    /** The language whose names are sorted by; NULL: "en". */
    const char *locale;
    /** Only those that have an external id; needs integration_id. */
    apie_opt_bool has_external_id;
    /** Only cameras that have a channel; needs integration_id. */
    apie_opt_bool has_go2rtc_channel;
    /** Whether to find out which are stale; needs integration_id. */
    apie_opt_bool include_stale;
    /** Whether soft-deleted ones count, too. */
    apie_opt_bool include_deleted;
    /** Whether only soft-deleted ones count. */
    apie_opt_bool only_deleted;
    /** Items at most; the service sends 200 at most, and has its own default. */
    apie_opt_int limit;
    /** Items to pass over: as many as have come on the pages before. */
    apie_opt_int offset;
} apie_openapp_device_query;

/**
 * A device to make.
 * Body of devices.create
 */
typedef struct apie_openapp_device_create {
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
    /**
     * The organization that is to own it.
     * Required.
     */
    const char *org_id;
    /** What its provider calls it. */
    const char *external_id;
    /** What its provider wants to know. */
    const json_t *device_metadata;
} apie_openapp_device_create;

/**
 * Changes to a device; what is unset stays.
 * Body of devices.update
 */
typedef struct apie_openapp_device_update {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Name in one or more languages: text, {locale: text} or {"value": {locale: text}}.
     * json_string("Lobby") will do.
     */
    const json_t *name;
    /** What its provider calls it. */
    const char *external_id;
    /** The new metadata, all of it. */
    const json_t *device_metadata;
} apie_openapp_device_update;

/**
 * What a device's metadata may be, and is.
 * Result of devices.metadata_definition
 */
typedef struct apie_openapp_device_metadata_definition {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The provider whose rules these are. */
    const char *provider_type;
    /** The rules, as a JSON Schema. */
    json_t *schema;
    /** The device's metadata. */
    json_t *data;
} apie_openapp_device_metadata_definition;

/**
 * The directory listings whose people may open a door.
 * Body of devices.set_door_restrictions
 * Result of devices.door_restrictions, devices.set_door_restrictions
 */
typedef struct apie_openapp_door_restrictions {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Ids of the listings' entities; none: everybody may.
     * Required.
     * Always there in results.
     */
    const char *const *listing_entity_ids;
    /** How many listing_entity_ids there are. */
    size_t listing_entity_ids_count;
} apie_openapp_door_restrictions;

/**
 * What came of opening a virtual door.
 * Result of devices.virtual_open
 */
typedef struct apie_openapp_virtual_open {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Whether it was opened. */
    apie_opt_bool ok;
    /** Seconds that it stays open. */
    apie_opt_int door_open_duration_seconds;
    /** Seconds until it closes by itself. */
    apie_opt_int door_auto_close_duration;
    /** An object: ids of lights, and the seconds until each goes out. */
    json_t *lights_auto_off_duration;
} apie_openapp_virtual_open;

APIE_END_DECLS

#endif
