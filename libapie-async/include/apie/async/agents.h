/**
 * @file apie/async/agents.h
 * Agents: who they are, what they may do and which tools they have. A client registers its own
 * agent from its configuration, so a program needs these operations only to say more than the
 * configuration does.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_AGENTS_H
#define APIE_ASYNC_AGENTS_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/models/agents.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_registration.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_registration_cb(
    apie_status status, apie_registration *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_capabilities_declared.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_capabilities_declared_cb(
    apie_status status, apie_capabilities_declared *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_tool_defined.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_tool_defined_cb(
    apie_status status, apie_tool_defined *result, const apie_error *error, void *user);

/**
 * Registers an agent, or finds the one with the same key. The client does this by itself; call it
 * to register another agent, or the same one with more detail.
 *
 * POST /v1/agents/identify. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
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
APIE_API apie_call *apie_async_agents_identify(
    apie_async_client *client, const apie_identify *body, const apie_call_options *options,
    apie_registration_cb *callback, void *user, apie_error *error);

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
 * Its result is NULL if the service answered without one.
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_agents_declare_capabilities(
    apie_async_client *client, const char *agent_id, const apie_capabilities_declare *body,
    const apie_call_options *options, apie_capabilities_declared_cb *callback, void *user,
    apie_error *error);

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
 * Its result is NULL if the service answered without one.
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_agents_define_tool(
    apie_async_client *client, const char *agent_id, const apie_tool_definition *body,
    const apie_call_options *options, apie_tool_defined_cb *callback, void *user,
    apie_error *error);

APIE_END_DECLS

#endif
