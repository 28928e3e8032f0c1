/**
 * @file apie/honeycomb/query_annotations.h
 * Query annotations: a name and a description for a saved query. Panels of boards need one for each
 * query.
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
#ifndef APIE_HONEYCOMB_QUERY_ANNOTATIONS_H
#define APIE_HONEYCOMB_QUERY_ANNOTATIONS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * Where an annotation was made.
 * Text on the wire: the service may know more values.
 */
/** With a query. */
#define APIE_HONEYCOMB_ANNOTATION_SOURCE_QUERY "query"
/** On a board. Lists leave these out unless they are asked for them. */
#define APIE_HONEYCOMB_ANNOTATION_SOURCE_BOARD "board"

/**
 * The name of a saved query.
 * Body of query_annotations.create, query_annotations.update
 * Result of query_annotations.get, query_annotations.create, query_annotations.update
 * Part of apie_honeycomb_query_annotation_list
 */
typedef struct apie_honeycomb_query_annotation {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The name, 1 to 320 characters.
     * Required.
     * Always there in results.
     */
    const char *name;
    /** More about it, 1,023 characters at most. */
    const char *description;
    /**
     * Which query. It cannot be changed later.
     * Required.
     * Always there in results.
     */
    const char *query_id;
    /**
     * The annotation's id. In an update it may be there, if it is the same as in the path.
     * Read only.
     */
    const char *id;
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
    /**
     * Where it was made.
     * Read only.
     * Known values: APIE_HONEYCOMB_ANNOTATION_SOURCE_QUERY, APIE_HONEYCOMB_ANNOTATION_SOURCE_BOARD.
     */
    const char *source;
} apie_honeycomb_query_annotation;

/**
 * A list of apie_honeycomb_query_annotation.
 * Result of query_annotations.list
 */
typedef struct apie_honeycomb_query_annotation_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_honeycomb_query_annotation *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_query_annotation_list;

APIE_END_DECLS

#endif
