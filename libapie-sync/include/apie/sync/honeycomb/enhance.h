/**
 * @file apie/sync/honeycomb/enhance.h
 * Enhance: what the Enhance indexer tells of its work on files in S3.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_HONEYCOMB_ENHANCE_H
#define APIE_SYNC_HONEYCOMB_ENHANCE_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/enhance.h>

APIE_BEGIN_DECLS

/**
 * Tells what the indexer did.
 *
 * POST /2/teams/{teamSlug}/enhance_indexer_usage. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 * The client knows {teamSlug}.
 * Sent with the client's management_key.
 *
 * @param client  whose address, key and connections are used
 * @param body    what to send; borrowed, and serialised before anything is sent
 * @param options limits of this call; NULL: the client's defaults
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_CONFIG: the client has no such credential; nothing was sent;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_enhance_record_indexer_usage(
    apie_honeycomb *client, const apie_honeycomb_indexer_usage *body,
    const apie_call_options *options, apie_error *error);

APIE_END_DECLS

#endif
