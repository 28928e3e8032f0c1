/**
 * @file apie/async/openapp/lan_agent.h
 * The agent that runs in a building's own network and carries out tasks there.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_OPENAPP_LAN_AGENT_H
#define APIE_ASYNC_OPENAPP_LAN_AGENT_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>
#include <apie/openapp/lan_agent.h>
#include <apie/async/openapp/status.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_openapp_lan_script.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_lan_script_cb(
    apie_status status, apie_openapp_lan_script *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_openapp_lan_task_spec.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_openapp_lan_task_spec_cb(
    apie_status status, apie_openapp_lan_task_spec *result, const apie_error *error, void *user);

/**
 * Reads which versions of the agent there are.
 *
 * GET /lan-agent/meta. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
 *
 * @param client   whose address, key and connections are used
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
APIE_API apie_call *apie_async_openapp_lan_agent_meta(
    apie_async_openapp *client, const apie_call_options *options, apie_openapp_json_cb *callback,
    void *user, apie_error *error);

/**
 * Reads the shell script that installs the agent. Look at it before you run it.
 *
 * GET /lan-agent/cli/bootstrap.sh. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 *
 * @param client   whose address, key and connections are used
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
APIE_API apie_call *apie_async_openapp_lan_agent_bootstrap_script(
    apie_async_openapp *client, const apie_call_options *options,
    apie_openapp_lan_script_cb *callback, void *user, apie_error *error);

/**
 * Makes a token for an installation.
 *
 * POST /lan-agent/cli/bootstrap-token. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client   whose address, key and connections are used
 * @param body     what to send; borrowed, and serialised before anything is sent; NULL: an empty
 *                 object
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
APIE_API apie_call *apie_async_openapp_lan_agent_bootstrap_token(
    apie_async_openapp *client, const json_t *body, const apie_call_options *options,
    apie_openapp_json_cb *callback, void *user, apie_error *error);

/**
 * Makes a token for the agent's command line.
 *
 * POST /lan-agent/cli/token. Not safe to repeat: it is tried again only if the service cannot have
 * acted on it, or if options->idempotency_key is set.
 *
 * @param client   whose address, key and connections are used
 * @param body     what to send; borrowed, and serialised before anything is sent; NULL: an empty
 *                 object
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
APIE_API apie_call *apie_async_openapp_lan_agent_token(
    apie_async_openapp *client, const json_t *body, const apie_call_options *options,
    apie_openapp_json_cb *callback, void *user, apie_error *error);

/**
 * Hands in a task.
 *
 * POST /integrations/{integration_id}/lan-agent/task-spec. Not safe to repeat: it is tried again
 * only if the service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param body           what to send; borrowed, and serialised before anything is sent
 * @param options        limits of this call; NULL: the client's defaults
 * @param callback       told the outcome, once, from the loop; NULL: nobody is told
 * @param user           handed to the callback
 * @param error          takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_openapp_lan_agent_submit_task_spec(
    apie_async_openapp *client, const char *integration_id, const apie_openapp_lan_task *body,
    const apie_call_options *options, apie_openapp_lan_task_spec_cb *callback, void *user,
    apie_error *error);

/**
 * Lists the tasks of an integration.
 *
 * GET /integrations/{integration_id}/lan-agent/tasks. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param options        limits of this call; NULL: the client's defaults
 * @param callback       told the outcome, once, from the loop; NULL: nobody is told
 * @param user           handed to the callback
 * @param error          takes the reason if the call cannot start; may be NULL
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
 * Its result is NULL if the service answered without one.
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_lan_agent_list_tasks(
    apie_async_openapp *client, const char *integration_id, const apie_call_options *options,
    apie_openapp_json_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
