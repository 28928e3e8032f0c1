/**
 * @file apie/honeycomb/auth.h
 * Auth: whom a credential belongs to and what it may do.
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
#ifndef APIE_HONEYCOMB_AUTH_H
#define APIE_HONEYCOMB_AUTH_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * Kinds of API key.
 * Text on the wire: the service may know more values.
 */
/** Only sends events. */
#define APIE_HONEYCOMB_KEY_TYPE_INGEST "ingest"
/** Works with one environment: what most functions take. */
#define APIE_HONEYCOMB_KEY_TYPE_CONFIGURATION "configuration"
/** Works with the team: what the functions below /2 take. */
#define APIE_HONEYCOMB_KEY_TYPE_MANAGEMENT "management"

/**
 * What an API key may do.
 * Part of apie_honeycomb_auth
 */
typedef struct apie_honeycomb_key_access {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Send events. */
    apie_opt_bool events;
    /** Make and change markers. */
    apie_opt_bool markers;
    /** Make and change triggers. */
    apie_opt_bool triggers;
    /** Make and change boards. */
    apie_opt_bool boards;
    /** Run queries. */
    apie_opt_bool queries;
    /** Make and change columns. */
    apie_opt_bool columns;
    /** Make datasets, also by sending events to new ones. */
    apie_opt_bool create_datasets;
    /** Make and change SLOs and burn alerts. */
    apie_opt_bool slos;
    /** Make and change recipients. */
    apie_opt_bool recipients;
    /** See and change boards that are private. */
    apie_opt_bool private_boards;
} apie_honeycomb_key_access;

/**
 * Whom a configuration key or an ingest key belongs to.
 * Result of auth.get
 */
typedef struct apie_honeycomb_auth {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The id of the key; not the key itself. It may be shown and logged: it opens nothing. */
    const char *id;
    /**
     * What kind of key it is: configuration or ingest.
     * Known values: APIE_HONEYCOMB_KEY_TYPE_INGEST, APIE_HONEYCOMB_KEY_TYPE_CONFIGURATION,
     * APIE_HONEYCOMB_KEY_TYPE_MANAGEMENT.
     */
    const char *type;
    /**
     * When the key stops working, as an ISO 8601 time; NULL if it has no end. Only an ingest key
     * may have one.
     */
    const char *time_to_live;
    /** What it may do. */
    const apie_honeycomb_key_access *access;
    /** The name of its environment; empty for a Classic one. */
    const char *environment_name;
    /**
     * The slug of its environment, as it is in the addresses of its pages; empty for a Classic one.
     */
    const char *environment_slug;
    /** The name of its team. */
    const char *team_name;
    /**
     * The slug of its team, as it is in the addresses of its pages and in paths below /2 of the
     * API.
     */
    const char *team_slug;
} apie_honeycomb_auth;

/**
 * Something that an answer speaks of by its id, and brings along so that the program need not ask
 * for it.
 * Part of apie_honeycomb_auth_v2
 */
typedef struct apie_honeycomb_included {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Its id. */
    const char *id;
    /** What it is, such as "teams". */
    const char *type;
    /** Its name. */
    const char *name;
    /** Its slug. */
    const char *slug;
} apie_honeycomb_included;

/**
 * Whom a management key belongs to.
 * Result of auth.get_v2
 */
typedef struct apie_honeycomb_auth_v2 {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The id of the key; not its secret. It may be shown and logged: it opens nothing without the
     * other half.
     */
    const char *id;
    /** The key's name, for people. */
    const char *name;
    /**
     * What kind of key it is: management.
     * Known values: APIE_HONEYCOMB_KEY_TYPE_INGEST, APIE_HONEYCOMB_KEY_TYPE_CONFIGURATION,
     * APIE_HONEYCOMB_KEY_TYPE_MANAGEMENT.
     */
    const char *key_type;
    /** Whether it is switched off. */
    apie_opt_bool disabled;
    /**
     * What it may do, such as "api-keys:write": a part of the API and whether it may change what is
     * there.
     */
    const char *const *scopes;
    /** How many scopes there are. */
    size_t scopes_count;
    /** When it was made, as an ISO 8601 time. */
    const char *created_at;
    /** When it was last changed. */
    const char *updated_at;
    /** The id of its team. */
    const char *team_id;
    /** The team, with its name and slug. */
    const apie_honeycomb_included *const *included;
    /** How many included there are. */
    size_t included_count;
} apie_honeycomb_auth_v2;

APIE_END_DECLS

#endif
