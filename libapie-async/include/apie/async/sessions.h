/**
 * @file apie/async/sessions.h
 * Sessions: several runs, of one agent or of many, that work on one thing, and the handoffs between
 * them.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_SESSIONS_H
#define APIE_ASYNC_SESSIONS_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/models/runs.h>
#include <apie/models/sessions.h>
#include <apie/async/runs.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_session.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_session_cb(
    apie_status status, apie_session *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_handoff.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_handoff_cb(
    apie_status status, apie_handoff *result, const apie_error *error, void *user);

/**
 * Starts a session.
 *
 * POST /v1/sessions. Not safe to repeat: it is tried again only if the service cannot have acted on
 * it, or if options->idempotency_key is set.
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
APIE_API apie_call *apie_async_sessions_create(
    apie_async_client *client, const apie_session_create *body, const apie_call_options *options,
    apie_session_cb *callback, void *user, apie_error *error);

/**
 * Ends a session. End its runs before.
 *
 * POST /v1/sessions/{session_id}/complete. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client     whose address, key and connections are used
 * @param session_id The session's id. Not empty; percent-encoded into the path.
 * @param body       what to send; borrowed, and serialised before anything is sent
 * @param options    limits of this call; NULL: the client's defaults
 * @param callback   told the outcome, once, from the loop; NULL: nobody is told
 * @param user       handed to the callback
 * @param error      takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_sessions_complete(
    apie_async_client *client, const char *session_id, const apie_session_complete *body,
    const apie_call_options *options, apie_done_cb *callback, void *user, apie_error *error);

/**
 * Starts a run inside a session.
 *
 * POST /v1/sessions/{session_id}/runs. Not safe to repeat: it is tried again only if the service
 * cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client     whose address, key and connections are used
 * @param session_id The session's id. Not empty; percent-encoded into the path.
 * @param body       what to send; borrowed, and serialised before anything is sent
 * @param options    limits of this call; NULL: the client's defaults
 * @param callback   told the outcome, once, from the loop; NULL: nobody is told
 * @param user       handed to the callback
 * @param error      takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_sessions_create_run(
    apie_async_client *client, const char *session_id, const apie_session_run_create *body,
    const apie_call_options *options, apie_run_cb *callback, void *user, apie_error *error);

/**
 * Records that one run hands work to another.
 *
 * POST /v1/sessions/{session_id}/handoffs. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client     whose address, key and connections are used
 * @param session_id The session's id. Not empty; percent-encoded into the path.
 * @param body       what to send; borrowed, and serialised before anything is sent
 * @param options    limits of this call; NULL: the client's defaults
 * @param callback   told the outcome, once, from the loop; NULL: nobody is told
 * @param user       handed to the callback
 * @param error      takes the reason if the call cannot start; may be NULL
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
APIE_API apie_call *apie_async_sessions_create_handoff(
    apie_async_client *client, const char *session_id, const apie_handoff_create *body,
    const apie_call_options *options, apie_handoff_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
