/**
 * @file apie/async/honeycomb/enhance.h
 * Enhance: what the Enhance indexer tells of its work on files in S3.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_HONEYCOMB_ENHANCE_H
#define APIE_ASYNC_HONEYCOMB_ENHANCE_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

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
 * @param client   whose address, key and connections are used
 * @param body     what to send; borrowed, and serialised before anything is sent
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_honeycomb_enhance_record_indexer_usage(
    apie_async_honeycomb *client, const apie_honeycomb_indexer_usage *body,
    const apie_call_options *options, apie_done_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
