/**
 * @file apie/honeycomb/markers.h
 * Markers: moments and spans on the graphs of a dataset or of an environment, such as deploys.
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
#ifndef APIE_HONEYCOMB_MARKERS_H
#define APIE_HONEYCOMB_MARKERS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * A marker.
 * Body of markers.create, markers.update
 * Result of markers.create, markers.update, markers.delete
 * Part of apie_honeycomb_marker_list
 */
typedef struct apie_honeycomb_marker {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** When, in seconds since 1970 UTC; now if unset. */
    apie_opt_int start_time;
    /** When it ends, if it is more than a moment. */
    apie_opt_int end_time;
    /** What happened. */
    const char *message;
    /**
     * What kind of thing, such as "deploy". Markers of one type have one color, see
     * marker_settings.h.
     */
    const char *type;
    /** Where a click on it leads. */
    const char *url;
    /**
     * Its id, six hexadecimal digits.
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
    /**
     * Its color, such as "#F96E11"; only in lists.
     * Read only.
     */
    const char *color;
} apie_honeycomb_marker;

/**
 * A marker that a team's management key makes, in any of its environments.
 * Body of markers.create_v2, markers.update_v2
 * Result of markers.create_v2, markers.update_v2
 */
typedef struct apie_honeycomb_marker_v2 {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Its id. Needed in an update: the same as in the path. */
    const char *id;
    /** When, in seconds since 1970 UTC. Needed to make one. */
    apie_opt_int start_time;
    /** When it ends, if it is more than a moment; not before it starts. */
    apie_opt_int end_time;
    /** What happened. */
    const char *message;
    /** What kind of thing, such as "deploy". */
    const char *type;
    /** Where a click on it leads. */
    const char *url;
    /**
     * Its color, such as "#F96E11".
     * Read only.
     */
    const char *color;
    /**
     * When it was made, as an ISO 8601 time.
     * Read only.
     */
    const char *created_at;
    /**
     * When it was last changed.
     * Read only.
     */
    const char *updated_at;
    /** The id of its environment. */
    const char *environment_id;
    /** The slug of its dataset, or "__all__"; NULL in an answer: the whole environment. */
    const char *dataset_id;
    /**
     * Its path.
     * Read only.
     */
    const char *self;
} apie_honeycomb_marker_v2;

/**
 * A list of apie_honeycomb_marker.
 * Result of markers.list
 */
typedef struct apie_honeycomb_marker_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_honeycomb_marker *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_marker_list;

APIE_END_DECLS

#endif
