/**
 * @file apie/sync/openapp/lan_agent.h
 * The agent that runs in a building's own network and carries out tasks there.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/openapp*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_OPENAPP_LAN_AGENT_H
#define APIE_SYNC_OPENAPP_LAN_AGENT_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/openapp/status.h>
#include <apie/openapp/lan_agent.h>

APIE_BEGIN_DECLS

/**
 * Reads which versions of the agent there are.
 *
 * GET /lan-agent/meta. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_lan_agent_meta(
    apie_openapp *client, const apie_call_options *options, apie_openapp_json **out,
    apie_error *error);

/**
 * Reads the shell script that installs the agent. Look at it before you run it.
 *
 * GET /lan-agent/cli/bootstrap.sh. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
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
APIE_API APIE_NODISCARD apie_status apie_openapp_lan_agent_bootstrap_script(
    apie_openapp *client, const apie_call_options *options, apie_openapp_lan_script **out,
    apie_error *error);

/**
 * Makes a token for an installation.
 *
 * POST /lan-agent/cli/bootstrap-token. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param body    what to send; borrowed, and serialised before anything is sent; NULL: an empty
 *                object
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
APIE_API APIE_NODISCARD apie_status apie_openapp_lan_agent_bootstrap_token(
    apie_openapp *client, const json_t *body, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

/**
 * Makes a token for the agent's command line.
 *
 * POST /lan-agent/cli/token. Not safe to repeat: it is tried again only if the service cannot have
 * acted on it, or if options->idempotency_key is set.
 *
 * @param client  whose address, key and connections are used
 * @param body    what to send; borrowed, and serialised before anything is sent; NULL: an empty
 *                object
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
APIE_API APIE_NODISCARD apie_status apie_openapp_lan_agent_token(
    apie_openapp *client, const json_t *body, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

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
 * @param out            takes the result on success, to be freed with apie_free(); NULL: it is not
 *                       wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_lan_agent_submit_task_spec(
    apie_openapp *client, const char *integration_id, const apie_openapp_lan_task *body,
    const apie_call_options *options, apie_openapp_lan_task_spec **out, apie_error *error);

/**
 * Lists the tasks of an integration.
 *
 * GET /integrations/{integration_id}/lan-agent/tasks. Safe to repeat: a failed attempt is tried
 * again, even if the service may have acted on it.
 *
 * @param client         whose address, key and connections are used
 * @param integration_id The integration's id. Not empty; percent-encoded into the path.
 * @param options        limits of this call; NULL: the client's defaults
 * @param out            takes the result on success, to be freed with apie_free(), or NULL if the
 *                       service sent none; NULL: it is not wanted
 * @param error          takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_openapp_lan_agent_list_tasks(
    apie_openapp *client, const char *integration_id, const apie_call_options *options,
    apie_openapp_json **out, apie_error *error);

APIE_END_DECLS

#endif
