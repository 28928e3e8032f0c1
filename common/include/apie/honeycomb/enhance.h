/**
 * @file apie/honeycomb/enhance.h
 * Enhance: what the Enhance indexer tells of its work on files in S3.
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
#ifndef APIE_HONEYCOMB_ENHANCE_H
#define APIE_HONEYCOMB_ENHANCE_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>
#include <apie/honeycomb/usage.h>

APIE_BEGIN_DECLS

/**
 * What the indexer did since it last told of it: counts by bucket, in the shape of metrics.
 * Body of enhance.record_indexer_usage
 */
typedef struct apie_honeycomb_indexer_usage {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The S3 bucket, by its name.
     * Required.
     * Always there in results.
     */
    const char *s3_bucket;
    /** What the names of the files in the bucket begin with. */
    const char *s3_file_prefix;
    /**
     * The counts.
     * Required.
     * Always there in results.
     */
    const apie_honeycomb_usage_resource *const *resources;
    /** How many resources there are. */
    size_t resources_count;
} apie_honeycomb_indexer_usage;

APIE_END_DECLS

#endif
