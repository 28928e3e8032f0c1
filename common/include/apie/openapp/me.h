/**
 * @file apie/openapp/me.h
 * The caller: whoever the key belongs to.
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
#ifndef APIE_OPENAPP_ME_H
#define APIE_OPENAPP_ME_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * The caller's profile.
 * Result of me.profile
 */
typedef struct apie_openapp_profile {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The name to be shown. */
    const char *name;
    /** The address to sign in with. */
    const char *email;
    /** Whether it was verified. */
    apie_opt_bool email_verified;
    /** The telephone number (E.164). */
    const char *phone;
    /** Whether it was verified. */
    apie_opt_bool phone_verified;
    /** The language. */
    const char *locale;
    /** Where the picture is, for a while. */
    const char *image_url;
    /** Where a small one is, if it is not small anyway. */
    const char *image_thumb_url;
    /** Why the picture could not be taken over, if it could not. */
    const char *image_sync_error;
    /** The identity providers that the account is linked with. */
    json_t *idp_links;
    /** An object: where each part of the profile comes from. */
    json_t *profile_sources;
} apie_openapp_profile;

/**
 * Whether the caller can be reached by notifications.
 * Result of me.push_subscription_status
 */
typedef struct apie_openapp_push_status {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Whether the service can send them at all. */
    apie_opt_bool push_configured;
    /** Whether a browser of the caller's has subscribed. */
    apie_opt_bool has_subscription;
    /** Whether an app of the caller's has. */
    apie_opt_bool has_device_token;
    /** Whether either has. */
    apie_opt_bool has_any_notification_channel;
} apie_openapp_push_status;

/**
 * The service's key for notifications in browsers.
 * Result of me.push_vapid_public_key
 */
typedef struct apie_openapp_push_key {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The VAPID public key. */
    const char *public_key;
} apie_openapp_push_key;

/**
 * A browser's subscription to notifications, as its push service gave it.
 * Body of me.subscribe_push
 */
typedef struct apie_openapp_push_subscription {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Where to send them.
     * Required.
     */
    const char *endpoint;
    /**
     * The browser's key.
     * Required.
     */
    const char *p256dh;
    /**
     * The browser's secret.
     * Required.
     */
    const char *auth;
} apie_openapp_push_subscription;

APIE_END_DECLS

#endif
