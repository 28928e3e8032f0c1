/**
 * @file apie/sync/openapp/status.h
 * Whether the service is up, and which one answers. It asks for no key.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_STATUS_H
#define APIE_SYNC_OPENAPP_STATUS_H

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
 * Asks which service answers. The cheapest way to see that address and network are right; a client
 * does it once when it connects, unless told not to.
 *
 * GET /status. Safe to repeat: a failed attempt is tried again, even if the service may have acted
 * on it.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_status_get(
    apie_openapp *client, const apie_call_options *options, apie_openapp_backend_status **out,
    apie_error *error);

APIE_END_DECLS

#endif
