/**
 * @file apie/honeycomb/service_map_dependencies.h
 * Service map: which services call which, and how often. Asking for it starts the work; the answer
 * is there some time later, in pages.
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
#ifndef APIE_HONEYCOMB_SERVICE_MAP_DEPENDENCIES_H
#define APIE_HONEYCOMB_SERVICE_MAP_DEPENDENCIES_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * How far a map is.
 * Text on the wire: the service may know more values.
 */
/** Not there yet: ask again. */
#define APIE_HONEYCOMB_SERVICE_MAP_STATUS_PENDING "pending"
/** There. */
#define APIE_HONEYCOMB_SERVICE_MAP_STATUS_READY "ready"
/** It could not be made. */
#define APIE_HONEYCOMB_SERVICE_MAP_STATUS_ERROR "error"

/**
 * What a service of the map is.
 * Text on the wire: the service may know more values.
 */
/** A service; what is taken if nothing is said. */
#define APIE_HONEYCOMB_SERVICE_TYPE_SERVICE "service"

/**
 * A service.
 * Part of apie_honeycomb_service_map_create
 */
typedef struct apie_honeycomb_service {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Its name.
     * Required.
     */
    const char *name;
    /**
     * What it is.
     * Known values: APIE_HONEYCOMB_SERVICE_TYPE_SERVICE.
     */
    const char *type;
} apie_honeycomb_service;

/**
 * What the map is to be made of.
 * Body of service_map_dependencies.create
 */
typedef struct apie_honeycomb_service_map_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** When the traces begin, in seconds since 1970 UTC. */
    apie_opt_int start_time;
    /** When they end. */
    apie_opt_int end_time;
    /** How many seconds, 7,200 if unset: after start_time, before end_time, or before now. */
    apie_opt_int time_range;
    /** Only what these services call, or are called by. */
    const apie_honeycomb_service *const *filters;
    /** How many filters there are. */
    size_t filters_count;
} apie_honeycomb_service_map_create;

/**
 * That one service calls another.
 * Part of apie_honeycomb_service_map
 */
typedef struct apie_honeycomb_service_map_dependency {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The service that calls. */
    const char *parent_name;
    /**
     * What it is.
     * Known values: APIE_HONEYCOMB_SERVICE_TYPE_SERVICE.
     */
    const char *parent_type;
    /** The service that is called. */
    const char *child_name;
    /**
     * What it is.
     * Known values: APIE_HONEYCOMB_SERVICE_TYPE_SERVICE.
     */
    const char *child_type;
    /** How many calls there were. */
    apie_opt_int call_count;
} apie_honeycomb_service_map_dependency;

/**
 * A page of a map, or how far the map is.
 * Result of service_map_dependencies.create, service_map_dependencies.get_result
 */
typedef struct apie_honeycomb_service_map {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The id to ask for it with. */
    const char *request_id;
    /**
     * How far it is.
     * Known values: APIE_HONEYCOMB_SERVICE_MAP_STATUS_PENDING,
     * APIE_HONEYCOMB_SERVICE_MAP_STATUS_READY, APIE_HONEYCOMB_SERVICE_MAP_STATUS_ERROR.
     */
    const char *status;
    /** Who calls whom; NULL until it is ready. */
    const apie_honeycomb_service_map_dependency *const *dependencies;
    /** How many dependencies there are. */
    size_t dependencies_count;
    /** The path of the next page; NULL on the last one. */
    const char *next;
} apie_honeycomb_service_map;

APIE_END_DECLS

#endif
