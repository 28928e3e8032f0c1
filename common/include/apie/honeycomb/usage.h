/**
 * @file apie/honeycomb/usage.h
 * Usage: counts in the shape of OpenTelemetry's metrics, for pipelines.h and enhance.h.
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
#ifndef APIE_HONEYCOMB_USAGE_H
#define APIE_HONEYCOMB_USAGE_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * Something that a count can be told by.
 * Part of apie_honeycomb_usage_point
 */
typedef struct apie_honeycomb_usage_attribute {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Its name.
     * Required.
     * Always there in results.
     */
    const char *key;
    /** What it says. */
    const char *value;
} apie_honeycomb_usage_attribute;

/**
 * A count at one moment.
 * Part of apie_honeycomb_usage_metric
 */
typedef struct apie_honeycomb_usage_point {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * When, in nanoseconds since 1970 UTC.
     * Required.
     * Always there in results.
     */
    apie_opt_int time_ns;
    /**
     * How many.
     * Required.
     * Always there in results.
     */
    apie_opt_int count;
    /**
     * What it can be told by; an empty list for nothing.
     * Required.
     * Always there in results.
     */
    const apie_honeycomb_usage_attribute *const *attributes;
    /** How many attributes there are. */
    size_t attributes_count;
} apie_honeycomb_usage_point;

/**
 * Something that is counted.
 * Part of apie_honeycomb_usage_scope
 */
typedef struct apie_honeycomb_usage_metric {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Its name, such as "bytes_received".
     * Required.
     * Always there in results.
     */
    const char *name;
    /** How points add up: 1, each counts from the one before; the service takes no other. */
    apie_opt_int temporality;
    /** The counts, by the program that made them and its parts. usage.h has the structs. */
    const apie_honeycomb_usage_point *const *points;
    /** How many points there are. */
    size_t points_count;
} apie_honeycomb_usage_metric;

/**
 * What one part of a program counted.
 * Part of apie_honeycomb_usage_resource
 */
typedef struct apie_honeycomb_usage_scope {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Its counts.
     * Required.
     * Always there in results.
     */
    const apie_honeycomb_usage_metric *const *metrics;
    /** How many metrics there are. */
    size_t metrics_count;
} apie_honeycomb_usage_scope;

/**
 * What one program counted.
 * Part of apie_honeycomb_pipeline_usage, apie_honeycomb_indexer_usage
 */
typedef struct apie_honeycomb_usage_resource {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Its parts.
     * Required.
     * Always there in results.
     */
    const apie_honeycomb_usage_scope *const *scopes;
    /** How many scopes there are. */
    size_t scopes_count;
} apie_honeycomb_usage_resource;

APIE_END_DECLS

#endif
