/**
 * @file apie/sync/openapp/eula.h
 * The terms of use.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_EULA_H
#define APIE_SYNC_OPENAPP_EULA_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>

APIE_BEGIN_DECLS

/**
 * Reads the terms, and whether the caller has accepted them.
 *
 * GET /eula. Safe to repeat: a failed attempt is tried again, even if the service may have acted on
 * it.
 *
 * @param client  whose address, key and connections are used
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_eula_get(
    apie_openapp *client, const apie_call_options *options, apie_openapp_json **out,
    apie_error *error);

/**
 * Accepts the terms. The body says which, as the service told.
 *
 * POST /eula/accept. Not safe to repeat: it is tried again only if the service cannot have acted on
 * it, or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param body    what to send; borrowed, and serialised before anything is sent; NULL: an empty
 *                object
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the result on success, to be freed with apie_free(), or NULL if the service
 *                sent none; NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_eula_accept(
    apie_openapp *client, const json_t *body, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

APIE_END_DECLS

#endif
