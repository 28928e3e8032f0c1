/**
 * @file apie/openapp/users.h
 * People: who they are and what they may do in which organization. Requests need an organization:
 * use a handle made for one.
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
#ifndef APIE_OPENAPP_USERS_H
#define APIE_OPENAPP_USERS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * A person with an account.
 * Result of users.create, users.get, users.update, users.delete, users.purge, users.add_roles,
 * users.remove_roles
 * Part of apie_openapp_user_page
 */
typedef struct apie_openapp_user {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The user's id (a ULID).
     * Always there in results.
     */
    const char *id;
    /** The address to sign in with. It may be a placeholder, see email_is_synthetic. */
    const char *email;
    /** Name in one or more languages: text, {locale: text} or {"value": {locale: text}}. */
    json_t *name;
    /** The verified telephone number (E.164). */
    const char *phone;
    /** When the number was verified (RFC 3339). */
    const char *phone_verified_at;
    /** True if the address is the service's own invention: do not show it, do not write to it. */
    apie_opt_bool email_is_synthetic;
    /** An object: the ids of organizations, and to each a list of the user's roles there. */
    json_t *roles;
    /** The account that this one was merged into; that one is the live one. */
    const char *merged_into_user_id;
    /** When it was made (RFC 3339). */
    const char *created_at;
    /** When it was last changed (RFC 3339). */
    const char *updated_at;
    /** When it was soft-deleted (RFC 3339); NULL while it is there. */
    const char *deleted_at;
    /** When it is to be deleted for good (RFC 3339). */
    const char *hard_delete_at;
    /** When the service will purge it by itself (RFC 3339). */
    const char *purge_at;
} apie_openapp_user;

/**
 * One page of users.
 * Result of users.search, orgs.users
 */
typedef struct apie_openapp_user_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** This page's items. */
    const apie_openapp_user *const *items;
    /** How many items there are. */
    size_t items_count;
    /** How many there are on all pages; unset if the service sent a bare list. */
    apie_opt_int total;
} apie_openapp_user_page;

/**
 * Which users to list. All zero: the first page of all that the caller can see.
 * Query of users.search
 */
typedef struct apie_openapp_user_query {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** Part of a name or an address; NULL: all. */
    const char *q;
    /** Only users of this organization and those below; not heeded with the scope "all". */
    const char *org_id;
    /** "all" looks among all users of the service; NULL: in the organization. */
    const char *scope;
    /** Ids to leave out, with commas between them. */
    const char *exclude_ids;
    /** Items at most; the service sends 200 at most, and has its own default. */
    apie_opt_int limit;
    /** Items to pass over: as many as have come on the pages before. */
    apie_opt_int offset;
} apie_openapp_user_query;

/**
 * A user to make. Give an address or a telephone number.
 * Body of users.create
 */
typedef struct apie_openapp_user_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Name in one or more languages: text, {locale: text} or {"value": {locale: text}}.
     * json_string("Lobby") will do.
     * Required.
     */
    const json_t *name;
    /** The address to sign in with; unset: by telephone only. */
    const char *email;
    /** Telephone number (E.164). */
    const char *phone;
    /** Given name, kept with the identity. */
    const char *first_name;
    /** Family name, kept with the identity. */
    const char *last_name;
    /** A first password, so that the user can sign in at once; needs the right to provision. */
    const char *password;
    /** An object: the ids of organizations, and to each a list of roles to give. */
    const json_t *roles;
    /** The id to have; administrators only. */
    const char *id;
} apie_openapp_user_create;

/**
 * Changes to a user; what is unset stays.
 * Body of users.update
 */
typedef struct apie_openapp_user_update {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Name in one or more languages: text, {locale: text} or {"value": {locale: text}}.
     * json_string("Lobby") will do.
     */
    const json_t *name;
    /** The new address. */
    const char *email;
    /** The new number (E.164), which counts as verified; null removes it. */
    const char *phone;
    /** The user's id, if it is to be confirmed. */
    const char *id;
} apie_openapp_user_update;

APIE_END_DECLS

#endif
