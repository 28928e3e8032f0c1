/**
 * @file apie/async/guardrails.h
 * Guardrails: rules of the workspace that decide whether an action may go ahead. Guarded calls of a
 * client evaluate, obey and report by themselves; these operations only ask.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_GUARDRAILS_H
#define APIE_ASYNC_GUARDRAILS_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/models/guardrails.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_evaluation.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_evaluation_cb(
    apie_status status, apie_evaluation *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_template_enabled.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_template_enabled_cb(
    apie_status status, apie_template_enabled *result, const apie_error *error, void *user);

/**
 * Asks the guardrails about an action, without waiting for an approval and without reporting
 * anything.
 *
 * POST /v1/guardrails/evaluate. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
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
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_guardrails_evaluate(
    apie_async_client *client, const apie_evaluate *body, const apie_call_options *options,
    apie_evaluation_cb *callback, void *user, apie_error *error);

/**
 * Makes a guardrail of the workspace from a template. One that is enabled already stays so.
 *
 * POST /v1/guardrails/templates/{key}/enable with an empty object. Safe to repeat: a failed attempt
 * is tried again, even if the service may have acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param key      The template's key, such as "prod-secrets". Not empty; percent-encoded into the
 *                 path.
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
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_guardrails_enable_template(
    apie_async_client *client, const char *key, const apie_call_options *options,
    apie_template_enabled_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
