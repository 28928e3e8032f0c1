/**
 * @file apie/honeycomb/pipelines.h
 * Pipelines: the configuration of telemetry pipelines that the service manages, for the programs
 * that run them.
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
#ifndef APIE_HONEYCOMB_PIPELINES_H
#define APIE_HONEYCOMB_PIPELINES_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>
#include <apie/honeycomb/usage.h>

APIE_BEGIN_DECLS

/**
 * How far the rollout of a configuration is.
 * Text on the wire: the service may know more values.
 */
/** Not begun. */
#define APIE_HONEYCOMB_ROLLOUT_STATUS_PENDING "pending"
/** Under way. */
#define APIE_HONEYCOMB_ROLLOUT_STATUS_DEPLOYING "deploying"
/** In use. */
#define APIE_HONEYCOMB_ROLLOUT_STATUS_LIVE "live"
/** On its way out. */
#define APIE_HONEYCOMB_ROLLOUT_STATUS_REMOVING "removing"
/** No longer in use. */
#define APIE_HONEYCOMB_ROLLOUT_STATUS_ARCHIVED "archived"
/** It could not be put into use. */
#define APIE_HONEYCOMB_ROLLOUT_STATUS_FAILED "failed"

/**
 * The configuration of one part of a pipeline.
 * Part of apie_honeycomb_pipeline_configuration
 */
typedef struct apie_honeycomb_pipeline_config {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Which part, such as "refinery_config". */
    const char *kind;
    /** The configuration, as that part reads it. */
    const char *data;
} apie_honeycomb_pipeline_config;

/**
 * The configuration of a pipeline. The response's header ETag tells versions apart.
 * Result of pipelines.get_configuration
 */
typedef struct apie_honeycomb_pipeline_configuration {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Its id. */
    const char *id;
    /** Its path. */
    const char *self;
    /** The rollout that brings it; only if "current" was asked for. */
    const char *rollout_id;
    /** The configurations of its parts. */
    const apie_honeycomb_pipeline_config *const *configs;
    /** How many configs there are. */
    size_t configs_count;
} apie_honeycomb_pipeline_configuration;

/**
 * How far the rollout of a configuration is.
 * Body of pipelines.update_rollout
 * Result of pipelines.update_rollout
 */
typedef struct apie_honeycomb_pipeline_rollout {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The rollout's id, the same as in the path.
     * Required.
     * Always there in results.
     */
    const char *id;
    /**
     * How far it is.
     * Required.
     * Always there in results.
     * Known values: APIE_HONEYCOMB_ROLLOUT_STATUS_PENDING, APIE_HONEYCOMB_ROLLOUT_STATUS_DEPLOYING,
     * APIE_HONEYCOMB_ROLLOUT_STATUS_LIVE, APIE_HONEYCOMB_ROLLOUT_STATUS_REMOVING,
     * APIE_HONEYCOMB_ROLLOUT_STATUS_ARCHIVED, APIE_HONEYCOMB_ROLLOUT_STATUS_FAILED.
     */
    const char *status;
} apie_honeycomb_pipeline_rollout;

/**
 * What a pipeline did.
 * Body of pipelines.record_usage
 */
typedef struct apie_honeycomb_pipeline_usage {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The pipeline's id, the same as in the path.
     * Required.
     * Always there in results.
     */
    const char *id;
    /** The counts. */
    const apie_honeycomb_usage_resource *const *resources;
    /** How many resources there are. */
    size_t resources_count;
} apie_honeycomb_pipeline_usage;

APIE_END_DECLS

#endif
