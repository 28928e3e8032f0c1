/**
 * @file apie/honeycomb/derived_columns.h
 * Derived columns, which the service also calls calculated fields: columns that are made from
 * others by a formula, for all queries of a dataset or of the environment.
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
#ifndef APIE_HONEYCOMB_DERIVED_COLUMNS_H
#define APIE_HONEYCOMB_DERIVED_COLUMNS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * A derived column.
 * Body of derived_columns.create, derived_columns.update
 * Result of derived_columns.get, derived_columns.create, derived_columns.update
 * Part of apie_honeycomb_derived_column_list
 */
typedef struct apie_honeycomb_derived_column {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Its id.
     * Read only.
     */
    const char *id;
    /**
     * Its name in queries, 1 to 255 characters.
     * Required.
     * Always there in results.
     */
    const char *alias;
    /**
     * The formula, 1 to 4,095 characters, such as "INT(1)".
     * Required.
     * Always there in results.
     */
    const char *expression;
    /** What it means, 255 characters at most. */
    const char *description;
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
} apie_honeycomb_derived_column;

/**
 * Derived columns. One that was asked for by its alias comes alone.
 * Result of derived_columns.list
 */
typedef struct apie_honeycomb_derived_column_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The derived columns, in the service's order. */
    const apie_honeycomb_derived_column *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_derived_column_list;

APIE_END_DECLS

#endif
