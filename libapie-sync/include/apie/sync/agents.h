/**
 * @file apie/sync/agents.h
 * Agents: who they are, what they may do and which tools they have. A client registers its own
 * agent from its configuration, so a program needs these operations only to say more than the
 * configuration does.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_AGENTS_H
#define APIE_SYNC_AGENTS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/models/agents.h>

APIE_BEGIN_DECLS

/**
 * Registers an agent, or finds the one with the same key. The client does this by itself; call it
 * to register another agent, or the same one with more detail.
 *
 * POST /v1/agents/identify. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
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
APIE_API APIE_NODISCARD apie_status apie_agents_identify(
    apie_client *client, const apie_identify *body, const apie_call_options *options,
    apie_registration **out, apie_error *error);

/**
 * Declares what an agent may do. It replaces what was declared before, so saying it twice is
 * harmless.
 *
 * POST /v1/agents/{agent_id}/capabilities/declare. Safe to repeat: a failed attempt is tried again,
 * even if the service may have acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param agent_id The agent's id, from its registration. Not empty; percent-encoded into the path.
 * @param body     what to send; borrowed, and serialised before anything is sent
 * @param options  limits of this call; NULL: the client's defaults
 * @param out      takes the result on success, to be freed with apie_free(), or NULL if the service
 *                 sent none; NULL: it is not wanted
 * @param error    takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_agents_declare_capabilities(
    apie_client *client, const char *agent_id, const apie_capabilities_declare *body,
    const apie_call_options *options, apie_capabilities_declared **out, apie_error *error);

/**
 * Defines a tool of an agent. A tool of the same name is replaced.
 *
 * POST /v1/agents/{agent_id}/tools/define. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 *
 * @param client   whose address, key and connections are used
 * @param agent_id The agent's id, from its registration. Not empty; percent-encoded into the path.
 * @param body     what to send; borrowed, and serialised before anything is sent
 * @param options  limits of this call; NULL: the client's defaults
 * @param out      takes the result on success, to be freed with apie_free(), or NULL if the service
 *                 sent none; NULL: it is not wanted
 * @param error    takes the details of a failure; may be NULL
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
APIE_API APIE_NODISCARD apie_status apie_agents_define_tool(
    apie_client *client, const char *agent_id, const apie_tool_definition *body,
    const apie_call_options *options, apie_tool_defined **out, apie_error *error);

APIE_END_DECLS

#endif
