/**
 * @file apie/sync/guardrails.h
 * Guardrails: rules of the workspace that decide whether an action may go ahead. Guarded calls of a
 * client evaluate, obey and report by themselves; these operations only ask.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_GUARDRAILS_H
#define APIE_SYNC_GUARDRAILS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/models/guardrails.h>

APIE_BEGIN_DECLS

/**
 * Asks the guardrails about an action, without waiting for an approval and without reporting
 * anything.
 *
 * POST /v1/guardrails/evaluate. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param body    what to send; borrowed, and serialised before anything is sent
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
APIE_API APIE_NODISCARD apie_status apie_guardrails_evaluate(
    apie_client *client, const apie_evaluate *body, const apie_call_options *options,
    apie_evaluation **out, apie_error *error);

/**
 * Makes a guardrail of the workspace from a template. One that is enabled already stays so.
 *
 * POST /v1/guardrails/templates/{key}/enable with an empty object. Safe to repeat: a failed attempt
 * is tried again, even if the service may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param key     The template's key, such as "prod-secrets". Not empty; percent-encoded into the
 *                path.
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
APIE_API APIE_NODISCARD apie_status apie_guardrails_enable_template(
    apie_client *client, const char *key, const apie_call_options *options,
    apie_template_enabled **out, apie_error *error);

APIE_END_DECLS

#endif
