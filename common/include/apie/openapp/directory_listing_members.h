/**
 * @file apie/openapp/directory_listing_members.h
 * The people behind a line of a building's directory. Requests need an organization: use a handle
 * made for one.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_OPENAPP_DIRECTORY_LISTING_MEMBERS_H
#define APIE_OPENAPP_DIRECTORY_LISTING_MEMBERS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * A person behind a listing.
 * Part of apie_openapp_listed_person
 */
typedef struct apie_openapp_listing_member {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The user's id. */
    const char *user_id;
    /** The listing's entity. */
    const char *entity_id;
    /** The integration that it belongs to. */
    const char *integration_id;
    /** The organization that it belongs to. */
    const char *org_id;
    /** What the person is there. */
    const char *role;
    /** Whether the intercom rings for the person. */
    apie_opt_bool receives_calls;
    /** When it was made (RFC 3339). */
    const char *created_at;
    /** When it was last changed (RFC 3339). */
    const char *updated_at;
} apie_openapp_listing_member;

/**
 * A person behind a listing, and who that is.
 * Part of apie_openapp_listed_person_list
 */
typedef struct apie_openapp_listed_person {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The membership. */
    const apie_openapp_listing_member *member;
    /** The person's name: text or an object of translations. */
    json_t *user_name;
    /** The person's address. */
    const char *user_email;
    /** "under_13", "13_to_15" or "adult". */
    const char *age_class;
    /** The day of birth (YYYY-MM-DD), for those who may know. */
    const char *date_of_birth;
} apie_openapp_listed_person;

/**
 * A person to put behind a listing.
 * Body of directory_listing_members.add
 */
typedef struct apie_openapp_listing_member_add {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The user's id.
     * Required.
     */
    const char *user_id;
    /** What the person is there. */
    const char *role;
    /** Whether the intercom is to ring for them; unset: for adults. */
    apie_opt_bool receives_calls;
    /** Whether it is a child, who needs a date_of_birth. */
    apie_opt_bool is_child;
    /** The day of birth (YYYY-MM-DD). */
    const char *date_of_birth;
} apie_openapp_listing_member_add;

/**
 * Changes to a person's membership; what is unset stays.
 * Body of directory_listing_members.update
 */
typedef struct apie_openapp_listing_member_update {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** What the person is there. */
    const char *role;
    /** Whether the intercom is to ring for them. */
    apie_opt_bool receives_calls;
    /** Whether it is a child. */
    apie_opt_bool is_child;
    /** The day of birth (YYYY-MM-DD). */
    const char *date_of_birth;
} apie_openapp_listing_member_update;

/**
 * A list of apie_openapp_listed_person.
 * Result of directory_listing_members.list
 */
typedef struct apie_openapp_listed_person_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_openapp_listed_person *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_openapp_listed_person_list;

APIE_END_DECLS

#endif
