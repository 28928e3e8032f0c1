/**
 * @file apie/honeycomb/environments.h
 * Environments: parts of a team that have their own datasets and keys, such as production.
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
#ifndef APIE_HONEYCOMB_ENVIRONMENTS_H
#define APIE_HONEYCOMB_ENVIRONMENTS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * The colors that an environment can have.
 * Text on the wire: the service may know more values.
 */
/** Blue. */
#define APIE_HONEYCOMB_ENVIRONMENT_COLOR_BLUE "blue"
/** Green. */
#define APIE_HONEYCOMB_ENVIRONMENT_COLOR_GREEN "green"
/** Gold. */
#define APIE_HONEYCOMB_ENVIRONMENT_COLOR_GOLD "gold"
/** Red. */
#define APIE_HONEYCOMB_ENVIRONMENT_COLOR_RED "red"
/** Purple. */
#define APIE_HONEYCOMB_ENVIRONMENT_COLOR_PURPLE "purple"
/** Light blue. */
#define APIE_HONEYCOMB_ENVIRONMENT_COLOR_LIGHTBLUE "lightBlue"
/** Light green. */
#define APIE_HONEYCOMB_ENVIRONMENT_COLOR_LIGHTGREEN "lightGreen"
/** Light gold. */
#define APIE_HONEYCOMB_ENVIRONMENT_COLOR_LIGHTGOLD "lightGold"
/** Light red. */
#define APIE_HONEYCOMB_ENVIRONMENT_COLOR_LIGHTRED "lightRed"
/** Light purple. */
#define APIE_HONEYCOMB_ENVIRONMENT_COLOR_LIGHTPURPLE "lightPurple"
/** That of the Classic environment, which has no other; it cannot be set. */
#define APIE_HONEYCOMB_ENVIRONMENT_COLOR_CLASSIC "classic"

/**
 * An environment.
 * Result of environments.get, environments.create, environments.update
 * Part of apie_honeycomb_environment_page
 */
typedef struct apie_honeycomb_environment {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Its id. */
    const char *id;
    /** Its path. */
    const char *self;
    /** Its name. */
    const char *name;
    /** What it is for. */
    const char *description;
    /**
     * Its color.
     * Known values: the constants from APIE_HONEYCOMB_ENVIRONMENT_COLOR_BLUE on.
     */
    const char *color;
    /** Its name in URLs. */
    const char *slug;
    /** Whether it is kept from being deleted. */
    apie_opt_bool delete_protected;
} apie_honeycomb_environment;

/**
 * A page of environments.
 * Result of environments.list
 */
typedef struct apie_honeycomb_environment_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The environments, in the service's order. */
    const apie_honeycomb_environment *const *items;
    /** How many items there are. */
    size_t items_count;
    /** The path of the next page; NULL on the last one. */
    const char *next;
} apie_honeycomb_environment_page;

/**
 * An environment to be made.
 * Body of environments.create
 */
typedef struct apie_honeycomb_environment_create {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Its name, 255 characters at most. It cannot be changed.
     * Required.
     * Always there in results.
     */
    const char *name;
    /** What it is for, 255 characters at most. */
    const char *description;
    /**
     * Its color; the service chooses one if it is unset.
     * Known values: the constants from APIE_HONEYCOMB_ENVIRONMENT_COLOR_BLUE on.
     */
    const char *color;
} apie_honeycomb_environment_create;

/**
 * What is to change in an environment; what is unset stays.
 * Body of environments.update
 */
typedef struct apie_honeycomb_environment_update {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The environment's id, the same as in the path.
     * Required.
     * Always there in results.
     */
    const char *id;
    /** What it is for, 255 characters at most. */
    const char *description;
    /**
     * Its color.
     * Known values: the constants from APIE_HONEYCOMB_ENVIRONMENT_COLOR_BLUE on.
     */
    const char *color;
    /** Whether it is to be kept from being deleted. */
    apie_opt_bool delete_protected;
} apie_honeycomb_environment_update;

APIE_END_DECLS

#endif
