/**
 * @file apie/sync/openapp/scripting.h
 * Scripts that the service runs. scripting_execute submits one and waits for its result.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_SCRIPTING_H
#define APIE_SYNC_OPENAPP_SCRIPTING_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/scripting.h>

APIE_BEGIN_DECLS

/**
 * Submits a script. It answers at once; scripting_get_execution tells what became of it.
 *
 * POST /scripting/executions. Not safe to repeat: it is tried again only if the service cannot have
 * acted on it, or if options->idempotency_key is set.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_scripting_create_execution(
    apie_openapp *client, const apie_openapp_execution_create *body,
    const apie_call_options *options, apie_openapp_execution **out, apie_error *error);

/**
 * Reads an execution with its result.
 *
 * GET /scripting/executions/{execution_id}. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 *
 * @param client       whose address, key and connections are used
 * @param execution_id The execution's id. Not empty; percent-encoded into the path.
 * @param options      limits of this call; NULL: the client's defaults
 * @param out          takes the result on success, to be freed with apie_free(); NULL: it is not
 *                     wanted
 * @param error        takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_scripting_get_execution(
    apie_openapp *client, const char *execution_id, const apie_call_options *options,
    apie_openapp_execution **out, apie_error *error);

/**
 * Lists executions without their results.
 *
 * GET /scripting/executions. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 *
 * @param client  whose address, key and connections are used
 * @param limit   Executions at most; unset: 20. The service sends 100 at most. Sent as the query
 *                parameter limit; unset: not sent.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_scripting_list_executions(
    apie_openapp *client, apie_opt_int limit, const apie_call_options *options,
    apie_openapp_execution_page **out, apie_error *error);

/**
 * Asks for an execution to stop. It stops within a few seconds; what it has done stays done.
 *
 * DELETE /scripting/executions/{execution_id}. Safe to repeat: a failed attempt is tried again,
 * even if the service may have acted on it.
 *
 * @param client       whose address, key and connections are used
 * @param execution_id The execution's id. Not empty; percent-encoded into the path.
 * @param options      limits of this call; NULL: the client's defaults
 * @param error        takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_scripting_cancel_execution(
    apie_openapp *client, const char *execution_id, const apie_call_options *options,
    apie_error *error);

APIE_END_DECLS

#endif
