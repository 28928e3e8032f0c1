/**
 * @file apie/openapp/site_people.h
 * The people of a site, whichever listings they stand behind. Requests need an organization: use a
 * handle made for one.
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
#ifndef APIE_OPENAPP_SITE_PEOPLE_H
#define APIE_OPENAPP_SITE_PEOPLE_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * A person of a site.
 * Part of apie_openapp_site_person_page
 */
typedef struct apie_openapp_site_person {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The user's id. */
    const char *user_id;
    /** What the person is there. */
    const char *role;
    /** The listings that they stand behind. */
    const char *const *listings;
    /** How many listings there are. */
    size_t listings_count;
    /** The person's name: text or an object of translations. */
    json_t *user_name;
    /** The person's address. */
    const char *user_email;
} apie_openapp_site_person;

/**
 * People of a site.
 * Result of site_people.list
 */
typedef struct apie_openapp_site_person_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** This page's items. */
    const apie_openapp_site_person *const *items;
    /** How many items there are. */
    size_t items_count;
    /** How many there are on all pages; unset if the service sent a bare list. */
    apie_opt_int total;
} apie_openapp_site_person_page;

/**
 * A person to add to a site.
 * Body of site_people.add
 */
typedef struct apie_openapp_site_person_add {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The user's id.
     * Required.
     */
    const char *user_id;
    /**
     * What the person is to be there.
     * Required.
     */
    const char *role;
} apie_openapp_site_person_add;

APIE_END_DECLS

#endif
