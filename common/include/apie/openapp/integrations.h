/**
 * @file apie/openapp/integrations.h
 * Integrations: connections to the systems of others that devices come through, and virtual sites
 * with their access portals and invitations. Requests need an organization: use a handle made for
 * one.
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
#ifndef APIE_OPENAPP_INTEGRATIONS_H
#define APIE_OPENAPP_INTEGRATIONS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * Providers that the service knows.
 * Text on the wire: the service may know more values.
 */
/** Camera streams through go2rtc. */
#define APIE_OPENAPP_PROVIDER_GO2RTC "go2rtc"
/** Home Assistant. */
#define APIE_OPENAPP_PROVIDER_HOMEASSISTANT "homeassistant"
/** KNX. */
#define APIE_OPENAPP_PROVIDER_KNX "knx"
/** MQTT. */
#define APIE_OPENAPP_PROVIDER_MQTT "mqtt"
/** PalGate, through its cloud. */
#define APIE_OPENAPP_PROVIDER_PALGATE_CLOUD "palgate_cloud"
/** Shelly, through its cloud. */
#define APIE_OPENAPP_PROVIDER_SHELLY_CLOUD "shelly_cloud"
/** Shelly, over a websocket. */
#define APIE_OPENAPP_PROVIDER_SHELLY_WEBSOCKET "shelly_websocket"
/** Tasmota. */
#define APIE_OPENAPP_PROVIDER_TASMOTA "tasmota"
/** A virtual site: doors, portals, a directory. */
#define APIE_OPENAPP_PROVIDER_VIRTUAL_ACCESS "virtual_access"
/** A demonstration without hardware. */
#define APIE_OPENAPP_PROVIDER_VIRTUAL_DEMO "virtual_demo"
/** Waveshare. */
#define APIE_OPENAPP_PROVIDER_WAVESHARE "waveshare"

/**
 * How an integration is.
 * Text on the wire: the service may know more values.
 */
/** It works. */
#define APIE_OPENAPP_HEALTH_OK "ok"
/** Some of it works. */
#define APIE_OPENAPP_HEALTH_REDUCED "reduced"
/** It does not work. */
#define APIE_OPENAPP_HEALTH_ERROR "error"

/**
 * An integration.
 * Result of integrations.create, integrations.get, integrations.update, integrations.purge,
 * integrations.restore
 * Part of apie_openapp_integration_page
 */
typedef struct apie_openapp_integration {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The integration's id (a ULID).
     * Always there in results.
     */
    const char *id;
    /** The organization that owns it. */
    const char *org_id;
    /**
     * Whose system it connects to.
     * Known values: the constants from APIE_OPENAPP_PROVIDER_GO2RTC on.
     */
    const char *provider_type;
    /** The provider's name, in the same forms as name. */
    json_t *provider_type_name;
    /** Name in one or more languages: text, {locale: text} or {"value": {locale: text}}. */
    json_t *name;
    /** Whether it is at work. */
    apie_opt_bool enabled;
    /**
     * How it is.
     * Known values: APIE_OPENAPP_HEALTH_OK, APIE_OPENAPP_HEALTH_REDUCED, APIE_OPENAPP_HEALTH_ERROR.
     */
    const char *health;
    /** How it is set up, an object of its provider's. */
    json_t *config;
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
} apie_openapp_integration;

/**
 * One page of integrations.
 * Result of integrations.list
 */
typedef struct apie_openapp_integration_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** This page's items. */
    const apie_openapp_integration *const *items;
    /** How many items there are. */
    size_t items_count;
    /** How many there are on all pages; unset if the service sent a bare list. */
    apie_opt_int total;
} apie_openapp_integration_page;

/**
 * Which integrations to list. All zero: the first page of all, without what is soft-deleted.
 * Query of integrations.list
 */
typedef struct apie_openapp_integration_query {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** Only those of this provider. */
    const char *provider_type;
    /** Only those whose name holds this text. */
    const char *q;
    /** Whether soft-deleted ones count, too. */
    apie_opt_bool include_deleted;
    /** Whether only soft-deleted ones count. */
    apie_opt_bool only_deleted;
    /** Items at most; the service sends 200 at most, and has its own default. */
    apie_opt_int limit;
    /** Items to pass over: as many as have come on the pages before. */
    apie_opt_int offset;
} apie_openapp_integration_query;

