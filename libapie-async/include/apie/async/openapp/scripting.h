/**
 * @file apie/async/openapp/scripting.h
 * Scripts that the service runs. scripting_execute submits one and waits for its result.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_OPENAPP_SCRIPTING_H
#define APIE_ASYNC_OPENAPP_SCRIPTING_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/scripting.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_openapp_execution.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_execution_cb(
    apie_status status, apie_openapp_execution *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_execution_page.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_execution_page_cb(
    apie_status status, apie_openapp_execution_page *result, const apie_error *error, void *user);

/**
 * Submits a script. It answers at once; scripting_get_execution tells what became of it.
 *
 * POST /scripting/executions. Not safe to repeat: it is tried again only if the service cannot have
 * acted on it, or if options->idempotency_key is set.
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
APIE_API apie_call *apie_async_openapp_scripting_create_execution(
    apie_async_openapp *client, const apie_openapp_execution_create *body,
    const apie_call_options *options, apie_openapp_execution_cb *callback, void *user,
    apie_error *error);

/**
 * Reads an execution with its result.
 *
 * GET /scripting/executions/{execution_id}. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 *
 * @param client       whose address, key and connections are used
 * @param execution_id The execution's id. Not empty; percent-encoded into the path.
 * @param options      limits of this call; NULL: the client's defaults
 * @param callback     told the outcome, once, from the loop; NULL: nobody is told
 * @param user         handed to the callback
 * @param error        takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_scripting_get_execution(
    apie_async_openapp *client, const char *execution_id, const apie_call_options *options,
    apie_openapp_execution_cb *callback, void *user, apie_error *error);

/**
 * Lists executions without their results.
 *
 * GET /scripting/executions. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param limit    Executions at most; unset: 20. The service sends 100 at most. Sent as the query
 *                 parameter limit; unset: not sent.
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
APIE_API apie_call *apie_async_openapp_scripting_list_executions(
    apie_async_openapp *client, apie_opt_int limit, const apie_call_options *options,
    apie_openapp_execution_page_cb *callback, void *user, apie_error *error);

/**
 * Asks for an execution to stop. It stops within a few seconds; what it has done stays done.
 *
 * DELETE /scripting/executions/{execution_id}. Safe to repeat: a failed attempt is tried again,
 * even if the service may have acted on it.
 *
 * @param client       whose address, key and connections are used
 * @param execution_id The execution's id. Not empty; percent-encoded into the path.
 * @param options      limits of this call; NULL: the client's defaults
 * @param callback     told the outcome, once, from the loop; NULL: nobody is told
 * @param user         handed to the callback
 * @param error        takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_scripting_cancel_execution(
    apie_async_openapp *client, const char *execution_id, const apie_call_options *options,
    apie_done_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
