/**
 * @file apie/openapp/billing.h
 * What an organization pays for, and how much of it is used.
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
#ifndef APIE_OPENAPP_BILLING_H
#define APIE_OPENAPP_BILLING_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * The plan of an organization.
 * Result of billing.plan
 */
typedef struct apie_openapp_org_plan {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The organization's id. */
    const char *org_id;
    /** The plan's id; NULL: none. */
    const char *tier_id;
    /** The subscription behind it, an object, if there is one. */
    json_t *subscription;
} apie_openapp_org_plan;

/**
 * A plan to buy.
 * Body of billing.checkout
 */
typedef struct apie_openapp_purchase {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The plan's short name, as upgrade_options tells it.
     * Required.
     */
    const char *tier_slug;
} apie_openapp_purchase;

/**
 * Where the pages of the payment provider are to lead back to.
 * Body of billing.portal
 */
typedef struct apie_openapp_portal_visit {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The address of a page of yours.
     * Required.
     */
    const char *return_url;
} apie_openapp_portal_visit;

/**
 * A page of the payment provider, to be opened in a browser.
 * Result of billing.checkout, billing.portal
 */
typedef struct apie_openapp_payment_page {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Its address. */
    const char *url;
} apie_openapp_payment_page;

APIE_END_DECLS

#endif
