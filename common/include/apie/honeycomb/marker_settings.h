/**
 * @file apie/honeycomb/marker_settings.h
 * Marker settings: the color that markers of one type have.
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
#ifndef APIE_HONEYCOMB_MARKER_SETTINGS_H
#define APIE_HONEYCOMB_MARKER_SETTINGS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * The color of a type of markers.
 * Body of marker_settings.create, marker_settings.update
 * Result of marker_settings.create, marker_settings.update, marker_settings.delete
 * Part of apie_honeycomb_marker_setting_list
 */
typedef struct apie_honeycomb_marker_setting {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The type, such as "deploy".
     * Required.
     * Always there in results.
     */
    const char *type;
    /**
     * The color, such as "#F96E11".
     * Required.
     * Always there in results.
     */
    const char *color;
    /**
     * The setting's id.
     * Read only.
     */
    const char *id;
    /**
     * When it was made, as an ISO 8601 time.
     * Read only.
     */
    const char *created_at;
    /**
     * When it was last changed, as an ISO 8601 time.
     * Read only.
     */
    const char *updated_at;
} apie_honeycomb_marker_setting;

/**
 * A list of apie_honeycomb_marker_setting.
 * Result of marker_settings.list
 */
typedef struct apie_honeycomb_marker_setting_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_honeycomb_marker_setting *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_marker_setting_list;

APIE_END_DECLS

#endif