/**
 * An integration to make.
 * Body of integrations.create
 */
typedef struct apie_openapp_integration_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The organization that is to own it.
     * Required.
     */
    const char *org_id;
    /**
     * Whose system to connect to.
     * Required.
     * Known values: the constants from APIE_OPENAPP_PROVIDER_GO2RTC on.
     */
    const char *provider_type;
    /**
     * Name in one or more languages: text, {locale: text} or {"value": {locale: text}}.
     * json_string("Lobby") will do.
     */
    const json_t *name;
    /** Whether it is to work at once. */
    apie_opt_bool enabled;
    /** How to set it up, an object of its provider's. */
    const json_t *config;
    /** What must be kept secret of that, an object; it is never told again. */
    const json_t *secrets;
    /**
     * The word of somebody who knows that the linked account is no administrator, where the service
     * asks for it.
     */
    const json_t *non_admin_acknowledgment;
} apie_openapp_integration_create;

/**
 * Changes to an integration; what is unset stays.
 * Body of integrations.update
 */
typedef struct apie_openapp_integration_update {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Name in one or more languages: text, {locale: text} or {"value": {locale: text}}.
     * json_string("Lobby") will do.
     */
    const json_t *name;
    /** Whether it is to work. */
    apie_opt_bool enabled;
    /**
     * Whose system to connect to.
     * Known values: the constants from APIE_OPENAPP_PROVIDER_GO2RTC on.
     */
    const char *provider_type;
    /** The new setup, all of it; null removes it. */
    const json_t *config;
    /** The new secrets, all of them; null removes them. */
    const json_t *secrets;
} apie_openapp_integration_update;

/**
 * What the metadata of an integration's devices may be.
 * Result of integrations.device_metadata_schema
 */
typedef struct apie_openapp_integration_metadata_schema {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The provider whose rules these are. */
    const char *provider_type;
    /** The rules, as a JSON Schema. */
    json_t *schema;
} apie_openapp_integration_metadata_schema;

/**
 * A portal: the page behind a door's printed code.
 * Result of integrations.create_access_portal, integrations.get_access_portal,
 * integrations.update_access_portal
 * Part of apie_openapp_access_portal_page
 */
typedef struct apie_openapp_access_portal {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The portal's id.
     * Always there in results.
     */
    const char *id;
    /** Its id in public addresses. */
    const char *public_id;
    /** Name in one or more languages: text, {locale: text} or {"value": {locale: text}}. */
    json_t *name;
    /** The door that it opens; NULL: none yet. */
    const char *device_id;
    /** The directory that it shows; NULL: none. */
    const char *directory_id;
    /** The integration that it belongs to, where the service says so. */
    const char *integration_id;
    /** When it was made (RFC 3339). */
    const char *created_at;
    /** When it was last changed (RFC 3339). */
    const char *updated_at;
    /** When it was soft-deleted (RFC 3339); NULL while it is there. */
    const char *deleted_at;
} apie_openapp_access_portal;

/**
 * The portals of an integration.
 * Result of integrations.list_access_portals
 */
typedef struct apie_openapp_access_portal_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** This page's items. */
    const apie_openapp_access_portal *const *items;
    /** How many items there are. */
    size_t items_count;
    /** How many there are on all pages; unset if the service sent a bare list. */
    apie_opt_int total;
} apie_openapp_access_portal_page;

/**
 * A portal to make.
 * Body of integrations.create_access_portal
 */
typedef struct apie_openapp_access_portal_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Name in one or more languages: text, {locale: text} or {"value": {locale: text}}.
     * json_string("Lobby") will do.
     * Required.
     */
    const json_t *name;
    /** The door that it is to open. */
    const char *device_id;
    /** The directory that it is to show. */
    const char *directory_id;
} apie_openapp_access_portal_create;

/**
 * Changes to a portal; what is unset stays.
 * Body of integrations.update_access_portal
 */
typedef struct apie_openapp_access_portal_update {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Name in one or more languages: text, {locale: text} or {"value": {locale: text}}.
     * json_string("Lobby") will do.
     */
    const json_t *name;
    /** The door that it is to open; null: none. */
    const char *device_id;
    /** The directory that it is to show; null: none. */
    const char *directory_id;
} apie_openapp_access_portal_update;

APIE_END_DECLS

#endif
