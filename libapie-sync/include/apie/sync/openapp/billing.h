/**
 * @file apie/sync/openapp/billing.h
 * What an organization pays for, and how much of it is used.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_BILLING_H
#define APIE_SYNC_OPENAPP_BILLING_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>
#include <apie/openapp/billing.h>

APIE_BEGIN_DECLS

/**
 * Begins to buy a plan.
 *
 * POST /orgs/{org_id}/billing/checkout. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
 * @param body    what to send; borrowed, and serialised before anything is sent
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_billing_checkout(
    apie_openapp *client, const char *org_id, const apie_openapp_purchase *body,
    const apie_call_options *options, apie_openapp_payment_page **out, apie_error *error);

/**
 * Reads an organization's plan.
 *
 * GET /orgs/{org_id}/billing/plan. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_billing_plan(
    apie_openapp *client, const char *org_id, const apie_call_options *options,
    apie_openapp_org_plan **out, apie_error *error);

/**
 * Asks for the page where people look after their subscription.
 *
 * POST /orgs/{org_id}/billing/portal. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
 * @param body    what to send; borrowed, and serialised before anything is sent
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_billing_portal(
    apie_openapp *client, const char *org_id, const apie_openapp_portal_visit *body,
    const apie_call_options *options, apie_openapp_payment_page **out, apie_error *error);

/**
 * Lists the plans that could be had.
 *
 * GET /orgs/{org_id}/billing/upgrade-options. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_billing_upgrade_options(
    apie_openapp *client, const char *org_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Reads how much of each quota is used.
 *
 * GET /orgs/{org_id}/billing/usage. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param org_id  The organization's id. Not empty; percent-encoded into the path.
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_billing_usage(
    apie_openapp *client, const char *org_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

APIE_END_DECLS

#endif
