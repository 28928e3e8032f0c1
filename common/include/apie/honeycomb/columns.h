/**
 * @file apie/honeycomb/columns.h
 * Columns: the fields that a dataset's events have. Sending events makes them; these functions are
 * for telling about them.
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
#ifndef APIE_HONEYCOMB_COLUMNS_H
#define APIE_HONEYCOMB_COLUMNS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * What a column holds.
 * Text on the wire: the service may know more values.
 */
/** Texts. What is taken if nothing is said. */
#define APIE_HONEYCOMB_COLUMN_TYPE_STRING "string"
/** Numbers. */
#define APIE_HONEYCOMB_COLUMN_TYPE_FLOAT "float"
/** Whole numbers. */
#define APIE_HONEYCOMB_COLUMN_TYPE_INTEGER "integer"
/** Truth values. */
#define APIE_HONEYCOMB_COLUMN_TYPE_BOOLEAN "boolean"
/** Distributions; only in datasets of metrics. */
#define APIE_HONEYCOMB_COLUMN_TYPE_HISTOGRAM "histogram"

/**
 * A column.
 * Body of columns.create, columns.update
 * Result of columns.get, columns.create, columns.update
 * Part of apie_honeycomb_column_list
 */
typedef struct apie_honeycomb_column {
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
    /** Its name in events, 1 to 255 characters. Needed to make one; it cannot be changed. */
    const char *key_name;
    /**
     * What it holds.
     * Known values: APIE_HONEYCOMB_COLUMN_TYPE_STRING, APIE_HONEYCOMB_COLUMN_TYPE_FLOAT,
     * APIE_HONEYCOMB_COLUMN_TYPE_INTEGER, APIE_HONEYCOMB_COLUMN_TYPE_BOOLEAN,
     * APIE_HONEYCOMB_COLUMN_TYPE_HISTOGRAM.
     */
    const char *type;
    /** What it means, 255 characters at most. */
    const char *description;
    /** True: it is not suggested to people. */
    apie_opt_bool hidden;
    /**
     * When an event last had it, as an ISO 8601 time.
     * Read only.
     */
    const char *last_written;
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
} apie_honeycomb_column;

/**
 * Columns. One that was asked for by its name comes alone.
 * Result of columns.list
 */
typedef struct apie_honeycomb_column_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The columns, in the service's order. */
    const apie_honeycomb_column *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_column_list;

APIE_END_DECLS

#endif
