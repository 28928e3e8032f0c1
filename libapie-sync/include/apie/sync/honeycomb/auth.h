/**
 * @file apie/sync/honeycomb/auth.h
 * Auth: whom a credential belongs to and what it may do.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_HONEYCOMB_AUTH_H
#define APIE_SYNC_HONEYCOMB_AUTH_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/auth.h>

APIE_BEGIN_DECLS

/**
 * Asks whom the client's key belongs to and what it may do. The cheapest way to see that it is
 * right.
 *
 * GET /1/auth. Safe to repeat: a failed attempt is tried again, even if the service may have acted
 * on it.
 * Sent with the client's api_key or ingest_key.
 *
 * @param client  whose address, key and connections are used
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_CONFIG: the client has no such credential; nothing was sent;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_auth_get(
    apie_honeycomb *client, const apie_call_options *options, apie_honeycomb_auth **out,
    apie_error *error);

/**
 * Asks whom the client's management key belongs to.
 *
 * GET /2/auth. Safe to repeat: a failed attempt is tried again, even if the service may have acted
 * on it.
 * Sent with the client's management_key.
 *
 * @param client  whose address, key and connections are used
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_CONFIG: the client has no such credential; nothing was sent;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_auth_get_v2(
    apie_honeycomb *client, const apie_call_options *options, apie_honeycomb_auth_v2 **out,
    apie_error *error);

APIE_END_DECLS

#endif
