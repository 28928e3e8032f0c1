/**
 * @file apie/models/health.h
 * Whether the service is up. Neither operation needs a registered agent.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_MODELS_HEALTH_H
#define APIE_MODELS_HEALTH_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * How the service is.
 * Text on the wire: the service may know more values.
 */
/** Everything works. */
#define APIE_HEALTH_STATUS_OK "ok"
/** Something does not; the service answers all the same. */
#define APIE_HEALTH_STATUS_ERROR "error"

/**
 * Which service answers at the configured address. Both fields are NULL if what answers is another
 * one.
 * Result of health.info
 */
typedef struct apie_service_info {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The service's name for itself. */
    const char *name;
    /**
     * How it is, in its own words; "ok" if nothing is wrong. health.check says more of what may be.
     */
    const char *status;
} apie_service_info;

/**
 * How the service and its database are.
 * Result of health.check
 */
typedef struct apie_health {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * How the service is.
     * Known values: APIE_HEALTH_STATUS_OK, APIE_HEALTH_STATUS_ERROR.
     */
    const char *status;
    /** "connected" or "disconnected". */
    const char *database;
} apie_health;

APIE_END_DECLS

#endif
